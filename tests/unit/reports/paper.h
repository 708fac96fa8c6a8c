/* SPDX-License-Identifier: MIT
 *
 * A small performance report to test with: one series of whole percentages with a gap, one of two bases with
 * decimals, one superseded; names that HTML has to escape.
 */
#ifndef LEEP_TESTS_REPORTS_PAPER_H
#define LEEP_TESTS_REPORTS_PAPER_H

#include "services/reports/papers/performance.h"

#define PAPER_ROWS_MAX 8

struct paper {
	struct performance_paper paper;
	struct measure measure[3];
	struct performance_series series[3];
	struct performance_row row[3][2][PAPER_ROWS_MAX];
	struct paper_source source[2];
	const char *neighbour[2];
};

static inline struct figure figure_none(enum flag flag)
{
	struct figure figure = {DECIMAL_NONE, 0, 0, flag};

	return figure;
}

/* 745 with one decimal is 74.5. */
static inline struct figure figure_of(int64_t m, unsigned decimals)
{
	struct figure figure = {m, decimals, decimals, FLAG_PRESENT};

	return figure;
}

static inline int64_t difference(struct figure a, struct figure b)
{
	int64_t x, y;

	if (a.m == DECIMAL_NONE || b.m == DECIMAL_NONE || !decimal_rescale(a.m, a.scale, MICRO_SCALE, &x) ||
		!decimal_rescale(b.m, b.scale, MICRO_SCALE, &y))
		return DECIMAL_NONE;
	return x - y;
}

static inline void paper_row(struct performance_basis *basis, unsigned year, struct figure authority,
	struct figure national, struct figure neighbours)
{
	struct performance_row *row = &basis->row[basis->n++];

	row->period = period_make(PERIOD_ACADEMIC, year, 0);
	row->authority = authority;
	row->national = national;
	row->neighbours = neighbours;
	row->diff_national = difference(authority, national);
	row->diff_neighbours = difference(authority, neighbours);
	row->submission = year < 2013 ? 1 : 2;
}

static inline void paper_measure(struct paper *p, size_t i, const char *id, const char *title,
	const char *phase, const char *unit, unsigned decimals, const char *basis)
{
	struct measure *measure = &p->measure[i];

	measure->id = id;
	measure->title = title;
	measure->phase = phase;
	measure->unit = unit;
	measure->decimals = decimals;
	measure->polarity = POLARITY_HIGH;
	measure->superseded_by = "";
	measure->breaks = "";
	measure->source = "a paper of 2013";
	p->series[i].measure = measure;
	p->series[i].main.basis = basis;
	p->series[i].main.row = p->row[i][0];
	p->series[i].all.basis = "all institutions";
	p->series[i].all.row = p->row[i][1];
}

static inline void paper_make(struct paper *p)
{
	static const char sha256[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	struct figure none = figure_none(FLAG_MISSING);
	struct performance_basis *basis;

	*p = (struct paper){0};
	paper_measure(p, 0, "ks2.old", "Key Stage 2 English & Maths <4+>", "ks2", "percent", 0,
		"maintained schools");
	p->measure[0].superseded_by = "ks2.rwm";
	basis = &p->series[0].main;
	paper_row(basis, 2011, figure_of(75, 0), figure_of(74, 0), none);
	paper_row(basis, 2012, figure_of(80, 0), figure_of(79, 0), figure_of(79, 0));

	paper_measure(
		p, 1, "ks2.rwm", "Reading, \"writing\" and maths", "ks2", "percent", 0, "maintained schools");
	basis = &p->series[1].main;
	paper_row(basis, 2009, figure_of(60, 0), figure_of(48, 0), figure_of(60, 0));
	paper_row(basis, 2010, figure_of(61, 0), figure_of(50, 0), figure_of(62, 0));
	paper_row(basis, 2011, figure_none(FLAG_SUPPRESSED), figure_of(52, 0), figure_of(63, 0));
	paper_row(basis, 2012, figure_of(63, 0), figure_of(54, 0), figure_of(64, 0));
	paper_row(basis, 2013, figure_of(64, 0), figure_of(56, 0), figure_of(65, 0));

	paper_measure(p, 2, "ks5.points", "Points per candidate", "ks5", "points", 1, "state-funded schools");
	basis = &p->series[2].main;
	paper_row(basis, 2012, figure_of(7522, 1), figure_of(7805, 1), figure_of(7838, 1));
	paper_row(basis, 2013, figure_of(7594, 1), figure_of(7594, 1), figure_of(7583, 1));
	basis = &p->series[2].all;
	paper_row(basis, 2011, figure_of(7039, 1), figure_of(7459, 1), none);
	paper_row(basis, 2013, figure_of(10953, 1), figure_of(7091, 1), none);

	p->source[0] = (struct paper_source){1, "a&b.csv", "tables", "", "11 November 2013, 09:30", sha256};
	p->source[1] =
		(struct paper_source){2, "late.csv", "tables", "provisional", "12 November 2013", sha256};
	p->neighbour[0] = "Essex";
	p->neighbour[1] = "Kent";
	p->paper = (struct performance_paper){.authority = 855,
		.authority_name = "Leicestershire & Rutland",
		.period = period_make(PERIOD_ACADEMIC, 2013, 0),
		.as_of = "30 November 2013, 12:00",
		.neighbour_set = "November 2013",
		.n_neighbours = 2,
		.neighbour = p->neighbour,
		.n_series = 3,
		.series = p->series,
		.n_sources = 2,
		.source = p->source};
}

#endif
