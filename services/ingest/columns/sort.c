/* SPDX-License-Identifier: MIT
 *
 * See sort.h. Columns are counted and dealt out; within one, positions are merged with their keys beside them, unless
 * they are in order already, as tables mostly are.
 */
#include "services/ingest/columns/sort.h"

#include <stdlib.h>

struct sorting {
	uint64_t key; /* area and row */
	uint32_t at;  /* position of the cell */
};

/* Put the positions of one column's cells in order; equal ones stay as they are. `space` holds 2 * n. */
static void sort_column(const struct cell *cell, uint32_t *at, size_t n, struct sorting *space)
{
	struct sorting *from = space, *to = space + n;
	bool sorted = true;

	for (size_t i = 0; i < n; i++) {
		const struct cell *c = &cell[at[i]];

		from[i] = (struct sorting){(uint64_t)c->area << CELL_ROW_BITS | c->row, at[i]};
		sorted = sorted && (i == 0 || from[i - 1].key <= from[i].key);
	}
	for (size_t width = 1; !sorted && width < n; width *= 2) {
		struct sorting *swap = from;

		for (size_t begin = 0; begin < n; begin += 2 * width) {
			size_t middle = begin + width < n ? begin + width : n;
			size_t end = middle + width < n ? middle + width : n;
			size_t a = begin, b = middle;

			for (size_t i = begin; i < end; i++)
				to[i] = b == end || (a < middle && from[a].key <= from[b].key) ? from[a++]
											       : from[b++];
		}
		from = to;
		to = swap;
	}
	for (size_t i = 0; !sorted && i < n; i++)
		at[i] = from[i].at;
}

int sort_positions(const struct cell *cell, size_t n, const uint32_t *rank, size_t n_ranks, uint32_t *ret)
{
	uint32_t *end = calloc(n_ranks + 1, sizeof(*end)); /* of each rank among the positions */
	struct sorting *space;
	size_t most = 0;

	if (end == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		size_t of = ++end[rank[cell[i].column] + 1];

		most = of > most ? of : most;
	}
	for (size_t i = 0; i < n_ranks; i++)
		end[i + 1] += end[i];
	for (size_t i = 0; i < n; i++)
		ret[end[rank[cell[i].column]]++] = (uint32_t)i;
	space = malloc((2 * most + 1) * sizeof(*space));
	for (size_t i = 0, from = 0; space != NULL && i < n_ranks; from = end[i++])
		sort_column(cell, ret + from, end[i] - from, space);
	free(end);
	free(space);
	return space == NULL ? ERR_NOMEM : 0;
}
