/* SPDX-License-Identifier: MIT
 *
 * The rules of schools' figures as shipped that are LEEP's own and the partnership's: progress, attainment, gaps, courses,
 * absence and exclusions, each at its boundary. The government's standards are in test_standards.c.
 */
#include "tests/unit/alerts/cases.h"

#define BACK(x)  "previous(" x ")"
#define P8       "ks4.progress8"
#define RWM      "ks2.rwm.expected"
#define A8       "ks4.attainment8"
#define B94      "ks4.basics_94"
#define PUPILS   "ks2.pupils"
#define MAIN     "school.mainstream"
#define ABSENT   "absence.overall"
#define OVERALL  "inspection.overall"
#define Z2(s)    "beside_zero(ks2." s ".progress)"
#define GAP2     RWM "[disadvantaged]"
#define GAP4     A8 "[disadvantaged]"
#define PHASE(p) SAYS("school.phase", p)

static const struct rule_case progress[] = {
	/* -0.50 is not below -0.5; an upper limit of 0.01 is not below 0, and neither is 0. */
	{"ks4.progress8_well_below", {IS(P8, -510), IS("high(" P8 ")", -10), IS("cohort(" P8 ")", 6000)},
		{FALSE_IF(IS(P8, -500)), FALSE_IF(IS("high(" P8 ")", 10)), FALSE_IF(IS("high(" P8 ")", 0)),
			FALSE_IF(IS("cohort(" P8 ")", 5000)), UNKNOWN_IF(NOT_KNOWN(P8)),
			UNKNOWN_IF(NOT_KNOWN("high(" P8 ")")), STAYS_IF(IS(P8, -490)),
			ENDS_IF(IS("high(" P8 ")", 0)), END_UNKNOWN_IF(NOT_KNOWN("high(" P8 ")"))}},
	{"ks4.progress8_below",
		{IS("beside_zero(" P8 ")", -1000), IS("beside_zero(" BACK(P8) ")", -1000),
			IS("beside_zero(" BACK(BACK(P8)) ")", -1000), IS("cohort(" P8 ")", 6000),
			IS(MAIN, 1000)},
		{FALSE_IF(IS("beside_zero(" P8 ")", 0)), FALSE_IF(IS("beside_zero(" BACK(BACK(P8)) ")", 0)),
			UNKNOWN_IF(NOT_KNOWN("beside_zero(" BACK(P8) ")")),
			FALSE_IF(IS("cohort(" P8 ")", 5000)), FALSE_IF(IS(MAIN, 0)),
			STAYS_IF(IS("beside_zero(" BACK(P8) ")", 0)), ENDS_IF(IS("beside_zero(" P8 ")", 0))}},
#define WAS2(s) "beside_zero(previous(ks2." s ".progress))"
#define TWO2(s) "beside_zero(previous(previous(ks2." s ".progress)))"
#define SUBJECT(s)                                                                                     \
	{                                                                                              \
		"ks2." s "_progress_below",                                                            \
			{IS(Z2(s), -1000), IS(WAS2(s), -1000), IS(TWO2(s), -1000), IS(PUPILS, 11000)}, \
		{                                                                                      \
			FALSE_IF(IS(Z2(s), 0)), ENDS_IF(IS(Z2(s), 0)), UNKNOWN_IF(NOT_KNOWN(Z2(s))),   \
				FALSE_IF(IS(PUPILS, 10000)), FALSE_IF(IS(WAS2(s), 0)),                 \
				FALSE_IF(IS(TWO2(s), 0)), UNKNOWN_IF(NOT_KNOWN(TWO2(s))),              \
				STAYS_IF(IS(WAS2(s), 1000))                                            \
		}                                                                                      \
	}
	SUBJECT("reading"),
	SUBJECT("writing"),
	SUBJECT("maths"),
	{"ks2.attainment_below",
		{IS("beside_national(" RWM ")", -1000), IS("beside_national(" BACK(RWM) ")", -1000),
			IS("beside_national(" BACK(BACK(RWM)) ")", -1000), IS(PUPILS, 11000)},
		{FALSE_IF(IS("beside_national(" RWM ")", 0)),
			FALSE_IF(IS("beside_national(" BACK(BACK(RWM)) ")", 0)),
			UNKNOWN_IF(NOT_KNOWN("beside_national(" BACK(RWM) ")")), FALSE_IF(IS(PUPILS, 10000)),
			ENDS_IF(IS("beside_national(" RWM ")", 0))}},
	{"ks4.attainment_below",
		{IS("beside_national(" B94 ")", -1000), IS("beside_national(" BACK(B94) ")", -1000),
			IS("beside_national(" BACK(BACK(B94)) ")", -1000), IS(MAIN, 1000)},
		{FALSE_IF(IS("beside_national(" B94 ")", 0)),
			UNKNOWN_IF(NOT_KNOWN("beside_national(" BACK(BACK(B94)) ")")), FALSE_IF(IS(MAIN, 0)),
			UNKNOWN_IF(NOT_KNOWN(MAIN)), ENDS_IF(IS("beside_national(" B94 ")", 1000))}},
};

