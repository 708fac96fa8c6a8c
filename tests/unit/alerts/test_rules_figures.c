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
#define PHASE(p) "school.phase", 0, p

static const struct rule_case progress[] = {
	/* -0.50 is not below -0.5; an upper limit of 0.01 is not below 0, and neither is 0. */
	{"ks4.progress8_well_below", {{P8, -510}, {"high(" P8 ")", -10}, {"cohort(" P8 ")", 6000}},
		{{{P8, -500}, TRUTH_FALSE}, {{"high(" P8 ")", 10}, TRUTH_FALSE},
			{{"high(" P8 ")", 0}, TRUTH_FALSE}, {{"cohort(" P8 ")", 5000}, TRUTH_FALSE},
			{{P8, NONE}, TRUTH_UNKNOWN}, {{"high(" P8 ")", NONE}, TRUTH_UNKNOWN},
			{{P8, -490}, TRUTH_FALSE, true}, {{"high(" P8 ")", 0}, TRUTH_TRUE, true},
			{{"high(" P8 ")", NONE}, TRUTH_UNKNOWN, true}}},
	{"ks4.progress8_below",
		{{"beside_zero(" P8 ")", -1000}, {"beside_zero(" BACK(P8) ")", -1000},
			{"cohort(" P8 ")", 6000}},
		{{{"beside_zero(" P8 ")", 0}, TRUTH_FALSE}, {{"beside_zero(" BACK(P8) ")", 0}, TRUTH_FALSE},
			{{"beside_zero(" BACK(P8) ")", NONE}, TRUTH_UNKNOWN},
			{{"cohort(" P8 ")", 5000}, TRUTH_FALSE},
			{{"beside_zero(" BACK(P8) ")", 0}, TRUTH_FALSE, true},
			{{"beside_zero(" P8 ")", 0}, TRUTH_TRUE, true}}},
#define SUBJECT(s)                                                                                         \
	{                                                                                                  \
		"ks2." s "_progress_below",                                                                \
			{{Z2(s), -1000}, {"beside_zero(previous(ks2." s ".progress))", -1000},             \
				{PUPILS, 11000}},                                                          \
		{                                                                                          \
			{{Z2(s), 0}, TRUTH_FALSE}, {{Z2(s), 0}, TRUTH_TRUE, true},                         \
				{{Z2(s), NONE}, TRUTH_UNKNOWN}, {{PUPILS, 10000}, TRUTH_FALSE},            \
				{{"beside_zero(previous(ks2." s ".progress))", 0}, TRUTH_FALSE},           \
				{{"beside_zero(previous(ks2." s ".progress))", NONE}, TRUTH_UNKNOWN},      \
				{{"beside_zero(previous(ks2." s ".progress))", 1000}, TRUTH_FALSE, true},  \
		}                                                                                          \
	}
	SUBJECT("reading"),
	SUBJECT("writing"),
	SUBJECT("maths"),
	{"ks2.attainment_below",
		{{"beside_national(" RWM ")", -1000}, {"beside_national(" BACK(RWM) ")", -1000},
			{"beside_national(" BACK(BACK(RWM)) ")", -1000}, {PUPILS, 11000}},
		{{{"beside_national(" RWM ")", 0}, TRUTH_FALSE},
			{{"beside_national(" BACK(BACK(RWM)) ")", 0}, TRUTH_FALSE},
			{{"beside_national(" BACK(RWM) ")", NONE}, TRUTH_UNKNOWN}, {{PUPILS, 10000}, TRUTH_FALSE},
			{{"beside_national(" RWM ")", 0}, TRUTH_TRUE, true}}},
	{"ks4.attainment_below",
		{{"beside_national(" B94 ")", -1000}, {"beside_national(" BACK(B94) ")", -1000},
			{"beside_national(" BACK(BACK(B94)) ")", -1000}, {MAIN, 1000}},
		{{{"beside_national(" B94 ")", 0}, TRUTH_FALSE},
			{{"beside_national(" BACK(BACK(B94)) ")", NONE}, TRUTH_UNKNOWN},
			{{MAIN, 0}, TRUTH_FALSE}, {{MAIN, NONE}, TRUTH_UNKNOWN},
			{{"beside_national(" B94 ")", 1000}, TRUTH_TRUE, true}}},
};

