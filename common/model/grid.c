/* SPDX-License-Identifier: MIT
 *
 * See grid.h.
 */
#include "common/model/grid.h"

#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/model/period.h"

void grid_begin(
	struct grid *grid, struct arena *arena, const char *name, const char *const *column, size_t n_columns)
{
	memset(grid, 0, sizeof(*grid));
	grid->arena = arena;
	grid->name = name;
	grid->column = column;
	grid->n_columns = n_columns;
	grid->cell = arena_take(arena, GRID_CELLS_MAX * sizeof(*grid->cell));
	grid->failed = grid->cell == NULL;
}

void grid_text(struct grid *grid, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);
	const char *copy;

	if (grid->failed || text == NULL || grid->n_cells == GRID_CELLS_MAX) {
		grid->failed = true;
		return;
	}
	copy = len == 0 ? "" : arena_text(grid->arena, text, len);
	if (copy == NULL) {
		grid->failed = true;
		return;
	}
	grid->cell[grid->n_cells++] = copy;
	grid->text += len;
}

void grid_count(struct grid *grid, uint64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	grid_text(grid, text);
}

void grid_number(struct grid *grid, uint64_t number)
{
	if (number == 0)
		grid_text(grid, "");
	else
		grid_count(grid, number);
}

void grid_time(struct grid *grid, int64_t wall)
{
	struct time_text text;

	grid_text(grid, wall == 0 ? "" : clock_text(wall, &text));
}

void grid_day(struct grid *grid, uint32_t day)
{
	struct period_text text;

	grid_text(grid, day == 0 ? "" : day_print(day, &text));
}

void grid_figure(struct grid *grid, int64_t m, unsigned scale, unsigned decimals)
{
	struct decimal_text text;

	grid_text(grid, decimal_print(m, scale, decimals, &text));
}

void grid_exact(struct grid *grid, int64_t m, unsigned scale, unsigned decimals)
{
	struct decimal_text text;

	grid_text(grid, decimal_print_exact(m, scale, decimals, &text));
}

void grid_derived(struct grid *grid, int64_t micro, unsigned decimals)
{
	unsigned shown = decimals < 2 ? 3 : decimals + 1;

	if (micro != DECIMAL_NONE && micro % 100 != 0 && decimals < MICRO_SCALE)
		grid_figure(grid, micro, MICRO_SCALE, shown > MICRO_SCALE ? MICRO_SCALE : shown);
	else
		grid_exact(grid, micro, MICRO_SCALE, decimals);
}

bool grid_room(const struct grid *grid)
{
	return !grid->failed && grid->text < GRID_TEXT_MAX &&
	       grid->n_cells + grid->n_columns <= GRID_CELLS_MAX;
}

int grid_end(struct grid *grid, struct table *ret)
{
	if (grid->failed || grid->n_cells % grid->n_columns != 0)
		return ERR_LIMIT;
	ret->name = grid->name;
	ret->column = grid->column;
	ret->n_columns = grid->n_columns;
	ret->n_rows = grid->n_cells / grid->n_columns;
	ret->cell = grid->cell;
	return 0;
}
