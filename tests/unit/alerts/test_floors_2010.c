/* SPDX-License-Identifier: MIT
 *
 * The floor standards of 2010 to 2015 as shipped: attainment at the threshold of its year, progress at the medians of
 * its year. Below is strict, and every limb has to be below.
 */
#include "tests/unit/alerts/cases.h"

#define MAIN "school.mainstream"

/* Two subjects; thresholds and medians are whole percentages, and a tenth below is below. */
#define TWO(id, m, e, ma, share, english, maths)                                                             \
	{                                                                                                    \
		id,                                                                                          \
			{IS(m, share * 1000 - 100), IS(e, english * 1000 - 100), IS(ma, maths * 1000 - 100), \
				IS("cohort(" m ")", 11000), IS(MAIN, 1000)},                                 \
		{                                                                                            \
			FALSE_IF(IS(m, share * 1000)), FALSE_IF(IS(e, english * 1000)),                      \
				FALSE_IF(IS(ma, maths * 1000)), FALSE_IF(IS("cohort(" m ")", 10000)),        \
				FALSE_IF(IS(MAIN, 0)), UNKNOWN_IF(NOT_KNOWN(MAIN)),                          \
				UNKNOWN_IF(NOT_KNOWN(m)), UNKNOWN_IF(NOT_KNOWN(e)),                          \
				UNKNOWN_IF(NOT_KNOWN("cohort(" m ")"))                                       \
		}                                                                                            \
	}
#define KS2_TWO(id, share, e, m) \
	TWO(id, "ks2.em.4plus", "ks1to2.english.expected", "ks1to2.maths.expected", share, e, m)
#define KS4_TWO(id, share, e, m) \
	TWO(id, "ks4.5ac_em", "ks2to4.english.expected", "ks2to4.maths.expected", share, e, m)

#define RWM     "ks2.rwm.4plus"
#define READING "ks1to2.reading.expected"
#define WRITING "ks1to2.writing.expected"
#define MATHS   "ks1to2.maths.expected"
#define KS2_THREE(id, share, r, w, m)                                                           \
	{                                                                                       \
		id,                                                                             \
			{IS(RWM, share * 1000 - 100), IS(READING, r * 1000 - 100),              \
				IS(WRITING, w * 1000 - 100), IS(MATHS, m * 1000 - 100),         \
				IS("cohort(" RWM ")", 11000), IS(MAIN, 1000)},                  \
		{                                                                               \
			FALSE_IF(IS(RWM, share * 1000)), FALSE_IF(IS(READING, r * 1000)),       \
				FALSE_IF(IS(WRITING, w * 1000)), FALSE_IF(IS(MATHS, m * 1000)), \
				FALSE_IF(IS("cohort(" RWM ")", 10000)), FALSE_IF(IS(MAIN, 0)),  \
				UNKNOWN_IF(NOT_KNOWN(RWM)), UNKNOWN_IF(NOT_KNOWN(WRITING)),     \
				UNKNOWN_IF(NOT_KNOWN(MAIN))                                     \
		}                                                                               \
	}

/* 2014 at key stage 2: 64.9 % is below and 65.0 % is not; medians 94, 96, 93. */
static const struct rule_case cases[] = {
	KS2_TWO("ks2.floor_2010", 60, 87, 86),
	KS2_TWO("ks2.floor_2012", 60, 92, 90),
	KS2_THREE("ks2.floor_2013", 60, 91, 95, 92),
	KS2_THREE("ks2.floor_2014", 65, 94, 96, 93),
	KS2_THREE("ks2.floor_2015", 65, 94, 97, 93),
	KS4_TWO("ks4.floor_2010", 35, 72, 65),
	KS4_TWO("ks4.floor_2011", 35, 74, 66),
	KS4_TWO("ks4.floor_2012", 40, 70, 70),
	KS4_TWO("ks4.floor_2013", 40, 73, 73),
	KS4_TWO("ks4.floor_2014", 40, 74, 67),
	KS4_TWO("ks4.floor_2015", 40, 73, 68),
};

static void below_is_strict_and_every_limb_counts(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_case(shipped_rules(state), &cases[i]);
}

/* From 2010 to 2018 each year has one floor standard at each key stage; before and after there was none. */
static void each_year_has_one_floor_standard(void **state)
{
	static const char *const begins[] = {"ks2.floor_", "ks4.floor_"};
	const struct rules *rules = shipped_rules(state);

	for (size_t stage = 0; stage < ARRAY_LEN(begins); stage++)
		for (unsigned year = 2008; year <= 2022; year++) {
			unsigned n = 0;

			for (size_t i = 0; i < rules->n; i++)
				n += strncmp(rules->rule[i].id, begins[stage], strlen(begins[stage])) == 0 &&
				     of_year(rules, rules->rule[i].id, year);
			assert_int_equal(n, year >= 2010 && year <= 2018);
		}
	assert_true(of_year(rules, "ks2.floor_2010", 2011)); /* the same numbers in both years */
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(below_is_strict_and_every_limb_counts),
		ON_A_BENCH(each_year_has_one_floor_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