/* A gap is below 0 where disadvantaged pupils have less: -10, -25, -30 grew by 20 in all. */
static const struct rule_case gaps[] = {
	{"ks2.gap_widening",
		{IS("gap(" GAP2 ")", -30000), IS("gap(" BACK(GAP2) ")", -25000),
			IS("gap(" BACK(BACK(GAP2)) ")", -10000), IS("cohort(" GAP2 ")", 10000),
			IS("cohort(" RWM ")", 20000)},
		{FALSE_IF(IS("gap(" GAP2 ")", -29900)), FALSE_IF(IS("gap(" BACK(GAP2) ")", -30000)),
			FALSE_IF(IS("gap(" BACK(GAP2) ")", -10000)),
			UNKNOWN_IF(NOT_KNOWN("gap(" BACK(BACK(GAP2)) ")")),
			FALSE_IF(IS("cohort(" GAP2 ")", 9000)), UNKNOWN_IF(NOT_KNOWN("cohort(" GAP2 ")")),
			FALSE_IF(IS("cohort(" RWM ")", 19000)), ENDS_IF(IS("gap(" GAP2 ")", -24900)),
			STAYS_IF(IS("gap(" GAP2 ")", -25000))}},
	/* Where disadvantaged pupils have more than others, there is nothing to close. */
	{"ks4.gap_widening",
		{IS("gap(" GAP4 ")", -15000), IS("gap(" BACK(GAP4) ")", -12000),
			IS("gap(" BACK(BACK(GAP4)) ")", -10000), IS("cohort(" GAP4 ")", 10000),
			IS("cohort(" A8 ")", 20000)},
		{FALSE_IF(IS("gap(" GAP4 ")", -14900)), UNKNOWN_IF(NOT_KNOWN("gap(" GAP4 ")")),
			FALSE_IF(IS("gap(" BACK(BACK(GAP4)) ")", -12000)),
			FALSE_IF(IS("cohort(" GAP4 ")", 9000)), ENDS_IF(IS("gap(" GAP4 ")", -11900))}},
};

#define DECLINE(m)                                                                              \
	IS("trend_high(" m ")", 0), IS("change(" m ")", -100), IS("change(" BACK(m) ")", -100), \
		IS("change(" BACK(BACK(m)) ")", -100)
#define DECLINES(m)                                                                                \
	UNKNOWN_IF(IS(OVERALL, 3000)), TRUE_IF(IS(OVERALL, 1000)), UNKNOWN_IF(NOT_KNOWN(OVERALL)), \
		FALSE_IF(IS("change(" m ")", 0)), FALSE_IF(IS("change(" BACK(BACK(m)) ")", 0)),    \
		UNKNOWN_IF(NOT_KNOWN("change(" BACK(m) ")")), TRUE_IF(NOT_KNOWN("trend_high(" m ")"))

