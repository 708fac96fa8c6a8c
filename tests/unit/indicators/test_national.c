/* SPDX-License-Identifier: MIT
 *
 * Places among all authorities and the period compared with, against numbers worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/model/decimal.h"
#include "services/indicators/statistics/compare.h"
#include "services/indicators/statistics/national.h"

#define HIGH POLARITY_HIGH
#define LOW  POLARITY_LOW

static void figures_are_sorted_whatever_their_order_and_size(void **state)
{
	int64_t figures[] = {7, INT64_MAX, -3, 7, 0, INT64_MIN + 1, -3};
	const int64_t sorted[] = {INT64_MIN + 1, -3, -3, 0, 7, 7, INT64_MAX};
	int64_t near[] = {511, 255, 256}, alike[] = {5, 5}; /* two passes; none */
	int64_t room[ARRAY_LEN(figures)];

	(void)state;
	national_sort(figures, room, ARRAY_LEN(figures));
	assert_memory_equal(figures, sorted, sizeof(sorted));
	national_sort(near, room, 3);
	assert_true(near[0] == 255 && near[1] == 256 && near[2] == 511);
	national_sort(near, room, 2);
	assert_true(near[0] == 255 && near[1] == 256);
	national_sort(alike, room, 2);
	assert_true(alike[0] == 5 && alike[1] == 5);
	national_sort(figures, room, 0);
	assert_memory_equal(figures, sorted, sizeof(sorted));
}

static void the_example_of_the_header_comes_out(void **state)
{
	static const int64_t x[] = {40, 50, 50, 60, 70};
	static const uint32_t rank[] = {5, 3, 3, 2, 1}, percent[] = {20, 60, 60, 80, 100},
			      quartile[] = {4, 4, 4, 2, 1};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(national_rank(x, 5, x[i], HIGH), rank[i]);
		assert_int_equal(
			national_percentile(national_rank(x, 5, x[i], HIGH), 5), percent[i] * 1000000);
		assert_int_equal(national_quartile(x, 5, x[i], HIGH), quartile[i]);
	}
}

static void where_low_is_good_the_least_is_best(void **state)
{
	static const int64_t x[] = {40, 50, 50, 60, 70};
	static const uint32_t rank[] = {1, 2, 2, 4, 5}, quartile[] = {1, 1, 1, 3, 4};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(national_rank(x, 5, x[i], LOW), rank[i]);
		assert_int_equal(national_quartile(x, 5, x[i], LOW), quartile[i]);
	}
}

/* Of 1 to 6 the bounds are at 1.25, 2.5 and 3.75: 2.25, 3.5 and 4.75. Of 1 to 9 they are figures: 3, 5 and 7. */
static void a_figure_at_a_bound_belongs_below_it(void **state)
{
	static const int64_t x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	static const uint32_t of_six[] = {1, 1, 2, 3, 4, 4}, of_nine[] = {1, 1, 1, 2, 2, 3, 3, 4, 4};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(national_quartile(x, 6, x[i], LOW), of_six[i]);
		assert_int_equal(national_quartile(x, 6, x[i], HIGH), 5 - of_six[i]);
	}
	for (size_t i = 0; i < 9; i++) {
		assert_int_equal(national_quartile(x, 9, x[i], LOW), of_nine[i]);
		assert_int_equal(national_quartile(x, 9, x[i], HIGH), 5 - of_nine[i]);
	}
}

/* The bands by the bounds as they are defined, interpolated, in quarters. */
static uint32_t band_by_bounds(const int64_t *x, size_t n, int64_t figure)
{
	uint32_t band = 1;

	for (size_t k = 1; k < 4; k++) {
		size_t at = (n - 1) * k / 4, rest = (n - 1) * k % 4;
		int64_t bound = 4 * x[at] + (rest == 0 ? 0 : (int64_t)rest * (x[at + 1] - x[at]));

		band += 4 * figure > bound ? 1 : 0;
	}
	return band;
}

static void bands_without_interpolation_are_those_with_it(void **state)
{
	int64_t x[40], room[ARRAY_LEN(x)];
	uint32_t chance = 1;

	(void)state;
	for (size_t n = NATIONAL_QUARTILES_MIN; n <= ARRAY_LEN(x); n++) {
		for (int round = 0; round < 50; round++) {
			for (size_t i = 0; i < n; i++) {
				chance = chance * 1664525 + 1013904223;
				x[i] = (int64_t)(chance >> 16) % (3 + round) - 4; /* from many ties to few */
			}
			national_sort(x, room, n);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(
					national_quartile(x, n, x[i], LOW), band_by_bounds(x, n, x[i]));
		}
	}
}

