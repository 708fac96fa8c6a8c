/* SPDX-License-Identifier: MIT
 *
 * The records of the casework in alerts' state: the keys of the tables records and by_case. A record stands under its own
 * number, and by its kind under its case (0 where it has none); a record with a cost stands under its budget as well.
 */
#ifndef LEEP_ALERTS_CASEWORK_RECORDS_H
#define LEEP_ALERTS_CASEWORK_RECORDS_H

#include "services/alerts/state/state.h"

/* Decoded into the arena; false when there is none, or when the transaction has failed. */
bool records_get(struct txn *txn, struct arena *arena, uint64_t id, struct record *ret);

/* The number for the next new record: one more than the highest that was given. */
uint64_t records_next(struct txn *txn);

/* Append the change to the log, and keep the record as it now is, with its places. `before` NULL: it is new. `event` is
 * used for its bytes. A failure is the transaction's. */
int records_put(struct txn *txn, struct buffer *event, const struct case_changed *changed,
	const struct record *before);

/* A walk over the numbers of the records that stand under `owner`, a case, a budget or 0; `kind` "": of all kinds, else of
 * this one. */
struct records_walk {
	struct scan scan;
};
void records_walk(struct records_walk *walk, struct txn *txn, uint64_t owner, const char *kind);
bool records_walk_next(struct records_walk *walk, uint64_t *ret_id);
void records_walk_end(struct records_walk *walk);

#endif
