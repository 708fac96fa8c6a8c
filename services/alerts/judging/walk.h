/* SPDX-License-Identifier: MIT
 *
 * Rules against history: what a rule sees in all that it looks at, and what it rests on in one case. Nothing is written,
 * nothing told, so a transaction that reads will do. The rule may be one that is not in force. Whether an alert is raised
 * already, and whether a school has closed since, does not matter here.
 */
#ifndef LEEP_ALERTS_WALK_H
#define LEEP_ALERTS_WALK_H

#include "services/alerts/judging/judge.h"

struct walk_filter {
	struct period
		period; /* an academic year, or a period of figures; v 0: all that are held or, of inspections and
	                         events and where the rule says so, the latest */
	uint32_t urn; /* 0: all schools of the authority, and itself */
};

/* Judge all that a rule looks at: figures of the period, the latest inspection or event in that academic year, of the
 * authority that the caseloads cover. Awaited data are judged as of now. Ends when `each` returns anything but 0, and
 * returns that. */
int walk(struct evaluation *evaluation, const struct rule *rule, const struct walk_filter *filter,
	judge_fn each, void *context);

/* Facts as the rule sees them, for facts_know and facts_evaluate: of a school or, urn 0, of the authority; of the period
 * or, v 0, the latest; of a rule about any measure, of `measure`, else NULL. ERR_NOTFOUND when there is nothing to look
 * at. */
int walk_open(struct evaluation *evaluation, const struct rule *rule, uint32_t urn, const char *measure,
	struct period period, struct facts *ret);

#endif
