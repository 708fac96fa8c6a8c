/* SPDX-License-Identifier: MIT
 *
 * The rules as shipped, year by year, and rules with slips in them.
 */
#include "tests/unit/alerts/shipped.h"

static bool holds_for(const struct rule *rule, const char *text)
{
	struct period period;

	assert_int_equal(period_parse(text, strlen(text), PERIOD_ACADEMIC, &period), 0);
	return rule_holds_for_period(rule, period);
}

static bool holds_on(const struct rule *rule, const char *text)
{
	uint32_t day;

	assert_int_equal(day_parse(text, strlen(text), &day), 0);
	return rule_holds_for_day(rule, day);
}

static void a_year_is_judged_by_the_rule_of_its_year(void **state)
{
	const struct rules *rules = shipped_rules(state);
	const struct rule *floor = named(rules, "ks4.floor_2016");
	const struct rule *below = named(rules, "ks4.progress8_well_below");

	assert_false(holds_for(floor, "2014/15"));
	assert_true(holds_for(floor, "2015/16"));
	assert_true(holds_for(floor, "2016/17"));
	assert_true(holds_for(floor, "2017/18"));
	assert_false(holds_for(floor, "2018/19"));
	assert_false(holds_for(below, "2014/15"));
	assert_true(holds_for(below, "2015/16"));
	assert_true(holds_for(below, "2018/19"));
	assert_true(holds_for(below, "2049/50"));
}

static void only_academic_years_have_rules_of_figures(void **state)
{
	const struct rules *rules = shipped_rules(state);
	const struct rule *below = named(rules, "ks4.progress8_well_below");

	assert_false(rule_holds_for_period(below, period_make(PERIOD_CALENDAR, 2019, 0)));
	assert_false(rule_holds_for_period(below, period_make(PERIOD_FINANCIAL, 2019, 0)));
	assert_false(rule_holds_for_period(below, period_make(PERIOD_ACADEMIC_SPAN, 2019, 3)));
	assert_false(holds_for(below, "2019-07-31"));
	assert_false(holds_on(below, "2019-07-31"));
	assert_false(holds_for(named(rules, "ofsted.inadequate"), "2018/19"));
}

static void an_inspection_is_judged_by_the_rule_of_its_day(void **state)
{
	const struct rules *rules = shipped_rules(state);
	const struct rule *four = named(rules, "ofsted.inadequate");
	const struct rule *three = named(rules, "ofsted.requires_improvement");

	assert_false(holds_on(four, "2005-08-31"));
	assert_true(holds_on(four, "2005-09-01"));
	assert_true(holds_on(four, "2024-09-01"));
	assert_false(holds_on(four, "2024-09-02"));
	assert_false(holds_on(three, "2012-08-31"));
	assert_true(holds_on(three, "2012-09-01"));
	assert_true(holds_on(three, "2024-09-01"));
	assert_false(holds_on(three, "2024-09-02"));
}

static bool grade(void *context, const struct term *term, struct known_value *ret)
{
	assert_int_equal(term->aspect, ASPECT_INSPECTION);
	ret->has_number = true;
	ret->number = *(const int64_t *)context;
	return ret->number != 0;
}

static void each_grade_has_its_own_rule(void **state)
{
	const struct rules *rules = shipped_rules(state);
	const struct rule *four = named(rules, "ofsted.inadequate");
	const struct rule *three = named(rules, "ofsted.requires_improvement");

	for (int64_t overall = 0; overall <= 4; overall++) {
		int64_t micro = overall * 1000000;

		assert_int_equal(expression_evaluate(four->when, grade, &micro), overall == 0 ? TRUTH_UNKNOWN
										 : overall == 4
											 ? TRUTH_TRUE
											 : TRUTH_FALSE);
		assert_int_equal(expression_evaluate(three->when, grade, &micro), overall == 0 ? TRUTH_UNKNOWN
										  : overall == 3
											  ? TRUTH_TRUE
											  : TRUTH_FALSE);
	}
	assert_string_equal(four->severity, "urgent");
	assert_string_equal(three->severity, "concern");
	assert_string_equal(four->measure, "ofsted.overall");
}

struct progress8 {
	int64_t value, high, cohort;
};

static bool figures(void *context, const struct term *term, struct known_value *ret)
{
	const struct progress8 *progress8 = context;

	if (term->aspect == ASPECT_MAINSTREAM) {
		ret->has_number = true;
		ret->number = 1000000;
		return true;
	}
	assert_string_equal(term->measure, "ks4.progress8");
	ret->has_number = true;
	ret->number = term->aspect == ASPECT_VALUE  ? progress8->value
		      : term->aspect == ASPECT_HIGH ? progress8->high
						    : progress8->cohort;
	return true;
}

