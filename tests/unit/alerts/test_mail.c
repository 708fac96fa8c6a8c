/* SPDX-License-Identifier: MIT
 *
 * The mail to an adviser: the whole of one, what is said of each step of an alert's life, and what no text in it can bring
 * about.
 */
#include "services/alerts/notices/mail.h"

#include "tests/unit/alerts/notices.h"

/* The mail as text; checks what holds for every one. */
static char *written_with(const struct notice *notice, const struct catalogue *catalogue)
{
	struct buffer out;
	size_t column = 0;
	char *text;

	buffer_init(&out, MAIL_MAX);
	assert_int_equal(mail_write(notice, catalogue, &out), 0);
	for (size_t i = 0; i < out.len; i++) {
		uint8_t c = out.data[i];

		if (c == '\r') {
			assert_true(i + 1 < out.len && out.data[i + 1] == '\n');
			continue;
		}
		assert_true(c == '\n' || (c >= ' ' && c <= '~'));
		assert_true(c != '\n' || out.data[i - 1] == '\r');
		column = c == '\n' ? 0 : column + 1;
		assert_true(column <= 300);
	}
	buffer_add(&out, "", 1);
	assert_false(out.failed);
	text = strdup((const char *)out.data);
	assert_non_null(text);
	buffer_done(&out);
	return text;
}

static char *written(const struct notice *notice)
{
	return written_with(notice, NULL);
}

/* The text of the first part, soft line breaks undone, as a reader sees it (but for "=XX"). */
static char *body(const struct notice *notice, const struct catalogue *catalogue)
{
	char *text = written_with(notice, catalogue);
	char *start = strstr(text, "quoted-printable\r\n\r\n") + strlen("quoted-printable\r\n\r\n");
	char *out = text;

	*strstr(start, "\r\n--=_leep") = '\0';
	for (const char *p = start; *p != '\0'; p++)
		if (strncmp(p, "=\r\n", 3) == 0)
			p += 2;
		else if (*p != '\r')
			*out++ = *p;
	*out = '\0';
	return text;
}

/* A line that begins with what somebody tried to add; one that only goes on after a soft break is none. */
static bool begins_a_line(const char *text, const char *what)
{
	for (const char *p = strstr(text, what); p != NULL; p = strstr(p + 1, what))
		if (p[-1] == '\n' && p[-3] != '=')
			return true;
	return false;
}

#define assert_says(text, what)                                             \
	do {                                                                \
		if (strstr(text, what) == NULL)                             \
			fail_msg("\"%s\" is not said in:\n%s", what, text); \
	} while (0)

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
	assert_says(
		text, "\r\nSubject: LEEP: digest: 6 things to talk about at 2 schools and the authority\r\n");
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
		{"amended", "it was -0.71, and is -0.62",
			"Changed on 5 November 2018: it was -0.71, and is -0.62."},
		{"reopened", "It holds again.", "Holds again since 5 November 2018: It holds again."},
		{"resolved", "ks4.progress8 is 0.1",
			"No longer so since 5 November 2018: Progress 8 score is 0.1."},
		{"reminder", "", "Open since 17 October 2018, and nobody has taken it up yet."},
		{"escalated", "", "Open since 17 October 2018, and nobody has taken it up yet."},
		{"silence-ended", "agreed until now",
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
	assert_says(text, "\r\nSubject: LEEP: Anywhere School: 1 thing no longer holds\r\n");
	free(text);
	text = body(notice, *state);
	assert_null(strstr(text, "What may help"));
	assert_null(strstr(text, "12 ack"));
	assert_says(text, "leep alert 12 show");
	free(text);
}

