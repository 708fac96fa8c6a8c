/* SPDX-License-Identifier: MIT
 *
 * See state.h. Values are the encoded events of the streams wherever there is one, so that one decoder checks them.
 */
#include "services/alerts/state/state_part.h"

const struct store_table_spec alerts_tables[ALERTS_TABLES] = {
	{ALERTS_CONFIG, "config", false},
	{ALERTS_SCHOOLS, "schools", false},
	{ALERTS_INSPECTIONS, "inspections", false},
	{ALERTS_COLUMNS, "columns", false},
	{ALERTS_FILES, "files", false},
	{ALERTS_TOUCHED, "touched", false},
	{ALERTS_ALERTS, "alerts", false},
	{ALERTS_KEYS, "keys", false},
	{ALERTS_OUTBOX, "outbox", false},
	{ALERTS_UNSENT, "unsent", false},
	{ALERTS_BY_AREA, "by_area", false},
	{ALERTS_TIMERS, "timers", false},
	{ALERTS_DUE, "due", false},
	{ALERTS_NEWS, "news", false},
	{ALERTS_EVENTS, "events", false},
	{ALERTS_HELD, "held", false},
	{ALERTS_DESTINATIONS, "destinations", false},
	{ALERTS_RECORDS, "records", false},
	{ALERTS_BY_CASE, "by_case", false},
};

#define VALUE_MAX ((size_t)1024 * 1024)

bool state_config(struct txn *txn, const char *name, struct bytes *ret)
{
	struct key key;

	key_init(&key);
	key_text(&key, name);
	return txn_get(txn, ALERTS_CONFIG, &key, ret);
}

void state_put_config(struct txn *txn, const char *name, const char *text)
{
	struct key key;

	key_init(&key);
	key_text(&key, name);
	txn_put(txn, ALERTS_CONFIG, &key, bytes_text(text));
}

void state_put_event(
	struct txn *txn, unsigned table, const struct key *key, const struct indicator_event *event)
{
	struct buffer out;
	int rc;

	buffer_init(&out, VALUE_MAX);
	rc = indicator_encode(event, &out);
	if (rc < 0)
		(void)txn_fail(txn, rc);
	else
		txn_put(txn, table, key, bytes_of(out.data, out.len));
	buffer_done(&out);
}

bool state_decode(struct txn *txn, struct arena *arena, struct bytes value, enum indicator_kind kind,
	struct indicator_event *ret)
{
	const char *reason;

	if (indicator_decode(arena, value, ret, &reason) == 0 && ret->kind == kind)
		return true;
	(void)txn_fail(txn, ERR_CORRUPT);
	return false;
}

void state_put_file(struct txn *txn, uint64_t submission, struct bytes event)
{
	struct key key;

	key_init(&key);
	key_u64(&key, submission);
	txn_put(txn, ALERTS_FILES, &key, event);
}

bool state_file(struct txn *txn, struct arena *arena, uint64_t submission, struct opened *ret)
{
	struct indicator_event event;
	struct bytes value;
	struct key key;

	key_init(&key);
	key_u64(&key, submission);
	if (!txn_get(txn, ALERTS_FILES, &key, &value) ||
		!state_decode(txn, arena, value, INDICATOR_OPENED, &event))
		return false;
	*ret = event.opened;
	return true;
}

/* -- alerts ------------------------------------------------------------------------------------------------------ */

static void alert_key_prefix(struct key *key, const char *rule, uint32_t urn, const char *measure)
{
	key_init(key);
	key_text(key, rule);
	key_u32(key, urn);
	key_text(key, measure);
}

uint64_t state_alert_id(
	struct txn *txn, const char *rule, uint32_t urn, const char *measure, const char *period)
{
	struct bytes value;
	struct key key;

	alert_key_prefix(&key, rule, urn, measure);
	key_text(&key, period);
	return txn_get(txn, ALERTS_KEYS, &key, &value) && value.len == 8 ? bytes_u64be(value.data) : 0;
}

size_t state_alert_ids(
	struct txn *txn, const char *rule, uint32_t urn, const char *measure, uint64_t *ret, size_t max)
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	alert_key_prefix(&key, rule, urn, measure);
	scan_begin_last(&scan, txn, ALERTS_KEYS, &key);
	while (n < max && scan_next(&scan))
		if (scan.value.len == 8)
			ret[n++] = bytes_u64be(scan.value.data);
	scan_end(&scan);
	return n;
}

uint64_t state_next_alert_id(struct txn *txn)
{
	struct scan scan;
	struct key all;
	uint64_t id = 1;

	key_init(&all);
	scan_begin_last(&scan, txn, ALERTS_ALERTS, &all);
	if (scan_next(&scan))
		id = bytes_u64be(scan.key.data) + 1;
	scan_end(&scan);
	return id;
}

bool state_alert(struct txn *txn, struct arena *arena, uint64_t id, struct alert *ret)
{
	struct alert_event event;
	const char *reason;
	struct bytes value;
	struct key key;

	key_init(&key);
	key_u64(&key, id);
	if (!txn_get(txn, ALERTS_ALERTS, &key, &value))
		return false;
	if (alert_decode(arena, value, &event, &reason) < 0 || event.kind != ALERT_EVENT_CHANGED) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret = event.changed.alert;
	return true;
}

void state_put_alert(struct txn *txn, const struct alert *alert, struct bytes event)
{
	uint8_t id[8];
	struct key key;

	key_init(&key);
	key_u64(&key, alert->id);
	txn_put(txn, ALERTS_ALERTS, &key, event);
	alert_key_prefix(&key, alert->rule, alert->urn, alert->measure);
	key_text(&key, alert->period);
	bytes_put_u64be(id, alert->id);
	txn_put(txn, ALERTS_KEYS, &key, bytes_of(id, sizeof(id)));
}
