/* SPDX-License-Identifier: MIT
 *
 * The answering end of requests: a ROUTER on which a service takes commands, queries, transfers and health checks.
 */
#ifndef LEEP_STREAM_SERVER_H
#define LEEP_STREAM_SERVER_H

#include "common/stream/net.h"
#include "common/stream/request.h"

struct server;

int server_open(struct net *net, const char *endpoint, struct server **ret, struct err_text *text);

/* Takes NULL. */
void server_free(struct server *server);

struct net_socket *server_socket(struct server *server);

/* The next request; ERR_AGAIN when there is none; ERR_BADMSG for one that is malformed, which is counted and
 * dropped. Its bytes live until the next receive; `peer` may be kept to answer later. */
int server_receive(struct server *server, struct peer *ret_peer, struct request *ret);

/* Answer, now or later. A peer that is gone is no error: it will ask again. */
void server_answer(struct server *server, const struct peer *peer, const struct answer *answer);

uint64_t server_malformed(const struct server *server);

#endif