static const struct rule_case partnership[] = {
	{"leep.good_declining_ks2", {IS(OVERALL, 2000), DECLINE(RWM), IS(PUPILS, 11000)},
		{DECLINES(RWM), FALSE_IF(IS(PUPILS, 10000))}},
	{"leep.good_declining_ks2", {IS(OVERALL, 2000), IS("trend_high(" RWM ")", -1), IS(PUPILS, 11000)},
		{UNKNOWN_IF(IS("trend_high(" RWM ")", 0)), UNKNOWN_IF(NOT_KNOWN("trend_high(" RWM ")"))}},
	/* Without an overall grade, by the quality of education; a report card has no word for good. */
	{"leep.good_declining_ks2",
		{SAYS("inspection.frame", "sub-judgements"), IS("judgement(quality-of-education)", 2000),
			DECLINE(RWM), IS(PUPILS, 11000)},
		{UNKNOWN_IF(IS("judgement(quality-of-education)", 3000)),
			UNKNOWN_IF(SAYS("inspection.frame", "report-card"))}},
	{"leep.good_declining_ks4", {IS(OVERALL, 2000), DECLINE(A8)}, {DECLINES(A8)}},
	{"leep.good_declining_progress8", {IS(OVERALL, 2000), DECLINE(P8)}, {DECLINES(P8)}},
	{"leep.several_signs_ks2",
		{IS(Z2("reading"), -1000), IS(Z2("writing"), -1000), IS(Z2("maths"), -1000), IS(RWM, 59900),
			IS("national(" RWM ")", 60000), IS("change(" RWM ")", -5000),
			IS("change(" ABSENT ")", 499), IS(PUPILS, 11000)},
		{FALSE_IF(IS(RWM, 60000)), FALSE_IF(IS("change(" RWM ")", -4999)),
			FALSE_IF(IS(Z2("maths"), 0)), UNKNOWN_IF(NOT_KNOWN("national(" RWM ")")),
			TRUE_IF(NOT_KNOWN("change(" ABSENT ")")), FALSE_IF(IS(PUPILS, 10000))}},
	{"leep.several_signs_ks2",
		{IS(Z2("reading"), -1000), IS(Z2("writing"), -1000), IS(Z2("maths"), -1000), IS(RWM, 60000),
			IS("national(" RWM ")", 60000), IS("change(" RWM ")", -5000),
			IS("change(" ABSENT ")", 500), IS(PUPILS, 11000)},
		{FALSE_IF(IS("change(" ABSENT ")", 499)), UNKNOWN_IF(NOT_KNOWN("change(" ABSENT ")"))}},
	{"leep.several_signs_ks4",
		{IS("beside_zero(" P8 ")", -1000), IS(A8, 45900), IS("national(" A8 ")", 46000),
			IS("change(" A8 ")", -2000), IS("change(" ABSENT ")", 0), IS(MAIN, 1000)},
		{FALSE_IF(IS("beside_zero(" P8 ")", 0)), FALSE_IF(IS(A8, 46000)),
			FALSE_IF(IS("change(" A8 ")", -1900)), UNKNOWN_IF(NOT_KNOWN("change(" A8 ")")),
			FALSE_IF(IS(MAIN, 0)), UNKNOWN_IF(NOT_KNOWN(MAIN))}},
	{"leep.several_signs_ks4",
		{IS("beside_zero(" P8 ")", 0), IS(A8, 45900), IS("national(" A8 ")", 46000),
			IS("change(" A8 ")", -2000), IS("change(" ABSENT ")", 500), IS(MAIN, 1000)},
		{FALSE_IF(IS("change(" ABSENT ")", 400))}},
};

/* Absence: the definition of the year by its measure; a threshold for each phase, and a lower one for the end. */
#define PRIMARY(id, m, over, at, end)                                                              \
	{                                                                                          \
		id, {PHASE("primary"), IS(m, over)},                                               \
		{                                                                                  \
			FALSE_IF(IS(m, at)), UNKNOWN_IF(NOT_KNOWN(m)), STAYS_IF(IS(m, at)),        \
				ENDS_IF(IS(m, end)), TRUE_IF(PHASE("State-funded primary")),       \
				FALSE_IF(PHASE("special")), UNKNOWN_IF(NOT_KNOWN("school.phase")), \
		}                                                                                  \
	}