/* A gap is below 0 where disadvantaged pupils have less: -20, -25, -30 grew by 10 in all. */
static const struct rule_case gaps[] = {
	{"ks2.gap_widening",
		{{"gap(" GAP2 ")", -30000}, {"gap(" BACK(GAP2) ")", -25000},
			{"gap(" BACK(BACK(GAP2)) ")", -20000}, {"cohort(" GAP2 ")", 10000},
			{"cohort(" RWM ")", 20000}},
		{{{"gap(" GAP2 ")", -29900}, TRUTH_FALSE}, {{"gap(" BACK(GAP2) ")", -30000}, TRUTH_FALSE},
			{{"gap(" BACK(GAP2) ")", -20000}, TRUTH_FALSE},
			{{"gap(" BACK(BACK(GAP2)) ")", NONE}, TRUTH_UNKNOWN},
			{{"cohort(" GAP2 ")", 9000}, TRUTH_FALSE}, {{"cohort(" GAP2 ")", NONE}, TRUTH_UNKNOWN},
			{{"cohort(" RWM ")", 19000}, TRUTH_FALSE}, {{"gap(" GAP2 ")", -24900}, TRUTH_TRUE, true},
			{{"gap(" GAP2 ")", -25000}, TRUTH_FALSE, true}}},
	/* Where disadvantaged pupils have more than others, there is nothing to close. */
	{"ks4.gap_widening",
		{{"gap(" GAP4 ")", -15000}, {"gap(" BACK(GAP4) ")", -12000},
			{"gap(" BACK(BACK(GAP4)) ")", -10000}, {"cohort(" GAP4 ")", 10000},
			{"cohort(" A8 ")", 20000}},
		{{{"gap(" GAP4 ")", -14900}, TRUTH_FALSE}, {{"gap(" GAP4 ")", NONE}, TRUTH_UNKNOWN},
			{{"gap(" BACK(BACK(GAP4)) ")", -12000}, TRUTH_FALSE},
			{{"cohort(" GAP4 ")", 9000}, TRUTH_FALSE}, {{"gap(" GAP4 ")", -11900}, TRUTH_TRUE, true}}},
};

#define DECLINE(m)                                                                                           \
	{"trend_high(" m ")", 0}, {"change(" m ")", -100}, {"change(" BACK(m) ")", -100},                    \
	{                                                                                                    \
		"change(" BACK(BACK(m)) ")", -100                                                            \
	}
#define DECLINES(m)                                                                                          \
	{{OVERALL, 3000}, TRUTH_UNKNOWN}, {{OVERALL, 1000}, TRUTH_TRUE}, {{OVERALL, NONE}, TRUTH_UNKNOWN},   \
		{{"change(" m ")", 0}, TRUTH_FALSE}, {{"change(" BACK(BACK(m)) ")", 0}, TRUTH_FALSE},        \
		{{"change(" BACK(m) ")", NONE}, TRUTH_UNKNOWN},                                              \
	{                                                                                                    \
		{"trend_high(" m ")", NONE}, TRUTH_TRUE                                                      \
	}

