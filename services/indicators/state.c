/* SPDX-License-Identifier: MIT
 *
 * See state.h.
 */
#include "services/indicators/keys.h"

const struct store_table_spec indicators_tables[INDICATORS_TABLES] = {
	{INDICATORS_NAMES, "names", false},
	{INDICATORS_NUMBERS, "numbers", false},
	{INDICATORS_COLUMNS, "columns", false},
	{INDICATORS_WORKED, "worked", false},
	{INDICATORS_NEIGHBOURS, "neighbours", false},
	{INDICATORS_MEASURES, "measures", false},
	{INDICATORS_TOUCHED, "touched", false},
	{INDICATORS_CLOSING, "closing", false},
	{INDICATORS_VINTAGES, "vintages", false},
	{INDICATORS_SCHOOLS, "schools", false},
	{INDICATORS_REGROUPED, "regrouped", false},
	{INDICATORS_PROFILE, "profile", false},
	{INDICATORS_PROFILE_SCHOOLS, "profile_schools", false},
	{INDICATORS_PROFILE_PLACES, "profile_places", false},
	{INDICATORS_PROFILE_GRADED, "profile_graded", false},
	{INDICATORS_PROFILE_DAYS, "profile_days", false},
	{INDICATORS_PROFILE_TOUCHED, "profile_touched", false},
	{INDICATORS_PROFILE_TOTALS, "profile_totals", false},
};

static const struct names names = {INDICATORS_NAMES, INDICATORS_NUMBERS};

bool state_known_series(struct txn *txn, const struct column *column, struct series *ret)
{
	ret->measure = names_known(txn, &names, column->measure);
	ret->period = column->period;
	ret->group = names_known(txn, &names, column->group);
	return ret->measure != 0 && ret->group != 0;
}

bool state_series_left(struct txn *txn)
{
	return names_left(txn, &names, 2);
}

struct series state_series(struct txn *txn, const struct column *column)
{
	struct series series = {.period = column->period};

	/* One after the other: both may give a new number, and initialisers have no order of their own. */
	series.measure = names_number(txn, &names, column->measure);
	series.group = names_number(txn, &names, column->group);
	return series;
}

const char *state_text(struct txn *txn, struct arena *arena, uint16_t number)
{
	struct bytes text;

	return names_text(txn, &names, number, &text)
		       ? arena_text(arena, (const char *)text.data, text.len - 1)
		       : NULL;
}

/* All cells are the event's. */
static bool spell_submission(struct arena *arena, struct observation *event)
{
	struct column *column = &event->column;

	column->submission = arena_take(arena, column->n * sizeof(*column->submission));
	for (size_t i = 0; column->submission != NULL && i < column->n; i++)
		column->submission[i] = event->submission;
	return column->submission != NULL;
}

bool state_column(
	struct txn *txn, struct arena *arena, struct series series, struct area parent, struct column *ret)
{
	struct observation stored;
	const char *reason;
	struct bytes value;
	struct key key;

	column_key(&key, series, parent);
	if (!txn_get(txn, INDICATORS_COLUMNS, &key, &value))
		return false;
	if (observation_decode(arena, value, &stored, &reason) < 0 || stored.kind != OBSERVATION_COLUMN) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	if (stored.column.submission == NULL && !spell_submission(arena, &stored)) {
		(void)txn_fail(txn, ERR_NOMEM);
		return false;
	}
	*ret = stored.column;
	return true;
}

void state_put_event(struct txn *txn, unsigned table, const struct key *key, const struct observation *event)
{
	struct buffer out;
	int rc;

	buffer_init(&out, (size_t)1024 * 1024);
	rc = observation_encode(event, &out);
	if (rc < 0)
		(void)txn_fail(txn, rc);
	else
		txn_put(txn, table, key, bytes_of(out.data, out.len));
	buffer_done(&out);
}

void state_keep_column(struct txn *txn, struct series series, struct area parent, struct bytes event)
{
	struct key key;

	column_key(&key, series, parent);
	txn_put(txn, INDICATORS_COLUMNS, &key, event);
}

void state_put_column(struct txn *txn, struct series series, struct area parent, uint64_t submission,
	const struct column *column)
{
	struct observation stored = {.submission = submission, .kind = OBSERVATION_COLUMN, .column = *column};
	struct key key;

	column_key(&key, series, parent);
	state_put_event(txn, INDICATORS_COLUMNS, &key, &stored);
}

