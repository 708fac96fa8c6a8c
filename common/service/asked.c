/* SPDX-License-Identifier: MIT
 *
 * What a service is asked without anything being changed: questions, some of which wait for a commit; health; a copy of its
 * state; and the parts of files that precede a command.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/service/parts.h"

/* -- queries ----------------------------------------------------------------------------------------------------- */

static void park(struct service *service, const struct peer *peer, const struct request *request)
{
	struct parked *place = NULL, *oldest = &service->parked[0];

	for (size_t i = 0; i < PARKED_MAX; i++) {
		struct parked *p = &service->parked[i];

		/* The same question asked again takes the place of the first. */
		if (p->used ? memcmp(p->request.id, request->id, REQUEST_ID_LEN) == 0 : place == NULL)
			place = p;
		if (p->turn < oldest->turn)
			oldest = p;
	}
	if (place == NULL) {
		/* Who still waits asks again every few seconds; the one silent longest has most likely gone. */
		place = oldest;
		service_say(service, &place->peer, &place->request, ERR_BUSY,
			"too many are waiting: ask again later", bytes_of(NULL, 0));
	}
	free(place->body);
	memset(place, 0, sizeof(*place));
	place->body = malloc(request->body.len + 1);
	if (place->body == NULL)
		return;
	if (request->body.len > 0)
		memcpy(place->body, request->body.data, request->body.len);
	place->used = true;
	place->turn = ++service->parked_turn;
	place->peer = *peer;
	place->request = *request;
	(void)snprintf(place->who, sizeof(place->who), "%s", request->who);
	place->request.body = bytes_of(place->body, request->body.len);
	place->request.who = place->who;
}

/* ERR_AGAIN when the question has to wait; otherwise it has been answered. */
static int try_query(struct service *service, const struct peer *peer, const struct request *request)
{
	struct ask ask = {clock_wall(&service->clock), request->who, request->id, request->body};
	struct err_text text = {""};
	struct txn txn;
	int rc;

	buffer_clear(&service->answer);
	(void)txn_begin(service->store, TXN_READ, &txn);
	rc = service->handlers->query(service->self, &txn, &ask, &service->answer, &text);
	if (rc == 0 && service->answer.failed)
		rc = ERR_LIMIT;
	if (rc == 0)
		rc = txn.error;
	if (rc != ERR_AGAIN)
		service_say(service, peer, request, rc,
			rc < 0 && text.text[0] == '\0' ? error_text(rc) : text.text,
			rc == 0 ? bytes_of(service->answer.data, service->answer.len) : bytes_of(NULL, 0));
	txn_abort(&txn);
	service->queries++;
	return rc;
}

static void on_query(struct service *service, const struct peer *peer, const struct request *request)
{
	if (service->handlers->query == NULL)
		service_say(service, peer, request, ERR_INVAL, "this service answers no queries",
			bytes_of(NULL, 0));
	else if (try_query(service, peer, request) == ERR_AGAIN)
		park(service, peer, request);
}

void service_retry_parked(struct service *service)
{
	for (size_t i = 0; i < PARKED_MAX; i++) {
		struct parked *p = &service->parked[i];

		if (!p->used || try_query(service, &p->peer, &p->request) == ERR_AGAIN)
			continue;
		free(p->body);
		memset(p, 0, sizeof(*p));
	}
}

static void on_transfer(struct service *service, const struct peer *peer, const struct request *request)
{
	struct ask ask = {0, request->who, request->id, request->body};
	struct err_text text = {""};
	int rc;

	if (service->handlers->transfer == NULL)
		rc = error_set(&text, ERR_INVAL, "%s takes no files", service->spec->name);
	else if (store_full(service->store))
		rc = error_set(&text, ERR_FULL, "the store of %s is nine tenths full: nothing new is taken",
			service->spec->name);
	else
		rc = service->handlers->transfer(service->self, &ask, &text);
	service_say(service, peer, request, rc, text.text, bytes_of(NULL, 0));
}

