/* SPDX-License-Identifier: MIT
 *
 * See state_column.h.
 */
#include "services/alerts/state/state_column.h"

#include "services/alerts/state/state_part.h"

/* Measure, level and authority; period and group follow. */
static void series_key(struct key *key, const struct column_id *id)
{
	key_text(key, id->measure);
	key_u8(key, (uint8_t)id->level);
	key_u32(key, id->authority);
}

static void column_key(struct key *key, const struct column_id *id)
{
	key_init(key);
	series_key(key, id);
	key_u32(key, id->period.v);
	key_text(key, id->group);
}

void state_put_column(struct txn *txn, const struct column_id *id, struct bytes event)
{
	struct key key;

	column_key(&key, id);
	txn_put(txn, ALERTS_COLUMNS, &key, event);
}

/* The arrays from cell `i` on; the column is then as long as one cell. */
static void narrow(struct indicator_column *column, size_t i)
{
	struct column *f = &column->figures;

#define FROM(array)            ((array) = (array) == NULL ? NULL : (array) + i)
#define FROM_ARRAY(type, name) FROM(column->name);
	INDICATOR_ARRAYS(FROM_ARRAY)
#undef FROM_ARRAY
	if (f->column_of != NULL && f->n_source_column > 0)
		f->source_column += f->column_of[i];
	f->n_source_column = f->n_source_column > 0 ? 1 : 0;
	f->column_of = NULL;
	f->index = NULL;
	FROM(f->area);
	FROM(f->value);
	FROM(f->decimals);
	FROM(f->flag);
	FROM(f->cohort);
	FROM(f->low);
	FROM(f->high);
	FROM(f->numerator);
	FROM(f->denominator);
	FROM(f->row);
	FROM(f->submission);
#undef FROM
	f->n = 1;
}

void state_put_cell(struct txn *txn, const struct column_id *id, const struct indicator_event *event)
{
	struct indicator_event own = *event;
	ptrdiff_t at = column_find(&event->column.figures, area_make(AREA_AUTHORITY, id->authority));
	struct key key;

	if (at < 0)
		return;
	narrow(&own.column, (size_t)at);
	column_key(&key, id);
	state_put_event(txn, ALERTS_COLUMNS, &key, &own);
	if (column_flag(&own.column.figures, 0) == FLAG_PRESENT)
		state_hold(txn, id);
	state_touch_column(txn, id);
}

/* Level, authority and period stand behind the measure, which is closed by a NUL. */
static bool read_key(struct bytes key, struct arena *arena, struct column_id *ret)
{
	const uint8_t *end = memchr(key.data, 0, key.len);
	size_t len;

	if (end == NULL || key.data + key.len < end + 10)
		return false;
	len = (size_t)(end - key.data);
	*ret = (struct column_id){.measure = arena_text(arena, (const char *)key.data, len),
		.group = "all",
		.level = (enum column_level)end[1],
		.authority = bytes_u32be(end + 2),
		.period = {bytes_u32be(end + 6)}};
	if (key.len > len + 11)
		ret->group = arena_text(arena, (const char *)end + 10, key.len - len - 11);
	return ret->measure != NULL && ret->group != NULL;
}

struct column_key *state_unsorted(struct txn *txn, struct arena *arena)
{
	struct column_key *first = NULL;
	struct scan scan;
	struct key all;

	key_init(&all);
	scan_begin(&scan, txn, ALERTS_COLUMNS, &all);
	while (scan_next(&scan)) {
		size_t len = strlen((const char *)scan.key.data);
		struct column_key *key;
		char *copy;

		if (scan.key.data[len + 1] != LEVEL_AUTHORITY || bytes_u32be(scan.key.data + len + 2) != 0)
			continue;
		key = arena_take(arena, sizeof(*key));
		copy = arena_text(arena, (const char *)scan.key.data, scan.key.len);
		if (key == NULL || copy == NULL) {
			(void)txn_fail(txn, ERR_NOMEM);
			break;
		}
		*key = (struct column_key){first, bytes_of(copy, scan.key.len)};
		first = key;
	}
	scan_end(&scan);
	return first;
}

bool state_take_unsorted(struct txn *txn, struct arena *arena, const struct column_key *which,
	struct column_id *ret, struct indicator_event *ret_event)
{
	struct key key;

	if (!read_key(which->key, arena, ret)) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	if (!state_column(txn, arena, ret, ret_event))
		return false;
	column_key(&key, ret);
	txn_del(txn, ALERTS_COLUMNS, &key);
	return txn->error == 0;
}

bool state_column(
	struct txn *txn, struct arena *arena, const struct column_id *id, struct indicator_event *ret)
{
	struct bytes value;
	struct key key;

	column_key(&key, id);
	return txn_get(txn, ALERTS_COLUMNS, &key, &value) &&
	       state_decode(txn, arena, value, INDICATOR_COLUMN, ret);
}

