/* SPDX-License-Identifier: MIT
 *
 * What is known of terms and conditions of one school, for tests of facts.
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_KNOWN_H
#define LEEP_TESTS_UNIT_ALERTS_KNOWN_H

#include "tests/unit/alerts/watching.h"

/* What the first term of a condition is known to be: its number in thousandths, NONE when it has none. */
static inline int64_t number(struct watching *w, struct facts *facts, const char *term)
{
	const char *text = arena_print(w->said, "%s = 0", term);
	const struct expression *expression;
	struct known_value value = {0};
	struct err_text error = {""};
	const struct term *first;

	if (expression_parse(w->said, text, &expression, NULL, &error) < 0)
		fail_msg("%s: %s", text, error.text);
	(void)expression_terms(expression, &first);
	if (!facts_know(facts, first, &value) || !value.has_number)
		return NONE;
	assert_int_equal(value.number % 1000, 0);
	return value.number / 1000;
}

/* Is a condition true, false or unknown? */
static inline enum truth truth(struct watching *w, struct facts *facts, const char *condition)
{
	const struct expression *expression;
	struct err_text error = {""};

	if (expression_parse(w->said, condition, &expression, NULL, &error) < 0)
		fail_msg("%s: %s", condition, error.text);
	return facts_evaluate(facts, expression);
}

static inline void open_school(struct watching *w, struct facts *facts, uint32_t urn, unsigned year)
{
	struct facts_source source = judge_source(&w->evaluation);

	facts_forget_columns(w->columns);
	assert_int_equal(facts_open(facts, &source, urn), 0);
	if (year != 0)
		facts_take_period(facts, year_of(year));
}

/* What the evidence is seen beside, "" where it is not. */
static inline const char *beside_of(const struct evidence *evidence, const char *what)
{
	for (size_t i = 0; i < evidence->n_beside; i++)
		if (strcmp(evidence->beside[i].what, what) == 0)
			return evidence->beside[i].value;
	return "";
}

#endif
