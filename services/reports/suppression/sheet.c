/* SPDX-License-Identifier: MIT
 *
 * See sheet.h. Three audits, one after the other: of the figures; of how many pupils are behind them, where that is a
 * secret of its own; and, under England, of what authorities' schools add up to.
 */
#include "services/reports/suppression/sheet.h"

#include <stdlib.h>

#include "services/reports/suppression/board.h"

bool sheet_has_secret(const struct indicator_column *column, enum people people, uint64_t threshold)
{
	const struct column *figures = &column->figures;

	if (threshold == 0 || people == PEOPLE_NOT)
		return false;
	for (size_t i = 0; i < figures->n; i++) {
		if (column_flag(figures, i) == FLAG_SUPPRESSED || people_small(people, figures, i, threshold))
			return true;
		if (column->worked_cohort != NULL && column->worked_cohort[i] > 0 &&
			column->worked_cohort[i] < threshold)
			return true;
	}
	return false;
}

bool sheet_has_extreme(const struct indicator_column *column, size_t i, enum people people)
{
	const struct column *figures = &column->figures;
	bool worked = column->worked_out != NULL && column->worked_out[i] != DECIMAL_NONE;
	int64_t value = worked ? column->worked_out[i] : DECIMAL_NONE;

	if (people != PEOPLE_SHARE || area_kind((struct area){figures->area[i]}) != AREA_AUTHORITY)
		return false;
	if (worked && (value <= 0 || value >= MICRO_PERCENT))
		return true;
	return column_flag(figures, i) == FLAG_PRESENT &&
	       decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, &value) &&
	       (value <= 0 || value >= MICRO_PERCENT);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Every area that some group tells of, once. */
static int unite_areas(struct board *board)
{
	const struct sheet *sheet = board->sheet;
	size_t room = 0, n = 0;

	for (size_t g = 0; g < sheet->n_groups; g++)
		room += sheet->group[g].column == NULL ? 0 : sheet->group[g].column->figures.n;
	board->area = arena_take_array(board->arena, room, sizeof(*board->area));
	if (board->area == NULL)
		return ERR_NOMEM;
	for (size_t g = 0; g < sheet->n_groups; g++)
		for (size_t i = 0; sheet->group[g].column != NULL && i < sheet->group[g].column->figures.n;
			i++)
			board->area[n++] = sheet->group[g].column->figures.area[i];
	qsort(board->area, n, sizeof(*board->area), by_number);
	for (size_t i = 0; i < n; i++)
		if (board->n_areas == 0 || board->area[board->n_areas - 1] != board->area[i])
			board->area[board->n_areas++] = board->area[i];
	return 0;
}

static int take_cells(struct board *board)
{
	size_t n = board->sheet->n_groups * (board->n_areas + BOARD_TOTALS);

	board->n_cells = n;
	board->cell = arena_take_array(board->arena, n, sizeof(*board->cell));
	board->there = arena_take_array(board->arena, n, sizeof(*board->there));
	board->counted = arena_take_array(board->arena, n, sizeof(*board->counted));
	board->no_entry = arena_take_array(board->arena, board->sheet->n_groups, sizeof(*board->no_entry));
	board->open = arena_take_array(board->arena, board->sheet->n_groups, sizeof(*board->open));
	return board->cell == NULL || board->there == NULL || board->counted == NULL ||
			       board->no_entry == NULL || board->open == NULL
		       ? ERR_NOMEM
		       : 0;
}

/* Half a unit of the last decimal shown, in millionths. */
static int64_t half_unit(unsigned decimals)
{
	int64_t half = 5 * MICRO / 10;

	for (; decimals > 0 && half > 1; decimals--)
		half = (half + 9) / 10;
	return half;
}

/* The share that the operands say, when the value is that share rounded: shown operands tell it without rounding. */
static void use_operands(const struct column *figures, size_t i, struct audit_cell *cell)
{
	int64_t numerator = array_figure(figures->numerator, i);
	int64_t denominator = array_figure(figures->denominator, i);
	int64_t share;

	if (numerator == DECIMAL_NONE || denominator == DECIMAL_NONE || denominator <= 0)
		return;
	share = decimal_divide((__int128)numerator * MICRO_PERCENT, denominator);
	if (share < cell->value - cell->tolerance - 1 || share > cell->value + cell->tolerance + 1)
		return;
	cell->value = share;
	cell->tolerance = 1;
}

/* What is possible. */
static void set_bounds(struct audit_cell *cell, enum people people)
{
	cell->least = people == PEOPLE_MEAN ? AUDIT_LEAST : 0;
	cell->most = people == PEOPLE_SHARE ? MICRO_PERCENT : AUDIT_MOST;
	cell->steps = people != PEOPLE_SHARE || cell->pupils == 0 ? 1 : cell->pupils;
	cell->whole = people == PEOPLE_MEAN ? 0 : people == PEOPLE_SHARE ? MICRO_PERCENT : MICRO;
}

