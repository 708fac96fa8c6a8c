/* SPDX-License-Identifier: MIT
 *
 * What a file becomes: figures of each layout, the file's year, the verdict over it.
 */
#include "tests/unit/ingest/taken.h"

static void a_wide_table_gives_schools_their_authority_and_the_nation(void **state)
{
	const char *told =
		TAKE(KS4 "1,855,4508,138833,Ashby School,ACC,563,47.9,544,-0.07,-0.18,0.04,-0.08,4.32\n"
			 "4,855,,,,,6900,46.10,6700,-0.1,-0.12,-0.08,,4\n"
			 "7,,,,,,540000,46.6,,-0.03,,,,\n");

	assert_told(told, "opened a.csv dfe.ks4.provisional.2018-19 provisional\n");
	assert_told(told, "school 138833 855 4508 Ashby School  state-funded mainstream\n");
	assert_told(
		told, "column ks4.attainment8 2018/19 all 855; school 138833=47.9 of 563 (row 2 ATT8SCR)\n");
	assert_told(told, "column ks4.attainment8 2018/19 all england; national england=46.6 of 540000 (row "
			  "4 ATT8SCR); "
			  "authority 855=46.10 of 6900 (row 3 ATT8SCR)\n");
	assert_told(told, "column ks4.progress8 2018/19 all 855; school 138833=-0.07 of 544 from -0.18 to "
			  "0.04 (row 2 P8MEA)\n");
	assert_told(
		told, "national england=-0.03 (row 4 P8MEA); authority 855=-0.1 of 6700 from -0.12 to -0.08");
	assert_told(told, "closed accepted dfe.ks4.provisional.2018-19 2018/19: 3 read 3 accepted 0 refused, "
			  "11 cells 0 "
			  "flagged: period assumed");
}

static void independent_schools_stand_on_the_basis_of_all(void **state)
{
	const char *told = TAKE(KS4 "2,855,6010,120330,Grange,INDSPEC,10,12.5,NA,NA,NA,NA,NA,NA\n"
				    "5,,,,,,600000,44.6,,,,,,\n");

	assert_told(told, "school 120330 855 6010 Grange  independent special\n");
	assert_told(told, "column ks4.attainment8.all 2018/19 all 855; school 120330=12.5 of 10");
	assert_told(told, "column ks4.attainment8.all 2018/19 all england; national england=44.6 of 600000");
	assert_not_told(told, "column ks4.attainment8 ");
}

static void the_nation_by_kind_of_school_is_a_group(void **state)
{
	const char *told = TAKE(ABSENCE "855,2000,140696,2.9,SUPP\n,PRI,,4.0,8.2\n,SEC,,5.5,13.7\n");

	assert_told(told, "column absence.overall 2018/19 primary-schools england; national england=4.0 (row "
			  "3 PERCTOT)\n");
	assert_told(told, "column absence.overall 2018/19 secondary-schools england; national england=5.5");
	assert_told(told, "column absence.persistent_10 2018/19 all 855; school 140696=suppressed (row 2 "
			  "PPERSABS10)\n");
}

static void a_missing_figure_is_a_flag_and_never_nought(void **state)
{
	const char *told =
		TAKE(ABSENCE "855,2000,140696,SUPP,NE\n855,2001,140697,NA,NP\n855,2002,140698,,0\n");

	assert_told(told,
		"school 140696=suppressed (row 2 PERCTOT); school 140697=not applicable (row 3 PERCTOT)\n");
	assert_told(told, "school 140696=no entries (row 2 PPERSABS10); school 140697=not published (row 3 "
			  "PPERSABS10); "
			  "school 140698=0 (row 4 PPERSABS10)\n");
	assert_told(told, "5 cells 4 flagged");
}

static void what_is_no_figure_is_refused_by_row_and_column(void **state)
{
	const char *told = TAKE(ABSENCE "855,2000,140696,2.9,n/a\n\n855,2001,140697,4 7,1.5\n");

	assert_told(told, "refused 2 PPERSABS10: 'n/a' is neither a number nor one of the format's words");
	assert_told(told, "refused 4 PERCTOT: '4 7' is neither");
	assert_told(told,
		"closed accepted dfe.absence.10 2018/19: 2 read 2 accepted 0 refused, 2 cells 0 flagged");
}

