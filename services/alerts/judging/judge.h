/* SPDX-License-Identifier: MIT
 *
 * One rule and one school or authority: what the rule sees, and what follows. evaluate.c knows what is to be judged.
 */
#ifndef LEEP_ALERTS_JUDGE_H
#define LEEP_ALERTS_JUDGE_H

#include "services/alerts/judging/evaluation.h"

/* What a rule saw. */
struct judged {
	const struct rule *rule;
	struct facts *facts; /* with the evidence */
	const char *measure;
	const char *period; /* "2018/19"; the day of an inspection or event */
	enum truth truth;   /* of `when` */
	bool recovered; /* an alert may end: `recovers` is true or, where a rule has none, `when` is false */
};

/* Called for each judgement; anything but 0 ends what called it. */
typedef int (*judge_fn)(void *context, const struct judged *judged);

/* Rule and what is done with its judgements. */
struct judging {
	struct evaluation *evaluation;
	const struct rule *rule;
	judge_fn each;
	void *context;
	bool settles; /* what follows is to happen: alerts that something later has followed are resolved */
};

/* Judge what the facts have taken, of a measure and period. The facts may be used again for another. */
int judge(const struct judging *judging, struct facts *facts, const char *measure, const char *period);

/* judge_fn with the evaluation as context: raise or resolve. What is not known changes nothing. */
int judge_settle(void *context, const struct judged *judged);

/* Resolve the rule's alerts of the school (urn 0: the authority) and measure that are of another period than this one. */
int judge_supersede(struct evaluation *evaluation, const struct rule *rule, const struct facts *facts,
	const char *measure, const char *period);

/* Where the facts of an evaluation come from. */
struct facts_source judge_source(const struct evaluation *evaluation);

#endif
