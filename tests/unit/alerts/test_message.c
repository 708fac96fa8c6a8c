/* SPDX-License-Identifier: MIT
 *
 * The message to an adviser: the whole of one, and what no text in it can bring about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "services/alerts/message.h"

static const struct adviser adviser = {"A. Adviser (fictional)", "a.adviser@council.example"};

/* 5 November 2018, 09:07:03 UTC. */
#define AT INT64_C(1541408823000000)

static struct evidence evidence[] = {
	{.what = "ks4.progress8",
		.value = "-0.62",
		.low = "-0.90",
		.high = "-0.34",
		.cohort = 118,
		.national = "-0.02",
		.file = "england_ks4provisional.csv",
		.row = 12,
		.column = "P8MEA",
		.submission = 3},
	{.what = "inspection.overall",
		.value = "4",
		.low = "",
		.high = "",
		.national = "",
		.file = "",
		.column = ""},
};

static struct alert alerts[] = {
	{.id = 12,
		.rule = "ks4.progress8_well_below",
		.title = "Progress 8 is below -0.5, and its confidence interval lies below 0",
		.source = "LEEP",
		.wording = "ks4.progress8 < -0.5",
		.measure = "ks4.progress8",
		.period = "2018/19",
		.n_evidence = 1,
		.evidence = &evidence[0]},
	{.id = 13,
		.rule = "ofsted.inadequate",
		.title = "Ofsted graded the school 4",
		.source = "Ofsted",
		.wording = "inspection.overall = 4",
		.measure = "ofsted.overall",
		.period = "2018-05-02",
		.n_evidence = 1,
		.evidence = &evidence[1]},
};

static const char *const advice[] = {"Ask the headteacher.", NULL};

static struct alert_message plain(void)
{
	struct alert_message message = {
		.key = "855.120061-7",
		.from = "leep@council.example",
		.to = &adviser,
		.school_name = "Anywhere School",
		.urn = 120061,
		.authority_name = "Leicestershire",
		.at = AT,
		.n = 2,
		.alert = alerts,
		.advice = advice,
	};

	return message;
}

