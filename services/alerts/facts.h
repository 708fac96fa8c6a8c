/* SPDX-License-Identifier: MIT
 *
 * What is known about one school while a rule looks at it: its latest inspection, or its figures of one period; and
 * what of it the rule used, as evidence.
 */
#ifndef LEEP_ALERTS_FACTS_H
#define LEEP_ALERTS_FACTS_H

#include "services/alerts/rules/rules.h"
#include "services/alerts/state.h"

struct facts {
	struct txn *txn;
	struct arena *arena;
	struct school school;
	struct inspection inspection; /* after facts_take_inspection */
	uint64_t inspection_submission;
	bool has_inspection;
	struct period period; /* after facts_take_period */
	struct evidence evidence[EVIDENCE_MAX];
	size_t n_evidence;
};

/* ERR_NOTFOUND when the school, or its authority, is not known. */
int facts_open(struct facts *facts, struct txn *txn, struct arena *arena, uint32_t urn);

bool facts_take_inspection(struct facts *facts);
void facts_take_period(struct facts *facts, struct period period);

/* Is the rule's condition true of the school? Fills the evidence. */
enum truth facts_evaluate(struct facts *facts, const struct rule *rule);

/* One line for people: what the rule saw, with its figures; NULL when memory is short. Equal lines mean that nothing
 * new was seen. */
const char *facts_summary(const struct facts *facts, const struct rule *rule);

#endif
