/* SPDX-License-Identifier: MIT
 *
 * An authority beside its comparators. Pure; millionths.
 *
 *   difference:       authority - comparator, from the figures as held (percentage points for percentages):
 *                     indicator_difference, wherever it is shown.
 *   neighbours' mean: simple mean of the statistical neighbours that have a figure, as the Local Authority Interactive
 *                     Tool takes it. Example: 60, 62 and none give 61 of 2.
 *   pooled mean:      the same neighbours' pupils taken together, as others do who hold the pupils. From numerators and
 *                     denominators: k * sum of numerators / sum of denominators, k being the power of ten that makes
 *                     each figure of its parts (100 for a percentage), where just one does. Else, for a mean of pupils:
 *                     sum of figure * cohort / sum of cohort. None where a neighbour that has a figure lacks what is
 *                     needed, or its parts do not make its figure. Example: 60.0 % of 1,000 (600) and 80.0 % of 3,000
 *                     (2,400) have the simple mean 70 and together 100 * 3,000 / 4,000 = 75.
 *   rank:             1 + how many neighbours are better; ties share the better rank; of = neighbours with a figure
 *                     + 1. Better is higher or lower as the measure's polarity says; without one there is no rank.
 *                     Example, high is good: 50 beside 50, 60, none, 40 and 50 is 2 of 5, and 61 is 1 of 5.
 *   change:           figure - the area's own figure of the period before, only where the two are consecutive
 *                     (period_previous), as the Interactive Tool takes it. Nothing is compared across a definition
 *                     break (the catalogue's `breaks`), nor when another measure has taken over (`superseded_from`).
 *                     A year to date (`year: to-date`) is compared with no other; a week of it is, with the week before.
 *                     Example: with breaks 2016/17 there is no change in 2016/17, and one in 2017/18.
 */
#ifndef LEEP_INDICATORS_COMPARE_H
#define LEEP_INDICATORS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/model/catalogue.h"
#include "common/model/period.h"

/* Mean of those that are not DECIMAL_NONE, rounded half away from zero; DECIMAL_NONE when there is none. */
int64_t compare_mean(const int64_t *figures, size_t n);

/* An area's figure and the pupils behind it. */
struct pupils {
	int64_t figure;                 /* millionths; DECIMAL_NONE: the area does not count */
	int64_t numerator, denominator; /* in one unit throughout; DECIMAL_NONE: not known */
	uint64_t cohort;                /* 0: not known */
	unsigned decimals;              /* of the figure, as published */
};

/* In millionths, rounded half away from zero; DECIMAL_NONE when the pupils cannot be taken together. `mean`: the figure is
 * one of its cohort's pupils, so that cohorts will do. */
int64_t compare_pooled(const struct pupils *pupils, size_t n, bool mean);

struct rank {
	uint32_t rank; /* 0: none */
	uint32_t of;
};

struct rank compare_rank(int64_t figure, const int64_t *others, size_t n, enum polarity polarity);

/* The period with which one of a measure (NULL: not of the catalogue) is compared; false when there is none. */
bool compare_previous(const struct measure *measure, struct period period, struct period *ret);

#endif
