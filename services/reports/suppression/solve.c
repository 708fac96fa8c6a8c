/* SPDX-License-Identifier: MIT
 *
 * See solve.h.
 */
#include "services/reports/suppression/solve.h"

#include <string.h>

#include "common/base/error.h"
#include "common/model/decimal.h"

#define PRIME ((UINT64_C(1) << 61) - 1)

static uint64_t times(uint64_t a, uint64_t b)
{
	return (uint64_t)((unsigned __int128)a * b % PRIME);
}

static uint64_t inverse(uint64_t a)
{
	uint64_t ret = 1;

	for (uint64_t power = PRIME - 2; power > 0; power >>= 1, a = times(a, a))
		if ((power & 1) != 0)
			ret = times(ret, a);
	return ret;
}

/* Does rounding leave less than half a pupil open, or half a unit of a mean? */
static bool is_tight(const struct audit_cell *cell, const struct audit_sum *sum)
{
	__int128 open = 0, room = INT64_MAX;

	if (sum->off || sum->slack != 0)
		return false;
	for (size_t i = 0; i < sum->n; i++) {
		const struct audit_cell *one = &cell[sum->term[i].cell];
		__int128 weight =
			sum->term[i].weight < 0 ? -(__int128)sum->term[i].weight : sum->term[i].weight;
		/* A pupil's worth, times the pupils, is the whole. */
		__int128 unit = one->whole == 0 ? weight * MICRO
						: (__int128)one->whole * weight / (int64_t)one->steps;

		if (!one->hidden)
			open += weight * (sum->exact ? 1 : one->tolerance);
		else if (unit / 2 < room)
			room = unit / 2;
	}
	return open < room;
}

struct solving {
	const struct audit_cell *cell;
	const struct audit_sum *sum;
	size_t n_sums;
	uint32_t *
		column; /* of each cell: its knot while they are tied, then its column in the knot's matrix */
	uint32_t *knot; /* of each cell */
	uint64_t *matrix;
	bool *tight;
};

static uint32_t find(uint32_t *knot, uint32_t cell)
{
	while (knot[cell] != cell)
		cell = knot[cell] = knot[knot[cell]];
	return cell;
}

/* Hidden cells of one sum belong to one knot, which goes by its first cell. */
static void tie(struct solving *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->knot[i] = (uint32_t)i;
	for (size_t i = 0; i < s->n_sums; i++) {
		uint32_t first = UINT32_MAX;

		s->tight[i] = is_tight(s->cell, &s->sum[i]);
		for (size_t t = 0; s->tight[i] && t < s->sum[i].n; t++) {
			uint32_t cell = s->sum[i].term[t].cell;

			if (!s->cell[cell].hidden)
				continue;
			cell = find(s->knot, cell);
			if (first != UINT32_MAX) {
				s->knot[cell < first ? first : cell] = cell < first ? cell : first;
				cell = cell < first ? cell : first;
			}
			first = cell;
		}
	}
}

static void take_away(uint64_t *row, const uint64_t *pivot, uint64_t times_of, size_t width)
{
	for (size_t k = 0; k < width; k++)
		if (pivot[k] != 0)
			row[k] = (row[k] + PRIME - times(pivot[k], times_of)) % PRIME;
}

/* Reduce the rows; true for a column that stands alone in its row. */
static void reduce(uint64_t *matrix, size_t rows, size_t width, bool *alone)
{
	size_t at = 0;

	for (size_t column = 0; column < width && at < rows; column++) {
		uint64_t *pivot = matrix + at * width, scale;
		size_t found = at;

		while (found < rows && matrix[found * width + column] == 0)
			found++;
		if (found == rows)
			continue;
		for (size_t k = 0; k < width; k++) {
			uint64_t swap = pivot[k];

			pivot[k] = matrix[found * width + k];
			matrix[found * width + k] = swap;
		}
		scale = inverse(pivot[column]);
		for (size_t k = 0; k < width; k++)
			pivot[k] = times(pivot[k], scale);
		for (size_t row = 0; row < rows; row++)
			if (row != at && matrix[row * width + column] != 0)
				take_away(matrix + row * width, pivot, matrix[row * width + column], width);
		at++;
	}
	for (size_t row = 0; row < at; row++) {
		size_t filled = 0, last = 0;

		for (size_t k = 0; k < width; k++) {
			filled += matrix[row * width + k] != 0;
			last = matrix[row * width + k] != 0 ? k : last;
		}
		if (filled == 1)
			alone[last] = true;
	}
}

/* The sums of one knot as rows; returns how many. */
static size_t lay_rows(const struct solving *s, uint32_t knot, size_t width, size_t rows_max)
{
	size_t rows = 0;

	for (size_t i = 0; i < s->n_sums && rows < rows_max; i++) {
		uint64_t *row = s->matrix + rows * width;
		bool some = false;

		for (size_t t = 0; s->tight[i] && t < s->sum[i].n; t++) {
			uint32_t cell = s->sum[i].term[t].cell;
			int64_t weight = s->sum[i].term[t].weight;

			if (!s->cell[cell].hidden || find(s->knot, cell) != knot)
				continue;
			if (!some)
				memset(row, 0, width * sizeof(*row));
			row[s->column[cell]] =
				weight < 0 ? PRIME - (uint64_t)-weight % PRIME : (uint64_t)weight % PRIME;
			some = true;
		}
		rows += some;
	}
	return rows;
}

static int solve_knot(struct arena *arena, struct solving *s, uint32_t knot, size_t n, bool *ret)
{
	bool alone[SOLVE_MAX] = {false};
	size_t width = 0, rows;
	bool own = false;

	for (size_t i = knot; i < n; i++)
		if (s->cell[i].hidden && find(s->knot, (uint32_t)i) == knot) {
			s->column[i] = (uint32_t)width++;
			own = own || s->cell[i].own;
		}
	if (!own || width < 2 || width > SOLVE_MAX)
		return 0;
	if (s->matrix == NULL)
		s->matrix = arena_take(arena, (size_t)2 * SOLVE_MAX * SOLVE_MAX * sizeof(*s->matrix));
	if (s->matrix == NULL)
		return ERR_NOMEM;
	rows = lay_rows(s, knot, width, (size_t)2 * SOLVE_MAX);
	reduce(s->matrix, rows, width, alone);
	for (size_t i = knot; i < n; i++)
		if (s->cell[i].hidden && find(s->knot, (uint32_t)i) == knot && alone[s->column[i]])
			ret[i] = true;
	return 0;
}

int solve_determined(struct arena *arena, const struct audit_cell *cell, size_t n,
	const struct audit_sum *sum, size_t n_sums, bool *ret)
{
	struct solving s = {.cell = cell, .sum = sum, .n_sums = n_sums};
	int rc = 0;

	s.column = arena_take_array(arena, n, sizeof(*s.column));
	s.knot = arena_take_array(arena, n, sizeof(*s.knot));
	s.tight = arena_take_array(arena, n_sums, sizeof(*s.tight));
	if (s.column == NULL || s.knot == NULL || s.tight == NULL)
		return ERR_NOMEM;
	tie(&s, n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (cell[i].hidden && s.knot[i] == i)
			rc = solve_knot(arena, &s, (uint32_t)i, n, ret);
	return rc;
}
