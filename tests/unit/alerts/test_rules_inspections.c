/* SPDX-License-Identifier: MIT
 *
 * The rules of inspections as shipped: each grade, word and frame at its boundary, and what is never compared.
 */
#include "tests/unit/alerts/cases.h"

#define HEADLINE "inspection.frame", 0, "headline"
#define SUB      "inspection.frame", 0, "sub-judgements"
#define CARD     "inspection.frame", 0, "report-card"
#define HEAD_WAS "previous(inspection.frame)", 0, "headline"
#define SUB_WAS  "previous(inspection.frame)", 0, "sub-judgements"
#define CARD_WAS "previous(inspection.frame)", 0, "report-card"

#define OVERALL "inspection.overall"
#define WAS     "previous(inspection.overall)"
#define QOE     "judgement(quality-of-education)"
#define LM      "judgement(leadership-and-management)"
#define LG      "judgement(leadership-and-governance)"
#define CONCERN "inspection.concern"
#define SAFE    "inspection.safeguarding"

static const struct rule_case cases[] = {
	{"ofsted.inadequate", {{OVERALL, 4000}},
		{{{OVERALL, 3000}, TRUTH_FALSE}, {{OVERALL, NONE}, TRUTH_UNKNOWN}}},
	{"ofsted.requires_improvement", {{OVERALL, 3000}},
		{{{OVERALL, 2000}, TRUTH_FALSE}, {{OVERALL, 4000}, TRUTH_FALSE},
			{{OVERALL, NONE}, TRUTH_UNKNOWN}}},
	{"ofsted.special_measures", {{CONCERN, 0, "SM"}},
		{{{CONCERN, 0, "special measures"}, TRUTH_TRUE}, {{CONCERN, 0, "SWK"}, TRUTH_FALSE},
			{{CONCERN, 0, "RSI"}, TRUTH_FALSE}, {{CONCERN, NONE}, TRUTH_UNKNOWN}}},
	{"ofsted.significant_improvement", {{CONCERN, 0, "RSI"}},
		{{{CONCERN, 0, "SWK"}, TRUTH_TRUE}, {{CONCERN, 0, "NTI"}, TRUTH_TRUE},
			{{CONCERN, 0, "SM"}, TRUTH_FALSE}, {{CONCERN, NONE}, TRUTH_UNKNOWN}}},
	{"ofsted.two_requires_improvement", {{OVERALL, 3000}, {WAS, 3000}},
		{{{OVERALL, 4000}, TRUTH_TRUE}, {{WAS, 4000}, TRUTH_TRUE}, {{OVERALL, 2000}, TRUTH_FALSE},
			{{WAS, 2000}, TRUTH_FALSE}, {{WAS, NONE}, TRUTH_UNKNOWN}}},
	/* 2RI across September 2024: judgements now, an overall grade before. A 3 for another area is not enough. */
	{"ofsted.stuck_2024", {{SUB}, {QOE, 3000}, {LM, 2000}, {HEAD_WAS}, {WAS, 3000}},
		{{{QOE, 2000}, TRUTH_FALSE}, {{QOE, 4000}, TRUTH_TRUE}, {{LM, 3000}, TRUTH_TRUE},
			{{WAS, 2000}, TRUTH_FALSE}, {{WAS, 4000}, TRUTH_TRUE}, {{WAS, NONE}, TRUTH_UNKNOWN},
			{{"previous(inspection.frame)", NONE}, TRUTH_UNKNOWN}, {{HEADLINE}, TRUTH_FALSE},
			{{CARD}, TRUTH_FALSE}}},
	{"ofsted.stuck_2024",
		{{SUB}, {QOE, 2000}, {LM, 3000}, {SUB_WAS}, {"previous(" QOE ")", 2000},
			{"previous(" LM ")", 3000}},
		{{{LM, 2000}, TRUTH_FALSE}, {{"previous(" LM ")", 2000}, TRUTH_FALSE},
			{{"previous(" LM ")", NONE}, TRUTH_UNKNOWN}, {{"previous(" QOE ")", 4000}, TRUTH_TRUE}}},
	{"ofsted.stuck_2025", {{CARD}, {LG, 0, "Needs attention"}, {HEAD_WAS}, {WAS, 3000}},
		{{{LG, 0, "Urgent improvement"}, TRUTH_TRUE}, {{LG, 0, "Expected standard"}, TRUTH_FALSE},
			{{LG, NONE}, TRUTH_UNKNOWN}, {{WAS, 2000}, TRUTH_FALSE}, {{WAS, NONE}, TRUTH_UNKNOWN},
			{{SUB}, TRUTH_FALSE}}},
	{"ofsted.stuck_2025",
		{{CARD}, {LG, 0, "Needs attention"}, {SUB_WAS}, {"previous(" QOE ")", 3000},
			{"previous(" LM ")", 2000}},
		{{{"previous(" QOE ")", 2000}, TRUTH_FALSE}, {{"previous(" LM ")", 3000}, TRUTH_TRUE}}},
	{"ofsted.stuck_2025",
		{{CARD}, {LG, 0, "Needs attention"}, {CARD_WAS},
			{"previous(" LG ")", 0, "Urgent improvement"}},
		{{{"previous(" LG ")", 0, "Needs attention"}, TRUTH_TRUE},
			{{"previous(" LG ")", 0, "Expected standard"}, TRUTH_FALSE},
			{{"previous(" LG ")", NONE}, TRUTH_UNKNOWN}}},
	{"ofsted.judgement_inadequate", {{SUB}, {"judgements(4)", 1000}},
		{{{"judgements(4)", 0}, TRUTH_FALSE}, {{"judgements(4)", NONE}, TRUTH_UNKNOWN},
			{{HEADLINE}, TRUTH_FALSE}}},
	{"ofsted.judgement_requires_improvement", {{SUB}, {QOE, 3000}, {LM, 2000}},
		{{{QOE, 2000}, TRUTH_FALSE}, {{QOE, 4000}, TRUTH_FALSE}, {{QOE, NONE}, TRUTH_UNKNOWN},
			{{LM, 3000}, TRUTH_TRUE}, {{HEADLINE}, TRUTH_FALSE}}},
	{"ofsted.urgent_improvement", {{CARD}, {"judgements(Urgent improvement)", 1000}},
		{{{"judgements(Urgent improvement)", 0}, TRUTH_FALSE},
			{{"judgements(Urgent improvement)", NONE}, TRUTH_UNKNOWN}, {{SUB}, TRUTH_FALSE}}},
	{"ofsted.needs_attention", {{CARD}, {"judgements(Needs attention)", 1000}},
		{{{"judgements(Needs attention)", 0}, TRUTH_FALSE},
			{{"judgements(Needs attention)", NONE}, TRUTH_UNKNOWN}, {{SUB}, TRUTH_FALSE}}},
	{"ofsted.safeguarding", {{SAFE, 0, "not effective"}},
		{{{SAFE, 0, "not met"}, TRUTH_TRUE}, {{SAFE, 0, "effective"}, TRUTH_FALSE},
			{{SAFE, 0, "met"}, TRUTH_FALSE}, {{SAFE, NONE}, TRUTH_UNKNOWN}}},
};