/* False: nothing is known of it and nothing hidden. */
static bool fill_cell(const struct column *figures, size_t i, enum people people, uint64_t threshold,
	struct audit_cell *cell)
{
	enum flag flag = column_flag(figures, i);

	cell->pupils = people_behind(people, figures, i);
	cell->told = flag == FLAG_PRESENT &&
		     decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, &cell->shown);
	cell->value = cell->shown;
	cell->rounding = cell->tolerance = half_unit(column_decimals(figures, i));
	cell->hidden = flag == FLAG_SUPPRESSED || (cell->told && people_small(people, figures, i, threshold));
	cell->own = cell->hidden && cell->told;
	cell->secret = cell->hidden && cell->pupils < threshold;
	if (people == PEOPLE_SHARE && cell->told)
		use_operands(figures, i, cell);
	set_bounds(cell, people);
	if (cell->pupils == 0 && people == PEOPLE_SHARE)
		cell->steps = threshold - 1; /* its source hides as many as that */
	return cell->told || cell->hidden;
}

static void fill_group(struct board *board, size_t g)
{
	const struct sheet_group *group = &board->sheet->group[g];
	const struct column *figures = group->column == NULL ? NULL : &group->column->figures;
	const struct measure *measure = board->sheet->measure;

	for (size_t i = 0, a = 0; figures != NULL && i < figures->n; i++) {
		size_t c;

		while (board->area[a] < figures->area[i])
			a++;
		c = board_cell(board, g, a);
		if (area_kind((struct area){figures->area[i]}) == AREA_NEIGHBOURS)
			continue;
		board->there[c] =
			fill_cell(figures, i, group->people, board->sheet->threshold, &board->cell[c]);
		board->counted[c] = board->cell[c].told;
		if (group->seed != NULL && (group->seed[i] & SHEET_FIGURE) != 0)
			board->cell[c].hidden = board->cell[c].secret = board->cell[c].own = true;
		board->open[g] = board->open[g] || !board->there[c];
		if (column_flag(figures, i) == FLAG_NO_ENTRIES && measure != NULL &&
			measure->no_entries_zero && figures->cohort != NULL)
			board->no_entry[g] += figures->cohort[i];
	}
}

/* The authority's own cell above a column of schools. */
static void fill_above(struct board *board, size_t g)
{
	const struct sheet_group *group = &board->sheet->group[g];
	size_t above = board_total(board, g, BOARD_ABOVE), worked = board_total(board, g, BOARD_WORKED);
	const struct indicator_column *column = group->above;
	struct audit_cell *cell;

	if (column == NULL)
		return;
	if (column->origin == NULL || column->origin[group->at] != ORIGIN_WORKED_OUT) {
		cell = &board->cell[above];
		board->there[above] =
			fill_cell(&column->figures, group->at, group->people, board->sheet->threshold, cell);
		cell->hidden = cell->hidden || (group->above_hidden & SHEET_FIGURE) != 0;
		cell->secret = false;
		cell->last = true;
	}
	if (column->worked_out == NULL || column->worked_out[group->at] == DECIMAL_NONE)
		return;
	cell = &board->cell[worked];
	cell->told = board->there[worked] = true;
	cell->shown = cell->value = column->worked_out[group->at];
	cell->tolerance = 1;
	cell->pupils = column->worked_cohort[group->at];
	cell->hidden = (group->above_hidden & SHEET_WORKED) != 0;
	cell->last = true;
	set_bounds(cell, group->people);
}

/* Cells become how many pupils are behind them: hidden with the figure, and a secret where that number is one: fewer than
 * the threshold of a group, or of a measure of the council's own. How many pupils a school has in all is none. */
static void count_pupils(struct board *board)
{
	const struct sheet *sheet = board->sheet;

	for (size_t g = 0; g < sheet->n_groups; g++) {
		bool secret = sheet->measure == NULL || strcmp(sheet->group[g].name, "all") != 0;

		for (size_t a = 0; a < board->n_areas + BOARD_TOTALS; a++) {
			size_t c = a < board->n_areas
					   ? board_cell(board, g, a)
					   : board_total(board, g, (enum board_total)(a - board->n_areas));
			struct audit_cell *cell = &board->cell[c];
			bool small = cell->pupils < sheet->threshold;

			board->there[c] = board->there[c] && (cell->pupils > 0 || cell->hidden);
			cell->told = cell->pupils > 0;
			cell->shown = cell->value = (int64_t)cell->pupils * MICRO;
			cell->tolerance = 1;
			cell->secret = secret && cell->hidden && small && a < board->n_areas;
			set_bounds(cell, PEOPLE_COUNT);
		}
	}
}

