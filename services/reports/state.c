/* SPDX-License-Identifier: MIT
 *
 * See state.h.
 */
#include "services/reports/state.h"

const struct store_table_spec reports_tables[REPORTS_TABLES] = {
	{REPORTS_FLOW, "flow", false},
	{REPORTS_SUBMISSIONS, "submissions", false},
	{REPORTS_MEASURES, "measures", false},
	{REPORTS_SCHOOLS, "schools", false},
	{REPORTS_NEIGHBOURS, "neighbours", false},
	{REPORTS_NAMES, "names", false},
	{REPORTS_NUMBERS, "numbers", false},
	{REPORTS_INDICATORS, "indicators", false},
	{REPORTS_ALERTS, "alerts", false},
	{REPORTS_HISTORY, "history", false},
	{REPORTS_PAPERS, "papers", false},
	{REPORTS_SHELF, "shelf", false},
	{REPORTS_AREAS, "areas", false},
	{REPORTS_HAPPENINGS, "happenings", false},
	{REPORTS_LINKS, "links", false},
	{REPORTS_GROUPS, "groups", false},
	{REPORTS_FINDINGS, "findings", false},
	{REPORTS_PUBLISHED, "published", false},
	{REPORTS_RECORDS, "records", false},
	{REPORTS_LINES, "lines", false},
	{REPORTS_KINDS, "kinds", false},
	{REPORTS_CASES, "cases", false},
};

static const char *const input_names[INPUTS] = {"observations", "indicators", "alerts"};

static void text_key(struct key *key, const char *text)
{
	key_init(key);
	key_text(key, text);
}

static void number_key(struct key *key, uint64_t number)
{
	key_init(key);
	key_u64(key, number);
}

void state_put_flow(struct txn *txn, enum reports_input input, uint64_t submission)
{
	uint8_t be[8];
	struct key key;

	text_key(&key, input_names[input]);
	bytes_put_u64be(be, submission);
	txn_put(txn, REPORTS_FLOW, &key, bytes_of(be, sizeof(be)));
}

static uint64_t flow(struct txn *txn, enum reports_input input)
{
	struct bytes value;
	struct key key;

	text_key(&key, input_names[input]);
	return txn_get(txn, REPORTS_FLOW, &key, &value) && value.len == 8 ? bytes_u64be(value.data) : 0;
}

uint64_t state_flow_indicators(struct txn *txn)
{
	return flow(txn, INPUT_INDICATORS);
}

uint64_t state_flow_all(struct txn *txn)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < INPUTS; i++) {
		uint64_t last = flow(txn, (enum reports_input)i);

		least = last < least ? last : least;
	}
	return least;
}

void state_put_one(struct txn *txn, unsigned table, const struct key *key, const struct observation *event)
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

/* Decode it into the arena; false when there is none. */
static bool get_one(struct txn *txn, struct arena *arena, unsigned table, const struct key *key,
	enum observation_kind kind, struct observation *ret)
{
	const char *reason;
	struct bytes value;

	if (!txn_get(txn, table, key, &value))
		return false;
	if (observation_decode(arena, value, ret, &reason) == 0 && ret->kind == kind)
		return true;
	(void)txn_fail(txn, ERR_CORRUPT);
	return false;
}

void state_put_submission(struct txn *txn, uint64_t number, uint32_t published, struct bytes event)
{
	uint8_t day[4];
	struct key key;

	number_key(&key, number);
	txn_put(txn, REPORTS_SUBMISSIONS, &key, event);
	bytes_put_u32be(day, published);
	if (published != 0)
		txn_put(txn, REPORTS_PUBLISHED, &key, bytes_of(day, sizeof(day)));
}

bool state_submission(struct txn *txn, struct arena *arena, uint64_t number, struct closed *ret)
{
	struct observation event;
	struct key key;

	number_key(&key, number);
	if (!get_one(txn, arena, REPORTS_SUBMISSIONS, &key, OBSERVATION_CLOSED, &event))
		return false;
	*ret = event.closed;
	return true;
}

struct known state_known_at(struct txn *txn, struct arena *arena, int64_t as_of)
{
	struct known known = {.submission = state_flow_indicators(txn)};
	struct closed closed;

	if (as_of == 0)
		return known;
	/* Numbers are given in the order of receipt: the last one received in time is found from the end. */
	for (uint64_t n = known.submission; n > 0; n--) {
		arena_reset(arena);
		if (state_submission(txn, arena, n, &closed) && closed.received <= as_of) {
			known.submission = n;
			return known;
		}
	}
	known.published = as_of < MICROSECONDS_A_DAY ? 1 : (uint32_t)(as_of / MICROSECONDS_A_DAY);
	return known;
}

