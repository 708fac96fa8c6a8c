/* SPDX-License-Identifier: MIT
 *
 * See days.h.
 */
#include "services/indicators/profile/days.h"

#include "services/indicators/keys.h"

static void telling_key(struct key *key)
{
	key_init(key);
	key_text(key, "telling");
}

/* submission (8), published, received, latest (4 each) */
#define TELLING_LEN 20

void days_put_telling(struct txn *txn, const struct telling *telling)
{
	uint8_t value[TELLING_LEN];
	struct key key;

	bytes_put_u64be(value, telling->submission);
	bytes_put_u32be(value + 8, telling->published);
	bytes_put_u32be(value + 12, telling->received);
	bytes_put_u32be(value + 16, telling->latest);
	telling_key(&key);
	txn_put(txn, INDICATORS_PROFILE, &key, bytes_of(value, sizeof(value)));
}

bool days_telling(struct txn *txn, struct telling *ret)
{
	struct bytes value;
	struct key key;

	telling_key(&key);
	if (!txn_get(txn, INDICATORS_PROFILE, &key, &value) || value.len != TELLING_LEN)
		return false;
	ret->submission = bytes_u64be(value.data);
	ret->published = bytes_u32be(value.data + 8);
	ret->received = bytes_u32be(value.data + 12);
	ret->latest = bytes_u32be(value.data + 16);
	return true;
}

uint32_t days_told(const struct telling *telling)
{
	return telling->latest == 0 || telling->published == 0 ? telling->latest : telling->published;
}

/* submission (8), changed (4) */
#define DAY_LEN 12

static bool read_day(struct bytes key, struct bytes value, struct profile_day *ret)
{
	if (key.len != 4 || value.len != DAY_LEN)
		return false;
	ret->day = bytes_u32be(key.data);
	ret->submission = bytes_u64be(value.data);
	ret->changed = bytes_u32be(value.data + 8);
	return true;
}

bool days_get(struct txn *txn, uint32_t day, struct profile_day *ret)
{
	struct bytes value;
	struct key key;

	number_key(&key, day);
	return txn_get(txn, INDICATORS_PROFILE_DAYS, &key, &value) && read_day(key_view(&key), value, ret);
}

void days_put(struct txn *txn, const struct profile_day *day)
{
	uint8_t value[DAY_LEN];
	struct key key;

	bytes_put_u64be(value, day->submission);
	bytes_put_u32be(value + 8, day->changed);
	number_key(&key, day->day);
	txn_put(txn, INDICATORS_PROFILE_DAYS, &key, bytes_of(value, sizeof(value)));
}

bool days_changed(struct txn *txn, struct profile_day *ret)
{
	struct scan scan;
	struct key all;
	bool found = false;

	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_PROFILE_DAYS, &all);
	while (!found && scan_next(&scan))
		found = read_day(scan.key, scan.value, ret) && ret->changed != 0;
	scan_end(&scan);
	return found;
}

/* The first day at or after one, or the last of all; 0: none. */
static uint32_t first_day(struct txn *txn, uint32_t from, bool last)
{
	struct key all, at;
	struct scan scan;
	uint32_t day = 0;

	key_init(&all);
	number_key(&at, from);
	if (last)
		scan_begin_last(&scan, txn, INDICATORS_PROFILE_DAYS, &all);
	else
		scan_begin_at(&scan, txn, INDICATORS_PROFILE_DAYS, &all, &at);
	if (scan_next(&scan) && scan.key.len == 4)
		day = bytes_u32be(scan.key.data);
	scan_end(&scan);
	return day;
}

bool days_any(struct txn *txn)
{
	return first_day(txn, 0, false) != 0;
}

void days_change_all(struct txn *txn)
{
	struct profile_day day;

	for (uint32_t at = first_day(txn, 0, false); at != 0; at = first_day(txn, at + 1, false)) {
		if (!days_get(txn, at, &day))
			break;
		day.changed = ALL_GROUPS;
		days_put(txn, &day);
	}
}

/* enum touch_days (1), the first day that is not worked out yet (4) */
#define TOUCHED_LEN 5

static void put_touched(struct txn *txn, uint32_t authority, uint8_t which, uint32_t from)
{
	uint8_t value[TOUCHED_LEN] = {which};
	struct key key;

	bytes_put_u32be(value + 1, from);
	number_key(&key, authority);
	txn_put(txn, INDICATORS_PROFILE_TOUCHED, &key, bytes_of(value, sizeof(value)));
}

void days_touch(struct txn *txn, uint32_t authority, enum touch_days which)
{
	struct bytes value;
	struct key key;
	uint8_t before = 0;

	number_key(&key, authority);
	if (txn_get(txn, INDICATORS_PROFILE_TOUCHED, &key, &value) && value.len == TOUCHED_LEN)
		before = value.data[0];
	if ((before & which) == 0)
		put_touched(txn, authority, (uint8_t)(before | which), 0);
}

