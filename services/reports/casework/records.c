/* SPDX-License-Identifier: MIT
 *
 * See records.h. Values are the events of the stream as they came.
 */
#include "services/reports/casework/records.h"

static void number_key(struct key *key, uint64_t number)
{
	key_init(key);
	key_u64(key, number);
}

static void add_line(struct txn *txn, uint64_t id, struct bytes event)
{
	struct scan scan;
	struct key key;
	uint64_t nth = 1;

	number_key(&key, id);
	scan_begin_last(&scan, txn, REPORTS_LINES, &key);
	if (scan_next(&scan))
		nth = bytes_u64be(scan.key.data + 8) + 1;
	scan_end(&scan);
	key_u64(&key, nth);
	txn_put(txn, REPORTS_LINES, &key, event);
}

void records_put(struct txn *txn, const struct case_changed *changed, struct bytes event)
{
	const struct record *record = &changed->record;
	struct key key;

	number_key(&key, record->id);
	txn_put(txn, REPORTS_RECORDS, &key, event);
	add_line(txn, record->id, event);
	key_init(&key);
	key_text(&key, record->kind);
	key_u64(&key, record->id);
	txn_put(txn, REPORTS_KINDS, &key, bytes_of(NULL, 0));
	if (record->case_id == 0)
		return;
	number_key(&key, record->case_id);
	key_text(&key, record->kind);
	key_u64(&key, record->id);
	txn_put(txn, REPORTS_CASES, &key, bytes_of(NULL, 0));
}

static bool decode(struct txn *txn, struct arena *arena, struct bytes value, struct case_changed *ret)
{
	struct alert_event event;
	const char *reason;

	if (alert_decode(arena, value, &event, &reason) < 0 || event.kind != ALERT_EVENT_CASE) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret = event.case_changed;
	return true;
}

bool records_get(struct txn *txn, struct arena *arena, uint64_t id, struct record *ret)
{
	struct case_changed changed;
	struct bytes value;
	struct key key;

	number_key(&key, id);
	if (!txn_get(txn, REPORTS_RECORDS, &key, &value) || !decode(txn, arena, value, &changed))
		return false;
	*ret = changed.record;
	return true;
}

void records_of_kind(struct records_walk *walk, struct txn *txn, const char *kind, uint64_t from)
{
	struct key prefix, first;

	key_init(&prefix);
	key_text(&prefix, kind);
	first = prefix;
	key_u64(&first, from);
	scan_begin_at(&walk->scan, txn, REPORTS_KINDS, &prefix, &first);
}

void records_of_case(struct records_walk *walk, struct txn *txn, uint64_t case_id, const char *kind)
{
	struct key key;

	number_key(&key, case_id);
	if (kind[0] != '\0')
		key_text(&key, kind);
	scan_begin(&walk->scan, txn, REPORTS_CASES, &key);
}

bool records_next(struct records_walk *walk, uint64_t *ret_id)
{
	if (!scan_next(&walk->scan) || walk->scan.key.len < 8)
		return false;
	*ret_id = bytes_u64be(walk->scan.key.data + walk->scan.key.len - 8);
	return true;
}

void records_end(struct records_walk *walk)
{
	scan_end(&walk->scan);
}

void records_lines(struct records_walk *walk, struct txn *txn, uint64_t id)
{
	struct key key;

	number_key(&key, id);
	scan_begin(&walk->scan, txn, REPORTS_LINES, &key);
}

bool records_line(struct records_walk *walk, struct arena *arena, struct case_changed *ret)
{
	return scan_next(&walk->scan) && decode(walk->scan.txn, arena, walk->scan.value, ret);
}
