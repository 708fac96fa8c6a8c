/* SPDX-License-Identifier: MIT
 *
 * See records.h.
 */
#include "services/indicators/profile/records.h"

#include <string.h>

#include "services/indicators/keys.h"

static void place_key(struct key *key, uint32_t authority, uint32_t urn)
{
	number_key(key, authority);
	key_u32(key, urn);
}

static void graded_key(struct key *key, uint32_t urn, uint32_t day, enum inspection_frame frame)
{
	number_key(key, urn);
	key_u32(key, day);
	key_u8(key, (uint8_t)frame);
}

/* authority, opened, closed, pupils (4 each), pupils known, phase, type, funding, status (1 each) */
#define FACTS_LEN 21

bool records_facts(struct txn *txn, uint32_t urn, struct facts *ret)
{
	struct bytes value;
	struct key key;

	*ret = (struct facts){0};
	number_key(&key, urn);
	if (!txn_get(txn, INDICATORS_PROFILE_SCHOOLS, &key, &value) || value.len != FACTS_LEN)
		return false;
	ret->authority = bytes_u32be(value.data);
	ret->opened = bytes_u32be(value.data + 4);
	ret->closed = bytes_u32be(value.data + 8);
	ret->pupils = bytes_u32be(value.data + 12);
	ret->pupils_known = value.data[16] != 0;
	ret->phase = (enum school_phase)value.data[17];
	ret->type = (enum facts_type)value.data[18];
	ret->funding = (enum facts_funding)value.data[19];
	ret->status = (enum facts_status)value.data[20];
	return true;
}

void records_put_facts(struct txn *txn, uint32_t urn, const struct facts *facts)
{
	uint8_t value[FACTS_LEN];
	struct facts before;
	struct key key;

	(void)records_facts(txn, urn, &before);
	if (before.authority != facts->authority) {
		place_key(&key, before.authority, urn);
		txn_del(txn, INDICATORS_PROFILE_PLACES, &key);
		place_key(&key, facts->authority, urn);
		if (facts->authority != 0)
			txn_put(txn, INDICATORS_PROFILE_PLACES, &key, bytes_of(NULL, 0));
	}
	bytes_put_u32be(value, facts->authority);
	bytes_put_u32be(value + 4, facts->opened);
	bytes_put_u32be(value + 8, facts->closed);
	bytes_put_u32be(value + 12, facts->pupils);
	value[16] = facts->pupils_known;
	value[17] = (uint8_t)facts->phase;
	value[18] = (uint8_t)facts->type;
	value[19] = (uint8_t)facts->funding;
	value[20] = (uint8_t)facts->status;
	number_key(&key, urn);
	txn_put(txn, INDICATORS_PROFILE_SCHOOLS, &key, bytes_of(value, sizeof(value)));
}

/* submission (8), told (4), overall, safeguarding (1 each), grades */
#define GRADED_LEN (14 + CARD_AREAS)
/* urn (4), day (4), frame (1) */
#define GRADED_KEY_LEN 9

static struct graded graded_read(struct bytes key, struct bytes value)
{
	struct graded graded = {.day = bytes_u32be(key.data + 4),
		.told = bytes_u32be(value.data + 8),
		.frame = (enum inspection_frame)key.data[8],
		.overall = value.data[12],
		.safeguarding = value.data[13]};

	memcpy(graded.grade, value.data + 14, CARD_AREAS);
	return graded;
}

bool records_put_graded(struct txn *txn, uint32_t urn, const struct graded *graded, uint64_t submission)
{
	uint8_t value[GRADED_LEN];
	struct bytes old;
	struct key key;
	bool had;

	graded_key(&key, urn, graded->day, graded->frame);
	had = txn_get(txn, INDICATORS_PROFILE_GRADED, &key, &old) && old.len == GRADED_LEN;
	if (had && state_supersedes(txn, bytes_u64be(old.data), submission))
		return false;
	bytes_put_u64be(value, submission);
	bytes_put_u32be(value + 8, graded->told);
	value[12] = graded->overall;
	value[13] = graded->safeguarding;
	memcpy(value + 14, graded->grade, CARD_AREAS);
	txn_put(txn, INDICATORS_PROFILE_GRADED, &key, bytes_of(value, sizeof(value)));
	return !had;
}

