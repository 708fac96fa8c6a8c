/* SPDX-License-Identifier: MIT
 *
 * What England's clocks show, its bank holidays, and working days: boundary days worked out with a paper calendar.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"
#include "services/alerts/calendar/holidays.h"

static const struct calendar no_days_off = {0, NULL};

static uint32_t day(unsigned date)
{
	uint32_t made;

	assert_true(day_make(date / 10000, date / 100 % 100, date % 100, &made));
	return made;
}

static int64_t moment(const char *text)
{
	int64_t at;

	assert_int_equal(clock_parse_time(text, &at), 0);
	return at;
}

static void clocks_show(const char *utc, unsigned date, unsigned hour, unsigned minute)
{
	int64_t at = moment(utc);

	if (calendar_day(at) != day(date) || calendar_minute(at) != hour * 60 + minute)
		fail_msg("%s: day %u, minute %u", utc, calendar_day(at), calendar_minute(at));
}

static void clocks_go_forward_and_back_on_the_last_sundays_of_march_and_october(void **state)
{
	(void)state;
	/* 2026: 29 March and 25 October are the last Sundays. */
	clocks_show("2026-03-29T00:59:59Z", 20260329, 0, 59);
	clocks_show("2026-03-29T01:00:00Z", 20260329, 2, 0);
	clocks_show("2026-10-25T00:59:59Z", 20261025, 1, 59);
	clocks_show("2026-10-25T01:00:00Z", 20261025, 1, 0);
	/* The month ends with a Sunday: 31 March 2024, 31 October 2027. */
	clocks_show("2024-03-31T00:59:00Z", 20240331, 0, 59);
	clocks_show("2024-03-31T01:00:00Z", 20240331, 2, 0);
	clocks_show("2027-10-31T00:59:00Z", 20271031, 1, 59);
	clocks_show("2027-10-31T01:00:00Z", 20271031, 1, 0);
	/* It ends with a Saturday: 25 March 2029, 25 October 2020. */
	clocks_show("2029-03-25T01:00:00Z", 20290325, 2, 0);
	clocks_show("2020-10-25T01:00:00Z", 20201025, 1, 0);
	/* In summer the day begins at 23:00 UTC. */
	clocks_show("2026-07-31T22:59:00Z", 20260731, 23, 59);
	clocks_show("2026-07-31T23:00:00Z", 20260801, 0, 0);
	clocks_show("2026-12-31T23:59:59Z", 20261231, 23, 59);
	clocks_show("2027-01-01T00:00:00Z", 20270101, 0, 0);
}

static void a_minute_of_a_day_is_a_moment(void **state)
{
	(void)state;
	assert_int_equal(calendar_moment(day(20261122), 8 * 60), moment("2026-11-22T08:00:00Z"));
	assert_int_equal(calendar_moment(day(20260722), 8 * 60), moment("2026-07-22T07:00:00Z"));
	assert_int_equal(calendar_moment(day(20260801), 0), moment("2026-07-31T23:00:00Z"));
	assert_int_equal(calendar_moment(day(20260329), 59), moment("2026-03-29T00:59:00Z"));
	assert_int_equal(calendar_moment(day(20260329), 120), moment("2026-03-29T01:00:00Z"));
	assert_int_equal(calendar_moment(0, 0), 0);
}

static void a_minute_left_out_is_told_in_winter_time(void **state)
{
	(void)state;
	assert_int_equal(calendar_moment(day(20260329), 60), moment("2026-03-29T01:00:00Z"));
	assert_int_equal(calendar_moment(day(20260329), 90), moment("2026-03-29T01:30:00Z"));
	clocks_show("2026-03-29T01:30:00Z", 20260329, 2, 30);
}

static void of_a_minute_shown_twice_the_first_is_meant(void **state)
{
	(void)state;
	assert_int_equal(calendar_moment(day(20261025), 60), moment("2026-10-25T00:00:00Z"));
	assert_int_equal(calendar_moment(day(20261025), 119), moment("2026-10-25T00:59:00Z"));
	assert_int_equal(calendar_moment(day(20261025), 120), moment("2026-10-25T02:00:00Z"));
}

/* Every quarter of an hour of thirty years: what is shown is shown at the moment that it is told for. */
static void moments_and_what_is_shown_agree(void **state)
{
	int64_t quarter = INT64_C(900) * 1000000, last = moment("2031-01-01");

	(void)state;
	for (int64_t at = moment("2001-01-01"); at < last; at += quarter) {
		int64_t again = calendar_moment(calendar_day(at), calendar_minute(at));

		/* Of an hour that is shown twice, the second time is told for the first. */
		if (again != at && again != at - 4 * quarter)
			fail_msg("%lld: %lld", (long long)at, (long long)again);
		assert_int_equal(calendar_day(again), calendar_day(at));
		assert_int_equal(calendar_minute(again), calendar_minute(at));
	}
}

