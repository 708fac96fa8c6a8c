/* SPDX-License-Identifier: MIT
 *
 * See suppression.h. A sheet under England is kept while the walk goes over its columns and those of the next years; the
 * sheet of an authority's schools is made for each column, since a walk comes back to the same authority only with the
 * next group.
 */
#include "services/reports/suppression/suppression.h"

#include <stdio.h>

#include "services/reports/suppression/mask.h"

/* Columns of one sheet: a thousand groups of 170 areas, or twenty of 1,500 schools, at 400 bytes a cell with its place in
 * the audit. */
#define SHEET_ARENA ((size_t)128 * 1024 * 1024)

int suppression_begin(
	struct suppression *suppression, struct reading *reading, struct known known, uint64_t threshold)
{
	*suppression = (struct suppression){.reading = reading, .known = known, .threshold = threshold};
	for (size_t i = 0; threshold > 0 && i < SUPPRESSION_KEPT; i++) {
		suppression->kept[i].arena = arena_open(SHEET_ARENA);
		if (suppression->kept[i].arena == NULL)
			return ERR_NOMEM;
	}
	for (size_t i = 0; threshold > 0 && i < SUPPRESSION_YEARS; i++) {
		suppression->schools[i] = arena_open(SHEET_ARENA);
		if (suppression->schools[i] == NULL)
			return ERR_NOMEM;
	}
	return 0;
}

void suppression_end(struct suppression *suppression)
{
	for (size_t i = 0; i < SUPPRESSION_KEPT; i++)
		arena_free(suppression->kept[i].arena);
	for (size_t i = 0; i < SUPPRESSION_YEARS; i++)
		arena_free(suppression->schools[i]);
}

static enum people people_in(struct suppression *s, struct arena *arena, const char *id, const char *group)
{
	const struct measure *measure = catalogue_measure(s->reading->catalogue, id);
	struct measure_def def = {.unit = ""};

	if (measure == NULL)
		(void)state_measure(s->reading->txn, arena, id, &def);
	return people_of(measure, id, def.unit, group);
}

/* The groups of a sheet, without their columns. */
static int lay_out(struct suppression *s, struct arena *arena, const char *measure, struct period period,
	struct area parent, struct sheet *ret)
{
	const char **name;
	struct sheet sheet = {.catalogue = s->reading->catalogue,
		.measure = catalogue_measure(s->reading->catalogue, measure),
		.parent = parent,
		.threshold = s->threshold};
	int rc = state_pupil_groups(s->reading->txn, arena, measure, period, &name, &sheet.n_groups);

	if (rc < 0)
		return rc;
	sheet.group = arena_take_array(arena, sheet.n_groups, sizeof(*sheet.group));
	if (sheet.group == NULL)
		return ERR_NOMEM;
	for (size_t g = 0; g < sheet.n_groups; g++)
		sheet.group[g] = (struct sheet_group){
			.name = name[g], .people = people_in(s, arena, measure, name[g])};
	*ret = sheet;
	return 0;
}

static int fetch(struct suppression *s, struct arena *arena, const char *measure, struct period period,
	struct sheet *sheet)
{
	for (size_t g = 0; g < sheet->n_groups; g++) {
		struct indicator_event *event = arena_take(arena, sizeof(*event));

		if (event == NULL)
			return ERR_NOMEM;
		if (state_beside(s->reading->txn, arena, &s->known, measure, period, sheet->group[g].name,
			    sheet->parent, event))
			sheet->group[g].column = &event->column;
	}
	return 0;
}

static int decide(struct arena *arena, struct sheet *sheet)
{
	for (size_t g = 0; g < sheet->n_groups; g++)
		if (sheet->group[g].column != NULL &&
			sheet_has_secret(sheet->group[g].column, sheet->group[g].people, sheet->threshold))
			return sheet_decide(arena, sheet);
	return 0;
}

/* The sheet under England, with decisions; `own` is a column of it at hand, or NULL. With `full` its columns are there. */
static int england(struct suppression *s, const char *measure, struct period period,
	const struct indicator_column *own, bool full, struct suppression_kept **ret)
{
	struct suppression_kept *kept = NULL, *oldest = &s->kept[0];
	int rc = 0;

	for (size_t i = 0; i < SUPPRESSION_KEPT; i++) {
		struct suppression_kept *one = &s->kept[i];

		if (one->used != 0 && one->period.v == period.v && strcmp(one->measure, measure) == 0)
			kept = one;
		if (one->used < oldest->used)
			oldest = one;
	}
	if (kept == NULL) {
		kept = oldest;
		kept->used = 0;
		arena_reset(kept->arena);
		(void)snprintf(kept->measure, sizeof(kept->measure), "%s", measure);
		kept->period = period;
		kept->full = false;
		rc = lay_out(s, kept->arena, measure, period, area_england(), &kept->sheet);
		if (rc < 0)
			return rc;
		/* A sheet of one column, which is at hand and has nothing to hide. */
		full = full || own == NULL || kept->sheet.n_groups != 1 ||
		       sheet_has_secret(own, kept->sheet.group[0].people, s->threshold);
	}
	if (full && !kept->full) {
		rc = fetch(s, kept->arena, measure, period, &kept->sheet);
		if (rc == 0)
			rc = decide(kept->arena, &kept->sheet);
		kept->full = rc == 0;
	}
	kept->used = rc == 0 ? ++s->uses : 0;
	*ret = kept;
	return rc;
}

