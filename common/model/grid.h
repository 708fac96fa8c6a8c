/* SPDX-License-Identifier: MIT
 *
 * A table under construction: rows of text cells in an arena, with a limit on what fits one answer.
 */
#ifndef LEEP_MODEL_GRID_H
#define LEEP_MODEL_GRID_H

#include "common/base/arena.h"
#include "common/model/decimal.h"
#include "common/model/query.h"

/* Text in one answer: an answer's body holds 900 KB, cells have tags and lengths of some bytes each. */
#define GRID_TEXT_MAX  ((size_t)400 * 1024)
#define GRID_CELLS_MAX 60000

struct grid {
	struct arena *arena;
	const char *name;
	const char *const *column;
	size_t n_columns;
	const char **cell;
	size_t n_cells;
	size_t text;
	bool failed;
};

void grid_begin(struct grid *grid, struct arena *arena, const char *name, const char *const *column,
	size_t n_columns);

/* Cells are added left to right, row by row. */
void grid_text(struct grid *grid, const char *text);  /* copied; NULL: there was no memory for it */
void grid_number(struct grid *grid, uint64_t number); /* blank for 0 */
void grid_count(struct grid *grid, uint64_t number);  /* "0" for 0 */
void grid_time(struct grid *grid, int64_t wall);      /* blank for 0 */
void grid_day(struct grid *grid, uint32_t day);       /* blank for 0 */
/* A figure in units of 10^-scale, with `decimals`. */
void grid_figure(struct grid *grid, int64_t m, unsigned scale, unsigned decimals);
/* The same with all its decimals, and at least `decimals`. */
void grid_exact(struct grid *grid, int64_t m, unsigned scale, unsigned decimals);
/* A figure in millionths: at least `decimals`; exactly when that takes at most four, else rounded to one more than
 * `decimals` and at least three, as a mean of ten is shown. */
void grid_derived(struct grid *grid, int64_t micro, unsigned decimals);

/* Is there room for about one more row? */
bool grid_room(const struct grid *grid);

/* ERR_LIMIT or ERR_NOMEM when something did not fit. */
int grid_end(struct grid *grid, struct table *ret);

#endif
