/* SPDX-License-Identifier: MIT
 *
 * The arithmetic of published tables, checked: differences against their operands, parts against totals, rows that
 * slipped a column, tails that were filled down. Pure functions on exact decimals; arithmetic.c feeds them. Each rule
 * was measured on the tables of a real report, including what a simpler rule would flag wrongly there.
 */
#ifndef LEEP_INGEST_CHECKS_H
#define LEEP_INGEST_CHECKS_H

#include <stdbool.h>

#include "common/model/decimal.h"
#include "common/model/period.h"
#include "services/ingest/checks/findings.h"

/* Columns of figures in one table that take part in checks, differences, and parts of one total. */
#define CHECK_COLUMNS_MAX     32
#define CHECK_DIFFERENCES_MAX 16
#define CHECK_TOTALS_MAX      16
#define CHECK_PARTS_MAX       16

enum check_state {
	CHECK_BLANK,   /* nothing stands there */
	CHECK_PRESENT, /* a figure */
	CHECK_OTHER,   /* a word for a missing figure: said, not forgotten */
};

struct check_figure {
	enum check_state state;
	bool percent; /* written with a percent sign */
	struct decimal value;
};

/* Numbers of columns in the layout. */
struct check_difference {
	size_t column, of, minus;
};

struct check_total {
	size_t column, n;
	size_t part[CHECK_PARTS_MAX];
};

/* The columns of figures of a table, in the order of the file. */
struct check_layout {
	size_t n;
	const char *name[CHECK_COLUMNS_MAX];
	int position[CHECK_COLUMNS_MAX];
	size_t n_differences;
	struct check_difference difference[CHECK_DIFFERENCES_MAX];
	size_t n_totals;
	struct check_total total[CHECK_TOTALS_MAX];
	bool series; /* a row is a year: then these three are columns, too */
	size_t local, national, neighbours;
};

struct check_row {
	uint32_t row;
	const char *label;            /* what the row is about, for the sentence; may be "" */
	const char *measure;          /* of a series, with the basis it is counted on; "" */
	const char *basis;            /* as the file writes it; "" */
	struct period period;         /* of a series */
	bool percent;                 /* its figures are percentages of something, from 0 to 100 */
	const char *realigned;        /* what the file says of a row that had slipped and was put right; "" */
	bool shifted;                 /* found to be a column off: nothing else is said of it */
	bool stuck;                   /* part of a stuck tail */
	struct check_figure figure[]; /* as many as the layout has */
};

/* Rows of one series, oldest first; or all rows of a table without series, as they stand. */
struct check_group {
	const struct check_layout *layout;
	struct check_row *const *row;
	size_t n;
};

/* A row whose figures satisfy the differences only one or two columns further left or right. Marks it. */
void check_shifts(const struct check_group *group, struct findings *findings);

/* A row that the file says was put right after it had slipped: what it says, at `place`, and what speaks for it. `lost` is
 * the basis of a figure that the year before has and this one lacks, or "". */
void check_realigned(const struct check_layout *layout, const struct check_row *row,
	struct finding_place place, const char *lost, struct findings *findings);

/* National, neighbours and every difference the same for three years in a row or more, while the authority moves. Each
 * alone happens by chance; together they were filled down. Marks the rows. */
void check_stuck_tail(const struct check_group *group, struct findings *findings);

/* Each published difference against its operands: beyond half a unit of what is displayed it is wrong. */
void check_differences(const struct check_group *group, struct findings *findings);

/* National and neighbours the same for four years in a row or more, in figures with decimals. In whole percentages
 * that happens by chance. */
void check_same_columns(const struct check_group *group, struct findings *findings);

/* An authority, nation or neighbours missing in a year after the series had it; `before` is the series whose place this
 * one took in `since` (NULL: none), whose comparators it should carry on. What never was there is not missed. */
void check_operands(const struct check_group *group, const struct check_group *before, struct period since,
	struct findings *findings);

/* Totals in the row of their parts. Percentages are no parts. */
void check_totals(const struct check_group *group, struct findings *findings);

/* A total and its parts in rows of their own, in column `column` of the layout. */
void check_sum(const struct check_layout *layout, size_t column, const struct check_row *total,
	struct check_row *const *part, size_t n, struct findings *findings);

/* Where a figure of the row stands. */
static inline struct finding_place check_place(
	const struct check_layout *layout, const struct check_row *row, size_t column)
{
	return (struct finding_place){row->row, layout->position[column], layout->name[column]};
}

/* "ks4.ebacc 2012/13" or the label; with ": " behind it, or "" when the row has none. */
struct check_label {
	char text[200];
};
const char *check_label(const struct check_row *row, struct check_label *out);

/* The figure as published. */
static inline const char *check_print(const struct check_figure *figure, struct decimal_text *out)
{
	return decimal_print(figure->value.m, figure->value.scale, figure->value.scale, out);
}

/* Do the two rows stand for years that follow each other? */
bool check_follows(const struct check_row *earlier, const struct check_row *later);

/* Are both there, and equal? */
bool check_equal(const struct check_figure *a, const struct check_figure *b);

#endif
