/* SPDX-License-Identifier: MIT
 *
 * Trends, pooled years and figures before rounding, against published examples and numbers worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "services/indicators/statistics/interval.h"
#include "services/indicators/statistics/pool.h"
#include "services/indicators/statistics/trend.h"

#define NONE    DECIMAL_NONE
#define MILLION INT64_C(1000000)
#define ALONE(v)                \
	{                       \
		(v), NONE, NONE \
	}
#define TREND(...) trend_of((struct trend_point[]){__VA_ARGS__})
#define SHARES(...)         \
	(struct share[])    \
	{                   \
		__VA_ARGS__ \
	}

static bool is(struct trend got, int64_t slope, int64_t low, int64_t high)
{
	return got.slope == slope && got.low == low && got.high == high;
}

static void three_figures_without_intervals_are_judged_by_their_line(void **state)
{
	(void)state;
	/* the example of the header: 12.706 * 3 / sqrt(12) = 11.003719 */
	assert_true(is(TREND(ALONE(40 * MILLION), ALONE(44 * MILLION), ALONE(45 * MILLION)), 2500000,
		-8503719, 13503719));
	/* d = 0.1 - 0.2 = -0.1 either way: 0.366791 */
	assert_true(is(TREND(ALONE(0), ALONE(100000), ALONE(100000)), 50000, -316791, 416791));
	assert_true(is(TREND(ALONE(100000), ALONE(0), ALONE(0)), -50000, -416791, 316791));
	/* slope 0.0000005 goes away from zero; d = 1: 3.67 millionths */
	assert_true(is(TREND(ALONE(0), ALONE(0), ALONE(1)), 1, -3, 5));
	assert_true(is(TREND(ALONE(0), ALONE(0), ALONE(-1)), -1, -5, 3));
}

static void three_figures_in_one_line_leave_nothing_to_tell_an_interval_from(void **state)
{
	(void)state;
	assert_true(is(
		TREND(ALONE(60 * MILLION), ALONE(61 * MILLION), ALONE(62 * MILLION)), MILLION, NONE, NONE));
	assert_true(is(TREND(ALONE(5), ALONE(5), ALONE(5)), 0, NONE, NONE));
}

static void intervals_of_sampling_are_put_together(void **state)
{
	(void)state;
	/* the example of the header: sqrt(3^2 + 2^2) / 2 = 1.802776 */
	assert_true(is(TREND({40 * MILLION, 2 * MILLION, 2 * MILLION}, {44 * MILLION, 1, 1},
			       {45 * MILLION, 3 * MILLION, 3 * MILLION}),
		2500000, 697224, 4302776));
	/* skew: down sqrt(3^2 + 4^2) / 2, up sqrt(12^2 + 5^2) / 2; in one line as well */
	assert_true(is(TREND({40 * MILLION, 5 * MILLION, 4 * MILLION}, {42 * MILLION, 0, 0},
			       {44 * MILLION, 3 * MILLION, 12 * MILLION}),
		2 * MILLION, -500000, 8500000));
	/* one of the three has none: all by their line */
	assert_true(is(TREND({40 * MILLION, 2, 2}, ALONE(44 * MILLION), {45 * MILLION, 3, 3}), 2500000,
		-8503719, 13503719));
}

static struct trend_point sampled(int64_t x, int64_t n)
{
	int64_t percent = decimal_divide((__int128)x * 100 * MILLION, n);
	struct interval interval = interval_wilson(percent, (uint64_t)n);

	return (struct trend_point){percent, percent - interval.low, interval.high - percent};
}

/* R. G. Newcombe, Statistics in Medicine 17 (1998), 873, table II, method 10: twice our slope is his difference,
 * in four decimals and with z = 1.959964. */
