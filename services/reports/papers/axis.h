/* SPDX-License-Identifier: MIT
 *
 * The scale of a chart: where its vertical axis begins and ends, and the round numbers marked on it. Whole
 * millionths throughout.
 */
#ifndef LEEP_REPORTS_PAPERS_AXIS_H
#define LEEP_REPORTS_PAPERS_AXIS_H

#include <stdbool.h>
#include <stdint.h>

/* 10^10, more than any figure that decimal_parse accepts. */
#define AXIS_MAX INT64_C(10000000000000000)

struct axis {
	int64_t low; /* multiples of step */
	int64_t high;
	int64_t step;
	unsigned decimals; /* that the marks need */
};

/* An axis for figures from `least` to `most`, which have `decimals` decimals. Figures that lie close together are
 * given room, so that a change of one unit does not look like a cliff; `percent` keeps within 0 to 100 where the
 * figures do. */
void axis_fit(int64_t least, int64_t most, unsigned decimals, bool percent, struct axis *ret);

#endif
