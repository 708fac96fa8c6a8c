/* SPDX-License-Identifier: MIT
 *
 * The event for other programs: the whole of one, what is in it and what is not, and its size.
 */
#include <jansson.h>

#include "services/alerts/notices/event.h"

#include "tests/unit/alerts/notices.h"

static json_t *written(const struct notice *notice, const struct catalogue *catalogue)
{
	struct buffer out;
	json_error_t error;
	json_t *event;

	buffer_init(&out, EVENT_MAX);
	assert_int_equal(event_write(notice, catalogue, &out), 0);
	event = json_loadb((const char *)out.data, out.len, JSON_REJECT_DUPLICATES, &error);
	if (event == NULL)
		fail_msg("%s", error.text);
	buffer_done(&out);
	return event;
}

static void golden(const char *name, const struct notice *notice, void **state)
{
	struct buffer out;

	buffer_init(&out, EVENT_MAX);
	assert_int_equal(event_write(notice, *state, &out), 0);
	check_golden_text(name, bytes_of(out.data, out.len));
	buffer_done(&out);
}

static const char *text_of(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL ? "" : text;
}

static json_int_t number_of(json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void the_whole_of_an_event(void **state)
{
	struct example_notice example;

	golden("notice-news-event.json", news(&example), state);
}

static void a_digest(void **state)
{
	struct example_notice example;

	golden("notice-digest-event.json", digest(&example), state);
}

static void a_minimal_event_says_how_much_and_nothing_else(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	json_t *event, *data;

	notice->minimal = true;
	notice->key = "855-9";
	golden("notice-minimal-event.json", notice, state);
	event = written(notice, *state);
	data = json_object_get(event, "data");
	assert_null(json_object_get(event, "subject"));
	assert_null(json_object_get(data, "schools"));
	assert_int_equal(number_of(data, "things"), 2);
	json_decref(event);
}

static void it_is_known_by_its_key_and_tells_its_kind(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	json_t *event;

	notice->kind = "silence-ended";
	event = written(notice, *state);
	assert_string_equal(text_of(event, "specversion"), "1.0");
	assert_string_equal(text_of(event, "id"), "855.120061-7");
	assert_string_equal(text_of(event, "type"), "leep.notice.silence-ended.v1");
	assert_string_equal(text_of(event, "source"), "/leep/855");
	assert_string_equal(text_of(event, "subject"), "120061");
	assert_string_equal(text_of(event, "time"), "2018-11-05T09:07:03Z");
	json_decref(event);
}

static void an_alarm_is_of_no_school(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	json_t *event;

	notice->kind = "alarm";
	notice->n_school = 0;
	notice->text = "The mail server has not answered.";
	event = written(notice, *state);
	assert_string_equal(text_of(event, "source"), "/leep");
	assert_null(json_object_get(event, "subject"));
	assert_string_equal(text_of(json_object_get(event, "data"), "text"), notice->text);
	json_decref(event);
}

/* 200 schools of 32 alerts with 24 figures each, and texts of 4,000 characters. */
static void what_does_not_fit_loses_evidence_and_is_counted(void **state)
{
	static struct notice_school schools[NOTICE_SCHOOLS_MAX];
	static struct notice_alert alerts[NOTICE_ALERTS_MAX];
	static struct evidence figures[EVIDENCE_MAX];
	char *longest = repeated("\"", 4000);
	struct example_notice example;
	struct notice *notice = news(&example);
	size_t things = 0, places = 0, i, k;
	json_t *event, *data, *school, *alert;

	for (i = 0; i < EVIDENCE_MAX; i++) {
		figures[i] = example.evidence[0];
		figures[i].file = longest;
	}
	for (i = 0; i < NOTICE_ALERTS_MAX; i++) {
		alerts[i] = example.alert[0];
		alerts[i].alert.evidence = figures;
		alerts[i].alert.n_evidence = EVIDENCE_MAX;
	}
	for (i = 0; i < NOTICE_SCHOOLS_MAX; i++)
		schools[i] = (struct notice_school){
			(uint32_t)(100000 + i), "Anywhere School", 855, longest, NOTICE_ALERTS_MAX, alerts};
	notice->school = schools;
	notice->n_school = NOTICE_SCHOOLS_MAX;
	event = written(notice, *state);
	data = json_object_get(event, "data");
	json_array_foreach(json_object_get(data, "schools"), i, school)
	{
		json_array_foreach(json_object_get(school, "alerts"), k, alert)
		{
			things++;
			assert_true(json_is_true(json_object_get(alert, "whole")) ==
				    (json_object_get(alert, "evidence") != NULL));
		}
		places += k == NOTICE_ALERTS_MAX;
	}
	assert_true(things > 0);
	assert_int_equal(number_of(data, "things"), NOTICE_SCHOOLS_MAX * NOTICE_ALERTS_MAX);
	assert_int_equal(number_of(json_object_get(data, "left_out"), "things"),
		NOTICE_SCHOOLS_MAX * NOTICE_ALERTS_MAX - things);
	assert_int_equal(number_of(json_object_get(data, "left_out"), "places"), NOTICE_SCHOOLS_MAX - places);
	json_decref(event);
	free(longest);
}

static void what_makes_no_event_is_refused(void **state)
{
	struct example_notice example;
	struct notice good = *news(&example), bad;
	struct buffer out;

	(void)state;
	buffer_init(&out, 1000);
	buffer_text(&out, "before");
	bad = good, bad.key = "a\nb";
	assert_int_equal(event_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.kind = "";
	assert_int_equal(event_write(&bad, NULL, &out), ERR_INVAL);
	assert_int_equal(event_write(&good, NULL, &out), ERR_LIMIT);
	assert_int_equal(out.len, 6);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_of_an_event),
		cmocka_unit_test(a_digest),
		cmocka_unit_test(a_minimal_event_says_how_much_and_nothing_else),
		cmocka_unit_test(it_is_known_by_its_key_and_tells_its_kind),
		cmocka_unit_test(an_alarm_is_of_no_school),
		cmocka_unit_test(what_does_not_fit_loses_evidence_and_is_counted),
		cmocka_unit_test(what_makes_no_event_is_refused),
	};

	return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
