/* SPDX-License-Identifier: MIT
 *
 * Files that are lists: registers, ties, events, and inspections in every layout there has been.
 */
#include "services/ingest/reading/lists.h"
#include "tests/unit/ingest/taken.h"

/* -- the register ------------------------------------------------------------------------------------------------ */

static void a_register_says_all_that_matters_of_a_school(void **state)
{
	const char *told = TAKE(REGISTER
		"136338,936,2922,Cleves School,Academy converter,Academies,Open,01-11-2010,,Primary,7,"
		"16-01-2020,680,3.1,CLEVES ACADEMY TRUST,\n"
		"125246,936,3928,Shere School,Voluntary aided school,Local authority maintained schools,Open,"
		"01-01-1843,,Primary,0,,,,,90\n");

	assert_told(told, "school 125246 936 3928 Shere School Primary state-funded\n"
			  "  name=Shere School status=Open type=Voluntary aided school type_group=Local "
			  "authority maintained schools phase=Primary sector=state-funded low_age=0 "
			  "capacity=90 opened=18430101\n");
	assert_told(
		told, "trust=CLEVES ACADEMY TRUST low_age=7 pupils=680 opened=20101101 counted=20200116\n");
	assert_told(told, "column gias.pupils 2019/20 all 936; school 136338=680 (row 2 NumberOfPupils)\n");
	assert_told(
		told, "column gias.fsm 2019/20 all 936; school 136338=3.1 of 680 (row 2 PercentageFSM)\n");
	assert_told(told, "closed accepted gias.register : 2 read 2 accepted 0 refused, 2 cells");
}

static void the_sector_is_that_of_the_group_of_types(void **state)
{
	const char *told = TAKE(REGISTER "100001,936,1,A,x,Independent schools,Open,,,,,,,,,\n"
					 "100002,936,1,B,x,Free Schools,Open,,,,,,,,,\n"
					 "100003,936,1,C,x,Children's Centres,Open,,,,,,,,,\n");

	assert_told(told, "school 100001 936 1 A  independent\n");
	assert_told(told, "school 100002 936 1 B  state-funded\n");
	assert_told(told, "school 100003 936 1 C  \n");
}

static void what_does_not_apply_is_not_said(void **state)
{
	const char *told = TAKE(
		REGISTER "100001,000,,A,x,Academies,Closed,,31-08-2019,Not applicable,,,,,Not applicable,\n");

	assert_told(told,
		"school 100001 0 0 A  state-funded\n"
		"  name=A status=Closed type=x type_group=Academies sector=state-funded closed=20190831\n");
}

static void what_a_register_cannot_mean_is_refused_by_row_and_column(void **state)
{
	char text[4000];
	size_t n = (size_t)snprintf(text, sizeof(text),
		REGISTER "1234,936,1,A,x,Academies,Open,,,,,,,,,\n"
			 "100002,85,1,B,x,Academies,Open,,,,,,,,,\n"
			 "100003,936,1,C,x,Academies,,,,,,,,,,\n"
			 "100004,936,1,D,x,Academies,Open,31-02-2010,,,seven,,,,,\n");

	for (unsigned i = 0; i < 40; i++)
		n += (size_t)snprintf(
			text + n, sizeof(text) - n, "%u,936,1,E,x,Academies,Open,,,,,,,,,\n", 200000 + i);
	const char *told = take_in(*state, text, n);

	assert_told(told, "refused 2 URN: expected the URN of a school");
	assert_told(told, "refused 3 LA (code): expected the three-digit code of an authority\n");
	assert_told(told, "refused 4 EstablishmentStatus (name): a school of a register needs a status\n");
	assert_told(told, "refused 5 OpenDate: expected a date such as 31-07-2018\n");
	assert_told(told, "refused 5 StatutoryLowAge: expected a whole number\n");
	assert_told(told, "school 100004 936 1 D"); /* a bad cell costs the cell */
	assert_told(told, "44 read 41 accepted 3 refused");
}

static void a_register_of_england_fits_its_events(void **state)
{
	struct taking *t = *state;
	struct buffer text;
	const char *told;

	buffer_init(&text, 32 * MIB);
	buffer_text(&text, REGISTER);
	for (unsigned i = 0; i < 1001; i++) /* each as long as a text may be */
		buffer_print(&text, "%u,936,1,%0300u,%0300u,%0300u,%0300u,,,%0300u,,,,,%0300u,\n", 100000 + i,
			i, i, i, i, i, i);
	told = take_in(t, (const char *)text.data, text.len);
	assert_told(told, "1001 read 1001 accepted");
	buffer_done(&text);
}