static void health_of_inputs(struct service *service, struct buffer *out)
{
	static const char *const states[] = {[CONSUMER_CALLING] = "calling",
		[CONSUMER_FOLLOWING] = "following",
		[CONSUMER_REJECTED] = "rejected"};

	for (size_t i = 0; i < service->n_inputs; i++) {
		const struct consumer *consumer = service->input[i].consumer;
		const struct consumer_counters *c = consumer_counters(consumer);
		const char *name = service->spec->inputs[i];

		buffer_print(out, "input.%s.state=%s\n", name, states[consumer_state(consumer)]);
		if (consumer_state(consumer) == CONSUMER_REJECTED)
			buffer_print(out, "input.%s.reason=%s\n", name, consumer_reason(consumer));
		buffer_print(
			out, "input.%s.producer_seq=%" PRIu64 "\n", name, consumer_producer_seq(consumer));
		buffer_print(out, "input.%s.records=%" PRIu64 "\n", name, c->records);
		buffer_print(out, "input.%s.duplicates=%" PRIu64 "\n", name, c->duplicates);
		buffer_print(out, "input.%s.gaps=%" PRIu64 "\n", name, c->gaps);
		buffer_print(out, "input.%s.reconnects=%" PRIu64 "\n", name, c->reconnects);
		buffer_print(out, "input.%s.malformed=%" PRIu64 "\n", name, c->malformed);
	}
}

static void on_health(struct service *service, const struct peer *peer, const struct request *request)
{
	struct buffer *out = &service->answer;
	struct txn txn;

	buffer_clear(out);
	(void)txn_begin(service->store, TXN_READ, &txn);
	buffer_print(out, "service=%s\npid=%d\n", service->spec->name, (int)getpid());
	buffer_print(out, "uptime_ms=%" PRId64 "\n", clock_monotonic() - service->started);
	buffer_print(out, "pending=%d\n", service->pending ? 1 : 0);
	buffer_print(out, "log_seq=%" PRIu64 "\n", sequence_last(&txn, SEQUENCE_LOG));
	buffer_print(out, "journal_seq=%" PRIu64 "\n", sequence_last(&txn, SEQUENCE_JOURNAL));
	for (size_t i = 0; i < service->n_inputs; i++)
		buffer_print(out, "input.%s.cursor=%" PRIu64 "\n", service->spec->inputs[i],
			cursor_get(&txn, service->spec->inputs[i]).seq);
	health_of_inputs(service, out);
	buffer_print(out, "dead_letters=%" PRIu64 "\n", dead_count(&txn));
	buffer_print(out, "store_used_bytes=%zu\nstore_full=%d\n", store_used(service->store),
		store_full(service->store) ? 1 : 0);
	buffer_print(out,
		"commits=%" PRIu64 "\ncommands=%" PRIu64 "\nqueries=%" PRIu64 "\nrefused=%" PRIu64 "\n",
		service->commits, service->commands, service->queries, service->refused);
	buffer_print(out, "malformed_requests=%" PRIu64 "\n", server_malformed(service->server));
	if (service->producer != NULL) {
		const struct producer_counters *c = producer_counters(service->producer);

		buffer_print(out,
			"consumers=%" PRIu64 "\nrecords_sent=%" PRIu64 "\nmalformed_stream=%" PRIu64 "\n",
			c->peers, c->records, c->malformed);
	}
	if (service->handlers->health != NULL)
		service->handlers->health(service->self, &txn, out);
	txn_abort(&txn);
	service_say(service, peer, request, 0, "", bytes_of(out->data, out->len));
}

/* A copy of the state into a folder that the caller has made. Only over ipc, where the socket's folder lets in nobody
 * but the same user: whoever asks could write there himself. */
static void on_copy(struct service *service, const struct peer *peer, const struct request *request)
{
	char path[PATH_LEN];
	int rc;

	if (strcmp(options_text(service->options, "link"), "ipc") != 0) {
		service_say(service, peer, request, ERR_REFUSED,
			"copies are made only on the machine itself, over ipc", bytes_of(NULL, 0));
		return;
	}
	if (request->body.len == 0 || request->body.len >= sizeof(path)) {
		service_say(service, peer, request, ERR_INVAL, "no folder was named", bytes_of(NULL, 0));
		return;
	}
	memcpy(path, request->body.data, request->body.len);
	path[request->body.len] = '\0';
	rc = service->pending ? ERR_BUSY : store_copy(service->store, path);
	service_say(service, peer, request, rc, rc < 0 ? error_text(rc) : "", bytes_of(NULL, 0));
}

void service_answer_request(struct service *service, const struct peer *peer, const struct request *request)
{
	switch (request->kind) {
	case REQUEST_COMMAND:
		service_take_command(service, peer, request);
		break;
	case REQUEST_QUERY:
		on_query(service, peer, request);
		break;
	case REQUEST_TRANSFER:
		on_transfer(service, peer, request);
		break;
	case REQUEST_HEALTH:
		on_health(service, peer, request);
		break;
	case REQUEST_COPY:
		on_copy(service, peer, request);
		break;
	}
}
