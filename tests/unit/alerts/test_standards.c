/* SPDX-License-Identifier: MIT
 *
 * The government's standards of 2016 to 2018 as shipped, each limb at its threshold and just beyond it.
 */
#include "tests/unit/alerts/shipped.h"

/* What is not known of a figure. */
#define NONE INT64_MIN

/* A school's figures in thousandths, latest year first. */
struct year {
	int64_t rwm, reading, maths, writing;       /* key stage 2 */
	int64_t progress8, upper, cohort;           /* key stage 4 */
	int64_t gcse, english4, maths4;             /* key stage 4, until 2015 */
	int64_t level4, reading2, writing2, maths2; /* key stage 2, until 2015 */
};

#define KS2(r, re, ma, wr)                                                  \
	{                                                                   \
		.rwm = (r), .reading = (re), .maths = (ma), .writing = (wr) \
	}

struct school {
	struct year year[3];
	int64_t pupils;
	int64_t mainstream; /* 1, 0 or NONE */
};

static int64_t figure(const struct year *year, const struct term *term)
{
	const struct {
		const char *measure;
		enum aspect aspect;
		int64_t value;
	} known[] = {{"ks2.rwm.expected", ASPECT_VALUE, year->rwm},
		{"ks2.reading.progress", ASPECT_VALUE, year->reading},
		{"ks2.maths.progress", ASPECT_VALUE, year->maths},
		{"ks2.writing.progress", ASPECT_VALUE, year->writing},
		{"ks4.progress8", ASPECT_VALUE, year->progress8}, {"ks4.progress8", ASPECT_HIGH, year->upper},
		{"ks4.progress8", ASPECT_COHORT, year->cohort}, {"ks4.5ac_em", ASPECT_VALUE, year->gcse},
		{"ks2to4.english.expected", ASPECT_VALUE, year->english4},
		{"ks2to4.maths.expected", ASPECT_VALUE, year->maths4},
		{"ks2.rwm.4plus", ASPECT_VALUE, year->level4},
		{"ks1to2.reading.expected", ASPECT_VALUE, year->reading2},
		{"ks1to2.writing.expected", ASPECT_VALUE, year->writing2},
		{"ks1to2.maths.expected", ASPECT_VALUE, year->maths2}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].aspect == term->aspect && strcmp(known[i].measure, term->measure) == 0)
			return known[i].value;
	fail_msg("a rule asks about %s", term->measure);
	return NONE;
}

static bool look_up(void *context, const struct term *term, struct known_value *ret)
{
	const struct school *school = context;
	int64_t value;

	assert_true(term->back < ARRAY_LEN(school->year));
	if (term->aspect == ASPECT_MAINSTREAM)
		value = school->mainstream == NONE ? NONE : school->mainstream * 1000;
	else if (strcmp(term->measure, "ks2.pupils") == 0 && term->back == 0)
		value = school->pupils * 1000;
	else
		value = figure(&school->year[term->back], term);
	ret->has_number = true;
	ret->number = value == NONE ? 0 : value * 1000;
	return value != NONE;
}

static enum truth judged(void **state, const char *id, struct school school)
{
	return expression_evaluate(named(shipped_rules(state), id)->when, look_up, &school);
}

/* -- floor standards -------------------------------------------------------------------------------------------- */

static void the_floor_of_key_stage_2_wants_both_limbs(void **state)
{
	static const struct {
		struct year year;
		enum truth truth;
	} cases[] = {
		{KS2(64900, -5100, 0, 0), TRUTH_TRUE},
		{KS2(65000, -5100, 0, 0), TRUTH_FALSE},
		{KS2(65000, -9000, -9000, -9000), TRUTH_FALSE},
		{KS2(64900, -5000, 0, 0), TRUTH_FALSE},
		{KS2(64900, -5010, 0, 0), TRUTH_TRUE},
		{KS2(64900, 0, -5000, 0), TRUTH_FALSE},
		{KS2(64900, 0, -5010, 0), TRUTH_TRUE},
		{KS2(64900, 0, 0, -7000), TRUTH_FALSE},
		{KS2(64900, 0, 0, -7010), TRUTH_TRUE},
		{KS2(64900, -4900, -4900, -6900), TRUTH_FALSE},
		{KS2(64900, -5100, NONE, NONE), TRUTH_TRUE}, /* one below is enough */
		{KS2(64900, -4900, NONE, 0), TRUTH_UNKNOWN}, /* the one that is not known could be below */
		{KS2(65000, NONE, NONE, NONE), TRUTH_FALSE},
		{KS2(NONE, -9000, 0, 0), TRUTH_UNKNOWN},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
			judged(state, "ks2.floor_2016",
				(struct school){.year = {cases[i].year}, .pupils = 11, .mainstream = 1}),
			cases[i].truth);
}