/* The sheet of an authority's schools, decided. */
static int schools(struct suppression *s, struct arena *arena, const char *measure, struct period period,
	struct area parent, struct sheet *ret)
{
	struct suppression_kept *above;
	bool secret = false;
	int rc;

	arena_reset(arena);
	rc = lay_out(s, arena, measure, period, parent, ret);
	if (rc == 0)
		rc = fetch(s, arena, measure, period, ret);
	for (size_t g = 0; rc == 0 && g < ret->n_groups; g++)
		secret = secret || (ret->group[g].column != NULL &&
					   sheet_has_secret(ret->group[g].column, ret->group[g].people,
						   s->threshold));
	if (rc < 0 || !secret)
		return rc;
	rc = england(s, measure, period, NULL, true, &above);
	if (rc < 0)
		return rc;
	for (size_t g = 0; g < ret->n_groups; g++) {
		const struct sheet_group *wider = &above->sheet.group[g];
		ptrdiff_t at = wider->column == NULL ? -1 : column_find(&wider->column->figures, parent);

		if (at < 0)
			continue;
		ret->group[g].above = wider->column;
		ret->group[g].at = (size_t)at;
		ret->group[g].above_hidden = wider->hidden == NULL ? 0 : wider->hidden[at];
	}
	return sheet_decide(arena, ret);
}

static struct mask_beside beside(const struct sheet *sheet, const char *group)
{
	for (size_t g = 0; group != NULL && g < sheet->n_groups; g++)
		if (strcmp(sheet->group[g].name, group) == 0 && sheet->group[g].column != NULL)
			return (struct mask_beside){
				&sheet->group[g].column->figures, sheet->group[g].hidden};
	return (struct mask_beside){NULL, NULL};
}

/* What is hidden of the same group under the same parent in another year. */
static int look_back(struct suppression *s, const struct column *figures, size_t years, struct mask_beside *ret)
{
	struct period period = figures->period;
	struct suppression_kept *kept;
	struct sheet sheet;
	int rc;

	for (size_t i = 0; i < years && period.v != 0; i++)
		period = period_previous(period);
	if (period.v == 0)
		return 0;
	if (area_kind(figures->parent) == AREA_NATION) {
		rc = england(s, figures->measure, period, NULL, false, &kept);
		*ret = rc < 0 ? *ret : beside(&kept->sheet, figures->group);
		return rc;
	}
	rc = schools(s, s->schools[years], figures->measure, period, figures->parent, &sheet);
	*ret = rc < 0 ? *ret : beside(&sheet, figures->group);
	return rc;
}

static int look_around(struct suppression *s, const struct indicator_column *column, struct mask *mask)
{
	const struct column *figures = &column->figures;
	bool nation = area_kind(figures->parent) == AREA_NATION;
	struct suppression_kept *kept;
	struct sheet sheet;
	int rc = england(s, figures->measure, figures->period, nation ? column : NULL, false, &kept);

	if (rc < 0)
		return rc;
	sheet = kept->sheet;
	mask->england = beside(&sheet, figures->group);
	if (!nation) {
		rc = schools(s, s->schools[0], figures->measure, figures->period, figures->parent, &sheet);
		if (rc < 0)
			return rc;
	}
	mask->hidden = beside(&sheet, figures->group).hidden;
	mask->gap = beside(&sheet, column->gap_group);
	if (column->change != NULL || column->trend != NULL || column->pooled != NULL)
		rc = look_back(s, figures, 1, &mask->before[0]);
	if (rc == 0 && (column->trend != NULL || column->pooled != NULL))
		rc = look_back(s, figures, 2, &mask->before[1]);
	return rc;
}

int suppression_apply(struct suppression *suppression, struct indicator_column *column)
{
	struct mask mask = {.threshold = suppression->threshold};
	int rc;

	if (suppression->threshold == 0)
		return 0;
	rc = look_around(suppression, column, &mask);
	return rc < 0 ? rc : mask_column(suppression->reading->scratch, &mask, column);
}
