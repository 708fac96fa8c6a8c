/* SPDX-License-Identifier: MIT
 *
 * An authority beside its comparators. Pure; millionths.
 *
 *   difference:       authority - comparator, from the figures as held (percentage points for percentages).
 *   neighbours' mean: simple mean of the statistical neighbours that have a figure, as the Local Authority Interactive
 *                     Tool takes it. Example: 60, 62 and none give 61 of 2.
 *   rank:             1 + how many neighbours are better; ties share the better rank; of = neighbours with a figure
 *                     + 1. Better is higher or lower as the measure's polarity says; without one there is no rank.
 */
#ifndef LEEP_INDICATORS_COMPARE_H
#define LEEP_INDICATORS_COMPARE_H

#include <stddef.h>
#include <stdint.h>

#include "common/model/catalogue.h"

/* DECIMAL_NONE when either is, or when it cannot be held. */
int64_t compare_difference(int64_t figure, int64_t comparator);

/* Mean of those that are not DECIMAL_NONE, rounded half away from zero; DECIMAL_NONE when there is none. */
int64_t compare_mean(const int64_t *figures, size_t n);

struct rank {
	uint32_t rank; /* 0: none */
	uint32_t of;
};

struct rank compare_rank(int64_t figure, const int64_t *others, size_t n, enum polarity polarity);

#endif