/* -- ties -------------------------------------------------------------------------------------------------------- */

static void links_say_who_came_before_and_after(void **state)
{
	const char *told = TAKE(LINKS "136338,125039,Cleves School,Predecessor,01-11-2010\n"
				      "125039,136338,Cleves School,Successor,\n");

	assert_told(told, "link 125039 to 136338 Cleves School 'Successor' 0 (row 3)\n"
			  "link 136338 to 125039 Cleves School 'Predecessor' 20101101 (row 2)\n");
	told = TAKE(LINKS "1,125039,A,Predecessor,\n125039,x,A,Predecessor,\n125039,125039,A,Predecessor,\n"
			  "125039,136338,A,,\n125039,136338,A,Predecessor,soon\n");
	assert_told(told, "refused 2 URN: expected the URN");
	assert_told(told, "refused 3 LinkURN: expected the URN");
	assert_told(told, "refused 4 LinkURN: a school cannot be tied to itself\n");
	assert_told(told, "refused 5 LinkType: expected what the other school is");
	assert_told(told, "refused 6 LinkEstablishedDate: 'soon' is no date");
}

static void groups_name_their_schools_too(void **state)
{
	const char *told =
		TAKE(GROUPS "136338,2718,CLEVES ACADEMY TRUST,07403271,Single-academy trust,,Open,"
			    "01-11-2010,Cleves School,936\n"
			    "136338,99,A Sponsor,,School sponsor,31-08-2019,Closed,,Cleves School,936\n");

	assert_told(told,
		"group 136338 in 99 A Sponsor 'School sponsor' Closed 0 to 20190831  (row 3)\n"
		"group 136338 in 2718 CLEVES ACADEMY TRUST 'Single-academy trust' Open 20101101 to 0 "
		"07403271 (row 2)\n");
	assert_told(told, "school 136338 936 0 Cleves School  \n");
	assert_told(TAKE(GROUPS "136338,none,A,,B,,Open,,C,936\n"),
		"refused 2 Linked UID: expected the number of a group\n");
}

static void a_dictionary_says_which_end_is_good_and_whether_there_are_bands(void **state)
{
	const char *told =
		TAKE("Measure_short,Chart_title,Polarity,y_axis_name,dps,No_Quartile\n"
		     "A,One,High,%,0,N\nB,Two,Low,Rate,2,NA\nC,Three,-,Number,NA,\nD,Four,NA,NA,NA,\n");

	assert_told(told, "measure lait.A One\n  unit '%' polarity 'high' decimals 0 no quartile\n");
	assert_told(told, "measure lait.B Two\n  unit 'Rate' polarity 'low' decimals 2\n");
	assert_told(told, "polarity 'none' decimals 0\n");
	assert_told(told, "measure lait.D Four\n  unit 'NA' polarity '' decimals 0\n");
	/* Without that column all have bands. */
	told = TAKE("Measure_short,Chart_title,Polarity,y_axis_name,dps\nA,One,High,%,0\n");
	assert_told(told, "unit '%' polarity 'high' decimals 0\n");
}

static void a_list_beyond_its_limit_is_the_files_fault(void **state)
{
	unsigned most = LIST_BYTES_MAX / sizeof(struct school_link);
	struct buffer text;
	char want[100];

	buffer_init(&text, 32 * MIB);
	buffer_text(&text, LINKS);
	for (unsigned i = 0; i <= most; i++)
		buffer_print(&text, "%u,100000,A,Successor,\n", 100001 + i);
	(void)snprintf(want, sizeof(want), "row %u: more entries, names or titles than a submission may hold",
		most + 2);
	assert_told(take_in(*state, (const char *)text.data, text.len), want);
	buffer_done(&text);
}

/* -- events ------------------------------------------------------------------------------------------------------ */

