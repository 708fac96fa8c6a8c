/* SPDX-License-Identifier: MIT
 *
 * The asking end of requests, for the command line and the gateway: one request at a time, sent again under the
 * same id until it is answered or its time is up. So a command survives the restart of the service it goes to.
 */
#ifndef LEEP_STREAM_CLIENT_H
#define LEEP_STREAM_CLIENT_H

#include "common/stream/net.h"
#include "common/stream/request.h"

struct client;

int client_open(struct net *net, const char *endpoint, struct client **ret, struct err_text *text);

/* Takes NULL. */
void client_free(struct client *client);

/* A new random id. */
void client_new_id(uint8_t id[REQUEST_ID_LEN]);

/* Ask and wait. Returns 0 when an answer came (look at its code); its bytes live until the next call. ERR_TIMEOUT
 * when none came within `timeout_ms`. */
int client_call(struct client *client, const struct request *request, int64_t timeout_ms, struct answer *ret);

#endif
