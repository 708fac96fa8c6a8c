/* SPDX-License-Identifier: MIT
 *
 * A condition told part by part, and terms as people wrote them.
 */
#include "services/alerts/rules/explain.h"

#include "tests/unit/alerts/condition.h"

/* With a.one = 1, 0.9 a year before, and a.two = 2. */
static const struct fact known[] = {
	{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 1000000},
	{.aspect = ASPECT_VALUE, .measure = "a.one", .value = 900000, .back = 1},
	{.aspect = ASPECT_VALUE, .measure = "a.two", .value = 2000000},
	{.aspect = ASPECT_SCHOOL_PHASE, .value = NO_NUMBER, .text = "Primary"},
};

/* "depth back truth n_term text" of each part, a line each. */
static int print_part(void *context, const struct explain_part *part)
{
	char *out = context;
	size_t len = strlen(out);

	(void)snprintf(out + len, 2000 - len, "%u %u %s %zu %.*s\n", part->depth, part->back,
		part->truth == TRUTH_TRUE    ? "true"
		: part->truth == TRUTH_FALSE ? "false"
					     : "unknown",
		part->n_term, (int)part->len, part->text);
	return 0;
}

static void explained(void **state, const char *text, const char *expected)
{
	struct facts facts = {ARRAY_LEN(known), known, 0};
	char said[2000] = "";

	assert_int_equal(explain(parsed(*state, text), look_up, &facts, print_part, said), 0);
	assert_string_equal(said, expected);
}

static void every_part_is_told_as_it_is_written(void **state)
{
	explained(state, "a.one < 1", "0 0 false 1 a.one < 1\n");
	explained(state, "a.one  <  2 and ( a.none = 1 or not a.two - a.one = 1 )  and school.phase != \"x\"",
		"0 0 unknown 0 a.one  <  2 and ( a.none = 1 or not a.two - a.one = 1 )  and school.phase != "
		"\"x\"\n"
		"1 0 true 1 a.one  <  2\n"
		"1 0 unknown 0 a.none = 1 or not a.two - a.one = 1\n"
		"2 0 unknown 1 a.none = 1\n"
		"2 0 false 0 not a.two - a.one = 1\n"
		"3 0 true 2 a.two - a.one = 1\n"
		"1 0 true 1 school.phase != \"x\"\n");
	explained(state, "(a.one = 1) or a.two = 2",
		"0 0 true 0 (a.one = 1) or a.two = 2\n1 0 true 1 a.one = 1\n1 0 true 1 a.two = 2\n");
}

static int keep_whole(void *context, const struct explain_part *part)
{
	if (part->depth == 0)
		*(enum truth *)context = part->truth;
	return 0;
}

static void the_whole_is_as_true_as_it_is_judged_to_be(void **state)
{
	static const char *const texts[] = {"a.one = 1", "a.one = 2", "a.none = 1", "not a.none = 1",
		"a.none = 1 or a.two = 2", "years(2, a.one <= 1)", "years(3, a.one <= 1)"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct facts facts = {ARRAY_LEN(known), known, 0};
		enum truth whole = TRUTH_UNKNOWN;

		assert_int_equal(explain(parsed(*state, texts[i]), look_up, &facts, keep_whole, &whole), 0);
		assert_int_equal(whole, truth_with(*state, texts[i], known, ARRAY_LEN(known)));
	}
}

static void years_are_told_one_by_one(void **state)
{
	explained(state, "years(3, a.one < 1)",
		"0 0 false 0 years(3, a.one < 1)\n"
		"1 0 false 1 a.one < 1\n"
		"1 1 true 1 a.one < 1\n"
		"1 2 unknown 1 a.one < 1\n");
}

static int refuse(void *context, const struct explain_part *part)
{
	(*(int *)context)++;
	return part->depth == 1 ? ERR_LIMIT : 0;
}

static void whoever_listens_may_stop_it(void **state)
{
	struct facts facts = {ARRAY_LEN(known), known, 0};
	int told = 0;

	assert_int_equal(explain(parsed(*state, "a.one = 1 and a.two = 2"), look_up, &facts, refuse, &told),
		ERR_LIMIT);
	assert_int_equal(told, 2);
}

/* Whatever a condition may ask is written as it was read. */
static void a_term_is_written_as_it_is_read(void **state)
{
	static const char *const terms[] = {"ks4.progress8", "it", "high(ks4.progress8)",
		"previous(previous(ks4.progress8))", "low(previous(it[sen+girls]))", "change(a.b)",
		"change(previous(a.b), 3)", "beside_zero(a.b)", "trend_high(a.b)", "school.mainstream",
		"inspection.overall", "previous(inspection.overall)",
		"previous(judgement(\"Quality of education\"))", "judgements(\"needs attention\")",
		"events(\"warning notice\", 365)", "data.late"};

	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		char text[200];
		const struct term *term;

		(void)snprintf(text, sizeof(text), "%s = 1", terms[i]);
		assert_int_equal(expression_terms(parsed(*state, text), &term), 1);
		assert_string_equal(explain_term_text(*state, term), terms[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(every_part_is_told_as_it_is_written),
		WITH_ARENA(the_whole_is_as_true_as_it_is_judged_to_be),
		WITH_ARENA(years_are_told_one_by_one),
		WITH_ARENA(whoever_listens_may_stop_it),
		WITH_ARENA(a_term_is_written_as_it_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