void state_put_neighbours(struct txn *txn, const struct neighbour_set *set)
{
	struct buffer out;
	struct key key;

	buffer_init(&out, 4096);
	for (size_t i = 0; i < set->n; i++) {
		uint8_t be[8];

		bytes_put_u64be(be, set->member[i]);
		buffer_add(&out, be + 4, 4);
	}
	key_init(&key);
	key_u32(&key, set->authority);
	key_u32(&key, set->from_month);
	txn_put(txn, INDICATORS_NEIGHBOURS, &key, bytes_of(out.data, out.len));
	buffer_done(&out);
}

int state_neighbours(struct txn *txn, struct arena *arena, uint32_t month,
	const struct neighbour_set *ret[AUTHORITY_CODES])
{
	struct scan scan;
	struct key all;
	int rc = 0;

	memset(ret, 0, AUTHORITY_CODES * sizeof(*ret));
	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_NEIGHBOURS, &all);
	while (rc == 0 && scan_next(&scan)) {
		uint32_t authority = bytes_u32be(scan.key.data);
		uint32_t from = bytes_u32be(scan.key.data + 4);
		struct neighbour_set *set;

		/* Sets of one authority stand together, the earliest first. */
		if (authority >= AUTHORITY_CODES || (from > month && ret[authority] != NULL))
			continue;
		set = arena_take(arena, sizeof(*set));
		if (set != NULL)
			set->member = arena_take_array(arena, scan.value.len / 4, sizeof(*set->member));
		if (set == NULL || set->member == NULL) {
			rc = ERR_NOMEM;
			break;
		}
		set->authority = authority;
		set->from_month = from;
		set->n = scan.value.len / 4;
		for (size_t i = 0; i < set->n; i++)
			set->member[i] = bytes_u32be(scan.value.data + 4 * i);
		ret[authority] = set;
	}
	scan_end(&scan);
	return rc;
}

/* Every column of a measure, whatever its period and group. */
static void touch_measure(struct txn *txn, uint16_t measure)
{
	struct scan scan;
	struct key key;

	key_init(&key);
	key_u16(&key, measure);
	scan_begin(&scan, txn, INDICATORS_COLUMNS, &key);
	while (scan_next(&scan)) {
		struct series series;
		struct area parent;

		if (read_column_key(scan.key, &series, &parent))
			state_touch(txn, series, parent);
	}
	scan_end(&scan);
}

/* What is said of a measure: its polarity's word with its 0, then, where it is to have no quartiles, a 1. */
static struct bytes measure_said(struct txn *txn, const char *measure)
{
	struct bytes value;
	struct key key;

	key_init(&key);
	key_text(&key, measure);
	return txn_get(txn, INDICATORS_MEASURES, &key, &value) ? value : bytes_of(NULL, 0);
}

void state_put_measure(struct txn *txn, const struct measure_def *def)
{
	struct buffer out;
	struct key key;

	/* A table names a measure and a dictionary describes it: what only names it takes nothing back. */
	if (def->polarity[0] == '\0' || (state_polarity(txn, def->id) == polarity_parse(def->polarity) &&
						state_no_quartile(txn, def->id) == def->no_quartile))
		return;
	buffer_init(&out, 4096);
	buffer_add(&out, def->polarity, strlen(def->polarity) + 1);
	if (def->no_quartile)
		buffer_add(&out, "\1", 1);
	key_init(&key);
	key_text(&key, def->id);
	txn_put(txn, INDICATORS_MEASURES, &key, bytes_of(out.data, out.len));
	buffer_done(&out);
	/* Its ranks are the other way round now. */
	if (names_known(txn, &names, def->id) != 0)
		touch_measure(txn, names_known(txn, &names, def->id));
}

enum polarity state_polarity(struct txn *txn, const char *measure)
{
	struct bytes said = measure_said(txn, measure);

	return said.len > 0 ? polarity_parse((const char *)said.data) : POLARITY_UNKNOWN;
}

bool state_no_quartile(struct txn *txn, const char *measure)
{
	struct bytes said = measure_said(txn, measure);

	return said.len > 0 && said.data[said.len - 1] != 0;
}

void state_touch(struct txn *txn, struct series series, struct area parent)
{
	struct key key;

	column_key(&key, series, parent);
	txn_put(txn, INDICATORS_TOUCHED, &key, bytes_of(NULL, 0));
}

bool state_touch_held(struct txn *txn, struct series series, struct area parent)
{
	struct bytes value;
	struct scan scan;
	struct key key;
	bool held;

	column_key(&key, series, parent);
	held = txn_get(txn, INDICATORS_COLUMNS, &key, &value);
	if (!held && area_kind(parent) == AREA_NATION) {
		series_key(&key, series);
		scan_begin(&scan, txn, INDICATORS_WORKED, &key);
		held = scan_next(&scan);
		scan_end(&scan);
	}
	if (held)
		state_touch(txn, series, parent);
	return held;
}