static const struct rule_case partnership[] = {
	{"leep.good_declining_ks2", {{OVERALL, 2000}, DECLINE(RWM), {PUPILS, 11000}},
		{DECLINES(RWM), {{PUPILS, 10000}, TRUTH_FALSE}}},
	{"leep.good_declining_ks2", {{OVERALL, 2000}, {"trend_high(" RWM ")", -1}, {PUPILS, 11000}},
		{{{"trend_high(" RWM ")", 0}, TRUTH_UNKNOWN}, {{"trend_high(" RWM ")", NONE}, TRUTH_UNKNOWN}}},
	/* Without an overall grade, by the quality of education; a report card has no word for good. */
	{"leep.good_declining_ks2",
		{{"inspection.frame", 0, "sub-judgements"}, {"judgement(quality-of-education)", 2000},
			DECLINE(RWM), {PUPILS, 11000}},
		{{{"judgement(quality-of-education)", 3000}, TRUTH_UNKNOWN},
			{{"inspection.frame", 0, "report-card"}, TRUTH_UNKNOWN}}},
	{"leep.good_declining_ks4", {{OVERALL, 2000}, DECLINE(A8)}, {DECLINES(A8)}},
	{"leep.good_declining_progress8", {{OVERALL, 2000}, DECLINE(P8)}, {DECLINES(P8)}},
	{"leep.several_signs_ks2",
		{{Z2("reading"), -1000}, {Z2("writing"), -1000}, {Z2("maths"), -1000}, {RWM, 59900},
			{"national(" RWM ")", 60000}, {"change(" RWM ")", -1}, {"change(" ABSENT ")", 499},
			{PUPILS, 11000}},
		{{{RWM, 60000}, TRUTH_FALSE}, {{"change(" RWM ")", 0}, TRUTH_FALSE},
			{{Z2("maths"), 0}, TRUTH_FALSE}, {{"national(" RWM ")", NONE}, TRUTH_UNKNOWN},
			{{"change(" ABSENT ")", NONE}, TRUTH_TRUE}, {{PUPILS, 10000}, TRUTH_FALSE}}},
	{"leep.several_signs_ks2",
		{{Z2("reading"), -1000}, {Z2("writing"), -1000}, {Z2("maths"), -1000}, {RWM, 60000},
			{"national(" RWM ")", 60000}, {"change(" RWM ")", -1}, {"change(" ABSENT ")", 500},
			{PUPILS, 11000}},
		{{{"change(" ABSENT ")", 499}, TRUTH_FALSE}, {{"change(" ABSENT ")", NONE}, TRUTH_UNKNOWN}}},
	{"leep.several_signs_ks4",
		{{"beside_zero(" P8 ")", -1000}, {A8, 45900}, {"national(" A8 ")", 46000},
			{"change(" A8 ")", -100}, {"change(" ABSENT ")", 0}, {MAIN, 1000}},
		{{{"beside_zero(" P8 ")", 0}, TRUTH_FALSE}, {{A8, 46000}, TRUTH_FALSE},
			{{"change(" A8 ")", 0}, TRUTH_FALSE}, {{"change(" A8 ")", NONE}, TRUTH_UNKNOWN},
			{{MAIN, 0}, TRUTH_FALSE}, {{MAIN, NONE}, TRUTH_UNKNOWN}}},
	{"leep.several_signs_ks4",
		{{"beside_zero(" P8 ")", 0}, {A8, 45900}, {"national(" A8 ")", 46000},
			{"change(" A8 ")", -100}, {"change(" ABSENT ")", 500}, {MAIN, 1000}},
		{{{"change(" ABSENT ")", 400}, TRUTH_FALSE}}},
};

/* Absence: the definition of the year by its measure; a threshold for each phase, and a lower one for the end. */
#define PRIMARY(id, m, over, at, end)                                                                        \
	{                                                                                                    \
		id, {{PHASE("primary")}, {m, over}},                                                         \
		{                                                                                            \
			{{m, at}, TRUTH_FALSE}, {{m, NONE}, TRUTH_UNKNOWN}, {{m, at}, TRUTH_FALSE, true},    \
				{{m, end}, TRUTH_TRUE, true}, {{PHASE("State-funded primary")}, TRUTH_TRUE}, \
				{{PHASE("special")}, TRUTH_FALSE},                                           \
				{{"school.phase", NONE}, TRUTH_UNKNOWN},                                     \
		}                                                                                            \
	}
