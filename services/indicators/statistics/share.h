/* SPDX-License-Identifier: MIT
 *
 * A figure before it was rounded, and its pupils. Pure; millionths.
 *
 * Where numerator and denominator are published and bear the figure out, as 100 times their quotient for a percentage or
 * as the quotient itself for a mean, less than one unit of its last decimal away, the quotient stands for the figure, and
 * the denominator, where it is whole, for its pupils. Else the figure as published and its cohort do.
 *
 * Example: 28.9 with 157 of 543 is 28.913444 of 543 pupils. 28.9 with 157 of 500 (31.4) stays 28.9.
 */
#ifndef LEEP_INDICATORS_SHARE_H
#define LEEP_INDICATORS_SHARE_H

#include "common/model/column.h"

struct share {
	int64_t figure;  /* rounded half away from zero; DECIMAL_NONE when the cell has none */
	uint64_t pupils; /* 0: not known */
};

struct share share_of(const struct column *figures, size_t i);

#endif