bool records_drop_graded(struct txn *txn, const struct inspection *inspection, uint64_t submission)
{
	struct bytes old;
	struct key key;

	graded_key(&key, inspection->urn, inspection->inspected, inspection->frame);
	if (!txn_get(txn, INDICATORS_PROFILE_GRADED, &key, &old) || old.len != GRADED_LEN ||
		state_supersedes(txn, bytes_u64be(old.data), submission))
		return false;
	txn_del(txn, INDICATORS_PROFILE_GRADED, &key);
	return true;
}

size_t records_count(struct txn *txn, uint32_t urn)
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	number_key(&key, urn);
	scan_begin(&scan, txn, INDICATORS_PROFILE_GRADED, &key);
	while (scan_next(&scan))
		n++;
	scan_end(&scan);
	return n;
}

/* The latest, and the one before, which movement is measured from. */
#define NEWEST 2

/* The newest graded inspections of a school that were told by a day, newest first; returns how many. */
static size_t newest(struct txn *txn, uint32_t urn, uint32_t day, struct graded ret[NEWEST])
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	number_key(&key, urn);
	scan_begin_last(&scan, txn, INDICATORS_PROFILE_GRADED, &key);
	while (n < NEWEST && scan_next(&scan)) {
		if (scan.key.len != GRADED_KEY_LEN || scan.value.len != GRADED_LEN) {
			(void)txn_fail(txn, ERR_CORRUPT);
			break;
		}
		ret[n] = graded_read(scan.key, scan.value);
		if (ret[n].told <= day)
			n++;
	}
	scan_end(&scan);
	return n;
}

bool records_known_to(struct txn *txn, uint32_t authority, enum facts_depth depth)
{
	struct scan scan;
	struct key key;
	bool known = false;

	number_key(&key, authority);
	scan_begin(&scan, txn, INDICATORS_PROFILE_PLACES, &key);
	while (!known && scan_next(&scan)) {
		struct facts facts;

		known = records_facts(txn, bytes_u32be(scan.key.data + 4), &facts) &&
			facts_known_to(&facts, depth);
	}
	scan_end(&scan);
	return known;
}

void records_tally(
	struct txn *txn, uint32_t authority, struct tally_day day, struct tally tallies[PROFILE_GROUPS])
{
	struct scan scan;
	struct key key;

	number_key(&key, authority);
	scan_begin(&scan, txn, INDICATORS_PROFILE_PLACES, &key);
	while (scan_next(&scan)) {
		uint32_t urn = bytes_u32be(scan.key.data + 4);
		struct graded graded[NEWEST];
		struct facts facts;
		size_t n;

		if (!records_facts(txn, urn, &facts) || !facts_count(&facts, day.date))
			continue;
		n = newest(txn, urn, day.day, graded);
		tally_school(&facts, graded, n, day, tallies);
	}
	scan_end(&scan);
}

static void unplaced_key(struct key *key)
{
	key_init(key);
	key_text(key, "unplaced");
}

uint64_t records_unplaced(struct txn *txn)
{
	struct bytes value;
	struct key key;

	unplaced_key(&key);
	return txn_get(txn, INDICATORS_PROFILE, &key, &value) && value.len == 8 ? bytes_u64be(value.data) : 0;
}

void records_add_unplaced(struct txn *txn, int64_t n)
{
	uint8_t value[8];
	struct key key;

	if (n == 0)
		return;
	bytes_put_u64be(value, records_unplaced(txn) + (uint64_t)n);
	unplaced_key(&key);
	txn_put(txn, INDICATORS_PROFILE, &key, bytes_of(value, sizeof(value)));
}
