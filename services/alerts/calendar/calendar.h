/* SPDX-License-Identifier: MIT
 *
 * The council's calendar: which days people work, and what day and hour it is in England at a moment. Bank holidays are
 * those of England and Wales; school holidays and closures come from an iCalendar file (RFC 5545).
 */
#ifndef LEEP_ALERTS_CALENDAR_CALENDAR_H
#define LEEP_ALERTS_CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* Days off from a file, as spans that neither touch nor overlap. */
struct calendar_span {
	uint32_t from, until; /* days since 1970-01-01, inclusive */
};

struct calendar {
	size_t n;
	const struct calendar_span *span; /* in order */
};

/* Read the text of an iCalendar file (ical.h says what is understood); an empty one has no days off of its own. Everything
 * is taken from the arena. ERR_SYNTAX with the line and what was expected in `error`; ERR_LIMIT, ERR_NOMEM. */
int calendar_parse(struct arena *arena, struct bytes text, struct calendar *ret, struct err_text *error);

/* The day (since 1970-01-01) and the minute of it (0 to 1439) that clocks in England show at a moment in microseconds
 * since 1970-01-01 UTC; and the moment at which they show that minute of that day. British Summer Time is an hour ahead,
 * from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (Summer Time Act 1972 as amended
 * by S.I. 2002/262; earlier years, in which LEEP did not run, are told by the same rule). A minute that clocks leave out
 * in March is told in winter time, so 01:30 is when they show 02:30; of one that they show twice in October the first is
 * meant (RFC 5545, 3.3.5). A moment before 1970 is told as the first minute of 1970. */
uint32_t calendar_day(int64_t at);
unsigned calendar_minute(int64_t at);
int64_t calendar_moment(uint32_t day, unsigned minute);

/* 0 on a Monday to 6 on a Sunday. */
unsigned calendar_weekday(uint32_t day);

/* Neither Saturday, Sunday, a bank holiday in England nor a day off of the file. */
bool calendar_working(const struct calendar *calendar, uint32_t day);

/* The `n`th working day after `day`; with 0 the first that is not before it. A year of days off is the most that is
 * looked through: beyond, the day is returned that ends it. */
uint32_t calendar_add(const struct calendar *calendar, uint32_t day, unsigned n);

#endif
