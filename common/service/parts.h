/* SPDX-License-Identifier: MIT
 *
 * The inside of a service, shared by service.c (open, loop), handle.c (records, work,
 * commands), asked.c (all other requests) and replay.c.
 */
#ifndef LEEP_SERVICE_PARTS_H
#define LEEP_SERVICE_PARTS_H

#include "common/base/arena.h"
#include "common/service/service.h"
#include "common/stream/consumer.h"
#include "common/stream/producer.h"
#include "common/stream/server.h"

/* Answers kept so that a repeated command is answered again: a day of a busy council's commands many times over;
 * at 200 bytes each 20 MB. */
#define ANSWERS_MAX 100000

/* Queries waiting for a commit: people and scripts that wait for a submission. The oldest is told to ask again. */
#define PARKED_MAX 64

struct input {
	struct consumer *consumer;
	struct batch batch;
	size_t done; /* records of the batch that are committed */
};

/* Room for the name of who asks. */
#define WHO_MAX 64

struct parked {
	bool used;
	uint64_t turn; /* when it was last asked */
	struct peer peer;
	struct request request; /* its body and who are copies */
	uint8_t *body;
	char who[WHO_MAX];
};

struct service {
	const struct service_spec *spec;
	const struct service_handlers *handlers;
	void *self;
	struct options *options;
	struct clock clock;
	struct store *store;
	struct net *net;
	struct producer *producer;
	struct server *server;
	struct input input[INPUTS_MAX];
	size_t n_inputs;
	struct parked parked[PARKED_MAX];
	uint64_t parked_turn;
	struct buffer answer;
	int signals;
	int wake;           /* -1: nothing else ends the wait */
	bool pending;       /* work waits */
	bool committed;     /* since the last turn */
	unsigned full;      /* turns without room for what was to be stored, since something could be */
	uint64_t changes;   /* store_changes when something last could */
	int64_t rest_until; /* after such a turn: nothing is tried again before */
	int64_t started;
	uint64_t commits, commands, queries, refused;
};

/* handle.c: each commits what it does or leaves the state as it was. */
void service_take_command(struct service *service, const struct peer *peer, const struct request *request);
void service_say(struct service *service, const struct peer *peer, const struct request *request, int code,
	const char *text, struct bytes body);
int service_apply_batch(struct service *service, size_t input, int64_t now);
int service_work(struct service *service);

/* Does work wait, as the state tells? */
int service_look_for_work(struct service *service);

/* asked.c */
void service_answer_request(struct service *service, const struct peer *peer, const struct request *request);
void service_retry_parked(struct service *service);

/* replay.c */
int service_replay(struct service *service);

#endif
