/* SPDX-License-Identifier: MIT
 *
 * The mail to an adviser: the whole of one, and what is said of each figure and of each step of an alert's life.
 */
#include "tests/unit/alerts/mailed.h"

static void golden(const char *name, const struct notice *notice, void **state)
{
	char *text = written_with(notice, *state);

	check_golden_text(name, bytes_text(text));
	free(text);
}

static void the_whole_of_a_mail(void **state)
{
	struct example_notice example;

	golden("notice-news-mail.txt", news(&example), state);
}

static void a_digest_to_who_stands_in(void **state)
{
	struct example_notice example;

	golden("notice-digest-mail.txt", digest(&example), state);
}

static void a_minimal_mail_says_how_much_and_nothing_else(void **state)
{
	static const char *const secrets[] = {"Anywhere", "Ren=C3=A9", "120061", "Progress", "ks4", "Ofsted",
		"0.62", "Leicestershire", "figures of 2017", "P8MEA"};
	struct example_notice example;
	struct notice *notice = digest(&example);
	char *text;

	notice->minimal = true;
	notice->key = "855-9";
	golden("notice-minimal-mail.txt", notice, state);
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: digest: 6 things to talk about, some urgently, at 2 schools\r\n"
			  " and the authority\r\n");
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		assert_null(strstr(text, secrets[i]));
	free(text);
}

static void without_a_catalogue_measures_have_their_ids(void **state)
{
	struct example_notice example;
	char *text = body(news(&example), NULL);

	(void)state;
	assert_says(text, "\n   - Ks4.progress8, 2017/18: -0.62\n");
	free(text);
}

static void figures_say_all_that_is_known_of_them(void **state)
{
	struct example_notice example;
	char *text = body(news(&example), *state);

	assert_says(text, "\n   - Progress 8 score, 2017/18: -0.62\n"
			  "     95% confidence interval: -0.90 to -0.34\n"
			  "     Based on: 118 pupils\n"
			  "     England: -0.02\n"
			  "     Statistical neighbours: 0.05 (10 of 10 have a figure)\n");
	assert_says(text, "     State of the figure: Provisional, published 18 October 2018\n"
			  "     Read from: england_ks4provisional.csv, row 12, column P8MEA, submission 3\n");
	assert_says(text, "\n   - Progress 8 score, 2016/17: -0.41\n");
	free(text);
}

static void one_end_of_an_interval_is_said_alone(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	example.evidence[0].low = "";
	example.evidence[1].high = "";
	text = body(notice, *state);
	assert_says(text, "     95% confidence interval: up to -0.34\n");
	assert_says(text, "     95% confidence interval: from -0.68\n");
	free(text);
}

static void percentages_say_so_and_other_texts_do_not(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	example.evidence[0].what = "ks4.basics_94";
	example.evidence[0].value = "suppressed";
	example.evidence[0].national = "64.2";
	example.evidence[0].group = "disadvantaged";
	example.evidence[0].cohort = 1;
	text = body(notice, *state);
	assert_says(text, ", group disadvantaged, 2017/18: suppressed\n");
	assert_says(text, "     England: 64.2%\n");
	assert_says(text, "     Based on: 1 pupil\n");
	free(text);
}

/* What a percentage stands beside is one too, and a difference of two is in points. */
static void what_a_percentage_is_beside_has_its_unit(void **state)
{
	static const char *const lines[][3] = {
		{"statistical neighbours", "64.2 (9 of 10 have a figure)",
			"Statistical neighbours: 64.2% (9 of 10 have a figure)\n"},
		{"region", "-0.5", "Region: -0.5%\n"},
		{"change on the year before", "+1.2", "Change on the year before: +1.2 percentage points\n"},
		{"gap", "-9.9 to others", "Gap: -9.9 percentage points to others\n"},
		{"quartile", "3 of 4 (79 of 151 authorities)", "Quartile: 3 of 4 (79 of 151 authorities)\n"},
	};
	struct example_notice example;
	struct notice *notice = news(&example);

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		char *text;

		example.evidence[0].what = "ks4.basics_94";
		example.evidence[0].n_beside = 1;
		example.evidence[0].beside[0] = (struct beside_line){lines[i][0], lines[i][1]};
		text = body(notice, *state);
		assert_says(text, lines[i][2]);
		free(text);
	}
}

/* 274 schools, not pupils, of which so many were not judged good on that day; nobody inspected the county. */
static void figures_of_inspections_rest_on_schools_of_a_day(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	example.evidence[0].what = "ofsted.not_good";
	example.evidence[0].cohort = 274;
	example.alert[0].alert.period = "2018-07-31";
	text = body(notice, *state);
	assert_says(text, "   - Schools not judged to be good, 31 July 2018: ");
	assert_says(text, "     Based on: 274 schools\n");
	free(text);
	example.evidence[0].what = "ofsted.pupils_good_or_better";
	text = body(notice, *state);
	assert_says(text, "     Based on: 274 pupils\n");
	free(text);
}

