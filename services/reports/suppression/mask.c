/* SPDX-License-Identifier: MIT
 *
 * See mask.h.
 */
#include "services/reports/suppression/mask.h"

static void none(int64_t *array, size_t i)
{
	if (array != NULL)
		array[i] = DECIMAL_NONE;
}

static void nought(uint32_t *array, size_t i)
{
	if (array != NULL)
		array[i] = 0;
}

static bool hides(const struct mask_beside *beside, struct area area)
{
	ptrdiff_t i = beside->hidden == NULL ? -1 : column_find(beside->figures, area);

	return i >= 0 && (beside->hidden[i] & SHEET_FIGURE) != 0;
}

/* Was a figure taken away there? One that its source hid went into no difference and no mean of years. */
static bool took(const struct mask_beside *beside, struct area area)
{
	ptrdiff_t i = beside->hidden == NULL ? -1 : column_find(beside->figures, area);

	return i >= 0 && (beside->hidden[i] & (SHEET_FIGURE | SHEET_SOURCE)) == SHEET_FIGURE;
}

static int spell_flags(struct arena *arena, struct column *figures)
{
	if (figures->flag == NULL)
		figures->flag = arena_take_array(arena, figures->n, sizeof(*figures->flag));
	return figures->flag == NULL ? ERR_NOMEM : 0;
}

/* Everything that tells how many pupils there are: the interval of a share does. */
static void hide_pupils(struct indicator_column *column, size_t i)
{
	struct column *figures = &column->figures;

	if (figures->cohort != NULL)
		figures->cohort[i] = 0;
	none(figures->numerator, i);
	none(figures->denominator, i);
	none(figures->low, i);
	none(figures->high, i);
	none(column->low, i);
	none(column->high, i);
}

static void hide_course(struct indicator_column *column, size_t i)
{
	none(column->trend, i);
	none(column->trend_low, i);
	none(column->trend_high, i);
	none(column->pooled, i);
	nought(column->pooled_years, i);
	if (column->pooled_cohort != NULL)
		column->pooled_cohort[i] = 0;
}

static void hide_worked(struct indicator_column *column, size_t i)
{
	none(column->worked_out, i);
	if (column->worked_cohort != NULL)
		column->worked_cohort[i] = 0;
}

static void hide_figure(struct indicator_column *column, size_t i)
{
	struct column *figures = &column->figures;

	figures->value[i] = DECIMAL_NONE;
	figures->flag[i] = FLAG_SUPPRESSED;
	hide_pupils(column, i);
	hide_course(column, i);
	none(column->change, i);
	none(column->gap, i);
	nought(column->rank_neighbours, i);
	nought(column->rank_national, i);
	nought(column->percentile, i);
	nought(column->quartile, i);
}

/* Means that a hidden authority's figure went into; a mean that somebody published is theirs. */
static void hide_neighbours(struct indicator_column *column)
{
	for (size_t i = 0; i < column->figures.n; i++) {
		bool published = column->neighbours_published != NULL && column->neighbours_published[i] != 0;

		if (!published)
			none(column->neighbours, i);
		none(column->neighbours_pooled, i);
	}
}

/* Is the cell's own figure taken away? One that its source hid went into no mean. */
static bool takes(const struct mask *mask, const struct indicator_column *column, size_t i)
{
	return mask->hidden != NULL && (mask->hidden[i] & SHEET_FIGURE) != 0 &&
	       column_flag(&column->figures, i) == FLAG_PRESENT;
}

/* The mean of a hidden school's phase, which all its schools are told alike. */
static void hide_phase(const struct mask *mask, struct indicator_column *column)
{
	for (size_t i = 0; column->phase != NULL && i < column->figures.n; i++) {
		int64_t mean = column->phase[i];

		if (mean == DECIMAL_NONE || !takes(mask, column, i))
			continue;
		for (size_t k = 0; k < column->figures.n; k++)
			if (column->phase[k] == mean)
				column->phase[k] = DECIMAL_NONE;
	}
}

/* What the areas are compared with, where that is hidden itself or would tell of one that is. */
static void hide_comparators(const struct mask *mask, struct indicator_column *column)
{
	bool schools = area_kind(column->figures.parent) != AREA_NATION;
	bool some[AREA_KINDS] = {false};

	if (hides(&mask->england, area_england()))
		column->national = DECIMAL_NONE;
	if (schools && hides(&mask->england, column->figures.parent))
		column->authority = DECIMAL_NONE;
	for (size_t i = 0; i < column->figures.n; i++) {
		enum area_kind kind = area_kind((struct area){column->figures.area[i]});

		some[kind] = some[kind] || takes(mask, column, i);
	}
	if (some[AREA_AUTHORITY])
		hide_neighbours(column);
	for (size_t i = 0; some[AREA_REGION] && i < column->figures.n; i++)
		none(column->region, i);
	hide_phase(mask, column);
}

static void hide_followers(const struct mask *mask, struct indicator_column *column, size_t i)
{
	struct area area = {column->figures.area[i]};

	if (took(&mask->gap, area))
		none(column->gap, i);
	if (took(&mask->change, area))
		none(column->change, i);
	if (took(&mask->before[0], area) || took(&mask->before[1], area))
		hide_course(column, i);
	if (column->worked_hidden_cohort != NULL && column->worked_hidden_cohort[i] < mask->threshold)
		column->worked_hidden_cohort[i] = 0;
}

int mask_column(struct arena *arena, const struct mask *mask, struct indicator_column *column)
{
	if (mask->hidden != NULL && spell_flags(arena, &column->figures) < 0)
		return ERR_NOMEM;
	hide_comparators(mask, column);
	for (size_t i = 0; i < column->figures.n; i++) {
		uint8_t hidden = mask->hidden == NULL ? 0 : mask->hidden[i];

		hide_followers(mask, column, i);
		if (takes(mask, column, i))
			hide_figure(column, i);
		if ((hidden & SHEET_WORKED) != 0)
			hide_worked(column, i);
		if ((hidden & SHEET_PUPILS) != 0)
			hide_pupils(column, i);
	}
	return 0;
}