static void a_time_before_the_first_day_is_the_first(void **state)
{
	(void)state;
	assert_int_equal(calendar_day(-1), 0);
	assert_int_equal(calendar_minute(INT64_MIN), 0);
	assert_true(calendar_day(INT64_MAX) > 0); /* and the last is told somehow */
}

static void weeks_begin_on_monday(void **state)
{
	(void)state;
	assert_int_equal(calendar_weekday(0), 3); /* Thursday, 1 January 1970 */
	assert_int_equal(calendar_weekday(day(20261122)), 6);
	assert_int_equal(calendar_weekday(day(20261123)), 0);
	assert_int_equal(calendar_weekday(day(20240229)), 3);
}

/* As published for England and Wales (since 2012 on www.gov.uk/bank-holidays), those after 2028 by the same rules; Easter
 * by the tables of the Book of Common Prayer. */
static const struct {
	unsigned year;
	const char *days;
} published[] = {
	{1990, "0101 0413 0416 0507 0528 0827 1225 1226"},
	{1991, "0101 0329 0401 0506 0527 0826 1225 1226"},
	{1992, "0101 0417 0420 0504 0525 0831 1225 1228"},
	{1993, "0101 0409 0412 0503 0531 0830 1227 1228"},
	{1994, "0103 0401 0404 0502 0530 0829 1226 1227"},
	{1995, "0102 0414 0417 0508 0529 0828 1225 1226"},
	{1996, "0101 0405 0408 0506 0527 0826 1225 1226"},
	{1997, "0101 0328 0331 0505 0526 0825 1225 1226"},
	{1998, "0101 0410 0413 0504 0525 0831 1225 1228"},
	{1999, "0101 0402 0405 0503 0531 0830 1227 1228 1231"},
	{2000, "0103 0421 0424 0501 0529 0828 1225 1226"},
	{2001, "0101 0413 0416 0507 0528 0827 1225 1226"},
	{2002, "0101 0329 0401 0506 0603 0604 0826 1225 1226"},
	{2003, "0101 0418 0421 0505 0526 0825 1225 1226"},
	{2004, "0101 0409 0412 0503 0531 0830 1227 1228"},
	{2005, "0103 0325 0328 0502 0530 0829 1226 1227"},
	{2006, "0102 0414 0417 0501 0529 0828 1225 1226"},
	{2007, "0101 0406 0409 0507 0528 0827 1225 1226"},
	{2008, "0101 0321 0324 0505 0526 0825 1225 1226"},
	{2009, "0101 0410 0413 0504 0525 0831 1225 1228"},
	{2010, "0101 0402 0405 0503 0531 0830 1227 1228"},
	{2011, "0103 0422 0425 0429 0502 0530 0829 1226 1227"},
	{2012, "0102 0406 0409 0507 0604 0605 0827 1225 1226"},
	{2013, "0101 0329 0401 0506 0527 0826 1225 1226"},
	{2014, "0101 0418 0421 0505 0526 0825 1225 1226"},
	{2015, "0101 0403 0406 0504 0525 0831 1225 1228"},
	{2016, "0101 0325 0328 0502 0530 0829 1226 1227"},
	{2017, "0102 0414 0417 0501 0529 0828 1225 1226"},
	{2018, "0101 0330 0402 0507 0528 0827 1225 1226"},
	{2019, "0101 0419 0422 0506 0527 0826 1225 1226"},
	{2020, "0101 0410 0413 0508 0525 0831 1225 1228"},
	{2021, "0101 0402 0405 0503 0531 0830 1227 1228"},
	{2022, "0103 0415 0418 0502 0602 0603 0829 0919 1226 1227"},
	{2023, "0102 0407 0410 0501 0508 0529 0828 1225 1226"},
	{2024, "0101 0329 0401 0506 0527 0826 1225 1226"},
	{2025, "0101 0418 0421 0505 0526 0825 1225 1226"},
	{2026, "0101 0403 0406 0504 0525 0831 1225 1228"},
	{2027, "0101 0326 0329 0503 0531 0830 1227 1228"},
	{2028, "0103 0414 0417 0501 0529 0828 1225 1226"},
	{2029, "0101 0330 0402 0507 0528 0827 1225 1226"},
	{2030, "0101 0419 0422 0506 0527 0826 1225 1226"},
};

static void bank_holidays_are_those_that_were_published(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(published); i++) {
		uint32_t first = day(published[i].year * 10000 + 101);
		char told[128] = "";
		size_t len = 0;

		for (uint32_t d = first; d <= day(published[i].year * 10000 + 1231); d++) {
			unsigned year, month, date;

			if (calendar_weekday(d) > 4 || !holidays_bank(d))
				continue;
			day_split(d, &year, &month, &date);
			len += (size_t)snprintf(told + len, sizeof(told) - len, "%s%02u%02u",
				len > 0 ? " " : "", month, date);
			assert_true(len < sizeof(told));
		}
		assert_string_equal(told, published[i].days);
	}
}

