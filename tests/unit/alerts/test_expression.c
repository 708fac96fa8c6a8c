/* SPDX-License-Identifier: MIT
 *
 * The language of conditions: what follows from what is known, and from what is not. What is refused, and where, is in
 * test_expression_slips.c.
 */
#include "tests/unit/alerts/condition.h"

#define WELL_BELOW "ks4.progress8 < -0.5 and high(ks4.progress8) < 0 and cohort(ks4.progress8) >= 6"

/* With a.one = 1, a.two = 2, their intervals, and nothing known of a.none. */
static enum truth truth(struct arena *arena, const char *text)
{
	static const struct fact facts[] = {
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 1000000, .back = 0},
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 1100000, .back = 1},
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 1200000, .back = 2},
		{.aspect = ASPECT_HIGH, .measure = "a.one", .value = 1900000, .back = 2},
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 1400000, .back = YEARS_BACK_MAX},
		{.aspect = ASPECT_MAINSTREAM, .measure = "", .value = 1000000, .back = 0},
		{.aspect = ASPECT_VALUE, .measure = "a.two", .value = 2000000, .back = 0},
		{.aspect = ASPECT_LOW, .measure = "a.one", .value = 500000, .back = 0},
		{.aspect = ASPECT_HIGH, .measure = "a.one", .value = 1500000, .back = 0},
		{.aspect = ASPECT_COHORT, .measure = "a.one", .value = 30000000, .back = 0},
		{.aspect = ASPECT_NATIONAL, .measure = "a.one", .value = 3000000, .back = 0},
		{.aspect = ASPECT_INSPECTION, .measure = "", .value = 4000000, .back = 0},
		{.aspect = ASPECT_VALUE, .measure = "a.largest", .value = INT64_MAX, .back = 0},
		{.aspect = ASPECT_VALUE, .measure = "a.smallest", .value = -INT64_MAX, .back = 0},
		{.aspect = ASPECT_VALUE, .measure = "a.flagged", .value = DECIMAL_NONE, .back = 0},
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

/* With a.one = 6, 5, 4 in this year and the two before, of disadvantaged pupils 3; a secondary school, mainstream, its
 * last inspection of grade 3, the one before of grade 2. */
static enum truth of_school(struct arena *arena, const char *text)
{
	static const struct fact facts[] = {
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 6000000},
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 5000000, .back = 1},
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 4000000, .back = 2},
		{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 3000000, .group = "disadvantaged"},
		{.aspect = ASPECT_GAP, .measure = "a.one", .value = -1000000, .group = "girls+fsm"},
		{.aspect = ASPECT_VALUE, .measure = "it", .value = 7000000},
		{.aspect = ASPECT_QUARTILE, .measure = "it", .value = 4000000},
		{.aspect = ASPECT_QUARTILE, .measure = "it", .value = 3000000, .back = 1},
		{.aspect = ASPECT_CHANGE, .measure = "a.one", .value = 1000000, .days = 1},
		{.aspect = ASPECT_CHANGE, .measure = "a.one", .value = 2000000, .days = 2},
		{.aspect = ASPECT_BESIDE_NATIONAL, .measure = "a.one", .value = -1000000},
		{.aspect = ASPECT_MAINSTREAM, .value = 1000000},
		{.aspect = ASPECT_SCHOOL_PHASE, .value = NO_NUMBER, .text = "Secondary"},
		{.aspect = ASPECT_INSPECTION, .value = 3000000},
		{.aspect = ASPECT_INSPECTION, .value = 2000000, .back = 1},
		{.aspect = ASPECT_CONCERN, .value = NO_NUMBER, .text = "SM"},
		{.aspect = ASPECT_CONCERN, .value = NO_NUMBER, .text = "", .back = 1},
		{.aspect = ASPECT_JUDGEMENT, .value = 4000000, .word = "leadership", .text = "Inadequate"},
		{.aspect = ASPECT_JUDGEMENT,
			.value = NO_NUMBER,
			.word = "inclusion",
			.text = "Needs attention"},
		{.aspect = ASPECT_JUDGEMENTS, .value = 2000000, .word = "needs attention"},
		{.aspect = ASPECT_EVENTS, .value = 3000000, .word = "complaint", .days = 365},
		{.aspect = ASPECT_OUTCOME, .value = NO_NUMBER, .text = "Upheld"},
		{.aspect = ASPECT_LATE, .value = 14000000},
	};

	return truth_with(arena, text, facts, ARRAY_LEN(facts));
}

static void years_judge_each_year_by_its_own_figures(void **state)
{
	assert_int_equal(of_school(*state, "years(3, a.one < 7)"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "years(3, a.one < 6)"), TRUTH_FALSE);
	assert_int_equal(of_school(*state, "years(3, a.one > 4)"), TRUTH_FALSE);
	/* of the fourth nothing is known; one that is not below decides all the same */
	assert_int_equal(of_school(*state, "years(4, a.one < 7)"), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "years(4, a.one < 5)"), TRUTH_FALSE);
	assert_int_equal(of_school(*state, "not years(4, a.one < 7)"), TRUTH_UNKNOWN);
	/* each year less than the one after it, and 4 is the last that is known */
	assert_int_equal(of_school(*state, "years(2, previous(a.one) < a.one)"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "years(3, previous(a.one) < a.one)"), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "years(2, years(2, a.one >= 4))"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "years(2, years(2, a.one >= 5))"), TRUTH_FALSE);
	assert_int_equal(
		of_school(*state, "years(2, quartile(it) >= 3) and not quartile(it) < 4"), TRUTH_TRUE);
	/* what is known of the school itself is so in every year */
	assert_int_equal(of_school(*state, "years(3, a.one < 7 and school.mainstream = 1)"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "years(3, a.one < 7 or a.none < 1)"), TRUTH_TRUE);
}

