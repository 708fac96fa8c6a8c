/* SPDX-License-Identifier: MIT
 *
 * See trend.h.
 */
#include "services/indicators/statistics/trend.h"

#include "common/model/decimal.h"
#include "services/indicators/statistics/compare.h"
#include "services/indicators/statistics/root.h"

/* 12.706 / sqrt(12) in 2^-50, which a shift takes off again; with differences of 2^65 it stays within 128 bits. */
#define RESIDUAL       INT64_C(4129695316623527)
#define RESIDUAL_SHIFT 50

/* An interval that reaches farther is none: 10^12 units, whose squares stay far within 128 bits. */
#define REACH_MAX INT64_C(1000000000000000000)

static bool is_sampled(const struct trend_point *point)
{
	return point->below >= 0 && point->below <= REACH_MAX && point->above >= 0 &&
	       point->above <= REACH_MAX;
}

/* Half of the hypotenuse. */
static int64_t half_reach(int64_t a, int64_t b)
{
	return (int64_t)root_nearest((unsigned __int128)((__int128)a * a + (__int128)b * b), 4);
}

static bool fits(__int128 v)
{
	return v > INT64_MIN && v <= INT64_MAX;
}

static struct trend with_reach(__int128 slope, __int128 below, __int128 above)
{
	static const struct trend none = {DECIMAL_NONE, DECIMAL_NONE, DECIMAL_NONE};

	if (!fits(slope - below) || !fits(slope + above))
		return none;
	return (struct trend){(int64_t)slope, (int64_t)(slope - below), (int64_t)(slope + above)};
}

struct trend trend_of(const struct trend_point point[TREND_PERIODS])
{
	const struct trend_point *first = &point[0], *second = &point[1], *last = &point[2];
	__int128 off;
	int64_t slope;

	for (size_t i = 0; i < TREND_PERIODS; i++)
		if (point[i].figure == DECIMAL_NONE)
			return (struct trend){DECIMAL_NONE, DECIMAL_NONE, DECIMAL_NONE};
	slope = decimal_divide((__int128)last->figure - first->figure, 2);
	if (is_sampled(first) && is_sampled(second) && is_sampled(last))
		return with_reach(
			slope, half_reach(last->below, first->above), half_reach(last->above, first->below));
	off = (__int128)first->figure - 2 * (__int128)second->figure + last->figure;
	if (off == 0)
		return (struct trend){slope, DECIMAL_NONE, DECIMAL_NONE};
	off = ((off < 0 ? -off : off) * RESIDUAL + (INT64_C(1) << (RESIDUAL_SHIFT - 1))) >> RESIDUAL_SHIFT;
	return with_reach(slope, off, off);
}

/* Do a period and the one before it share no time? A span of one year is a year. */
static bool stands_apart(struct period period)
{
	enum period_kind kind = period_kind(period);

	return kind != PERIOD_CALENDAR_SPAN && kind != PERIOD_ACADEMIC_SPAN;
}

size_t trend_before(const struct measure *measure, struct period period, struct period *ret)
{
	size_t n = 0;

	while (n < TREND_PERIODS - 1 && stands_apart(period) && compare_previous(measure, period, &ret[n]))
		period = ret[n++];
	return n;
}
