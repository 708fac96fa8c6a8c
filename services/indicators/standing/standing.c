/* SPDX-License-Identifier: MIT
 *
 * See standing.h. Gathers and lays out; what each area is compared with is added by the other parts of the folder.
 */
#include "services/indicators/standing/standing.h"

#include <stdlib.h>

#include "services/indicators/merge.h"
#include "services/indicators/standing/part.h"

#define AUTHORITIES_MAX 400

int64_t standing_micro_of(const struct column *figures, struct area area)
{
	ptrdiff_t i = column_find(figures, area);

	return i < 0 ? DECIMAL_NONE : column_micro(figures, (size_t)i);
}

int64_t *standing_none(struct arena *arena, size_t n)
{
	int64_t *none = arena_take_array(arena, n, sizeof(*none));

	for (size_t i = 0; none != NULL && i < n; i++)
		none[i] = DECIMAL_NONE;
	return none;
}

/* What the authorities' schools of the series add up to. */
static int gather(struct standing *s)
{
	s->n_worked = 0;
	s->nation = (struct worked){0};
	s->nation_worked = false;
	memset(s->region_worked, 0, sizeof(s->region_worked));
	if (!measure_from_schools(s->measure))
		return 0;
	s->authority = arena_take_array(s->arena, AUTHORITIES_MAX, sizeof(*s->authority));
	s->worked = arena_take_array(s->arena, AUTHORITIES_MAX, sizeof(*s->worked));
	if (s->authority == NULL || s->worked == NULL)
		return ERR_NOMEM;
	s->n_worked = state_worked(s->txn, s->series, s->authority, s->worked, AUTHORITIES_MAX);
	for (size_t i = 0; i < s->n_worked; i++)
		worked_add(&s->nation, &s->worked[i]);
	s->nation_worked = s->n_worked >= NATION_AUTHORITIES_MIN;
	standing_add_up_regions(s);
	return 0;
}

static int compare_numbers(const void *code, const void *entry)
{
	uint32_t x = *(const uint32_t *)code, y = *(const uint32_t *)entry;

	return (x > y) - (x < y);
}

bool standing_worked(const struct standing *s, struct area area, struct worked *ret)
{
	uint32_t code = area_code(area);
	const uint32_t *found = NULL;

	if (area_kind(area) == AREA_NATION && s->nation_worked) {
		*ret = s->nation;
		return true;
	}
	if (area_kind(area) == AREA_REGION && s->region_worked[code - AREA_REGION_MIN]) {
		*ret = s->region[code - AREA_REGION_MIN];
		return true;
	}
	if (area_kind(area) == AREA_AUTHORITY && s->n_worked > 0)
		found = bsearch(&code, s->authority, s->n_worked, sizeof(code), compare_numbers);
	if (found == NULL)
		return false;
	*ret = s->worked[found - s->authority];
	return true;
}

static int take_extra(struct arena *arena, struct column *extra, size_t room)
{
	extra->area = arena_take_array(arena, room, sizeof(*extra->area));
	extra->value = arena_take_array(arena, room, sizeof(*extra->value));
	extra->decimals = arena_take_array(arena, room, sizeof(*extra->decimals));
	extra->cohort = arena_take_array(arena, room, sizeof(*extra->cohort));
	return extra->area == NULL || extra->value == NULL || extra->decimals == NULL || extra->cohort == NULL
		       ? ERR_NOMEM
		       : 0;
}

/* England, the authorities and the regions that schools add up to, in the order of their numbers. */
static size_t worked_areas(const struct standing *s, uint32_t *ret)
{
	size_t n = 0;

	if (s->nation_worked)
		ret[n++] = area_england().v;
	for (size_t i = 0; i < s->n_worked; i++)
		ret[n++] = area_make(AREA_AUTHORITY, s->authority[i]).v;
	for (uint32_t k = 0; k < AREA_REGIONS; k++)
		if (s->region_worked[k])
			ret[n++] = area_make(AREA_REGION, AREA_REGION_MIN + k).v;
	qsort(ret, n, sizeof(*ret), compare_numbers);
	return n;
}

