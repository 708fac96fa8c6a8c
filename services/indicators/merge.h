/* SPDX-License-Identifier: MIT
 *
 * A further submission of the same column: its cells replace those of the same areas unless these were published later,
 * the others stay. Each cell keeps the submission it came from. Pure.
 */
#ifndef LEEP_INDICATORS_MERGE_H
#define LEEP_INDICATORS_MERGE_H

#include "common/base/arena.h"
#include "common/model/column.h"

/* Names of source columns that a merged column keeps; cells from further ones keep their row and submission only. */
#define MERGE_SOURCES_MAX 64

/* Does the cell that came with the submission `old` stand, although a newer submission tells of the same area? */
typedef bool (*merge_stands_fn)(void *context, uint64_t old);

/* `old` may be NULL; `stands` may be, when no cell of it does. `submission` is the one that `new` came with. Of a table of the
 * year and one that tells it again, which say the same figure, the one that says of how many pupils stays; a column is told
 * again when all of it is. What `ret` points to lives in the arena or in the columns given; intervals, numerators and
 * denominators are NULL where no cell has one. ERR_NOMEM; ERR_LIMIT beyond COLUMN_CELLS_MAX. */
int merge_columns(struct arena *arena, const struct column *old, const struct column *new,
	uint64_t submission, merge_stands_fn stands, void *context, struct column *ret);

/* Do two merged columns say the same of the same areas, wherever it came from? */
bool merge_same(const struct column *a, const struct column *b);

/* An array of the column filled in: NULL arrays say the same of every cell, which code that writes cells cannot use. */
int merge_spell_out(struct arena *arena, struct column *column, uint64_t submission);

#endif
