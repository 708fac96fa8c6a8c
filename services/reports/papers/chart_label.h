/* SPDX-License-Identifier: MIT
 *
 * The names at the ends of a chart's lines: broken into short rows, and moved apart where they would cover each
 * other. Used by chart.c only. Lengths are tenths of a point.
 */
#ifndef LEEP_REPORTS_PAPERS_CHART_LABEL_H
#define LEEP_REPORTS_PAPERS_CHART_LABEL_H

#include <stddef.h>

#define LABEL_ROWS_MAX   3
#define LABEL_ROW_HEIGHT 140
#define LABEL_GAP        40

struct chart_label {
	size_t line; /* whose name it is */
	int x_from;  /* end of its line */
	int y_from;
	int y;    /* middle of the name */
	size_t n; /* rows */
	const char *row[LABEL_ROWS_MAX];
	size_t len[LABEL_ROWS_MAX]; /* bytes */
	size_t widest;              /* characters */
};

/* Break `name` at spaces into rows of about sixteen characters; the last takes what is left. */
void chart_label_wrap(const char *name, struct chart_label *label);

/* Order the labels by where their lines end and give each a place between `top` and `bottom`, near its line. */
void chart_label_spread(struct chart_label *label, size_t n, int top, int bottom);

#endif
