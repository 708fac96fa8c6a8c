/* SPDX-License-Identifier: MIT
 *
 * Hidden figures that several sums determine together, although none of them has a single hidden one: a and b, b and c, a
 * and c add up to something, so all three are known. Pure: Gaussian elimination in whole numbers modulo a prime, which
 * finds what fractions would, but for a chance of one in 10^18.
 *
 * Example: hidden girls and boys of two schools, with both schools' totals and both groups', leave one number free; a
 * hidden figure that lies on no such ring of sums is determined.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_SOLVE_H
#define LEEP_REPORTS_SUPPRESSION_SOLVE_H

#include "common/base/arena.h"
#include "services/reports/suppression/audit.h"

/* Hidden figures that hang together, at most: 2 n^2 numbers of 8 bytes are 2.5 MB, n^3 steps a fifth of a second. A larger
 * knot has only the intervals of the audit to guard it. */
#define SOLVE_MAX 400

/* Set `ret` of the hidden cells that sums tight enough to tell a pupil determine, in knots where LEEP itself hides some.
 * ERR_NOMEM. */
int solve_determined(struct arena *arena, const struct audit_cell *cell, size_t n,
	const struct audit_sum *sum, size_t n_sums, bool *ret);

#endif
