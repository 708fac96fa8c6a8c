/* SPDX-License-Identifier: MIT
 *
 * See standing.h. Gathers and lays out; what each area is compared with is added by the other parts of the folder.
 */
#include "services/indicators/standing/standing.h"

#include "services/indicators/merge.h"
#include "services/indicators/standing/part.h"

#define AUTHORITIES_MAX 400

int64_t standing_micro(const struct column *figures, size_t i)
{
	int64_t v = DECIMAL_NONE;

	if (column_flag(figures, i) != FLAG_PRESENT ||
		!decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, &v))
		return DECIMAL_NONE;
	return v;
}

int64_t standing_micro_of(const struct column *figures, struct area area)
{
	ptrdiff_t i = column_find(figures, area);

	return i < 0 ? DECIMAL_NONE : standing_micro(figures, (size_t)i);
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
	if (s->measure == NULL || s->measure->worked_out == WORKED_OUT_NOT)
		return 0;
	s->authority = arena_take_array(s->arena, AUTHORITIES_MAX, sizeof(*s->authority));
	s->worked = arena_take_array(s->arena, AUTHORITIES_MAX, sizeof(*s->worked));
	if (s->authority == NULL || s->worked == NULL)
		return ERR_NOMEM;
	s->n_worked = state_worked(s->txn, s->series, s->authority, s->worked, AUTHORITIES_MAX);
	for (size_t i = 0; i < s->n_worked; i++)
		worked_add(&s->nation, &s->worked[i]);
	s->nation_worked = s->n_worked >= NATION_AUTHORITIES_MIN;
	return 0;
}

/* What schools add up to for an area; false when there is nothing. */
static bool worked_of(const struct standing *s, struct area area, struct worked *ret)
{
	if (area_kind(area) == AREA_NATION && s->nation_worked) {
		*ret = s->nation;
		return true;
	}
	for (size_t i = 0; area_kind(area) == AREA_AUTHORITY && i < s->n_worked; i++) {
		if (s->authority[i] == area_code(area)) {
			*ret = s->worked[i];
			return true;
		}
	}
	return false;
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

/* Areas that the figures are about: those published, and those only worked out; a merged column in area order. n 0: there
 * is nothing to say. */
static int lay_out(const struct standing *s, struct column *ret)
{
	struct column extra = {.measure = s->base->measure,
		.period = s->base->period,
		.group = s->base->group,
		.parent = s->base->parent,
		.scale = MICRO_SCALE};
	size_t room = s->n_worked + 1;

	*ret = *s->base;
	if (s->n_worked == 0)
		return 0;
	if (take_extra(s->arena, &extra, room) < 0)
		return ERR_NOMEM;
	/* England's number is the least, so it comes first. */
	for (size_t i = 0; i < room; i++) {
		struct area area = i == 0 ? area_england() : area_make(AREA_AUTHORITY, s->authority[i - 1]);
		struct worked worked;
		int64_t figure;

		if (column_find(s->base, area) >= 0 || !worked_of(s, area, &worked))
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

int standing_front(const struct standing *now, struct series series, struct column *ret)
{
	struct standing s = *now;
	struct column base = {
		.measure = now->base->measure, .group = now->base->group, .parent = now->base->parent};
	int rc;

	s.base = &base;
	s.series = series;
	base.period = series.period;
	(void)memory_column(s.memory, s.txn, series, base.parent, &base);
	*ret = base;
	if (area_kind(base.parent) != AREA_NATION)
		return 0;
	rc = gather(&s);
	return rc < 0 ? rc : lay_out(&s, ret);
}

#define TAKE(name)                                                     \
	out->name = arena_take_array(s->arena, n, sizeof(*out->name)); \
	if (out->name == NULL)                                         \
	return ERR_NOMEM

static int take_worked(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n;

	out->worked_out = standing_none(s->arena, n);
	if (out->worked_out == NULL)
		return ERR_NOMEM;
	TAKE(origin);
	TAKE(worked_cohort);
	TAKE(worked_schools);
	TAKE(worked_hidden);
	return 0;
}
#undef TAKE

static int add_worked(const struct standing *s, struct indicator_column *out)
{
	if (s->n_worked == 0)
		return 0;
	if (take_worked(s, out) < 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < out->figures.n; i++) {
		struct area area = {out->figures.area[i]};
		struct worked worked;

		if (!worked_of(s, area, &worked))
			continue;
		out->worked_out[i] = worked_figure(s->measure, &worked);
		out->worked_cohort[i] = worked.cohort;
		out->worked_schools[i] = worked.schools;
		out->worked_hidden[i] = worked.hidden;
		if (column_find(s->base, area) < 0)
			out->origin[i] = ORIGIN_WORKED_OUT;
	}
	return 0;
}

int64_t standing_national_of(struct txn *txn, struct arena *arena, const struct measure *measure,
	struct series series, const struct column *england)
{
	struct standing s = {.txn = txn, .arena = arena, .series = series, .measure = measure};
	int64_t published = standing_micro_of(england, area_england());

	if (published != DECIMAL_NONE)
		return published;
	return gather(&s) == 0 && s.nation_worked ? worked_figure(measure, &s.nation) : DECIMAL_NONE;
}

int64_t standing_national(
	struct txn *txn, struct arena *arena, const struct measure *measure, struct series series)
{
	struct column england = {.n = 0};

	(void)state_column(txn, arena, series, area_england(), &england);
	return standing_national_of(txn, arena, measure, series, &england);
}

/* Everything that the figures are compared with. */
static int compare(struct standing *s, struct indicator_column *out)
{
	bool england = area_kind(s->base->parent) == AREA_NATION;
	int rc = england ? add_worked(s, out) : 0;

	if (rc < 0)
		return rc;
	s->figure = arena_take_array(s->arena, out->figures.n, sizeof(*s->figure));
	if (s->figure == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < out->figures.n; i++)
		s->figure[i] = standing_micro(&out->figures, i);
	rc = england ? standing_compare_england(s, out) : standing_compare_schools(s, out);
	if (rc == 0 && england)
		rc = standing_places(s, out);
	return rc < 0 ? rc : standing_course(s, out);
}

int standing_work_out(struct memory *memory, struct txn *txn, struct arena *arena,
	const struct catalogue *catalogue, struct series series, struct area parent,
	struct indicator_column *ret)
{
	struct column base = {.period = series.period, .parent = parent};
	struct standing s = {.memory = memory,
		.txn = txn,
		.arena = arena,
		.catalogue = catalogue,
		.series = series,
		.base = &base};
	struct indicator_column out = {.national = DECIMAL_NONE, .authority = DECIMAL_NONE};
	int rc = 0;

	base.measure = state_text(txn, arena, series.measure);
	base.group = state_text(txn, arena, series.group);
	if (base.measure == NULL || base.group == NULL)
		return ERR_CORRUPT;
	(void)memory_column(memory, txn, series, parent, &base);
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