#define SECONDARY(id, m, over, at, end)                                                                  \
	{                                                                                                \
		id, {{PHASE("secondary")}, {m, over}},                                                   \
		{                                                                                        \
			{{m, at}, TRUTH_FALSE}, {{m, end}, TRUTH_TRUE, true},                            \
				{{PHASE("State-funded secondary")}, TRUTH_TRUE},                         \
				{{PHASE("special")}, TRUTH_FALSE, true},                                 \
		}                                                                                        \
	}
#define EXCLUDED  "exclusions.permanent"
#define SUSPENDED "exclusions.suspensions"

static const struct rule_case absence[] = {
	PRIMARY("absence.persistent_2006", "absence.persistent_20", 2501, 2500, 1500),
	SECONDARY("absence.persistent_2006", "absence.persistent_20", 6501, 6500, 4500),
	PRIMARY("absence.persistent_2011", "absence.persistent_15", 5501, 5500, 3600),
	SECONDARY("absence.persistent_2011", "absence.persistent_15", 10001, 10000, 6500),
	PRIMARY("absence.persistent_2016", "absence.persistent_10", 12501, 12500, 8200),
	SECONDARY("absence.persistent_2016", "absence.persistent_10", 20501, 20500, 13700),
	PRIMARY("absence.persistent_2022", "absence.persistent_10", 22001, 22000, 14600),
	SECONDARY("absence.persistent_2022", "absence.persistent_10", 38001, 38000, 25600),
	{"absence.rising_2007", {{"change(" ABSENT ")", 1000}},
		{{{"change(" ABSENT ")", 999}, TRUTH_FALSE}, {{"change(" ABSENT ")", NONE}, TRUTH_UNKNOWN},
			{{"change(" ABSENT ")", 500}, TRUTH_FALSE, true},
			{{"change(" ABSENT ")", 499}, TRUTH_TRUE, true}}},
	{"absence.rising_2023", {{"change(" ABSENT ")", 1000}},
		{{{"change(" ABSENT ")", 999}, TRUTH_FALSE}, {{"change(" ABSENT ")", NONE}, TRUTH_UNKNOWN},
			{{"change(" ABSENT ")", 499}, TRUTH_TRUE, true}}},
	{"exclusions.suspensions_rising",
		{{SUSPENDED, 9300}, {"national(" SUSPENDED ")", 9299}, {"change(" SUSPENDED ")", 1},
			{"change(" BACK(SUSPENDED) ")", 1}},
		{{{SUSPENDED, 9299}, TRUTH_FALSE}, {{"change(" SUSPENDED ")", 0}, TRUTH_FALSE},
			{{"change(" BACK(SUSPENDED) ")", 0}, TRUTH_FALSE},
			{{"national(" SUSPENDED ")", NONE}, TRUTH_UNKNOWN},
			{{"change(" BACK(SUSPENDED) ")", NONE}, TRUTH_UNKNOWN},
			{{"change(" SUSPENDED ")", 0}, TRUTH_FALSE, true},
			{{"change(" SUSPENDED ")", -1}, TRUTH_TRUE, true}, {{SUSPENDED, 9299}, TRUTH_TRUE, true}}},
	{"exclusions.permanent_above",
		{{EXCLUDED, 112}, {"national(" EXCLUDED ")", 111}, {BACK(EXCLUDED), 79},
			{"national(" BACK(EXCLUDED) ")", 78}},
		{{{EXCLUDED, 111}, TRUTH_FALSE}, {{BACK(EXCLUDED), 78}, TRUTH_FALSE},
			{{BACK(EXCLUDED), NONE}, TRUTH_UNKNOWN}, {{EXCLUDED, 111}, TRUTH_TRUE, true}}},
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
		{"ks4.attainment_below", 2019}, {"ks4.progress8_below", 2017},
		{"ks2.reading_progress_below", 2017}, {"absence.rising_2023", 2023},
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
		ON_A_BENCH(persistent_absence_goes_by_the_definition_of_the_year),
		ON_A_BENCH(years_that_are_compared_have_one_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
