/* SPDX-License-Identifier: MIT
 *
 * An authority's figure worked out from its schools, and the nation's from its authorities. Pure; whole numbers only.
 *
 *   mean: sum of value * cohort / sum of cohort, over schools with a figure and a known cohort (pupils at the end
 *         of the key stage; for Progress 8 the pupils it counts). A school with no entries counts as 0 where the
 *         catalogue says so, as the Department for Education does for Attainment 8 and the basics.
 *   sum:  sum of the values.
 *
 * Example: two schools with 46.0 for 100 pupils and 50.0 for 300 give (4,600 + 15,000) / 400 = 49.0.
 * A school whose figure is suppressed is counted as hidden, with its pupils as far as they are told, so that the coverage
 * can be told. Example: with a third school of 5 pupils whose figure is suppressed it is still 49.0, of 400 pupils in 2
 * schools, and 5 pupils in 1 school are hidden.
 */
#ifndef LEEP_INDICATORS_WORKED_H
#define LEEP_INDICATORS_WORKED_H

#include "common/model/catalogue.h"
#include "common/model/column.h"

struct worked {
	__int128 weighted; /* millionths times pupils; for sums, millionths */
	uint64_t cohort;
	uint32_t schools;
	uint32_t hidden;
	uint64_t hidden_cohort;
};

/* Count one school, the cell `i` of its column. */
void worked_add_school(
	struct worked *worked, const struct measure *measure, const struct column *schools, size_t i);

/* What the schools of one column add up to. */
struct worked worked_from_schools(const struct measure *measure, const struct column *schools);

/* Do both say the same? */
bool worked_same(const struct worked *a, const struct worked *b);

/* Totals merge: the nation is the sum of its authorities. */
void worked_add(struct worked *total, const struct worked *part);

/* Millionths; DECIMAL_NONE when nothing counts, or a sum is beyond what can be held. */
int64_t worked_figure(const struct measure *measure, const struct worked *worked);

#endif
