/* SPDX-License-Identifier: MIT
 *
 * Tables of an answer, cell by cell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/error.h"
#include "common/model/grid.h"

#define MIB ((size_t)1024 * 1024)

static const char *const columns[] = {"what", "how many"};

static void cells_stand_as_they_were_added(void **state)
{
	struct arena *arena = arena_open(4 * MIB);
	struct table table = {0};
	struct grid grid;
	char text[] = "one";

	(void)state;
	grid_begin(&grid, arena, "things", columns, 2);
	grid_text(&grid, text);
	text[0] = 'x'; /* it was copied */
	grid_count(&grid, 0);
	grid_text(&grid, "");
	grid_number(&grid, 0);
	grid_day(&grid, 17897); /* 49 years of 365 days, 12 leap days: 1 January 2019 */
	grid_derived(&grid, 46050000, 1);
	assert_int_equal(grid_end(&grid, &table), 0);
	assert_string_equal(table.name, "things");
	assert_int_equal(table.n_rows, 3);
	assert_string_equal(table.cell[0], "one");
	assert_string_equal(table.cell[1], "0");
	assert_string_equal(table.cell[2], "");
	assert_string_equal(table.cell[3], "");
	assert_string_equal(table.cell[4], "2019-01-01");
	assert_string_equal(table.cell[5], "46.05");
	arena_free(arena);
}

static void a_page_ends_when_its_text_is_enough(void **state)
{
	struct arena *arena = arena_open(4 * MIB);
	struct table table = {0};
	struct grid grid;
	char text[1024 + 1];
	size_t rows = 0;

	(void)state;
	memset(text, 'a', 1024);
	text[1024] = '\0';
	grid_begin(&grid, arena, "things", columns, 2);
	for (; grid_room(&grid); rows++) {
		grid_text(&grid, text);
		grid_text(&grid, "");
	}
	assert_int_equal(rows, 400); /* GRID_TEXT_MAX is 400 KiB */
	assert_int_equal(grid_end(&grid, &table), 0);
	assert_int_equal(table.n_rows, 400);
	arena_free(arena);
}

static void a_page_ends_when_its_cells_are_enough(void **state)
{
	struct arena *arena = arena_open(4 * MIB);
	struct table table = {0};
	struct grid grid;

	(void)state;
	grid_begin(&grid, arena, "things", columns, 2);
	while (grid_room(&grid)) {
		grid_text(&grid, "");
		grid_text(&grid, "");
	}
	assert_int_equal(grid_end(&grid, &table), 0);
	assert_int_equal(table.n_rows, GRID_CELLS_MAX / 2);
	grid_text(&grid, ""); /* one cell too many */
	assert_int_equal(grid_end(&grid, &table), ERR_LIMIT);
	arena_free(arena);
}

static void half_a_row_and_a_lack_of_memory_are_no_table(void **state)
{
	struct arena *arena = arena_open(4 * MIB);
	struct table table = {.n_rows = 7};
	struct grid grid;

	(void)state;
	grid_begin(&grid, arena, "things", columns, 2);
	grid_text(&grid, "half");
	assert_int_equal(grid_end(&grid, &table), ERR_LIMIT);
	grid_text(&grid, NULL); /* as arena_print says that there was none */
	assert_false(grid_room(&grid));
	assert_int_equal(grid_end(&grid, &table), ERR_LIMIT);
	assert_int_equal(table.n_rows, 7);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_stand_as_they_were_added),
		cmocka_unit_test(a_page_ends_when_its_text_is_enough),
		cmocka_unit_test(a_page_ends_when_its_cells_are_enough),
		cmocka_unit_test(half_a_row_and_a_lack_of_memory_are_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