static void differences_of_shares_have_the_intervals_that_are_published_for_them(void **state)
{
	static const struct {
		int64_t x1, n1, x3, n3;
		int64_t low, high; /* in hundredths of a percent */
	} cases[] = {{48, 80, 56, 70, 524, 3339}, {3, 10, 9, 10, 1705, 8090}, {2, 7, 6, 7, 582, 8062},
		{0, 29, 5, 56, -381, 1926}, {0, 20, 0, 10, -1611, 2775}, {0, 10, 10, 10, 6075, 10000}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct trend_point point[] = {
			sampled(cases[i].x1, cases[i].n1), sampled(1, 2), sampled(cases[i].x3, cases[i].n3)};
		struct trend trend = trend_of(point);

		assert_true(llabs(2 * trend.low - cases[i].low * 10000) <= 10000);
		assert_true(llabs(2 * trend.high - cases[i].high * 10000) <= 10000);
	}
}

static void without_three_figures_or_room_there_is_no_trend(void **state)
{
	(void)state;
	for (size_t i = 0; i < TREND_PERIODS; i++) {
		struct trend_point point[] = {{1, 1, 1}, {2, 1, 1}, {4, 1, 1}};

		point[i].figure = NONE;
		assert_true(is(trend_of(point), NONE, NONE, NONE));
	}
	assert_true(is(TREND(ALONE(INT64_MAX), ALONE(-INT64_MAX), ALONE(INT64_MAX)), NONE, NONE, NONE));
	assert_true(is(TREND(ALONE(-INT64_MAX), ALONE(0), ALONE(INT64_MAX)), INT64_MAX, NONE, NONE));
	/* an interval beyond all measure is none */
	assert_true(is(TREND({1, INT64_MAX, 0}, {1, 0, 0}, {1, 0, 0}), 0, NONE, NONE));
}

static struct period p(enum period_kind kind, unsigned year, unsigned detail)
{
	return period_make(kind, year, detail);
}

static void only_periods_that_share_no_time_and_no_break_are_taken_together(void **state)
{
	static const struct measure broken = {.year = "academic", .breaks = "2016/17", .superseded_from = ""};
	static const struct measure over = {.year = "academic", .breaks = "", .superseded_from = "2018/19"};
	struct period before[TREND_PERIODS - 1];

	(void)state;
	assert_int_equal(trend_before(NULL, p(PERIOD_ACADEMIC, 2019, 0), before), 2);
	assert_true(
		before[0].v == p(PERIOD_ACADEMIC, 2018, 0).v && before[1].v == p(PERIOD_ACADEMIC, 2017, 0).v);
	assert_int_equal(trend_before(NULL, p(PERIOD_TERM, 2019, TERM_AUTUMN), before), 2);
	assert_true(before[1].v == p(PERIOD_TERM, 2017, TERM_AUTUMN).v);
	assert_int_equal(trend_before(NULL, p(PERIOD_QUARTER, 2019, 2), before), 2);
	assert_true(before[1].v == p(PERIOD_QUARTER, 2018, 4).v);
	assert_int_equal(trend_before(NULL, p(PERIOD_CALENDAR_SPAN, 2017, 3), before), 0);
	assert_int_equal(trend_before(NULL, p(PERIOD_ACADEMIC_SPAN, 2017, 3), before), 0);
	assert_int_equal(trend_before(NULL, p(PERIOD_DATE, 2019, 33), before), 0);
	assert_int_equal(trend_before(NULL, p(PERIOD_WEEK, 2019, 2), before), 1);
	assert_int_equal(trend_before(&broken, p(PERIOD_ACADEMIC, 2017, 0), before), 0);
	assert_int_equal(trend_before(&broken, p(PERIOD_ACADEMIC, 2018, 0), before), 1);
	assert_int_equal(trend_before(&broken, p(PERIOD_ACADEMIC, 2019, 0), before), 2);
	assert_int_equal(trend_before(&over, p(PERIOD_ACADEMIC, 2018, 0), before), 2);
	assert_int_equal(trend_before(&over, p(PERIOD_ACADEMIC, 2019, 0), before), 0);
}

