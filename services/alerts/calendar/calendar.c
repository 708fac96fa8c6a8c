/* SPDX-License-Identifier: MIT
 *
 * See calendar.h. holidays.c knows the bank holidays, ical.c reads the file.
 */
#include "services/alerts/calendar/calendar.h"

#include <stdlib.h>

#include "common/model/period.h"
#include "services/alerts/calendar/holidays.h"
#include "services/alerts/calendar/ical.h"

/* Days off in a row that calendar_add looks through. */
#define OFF_MAX 366

#define MINUTE (INT64_C(60) * 1000000)
#define HOUR   (60 * MINUTE)

/* -- clocks ------------------------------------------------------------------------------------------------------ */

unsigned calendar_weekday(uint32_t day)
{
	return (day + 3) % 7; /* 1970-01-01 was a Thursday */
}

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static int64_t turn_of_clocks(unsigned year, unsigned month)
{
	uint32_t last = 0;

	if (!day_make(year, month, 31, &last))
		return INT64_MAX; /* beyond the years that LEEP knows clocks stay as they are */
	last -= (calendar_weekday(last) + 1) % 7;
	return last * MICROSECONDS_A_DAY + HOUR;
}

static bool is_summer(int64_t at)
{
	unsigned year, month, of_month;

	day_split((uint32_t)(at / MICROSECONDS_A_DAY), &year, &month, &of_month);
	return at >= turn_of_clocks(year, 3) && at < turn_of_clocks(year, 10);
}

/* What clocks show, as if it were UTC. */
static int64_t shown(int64_t at)
{
	if (at < 0)
		return 0;
	return at + (is_summer(at) ? HOUR : 0);
}

uint32_t calendar_day(int64_t at)
{
	return (uint32_t)(shown(at) / MICROSECONDS_A_DAY);
}

unsigned calendar_minute(int64_t at)
{
	return (unsigned)(shown(at) % MICROSECONDS_A_DAY / MINUTE);
}

int64_t calendar_moment(uint32_t day, unsigned minute)
{
	int64_t winter = day * MICROSECONDS_A_DAY + minute * MINUTE, summer = winter - HOUR;

	/* What is shown twice is shown in summer first; what is left out is in neither. */
	return summer >= 0 && is_summer(summer) ? summer : winter;
}

/* -- days off ---------------------------------------------------------------------------------------------------- */

static int by_first_day(const void *a, const void *b)
{
	const struct calendar_span *x = a, *y = b;

	return x->from != y->from ? (x->from > y->from) - (x->from < y->from)
				  : (x->until > y->until) - (x->until < y->until);
}

/* In order, and those that touch or overlap made one; returns how many are left. */
static size_t merge(struct calendar_span *span, size_t n)
{
	size_t kept = 0;

	if (n == 0)
		return 0;
	qsort(span, n, sizeof(*span), by_first_day);
	for (size_t i = 1; i < n; i++) {
		if (span[i].from > span[kept].until + 1)
			span[++kept] = span[i];
		else if (span[i].until > span[kept].until)
			span[kept].until = span[i].until;
	}
	return kept + 1;
}

int calendar_parse(struct arena *arena, struct bytes text, struct calendar *ret, struct err_text *error)
{
	struct ical_days days = {0};
	struct calendar_span *span;
	int rc = ical_read(text, &days, error);

	if (rc == 0) {
		days.n = merge(days.span, days.n);
		span = arena_take_array(arena, days.n, sizeof(*span));
		if (span == NULL)
			rc = error_set(error, ERR_NOMEM, "\"calendar.ics\": %s", error_text(ERR_NOMEM));
		else if (days.n > 0)
			memcpy(span, days.span, days.n * sizeof(*span));
		if (span != NULL)
			*ret = (struct calendar){days.n, span};
	}
	free(days.span);
	return rc;
}

static int beside_span(const void *day, const void *span)
{
	uint32_t x = *(const uint32_t *)day;
	const struct calendar_span *s = span;

	return (x > s->until) - (x < s->from);
}

bool calendar_working(const struct calendar *calendar, uint32_t day)
{
	if (calendar_weekday(day) > 4 || holidays_bank(day))
		return false;
	return calendar->n == 0 ||
	       bsearch(&day, calendar->span, calendar->n, sizeof(*calendar->span), beside_span) == NULL;
}

uint32_t calendar_add(const struct calendar *calendar, uint32_t day, unsigned n)
{
	unsigned off = 0;

	if (n == 0) {
		n = 1;
		day--; /* the day itself counts; unsigned, so that before the first it comes round */
	}
	while (n > 0 && off < OFF_MAX) {
		day++;
		if (calendar_working(calendar, day)) {
			n--;
			off = 0;
		} else {
			off++;
		}
	}
	return day;
}