static void the_floor_leaves_out_small_year_groups_and_special_schools(void **state)
{
	struct school school = {.year = {KS2(64900, -5100, 0, 0)}, .pupils = 11, .mainstream = 1};

	assert_int_equal(judged(state, "ks2.floor_2016", school), TRUTH_TRUE);
	school.pupils = 10;
	assert_int_equal(judged(state, "ks2.floor_2016", school), TRUTH_FALSE);
	school.pupils = 11;
	school.mainstream = 0;
	assert_int_equal(judged(state, "ks2.floor_2016", school), TRUTH_FALSE);
	school.mainstream = NONE;
	assert_int_equal(judged(state, "ks2.floor_2016", school), TRUTH_UNKNOWN);
}

static void the_floor_of_key_stage_4_is_for_mainstream_schools(void **state)
{
	struct school school = {.year = {{.progress8 = -510, .upper = -10, .cohort = 6000}}, .mainstream = 1};

	assert_int_equal(judged(state, "ks4.floor_2016", school), TRUTH_TRUE);
	school.year[0].progress8 = -500;
	assert_int_equal(judged(state, "ks4.floor_2016", school), TRUTH_FALSE);
	school.year[0].progress8 = -510;
	school.year[0].upper = 10;
	assert_int_equal(judged(state, "ks4.floor_2016", school), TRUTH_FALSE);
	school.year[0].upper = -10;
	school.mainstream = 0;
	assert_int_equal(judged(state, "ks4.floor_2016", school), TRUTH_FALSE);
	assert_int_equal(judged(state, "ks4.progress8_well_below", school), TRUTH_TRUE); /* LEEP's own */
}

/* -- three years ------------------------------------------------------------------------------------------------ */

/* Below in every year by one subject only, a different one each year. */
static const struct school thrice2 = {.year = {{.rwm = 84900, .reading = -2510, .maths = 0, .writing = 0},
					      {.rwm = 84000, .reading = 0, .maths = -2510, .writing = 0},
					      {.rwm = 40000, .reading = 0, .maths = 0, .writing = -3510}},
	.pupils = 11,
	.mainstream = 1};

static void three_years_of_key_stage_2_want_three_of_three(void **state)
{
	struct school school = thrice2;

	assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_TRUE);
	for (size_t i = 0; i < 3; i++) {
		school = thrice2;
		school.year[i].rwm = 85000;
		assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_FALSE);
		school.year[i].rwm = NONE;
		assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_UNKNOWN);
	}
	school = thrice2;
	school.year[0].reading = -2500;
	assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_FALSE);
	school = thrice2;
	school.year[1].maths = -2500;
	assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_FALSE);
	school = thrice2;
	school.year[2].writing = -3500;
	assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_FALSE);
	school = thrice2;
	school.pupils = 10;
	assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_FALSE);
	school = thrice2;
	school.mainstream = 0;
	assert_int_equal(judged(state, "ks2.three_years_2018", school), TRUTH_FALSE);
}

static void three_years_of_key_stage_4_want_three_of_three(void **state)
{
	static const struct year below = {.progress8 = -260, .upper = -10, .cohort = 6000};
	const struct school thrice = {.year = {below, below, below}, .mainstream = 1};
	struct school school = thrice;

	assert_int_equal(judged(state, "ks4.three_years_2018", school), TRUTH_TRUE);
	for (size_t i = 0; i < 3; i++) {
		school = thrice;
		school.year[i].progress8 = -250;
		assert_int_equal(judged(state, "ks4.three_years_2018", school), TRUTH_FALSE);
		school = thrice;
		school.year[i].upper = 10;
		assert_int_equal(judged(state, "ks4.three_years_2018", school), TRUTH_FALSE);
		school.year[i].upper = 0;
		assert_int_equal(judged(state, "ks4.three_years_2018", school), TRUTH_FALSE);
		school = thrice;
		school.year[i].cohort = 5000;
		assert_int_equal(judged(state, "ks4.three_years_2018", school), TRUTH_FALSE);
		school = thrice;
		school.year[i].progress8 = NONE;
		assert_int_equal(judged(state, "ks4.three_years_2018", school), TRUTH_UNKNOWN);
	}
}

