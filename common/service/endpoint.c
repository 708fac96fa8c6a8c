/* SPDX-License-Identifier: MIT
 *
 * See endpoint.h.
 */
#include "common/service/endpoint.h"

#include <stdio.h>
#include <string.h>

#include "common/base/file.h"

const char *const service_names[SERVICES_MAX] = {"ingest", "indicators", "alerts", "reports", "gateway"};

/* What a unix socket's path may hold. */
#define SOCKET_PATH_MAX 107
#define LONGEST_SOCKET  "/run/indicators.requests"

static int service_index(const char *service)
{
	for (int i = 0; i < SERVICES_MAX; i++)
		if (strcmp(service_names[i], service) == 0)
			return i;
	return -1;
}

static int endpoint(const struct options *options, const char *service, const char *what, unsigned offset,
	enum endpoint_end end, char ret[ENDPOINT_MAX], struct err_text *text)
{
	const char *link = options_text(options, "link");
	int index = service_index(service);
	int len;

	if (index < 0)
		return error_set(text, ERR_INVAL, "no service is called '%s'", service);
	if (strcmp(link, "ipc") == 0) {
		len = snprintf(
			ret, ENDPOINT_MAX, "ipc://%s/run/%s.%s", options_text(options, "dir"), service, what);
		if (len - 6 > SOCKET_PATH_MAX)
			return error_set(text, ERR_INVAL,
				"folder '%s': its path is too long for sockets in it (at most %d characters)",
				options_text(options, "dir"),
				SOCKET_PATH_MAX - (int)(sizeof(LONGEST_SOCKET) - 1));
		return 0;
	}
	if (strncmp(link, "tcp:", 4) == 0 && link[4] != '\0') {
		unsigned port = (unsigned)options_number(options, "port") + 2 * (unsigned)index + offset;
		const char *host = end == ENDPOINT_BIND ? options_text(options, "listen") : link + 4;
		const char *name = end == ENDPOINT_BIND ? NULL : strstr(host, "%s");

		if (name != NULL)
			len = snprintf(ret, ENDPOINT_MAX, "tcp://%.*s%s%s:%u", (int)(name - host), host,
				service, name + 2, port);
		else
			len = snprintf(ret, ENDPOINT_MAX, "tcp://%s:%u", host, port);
		if (len < ENDPOINT_MAX)
			return 0;
	}
	return error_set(text, ERR_INVAL, "link '%s': expected ipc or tcp:HOST", link);
}

int endpoint_stream(const struct options *options, const char *service, enum endpoint_end end,
	char ret[ENDPOINT_MAX], struct err_text *text)
{
	return endpoint(options, service, "stream", 0, end, ret, text);
}

int endpoint_requests(const struct options *options, const char *service, enum endpoint_end end,
	char ret[ENDPOINT_MAX], struct err_text *text)
{
	return endpoint(options, service, "requests", 1, end, ret, text);
}

const char *path_in(const struct options *options, const char *a, const char *b, char ret[PATH_LEN])
{
	(void)snprintf(ret, PATH_LEN, "%s/%s%s%s", options_text(options, "dir"), a, b == NULL ? "" : "/",
		b == NULL ? "" : b);
	return ret;
}

const char *path_shared(const struct options *options, const char *name, char ret[PATH_LEN])
{
	const char *share = options_text(options, "share");
	char beside[FILE_PATH_MAX];

	if (share[0] == '\0')
		share = file_beside_program("../share/leep", beside);
	(void)snprintf(ret, PATH_LEN, "%s/%s", share, name);
	return ret;
}
