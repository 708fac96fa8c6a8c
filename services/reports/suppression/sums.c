/* SPDX-License-Identifier: MIT
 *
 * The sums of a board: the schools of an authority make its figure, published or worked out; authorities make their
 * region and England; the parts of a group make the group.
 */
#include "services/reports/suppression/board.h"

static int take_room(struct board *board)
{
	size_t groups = board->sheet->n_groups, areas = board->n_areas;
	size_t regions = AREA_REGIONS;

	board->n_sums = board->n_terms = 0;
	if (board->sum != NULL)
		return 0;
	/* A group has a sum above it and one worked out, or England's and those of the regions; a family one an area. */
	board->room_sums = groups * (BOARD_TOTALS + regions) + board->n_families * areas;
	board->room_terms = groups * 2 * (areas + 1 + regions) + groups * (areas + regions) +
			    board->n_families * areas * (FAMILY_PARTS_MAX + 1);
	board->sum = arena_take_array(board->arena, board->room_sums, sizeof(*board->sum));
	board->term = arena_take_array(board->arena, board->room_terms, sizeof(*board->term));
	return board->sum == NULL || board->term == NULL ? ERR_NOMEM : 0;
}

/* A sum under construction: terms are added, then it is closed with its total, or dropped. */
struct making {
	struct board *board;
	struct audit_term *term;
	size_t n;
	enum people people;
	uint64_t weight;  /* pupils of the terms */
	size_t n_unknown; /* terms suppressed by their source, whose pupils nobody knows */
	bool open;        /* something that belongs to it is not a term */
};

static struct making begin(struct board *board, size_t g)
{
	enum people people = board->sheet->group[g].people;

	return (struct making){.board = board,
		.term = board->term + board->n_terms,
		.people = board->pupils || people == PEOPLE_SIZE ? PEOPLE_COUNT : people};
}

static void add(struct making *making, size_t cell)
{
	const struct board *board = making->board;
	uint64_t pupils = board->cell[cell].pupils;

	if (!board->there[cell] ||
		(making->people != PEOPLE_COUNT && pupils == 0 && !board->cell[cell].hidden)) {
		making->open = true;
		return;
	}
	making->term[making->n++] = (struct audit_term){.cell = (uint32_t)cell, .weight = (int64_t)pupils};
	making->weight += pupils;
	making->n_unknown += pupils == 0;
}

static void finish(struct making *making, size_t total, int64_t weight, int64_t slack, bool exact)
{
	struct board *board = making->board;
	bool share = making->people == PEOPLE_SHARE, count = making->people == PEOPLE_COUNT;

	making->term[making->n++] = (struct audit_term){.cell = (uint32_t)total, .weight = -weight};
	board->sum[board->n_sums++] = (struct audit_sum){.n = making->n,
		.term = making->term,
		.slack = slack,
		.slack_low = share || count ? 0 : AUDIT_LEAST,
		.slack_high = share ? MICRO_PERCENT : AUDIT_MOST,
		.exact = exact};
	board->n_terms += making->n;
}

/* Pupils of a cell that its source suppressed are fewer than the threshold; what the total has beyond the terms are
 * pupils of whom no cell tells. A total of fewer pupils than its parts is of something else. */
static void close(struct making *making, size_t total, bool exact)
{
	const struct board *board = making->board;
	uint64_t pupils = board->cell[total].pupils, rest, each = 0;

	if (making->n == 0 || !board->there[total])
		return;
	if (making->people == PEOPLE_COUNT) {
		for (size_t i = 0; i < making->n; i++)
			making->term[i].weight = 1;
		finish(making, total, 1, making->open, exact);
		return;
	}
	if (pupils < making->weight)
		return;
	rest = pupils - making->weight;
	if (making->n_unknown > 0) {
		each = rest / making->n_unknown;
		if (each >= board->sheet->threshold)
			each = board->sheet->threshold - 1;
		if (each == 0)
			return;
	}
	for (size_t i = 0; i < making->n; i++)
		if (making->term[i].weight == 0)
			making->term[i].weight = (int64_t)each;
	finish(making, total, (int64_t)pupils, (int64_t)(rest - each * making->n_unknown), exact);
}

/* The schools of an authority and its figure. */
static void close_above(struct board *board, size_t g)
{
	struct making making = begin(board, g);

	for (size_t a = 0; a < board->n_areas; a++)
		if (board->there[board_cell(board, g, a)])
			add(&making, board_cell(board, g, a));
	making.open = board->open[g];
	close(&making, board_total(board, g, BOARD_ABOVE), false);
}

/* What LEEP worked out from the schools: exactly those with a figure are in it. */
static void close_worked(struct board *board, size_t g)
{
	struct making making = begin(board, g);
	const struct audit_cell *total = &board->cell[board_total(board, g, BOARD_WORKED)];

	for (size_t a = 0; a < board->n_areas; a++) {
		size_t c = board_cell(board, g, a);

		if (board->counted[c] && (making.people == PEOPLE_COUNT || board->cell[c].pupils > 0))
			add(&making, c);
	}
	if (making.people == PEOPLE_COUNT && board->no_entry[g] == 0)
		close(&making, board_total(board, g, BOARD_WORKED), true);
	else if (making.weight + board->no_entry[g] == total->pupils) {
		making.weight = total->pupils; /* what has no entries counts as 0 */
		close(&making, board_total(board, g, BOARD_WORKED), true);
	}
}

static struct area region_of(const struct board *board, size_t a)
{
	struct area area = {board->area[a]};
	const struct area_def *def =
		area_kind(area) == AREA_AUTHORITY ? catalogue_area(board->sheet->catalogue, area) : NULL;

	return def == NULL ? area_make(AREA_NONE, 0) : def->region;
}

/* The authorities of a region, or of England, and its figure. */
static void close_wider(struct board *board, size_t g, size_t wider)
{
	struct area total = {board->area[wider]};
	struct making making = begin(board, g);

	for (size_t a = 0; a < board->n_areas; a++) {
		struct area area = {board->area[a]};

		if (area_kind(area) != AREA_AUTHORITY ||
			(area_kind(total) == AREA_REGION && !area_equal(region_of(board, a), total)))
			continue;
		if (board->there[board_cell(board, g, a)])
			add(&making, board_cell(board, g, a));
	}
	making.open = board->open[g];
	close(&making, board_cell(board, g, wider), false);
}

static void close_family(struct board *board, const struct family *family, size_t a)
{
	struct making making = begin(board, family->total);

	for (size_t i = 0; i < family->n; i++)
		add(&making, board_cell(board, family->part[i], a));
	close(&making, board_cell(board, family->total, a), false);
}

static void close_group(struct board *board, size_t g)
{
	if (area_kind(board->sheet->parent) != AREA_NATION) {
		close_above(board, g);
		close_worked(board, g);
		return;
	}
	for (size_t a = 0; a < board->n_areas; a++) {
		enum area_kind kind = area_kind((struct area){board->area[a]});

		if (kind == AREA_NATION || kind == AREA_REGION)
			close_wider(board, g, a);
	}
}

int board_sums(struct board *board, bool pupils)
{
	int rc = take_room(board);

	board->pupils = pupils;
	if (rc < 0)
		return rc;
	for (size_t g = 0; g < board->sheet->n_groups; g++)
		close_group(board, g);
	for (size_t f = 0; f < board->n_families; f++)
		for (size_t a = 0; a < board->n_areas; a++)
			close_family(board, &board->family[f], a);
	return 0;
}
