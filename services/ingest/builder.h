/* SPDX-License-Identifier: MIT
 *
 * Cells in the order in which a file gives them become columns: one for each measure, period, group and parent, in a
 * fixed order, areas ascending. What is built is the same for the same file, however it is read.
 */
#ifndef LEEP_INGEST_BUILDER_H
#define LEEP_INGEST_BUILDER_H

#include "common/base/arena.h"
#include "common/model/column.h"

/* A release of the Local Authority Interactive Tool makes 3,771 columns of 641,070 cells; a national table of 500
 * measures and 153 authorities 76,500 columns. At 24 bytes a cell the limit is 480 MB of cells, which the limit on
 * file size keeps out of reach. */
#define BUILDER_COLUMNS_MAX 200000
#define BUILDER_CELLS_MAX   20000000

struct builder;

struct builder_cell {
	struct area area;
	enum flag flag;
	struct decimal value; /* when FLAG_PRESENT */
	struct decimal low;   /* m is DECIMAL_NONE when there is none */
	struct decimal high;
	struct decimal numerator; /* what the value was divided from; each DECIMAL_NONE when there is none */
	struct decimal denominator;
	uint32_t cohort;
	uint32_t row;
	const char *source_column; /* outlives the builder */
};

/* A cell with nothing beside its value, as most are. */
#define BUILDER_CELL_BARE                                                                    \
	.low = {DECIMAL_NONE, 0}, .high = {DECIMAL_NONE, 0}, .numerator = {DECIMAL_NONE, 0}, \
	.denominator = {DECIMAL_NONE, 0}

/* Where cells go. Texts are copied once each. */
struct builder_key {
	const char *measure;
	struct period period;
	const char *group;
	struct area parent;
};

int builder_open(struct builder **ret);

/* Takes NULL. */
void builder_free(struct builder *builder);

/* ERR_LIMIT beyond the limits above; ERR_NOMEM. */
int builder_add(struct builder *builder, const struct builder_key *key, const struct builder_cell *cell);

/* Put columns and cells in order. An area given twice in one column: `repeated` is told the row that came later,
 * and the first stands. */
typedef void (*builder_repeated_fn)(void *context, uint32_t row, const char *source_column);
void builder_finish(struct builder *builder, builder_repeated_fn repeated, void *context);

/* After builder_finish. */
size_t builder_columns(const struct builder *builder);
uint64_t builder_cells(const struct builder *builder);
uint64_t builder_flagged(const struct builder *builder);

/* The measure of column `i`; columns of one measure stand together. */
const char *builder_measure(const struct builder *builder, size_t i);

/* Lay column `i` out in the arena. */
int builder_column(const struct builder *builder, size_t i, struct arena *arena, struct column *ret);

#endif
