/* SPDX-License-Identifier: MIT
 *
 * A column: one measure, period, pupil group and parent area, with one cell for each area under it. The arrays run
 * in parallel; an array that is NULL says the same of every cell, as noted. Columns are what travels and what is
 * stored. See proto/leep/observation.proto.
 */
#ifndef LEEP_MODEL_COLUMN_H
#define LEEP_MODEL_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/model/area.h"
#include "common/model/array.h"
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
	FLAG_NEW,            /* NEW: the school is too new to have one */
	FLAG_NOT_SUPPLIED,   /* DNS: the school did not give one */
	FLAG_ROUNDS_TO_ZERO, /* low, k: more than nothing, and would be printed as 0 */
	FLAG_UNRELIABLE,     /* u: too few cases to be relied on */
	FLAGS
};

/* "", "suppressed", "no entries", ... */
const char *flag_text(enum flag flag);

/* Cells in one column: an authority has at most some 1,500 establishments, open and closed; England about 170
 * authorities and regions. A cell takes at most 80 bytes as an observation and 220 more as an indicator, so that the
 * fullest column is 900 KB and fits one message. */
#define COLUMN_CELLS_MAX 3000

/* Pupils behind one figure, of whom England has nine million. With this a figure weighted by its pupils stays within 128
 * bits when those of 400 columns are added (2^63 * 10^12 * 4500 * 400 < 2^127), and pupils in millionths within 64. */
#define COHORT_MAX UINT64_C(1000000000000)

/* Of a measure and of a pupil group, the end counted. A measure of a statistics file is named after file and column; a
 * group after every distinction the file makes. */
#define MEASURE_ID_MAX 128
#define GROUP_ID_MAX   128

struct column {
	const char *measure;
	struct period period;
	const char *group; /* "all" */
	struct area parent;
	unsigned scale; /* of value, low, high, numerator and denominator */
	bool told_again; /* of a year before the file's own, told beside it: that year's own file knows better */
	size_t n;
	uint32_t *area;     /* struct area, ascending, each once */
	int64_t *value;     /* DECIMAL_NONE where flagged */
	uint32_t *decimals; /* NULL: scale */
	uint32_t *flag;     /* NULL: all present */
	uint64_t *cohort;   /* NULL, 0: not known */
	int64_t *low;       /* NULL, DECIMAL_NONE: no interval */
	int64_t *high;      /* NULL when low is */
	int64_t *numerator; /* as published beside the value; NULL, DECIMAL_NONE: none */
	int64_t *denominator;
	uint32_t *row;        /* NULL: not known */
	char **source_column; /* names of the file's columns that values came from */
	size_t n_source_column;
	uint32_t *column_of;  /* NULL: all from the first */
	uint64_t *submission; /* NULL: all from the event's */
	uint16_t *index;      /* for column_find; NULL: it searches. Never stored or sent */
};

static inline enum flag column_flag(const struct column *column, size_t i)
{
	return column->flag == NULL ? FLAG_PRESENT : (enum flag)column->flag[i];
}

static inline unsigned column_decimals(const struct column *column, size_t i)
{
	return column->decimals == NULL ? column->scale : column->decimals[i];
}

/* The submission that cell `i` came from; `event` is that of the column. */
static inline uint64_t column_submission(const struct column *column, size_t i, uint64_t event)
{
	return column->submission == NULL ? event : column->submission[i];
}

/* The figure of cell `i` in millionths; DECIMAL_NONE when it has none, or one that cannot be held so. */
int64_t column_micro(const struct column *column, size_t i);

/* The file's column that cell `i` came from; "" when not known. */
const char *column_source(const struct column *column, size_t i);

/* Make column_find of an authority, its neighbours' mean or a region a look instead of a search, for a column in which many are
 * looked for; good as long as its areas stay. ERR_NOMEM. */
int column_index(struct column *column, struct arena *arena);

/* Position of an area, or -1. */
ptrdiff_t column_find(const struct column *column, struct area area);

#endif
