/* SPDX-License-Identifier: MIT
 *
 * Rules meet schools: everything that a submission touched is looked at when it is done, alerts are opened, amended
 * or resolved, and one message a school is put into the outbox.
 *
 * An alert is known by rule, school, measure and period. What it rests on comes with it as evidence, down to the
 * row and column of a file. A revision that changes what was seen amends it; when the condition no longer holds it is
 * resolved; when nothing is known any more it stays as it is, because an alert never rests on, nor ends by, what is
 * unknown.
 */
#ifndef LEEP_ALERTS_EVALUATE_H
#define LEEP_ALERTS_EVALUATE_H

#include "services/alerts/caseloads.h"
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

/* Look at everything that is touched; write the messages. A failure is also the transaction's. */
int evaluate_touched(struct evaluation *evaluation);

/* Append a change of an alert to the log and keep it. */
int evaluate_emit(struct evaluation *evaluation, const struct alert *alert, const char *who, const char *what,
	const char *text);

#endif
