/* SPDX-License-Identifier: MIT
 *
 * See log.h. Keys: log, journal and dead letters by u64 sequence; cursors by the stream's name.
 */
#include "common/store/log.h"

#include <stdio.h>

static const unsigned sequence_table[] = {[SEQUENCE_LOG] = STORE_LOG, [SEQUENCE_JOURNAL] = STORE_JOURNAL};

static uint64_t last_of(struct txn *txn, unsigned table)
{
	struct scan scan;
	struct key all;
	uint64_t last = 0;

	key_init(&all);
	scan_begin_last(&scan, txn, table, &all);
	if (scan_next(&scan) && scan.key.len == 8)
		last = bytes_u64be(scan.key.data);
	scan_end(&scan);
	return last;
}

uint64_t sequence_last(struct txn *txn, enum sequence which)
{
	if (txn->next[which] == 0)
		txn->next[which] = last_of(txn, sequence_table[which]) + 1;
	return txn->next[which] - 1;
}

uint64_t sequence_append(struct txn *txn, enum sequence which, struct bytes record)
{
	uint64_t seq = sequence_last(txn, which) + 1;
	struct key key;

	key_init(&key);
	key_u64(&key, seq);
	txn_append(txn, sequence_table[which], &key, record);
	if (txn->error != 0)
		return 0;
	txn->next[which] = seq + 1;
	return seq;
}

void sequence_scan(struct scan *scan, struct txn *txn, enum sequence which, uint64_t from)
{
	struct key all, first;

	key_init(&all);
	key_init(&first);
	key_u64(&first, from);
	scan_begin_at(scan, txn, sequence_table[which], &all, &first);
}

uint64_t sequence_number(const struct scan *scan)
{
	return bytes_u64be(scan->key.data);
}

struct cursor cursor_get(struct txn *txn, const char *stream)
{
	struct cursor cursor = {0, 0};
	struct bytes value;
	struct key key;

	key_init(&key);
	key_text(&key, stream);
	if (txn_get(txn, STORE_CURSORS, &key, &value) && value.len == 16) {
		cursor.epoch = bytes_u64be(value.data);
		cursor.seq = bytes_u64be(value.data + 8);
	}
	return cursor;
}

void cursor_put(struct txn *txn, const char *stream, struct cursor cursor)
{
	uint8_t value[16];
	struct key key;

	key_init(&key);
	key_text(&key, stream);
	bytes_put_u64be(value, cursor.epoch);
	bytes_put_u64be(value + 8, cursor.seq);
	txn_put(txn, STORE_CURSORS, &key, bytes_of(value, sizeof(value)));
}

void dead_put(struct txn *txn, const char *stream, uint64_t seq, const char *why, struct bytes record)
{
	uint64_t number = last_of(txn, STORE_DEAD) + 1;
	uint8_t value[128 + DEAD_BYTES_MAX];
	size_t len;
	struct key key;

	/* stream, NUL, why, NUL, sequence, record */
	len = (size_t)snprintf((char *)value, 64, "%s", stream) + 1;
	len = len > 64 ? 64 : len;
	memset(value + len, 0, 56);
	(void)snprintf((char *)value + len, 48, "%s", why);
	len += strlen((char *)value + len) + 1;
	bytes_put_u64be(value + len, seq);
	len += 8;
	if (record.len > DEAD_BYTES_MAX)
		record.len = DEAD_BYTES_MAX;
	if (record.len > 0)
		memcpy(value + len, record.data, record.len);
	key_init(&key);
	key_u64(&key, number);
	txn_append(txn, STORE_DEAD, &key, bytes_of(value, len + record.len));
	if (number > DEAD_MAX) {
		key_init(&key);
		key_u64(&key, number - DEAD_MAX);
		txn_del(txn, STORE_DEAD, &key);
	}
}

uint64_t dead_count(struct txn *txn)
{
	uint64_t last = last_of(txn, STORE_DEAD);

	return last < DEAD_MAX ? last : DEAD_MAX;
}
