/* SPDX-License-Identifier: MIT
 *
 * The rules as shipped of events, of data that are late and of the county itself, each at its boundary.
 */
#include "common/model/indicators_a_g.h"
#include "tests/unit/alerts/cases.h"

#define BACK(x) "previous(" x ")"
#define OUTCOME "event.outcome"

static const struct rule_case events[] = {
	{"events.complaints", {IS("events(complaint)", 2000), IS("event.age", 365000)},
		{FALSE_IF(IS("events(complaint)", 1000)), UNKNOWN_IF(NOT_KNOWN("events(complaint)")),
			FALSE_IF(IS("event.age", 366000))}},
	{"events.warning_notice", {IS("events(warning notice)", 1000), IS("event.age", 365000)},
		{FALSE_IF(IS("events(warning notice)", 0)), UNKNOWN_IF(NOT_KNOWN("events(warning notice)")),
			FALSE_IF(IS("event.age", 366000))}},
	{"events.financial_notice", {IS("events(financial notice)", 1000), IS("event.age", 365000)},
		{FALSE_IF(IS("events(financial notice)", 0)),
			UNKNOWN_IF(NOT_KNOWN("events(financial notice)")),
			FALSE_IF(IS("event.age", 366000))}},
	/* As of the unit in the papers of 2013: reasonable twice, then inadequate. */
	{"events.slow_progress", {SAYS(OUTCOME, "inadequate"), IS("event.age", 365000)},
		{TRUE_IF(SAYS(OUTCOME, "Not reasonable")), TRUE_IF(SAYS(OUTCOME, "insufficient progress")),
			FALSE_IF(SAYS(OUTCOME, "reasonable")),
			FALSE_IF(SAYS(OUTCOME, "support plan agreed, to be seen again in March")),
			UNKNOWN_IF(NOT_KNOWN(OUTCOME)), FALSE_IF(IS("event.age", 366000))}},
};

static const struct rule_case data_late[] = {
	{"data.ks2_late", {IS("data.late", 1000)},
		{FALSE_IF(IS("data.late", 0)), UNKNOWN_IF(NOT_KNOWN("data.late"))}},
	{"data.ks4_late", {IS("data.late", 1000)},
		{FALSE_IF(IS("data.late", 0)), UNKNOWN_IF(NOT_KNOWN("data.late"))}},
	{"data.absence_late", {IS("data.late", 1000)},
		{FALSE_IF(IS("data.late", 0)), UNKNOWN_IF(NOT_KNOWN("data.late"))}},
};

/* Equal to England's is not below, nor above. */
#define ABOVE(id, m)                                                     \
	{                                                                \
		id, {IS(m, 3001), IS("national(" m ")", 3000)},          \
		{                                                        \
			FALSE_IF(IS(m, 3000)), UNKNOWN_IF(NOT_KNOWN(m)), \
				UNKNOWN_IF(NOT_KNOWN("national(" m ")")) \
		}                                                        \
	}
#define FALLS(id, m)                                                                                       \
	{                                                                                                  \
		id, {IS(m, 45900), IS("national(" m ")", 46000), IS("change(" m ")", -1)},                 \
		{                                                                                          \
			FALSE_IF(IS(m, 46000)), FALSE_IF(IS("change(" m ")", 0)),                          \
				UNKNOWN_IF(NOT_KNOWN("change(" m ")")), ENDS_IF(IS(m, 46000)),             \
				UNKNOWN_IF(NOT_KNOWN("national(" m ")")), STAYS_IF(IS("change(" m ")", 0)) \
		}                                                                                          \
	}
#define RISES(id, m)                                                                         \
	{                                                                                    \
		id, {IS(m, 101), IS("national(" m ")", 100), IS("change(" m ")", 1)},        \
		{                                                                            \
			FALSE_IF(IS(m, 100)), FALSE_IF(IS("change(" m ")", 0)),              \
				UNKNOWN_IF(NOT_KNOWN("change(" m ")")), ENDS_IF(IS(m, 100)), \
				STAYS_IF(IS("change(" m ")", 0))                             \
		}                                                                            \
	}
#define LOWER(id, m)                                                                                      \
	{                                                                                                 \
		id, {IS(m, -60), IS("national(" m ")", -30), IS(BACK(m), -50)},                           \
		{                                                                                         \
			FALSE_IF(IS(m, -30)), FALSE_IF(IS(BACK(m), -60)), UNKNOWN_IF(NOT_KNOWN(BACK(m))), \
				ENDS_IF(IS(m, -30)), STAYS_IF(IS(BACK(m), -60))                           \
		}                                                                                         \
	}

