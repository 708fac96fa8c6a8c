/* SPDX-License-Identifier: MIT
 *
 * Differences, totals and rows that slipped, on tables as they were printed in the report of November 2013.
 */
#include "tests/unit/ingest/checked.h"

/* -- differences ------------------------------------------------------------------------------------------------- */

static void a_difference_that_its_operands_do_not_give_is_found(void **state)
{
	assert_found(all_checks(*state, "2007 48 46 46 2 3\n2009 54 52 52 3 2\n"),
		"2 D2 diff: m 2006/07: LA 48 less SN 46 is 2, but 3 is published; it would take LA 49 or SN "
		"45\n"
		"3 D1 diff: m 2008/09: LA 54 less Nat 52 is 2, but 3 is published; it would take LA 55 or "
		"Nat 51\n");
}

static void a_lost_sign_is_told_from_a_wrong_figure(void **state)
{
	assert_found(all_checks(*state, "2005 75 75 77 0 2\n2006 76 76 77 0 1\n"),
		"2 D2 diff-sign: m 2004/05: LA 75 less SN 77 is -2, but 2 is published; the sign was lost\n"
		"3 D2 diff-sign: m 2005/06: LA 76 less SN 77 is -1, but 1 is published; the sign was lost\n");
}

static void one_unit_of_a_decimal_is_rounding_and_one_whole_unit_is_not(void **state)
{
	assert_found(all_checks(*state, "2010 72.4 69.3 70.7 3.1 1.8\n2011 73.9 71.8 72.2 2.1 1.7\n"),
		"2 D2 diff-rounding: m 2009/10: LA 72.4 less SN 70.7 is 1.7, but 1.8 is published; one unit "
		"of "
		"the last decimal, as from figures that were rounded afterwards\n");
	assert_found(all_checks(*state, "2010 72.4 69.3 70.7 3.1 1.9\n2011 73.9 71.8 72.2 2.1 1.7\n"),
		"2 D2 diff: m 2009/10: LA 72.4 less SN 70.7 is 1.7, but 1.9 is published; it would take LA "
		"72.6 "
		"or SN 70.5\n");
	assert_found(all_checks(*state, "2005 70 69 71 1 0\n"),
		"2 D2 diff: m 2004/05: LA 70 less SN 71 is -1, but 0 is published; it would take LA 71 or SN "
		"70\n");
}

static void both_differences_wrong_by_the_same_point_to_the_authority(void **state)
{
	assert_found(
		all_checks(*state, "2012 762.2 780.5 783.8 -28.3 -31.6\n2013 759.4 775.5 768.4 -16.1 -9.0\n"),
		"2 D1 diff: m 2011/12: LA 762.2 less Nat 780.5 is -18.3, but -28.3 is published; both "
		"published "
		"differences imply LA 752.2\n"
		"2 D2 diff: m 2011/12: LA 762.2 less SN 783.8 is -21.6, but -31.6 is published; both "
		"published "
		"differences imply LA 752.2\n");
}

static void a_difference_is_judged_by_what_the_series_displays(void **state)
{
	/* 0 and 3 stand for 0.0 and 3.0 beside differences with decimals: 0.4 is not 0. */
	assert_nothing_found(all_checks(*state, "2002 52.5 49.5 53.2 3 -0.7\n2006 58.4 57.5 58.4 0.9 0\n"));
	assert_found(all_checks(*state, "2002 52.5 49.5 53.2 3 -0.7\n2006 58.4 57.5 58.0 0.9 0\n"),
		"3 D2 diff: m 2005/06: LA 58.4 less SN 58.0 is 0.4, but 0 is published; it would take LA "
		"58.0 or "
		"SN 58.4\n");
	/* Differences printed as whole numbers throughout are right within a half. */
	assert_nothing_found(all_checks(*state, "2002 52.5 49.9 53.2 3 -1\n2006 58.4 57.9 58.4 1 0\n"));
	/* And differences with a decimal more than their operands come from figures with more decimals. */
	assert_nothing_found(all_checks(*state, "2010 72 69 71 3.4 1.4\n"));
	assert_found(all_checks(*state, "2010 72 69 71 3.6 1.4\n"),
		"2 D1 diff: m 2009/10: LA 72 less Nat 69 is 3, but 3.6 is published; it would take LA 72.6 "
		"or "
		"Nat 68.4\n");
}

static void a_blank_difference_beside_both_operands_is_missing(void **state)
{
	assert_found(all_checks(*state, "2009 69.9 64.7 65.6 5.2 _\n"),
		"2 D2 diff-missing: m 2008/09: LA 69.9 less SN 65.6 is 4.3, but no difference is "
		"published\n");
	assert_nothing_found(all_checks(*state, "2006 85 83 _ 2 _\n"));
	assert_nothing_found(
		all_checks(*state, "2006 85 83 84 2 x\n")); /* said to be missing, not forgotten */
	assert_nothing_found(all_checks(*state, "2006 85 c c x x\n"));
}

