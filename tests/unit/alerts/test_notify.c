/* SPDX-License-Identifier: MIT
 *
 * Requests to GOV.UK Notify: the whole of a mail and of a text message, and what neither may hold.
 */
#include <jansson.h>

#include "services/alerts/notices/notify.h"

#include "tests/unit/alerts/notices.h"

#define TEMPLATE "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"

static json_t *written(const struct notice *notice, const struct catalogue *catalogue, enum notify_way way)
{
	struct buffer out;
	json_error_t error;
	json_t *request;

	buffer_init(&out, NOTICE_BYTES);
	assert_int_equal(notify_write(notice, catalogue, way, TEMPLATE, &out), 0);
	request = json_loadb((const char *)out.data, out.len, JSON_REJECT_DUPLICATES, &error);
	if (request == NULL)
		fail_msg("%s", error.text);
	buffer_done(&out);
	return request;
}

static const char *personal(json_t *request, const char *name)
{
	return json_string_value(json_object_get(json_object_get(request, "personalisation"), name));
}

static void golden(const char *name, const struct notice *notice, void **state, enum notify_way way)
{
	struct buffer out;

	buffer_init(&out, NOTICE_BYTES);
	assert_int_equal(notify_write(notice, *state, way, TEMPLATE, &out), 0);
	check_golden_text(name, bytes_of(out.data, out.len));
	buffer_done(&out);
}

static void the_whole_of_a_mail(void **state)
{
	struct example_notice example;

	golden("notice-news-notify-mail.json", news(&example), state, NOTIFY_MAIL);
}

static void the_whole_of_a_text_message(void **state)
{
	struct example_notice example;

	golden("notice-news-notify-text.json", news(&example), state, NOTIFY_TEXT);
}

static void a_minimal_mail_says_how_much_and_nothing_else(void **state)
{
	struct example_notice example;
	struct notice *notice = digest(&example);

	notice->minimal = true;
	notice->key = "855-9";
	golden("notice-minimal-notify-mail.json", notice, state, NOTIFY_MAIL);
}

static void a_request_goes_to_the_recipient_under_the_key(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	json_t *mail = written(notice, *state, NOTIFY_MAIL);
	json_t *text = written(notice, *state, NOTIFY_TEXT);

	assert_string_equal(json_string_value(json_object_get(mail, "template_id")), TEMPLATE);
	assert_string_equal(json_string_value(json_object_get(mail, "reference")), "855.120061-7");
	assert_string_equal(
		json_string_value(json_object_get(mail, "email_address")), "a.adviser@council.example");
	assert_string_equal(json_string_value(json_object_get(text, "phone_number")), "+447700900123");
	assert_string_equal(
		personal(mail, "subject"), "LEEP: Anywhere School: 2 things to talk about, some urgently");
	json_decref(mail);
	json_decref(text);
}

/* Characters of GSM 03.38 that are ASCII; those of its extension count twice. */
static size_t cost(const char *text)
{
	size_t sum = 0;

	for (const char *p = text; *p != '\0'; p++) {
		assert_true(*p >= ' ' && *p <= '~' && *p != '`');
		sum += strchr("^{}\\[]~|", *p) == NULL ? 1 : 2;
	}
	return sum;
}

static void a_text_message_has_three_parts_and_no_figure(void **state)
{
	char *many = repeated("[School] ", 20), *longest = repeated("word ", 30);
	const char *const names[] = {"Anywhere School", "St Ren\xc3\xa9's", "Two `ticks`", many, longest, ""};
	struct example_notice example;
	struct notice *notice = news(&example);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		json_t *request;

		notice->school[0].name = example.alert[0].alert.adviser = example.alert[1].alert.adviser =
			names[i];
		request = written(notice, *state, NOTIFY_TEXT);
		assert_true(cost(personal(request, "text")) <= NOTIFY_TEXT_MAX);
		assert_non_null(strstr(personal(request, "text"), "2 things to talk about"));
		assert_null(strstr(personal(request, "text"), "0.62"));
		assert_null(strstr(personal(request, "text"), "Progress"));
		json_decref(request);
	}
	free(many);
	free(longest);
}

static void a_name_that_a_phone_cannot_show_is_left_out(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	json_t *request;

	notice->school[0].name = "St Ren\xc3\xa9's";
	request = written(notice, *state, NOTIFY_TEXT);
	assert_string_equal(personal(request, "text"),
		"LEEP: 2 things to talk about, some urgently, at 1 school. To see "
		"more, sign in to LEEP, or run: leep alerts");
	json_decref(request);
}

/* Notify's Markdown: a heading, a list or a line begins a line; a link is [text](address). */
static void no_text_can_add_a_link_or_a_heading(void **state)
{
	static const char evil[] = "# x\n# y\n---\n* z [all](https://evil.example) ((name))\xff";
	struct example_notice example;
	struct notice *notice = digest(&example);
	json_t *request;
	const char *body;

	example.school[0].name = example.alert[0].alert.title = example.alert[0].text =
		example.evidence[0].value = example.evidence[0].national = example.alert[0].alert.advice =
			evil;
	request = written(notice, *state, NOTIFY_MAIL);
	body = personal(request, "body");
	assert_non_null(strstr(body, "[all] (https://evil.example)"));
	assert_null(strstr(body, "[all]("));
	assert_null(strstr(body, "\n# y"));
	assert_null(strstr(body, "\n* z"));
	json_decref(request);
}

static void what_makes_no_request_is_refused(void **state)
{
	struct example_notice example;
	struct notice good = *news(&example), bad;
	struct buffer out;

	(void)state;
	buffer_init(&out, 100);
	bad = good, bad.key = "";
	assert_int_equal(notify_write(&bad, NULL, NOTIFY_MAIL, TEMPLATE, &out), ERR_INVAL);
	bad = good, bad.to_address = "nobody";
	assert_int_equal(notify_write(&bad, NULL, NOTIFY_MAIL, TEMPLATE, &out), ERR_INVAL);
	bad = good, bad.to_phone = "";
	assert_int_equal(notify_write(&bad, NULL, NOTIFY_TEXT, TEMPLATE, &out), ERR_INVAL);
	bad = good, bad.to_phone = "0770\r\n0900";
	assert_int_equal(notify_write(&bad, NULL, NOTIFY_TEXT, TEMPLATE, &out), ERR_INVAL);
	assert_int_equal(notify_write(&good, NULL, NOTIFY_MAIL, "", &out), ERR_INVAL);
	assert_int_equal(notify_write(&good, NULL, NOTIFY_MAIL, "no/id", &out), ERR_INVAL);
	assert_int_equal(notify_write(&good, NULL, NOTIFY_MAIL, TEMPLATE, &out), ERR_LIMIT);
	assert_int_equal(out.len, 0);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_of_a_mail),
		cmocka_unit_test(the_whole_of_a_text_message),
		cmocka_unit_test(a_minimal_mail_says_how_much_and_nothing_else),
		cmocka_unit_test(a_request_goes_to_the_recipient_under_the_key),
		cmocka_unit_test(a_text_message_has_three_parts_and_no_figure),
		cmocka_unit_test(a_name_that_a_phone_cannot_show_is_left_out),
		cmocka_unit_test(no_text_can_add_a_link_or_a_heading),
		cmocka_unit_test(what_makes_no_request_is_refused),
	};

	return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
