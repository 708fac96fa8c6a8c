/* SPDX-License-Identifier: MIT
 *
 * Days that the law reckons in working days: neither Saturdays, Sundays nor bank holidays; what the council's own calendar has
 * off does not count.
 */
#include <string.h>

#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"
#include "services/alerts/casework/part.h"

/* Ofsted's guidance of 2012: the statement of action is with HMCI within 10 working days of the report. The
 * Education and Inspections Act 2006 section 60, as it stood until 17 April 2016: representations within 15 working days of the notice. */
static const struct {
	const char *kind, *from, *to;
	unsigned working_days;
	uint32_t before; /* only from days before this one; 0: always */
} reckoned[] = {
	{"statement", "published", "due", 10, 0},
	{"notice", "issued", "representations", 15, DAYS_COMPLIANCE_PERIODS},
};

/* "" where nothing is reckoned. */
static const char *reckon(struct work *work, size_t i, const struct record *record)
{
	static const struct calendar bank_holidays_only = {0, NULL};
	uint32_t from = holds_day(record, reckoned[i].from);
	struct period_text text;
	const char *day;

	if (from == 0 || (reckoned[i].before != 0 && from >= reckoned[i].before))
		return "";
	(void)day_print(calendar_add(&bank_holidays_only, from, reckoned[i].working_days), &text);
	day = arena_print(work->with->scratch, "%s", text.text);
	return day == NULL ? "" : day;
}

void days_reckon(struct work *work, struct draft *draft)
{
	for (size_t i = 0; i < ARRAY_LEN(reckoned); i++) {
		const char *now = record_value(&draft->record, reckoned[i].to);
		bool followed;

		if (strcmp(reckoned[i].kind, draft->kind->name) != 0)
			continue;
		/* As it was reckoned from the day that stood before, and nobody has said another. */
		followed = !draft->is_new && strcmp(now, record_value(&draft->before, reckoned[i].to)) == 0 &&
			   strcmp(now, reckon(work, i, &draft->before)) == 0;
		if (now[0] == '\0' || followed)
			fields_put(&draft->record, reckoned[i].to, reckon(work, i, &draft->record));
	}
}
