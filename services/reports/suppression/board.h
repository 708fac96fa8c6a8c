/* SPDX-License-Identifier: MIT
 *
 * The cells of a sheet laid out for the audit, group by group over all areas that any group tells of, and the sums that
 * they make. Shared by sheet.c, which lays out and reads back, and sums.c.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_BOARD_H
#define LEEP_REPORTS_SUPPRESSION_BOARD_H

#include "services/reports/suppression/audit.h"
#include "services/reports/suppression/families.h"
#include "services/reports/suppression/sheet.h"

/* Of each group two totals stand behind all cells. */
enum board_total { BOARD_ABOVE, BOARD_WORKED, BOARD_TOTALS };

struct board {
	struct arena *arena;
	const struct sheet *sheet;
	size_t n_areas;
	uint32_t *area; /* ascending */
	size_t n_cells;
	struct audit_cell *cell;
	bool *there;        /* of each cell: is there anything to say? */
	bool *counted;      /* of each cell: is it in what LEEP worked out from the column? */
	uint64_t *no_entry; /* of each group: pupils of schools that count as 0 */
	bool *open;  /* of each group: a cell of it has no figure, for another reason than being hidden */
	bool pupils; /* the sums are of pupils */
	size_t n_families;
	struct family *family;
	size_t n_sums, room_sums, n_terms, room_terms;
	struct audit_sum *sum;
	struct audit_term *term;
};

static inline size_t board_cell(const struct board *board, size_t group, size_t area)
{
	return group * board->n_areas + area;
}

static inline size_t board_total(const struct board *board, size_t group, enum board_total total)
{
	return board->sheet->n_groups * board->n_areas + group * BOARD_TOTALS + (size_t)total;
}

/* Every sum that the figures of the board make; `pupils` when its cells are how many pupils are behind them. ERR_NOMEM. */
int board_sums(struct board *board, bool pupils);

#endif
