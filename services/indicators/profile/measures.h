/* SPDX-License-Identifier: MIT
 *
 * The measures that the profile is told as: which counts each of them is made of. Their titles, polarity and decimals are in
 * the catalogue, under the same ids. Pure.
 *
 * percent: 100 * count / of, in millionths, rounded half away from zero; count and `of` go with it, so that shares can be
 * pooled. count: the count itself, told wherever `of` is not 0.
 */
#ifndef LEEP_INDICATORS_PROFILE_MEASURES_H
#define LEEP_INDICATORS_PROFILE_MEASURES_H

#include "common/model/column.h"
#include "services/indicators/profile/tally.h"

struct profile_measure {
	char id[MEASURE_ID_MAX];
	enum tally_count count;
	enum tally_count of;
	bool percent;
	unsigned groups; /* it is told of the groups below this number */
};

/* Ten of the headline frame, then sub-judgements (how many, and a share an area), then report cards (how many, safeguarding,
 * and the words of each area). */
#define PROFILE_MEASURES (10 + 1 + SUB_AREAS + 2 + CARD_AREAS * CARD_WORDS)

/* Measure `i` below PROFILE_MEASURES. */
void profile_measure(size_t i, struct profile_measure *ret);

/* The figure of an area: in millionths for a share, whole for a count; DECIMAL_NONE when `of` is 0. */
int64_t profile_figure(const struct profile_measure *measure, const struct tally *tally);

#endif