static void years_ask_for_each_year_once(void **state)
{
	const struct expression *expression =
		parsed(*state, "years(3, a.one < 5 and high(a.one) < 6) and previous(a.one) > 1");
	static const struct {
		enum aspect aspect;
		unsigned back;
	} expected[] = {{ASPECT_VALUE, 0}, {ASPECT_VALUE, 1}, {ASPECT_VALUE, 2}, {ASPECT_HIGH, 0},
		{ASPECT_HIGH, 1}, {ASPECT_HIGH, 2}};
	const struct term *term;

	assert_int_equal(expression_terms(expression, &term), ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(term[i].aspect, expected[i].aspect);
		assert_int_equal(term[i].back, expected[i].back);
	}
	assert_int_equal(expression_column(expression, 0), 10);
	assert_int_equal(expression_column(expression, 3), 24);
}

static void a_group_is_a_figure_of_its_own(void **state)
{
	const struct term *term;

	assert_int_equal(of_school(*state, "a.one - a.one[disadvantaged] = 3"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "a.one[ disadvantaged ]=3"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "a.one[all] = 6"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "gap(a.one[girls+fsm]) < 0"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "previous(a.one[disadvantaged]) < 4"), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "a.one[sen] < 4"), TRUTH_UNKNOWN);
	assert_int_equal(expression_terms(parsed(*state, "a.b[all] < a.b and it[fsm] < 1"), &term), 2);
	assert_string_equal(term[0].group, "");
	assert_string_equal(term[1].measure, "it");
	assert_string_equal(term[1].group, "fsm");
}

static void measures_of_the_interactive_tool_have_capitals(void **state)
{
	const struct term *term;

	assert_int_equal(
		expression_terms(parsed(*state, "previous(lait.KS2RWM_Expected_STD) < 1"), &term), 1);
	assert_string_equal(term[0].measure, "lait.KS2RWM_Expected_STD");
	assert_int_equal(term[0].back, 1);
}

static void a_change_is_over_as_many_years_as_it_says(void **state)
{
	assert_int_equal(of_school(*state, "change(a.one) = 1"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "change(a.one, 1) = 1"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "change(a.one, 2) = 2"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "change(a.one, 3) < 9"), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "beside_national(a.one) = -1 and it = 7"), TRUTH_TRUE);
}

static void words_are_compared_in_either_case(void **state)
{
	assert_int_equal(of_school(*state, "school.phase = \"secondary\""), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "school.phase != \"SECONDARY\""), TRUTH_FALSE);
	assert_int_equal(of_school(*state, "school.phase = \"Primary\""), TRUTH_FALSE);
	assert_int_equal(of_school(*state, "school.phase != \"Primary\""), TRUTH_TRUE);
	/* what is not known is not another text either */
	assert_int_equal(of_school(*state, "school.type = \"Academy\""), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "school.type != \"Academy\""), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "event.outcome=\"upheld\""), TRUTH_TRUE);
}

static void inspections_are_asked_about_in_their_own_words(void **state)
{
	assert_int_equal(of_school(*state, "inspection.overall >= 3 and previous(inspection.overall) < 3"),
		TRUTH_TRUE);
	assert_int_equal(of_school(*state, "previous(previous(inspection.overall)) = 1"), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "inspection.concern = \"SM\""), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "previous(inspection.concern) = \"SM\""), TRUTH_FALSE);
	assert_int_equal(of_school(*state, "judgement(\"leadership\") = 4"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "judgement(\"leadership\") = \"inadequate\""), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "judgement(\"leadership\") + 1 > 4"), TRUTH_TRUE);
	/* words have no number */
	assert_int_equal(of_school(*state, "judgement(\"inclusion\") < 9"), TRUTH_UNKNOWN);
	assert_int_equal(of_school(*state, "judgement(\"inclusion\") = \"needs attention\""), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "judgements(\"needs attention\") >= 2"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "events(\"complaint\", 365) > 2 and data.late = 14"), TRUTH_TRUE);
	assert_int_equal(of_school(*state, "events(\"complaint\", 30) > 2"), TRUTH_UNKNOWN);
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
	struct fact fact[] = {
		{.aspect = ASPECT_VALUE, .measure = "ks4.progress8", .value = -510000, .back = 0},
		{.aspect = ASPECT_HIGH, .measure = "ks4.progress8", .value = -10000, .back = 0},
		{.aspect = ASPECT_COHORT, .measure = "ks4.progress8", .value = 6000000, .back = 0}};

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(comparisons_are_exact),
		WITH_ARENA(earlier_years_are_figures_of_their_own),
		WITH_ARENA(years_judge_each_year_by_its_own_figures),
		WITH_ARENA(years_ask_for_each_year_once),
		WITH_ARENA(a_group_is_a_figure_of_its_own),
		WITH_ARENA(measures_of_the_interactive_tool_have_capitals),
		WITH_ARENA(a_change_is_over_as_many_years_as_it_says),
		WITH_ARENA(words_are_compared_in_either_case),
		WITH_ARENA(inspections_are_asked_about_in_their_own_words),
		WITH_ARENA(sums_add_and_take_away),
		WITH_ARENA(a_sum_too_large_is_not_known),
		WITH_ARENA(the_unknown_is_neither_true_nor_false),
		WITH_ARENA(words_bind_as_they_should),
		WITH_ARENA(progress_8_is_well_below_from_just_beyond_the_half),
		WITH_ARENA(each_term_is_listed_and_asked_for_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