static void figures_beyond_what_can_be_subtracted_are_passed_over(void **state)
{
	assert_nothing_found(all_checks(*state, "2006 9000000000000 0.000000001 _ 1 _\n"));
}

/* -- rows that slipped ------------------------------------------------------------------------------------------- */

static void the_rows_that_the_report_printed_a_column_short_are_found(void **state)
{
	struct table *table = *state;
	static const char *const printed[][2] = {
		{"2013 59.3 60.4 60.1 -1.1 -0.8 _",
			"LA 59.3 less SF 60.4 is -1.1 and LA 59.3 less SN 60.1 is -0.8"},
		{"2013 81.8 82.7 81.4 -0.9 0.4 _",
			"LA 81.8 less SF 82.7 is -0.9 and LA 81.8 less SN 81.4 is 0.4"},
		{"2013 96.2 95.8 95.7 0.4 0.5 _",
			"LA 96.2 less SF 95.8 is 0.4 and LA 96.2 less SN 95.7 is 0.5"},
		{"2013 16.4 22.7 21.1 -6.3 -4.7 _",
			"LA 16.4 less SF 22.7 is -6.3 and LA 16.4 less SN 21.1 is -4.7"}};

	table->layout = ks4_layout();
	for (int percent = 0; percent < 2; percent++) {
		table->percent = percent == 1;
		for (size_t i = 0; i < ARRAY_LEN(printed); i++) {
			char want[300], lines[200];

			/* With the year before, whose row is whole. */
			(void)snprintf(lines, sizeof(lines), "2012 56.9 59.4 59.1 59.2 -2.2 -2.3\n%s\n",
				printed[i][0]);
			(void)snprintf(want, sizeof(want),
				"3 All shifted-row: m 2012/13: the figures from All on stand a column too "
				"far "
				"left: read 1 column further right, %s\n",
				printed[i][1]);
			assert_found(all_checks(table, lines), want);
		}
	}
}

static void a_row_that_lost_a_comparator_of_the_differences_is_found_by_what_cannot_be_a_percentage(
	void **state)
{
	struct table *table = *state;

	table->percent = true;
	assert_found(all_checks(table, "2013 59.3 60.1 -1.1 -0.8 _\n"),
		"2 Nat shifted-row: m 2012/13: the figures from Nat on stand a column too far left: read 1 "
		"column "
		"further right, LA 59.3 less SN 60.1 is -0.8\n");
}

static void a_row_that_was_pushed_to_the_right_is_found(void **state)
{
	struct table *table = *state;

	table->layout = ks4_layout();
	table->layout.name[5] = "D2";
	assert_found(
		all_checks(table, "2012 56.9 59.4 59.1 59.2 -2.2 -2.3\n2013 56.9 _ 59.4 59.1 59.2 -2.2\n"),
		"3 All shifted-row: m 2012/13: the figures from All on stand a column too far right: read 1 "
		"column "
		"further left, LA 56.9 less SF 59.1 is -2.2\n");
}

static void blanks_and_wrong_differences_are_no_shift(void **state)
{
	/* One difference of a row may agree by chance when its figures are moved. */
	static const char *const rows[] = {"2009 69.9 64.7 65.6 5.2 _", "2006 34 33 34 _ _",
		"2006 50 25 25 _ _", "2001 46 42 _ _ _", "2006 85 83 _ 2 _", "2007 13 13 _ _ _",
		"2013 46 _ _ _ _", "2006 195.4 202.0 _ -7.2 _", "2013 20 10 10 _ 10"};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strstr(all_checks(*state, rows[i]), "shifted-row") != NULL)
			fail_msg("%s is taken for a row that slipped", rows[i]);
}

static void nothing_else_is_said_of_a_row_that_slipped(void **state)
{
	struct table *table = *state;
	const char *found;

	table->layout = ks4_layout();
	found = all_checks(table, "2012 56.9 59.4 59.1 59.2 -2.2 -2.3\n2013 81.8 82.7 81.4 -0.9 0.4 _\n");
	assert_non_null(strstr(found, "shifted-row"));
	assert_null(strstr(found, "diff"));
	assert_null(strstr(found, "operand"));
}

