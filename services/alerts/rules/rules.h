/* SPDX-License-Identifier: MIT
 *
 * The rules of rules.yaml, checked and ready. A school's year is judged by the rule of its year: each rule has the
 * first and the last academic year (for figures) or day (for inspections) that it holds for.
 */
#ifndef LEEP_ALERTS_RULES_RULES_H
#define LEEP_ALERTS_RULES_RULES_H

#include "common/base/bytes.h"
#include "common/model/catalogue.h"
#include "common/model/period.h"
#include "services/alerts/rules/expression.h"

enum rule_subject {
	RULE_FIGURES,    /* looks at the figures of one school in one academic year */
	RULE_INSPECTION, /* looks at the latest inspection of one school */
};

struct rule {
	const char *id;       /* ofsted.inadequate */
	const char *title;    /* what is seen, in a few plain words */
	const char *severity; /* info, watch, concern, urgent */
	const char *source;   /* where the rule comes from */
	const char *advice;   /* what the adviser may do next; a conversation, never a verdict */
	enum rule_subject subject;
	const char *measure; /* that an alert is about: the key of its identity */
	uint32_t from;       /* academic year's end, or days since 1970-01-01 for inspections; 0: always */
	uint32_t until;      /* inclusive; 0: still */
	const char *wording; /* the condition as written */
	const struct expression *when;
};

struct rules {
	size_t n;
	const struct rule *rule;
};

#define RULES_MAX 500

/* Read the text of a rules.yaml. Everything is taken from the arena. ERR_SYNTAX with rule, and line where known,
 * in `error`: an unknown key, severity, measure or subject, a duplicate id, a condition that does not parse. */
int rules_parse(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue, struct rules *ret,
	struct err_text *error);

/* Does the rule hold for a figure's period (only academic years do), or an inspection's day? */
bool rule_holds_for_period(const struct rule *rule, struct period period);
bool rule_holds_for_day(const struct rule *rule, uint32_t day);

#endif
