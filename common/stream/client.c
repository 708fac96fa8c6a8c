/* SPDX-License-Identifier: MIT
 *
 * See client.h.
 */
#include "common/stream/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "common/base/clock.h"
#include "common/stream/frame.h"

/* A request is sent again after this long without an answer: longer than a slow command, shorter than patience. */
#define RESEND_MS 2000

/* Nobody there to be sent to for this long: longer than the pause before a service is started again. */
#define CONNECT_MS 10000

struct client {
	struct net *net;
	struct net_socket *socket;
	struct arena *arena;
	struct message message;
	uint64_t serial; /* of the latest request */
	char endpoint[256];
};

int client_open(struct net *net, const char *endpoint, struct client **ret, struct err_text *text)
{
	struct client *client = calloc(1, sizeof(*client));
	int rc;

	if (client == NULL)
		return error_set(text, ERR_NOMEM, "client '%s': out of memory", endpoint);
	client->net = net;
	(void)snprintf(client->endpoint, sizeof(client->endpoint), "%s", endpoint);
	message_init(&client->message);
	client->arena = arena_open(FRAME_ARENA);
	rc = client->arena == NULL ? error_set(text, ERR_NOMEM, "client '%s': out of memory", endpoint)
				   : net_connect(net, endpoint, &client->socket, text);
	if (rc < 0) {
		client_free(client);
		return rc;
	}
	*ret = client;
	return 0;
}

void client_free(struct client *client)
{
	if (client == NULL)
		return;
	message_done(&client->message);
	net_close(client->socket);
	arena_free(client->arena);
	free(client);
}

void client_new_id(uint8_t id[REQUEST_ID_LEN])
{
	while (getrandom(id, REQUEST_ID_LEN, 0) != REQUEST_ID_LEN)
		continue;
}

static int send_request(
	struct client *client, const struct request *request, uint64_t serial, struct bytes content)
{
	Leep__Request body = LEEP__REQUEST__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_id = body.has_kind = body.has_body = 1;
	body.id.data = (uint8_t *)(uintptr_t)request->id;
	body.id.len = REQUEST_ID_LEN;
	body.has_serial = 1;
	body.serial = serial;
	body.kind = (Leep__RequestKind)request->kind;
	body.who = (char *)(uintptr_t)request->who;
	body.body.data = (uint8_t *)(uintptr_t)content.data;
	body.body.len = content.len;
	frame.body_case = LEEP__FRAME__BODY_REQUEST;
	frame.request = &body;
	return frame_send(client->socket, NULL, &frame);
}

/* An answer to `request` if it is the next message, under a serial from `oldest` to the latest; ERR_AGAIN when it is
 * another or none. */
static int receive_answer(
	struct client *client, const struct request *request, uint64_t oldest, struct answer *ret)
{
	const Leep__Answer *body;
	Leep__Frame *frame;

	if (net_receive(client->socket, &client->message) < 0)
		return ERR_AGAIN;
	arena_reset(client->arena);
	if (frame_decode(client->arena, client->message.body, &frame) < 0 ||
		frame->body_case != LEEP__FRAME__BODY_ANSWER)
		return ERR_AGAIN;
	body = frame->answer;
	if (body->id.len != REQUEST_ID_LEN || memcmp(body->id.data, request->id, REQUEST_ID_LEN) != 0)
		return ERR_AGAIN;
	/* A request that was sent twice is answered twice: the second answer is none to the next of the same id. */
	if (body->has_serial && (body->serial < oldest || body->serial > client->serial))
		return ERR_AGAIN;
	memcpy(ret->id, request->id, REQUEST_ID_LEN);
	ret->serial = body->has_serial ? body->serial : oldest;
	ret->code = body->code;
	ret->text = body->text == NULL ? "" : body->text;
	ret->body = bytes_of(body->body.data, body->body.len);
	return 0;
}

int client_call(struct client *client, const struct request *request, int64_t timeout_ms, struct answer *ret)
{
	int64_t begun = clock_monotonic();
	int64_t deadline = begun + timeout_ms;
	int64_t sent = 0;
	bool reached = false;

	client->serial++;
	for (;;) {
		int64_t now = clock_monotonic();
		struct poll_item items[] = {
			{.socket = client->socket}, {.socket = client->socket, .writable = true}};
		int64_t until = sent == 0 || sent + RESEND_MS > deadline ? deadline : sent + RESEND_MS;
		int rc;

		if (now >= deadline || (!reached && now - begun >= CONNECT_MS))
			return ERR_TIMEOUT;
		if (sent != 0 && now >= sent + RESEND_MS) {
			/* The service may have been restarted with our request in its queue; or it is slow, and its answer
			 * comes on this socket, which connects again by itself. */
			sent = 0;
			continue;
		}
		if (!reached && until > begun + CONNECT_MS)
			until = begun + CONNECT_MS;
		rc = net_poll(items, sent == 0 ? 2 : 1, until > now ? until - now : 0);
		if (rc < 0)
			return rc;
		if (items[0].ready && receive_answer(client, request, client->serial, ret) == 0 && reached)
			return 0;
		if (sent == 0 && items[1].ready) {
			rc = send_request(client, request, client->serial, request->body);
			if (rc == 0) {
				sent = clock_monotonic();
				reached = true;
			}
			if (rc < 0 && rc != ERR_AGAIN)
				return rc;
		}
	}
}

