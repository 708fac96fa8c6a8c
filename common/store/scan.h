/* SPDX-License-Identifier: MIT
 *
 * Walking over a table in the order of its keys; part of store.h.
 */
#ifndef LEEP_STORE_SCAN_H
#define LEEP_STORE_SCAN_H

#include "common/base/bytes.h"
#include "common/store/key.h"

struct txn;
struct MDB_cursor;

/* Walks over the keys that begin with a prefix, in order. Begin, then next until false, then end. Changes to the
 * table during the walk are allowed only through scan_delete. */
struct scan {
	struct txn *txn;
	struct MDB_cursor *cursor;
	struct key prefix, from;
	unsigned table;
	bool started, back;
	struct bytes key, value;
};

void scan_begin(struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix);

/* As scan_begin, but the first key is the first one at or after `from` (which begins with the prefix). */
void scan_begin_at(
	struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix, const struct key *from);

/* From the last key with the prefix towards the first. */
void scan_begin_last(struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix);

bool scan_next(struct scan *scan);
void scan_delete(struct scan *scan);
void scan_end(struct scan *scan);

#endif
