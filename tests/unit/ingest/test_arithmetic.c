/* SPDX-License-Identifier: MIT
 *
 * Which figures of a file are checked, by its format and by the catalogue; and that what is found changes nothing else.
 */
#include "tests/unit/ingest/taken.h"

#define TABLES                                                                        \
	"measure,title,key_stage,unit,year,basis,la,national,statistical_neighbours," \
	"published_diff_national,published_diff_sn,source_line,note\n"
#define LONG     "area,measure,period,value\n"
#define QUARTERS "item,Q1,Q2,Q3,Q4,Full Year\n"

static void a_table_is_taken_in_as_published_with_what_was_found_beside_it(void **state)
{
	const char *told = TAKE(TABLES "ks2.em.4plus,,KS2,percent,2005,maintained,70,69,71,1,0,3770,\n");

	assert_told(told, "finding 2 published_diff_sn diff: ks2.em.4plus 2004/05: la 70 less "
			  "statistical_neighbours 71 "
			  "is -1, but 0 is published");
	assert_told(told, "1 findings\n");
	assert_told(told, "column ks2.em.4plus 2004/05 all england; national england=69");
	assert_told(told, "closed accepted council.series : 1 read 1 accepted 0 refused, 3 cells 0 flagged");
}

static void differences_that_a_file_does_not_have_are_not_missed(void **state)
{
	assert_not_told(TAKE(SERIES "ks2.em.4plus,,2005,maintained,70,69,71\n"), "finding");
	assert_not_told(TAKE("measure,year,basis,la,national,statistical_neighbours,published_diff_national\n"
			     "ks2.em.4plus,2005,maintained,70,69,71,1\n"),
		"finding");
}

static void series_are_told_apart_by_measure_and_basis_in_any_order(void **state)
{
	/* Each alone has a stuck tail of two years; together, and in the order of the file, they would have four. */
	assert_not_told(TAKE(TABLES "ks5.3aa,,,,2011,state-funded,81,71,71,10,10,,\n"
				    "ks5.3aa,,,,2012,all-institutions,81,71,71,10,10,,\n"
				    "ks5.3aa,,,,2013,state-funded,81,71,71,10,10,,\n"
				    "ks5.3aa,,,,2014,all-institutions,81,71,71,10,10,,\n"),
		"stuck-tail");
	assert_told(TAKE(TABLES "ks3.em.5plus,,,,2013,maintained,89,71,71,10,6,,\n"
				"ks3.em.5plus,,,,2011,maintained,86,71,71,10,6,,\n"
				"ks3.em.5plus,,,,2012,maintained,87,71,71,10,6,,\n"),
		"finding 3 national stuck-tail: ks3.em.5plus 2010/11 to 2012/13");
}

static void a_row_put_right_by_hand_is_told_by_its_remark(void **state)
{
	const char *told =
		TAKE(TABLES "ks4.ebacc,,,,2012,state-funded,10.6,16.2,16.6,-5.6,-6,4237,\n"
			    "ks4.ebacc,,,,2012,all-institutions,,18.3,,,,4237,national figure\n"
			    "ks4.ebacc,,,,2013,state-funded,16.4,22.7,21.1,-6.3,-4.7,4238,source row is one "
			    "column short; realigned\n");

	assert_told(told,
		"finding 4 note shifted-row: ks4.ebacc 2012/13: as published the figures of this row stood a "
		"column off; the file says 'source row is one column short; realigned', and a figure for "
		"all-institutions, which the year before has, is missing; as it stands now, la 16.4 less "
		"national "
		"22.7 is -6.3 and la 16.4 less statistical_neighbours 21.1 is -4.7\n1 findings\n");
}

static void a_measure_that_takes_over_inherits_what_must_stand_beside_it(void **state)
{
	assert_told(TAKE(TABLES "eyfs.gld.old,,,,2012,maintained,63,64,66,-1,-3,,\n"
				"eyfs.gld,,,,2013,maintained,46,,,,,,\n"),
		"finding 3 national operand-missing: eyfs.gld 2012/13: la 46 without national and "
		"statistical_neighbours, "
		"which the series had until 2011/12 as eyfs.gld.old\n1 findings\n");
	assert_not_told(TAKE(TABLES "eyfs.gld,,,,2013,maintained,46,,,,,,\n"), "finding");
}

static void figures_of_a_measure_after_another_took_its_place_are_found(void **state)
{
	const char *told = TAKE(TABLES "ks2.english.4plus,,,,2012,maintained,86,85,85,1,1,,\n"
				       "ks2.english.4plus,,,,2013,maintained,87,87,87,0,0,,\n");

	assert_told(told, "finding 3 la superseded: ks2.english.4plus 2012/13: ks2.reading.4plus took the "
			  "place of this "
			  "measure in 2012/13\n1 findings\n");
}

