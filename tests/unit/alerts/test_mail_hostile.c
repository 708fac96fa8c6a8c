/* SPDX-License-Identifier: MIT
 *
 * What no text can bring about in a mail: a header, a line, an element, a character that turns the others; and what is too large
 * or no mail at all.
 */
#include "tests/unit/alerts/mailed.h"

/* A line that begins with what somebody tried to add; one that only goes on after a soft break is none. */
static bool begins_a_line(const char *text, const char *what)
{
	for (const char *p = strstr(text, what); p != NULL; p = strstr(p + 1, what))
		if (p[-1] == '\n' && p[-3] != '=')
			return true;
	return false;
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
	example.alert[1].alert.severity = "concern";
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