/* The message as text; checks what holds for every one. */
static char *written(const struct alert_message *message)
{
	struct buffer out;
	size_t column = 0;
	char *text;

	buffer_init(&out, (size_t)1024 * 1024);
	assert_int_equal(alert_message_write(message, &out), 0);
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

static void the_whole_of_a_message(void **state)
{
	static const char expected[] =
		"From: LEEP <leep@council.example>\r\n"
		"To: \"A. Adviser (fictional)\"\r\n"
		" <a.adviser@council.example>\r\n"
		"Subject: LEEP: Anywhere School: 2 things to talk about\r\n"
		"Date: Mon, 05 Nov 2018 09:07:03 +0000\r\n"
		"Message-ID: <855.120061-7@leep.invalid>\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"X-LEEP-Key: 855.120061-7\r\n"
		"\r\n"
		"Anywhere School (URN 120061), Leicestershire\r\n"
		"\r\n"
		"1. Progress 8 is below -0.5, and its confidence interval lies below 0\r\n"
		"   About: ks4.progress8, 2018/19\r\n"
		"   The rule says: ks4.progress8 < -0.5\r\n"
		"   Evidence:\r\n"
		"   - ks4.progress8: -0.62\r\n"
		"     confidence interval: -0.90 to -0.34\r\n"
		"     England: -0.02\r\n"
		"     pupils: 118\r\n"
		"     from: england_ks4provisional.csv, row 12, column P8MEA, submission 3\r\n"
		"   The rule comes from: LEEP\r\n"
		"   What may help: Ask the headteacher.\r\n"
		"   All of it, with its history: leep alert 12 show\r\n"
		"\r\n"
		"2. Ofsted graded the school 4\r\n"
		"   About: ofsted.overall, 2018-05-02\r\n"
		"   The rule says: inspection.overall =3D 4\r\n"
		"   Evidence:\r\n"
		"   - inspection.overall: 4\r\n"
		"   The rule comes from: Ofsted\r\n"
		"   All of it, with its history: leep alert 13 show\r\n"
		"\r\n"
		"This is evidence for a conversation. It is not a category or a judgement =\r\n"
		"of the school; only Ofsted judges schools.\r\n";
	struct alert_message message = plain();
	char *text = written(&message);

	(void)state;
	assert_string_equal(text, expected);
	free(text);
}

static void a_figure_of_another_year_says_of_which(void **state)
{
	struct alert_message message = plain();
	char *text;

	(void)state;
	evidence[0].period = "2016/17";
	text = written(&message);
	assert_non_null(strstr(text, "   - ks4.progress8 of 2016/17: -0.62\r\n"));
	evidence[0].period = "";
	free(text);
}

static void one_thing_is_one_thing(void **state)
{
	struct alert_message message = plain();
	char *text;

	(void)state;
	message.n = 1;
	message.advice = NULL;
	text = written(&message);
	assert_non_null(strstr(text, "\r\nSubject: LEEP: Anywhere School: 1 thing to talk about\r\n"));
	assert_null(strstr(text, "What may help"));
	free(text);
}

static void names_that_are_not_ascii_become_encoded_words(void **state)
{
	static const struct adviser zoe = {"Zo\xc3\xab \xc5\x81uk", "zoe@council.example"};
	struct alert_message message = plain();
	char *text;

	(void)state;
	message.to = &zoe;
	message.school_name = "St Ren\xc3\xa9's";
	text = written(&message);
	assert_non_null(strstr(text, "\r\nTo: =?UTF-8?Q?Zo=C3=AB_=C5=81uk?=\r\n <zoe@council.example>\r\n"));
	assert_non_null(strstr(
		text, "\r\nSubject: =?UTF-8?Q?LEEP=3A_St_Ren=C3=A9=27s=3A_2_things_to_talk_about?=\r\n"));
	assert_non_null(strstr(text, "\r\nSt Ren=C3=A9's (URN 120061), Leicestershire\r\n"));
	free(text);
}

static void a_long_name_is_folded_at_whole_characters(void **state)
{
	char name[301] = "";
	struct alert_message message = plain();
	char *text;

	(void)state;
	for (size_t i = 0; i < 75; i++)
		(void)snprintf(name + 4 * i, sizeof(name) - 4 * i, "\xf0\x9f\x8f\xab");
	message.school_name = name;
	text = written(&message);
	for (char *line = strstr(text, "Subject: "); line[0] == 'S' || line[0] == ' ';
		line = strstr(line, "\r\n") + 2) {
		size_t len = (size_t)(strstr(line, "\r\n") - line);

		assert_true(len <= 76);
		assert_memory_equal(line + len - 2, "?=", 2);
	}
	assert_null(strstr(text, "?UTF-8?Q?=9F"));
	free(text);
}

static void a_long_plain_name_is_folded_before_a_word(void **state)
{
	struct alert_message message = plain();
	char *text;

	(void)state;
	message.school_name = "St Thingummy's Church of England (Aided) Primary School, Lower Anywhere";
	text = written(&message);
	assert_non_null(
		strstr(text, "\r\nSubject: LEEP: St Thingummy's Church of England (Aided) Primary School,\r\n"
			     " Lower Anywhere: 2 things to talk about\r\n"));
	free(text);
	message.school_name = "Two  spaces";
	text = written(&message);
	assert_non_null(
		strstr(text, "\r\nSubject: =?UTF-8?Q?LEEP=3A_Two__spaces=3A_2_things_to_talk_about?=\r\n"));
	free(text);
}

static void specials_in_a_name_stay_in_it(void **state)
{
	static const struct adviser tricky = {"A \"B\" \\ <c@d.example>, E", "a@council.example"};
	static const struct adviser encoded = {"=?UTF-8?Q?x?=", "a@council.example"};
	struct alert_message message = plain();
	char *text;

	(void)state;
	message.to = &tricky;
	text = written(&message);
	assert_non_null(
		strstr(text, "\r\nTo: \"A \\\"B\\\" \\\\ <c@d.example>, E\"\r\n <a@council.example>\r\n"));
	free(text);
	message.to = &encoded;
	text = written(&message);
	assert_non_null(strstr(text, "\r\nTo: =?UTF-8?Q?=3D=3FUTF=2D8=3FQ=3Fx=3F=3D?=\r\n"));
	free(text);
}

/* A line that begins with what somebody tried to add. */
static bool begins_a_line(const char *text, const char *what)
{
	for (const char *p = strstr(text, what); p != NULL; p = strstr(p + 1, what))
		if (p[-1] == '\n')
			return true;
	return false;
}

static void no_text_can_add_a_header_or_a_line(void **state)
{
	static const struct adviser adviser_of_evil = {"A\r\nBcc: all@council.example", "a@council.example"};
	struct alert_message message = plain();
	struct evidence bad = evidence[0];
	struct alert alert = alerts[0];
	char *text;

	(void)state;
	bad.value = "1\r\nBcc: v";
	bad.file = "f\nBcc: f";
	bad.column = "c\rBcc: c";
	bad.national = "\r\n.\r\nBcc: n";
	alert.title = "t\r\n\r\nBcc: t";
	alert.wording = "w\r\nBcc: w";
	alert.source = "s\nBcc: s";
	alert.evidence = &bad;
	message.n = 1;
	message.alert = &alert;
	message.to = &adviser_of_evil;
	message.school_name = "School\r\nBcc: all@council.example\r\n\r\nbody";
	message.authority_name = "L\nBcc: l";
	text = written(&message);
	assert_false(begins_a_line(text, "Bcc"));
	assert_false(begins_a_line(text, "."));
	assert_false(begins_a_line(text, "body"));
	free(text);
}

static void the_body_is_encoded_line_by_line(void **state)
{
	struct alert_message message = plain();
	struct alert alert = alerts[0];
	char *text;

	(void)state;
	message.n = 1;
	message.alert = &alert;
	message.advice = NULL;
	alert.title = "ends with a space ";
	alert.source = "\xe2\x88\x92"
		       "0.5 = x";
	message.school_name = ".hidden";
	text = written(&message);
	assert_non_null(strstr(text, "\r\n1. ends with a space=20\r\n"));
	assert_non_null(strstr(text, "=E2=88=920.5 =3D x\r\n"));
	assert_non_null(strstr(text, "\r\n=2Ehidden"));
	free(text);
}

static void what_makes_no_message_is_refused(void **state)
{
	static const struct adviser nobody = {"Nobody", "nobody"};
	struct alert_message good = plain(), bad;
	struct buffer out;
	struct buffer small;

	(void)state;
	buffer_init(&out, 100000);
	buffer_text(&out, "before");
	bad = good, bad.key = "";
	assert_int_equal(alert_message_write(&bad, &out), ERR_INVAL);
	bad = good, bad.key = "a@b>\r\nBcc: x";
	assert_int_equal(alert_message_write(&bad, &out), ERR_INVAL);
	bad = good, bad.from = "a@b.example\r\nBcc: c@d.example";
	assert_int_equal(alert_message_write(&bad, &out), ERR_INVAL);
	bad = good, bad.to = &nobody;
	assert_int_equal(alert_message_write(&bad, &out), ERR_INVAL);
	bad = good, bad.n = 0;
	assert_int_equal(alert_message_write(&bad, &out), ERR_INVAL);
	bad = good, bad.at = -1;
	assert_int_equal(alert_message_write(&bad, &out), ERR_INVAL);
	assert_int_equal(out.len, 6);
	assert_int_equal(alert_message_write(&good, &out), 0);
	for (size_t max = 0; max < out.len - 6; max += 7) {
		buffer_init(&small, max);
		assert_int_equal(alert_message_write(&good, &small), ERR_LIMIT);
		buffer_done(&small);
	}
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_of_a_message),
		cmocka_unit_test(a_figure_of_another_year_says_of_which),
		cmocka_unit_test(one_thing_is_one_thing),
		cmocka_unit_test(names_that_are_not_ascii_become_encoded_words),
		cmocka_unit_test(a_long_name_is_folded_at_whole_characters),
		cmocka_unit_test(a_long_plain_name_is_folded_before_a_word),
		cmocka_unit_test(specials_in_a_name_stay_in_it),
		cmocka_unit_test(no_text_can_add_a_header_or_a_line),
		cmocka_unit_test(the_body_is_encoded_line_by_line),
		cmocka_unit_test(what_makes_no_message_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