static void a_row_about_nobody_is_refused(void **state)
{
	const char *told = TAKE(
		ABSENCE "855,1,140696,2.9,1\n99,2,140697,2.9,1\n855,3,9999,2.9,1\n855,4,536990815,2.9,1\n");

	assert_told(told, "refused 3 LA: expected the three-digit code of an authority\n");
	assert_told(told, "refused 4 URN: expected the URN of a school, five to seven digits\n");
	assert_told(told,
		"refused 5 URN: expected the URN of a school, five to seven digits\n"); /* 119903 + 2^29 */
	told = TAKE(KS4 "1,855,4508,138833,A,ACC,563,47.9,,,,,,\n9,855,1,1,B,ACC,5,4,,,,,,\n");
	assert_told(told, "refused 3 RECTYPE: '9' is no kind of row that this format knows\n");
}

static void a_file_with_more_than_one_bad_row_in_ten_is_refused_whole(void **state)
{
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, ABSENCE);
	for (unsigned i = 0; i < 18; i++)
		buffer_print(&file, "855,1,%u,1,2\n", 100000 + i);
	buffer_text(&file, "855,1,x,1,2\n855,1,x,1,2\n");
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "closed accepted dfe.absence.10 2018/19: 20 read 18 accepted 2 refused");
	buffer_text(&file, "855,1,x,1,2\n");
	told = take_in(*state, (char *)file.data, file.len);
	assert_told(told, "closed refused dfe.absence.10 2018/19: 21 read 18 accepted 3 refused, 0 cells 0 "
			  "flagged: 3 of 21 "
			  "rows were refused");
	assert_told(told, "refused 22 URN");
	assert_not_told(told, "opened");
	buffer_done(&file);
}

static void the_year_is_as_asked_else_of_the_name_else_of_the_layout(void **state)
{
	static const char *const named[][2] = {{"2016-17/england_abs.csv", "2016/17"},
		{"abs_201617.csv", "2016/17"}, {"abs_2016_17.csv", "2016/17"},
		{"abs 2016-2017 v2.csv", "2016/17"}, {"2015-16/abs_201617.csv", "2016/17"},
		{"abs_20161231.csv", "2018/19"}, {"abs_2016-18.csv", "2018/19"},
		{"abs_2011-12-05.csv", "2018/19"}, {"2017.csv", "2018/19"}};
	struct taking *t = *state;
	char want[80];

	for (size_t i = 0; i < ARRAY_LEN(named); i++) {
		t->submit.name = named[i][0];
		(void)snprintf(want, sizeof(want), "closed accepted dfe.absence.10 %s:", named[i][1]);
		assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), want);
	}
	t->submit.name = "2016-17/england_abs.csv";
	t->submit.period = "2012/13";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "closed accepted dfe.absence.10 2012/13:");
	t->submit.period = "2013";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "closed accepted dfe.absence.10 2012/13:");
	t->submit.period = "soon";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "period 'soon': expected an academic year");
	t->submit.period = "2018-07-31";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "period '2018-07-31': expected an academic year");
}

static void a_file_that_was_cut_short_is_refused(void **state)
{
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n855,2,140697,2."),
		"row 3: the file was cut short in its last row, which has 4 of 5 columns");
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n855,2,140697,2.9,1"), "closed accepted");
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n855,2,140697,\"2.9,1\n"), "the file was cut short");
	assert_told(TAKE(ABSENCE), "closed refused dfe.absence.10 2018/19: 0 read");
	assert_told(TAKE(""),
		"closed refused  : 0 read 0 accepted 0 refused, 0 cells 0 flagged: the file is empty");
	assert_told(TAKE("a,b\n1,2\n"), "the header, which begins \"a, b\", is not of a known format");
}

static void a_short_last_row_is_whole_when_others_are_as_short(void **state)
{
	assert_told(TAKE(ABSENCE "855,1,140696,2.9\n855,2,140697,2.9"), "closed accepted");
	assert_told(TAKE(ABSENCE "855,1,140696,2.9\n855,2,140697"), "the file was cut short in its last row");
}

static void a_format_that_was_asked_for_must_fit(void **state)
{
	struct taking *t = *state;

	t->submit.format = "dfe.census";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "format dfe.census needs a column 'SCHOOLTYPE'");
	t->submit.format = "none";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "no format is called 'none'");
}

