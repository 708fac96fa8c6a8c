/* SPDX-License-Identifier: MIT
 *
 * Figures, and what is to be looked at when a submission is done; part of state.h. A column is that of an authority's
 * schools, as it came, or that of the authority itself: of England's authorities only its own cell is kept.
 *
 * ALERTS_COLUMNS: measure, u8 level, u32 authority, u32 period, group -> column, as an encoded event.
 */
#ifndef LEEP_ALERTS_STATE_COLUMN_H
#define LEEP_ALERTS_STATE_COLUMN_H

#include "common/model/indicator.h"
#include "common/store/store.h"

enum column_level { LEVEL_AUTHORITY = 'a', LEVEL_SCHOOLS = 's' };

struct column_id {
	const char *measure;
	const char *group; /* "all"; of no matter to what is held or touched */
	struct period period;
	uint32_t authority;
	enum column_level level;
};

/* Keep a column of schools, encoded as it came. */
void state_put_column(struct txn *txn, const struct column_id *id, struct bytes event);

/* Keep the authority's own cell of a column of authorities, note whether there is a figure, and touch it; nothing when it
 * has none there. */
void state_put_cell(struct txn *txn, const struct column_id *id, const struct indicator_event *event);

/* The keys of columns of all authorities, which are kept as they came under authority 0; in the arena. */
struct column_key {
	struct column_key *next;
	struct bytes key;
};
struct column_key *state_unsorted(struct txn *txn, struct arena *arena);
/* Take one of them out; false when the transaction has failed. */
bool state_take_unsorted(struct txn *txn, struct arena *arena, const struct column_key *key,
	struct column_id *ret, struct indicator_event *ret_event);

bool state_column(
	struct txn *txn, struct arena *arena, const struct column_id *id, struct indicator_event *ret);

/* Note that there are figures of the measure and period, whatever the group. */
void state_hold(struct txn *txn, const struct column_id *id);

/* Of the measure, level and authority of `id`: the latest period that is held, of all kinds or, unless `kind` is
 * PERIOD_NONE, of one kind and at most `most`; v 0 when there is none. */
struct period state_latest_held(
	struct txn *txn, const struct column_id *id, enum period_kind kind, struct period most);

/* The held periods, in order, at most `max`; returns how many. */
size_t state_held(struct txn *txn, const struct column_id *id, struct period *ret, size_t max);

/* The measure after `measure` of which anything is held at the level and authority of `id`, into `measure`; false when there
 * is none. */
bool state_next_measure(struct txn *txn, const struct column_id *id, char measure[MEASURE_ID_MAX + 1]);

/* A school or an authority: something is known of it that was not; or, `placed`, until now nobody knew whose school it is. */
void state_touch_area(struct txn *txn, struct area area, bool placed);
void state_touch_column(struct txn *txn, const struct column_id *id);
/* Touch all that is known: the rules or the caseloads have changed. */
void state_touch_all(struct txn *txn);

struct touched {
	bool is_column;
	struct area area; /* unless it is */
	bool placed;
	struct column_id column; /* if it is; the measure in the arena, no group */
};

/* Take the first touched thing: areas by their numbers, then columns by measure, level, authority and period. */
bool state_take_touched(struct txn *txn, struct arena *arena, struct touched *ret);

#endif
