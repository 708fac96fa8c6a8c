/* SPDX-License-Identifier: MIT
 *
 * Which columns of schools must be worked out again because something else changed: their authority's figure, or the
 * phase of a school among them.
 */
#ifndef LEEP_INDICATORS_TOUCHING_H
#define LEEP_INDICATORS_TOUCHING_H

#include "services/indicators/state.h"

/* England's column of a series is about to be `now` instead of `was` (n 0: there was none): touch the columns of those
 * authorities' schools whose authority has another figure in front. */
void touching_authorities(struct txn *txn, const struct measure *measure, struct series series,
	const struct column *was, const struct column *now);

/* Keep what is said of a school, and remember its authority when the school is now of another phase. */
void touching_school(struct txn *txn, struct arena *arena, const struct school *said, uint64_t submission);

/* Touch all columns of the authorities remembered, in one walk, and forget them. */
void touching_regrouped(struct txn *txn);

#endif
