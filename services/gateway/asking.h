/* SPDX-License-Identifier: MIT
 *
 * Questions that HTTP handlers put to the services. Every call has its own socket, because handlers run in threads of
 * the HTTP library and a socket belongs to one thread.
 */
#ifndef LEEP_GATEWAY_ASKING_H
#define LEEP_GATEWAY_ASKING_H

#include "common/base/buffer.h"
#include "common/model/query.h"
#include "common/service/options.h"
#include "common/stream/net.h"

struct asking {
	struct net *net;
	const struct options *options;
};

/* Does the service answer a health check within a second? Its counters into `out`, one name=value a line. */
bool asking_health(const struct asking *asking, const char *service, struct buffer *out);

/* Ask reports; the result lives in the arena. Errors: ERR_TIMEOUT no answer; or what reports said, with `text`. */
int asking_reports(const struct asking *asking, const struct query *query, struct arena *arena,
	struct query_result *ret, struct err_text *text);

#endif
