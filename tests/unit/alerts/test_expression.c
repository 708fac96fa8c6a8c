/* SPDX-License-Identifier: MIT
 *
 * The language of conditions: what is read, what is refused and where, and what follows from what is not known.
 */
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

#define WELL_BELOW "ks4.progress8 < -0.5 and high(ks4.progress8) < 0 and cohort(ks4.progress8) >= 6"

/* One thing that is known, in millionths. */
struct fact {
	enum aspect aspect;
	const char *measure;
	int64_t value;
	unsigned back;
};

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
			strcmp(facts->fact[i].measure, term->measure) == 0) {
			ret->has_number = true;
			ret->number = facts->fact[i].value;
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

/* With a.one = 1, a.two = 2, their intervals, and nothing known of a.none. */
static enum truth truth(struct arena *arena, const char *text)
{
	static const struct fact facts[] = {
		{ASPECT_VALUE, "a.one", 1000000, 0},
		{ASPECT_VALUE, "a.one", 1100000, 1},
		{ASPECT_VALUE, "a.one", 1200000, 2},
		{ASPECT_HIGH, "a.one", 1900000, 2},
		{ASPECT_VALUE, "a.one", 1400000, YEARS_BACK_MAX},
		{ASPECT_MAINSTREAM, "", 1000000, 0},
		{ASPECT_VALUE, "a.two", 2000000, 0},
		{ASPECT_LOW, "a.one", 500000, 0},
		{ASPECT_HIGH, "a.one", 1500000, 0},
		{ASPECT_COHORT, "a.one", 30000000, 0},
		{ASPECT_NATIONAL, "a.one", 3000000, 0},
		{ASPECT_INSPECTION, "", 4000000, 0},
		{ASPECT_VALUE, "a.largest", INT64_MAX, 0},
		{ASPECT_VALUE, "a.smallest", -INT64_MAX, 0},
		{ASPECT_VALUE, "a.flagged", DECIMAL_NONE, 0},
	};

	return truth_with(arena, text, facts, ARRAY_LEN(facts));
}

static void comparisons_are_exact(void **state)
{
	assert_int_equal(truth(*state, "a.one < 1"), TRUTH_FALSE);
	assert_int_equal(truth(*state, "a.one < 1.000001"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one <= 1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one > 0.999999"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one >= 1.0"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one = 1.00"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one != 1"), TRUTH_FALSE);
	assert_int_equal(truth(*state, "a.one>-1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "-1<a.one"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "999999999999.999999 > a.one"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "inspection.overall = 4"), TRUTH_TRUE);
	assert_int_equal(
		truth(*state, "low(a.one) = 0.5 and high( a.one ) = 1.5 and cohort(a.one) = 30"), TRUTH_TRUE);
}

static void earlier_years_are_figures_of_their_own(void **state)
{
	assert_int_equal(truth(*state, "previous(a.one) = 1.1 and a.one = 1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "previous( previous(a.one) ) = 1.2"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "high(previous(previous(a.one))) = 1.9"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "previous(previous(previous(previous(a.one)))) = 1.4"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one - previous(a.one) = -0.1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "previous(a.two) < 3"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "high(previous(a.one)) < 3"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "school.mainstream = 1 and a.one = 1"), TRUTH_TRUE);
}

static void sums_add_and_take_away(void **state)
{
	assert_int_equal(truth(*state, "a.one + a.two = 3"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one - a.two = -1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one - a.two - 3 + 0.5 < -3.4"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one - -1 = a.two"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one - national(a.one) <= -2"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "0 = a.two - a.one - a.one"), TRUTH_TRUE);
}

static void a_sum_too_large_is_not_known(void **state)
{
	assert_int_equal(truth(*state, "a.largest > 0"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.largest + 0.000001 > 0"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.smallest - 1 < 0"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "not a.smallest - 1 < 0"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.largest + a.one - a.one = a.largest"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "0 < a.largest - a.smallest or a.one = 1"), TRUTH_TRUE);
}

static void the_unknown_is_neither_true_nor_false(void **state)
{
	assert_int_equal(truth(*state, "a.none < 1"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.none = a.none"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.one + a.none > 0"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.flagged < 1"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "low(a.two) < 1"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "not a.none < 1"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "not not a.none < 1"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.none < 1 and a.one = 1"), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, "a.none < 1 and a.one = 2"), TRUTH_FALSE);
	assert_int_equal(truth(*state, "a.one = 2 and a.none < 1"), TRUTH_FALSE);
	assert_int_equal(truth(*state, "a.none < 1 or a.one = 1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one = 1 or a.none < 1"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.none < 1 or a.one = 2"), TRUTH_UNKNOWN);
}

static void words_bind_as_they_should(void **state)
{
	assert_int_equal(truth(*state, "a.one = 1 or a.one = 2 and a.one = 3"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "(a.one = 1 or a.one = 2) and a.one = 3"), TRUTH_FALSE);
	assert_int_equal(truth(*state, "not a.one = 2 and a.two = 2"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "not (a.one = 1 and a.two = 3)"), TRUTH_TRUE);
	assert_int_equal(truth(*state, "((a.one = 1 and (a.two = 2)) and (not (a.one = 2))) and a.two = 2"),
		TRUTH_TRUE);
	assert_int_equal(truth(*state, "a.one = 2 or a.one = 3 or not a.one = 4"), TRUTH_TRUE);
}

static void progress_8_is_well_below_from_just_beyond_the_half(void **state)
{
	struct fact fact[] = {{ASPECT_VALUE, "ks4.progress8", -510000, 0},
		{ASPECT_HIGH, "ks4.progress8", -10000, 0}, {ASPECT_COHORT, "ks4.progress8", 6000000, 0}};

	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 3), TRUTH_TRUE);
	fact[0].value = -500000;
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 3), TRUTH_FALSE);
	fact[0].value = -510000;
	fact[1].value = 10000;
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 3), TRUTH_FALSE);
	fact[1].value = 0;
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 3), TRUTH_FALSE);
	fact[1].value = -10000;
	fact[2].value = 5000000;
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 3), TRUTH_FALSE);
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 2), TRUTH_UNKNOWN);
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 0), TRUTH_UNKNOWN);
	fact[0].value = 200000;
	assert_int_equal(truth_with(*state, WELL_BELOW, fact, 1), TRUTH_FALSE);
}