static const struct rule_case county[] = {
	{"county.a_good_schools",
		{IS("ofsted.pupils_good_or_better", 76900),
			IS("national(ofsted.pupils_good_or_better)", 77000)},
		{FALSE_IF(IS("ofsted.pupils_good_or_better", 77000)),
			FALSE_IF(IS("ofsted.pupils_good_or_better", 81000)),
			UNKNOWN_IF(NOT_KNOWN("national(ofsted.pupils_good_or_better)"))}},
	ABOVE("county.b_category", "ofsted.inadequate"),
	ABOVE("county.c_not_good", "ofsted.not_good"),
	FALLS("county.d_ks2", "ks2.rwm.expected"),
	FALLS("county.d_ks4", "ks4.attainment8"),
	FALLS("county.d_ks4_basics", "ks4.basics_95"),
	FALLS("county.d_eyfs", "lait.FSP_NEW_GOODDEV"),
	FALLS("county.d_phonics", "lait.KS1P_all"),
	FALLS("county.d_ks2_tool", "lait.KS2RWM_Expected_STD"),
	FALLS("county.d_ks4_tool", "lait.AVG_Attain8_Score"),
	FALLS("county.d_ks5_tool", "lait.APSE_Alevel"),
	LOWER("county.e_ks2_reading", "ks2.reading.progress"),
	LOWER("county.e_ks2_writing", "ks2.writing.progress"),
	LOWER("county.e_ks2_maths", "ks2.maths.progress"),
	LOWER("county.e_ks4", "ks4.progress8"),
	LOWER("county.e_ks4_tool", "lait.AVG_Prog8_Score"),
	RISES("county.persistent_absence", "absence.persistent_10"),
	RISES("county.suspensions", "exclusions.suspensions"),
	RISES("county.permanent_exclusions", "exclusions.permanent"),
	{"county.f_complaints", {IS("ofsted.complaints", 9000), IS(BACK("ofsted.complaints"), 8000)},
		{FALSE_IF(IS("ofsted.complaints", 8000)), UNKNOWN_IF(NOT_KNOWN(BACK("ofsted.complaints")))}},
	{"county.g_secretary_of_state", {IS("ofsted.secretary_of_state_concerns", 1000)},
		{FALSE_IF(IS("ofsted.secretary_of_state_concerns", 0)),
			UNKNOWN_IF(NOT_KNOWN("ofsted.secretary_of_state_concerns"))}},
	{"county.left_top_quartile", {IS("quartile(it)", 2000), IS("quartile(previous(it))", 1000)},
		{FALSE_IF(IS("quartile(it)", 1000)), TRUE_IF(IS("quartile(it)", 4000)),
			FALSE_IF(IS("quartile(previous(it))", 2000)),
			UNKNOWN_IF(NOT_KNOWN("quartile(previous(it))")), ENDS_IF(IS("quartile(it)", 1000)),
			STAYS_IF(IS("quartile(it)", 2000))}},
	{"county.entered_bottom_quartile", {IS("quartile(it)", 4000), IS("quartile(previous(it))", 3000)},
		{FALSE_IF(IS("quartile(it)", 3000)), FALSE_IF(IS("quartile(previous(it))", 4000)),
			TRUE_IF(IS("quartile(previous(it))", 1000)),
			UNKNOWN_IF(NOT_KNOWN("quartile(previous(it))")), ENDS_IF(IS("quartile(it)", 3000)),
			STAYS_IF(IS("quartile(it)", 4000))}},
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

static bool is_listed(const struct a_g_list *list, const char *measure)
{
	for (uint32_t i = 0; i < list->n; i++)
		for (uint32_t k = 0; k < list->indicators[i].n_lines; k++)
			for (uint32_t m = 0; m < list->indicators[i].lines[k].n_measures; m++)
				if (strcmp(list->indicators[i].lines[k].measures[m], measure) == 0)
					return true;
	return false;
}

/* Of the Interactive Tool only what the indicators A to G list is kept: a rule about another would never be judged. */
static void measures_of_the_interactive_tool_are_kept(void **state)
{
	const struct bench *bench = *state;
	const struct rules *rules = &bench->rules;
	struct err_text error = {""};
	struct a_g_list *list;
	unsigned n = 0;

	assert_int_equal(a_g_list_open("common/model/catalogue", bench->catalogue, &list, &error), 0);
	for (size_t i = 0; i < rules->n; i++) {
		const struct term *term;
		size_t terms = expression_terms(rules->rule[i].when, &term);

		for (size_t k = 0; k < terms; k++) {
			if (strncmp(term[k].measure, "lait.", 5) != 0)
				continue;
			if (!is_listed(list, term[k].measure))
				fail_msg("%s: %s", rules->rule[i].id, term[k].measure);
			n++;
		}
	}
	assert_true(n > 5);
	a_g_list_free(list);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(events_have_their_boundaries),
		ON_A_BENCH(late_data_have_their_day_of_the_year),
		ON_A_BENCH(the_county_is_told_of_and_never_alarmed),
		ON_A_BENCH(measures_of_the_interactive_tool_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
