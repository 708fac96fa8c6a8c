/* SPDX-License-Identifier: MIT
 *
 * See asking.h.
 */
#include "services/gateway/asking.h"

#include "common/service/endpoint.h"
#include "common/stream/client.h"

#define HEALTH_MS 1000
#define QUERY_MS  10000

static int call(const struct asking *asking, const char *service, struct request *request, int64_t timeout,
	struct client **ret_client, struct answer *ret, struct err_text *text)
{
	char endpoint[ENDPOINT_MAX];
	int rc = endpoint_requests(asking->options, service, ENDPOINT_CONNECT, endpoint, text);

	if (rc == 0)
		rc = client_open(asking->net, endpoint, ret_client, text);
	if (rc < 0)
		return rc;
	client_new_id(request->id);
	request->who = "gateway";
	rc = client_call(*ret_client, request, timeout, ret);
	return rc < 0 ? error_set(text, rc, "%s does not answer", service) : 0;
}

bool asking_health(const struct asking *asking, const char *service, struct buffer *out)
{
	struct request request = {.kind = REQUEST_HEALTH};
	struct client *client = NULL;
	struct answer answer;
	bool well =
		call(asking, service, &request, HEALTH_MS, &client, &answer, NULL) == 0 && answer.code == 0;

	if (well)
		buffer_add(out, answer.body.data, answer.body.len);
	client_free(client);
	return well;
}

int asking_reports(const struct asking *asking, const struct query *query, struct arena *arena,
	struct query_result *ret, struct err_text *text)
{
	struct request request = {.kind = REQUEST_QUERY};
	struct client *client = NULL;
	struct answer answer;
	struct buffer body;
	int rc;

	buffer_init(&body, (size_t)64 * 1024);
	rc = query_encode(query, &body);
	request.body = bytes_of(body.data, body.len);
	if (rc == 0)
		rc = call(asking, "reports", &request, QUERY_MS, &client, &answer, text);
	if (rc == 0 && answer.code < 0)
		rc = error_set(text, answer.code, "%s", answer.text);
	if (rc == 0)
		rc = query_result_decode(arena, answer.body, ret);
	client_free(client);
	buffer_done(&body);
	return rc;
}