static void each_term_is_listed_and_asked_for_once(void **state)
{
	const struct expression *expression =
		parsed(*state, "ks4.5ac_em < 40 and ks2.rwm.4plus < 65 and ks4.5ac_em > low(ks4.5ac_em)");
	struct facts facts = {0, NULL, 0};
	const struct term *term;

	assert_int_equal(expression_terms(expression, &term), 3);
	assert_string_equal(term[0].measure, "ks4.5ac_em");
	assert_int_equal(term[0].aspect, ASPECT_VALUE);
	assert_string_equal(term[1].measure, "ks2.rwm.4plus");
	assert_string_equal(term[2].measure, "ks4.5ac_em");
	assert_int_equal(term[2].aspect, ASPECT_LOW);
	assert_int_equal(expression_evaluate(expression, look_up, &facts), TRUTH_UNKNOWN);
	assert_int_equal(facts.asked, 3);
	expression = parsed(*state, "a.b < previous(a.b) and previous(a.b) < 1 and school.mainstream = 1");
	assert_int_equal(expression_terms(expression, &term), 3);
	assert_int_equal(term[0].back, 0);
	assert_int_equal(term[1].back, 1);
	assert_int_equal(term[2].aspect, ASPECT_MAINSTREAM);
	assert_string_equal(term[2].measure, "");
	expression = parsed(*state, "inspection.overall >= 3 and inspection.overall != 4");
	assert_int_equal(expression_terms(expression, &term), 1);
	assert_int_equal(term[0].aspect, ASPECT_INSPECTION);
	assert_string_equal(term[0].measure, "");
}

static void refused(struct arena *arena, const char *text, const char *said)
{
	const struct expression *expression = NULL;
	struct err_text error = {""};
	char whole[500];
	size_t column = 0;
	int rc = expression_parse(arena, text, &expression, &column, &error);

	(void)snprintf(whole, sizeof(whole), "column %zu: %s", column, error.text);
	if (rc != ERR_SYNTAX || strstr(whole, said) == NULL || expression != NULL)
		fail_msg("\"%s\": %d \"%s\", not \"%s\"", text, rc, whole, said);
	assert_int_equal(expression_parse(arena, text, &expression, NULL, NULL), ERR_SYNTAX);
}

