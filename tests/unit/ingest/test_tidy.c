/* SPDX-License-Identifier: MIT
 *
 * Tidy statistics: which columns are filters, which are figures, and what the groups are called. Nobody says it but the
 * file itself, which is read twice.
 */
#include "tests/unit/ingest/taken.h"

#define TIDY  "time_period,time_identifier,geographic_level,old_la_code,"
#define YEAR  "202122,Academic year,"
#define LA(n) YEAR "Local authority," #n ","

static void a_column_of_figures_and_symbols_is_measured_and_a_column_of_words_tells_groups(void **state)
{
	const char *told = TAKE(TIDY "gender,ethnicity,pupils,share\n" LA(855) "Total,Total,10,1.5\n" LA(
		855) "Girls,White,c,z\n" LA(855) "Boys,Other White,low,k\n");

	assert_told(told, "column ees.a.pupils 2021/22 all england; authority 855=10 (row 2 pupils)\n");
	assert_told(told, "column ees.a.share 2021/22 all england; authority 855=1.5 (row 2 share)\n");
	assert_told(told, "column ees.a.pupils 2021/22 girls+white england; authority 855=suppressed (row 3");
	assert_told(told, "column ees.a.share 2021/22 girls+white england; authority 855=not applicable");
	assert_told(
		told, "column ees.a.share 2021/22 boys+other-white england; authority 855=rounds to zero");
	assert_told(told, "3 read 3 accepted 0 refused, 6 cells 4 flagged");
	assert_not_told(told, "ees.a.gender");
}

static void an_odd_word_behind_the_first_figures_costs_its_cell_and_not_the_column(void **state)
{
	const char *told = TAKE(TIDY "sex,pupils,share\n" LA(855) "Total,10,1.5\n" LA(
		856) "Total,20,2.5\n" LA(857) "Total,30,revised\n");

	assert_told(told,
		"column ees.a.share 2021/22 all england; authority 855=1.5 (row 2 share); authority "
		"856=2.5 (row 3 share)\n");
	assert_told(told, "1 figures refused\n");
	assert_told(told, "refused 4 share: 'revised' is neither a number nor one of the format's words");
	assert_told(told, "column ees.a.pupils 2021/22 all england; authority 855=10 (row 2 pupils); "
			  "authority 856=20 (row 3 pupils); authority 857=30 (row 4 pupils)\n");
}

/* Ages, school years and weeks are whole and not many; a share, or a hundred different counts, are no filter. */
static void an_odd_word_in_the_first_figures_does_not_make_them_groups(void **state)
{
	const char *told = TAKE(
		TIDY "sex,share\n" LA(855) "Total,1.5\n" LA(856) "Total,2.5\n" LA(857) "Total,withheld\n");
	struct buffer file;

	assert_told(told,
		"column ees.a.share 2021/22 all england; authority 855=1.5 (row 2 share); authority "
		"856=2.5 (row 3 share)\n");
	assert_told(told, "refused 4 share: 'withheld' is neither a number");
	buffer_init(&file, MIB);
	buffer_text(&file, TIDY "sex,pupils,share\n" LA(855) "Total,withheld,1\n");
	for (unsigned i = 200; i < 300; i++)
		buffer_print(&file, YEAR "Local authority,%u,Total,%u,1\n", i, i * 7);
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "column ees.a.pupils 2021/22 all england; authority 200=1400 (row 3 pupils); ");
	assert_told(told, "refused 2 pupils: 'withheld' is neither a number");
	buffer_done(&file);
}

/* Filters come first: a school year is told from others by its number, and one that says "Total" too is a filter. */
static void a_filter_in_front_of_the_figures_may_hold_numbers_beside_a_word(void **state)
{
	const char *told =
		TAKE(TIDY "year_group,pupils\n" LA(855) "Total,10\n" LA(855) "7,4\n" LA(855) "8,6\n");

	assert_told(told, "column ees.a.pupils 2021/22 all england; authority 855=10");
	assert_told(told, "column ees.a.pupils 2021/22 year-group-7 england; authority 855=4");
	assert_told(told, "column ees.a.pupils 2021/22 year-group-8 england; authority 855=6");
}