static void a_percentage_beyond_a_hundred_or_below_nought_is_found_in_any_layout(void **state)
{
	const char *told =
		TAKE(ABSENCE "855,2000,140696,100.1,100\n855,2001,140697,-0.5,0\n855,2002,140698,SUPP,55\n");

	assert_told(told, "finding 2 PERCTOT out-of-range: absence.overall 2018/19: 100.1 is no percentage");
	assert_told(told, "finding 3 PERCTOT out-of-range: absence.overall 2018/19: -0.5 is no percentage");
	assert_told(told, "2 findings\n");
	assert_told(TAKE(LONG "855,absence.overall,2018/19,455\n"), "finding 2 value out-of-range");
	/* Scores and points have no such bounds. */
	assert_not_told(
		TAKE(LONG "855,ks4.progress8,2018/19,-0.5\n855,ks4.attainment8,2018/19,101\n"), "finding");
}

static void a_series_over_a_change_of_definition_is_found_unless_its_source_says_so(void **state)
{
	assert_told(TAKE(LONG "855,ks4.attainment8,2017/18,46.5\n855,ks4.attainment8,2015/16,49.9\n"
			      "855,ks4.attainment8,2016/17,46.1\n"),
		"finding 4 value definition-break: ks4.attainment8: the definition changed in 2016/17; the "
		"figures of "
		"2015/16 and of 2016/17 stand in one series and do not compare\n1 findings\n");
	assert_not_told(
		TAKE(LONG "855,ks4.attainment8,2017/18,46.5\n855,ks4.attainment8,2016/17,46.1\n"), "finding");
	assert_not_told(TAKE(TABLES "ks3.english.5plus,,,,2008,maintained,82,74,76,8,6,,\n"
				    "ks3.english.5plus,,,,2009,maintained,86,77,79,9,7,,\n"),
		"finding");
}

#define STATEMENTS "id,topic,period,local,national,unit\n"

static void of_statements_only_those_that_no_table_publishes_are_taken_in(void **state)
{
	const char *told = TAKE(STATEMENTS "A,children,2013-07,81,77,percent\n"
					   "F,complaints,2012/13,8,,count\n"
					   "G,concerns,2013,0,,count\n"
					   "eyfs.gld,good level,2013,46.4,52,percent\n"
					   "support.schools,supported,2013-04/2013-07,48,,count\n");

	assert_told(told,
		"column ofsted.pupils_good_or_better 2013 month 7 all england; national england=77 (row 2 "
		"national); authority 855=81 (row 2 local)\n");
	assert_told(told, "column ofsted.complaints 2012/13 all england; authority 855=8 (row 3 local)\n");
	assert_told(told, "column ofsted.secretary_of_state_concerns 2012/13 all england; authority 855=0 "
			  "(row 4 local)\n");
	assert_not_told(told, "column eyfs.gld");
	assert_told(told, "5 read 5 accepted 0 refused, 4 cells 0 flagged: this layout is checked, and only "
			  "figures that no table publishes are taken in");
}

static void a_statement_of_no_period_is_refused_alone(void **state)
{
	const char *told = TAKE(STATEMENTS "A,children,2013-13,81,77,percent\n"
					   "B,schools,2013-07,3,3,percent\n"
					   "x,y,,1,,count\nx,y,,1,,count\nx,y,,1,,count\nx,y,,1,,count\n"
					   "x,y,,1,,count\nx,y,,1,,count\nx,y,,1,,count\nx,y,,1,,count\n");

	assert_told(told, "'2013-13' is no year or month");
	assert_told(told, "column ofsted.inadequate 2013 month 7 all england; national england=3 (row 3 "
			  "national); authority 855=3 (row 3 "
			  "local)\n");
	assert_not_told(told, "pupils_good_or_better");
}

static void quarters_are_checked_and_not_taken_in(void **state)
{
	const char *told =
		TAKE(QUARTERS "Education,3,0,14,1,18\nNot Known,3,6,5,1,3\n"
			      "Plans,120 (92),54 (34),83 (56),164 (121),596 (423)\nlate,1,2,,4,7\n");

	assert_told(told, "finding 3 Full Year parts-total: Not Known: Full Year is 3, but Q1 3 + Q2 6 + Q3 "
			  "5 + Q4 1 is "
			  "15: the total is 12 too small\n");
	assert_told(told, "finding 4 Full Year parts-total: Plans: Full Year is 596, but Q1 120 + Q2 54 + Q3 "
			  "83 + Q4 164 "
			  "is 421: the total is 175 too large\n2 findings\n");
	assert_told(told, "4 read 4 accepted 0 refused, 0 cells 0 flagged: this layout is checked, and its "
			  "figures are not "
			  "taken in\n");
	/* Whatever stands before the figures says what a row is about. */
	assert_told(TAKE("Indicator,Q4,Q3,Q2,Q1,Total\nS47 enquiries,295,283,296,327,1200\n"),
		"finding 2 Total parts-total: S47 enquiries: Total is 1200, but");
}

