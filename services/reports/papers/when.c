/* SPDX-License-Identifier: MIT
 *
 * See when.h.
 */
#include "services/reports/papers/when.h"

#include <stdio.h>

/* Month and day of a date or a month; 0 of anything else. */
static unsigned month_of(struct period period)
{
	unsigned detail = period.v & 0xffff;

	if (period_kind(period) == PERIOD_DATE)
		return detail / 32;
	return period_kind(period) == PERIOD_MONTH ? detail : 0;
}

static unsigned day_of(struct period period)
{
	return period_kind(period) == PERIOD_DATE ? (period.v & 0xffff) % 32 : 0;
}

const char *when_print(struct period period, struct when_text *out)
{
	const char *month = month_name(month_of(period));
	unsigned day = day_of(period), year = period_year(period);
	struct period_text text;

	if (month[0] == '\0')
		(void)snprintf(out->text, sizeof(out->text), "%s", period_print(period, &text));
	else if (day == 0)
		(void)snprintf(out->text, sizeof(out->text), "%s %u", month, year);
	else
		(void)snprintf(out->text, sizeof(out->text), "%u %s %u", day, month, year);
	return out->text;
}

uint32_t when_ends(struct period period)
{
	unsigned month = month_of(period), day = day_of(period);

	if (month == 0)
		month = 8;
	return period_year(period) * 10000 + month * 100 + (day == 0 ? 31 : day);
}

unsigned when_academic_year(struct period period)
{
	uint32_t ends = when_ends(period);

	return ends / 10000 + (ends / 100 % 100 >= 9);
}
