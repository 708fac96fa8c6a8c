/* SPDX-License-Identifier: MIT
 *
 * Secondary suppression: can a hidden figure be worked out from what is shown, and what else has to be hidden so that it
 * cannot? Pure; whole numbers only, so that the answer is the same everywhere.
 *
 * What adds up is a sum: over the schools of an authority, or the parts of a group, pupils times figure make the total's
 * pupils times its figure. Whoever reads what is shown knows each shown figure to half a unit of its last decimal and
 * each hidden one to what is possible at all (a share lies from 0 to 100). A sum then says in which interval a hidden
 * figure must lie:
 *
 *     n * x  lies in  N * T +- N * t  -  sum over shown parts of  n_i * (x_i +- t_i)  -  what the other hidden ones allow
 *
 * A hidden figure is revealed when that interval is narrower than one pupil's worth either way: 2 * 100 / n of a share,
 * or all that is possible where that is less; 2 of a count or of anything else. Intervals found by one sum are used in the
 * next until nothing changes, so that a figure that follows in two steps is found as well.
 *
 * Example: an authority of three schools with 4, 60 and 100 pupils publishes 50.0 % of 164, and the two larger show
 * 55.0 % and 48.0 %. The small one has 4 x = 164 * 50 - 60 * 55 - 100 * 48 = 100 with room for
 * 0.05 * (164 + 60 + 100) = 16.2, so x lies from 20.95 to 29.05: 8.1 wide, and one pupil either way is 50: revealed (it is
 * 25 %, one pupil of four). With the school of 60 hidden, whose share may be anything, 4 x lies between -2,613 and 3,413: x
 * may be anything. An authority of 7,000 pupils with 46.1 leaves 0.05 * 14,000 = 700: 175 either way for the same school,
 * so nothing more is hidden there.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_AUDIT_H
#define LEEP_REPORTS_SUPPRESSION_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No end: the figure may be anything on that side. */
#define AUDIT_LEAST INT64_MIN
#define AUDIT_MOST  INT64_MAX

/* Figures are millionths of their unit. */
struct audit_cell {
	int64_t shown;       /* the figure as it stands, when `told` */
	int64_t value;       /* the nearest that shown operands say of what it stands for, else the same */
	int64_t tolerance;   /* how far that may be from what it stands for */
	int64_t least, most; /* what is possible */
	int64_t need;        /* revealed when known to less than this */
	uint64_t pupils;     /* the smallest is hidden first */
	bool told;           /* the value is known to LEEP */
	bool hidden;
	bool secret; /* hidden for its own sake, not for another's */
	bool last;   /* a total: only hidden when no part is left */
	int64_t low, high; /* what may be known of it; the audit's own */
};

struct audit_term {
	uint32_t cell;
	int64_t weight; /* pupils, or 1; negative for the total */
};

/* Weights times figures add up to nothing. */
struct audit_sum {
	size_t n;
	const struct audit_term *term;
	int64_t slack;              /* pupils of whom no cell tells */
	int64_t slack_low, slack_high; /* what is possible for them; times `slack` */
	bool off;   /* the figures contradict it; the audit's own */
	bool exact; /* made of the figures as they stand, such as a total that LEEP worked out itself */
};

/* Hide cells until no secret one is revealed. Sums that the figures themselves contradict are left out. The next to be
 * hidden is the part with the fewest pupils, the first of equals. */
void audit_protect(struct audit_cell *cell, size_t n, struct audit_sum *sum, size_t n_sums);

#endif
