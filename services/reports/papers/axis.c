/* SPDX-License-Identifier: MIT
 *
 * See axis.h.
 */
#include "services/reports/papers/axis.h"

#include "common/model/decimal.h"

#define MARKS_MAX   6  /* gaps between marks: more crowd a chart of a third of a page */
#define UNITS_WHOLE 10 /* least span of an axis in units of the last decimal */
#define UNITS_FINE  40 /* where there are decimals: 4.0 or 0.40 */

/* The greatest multiple of `step` that is not above `v`. */
static int64_t multiple_below(int64_t v, int64_t step)
{
	int64_t rest = v % step;

	return v - (rest < 0 ? rest + step : rest);
}

static int64_t multiple_above(int64_t v, int64_t step)
{
	return -multiple_below(-v, step);
}

static int64_t unit_of(unsigned decimals)
{
	int64_t unit = MICRO;

	for (; decimals > 0 && unit > 1; decimals--)
		unit /= 10;
	return unit;
}

static int64_t clamp(int64_t v)
{
	return v > AXIS_MAX ? AXIS_MAX : v < -AXIS_MAX ? -AXIS_MAX : v;
}

/* Move the ends apart to the least span, but not past nought or a hundred where the figures are not. */
static void widen(int64_t *low, int64_t *high, int64_t span, bool percent)
{
	bool below = *low<0, above = *high> MICRO_PERCENT;
	int64_t more = span - (*high - *low);

	if (more <= 0)
		return;
	*low -= more / 2;
	*high = *low + span;
	if (!below && *low < 0) {
		*low = 0;
		*high = span;
	}
	if (percent && !above && *high > MICRO_PERCENT) {
		*high = MICRO_PERCENT;
		*low = MICRO_PERCENT - span;
	}
}

void axis_fit(int64_t least, int64_t most, unsigned decimals, bool percent, struct axis *ret)
{
	static const int64_t times[] = {2, 5, 10}; /* 1, 2, 5, 10, 20, 50 ... times the unit */
	int64_t low = clamp(least), high = clamp(most);
	int64_t unit = unit_of(decimals), power = unit, step = unit;
	unsigned i = 0;

	widen(&low, &high, unit * (decimals == 0 ? UNITS_WHOLE : UNITS_FINE), percent);
	while ((multiple_above(high, step) - multiple_below(low, step)) / step > MARKS_MAX) {
		step = power * times[i];
		if (++i == 3) {
			i = 0;
			power *= 10;
		}
	}
	ret->low = multiple_below(low, step);
	ret->high = multiple_above(high, step);
	ret->step = step;
	ret->decimals = MICRO_SCALE;
	while (ret->decimals > 0 && step % 10 == 0) {
		step /= 10;
		ret->decimals--;
	}
}