void state_hold(struct txn *txn, const struct column_id *id)
{
	struct key key;

	key_init(&key);
	series_key(&key, id);
	key_u32(&key, id->period.v);
	txn_put(txn, ALERTS_HELD, &key, bytes_of(NULL, 0));
}

static struct period period_of_key(struct bytes key)
{
	return (struct period){bytes_u32be(key.data + key.len - 4)};
}

struct period state_latest_held(
	struct txn *txn, const struct column_id *id, enum period_kind kind, struct period most)
{
	struct period found = {0};
	struct scan scan;
	struct key key;

	key_init(&key);
	series_key(&key, id);
	scan_begin_last(&scan, txn, ALERTS_HELD, &key);
	while (found.v == 0 && scan_next(&scan)) {
		struct period period = period_of_key(scan.key);

		if (kind == PERIOD_NONE || (period_kind(period) == kind && period.v <= most.v))
			found = period;
	}
	scan_end(&scan);
	return found;
}

size_t state_held(struct txn *txn, const struct column_id *id, struct period *ret, size_t max)
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	key_init(&key);
	series_key(&key, id);
	scan_begin(&scan, txn, ALERTS_HELD, &key);
	while (n < max && scan_next(&scan))
		ret[n++] = period_of_key(scan.key);
	scan_end(&scan);
	return n;
}

bool state_next_measure(struct txn *txn, const struct column_id *id, char measure[MEASURE_ID_MAX + 1])
{
	struct key all, from;
	struct scan scan;
	bool found = false;

	key_init(&all);
	key_init(&from);
	/* Behind every key of the measure: its NUL is followed by a level. */
	key_text(&from, measure);
	key_u8(&from, UINT8_MAX);
	scan_begin_at(&scan, txn, ALERTS_HELD, &all, &from);
	while (!found && scan_next(&scan)) {
		size_t len = strnlen((const char *)scan.key.data, scan.key.len);

		if (len > MEASURE_ID_MAX || scan.key.len != len + 10 ||
			scan.key.data[len + 1] != (uint8_t)id->level ||
			bytes_u32be(scan.key.data + len + 2) != id->authority)
			continue;
		memcpy(measure, scan.key.data, len + 1);
		found = true;
	}
	scan_end(&scan);
	return found;
}

/* -- what is to be looked at ------------------------------------------------------------------------------------- */

void state_touch_area(struct txn *txn, struct area area, bool placed)
{
	struct bytes before;
	struct key key;

	key_init(&key);
	key_u8(&key, 'a');
	key_u32(&key, area.v);
	if (placed || !txn_get(txn, ALERTS_TOUCHED, &key, &before))
		txn_put(txn, ALERTS_TOUCHED, &key, bytes_of(placed ? "p" : "", placed ? 1 : 0));
}

void state_touch_column(struct txn *txn, const struct column_id *id)
{
	struct key key;

	key_init(&key);
	key_u8(&key, 'c');
	series_key(&key, id);
	key_u32(&key, id->period.v);
	txn_put(txn, ALERTS_TOUCHED, &key, bytes_of(NULL, 0));
}

/* What is held is named as what is touched is. */
static void touch_held(struct txn *txn)
{
	struct scan scan;
	struct key all, key;

	key_init(&all);
	scan_begin(&scan, txn, ALERTS_HELD, &all);
	while (scan_next(&scan)) {
		key_init(&key);
		key_u8(&key, 'c');
		key_bytes(&key, scan.key);
		txn_put(txn, ALERTS_TOUCHED, &key, bytes_of(NULL, 0));
	}
	scan_end(&scan);
}

static void touch_areas(struct txn *txn, unsigned table, bool of_schools)
{
	struct scan scan;
	struct key all;

	key_init(&all);
	scan_begin(&scan, txn, table, &all);
	while (scan_next(&scan)) {
		uint32_t first = bytes_u32be(scan.key.data);

		state_touch_area(
			txn, of_schools ? area_make(AREA_SCHOOL, first) : (struct area){first}, false);
	}
	scan_end(&scan);
}

void state_touch_all(struct txn *txn)
{
	touch_areas(txn, ALERTS_SCHOOLS, true);
	touch_areas(txn, ALERTS_EVENTS, false);
	touch_held(txn);
}

bool state_take_touched(struct txn *txn, struct arena *arena, struct touched *ret)
{
	struct scan scan;
	struct key all;
	bool found = false;

	key_init(&all);
	scan_begin(&scan, txn, ALERTS_TOUCHED, &all);
	if (scan_next(&scan)) {
		struct bytes key = bytes_of(scan.key.data + 1, scan.key.len - 1);

		ret->is_column = scan.key.data[0] == 'c';
		if (ret->is_column) {
			found = read_key(key, arena, &ret->column);
		} else if (key.len == 4) {
			ret->area.v = bytes_u32be(key.data);
			ret->placed = scan.value.len > 0;
			found = true;
		}
		if (!found)
			(void)txn_fail(txn, ERR_CORRUPT);
		scan_delete(&scan);
	}
	scan_end(&scan);
	return found;
}
