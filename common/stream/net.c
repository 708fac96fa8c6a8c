/* SPDX-License-Identifier: MIT
 *
 * See net.h. ZeroMQ's error numbers are translated here and travel no further.
 */
#include "common/stream/net.h"

#include <errno.h>
#include <stdlib.h>
#include <zmq.h>

#define POLL_MAX 32

struct net {
	void *context;
};

struct net_socket {
	void *zmq;
	bool router;
};

static int net_error(int code)
{
	switch (code) {
	case 0:
		return 0;
	case EAGAIN:
		return ERR_AGAIN;
	case EHOSTUNREACH:
		return ERR_NOTFOUND;
	case EADDRINUSE:
		return ERR_BUSY;
	case EINVAL:
	case EPROTONOSUPPORT:
	case ENAMETOOLONG:
	case ENOCOMPATPROTO:
		return ERR_INVAL;
	case ENOMEM:
		return ERR_NOMEM;
	}
	return ERR_IO;
}

int net_open(struct net **ret)
{
	struct net *net = calloc(1, sizeof(*net));

	if (net == NULL)
		return ERR_NOMEM;
	net->context = zmq_ctx_new();
	if (net->context == NULL) {
		free(net);
		return ERR_NOMEM;
	}
	*ret = net;
	return 0;
}

void net_free(struct net *net)
{
	if (net == NULL)
		return;
	while (zmq_ctx_term(net->context) < 0 && errno == EINTR)
		continue;
	free(net);
}

/* Every option of every socket. Queues are a fuse only: flow is controlled by credit. Nothing lingers, because the
 * log is the truth; a message is never queued for a peer that is not there. */
static int set_options(void *zmq, bool router)
{
	static const struct {
		int option;
		int value;
		bool router_only;
	} options[] = {
		{ZMQ_LINGER, 0, false},
		{ZMQ_SNDTIMEO, 0, false},
		{ZMQ_RCVTIMEO, 0, false},
		{ZMQ_IMMEDIATE, 1, false},
		{ZMQ_SNDHWM, 256, false},
		{ZMQ_RCVHWM, 256, false},
		{ZMQ_RECONNECT_IVL, 100, false},
		{ZMQ_RECONNECT_IVL_MAX, 2000, false},
		{ZMQ_HANDSHAKE_IVL, 5000, false},
		{ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS, false},
		{ZMQ_HEARTBEAT_TIMEOUT, LIVENESS_MS, false},
		{ZMQ_HEARTBEAT_TTL, LIVENESS_MS, false},
		{ZMQ_TCP_KEEPALIVE, 1, false},
		{ZMQ_ROUTER_MANDATORY, 1, true},
	};
	int64_t max = (int64_t)MESSAGE_MAX;

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if ((router || !options[i].router_only) &&
			zmq_setsockopt(zmq, options[i].option, &options[i].value, sizeof(int)) < 0)
			return net_error(errno);
	if (zmq_setsockopt(zmq, ZMQ_MAXMSGSIZE, &max, sizeof(max)) < 0)
		return net_error(errno);
	return 0;
}

static int open_socket(
	struct net *net, bool router, const char *endpoint, struct net_socket **ret, struct err_text *text)
{
	struct net_socket *socket = calloc(1, sizeof(*socket));
	int rc;

	if (socket == NULL)
		return error_set(text, ERR_NOMEM, "endpoint '%s': out of memory", endpoint);
	socket->router = router;
	socket->zmq = zmq_socket(net->context, router ? ZMQ_ROUTER : ZMQ_DEALER);
	rc = socket->zmq == NULL ? net_error(errno) : set_options(socket->zmq, router);
	if (rc == 0 && (router ? zmq_bind(socket->zmq, endpoint) : zmq_connect(socket->zmq, endpoint)) < 0)
		rc = net_error(errno);
	if (rc < 0) {
		net_close(socket);
		return error_set(text, rc, "endpoint '%s': %s", endpoint, error_text(rc));
	}
	*ret = socket;
	return 0;
}

int net_bind(struct net *net, const char *endpoint, struct net_socket **ret, struct err_text *text)
{
	return open_socket(net, true, endpoint, ret, text);
}

