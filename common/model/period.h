/* SPDX-License-Identifier: MIT
 *
 * When a figure is about. One number that sorts by the year in which the period ends: year << 20 | kind << 16 |
 * detail. An exam series of summer 2013 is the academic year 2012/13, which is what is printed; "2013" is accepted
 * for it on input (period_matches).
 */
#ifndef LEEP_MODEL_PERIOD_H
#define LEEP_MODEL_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum period_kind {
	PERIOD_NONE,
	PERIOD_ACADEMIC,         /* 2012/13; ends in the year given */
	PERIOD_CALENDAR,         /* 2013 */
	PERIOD_FINANCIAL,        /* 2012-13 */
	PERIOD_CALENDAR_SPAN,    /* 2011-13: detail is the number of years */
	PERIOD_ACADEMIC_SPAN,    /* 2010/11-12/13: detail is the number of years */
	PERIOD_DATE,             /* 2013-07-31: detail is month * 32 + day */
	PERIOD_TERM,             /* 2012/13 autumn: of the academic year; detail is an enum period_term */
	PERIOD_WEEK,             /* 2013 week 37: detail is the week's number */
	PERIOD_MONTH,            /* 2013 month 9: detail is the month */
	PERIOD_QUARTER,          /* 2012-13 Q1: of the financial year; detail is the quarter */
	PERIOD_CALENDAR_QUARTER, /* 2013 Q1 */
	PERIOD_ACADEMIC_QUARTER, /* 2012/13 Q1 */
	PERIOD_KINDS
};

/* Terms, and what is published for the terms so far. */
enum period_term { TERM_AUTUMN = 1, TERM_SPRING, TERM_AUTUMN_SPRING, TERM_SUMMER, TERMS };

struct period {
	uint32_t v;
};

struct period period_make(enum period_kind kind, unsigned end_year, unsigned detail);

static inline unsigned period_year(struct period period)
{
	return period.v >> 20;
}

static inline enum period_kind period_kind(struct period period)
{
	return (enum period_kind)(period.v >> 16 & 15);
}

bool period_valid(struct period period);

/* The period of the same kind that comes just before, or after: the year before; a span that begins a year earlier; the
 * same term of the year before, since terms differ by season; the week before in the same year; the month or quarter
 * before. 0: there is none, as for a date. */
struct period period_previous(struct period period);
struct period period_next(struct period period);

/* From "2012/13", "2012/2013", "2012-2013", "201213" (academic), "2013" (calendar), "2012-13" (`dash` decides:
 * academic or financial), "2013-07" (where `dash` is PERIOD_MONTH, and no span then), "2011-13" (calendar span), "2010/11-12/13", "2013-07-31",
 * "2012/13 autumn" (spring, summer, autumn+spring), "2013 week 37", "2013 month 9", "2012-13 Q1", "2013 Q1", "2012/13 Q1". ERR_SYNTAX. */
int period_parse(const char *text, size_t len, enum period_kind dash, struct period *ret);

/* A period that a person asked for: "2013" matches every period ending in that year and kind academic, calendar
 * or financial; so do "2012/13" and "2012-13", since a summer's results are told as of 2013 by some and of 2012/13 by others;
 * anything else exactly. */
bool period_matches(const char *asked, struct period period);

struct period_text {
	char text[24];
};
const char *period_print(struct period period, struct period_text *out);

/* The academic year (September to August) in which a date, given in days since 1970-01-01, lies. */
struct period period_academic_of_day(uint32_t day);

/* Moments are microseconds since 1970-01-01. */
#define MICROSECONDS_A_DAY (INT64_C(86400) * 1000000)

/* "July" for 7; "" for what is no month. */
const char *month_name(unsigned month);

/* Days since 1970-01-01 from a date; false when it is none. */
bool day_make(unsigned year, unsigned month, unsigned day, uint32_t *ret);
/* The date of a day: month 1 to 12, day 1 to 31. */
void day_split(uint32_t day, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day);
/* From "2013-07-31", "31/07/2013" or "31-07-2013". ERR_SYNTAX. */
int day_parse(const char *text, size_t len, uint32_t *ret);
/* "2013-07-31" into `out`. */
const char *day_print(uint32_t day, struct period_text *out);

/* The same dates as numbers yyyymmdd, which reach back beyond 1970. ERR_SYNTAX. */
int date_parse(const char *text, size_t len, uint32_t *ret);
bool date_valid(uint32_t date);
/* "1890-07-31", or "" for 0, into `out`. */
const char *date_print(uint32_t date, struct period_text *out);

#endif
