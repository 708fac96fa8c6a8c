/* SPDX-License-Identifier: MIT
 *
 * The totals of a day and group as columns: a measure each, with a cell for every authority that has schools to count; for each
 * region whose authorities are all there; and for England where 140 or more are. Those are sums of authorities. Who is there is
 * told by all schools: not every authority has a nursery school.
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
