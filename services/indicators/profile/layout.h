/* SPDX-License-Identifier: MIT
 *
 * The totals of a day and group as columns: a measure each, with a cell for every authority that has schools to count. A
 * region is told when all its authorities are there, and England when 140 or more are: their sums. An authority is there for a
 * group when enough is known of its schools to say who belongs to it, whether one does or not: not every authority has a nursery
 * school; but one whose register is missing has academies that nobody knows of.
 */
#ifndef LEEP_INDICATORS_PROFILE_LAYOUT_H
#define LEEP_INDICATORS_PROFILE_LAYOUT_H

#include "common/model/catalogue.h"
#include "services/indicators/profile/days.h"

/* Put the columns and touch them. `ret_bytes` is about what they take. A cell that a file published stays as it is. ERR_NOMEM,
 * ERR_LIMIT. */
int layout_group(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	const struct profile_day *day, enum profile_group group, size_t *ret_bytes);

#endif