int net_connect(struct net *net, const char *endpoint, struct net_socket **ret, struct err_text *text)
{
	return open_socket(net, false, endpoint, ret, text);
}

void net_close(struct net_socket *socket)
{
	if (socket == NULL)
		return;
	if (socket->zmq != NULL)
		(void)zmq_close(socket->zmq);
	free(socket);
}

void message_init(struct message *message)
{
	memset(message, 0, sizeof(*message));
}

void message_done(struct message *message)
{
	if (message->held != NULL) {
		(void)zmq_msg_close(message->held);
		free(message->held);
	}
	message_init(message);
}

/* Receive one part into `part`; says whether more follow. */
static int receive_part(struct net_socket *socket, zmq_msg_t *part, bool *ret_more)
{
	int rc;

	do
		rc = zmq_msg_recv(part, socket->zmq, ZMQ_DONTWAIT);
	while (rc < 0 && errno == EINTR);
	if (rc < 0)
		return net_error(errno);
	*ret_more = zmq_msg_more(part) != 0;
	return 0;
}

int net_receive(struct net_socket *socket, struct message *message)
{
	bool more = false;
	bool bad = false;
	zmq_msg_t *part;
	int rc;

	message_done(message);
	part = malloc(sizeof(*part));
	if (part == NULL)
		return ERR_NOMEM;
	(void)zmq_msg_init(part);
	message->held = part;
	rc = receive_part(socket, part, &more);
	if (rc < 0)
		return rc;
	if (socket->router) {
		size_t len = zmq_msg_size(part);

		bad = len > sizeof(message->peer.id) || !more;
		if (!bad) {
			message->peer.len = (uint8_t)len;
			memcpy(message->peer.id, zmq_msg_data(part), len);
			rc = receive_part(socket, part, &more);
		}
	}
	/* Parts beyond the one that was agreed are drained, so that the next receive begins with a new message. */
	while (rc == 0 && more) {
		bad = true;
		rc = receive_part(socket, part, &more);
	}
	if (rc < 0)
		return rc;
	if (bad)
		return ERR_BADMSG;
	message->body = bytes_of(zmq_msg_data(part), zmq_msg_size(part));
	return 0;
}

bool net_waiting(struct net_socket *socket)
{
	int events = 0;
	size_t size = sizeof(events);

	return zmq_getsockopt(socket->zmq, ZMQ_EVENTS, &events, &size) == 0 && (events & ZMQ_POLLIN) != 0;
}

int message_make(struct message *message, size_t size, uint8_t **ret)
{
	zmq_msg_t *part;

	message_done(message);
	part = malloc(sizeof(*part));
	if (part == NULL)
		return ERR_NOMEM;
	if (zmq_msg_init_size(part, size) < 0) {
		free(part);
		return ERR_NOMEM;
	}
	message->held = part;
	message->body = bytes_of(zmq_msg_data(part), size);
	*ret = zmq_msg_data(part);
	return 0;
}

int net_send(struct net_socket *socket, const struct peer *peer, struct message *message)
{
	int rc = 0;

	if (peer != NULL && zmq_send(socket->zmq, peer->id, peer->len, ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0)
		rc = net_error(errno);
	if (rc == 0 && zmq_msg_send(message->held, socket->zmq, ZMQ_DONTWAIT) < 0)
		rc = net_error(errno);
	message_done(message);
	return rc;
}

int net_poll(struct poll_item *items, size_t n, int64_t timeout_ms)
{
	zmq_pollitem_t polled[POLL_MAX];

	if (n > POLL_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		polled[i].socket = items[i].socket == NULL ? NULL : items[i].socket->zmq;
		polled[i].fd = items[i].socket == NULL ? items[i].fd : 0;
		polled[i].events = items[i].writable ? ZMQ_POLLOUT : ZMQ_POLLIN;
		polled[i].revents = 0;
	}
	if (zmq_poll(polled, (int)n, timeout_ms) < 0 && errno != EINTR)
		return net_error(errno);
	for (size_t i = 0; i < n; i++)
		items[i].ready = polled[i].revents != 0;
	return 0;
}
