/* SPDX-License-Identifier: MIT
 *
 * The keys of indicators' state; nobody else knows them. A series is a measure, period and group, with texts replaced
 * by numbers given in the order of their first appearance.
 */
#ifndef LEEP_INDICATORS_STATE_H
#define LEEP_INDICATORS_STATE_H

#include "common/model/observation.h"
#include "common/store/log.h"
#include "common/store/names.h"
#include "services/indicators/statistics/worked.h"

enum indicators_table {
	INDICATORS_NAMES = STORE_OWN, /* text -> u16 number */
	INDICATORS_NUMBERS,           /* u16 number -> text */
	INDICATORS_COLUMNS, /* series, u32 parent -> the column as it came or was merged, as an observation */
	INDICATORS_WORKED,  /* series, u32 authority -> what its schools add up to */
	INDICATORS_NEIGHBOURS, /* u32 authority, u32 month -> u32 members */
	INDICATORS_MEASURES,   /* id -> what is said of a measure that came as data */
	INDICATORS_TOUCHED,    /* series, u32 parent -> "": to be worked out when the submission closes */
	INDICATORS_CLOSING,    /* "closing" -> u64 submission, i64 received */
	INDICATORS_VINTAGES,   /* u64 submission -> u32 published, u8 how final */
	INDICATORS_SCHOOLS,    /* u32 URN -> what is known of the school, as a register event of one */
	INDICATORS_REGROUPED,  /* u32 authority -> "": a school of it is of another phase than it was */
	INDICATORS_PROFILE,    /* "telling", "unplaced" -> see profile/: so are those below */
	INDICATORS_PROFILE_SCHOOLS, /* u32 URN -> what the profile needs of the school */
	INDICATORS_PROFILE_PLACES,  /* u32 authority, u32 URN -> "" */
	INDICATORS_PROFILE_GRADED,  /* u32 URN, u32 day, u8 frame -> a graded inspection */
	INDICATORS_PROFILE_DAYS,    /* u32 day -> who told of it, which groups are to be laid out */
	INDICATORS_PROFILE_TOUCHED, /* u32 authority -> which days are to be counted again */
	INDICATORS_PROFILE_TOTALS,  /* u32 day, u8 group, u32 authority -> what its schools add up to */
};

#define INDICATORS_TABLES 18
extern const struct store_table_spec indicators_tables[INDICATORS_TABLES];

struct series {
	uint16_t measure;
	struct period period;
	uint16_t group;
};

/* The series of a column, if its names have numbers already. */
bool state_known_series(struct txn *txn, const struct column *column, struct series *ret);
/* Can a series with new names be told apart from all others? */
bool state_series_left(struct txn *txn);
/* The series of a column, its names given numbers when they have none yet. */
struct series state_series(struct txn *txn, const struct column *column);
/* The text of a number, copied to the arena; NULL when there is none. */
const char *state_text(struct txn *txn, struct arena *arena, uint16_t number);

/* The column of a series under a parent, decoded into the arena, each cell with its submission; false when there is none. */
bool state_column(
	struct txn *txn, struct arena *arena, struct series series, struct area parent, struct column *ret);
/* Put a merged column; or the first of its place, as the event that brought it. */
void state_put_column(struct txn *txn, struct series series, struct area parent, uint64_t submission,
	const struct column *column);
void state_keep_column(struct txn *txn, struct series series, struct area parent, struct bytes event);

void state_put_worked(struct txn *txn, struct series series, uint32_t authority, const struct worked *worked);

/* What the schools of one authority add up to; false when there is nothing. */
bool state_worked_of(struct txn *txn, struct series series, uint32_t authority, struct worked *ret);

/* Every authority of a series whose schools were worked out, ascending: up to `max` into the arrays; returns how many. */
size_t state_worked(
	struct txn *txn, struct series series, uint32_t *ret_authority, struct worked *ret, size_t max);

void state_put_neighbours(struct txn *txn, const struct neighbour_set *set);

/* Codes of authorities are below this (area_valid). */
#define AUTHORITY_CODES 1000

/* The set in force for each authority at the end of a month, by its code: the latest that began by then, else the earliest
 * there is; NULL: none. They live in the arena. ERR_NOMEM. */
int state_neighbours(struct txn *txn, struct arena *arena, uint32_t month,
	const struct neighbour_set *ret[AUTHORITY_CODES]);

/* Keep what is said of a measure that came as data; touches its columns when they stand differently by it. */
void state_put_measure(struct txn *txn, const struct measure_def *def);
enum polarity state_polarity(struct txn *txn, const char *measure);
/* Was it said that the measure's range is too small for quartiles? */
bool state_no_quartile(struct txn *txn, const char *measure);

void state_touch(struct txn *txn, struct series series, struct area parent);
/* Touch a column if there are figures for it, also such as schools add up to; false when there are none. */
bool state_touch_held(struct txn *txn, struct series series, struct area parent);
/* Touch every column of a series; or every column under England. */
void state_touch_series(struct txn *txn, struct series series);
void state_touch_england(struct txn *txn);
/* Take the first touched column; false when none is left. */
bool state_take_touched(struct txn *txn, struct series *ret_series, struct area *ret_parent);

/* When a submission was published and how final it is: a figure is never taken back by one from before it. */
void state_put_vintage(
	struct txn *txn, uint64_t submission, uint32_t published, const char *status, struct period table);
/* Was `old` published after `new`? When that is not known of both, is it more final; else, is it the table of a later year
 * of the same kind, which tells years before beside its own? */
bool state_supersedes(struct txn *txn, uint64_t old, uint64_t new);

struct closing {
	uint64_t submission;
	int64_t received;
};
bool state_closing(struct txn *txn, struct closing *ret);
void state_put_closing(struct txn *txn, const struct closing *closing); /* NULL: done */

#endif
