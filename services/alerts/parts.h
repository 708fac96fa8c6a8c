/* SPDX-License-Identifier: MIT
 *
 * The inside of the alerts service, shared by alerts.c (what comes in), outside.c (what it writes beside its streams),
 * reload.c (files of settings) and queries.c.
 */
#ifndef LEEP_ALERTS_PARTS_H
#define LEEP_ALERTS_PARTS_H

#include "common/model/command.h"
#include "common/service/service.h"
#include "services/alerts/delivery/delivery.h"
#include "services/alerts/judging/evaluate.h"
#include "services/alerts/reload.h"
#include "services/alerts/state/keep.h"

/* Settings that change the state. */
enum { CONFIG_RULES, CONFIG_CASELOADS, CONFIG_SENDER, CONFIG_PRACTICE, CONFIG_CALENDAR, CONFIGS };
extern const char *const alerts_config_names[CONFIGS];

/* Settings as they are in force. */
struct in_force {
	struct rules rules;
	struct caseloads caseloads;
	struct practice practice;
	struct calendar calendar;
};

struct alerts {
	struct service *service;
	struct catalogue *catalogue;
	struct a_g_list *a_g;
	struct arena *arena;   /* an event, a command */
	struct arena *scratch; /* an evaluation */
	struct facts_columns columns;
	struct arena *config[CONFIGS]; /* of each setting that is in force, but for the sender */
	struct in_force settings;
	bool configured;  /* rules, caseloads and practice are in force */
	char sender[256]; /* in force; "": none was given yet */
	struct buffer event;
	struct changes changes;
	struct reload reload;
	struct delivery *delivery; /* NULL in a replay, which sends nothing */
	uint64_t evaluations;
};

/* What judging needs, outside of a submission. */
struct evaluation alerts_evaluation(struct alerts *alerts, struct txn *txn, int64_t at);

/* queries.c: what only this service knows. */
int queries_answer(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text);

/* A command of the service to itself. */
int outside_tell_self(struct alerts *alerts, const struct command *command, struct err_text *text);

/* At start: files of settings, then the thread that sends. */
int outside_start(void *self, struct err_text *text);

/* After commits: tell the service that something is due. */
int outside_tick(void *self);

/* After commits: send what has no outcome yet. */
int outside_send(void *self);

#endif