/* A remark beside one row in three is no figure of that row, nor are the blanks those of the others. */
static void a_sparse_remark_behind_the_figures_is_a_filter(void **state)
{
	const char *told =
		TAKE(TIDY "pupils,basis\n" LA(855) "10,\n" LA(856) "20,\n" LA(857) "30,estimated\n");

	assert_told(told, "column ees.a.pupils 2021/22 estimated england; authority 857=30");
	assert_told(told, "column ees.a.pupils 2021/22 all england; authority 855=10 (row 2 pupils); "
			  "authority 856=20");
	assert_told(told, "3 read 3 accepted 0 refused");
	assert_not_told(told, "refused 4");
}

/* Whatever it is, figures do not begin with it. */
static void a_column_of_nothing_but_symbols_does_not_make_figures_of_the_filters_behind_it(void **state)
{
	const char *told = TAKE(
		TIDY "phase,year_group,pupils\n" LA(855) "z,Total,10\n" LA(855) "z,7,4\n" LA(855) "z,8,6\n");

	assert_told(told, "column ees.a.pupils 2021/22 all england; authority 855=10");
	assert_told(told, "column ees.a.pupils 2021/22 year-group-7 england; authority 855=4");
	assert_told(told, "column ees.a.pupils 2021/22 year-group-8 england; authority 855=6");
}

static void a_filter_that_never_changes_tells_nothing(void **state)
{
	const char *told = TAKE(TIDY "school_type,sex,empty,pupils\n" LA(855) "State-funded,Girls,,10\n" LA(
		855) "State-funded,Boys,,20\n");

	assert_told(told, "column ees.a.pupils 2021/22 girls england; authority 855=10");
	assert_told(told, "column ees.a.pupils 2021/22 boys england; authority 855=20");
}

static void a_long_text_that_never_changes_tells_nothing_either(void **state)
{
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, TIDY "note,pupils\n");
	for (unsigned row = 0; row < 2; row++) {
		buffer_print(&file, YEAR "Local authority,%u,\"a line\n", 855 + row);
		for (unsigned i = 0; i < 50; i++)
			buffer_text(&file, "a word ");
		buffer_text(&file, "\",7\n");
	}
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told,
		"column ees.a.pupils 2021/22 all england; authority 855=7 (row 2 pupils); authority "
		"856=7");
	buffer_done(&file);
}

static void a_group_joins_what_every_filter_says(void **state)
{
	const char *told = TAKE(TIDY "gender,disadvantage,pupils\n" LA(855) "Female,Disadvantaged,1\n" LA(
		855) "male,Not disadvantaged,2\n" LA(855) "TOTAL,Disadvantaged,3\n" LA(855) "Female,,4\n");

	assert_told(told, "2021/22 girls+disadvantaged england; authority 855=1");
	assert_told(told, "2021/22 boys+not-disadvantaged england; authority 855=2");
	assert_told(told, "2021/22 disadvantaged england; authority 855=3");
	assert_told(told, "2021/22 girls england; authority 855=4");
}

static void a_word_that_says_nothing_alone_is_told_with_its_filter(void **state)
{
	static const char *const words[][2] = {{"Yes", "yes"}, {"NO", "no"}, {"Unknown", "unknown"},
		{"Not known", "not-known"}, {"Other", "other"}, {"Unclassified", "unclassified"},
		{"None", "none"}, {"Not applicable", "not-applicable"}, {"7", "7"}, {"7 - 11", "7-11"}};
	char want[160], file[400];

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		(void)snprintf(file, sizeof(file),
			TIDY "FSM eligible,pupils\n" LA(855) "Total,9\n" LA(855) "%s,5\n", words[i][0]);
		(void)snprintf(want, sizeof(want),
			"column ees.a.pupils 2021/22 fsm-eligible-%s england; authority 855=5", words[i][1]);
		assert_told(take_in(*state, file, strlen(file)), want);
	}
	assert_told(TAKE(TIDY "age,pupils\n" LA(855) "Total,9\n" LA(855) "10+,5\n" LA(855) "10 years,4\n"),
		"2021/22 10plus england; authority 855=5");
}

/* A column "breakdown" says which other column speaks, and is no distinction of its own. */
static void a_value_that_names_another_filter_lets_it_speak(void **state)
{
	const char *told = TAKE(TIDY "breakdown,gender,sen_status,pupils\n" LA(
		855) "Total,Total,Total,9\n" LA(855) "Gender,Girls,Total,5\n" LA(855) "SEN status,Total,SEN "
										      "Support,4\n");

	assert_told(told, "2021/22 all england; authority 855=9");
	assert_told(told, "2021/22 girls england; authority 855=5");
	assert_told(told, "2021/22 sen-support england; authority 855=4");
	assert_told(told, "3 read 3 accepted 0 refused");
}