static void a_figure_given_twice_is_kept_once(void **state)
{
	const char *told = TAKE(ABSENCE "855,1,140696,2.9,1\n855,1,140696,3.9,1\n");

	assert_told(told, "school 140696=2.9 (row 2 PERCTOT)\n");
	assert_told(told, "refused 3 PERCTOT: the same figure of the same area stands in an earlier row, "
			  "which was kept\n");
}

static void a_long_table_brings_its_own_measures(void **state)
{
	const char *told = TAKE(LAIT
		"TotAbs,\"Absence,\nall\",2016,x,4.3899999999999997,301,\n"
		"Old,Title of old,2016-17 (OT),x,-,855,\n"
		"TotAbs,,2016,x,7.0000000000000007E-2,970,\nTotAbs,,2016,x,c,983,\nOld,,2016-17,x,,301,\n");

	assert_told(told, "measure lait.Old Title of old\nmeasure lait.TotAbs Absence, all\ncolumn");
	assert_told(told, "column lait.TotAbs 2016 all england; national england=0.07 (row 4 Values); "
			  "authority 301=4.39 "
			  "(row 2 Values); region 983=suppressed (row 5 Values)\n");
	assert_told(told, "column lait.Old 2016-17 all england; authority 855=missing (row 3 Values)\n");
	assert_told(told, "5 read 5 accepted 0 refused");
}

static void a_title_is_kept_wherever_the_first_row_of_its_measure_stands(void **state)
{
	struct buffer file;
	const char *told;

	buffer_init(&file, MIB);
	buffer_text(&file, LAIT);
	for (unsigned i = 0; i < 3000; i++)
		buffer_print(
			&file, "m%u,%s,2016,x,1,%u,\n", i % 10, i < 10 ? "Title" : "", 100 + i / 10 % 700);
	told = take_in(*state, (char *)file.data, file.len);
	for (char want[] = "measure lait.m0 Title\n"; want[14] <= '9'; want[14]++)
		assert_told(told, want);
	buffer_done(&file);
}

static void a_series_gives_authority_nation_and_neighbours(void **state)
{
	struct taking *t = *state;
	const char *told = TAKE(SERIES "ks4.attainment8,T,2013,state-funded,45,46.5,x\n"
				       "ks4.attainment8,T,2012/13,all-institutions,44,,47\n");

	assert_told(told, "column ks4.attainment8 2012/13 all england; national england=46.5 (row 2 "
			  "national); authority "
			  "855=45 (row 2 la); neighbours 855=not published (row 2 statistical_neighbours)\n");
	assert_told(told, "column ks4.attainment8.all 2012/13 all england; authority 855=44 (row 3 la); "
			  "neighbours 855=47");
	assert_told(TAKE(SERIES "none.such,T,2013,,1,2,3\n"),
		"refused 2 measure: 'none.such' is not a measure of the catalogue\n");
	t->submit.authority = 5;
	assert_told(TAKE(SERIES "ks4.attainment8,T,2013,,45,46,47\n"), "give --authority");
}

static void inspections_are_judgements_with_a_date(void **state)
{
	const char *told =
		TAKE(OFSTED "119904,B,Primary,17/11/2015,07/12/2015,2\n119903,A,Primary,17/11/2016,,4\n"
			    "119905,C,Primary,,,NULL\n119903,A,Primary,2014-01-31,,1\n"
			    "119908,F,Nursery,,,Not judged\n");

	assert_told(told, "school 119903 0 0 A Primary \nschool 119904 0 0 B Primary \nschool 119905");
	assert_told(told, "inspection 119903 2014-01-31 grade 1 (row 5 Overall effectiveness)\ninspection "
			  "119903 2016-11-17 "
			  "grade 4 (row 3 Overall effectiveness)\ninspection 119904 2015-11-17 grade 2");
	told = TAKE(OFSTED "119906,D,Primary,31/02/2015,,1\n119907,E,Primary,01/02/2015,,5\n");
	assert_told(told, "refused 2 Inspection date: '31/02/2015' is no date");
	assert_told(told, "refused 3 Overall effectiveness: expected a grade from 1 to 4\n");
}

