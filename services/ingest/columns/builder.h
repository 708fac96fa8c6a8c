/* SPDX-License-Identifier: MIT
 *
 * Cells in the order in which a file gives them become columns: one for each measure, period, group and parent, in a
 * fixed order, areas ascending. What is built is the same for the same file, however it is read and however much of it
 * memory holds: the rest waits in a temporary file.
 */
#ifndef LEEP_INGEST_BUILDER_H
#define LEEP_INGEST_BUILDER_H

#include "common/base/arena.h"
#include "common/model/column.h"
#include "services/ingest/columns/tally.h"

/* A release of the Local Authority Interactive Tool makes 3,771 columns of 641,070 cells; a national table of 500
 * measures and 153 authorities 76,500 columns. A column takes 40 bytes of memory, so that the most there may be take
 * 5 MB; a cell and each figure beside it 24 bytes, so that the most there may be take 480 MB of disk, twice while they
 * are put in order. */
#define BUILDER_COLUMNS_MAX 131072
#define BUILDER_CELLS_MAX   20000000

/* Names of measures and groups: as many as a tidy table of 60,000 combinations of filters has. With 48 bytes each, and 12
 * to find them, 4 MB. */
#define BUILDER_NAMES_MAX 65536

/* Cells held in memory: all of the release named above, in 16 MB, and 4 bytes each to put them in order. */
#define BUILDER_CELLS_HELD 699050
#define BUILDER_CELL_BYTES 24

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

/* Cells beyond the first `held` (BUILDER_CELLS_HELD but in tests; at least 256) go to a file without a name in `folder`,
 * which is made when it is needed. ERR_NOMEM. */
int builder_open(const char *folder, size_t held, struct builder **ret);

/* Takes NULL. */
void builder_free(struct builder *builder);

/* From now on hold so many cells, at least 256; more than builder_open was given are not held. */
void builder_hold(struct builder *builder, size_t held);

/* ERR_LIMIT beyond the limits above; ERR_NOMEM; ERR_FULL and ERR_IO of the temporary file. */
int builder_add(struct builder *builder, const struct builder_key *key, const struct builder_cell *cell);

/* Put columns and cells in order, a slice at a time while `ret_more`. An area given twice in one column: `repeated` is
 * told the row that came later, and the first stands. ERR_NOMEM, ERR_FULL, ERR_IO. */
typedef void (*builder_repeated_fn)(void *context, uint32_t row, const char *source_column);
int builder_finish(struct builder *builder, builder_repeated_fn repeated, void *context, bool *ret_more);

/* After builder_finish. */
size_t builder_columns(const struct builder *builder);
const struct tally *builder_tally(const struct builder *builder);

/* The measure and the period of column `i`; columns of one measure stand together. */
const char *builder_measure(const struct builder *builder, size_t i);
struct period builder_period(const struct builder *builder, size_t i);

/* Lay column `i` out in the arena. ERR_NOMEM, ERR_IO. */
int builder_column(const struct builder *builder, size_t i, struct arena *arena, struct column *ret);

#endif
