/* SPDX-License-Identifier: MIT
 *
 * iCalendar files as calendar programs write them, and files with slips and tricks in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"
#include "services/alerts/calendar/ical.h"

#define EVENT(lines) "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" lines "END:VEVENT\nEND:VCALENDAR\n"

/* The days off of a text as "20261221-20270103 20270201". */
static const char *days_off(const char *text)
{
	static char told[4096];
	struct arena *arena = arena_open((size_t)1024 * 1024);
	struct err_text error = {""};
	struct calendar calendar;
	size_t len = 0;

	if (calendar_parse(arena, bytes_text(text), &calendar, &error) < 0)
		fail_msg("%s", error.text);
	told[0] = '\0';
	for (size_t i = 0; i < calendar.n; i++) {
		const struct calendar_span *s = &calendar.span[i];
		unsigned y, m, d;

		day_split(s->from, &y, &m, &d);
		len += (size_t)snprintf(
			told + len, sizeof(told) - len, "%s%u%02u%02u", i > 0 ? " " : "", y, m, d);
		day_split(s->until, &y, &m, &d);
		if (s->until != s->from)
			len += (size_t)snprintf(told + len, sizeof(told) - len, "-%u%02u%02u", y, m, d);
		assert_true(len < sizeof(told));
	}
	arena_free(arena);
	return told;
}

