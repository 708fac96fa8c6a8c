/* SPDX-License-Identifier: MIT
 *
 * The cells of one column laid out as its arrays. Pure.
 */
#ifndef LEEP_INGEST_LAYOUT_H
#define LEEP_INGEST_LAYOUT_H

#include "common/base/arena.h"
#include "services/ingest/columns/cell.h"

/* Columns of the file whose names a column of cells keeps; cells from further ones keep their row. A table has a figure
 * in one column, or in two for two bases. */
#define LAYOUT_SOURCES_MAX 64

/* `n` cells in order, each value followed by what stands beside it, into all of `ret` but its key. `source` names the
 * file's columns. ERR_NOMEM. */
int layout_cells(const struct cell *cell, size_t n, const char *const *source, struct arena *arena,
	struct column *ret);

#endif