static void two_long_values_never_become_one_group(void **state)
{
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, TIDY "topic,pupils\n" LA(855) "Total,3\n");
	for (unsigned row = 0; row < 2; row++) {
		buffer_text(&file, LA(855));
		for (unsigned i = 0; i < 30; i++)
			buffer_text(&file, "in all years ");
		buffer_print(&file, "%s,%u\n", row == 0 ? "before" : "after", row + 1);
	}
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "england; authority 855=1 (row 3 pupils)\n");
	assert_told(told, "england; authority 855=2 (row 4 pupils)\n");
	assert_told(told, "3 read 3 accepted 0 refused, 3 cells");
	buffer_done(&file);
}

/* However many filters there are, the last one tells as much as the first. */
static void a_group_of_very_many_filters_forgets_none(void **state)
{
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, TIDY);
	for (unsigned i = 0; i < 60; i++)
		buffer_print(&file, "filter_%u,", i);
	buffer_text(&file, "pupils\n");
	for (unsigned row = 0; row < 3; row++) {
		buffer_text(&file, LA(855));
		for (unsigned i = 0; i < 60; i++)
			buffer_print(&file, "a value of some forty letters or so %s,",
				row == 0 || (i == 59 && row == 2) ? "other" : "same");
		buffer_print(&file, "%u\n", row + 1);
	}
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "3 read 3 accepted 0 refused, 3 cells");
	assert_told(told, "authority 855=2 (row 3 pupils)\n");
	assert_told(told, "authority 855=3 (row 4 pupils)\n");
	buffer_done(&file);
}

static void columns_of_other_codes_and_names_are_neither(void **state)
{
	const char *told =
		TAKE("time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
		     "region_name,old_la_code,new_la_code,la_name,pupils\n"
		     "202122,Academic year,National,E92000001,England,,,,,,9\n"
		     "202122,Academic year,Local "
		     "authority,E92000001,England,E12000004,East Midlands,855,E10000018,Leicestershire,5\n");

	assert_told(told,
		"column ees.a.pupils 2021/22 all england; national england=9 (row 2 pupils); authority "
		"855=5 (row 3 pupils)\n");
	told = TAKE("time_period,time_identifier,geographic_level,old_la_code,school_urn,school_name,"
		    "trust_id,trust_name,ward_name,pupils\n" YEAR "School,855,119869,A,2044,T,Abbey,5\n" YEAR
		    "School,855,119870,B,2045,U,Castle,6\n");
	assert_told(told, "column ees.a.pupils 2021/22 all 855; school 119869=5 (row 2 pupils); "
			  "school 119870=6 (row 3 pupils)\n");
	assert_not_told(told, "trust");
}

static void one_version_throughout_says_how_final_the_file_is(void **state)
{
	struct taking *t = *state;

#define VERSIONS(a, b) TAKE(TIDY "version,pupils\n" LA(855) a ",1\n" LA(856) b ",2\n")
	assert_told(VERSIONS("Revised", "Revised"), "opened a.csv ees.tidy revised\n");
	assert_told(VERSIONS("provisional", "provisional"), "opened a.csv ees.tidy provisional\n");
	assert_told(VERSIONS("Final", "Final"), "opened a.csv ees.tidy final\n");
	assert_told(VERSIONS("Revised", "Final"), "opened a.csv ees.tidy \n");
	assert_told(VERSIONS("Draft", "Draft"), "opened a.csv ees.tidy \n");
	assert_told(VERSIONS("Final", "Final"), "column ees.a.pupils 2021/22 all england");
	t->submit.status = "provisional"; /* its sender knows better */
	assert_told(VERSIONS("Final", "Final"), "opened a.csv ees.tidy provisional\n");
}

static void the_same_column_of_two_names_is_one_measure(void **state)
{
#define ATTENDANCE                                                                                           \
	"time_period,time_identifier,geographic_level,old_la_code,num_schools,enrolments,possible_sessions," \
	"overall_absence,attendance_perc,"
	const char *told =
		TAKE(ATTENDANCE "auth_grt_perc\n2022,Week 37,Local authority,855,9,8,7,6,94.5,0.1\n");

	assert_told(told,
		"column attendance.auth_mob_perc 2022 week 37 all england; authority 855=0.1 (row 2 "
		"auth_grt_perc)\n");
	assert_told(told, "column attendance.attendance_perc 2022 week 37 all england; authority 855=94.5");
	told = TAKE(ATTENDANCE "auth_mob_perc\n2022,Week 37,Local authority,855,9,8,7,6,94.5,0.1\n");
	assert_told(told,
		"column attendance.auth_mob_perc 2022 week 37 all england; authority 855=0.1 (row 2 "
		"auth_mob_perc)\n");
}