#define SECONDARY(id, m, over, at, end)                                                                     \
	{                                                                                                   \
		id, {PHASE("secondary"), IS(m, over)},                                                      \
		{                                                                                           \
			FALSE_IF(IS(m, at)), ENDS_IF(IS(m, end)), TRUE_IF(PHASE("State-funded secondary")), \
				STAYS_IF(PHASE("special")),                                                 \
		}                                                                                           \
	}
#define EXCLUDED  "exclusions.permanent"
#define SUSPENDED "exclusions.suspensions"

static const struct rule_case absence[] = {
	PRIMARY("absence.persistent_2006", "absence.persistent_20", 2801, 2800, 2100),
	SECONDARY("absence.persistent_2006", "absence.persistent_20", 8801, 8800, 6600),
	PRIMARY("absence.persistent_2011", "absence.persistent_15", 7201, 7200, 5400),
	SECONDARY("absence.persistent_2011", "absence.persistent_15", 13001, 13000, 9800),
	PRIMARY("absence.persistent_2016", "absence.persistent_10", 16401, 16400, 12300),
	SECONDARY("absence.persistent_2016", "absence.persistent_10", 27401, 27400, 20600),
	PRIMARY("absence.persistent_2022", "absence.persistent_10", 29201, 29200, 21900),
	SECONDARY("absence.persistent_2022", "absence.persistent_10", 51201, 51200, 38400),
	{"absence.rising_2007", {IS("change(" ABSENT ")", 1000)},
		{FALSE_IF(IS("change(" ABSENT ")", 999)), UNKNOWN_IF(NOT_KNOWN("change(" ABSENT ")")),
			STAYS_IF(IS("change(" ABSENT ")", 500)), ENDS_IF(IS("change(" ABSENT ")", 499))}},
	{"absence.rising_2023", {IS("change(" ABSENT ")", 1000)},
		{FALSE_IF(IS("change(" ABSENT ")", 999)), UNKNOWN_IF(NOT_KNOWN("change(" ABSENT ")")),
			ENDS_IF(IS("change(" ABSENT ")", 499))}},
	{"exclusions.suspensions_rising",
		{IS(SUSPENDED, 9300), IS("national(" SUSPENDED ")", 9299), IS("change(" SUSPENDED ")", 1),
			IS("change(" BACK(SUSPENDED) ")", 1)},
		{FALSE_IF(IS(SUSPENDED, 9299)), FALSE_IF(IS("change(" SUSPENDED ")", 0)),
			FALSE_IF(IS("change(" BACK(SUSPENDED) ")", 0)),
			UNKNOWN_IF(NOT_KNOWN("national(" SUSPENDED ")")),
			UNKNOWN_IF(NOT_KNOWN("change(" BACK(SUSPENDED) ")")),
			STAYS_IF(IS("change(" SUSPENDED ")", 0)), ENDS_IF(IS("change(" SUSPENDED ")", -1)),
			ENDS_IF(IS(SUSPENDED, 9299))}},
	{"exclusions.permanent_above",
		{IS(EXCLUDED, 112), IS("national(" EXCLUDED ")", 111), IS(BACK(EXCLUDED), 79),
			IS("national(" BACK(EXCLUDED) ")", 78)},
		{FALSE_IF(IS(EXCLUDED, 111)), FALSE_IF(IS(BACK(EXCLUDED), 78)),
			UNKNOWN_IF(NOT_KNOWN(BACK(EXCLUDED))), ENDS_IF(IS(EXCLUDED, 111))}},
};

static void all_of(void **state, const struct rule_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_case(shipped_rules(state), &cases[i]);
}

static void progress_and_attainment_have_their_boundaries(void **state)
{
	all_of(state, progress, ARRAY_LEN(progress));
}

static void gaps_have_their_boundaries(void **state)
{
	all_of(state, gaps, ARRAY_LEN(gaps));
}

static void the_partnerships_own_trigger_has_its_boundaries(void **state)
{
	all_of(state, partnership, ARRAY_LEN(partnership));
	assert_complete(shipped_rules(state), "leep.", partnership, ARRAY_LEN(partnership));
}

