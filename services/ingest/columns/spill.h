/* SPDX-License-Identifier: MIT
 *
 * Cells beyond what memory holds: sorted runs in a temporary file, merged into one order in a second file, from which
 * any stretch can be read. The files have no name, so nothing is left of them, whatever happens.
 */
#ifndef LEEP_INGEST_SPILL_H
#define LEEP_INGEST_SPILL_H

#include "common/base/error.h"
#include "services/ingest/columns/cell.h"

/* Runs of one file: cells as a submission may have at most, in runs of what is held; tests hold less. */
#define SPILL_RUNS_MAX 64

struct spill;

/* `folder` is there and on a disk with room. ERR_IO, ERR_FULL, ERR_NOMEM. */
int spill_open(const char *folder, struct spill **ret);

/* Takes NULL. */
void spill_free(struct spill *spill);

/* Add a run: the `n` cells in the order of the positions in `order`. ERR_LIMIT beyond SPILL_RUNS_MAX, ERR_FULL, ERR_IO. */
int spill_run(struct spill *spill, const struct cell *cell, const uint32_t *order, size_t n);

/* Merge: by `rank` of their columns, then area, then row; what is equal in all of it stays in the order of the runs. The
 * memory, which must hold at least two cells a run, is used for reading and writing until the end. */
int spill_merge_begin(struct spill *spill, const uint32_t *rank, struct cell *memory, size_t room);

/* The next cell in that order: 1; 0 at the end; ERR_IO. */
int spill_merge_next(struct spill *spill, struct cell *ret);

/* Put a cell behind those kept so far. ERR_FULL, ERR_IO. */
int spill_keep(struct spill *spill, const struct cell *cell);

/* After the last spill_keep. ERR_FULL, ERR_IO. */
int spill_merge_end(struct spill *spill);

/* The `n` cells kept from position `first` on. ERR_IO. */
int spill_read(struct spill *spill, uint64_t first, size_t n, struct cell *ret);

#endif
