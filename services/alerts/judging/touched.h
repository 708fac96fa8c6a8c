/* SPDX-License-Identifier: MIT
 *
 * What a submission touched, of the authority that the caseloads cover, taken out of the state.
 */
#ifndef LEEP_ALERTS_TOUCHED_H
#define LEEP_ALERTS_TOUCHED_H

#include "services/alerts/state/state.h"

struct touched_area {
	struct area area;
	bool placed; /* until now nobody knew whose school it is */
};

struct touched_all {
	struct arena *arena;       /* of the names of measures */
	struct touched_area *area; /* schools wherever they are, and the authority */
	size_t n_area, room_area;
	struct column_id *column; /* by measure, level and period */
	size_t n_column, room_column;
};

/* Always to be followed by touched_done, also after a failure, which is the transaction's. */
int touched_take(struct touched_all *all, struct txn *txn, uint32_t authority);

void touched_done(struct touched_all *all);

/* The touched columns of a measure and level: the first, and how many. */
const struct column_id *touched_of(
	const struct touched_all *all, const char *measure, enum column_level level, size_t *ret_n);

#endif
