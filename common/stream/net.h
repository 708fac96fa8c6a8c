/* SPDX-License-Identifier: MIT
 *
 * Sockets, with every option that LEEP relies on set in one function, and the poll that the loops wait in. The only
 * folder that knows ZeroMQ is this one. Endpoints are ipc:// or tcp://. Keys for CURVE will be given to net_open
 * and set where the other options are.
 */
#ifndef LEEP_STREAM_NET_H
#define LEEP_STREAM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

/* The largest message either side accepts: a batch of 256 KiB, one record of at most RECORD_MAX, and the frame
 * around it. libzmq closes the connection of a peer that sends more. */
#define MESSAGE_MAX ((size_t)1024 * 1024)
#define RECORD_MAX  ((size_t)900 * 1024)

/* A heartbeat when idle, and how many may be missed: a dead peer is noticed within three seconds and a turn. */
#define HEARTBEAT_MS 1000
#define LIVENESS_MS  3000

struct net;
struct net_socket;

/* One ZeroMQ context with one I/O thread. */
int net_open(struct net **ret);

/* Takes NULL; all its sockets must be closed. */
void net_free(struct net *net);

/* A ROUTER on its own endpoint. For ipc the path must be at most 107 bytes, and nobody else may serve it: a second
 * binder takes a path over without a word, so whoever binds holds the lock of its store (store_open) first. Errors:
 * ERR_BUSY a tcp port in use; ERR_INVAL not an endpoint; ERR_IO. `text` names the endpoint. */
int net_bind(struct net *net, const char *endpoint, struct net_socket **ret, struct err_text *text);

/* A DEALER; the peer need not be there yet. */
int net_connect(struct net *net, const char *endpoint, struct net_socket **ret, struct err_text *text);

/* Takes NULL. */
void net_close(struct net_socket *socket);

/* Who sent a message to a ROUTER, to answer to. */
struct peer {
	uint8_t len;
	uint8_t id[64];
};

/* A received message; its bytes live until message_done or the next receive into it. */
struct message {
	struct peer peer;
	struct bytes body;
	void *held;
};

void message_init(struct message *message);
void message_done(struct message *message);

/* ERR_AGAIN when there is none; ERR_BADMSG for one with the wrong number of parts, which is dropped whole. */
int net_receive(struct net_socket *socket, struct message *message);

/* Whether a message has come that net_receive would give. */
bool net_waiting(struct net_socket *socket);

/* A message to be filled and sent: `size` bytes at body.data. */
int message_make(struct message *message, size_t size, uint8_t **ret);

/* Send what message_make made; `peer` is NULL for a DEALER. The message is done after it, sent or not. ERR_AGAIN:
 * the peer is not connected or its queue is full; ERR_NOTFOUND: it is gone. */
int net_send(struct net_socket *socket, const struct peer *peer, struct message *message);

struct poll_item {
	struct net_socket *socket; /* NULL: `fd` is meant */
	int fd;
	bool writable; /* wait until it can be sent to, rather than read */
	bool ready;    /* out */
};

/* Wait at most `timeout_ms` (-1: without end). Returns 0 also when a signal came or nothing did. */
int net_poll(struct poll_item *items, size_t n, int64_t timeout_ms);

#endif