static void a_slip_is_named_with_its_column(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} slips[] = {
		{"", "column 1: expected a number or a measure, found the end"},
		{"  ", "column 3: expected a number or a measure, found the end"},
		{"a.b", "column 4: expected \"<\", \"<=\""},
		{"a.b <", "column 6: expected a number or a measure, found the end"},
		{"a.b < 1 and", "column 12: expected a number or a measure, found the end"},
		{"a.b < 1 a.b", "column 9: expected \"and\", \"or\" or the end, found \"a.b\""},
		{"a.b < 1 < 2", "column 9: expected \"and\", \"or\" or the end, found \"<\""},
		{"a.b == 1", "column 6: expected a number or a measure, found \"=\""},
		{"a.b => 1", "column 6: expected a number or a measure, found \">\""},
		{"a.b ! 1", "column 5: expected \"<\""},
		{"ab < 1", "column 1: expected a number or a measure, found \"ab\""},
		{".b < 1", "column 1: expected a number or a measure, found \".b\""},
		{"Ks4.a < 1", "column 1: expected a number or a measure, found \"K\""},
		{"and a.b < 1", "column 1: expected a number or a measure, found \"and\""},
		{"low a.b < 1", "column 5: expected \"(\", found \"a.b\""},
		{"high(1) < 1", "column 6: expected a measure, found \"1\""},
		{"high(a.b < 1", "column 10: expected \")\", found \"<\""},
		{"high(inspection.overall) < 1", "column 6: expected a measure"},
		{"high(school.mainstream) < 1", "column 6: expected a measure"},
		{"previous a.b < 1", "column 10: expected \"(\", found \"a.b\""},
		{"previous(1) < 1", "column 10: expected a measure or an inspection, found \"1\""},
		{"previous(school.mainstream) < 1", "column 10: expected a measure"},
		{"previous(high(a.b)) < 1", "column 10: expected a measure or an inspection, found \"high\""},
		{"previous(a.b < 1", "column 14: expected \")\", found \"<\""},
		{"high(previous(a.b) < 1", "column 20: expected \")\", found \"<\""},
		{"previous(previous(previous(previous(previous(a.b))))) < 1",
			"column 37: expected at most four years back, found \"previous\""},
		{"mean(a.b) < 1", "column 1: expected a number or a measure, found \"mean\""},
		{"(a.b < 1", "column 9: expected \"and\", \"or\" or \")\", found the end"},
		{"a.b < 1)", "column 8: expected \"and\", \"or\" or the end, found \")\""},
		{"(a.b) < 1", "column 5: expected \"<\""},
		{"a.b-1 < 1", "column 4: expected spaces on both sides"},
		{"a.b -1 < 1", "column 5: expected spaces on both sides"},
		{"a.b +1 < 1", "column 5: expected spaces on both sides"},
		{"a.b- 1 < 1", "column 4: expected spaces on both sides"},
		{"- a.b < 1", "column 1: expected a number or a measure, found \"-\""},
		{"-a.b < 1", "column 1: expected a number or a measure, found \"-\""},
		{"a.b < --1", "column 7: expected a number or a measure, found \"-\""},
		{"a.b < 1.", "column 7: expected a digit behind the decimal point"},
		{"a.b < 1.1234567", "column 7: expected a number with at most six decimals"},
		{"a.b < 1.1.1", "column 7: expected a number with at most six decimals"},
		{"a.b < 5plus", "column 7: expected a number with at most six decimals"},
		{"a.b < 1e6", "column 7: expected a number with at most six decimals"},
		{"a.b < 1000000000000", "column 7: expected a number below"},
		{"a.b < 99999999999999999999999999", "column 7: expected a number below"},
		{"a.b < 40 %", "column 10: expected \"and\""},
		{"a.b < \xe2\x88\x92"
		 "1",
			"column 7: expected a number or a measure, found another character"},
		{"a.b < 1 \x01", "column 9: expected \"and\", \"or\" or the end, found another character"},
	};

	for (size_t i = 0; i < ARRAY_LEN(slips); i++)
		refused(*state, slips[i].text, slips[i].said);
}

/* `depth` times `opening`, a comparison, `depth` times `closing`. */
static char *nested(struct arena *arena, size_t depth, const char *opening, const char *closing)
{
	char *text = arena_text(arena, "", 0);

	for (size_t i = 0; i < depth; i++)
		text = arena_print(arena, "%s%s", text, opening);
	text = arena_print(arena, "%s%s", text, "a.one = 1");
	for (size_t i = 0; i < depth; i++)
		text = arena_print(arena, "%s%s", text, closing);
	assert_non_null(text);
	return text;
}

