/* SPDX-License-Identifier: MIT
 *
 * See server.h.
 */
#include "common/stream/server.h"

#include <stdlib.h>

#include "common/stream/frame.h"

struct server {
	struct net_socket *socket;
	struct arena *arena;
	struct message message;
	uint64_t malformed;
};

int server_open(struct net *net, const char *endpoint, struct server **ret, struct err_text *text)
{
	struct server *server = calloc(1, sizeof(*server));
	int rc;

	if (server == NULL)
		return error_set(text, ERR_NOMEM, "server '%s': out of memory", endpoint);
	message_init(&server->message);
	server->arena = arena_open(FRAME_ARENA);
	rc = server->arena == NULL ? error_set(text, ERR_NOMEM, "server '%s': out of memory", endpoint)
				   : net_bind(net, endpoint, &server->socket, text);
	if (rc < 0) {
		server_free(server);
		return rc;
	}
	*ret = server;
	return 0;
}

void server_free(struct server *server)
{
	if (server == NULL)
		return;
	message_done(&server->message);
	net_close(server->socket);
	arena_free(server->arena);
	free(server);
}

struct net_socket *server_socket(struct server *server)
{
	return server->socket;
}

uint64_t server_malformed(const struct server *server)
{
	return server->malformed;
}

int server_receive(struct server *server, struct peer *ret_peer, struct request *ret)
{
	Leep__Frame *frame = NULL;
	const Leep__Request *body;
	int rc = net_receive(server->socket, &server->message);

	if (rc == 0) {
		arena_reset(server->arena);
		rc = frame_decode(server->arena, server->message.body, &frame);
	}
	if (rc == 0 && frame->body_case != LEEP__FRAME__BODY_REQUEST)
		rc = ERR_BADMSG;
	if (rc == 0) {
		body = frame->request;
		if (!body->has_id || body->id.len != REQUEST_ID_LEN ||
			body->kind < LEEP__REQUEST_KIND__REQUEST_COMMAND ||
			body->kind > LEEP__REQUEST_KIND__REQUEST_COPY) {
			rc = ERR_BADMSG;
		} else {
			memcpy(ret->id, body->id.data, REQUEST_ID_LEN);
			ret->kind = (enum request_kind)body->kind;
			ret->who = body->who == NULL ? "" : body->who;
			ret->body = bytes_of(body->body.data, body->body.len);
			ret->serial = body->serial;
			*ret_peer = server->message.peer;
		}
	}
	if (rc == ERR_BADMSG)
		server->malformed++;
	return rc;
}

void server_answer(struct server *server, const struct peer *peer, const struct answer *answer)
{
	Leep__Answer body = LEEP__ANSWER__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_id = body.has_code = body.has_body = 1;
	body.id.data = (uint8_t *)(uintptr_t)answer->id;
	body.id.len = REQUEST_ID_LEN;
	body.has_serial = answer->serial != 0;
	body.serial = answer->serial;
	body.code = answer->code;
	body.text = (char *)(uintptr_t)(answer->text == NULL ? "" : answer->text);
	body.body.data = (uint8_t *)(uintptr_t)answer->body.data;
	body.body.len = answer->body.len;
	frame.body_case = LEEP__FRAME__BODY_ANSWER;
	frame.answer = &body;
	if (frame_send(server->socket, peer, &frame) != ERR_LIMIT)
		return;
	body.code = ERR_LIMIT;
	body.text = (char *)(uintptr_t) "the answer is larger than a message may be";
	body.body.len = 0;
	(void)frame_send(server->socket, peer, &frame);
}
