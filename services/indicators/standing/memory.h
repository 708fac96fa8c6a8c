/* SPDX-License-Identifier: MIT
 *
 * What was read for one column and serves the next: the neighbours in force at the end of a month, for a release has
 * thousands of columns of some 25 years, and each asks after 150 authorities; and the columns read last, for each is the
 * period before of the next one worked out, and England's stands beside that of every authority. It holds nothing that the
 * state does not, so it can be dropped at any time, and must be before the state changes.
 */
#ifndef LEEP_INDICATORS_MEMORY_H
#define LEEP_INDICATORS_MEMORY_H

#include "services/indicators/state.h"

struct memory;

/* NULL when memory is short. Free takes NULL. */
struct memory *memory_open(void);
void memory_free(struct memory *memory);

/* The state changes, or what was read has been undone. Costs nothing when nothing is held. */
void memory_forget(struct memory *memory);

/* As state_column, the columns read last not decoded again. What `ret` points to is good until MEMORY_COLUMNS others have been
 * asked for, and is not to be written to. */
#define MEMORY_COLUMNS 8
bool memory_column(
	struct memory *memory, struct txn *txn, struct series series, struct area parent, struct column *ret);

/* Have the neighbours of a month (yyyymm) at hand. ERR_NOMEM. */
int memory_go_to(struct memory *memory, struct txn *txn, uint32_t month);

/* The neighbours of an authority in force in the month gone to: at most `max`; returns how many, and their set's month. They
 * are good until the next memory_go_to or memory_forget. */
size_t memory_neighbours(const struct memory *memory, uint32_t authority, size_t max,
	const uint32_t **ret_member, uint32_t *ret_month);

#endif
