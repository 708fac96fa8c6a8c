/* SPDX-License-Identifier: MIT
 *
 * What the fields of a row say, read with the refusal of what cannot be; and how what a file brings with it is called.
 * Part of rows.h.
 */
#ifndef LEEP_INGEST_FIELDS_H
#define LEEP_INGEST_FIELDS_H

#include "common/base/csv.h"
#include "common/model/area.h"
#include "services/ingest/columns/builder.h"

struct intake;

/* Text limits of events; longer texts are cut. */
#define NAME_KEPT 200

/* The field of a row, empty when the row is short or the format has no such column. */
struct bytes row_field(const struct csv_row *row, int position);

/* Refuse the row, or one cell of it, with a reason. The row is counted once. */
__attribute__((format(printf, 4, 5))) void row_refuse(
	struct intake *intake, uint32_t row, int position, const char *format, ...);

/* The same for one cell: the rest of the row is taken. */
__attribute__((format(printf, 4, 5))) void cell_refuse(
	struct intake *intake, uint32_t row, int position, const char *format, ...);

/* Whole number of at most nine digits; false when it is none. */
bool field_number(struct bytes field, uint32_t *ret);

/* A figure or a flag into `ret`; false, with the cell refused, when it is neither. Blank cells are not cells: true
 * with `ret_blank`. */
bool field_figure(struct intake *intake, const struct csv_row *row, int position, struct builder_cell *ret,
	bool *ret_blank);

/* A copy that lives as long as the intake, cut to NAME_KEPT; NULL when memory is short. */
const char *field_text(struct intake *intake, struct bytes field);

/* The id of a measure as it is kept: of the catalogue, of an earlier row, or new with this one under `title`. Files give
 * long runs of one measure, so the last one is tried first. NULL, with the reason in intake->why unless memory is
 * short. */
const char *name_measure(struct intake *intake, uint32_t row, const char *id, struct bytes title);

/* The measure column's own name as an id: spaces and commas become underscores. False, with the row refused, when it
 * cannot be one. */
bool field_measure(struct intake *intake, const struct csv_row *row, char ret[MEASURE_ID_MAX]);

/* The area that the area column or, where that is blank, the URN column names; false, with the row refused. */
bool field_area(struct intake *intake, const struct csv_row *row, struct area *ret);

/* The area under which the area's figures are filed: the authority of a school or district, as the row, an earlier
 * register or the sender says; England for all else. False, with the row refused, when nobody says. */
bool field_parent(struct intake *intake, const struct csv_row *row, struct area area, struct area *ret);

/* Words in small letters with `gap` between: "Other than English" is "other-than-english". What is longer than `size`, of
 * at least 16 bytes, ends in a checksum of the whole. Returns the length. */
size_t name_slug(struct bytes text, char gap, char *ret, size_t size);

/* Make a name that is too long to be one of `max` bytes fit, still told apart from all others. */
void name_fit(char *name, size_t size, size_t max);

/* A group of several distinctions, such as "girls+fsm": begin with "", add one after another, "" being none, of at most
 * 2 * GROUP_ID_MAX, and have its id in the end, "all" when there was none. */
#define GROUP_WHOLE_MAX 2000
void name_join(char whole[GROUP_WHOLE_MAX], const char *one);
void name_group(char whole[GROUP_WHOLE_MAX], char ret[GROUP_ID_MAX]);

/* The id of the measure in a column that only its heading names. */
void name_of_column(const struct intake *intake, struct bytes column, char ret[MEASURE_ID_MAX]);

/* A copy of a field, cut to WORD_KEPT, and one copy however often it comes: for texts that many rows share. NULL when
 * memory is short. */
#define WORD_KEPT 100
const char *field_word(struct intake *intake, struct bytes field);

/* The URN of the row's school; false, with the row refused, when it is none. */
bool field_urn(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret);

/* A date from 1970 on in days, or any as yyyymmdd; 0 where the field is blank. False, with the row refused, when it
 * is no date. */
bool field_day(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret);
bool field_date(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret);

/* "state-funded", "independent" or "", by the column `sector`. */
const char *field_sector(const struct intake *intake, const struct csv_row *row);

/* Position of a heading in the file, or -1. */
int header_position(const struct intake *intake, const char *heading);

#endif
