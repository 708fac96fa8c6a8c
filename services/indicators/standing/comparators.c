/* SPDX-License-Identifier: MIT
 *
 * Comparators: England, the region and the statistical neighbours of an authority; England and the authority of a school.
 */
#include "services/indicators/standing/part.h"
#include "services/indicators/standing/standing.h"
#include "services/indicators/statistics/compare.h"

#define MEMBERS_MAX 64

#define TAKE(name)                                                     \
	out->name = arena_take_array(s->arena, n, sizeof(*out->name)); \
	if (out->name == NULL)                                         \
	return ERR_NOMEM

static int take_neighbours(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n;

	out->neighbours = standing_none(s->arena, n);
	if (out->neighbours == NULL)
		return ERR_NOMEM;
	TAKE(neighbour_set);
	TAKE(rank_neighbours);
	TAKE(of_neighbours);
	return 0;
}
#undef TAKE

/* The month at whose end a neighbour set must be in force: December of the year in which the period ends, since the
 * results of a summer are published that autumn and winter. */
static uint32_t set_month(struct period period)
{
	return period_year(period) * 100 + 12;
}

static void add_neighbours(const struct standing *s, struct indicator_column *out, size_t i)
{
	struct area area = {out->figures.area[i]};
	int64_t figure[MEMBERS_MAX];
	int64_t published = standing_micro_of(s->base, area_make(AREA_NEIGHBOURS, area_code(area)));
	const uint32_t *member;
	size_t n =
		memory_neighbours(s->memory, area_code(area), MEMBERS_MAX, &member, &out->neighbour_set[i]);
	struct rank rank;

	for (size_t k = 0; k < n; k++) {
		ptrdiff_t at = column_find(&out->figures, area_make(AREA_AUTHORITY, member[k]));

		figure[k] = at < 0 ? DECIMAL_NONE : s->figure[at];
	}
	out->neighbours[i] = published != DECIMAL_NONE ? published : compare_mean(figure, n);
	rank = compare_rank(s->figure[i], figure, n, s->polarity);
	out->rank_neighbours[i] = rank.rank;
	out->of_neighbours[i] = rank.of;
}

int standing_compare_england(const struct standing *s, struct indicator_column *out)
{
	int rc = memory_go_to(s->memory, s->txn, set_month(out->figures.period));

	if (rc == 0)
		rc = take_neighbours(s, out);
	if (rc < 0)
		return rc;
	out->national = standing_micro_of(&out->figures, area_england());
	for (size_t i = 0; i < out->figures.n; i++)
		if (area_kind((struct area){out->figures.area[i]}) == AREA_AUTHORITY)
			add_neighbours(s, out, i);
	return 0;
}

int standing_compare_schools(const struct standing *s, struct indicator_column *out)
{
	out->national = standing_national(s->txn, s->arena, s->measure, s->series);
	return 0;
}