static void a_date_before_there_were_grades_is_no_date(void **state)
{
	assert_told(TAKE(OFSTED "119903,A,Primary,01/01/1970,,4\n"),
		"refused 2 Inspection date: '01/01/1970' is no date");
}

static void neighbours_come_in_sets(void **state)
{
	const char *told =
		TAKE(NEIGHBOURS "2021-04,855,1,881\n2013-11,855,,823\n2021-04,855,2,830\n2013-11,301,,302\n"
				"2013-13,301,,302\n2013-11,5,,302\n2013-11,301,,x\n");

	assert_told(told, "more than one in ten");
	told = TAKE(NEIGHBOURS "2021-04,855,1,881\n2013-11,855,,823\n2021-04,855,2,830\n2013-11,301,,302\n");
	assert_told(told, "set 201311 301: 302\nset 201311 855: 823\nset 202104 855: 881 830\n");
}

static void a_neighbour_named_twice_counts_once(void **state)
{
	const char *told = TAKE(NEIGHBOURS "2021-04,855,1,881\n2021-04,855,2,830\n2021-04,855,1,881\n");

	assert_not_told(told, "881 830 881");
}

static void names_arrive_as_text_whatever_bytes_they_have(void **state)
{
	const char *told = TAKE(KS4 "1,855,4508,138833,\"St\x01 Ren\xe9\",ACC,1,2,,,,,,\n"
				    "1,855,4508,138834,\xed\xa0\x80,ACC,1,2,,,,,,\n");

	assert_told(told, "school 138833 855 4508 St  Ren\xc3\xa9  state-funded mainstream\n");
}

static void events_are_the_same_however_the_file_is_read(void **state)
{
	static const char *const files[] = {"services/cli/sample/2018-19/england_ks4provisional.csv",
		"services/cli/sample/ofsted/2018-07-31_latest_outcomes.csv", "tests/data/lait_small.csv",
		"services/cli/sample/leicestershire-2013/published_tables.csv", "tests/data/truncated.csv"};
	struct taking *t = *state;

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		static char data[512 * 1024];
		FILE *file = fopen(files[i], "rb");
		size_t len = file == NULL ? 0 : fread(data, 1, sizeof(data), file);
		uint8_t *kept;
		size_t kept_len;

		assert_true(len > 0 && fclose(file) == 0);
		t->slice = 1;
		(void)take_in(t, data, len);
		kept_len = t->events.len;
		kept = malloc(kept_len);
		memcpy(kept, t->events.data, kept_len);
		t->slice = 4096;
		(void)take_in(t, data, len);
		assert_true(bytes_equal(bytes_of(kept, kept_len), bytes_of(t->events.data, t->events.len)));
		free(kept);
	}
}

