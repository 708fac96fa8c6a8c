/* SPDX-License-Identifier: MIT
 *
 * See merge.h.
 */
#include "services/indicators/merge.h"

#include <string.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

#define SPELL_OUT(field, otherwise)                                                 \
	if (column->field == NULL) {                                                \
		column->field = arena_take_array(arena, n, sizeof(*column->field)); \
		if (column->field == NULL)                                          \
			return ERR_NOMEM;                                           \
		for (size_t i = 0; i < n; i++)                                      \
			column->field[i] = otherwise;                               \
	}

int merge_spell_out(struct arena *arena, struct column *column, uint64_t submission)
{
	size_t n = column->n;

	SPELL_OUT(decimals, column->scale)
	SPELL_OUT(flag, FLAG_PRESENT)
	SPELL_OUT(cohort, 0)
	SPELL_OUT(low, DECIMAL_NONE)
	SPELL_OUT(high, DECIMAL_NONE)
	SPELL_OUT(numerator, DECIMAL_NONE)
	SPELL_OUT(denominator, DECIMAL_NONE)
	SPELL_OUT(row, 0)
	SPELL_OUT(column_of, 0)
	SPELL_OUT(submission, submission)
	return 0;
}

static int64_t at_scale(int64_t m, unsigned from, unsigned to)
{
	int64_t v = m;

	if (m != DECIMAL_NONE && from != to && !decimal_rescale(m, from, to, &v))
		v = DECIMAL_NONE;
	return v;
}

/* Position of a source column's name in the merged list, added when it is new; the first, which is no name, when the
 * list is full. */
static uint32_t source_position(struct column *out, const char *name)
{
	for (size_t i = 0; i < out->n_source_column; i++)
		if (strcmp(out->source_column[i], name) == 0)
			return (uint32_t)i;
	if (out->n_source_column == MERGE_SOURCES_MAX)
		return 0;
	out->source_column[out->n_source_column] = (char *)(uintptr_t)name;
	return (uint32_t)out->n_source_column++;
}

static bool fits(const struct column *column, unsigned scale)
{
	const int64_t *figures[] = {
		column->value, column->low, column->high, column->numerator, column->denominator};
	int64_t v;

	for (size_t k = 0; k < ARRAY_LEN(figures); k++)
		for (size_t i = 0; figures[k] != NULL && i < column->n; i++)
			if (figures[k][i] != DECIMAL_NONE &&
				!decimal_rescale(figures[k][i], column->scale, scale, &v))
				return false;
	return true;
}

/* The scale of the more precise column, unless a large figure beside it would not fit; then the precise ones are
 * rounded, as ingest does within a file. */
static unsigned common_scale(const struct column *a, const struct column *b)
{
	unsigned scale = a->n > 0 && a->scale > b->scale ? a->scale : b->scale;

	while (scale > 0 && !(fits(a, scale) && fits(b, scale)))
		scale--;
	return scale;
}

static int copy_cell(struct column *out, const struct column *in, size_t i)
{
	size_t k = out->n;

	if (k == COLUMN_CELLS_MAX)
		return ERR_LIMIT;
	out->n++;
	out->area[k] = in->area[i];
	out->value[k] = at_scale(in->value[i], in->scale, out->scale);
	out->decimals[k] = in->decimals[i] < out->scale ? in->decimals[i] : out->scale;
	out->flag[k] = in->flag[i];
	out->cohort[k] = in->cohort[i];
	out->low[k] = at_scale(in->low[i], in->scale, out->scale);
	out->high[k] = at_scale(in->high[i], in->scale, out->scale);
	out->numerator[k] = at_scale(in->numerator[i], in->scale, out->scale);
	out->denominator[k] = at_scale(in->denominator[i], in->scale, out->scale);
	out->row[k] = in->row[i];
	out->submission[k] = in->submission[i];
	out->column_of[k] = source_position(out, column_source(in, i));
	return 0;
}