static void absence_and_exclusions_have_their_boundaries(void **state)
{
	all_of(state, absence, ARRAY_LEN(absence));
	assert_complete(shipped_rules(state), "absence.", absence, ARRAY_LEN(absence));
	assert_complete(shipped_rules(state), "exclusions.", absence, ARRAY_LEN(absence));
}

/* What is no standard of the government's (test_standards.c, test_floors_2010.c) is in one of the tables. */
static void no_rule_of_key_stages_has_no_boundary(void **state)
{
	const struct rules *rules = shipped_rules(state);

	for (size_t i = 0; i < rules->n; i++) {
		const char *id = rules->rule[i].id;
		bool found = strncmp(id, "ks", 2) != 0 || strstr(id, "floor_") != NULL ||
			     strstr(id, "three_years_") != NULL;

		for (size_t k = 0; !found && k < ARRAY_LEN(progress); k++)
			found = strcmp(progress[k].rule, id) == 0;
		for (size_t k = 0; !found && k < ARRAY_LEN(gaps); k++)
			found = strcmp(gaps[k].rule, id) == 0;
		if (!found)
			fail_msg("%s has no boundary cases", id);
	}
}

/* Of each year at most one definition of persistent absence, and none of 2019/20 and 2020/21. */
static void persistent_absence_goes_by_the_definition_of_the_year(void **state)
{
	static const char *const ids[] = {"absence.persistent_2006", "absence.persistent_2011",
		"absence.persistent_2016", "absence.persistent_2022"};
	static const struct {
		unsigned first, last;
		const char *measure; /* NULL: none */
	} years[] = {{2001, 2005, NULL}, {2006, 2010, "absence.persistent_20"},
		{2011, 2015, "absence.persistent_15"}, {2016, 2019, "absence.persistent_10"},
		{2020, 2021, NULL}, {2022, 2030, "absence.persistent_10"}};
	const struct rules *rules = shipped_rules(state);

	for (size_t i = 0; i < ARRAY_LEN(years); i++)
		for (unsigned year = years[i].first; year <= years[i].last; year++) {
			const char *measure = NULL;

			for (size_t k = 0; k < ARRAY_LEN(ids); k++)
				if (of_year(rules, ids[k], year)) {
					assert_null(measure);
					measure = named(rules, ids[k])->measure;
				}
			assert_int_equal(measure == NULL, years[i].measure == NULL);
			if (measure != NULL)
				assert_string_equal(measure, years[i].measure);
		}
}

/* A rule that looks two years back begins when all three years have today's definition. */
static void years_that_are_compared_have_one_definition(void **state)
{
	static const struct {
		const char *id;
		unsigned first;
	} rules[] = {{"ks2.gap_widening", 2018}, {"ks4.gap_widening", 2019}, {"ks2.attainment_below", 2018},
		{"ks4.attainment_below", 2019}, {"ks4.progress8_below", 2018},
		{"ks2.reading_progress_below", 2018}, {"absence.rising_2023", 2023},
		{"leep.good_declining_ks2", 2018}, {"leep.good_declining_ks4", 2019},
		{"leep.several_signs_ks2", 2017}, {"leep.several_signs_ks4", 2018}};

	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		assert_false(of_year(shipped_rules(state), rules[i].id, rules[i].first - 1));
		assert_true(of_year(shipped_rules(state), rules[i].id, rules[i].first));
		assert_true(named(shipped_rules(state), rules[i].id)->latest);
	}
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(progress_and_attainment_have_their_boundaries),
		ON_A_BENCH(gaps_have_their_boundaries),
		ON_A_BENCH(the_partnerships_own_trigger_has_its_boundaries),
		ON_A_BENCH(absence_and_exclusions_have_their_boundaries),
		ON_A_BENCH(no_rule_of_key_stages_has_no_boundary),
		ON_A_BENCH(persistent_absence_goes_by_the_definition_of_the_year),
		ON_A_BENCH(years_that_are_compared_have_one_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