static void an_empty_file_has_no_days_off(void **state)
{
	(void)state;
	assert_string_equal(days_off(""), "");
	assert_string_equal(days_off("\r\n\n"), "");
	assert_string_equal(days_off("\xef\xbb\xbf"
				     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR"),
		"");
}

static void the_end_of_a_holiday_is_the_day_after(void **state)
{
	(void)state;
	assert_string_equal(days_off(EVENT("DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270104\n")),
		"20261221-20270103");
	assert_string_equal(days_off(EVENT("DTSTART;VALUE=DATE:20261221\n")), "20261221");
	assert_string_equal(days_off(EVENT("DTSTART:20261221\nDTEND:20261222\n")), "20261221");
	/* Some programs end a day on itself. */
	assert_string_equal(days_off(EVENT("DTSTART:20261221\nDTEND:20261221\n")), "20261221");
	assert_string_equal(days_off(EVENT("DTSTART:20261221\nDURATION:P2W\n")), "20261221-20270103");
	assert_string_equal(days_off(EVENT("DTSTART:20261221\nDURATION:P5D\n")), "20261221-20261225");
	assert_string_equal(days_off(EVENT("DTSTART:20240228\nDTEND:20240302\n")), "20240228-20240301");
}

static void every_day_that_an_event_touches_is_off(void **state)
{
	(void)state;
	assert_string_equal(days_off(EVENT("DTSTART;TZID=Europe/London:20261221T090000\n"
					   "DTEND;TZID=Europe/London:20261221T153000\n")),
		"20261221");
	assert_string_equal(days_off(EVENT("DTSTART:20261221T180000\nDTEND:20261222T000000\n")), "20261221");
	assert_string_equal(
		days_off(EVENT("DTSTART:20261221T180000\nDTEND:20261222T000001\n")), "20261221-20261222");
	assert_string_equal(days_off(EVENT("DTSTART:20261221T180000\nDURATION:PT6H\n")), "20261221");
	assert_string_equal(
		days_off(EVENT("DTSTART:20261221T180000\nDURATION:P1DT6H1M\n")), "20261221-20261223");
	assert_string_equal(days_off(EVENT("DTSTART:20261221T180000\n")), "20261221");
}

static void utc_is_told_by_englands_clocks(void **state)
{
	(void)state;
	/* 23:00 UTC in July is midnight of the next day; in December it is the same day. */
	assert_string_equal(
		days_off(EVENT("DTSTART:20260721T230000Z\nDTEND:20260722T230000Z\n")), "20260722");
	assert_string_equal(
		days_off(EVENT("DTSTART:20261221T230000Z\nDTEND:20261222T230000Z\n")), "20261221-20261222");
	assert_string_equal(days_off(EVENT("DTSTART:20161231T235960Z\n")), "20161231");
}

static void spans_that_touch_or_overlap_are_one(void **state)
{
	static const char text[] =
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261221\nDTEND:20261224\nEND:VEVENT\n"
		"BEGIN:VEVENT\nDTSTART:20261201\nEND:VEVENT\n"
		"BEGIN:VEVENT\nDTSTART:20261222\nDTEND:20261223\nEND:VEVENT\n"
		"BEGIN:VEVENT\nDTSTART:20261224\nDTEND:20261226\nEND:VEVENT\nEND:VCALENDAR\n"
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261227\nEND:VEVENT\nEND:VCALENDAR\n";

	(void)state;
	assert_string_equal(days_off(text), "20261201 20261221-20261225 20261227");
}

static void folded_lines_are_put_together(void **state)
{
	(void)state;
	assert_string_equal(
		days_off("BEGIN:VCAL\r\n ENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DA\r\n TE:2026\r\n\t1221\r\n"
			 "DESCRIPTION:A: b\\n\r\n  DTSTART:20200101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
		"20261221");
}

static void what_says_nothing_about_days_is_passed_over(void **state)
{
	static const char text[] =
		"begin:vcalendar\nPRODID;X-A=\"a:b;c\":-//x//y//EN\n"
		"BEGIN:VTIMEZONE\nTZID:Europe/London\nBEGIN:DAYLIGHT\nDTSTART:19810329T010000\n"
		"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
		"BEGIN:VTODO\nDTSTART:20260101\nRRULE:nonsense\nEND:VTODO\n"
		"BEGIN:VEVENT\nUID:1\ndtstart;value=date:20261221\nTRANSP:TRANSPARENT\n"
		"BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:nonsense\nDTSTART:nonsense\nEND:VALARM\n"
		"dtend:20261223\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\nend:vevent\nEND:VCALENDAR\n";

	(void)state;
	assert_string_equal(days_off(text), "20261221-20261222");
	assert_string_equal(days_off(EVENT("DTSTART:20261221\nSTATUS:CANCELLED\n")), "");
	assert_string_equal(days_off(EVENT("DTSTART:20261221\nSTATUS:CONFIRMED\n")), "20261221");
}

static void what_repeats_is_counted_out(void **state)
{
	(void)state;
	/* Wednesday 2 September 2026, three times. */
	assert_string_equal(days_off(EVENT("DTSTART:20260902\nRRULE:FREQ=WEEKLY;COUNT=3\n")),
		"20260902 20260909 20260916");
	assert_string_equal(
		days_off(EVENT("RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260930\nDTSTART:20260902\n")),
		"20260902 20260916 20260930");
	assert_string_equal(
		days_off(EVENT("DTSTART:20260902\nRRULE:FREQ=DAILY;COUNT=3\n")), "20260902-20260904");
	assert_string_equal(days_off(EVENT("DTSTART:20260902\nRRULE:FREQ=DAILY;INTERVAL=3;COUNT=3\n")),
		"20260902 20260905 20260908");
	assert_string_equal(days_off(EVENT("DTSTART:20261224\nDTEND:20261226\n"
					   "RRULE:FREQ=YEARLY;COUNT=2;BYMONTH=12;BYMONTHDAY=24\n")),
		"20261224-20261225 20271224-20271225");
	/* There is no 29 February in between; what is not there does not count. */
	assert_string_equal(
		days_off(EVENT("DTSTART:20240229\nRRULE:FREQ=YEARLY;COUNT=2\n")), "20240229 20280229");
	/* UNTIL with a time of the day is exact, and may be told in UTC: 08:00 UTC is 09:00 in September. */
	assert_string_equal(
		days_off(EVENT(
			"DTSTART:20260902T090000\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260904T080000Z\n")),
		"20260902 20260904");
	assert_string_equal(
		days_off(EVENT(
			"DTSTART:20260902T090000\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260904T075959Z\n")),
		"20260902");
	assert_string_equal(days_off(EVENT("DTSTART:20260902\nRRULE:FREQ=WEEKLY;UNTIL=20260901\n")), "");
}

static void the_weeks_of_a_rule_begin_as_it_says(void **state)
{
	(void)state;
	/* The example of RFC 5545, 3.8.5.3: Tuesday 5 August 1997, every other week on Tuesday and Sunday, four times. */
	assert_string_equal(
		days_off(EVENT(
			"DTSTART:19970805\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO\n")),
		"19970805 19970810 19970819 19970824");
	assert_string_equal(
		days_off(EVENT(
			"DTSTART:19970805\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU\n")),
		"19970805 19970817 19970819 19970831");
	/* The first week begins before the first day that there is. */
	assert_string_equal(days_off(EVENT("DTSTART:19700101\nRRULE:FREQ=WEEKLY;COUNT=3;BYDAY=TH,WE\n")),
		"19700101 19700107-19700108");
}

static void a_rule_without_end_goes_on_through_2100(void **state)
{
	const char *told = days_off(EVENT("DTSTART:20951225\nRRULE:FREQ=YEARLY\n"));

	(void)state;
	assert_string_equal(told, "20951225 20961225 20971225 20981225 20991225 21001225");
	assert_string_equal(days_off(EVENT("DTSTART:21001222\nRRULE:FREQ=WEEKLY;BYDAY=WE,FR\n")),
		"21001222 21001224 21001229 21001231");
	assert_string_equal(
		days_off(EVENT("DTSTART:21001230\nRRULE:FREQ=DAILY;COUNT=5\n")), "21001230-21001231");
}

static void days_on_which_it_is_not_are_left_out(void **state)
{
	(void)state;
	assert_string_equal(days_off(EVENT("DTSTART:20260902\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:"
					   "20260909,20260916\n")),
		"20260902 20260923");
	assert_string_equal(days_off(EVENT("DTSTART:20260902T090000\nRRULE:FREQ=WEEKLY;COUNT=3\n"
					   "EXDATE:20260909T090000\nEXDATE:20260916T080000Z\n")),
		"20260902");
}

static const struct {
	const char *text;
	const char *said;
} slips[] = {
	{"x", "line 1: NAME:VALUE"},
	{"<html>", "line 1: NAME:VALUE"},
	{"VERSION:2.0\n", "line 1: BEGIN:VCALENDAR"},
	{"BEGIN:VEVENT\n", "line 1: BEGIN:VCALENDAR"},
	{"BEGIN:\n", "line 1: BEGIN names no"},
	{"BEGIN:VCALENDAR\n", "line 2: the file ends within"},
	{"BEGIN:VCALENDAR\nEND:VEVENT\n", "line 2: END is not"},
	{"END:VCALENDAR\n", "line 1: END is not"},
	{"BEGIN:VCALENDAR\n:x\n", "line 2: NAME:VALUE"},
	{"BEGIN:VCALENDAR\nX;A=\":\n", "line 2: NAME:VALUE"},
	{"BEGIN:VCALENDAR\nAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1\n", "line 2: NAME:VALUE"},
	{EVENT(""), "line 2: the event has no DTSTART"},
	{EVENT("DTSTART:20261321\n"), "line 3: a date such as"},
	{EVENT("DTSTART:20260230\n"), "line 3: a date such as"},
	{EVENT("DTSTART:19691231\n"), "line 3: a date such as"},
	{EVENT("DTSTART:21010101\n"), "line 3: a date such as"},
	{EVENT("DTSTART:2026-12-21\n"), "line 3: a date such as"},
	{EVENT("DTSTART:20261221T240000\n"), "line 3: a date such as"},
	{EVENT("DTSTART:20261221T090000+\n"), "line 3: a date such as"},
	{EVENT("DTSTART:20261221X090000\n"), "line 3: a date such as"},
	{EVENT("DTSTART:20261221\n\n\nDT\n END:\n"), "line 6: a date such as"},
	{EVENT("DTSTART:20261221\nDTSTART:20261222\n"), "line 4: the event says it twice"},
	{EVENT("DTSTART:20261221\nDTEND:20261220\n"), "line 2: the event ends before"},
	{EVENT("DTSTART:20261221\nDTEND:20261222T000000\n"), "line 2: of DTSTART and DTEND"},
	{EVENT("DTSTART:20261221\nDTEND:20261222\nDURATION:P1D\n"), "line 2: the event has both"},
	{EVENT("DTSTART:20261221\nDURATION:PT1H\n"), "line 2: DTSTART has no time"},
	{EVENT("DTSTART:20261221\nDURATION:-P1D\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDURATION:P\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDURATION:P1DT\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDURATION:P1D1W\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDURATION:P1H\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDURATION:P99999999999999999999W\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDURATION:P367D\n"), "line 4: a duration"},
	{EVENT("DTSTART:20261221\nDTEND:20271224\n"), "line 2: the event is longer than a year"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=MONTHLY;COUNT=2\n"), "line 4: FREQ is not DAILY"},
	{EVENT("DTSTART:20261221\nRRULE:COUNT=2\n"), "line 4: FREQ is missing"},
	{EVENT("DTSTART:20261221\nRRULE:\n"), "line 4: FREQ is missing"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ\n"), "line 4: a part of the rule"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;FREQ=DAILY\n"), "line 4: FREQ is given twice"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;COUNT=0\n"), "line 4: COUNT"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;COUNT=-1\n"), "line 4: COUNT"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;COUNT=99999\n"), "line 4: COUNT"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;INTERVAL=0\n"), "line 4: INTERVAL"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;UNTIL=x\n"), "line 4: UNTIL"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;COUNT=1;UNTIL=20261231\n"), "line 4: COUNT and UNTIL"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;BYDAY=MO\n"), "line 4: BYDAY"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=WEEKLY;BYDAY=1MO\n"), "line 4: BYDAY"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=WEEKLY;BYDAY=MO,\n"), "line 4: BYDAY"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=WEEKLY;BYDAY=\n"), "line 4: BYDAY"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=WEEKLY;BYDAY=TU\n"), "line 4: DTSTART is none of"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=WEEKLY;WKST=X\n"), "line 4: WKST"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=YEARLY;BYMONTH=11\n"), "line 4: BYMONTH and BYMONTHDAY are"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=YEARLY;BYMONTH=11,12\n"), "line 4: BYMONTH is not one"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=WEEKLY;BYMONTH=12\n"), "line 4: BYMONTH and BYMONTHDAY"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=YEARLY;BYSETPOS=1\n"), "line 4: a rule may say"},
	{EVENT("DTSTART:20261221\nRRULE:FREQ=DAILY;COUNT=1\nRRULE:FREQ=DAILY;COUNT=1\n"),
		"line 5: the event has two rules"},
	{EVENT("DTSTART:20261221\nEXDATE:20261222,\n"), "line 4: dates such as"},
	{EVENT("DTSTART:20261221\nRDATE:20261222\n"), "line 4: RDATE and RECURRENCE-ID"},
	{EVENT("RECURRENCE-ID:20261222\nDTSTART:20261221\n"), "line 3: RDATE and RECURRENCE-ID"},
};
static void slips_and_tricks_are_refused_with_their_line(void **state)
{
	struct arena *arena = arena_open(4096);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
		struct calendar calendar = {77, NULL};
		struct err_text error = {""};
		int rc = calendar_parse(arena, bytes_text(slips[i].text), &calendar, &error);

		if ((rc != ERR_SYNTAX && rc != ERR_LIMIT) || strstr(error.text, slips[i].said) == NULL)
			fail_msg("%s: %d \"%s\"", slips[i].text, rc, error.text);
		assert_int_equal(calendar.n, 77);
	}
	arena_free(arena);
}