static void the_limbs_of_the_floor_standard_stand_together(void **state)
{
	static const struct {
		struct progress8 school;
		enum truth truth;
	} cases[] = {
		{{-510000, -10000, 6000000}, TRUTH_TRUE},
		{{-500000, -10000, 6000000}, TRUTH_FALSE},
		{{-510000, 10000, 6000000}, TRUTH_FALSE},
		{{-510000, 0, 6000000}, TRUTH_FALSE},
		{{-510000, -10000, 5000000}, TRUTH_FALSE},
	};
	const struct rules *rules = shipped_rules(state);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct progress8 school = cases[i].school;

		assert_int_equal(expression_evaluate(named(rules, "ks4.floor_2016")->when, figures, &school),
			cases[i].truth);
		assert_int_equal(
			expression_evaluate(named(rules, "ks4.progress8_well_below")->when, figures, &school),
			cases[i].truth);
	}
}

static void every_shipped_rule_cites_its_source_and_asks_for_a_conversation(void **state)
{
	const struct rules *rules = shipped_rules(state);

	assert_true(rules->n >= 4);
	for (size_t i = 0; i < rules->n; i++) {
		assert_true(strlen(rules->rule[i].source) > 10);
		assert_non_null(strstr(rules->rule[i].advice, "Ask"));
		assert_null(strstr(rules->rule[i].title, "failing"));
		assert_null(strstr(rules->rule[i].wording, "\n"));
	}
}

/* -- slips ------------------------------------------------------------------------------------------------------ */

#define RULE(id, subject, measure, when, more)                                                               \
	"  - id: " id "\n    title: T\n    severity: watch\n    subject: " subject "\n    measure: " measure \
	"\n    when: " when "\n    source: S\n    advice: A\n" more
#define FIGURES(when) "rules:\n" RULE("a.b", "figures", "ks4.progress8", when, "")
#define INSPECTION(more) \
	"rules:\n" RULE("o.b", "inspection", "ofsted.overall", "inspection.overall = 4", more)
#define YEARS(more) "rules:\n" RULE("a.b", "figures", "ks4.progress8", "ks4.progress8 < 0", more)

static const struct {
	const char *text;
	const char *said;
} faults[] = {
	{"", "is empty"},
	{"rule: []\n", "unexpected key: rule"},
	{YEARS("    colour: red\n"), "unexpected key: colour, in mapping (line: 9"},
	{YEARS("    severity: urgent\n"), "already seen: severity"},
	{"rules:\n  - id: a.b\n    severity: grave\n", "missing required mapping field"},
	{YEARS("  - id: c\n    title: T\n    severity: grave\n    subject: figures\n    measure: "
	       "ks4.progress8\n"
	       "    when: ks4.progress8 < 0\n    source: S\n    advice: A\n"),
		"rule \"c\": severity is none of info, watch, concern and urgent"},
	{"rules:\n" RULE("A", "figures", "ks4.progress8", "ks4.progress8 < 0", ""), "small letters"},
	{"rules:\n" RULE("\"a\\r\\nb\"", "figures", "ks4.progress8", "ks4.progress8 < 0", ""),
		"small letters"},
	{"rules:\n" RULE("a", "schools", "ks4.progress8", "ks4.progress8 < 0", ""), "schools"},
	{"rules:\n" RULE("a", "0", "ks4.progress8", "ks4.progress8 < 0", ""), "subject"},
	{YEARS("") RULE("a.b", "figures", "ks4.progress8", "ks4.progress8 < 1", ""),
		"\"a.b\": is given twice"},
	{"rules:\n" RULE("a.b", "figures", "ks4.progress9", "ks4.progress8 < 0", ""),
		"\"ks4.progress9\" is not in the catalogue"},
	{FIGURES("ks4.progress8 < 0 and ks4.progress9 < 0"), "\"ks4.progress9\" is not in the catalogue"},
	{FIGURES("ks4.attainment8 < 0"), "the condition does not ask about \"ks4.progress8\""},
	{FIGURES("1 < 2"), "the condition does not ask about"},
	{FIGURES("ks4.progress8 < 0 or events(\"complaint\", 9) = 4"),
		"line 7, column 32: rule \"a.b\": such a rule asks about figures, the school and its "
		"latest"},
	{FIGURES("ks4.progress8 <"),
		"line 7, column 26: rule \"a.b\": expected a number or a measure, found the end"},
	{FIGURES("\"ks4.progress8\\n< 0\""), "when is not one line"},
	{"rules:\n" RULE("o", "inspection", "ks4.progress8", "inspection.overall = 4", ""),
		"\"ofsted.overall\""},
	{"rules:\n" RULE("o", "figures", "ofsted.overall", "inspection.overall = 4", ""),
		"not in the catalogue"},
	{"rules:\n" RULE("o", "inspection", "ofsted.overall", "ks4.progress8 < 0", ""),
		"line 7, column 11: rule \"o\": such a rule asks about inspections and the school "
		"only"},
	{"rules:\n" RULE("o", "inspection", "ofsted.overall", "1 < 2", ""), "does not ask about"},
	{YEARS("    from: 2016-09-01\n"), "academic years such as"},
	{YEARS("    from: 2016\n"), "academic years such as"},
	{YEARS("    from: 2015/17\n"), "academic years such as"},
	{YEARS("    until: 2015-16\n"), "academic years such as"},
	{YEARS("    from: 2016/17\n    until: 2015/16\n"), "from is later than until"},
	{INSPECTION("    from: 2015/16\n"), "days such as"},
	{INSPECTION("    from: 01/09/2012\n"), "days such as"},
	{INSPECTION("    until: 2015-02-29\n"), "days such as"},
	{INSPECTION("    from: 2015-02-02\n    until: 2015-02-01\n"), "from is later than until"},
};