static void a_value_that_two_filters_have_is_told_with_its_filter(void **state)
{
	const char *told = TAKE(TIDY "need,support,pupils\n" LA(855) "Speech,Total,1\n" LA(
		855) "Total,SPEECH,2\n" LA(855) "Speech,Speech,3\n" LA(855) "Total,Plan,4\n");

	assert_told(told, "column ees.a.pupils 2021/22 need-speech england; authority 855=1");
	assert_told(told, "column ees.a.pupils 2021/22 support-speech england; authority 855=2");
	assert_told(told, "column ees.a.pupils 2021/22 need-speech+support-speech england; authority 855=3");
	assert_told(told, "column ees.a.pupils 2021/22 plan england; authority 855=4");
	assert_not_told(told, "figures refused");
}

static enum described age_is_a_filter(void *context, const char *id)
{
	(void)context;
	return strcmp(id, "ees.a.age") == 0      ? DESCRIBED_FILTER
	       : strcmp(id, "ees.a.pupils") == 0 ? DESCRIBED_INDICATOR
						 : DESCRIBED_NOT;
}

/* Without "Total" among them ages look like figures, which one area has several of. */
static void a_filter_of_numbers_is_one_where_a_description_says_it(void **state)
{
	struct taking *t = *state;
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, TIDY "age,sex,pupils\n");
	for (unsigned age = 4; age < 20; age++)
		buffer_print(
			&file, LA(855) "%u,Girls,%u\n" LA(855) "%u,Boys,%u\n", age, age * 10, age, age * 11);
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "closed refused");
	assert_told(told, "NAME.meta.csv");
	t->described_as = age_is_a_filter;
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(
		told, "column ees.a.pupils 2021/22 age-4+girls england; authority 855=40 (row 2 pupils)\n");
	assert_told(told, "column ees.a.pupils 2021/22 age-19+boys england; authority 855=209");
	assert_told(told, "32 read 32 accepted 0 refused, 32 cells");
	buffer_done(&file);
}

static void two_columns_of_one_name_are_refused_by_their_numbers(void **state)
{
	const char *told = TAKE(TIDY "sex,rate,pupils,Rate\n" LA(855) "Total,1.5,10,2.5\n");

	assert_told(told, "closed refused");
	assert_told(told, "columns 6 and 8, 'rate' and 'Rate', would both be the measure ees.a.rate: give "
			  "them names of "
			  "their own");
}

static void what_is_refused_is_told_in_the_order_of_rows_in_characters_of_the_file(void **state)
{
	const char *told = TAKE(TIDY "sex,pupils,rate\n" LA(855) "Total,10,1\n" LA(855) "Total,20,2\n" LA(
		856) "Total,30,\xc2\xa3"
		     "3\n" LA(857) "Total,40,4\n" LA(850) "Total,50,5\n" LA(850) "Total,60,6\n");
	const char *first = strstr(told, "refused 3 pupils: the same figure");
	const char *second = strstr(told, "refused 3 rate: the same figure");
	const char *third = strstr(told, "refused 4 rate: '\xc2\xa3"
					 "3' is neither a number");
	const char *last = strstr(told, "refused 7 pupils: the same figure");

	if (first == NULL || second < first || third < second || last < third)
		fail_msg("%s", told);
}

static void what_is_read_twice_is_the_same_in_slices_of_one_row(void **state)
{
	static const char file[] = "\n" TIDY "sex,pupils\n\n" LA(855) "Total,10\n" LA(
		855) "Girls,4\n,,,,,\n" LA(855) "Boys,6\n" YEAR "Ward,855,Girls,5\n";
	struct taking *t = *state;
	uint8_t kept[8192];
	size_t len;

	(void)take_in(t, file, sizeof(file) - 1);
	len = t->events.len;
	assert_in_range(len, 1, sizeof(kept));
	memcpy(kept, t->events.data, len);
	t->slice = 1;
	assert_told(take_in(t, file, sizeof(file) - 1),
		"1 passed over\nclosed accepted ees.tidy : 4 read 3 accepted");
	assert_true(bytes_equal(bytes_of(kept, len), bytes_of(t->events.data, t->events.len)));
}

