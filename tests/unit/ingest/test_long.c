/* SPDX-License-Identifier: MIT
 *
 * A council's own figures, one a row: groups, and values that are given by what they were divided from.
 */
#include "tests/unit/ingest/taken.h"

#define COUNCIL "area,measure,period,group,value,numerator,denominator\n"

static void the_year_is_an_academic_one_however_it_is_written(void **state)
{
	const char *told =
		TAKE("area,measure,period,value\n855,m,2018/19,1\n855,n,2018-19,2\n855,o,201819,3\n855,p,"
		     "2018/2019,4\n855,q,2019,5\n855,r,2018-19 (provisional),6\n");

	assert_told(told, "column m 2018/19 all england;");
	assert_told(told, "column n 2018/19 all england;");
	assert_told(told, "column o 2018/19 all england;");
	assert_told(told, "column p 2018/19 all england;");
	assert_told(told, "column q 2019 all england;");
	assert_told(told, "column r 2018/19 all england;");
	told = TAKE("area,measure,period,value\n855,m,then,1\n855,m,,1\n855,m,(2018/19),1\n");
	assert_told(told, "refused 2 period: 'then' is no period\n");
	assert_told(told, "refused 3 period: '' is no period\n");
	assert_told(told, "refused 4 period: '' is no period\n");
}

static void a_group_is_an_id_whatever_it_is_called_in_the_file(void **state)
{
	const char *told = TAKE(
		COUNCIL "855,m,2018/19,Girls,1,,\n855,m,2018/19,,2,,\n855,m,2018/19,SEN Support,3,,\n855,"
			"m,2018/19,not-disadvantaged,4,,\n855,n,2018/19,all,5,,\n855,n,2018/19,\"!\",6,,\n");

	assert_told(told, "column m 2018/19 girls england; authority 855=1");
	assert_told(told, "column m 2018/19 all england; authority 855=2");
	assert_told(told, "column m 2018/19 sen-support england; authority 855=3");
	assert_told(told, "column m 2018/19 not-disadvantaged england; authority 855=4");
	assert_told(told, "column n 2018/19 all england; authority 855=5");
}

/* LEEP writes a group of two distinctions so, and a council that asks for it will too. */
static void a_group_of_two_distinctions_is_taken_as_leep_prints_it(void **state)
{
	assert_told(TAKE(COUNCIL "855,m,2018/19,girls+disadvantaged,1,,\n"),
		"column m 2018/19 girls+disadvantaged england; authority 855=1");
	assert_told(TAKE(COUNCIL "855,m,2018/19,Girls + SEN support,1,,\n"),
		"column m 2018/19 girls+sen-support england; authority 855=1");
}

static void long_groups_stay_apart(void **state)
{
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, COUNCIL);
	for (unsigned row = 0; row < 2; row++) {
		buffer_text(&file, "855,m,2018/19,");
		for (unsigned i = 0; i < 60; i++)
			buffer_text(&file, "longer ");
		buffer_print(&file, "%u,%u,,\n", row, row);
	}
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "2 read 2 accepted 0 refused, 2 cells");
	assert_told(told, "authority 855=1 (row 3 value)\n");
	buffer_done(&file);
}

static void a_value_keeps_what_it_was_divided_from(void **state)
{
	const char *told =
		TAKE(COUNCIL "855,m,2018/19,,59.5,4331,7275\n856,m,2018/19,,50,,7275\n857,m,2018/19,,40,3,\n"
			     "858,m,2018/19,,46.1,1842.5,40\n859,m,2018/19,,1.5,3,2.0\n");

	assert_told(told, "authority 855=59.5 of 7275 as 4331/7275 (row 2 value)");
	assert_told(told, "authority 856=50 (row 3 value)");
	assert_told(told, "authority 857=40 (row 4 value)");
	assert_told(told, "authority 858=46.1 of 40 as 1842.5/40 (row 5 value)");
	assert_told(told, "authority 859=1.5 as 3/2 (row 6 value)");
}