void state_touch_series(struct txn *txn, struct series series)
{
	struct scan scan;
	struct key key;

	series_key(&key, series);
	scan_begin(&scan, txn, INDICATORS_COLUMNS, &key);
	while (scan_next(&scan)) {
		struct series same;
		struct area parent;

		if (read_column_key(scan.key, &same, &parent))
			state_touch(txn, same, parent);
	}
	scan_end(&scan);
}

/* Touch England's column of every series that a table has keys of: with `nation_only`, of keys under England. */
static void touch_england_of(struct txn *txn, unsigned table, bool nation_only)
{
	struct scan scan;
	struct key all;

	key_init(&all);
	scan_begin(&scan, txn, table, &all);
	while (scan_next(&scan)) {
		struct series series;
		struct area parent;

		if (read_column_key(scan.key, &series, &parent) &&
			(!nation_only || area_kind(parent) == AREA_NATION))
			state_touch(txn, series, area_england());
	}
	scan_end(&scan);
}

void state_touch_england(struct txn *txn)
{
	touch_england_of(txn, INDICATORS_COLUMNS, true);
	touch_england_of(
		txn, INDICATORS_WORKED, false); /* what only schools tell has no column under England */
}

bool state_take_touched(struct txn *txn, struct series *ret_series, struct area *ret_parent)
{
	struct scan scan;
	struct key all;
	bool found;

	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_TOUCHED, &all);
	found = scan_next(&scan) && read_column_key(scan.key, ret_series, ret_parent);
	if (found)
		scan_delete(&scan);
	scan_end(&scan);
	return found;
}

static void closing_key(struct key *key)
{
	key_init(key);
	key_text(key, "closing");
}

struct vintage {
	uint32_t published;  /* days; 0: not known */
	uint8_t final;       /* 1 provisional, 2 revised, 3 final; 0: not said */
	struct period table; /* what it is the table of; 0: of none */
};

static void vintage_key(struct key *key, uint64_t submission)
{
	key_init(key);
	key_u64(key, submission);
}

static uint8_t how_final(const char *status)
{
	static const char *const statuses[] = {"", "provisional", "revised", "final"};

	for (size_t i = 1; i < ARRAY_LEN(statuses); i++)
		if (strcmp(status, statuses[i]) == 0)
			return (uint8_t)i;
	return 0;
}

void state_put_vintage(
	struct txn *txn, uint64_t submission, uint32_t published, const char *status, struct period table)
{
	uint8_t value[9];
	struct key key;

	vintage_key(&key, submission);
	bytes_put_u32be(value, published);
	value[4] = how_final(status);
	bytes_put_u32be(value + 5, table.v);
	txn_put(txn, INDICATORS_VINTAGES, &key, bytes_of(value, table.v == 0 ? 5 : sizeof(value)));
}

static struct vintage vintage_of(struct txn *txn, uint64_t submission)
{
	struct vintage vintage = {0};
	struct bytes value;
	struct key key;

	vintage_key(&key, submission);
	if (txn_get(txn, INDICATORS_VINTAGES, &key, &value) && value.len >= 5) {
		vintage.published = bytes_u32be(value.data);
		vintage.final = value.data[4];
		vintage.table.v = value.len < 9 ? 0 : bytes_u32be(value.data + 5);
	}
	return vintage;
}

bool state_supersedes(struct txn *txn, uint64_t old, uint64_t new)
{
	struct vintage a = vintage_of(txn, old);
	struct vintage b = vintage_of(txn, new);

	if (a.published != 0 && b.published != 0)
		return a.published > b.published;
	if (a.final != 0 && b.final != 0 && a.final != b.final)
		return a.final > b.final;
	return b.table.v != 0 && period_kind(a.table) == period_kind(b.table) && a.table.v > b.table.v;
}

bool state_closing(struct txn *txn, struct closing *ret)
{
	struct bytes value;
	struct key key;

	closing_key(&key);
	if (!txn_get(txn, INDICATORS_CLOSING, &key, &value) || value.len != 16)
		return false;
	ret->submission = bytes_u64be(value.data);
	ret->received = (int64_t)bytes_u64be(value.data + 8);
	return true;
}

void state_put_closing(struct txn *txn, const struct closing *closing)
{
	uint8_t value[16];
	struct key key;

	closing_key(&key);
	if (closing == NULL) {
		txn_del(txn, INDICATORS_CLOSING, &key);
		return;
	}
	bytes_put_u64be(value, closing->submission);
	bytes_put_u64be(value + 8, (uint64_t)closing->received);
	txn_put(txn, INDICATORS_CLOSING, &key, bytes_of(value, sizeof(value)));
}