static void subjects_say_what_it_is(void **state)
{
	static const char *const subjects[][2] = {
		{"news", "Subject: LEEP: Anywhere School: 2 things to talk about\r\n"},
		{"reminder", "Subject: LEEP: reminder: Anywhere School: 2 things to talk about\r\n"},
		{"escalation",
			"Subject: LEEP: passed on to you: Anywhere School: 2 things to talk about\r\n"},
		{"silence-ended",
			"Subject: LEEP: silence ended: Anywhere School: 2 things to talk about\r\n"},
		{"digest", "Subject: LEEP: digest: Anywhere School: 2 things to talk about\r\n"},
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
	notice = digest(&example);
	notice->kind = "news";
	notice->n_school = 2;
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: 2 schools to talk about\r\n");
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

static void names_that_are_not_ascii_become_encoded_words(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	(void)state;
	notice->to_name = "Zo\xc3\xab \xc5\x81uk";
	notice->school[0].name = "St Ren\xc3\xa9's";
	text = written(notice);
	assert_says(text, "\r\nTo: =?UTF-8?Q?Zo=C3=AB_=C5=81uk?=\r\n <a.adviser@council.example>\r\n");
	assert_says(text, "\r\nSubject: =?UTF-8?Q?LEEP=3A_St_Ren=C3=A9=27s=3A_2_things_to_talk_about?=\r\n");
	assert_says(text, "\r\nSt Ren=C3=A9's (URN 120061), Leicestershire\r\n");
	free(text);
}

static void a_long_name_is_cut_and_folded_at_whole_characters(void **state)
{
	char *name = repeated("\xf0\x9f\x8f\xab", 75);
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	(void)state;
	notice->school[0].name = name;
	text = written(notice);
	for (char *line = strstr(text, "Subject: "); line[0] == 'S' || line[0] == ' ';
		line = strstr(line, "\r\n") + 2) {
		size_t len = (size_t)(strstr(line, "\r\n") - line);

		assert_true(len <= 76);
		assert_memory_equal(line + len - 2, "?=", 2);
	}
	assert_null(strstr(text, "?UTF-8?Q?=9F"));
	assert_says(text, "=E2=80=A6"); /* the ellipsis */
	free(text);
	free(name);
}

static void a_long_plain_name_is_folded_before_a_word(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	(void)state;
	notice->school[0].name = "St Thingummy's Church of England (Aided) Primary School, Lower Anywhere";
	text = written(notice);
	assert_says(text, "\r\nSubject: LEEP: St Thingummy's Church of England (Aided) Primary School,\r\n"
			  " Lower Anywhere: 2 things to talk about\r\n");
	free(text);
	notice->school[0].name = "Two  spaces";
	text = written(notice);
	assert_says(text, "\r\nSubject: =?UTF-8?Q?LEEP=3A_Two__spaces=3A_2_things_to_talk_about?=\r\n");
	free(text);
}

static void specials_in_a_name_stay_in_it(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	(void)state;
	notice->to_name = "A \"B\" \\ <c@d.example>, E";
	text = written(notice);
	assert_says(
		text, "\r\nTo: \"A \\\"B\\\" \\\\ <c@d.example>, E\"\r\n <a.adviser@council.example>\r\n");
	free(text);
	notice->to_name = "=?UTF-8?Q?x?=";
	text = written(notice);
	assert_says(text, "\r\nTo: =?UTF-8?Q?=3D=3FUTF=2D8=3FQ=3Fx=3F=3D?=\r\n");
	free(text);
}

/* Every text of the notice is the same evil. */
static struct notice *all_of(struct example_notice *example, const char *evil)
{
	struct notice *notice = digest(example);

	for (size_t i = 0; i < ARRAY_LEN(example->evidence); i++) {
		struct evidence *e = &example->evidence[i];

		e->what = e->period = e->value = e->low = e->high = e->national = e->file = e->column =
			e->status = e->group = evil;
		for (size_t k = 0; k < e->n_beside; k++)
			e->beside[k] = (struct beside_line){evil, evil};
	}
	for (size_t i = 0; i < ARRAY_LEN(example->alert); i++) {
		struct alert *a = &example->alert[i].alert;

		example->alert[i].what = example->alert[i].text = evil;
		a->rule = a->title = a->source = a->wording = a->severity = a->name = a->measure = a->period =
			a->adviser = a->address = a->summary = a->advice = a->handled_by = a->why = evil;
	}
	for (size_t i = 0; i < ARRAY_LEN(example->school); i++)
		example->school[i].name = example->school[i].authority_name = evil;
	notice->to_name = notice->for_name = notice->text = evil;
	return notice;
}

static void no_text_can_add_a_header_or_a_line(void **state)
{
	static const char *const evils[] = {"t\r\n\r\nBcc: all@council.example", "\r\n.\r\nBcc: n",
		"\nBcc: x\n", "\r\n--=_leep_alternative--\r\n\r\nBcc: x", "c\rBcc: c"};
	struct example_notice example;

	for (size_t i = 0; i < ARRAY_LEN(evils); i++) {
		char *text = written_with(all_of(&example, evils[i]), *state);
		size_t boundaries = 0;

		assert_false(begins_a_line(text, "Bcc"));
		assert_false(begins_a_line(text, "."));
		for (const char *p = strstr(text, "\n--=_leep"); p != NULL; p = strstr(p + 1, "\n--=_leep"))
			boundaries++;
		assert_int_equal(boundaries, 3);
		free(text);
	}
}

static void no_text_can_add_an_element(void **state)
{
	struct example_notice example;
	char *text = written_with(all_of(&example, "</title><script>x</script><!--\"'&\x01"), *state);

	char *html = strstr(text, "text/html");

	assert_null(strstr(html, "<script"));
	assert_null(strstr(html, "</script"));
	assert_says(html, "&lt;/title&gt;&lt;script&gt;");
	free(text);
}

/* U+202E turns the direction of what follows; 0xff is no character; U+2028 ends a line. */
static void marks_of_direction_go_and_bytes_that_are_none_are_shown(void **state)
{
	struct example_notice example;
	char *text = written_with(all_of(&example, "a\xe2\x80\xae\x62\xff\xe2\x80\xa8\xc2\x85\x63"), *state);

	assert_null(strstr(text, "=E2=80=AE"));
	assert_null(strstr(text, "=E2=80=A8"));
	assert_says(text, "ab=EF=BF=BD  c");
	free(text);
}

static void the_body_is_encoded_line_by_line(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	char *text;

	(void)state;
	example.alert[0].alert.title = "ends with a space ";
	example.alert[0].alert.source = "\xe2\x88\x92"
					"0.5 = x";
	notice->text = ".hidden";
	text = written(notice);
	assert_says(text, "\r\n1. ends with a space=20\r\n");
	assert_says(text, "=E2=88=920.5 =3D x\r\n");
	assert_says(text, "\r\n=2Ehidden\r\n");
	free(text);
}

/* 200 schools with 32 alerts of three figures each are 8 MB, and the longest texts make one alert larger than a part. */
static void the_largest_notice_stays_below_the_limit_and_says_what_is_left_out(void **state)
{
	static struct notice_school schools[NOTICE_SCHOOLS_MAX];
	static struct notice_alert alerts[NOTICE_ALERTS_MAX];
	static struct evidence figures[EVIDENCE_MAX];
	const char *const titles[] = {"short", repeated("\"<\xe2\x80\xa6", 800)};
	struct example_notice example;

	for (size_t t = 0; t < ARRAY_LEN(titles); t++) {
		struct notice *notice = all_of(&example, titles[t]);
		char *text;

		for (size_t i = 0; i < EVIDENCE_MAX; i++)
			figures[i] = example.evidence[0];
		for (size_t i = 0; i < NOTICE_ALERTS_MAX; i++) {
			alerts[i] = example.alert[0];
			alerts[i].alert.evidence = figures;
			alerts[i].alert.n_evidence = EVIDENCE_MAX;
		}
		for (size_t i = 0; i < NOTICE_SCHOOLS_MAX; i++) {
			schools[i] = example.school[0];
			schools[i].n = NOTICE_ALERTS_MAX;
			schools[i].alert = alerts;
		}
		notice->school = schools;
		notice->n_school = NOTICE_SCHOOLS_MAX;
		text = body(notice, *state);
		assert_says(text, " more things at ");
		assert_says(text, " schools are not shown here. To see them: leep alerts --adviser ");
		free(text);
	}
	free((char *)(uintptr_t)titles[1]);
}

static void what_makes_no_mail_is_refused(void **state)
{
	struct example_notice example;
	struct notice good = *news(&example), bad;
	struct buffer out, small;
	char *key = repeated("k", 101);

	(void)state;
	buffer_init(&out, 100000);
	buffer_text(&out, "before");
	bad = good, bad.key = "";
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.key = key;
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.key = "a@b>\r\nBcc: x";
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.kind = "gossip";
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.sender = "a@b.example\r\nBcc: c@d.example";
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.to_address = "nobody";
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.n_school = 0;
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.at = -1;
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.at = INT64_MAX;
	assert_int_equal(mail_write(&bad, NULL, &out), ERR_INVAL);
	example.school[0].n = 0;
	assert_int_equal(mail_write(&good, NULL, &out), ERR_INVAL);
	example.school[0].n = 2;
	assert_int_equal(out.len, 6);
	assert_int_equal(mail_write(&good, NULL, &out), 0);
	for (size_t max = 0; max < out.len - 6; max += 97) {
		buffer_init(&small, max);
		assert_int_equal(mail_write(&good, NULL, &small), ERR_LIMIT);
		assert_int_equal(small.len, 0);
		buffer_done(&small);
	}
	free(key);
	buffer_done(&out);
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
		cmocka_unit_test(grades_have_the_word_of_their_time),
		cmocka_unit_test(conditions_are_in_words),
		cmocka_unit_test(each_step_of_a_life_is_said),
		cmocka_unit_test(an_escalation_names_the_adviser),
		cmocka_unit_test(what_no_longer_holds_asks_for_nothing),
		cmocka_unit_test(subjects_say_what_it_is),
		cmocka_unit_test(an_alarm_has_a_text_and_no_school),
		cmocka_unit_test(names_that_are_not_ascii_become_encoded_words),
		cmocka_unit_test(a_long_name_is_cut_and_folded_at_whole_characters),
		cmocka_unit_test(a_long_plain_name_is_folded_before_a_word),
		cmocka_unit_test(specials_in_a_name_stay_in_it),
		cmocka_unit_test(no_text_can_add_a_header_or_a_line),
		cmocka_unit_test(no_text_can_add_an_element),
		cmocka_unit_test(marks_of_direction_go_and_bytes_that_are_none_are_shown),
		cmocka_unit_test(the_body_is_encoded_line_by_line),
		cmocka_unit_test(the_largest_notice_stays_below_the_limit_and_says_what_is_left_out),
		cmocka_unit_test(what_makes_no_mail_is_refused),
	};

	return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