/* -- a row of requests ------------------------------------------------------------------------------------------- */

/* Bodies made and not yet answered: a ring, of which the first `sent` are under way. The last one made has the client's
 * latest serial. */
struct row {
	struct client *client;
	const struct request *request;
	struct buffer body[CLIENT_WINDOW];
	size_t first, n, sent;
	bool ended;   /* no more bodies */
	bool reached; /* something could be sent */
};

static uint64_t oldest(const struct row *row)
{
	return row->client->serial - row->n + 1;
}

static int make_bodies(struct row *row, client_next_fn next, void *context)
{
	while (!row->ended && row->n < CLIENT_WINDOW) {
		struct buffer *body = &row->body[(row->first + row->n) % CLIENT_WINDOW];
		int rc;

		buffer_clear(body);
		rc = next(context, body);
		if (rc < 0)
			return rc;
		if (body->failed)
			return ERR_NOMEM;
		row->ended = rc == 0;
		if (rc > 0) {
			row->n++;
			row->client->serial++;
		}
	}
	return 0;
}

static int send_bodies(struct row *row)
{
	while (row->sent < row->n) {
		const struct buffer *body = &row->body[(row->first + row->sent) % CLIENT_WINDOW];
		int rc = send_request(
			row->client, row->request, oldest(row) + row->sent, bytes_of(body->data, body->len));

		if (rc < 0)
			return rc == ERR_AGAIN ? 0 : rc;
		row->reached = true;
		row->sent++;
	}
	return 0;
}

/* Requests are answered in order: an answer says that those before it were received too. */
static void settle(struct row *row, uint64_t serial)
{
	size_t n = (size_t)(serial - oldest(row)) + 1;

	row->first = (row->first + n) % CLIENT_WINDOW;
	row->n -= n;
	row->sent -= row->sent < n ? row->sent : n;
}

/* Wait for the next answer. ERR_AGAIN when something else may be done; ERR_TIMEOUT. */
static int await(struct row *row, int64_t *silent_since, int64_t timeout_ms, struct answer *ret)
{
	struct poll_item items[] = {
		{.socket = row->client->socket}, {.socket = row->client->socket, .writable = true}};
	int64_t silence = clock_monotonic() - *silent_since;
	int rc;

	if (silence >= timeout_ms || (!row->reached && silence >= CONNECT_MS))
		return ERR_TIMEOUT;
	rc = net_poll(items, row->sent < row->n ? 2 : 1, RESEND_MS);
	if (rc < 0)
		return rc;
	if (items[0].ready && receive_answer(row->client, row->request, oldest(row), ret) == 0) {
		*silent_since = clock_monotonic();
		return 0;
	}
	if (!items[0].ready && !items[1].ready)
		row->sent = 0; /* unanswered for so long: again, as in client_call */
	return ERR_AGAIN;
}

int client_call_all(struct client *client, const struct request *request, client_next_fn next, void *context,
	int64_t timeout_ms, struct answer *ret)
{
	struct row row = {.client = client, .request = request};
	int64_t silent_since = clock_monotonic();
	struct answer answer = {.text = ""};
	int rc = 0;

	for (size_t i = 0; i < CLIENT_WINDOW; i++)
		buffer_init(&row.body[i], MESSAGE_MAX);
	while (rc == 0 && answer.code == 0) {
		rc = make_bodies(&row, next, context);
		if (rc < 0 || row.n == 0)
			break;
		rc = send_bodies(&row);
		if (rc == 0)
			rc = await(&row, &silent_since, timeout_ms, &answer);
		if (rc == 0)
			settle(&row, answer.serial);
		rc = rc == ERR_AGAIN ? 0 : rc;
	}
	for (size_t i = 0; i < CLIENT_WINDOW; i++)
		buffer_done(&row.body[i]);
	if (rc == 0)
		*ret = answer;
	return rc;
}
