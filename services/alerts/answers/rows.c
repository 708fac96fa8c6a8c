/* SPDX-License-Identifier: MIT
 *
 * See rows.h.
 */
#include "services/alerts/answers/rows.h"

#include <string.h>

void rows_begin(
	struct rows *rows, struct arena *arena, const char *name, const char *const *column, size_t n_columns)
{
	*rows = (struct rows){
		.arena = arena, .table = {.name = name, .n_columns = n_columns, .column = column}};
	rows->table.cell = arena_take_array(arena, ROWS_CELLS_MAX, sizeof(*rows->table.cell));
	rows->failed = rows->table.cell == NULL;
}

void rows_add(struct rows *rows, const char *cell)
{
	size_t len = cell == NULL ? 0 : strlen(cell);
	const char *copy;

	if (rows->failed || rows->n_cells == ROWS_CELLS_MAX) {
		rows->failed = true;
		return;
	}
	copy = len == 0 ? "" : arena_text(rows->arena, cell, len);
	rows->failed = copy == NULL;
	rows->table.cell[rows->n_cells++] = copy;
	rows->text += len;
}

bool rows_room(const struct rows *rows)
{
	return !rows->failed && rows->text + 8192 <= ROWS_TEXT_MAX &&
	       rows->n_cells + rows->table.n_columns <= ROWS_CELLS_MAX;
}

int rows_end(struct rows *rows, struct table *ret)
{
	if (rows->failed)
		return ERR_NOMEM;
	rows->table.n_rows = rows->n_cells / rows->table.n_columns;
	*ret = rows->table;
	return 0;
}