static void a_header_that_names_a_column_twice_or_not_at_all_is_no_trouble(void **state)
{
	assert_told(TAKE("Q1,Q1,Q2,Q3,Q4,Total,Total,\n1,1,1,1,1,9,4,\n"),
		"finding 2 Total parts-total: Total is 9");
	assert_not_told(TAKE("Q1,Q2,Q3,Q4\n1,1,1,1\n"), "finding");
	assert_not_told(TAKE("Q1,Q2,Q3,Q4,Total\n1\n1,1,1,1\n"), "finding"); /* short rows */
}

static void stated_figures_are_summed_over_their_rows(void **state)
{
	const char *told =
		TAKE("id,topic,period,local,national,unit\n"
		     "ofsted.since_september.total,inspected,2013-11,14,,count\n"
		     "ofsted.since_september.outstanding,outstanding,2013-11,1,,count\n"
		     "ofsted.since_september.good,good,2013-11,8,,count\n"
		     "ofsted.since_september.requires_improvement,requires improvement,2013-11,2,,count\n"
		     "ofsted.since_september.inadequate,inadequate,2013-11,2,,count\n"
		     "ofsted.since_september.improved,improved,2013-11,4,,count\n"
		     "ofsted.since_september.same,same,2013-11,6,,count\n"
		     "ofsted.since_september.declined,declined,2013-11,4,,count\n");

	assert_told(told,
		"finding 2 local parts-total: inspected: local is 14, but outstanding 1 + good 8 + requires "
		"improvement 2 + inadequate 2 is 13: the total is 1 too large\n1 findings\n");
}

static void a_refused_file_has_no_findings(void **state)
{
	const char *told = TAKE(TABLES "ks2.em.4plus,,,,2005,maintained,70,69,71,1,0,,\n"
				       "no.such.measure,,,,2005,maintained,70,69,71,1,0,,\n");

	assert_told(told, "closed refused");
	assert_not_told(told, "finding");
}

/* `n` rows of quarters, all of which are one off. */
static const char *many(struct taking *t, size_t n)
{
	struct buffer rows;
	const char *told;

	buffer_init(&rows, 16 * MIB);
	buffer_text(&rows, QUARTERS);
	for (size_t i = 0; i < n; i++)
		buffer_print(&rows, "r%zu,1,1,1,1,5\n", i);
	told = take_in(t, (const char *)rows.data, rows.len);
	buffer_done(&rows);
	return told;
}

static void more_findings_than_are_listed_are_counted(void **state)
{
	const char *told = many(*state, FINDINGS_MAX + 1000);

	assert_told(told, "finding 5001 Full Year parts-total");
	assert_not_told(told, "finding 5002 ");
	assert_told(told, "6000 findings\n");
}

static void rows_beyond_what_is_checked_are_told_of(void **state)
{
	const char *told = many(*state, 20001);

	assert_told(told, "20000 findings\n");
	assert_told(told, "20001 read 20001 accepted");
	assert_told(told, "the arithmetic of the first 20000 rows was checked");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_table_is_taken_in_as_published_with_what_was_found_beside_it),
		TEST(differences_that_a_file_does_not_have_are_not_missed),
		TEST(series_are_told_apart_by_measure_and_basis_in_any_order),
		TEST(a_row_put_right_by_hand_is_told_by_its_remark),
		TEST(a_measure_that_takes_over_inherits_what_must_stand_beside_it),
		TEST(figures_of_a_measure_after_another_took_its_place_are_found),
		TEST(a_percentage_beyond_a_hundred_or_below_nought_is_found_in_any_layout),
		TEST(a_series_over_a_change_of_definition_is_found_unless_its_source_says_so),
		TEST(of_statements_only_those_that_no_table_publishes_are_taken_in),
		TEST(a_statement_of_no_period_is_refused_alone),
		TEST(quarters_are_checked_and_not_taken_in),
		TEST(a_header_that_names_a_column_twice_or_not_at_all_is_no_trouble),
		TEST(stated_figures_are_summed_over_their_rows),
		TEST(a_refused_file_has_no_findings),
		TEST(more_findings_than_are_listed_are_counted),
		TEST(rows_beyond_what_is_checked_are_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