static void grades_have_the_word_of_their_time(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	example.evidence[2].value = "3";
	text = body(notice, *state);
	assert_says(text, "\n   - Overall effectiveness, inspected 2 May 2018: 3 (requires improvement)\n");
	free(text);
	example.alert[1].alert.period = "2012-08-31";
	text = body(notice, *state);
	assert_says(text, "\n   - Overall effectiveness, inspected 31 August 2012: 3 (satisfactory)\n");
	free(text);
	example.alert[1].alert.period = "2025-05-20";
	example.evidence[2].what = "quality-of-education";
	text = body(notice, *state);
	assert_says(text, "\n   - Quality of education, 20 May 2025: 3 (requires improvement)\n");
	free(text);
	example.evidence[2].what = "inspection.concern";
	example.evidence[2].value = "RSI";
	text = body(notice, *state);
	assert_says(text, "inspected 20 May 2025: RSI (requires significant improvement)\n");
	free(text);
}

static void what_stands_beside_an_inspection_is_said_once(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	struct evidence *e = &example.evidence[2];
	char *text;

	e->n_beside = 3;
	e->beside[0] = (struct beside_line){"inspected", "2018-05-02"};
	e->beside[1] = (struct beside_line){"in words", "inadequate"};
	e->beside[2] = (struct beside_line){"framework", "headline"};
	text = body(notice, *state);
	assert_says(text, "inspected 2 May 2018: 4 (inadequate)\n     Framework: overall grades\n");
	free(text);
	e->what = "leadership-and-governance";
	e->value = "needs attention";
	text = body(notice, *state);
	assert_says(text,
		"   - Leadership and governance, 2 May 2018: needs attention\n     In words: inadequate\n");
	free(text);
}

/* In summer clocks in England are an hour ahead: 30 June 2019, 23:30 UTC is 1 July. */
static void days_are_those_of_clocks_in_england(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	example.alert[0].alert.opened = INT64_C(1561937400000000);
	text = body(notice, *state);
	assert_says(text, "   What changed: New on 1 July 2019.\n");
	free(text);
}

static void conditions_are_in_words(void **state)
{
	static const char *const conditions[][2] = {
		{"high(ks4.progress8) < 0", "upper limit of Progress 8 score < 0"},
		{"(ks4.progress8 < 1 or cohort(previous(ks4.progress8)) > 5)",
			"(Progress 8 score < 1 or pupils in previous Progress 8 score > 5)"},
		{"change(ks4.progress8, 3) < 0", "change(Progress 8 score, 3) < 0"},
		{"judgement(\"high(ks4.progress8)\") = 4", "judgement(\"high(ks4.progress8)\") =3D 4"},
		{"school.mainstream = 1", "mainstream school =3D 1"},
		{"no.such_measure < 2", "no.such_measure < 2"},
		{"))((", "))(("},
		{"event.outcome = 1 on 2018-10-17, 2018-10-17_x.csv and 2018-13-17",
			"outcome =3D 1 on 17 October 2018, 2018-10-17_x.csv and 2018-13-17"},
	};
	struct example_notice example;
	struct notice *notice = news(&example);
	char want[200];

	for (size_t i = 0; i < ARRAY_LEN(conditions); i++) {
		char *text;

		example.alert[0].alert.wording = conditions[i][0];
		text = body(notice, *state);
		(void)snprintf(want, sizeof(want), "   The rule's condition: %s\n", conditions[i][1]);
		assert_says(text, want);
		free(text);
	}
}

/* Opened on 17 October, changed on 5 November. */
static void each_step_of_a_life_is_said(void **state)
{
	static const char *const steps[][3] = {
		{"opened", "", "New on 17 October 2018."},
		{"amended", "before: ks4.progress8 -0.71",
			"Changed on 5 November 2018: before: Progress 8 score -0.71; now: Progress 8 score "
			"-0.62."},
		{"amended", "", "Changed on 5 November 2018: now: Progress 8 score -0.62."},
		{"reopened", "It holds again.", "Holds again since 5 November 2018: It holds again."},
		{"resolved", "ks4.progress8 is 0.1", "Ended on 5 November 2018: Progress 8 score is 0.1."},
		{"reminder", "", "Open since 17 October 2018, and nobody has taken it up yet."},
		{"reminder", "opened 2018-10-17, last told to X 2018-10-22",
			"Still open: opened 17 October 2018, last told to X 22 October 2018."},
		{"escalated", "", "Open since 17 October 2018, and nobody has taken it up yet."},
		{"silence ended", "agreed until now",
			"Its silence has ended; open since 17 October 2018: agreed until now."},
		{"seen anew", "", "Seen anew; open since 17 October 2018."},
	};
	struct example_notice example;
	struct notice *notice = news(&example);
	char want[200];

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		char *text;

		example.alert[0].what = steps[i][0];
		example.alert[0].text = steps[i][1];
		example.alert[0].alert.amended = AT;
		example.alert[0].alert.summary = "ks4.progress8 -0.62";
		text = body(notice, *state);
		(void)snprintf(want, sizeof(want), "\n   What changed: %s\n", steps[i][2]);
		assert_says(text, want);
		free(text);
	}
}

