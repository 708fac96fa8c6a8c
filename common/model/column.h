/* SPDX-License-Identifier: MIT
 *
 * A column: one measure, period, pupil group and parent area, with one cell for each area under it. The arrays run
 * in parallel; an array that is NULL says the same of every cell, as noted. Columns are what travels and what is
 * stored. See proto/leep/observation.proto.
 */
#ifndef LEEP_MODEL_COLUMN_H
#define LEEP_MODEL_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "common/model/area.h"
#include "common/model/decimal.h"
#include "common/model/period.h"

/* Why a cell has no value; never 0 for a value. */
enum flag {
	FLAG_PRESENT,
	FLAG_SUPPRESSED,     /* too few pupils to publish: SUPP, c */
	FLAG_NO_ENTRIES,     /* NE: nobody was entered */
	FLAG_NOT_APPLICABLE, /* NA, z */
	FLAG_LOW_COVERAGE,   /* LOWCOV */
	FLAG_NOT_PUBLISHED,  /* NP */
	FLAG_MISSING,        /* -, x, blank where others have values */
	FLAGS
};

/* "", "suppressed", "no entries", ... */
const char *flag_text(enum flag flag);

/* Cells in one column: an authority has at most some 1,500 establishments, open and closed; England about 170
 * authorities and regions. A cell takes at most 60 bytes as an observation and 110 more as an indicator, so that the
 * fullest column is 850 KB and fits one message. */
#define COLUMN_CELLS_MAX 5000

/* Pupils behind one figure, of whom England has nine million. With this a figure weighted by its pupils stays within 128
 * bits when those of 400 columns are added (2^63 * 10^12 * 5000 * 400 < 2^127), and pupils in millionths within 64. */
#define COHORT_MAX UINT64_C(1000000000000)

#define MEASURE_ID_MAX 64
#define GROUP_ID_MAX   64

struct column {
	const char *measure;
	struct period period;
	const char *group; /* "all" */
	struct area parent;
	unsigned scale; /* of value, low and high */
	size_t n;
	uint32_t *area;       /* struct area, ascending, each once */
	int64_t *value;       /* DECIMAL_NONE where flagged */
	uint32_t *decimals;   /* NULL: scale */
	uint32_t *flag;       /* NULL: all present */
	uint64_t *cohort;     /* NULL, 0: not known */
	int64_t *low;         /* NULL, DECIMAL_NONE: no interval */
	int64_t *high;        /* NULL when low is */
	uint32_t *row;        /* NULL: not known */
	char **source_column; /* names of the file's columns that values came from */
	size_t n_source_column;
	uint32_t *column_of;  /* NULL: all from the first */
	uint64_t *submission; /* NULL: all from the event's */
};

static inline enum flag column_flag(const struct column *column, size_t i)
{
	return column->flag == NULL ? FLAG_PRESENT : (enum flag)column->flag[i];
}

static inline unsigned column_decimals(const struct column *column, size_t i)
{
	return column->decimals == NULL ? column->scale : column->decimals[i];
}

/* The file's column that cell `i` came from; "" when not known. */
const char *column_source(const struct column *column, size_t i);

/* Position of an area, or -1. */
ptrdiff_t column_find(const struct column *column, struct area area);

#endif
