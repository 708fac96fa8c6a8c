/* SPDX-License-Identifier: MIT
 *
 * The mean of up to three years of a small cohort. Pure; millionths.
 *
 *   pooled: sum of figure * pupils / sum of pupils, over the year and up to two before it that have a figure and its pupils;
 *           with the numerators, where they are published, it is all who did of all who were there. A year whose figure is
 *           suppressed or not published is left out, and how many were taken is told; a year of which there is no table at
 *           all ends the row. Only where this year's pupils are fewer than 30, below which a single pupil moves a
 *           percentage by more than three points, and only of two years or more.
 *
 * Example: 40.0 % of 20 pupils, 60.0 % of 30 and 50.0 % of 50: (800 + 1,800 + 2,500) / 100 = 51.0 % of 100 pupils.
 */
#ifndef LEEP_INDICATORS_POOL_H
#define LEEP_INDICATORS_POOL_H

#include "services/indicators/statistics/share.h"

#define POOL_YEARS  3
#define POOL_PUPILS 30

struct pool {
	int64_t figure; /* rounded half away from zero; DECIMAL_NONE: none */
	uint64_t pupils;
	uint32_t years;
};

/* Of `n` years, this one first. */
struct pool pool_of(const struct share *year, size_t n);

#endif
