/* SPDX-License-Identifier: MIT
 *
 * What intake.c and the readers of rows share: the file as it is being read.
 */
#ifndef LEEP_INGEST_ROWS_H
#define LEEP_INGEST_ROWS_H

#include "common/model/observation.h"
#include "services/ingest/checks/arithmetic.h"
#include "services/ingest/checks/findings.h"
#include "services/ingest/columns/builder.h"
#include "services/ingest/columns/names.h"
#include "services/ingest/reading/fields.h"
#include "services/ingest/reading/intake.h"
#include "services/ingest/reading/lists.h"

/* Positions of the columns that a format names, found once in the header; -1 where there is none. */
struct positions {
#define POSITION(role) int role;
	FORMAT_COLUMNS(POSITION)
#undef POSITION
};

/* Columns that are added up to the number of pupils behind a figure. */
#define COHORT_PARTS 3

/* A column of figures: what it measures, for whom and when, and which columns stand beside it. */
struct figures {
	const char *measure;
	const char *all;      /* the measure for all schools, independent ones too; NULL: there is none */
	const char *group;    /* NULL: the row says */
	struct period period; /* 0: the file's */
	int value, low, high, of, cohort[COHORT_PARTS];
};

/* A column of a tidy table that tells its rows apart. */
struct filter {
	int at;
	const char *name; /* in small letters */
};

/* Rows up to an authority's own, and the authority that most of its known schools belong to; 0: none is known. */
struct block {
	uint32_t authority;
	uint32_t known; /* schools of it that are of this authority, less those that are of others */
};

/* What a description says of a column, by the id of the measure that it is or would be. */
struct description {
	const char *id;
	enum described as;
};

struct intake {
	struct csv *csv;
	const struct formats *formats;
	const struct catalogue *catalogue;
	const struct personal *personal; /* NULL: none */
	const struct format *format;     /* NULL until the header was recognised */
	uint64_t submission;
	struct arena *texts; /* everything that events point to */
	struct positions at;
	struct list figures;      /* struct figures, of a wide or tidy table */
	struct list filters;      /* struct filter, of a tidy table */
	struct list described;    /* struct description, of a file about a tidy table */
	uint64_t repeated;        /* figures refused because they stand twice */
	bool surveying;           /* the file is read a first time, for what its header does not say */
	struct column_seen *seen; /* by the survey, one a column */
	struct filter_words *filter_words; /* by the survey: which filters say what */
	struct list blocks; /* struct block, where schools stand before their authority's row */
	size_t block;       /* that is being read */
	char *path;
	size_t header_fields;
	char **header;        /* names of the file's columns, for receipts and provenance */
	const char *emptied;  /* names of its personal columns */
	struct period period; /* of the whole file, where its rows do not say */
	uint32_t authority;   /* the same */
	struct builder *builder;
	struct list schools, inspections, sets, measures, areas, events, links, groups;
	int *field_at; /* of the register's fields, in the order of the format */
	struct inspection_position *inspection_at;
	struct names *words;      /* texts that many rows share; NULL: none yet */
	uint32_t *set_at;         /* number of a set by authority and month, 0: none; made with the first */
	void *known_measures;     /* tree of the ids of `measures` */
	const char *last_measure; /* of the row before; NULL: none */
	intake_authority_fn authority_of;
	intake_described_fn described_as;
	void *earlier;
	const char *asked_format;
	const char *asked_period;
	struct closed receipt;
	struct refused_row refused[REFUSED_MAX];
	struct findings *findings;
	struct finding *found; /* those that are told, when everything was read */
	size_t n_found;
	struct look look;
	struct arithmetic *arithmetic; /* NULL: nothing in this layout is to be checked row by row */
	struct err_text why;           /* of a refusal */
	bool failed;                   /* the file is refused */
	bool done;
	bool row_refused;  /* the row being read */
	uint8_t *widths;   /* numbers of fields that rows have had, a bit each */
	uint32_t last_row; /* read so far, blank ones counted */
};

/* Which columns of a wide table hold figures, into intake->figures. */
int figures_find(struct intake *intake, const struct csv_row *header);

/* The pupils behind a row's figure; 0 when the row does not say. */
uint32_t figures_cohort(const struct csv_row *row, const struct figures *figures);

/* The share of a count in another, in percent with one decimal as the department prints it; false when they are no whole
 * numbers, when there is nothing to be a share of, or when the share is beyond what figures are compared in. */
bool figures_share(struct decimal numerator, struct decimal denominator, struct decimal *ret);

/* The first row: settles format, columns and period. ERR_REFUSED with intake->why, ERR_NOMEM. */
int header_read(struct intake *intake, const struct csv_row *header);

/* One row each; ERR_NOMEM, ERR_LIMIT, ERR_REFUSED (with intake->why) end the file. */
int wide_row(struct intake *intake, const struct csv_row *row);
int long_row(struct intake *intake, const struct csv_row *row);
int series_row(struct intake *intake, const struct csv_row *row);
int checked_row(struct intake *intake, const struct csv_row *row);
int tidy_row(struct intake *intake, const struct csv_row *row);
int dictionary_row(struct intake *intake, const struct csv_row *row);
int areas_row(struct intake *intake, const struct csv_row *row);

/* The first reading of a file that is read twice: a row, and the end. */
int tidy_survey(struct intake *intake, const struct csv_row *row);
int tidy_surveyed(struct intake *intake);

/* After that: is this value, as a group is called, one of several filters? */
bool tidy_says_several(const struct intake *intake, const char *slug);

/* Takes NULL. */
void filter_words_free(struct filter_words *words);
int blocks_survey(struct intake *intake, const struct csv_row *row);

/* Is this the row of an authority, which ends the block of its schools? */
bool row_ends_block(const struct intake *intake, const struct csv_row *row);

/* Say something in the receipt's note, behind what it says already. */
__attribute__((format(printf, 2, 3))) void intake_note(struct intake *intake, const char *format, ...);

#endif
