/* SPDX-License-Identifier: MIT
 *
 * What was read for one column and serves the next: the neighbours in force at the end of a month. A release has thousands
 * of columns and some 25 years, and every column asks after 150 authorities. It holds nothing that the state does not, so it
 * can be dropped at any time, and must be whenever the state may have changed.
 */
#ifndef LEEP_INDICATORS_MEMORY_H
#define LEEP_INDICATORS_MEMORY_H

#include "services/indicators/state.h"

struct memory;

/* NULL when memory is short. Free takes NULL. */
struct memory *memory_open(void);
void memory_free(struct memory *memory);

/* The state may have changed. */
void memory_forget(struct memory *memory);

/* Have the neighbours of a month (yyyymm) at hand. ERR_NOMEM. */
int memory_go_to(struct memory *memory, struct txn *txn, uint32_t month);

/* The neighbours of an authority in force in the month gone to: at most `max`; returns how many, and their set's month. They
 * are good until the next memory_go_to or memory_forget. */
size_t memory_neighbours(const struct memory *memory, uint32_t authority, size_t max,
	const uint32_t **ret_member, uint32_t *ret_month);

#endif