static void nesting_has_an_end(void **state)
{
	assert_int_equal(truth(*state, nested(*state, EXPRESSION_DEPTH_MAX, "(", ")")), TRUTH_TRUE);
	assert_int_equal(truth(*state, nested(*state, EXPRESSION_DEPTH_MAX, "not ", "")), TRUTH_TRUE);
	assert_int_equal(truth(*state, nested(*state, EXPRESSION_DEPTH_MAX / 2, "not (", ")")), TRUTH_TRUE);
	refused(*state, nested(*state, EXPRESSION_DEPTH_MAX + 1, "(", ")"),
		"column 33: expected no deeper nesting");
	refused(*state, nested(*state, EXPRESSION_DEPTH_MAX + 1, "not ", ""), "expected no deeper nesting");
	refused(*state, nested(*state, 900, "(", ")"), "expected no deeper nesting");
	assert_int_equal(truth(*state, nested(*state, 100, "(a.one = 1) and ", "")), TRUTH_TRUE);
}

static void length_and_number_of_terms_have_an_end(void **state)
{
	char *text = nested(*state, 181, "", " or a.b = 1");
	char *terms = arena_text(*state, "", 0);

	assert_int_equal(strlen(text), EXPRESSION_LENGTH_MAX);
	assert_int_equal(truth(*state, text), TRUTH_TRUE);
	refused(*state, nested(*state, 182, "", " or a.b = 1"), "column 2001: expected the end");
	for (int i = 0; i < TERMS_MAX; i++)
		terms = arena_print(*state, "%s%sa.b%d", terms, i == 0 ? "" : " + ", i);
	assert_int_equal(truth(*state, arena_print(*state, "%s < 1", terms)), TRUTH_UNKNOWN);
	assert_int_equal(truth(*state, arena_print(*state, "%s < a.b0", terms)), TRUTH_UNKNOWN);
	refused(*state, arena_print(*state, "%s < low(a.b0)", terms),
		"expected at most 48 different figures");
}

static void a_full_arena_is_an_error(void **state)
{
	struct arena *small = arena_open(600);
	const struct expression *expression = NULL;

	(void)state;
	assert_int_equal(expression_parse(small, WELL_BELOW, &expression, NULL, NULL), ERR_NOMEM);
	assert_null(expression);
	arena_free(small);
}

/* The same 20,000 texts every time, made of what the language is made of and of what it is not. */
static void no_text_crashes_the_parser(void **state)
{
	static const char *const parts[] = {"a.b", "ks4.progress8", "inspection.overall", "school.mainstream",
		"previous(", "low(", "high(", "cohort(", "national(", ")", "(", "not ", "and ", " or ", "<",
		"<=", ">", ">=", "=", "!=", "!", " - ", " + ", "-", "+", "1", "0.5", "999999999999", ".", " ",
		"\n", "\t", "\xff", "\x01", "_", "9", "x", "1.0000001", "low", "#"};
	uint64_t random = 20181105;
	size_t accepted = 0;

	for (int i = 0; i < 20000; i++) {
		const struct expression *expression = NULL;
		struct err_text error = {""};
		char text[512] = "";
		size_t n, len = 0, column = 0;

		random = random * 6364136223846793005u + 1442695040888963407u;
		n = random >> 33 & 15;
		for (size_t k = 0; k <= n; k++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
				parts[(random >> 33) % ARRAY_LEN(parts)]);
		}
		arena_reset(*state);
		if (expression_parse(*state, text, &expression, &column, &error) == 0) {
			struct facts facts = {0, NULL, 0};

			accepted++;
			(void)expression_evaluate(expression, look_up, &facts);
		} else {
			assert_non_null(strstr(error.text, "expected "));
			assert_in_range(column, 1, len + 1);
			assert_null(expression);
		}
	}
	assert_true(accepted > 0);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(comparisons_are_exact),
		WITH_ARENA(earlier_years_are_figures_of_their_own),
		WITH_ARENA(sums_add_and_take_away),
		WITH_ARENA(a_sum_too_large_is_not_known),
		WITH_ARENA(the_unknown_is_neither_true_nor_false),
		WITH_ARENA(words_bind_as_they_should),
		WITH_ARENA(progress_8_is_well_below_from_just_beyond_the_half),
		WITH_ARENA(each_term_is_listed_and_asked_for_once),
		WITH_ARENA(a_slip_is_named_with_its_column),
		WITH_ARENA(nesting_has_an_end),
		WITH_ARENA(length_and_number_of_terms_have_an_end),
		WITH_ARENA(a_full_arena_is_an_error),
		WITH_ARENA(no_text_crashes_the_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