static int take(struct arena *arena, struct column *out, size_t n)
{
	out->area = arena_take_array(arena, n, sizeof(*out->area));
	out->value = arena_take_array(arena, n, sizeof(*out->value));
	out->source_column = arena_take_array(arena, MERGE_SOURCES_MAX, sizeof(*out->source_column));
	if (out->area == NULL || out->value == NULL || out->source_column == NULL)
		return ERR_NOMEM;
	out->n = n;
	return merge_spell_out(arena, out, 0);
}

/* Most columns have no intervals and no parts: what says nothing of any cell is left out, at 10 bytes a cell each. */
static int64_t *unless_bare(int64_t *figure, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (figure[i] != DECIMAL_NONE)
			return figure;
	return NULL;
}

/* The year's own table says how many pupils a figure is of; a later one, that tells the year again, may not. Where both say
 * the same figure, is it the one of `a`'s cell that has its pupils, and not `b`'s? */
static bool tells_more(const struct column *a, size_t i, const struct column *b, size_t k, unsigned scale)
{
	return a->told_again != b->told_again && a->cohort[i] != 0 && b->cohort[k] == 0 &&
	       a->flag[i] == FLAG_PRESENT && b->flag[k] == FLAG_PRESENT &&
	       at_scale(a->value[i], a->scale, scale) == at_scale(b->value[k], b->scale, scale);
}

int merge_columns(struct arena *arena, const struct column *old, const struct column *new,
	uint64_t submission, merge_stands_fn stands, void *context, struct column *ret)
{
	struct column empty = {.n = 0};
	struct column a = old == NULL ? empty : *old;
	struct column b = *new;
	struct column out = {.measure = b.measure,
		.period = b.period,
		.group = b.group,
		.parent = b.parent,
		.told_again = b.told_again && (old == NULL || a.told_again)};
	size_t i = 0, k = 0;
	int rc;

	out.scale = common_scale(&a, &b);
	rc = merge_spell_out(arena, &b, submission);
	if (rc == 0 && a.n > 0)
		rc = merge_spell_out(arena, &a, submission);
	if (rc == 0)
		rc = take(arena, &out, a.n + b.n);
	out.n = 0;
	out.n_source_column = 0;
	if (rc == 0)
		(void)source_position(&out, "");
	while (rc == 0 && (i < a.n || k < b.n)) {
		if (k == b.n || (i < a.n && a.area[i] < b.area[k])) {
			rc = copy_cell(&out, &a, i++);
		} else {
			bool same = i < a.n && a.area[i] == b.area[k];
			bool keep = same && stands != NULL && stands(context, a.submission[i]);

			if (same)
				keep = keep ? !tells_more(&b, k, &a, i, out.scale)
					    : tells_more(&a, i, &b, k, out.scale);
			rc = keep ? copy_cell(&out, &a, i) : copy_cell(&out, &b, k);
			i += same ? 1 : 0;
			k++;
		}
	}
	if (rc < 0)
		return rc;
	out.low = unless_bare(out.low, out.n);
	out.high = unless_bare(out.high, out.n);
	out.numerator = unless_bare(out.numerator, out.n);
	out.denominator = unless_bare(out.denominator, out.n);
	*ret = out;
	return 0;
}

static bool same_figures(const int64_t *a, const int64_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (array_figure(a, i) != array_figure(b, i))
			return false;
	return true;
}

static bool same_cells(const struct column *a, const struct column *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->area[i] != b->area[i] || column_flag(a, i) != column_flag(b, i) ||
			column_decimals(a, i) != column_decimals(b, i) ||
			array_pupils(a->cohort, i) != array_pupils(b->cohort, i))
			return false;
	return true;
}

bool merge_same(const struct column *a, const struct column *b)
{
	return a->n == b->n && a->scale == b->scale && same_cells(a, b) &&
	       same_figures(a->value, b->value, a->n) && same_figures(a->low, b->low, a->n) &&
	       same_figures(a->high, b->high, a->n) && same_figures(a->numerator, b->numerator, a->n) &&
	       same_figures(a->denominator, b->denominator, a->n);
}