/* 3,600 files that are good but for two odd cells: all of their events must be events to a consumer. */
static void whatever_a_file_holds_its_events_are_taken(void **state)
{
	static const struct {
		const char *header;
		const char *cells; /* one row; '#' stands for its number */
	} layouts[] = {{KS4, "1,855,4508,1388#,School,ACC,563,47.9,544,-0.07,-0.18,0.04,-0.08,4.32\n"},
		{ABSENCE, "855,2000,1406#,2.9,3.4\n"}, {LAIT, "TotAbs,Title,2016,Name,4.38,3#,Region\n"},
		{SERIES, "ks4.attainment8,T,19#,state-funded,45,46,47\n"},
		{OFSTED, "1199#,A,Primary,17/11/2015,07/12/2015,2\n"}, {NEIGHBOURS, "2021-04,3#,1,881\n"},
		{"time_period,time_identifier,geographic_level,old_la_code,version,sex,fsm,pupils,share\n",
			"202122,Academic year,Local authority,3#,Final,Girls,Total,10,1.5\n"},
		{"area,urn,authority,measure,period,group,value,numerator,denominator\n",
			",1199#,855,m,2018/19,Girls,12.5,1,8\n"},
		{"Country_code,LA_code,GOR_name,Laden_all_FSM_13,KS4_LEVEL2_EM_all_FSM_13\n",
			"E92000001,3#,East Midlands,543,157\n"},
		{"RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,TELIG,PTRWM_EXP,READPROG,WRITPROG,MATPROG,READPROG_16,"
		 "TSENELAPK,READPROG_LOWER,READPROG_UPPER,OTHER,OTHER_16\n",
			"1,855,2001,1199#,Name,CY,20,65,1,2,3,4,6,-1,3,7,8\n"},
		{"Measure_short,Chart_title,Polarity,y_axis_name,dps\n", "m#,Title,Low,%,2\n"},
		{"LEA,LA Name,REGION,REGION NAME\n", "3#,Name,4,East Midlands\n"}};
	static const char *const odd[] = {"", "1", "2", "4", "7", "PRI", "301", "970", "983", "119903",
		"536990815", "9999999", "2013", "2016-17", "01/01/1970", "2014-01-31", "SUPP", "NE", "x", "-",
		"-0.5", "9000000000000", "0.123456789", "-9000000000000", "1e12", "99999999999999999999",
		"ks4.attainment8", "IND", "caf\xe9", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x7f\x80", "a\x02z",
		"\"\"\"q\n\"", "\"a,b\"", "%", "+", "a+b", "National", "School", "Week 37", "Academic year",
		"c", "z"};
	uint64_t seed = 88172645463325252;
	unsigned accepted = 0;
	struct buffer file;

	buffer_init(&file, MIB);
	for (unsigned n = 0; n < 3600; n++) {
		const char *cells = layouts[n % ARRAY_LEN(layouts)].cells;

		buffer_clear(&file);
		buffer_text(&file, layouts[n % ARRAY_LEN(layouts)].header);
		for (unsigned row = 10; row < 30; row++) {
			unsigned at = row % 10 == 0 ? (unsigned)(next_random(&seed) % 14) : 99;

			for (const char *p = cells; *p != '\0'; p += strcspn(p, ",\n") + 1) {
				size_t len = strcspn(p, ",\n");

				if (at-- == 0)
					buffer_text(&file, odd[next_random(&seed) % ARRAY_LEN(odd)]);
				else if (len > 0 && p[len - 1] == '#')
					buffer_print(&file, "%.*s%u", (int)len - 1, p, row);
				else
					buffer_add(&file, p, len);
				buffer_add(&file, p + len, 1);
			}
		}
		accepted += strstr(take_in(*state, (char *)file.data, file.len), "closed accepted") != NULL;
	}
	assert_in_range(accepted, 2400, 3600);
	buffer_done(&file);
}

static void a_refusal_that_quotes_a_header_can_be_told(void **state)
{
	const char *told = TAKE("a\x1d,0123456789012345678901234567890123456789\xc3\xa9\n1,2\n");

	assert_told(told, "closed refused");
	assert_told(told, "the header, which begins \"a?, 0123456789");
	told = TAKE("012345678901234567890123456789012345678\xc3\xa9,b\n1,2\n"); /* cut at 40 bytes */
	assert_told(told, "\"012345678901234567890123456789012345678?, b\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(a_wide_table_gives_schools_their_authority_and_the_nation),
		EACH(independent_schools_stand_on_the_basis_of_all),
		EACH(the_nation_by_kind_of_school_is_a_group),
		EACH(a_missing_figure_is_a_flag_and_never_nought),
		EACH(what_is_no_figure_is_refused_by_row_and_column),
		EACH(a_row_about_nobody_is_refused),
		EACH(a_file_with_more_than_one_bad_row_in_ten_is_refused_whole),
		EACH(the_year_is_as_asked_else_of_the_name_else_of_the_layout),
		EACH(a_file_that_was_cut_short_is_refused),
		EACH(a_short_last_row_is_whole_when_others_are_as_short),
		EACH(a_format_that_was_asked_for_must_fit),
		EACH(a_figure_given_twice_is_kept_once),
		EACH(a_long_table_brings_its_own_measures),
		EACH(a_title_is_kept_wherever_the_first_row_of_its_measure_stands),
		EACH(a_series_gives_authority_nation_and_neighbours),
		EACH(inspections_are_judgements_with_a_date),
		EACH(a_date_before_there_were_grades_is_no_date),
		EACH(neighbours_come_in_sets),
		EACH(a_neighbour_named_twice_counts_once),
		EACH(names_arrive_as_text_whatever_bytes_they_have),
		EACH(events_are_the_same_however_the_file_is_read),
		EACH(whatever_a_file_holds_its_events_are_taken),
		EACH(a_refusal_that_quotes_a_header_can_be_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