/* The earlier of a day and another that counts when it is one, at or after `from`. */
static uint32_t earlier(uint32_t day, uint32_t other, uint32_t from)
{
	return other != 0 && other >= from && (day == 0 || other < day) ? other : day;
}

/* The first of the days in question at or after one; 0: none. */
static uint32_t next_day(struct txn *txn, uint8_t which, uint32_t from)
{
	struct telling telling;
	uint32_t day = 0;

	if ((which & TOUCH_ALL) != 0)
		day = first_day(txn, from, false);
	if ((which & TOUCH_LAST) != 0)
		day = earlier(day, first_day(txn, 0, true), from);
	if ((which & TOUCH_THIS) != 0 && days_telling(txn, &telling))
		day = earlier(day, days_told(&telling), from);
	return day;
}

bool days_take(struct txn *txn, uint32_t *ret_authority, uint32_t *ret_day)
{
	struct scan scan;
	struct key all;
	uint32_t authority = 0, from = 0, day;
	uint8_t which = 0;
	bool found;

	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_PROFILE_TOUCHED, &all);
	found = scan_next(&scan) && scan.key.len == 4 && scan.value.len == TOUCHED_LEN;
	if (found) {
		authority = bytes_u32be(scan.key.data);
		which = scan.value.data[0];
		from = bytes_u32be(scan.value.data + 1);
	}
	scan_end(&scan);
	if (!found)
		return false;
	day = next_day(txn, which, from);
	if (day != 0) {
		put_touched(txn, authority, which, day + 1);
	} else {
		number_key(&all, authority);
		txn_del(txn, INDICATORS_PROFILE_TOUCHED, &all);
	}
	*ret_authority = authority;
	*ret_day = day;
	return true;
}

static void totals_key(struct key *key, uint32_t day, enum profile_group group)
{
	number_key(key, day);
	key_u8(key, (uint8_t)group);
}

/* Counts as u64, without the zeros at the end: a file of one frame fills a third of them. */
static size_t write_tally(const struct tally *tally, uint8_t out[8 * TALLY_COUNTS])
{
	size_t n = TALLY_COUNTS;

	while (n > 0 && tally->n[n - 1] == 0)
		n--;
	for (size_t i = 0; i < n; i++)
		bytes_put_u64be(out + 8 * i, tally->n[i]);
	return 8 * n;
}

struct total_change days_put_total(struct txn *txn, uint32_t day, enum profile_group group,
	uint32_t authority, const struct tally *tally)
{
	uint8_t value[8 * TALLY_COUNTS];
	size_t len = write_tally(tally, value);
	struct bytes old = {NULL, 0};
	struct total_change change;
	struct key key;
	bool had;

	totals_key(&key, day, group);
	key_u32(&key, authority);
	had = txn_get(txn, INDICATORS_PROFILE_TOTALS, &key, &old);
	change.changed = had ? !bytes_equal(old, bytes_of(value, len)) : len > 0;
	change.came_or_went = had != (len > 0);
	if (change.changed && len > 0)
		txn_put(txn, INDICATORS_PROFILE_TOTALS, &key, bytes_of(value, len));
	else if (change.changed)
		txn_del(txn, INDICATORS_PROFILE_TOTALS, &key);
	return change;
}

int days_totals(struct txn *txn, struct arena *arena, uint32_t day, enum profile_group group,
	struct total **ret, size_t *ret_n)
{
	struct total *total = arena_take_array(arena, AUTHORITY_CODES, sizeof(*total));
	struct scan scan;
	struct key key;
	size_t n = 0;

	if (total == NULL)
		return ERR_NOMEM;
	totals_key(&key, day, group);
	scan_begin(&scan, txn, INDICATORS_PROFILE_TOTALS, &key);
	while (n < AUTHORITY_CODES && scan_next(&scan)) {
		total[n] = (struct total){.authority = bytes_u32be(scan.key.data + 5)};
		for (size_t i = 0; i < TALLY_COUNTS && 8 * (i + 1) <= scan.value.len; i++)
			total[n].tally.n[i] = bytes_u64be(scan.value.data + 8 * i);
		n++;
	}
	scan_end(&scan);
	*ret = total;
	*ret_n = n;
	return 0;
}

size_t days_authorities(struct txn *txn, uint32_t day, uint32_t ret[AUTHORITY_CODES])
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	totals_key(&key, day, GROUP_ALL);
	scan_begin(&scan, txn, INDICATORS_PROFILE_TOTALS, &key);
	while (n < AUTHORITY_CODES && scan_next(&scan))
		ret[n++] = bytes_u32be(scan.key.data + 5);
	scan_end(&scan);
	return n;
}
