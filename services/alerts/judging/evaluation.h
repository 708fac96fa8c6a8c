/* SPDX-License-Identifier: MIT
 *
 * What judging (evaluate.c) and the life of alerts (life/) share while one transaction goes on: the settings in force, the
 * time and what has changed so far.
 */
#ifndef LEEP_ALERTS_EVALUATION_H
#define LEEP_ALERTS_EVALUATION_H

#include "services/alerts/calendar/calendar.h"
#include "services/alerts/caseloads/caseloads.h"
#include "services/alerts/facts/facts.h"
#include "services/alerts/life/practice.h"
#include "services/alerts/rules/rules.h"
#include "services/alerts/state/state.h"

/* An alert that changed, or with `alert` 0 a school or authority whose alerts are to be gone through. */
struct change {
	uint32_t area; /* URN, or code of the authority */
	uint64_t alert;
};

/* What one submission or action changed; as much as there is. */
struct changes {
	struct change *change;
	size_t n, room;
};

struct evaluation {
	struct txn *txn;
	struct arena *arena; /* of one school; emptied between them */
	struct facts_columns *columns;
	const struct rules *rules;
	const struct caseloads *caseloads;
	const struct practice *practice;
	const struct calendar *calendar;
	const struct catalogue *catalogue;
	const char *sender;  /* address that messages come from */
	uint64_t submission; /* 0: rules or caseloads have changed */
	int64_t at;
	struct buffer event; /* an event under construction */
	struct changes *changes;
};

#endif