static void each_rule_of_inspections_has_its_boundary(void **state)
{
	const struct rules *rules = shipped_rules(state);

	assert_complete(rules, "ofsted.", cases, ARRAY_LEN(cases));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_case(rules, &cases[i]);
}

static void each_frame_has_rules_of_its_own_days(void **state)
{
	static const struct {
		const char *id, *first, *last; /* last NULL: still */
		const char *before, *after;
	} days[] = {{"ofsted.inadequate", "2005-09-01", "2024-09-01", "2005-08-31", "2024-09-02"},
		{"ofsted.special_measures", "2005-09-01", NULL, "2005-08-31", "2026-02-02"},
		{"ofsted.significant_improvement", "2005-09-01", NULL, "2005-08-31", "2026-02-02"},
		{"ofsted.requires_improvement", "2012-09-01", "2024-09-01", "2012-08-31", "2024-09-02"},
		{"ofsted.two_requires_improvement", "2015-09-01", "2024-09-01", "2015-08-31", "2024-09-02"},
		{"ofsted.stuck_2024", "2024-09-02", "2025-11-09", "2024-09-01", "2025-11-10"},
		{"ofsted.judgement_inadequate", "2024-09-02", "2025-11-09", "2024-09-01", "2025-11-10"},
		{"ofsted.judgement_requires_improvement", "2024-09-02", "2025-11-09", "2024-09-01",
			"2025-11-10"},
		{"ofsted.stuck_2025", "2025-11-10", NULL, "2025-11-09", "2026-02-02"},
		{"ofsted.urgent_improvement", "2025-11-10", NULL, "2025-11-09", "2026-02-02"},
		{"ofsted.needs_attention", "2025-11-10", NULL, "2025-11-09", "2026-02-02"},
		{"ofsted.safeguarding", "2015-09-01", NULL, "2015-08-31", "2026-02-02"}};
	const struct rules *rules = shipped_rules(state);

	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		assert_false(of_day(rules, days[i].id, days[i].before));
		assert_true(of_day(rules, days[i].id, days[i].first));
		assert_int_equal(of_day(rules, days[i].id, days[i].after), days[i].last == NULL);
		if (days[i].last != NULL)
			assert_true(of_day(rules, days[i].id, days[i].last));
	}
}