static void a_row_that_was_put_right_is_told_with_what_speaks_for_it(void **state)
{
	struct table *table = *state;
	struct check_group group = table_of(table, "2013 59.3 60.4 60.1 -1.1 -0.8\n");
	struct finding_place place = {2, 9, "note"};

	group.row[0]->realigned = "one column short; realigned";
	check_realigned(group.layout, group.row[0], place, "all-institutions", table->findings);
	assert_found(told(table), "2 note shifted-row: m 2012/13: as published the figures of this row stood "
				  "a column off; the file "
				  "says 'one column short; realigned', and a figure for all-institutions, "
				  "which the year before has, is "
				  "missing; as it stands now, LA 59.3 less Nat 60.4 is -1.1 and LA 59.3 less "
				  "SN 60.1 is -0.8\n");
}

/* -- totals ------------------------------------------------------------------------------------------------------ */

static void quarters(struct table *table)
{
	table->layout = (struct check_layout){.n = 5,
		.name = {"Q1", "Q2", "Q3", "Q4", "Year"},
		.position = {1, 2, 3, 4, 5},
		.n_totals = 1,
		.total = {{4, 4, {0, 1, 2, 3}}}};
}

static void parts_that_do_not_sum_to_their_total_are_found(void **state)
{
	quarters(*state);
	assert_found(all_checks(*state, "contacts 3819 3827 3491 3604 14741\nreferrals 279 262 326 424 1341\n"
					"secondary 7 13 13 17 49\nabsence 84.9% 89.1% 75.9% 89.0% 84.5%\n"),
		"3 Year parts-total: referrals: Year is 1341, but Q1 279 + Q2 262 + Q3 326 + Q4 424 is 1291: "
		"the total "
		"is 50 too large\n"
		"4 Year parts-total: secondary: Year is 49, but Q1 7 + Q2 13 + Q3 13 + Q4 17 is 50: the "
		"total is 1 "
		"too small\n");
}

static void a_row_that_lacks_a_part_or_the_total_is_not_judged(void **state)
{
	quarters(*state);
	assert_nothing_found(
		all_checks(*state, "a 8 10 9 3 _\nb 0 0 0 _ 7\nc 1 x 2 3 9\nd 0 11.00% 20.00% 25.71% 3\n"));
}

static void parts_with_decimals_may_each_have_been_rounded(void **state)
{
	quarters(*state);
	assert_nothing_found(all_checks(*state, "a 1.2 1.2 1.2 1.2 5.0\nb 1.2 1.2 1.2 1.2 4.6\n"));
	assert_found(all_checks(*state, "a 1.2 1.2 1.2 1.2 5.1\n"),
		"2 Year parts-total: a: Year is 5.1, but Q1 1.2 + Q2 1.2 + Q3 1.2 + Q4 1.2 is 4.8: the total "
		"is 0.3 "
		"too large\n");
}

static void a_total_of_rows_is_held_against_them(void **state)
{
	struct table *table = *state;
	struct check_group group;

	table->layout = (struct check_layout){.n = 1, .name = {"local"}, .position = {1}};
	group = table_of(
		table, "schools 14\nouting 1\ngood 8\nmiddling 2\nbad 2\nup 4\nsame 6\ndown 4\nhidden x\n");
	check_sum(group.layout, 0, group.row[0], group.row + 1, 4, table->findings);
	check_sum(group.layout, 0, group.row[0], group.row + 5, 3, table->findings);
	check_sum(group.layout, 0, group.row[0], group.row + 6, 3, table->findings);
	assert_found(told(table), "2 local parts-total: schools: local is 14, but outing 1 + good 8 + "
				  "middling 2 + bad 2 is 13: the total is "
				  "1 too large\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, table_setup, table_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_difference_that_its_operands_do_not_give_is_found),
		TEST(a_lost_sign_is_told_from_a_wrong_figure),
		TEST(one_unit_of_a_decimal_is_rounding_and_one_whole_unit_is_not),
		TEST(both_differences_wrong_by_the_same_point_to_the_authority),
		TEST(a_difference_is_judged_by_what_the_series_displays),
		TEST(a_blank_difference_beside_both_operands_is_missing),
		TEST(figures_beyond_what_can_be_subtracted_are_passed_over),
		TEST(the_rows_that_the_report_printed_a_column_short_are_found),
		TEST(a_row_that_lost_a_comparator_of_the_differences_is_found_by_what_cannot_be_a_percentage),
		TEST(a_row_that_was_pushed_to_the_right_is_found),
		TEST(blanks_and_wrong_differences_are_no_shift),
		TEST(nothing_else_is_said_of_a_row_that_slipped),
		TEST(a_row_that_was_put_right_is_told_with_what_speaks_for_it),
		TEST(parts_that_do_not_sum_to_their_total_are_found),
		TEST(a_row_that_lacks_a_part_or_the_total_is_not_judged),
		TEST(parts_with_decimals_may_each_have_been_rounded),
		TEST(a_total_of_rows_is_held_against_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
