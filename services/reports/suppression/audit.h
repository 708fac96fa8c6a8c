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
 * A hidden figure is revealed when fewer than two numbers of pupils remain possible: fewer than two multiples of 100 / n
 * lie in the interval of a share, fewer than two whole numbers in that of a count; so always when it is narrower than one
 * pupil's worth. A mean has no such steps: it is revealed when known to less than one unit either way. Intervals found by
 * one sum are used in the next until nothing changes, so that a figure that follows in several steps is found as well; and
 * what is hidden for another's sake is guarded alike, because the other would follow from it.
 *
 * Example: an authority of three schools with 4, 60 and 100 pupils publishes 50.0 % of 164, and the two larger show
 * 55.0 % and 48.0 %. The small one has 4 x = 164 * 50 - 60 * 55 - 100 * 48 = 100 with room for
 * 0.05 * (164 + 60 + 100) = 16.2, so x lies from 20.95 to 29.05, where 25 % is the only share that four pupils can have:
 * revealed. With the school of 60 hidden, whose share may be anything, 4 x lies between -2,613 and 3,413: x
 * may be anything. An authority of 7,000 pupils with 46.1 leaves 0.05 * 14,000 = 700: 175 either way for the same school,
 * so nothing more is hidden there.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_AUDIT_H
#define LEEP_REPORTS_SUPPRESSION_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"

/* No end: the figure may be anything on that side. */
#define AUDIT_LEAST INT64_MIN
#define AUDIT_MOST  INT64_MAX

/* Figures are millionths of their unit. */
struct audit_cell {
	int64_t shown;       /* the figure as it stands, when `told` */
	int64_t value;       /* the nearest that shown operands say of what it stands for, else the same */
	int64_t rounding;    /* half a unit of the last decimal */
	int64_t tolerance;   /* how far that may be from what it stands for */
	int64_t least, most; /* what is possible */
	int64_t whole;   /* possible are multiples of whole / steps; 0: it is a mean, of which any value is */
	uint64_t steps;  /* 100 % and the pupils of a share, 1 and 1 of a count */
	uint64_t pupils; /* the smallest is hidden first */
	bool told;       /* the value is known to LEEP */
	bool hidden;
	bool secret; /* must not be revealed: small, or hidden by the audit; not what its source hid for another's sake */
	bool own;          /* LEEP knows it to be small, or it is hidden for such a one */
	bool last;         /* a total: only hidden when no part is left */
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
	int64_t slack;                 /* pupils of whom no cell tells */
	int64_t slack_low, slack_high; /* what is possible for them; times `slack` */
	bool off;                      /* the figures contradict it; the audit's own */
	bool exact; /* made of the figures as they stand, such as a total that LEEP worked out itself */
};

/* Hide cells until no secret one is revealed. Sums that the figures themselves contradict are left out. The next to be
 * hidden is the part with the fewest pupils, the first of equals. ERR_NOMEM. */
int audit_protect(
	struct arena *arena, struct audit_cell *cell, size_t n, struct audit_sum *sum, size_t n_sums);

#endif
