/* SPDX-License-Identifier: MIT
 *
 * The scale of charts and the names at the ends of their lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "services/reports/papers/axis.h"
#include "services/reports/papers/chart.h"
#include "services/reports/papers/chart_label.h"

#define ONE INT64_C(1000000)

static void the_axis_marks_round_numbers(void **state)
{
	struct axis axis;

	(void)state;
	axis_fit(423 * ONE / 10, 604 * ONE / 10, 1, true, &axis);
	assert_int_equal(axis.low, 40 * ONE);
	assert_int_equal(axis.high, 65 * ONE);
	assert_int_equal(axis.step, 5 * ONE);
	assert_int_equal(axis.decimals, 0);
	axis_fit(-52 * ONE / 100, 17 * ONE / 100, 2, false, &axis);
	assert_int_equal(axis.low, -6 * ONE / 10);
	assert_int_equal(axis.high, 2 * ONE / 10);
	assert_int_equal(axis.step, 2 * ONE / 10);
	assert_int_equal(axis.decimals, 1);
}

static void figures_that_lie_close_are_given_room(void **state)
{
	struct axis axis;

	(void)state;
	axis_fit(92 * ONE, 93 * ONE, 0, true, &axis);
	assert_true(axis.high - axis.low >= 10 * ONE);
	axis_fit(45 * ONE / 10, 45 * ONE / 10, 1, true, &axis);
	assert_true(axis.high - axis.low >= 4 * ONE);
	assert_true(axis.low <= 45 * ONE / 10 && axis.high >= 45 * ONE / 10);
}

static void percentages_stay_within_nought_and_a_hundred(void **state)
{
	struct axis axis;

	(void)state;
	axis_fit(99 * ONE, 100 * ONE, 0, true, &axis);
	assert_int_equal(axis.high, 100 * ONE);
	axis_fit(0, ONE, 0, true, &axis);
	assert_int_equal(axis.low, 0);
	axis_fit(99 * ONE, 112 * ONE, 0, true, &axis); /* as published, right or wrong: never cut */
	assert_true(axis.high >= 112 * ONE);
}

static void the_axis_holds_every_figure_with_few_marks(void **state)
{
	(void)state;
	for (int64_t least = -3000; least <= 3000; least += 7) {
		for (int64_t span = 1; span < 4000000000; span *= 3) {
			for (unsigned decimals = 0; decimals < 4; decimals++) {
				struct axis axis;

				axis_fit(least * 1000, least * 1000 + span, decimals, span % 2 == 0, &axis);
				assert_true(axis.low <= least * 1000 && axis.high >= least * 1000 + span);
				assert_true(axis.low < axis.high);
				assert_int_equal(axis.low % axis.step, 0);
				assert_int_equal(axis.high % axis.step, 0);
				assert_true((axis.high - axis.low) / axis.step <= 6);
			}
		}
	}
}

static void names_wrap_at_spaces(void **state)
{
	struct chart_label label;

	(void)state;
	chart_label_wrap("Bournemouth, Christchurch and Poole", &label);
	assert_int_equal(label.n, 3);
	assert_memory_equal(label.row[0], "Bournemouth,", label.len[0]);
	assert_memory_equal(label.row[1], "Christchurch and", label.len[1]);
	assert_memory_equal(label.row[2], "Poole", label.len[2]);
	assert_int_equal(label.widest, 16);
	chart_label_wrap("Leicestershire", &label);
	assert_int_equal(label.n, 1);
	chart_label_wrap("", &label);
	assert_int_equal(label.n, 0);
	chart_label_wrap("T\xc5\xb7", &label);
	assert_int_equal(label.widest, 2);
}

static void names_do_not_cover_each_other(void **state)
{
	struct chart_label label[4];

	(void)state;
	for (int y = 0; y <= 3000; y += 50) {
		for (size_t i = 0; i < 4; i++) {
			label[i].line = i;
			label[i].y_from = y + (int)i * 20 % 50;
			chart_label_wrap(i % 2 == 0 ? "Statistical neighbours" : "England", &label[i]);
		}
		chart_label_spread(label, 4, 240, 2670);
		for (size_t i = 0; i < 4; i++) {
			int half = (int)label[i].n * LABEL_ROW_HEIGHT / 2;

			assert_true(label[i].y - half >= 240);
			assert_true(label[i].y + half <= 2670);
			if (i > 0)
				assert_true(label[i].y - half >=
					    label[i - 1].y + (int)label[i - 1].n * LABEL_ROW_HEIGHT / 2);
		}
	}
}

static void a_full_chart_keeps_the_newest_periods(void **state)
{
	struct chart chart = {.id = "c", .title = "t", .unit = "points", .n_line = 2};

	(void)state;
	for (unsigned year = 1950; year < 2020; year++) {
		int64_t value[CHART_LINES_MAX] = {year * ONE, DECIMAL_NONE, 0, 0};

		chart_add(&chart, period_make(PERIOD_CALENDAR, year, 0), value);
	}
	assert_int_equal(chart.n, CHART_PERIODS_MAX);
	assert_int_equal(chart_periods(&chart), CHART_PERIODS_MAX);
	assert_int_equal(period_year(chart.period[0]), 2020 - CHART_PERIODS_MAX);
	assert_int_equal(period_year(chart.period[chart.n - 1]), 2019);
	assert_int_equal(chart.line[0].value[chart.n - 1], 2019 * ONE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_axis_marks_round_numbers),
		cmocka_unit_test(figures_that_lie_close_are_given_room),
		cmocka_unit_test(percentages_stay_within_nought_and_a_hundred),
		cmocka_unit_test(the_axis_holds_every_figure_with_few_marks),
		cmocka_unit_test(names_wrap_at_spaces),
		cmocka_unit_test(names_do_not_cover_each_other),
		cmocka_unit_test(a_full_chart_keeps_the_newest_periods),
	};

	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
