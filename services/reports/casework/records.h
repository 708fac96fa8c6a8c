/* SPDX-License-Identifier: MIT
 *
 * Records of the casework in reports' state: the keys of the tables records, lines, kinds and cases.
 */
#ifndef LEEP_REPORTS_CASEWORK_RECORDS_H
#define LEEP_REPORTS_CASEWORK_RECORDS_H

#include "services/reports/state.h"

/* The record as it now stands, and one more line of its history. */
void records_put(struct txn *txn, const struct case_changed *changed, struct bytes event);

/* Decoded into the arena; false when there is none, or when the transaction has failed. */
bool records_get(struct txn *txn, struct arena *arena, uint64_t id, struct record *ret);

/* A walk over numbers of records, ascending within a kind: of one kind from number `from` on; or of one case, `kind` "" for
 * all kinds. */
struct records_walk {
	struct scan scan;
};
void records_of_kind(struct records_walk *walk, struct txn *txn, const char *kind, uint64_t from);
void records_of_case(struct records_walk *walk, struct txn *txn, uint64_t case_id, const char *kind);
bool records_next(struct records_walk *walk, uint64_t *ret_id);
void records_end(struct records_walk *walk);

/* A walk over the changes of one record, in their order, each decoded into the arena. */
void records_lines(struct records_walk *walk, struct txn *txn, uint64_t id);
bool records_line(struct records_walk *walk, struct arena *arena, struct case_changed *ret);

#endif
