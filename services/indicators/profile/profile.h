/* SPDX-License-Identifier: MIT
 *
 * The profile of inspections: how many schools of each authority, region and of England stand where, by phase and type, on each
 * day that a file tells of. What comes in marks the authorities it is about; when the submission closes these are counted again,
 * and the columns of the groups that have changed are put among all others, so that they are compared and ranked as all are.
 */
#ifndef LEEP_INDICATORS_PROFILE_H
#define LEEP_INDICATORS_PROFILE_H

#include "services/indicators/state.h"

/* A submission begins. */
void profile_open(struct txn *txn, uint64_t submission, const struct opened *opened);

/* What is known of a school now. When something became known, every day of its authority is counted again; when something
 * changed, the last. */
void profile_school(struct txn *txn, const struct school *school);

void profile_inspections(
	struct txn *txn, const struct inspection *inspections, size_t n, uint64_t submission);

/* A submission was taken in: the day that it tells of is one from now on. */
void profile_close(struct txn *txn);

/* Do one step of what is to be worked out; false in `ret_more` when nothing is left. `ret_bytes` is about what the step has
 * written. ERR_NOMEM, ERR_LIMIT. */
int profile_work(struct txn *txn, struct arena *arena, const struct catalogue *catalogue, size_t *ret_bytes,
	bool *ret_more);

/* Inspections that no profile counts, since nobody said whose the school is. */
uint64_t profile_unplaced(struct txn *txn);

#endif
