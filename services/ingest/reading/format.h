/* SPDX-License-Identifier: MIT
 *
 * The file formats that ingest knows, each a YAML under formats/: how its header is recognised, what its columns
 * mean, what its words for missing figures are. C only reads the shapes there are.
 */
#ifndef LEEP_INGEST_FORMAT_H
#define LEEP_INGEST_FORMAT_H

#include "common/base/csv.h"
#include "services/ingest/reading/format_parts.h"

struct format {
	char *id;
	char *title;
	enum format_kind kind;
	char *status; /* provisional, revised, final; NULL: not said */
	char *period; /* that a file of this layout is for when nothing says otherwise; NULL: must be said */
	char *measure_prefix; /* of measures that the file names itself; NULL: they are of the catalogue */
	bool month_in_name; /* its name says the month in which it was published, such as lait_2026-04.csv */
	bool named_by_file; /* the file's own name follows the prefix, so that no two files share a measure */
	bool named_by_column; /* a dictionary names columns, not measures: their names follow as in the table itself */
	bool authority_follows; /* rows name no authority: schools stand before their authority's row */
	enum period_kind dash;  /* what 2012-13 means in it: an academic or a financial year, or a month */
	uint32_t authority;     /* that figures are about when the file does not say; 0: must be said */
	uint32_t nation;        /* code that stands for England in the area column */
	char **required;
	uint32_t n_required;
	struct format_columns columns;
	struct format_row_type *rows;
	uint32_t n_rows;
	char **independent; /* values of the sector column that mean not state-funded */
	uint32_t n_independent;
	char **state_funded; /* values of it that mean state-funded; none: all that are not independent */
	uint32_t n_state_funded;
	char **kinds; /* that an event may be of */
	uint32_t n_kinds;
	struct format_field *fields;
	uint32_t n_fields;
	struct format_inspection *inspections;
	uint32_t n_inspections;
	struct format_measure *measures;
	uint32_t n_measures;
	struct format_ending *endings;
	uint32_t n_endings;
	struct format_value *values;
	uint32_t n_values;
	char **ignored; /* columns that hold no figures; one that ends in '*' names all that begin so */
	uint32_t n_ignored;
	struct format_flag *flags;
	uint32_t n_flags;
	struct format_difference *differences;
	uint32_t n_differences;
	struct format_total *totals;
	uint32_t n_totals;
	struct format_total *sums;
	uint32_t n_sums;
	struct format_taken *taken;
	uint32_t n_taken;
	char *realigned; /* word of the column `remark` for a row that had slipped and was put right by hand; NULL: none */
	bool breaks_noted; /* the source tells its readers where a definition broke */
};

struct formats;

/* Every *.yaml of `folder`, in the order of their names. ERR_NOTFOUND, ERR_SYNTAX with `text`. */
int formats_open(const char *folder, struct formats **ret, struct err_text *text);

/* Takes NULL. */
void formats_free(struct formats *formats);

/* The format of this id; NULL when there is none. */
const struct format *formats_find(const struct formats *formats, const char *id);

/* The format whose required columns are all in the header; of several, the one that requires most. On failure
 * `text` says what was expected of the format that comes nearest, and which formats are known. */
int formats_recognise(const struct formats *formats, const struct csv_row *header, const struct format **ret,
	struct err_text *text);

/* Position of a column in the header, or -1. `name` may be NULL. */
int format_column(const struct csv_row *header, const char *name);

/* Is the column of this name one that the format passes over, or has a role of its own? */
bool format_ignores(const struct format *format, struct bytes name);

/* Which flag a cell's text stands for; FLAG_PRESENT when it is none of the format's words. */
enum flag format_flag(const struct format *format, struct bytes text);

#endif
