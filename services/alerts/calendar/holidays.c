/* SPDX-License-Identifier: MIT
 *
 * See holidays.h.
 */
#include "services/alerts/calendar/holidays.h"

#include <stddef.h>

#include "common/base/bytes.h"
#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"

/* Dates by proclamation, as yyyymmdd: a day more, or, with `instead_of`, the holiday of that date moved. */
static const struct {
	uint32_t date;
	uint32_t instead_of;
} exceptions[] = {
	{19810729, 0},        /* wedding of the Prince of Wales */
	{19950508, 19950501}, /* fifty years since VE Day */
	{19991231, 0},        /* the millennium */
	{20020603, 0},        /* Golden Jubilee */
	{20020604, 20020527}, /* Golden Jubilee */
	{20110429, 0},        /* wedding of Prince William */
	{20120604, 20120528}, /* Diamond Jubilee */
	{20120605, 0},        /* Diamond Jubilee */
	{20200508, 20200504}, /* seventy-five years since VE Day */
	{20220602, 20220530}, /* Platinum Jubilee */
	{20220603, 0},        /* Platinum Jubilee */
	{20220919, 0},        /* state funeral of Queen Elizabeth II */
	{20230508, 0},        /* coronation of King Charles III */
};

/* Easter Sunday as month * 32 + day, by the algorithm that Nature printed in 1876 (Meeus, Astronomical Algorithms, ch. 8). */
static unsigned easter(unsigned year)
{
	unsigned a = year % 19, b = year / 100, c = year % 100;
	unsigned d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	unsigned h = (19 * a + b - d - g + 15) % 30;
	unsigned i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	unsigned m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

	return n / 31 * 32 + n % 31 + 1;
}

static bool is_by_easter(uint32_t day, unsigned year)
{
	unsigned when = easter(year);
	uint32_t sunday = 0;

	return day_make(year, when / 32, when % 32, &sunday) && (day + 2 == sunday || day == sunday + 1);
}

/* Fixed dates, and the working days that stand in for those on a weekend. */
static bool is_by_date(unsigned month, unsigned of_month, unsigned weekday)
{
	if (month == 1)
		return of_month == 1 || (of_month <= 3 && weekday == 0);
	if (month != 12)
		return false;
	/* For 25 on a Saturday 27 and for 26 on the Sunday 28; for 25 on a Sunday 27; for 26 on a Saturday 28. */
	return of_month == 25 || of_month == 26 || ((of_month == 27 || of_month == 28) && weekday <= 1);
}

static bool is_monday_by_month(unsigned month, unsigned of_month)
{
	return (month == 5 && (of_month <= 7 || of_month > 24)) || (month == 8 && of_month > 24);
}

bool holidays_bank(uint32_t day)
{
	unsigned year, month, of_month, weekday = calendar_weekday(day);
	uint32_t date;

	day_split(day, &year, &month, &of_month);
	date = year * 10000 + month * 100 + of_month;
	for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
		if (exceptions[i].date == date)
			return true;
		if (exceptions[i].instead_of == date)
			return false;
	}
	return is_by_date(month, of_month, weekday) || is_by_easter(day, year) ||
	       (weekday == 0 && is_monday_by_month(month, of_month));
}