static void events_are_of_a_school_or_an_authority(void **state)
{
	const char *told = TAKE(EVENTS "136338,,Warning Notice,03/12/2025,WN/1,complied\n"
				       ",855,financial notice,2025-09-30,FN/1,\n"
				       ",136338,complaint,01-10-2025,C/1,\"resolved\nat last\"\n");

	assert_told(told, "event 855 financial notice 2025-09-30 '' FN/1 (row 3)\n");
	assert_told(told, "event 136338 complaint 2025-10-01 'resolved at last' C/1 (row 4)\n"
			  "event 136338 warning notice 2025-12-03 'complied' WN/1 (row 2)\n");
	told = TAKE(EVENTS "136338,,party,2025-09-30,P/1,x\n,,complaint,2025-09-30,C/1,x\n"
			   "136338,,complaint,,C/2,x\n12,,complaint,2025-09-30,C/3,x\n");
	assert_told(
		told, "refused 2 kind: 'party' is no kind of event; there are: complaint, warning notice");
	assert_told(told, "refused 3 ");
	assert_told(told, "refused 4 date: an event needs its date\n");
	assert_told(told, "refused 5 urn: ");
}

/* -- inspections in every frame ---------------------------------------------------------------------------------- */

static const char *take_file(struct taking *t, const char *path)
{
	static char text[64 * 1024];
	FILE *file = fopen(path, "rb");
	size_t n;

	assert_non_null(file);
	n = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	return take_in(t, text, n);
}

#define SYNTHETIC "tests/data/ofsted_synthetic/"

static void headline_grades_come_with_their_judgements(void **state)
{
	const char *told = take_file(*state, SYNTHETIC "mi_headline_2024-08.csv");

	assert_told(told, "opened a.csv ofsted.mi.headline ");
	assert_told(told, "school 9900003 855 9003 St Nowhere\xe2\x80\x99s Made-up School Primary \n");
	assert_told(told,
		"inspection 9900002 2024-03-12 grade 4 (row 3 Overall effectiveness)\n"
		"  headline concern 'SM' safeguarding 'not effective' outcome '' of 0: "
		"quality-of-education=4/4 "
		"behaviour-and-attitudes=4/4 personal-development=3/3 leadership-and-management=4/4 "
		"sixth-form=3/3\n");
	assert_told(told, "inspection 9900001 2015-05-20 grade 3 (row 2 Previous graded inspection overall "
			  "effectiveness)\n");
	assert_told(told,
		"inspection 9900001 2023-11-14 grade 0 (row 2 Ungraded inspection overall outcome)\n"
		"  ungraded concern '' safeguarding '' outcome 'School remains Good' of 0:\n");
	assert_not_told(told, "inspection 9900005");
	assert_told(told, "5 read 5 accepted 0 refused");
}

static void a_predecessors_inspection_is_marked(void **state)
{
	const char *told = take_file(*state, SYNTHETIC "mi_headline_2024-08.csv");

	assert_told(told, "inspection 9900003 2022-06-15 grade 3 (row 4 Overall effectiveness)\n"
			  "  headline concern '' safeguarding 'effective' outcome '' another's of 9900013:");
	assert_told(told,
		"inspection 9900002 2018-10-10 grade 2 (row 3 Previous graded inspection overall "
		"effectiveness)\n  headline concern '' safeguarding '' outcome '' another's of 9900012:");
	assert_not_told(told, "inspection 9900013");
}

static void without_an_overall_grade_the_judgements_stand_alone(void **state)
{
	const char *told = take_file(*state, SYNTHETIC "mi_subjudgements_2025-06.csv");

	assert_told(told, "opened a.csv ofsted.mi.subjudgements ");
	assert_told(told, "inspection 9900002 2025-05-20 grade 0 (row 3 Inspection start date)\n"
			  "  sub-judgements concern 'RSI' safeguarding 'effective' outcome '' of 0: "
			  "quality-of-education=3/3 behaviour-and-attitudes=3/3 personal-development=2/2 "
			  "leadership-and-management=4/4 sixth-form=3/3\n");
	assert_told(told, "inspection 9900002 2024-03-12 grade 4 "); /* the one before had a headline */
	/* One of 2019 had a headline that this file does not tell: it is not taken for sub-judgements. */
	assert_not_told(told, "inspection 9900001 2019-11-06");
}

