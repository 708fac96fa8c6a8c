/* SPDX-License-Identifier: MIT
 *
 * The two sequences in every store: the log, which others consume, and the journal, which is the record of what
 * was handled in which order. Numbers start at 1, grow by 1 and are given inside the transaction. Nothing is ever
 * removed from either. Below them: cursors into other services' logs, and the bounded table of dead letters.
 */
#ifndef LEEP_STORE_LOG_H
#define LEEP_STORE_LOG_H

#include "common/store/store.h"

enum sequence { SEQUENCE_LOG, SEQUENCE_JOURNAL };

/* The number given; 0 when the transaction has failed. */
uint64_t sequence_append(struct txn *txn, enum sequence which, struct bytes record);

/* Number of the last record; 0 when there is none. */
uint64_t sequence_last(struct txn *txn, enum sequence which);

/* Walk the records from number `from` on: scan_next gives them; sequence_number tells which one. */
void sequence_scan(struct scan *scan, struct txn *txn, enum sequence which, uint64_t from);
uint64_t sequence_number(const struct scan *scan);

struct cursor {
	uint64_t epoch; /* 0: never connected */
	uint64_t seq;   /* last record committed */
};

struct cursor cursor_get(struct txn *txn, const char *stream);
void cursor_put(struct txn *txn, const char *stream, struct cursor cursor);

/* At most this many dead letters are kept, the oldest going first: 1,000 records of at most 64 KiB kept bytes
 * are 64 MB, which a store can spare; a stream that makes more has a fault that one sample shows as well. */
#define DEAD_MAX       1000
#define DEAD_BYTES_MAX ((size_t)64 * 1024)

/* Keep a record that could not be decoded. */
void dead_put(struct txn *txn, const char *stream, uint64_t seq, const char *why, struct bytes record);

/* How many are kept. */
uint64_t dead_count(struct txn *txn);

#endif
