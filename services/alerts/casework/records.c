/* SPDX-License-Identifier: MIT
 *
 * See records.h. A record is kept as the event that last changed it, so that one decoder checks both.
 */
#include "services/alerts/casework/records.h"

#include <stdlib.h>

static void record_key(struct key *key, uint64_t id)
{
	key_init(key);
	key_u64(key, id);
}

bool records_get(struct txn *txn, struct arena *arena, uint64_t id, struct record *ret)
{
	struct alert_event event;
	const char *reason;
	struct bytes value;
	struct key key;

	record_key(&key, id);
	if (!txn_get(txn, ALERTS_RECORDS, &key, &value))
		return false;
	if (alert_decode(arena, value, &event, &reason) < 0 || event.kind != ALERT_EVENT_CASE) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret = event.case_changed.record;
	return true;
}

uint64_t records_next(struct txn *txn)
{
	struct scan scan;
	struct key all;
	uint64_t id = 1;

	key_init(&all);
	scan_begin_last(&scan, txn, ALERTS_RECORDS, &all);
	if (scan_next(&scan))
		id = bytes_u64be(scan.key.data) + 1;
	scan_end(&scan);
	return id;
}

static void place_key(struct key *key, uint64_t owner, const char *kind)
{
	key_init(key);
	key_u64(key, owner);
	if (kind[0] != '\0')
		key_text(key, kind);
}

static uint64_t budget_of(const struct record *record)
{
	return strtoull(record_value(record, "budget"), NULL, 10);
}

static void put_place(struct txn *txn, uint64_t owner, const struct record *record, bool there)
{
	struct key key;

	place_key(&key, owner, record->kind);
	key_u64(&key, record->id);
	if (there)
		txn_put(txn, ALERTS_BY_CASE, &key, bytes_of(NULL, 0));
	else
		txn_del(txn, ALERTS_BY_CASE, &key);
}

int records_put(struct txn *txn, struct buffer *event, const struct case_changed *changed,
	const struct record *before)
{
	const struct record *record = &changed->record;
	struct alert_event out = {.kind = ALERT_EVENT_CASE, .case_changed = *changed};
	struct key key;
	int rc;

	buffer_clear(event);
	rc = alert_encode(&out, event);
	if (rc < 0)
		return txn_fail(txn, rc);
	(void)sequence_append(txn, SEQUENCE_LOG, bytes_of(event->data, event->len));
	record_key(&key, record->id);
	txn_put(txn, ALERTS_RECORDS, &key, bytes_of(event->data, event->len));
	if (before == NULL)
		put_place(txn, record->case_id, record, true);
	else if (budget_of(before) != 0 && budget_of(before) != budget_of(record))
		put_place(txn, budget_of(before), record, false);
	if (budget_of(record) != 0)
		put_place(txn, budget_of(record), record, true);
	return txn->error;
}

void records_walk(struct records_walk *walk, struct txn *txn, uint64_t owner, const char *kind)
{
	struct key key;

	place_key(&key, owner, kind);
	scan_begin(&walk->scan, txn, ALERTS_BY_CASE, &key);
}

bool records_walk_next(struct records_walk *walk, uint64_t *ret_id)
{
	if (!scan_next(&walk->scan) || walk->scan.key.len < 8)
		return false;
	*ret_id = bytes_u64be(walk->scan.key.data + walk->scan.key.len - 8);
	return true;
}

void records_walk_end(struct records_walk *walk)
{
	scan_end(&walk->scan);
}
