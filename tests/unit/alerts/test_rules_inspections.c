/* SPDX-License-Identifier: MIT
 *
 * The rules of inspections as shipped: each grade, word and frame at its boundary, and what is never compared.
 */
#include "tests/unit/alerts/cases.h"

#define HEADLINE SAYS("inspection.frame", "headline")
#define SUB      SAYS("inspection.frame", "sub-judgements")
#define CARD     SAYS("inspection.frame", "report-card")
#define HEAD_WAS SAYS("previous(inspection.frame)", "headline")
#define SUB_WAS  SAYS("previous(inspection.frame)", "sub-judgements")
#define CARD_WAS SAYS("previous(inspection.frame)", "report-card")

#define OVERALL "inspection.overall"
#define WAS     "previous(inspection.overall)"
#define QOE     "judgement(quality-of-education)"
#define LM      "judgement(leadership-and-management)"
#define LG      "judgement(leadership-and-governance)"
#define CONCERN "inspection.concern"
#define SAFE    "inspection.safeguarding"

static const struct rule_case cases[] = {
	{"ofsted.inadequate", {IS(OVERALL, 4000)},
		{FALSE_IF(IS(OVERALL, 3000)), UNKNOWN_IF(NOT_KNOWN(OVERALL))}},
	{"ofsted.requires_improvement", {IS(OVERALL, 3000)},
		{FALSE_IF(IS(OVERALL, 2000)), FALSE_IF(IS(OVERALL, 4000)), UNKNOWN_IF(NOT_KNOWN(OVERALL))}},
	{"ofsted.special_measures", {SAYS(CONCERN, "SM")},
		{TRUE_IF(SAYS(CONCERN, "special measures")), FALSE_IF(SAYS(CONCERN, "SWK")),
			FALSE_IF(SAYS(CONCERN, "RSI")), UNKNOWN_IF(NOT_KNOWN(CONCERN))}},
	{"ofsted.significant_improvement", {SAYS(CONCERN, "RSI")},
		{TRUE_IF(SAYS(CONCERN, "SWK")), TRUE_IF(SAYS(CONCERN, "NTI")), FALSE_IF(SAYS(CONCERN, "SM")),
			UNKNOWN_IF(NOT_KNOWN(CONCERN))}},
	{"ofsted.two_requires_improvement", {IS(OVERALL, 3000), IS(WAS, 3000)},
		{TRUE_IF(IS(OVERALL, 4000)), TRUE_IF(IS(WAS, 4000)), FALSE_IF(IS(OVERALL, 2000)),
			FALSE_IF(IS(WAS, 2000)), UNKNOWN_IF(NOT_KNOWN(WAS))}},
	/* 2RI across September 2024: judgements now, an overall grade before. A 3 for another area is not enough. */
	{"ofsted.stuck_2024", {SUB, IS(QOE, 3000), IS(LM, 2000), HEAD_WAS, IS(WAS, 3000)},
		{FALSE_IF(IS(QOE, 2000)), TRUE_IF(IS(QOE, 4000)), TRUE_IF(IS(LM, 3000)),
			FALSE_IF(IS(WAS, 2000)), TRUE_IF(IS(WAS, 4000)), UNKNOWN_IF(NOT_KNOWN(WAS)),
			UNKNOWN_IF(NOT_KNOWN("previous(inspection.frame)")), FALSE_IF(HEADLINE),
			FALSE_IF(CARD)}},
	{"ofsted.stuck_2024",
		{SUB, IS(QOE, 2000), IS(LM, 3000), SUB_WAS, IS("previous(" QOE ")", 2000),
			IS("previous(" LM ")", 3000)},
		{FALSE_IF(IS(LM, 2000)), FALSE_IF(IS("previous(" LM ")", 2000)),
			UNKNOWN_IF(NOT_KNOWN("previous(" LM ")")), TRUE_IF(IS("previous(" QOE ")", 4000))}},
	{"ofsted.stuck_2025", {CARD, SAYS(LG, "Needs attention"), HEAD_WAS, IS(WAS, 3000)},
		{TRUE_IF(SAYS(LG, "Urgent improvement")), FALSE_IF(SAYS(LG, "Expected standard")),
			UNKNOWN_IF(NOT_KNOWN(LG)), FALSE_IF(IS(WAS, 2000)), UNKNOWN_IF(NOT_KNOWN(WAS)),
			FALSE_IF(SUB)}},
	{"ofsted.stuck_2025",
		{CARD, SAYS(LG, "Needs attention"), SUB_WAS, IS("previous(" QOE ")", 3000),
			IS("previous(" LM ")", 2000)},
		{FALSE_IF(IS("previous(" QOE ")", 2000)), TRUE_IF(IS("previous(" LM ")", 3000))}},
	{"ofsted.stuck_2025",
		{CARD, SAYS(LG, "Needs attention"), CARD_WAS, SAYS("previous(" LG ")", "Urgent improvement")},
		{TRUE_IF(SAYS("previous(" LG ")", "Needs attention")),
			FALSE_IF(SAYS("previous(" LG ")", "Expected standard")),
			UNKNOWN_IF(NOT_KNOWN("previous(" LG ")"))}},
	{"ofsted.judgement_inadequate",
		{SUB, IS(QOE, 3000), IS("judgement(behaviour-and-attitudes)", 4000),
			IS("judgement(personal-development)", 3000), IS(LM, 3000)},
		{FALSE_IF(IS("judgement(behaviour-and-attitudes)", 3000)),
			UNKNOWN_IF(NOT_KNOWN("judgement(behaviour-and-attitudes)")), TRUE_IF(IS(LM, 4000)),
			FALSE_IF(HEADLINE)}},
	{"ofsted.judgement_requires_improvement", {SUB, IS(QOE, 3000), IS(LM, 2000)},
		{FALSE_IF(IS(QOE, 2000)), FALSE_IF(IS(QOE, 4000)), UNKNOWN_IF(NOT_KNOWN(QOE)),
			TRUE_IF(IS(LM, 3000)), FALSE_IF(HEADLINE)}},
	{"ofsted.urgent_improvement", {CARD, IS("judgements(Urgent improvement)", 1000)},
		{FALSE_IF(IS("judgements(Urgent improvement)", 0)),
			UNKNOWN_IF(NOT_KNOWN("judgements(Urgent improvement)")), FALSE_IF(SUB)}},
	{"ofsted.needs_attention", {CARD, IS("judgements(Needs attention)", 1000)},
		{FALSE_IF(IS("judgements(Needs attention)", 0)),
			UNKNOWN_IF(NOT_KNOWN("judgements(Needs attention)")), FALSE_IF(SUB)}},
	{"ofsted.safeguarding", {SAYS(SAFE, "not effective")},
		{TRUE_IF(SAYS(SAFE, "not met")), FALSE_IF(SAYS(SAFE, "effective")),
			FALSE_IF(SAYS(SAFE, "met")), UNKNOWN_IF(NOT_KNOWN(SAFE))}},
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
	static const struct rule_case card = {
		.fact = {CARD, IS("judgements(Needs attention)", 2000),
			IS("judgements(Urgent improvement)", 0), SAYS(LG, "Expected standard"), HEAD_WAS,
			IS(WAS, 3000)}};
	static const struct {
		const char *id;
		enum truth truth;
	} rules[] = {{"ofsted.inadequate", TRUTH_UNKNOWN}, {"ofsted.requires_improvement", TRUTH_UNKNOWN},
		{"ofsted.two_requires_improvement", TRUTH_UNKNOWN}, {"ofsted.stuck_2024", TRUTH_FALSE},
		{"ofsted.judgement_requires_improvement", TRUTH_FALSE},
		{"ofsted.needs_attention", TRUTH_TRUE}, {"ofsted.urgent_improvement", TRUTH_FALSE},
		{"ofsted.stuck_2025", TRUTH_FALSE}};

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
