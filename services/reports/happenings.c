/* SPDX-License-Identifier: MIT
 *
 * The part of reports' state that is told as lists: inspections and events by day, and ties of schools. See state.h.
 */
#include "services/reports/state.h"

/* Days count down in keys, so that a walk begins with the newest. */
static void happening_key(
	struct key *key, uint32_t day, struct area area, const char *kind, const char *reference)
{
	key_init(key);
	key_u32(key, UINT32_MAX - day);
	key_u32(key, area.v);
	key_text(key, kind);
	key_text(key, reference);
}

/* Kinds of events are words of a format; no frame of inspections is among them. */
void state_put_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission)
{
	struct inspection one = *inspection;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_INSPECTIONS, .n = 1, .inspections = &one};
	struct key key;

	happening_key(&key, inspection->inspected, area_make(AREA_SCHOOL, inspection->urn),
		inspection_frame_text(inspection->frame), "");
	state_put_one(txn, REPORTS_HAPPENINGS, &key, &event);
}

void state_put_event(struct txn *txn, const struct school_event *happened, uint64_t submission)
{
	struct school_event one = *happened;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_EVENTS, .n = 1, .events = &one};
	struct key key;

	happening_key(&key, happened->day, happened->area, happened->kind, happened->reference);
	state_put_one(txn, REPORTS_HAPPENINGS, &key, &event);
}

void state_happenings(struct happenings_walk *walk, struct txn *txn, struct bytes after)
{
	struct key all, from;

	walk->txn = txn;
	key_init(&all);
	key_init(&from);
	if (after.len <= KEY_MAX)
		key_bytes(&from, after);
	scan_begin_at(&walk->scan, txn, REPORTS_HAPPENINGS, &all, &from);
}

void state_happenings_by(struct happenings_walk *walk, struct txn *txn, uint32_t day)
{
	struct key from;

	key_init(&from);
	key_u32(&from, UINT32_MAX - day);
	state_happenings(walk, txn, bytes_of(from.data, from.len));
}

bool state_happenings_next(struct happenings_walk *walk, struct area *ret_area)
{
	if (!scan_next(&walk->scan))
		return false;
	if (walk->scan.key.len < 8) {
		(void)txn_fail(walk->txn, ERR_CORRUPT);
		return false;
	}
	ret_area->v = bytes_u32be(walk->scan.key.data + 4);
	return true;
}

bool state_happening(struct happenings_walk *walk, struct arena *arena, struct observation *ret)
{
	const char *reason;

	if (observation_decode(arena, walk->scan.value, ret, &reason) == 0 &&
		(ret->kind == OBSERVATION_INSPECTIONS || ret->kind == OBSERVATION_EVENTS))
		return true;
	(void)txn_fail(walk->txn, ERR_CORRUPT);
	return false;
}

void state_happenings_end(struct happenings_walk *walk)
{
	scan_end(&walk->scan);
}

/* -- ties -------------------------------------------------------------------------------------------------------- */

void state_put_link(struct txn *txn, const struct school_link *link, uint64_t submission)
{
	struct school_link one = *link;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_LINKS, .n = 1, .links = &one};
	struct key key;

	key_init(&key);
	key_u32(&key, link->urn);
	key_u32(&key, link->to);
	key_text(&key, link->kind);
	state_put_one(txn, REPORTS_LINKS, &key, &event);
}

void state_put_group(struct txn *txn, const struct group_link *group, uint64_t submission)
{
	struct group_link one = *group;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_GROUPS, .n = 1, .groups = &one};
	struct key key;

	key_init(&key);
	key_u32(&key, group->urn);
	key_u32(&key, group->uid);
	state_put_one(txn, REPORTS_GROUPS, &key, &event);
}

/* The next entry of a school in a table, decoded. */
static bool next_tie(struct txn *txn, struct arena *arena, struct scan *scan, enum observation_kind kind,
	struct observation *ret)
{
	const char *reason;

	if (!scan_next(scan))
		return false;
	if (observation_decode(arena, scan->value, ret, &reason) == 0 && ret->kind == kind)
		return true;
	(void)txn_fail(txn, ERR_CORRUPT);
	return false;
}

static void begin_ties(struct scan *scan, struct txn *txn, unsigned table, uint32_t urn)
{
	struct key key;

	key_init(&key);
	key_u32(&key, urn);
	scan_begin(scan, txn, table, &key);
}

size_t state_links(struct txn *txn, struct arena *arena, uint32_t urn, struct school_link *ret, size_t max)
{
	struct observation event;
	struct scan scan;
	size_t n = 0;

	begin_ties(&scan, txn, REPORTS_LINKS, urn);
	while (n < max && next_tie(txn, arena, &scan, OBSERVATION_LINKS, &event))
		ret[n++] = event.links[0];
	scan_end(&scan);
	return n;
}

size_t state_groups(struct txn *txn, struct arena *arena, uint32_t urn, struct group_link *ret, size_t max)
{
	struct observation event;
	struct scan scan;
	uint64_t latest = 0;
	size_t n = 0;

	begin_ties(&scan, txn, REPORTS_GROUPS, urn);
	while (next_tie(txn, arena, &scan, OBSERVATION_GROUPS, &event)) {
		if (event.submission > latest)
			n = 0; /* what earlier files told of is no longer so */
		latest = event.submission > latest ? event.submission : latest;
		if (event.submission == latest && n < max)
			ret[n++] = event.groups[0];
	}
	scan_end(&scan);
	return n;
}
