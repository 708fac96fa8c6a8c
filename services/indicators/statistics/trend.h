/* SPDX-License-Identifier: MIT
 *
 * The trend over three periods that follow each other. Pure; millionths.
 *
 *   trend:    the slope a period of the least-squares line through three figures: (y3 - y1) / 2, in which the middle one
 *             has no part.
 *   interval: 95 %. Where each figure has an interval of sampling, from those of the first and the last by Newcombe's
 *             squares and sums (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10), which keep what is skew in a
 *             Wilson interval; with intervals l to u:
 *
 *                 slope - sqrt((y3 - l3)^2 + (u1 - y1)^2) / 2  to  slope + sqrt((u3 - y3)^2 + (y1 - l1)^2) / 2
 *
 *             Where both reach as far up as down, w, this is slope -+ sqrt(w1^2 + w3^2) / 2. Else from how far the three
 *             lie off the line: the residuals are d/6, -d/3 and d/6 of d = y1 - 2 y2 + y3, with one degree of
 *             freedom; the slope's standard error is |d| / sqrt(12), Student's t is 12.706: slope -+ 3.667906260161692 |d|.
 *             Three figures in one line leave nothing to tell it from: they have no interval, rather than one of no
 *             width, which would claim what nobody knows.
 *   never:    across a definition break, nor for a measure that another has taken over (compare_previous); nor over periods
 *             that share years, such as 2014-16 and 2015-17: what two of them have in common would be taken
 *             for steadiness. Their change is told all the same, as the Interactive Tool does.
 *
 * The slope, and what is taken from it and added to it, are each rounded to the nearest millionth, a half away from zero.
 *
 * Example: 40, 44 and 45: slope 2.5; d = 40 - 88 + 45 = -3, so -+ 11.003719: -8.503719 to 13.503719. With sampling intervals
 * 38 to 42 and 42 to 48 of the first and last: -+ sqrt(3^2 + 2^2) / 2 = 1.802776: 0.697224 to 4.302776.
 */
#ifndef LEEP_INDICATORS_TREND_H
#define LEEP_INDICATORS_TREND_H

#include "common/model/catalogue.h"

#define TREND_PERIODS 3

struct trend_point {
	int64_t figure; /* DECIMAL_NONE: there is none */
	int64_t below; /* how far its interval of sampling reaches down and up from it; DECIMAL_NONE: it has none */
	int64_t above;
};

/* All DECIMAL_NONE: there is no trend; low and high alone: it has no interval. */
struct trend {
	int64_t slope;
	int64_t low;
	int64_t high;
};

/* Of the three points, the earliest first; none when a figure is missing, or when it or its interval cannot be held. */
struct trend trend_of(const struct trend_point point[TREND_PERIODS]);

/* The periods before one of a measure (NULL: not of the catalogue) that can be taken together with it, the latest first;
 * returns how many, at most TREND_PERIODS - 1. */
size_t trend_before(const struct measure *measure, struct period period, struct period *ret);

#endif
