/* SPDX-License-Identifier: MIT
 *
 * Which columns must be worked out again because something else changed: the figure of the schools' authority, the phase of
 * a school among them, or the group that theirs is told beside.
 */
#ifndef LEEP_INDICATORS_TOUCHING_H
#define LEEP_INDICATORS_TOUCHING_H

#include "services/indicators/state.h"

/* England's column of a series is about to be `now` instead of `was` (n 0: there was none): touch the columns of those
 * authorities' schools whose authority has another figure in front. */
void touching_authorities(struct txn *txn, const struct measure *measure, struct series series,
	const struct column *was, const struct column *now);

/* A column's figures have changed: touch the groups that are told beside it (groups.yaml), whose gaps are worked out from it. */
void touching_beside(
	struct txn *txn, const struct catalogue *catalogue, const struct column *column, struct area parent);

/* Keep what is said of a school, and remember its authority when the school is now of another phase; both authorities when
 * it has gone from one to another as well. Going alone changes no figure: the schools of a column are those that its file
 * gave to the authority. The profile of inspections is told what is known of it now. */
void touching_school(struct txn *txn, struct arena *arena, const struct school *said, uint64_t submission);

/* Touch all columns of the authorities remembered, in one walk, and forget them. */
void touching_regrouped(struct txn *txn);

#endif