static void an_escalation_names_the_adviser(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	notice->kind = "escalation";
	notice->to_name = "Head of Service (fictional)";
	example.alert[0].what = "escalated";
	text = body(notice, *state);
	assert_says(text, "nobody has taken it up yet. Its adviser is A. Adviser (fictional).\n");
	assert_says(text, "This comes to you because nobody else has said yet that they have taken it up.\n");
	free(text);
}

static void what_no_longer_holds_asks_for_nothing(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	notice->school[0].n = 1;
	example.alert[0].what = "resolved";
	example.alert[0].alert.state = ALERT_RESOLVED;
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: Anywhere School: 1 alert has ended\r\n");
	free(text);
	notice->school[0].n = 2; /* the other is urgent, and all that there is to talk about */
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: Anywhere School: 1 thing to talk about urgently\r\n");
	free(text);
	notice->school[0].n = 1;
	text = body(notice, *state);
	assert_null(strstr(text, "What may help"));
	assert_null(strstr(text, "12 ack"));
	assert_says(text, "leep alert 12 show");
	free(text);
}

static void subjects_say_what_it_is(void **state)
{
	static const char *const subjects[][2] = {
		{"news", "Subject: LEEP: Anywhere School: 2 things to talk about, some urgently\r\n"},
		{"reminder", "Subject: LEEP: reminder: Anywhere School: 2 things to talk about, some\r\n"},
		{"escalation",
			"Subject: LEEP: passed on to you: Anywhere School: 2 things to talk about,\r\n"},
		{"silence-ended",
			"Subject: LEEP: silence ended: Anywhere School: 2 things to talk about, some\r\n"},
		{"digest", "Subject: LEEP: digest: Anywhere School: 2 things to talk about, some\r\n"},
	};
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
		notice->kind = subjects[i][0];
		text = written(notice);
		assert_says(text, subjects[i][1]);
		free(text);
	}
	notice->kind = "news";
	notice->n_school = 1;
	notice->school[0].n = 1;
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: Anywhere School: 1 thing to talk about\r\n");
	free(text);
	notice->school[0].alert[0].alert.severity = "urgent";
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: Anywhere School: 1 thing to talk about urgently\r\n");
	free(text);
	notice = digest(&example);
	notice->kind = "news";
	notice->n_school = 2;
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: 2 schools to talk about, some urgently\r\n");
	free(text);
}

static void an_alarm_has_a_text_and_no_school(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	notice->kind = "alarm";
	notice->n_school = 0;
	notice->text = "The mail server mail.council.example has not answered since 09:00.";
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: something in LEEP itself needs looking at\r\n");
	free(text);
	text = body(notice, *state);
	assert_says(text, "\n\nThe mail server mail.council.example has not answered since 09:00.\n\n");
	assert_null(strstr(text, "Ofsted"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_of_a_mail),
		cmocka_unit_test(a_digest_to_who_stands_in),
		cmocka_unit_test(a_minimal_mail_says_how_much_and_nothing_else),
		cmocka_unit_test(without_a_catalogue_measures_have_their_ids),
		cmocka_unit_test(figures_say_all_that_is_known_of_them),
		cmocka_unit_test(one_end_of_an_interval_is_said_alone),
		cmocka_unit_test(percentages_say_so_and_other_texts_do_not),
		cmocka_unit_test(what_a_percentage_is_beside_has_its_unit),
		cmocka_unit_test(figures_of_inspections_rest_on_schools_of_a_day),
		cmocka_unit_test(grades_have_the_word_of_their_time),
		cmocka_unit_test(what_stands_beside_an_inspection_is_said_once),
		cmocka_unit_test(days_are_those_of_clocks_in_england),
		cmocka_unit_test(conditions_are_in_words),
		cmocka_unit_test(each_step_of_a_life_is_said),
		cmocka_unit_test(an_escalation_names_the_adviser),
		cmocka_unit_test(what_no_longer_holds_asks_for_nothing),
		cmocka_unit_test(subjects_say_what_it_is),
		cmocka_unit_test(an_alarm_has_a_text_and_no_school),
	};

	return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
