/* SPDX-License-Identifier: MIT
 *
 * What judging (evaluate.c) and the life of alerts (life/) share while one transaction goes on: the settings in force, the
 * time and what has changed so far.
 */
#ifndef LEEP_ALERTS_EVALUATION_H
#define LEEP_ALERTS_EVALUATION_H

#include "services/alerts/caseloads/caseloads.h"
#include "services/alerts/facts.h"
#include "services/alerts/rules/rules.h"
#include "services/alerts/state.h"

struct change {
	uint32_t urn;
	uint64_t alert;
};

/* Alerts that one submission changed; as many as there are. */
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
	const struct catalogue *catalogue;
	const char *sender;  /* address that messages come from */
	uint64_t submission; /* 0: rules or caseloads have changed */
	int64_t at;
	struct buffer event; /* an event under construction */
	struct changes *changes;
};

#endif