static void all_alike_share_the_first_place_and_a_band(void **state)
{
	static const int64_t x[] = {5, 5, 5, 5};

	(void)state;
	assert_int_equal(national_rank(x, 4, 5, HIGH), 1);
	assert_int_equal(national_rank(x, 4, 5, LOW), 1);
	assert_int_equal(national_quartile(x, 4, 5, LOW), 1);
	assert_int_equal(national_quartile(x, 4, 5, HIGH),
		4); /* at every bound, and so below it: as the Tool has it */
}

static void without_a_better_end_or_enough_others_there_is_no_place(void **state)
{
	static const int64_t x[] = {1, 2, 3, 4};

	(void)state;
	assert_int_equal(national_rank(x, 4, 2, POLARITY_NONE), 0);
	assert_int_equal(national_rank(x, 4, 2, POLARITY_UNKNOWN), 0);
	assert_int_equal(national_quartile(x, 4, 2, POLARITY_NONE), 0);
	assert_int_equal(national_quartile(x, 4, 2, POLARITY_UNKNOWN), 0);
	assert_int_equal(national_rank(x, 1, 1, HIGH), 0);
	assert_int_equal(national_rank(x, 0, 1, HIGH), 0);
	assert_int_equal(national_rank(x, 2, 1, HIGH), 2);
	assert_int_equal(national_quartile(x, 3, 1, HIGH), 0);
	assert_int_equal(national_quartile(x, 4, 1, HIGH), 4);
	assert_int_equal(national_percentile(0, 4), 0);
	assert_int_equal(national_percentile(1, 0), 0);
}

static void a_percentile_is_rounded_to_millionths(void **state)
{
	(void)state;
	assert_int_equal(national_percentile(63, 152), 59210526); /* 9000 / 152 = 59.2105263 */
	assert_int_equal(national_percentile(2, 3), 66666667);
	assert_int_equal(national_percentile(152, 152), 657895); /* 100 / 152 = 0.65789473 */
	assert_int_equal(national_percentile(1, 152), 100000000);
}

static struct period year(unsigned end)
{
	return period_make(PERIOD_ACADEMIC, end, 0);
}

static void a_change_is_never_taken_across_a_break_or_a_takeover(void **state)
{
	struct measure m = {.year = "academic", .breaks = "2016/17", .superseded_from = ""};
	struct period previous;

	(void)state;
	assert_true(compare_previous(NULL, year(2019), &previous) && previous.v == year(2018).v);
	assert_true(compare_previous(&m, year(2018), &previous) && previous.v == year(2017).v);
	assert_false(compare_previous(&m, year(2017), &previous));
	assert_true(compare_previous(&m, year(2016), &previous)); /* both under the old definition */
	m = (struct measure){.year = "academic", .breaks = "", .superseded_from = "2012/13"};
	assert_true(compare_previous(&m, year(2012), &previous) && previous.v == year(2011).v);
	assert_false(compare_previous(&m, year(2013), &previous));
	assert_false(compare_previous(&m, year(2014), &previous));
	assert_false(compare_previous(NULL, period_make(PERIOD_DATE, 2019, 33), &previous));
}

/* September to January beside a whole year would be autumn beside summer; a week has one before it. */
static void a_year_so_far_is_compared_with_no_other(void **state)
{
	const struct measure m = {.year = "to-date", .breaks = "", .superseded_from = ""};
	struct period previous;

	(void)state;
	assert_false(compare_previous(&m, year(2025), &previous));
	assert_true(compare_previous(&m, period_make(PERIOD_WEEK, 2025, 40), &previous));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_year_so_far_is_compared_with_no_other),
		cmocka_unit_test(figures_are_sorted_whatever_their_order_and_size),
		cmocka_unit_test(the_example_of_the_header_comes_out),
		cmocka_unit_test(where_low_is_good_the_least_is_best),
		cmocka_unit_test(a_figure_at_a_bound_belongs_below_it),
		cmocka_unit_test(bands_without_interpolation_are_those_with_it),
		cmocka_unit_test(all_alike_share_the_first_place_and_a_band),
		cmocka_unit_test(without_a_better_end_or_enough_others_there_is_no_place),
		cmocka_unit_test(a_percentile_is_rounded_to_millionths),
		cmocka_unit_test(a_change_is_never_taken_across_a_break_or_a_takeover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
