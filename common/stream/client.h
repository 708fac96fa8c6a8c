/* SPDX-License-Identifier: MIT
 *
 * The asking end of requests, for the command line and the gateway: one request at a time, or a row of them with a few
 * under way, sent again under the same id until answered or their time is up. So a command survives the restart of the service it goes to.
 */
#ifndef LEEP_STREAM_CLIENT_H
#define LEEP_STREAM_CLIENT_H

#include "common/base/buffer.h"
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

/* The body of the next request into the empty buffer: 1; 0 when there are no more; ERR_* ends the calls. */
typedef int (*client_next_fn)(void *context, struct buffer *body);

/* Requests under way at once in client_call_all. Four parts of a file of 256 KiB keep both ends busy, and take 1 MiB of
 * memory at each. */
#define CLIENT_WINDOW 4

/* As many requests as `next` makes bodies, of the kind, sender and id of `request`, sent in order without waiting for each
 * answer. Returns 0 with the first answer that is an error, else with the last. When an answer is missing, what has
 * not been answered is sent again in the same order: the service may meet a request twice, and later ones again after
 * it. ERR_TIMEOUT as above for each answer, and what `next` failed with. */
int client_call_all(struct client *client, const struct request *request, client_next_fn next, void *context,
	int64_t timeout_ms, struct answer *ret);

#endif
