/* SPDX-License-Identifier: MIT
 *
 * Values of an iCalendar file: what ical.c finds is read by ical_values.c (times, durations) and ical_rule.c (what
 * repeats).
 */
#ifndef LEEP_ALERTS_CALENDAR_ICAL_PARTS_H
#define LEEP_ALERTS_CALENDAR_ICAL_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICAL_YEAR_MAX 2100
#define ICAL_A_DAY    86400

/* A moment by England's clocks. */
struct ical_time {
	int64_t second; /* since 1970-01-01T00:00:00 by the clock */
	bool is_day;    /* a date without a time */
};

/* From "20261221", "20261221T090000" or, in UTC, "20261221T090000Z", in the years 1970 to ICAL_YEAR_MAX. */
bool ical_time(const char *text, size_t len, struct ical_time *ret);

/* From "P1W", "P2D", "P1DT2H30M", "PT45M" in seconds; false for negative ones and ones of more than 366 days. */
bool ical_duration(const char *text, int64_t *ret_seconds);

enum ical_frequency { ICAL_ONCE, ICAL_DAILY, ICAL_WEEKLY, ICAL_YEARLY };

struct ical_rule {
	enum ical_frequency frequency;
	unsigned interval;
	unsigned count; /* 0: without end */
	bool has_until;
	struct ical_time until;
	unsigned weekdays;    /* bit 0 is Monday; 0: that of the start */
	unsigned week_start;  /* 0 is Monday */
	unsigned month, date; /* of BYMONTH, BYMONTHDAY; 0: that of the start */
};

/* From the value of an RRULE; else what is wrong, in words. */
const char *ical_rule_parse(const char *text, struct ical_rule *ret);

/* What keeps a rule from being meant for this start, in words; NULL: nothing. */
const char *ical_rule_fits(const struct ical_rule *rule, struct ical_time start);

/* Goes through the days on which a rule takes place, the start among them. */
struct ical_course {
	const struct ical_rule *rule;
	struct ical_time start;
	unsigned step, found;
};
bool ical_course_next(struct ical_course *course, uint32_t *ret_day);

#endif
