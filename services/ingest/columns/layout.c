/* SPDX-License-Identifier: MIT
 *
 * See layout.h.
 */
#include "services/ingest/columns/layout.h"

#include <string.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

/* The scale of a column: that of its most precise figure, unless a large one beside it would not fit; then the
 * precise ones are rounded. Figures of 10^12 with nine decimals do not stand beside each other in practice. */
static unsigned scale_of(const struct cell *cell, size_t n)
{
	unsigned scale = 0;
	bool all = false;

	for (size_t i = 0; i < n; i++)
		scale = cell[i].scale > scale ? cell[i].scale : scale;
	while (!all && scale > 0) {
		int64_t m;

		all = true;
		for (size_t i = 0; all && i < n; i++)
			all = cell[i].m == DECIMAL_NONE || cell[i].scale == scale ||
			      decimal_rescale(cell[i].m, cell[i].scale, scale, &m);
		scale -= all ? 0 : 1;
	}
	return scale;
}

static int64_t at_scale(const struct cell *cell, unsigned scale)
{
	int64_t m = cell->m;

	if (m != DECIMAL_NONE && cell->scale != scale && !decimal_rescale(m, cell->scale, scale, &m))
		m = DECIMAL_NONE;
	return m;
}

/* The arrays of a column, each taken only where cells differ in it. */
static int take_arrays(const struct cell *cell, size_t n, struct arena *arena, struct column *out)
{
	bool decimals = false, flags = false, cohorts = false;
	bool failed;

	out->scale = scale_of(cell, n);
	for (size_t i = 0; i < n; i++) {
		if (cell[i].part != PART_VALUE)
			continue;
		out->n++;
		decimals |= cell[i].flag == FLAG_PRESENT && cell[i].scale != out->scale;
		flags |= cell[i].flag != FLAG_PRESENT;
		cohorts |= cell[i].cohort != 0;
	}
	out->area = arena_take_array(arena, out->n, sizeof(*out->area));
	out->value = arena_take_array(arena, out->n, sizeof(*out->value));
	out->row = arena_take_array(arena, out->n, sizeof(*out->row));
	out->column_of = arena_take_array(arena, out->n, sizeof(*out->column_of));
	out->source_column = arena_take_array(arena, LAYOUT_SOURCES_MAX, sizeof(*out->source_column));
	failed = out->area == NULL || out->value == NULL || out->row == NULL || out->column_of == NULL ||
		 out->source_column == NULL;
	if (decimals)
		failed |= (out->decimals = arena_take_array(arena, out->n, sizeof(*out->decimals))) == NULL;
	if (flags)
		failed |= (out->flag = arena_take_array(arena, out->n, sizeof(*out->flag))) == NULL;
	if (cohorts)
		failed |= (out->cohort = arena_take_array(arena, out->n, sizeof(*out->cohort))) == NULL;
	return failed ? ERR_NOMEM : 0;
}

/* A figure beside the value of cell `k`, in an array that is taken with the first. */
static int put_beside(
	const struct cell *cell, size_t k, int64_t **array, struct arena *arena, const struct column *out)
{
	if (*array == NULL) {
		*array = arena_take_array(arena, out->n, sizeof(**array));
		if (*array == NULL)
			return ERR_NOMEM;
		for (size_t i = 0; i < out->n; i++)
			(*array)[i] = DECIMAL_NONE;
	}
	(*array)[k] = at_scale(cell, out->scale);
	return 0;
}

/* Position of a source's name among the column's, added when it is new; the last place is for all that have none. */
static uint32_t put_source(
	unsigned source, const char *const *name, uint16_t seen[LAYOUT_SOURCES_MAX], struct column *out)
{
	size_t k = 0;

	while (k < out->n_source_column && seen[k] != source && k + 1 < LAYOUT_SOURCES_MAX)
		k++;
	if (k == out->n_source_column) {
		bool last = k + 1 == LAYOUT_SOURCES_MAX;

		seen[k] = (uint16_t)source;
		out->source_column[out->n_source_column++] = (char *)(uintptr_t)(last ? "" : name[source]);
	}
	return (uint32_t)k;
}

static void put_value(const struct cell *cell, size_t k, struct column *out)
{
	out->area[k] = cell->area;
	out->row[k] = cell->row;
	out->value[k] = at_scale(cell, out->scale);
	if (out->decimals != NULL)
		out->decimals[k] = cell->scale < out->scale ? cell->scale : out->scale;
	if (out->flag != NULL)
		out->flag[k] = cell->flag;
	if (out->cohort != NULL)
		out->cohort[k] = cell->cohort;
}

int layout_cells(
	const struct cell *cell, size_t n, const char *const *source, struct arena *arena, struct column *ret)
{
	struct column out = *ret;
	int64_t **beside[PARTS] = {NULL, &out.low, &out.high, &out.numerator, &out.denominator};
	uint16_t seen[LAYOUT_SOURCES_MAX] = {0};
	size_t k = 0;
	int rc = take_arrays(cell, n, arena, &out);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (cell[i].part != PART_VALUE) {
			rc = put_beside(&cell[i], k - 1, beside[cell[i].part], arena, &out);
			continue;
		}
		put_value(&cell[i], k, &out);
		out.column_of[k] = put_source(cell[i].source, source, seen, &out);
		k++;
	}
	if (rc < 0)
		return rc;
	if (out.n_source_column == 1)
		out.column_of = NULL;
	*ret = out;
	return 0;
}
