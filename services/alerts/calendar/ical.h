/* SPDX-License-Identifier: MIT
 *
 * Days off from an iCalendar file (RFC 5545), as calendar programs write them. Every day that an event touches is off:
 *
 *   BEGIN:VEVENT      in a VCALENDAR; other components are passed over, and what lies within an event (alarms) too
 *   DTSTART DTEND     a date or a date with a time; the end is exclusive. With "Z" the time is UTC, else England's
 *                     whatever TZID says. Without an end or DURATION, one day
 *   RRULE             FREQ=DAILY, WEEKLY (with BYDAY, WKST) or YEARLY (on its date), with INTERVAL, COUNT, UNTIL. Without
 *                     an end it goes on through the year 2100. Anything else is refused: a day off must not be guessed
 *   EXDATE            days on which it does not take place
 *   STATUS            an event that is CANCELLED is passed over
 *   RDATE RECURRENCE-ID   are refused: give such days as events of their own
 *
 * All other properties say nothing about days, among them TRANSP: whoever makes a calendar of holidays often marks them
 * as free. Read by calendar.c only.
 */
#ifndef LEEP_ALERTS_CALENDAR_ICAL_H
#define LEEP_ALERTS_CALENDAR_ICAL_H

#include "services/alerts/calendar/calendar.h"

/* Thirty holidays and training days a year for 600 years; 160 KiB. */
#define ICAL_SPANS_MAX 20000

/* As they come; they may overlap. Given back with free(span), after a failure as well. */
struct ical_days {
	struct calendar_span *span;
	size_t n, room;
};

/* ERR_SYNTAX and ERR_LIMIT with the line, ERR_NOMEM; `days` holds nothing of worth then. */
int ical_read(struct bytes text, struct ical_days *days, struct err_text *error);

#endif
