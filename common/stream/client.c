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
	uint64_t serial; /* of the request under way */
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

static int send_request(struct client *client, const struct request *request)
{
	Leep__Request body = LEEP__REQUEST__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_id = body.has_kind = body.has_body = 1;
	body.id.data = (uint8_t *)(uintptr_t)request->id;
	body.id.len = REQUEST_ID_LEN;
	body.has_serial = 1;
	body.serial = client->serial;
	body.kind = (Leep__RequestKind)request->kind;
	body.who = (char *)(uintptr_t)request->who;
	body.body.data = (uint8_t *)(uintptr_t)request->body.data;
	body.body.len = request->body.len;
	frame.body_case = LEEP__FRAME__BODY_REQUEST;
	frame.request = &body;
	return frame_send(client->socket, NULL, &frame);
}

/* The answer to `request` if it is the next message; ERR_AGAIN when it is another or none. */
static int receive_answer(struct client *client, const struct request *request, struct answer *ret)
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
	if (body->has_serial && body->serial != client->serial)
		return ERR_AGAIN;
	memcpy(ret->id, request->id, REQUEST_ID_LEN);
	ret->serial = client->serial;
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
		if (items[0].ready && receive_answer(client, request, ret) == 0 && reached)
			return 0;
		if (sent == 0 && items[1].ready) {
			rc = send_request(client, request);
			if (rc == 0) {
				sent = clock_monotonic();
				reached = true;
			}
			if (rc < 0 && rc != ERR_AGAIN)
				return rc;
		}
	}
}