static void read_back(struct board *board, enum sheet_hide what)
{
	struct sheet *sheet = (struct sheet *)(uintptr_t)board->sheet;

	for (size_t g = 0; g < sheet->n_groups; g++) {
		struct sheet_group *group = &sheet->group[g];

		for (size_t i = 0, a = 0; group->column != NULL && i < group->column->figures.n; i++) {
			while (board->area[a] < group->column->figures.area[i])
				a++;
			if (!board->cell[board_cell(board, g, a)].hidden)
				continue;
			group->hidden[i] |= (uint8_t)what;
			if (column_flag(&group->column->figures, i) != FLAG_PRESENT)
				group->hidden[i] |= SHEET_SOURCE;
		}
		if (what == SHEET_FIGURE && board->cell[board_total(board, g, BOARD_ABOVE)].hidden)
			group->above_hidden |= SHEET_FIGURE;
		if (what == SHEET_FIGURE && board->cell[board_total(board, g, BOARD_WORKED)].hidden)
			group->above_hidden |= SHEET_WORKED;
	}
}

/* What authorities' schools add up to, under England: the same figures at another total. */
static int decide_worked(struct arena *arena, struct sheet *sheet, struct sheet_group *group)
{
	const struct indicator_column *column = group->column;
	size_t n = column->figures.n, terms = 0, nation = n;
	bool sum = sheet->measure->worked_out == WORKED_OUT_SUM;
	struct audit_cell *cell = arena_take_array(arena, n, sizeof(*cell));
	struct audit_term *term = arena_take_array(arena, n, sizeof(*term));
	struct audit_sum all = {.term = term, .exact = true};

	if (cell == NULL || term == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		enum area_kind kind = area_kind((struct area){column->figures.area[i]});
		uint64_t pupils = column->worked_cohort[i];

		cell[i].told = column->worked_out[i] != DECIMAL_NONE;
		if (!cell[i].told)
			continue;
		cell[i].shown = cell[i].value = column->worked_out[i];
		cell[i].pupils = pupils;
		cell[i].secret = (group->people != PEOPLE_SIZE && pupils > 0 && pupils < sheet->threshold) ||
				 (group->seed != NULL && (group->seed[i] & SHEET_WORKED) != 0);
		cell[i].hidden = cell[i].own = cell[i].secret;
		set_bounds(&cell[i], group->people);
		if (kind == AREA_NATION)
			nation = i;
		else
			term[terms++] = (struct audit_term){(uint32_t)i, sum ? 1 : (int64_t)pupils};
	}
	if (nation < n)
		term[terms++] =
			(struct audit_term){(uint32_t)nation, sum ? -1 : -(int64_t)cell[nation].pupils};
	all.n = terms;
	if (audit_protect(arena, cell, n, &all, nation < n ? 1 : 0) < 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		group->hidden[i] |= cell[i].hidden ? SHEET_WORKED : 0;
	return 0;
}

/* A figure that LEEP worked out is one figure, in front and behind. */
static void join_worked(struct sheet_group *group)
{
	const uint32_t *origin = group->column->origin;

	for (size_t i = 0; origin != NULL && i < group->column->figures.n; i++)
		if (origin[i] == ORIGIN_WORKED_OUT && (group->hidden[i] & (SHEET_FIGURE | SHEET_WORKED)) != 0)
			group->hidden[i] |= SHEET_FIGURE | SHEET_WORKED;
}

static int fill(struct board *board)
{
	const struct sheet *sheet = board->sheet;
	const char **name = arena_take_array(board->arena, sheet->n_groups, sizeof(*name));

	if (name == NULL || unite_areas(board) < 0 || take_cells(board) < 0)
		return ERR_NOMEM;
	for (size_t g = 0; g < sheet->n_groups; g++) {
		name[g] = sheet->group[g].name;
		fill_group(board, g);
		fill_above(board, g);
	}
	return families_find(board->arena, name, sheet->n_groups, &board->family, &board->n_families);
}

int sheet_decide(struct arena *arena, struct sheet *sheet)
{
	struct board board = {.arena = arena, .sheet = sheet};
	int rc;

	for (size_t g = 0; g < sheet->n_groups; g++) {
		struct sheet_group *group = &sheet->group[g];

		if (group->column == NULL)
			continue;
		group->hidden = arena_take_array(arena, group->column->figures.n, sizeof(*group->hidden));
		if (group->hidden == NULL)
			return ERR_NOMEM;
	}
	rc = fill(&board);
	if (rc == 0)
		rc = board_sums(&board, false);
	if (rc < 0)
		return rc;
	rc = audit_protect(arena, board.cell, board.n_cells, board.sum, board.n_sums);
	if (rc < 0)
		return rc;
	read_back(&board, SHEET_FIGURE);
	count_pupils(&board);
	rc = board_sums(&board, true);
	if (rc < 0)
		return rc;
	rc = audit_protect(arena, board.cell, board.n_cells, board.sum, board.n_sums);
	read_back(&board, SHEET_PUPILS);
	for (size_t g = 0; rc == 0 && g < sheet->n_groups; g++) {
		struct sheet_group *group = &sheet->group[g];

		if (group->column == NULL || group->column->worked_out == NULL || sheet->measure == NULL)
			continue;
		rc = decide_worked(arena, sheet, group);
		if (rc == 0)
			join_worked(group);
	}
	return rc;
}