static void report_cards_keep_their_words(void **state)
{
	const char *told = take_file(*state, SYNTHETIC "mi_report_cards_2026-01.csv");

	assert_told(told, "opened a.csv ofsted.mi.report_cards ");
	assert_told(told,
		"inspection 9900002 2025-12-02 grade 0 (row 3 Inspection start date)\n"
		"  report-card concern 'RSI' safeguarding 'not met' outcome '' of 0: "
		"inclusion=Needs attention/0@2025-12-02 curriculum-and-teaching=Needs attention/0@2025-12-02 "
		"achievement=Urgent improvement/0@2025-12-03 attendance-and-behaviour=Needs "
		"attention/0@2025-12-02 personal-development-and-wellbeing=Expected standard/0@2025-12-02 "
		"post-16=Expected standard/0@2025-12-02 leadership-and-governance=Urgent "
		"improvement/0@2025-12-02\n");
	/* The heading has two spaces. */
	assert_told(told, "inspection 9900001 2019-11-06 grade 2 (row 2 Latest OEIF overall effectiveness)\n"
			  "  headline concern '' safeguarding 'effective'");
	assert_told(told, "inspection 9900005 2025-02-04 grade 0 (row 6 Inspection start date of latest OEIF "
			  "graded inspection)\n  sub-judgements ");
}

static void a_grade_that_the_frame_does_not_have_is_refused(void **state)
{
	const char *told = TAKE(
		"URN,LAESTAB,School name,Ofsted phase,Inspection start date,Publication date,Safeguarding "
		"standards,Inclusion,Curriculum and teaching,Achievement,Attendance and behaviour,Leadership "
		"and "
		"governance,Latest OEIF overall effectiveness\n"
		"9900001,8559001,A,Primary,02/12/2025,,Perhaps,Good,2,Expected standard,NULL,NULL,Not "
		"judged\n"
		"9900002,8559002,B,Primary,NULL,,Met,NULL,NULL,Exceptional,NULL,NULL,Not judged\n"
		"9900003,855,C,Primary,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,Not judged\n");

	assert_told(told, "refused 2 Safeguarding standards: expected Yes, No, Met or Not met\n");
	assert_told(told, "refused 2 Inclusion: 'Good' is no grade of this frame\n");
	assert_told(told, "refused 2 Curriculum and teaching: '2' is no grade of this frame\n");
	assert_told(told, "refused 3 Inspection start date: an inspection needs its date\n");
	assert_not_told(told, "inspection 9900002");
}

static void the_words_of_2019_are_known_as_well(void **state)
{
	const char *told = TAKE(
		"URN,LAESTAB,School name,Ofsted phase,Inspection start date,Publication date,Overall "
		"effectiveness,Category of concern,Quality of education,Behaviour and attitudes,Personal "
		"development,Effectiveness of leadership and management,Does the latest full inspection "
		"relate "
		"to the URN of the current school?,URN at time of latest full inspection,Date of latest "
		"section "
		"8 inspection,Section 8 inspection overall outcome\n"
		"9900001,8559001,A,Primary,02/12/2019,,2,NULL,2,2,2,2,Yes,9900001,03/12/2021,School remains "
		"Good\n");

	assert_told(told, "opened a.csv ofsted.mi.headline.2019 ");
	assert_told(told, "inspection 9900001 2019-12-02 grade 2 ");
	assert_told(
		told, "inspection 9900001 2021-12-03 grade 0 (row 2 Section 8 inspection overall outcome)");
}

int main(void)
{
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
	const struct CMUnitTest tests[] = {
		EACH(a_register_says_all_that_matters_of_a_school),
		EACH(the_sector_is_that_of_the_group_of_types),
		EACH(what_does_not_apply_is_not_said),
		EACH(what_a_register_cannot_mean_is_refused_by_row_and_column),
		EACH(a_register_of_england_fits_its_events),
		EACH(links_say_who_came_before_and_after),
		EACH(groups_name_their_schools_too),
		EACH(a_dictionary_says_which_end_is_good_and_whether_there_are_bands),
		EACH(a_list_beyond_its_limit_is_the_files_fault),
		EACH(events_are_of_a_school_or_an_authority),
		EACH(headline_grades_come_with_their_judgements),
		EACH(a_predecessors_inspection_is_marked),
		EACH(without_an_overall_grade_the_judgements_stand_alone),
		EACH(report_cards_keep_their_words),
		EACH(a_grade_that_the_frame_does_not_have_is_refused),
		EACH(the_words_of_2019_are_known_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