/* Areas that the figures are about: those published, and those only worked out; a merged column in area order. n 0: there
 * is nothing to say. */
static int lay_out(const struct standing *s, struct column *ret)
{
	struct column extra = {.measure = s->base->measure,
		.period = s->base->period,
		.group = s->base->group,
		.parent = s->base->parent,
		.scale = MICRO_SCALE};
	size_t room = 1 + s->n_worked + AREA_REGIONS, n;
	uint32_t *areas = arena_take_array(s->arena, room, sizeof(*areas));

	*ret = *s->base;
	if (s->n_worked == 0)
		return 0;
	if (areas == NULL || take_extra(s->arena, &extra, room) < 0)
		return ERR_NOMEM;
	n = worked_areas(s, areas);
	for (size_t i = 0; i < n; i++) {
		struct area area = {areas[i]};
		struct worked worked;
		int64_t figure;

		if (column_find(s->base, area) >= 0 || !standing_worked(s, area, &worked))
			continue;
		figure = worked_figure(s->measure, &worked);
		if (figure == DECIMAL_NONE)
			continue;
		extra.area[extra.n] = area.v;
		extra.value[extra.n] = figure;
		extra.decimals[extra.n] = s->measure->decimals;
		extra.cohort[extra.n++] = worked.cohort > COHORT_MAX ? 0 : worked.cohort;
	}
	if (extra.n > 0 && s->base->n == 0)
		*ret = extra;
	else if (extra.n > 0)
		return merge_columns(s->arena, s->base, &extra, 0, NULL, NULL, ret);
	return 0;
}

/* The figures of another series under the same parent, published or only worked out, as they stand in front; n 0: none.
 * ERR_NOMEM. */
static int find_front(const struct standing *now, struct series series, struct column *ret)
{
	struct standing s = *now;
	struct column base = {
		.measure = now->base->measure, .group = now->base->group, .parent = now->base->parent};
	int rc;

	s.base = &base;
	s.series = series;
	base.period = series.period;
	(void)state_column(s.txn, s.arena, series, base.parent, &base);
	*ret = base;
	if (area_kind(base.parent) != AREA_NATION)
		return 0;
	rc = gather(&s);
	return rc < 0 ? rc : lay_out(&s, ret);
}

int standing_past(const struct standing *now, struct series series, const struct past **ret)
{
	struct column figures;
	int rc;

	*ret = pasts_find(now->pasts, series, now->base->parent);
	if (*ret != NULL)
		return 0;
	rc = find_front(now, series, &figures);
	return rc < 0 ? rc : pasts_add(now->pasts, now->measure, series, now->base->parent, &figures, ret);
}

/* The same of the column that is worked out. */
static int add_now(struct standing *s, const struct column *figures)
{
	s->now = pasts_find(s->pasts, s->series, s->base->parent);
	return s->now != NULL ? 0
			      : pasts_add(s->pasts, s->measure, s->series, s->base->parent, figures, &s->now);
}

static int take_worked(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n;

	out->worked_out = standing_none(s->arena, n);
	if (out->worked_out == NULL)
		return ERR_NOMEM;
	STANDING_TAKE(origin);
	STANDING_TAKE(worked_cohort);
	STANDING_TAKE(worked_schools);
	STANDING_TAKE(worked_hidden);
	STANDING_TAKE(worked_hidden_cohort);
	return 0;
}

static int add_worked(const struct standing *s, struct indicator_column *out)
{
	if (s->n_worked == 0)
		return 0;
	if (take_worked(s, out) < 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < out->figures.n; i++) {
		struct area area = {out->figures.area[i]};
		struct worked worked;

		if (!standing_worked(s, area, &worked))
			continue;
		out->worked_out[i] = worked_figure(s->measure, &worked);
		out->worked_cohort[i] = worked.cohort;
		out->worked_schools[i] = worked.schools;
		out->worked_hidden[i] = worked.hidden;
		out->worked_hidden_cohort[i] = worked.hidden_cohort;
		if (column_find(s->base, area) < 0)
			out->origin[i] = ORIGIN_WORKED_OUT;
	}
	return 0;
}

