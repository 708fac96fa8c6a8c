/* SPDX-License-Identifier: MIT
 *
 * See state_school.h.
 */
#include "services/alerts/state/state_school.h"

#include <stdio.h>
#include <strings.h>

#include "services/alerts/state/state_part.h"

/* A successor is kept as an event of this kind, whose reference is its URN; of this day where the tie has none. */
#define SUCCESSOR    "successor"
#define DAY_NOT_SAID 1u

static void urn_key(struct key *key, uint32_t urn)
{
	key_init(key);
	key_u32(key, urn);
}

bool state_school(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret)
{
	struct indicator_event event;
	struct bytes value;
	struct key key;

	urn_key(&key, urn);
	if (!txn_get(txn, ALERTS_SCHOOLS, &key, &value) ||
		!state_decode(txn, arena, value, INDICATOR_REGISTER, &event))
		return false;
	*ret = event.schools[0];
	return true;
}

bool state_next_school(struct txn *txn, uint32_t *urn)
{
	struct scan scan;
	struct key all, from;
	bool found;

	key_init(&all);
	urn_key(&from, *urn + 1);
	scan_begin_at(&scan, txn, ALERTS_SCHOOLS, &all, &from);
	found = scan_next(&scan);
	if (found)
		*urn = bytes_u32be(scan.key.data);
	scan_end(&scan);
	return found;
}

void state_put_school(struct txn *txn, const struct school *school, uint64_t submission)
{
	struct school one = *school;
	struct indicator_event event = {
		.submission = submission, .kind = INDICATOR_REGISTER, .n = 1, .schools = &one};
	struct key key;

	urn_key(&key, school->urn);
	state_put_event(txn, ALERTS_SCHOOLS, &key, &event);
}

void state_put_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission)
{
	struct inspection one = *inspection;
	struct indicator_event event = {
		.submission = submission, .kind = INDICATOR_INSPECTIONS, .n = 1, .inspections = &one};
	struct key key;

	urn_key(&key, inspection->urn);
	key_u32(&key, inspection->inspected);
	state_put_event(txn, ALERTS_INSPECTIONS, &key, &event);
}

bool state_inspection(struct txn *txn, struct arena *arena, uint32_t urn, uint32_t until, unsigned back,
	struct inspection *ret, uint64_t *ret_submission)
{
	struct indicator_event event;
	struct scan scan;
	struct key key;
	bool found = false;

	urn_key(&key, urn);
	scan_begin_last(&scan, txn, ALERTS_INSPECTIONS, &key);
	while (!found && scan_next(&scan)) {
		if (bytes_u32be(scan.key.data + 4) > until)
			continue;
		found = back-- == 0;
	}
	found = found && state_decode(txn, arena, scan.value, INDICATOR_INSPECTIONS, &event);
	scan_end(&scan);
	if (found) {
		*ret = event.inspections[0];
		*ret_submission = event.submission;
	}
	return found;
}

/* -- events ------------------------------------------------------------------------------------------------------ */

/* Where the kind, of at most 300 bytes and closed by a NUL, stands in a key; behind it the reference, as much of it as
 * there is room for. */
#define KIND_AT       8
#define REFERENCE_MAX 190

void state_put_happened(struct txn *txn, const struct school_event *happened, uint64_t submission)
{
	struct school_event one = *happened;
	struct indicator_event event = {
		.submission = submission, .kind = INDICATOR_EVENTS, .n = 1, .events = &one};
	struct key key;

	key_init(&key);
	key_u32(&key, happened->area.v);
	key_u32(&key, happened->day);
	key_text(&key, happened->kind);
	key_bytes(&key, bytes_of(happened->reference, strnlen(happened->reference, REFERENCE_MAX)));
	state_put_event(txn, ALERTS_EVENTS, &key, &event);
}