static void a_nul_byte_is_no_text(void **state)
{
	struct arena *arena = arena_open(4096);
	struct calendar calendar;

	(void)state;
	assert_int_equal(
		calendar_parse(arena, bytes_of("BEGIN:VCALENDAR\0x", 17), &calendar, NULL), ERR_SYNTAX);
	arena_free(arena);
}

static void days_off_are_bounded(void **state)
{
	struct arena *arena = arena_open((size_t)1024 * 1024);
	struct err_text error = {""};
	struct calendar calendar;
	char deep[600] = "";

	(void)state;
	/* Each day from 1970 to 2100 is more than the 20,000 that there may be; each of 54 years is not. */
	assert_int_equal(calendar_parse(arena, bytes_text(EVENT("DTSTART:19700101\nRRULE:FREQ=DAILY\n")),
				 &calendar, &error),
		ERR_LIMIT);
	assert_string_equal(error.text,
		"\"calendar.ics\", line 2: more than 20000 days off; end what repeats by COUNT or UNTIL");
	assert_string_equal(days_off(EVENT("DTSTART:20470101\nRRULE:FREQ=DAILY\n")), "20470101-21001231");
	for (int i = 0; i < 9; i++)
		(void)snprintf(deep + strlen(deep), sizeof(deep) - strlen(deep), "BEGIN:VCALENDAR\n");
	assert_int_equal(calendar_parse(arena, bytes_text(deep), &calendar, &error), ERR_LIMIT);
	assert_non_null(strstr(error.text, "line 9"));
	arena_free(arena);
}

