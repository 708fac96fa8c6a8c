/* SPDX-License-Identifier: MIT
 *
 * The services of an installation and where each is found; files that belong to an installation.
 */
#ifndef LEEP_SERVICE_ENDPOINT_H
#define LEEP_SERVICE_ENDPOINT_H

#include "common/service/options.h"

/* Names in the order in which they are started and listed. */
#define SERVICES_MAX 5
extern const char *const service_names[SERVICES_MAX];

enum endpoint_end { ENDPOINT_BIND, ENDPOINT_CONNECT };

#define ENDPOINT_MAX 256

/* Where `service` serves its stream, or answers requests. ERR_INVAL with `text` for an unknown service or link, or
 * a path too long for a socket. */
int endpoint_stream(const struct options *options, const char *service, enum endpoint_end end,
	char ret[ENDPOINT_MAX], struct err_text *text);
int endpoint_requests(const struct options *options, const char *service, enum endpoint_end end,
	char ret[ENDPOINT_MAX], struct err_text *text);

/* "DIR/a" or "DIR/a/b" (`b` may be NULL) into `ret`. */
#define PATH_LEN 1400
const char *path_in(const struct options *options, const char *a, const char *b, char ret[PATH_LEN]);

/* A file of the shared data, from the option `share` or beside the program's folder. */
const char *path_shared(const struct options *options, const char *name, char ret[PATH_LEN]);

#endif