static void slips_are_named(void **state)
{
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct rules rules = {7, NULL};
		struct err_text error = {""};
		int rc = rules_parse(
			bench->arena, bytes_text(faults[i].text), bench->catalogue, &rules, &error);

		if (rc != ERR_SYNTAX || strstr(error.text, faults[i].said) == NULL)
			fail_msg("%s: %d \"%s\"", faults[i].text, rc, error.text);
		assert_int_equal(rules.n, 7);
	}
}

/* Its figure of its own year, that is: another year's says nothing of the alert's, and what a school is nothing at all. */
static void a_rule_asks_about_its_own_measure_and_year(void **state)
{
	static const char *const slips[] = {FIGURES("previous(ks4.progress8) < 0"),
		FIGURES("school.mainstream = 1"),
		"rules:\n" RULE("o", "inspection", "ofsted.overall", "school.mainstream = 1", "")};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
		struct rules rules = {7, NULL};
		struct err_text error = {""};

		assert_int_equal(
			rules_parse(bench->arena, bytes_text(slips[i]), bench->catalogue, &rules, &error),
			ERR_SYNTAX);
		assert_non_null(strstr(error.text, "the condition does not ask about"));
	}
}

static void a_rule_without_times_always_holds(void **state)
{
	struct bench *bench = *state;
	struct rules rules;

	assert_int_equal(rules_parse(bench->arena, bytes_text(YEARS("")), bench->catalogue, &rules, NULL), 0);
	assert_int_equal(rules.n, 1);
	assert_true(holds_for(&rules.rule[0], "1999/00"));
	assert_true(holds_for(&rules.rule[0], "2029/30"));
	assert_int_equal(
		rules_parse(bench->arena, bytes_text("rules: []\n"), bench->catalogue, &rules, NULL), 0);
	assert_int_equal(rules.n, 0);
	assert_int_equal(
		rules_parse(bench->arena, bytes_text(YEARS("    from: 2015/16\n    until: 2015/16\n")),
			bench->catalogue, &rules, NULL),
		0);
	assert_true(holds_for(&rules.rule[0], "2015/16"));
	assert_false(holds_for(&rules.rule[0], "2016/17"));
}

static void a_full_arena_is_an_error(void **state)
{
	struct bench *bench = *state;
	struct rules rules;
	int rc = ERR_NOMEM;

	for (size_t cap = 0; rc == ERR_NOMEM; cap += 16) {
		struct arena *small = arena_open(cap);

		assert_true(cap < 4096);
		rc = rules_parse(small, bytes_text(YEARS("")), bench->catalogue, &rules, NULL);
		arena_free(small);
	}
	assert_int_equal(rc, 0);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(a_year_is_judged_by_the_rule_of_its_year),
		ON_A_BENCH(only_academic_years_have_rules_of_figures),
		ON_A_BENCH(an_inspection_is_judged_by_the_rule_of_its_day),
		ON_A_BENCH(each_grade_has_its_own_rule),
		ON_A_BENCH(the_limbs_of_the_floor_standard_stand_together),
		ON_A_BENCH(every_shipped_rule_cites_its_source_and_asks_for_a_conversation),
		ON_A_BENCH(slips_are_named),
		ON_A_BENCH(a_rule_asks_about_its_own_measure_and_year),
		ON_A_BENCH(a_rule_without_times_always_holds),
		ON_A_BENCH(a_full_arena_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
