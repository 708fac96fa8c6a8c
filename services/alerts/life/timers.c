/* SPDX-License-Identifier: MIT
 *
 * See timers.h. The table of timers says when each is due, that of what is due has them in the order of time.
 */
#include "services/alerts/life/timers.h"

#include "services/alerts/state/state.h"

/* Kind and whose, behind what the key holds already. */
static void add_whose(struct key *key, const struct timer *timer)
{
	key_u8(key, (uint8_t)timer->kind);
	if (timer->kind == TIMER_TELL) {
		key_u8(key, (uint8_t)timer->list);
		key_text(key, timer->address);
	} else {
		key_u64(key, timer->alert);
	}
}

static void timer_key(struct key *key, const struct timer *timer)
{
	key_init(key);
	add_whose(key, timer);
}

static void due_key(struct key *key, const struct timer *timer)
{
	key_init(key);
	key_u64(key, (uint64_t)timer->when);
	add_whose(key, timer);
}

static void clear(struct txn *txn, const struct timer *timer)
{
	struct timer old = *timer;
	struct key key;

	if (!timers_get(txn, &old))
		return;
	due_key(&key, &old);
	txn_del(txn, ALERTS_DUE, &key);
	timer_key(&key, &old);
	txn_del(txn, ALERTS_TIMERS, &key);
}

void timers_set(struct txn *txn, const struct timer *timer)
{
	uint8_t value[16];
	struct key key;

	clear(txn, timer);
	bytes_put_u64be(value, (uint64_t)timer->when);
	bytes_put_u64be(value + 8, (uint64_t)timer->since);
	timer_key(&key, timer);
	txn_put(txn, ALERTS_TIMERS, &key, bytes_of(value, sizeof(value)));
	due_key(&key, timer);
	txn_put(txn, ALERTS_DUE, &key, bytes_of(NULL, 0));
}

void timers_clear(struct txn *txn, enum timer_kind kind, uint64_t alert)
{
	clear(txn, &(struct timer){.kind = kind, .alert = alert});
}

bool timers_get(struct txn *txn, struct timer *timer)
{
	struct bytes value;
	struct key key;

	timer_key(&key, timer);
	if (!txn_get(txn, ALERTS_TIMERS, &key, &value))
		return false;
	if (value.len != 16) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	timer->when = (int64_t)bytes_u64be(value.data);
	timer->since = (int64_t)bytes_u64be(value.data + 8);
	return true;
}

/* From a key of what is due. */
static bool read_due(struct bytes key, struct timer *ret)
{
	struct timer timer = {0};

	if (key.len < 11)
		return false;
	timer.when = (int64_t)bytes_u64be(key.data);
	timer.kind = (enum timer_kind)key.data[8];
	if (timer.kind == TIMER_TELL) {
		size_t len = key.len - 10;

		if (len > sizeof(timer.address) || key.data[key.len - 1] != '\0')
			return false;
		timer.list = (char)key.data[9];
		memcpy(timer.address, key.data + 10, len);
	} else if (key.len == 17) {
		timer.alert = bytes_u64be(key.data + 9);
	} else {
		return false;
	}
	*ret = timer;
	return true;
}

static bool first(struct txn *txn, struct timer *ret)
{
	struct scan scan;
	struct key all;
	bool found;

	key_init(&all);
	scan_begin(&scan, txn, ALERTS_DUE, &all);
	found = scan_next(&scan);
	if (found && !read_due(scan.key, ret)) {
		(void)txn_fail(txn, ERR_CORRUPT);
		found = false;
	}
	scan_end(&scan);
	return found;
}

bool timers_first(struct txn *txn, int64_t *ret)
{
	struct timer timer;

	if (!first(txn, &timer))
		return false;
	*ret = timer.when;
	return true;
}

bool timers_take(struct txn *txn, int64_t at, struct timer *ret)
{
	if (!first(txn, ret) || ret->when > at || !timers_get(txn, ret))
		return false;
	clear(txn, ret);
	return true;
}

size_t timers_settling(struct txn *txn, int64_t at_most)
{
	struct scan scan;
	struct key lists;
	size_t n = 0;

	key_init(&lists);
	key_u8(&lists, TIMER_TELL);
	scan_begin(&scan, txn, ALERTS_TIMERS, &lists);
	while (scan_next(&scan))
		if (scan.value.len == 16 && (int64_t)bytes_u64be(scan.value.data) <=
						    (int64_t)bytes_u64be(scan.value.data + 8) + at_most)
			n++;
	scan_end(&scan);
	return n;
}
