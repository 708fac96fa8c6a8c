/* SPDX-License-Identifier: MIT
 *
 * Conditions beside what is known, for tests of their language.
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_CONDITION_H
#define LEEP_TESTS_UNIT_ALERTS_CONDITION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/model/decimal.h"
#include "services/alerts/rules/expression.h"

/* Of a fact that has words only. */
#define NO_NUMBER (INT64_MIN + 1)

/* One thing that is known, in millionths. */
struct fact {
	enum aspect aspect;
	const char *measure;
	int64_t value;
	unsigned back;
	const char *group, *word, *text; /* NULL: none */
	unsigned days;
};

static bool same(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b) == 0;
}

struct facts {
	size_t n;
	const struct fact *fact;
	size_t asked;
};

static bool look_up(void *context, const struct term *term, struct known_value *ret)
{
	struct facts *facts = context;

	facts->asked++;
	for (size_t i = 0; i < facts->n; i++)
		if (facts->fact[i].aspect == term->aspect && facts->fact[i].back == term->back &&
			facts->fact[i].days == term->days && same(facts->fact[i].measure, term->measure) &&
			same(facts->fact[i].group, term->group) && same(facts->fact[i].word, term->word)) {
			ret->has_number = facts->fact[i].value != NO_NUMBER;
			ret->number = facts->fact[i].value;
			ret->text = facts->fact[i].text;
			return true;
		}
	return false;
}

static int set_up(void **state)
{
	*state = arena_open((size_t)16 * 1024 * 1024);
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static const struct expression *parsed(struct arena *arena, const char *text)
{
	const struct expression *expression = NULL;
	struct err_text error = {""};

	if (expression_parse(arena, text, &expression, NULL, &error) < 0)
		fail_msg("\"%s\": %s", text, error.text);
	return expression;
}

static enum truth truth_with(struct arena *arena, const char *text, const struct fact *fact, size_t n)
{
	struct facts facts = {n, fact, 0};

	return expression_evaluate(parsed(arena, text), look_up, &facts);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