static void years_of_a_small_cohort_are_pooled_by_their_pupils(void **state)
{
	struct pool pool = pool_of(SHARES({40000000, 20}, {60000000, 30}, {50000000, 50}), 3);

	(void)state;
	assert_true(pool.figure == 51000000 && pool.pupils == 100 && pool.years == 3); /* the header's */
	pool = pool_of(SHARES({40000000, 29}, {NONE, 4}, {50000000, 29}), 3);
	assert_true(pool.figure == 45000000 && pool.pupils == 58 && pool.years == 2);
	pool = pool_of(SHARES({NONE, 4}, {40000000, 29}, {50000000, 29}), 3); /* this year's own is hidden */
	assert_true(pool.figure == 45000000 && pool.years == 2);
	pool = pool_of(SHARES({-1000000, 1}, {0, 2}), 2);
	assert_true(pool.figure == -333333 && pool.pupils == 3 && pool.years == 2);
}

static void large_unknown_and_single_cohorts_are_not_pooled(void **state)
{
	(void)state;
	assert_int_equal(pool_of(SHARES({40000000, 30}, {60000000, 20}), 2).years, 0);
	assert_int_equal(pool_of(SHARES({40000000, 0}, {60000000, 20}), 2).years, 0);
	assert_int_equal(pool_of(SHARES({40000000, 20}, {60000000, 0}), 2).years, 0);
	assert_int_equal(pool_of(SHARES({40000000, 20}, {NONE, 10}, {NONE, 10}), 3).years, 0);
	assert_int_equal(pool_of(SHARES({40000000, 20}), 1).years, 0);
	assert_true(pool_of(SHARES({40000000, 20}), 1).figure == NONE);
}

/* One cell with a decimal: value, numerator, denominator and cohort. */
static struct share share(int64_t value, int64_t numerator, int64_t denominator, uint64_t cohort)
{
	struct column c = {.scale = 1,
		.n = 1,
		.value = &value,
		.numerator = &numerator,
		.denominator = &denominator,
		.cohort = &cohort};

	return share_of(&c, 0);
}

static void a_figure_is_taken_before_rounding_where_its_counts_bear_it_out(void **state)
{
	struct share s = share(289, 1570, 5430, 7);

	(void)state;
	assert_true(s.figure == 28913444 && s.pupils == 543); /* the header's */
	s = share(289, 1570, 5000, 7);
	assert_true(s.figure == 28900000 && s.pupils == 7);
	s = share(461, 46080, 1000, 7); /* a mean: 4,608 points of 100 pupils */
	assert_true(s.figure == 46080000 && s.pupils == 100);
	s = share(500, 6, 12, 7); /* 0.6 of 1.2 are half, but nobody's */
	assert_true(s.figure == 50000000 && s.pupils == 7);
	s = share(0, 0, 120, 7);
	assert_true(s.figure == 0 && s.pupils == 12);
	s = share(289, 1570, 0, 7);
	assert_true(s.figure == 28900000 && s.pupils == 7);
	s = share(289, NONE, 5430, 7);
	assert_true(s.figure == 28900000 && s.pupils == 7);
	s = share(NONE, 1570, 5430, 7);
	assert_true(s.figure == NONE && s.pupils == 7);
	s = share(INT64_MAX / 1000000, INT64_MAX, 1, 0); /* beyond all measure */
	assert_true(s.figure == INT64_MAX / 1000000 * 100000 && s.pupils == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_figures_without_intervals_are_judged_by_their_line),
		cmocka_unit_test(three_figures_in_one_line_leave_nothing_to_tell_an_interval_from),
		cmocka_unit_test(intervals_of_sampling_are_put_together),
		cmocka_unit_test(differences_of_shares_have_the_intervals_that_are_published_for_them),
		cmocka_unit_test(without_three_figures_or_room_there_is_no_trend),
		cmocka_unit_test(only_periods_that_share_no_time_and_no_break_are_taken_together),
		cmocka_unit_test(years_of_a_small_cohort_are_pooled_by_their_pupils),
		cmocka_unit_test(large_unknown_and_single_cohorts_are_not_pooled),
		cmocka_unit_test(a_figure_is_taken_before_rounding_where_its_counts_bear_it_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
