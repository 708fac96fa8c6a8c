/* SPDX-License-Identifier: MIT
 *
 * Times and durations of an iCalendar file.
 */
#include "services/alerts/calendar/ical_parts.h"

#include "common/base/bytes.h"
#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"

#define SECONDS_MAX ((int64_t)366 * ICAL_A_DAY)

/* `n` digits; -1 when they are none. */
static int digits(const char *text, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* By England's clocks, from UTC. */
static int64_t by_clock(int64_t second)
{
	int64_t at = second * 1000000;

	return (int64_t)calendar_day(at) * ICAL_A_DAY + (int64_t)calendar_minute(at) * 60 + second % 60;
}

bool ical_time(const char *text, size_t len, struct ical_time *ret)
{
	int year, month, of_month, hour, minute, second;
	uint32_t day;

	if (len != 8 && len != 15 && len != 16)
		return false;
	year = digits(text, 4);
	month = digits(text + 4, 2);
	of_month = digits(text + 6, 2);
	if (year < 0 || month < 0 || of_month < 0 || year > ICAL_YEAR_MAX ||
		!day_make((unsigned)year, (unsigned)month, (unsigned)of_month, &day))
		return false;
	if (len == 8) {
		*ret = (struct ical_time){(int64_t)day * ICAL_A_DAY, true};
		return true;
	}
	hour = digits(text + 9, 2);
	minute = digits(text + 11, 2);
	second = digits(text + 13, 2);
	if (text[8] != 'T' || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
		second > 60 || (len == 16 && text[15] != 'Z'))
		return false;
	second = second == 60 ? 59 : second; /* a leap second lies in the minute before */
	ret->second = (int64_t)day * ICAL_A_DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
	if (len == 16)
		ret->second = by_clock(ret->second);
	ret->is_day = false;
	return true;
}

bool ical_duration(const char *text, int64_t *ret_seconds)
{
	static const struct {
		char letter;
		bool of_time;
		int32_t seconds;
	} units[] = {{'W', false, 7 * ICAL_A_DAY}, {'D', false, ICAL_A_DAY}, {'H', true, 3600},
		{'M', true, 60}, {'S', true, 1}};
	const char *p = text + (text[0] == '+');
	int64_t seconds = 0;
	size_t unit = 0;
	bool time = false, any = false;

	if (*p++ != 'P')
		return false;
	while (*p != '\0') {
		int32_t n = 0, digit = 0;

		if (*p == 'T' && !time) {
			time = true;
			any = false; /* something must follow */
			p++;
			continue;
		}
		for (; *p >= '0' && *p <= '9' && digit < 8; digit++)
			n = n * 10 + (*p++ - '0');
		while (unit < ARRAY_LEN(units) && units[unit].letter != *p)
			unit++;
		if (digit == 0 || unit == ARRAY_LEN(units) || units[unit].of_time != time)
			return false;
		seconds += (int64_t)n * units[unit++].seconds;
		any = true;
		p++;
	}
	if (!any || seconds > SECONDS_MAX)
		return false;
	*ret_seconds = seconds;
	return true;
}
