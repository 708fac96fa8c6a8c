/* SPDX-License-Identifier: MIT
 *
 * See outbox.h.
 */
#include "services/alerts/delivery/outbox.h"

#include "services/alerts/state/state.h"

static void queue_key(struct key *key, const char *channel, uint64_t nth)
{
	key_init(key);
	key_text(key, channel);
	key_u64(key, nth);
}

static void notice_key(struct key *key, const char *name)
{
	key_init(key);
	key_text(key, name);
}

/* Places are given from a number that only grows, kept beside the queues. */
static uint64_t next_place(struct txn *txn)
{
	struct bytes value;
	uint8_t be[8];
	struct key key;
	uint64_t nth = 1;

	key_init(&key);
	key_text(&key, "");
	if (txn_get(txn, ALERTS_UNSENT, &key, &value) && value.len == 8)
		nth = bytes_u64be(value.data) + 1;
	bytes_put_u64be(be, nth);
	txn_put(txn, ALERTS_UNSENT, &key, bytes_of(be, sizeof(be)));
	return nth;
}

static void put_waiting(struct txn *txn, const struct waiting *waiting)
{
	uint8_t value[8 + 128];
	size_t len = strlen(waiting->key);
	struct key key;

	if (len > sizeof(value) - 8) {
		(void)txn_fail(txn, ERR_LIMIT);
		return;
	}
	queue_key(&key, waiting->channel, waiting->nth);
	bytes_put_u64be(value, waiting->attempts);
	memcpy(value + 8, waiting->key, len);
	txn_put(txn, ALERTS_UNSENT, &key, bytes_of(value, 8 + len));
}

int outbox_put(struct txn *txn, const struct notice *notice)
{
	struct buffer out;
	struct key key;
	int rc;

	buffer_init(&out, (size_t)1024 * 1024);
	rc = notice_encode(notice, &out);
	if (rc < 0) {
		(void)txn_fail(txn, rc);
	} else {
		notice_key(&key, notice->key);
		txn_put(txn, ALERTS_OUTBOX, &key, bytes_of(out.data, out.len));
		for (size_t i = 0; i < notice->n_channel; i++)
			put_waiting(
				txn, &(struct waiting){notice->channel[i], next_place(txn), notice->key, 0});
	}
	buffer_done(&out);
	return txn->error;
}

/* A key of the table is a channel, ended by NUL, and a place; a value the attempts and the notice's key. */
static bool read_waiting(
	struct txn *txn, struct arena *arena, struct bytes key, struct bytes value, struct waiting *ret)
{
	if (key.len < 10 || value.len < 9) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	ret->channel = arena_text(arena, (const char *)key.data, key.len - 9);
	ret->nth = bytes_u64be(key.data + key.len - 8);
	ret->attempts = (uint32_t)bytes_u64be(value.data);
	ret->key = arena_text(arena, (const char *)value.data + 8, value.len - 8);
	if (ret->channel != NULL && ret->key != NULL)
		return true;
	(void)txn_fail(txn, ERR_NOMEM);
	return false;
}

bool outbox_next(struct txn *txn, struct arena *arena, const char *channel, uint64_t nth, struct waiting *ret)
{
	struct scan scan;
	struct key all, from;
	bool found;

	key_init(&all);
	queue_key(&from, channel, nth == UINT64_MAX ? nth : nth + 1);
	scan_begin_at(&scan, txn, ALERTS_UNSENT, &all, &from);
	found = scan_next(&scan) && read_waiting(txn, arena, scan.key, scan.value, ret);
	scan_end(&scan);
	return found;
}

/* The walk over the queue of a channel looks at bytes, so that a long one costs no memory. `arena` may be NULL: is it
 * there? */
static bool find(
	struct txn *txn, struct arena *arena, const char *channel, const char *key, struct waiting *ret)
{
	struct bytes wanted = bytes_text(key);
	struct scan scan;
	struct key prefix;
	bool found = false;

	key_init(&prefix);
	key_text(&prefix, channel);
	scan_begin(&scan, txn, ALERTS_UNSENT, &prefix);
	while (!found && scan_next(&scan))
		found = scan.value.len > 8 &&
			bytes_equal(bytes_of(scan.value.data + 8, scan.value.len - 8), wanted) &&
			(arena == NULL || read_waiting(txn, arena, scan.key, scan.value, ret));
	scan_end(&scan);
	return found;
}

bool outbox_find(
	struct txn *txn, struct arena *arena, const char *channel, const char *key, struct waiting *ret)
{
	return find(txn, arena, channel, key, ret);
}

static bool is_waiting(struct txn *txn, const char *channel, const char *key)
{
	return find(txn, NULL, channel, key, NULL);
}

uint64_t outbox_count(struct txn *txn, const char *channel)
{
	struct scan scan;
	struct key prefix;
	uint64_t n = 0;

	key_init(&prefix);
	if (channel[0] != '\0')
		key_text(&prefix, channel);
	scan_begin(&scan, txn, ALERTS_UNSENT, &prefix);
	while (scan_next(&scan))
		n += scan.key.len > 1 ? 1 : 0; /* not the last place */
	scan_end(&scan);
	return n;
}

bool outbox_notice(struct txn *txn, struct arena *arena, const char *key, struct notice *ret)
{
	const char *reason;
	struct bytes value;
	struct key k;

	notice_key(&k, key);
	if (!txn_get(txn, ALERTS_OUTBOX, &k, &value))
		return false;
	if (notice_decode(arena, value, ret, &reason) == 0)
		return true;
	(void)txn_fail(txn, ERR_CORRUPT);
	return false;
}

void outbox_tried(struct txn *txn, const struct waiting *waiting, uint32_t attempts)
{
	struct waiting tried = *waiting;

	tried.attempts += attempts;
	put_waiting(txn, &tried);
}

void outbox_spool(struct txn *txn, const char *key)
{
	if (!is_waiting(txn, OUTBOX_SPOOL, key))
		put_waiting(txn, &(struct waiting){OUTBOX_SPOOL, next_place(txn), key, 0});
}

void outbox_settle(struct txn *txn, struct arena *arena, const struct waiting *waiting)
{
	struct notice notice;
	struct key key;

	queue_key(&key, waiting->channel, waiting->nth);
	txn_del(txn, ALERTS_UNSENT, &key);
	if (!outbox_notice(txn, arena, waiting->key, &notice) || is_waiting(txn, OUTBOX_SPOOL, waiting->key))
		return;
	for (size_t i = 0; i < notice.n_channel; i++)
		if (is_waiting(txn, notice.channel[i], waiting->key))
			return;
	notice_key(&key, waiting->key);
	txn_del(txn, ALERTS_OUTBOX, &key);
}
