/* SPDX-License-Identifier: MIT
 *
 * The rules as shipped of events, of data that are late and of the county itself, each at its boundary.
 */
#include "tests/unit/alerts/cases.h"

#define BACK(x) "previous(" x ")"
#define OUTCOME "event.outcome"

static const struct rule_case events[] = {
	{"events.complaints", {{"events(complaint)", 2000}},
		{{{"events(complaint)", 1000}, TRUTH_FALSE}, {{"events(complaint)", NONE}, TRUTH_UNKNOWN}}},
	{"events.warning_notice", {{"events(warning notice)", 1000}},
		{{{"events(warning notice)", 0}, TRUTH_FALSE},
			{{"events(warning notice)", NONE}, TRUTH_UNKNOWN}}},
	{"events.financial_notice", {{"events(financial notice)", 1000}},
		{{{"events(financial notice)", 0}, TRUTH_FALSE},
			{{"events(financial notice)", NONE}, TRUTH_UNKNOWN}}},
	/* As of the unit in the papers of 2013: reasonable twice, then inadequate. */
	{"events.slow_progress", {{OUTCOME, 0, "inadequate"}},
		{{{OUTCOME, 0, "Not reasonable"}, TRUTH_TRUE}, {{OUTCOME, 0, "insufficient progress"}, TRUTH_TRUE},
			{{OUTCOME, 0, "reasonable"}, TRUTH_FALSE},
			{{OUTCOME, 0, "support plan agreed, to be seen again in March"}, TRUTH_FALSE},
			{{OUTCOME, NONE}, TRUTH_UNKNOWN}}},
};

static const struct rule_case data_late[] = {
	{"data.ks2_late", {{"data.late", 1000}},
		{{{"data.late", 0}, TRUTH_FALSE}, {{"data.late", NONE}, TRUTH_UNKNOWN}}},
	{"data.ks4_late", {{"data.late", 1000}},
		{{{"data.late", 0}, TRUTH_FALSE}, {{"data.late", NONE}, TRUTH_UNKNOWN}}},
	{"data.absence_late", {{"data.late", 1000}},
		{{{"data.late", 0}, TRUTH_FALSE}, {{"data.late", NONE}, TRUTH_UNKNOWN}}},
};

/* Equal to England's is not below, nor above. */
#define ABOVE(id, m)                                                                                          \
	{                                                                                                     \
		id, {{m, 3001}, {"national(" m ")", 3000}},                                                   \
		{                                                                                             \
			{{m, 3000}, TRUTH_FALSE}, {{m, NONE}, TRUTH_UNKNOWN},                                 \
			{                                                                                     \
				{"national(" m ")", NONE}, TRUTH_UNKNOWN                                      \
			}                                                                                     \
		}                                                                                             \
	}
#define FALLS(id, m)                                                                                          \
	{                                                                                                     \
		id, {{m, 45900}, {"national(" m ")", 46000}, {"change(" m ")", -1}},                          \
		{                                                                                             \
			{{m, 46000}, TRUTH_FALSE}, {{"change(" m ")", 0}, TRUTH_FALSE},                       \
				{{"change(" m ")", NONE}, TRUTH_UNKNOWN}, {{m, 46000}, TRUTH_TRUE, true},     \
				{{"national(" m ")", NONE}, TRUTH_UNKNOWN},                                   \
			{                                                                                     \
				{"change(" m ")", 0}, TRUTH_FALSE, true                                       \
			}                                                                                     \
		}                                                                                             \
	}
#define LOWER(id, m)                                                                                          \
	{                                                                                                     \
		id, {{m, -60}, {"national(" m ")", -30}, {BACK(m), -50}},                                     \
		{                                                                                             \
			{{m, -30}, TRUTH_FALSE}, {{BACK(m), -60}, TRUTH_FALSE},                               \
				{{BACK(m), NONE}, TRUTH_UNKNOWN}, {{m, -30}, TRUTH_TRUE, true},               \
			{                                                                                     \
				{BACK(m), -60}, TRUTH_FALSE, true                                             \
			}                                                                                     \
		}                                                                                             \
	}

