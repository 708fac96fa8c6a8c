/* SPDX-License-Identifier: MIT
 *
 * The days that profiles are told of, what authorities add up to on each, and what is still to be worked out; and the keys of
 * that. A day is that of the file's publication; where nobody said it, the latest on which one of its inspections was published.
 */
#ifndef LEEP_INDICATORS_PROFILE_DAYS_H
#define LEEP_INDICATORS_PROFILE_DAYS_H

#include "services/indicators/profile/tally.h"
#include "services/indicators/state.h"

/* The submission that is being told, until the next one begins. */
struct telling {
	uint64_t submission;
	uint32_t published; /* days since 1970-01-01; 0: not said */
	uint32_t received;
	uint32_t
		latest; /* day on which something in it was published, not after it was received; 0: none yet */
};
void days_put_telling(struct txn *txn, const struct telling *telling);
bool days_telling(struct txn *txn, struct telling *ret);
/* The day that it tells of; 0: none. */
uint32_t days_told(const struct telling *telling);

struct profile_day {
	uint32_t day;
	uint64_t submission; /* that told of it last */
	uint32_t changed;    /* bit `g`: the totals of group `g` have changed and are not laid out yet */
};
bool days_get(struct txn *txn, uint32_t day, struct profile_day *ret);
void days_put(struct txn *txn, const struct profile_day *day);
/* The first day with something to lay out. */
bool days_changed(struct txn *txn, struct profile_day *ret);
/* Was any day told of? */
bool days_any(struct txn *txn);
/* Every group of every day is to be laid out again. */
void days_change_all(struct txn *txn);
#define ALL_GROUPS ((1u << PROFILE_GROUPS) - 1)

/* Which days of an authority are to be worked out again. */
enum touch_days {
	TOUCH_THIS = 1, /* the day that is being told */
	TOUCH_LAST = 2, /* the last that was told */
	TOUCH_ALL = 4   /* every one */
};
void days_touch(struct txn *txn, uint32_t authority, enum touch_days which);

/* Take one authority and day that is to be worked out. `ret_day` 0: nothing is left to do for the authority. False when no
 * authority is left. */
bool days_take(struct txn *txn, uint32_t *ret_authority, uint32_t *ret_day);

/* Put what an authority's schools of a group add up to. Has it changed, and did it come or go? */
struct total_change {
	bool changed;
	bool came_or_went;
};
struct total_change days_put_total(struct txn *txn, uint32_t day, enum profile_group group,
	uint32_t authority, const struct tally *tally);

/* The authorities with schools of a group on a day, ascending. How many; all arrays from the arena. ERR_NOMEM. */
struct total {
	uint32_t authority;
	struct tally tally;
};
int days_totals(struct txn *txn, struct arena *arena, uint32_t day, enum profile_group group,
	struct total **ret, size_t *ret_n);

/* The authorities with schools of any group on a day, ascending; returns how many. */
size_t days_authorities(struct txn *txn, uint32_t day, uint32_t ret[AUTHORITY_CODES]);

#endif
