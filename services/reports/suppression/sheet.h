/* SPDX-License-Identifier: MIT
 *
 * What is hidden in the columns of one measure, period and parent: one column a group of pupils, looked at together,
 * because each says something of the others. Pure; suppression.c fetches the columns.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_SHEET_H
#define LEEP_REPORTS_SUPPRESSION_SHEET_H

#include "common/base/arena.h"
#include "common/model/indicator.h"
#include "services/reports/suppression/people.h"

/* What is hidden of a cell. */
enum sheet_hide {
	SHEET_FIGURE = 1, /* the figure that stands in front, and everything that follows from it */
	SHEET_WORKED = 2, /* what its schools add up to */
	SHEET_PUPILS = 4, /* how many pupils are behind it */
	SHEET_SOURCE = 8, /* with SHEET_FIGURE: its source hid it, so that nothing was ever made of it */
};

struct sheet_group {
	const char *name;
	enum people people;
	const struct indicator_column *column; /* NULL: none */
	/* Of a column of schools: their authority's cell in the column under England; NULL: none. */
	const struct indicator_column *above;
	size_t at;
	uint8_t above_hidden; /* enum sheet_hide of that cell */
	const uint8_t *seed;  /* of each cell: enum sheet_hide that another sheet asks for; NULL: none does */
	uint8_t *hidden;      /* out: enum sheet_hide of each cell of the column; NULL: nothing is hidden */
};

struct sheet {
	const struct catalogue *catalogue;
	const struct measure *measure; /* NULL: came as data */
	struct area parent;
	uint64_t threshold; /* 0: LEEP hides nothing */
	size_t n_groups;
	struct sheet_group *group;
};

/* Has the column a cell that is hidden by itself, small or suppressed by its source? When none of a sheet has, nothing in
 * it is hidden. */
bool sheet_has_secret(const struct indicator_column *column, enum people people, uint64_t threshold);

/* Is there an authority whose whole figure is nobody or everybody, which says as much of each of its schools? Only then may
 * its schools' sheet ask for it to be hidden. */
bool sheet_has_extreme(const struct indicator_column *column, size_t i, enum people people);

/* Fill `hidden` of every group, in the arena. ERR_NOMEM. */
int sheet_decide(struct arena *arena, struct sheet *sheet);

#endif