/* What was counted from inspections names no row, which a published figure does. */
static int add_counted(const struct standing *s, struct indicator_column *out)
{
	if (s->measure == NULL || s->measure->worked_out != WORKED_OUT_INSPECTIONS)
		return 0;
	out->origin = arena_take_array(s->arena, out->figures.n, sizeof(*out->origin));
	if (out->origin == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < out->figures.n; i++)
		if (out->figures.row == NULL || out->figures.row[i] == 0)
			out->origin[i] = ORIGIN_WORKED_OUT;
	return 0;
}

int64_t standing_nation(struct standing *s, const struct column *england)
{
	int64_t published = standing_micro_of(england, area_england());

	if (published != DECIMAL_NONE)
		return published;
	if (gather(s) < 0) {
		(void)txn_fail(s->txn, ERR_NOMEM); /* short memory must not look like no figure */
		return DECIMAL_NONE;
	}
	return s->nation_worked ? worked_figure(s->measure, &s->nation) : DECIMAL_NONE;
}

int64_t standing_national(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	const struct measure *measure, struct series series, const struct column *england)
{
	struct standing s = {
		.txn = txn, .arena = arena, .catalogue = catalogue, .series = series, .measure = measure};

	return standing_nation(&s, england);
}

/* Everything that the figures are compared with. */
static int compare(struct standing *s, struct indicator_column *out)
{
	bool england = area_kind(s->base->parent) == AREA_NATION;
	int rc = england ? add_worked(s, out) : 0;

	if (rc == 0)
		rc = add_counted(s, out);
	if (rc < 0)
		return rc;
	s->figure = arena_take_array(s->arena, out->figures.n, sizeof(*s->figure));
	if (s->figure == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < out->figures.n; i++)
		s->figure[i] = column_micro(&out->figures, i);
	rc = england ? standing_compare_england(s, out) : standing_compare_schools(s, out);
	if (rc == 0)
		rc = england ? standing_places(s, out) : standing_phase(s, out);
	if (rc == 0)
		rc = add_now(s, &out->figures);
	if (rc == 0)
		rc = standing_course(s, out);
	if (rc == 0)
		rc = standing_intervals(s, out);
	return rc < 0 ? rc : standing_gaps(s, out);
}

int standing_work_out(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	struct pasts *pasts, struct series series, struct area parent, struct indicator_column *ret)
{
	struct column base = {.period = series.period, .parent = parent};
	struct standing s = {.txn = txn,
		.arena = arena,
		.catalogue = catalogue,
		.series = series,
		.base = &base,
		.pasts = pasts};
	struct indicator_column out = {.national = DECIMAL_NONE, .authority = DECIMAL_NONE};
	int rc = 0;

	pasts_begin(pasts);
	base.measure = state_text(txn, arena, series.measure);
	base.group = state_text(txn, arena, series.group);
	if (base.measure == NULL || base.group == NULL)
		return ERR_CORRUPT;
	(void)state_column(txn, arena, series, parent, &base);
	s.measure = catalogue_measure(catalogue, base.measure);
	s.polarity = s.measure != NULL ? s.measure->polarity : state_polarity(txn, base.measure);
	s.no_quartile = s.measure != NULL ? s.measure->no_quartile : state_no_quartile(txn, base.measure);
	out.figures = base;
	if (area_kind(parent) == AREA_NATION) {
		rc = column_index(&base, arena);
		if (rc == 0)
			rc = gather(&s);
		if (rc == 0)
			rc = lay_out(&s, &out.figures);
		if (rc == 0 && out.figures.index == NULL)
			rc = column_index(&out.figures, arena);
	}
	if (rc == 0 && out.figures.n == 0)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = compare(&s, &out);
	if (rc == 0)
		*ret = out;
	return rc;
}