static void days_of_exception_are_bounded(void **state)
{
	char *text = malloc(8192), *p = text;
	struct arena *arena = arena_open(4096);
	struct err_text error = {""};
	struct calendar calendar;

	(void)state;
	p = stpcpy(p, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nEXDATE:20260102");
	for (int i = 0; i < 366; i++)
		p = stpcpy(p, ",20260102");
	assert_int_equal(calendar_parse(arena, bytes_text(text), &calendar, &error), ERR_LIMIT);
	assert_non_null(strstr(error.text, "line 4: more than 366"));
	arena_free(arena);
	free(text);
}

static void a_full_arena_is_an_error(void **state)
{
	struct arena *arena = arena_open(16);
	struct calendar calendar;

	(void)state;
	assert_int_equal(
		calendar_parse(arena, bytes_text(EVENT("DTSTART:20260902\nRRULE:FREQ=WEEKLY;COUNT=5\n")),
			&calendar, NULL),
		ERR_NOMEM);
	arena_free(arena);
}

/* Any beginning of a file is days off, or refused; and so is it with any one byte another. */
static void damaged_files_are_refused_or_read(void **state)
{
	static const char text[] =
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261221\r\nDTEND:20261224\r\n"
		"RRULE:FREQ=WEEKLY;COUNT=3;\r\n "
		"BYDAY=MO,TU\r\nEXDATE:20261222\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
	struct arena *arena = arena_open((size_t)1024 * 1024);

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++) {
		char damaged[sizeof(text)];
		struct calendar calendar;

		arena_reset(arena);
		(void)calendar_parse(arena, bytes_of(text, i), &calendar, NULL);
		for (int byte = 1; byte < 256 && i < sizeof(text) - 1; byte++) {
			memcpy(damaged, text, sizeof(text));
			damaged[i] = (char)byte;
			arena_reset(arena);
			(void)calendar_parse(arena, bytes_text(damaged), &calendar, NULL);
		}
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_has_no_days_off),
		cmocka_unit_test(the_end_of_a_holiday_is_the_day_after),
		cmocka_unit_test(every_day_that_an_event_touches_is_off),
		cmocka_unit_test(utc_is_told_by_englands_clocks),
		cmocka_unit_test(spans_that_touch_or_overlap_are_one),
		cmocka_unit_test(folded_lines_are_put_together),
		cmocka_unit_test(what_says_nothing_about_days_is_passed_over),
		cmocka_unit_test(what_repeats_is_counted_out),
		cmocka_unit_test(the_weeks_of_a_rule_begin_as_it_says),
		cmocka_unit_test(a_rule_without_end_goes_on_through_2100),
		cmocka_unit_test(days_on_which_it_is_not_are_left_out),
		cmocka_unit_test(slips_and_tricks_are_refused_with_their_line),
		cmocka_unit_test(a_nul_byte_is_no_text),
		cmocka_unit_test(days_off_are_bounded),
		cmocka_unit_test(days_of_exception_are_bounded),
		cmocka_unit_test(a_full_arena_is_an_error),
		cmocka_unit_test(damaged_files_are_refused_or_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