static void without_a_value_the_share_is_worked_out_in_percent(void **state)
{
	const char *told = TAKE(
		COUNCIL "855,m,2018/19,,,4331,7275\n856,m,2018/19,,,0,7\n857,m,2018/19,,,1,3\n"
			"858,m,2018/19,,,9,6\n859,m,2018/19,,,\"1,000\",\"3,000\"\n860,m,2018/19,,,2.0,4\n");

	assert_told(told, "authority 855=59.5 of 7275 as 4331/7275 (row 2 value)");
	assert_told(told, "authority 856=0.0 of 7 as 0/7");
	assert_told(told, "authority 857=33.3 of 3 as 1/3");
	assert_told(told, "authority 858=150.0 of 6 as 9/6");
	assert_told(told, "authority 859=33.3 of 3000 as 1000/3000");
	assert_told(told, "authority 860=50.0 of 4 as 2/4");
}

static void a_share_of_nobody_is_not_applicable(void **state)
{
	const char *told = TAKE(COUNCIL "855,m,2018/19,,,0,0\n856,m,2018/19,,,1,2\n");

	assert_told(told, "authority 855=not applicable");
	assert_told(told, "2 cells 1 flagged");
}

/* What a council may not publish it marks in all three columns, or in the one it is about. */
static void a_hidden_operand_hides_the_share_and_is_no_fault(void **state)
{
	const char *told = TAKE(
		COUNCIL "855,m,2018/19,,c,c,c\n856,m,2018/19,,,c,120\n857,m,2018/19,,,5,SUPP\n858,m,2018/19,,"
			"12.5,c,120\n859,m,2018/19,,SUPP,c,12\n");

	assert_told(told, "authority 855=suppressed (row 2 value)");
	assert_told(told, "authority 856=suppressed (row 3 value)");
	assert_told(told, "authority 857=suppressed (row 4 value)");
	assert_told(told, "authority 858=12.5 (row 5 value)");
	assert_told(told, "authority 859=suppressed (row 6 value)");
	assert_not_told(told, "refused 2");
	assert_told(told, "5 read 5 accepted 0 refused, 5 cells 4 flagged");
}

static void operands_that_are_no_numbers_are_refused_and_the_value_stays(void **state)
{
	const char *told = TAKE(COUNCIL
		"855,m,2018/19,,12.5,some,120\n856,m,2018/19,,12.5,5,many\n857,m,2018/19,,12.5,5,-1\n");

	assert_told(told, "refused 2 numerator: numerator and denominator are not a pair of numbers\n");
	assert_told(told, "refused 3 ");
	assert_told(told, "refused 4 ");
	assert_told(told, "authority 855=12.5 (row 2 value); authority 856=12.5 (row 3 value); authority "
			  "857=12.5 (row 4 "
			  "value)\n");
}

static void a_value_that_is_neither_number_nor_symbol_refuses_its_row(void **state)
{
	const char *told = TAKE(COUNCIL "855,m,2018/19,,about 5,,\n856,m,2018/19,,5,,\n");

	assert_told(told, "refused 2 value: 'about 5' is neither a number");
	assert_told(told, "2 read 1 accepted 1 refused");
}

static void operands_of_any_size_are_divided_within_range(void **state)
{
	const char *told = TAKE(COUNCIL
		"855,m,2018/19,,,8999999999999,1\n856,m,2018/19,,,-8999999999999,1\n857,m,2018/19,,,1,"
		"8999999999999\n858,m,2018/19,,1,1,8999999999999\n859,m,2018/19,,,9000000000000,1\n");

	assert_told(told, "closed accepted");
	assert_told(told, "authority 857=0.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(the_year_is_an_academic_one_however_it_is_written),
		EACH(a_group_is_an_id_whatever_it_is_called_in_the_file),
		EACH(a_group_of_two_distinctions_is_taken_as_leep_prints_it),
		EACH(long_groups_stay_apart),
		EACH(a_value_keeps_what_it_was_divided_from),
		EACH(without_a_value_the_share_is_worked_out_in_percent),
		EACH(a_share_of_nobody_is_not_applicable),
		EACH(a_hidden_operand_hides_the_share_and_is_no_fault),
		EACH(operands_that_are_no_numbers_are_refused_and_the_value_stays),
		EACH(a_value_that_is_neither_number_nor_symbol_refuses_its_row),
		EACH(operands_of_any_size_are_divided_within_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