static const struct rule_case county[] = {
	{"county.a_good_schools",
		{{"ofsted.pupils_good_or_better", 76900}, {"national(ofsted.pupils_good_or_better)", 77000}},
		{{{"ofsted.pupils_good_or_better", 77000}, TRUTH_FALSE},
			{{"ofsted.pupils_good_or_better", 81000}, TRUTH_FALSE},
			{{"national(ofsted.pupils_good_or_better)", NONE}, TRUTH_UNKNOWN}}},
	ABOVE("county.b_category", "ofsted.inadequate"),
	ABOVE("county.c_not_good", "ofsted.not_good"),
	FALLS("county.d_ks2", "ks2.rwm.expected"),
	FALLS("county.d_ks4", "ks4.attainment8"),
	FALLS("county.d_ks4_basics", "ks4.basics_95"),
	LOWER("county.e_ks2_reading", "ks2.reading.progress"),
	LOWER("county.e_ks2_writing", "ks2.writing.progress"),
	LOWER("county.e_ks2_maths", "ks2.maths.progress"),
	LOWER("county.e_ks4", "ks4.progress8"),
	{"county.f_complaints", {{"ofsted.complaints", 9000}, {BACK("ofsted.complaints"), 8000}},
		{{{"ofsted.complaints", 8000}, TRUTH_FALSE}, {{BACK("ofsted.complaints"), NONE}, TRUTH_UNKNOWN}}},
	{"county.g_secretary_of_state", {{"ofsted.secretary_of_state_concerns", 1000}},
		{{{"ofsted.secretary_of_state_concerns", 0}, TRUTH_FALSE},
			{{"ofsted.secretary_of_state_concerns", NONE}, TRUTH_UNKNOWN}}},
	{"county.left_top_quartile", {{"quartile(it)", 2000}, {"quartile(previous(it))", 1000}},
		{{{"quartile(it)", 1000}, TRUTH_FALSE}, {{"quartile(it)", 4000}, TRUTH_TRUE},
			{{"quartile(previous(it))", 2000}, TRUTH_FALSE},
			{{"quartile(previous(it))", NONE}, TRUTH_UNKNOWN}, {{"quartile(it)", 1000}, TRUTH_TRUE, true},
			{{"quartile(it)", 2000}, TRUTH_FALSE, true}}},
	{"county.entered_bottom_quartile", {{"quartile(it)", 4000}, {"quartile(previous(it))", 3000}},
		{{{"quartile(it)", 3000}, TRUTH_FALSE}, {{"quartile(previous(it))", 4000}, TRUTH_FALSE},
			{{"quartile(previous(it))", 1000}, TRUTH_TRUE},
			{{"quartile(previous(it))", NONE}, TRUTH_UNKNOWN},
			{{"quartile(it)", 3000}, TRUTH_TRUE, true}, {{"quartile(it)", 4000}, TRUTH_FALSE, true}}},
};

static void all_of(void **state, const char *begins, const struct rule_case *cases, size_t n)
{
	assert_complete(shipped_rules(state), begins, cases, n);
	for (size_t i = 0; i < n; i++)
		assert_case(shipped_rules(state), &cases[i]);
}

static void events_have_their_boundaries(void **state)
{
	const struct rules *rules = shipped_rules(state);

	all_of(state, "events.", events, ARRAY_LEN(events));
	assert_string_equal(named(rules, "events.complaints")->event, "complaint");
	assert_string_equal(named(rules, "events.slow_progress")->event, "monitoring visit");
}

static void late_data_have_their_day_of_the_year(void **state)
{
	const struct rules *rules = shipped_rules(state);

	all_of(state, "data.", data_late, ARRAY_LEN(data_late));
	assert_int_equal(named(rules, "data.ks2_late")->due, 1231);
	assert_int_equal(named(rules, "data.ks4_late")->due, 1115);
	assert_int_equal(named(rules, "data.absence_late")->due, 415);
}

/* Whoever reads them decides nothing today: the county's own course is a matter of the next report. */
static void the_county_is_told_of_and_never_alarmed(void **state)
{
	const struct rules *rules = shipped_rules(state);

	all_of(state, "county.", county, ARRAY_LEN(county));
	for (size_t i = 0; i < rules->n; i++)
		if (rules->rule[i].subject == RULE_COUNTY)
			assert_true(strcmp(rules->rule[i].severity, "info") == 0 ||
				    strcmp(rules->rule[i].severity, "watch") == 0);
	assert_true(named(rules, "county.left_top_quartile")->any_measure);
	assert_true(named(rules, "county.entered_bottom_quartile")->any_measure);
	assert_false(named(rules, "county.d_ks4")->any_measure);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(events_have_their_boundaries),
		ON_A_BENCH(late_data_have_their_day_of_the_year),
		ON_A_BENCH(the_county_is_told_of_and_never_alarmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
