/* SPDX-License-Identifier: MIT
 *
 * See standing.h.
 */
#include "services/indicators/standing.h"

#include "services/indicators/compare.h"
#include "services/indicators/merge.h"
#include "services/indicators/national.h"

#define AUTHORITIES_MAX 400
#define MEMBERS_MAX     64

/* What one column needs while it is worked out. */
struct standing {
	struct txn *txn;
	struct arena *arena;
	const struct measure *measure; /* NULL: not of the catalogue */
	enum polarity polarity;
	bool no_quartile;
	struct column *base; /* as published; n 0: none */
	size_t n_worked;
	uint32_t *authority;
	struct worked *worked;
	struct worked nation;
	bool nation_worked;
	int64_t *figure; /* what stands in front, area by area, in millionths */
};

static int gather(struct standing *s, struct series series, const struct catalogue *catalogue, const char *id)
{
	s->measure = catalogue_measure(catalogue, id);
	s->polarity = s->measure != NULL ? s->measure->polarity : state_polarity(s->txn, id);
	s->no_quartile = s->measure != NULL ? s->measure->no_quartile : state_no_quartile(s->txn, id);
	if (s->measure == NULL || s->measure->worked_out == WORKED_OUT_NOT)
		return 0;
	s->authority = arena_take_array(s->arena, AUTHORITIES_MAX, sizeof(*s->authority));
	s->worked = arena_take_array(s->arena, AUTHORITIES_MAX, sizeof(*s->worked));
	if (s->authority == NULL || s->worked == NULL)
		return ERR_NOMEM;
	s->n_worked = state_worked(s->txn, series, s->authority, s->worked, AUTHORITIES_MAX);
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

#define TAKE(name)                                                  \
	out->name = arena_take_array(arena, n, sizeof(*out->name)); \
	if (out->name == NULL)                                      \
	return ERR_NOMEM

static int take_comparators(struct arena *arena, struct indicator_column *out, size_t n)
{
	TAKE(diff_national);
	TAKE(neighbours);
	TAKE(diff_neighbours);
	TAKE(neighbour_set);
	TAKE(rank_neighbours);
	TAKE(of_neighbours);
	for (size_t i = 0; i < n; i++)
		out->diff_national[i] = out->neighbours[i] = out->diff_neighbours[i] = DECIMAL_NONE;
	return 0;
}

static int take_worked(struct arena *arena, struct indicator_column *out, size_t n)
{
	TAKE(origin);
	TAKE(worked_out);
	TAKE(worked_cohort);
	TAKE(worked_schools);
	TAKE(worked_hidden);
	for (size_t i = 0; i < n; i++)
		out->worked_out[i] = DECIMAL_NONE;
	return 0;
}

static int take_places(struct arena *arena, struct indicator_column *out, size_t n)
{
	TAKE(rank_national);
	TAKE(percentile);
	TAKE(quartile);
	return 0;
}
#undef TAKE

/* The cell at `i` in millionths. */
static int64_t micro(const struct column *figures, size_t i)
{
	int64_t v = DECIMAL_NONE;

	if (column_flag(figures, i) != FLAG_PRESENT ||
		!decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, &v))
		return DECIMAL_NONE;
	return v;
}

/* Every cell in millionths; NULL when memory is short. */
static int64_t *all_micro(struct arena *arena, const struct column *figures)
{
	int64_t *all = arena_take_array(arena, figures->n, sizeof(*all));

	for (size_t i = 0; all != NULL && i < figures->n; i++)
		all[i] = micro(figures, i);
	return all;
}

static int64_t micro_of(const struct column *figures, struct area area)
{
	ptrdiff_t i = column_find(figures, area);

	return i < 0 ? DECIMAL_NONE : micro(figures, (size_t)i);
}

/* Areas that the figures are about: those published, and those only worked out; a merged column in area order. */
static int lay_out(struct standing *s, struct indicator_column *out)
{
	struct column extra = {.measure = s->base->measure,
		.period = s->base->period,
		.group = s->base->group,
		.parent = s->base->parent,
		.scale = MICRO_SCALE};
	size_t room = s->n_worked + 1;

	extra.area = arena_take_array(s->arena, room, sizeof(*extra.area));
	extra.value = arena_take_array(s->arena, room, sizeof(*extra.value));
	extra.decimals = arena_take_array(s->arena, room, sizeof(*extra.decimals));
	extra.cohort = arena_take_array(s->arena, room, sizeof(*extra.cohort));
	if (extra.area == NULL || extra.value == NULL || extra.decimals == NULL || extra.cohort == NULL)
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
		out->figures = extra;
	else if (extra.n > 0)
		return merge_columns(s->arena, s->base, &extra, 0, NULL, NULL, &out->figures);
	else
		out->figures = *s->base;
	return out->figures.n == 0 ? ERR_NOTFOUND : 0;
}

