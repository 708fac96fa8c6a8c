/* SPDX-License-Identifier: MIT
 *
 * A line chart as an SVG picture in the page: up to four lines told apart by dashes, markers and a label at the end
 * of each, with colour only as a help. It says in words what it shows. Laid out in whole tenths of a point, so that
 * the same figures draw the same picture everywhere.
 */
#ifndef LEEP_REPORTS_PAPERS_CHART_H
#define LEEP_REPORTS_PAPERS_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buffer.h"
#include "common/model/decimal.h"
#include "common/model/period.h"

/* A longer series loses its oldest years: 40 marks on 300 points are what an eye can tell apart. */
#define CHART_PERIODS_MAX 40
#define CHART_LINES_MAX   4

struct chart_line {
	const char *name;
	int64_t value[CHART_PERIODS_MAX]; /* millionths; DECIMAL_NONE breaks the line */
};

struct chart {
	const char *id; /* unique in the page */
	const char *title;
	const char *unit;
	unsigned decimals; /* of the figures */
	bool percent;
	struct period breaks; /* first period of the definition in force; v 0: unbroken */
	size_t n;
	struct period period[CHART_PERIODS_MAX]; /* ascending */
	size_t n_line;
	struct chart_line line[CHART_LINES_MAX];
};

/* Add a period and the value of each line in it; the oldest gives way when the chart is full. */
void chart_add(struct chart *chart, struct period period, const int64_t value[CHART_LINES_MAX]);

/* In how many periods any line has a value. A chart of fewer than two shows nothing. */
size_t chart_periods(const struct chart *chart);

/* Whether a line of the chart is interrupted by a change of definition. */
bool chart_broken(const struct chart *chart);

/* Whether its vertical axis begins elsewhere than at nought. */
bool chart_truncated(const struct chart *chart);

void chart_svg(const struct chart *chart, struct buffer *out);

#endif
