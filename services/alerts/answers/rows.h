/* SPDX-License-Identifier: MIT
 *
 * The rows of an answer, cell by cell, as long as there is room on its page.
 */
#ifndef LEEP_ALERTS_ROWS_H
#define LEEP_ALERTS_ROWS_H

#include "common/base/arena.h"
#include "common/model/query.h"

/* Text and cells of one page: an answer holds 900 KB, and each cell has a tag and a length of some bytes. */
#define ROWS_TEXT_MAX  ((size_t)400 * 1024)
#define ROWS_CELLS_MAX ((size_t)40000)

struct rows {
	struct arena *arena;
	struct table table;
	size_t n_cells, text;
	bool failed; /* there was no memory */
};

/* `column` must last. */
void rows_begin(struct rows *rows, struct arena *arena, const char *name, const char *const *column,
	size_t n_columns);

/* The next cell, copied; "" for NULL. */
void rows_add(struct rows *rows, const char *cell);

/* Is there room for one row more of at most 8 KB? */
bool rows_room(const struct rows *rows);

/* ERR_NOMEM when something did not fit. */
int rows_end(struct rows *rows, struct table *ret);

#endif
