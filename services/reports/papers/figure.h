/* SPDX-License-Identifier: MIT
 *
 * Figures and differences as papers print them: the decimals of the publication, a true minus sign, commas between
 * thousands, and a dash with the reason where there is none.
 */
#ifndef LEEP_REPORTS_PAPERS_FIGURE_H
#define LEEP_REPORTS_PAPERS_FIGURE_H

#include "services/reports/papers/performance.h"

struct figure_text {
	char text[96];
};

static inline bool figure_present(const struct figure *figure)
{
	return figure->m != DECIMAL_NONE;
}

/* In millionths; DECIMAL_NONE when there is none or it is beyond what a chart can show (AXIS_MAX). */
int64_t figure_micro(const struct figure *figure);

/* "1,234.5", "−0.52"; "" when there is none. */
const char *figure_print(const struct figure *figure, struct figure_text *out);

/* A difference of two figures, in millionths: "+12", "−1.1", "0.0", with the decimals of the finer figure. */
const char *figure_difference_print(
	int64_t diff, const struct figure *a, const struct figure *b, struct figure_text *out);

/* The cell of a table, from <td> to </td>. NULL: no figure. */
void figure_cell(struct buffer *out, const struct figure *figure);
void figure_difference_cell(struct buffer *out, int64_t diff, const struct figure *a, const struct figure *b);

#endif
