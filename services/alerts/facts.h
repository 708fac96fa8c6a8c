/* SPDX-License-Identifier: MIT
 *
 * What is known about one school while a rule looks at it: its latest inspection, or its figures of one period; and
 * what of it the rule used, as evidence.
 */
#ifndef LEEP_ALERTS_FACTS_H
#define LEEP_ALERTS_FACTS_H

#include "services/alerts/rules/rules.h"
#include "services/alerts/state.h"

/* Columns that one rule needs, decoded once for all schools: the one that is looked at and those of the terms. */
#define FACTS_COLUMNS_MAX (TERMS_MAX + 1)
struct facts_columns {
	struct arena *arena; /* of the columns; the arena of a school's facts is emptied between schools */
	size_t n;
	struct facts_column {
		char measure[MEASURE_ID_MAX + 1];
		struct period period;
		uint32_t authority;
		bool known;
		struct indicator_event event;
	} column[FACTS_COLUMNS_MAX];
};

void facts_forget_columns(struct facts_columns *columns);

/* The column, from what is decoded already or from the state; NULL when there is none. */
const struct indicator_event *facts_column(
	struct facts_columns *columns, struct txn *txn, const struct column_id *id);

struct facts {
	struct txn *txn;
	struct arena *arena;
	struct facts_columns *columns;
	struct school school;
	struct inspection inspection; /* after facts_take_inspection */
	uint64_t inspection_submission;
	bool has_inspection;
	struct period period; /* after facts_take_period */
	struct evidence evidence[EVIDENCE_MAX];
	size_t n_evidence;
};

/* ERR_NOTFOUND when the school, or its authority, is not known. */
int facts_open(struct facts *facts, struct txn *txn, struct arena *arena, struct facts_columns *columns,
	uint32_t urn);

bool facts_take_inspection(struct facts *facts);
void facts_take_period(struct facts *facts, struct period period);

/* Is the rule's condition true of the school? Fills the evidence. */
enum truth facts_evaluate(struct facts *facts, const struct rule *rule);

/* One line for people: what the rule saw, with its figures; NULL when memory is short. Equal lines mean that nothing
 * new was seen. */
const char *facts_summary(const struct facts *facts, const struct rule *rule);

#endif
