/* SPDX-License-Identifier: MIT
 *
 * The conditions of rules: a small language over what is known about one school.
 *
 *   condition  = any ;
 *   any        = all { "or" all } ;
 *   all        = negation { "and" negation } ;
 *   negation   = "not" negation | "(" any ")" | comparison ;
 *   comparison = sum ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) sum ;
 *   sum        = operand { ( "+" | "-" ) operand } ;
 *   operand    = number | [ "-" ] number | figure | aspect "(" figure ")" | "inspection.overall" | "school.mainstream" ;
 *   aspect     = "low" | "high" | "cohort" | "national" ;
 *   figure     = measure | "previous" "(" figure ")" ;
 *
 * A measure is an id of the catalogue such as ks4.progress8; previous(ks4.progress8) is its figure of the year before
 * the one that is judged, previous(previous(ks4.progress8)) that of two years before. school.mainstream is 1 or, for a
 * special school, 0. What is not known is neither true nor false: it makes a comparison unknown, and an alert never
 * rests on an unknown condition. Figures are exact millionths.
 */
#ifndef LEEP_ALERTS_RULES_EXPRESSION_H
#define LEEP_ALERTS_RULES_EXPRESSION_H

#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/error.h"

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

enum aspect {
	ASPECT_VALUE,
	ASPECT_LOW,
	ASPECT_HIGH,
	ASPECT_COHORT,
	ASPECT_NATIONAL,
	ASPECT_INSPECTION,
	ASPECT_MAINSTREAM,
};

/* Something that a condition asks about. */
struct term {
	enum aspect aspect;
	const char *measure; /* "" for ASPECT_INSPECTION and ASPECT_MAINSTREAM */
	unsigned back;       /* how many years before the one that is judged */
};

/* Years back that a condition may ask about: a definition of three years together needs two. */
#define YEARS_BACK_MAX 4

/* Distinct terms of one condition. */
#define TERMS_MAX 16

/* Nesting of parentheses and "not": deeper ones are refused, so that no text can exhaust the stack. */
#define EXPRESSION_DEPTH_MAX  32
#define EXPRESSION_LENGTH_MAX 2000

struct expression;

/* What is known: the value of a term in millionths into `ret`; false when it is not known. */
typedef bool (*expression_lookup_fn)(void *context, const struct term *term, int64_t *ret);

/* Parse; everything is taken from the arena. ERR_SYNTAX with the column and what was expected in `error`. */
int expression_parse(
	struct arena *arena, const char *text, const struct expression **ret, struct err_text *error);

/* Every distinct term, in order of appearance. */
size_t expression_terms(const struct expression *expression, const struct term **ret);

enum truth expression_evaluate(
	const struct expression *expression, expression_lookup_fn lookup, void *context);

#endif