/* "Needs attention" is no lower grade than a "requires improvement" before it, and no higher one: of a report card after
 * an overall grade of 3 only the words count, and the government's own list; no rule of overall grades is true or false. */
static void words_and_grades_are_not_compared(void **state)
{
	static const struct rule_case card = {"",
		{{CARD}, {"judgements(Needs attention)", 2000}, {"judgements(Urgent improvement)", 0},
			{LG, 0, "Expected standard"}, {HEAD_WAS}, {WAS, 3000}},
		{{{NULL, 0, NULL}, TRUTH_FALSE, false}}};
	static const struct {
		const char *id;
		enum truth truth;
	} rules[] = {{"ofsted.inadequate", TRUTH_UNKNOWN}, {"ofsted.requires_improvement", TRUTH_UNKNOWN},
		{"ofsted.two_requires_improvement", TRUTH_UNKNOWN}, {"ofsted.stuck_2024", TRUTH_FALSE},
		{"ofsted.judgement_requires_improvement", TRUTH_FALSE}, {"ofsted.needs_attention", TRUTH_TRUE},
		{"ofsted.urgent_improvement", TRUTH_FALSE}, {"ofsted.stuck_2025", TRUTH_FALSE}};

	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct known_facts known = {&card, NULL};

		if (expression_evaluate(named(shipped_rules(state), rules[i].id)->when, look_up, &known) !=
			rules[i].truth)
			fail_msg("%s", rules[i].id);
	}
}

static void special_measures_keep_the_schools_figures_quiet(void **state)
{
	const struct rules *rules = shipped_rules(state);
	const struct rule *rule = named(rules, "ofsted.special_measures");

	for (size_t i = 0; i < rules->n; i++) {
		const char *id = rules->rule[i].id;
		bool figures = rules->rule[i].subject == RULE_FIGURES;

		if (rule_inhibits(rule, id) != figures)
			fail_msg("%s", id);
	}
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(each_rule_of_inspections_has_its_boundary),
		ON_A_BENCH(each_frame_has_rules_of_its_own_days),
		ON_A_BENCH(words_and_grades_are_not_compared),
		ON_A_BENCH(special_measures_keep_the_schools_figures_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
