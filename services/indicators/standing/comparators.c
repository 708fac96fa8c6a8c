/* SPDX-License-Identifier: MIT
 *
 * Comparators: England, the region and the statistical neighbours of an authority; England and the authority of a school.
 */
#include "services/indicators/standing/neighbours.h"
#include "services/indicators/standing/part.h"
#include "services/indicators/standing/standing.h"
#include "services/indicators/statistics/compare.h"

#define MEMBERS_MAX 64

static int take_neighbours(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n;

	out->region = standing_none(s->arena, n);
	out->neighbours = standing_none(s->arena, n);
	out->neighbours_pooled = standing_none(s->arena, n);
	if (out->region == NULL || out->neighbours == NULL || out->neighbours_pooled == NULL)
		return ERR_NOMEM;
	STANDING_TAKE(neighbours_published);
	STANDING_TAKE(neighbours_known);
	STANDING_TAKE(neighbours_in_set);
	STANDING_TAKE(neighbour_set);
	STANDING_TAKE(rank_neighbours);
	STANDING_TAKE(of_neighbours);
	return 0;
}

/* The month at whose end a neighbour set must be in force: December of the year in which the period ends, since the
 * results of a summer are published that autumn and winter. */
static uint32_t set_month(struct period period)
{
	return period_year(period) * 100 + 12;
}

/* What is known of the pupils behind a figure of the column; `at` < 0: the area is not in it. */
static struct pupils pupils_of(const struct column *figures, ptrdiff_t at, int64_t figure)
{
	struct pupils pupils = {figure, DECIMAL_NONE, DECIMAL_NONE, 0, 0};

	if (at < 0)
		return pupils;
	pupils.numerator = array_figure(figures->numerator, (size_t)at);
	pupils.denominator = array_figure(figures->denominator, (size_t)at);
	pupils.cohort = array_pupils(figures->cohort, (size_t)at);
	pupils.decimals = column_decimals(figures, (size_t)at);
	return pupils;
}

/* The figure of the authority's region. An authority of London lies in Inner or Outer London, and where nothing is
 * known of that half it is beside London as a whole. */
static int64_t region_of(const struct standing *s, const struct indicator_column *out, struct area authority)
{
	const struct area_def *def = catalogue_area(s->catalogue, authority);

	for (def = def == NULL ? NULL : catalogue_area(s->catalogue, def->region); def != NULL;
		def = catalogue_area(s->catalogue, def->region)) {
		ptrdiff_t at = column_find(&out->figures, def->area);

		if (at >= 0 && s->figure[at] != DECIMAL_NONE)
			return s->figure[at];
	}
	return DECIMAL_NONE;
}

static void add_neighbours(const struct standing *s, struct indicator_column *out, size_t i)
{
	struct area area = {out->figures.area[i]};
	struct pupils pupils[MEMBERS_MAX];
	int64_t figure[MEMBERS_MAX];
	int64_t published = standing_micro_of(s->base, area_make(AREA_NEIGHBOURS, area_code(area)));
	const uint32_t *member;
	size_t n = neighbours_of(
		pasts_neighbours(s->pasts), area_code(area), MEMBERS_MAX, &member, &out->neighbour_set[i]);
	struct rank rank;

	for (size_t k = 0; k < n; k++) {
		ptrdiff_t at = column_find(&out->figures, area_make(AREA_AUTHORITY, member[k]));

		figure[k] = at < 0 ? DECIMAL_NONE : s->figure[at];
		pupils[k] = pupils_of(&out->figures, at, figure[k]);
		out->neighbours_known[i] += figure[k] == DECIMAL_NONE ? 0 : 1;
	}
	out->neighbours_in_set[i] = (uint32_t)n;
	out->neighbours_pooled[i] =
		compare_pooled(pupils, n, s->measure != NULL && s->measure->worked_out == WORKED_OUT_MEAN);
	out->neighbours_published[i] = published == DECIMAL_NONE ? 0 : 1;
	out->neighbours[i] = published != DECIMAL_NONE ? published : compare_mean(figure, n);
	rank = compare_rank(s->figure[i], figure, n, s->polarity);
	out->rank_neighbours[i] = rank.rank;
	out->of_neighbours[i] = rank.of;
}

static int64_t *unless_none(int64_t *figure, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (figure[i] != DECIMAL_NONE)
			return figure;
	return NULL;
}

static uint32_t *unless_nought(uint32_t *count, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (count[i] != 0)
			return count;
	return NULL;
}

static void leave_out_bare(struct indicator_column *out)
{
	size_t n = out->figures.n;

	out->region = unless_none(out->region, n);
	out->neighbours_pooled = unless_none(out->neighbours_pooled, n);
	out->neighbours_published = unless_nought(out->neighbours_published, n);
	out->neighbours_known = unless_nought(out->neighbours_known, n);
	out->neighbours_in_set = unless_nought(out->neighbours_in_set, n);
}

int standing_compare_england(const struct standing *s, struct indicator_column *out)
{
	int rc = neighbours_go_to(pasts_neighbours(s->pasts), s->txn, set_month(out->figures.period));

	if (rc == 0)
		rc = take_neighbours(s, out);
	if (rc < 0)
		return rc;
	out->national = standing_micro_of(&out->figures, area_england());
	for (size_t i = 0; i < out->figures.n; i++)
		if (area_kind((struct area){out->figures.area[i]}) == AREA_AUTHORITY) {
			out->region[i] = region_of(s, out, (struct area){out->figures.area[i]});
			add_neighbours(s, out, i);
		}
	leave_out_bare(out);
	return 0;
}

int64_t standing_authority(struct txn *txn, const struct measure *measure, struct series series,
	const struct column *england, struct area authority)
{
	ptrdiff_t at = column_find(england, authority);
	struct worked worked;

	if (at >= 0)
		return column_micro(england, (size_t)at);
	return measure_from_schools(measure) && state_worked_of(txn, series, area_code(authority), &worked)
		       ? worked_figure(measure, &worked)
		       : DECIMAL_NONE;
}

int standing_compare_schools(struct standing *s, struct indicator_column *out)
{
	struct column england = {.n = 0};

	(void)state_column(s->txn, s->arena, s->series, area_england(), &england);
	out->national = standing_nation(s, &england);
	out->authority = standing_authority(s->txn, s->measure, s->series, &england, s->base->parent);
	return 0;
}