static int add_worked(const struct standing *s, struct indicator_column *out)
{
	if (s->n_worked == 0)
		return 0;
	if (take_worked(s->arena, out, out->figures.n) < 0)
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

/* The month at whose end a neighbour set must be in force: December of the year in which the period ends, since the
 * results of a summer are published that autumn and winter. */
static uint32_t set_month(struct period period)
{
	return period_year(period) * 100 + 12;
}

static void add_neighbours(const struct standing *s, struct indicator_column *out, size_t i)
{
	struct area area = {out->figures.area[i]};
	uint32_t member[MEMBERS_MAX];
	int64_t figure[MEMBERS_MAX];
	int64_t published = micro_of(s->base, area_make(AREA_NEIGHBOURS, area_code(area)));
	size_t n = state_neighbours(s->txn, area_code(area), set_month(out->figures.period), member,
		MEMBERS_MAX, &out->neighbour_set[i]);
	struct rank rank;

	for (size_t k = 0; k < n; k++) {
		ptrdiff_t at = column_find(&out->figures, area_make(AREA_AUTHORITY, member[k]));

		figure[k] = at < 0 ? DECIMAL_NONE : s->figure[at];
	}
	out->neighbours[i] = published != DECIMAL_NONE ? published : compare_mean(figure, n);
	out->diff_neighbours[i] = compare_difference(s->figure[i], out->neighbours[i]);
	rank = compare_rank(s->figure[i], figure, n, s->polarity);
	out->rank_neighbours[i] = rank.rank;
	out->of_neighbours[i] = rank.of;
}

/* Among all authorities: sorted once, then a search for each. Nothing where nobody can be ranked. */
static int add_places(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n, of = 0;
	int64_t *sorted = arena_take_array(s->arena, n, sizeof(*sorted));

	if (sorted == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (area_kind((struct area){out->figures.area[i]}) == AREA_AUTHORITY &&
			s->figure[i] != DECIMAL_NONE)
			sorted[of++] = s->figure[i];
	if (!national_ranks(of, s->polarity))
		return 0;
	if (take_places(s->arena, out, n) < 0)
		return ERR_NOMEM;
	national_sort(sorted, of);
	out->of_national = (uint32_t)of;
	for (size_t i = 0; i < n; i++) {
		int64_t figure = s->figure[i];

		if (area_kind((struct area){out->figures.area[i]}) != AREA_AUTHORITY ||
			figure == DECIMAL_NONE)
			continue;
		out->rank_national[i] = national_rank(sorted, of, figure, s->polarity);
		out->percentile[i] = national_percentile(out->rank_national[i], of);
		out->quartile[i] = s->no_quartile ? 0 : national_quartile(sorted, of, figure, s->polarity);
	}
	return 0;
}

static int work_out_england(struct standing *s, struct indicator_column *out)
{
	int rc = lay_out(s, out);

	if (rc == 0)
		rc = take_comparators(s->arena, out, out->figures.n);
	if (rc == 0)
		rc = add_worked(s, out);
	if (rc < 0)
		return rc;
	s->figure = all_micro(s->arena, &out->figures);
	if (s->figure == NULL || add_places(s, out) < 0)
		return ERR_NOMEM;
	out->national = micro_of(&out->figures, area_england());
	for (size_t i = 0; i < out->figures.n; i++) {
		struct area area = {out->figures.area[i]};

		if (area_kind(area) != AREA_AUTHORITY && area_kind(area) != AREA_REGION)
			continue;
		out->diff_national[i] = compare_difference(s->figure[i], out->national);
		if (area_kind(area) == AREA_AUTHORITY)
			add_neighbours(s, out, i);
	}
	return 0;
}

static int work_out_schools(struct standing *s, struct series series, struct indicator_column *out)
{
	if (s->base->n == 0)
		return ERR_NOTFOUND;
	out->figures = *s->base;
	out->diff_national = arena_take_array(s->arena, s->base->n, sizeof(*out->diff_national));
	s->figure = all_micro(s->arena, s->base);
	if (out->diff_national == NULL || s->figure == NULL)
		return ERR_NOMEM;
	out->national = standing_national(s->txn, s->arena, s->measure, series);
	for (size_t i = 0; i < s->base->n; i++)
		out->diff_national[i] = compare_difference(s->figure[i], out->national);
	return 0;
}

int64_t standing_national(
	struct txn *txn, struct arena *arena, const struct measure *measure, struct series series)
{
	struct column england = {.n = 0};
	struct standing s = {.txn = txn, .arena = arena, .measure = measure, .base = &england};
	int64_t published;

	if (state_column(txn, arena, series, area_england(), &england)) {
		published = micro_of(&england, area_england());
		if (published != DECIMAL_NONE)
			return published;
	}
	if (measure == NULL || measure->worked_out == WORKED_OUT_NOT)
		return DECIMAL_NONE;
	s.authority = arena_take_array(arena, AUTHORITIES_MAX, sizeof(*s.authority));
	s.worked = arena_take_array(arena, AUTHORITIES_MAX, sizeof(*s.worked));
	if (s.authority == NULL || s.worked == NULL)
		return DECIMAL_NONE;
	s.n_worked = state_worked(txn, series, s.authority, s.worked, AUTHORITIES_MAX);
	if (s.n_worked < NATION_AUTHORITIES_MIN)
		return DECIMAL_NONE;
	for (size_t i = 0; i < s.n_worked; i++)
		worked_add(&s.nation, &s.worked[i]);
	return worked_figure(measure, &s.nation);
}

/* The same areas' figures of the period before, or those only worked out, as they stood in front. n 0: none. */
static int figures_before(const struct standing *now, const struct catalogue *catalogue, struct series series,
	struct column *ret)
{
	struct column base = {
		.measure = now->base->measure, .group = now->base->group, .parent = now->base->parent};
	struct standing s = {.txn = now->txn, .arena = now->arena, .base = &base};
	struct indicator_column out = {.national = DECIMAL_NONE};
	struct series before = series;
	int rc;

	*ret = base;
	if (!compare_previous(now->measure, series.period, &before.period))
		return 0;
	base.period = before.period;
	(void)state_column(s.txn, s.arena, before, base.parent, &base);
	*ret = base;
	if (area_kind(base.parent) != AREA_NATION)
		return 0;
	rc = gather(&s, before, catalogue, base.measure);
	if (rc == 0)
		rc = lay_out(&s, &out);
	if (rc == 0)
		*ret = out.figures;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int add_change(struct standing *s, const struct catalogue *catalogue, struct series series,
	struct indicator_column *out)
{
	struct column before;
	int rc = figures_before(s, catalogue, series, &before);

	if (rc < 0 || before.n == 0)
		return rc;
	out->change = arena_take_array(s->arena, out->figures.n, sizeof(*out->change));
	if (out->change == NULL)
		return ERR_NOMEM;
	/* Both are in the order of areas. */
	for (size_t i = 0, k = 0; i < out->figures.n; i++) {
		while (k < before.n && before.area[k] < out->figures.area[i])
			k++;
		out->change[i] = k < before.n && before.area[k] == out->figures.area[i]
					 ? compare_difference(s->figure[i], micro(&before, k))
					 : DECIMAL_NONE;
	}
	return 0;
}

int standing_work_out(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	struct series series, struct area parent, struct indicator_column *ret)
{
	struct column base = {.period = series.period, .parent = parent};
	struct standing s = {.txn = txn, .arena = arena, .base = &base};
	struct indicator_column out = {.national = DECIMAL_NONE};
	int rc;

	base.measure = state_text(txn, arena, series.measure);
	base.group = state_text(txn, arena, series.group);
	if (base.measure == NULL || base.group == NULL)
		return ERR_CORRUPT;
	(void)state_column(txn, arena, series, parent, &base);
	rc = gather(&s, series, catalogue, base.measure);
	if (rc == 0)
		rc = area_kind(parent) == AREA_NATION ? work_out_england(&s, &out)
						      : work_out_schools(&s, series, &out);
	if (rc == 0)
		rc = add_change(&s, catalogue, series, &out);
	if (rc == 0)
		*ret = out;
	return rc;
}