bool state_is_known(struct txn *txn, const struct known *known, uint64_t submission)
{
	struct bytes value;
	struct key key;

	if (submission > known->submission || known->published == 0)
		return submission <= known->submission;
	number_key(&key, submission);
	return txn_get(txn, REPORTS_PUBLISHED, &key, &value) && value.len == 4 &&
	       bytes_u32be(value.data) <= known->published;
}

void state_put_measure(struct txn *txn, const struct measure_def *def, uint64_t submission)
{
	struct measure_def one = *def;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_MEASURES, .n = 1, .measures = &one};
	struct key key;

	text_key(&key, def->id);
	state_put_one(txn, REPORTS_MEASURES, &key, &event);
}

void state_put_area(struct txn *txn, const struct area_name *area, uint64_t submission)
{
	struct area_name one = *area;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_AREAS, .n = 1, .areas = &one};
	struct key key;

	number_key(&key, area->area.v);
	state_put_one(txn, REPORTS_AREAS, &key, &event);
}

const char *state_area_name(struct txn *txn, struct arena *arena, struct area area)
{
	struct observation event;
	struct key key;

	number_key(&key, area.v);
	return get_one(txn, arena, REPORTS_AREAS, &key, OBSERVATION_AREAS, &event) ? event.areas[0].name
										   : NULL;
}

bool state_measure(struct txn *txn, struct arena *arena, const char *id, struct measure_def *ret)
{
	struct observation event;
	struct key key;

	text_key(&key, id);
	if (!get_one(txn, arena, REPORTS_MEASURES, &key, OBSERVATION_MEASURES, &event))
		return false;
	*ret = event.measures[0];
	return true;
}

void state_put_school(struct txn *txn, const struct school *school, uint64_t submission)
{
	struct school one = *school;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_REGISTER, .n = 1, .schools = &one};
	struct key key;

	key_init(&key);
	key_u32(&key, school->urn);
	state_put_one(txn, REPORTS_SCHOOLS, &key, &event);
}

bool state_school(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret)
{
	struct observation event;
	struct key key;

	key_init(&key);
	key_u32(&key, urn);
	if (!get_one(txn, arena, REPORTS_SCHOOLS, &key, OBSERVATION_REGISTER, &event))
		return false;
	*ret = event.schools[0];
	return true;
}

static void neighbours_key(struct key *key, uint32_t authority, uint32_t month)
{
	key_init(key);
	key_u32(key, authority);
	key_u32(key, month);
}

void state_put_neighbours(struct txn *txn, const struct neighbour_set *set, uint64_t submission)
{
	struct neighbour_set one = *set;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_NEIGHBOURS, .n = 1, .neighbours = &one};
	struct key key;

	neighbours_key(&key, set->authority, set->from_month);
	state_put_one(txn, REPORTS_NEIGHBOURS, &key, &event);
}

bool state_neighbours(
	struct txn *txn, struct arena *arena, uint32_t authority, uint32_t month, struct neighbour_set *ret)
{
	struct observation event;
	struct key key;

	neighbours_key(&key, authority, month);
	if (!get_one(txn, arena, REPORTS_NEIGHBOURS, &key, OBSERVATION_NEIGHBOURS, &event))
		return false;
	*ret = event.neighbours[0];
	return true;
}

/* -- indicator columns ------------------------------------------------------------------------------------------- */

static const struct names names = {REPORTS_NAMES, REPORTS_NUMBERS};

bool state_can_name(struct txn *txn, const struct column *figures)
{
	return (names_known(txn, &names, figures->measure) != 0 &&
		       names_known(txn, &names, figures->group) != 0) ||
	       names_left(txn, &names, 2);
}

void state_put_indicators(
	struct txn *txn, const struct column *figures, uint64_t submission, struct bytes event)
{
	uint16_t measure = names_number(txn, &names, figures->measure);
	uint16_t group = names_number(txn, &names, figures->group);
	struct key key;

	key_init(&key);
	key_u16(&key, measure);
	key_u32(&key, figures->period.v);
	key_u16(&key, group);
	key_u32(&key, figures->parent.v);
	key_u64(&key, submission);
	txn_put(txn, REPORTS_INDICATORS, &key, event);
}

/* Key without the submission. */
#define COLUMN_KEY_LEN 12

void state_walk(struct columns_walk *walk, struct txn *txn, const char *measure, struct known known,
	struct bytes after)
{
	struct key prefix, from;
	uint16_t number = measure[0] == '\0' ? 0 : names_known(txn, &names, measure);

