/* SPDX-License-Identifier: MIT
 *
 * What every service is made of: its store, its streams in and out, its requests, and the one loop that drives
 * them. A service gives a spec and handlers; the framework commits what they do together with cursor and journal,
 * acknowledges after the commit, and can run the same handlers again from the journal (replay.c).
 *
 * Handlers are functions of the state and of what they are given: they read no clock, draw no random number and
 * call nothing outside. `after` is the exception: it acts on what was committed, and tells the outcome by a command
 * to itself.
 */
#ifndef LEEP_SERVICE_SERVICE_H
#define LEEP_SERVICE_SERVICE_H

#include "common/base/buffer.h"
#include "common/base/clock.h"
#include "common/service/endpoint.h"
#include "common/service/options.h"
#include "common/store/log.h"
#include "common/stream/request.h"

#define INPUTS_MAX 4

struct service;

struct service_spec {
	const char *name;
	uint32_t schema;
	const struct store_table_spec *tables;
	size_t n_tables;
	const struct store_migration *migrations;
	size_t n_migrations;
	const char
		*inputs[INPUTS_MAX + 1]; /* services whose logs are consumed, in a fixed order; NULL ends */
	bool produces;                   /* others consume its log */
	size_t resident_max; /* bytes of mapped files in memory: store.h; 0: as the system likes */
};

/* What a command or query brought, as far as a handler needs it. */
struct ask {
	int64_t at; /* wall clock when the command was taken */
	const char *who;
	const uint8_t *id;
	struct bytes body;
};

struct service_handlers {
	/* One record of input `input` (its index in the spec). ERR_BADMSG with a reason, before anything was written,
	 * makes it a dead letter; any other error stops the service. */
	int (*apply)(void *self, struct txn *txn, size_t input, struct bytes record, const char **ret_reason);

	/* Is there work that must be finished before the next record is applied? May be NULL: never. */
	bool (*pending)(void *self, struct txn *txn);

	/* A slice of it, a few milliseconds long. `ret_finished` is set when it ended one piece of work (a submission):
	 * the journal then notes where, so that a replay does the same piece at the same place. */
	int (*work)(void *self, struct txn *txn, bool *ret_finished);

	/* Outside checks of a command before it is journalled, such as whether its file has arrived. May be NULL. */
	int (*prepare)(void *self, const struct ask *ask, struct err_text *text);

	/* Carry out a command. A negative code refuses it; then nothing may have been written. */
	int (*command)(void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body,
		struct err_text *text);

	/* Answer from a read transaction. ERR_AGAIN: ask again after the next commit. May be NULL. */
	int (*query)(void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body,
		struct err_text *text);

	/* Part of a file. May be NULL. */
	int (*transfer)(void *self, const struct ask *ask, struct err_text *text);

	/* Once, before the loop: look at configuration files and such. May be NULL. Not called in a replay. */
	int (*start)(void *self, struct err_text *text);

	/* After commits: act on what they left to be done outside. May be NULL. Not called in a replay. */
	int (*after)(void *self);

	/* A transaction was undone: drop what memory holds of it. May be NULL. */
	void (*forget)(void *self);

	/* Lines of "name=value" about this service. May be NULL. */
	void (*health)(void *self, struct txn *txn, struct buffer *out);
};

/* Options, log, store; sockets only unless this is a replay. Says on standard error what is wrong. */
int service_open(struct service **ret, const struct service_spec *spec, int argc, char **argv);

/* Takes NULL. */
void service_free(struct service *service);

/* To be called by the service's own open. */
void service_handle(struct service *service, const struct service_handlers *handlers, void *self);

const struct options *service_options(const struct service *service);
struct store *service_store(struct service *service);

/* Until SIGTERM or SIGINT; or the replay, when one was asked for. */
int service_run(struct service *service);

/* The data is of another version: to start again would not help. */
#define EXIT_VERSION 2

/* 0, EXIT_VERSION, or 1 for any other failure. */
int service_exit_status(int rc);

/* The wall clock as the service knows it; for `start` and `after` only. */
int64_t service_now(const struct service *service);

/* End the loop's wait when `fd` becomes readable, so that `after` is called at once. It must stay open. */
void service_wake_on(struct service *service, int fd);

/* A command of the service to itself, through the journal like any other. */
int service_command(struct service *service, struct bytes body, struct err_text *text);

#endif
