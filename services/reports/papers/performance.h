/* SPDX-License-Identifier: MIT
 *
 * The performance report: every series of an authority as a table and a chart beside its comparators, as an HTML
 * page that can be read aloud, printed and kept. Pure: what it is given, it lays out; read.c gathers.
 */
#ifndef LEEP_REPORTS_PAPERS_PERFORMANCE_H
#define LEEP_REPORTS_PAPERS_PERFORMANCE_H

#include "common/base/buffer.h"
#include "common/model/catalogue.h"
#include "common/model/column.h"
#include "services/reports/papers/sources.h"

/* A figure as published: m * 10^-scale shown with `decimals`; or none, with the reason in `flag`. */
struct figure {
	int64_t m; /* DECIMAL_NONE: none */
	unsigned scale;
	unsigned decimals;
	enum flag flag;
};

struct performance_row {
	struct period period;
	struct figure authority;
	struct figure national;
	struct figure neighbours;
	int64_t diff_national; /* millionths; DECIMAL_NONE */
	int64_t diff_neighbours;
	uint64_t submission; /* that the authority's figure came from */
};

/* The rows of one measure on one basis, oldest first. */
struct performance_basis {
	const char *basis; /* "maintained schools", "state-funded schools", "all institutions" */
	size_t n;
	struct performance_row *row;
};

/* One table of the paper. A measure counted on two bases has both here. */
struct performance_series {
	const struct measure *measure; /* title, phase, unit, decimals, polarity, superseded_by */
	struct performance_basis main;
	struct performance_basis all; /* n 0: one basis only */
};

struct performance_paper {
	uint32_t authority;
	const char *authority_name;
	struct period period;      /* up to which series are shown */
	const char *as_of;         /* date and time up to which what was learned counts */
	const char *neighbour_set; /* "November 2013"; "" when none is known */
	size_t n_neighbours;
	const char **neighbour; /* names */
	size_t n_series;
	struct performance_series *series; /* in the order of the paper; phases are contiguous */
	size_t n_sources;
	struct paper_source *source;
};

/* Append the page to `out`. ERR_LIMIT when it outgrows the buffer. */
int performance_html(const struct performance_paper *paper, struct buffer *out);

#endif