size_t state_happened(struct txn *txn, struct arena *arena, struct area area, const char *kind, uint32_t from,
	uint32_t until, struct happened *ret, size_t max)
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	key_init(&key);
	key_u32(&key, area.v);
	scan_begin_last(&scan, txn, ALERTS_EVENTS, &key);
	while (scan_next(&scan)) {
		uint32_t day = bytes_u32be(scan.key.data + 4);
		struct indicator_event event;

		if (day < from)
			break;
		if (day > until || strcasecmp((const char *)scan.key.data + KIND_AT, kind) != 0)
			continue;
		if (n < max && state_decode(txn, arena, scan.value, INDICATOR_EVENTS, &event))
			ret[n] = (struct happened){event.events[0], event.submission};
		n++;
	}
	scan_end(&scan);
	return txn->error < 0 ? 0 : n;
}

/* -- schools that are no more ------------------------------------------------------------------------------------ */

static uint32_t day_of_date(uint32_t date)
{
	uint32_t day;

	return day_make(date / 10000, date / 100 % 100, date % 100, &day) && day > DAY_NOT_SAID
		       ? day
		       : DAY_NOT_SAID;
}

uint32_t state_school_opened(const struct school *school)
{
	return day_of_date(school->opened);
}

/* "Successor - merged" says what the other is to the school; "Predecessor" that the school is the other's successor. */
void state_put_link(struct txn *txn, const struct school_link *link, uint64_t submission)
{
	bool after = strncasecmp(link->kind, "successor", 9) == 0;
	char reference[16];
	struct school_event event = {.area = area_make(AREA_SCHOOL, after ? link->urn : link->to),
		.kind = SUCCESSOR,
		.day = day_of_date(link->since),
		.outcome = link->kind,
		.reference = reference,
		.row = link->row};

	if (!after && strncasecmp(link->kind, "predecessor", 11) != 0)
		return;
	(void)snprintf(reference, sizeof(reference), "%u", after ? link->to : link->urn);
	state_put_happened(txn, &event, submission);
}

/* " on 31 August 2018"; "" where the day is not said. NULL when memory is short. */
static const char *on_day(struct arena *arena, uint32_t date)
{
	if (!date_valid(date))
		return "";
	return arena_print(arena, " on %u %s %u", date % 100, month_name(date / 100 % 100), date / 10000);
}

static uint32_t date_of_day(uint32_t day)
{
	unsigned year, month, of_month;

	if (day == DAY_NOT_SAID)
		return 0;
	day_split(day, &year, &month, &of_month);
	return year * 10000 + month * 100 + of_month;
}

static bool tell(struct txn *txn, struct arena *arena, const char *what, uint32_t date, const char **ret_why)
{
	const char *on = on_day(arena, date);

	*ret_why = on == NULL ? NULL : arena_print(arena, "%s%s", what, on);
	if (*ret_why == NULL)
		(void)txn_fail(txn, ERR_NOMEM);
	return *ret_why != NULL;
}

bool state_school_gone(struct txn *txn, struct arena *arena, uint32_t urn, int64_t at, const char **ret_why)
{
	uint32_t today = at < 0 ? 0 : (uint32_t)(at / MICROSECONDS_A_DAY);
	struct area area = area_make(AREA_SCHOOL, urn);
	struct happened last = {0};
	struct school school = {0};
	bool known = state_school(txn, arena, urn, &school);
	bool open = known && strncasecmp(school.status, "open", 4) == 0;

	/* One that was proposed to close may be open still, whatever day was named. */
	if (known && strncasecmp(school.status, "closed", 6) == 0)
		return tell(txn, arena, "the school closed", school.closed, ret_why);
	if (state_happened(txn, arena, area, "closure", 0, today, &last, 1) > 0)
		return tell(txn, arena, "the school closed", date_of_day(last.event.day), ret_why);
	/* The academy has a register entry of its own, which opened with the conversion. */
	if (state_happened(txn, arena, area, "academy conversion", 0, today, &last, 1) > 0 &&
		!(open && day_of_date(school.opened) >= last.event.day))
		return tell(txn, arena, "the school became an academy", date_of_day(last.event.day), ret_why);
	if (!open && state_happened(txn, arena, area, SUCCESSOR, 0, today, &last, 1) > 0)
		return tell(
			txn, arena, "another school took its place", date_of_day(last.event.day), ret_why);
	return false;
}
