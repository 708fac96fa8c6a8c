/* SPDX-License-Identifier: MIT
 *
 * A figure beside those of the periods before: the change on the one before, the trend over three, and the mean of up to
 * three years where the cohort is small. Only where one period follows the other and the definition is the same
 * (compare_previous); trend and mean only of periods that share no time (trend_before).
 */
#include <string.h>

#include "services/indicators/standing/part.h"
#include "services/indicators/statistics/compare.h"
#include "services/indicators/statistics/pool.h"
#include "services/indicators/statistics/trend.h"

/* The columns of the periods before, the latest first, without a gap. */
struct before {
	size_t n;
	const struct past *past[TREND_PERIODS - 1];
};

static int add_change(const struct standing *s, const struct past *before, struct indicator_column *out)
{
	if (before->n == 0)
		return 0;
	out->change = standing_none(s->arena, out->figures.n);
	if (out->change == NULL)
		return ERR_NOMEM;
	for (size_t i = 0, k = 0; i < out->figures.n; i++)
		if (past_at(before, out->figures.area[i], &k))
			out->change[i] = decimal_difference(s->figure[i], before->figure[k]);
	return 0;
}

static struct trend_point point_of(const struct past *past, size_t i)
{
	if (past->reach == NULL)
		return (struct trend_point){past->figure[i], DECIMAL_NONE, DECIMAL_NONE};
	return (struct trend_point){past->figure[i], past->reach[i].below, past->reach[i].above};
}

static int add_trend(const struct standing *s, const struct before *before, struct indicator_column *out)
{
	const struct past *first = before->past[1], *second = before->past[0];
	size_t n = out->figures.n;
	bool any = false, interval = false;

	out->trend = standing_none(s->arena, n);
	out->trend_low = standing_none(s->arena, n);
	out->trend_high = standing_none(s->arena, n);
	if (out->trend == NULL || out->trend_low == NULL || out->trend_high == NULL)
		return ERR_NOMEM;
	for (size_t i = 0, j = 0, k = 0; i < n; i++) {
		uint32_t area = out->figures.area[i];
		struct trend_point point[TREND_PERIODS];
		struct trend trend;

		if (!past_at(first, area, &j) || !past_at(second, area, &k))
			continue;
		point[0] = point_of(first, j);
		point[1] = point_of(second, k);
		point[2] = point_of(s->now, i);
		trend = trend_of(point);
		out->trend[i] = trend.slope;
		out->trend_low[i] = trend.low;
		out->trend_high[i] = trend.high;
		any = any || trend.slope != DECIMAL_NONE;
		interval = interval || trend.low != DECIMAL_NONE;
	}
	if (!any)
		out->trend = NULL;
	if (!interval)
		out->trend_low = out->trend_high = NULL;
	return 0;
}

/* A year's figures can be pooled, and those of the same term of each year: those of weeks, months and quarters are of the
 * same pupils again, and counts are of no pupils. */
static bool can_pool(const struct standing *s)
{
	enum period_kind kind = period_kind(s->series.period);

	return (kind == PERIOD_ACADEMIC || kind == PERIOD_CALENDAR || kind == PERIOD_FINANCIAL ||
		       kind == PERIOD_TERM) &&
	       s->now->share != NULL && (s->measure == NULL || strcmp(s->measure->unit, "count") != 0);
}

/* The mean of the area at `i`; `at` says how far the columns before have been gone through. */
static struct pool pool_at(const struct standing *s, const struct before *before, size_t i, size_t *at)
{
	struct share year[POOL_YEARS] = {past_share(s->now, i)};
	size_t n = 1;

	for (size_t k = 0; k < before->n; k++)
		if (past_at(before->past[k], s->now->area[i], &at[k]))
			year[n++] = past_share(before->past[k], at[k]);
	return pool_of(year, n);
}

static int add_pooled(const struct standing *s, const struct before *before, struct indicator_column *out)
{
	size_t at[TREND_PERIODS - 1] = {0};

	for (size_t i = 0; i < out->figures.n; i++) {
		struct pool pool = pool_at(s, before, i, at);

		if (pool.years == 0)
			continue;
		if (out->pooled == NULL) {
			out->pooled = standing_none(s->arena, out->figures.n);
			out->pooled_cohort =
				arena_take_array(s->arena, out->figures.n, sizeof(*out->pooled_cohort));
			out->pooled_years =
				arena_take_array(s->arena, out->figures.n, sizeof(*out->pooled_years));
		}
		if (out->pooled == NULL || out->pooled_cohort == NULL || out->pooled_years == NULL)
			return ERR_NOMEM;
		out->pooled[i] = pool.figure;
		out->pooled_cohort[i] = pool.pupils;
		out->pooled_years[i] = pool.years;
	}
	return 0;
}

/* The columns that can be taken together with this one. */
static int find_before(const struct standing *s, struct before *ret)
{
	struct period period[TREND_PERIODS - 1];
	size_t n = trend_before(s->measure, s->series.period, period);
	struct series series = s->series;

	for (ret->n = 0; ret->n < n; ret->n++) {
		int rc;

		series.period = period[ret->n];
		rc = standing_past(s, series, &ret->past[ret->n]);
		if (rc < 0 || ret->past[ret->n]->n == 0)
			return rc;
	}
	return 0;
}

int standing_course(const struct standing *s, struct indicator_column *out)
{
	struct series series = s->series;
	const struct past *previous;
	struct before before;
	int rc;

	if (!compare_previous(s->measure, s->series.period, &series.period))
		return 0;
	rc = standing_past(s, series, &previous);
	if (rc == 0)
		rc = add_change(s, previous, out);
	if (rc == 0)
		rc = find_before(s, &before);
	if (rc == 0 && before.n == TREND_PERIODS - 1)
		rc = add_trend(s, &before, out);
	if (rc == 0 && before.n > 0 && can_pool(s))
		rc = add_pooled(s, &before, out);
	return rc;
}
