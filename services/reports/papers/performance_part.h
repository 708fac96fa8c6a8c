/* SPDX-License-Identifier: MIT
 *
 * The parts of the performance report, for performance.c, which puts them in order; and the words they share.
 */
#ifndef LEEP_REPORTS_PAPERS_PERFORMANCE_PART_H
#define LEEP_REPORTS_PAPERS_PERFORMANCE_PART_H

#include "services/reports/papers/performance.h"

/* "Key stage 2" for "ks2"; a phase that has no name here is shown as it is. */
const char *performance_phase(const char *phase);

/* "per cent", "points", "score" or "number". */
const char *performance_unit(const struct measure *measure);

bool performance_is_percent(const struct measure *measure);

/* A number of pupils: a county's less the country's would tell nothing, so neither is it worked out nor drawn. */
bool performance_is_count(const struct measure *measure);
int64_t performance_diff_national(const struct measure *measure, const struct performance_row *row);

/* "academic year", "financial year", ...: what a period of this kind is called. */
const char *performance_period_word(struct period period);

/* The newest row with a figure for the authority; without any, the newest row; NULL when there is no row. */
const struct performance_row *performance_latest(const struct performance_basis *basis);

/* The basis that the paper speaks of first: the main one, unless only the other has figures of the authority. */
const struct performance_basis *performance_first_basis(const struct performance_series *series);

bool performance_superseded(const struct performance_series *series);

bool performance_provisional(const struct performance_paper *paper, uint64_t submission);

/* A link to a measure's section, its title as text. */
void performance_link(struct buffer *out, const struct measure *measure);

/* The text of a row's heading: the period, marked when its source is provisional. */
void performance_period_heading(struct buffer *out, struct period period, bool provisional);

/* The latest figures of every series in force, in one table. */
void performance_glance(struct buffer *out, const struct performance_paper *paper);

/* One series: its chart, its table and its notes. `number` counts the tables of the paper from 1. */
void performance_section(struct buffer *out, const struct performance_paper *paper,
	const struct performance_series *series, size_t number);

/* Its chart, or one for each basis when both have figures for the authority; none of fewer than two periods. */
void performance_charts(struct buffer *out, const struct performance_paper *paper,
	const struct performance_series *series, size_t number);

/* Its table. */
void performance_table(struct buffer *out, const struct performance_paper *paper,
	const struct performance_series *series, size_t number);

/* The rows of both bases side by side, oldest first: start with a zeroed cursor. */
struct performance_cursor {
	size_t main, all;
};
struct performance_pair {
	struct period period;
	const struct performance_row *main; /* NULL: no row of that period */
	const struct performance_row *all;
};
bool performance_next(const struct performance_series *series, struct performance_cursor *cursor,
	struct performance_pair *ret);

/* Which columns of a basis have any figure. */
enum performance_column {
	COLUMN_AUTHORITY,
	COLUMN_NATIONAL,
	COLUMN_NEIGHBOURS,
	COLUMN_DIFF_NATIONAL,
	COLUMN_DIFF_NEIGHBOURS,
	COLUMNS
};
bool performance_has(const struct performance_basis *basis, enum performance_column column);

/* How many columns of the second basis have figures; the others are left out. */
size_t performance_all_columns(const struct performance_series *series);

#endif