static void a_file_without_rows_or_figures_is_refused(void **state)
{
	struct taking *t = *state;

	for (t->slice = 1; t->slice < 8; t->slice++) {
		assert_told(TAKE(TIDY "sex,pupils\n"),
			"0 read 0 accepted 0 refused, 0 cells 0 flagged: the file has a "
			"header and nothing that could be taken in");
		assert_told(TAKE(TIDY "sex,pupils"), "closed refused ees.tidy : 0 read");
		assert_told(TAKE(TIDY "sex,pupils\n,,,,,\n\n"), "closed refused ees.tidy : 0 read");
		assert_told(TAKE(TIDY "sex,type\n" LA(855) "Girls,Primary\n" LA(855) "Boys,Special\n"),
			"closed refused ees.tidy : 2 read");
		assert_told(TAKE(TIDY "sex,pupils\n" LA(855) "Girls,\n"), "closed refused ees.tidy : 1 read");
	}
}

static void a_row_that_breaks_off_refuses_the_file_at_the_first_reading(void **state)
{
	const char *told = TAKE(TIDY "sex,pupils\n" LA(855) "Girls,4\n" LA(855) "Bo");

	assert_told(told, "row 3: the file was cut short in its last row, which has 5 of 6 columns");
}

static void two_thousand_columns_are_taken_in_and_one_more_is_not(void **state)
{
	struct buffer file;

	for (unsigned columns = 2000; columns <= 2001; columns++) {
		const char *told;

		buffer_init(&file, MIB);
		buffer_text(&file, TIDY "sex");
		for (unsigned i = 5; i < columns; i++)
			buffer_print(&file, ",n_%u", i);
		buffer_text(&file, "\n" LA(855) "Girls");
		for (unsigned i = 5; i < columns; i++)
			buffer_print(&file, ",%u", i);
		buffer_text(&file, "\n" LA(855) "Boys");
		for (unsigned i = 5; i < columns; i++)
			buffer_text(&file, ",c");
		buffer_text(&file, "\n");
		told = take_in(*state, (char *)file.data, file.len);
		if (columns == 2000) {
			assert_told(told, "2 read 2 accepted 0 refused, 3990 cells 1995 flagged");
			assert_told(told, "column ees.a.n_1999 2021/22 girls england; authority 855=1999");
		} else {
			assert_told(told, "closed refused");
			assert_told(told, "2000");
		}
		buffer_done(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(a_column_of_figures_and_symbols_is_measured_and_a_column_of_words_tells_groups),
		EACH(an_odd_word_behind_the_first_figures_costs_its_cell_and_not_the_column),
		EACH(an_odd_word_in_the_first_figures_does_not_make_them_groups),
		EACH(a_filter_in_front_of_the_figures_may_hold_numbers_beside_a_word),
		EACH(a_sparse_remark_behind_the_figures_is_a_filter),
		EACH(a_column_of_nothing_but_symbols_does_not_make_figures_of_the_filters_behind_it),
		EACH(a_filter_that_never_changes_tells_nothing),
		EACH(a_long_text_that_never_changes_tells_nothing_either),
		EACH(a_group_joins_what_every_filter_says),
		EACH(a_word_that_says_nothing_alone_is_told_with_its_filter),
		EACH(a_value_that_names_another_filter_lets_it_speak),
		EACH(two_long_values_never_become_one_group),
		EACH(a_group_of_very_many_filters_forgets_none),
		EACH(columns_of_other_codes_and_names_are_neither),
		EACH(one_version_throughout_says_how_final_the_file_is),
		EACH(the_same_column_of_two_names_is_one_measure),
		EACH(a_value_that_two_filters_have_is_told_with_its_filter),
		EACH(a_filter_of_numbers_is_one_where_a_description_says_it),
		EACH(two_columns_of_one_name_are_refused_by_their_numbers),
		EACH(what_is_refused_is_told_in_the_order_of_rows_in_characters_of_the_file),
		EACH(what_is_read_twice_is_the_same_in_slices_of_one_row),
		EACH(a_file_without_rows_or_figures_is_refused),
		EACH(a_row_that_breaks_off_refuses_the_file_at_the_first_reading),
		EACH(two_thousand_columns_are_taken_in_and_one_more_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