/* 2015: medians 94, 97, 93 in reading, writing and mathematics; 2014: 94, 96, 93. Below is below all three. */
static void years_before_2016_are_judged_by_what_was_measured_then(void **state)
{
	static const struct year of_2015 = {
		.level4 = 84900, .reading2 = 93900, .writing2 = 96900, .maths2 = 92900};
	static const struct year of_2014 = {
		.level4 = 84900, .reading2 = 93900, .writing2 = 95900, .maths2 = 92900};
	struct school of_2016 = {.year = {thrice2.year[0], of_2015, of_2014}, .pupils = 11, .mainstream = 1};
	struct school of_2017 = {
		.year = {thrice2.year[0], thrice2.year[1], of_2015}, .pupils = 11, .mainstream = 1};

	assert_int_equal(judged(state, "ks2.three_years_2016", of_2016), TRUTH_TRUE);
	assert_int_equal(judged(state, "ks2.three_years_2017", of_2017), TRUTH_TRUE);
	of_2016.year[1].writing2 = 97000; /* at the median of its year */
	of_2017.year[2].reading2 = 94000;
	assert_int_equal(judged(state, "ks2.three_years_2016", of_2016), TRUTH_FALSE);
	assert_int_equal(judged(state, "ks2.three_years_2017", of_2017), TRUTH_FALSE);
	of_2016.year[1].writing2 = 96900;
	of_2016.year[2].writing2 = 96000;
	assert_int_equal(judged(state, "ks2.three_years_2016", of_2016), TRUTH_FALSE);
	of_2016.year[2] = of_2014;
	of_2016.year[2].level4 = 85000;
	assert_int_equal(judged(state, "ks2.three_years_2016", of_2016), TRUTH_FALSE);
}

/* Medians of English and mathematics: 73 and 68 in 2015, 74 and 67 in 2014. */
static void so_are_those_of_key_stage_4(void **state)
{
	static const struct year below = {.progress8 = -260, .upper = -10, .cohort = 6000};
	static const struct year of_2015 = {.gcse = 59900, .english4 = 72900, .maths4 = 67900};
	static const struct year of_2014 = {.gcse = 59900, .english4 = 73900, .maths4 = 66900};
	struct school of_2016 = {.year = {below, of_2015, of_2014}, .mainstream = 1};
	struct school of_2017 = {.year = {below, below, of_2015}, .mainstream = 1};

	assert_int_equal(judged(state, "ks4.three_years_2016", of_2016), TRUTH_TRUE);
	assert_int_equal(judged(state, "ks4.three_years_2017", of_2017), TRUTH_TRUE);
	of_2016.year[1].gcse = 60000;
	of_2017.year[2].maths4 = 68000;
	assert_int_equal(judged(state, "ks4.three_years_2016", of_2016), TRUTH_FALSE);
	assert_int_equal(judged(state, "ks4.three_years_2017", of_2017), TRUTH_FALSE);
	of_2016.year[1].gcse = 59900;
	of_2016.year[2].english4 = 74000;
	assert_int_equal(judged(state, "ks4.three_years_2016", of_2016), TRUTH_FALSE);
}

static void each_standard_is_of_its_years(void **state)
{
	static const struct {
		const char *id;
		unsigned from, until;
	} rules[] = {{"ks2.floor_2016", 2016, 2018}, {"ks4.floor_2016", 2016, 2018},
		{"ks2.three_years_2016", 2016, 2016}, {"ks2.three_years_2017", 2017, 2017},
		{"ks2.three_years_2018", 2018, 2018}, {"ks4.three_years_2016", 2016, 2016},
		{"ks4.three_years_2017", 2017, 2017}, {"ks4.three_years_2018", 2018, 2018}};

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		for (unsigned year = 2014; year < 2021; year++)
			assert_int_equal(rule_holds_for_period(named(shipped_rules(state), rules[i].id),
						 period_make(PERIOD_ACADEMIC, year, 0)),
				year >= rules[i].from && year <= rules[i].until);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(the_floor_of_key_stage_2_wants_both_limbs),
		ON_A_BENCH(the_floor_leaves_out_small_year_groups_and_special_schools),
		ON_A_BENCH(the_floor_of_key_stage_4_is_for_mainstream_schools),
		ON_A_BENCH(three_years_of_key_stage_2_want_three_of_three),
		ON_A_BENCH(three_years_of_key_stage_4_want_three_of_three),
		ON_A_BENCH(years_before_2016_are_judged_by_what_was_measured_then),
		ON_A_BENCH(so_are_those_of_key_stage_4),
		ON_A_BENCH(each_standard_is_of_its_years),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
