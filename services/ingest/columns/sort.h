/* SPDX-License-Identifier: MIT
 *
 * Cells in the order in which they are laid out. Pure.
 */
#ifndef LEEP_INGEST_SORT_H
#define LEEP_INGEST_SORT_H

#include "common/base/error.h"
#include "services/ingest/columns/cell.h"

/* The positions of `n` cells into `ret`: by the rank of their columns (`rank`, one of `n_ranks` for each), then area, then
 * row; what is equal in all of it stays in the order it has. ERR_NOMEM. */
int sort_positions(const struct cell *cell, size_t n, const uint32_t *rank, size_t n_ranks, uint32_t *ret);

#endif
