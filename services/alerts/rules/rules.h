/* SPDX-License-Identifier: MIT
 *
 * The rules of rules.yaml, checked and ready. A school's year is judged by the rule of its year: each rule has the
 * first and the last academic year (for figures) or day (for inspections and events) that it holds for.
 */
#ifndef LEEP_ALERTS_RULES_RULES_H
#define LEEP_ALERTS_RULES_RULES_H

#include "common/base/bytes.h"
#include "common/model/catalogue.h"
#include "common/model/period.h"
#include "services/alerts/rules/expression.h"

enum rule_subject {
	RULE_FIGURES,    /* looks at the figures of one school in one academic year */
	RULE_INSPECTION, /* looks at the latest graded inspection of one school */
	RULE_EVENT,      /* looks at the latest event of a kind, of one school or of the authority */
	RULE_COUNTY,     /* looks at the figures of the authority itself in one period */
	RULE_DATA,       /* looks at whether figures that are expected by a day of the year are there */
};

struct rule {
	const char *id;       /* ofsted.inadequate */
	const char *title;    /* what is seen, in a few plain words */
	const char *severity; /* info, watch, concern, urgent */
	const char *source;   /* where the rule comes from */
	const char *advice;   /* what the adviser may do next; a conversation, never a verdict */
	enum rule_subject subject;
	const char *measure; /* that an alert is about: the key of its identity */
	uint32_t
		from; /* academic year's end, or days since 1970-01-01 for inspections and events; 0: always */
	uint32_t until;      /* inclusive; 0: still */
	const char *wording; /* the condition as written */
	const struct expression *when;
	const char *recovers_wording;      /* "" without one */
	const struct expression *recovers; /* an alert ends when this is true; NULL: when `when` is false */
	size_t n_inhibits;
	const char *const *
		inhibits; /* while an alert of this rule is open, nobody is told of the same school's alerts of
	                                these rules: ids, or beginnings that end in '*' */
	bool latest;      /* of figures: only the latest period that is held is judged */
	bool any_measure;  /* of the authority: every measure of the catalogue is judged, as "it" */
	const char *event; /* RULE_EVENT: the kind; else "" */
	uint32_t due;      /* RULE_DATA: month * 100 + day in or after the period's last year; else 0 */
};

/* Does an open alert of the rule keep those of rule `id` quiet? */
bool rule_inhibits(const struct rule *rule, const char *id);

struct rules {
	size_t n;
	const struct rule *rule;
};

#define RULES_MAX 500

/* Read the text of a rules.yaml. Everything is taken from the arena. ERR_SYNTAX with line, column and rule in `error`,
 * whose hearer names the file: an unknown key, severity, measure or subject, a duplicate id, a condition that does not
 * parse or asks about what its subject has not. */
int rules_parse(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue, struct rules *ret,
	struct err_text *error);

/* The same, telling every fault in the order of the file, one at most of each rule. */
typedef void (*rules_fault_fn)(void *context, const char *fault);
int rules_check(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue,
	rules_fault_fn each, void *context, struct rules *ret);

/* Does the rule hold for a figure's period (of schools only academic years do), or the day of an inspection or event? */
bool rule_holds_for_period(const struct rule *rule, struct period period);
bool rule_holds_for_day(const struct rule *rule, uint32_t day);

#endif
