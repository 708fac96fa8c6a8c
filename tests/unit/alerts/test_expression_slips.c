/* SPDX-License-Identifier: MIT
 *
 * The language of conditions: what is refused and where, and that no text is too much.
 */
#include "tests/unit/alerts/condition.h"

/* With a.one = 1 and nothing else known. */
static enum truth truth(struct arena *arena, const char *text)
{
	static const struct fact one = {.aspect = ASPECT_VALUE, .measure = "a.one", .value = 1000000};

	return truth_with(arena, text, &one, 1);
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
	{"a.b[] < 1", "column 5: expected a group such as disadvantaged, found \"]\""},
	{"a.b[fsm < 1", "column 9: expected \"]\", found \"<\""},
	{"a.b[", "column 5: expected a group such as disadvantaged, found the end"},
	{"school.age < 1", "column 1: expected a number or a measure, found \"school.age\""},
	{"inspection.grade = 1", "column 1: expected a number or a measure, found \"inspection.grade\""},
	{"low(data.late) < 1", "column 5: expected a measure, found \"data.late\""},
	{"previous(data.late) < 1", "column 10: expected a measure or an inspection"},
	{"change(a.b, 5) < 1", "column 13: expected a number of years, at most four back in all"},
	{"change(a.b, x) < 1", "column 13: expected a number of years"},
	{"change(previous(a.b), 4) < 1", "column 23: expected a number of years, at most four back"},
	{"low(a.b, 3) < 1", "column 8: expected \")\", found \",\""},
	{"years(1, a.b < 1)", "column 7: expected a number of years from 2"},
	{"years(6, a.b < 1)", "column 7: expected a number of years from 2, at most four back"},
	{"years(99999999999, a.b < 1)", "column 7: expected a number of years from 2"},
	{"years(2.5, a.b < 1)", "column 7: expected a number of years from 2"},
	{"years(2 a.b < 1)", "column 9: expected \",\" and a condition, found \"a.b\""},
	{"years(2, a.b < 1", "column 17: expected \"and\", \"or\" or \")\", found the end"},
	{"years(3, years(4, a.b < 1))", "column 16: expected a number of years from 2"},
	{"years(3, previous(previous(previous(a.b))) < 1)", "column 28: expected at most four years back"},
	{"years(3, change(a.b, 3) < 1)", "column 22: expected a number of years, at most four back"},
	{"years(2, inspection.overall = 3)", "column 10: expected a figure within \"years\""},
	{"years(2, events(\"complaint\", 9) = 3)", "column 10: expected a figure within \"years\""},
	{"school.phase", "column 13: expected \"=\" or \"!=\", found the end"},
	{"school.phase < \"Primary\"", "column 14: expected \"=\" or \"!=\", found \"<\""},
	{"school.phase = Primary", "column 16: expected a text between quotes, found \"P\""},
	{"school.phase = 1", "column 16: expected a text between quotes, found \"1\""},
	{"school.phase = \"\"", "column 16: expected a text between quotes"},
	{"school.phase = \"Primary", "column 16: expected a text between quotes, found a quote that"},
	{"school.phase + 1 = 1", "column 14: expected \"=\" or \"!=\", found \"+\""},
	{"1 = school.phase", "column 5: expected a number or a measure, found \"school.phase\""},
	{"1 + school.phase = 1", "column 5: expected a number or a measure"},
	{"a.b = \"Primary\"", "column 7: expected a number or a measure, found a quoted text"},
	{"judgement(\"x\") < \"y\"", "column 18: expected a number or a measure, found a quoted text"},
	{"judgement(\"x\") + 1 = \"y\"", "column 22: expected a number or a measure, found a quoted"},
	{"judgement(x) = 1", "column 11: expected a text between quotes, found \"x\""},
	{"judgement = 1", "column 11: expected \"(\", found \"=\""},
	{"events(\"complaint\") = 1", "column 19: expected \",\" and a number of days, found \")\""},
	{"events(\"complaint\", 0) = 1", "column 21: expected a number of days from 1 to 3660"},
	{"events(\"complaint\", 3661) = 1", "column 21: expected a number of days from 1 to 3660"},
	{"item < 1", "column 1: expected a number or a measure, found \"item\""},
	{"a.b < \xe2\x88\x92"
	 "1",
		"column 7: expected a number or a measure, found another character"},
	{"a.b < 1 \x01", "column 9: expected \"and\", \"or\" or the end, found another character"},
};

static void a_slip_is_named_with_its_column(void **state)
{
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
	refused(*state, nested(*state, 5, "years(2, ", ")"), "column 43: expected a number of years");
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
	assert_int_equal(
		expression_parse(small, "a.b < -0.5 and high(a.b) < 0", &expression, NULL, NULL), ERR_NOMEM);
	assert_null(expression);
	arena_free(small);
}

/* The same 20,000 texts every time, made of what the language is made of and of what it is not. */
static void no_text_crashes_the_parser(void **state)
{
	static const char *const parts[] = {"a.b", "ks4.progress8", "inspection.overall", "school.mainstream",
		"previous(", "low(", "high(", "cohort(", "national(", ")", "(", "not ", "and ", " or ", "<",
		"<=", ">", ">=", "=", "!=", "!", " - ", " + ", "-", "+", "1", "0.5", "999999999999", ".", " ",
		"years(2,", "change(", ", 2)", "[fsm]", "it", "judgement(\"x\")", "\"", "\"x\"",
		"school.phase", "events(\"x\", 9)", "quartile(", "\n", "\t", "\xff", "\x01", "_", "9", "x",
		"1.0000001", "low", "#"};
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(a_slip_is_named_with_its_column),
		WITH_ARENA(nesting_has_an_end),
		WITH_ARENA(length_and_number_of_terms_have_an_end),
		WITH_ARENA(a_full_arena_is_an_error),
		WITH_ARENA(no_text_crashes_the_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
