/* SPDX-License-Identifier: MIT
 *
 * The statistical neighbours in force at the end of a month, read once for all columns that ask: a release has thousands of
 * them, of some 25 years, and each asks after 150 authorities. Nothing is held that the state does not say, so it can be
 * dropped at any time, and must be before the state changes.
 */
#ifndef LEEP_INDICATORS_STANDING_NEIGHBOURS_H
#define LEEP_INDICATORS_STANDING_NEIGHBOURS_H

#include "services/indicators/state.h"

struct neighbours;

/* NULL when memory is short. Free takes NULL. */
struct neighbours *neighbours_open(void);
void neighbours_free(struct neighbours *neighbours);

/* Drop all. Costs nothing when nothing is held. */
void neighbours_clear(struct neighbours *neighbours);

/* Have those of a month (yyyymm) at hand. ERR_NOMEM. */
int neighbours_go_to(struct neighbours *neighbours, struct txn *txn, uint32_t month);

/* The neighbours of an authority in the month gone to: at most `max`; returns how many, and their set's month. They are
 * good until the next neighbours_go_to or neighbours_clear. */
size_t neighbours_of(const struct neighbours *neighbours, uint32_t authority, size_t max,
	const uint32_t **ret_member, uint32_t *ret_month);

#endif
