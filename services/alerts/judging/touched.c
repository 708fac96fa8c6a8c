/* SPDX-License-Identifier: MIT
 *
 * See touched.h.
 */
#include "services/alerts/judging/touched.h"

#include <stdlib.h>

/* Names of the measures of all columns of all authorities, 20 years of them: 200,000 at some 30 bytes are 6 MB. */
#define NAMES_MAX ((size_t)128 * 1024 * 1024)

static void *grow(void *items, size_t n, size_t size, size_t *room)
{
	size_t more = *room == 0 ? 256 : *room * 2;
	void *new = n < *room ? items : realloc(items, more * size);

	if (n >= *room && new != NULL)
		*room = more;
	return new;
}

static int take(struct touched_all *all, const struct touched *touched)
{
	if (touched->is_column) {
		struct column_id *column =
			grow(all->column, all->n_column, sizeof(*column), &all->room_column);

		if (column == NULL)
			return ERR_NOMEM;
		all->column = column;
		column[all->n_column++] = touched->column;
	} else {
		struct touched_area *area = grow(all->area, all->n_area, sizeof(*area), &all->room_area);

		if (area == NULL)
			return ERR_NOMEM;
		all->area = area;
		area[all->n_area++] = (struct touched_area){touched->area, touched->placed};
	}
	return 0;
}

static bool covered(const struct touched *touched, uint32_t authority)
{
	if (touched->is_column)
		return touched->column.authority == authority;
	return area_kind(touched->area) == AREA_SCHOOL ||
	       area_equal(touched->area, area_make(AREA_AUTHORITY, authority));
}

int touched_take(struct touched_all *all, struct txn *txn, uint32_t authority)
{
	struct touched touched;
	int rc = 0;

	memset(all, 0, sizeof(*all));
	all->arena = arena_open(NAMES_MAX);
	if (all->arena == NULL)
		return txn_fail(txn, ERR_NOMEM);
	while (rc == 0 && state_take_touched(txn, all->arena, &touched))
		if (covered(&touched, authority))
			rc = take(all, &touched);
	return rc < 0 ? txn_fail(txn, rc) : txn->error;
}

void touched_done(struct touched_all *all)
{
	arena_free(all->arena);
	free(all->area);
	free(all->column);
}

static int beside(const struct column_id *id, const char *measure, enum column_level level)
{
	int order = strcmp(id->measure, measure);

	return order != 0 ? order : (int)id->level - (int)level;
}

const struct column_id *touched_of(
	const struct touched_all *all, const char *measure, enum column_level level, size_t *ret_n)
{
	size_t low = 0, high = all->n_column;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (beside(&all->column[middle], measure, level) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (high < all->n_column && beside(&all->column[high], measure, level) == 0)
		high++;
	*ret_n = high - low;
	return *ret_n == 0 ? NULL : &all->column[low];
}