static void easter_is_found_in_the_years_in_which_simple_rules_fail(void **state)
{
	/* Easter Mondays: 1981, 2049 and 2076 are exceptions of Gauss's rule; 25 April 2038 is the latest Easter,
	 * 23 March 2008 and 2160 the earliest of these centuries. */
	static const unsigned mondays[] = {19810420, 20380426, 20490419, 20760420, 20080324, 21600324};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mondays); i++) {
		assert_true(holidays_bank(day(mondays[i])));
		assert_true(holidays_bank(day(mondays[i]) - 3));
		assert_false(holidays_bank(day(mondays[i]) - 7));
		assert_false(holidays_bank(day(mondays[i]) - 10));
	}
}

/* Half-term and Christmas of a school year, and a training day. */
static const char *const holidays =
	"BEGIN:VCALENDAR\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261019\r\nDTEND;VALUE=DATE:20261024\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261221\r\nDTEND;VALUE=DATE:20270104\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270104\r\nEND:VEVENT\r\n"
	"END:VCALENDAR\r\n";

static void people_work_on_days_that_are_nobodys_holiday(void **state)
{
	struct arena *arena = arena_open(4096);
	struct calendar calendar;

	(void)state;
	assert_int_equal(calendar_parse(arena, bytes_text(holidays), &calendar, NULL), 0);
	assert_true(calendar_working(&calendar, day(20261016)));  /* Friday */
	assert_false(calendar_working(&calendar, day(20261017))); /* Saturday */
	assert_false(calendar_working(&calendar, day(20261019)));
	assert_false(calendar_working(&calendar, day(20261023)));
	assert_true(calendar_working(&calendar, day(20261026)));
	assert_true(calendar_working(&calendar, day(20261218)));
	assert_false(calendar_working(&calendar, day(20261225)));
	assert_false(calendar_working(&calendar, day(20270104))); /* training day, merged */
	assert_true(calendar_working(&calendar, day(20270105)));
	assert_int_equal(calendar.n, 2);
	assert_true(calendar_working(&no_days_off, day(20261019)));
	assert_false(calendar_working(&no_days_off, day(20261228))); /* for 26 December, a Saturday */
	arena_free(arena);
}

static void working_days_are_counted_across_weekends_and_holidays(void **state)
{
	struct arena *arena = arena_open(4096);
	struct calendar calendar;

	(void)state;
	assert_int_equal(calendar_parse(arena, bytes_text(holidays), &calendar, NULL), 0);
	/* Friday 2 April 2027 is a working day, Friday 26 March is Good Friday, Monday 29 March Easter Monday. */
	assert_int_equal(calendar_add(&no_days_off, day(20270325), 0), day(20270325));
	assert_int_equal(calendar_add(&no_days_off, day(20270326), 0), day(20270330));
	assert_int_equal(calendar_add(&no_days_off, day(20270325), 1), day(20270330));
	assert_int_equal(calendar_add(&no_days_off, day(20270326), 1), day(20270330));
	assert_int_equal(calendar_add(&no_days_off, day(20270327), 2), day(20270331));
	/* Thursday 15 October 2026: Friday 16, then half-term, then Monday 26. */
	assert_int_equal(calendar_add(&calendar, day(20261015), 1), day(20261016));
	assert_int_equal(calendar_add(&calendar, day(20261015), 2), day(20261026));
	assert_int_equal(calendar_add(&calendar, day(20261020), 0), day(20261026));
	/* Friday 18 December 2026: Christmas, New Year and the training day lie between. */
	assert_int_equal(calendar_add(&calendar, day(20261218), 1), day(20270105));
	/* Five working days from a Monday are the Monday after: 23 to 30 November 2026. */
	assert_int_equal(calendar_add(&calendar, day(20261123), 5), day(20261130));
	assert_int_equal(calendar_add(&no_days_off, 0, 0), 1); /* 1 January 1970 */
	arena_free(arena);
}

static void a_year_of_days_off_ends_the_count(void **state)
{
	/* 2026 to 2028 off altogether: from Friday 2 January 2026 the 366th day in a row is 3 January 2027. */
	struct calendar_span span = {day(20260101), day(20281231)};
	struct calendar calendar = {1, &span};

	(void)state;
	assert_int_equal(calendar_add(&calendar, day(20260102), 3), day(20270103));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clocks_go_forward_and_back_on_the_last_sundays_of_march_and_october),
		cmocka_unit_test(a_minute_of_a_day_is_a_moment),
		cmocka_unit_test(a_minute_left_out_is_told_in_winter_time),
		cmocka_unit_test(of_a_minute_shown_twice_the_first_is_meant),
		cmocka_unit_test(moments_and_what_is_shown_agree),
		cmocka_unit_test(a_time_before_the_first_day_is_the_first),
		cmocka_unit_test(weeks_begin_on_monday),
		cmocka_unit_test(bank_holidays_are_those_that_were_published),
		cmocka_unit_test(easter_is_found_in_the_years_in_which_simple_rules_fail),
		cmocka_unit_test(people_work_on_days_that_are_nobodys_holiday),
		cmocka_unit_test(working_days_are_counted_across_weekends_and_holidays),
		cmocka_unit_test(a_year_of_days_off_ends_the_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
