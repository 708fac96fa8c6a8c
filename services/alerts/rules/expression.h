/* SPDX-License-Identifier: MIT
 *
 * The conditions of rules: a small language over what is known about one school, or about an authority.
 *
 *   condition  = any ;
 *   any        = all { "or" all } ;
 *   all        = negation { "and" negation } ;
 *   negation   = "not" negation | "(" any ")" | "years" "(" digits "," any ")" | comparison ;
 *   comparison = sum ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) sum | words ( "=" | "!=" ) quoted ;
 *   sum        = operand { ( "+" | "-" ) operand } ;
 *   operand    = [ "-" ] number | figure | aspect "(" figure ")" | "change" "(" figure "," digits ")" | fact ;
 *   figure     = ( measure | "it" ) [ "[" group "]" ] | "previous" "(" figure ")" ;
 *   fact       = "school.mainstream" | "data.late" | "event.age" | "events" "(" quoted "," digits ")" | inspected
 *              | "previous" "(" inspected ")" ;
 *   inspected  = "inspection.overall" | "judgement" "(" quoted ")" | "judgements" "(" quoted ")" ;
 *   words      = "school.phase" | "school.status" | "school.type" | "event.outcome" | worded | "previous" "(" worded ")" ;
 *   worded     = "inspection.frame" | "inspection.concern" | "inspection.safeguarding" | "judgement" "(" quoted ")" ;
 *   aspect     = "low" | "high" | "cohort" | "national" | "neighbours" | "region" | "authority" | "phase" | "change"
 *              | "trend" | "trend_low" | "trend_high" | "gap" | "pooled" | "coverage" | "quartile" | "percentile"
 *              | "beside_national" | "beside_zero" ;
 *
 * A measure is an id of the catalogue such as ks4.progress8, or one of the Local Authority Interactive Tool (lait.TotAbs),
 * of all pupils or, with a group in brackets, of that group: ks4.attainment8[disadvantaged]. "it" is the measure that a rule about any measure is judging. previous(x) is the figure
 * of the year before the one that is judged, or the school's own graded inspection before the one that is judged;
 * years(3, x < 5) is x < 5 in the year that is judged and in the two before it; it is of figures, and what is known of the
 * school itself is the same in each. change(x) is as indicators tells it, change(x, 3) the figure less that of three
 * years before. beside_national is -1 where the 95 % interval lies wholly below England's figure, 1 above, 0 across;
 * beside_zero the same beside 0. coverage is the percentage of the cohort that a worked-out figure covers; quartile 1 is
 * the best. judgement("leadership") is its grade from 1 to 4, or beside a quoted text its words; judgements("needs attention")
 * is how many judgements have these words; events("complaint", 365) is how many there were in so many days up to the day
 * that is judged, and event.age how many days ago that was when it is judged. data.late is how many days what is expected is late. Texts are compared without regard to case.
 *
 * What is not known is neither true nor false: it makes a comparison unknown, and an alert never rests on an unknown
 * condition. Figures are exact millionths.
 */
#ifndef LEEP_ALERTS_RULES_EXPRESSION_H
#define LEEP_ALERTS_RULES_EXPRESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/error.h"

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

/* What a condition may ask: of a figure, of a school, of its inspection, of events, of data. */
enum aspect {
	ASPECT_VALUE,
	ASPECT_LOW,
	ASPECT_HIGH,
	ASPECT_COHORT,
	ASPECT_NATIONAL,
	ASPECT_NEIGHBOURS,
	ASPECT_REGION,
	ASPECT_AUTHORITY,
	ASPECT_PHASE,
	ASPECT_CHANGE,
	ASPECT_TREND,
	ASPECT_TREND_LOW,
	ASPECT_TREND_HIGH,
	ASPECT_GAP,
	ASPECT_POOLED,
	ASPECT_COVERAGE,
	ASPECT_QUARTILE,
	ASPECT_PERCENTILE,
	ASPECT_BESIDE_NATIONAL,
	ASPECT_BESIDE_ZERO, /* the last of a figure */
	ASPECT_MAINSTREAM,
	ASPECT_SCHOOL_PHASE,  /* text */
	ASPECT_SCHOOL_STATUS, /* text */
	ASPECT_SCHOOL_TYPE,   /* text */
	ASPECT_INSPECTION,
	ASPECT_FRAME,        /* text */
	ASPECT_CONCERN,      /* text */
	ASPECT_SAFEGUARDING, /* text */
	ASPECT_JUDGEMENT,    /* grade, and text */
	ASPECT_JUDGEMENTS,
	ASPECT_EVENTS,
	ASPECT_OUTCOME, /* text */
	ASPECT_AGE,
	ASPECT_LATE,
};

/* Something that a condition asks about. */
struct term {
	enum aspect aspect;
	const char *measure; /* of a figure; "it": the one that is judged; else "" */
	const char *group;   /* of a figure; "": all pupils */
	const char *word;    /* judgement, judgements, events: what is quoted; else "" */
	unsigned days;       /* events: how far back; change: over how many years, 1 as published */
	unsigned back;       /* how many years, or inspections, before the one that is judged */
};

/* Is the term about a figure (value to beside_zero)? */
bool term_is_figure(const struct term *term);

/* Years back that a condition may ask about: a definition of three years together needs two. */
#define YEARS_BACK_MAX 4

/* Distinct terms of one condition: three years of a dozen figures. */
#define TERMS_MAX 48

/* Nesting of parentheses and "not": deeper ones are refused, so that no text can exhaust the stack. */
#define EXPRESSION_DEPTH_MAX  32
#define EXPRESSION_LENGTH_MAX 2000

struct expression;

/* What is known of a term: a number in millionths, words, or both. */
struct known_value {
	bool has_number;
	int64_t number;
	const char *text; /* NULL: none */
};

/* What is known into `ret`, which comes empty; false when nothing is. */
typedef bool (*expression_lookup_fn)(void *context, const struct term *term, struct known_value *ret);

/* Parse; everything is taken from the arena. ERR_SYNTAX with what was expected and found in `error`, and where: the column
 * (of `text`, from 1) in `ret_column` unless that is NULL. */
int expression_parse(struct arena *arena, const char *text, const struct expression **ret, size_t *ret_column,
	struct err_text *error);

/* Every distinct term, in order of appearance. */
size_t expression_terms(const struct expression *expression, const struct term **ret);

/* The column at which term `term` of these stands first. */
size_t expression_column(const struct expression *expression, size_t term);

enum truth expression_evaluate(
	const struct expression *expression, expression_lookup_fn lookup, void *context);

#endif
