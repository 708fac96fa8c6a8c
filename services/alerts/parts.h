/* SPDX-License-Identifier: MIT
 *
 * The inside of the alerts service, shared by alerts.c (what comes in) and outside.c (what it reads and writes beside
 * its streams: files of settings, messages).
 */
#ifndef LEEP_ALERTS_PARTS_H
#define LEEP_ALERTS_PARTS_H

#include "common/service/service.h"
#include "services/alerts/evaluate.h"

/* Settings that change the state, by name: rules, caseloads. */
#define CONFIGS 2
extern const char *const alerts_config_names[CONFIGS];

struct alerts {
	struct service *service;
	struct catalogue *catalogue;
	struct arena *arena;           /* an event, a command */
	struct arena *scratch;         /* one look of an evaluation */
	struct arena *held;            /* the column it looks at */
	struct arena *config[CONFIGS]; /* rules, caseloads */
	struct rules rules;
	struct caseloads caseloads;
	bool configured; /* both are in force */
	struct buffer event;
	struct change *change;
	char spool[PATH_LEN];
	int64_t retry; /* monotonic time before which nothing is sent */
	uint64_t evaluations, sent;
};

/* At start: files of settings that differ from what is in force become commands. */
int outside_start(void *self, struct err_text *text);

/* After commits: send what has no outcome yet. */
int outside_send(void *self);

#endif
