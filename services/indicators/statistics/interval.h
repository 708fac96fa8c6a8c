/* SPDX-License-Identifier: MIT
 *
 * 95 % intervals of figures of one year's pupils, z = 1.96. Pure; millionths.
 *
 *   share of pupils: Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927), which
 *             stays within 0 and 100 % and holds for few pupils and for shares near either end:
 *
 *                 (x + z^2/2 -+ z sqrt(x (n - x) / n + z^2/4)) / (n + z^2),  x of n pupils
 *
 *             Pupils are reckoned in 10^-9, the root is rounded to the nearest of those, an end to the nearest
 *             millionth of a percent. Example: 50 of 100: (50 + 1.9208 -+ 1.96 sqrt(25 + 0.9604)) / 103.8416 =
 *             40.3832 % to 59.6168 %. 0 of 10: (1.9208 -+ 1.9208) / 13.8416 = 0 % to 27.7540 %.
 *   progress: score -+ z SD / sqrt(n), as the Department for Education publishes it (Primary and Secondary school
 *             accountability, annexes on confidence intervals); SD is of single pupils' scores in England that year. Half
 *             the width is rounded to the nearest millionth. Example: 2.0 of 30 pupils in key stage 2 reading 2019, SD
 *             6.173584: 1.96 * 6.173584 / 5.477226 = 2.209189, so -0.209189 to 4.209189.
 */
#ifndef LEEP_INDICATORS_INTERVAL_H
#define LEEP_INDICATORS_INTERVAL_H

#include <stdint.h>

/* Both DECIMAL_NONE: there is none. */
struct interval {
	int64_t low;
	int64_t high;
};

/* Of a share in percent; none for a share outside 0 to 100 %, for no pupils, and for more than 10^9. */
struct interval interval_wilson(int64_t percent, uint64_t pupils);

/* Of a mean score; none for no pupils, for more than 10^9, for a score that is none, and where `sd` is DECIMAL_NONE. */
struct interval interval_progress(int64_t score, int64_t sd, uint64_t pupils);

#endif