	walk->txn = txn;
	walk->known = known;
	key_init(&prefix);
	if (measure[0] != '\0')
		key_u16(&prefix, number); /* 0 is given to none: the walk finds nothing */
	from = prefix;
	if (after.len == sizeof(walk->key)) {
		key_init(&from);
		key_bytes(&from, after);
	}
	scan_begin_at(&walk->scan, txn, REPORTS_INDICATORS, &prefix, &from);
	walk->more = scan_next(&walk->scan);
}

bool state_walk_next(struct columns_walk *walk, struct arena *arena, struct indicator_event *ret)
{
	while (walk->more) {
		struct bytes newest = {0};
		uint8_t column[COLUMN_KEY_LEN];
		const char *reason;

		if (walk->scan.key.len != sizeof(walk->key)) {
			(void)txn_fail(walk->txn, ERR_CORRUPT);
			return false;
		}
		memcpy(column, walk->scan.key.data, COLUMN_KEY_LEN);
		/* Versions of one column stand together, oldest first. */
		while (walk->more && memcmp(walk->scan.key.data, column, COLUMN_KEY_LEN) == 0) {
			if (state_is_known(walk->txn, &walk->known,
				    bytes_u64be(walk->scan.key.data + COLUMN_KEY_LEN))) {
				newest = walk->scan.value;
				memcpy(walk->key, walk->scan.key.data, sizeof(walk->key));
			}
			walk->more = scan_next(&walk->scan);
		}
		if (newest.data == NULL)
			continue;
		if (indicator_decode(arena, newest, ret, &reason) < 0 || ret->kind != INDICATOR_COLUMN) {
			(void)txn_fail(walk->txn, ERR_CORRUPT);
			return false;
		}
		return true;
	}
	return false;
}

void state_walk_end(struct columns_walk *walk)
{
	scan_end(&walk->scan);
}

/* -- alerts and papers ------------------------------------------------------------------------------------------- */

void state_put_alert(struct txn *txn, uint64_t id, struct bytes event)
{
	struct key key;

	number_key(&key, id);
	txn_put(txn, REPORTS_ALERTS, &key, event);
}

/* Behind the others that stand under the number. */
static void add_behind(struct txn *txn, unsigned table, uint64_t number, struct bytes event)
{
	struct scan scan;
	struct key key;
	uint64_t nth = 1;

	number_key(&key, number);
	scan_begin_last(&scan, txn, table, &key);
	if (scan_next(&scan))
		nth = bytes_u64be(scan.key.data + 8) + 1;
	scan_end(&scan);
	key_u64(&key, nth);
	txn_put(txn, table, &key, event);
}

void state_add_history(struct txn *txn, uint64_t id, struct bytes event)
{
	add_behind(txn, REPORTS_HISTORY, id, event);
}

void state_add_findings(struct txn *txn, uint64_t submission, struct bytes event)
{
	add_behind(txn, REPORTS_FINDINGS, submission, event);
}

bool state_alert(struct txn *txn, struct arena *arena, uint64_t id, struct alert_event *ret)
{
	const char *reason;
	struct bytes value;
	struct key key;

	number_key(&key, id);
	if (!txn_get(txn, REPORTS_ALERTS, &key, &value))
		return false;
	if (alert_decode(arena, value, ret, &reason) == 0 && ret->kind == ALERT_EVENT_CHANGED)
		return true;
	(void)txn_fail(txn, ERR_CORRUPT);
	return false;
}

uint64_t state_papers(struct txn *txn)
{
	struct scan scan;
	struct key all;
	uint64_t nth = 0;

	key_init(&all);
	scan_begin_last(&scan, txn, REPORTS_SHELF, &all);
	if (scan_next(&scan))
		nth = bytes_u64be(scan.key.data);
	scan_end(&scan);
	return nth;
}

uint64_t state_put_paper(struct txn *txn, const char *name, int64_t made, struct bytes paper)
{
	uint64_t nth = state_papers(txn) + 1;
	uint8_t value[16 + 256];
	size_t len = strlen(name);
	struct key key;

	if (len >= 256) {
		(void)txn_fail(txn, ERR_LIMIT);
		return 0;
	}
	text_key(&key, name);
	txn_put(txn, REPORTS_PAPERS, &key, paper);
	bytes_put_u64be(value, (uint64_t)made);
	bytes_put_u64be(value + 8, paper.len);
	memcpy(value + 16, name, len + 1);
	number_key(&key, nth);
	txn_put(txn, REPORTS_SHELF, &key, bytes_of(value, 16 + len + 1));
	return nth;
}

bool state_paper(struct txn *txn, const char *name, struct bytes *ret)
{
	struct key key;

	text_key(&key, name);
	return txn_get(txn, REPORTS_PAPERS, &key, ret);
}
