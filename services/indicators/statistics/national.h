/* SPDX-License-Identifier: MIT
 *
 * Where an authority stands among all authorities of England. Pure; figures in one unit, whole numbers, so that no
 * place depends on rounding. The authorities' figures are sorted once a column, and each place is a search in them.
 * As the Local Authority Interactive Tool of the Department for Education has it (its R/fn_analysis.R), so that its
 * users find the same numbers; the percentile is the council's, whose charts say "100% = best performing LA".
 *
 *   rank:       1 + how many authorities are better; ties share the better rank. Missing figures are not counted.
 *   percentile: 100 * (N - rank + 1) / N of the N authorities with a figure: the best has 100.
 *   quartile:   1 (band A) to 4 (band D), by the bounds that R's quantile() gives (type 7): with the figures x[0] to
 *               x[N - 1] ascending, the bound k of 3 is at (N - 1) * k / 4, between two figures where that is no whole
 *               number. A figure at a bound belongs below it. Low is good: A up to the first bound, D beyond the
 *               third; high is good: the other way round. A figure of the sample is at or below a bound between two
 *               just when it is at or below the lower of them, so that nothing is ever interpolated.
 *
 * Example, high is good: 40, 50, 50, 60, 70 have the ranks 5, 3, 3, 2, 1, the percentiles 20, 60, 60, 80, 100, the
 * bounds x[1] = 50, x[2] = 50, x[3] = 60, and so the quartiles 4 (D), 4, 4, 2 (B), 1 (A).
 */
#ifndef LEEP_INDICATORS_NATIONAL_H
#define LEEP_INDICATORS_NATIONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/model/catalogue.h"

/* Fewer authorities with a figure cannot be put into four bands. */
#define NATIONAL_QUARTILES_MIN 4

/* Can `n` authorities be ranked? Not when neither end is good, nor when one is alone. */
bool national_ranks(size_t n, enum polarity polarity);

/* Sort figures ascending, in place; `room` is for as many. None of them may be DECIMAL_NONE. */
void national_sort(int64_t *figures, int64_t *room, size_t n);

/* The rank of one of the `n` sorted figures; 0 where national_ranks says no. */
uint32_t national_rank(const int64_t *sorted, size_t n, int64_t figure, enum polarity polarity);

/* In millionths, rounded half away from zero; 0: none, as rank or n is 0. */
uint32_t national_percentile(uint32_t rank, size_t n);

/* 1 to 4; 0 where national_ranks says no, or there are too few. */
uint32_t national_quartile(const int64_t *sorted, size_t n, int64_t figure, enum polarity polarity);

#endif
