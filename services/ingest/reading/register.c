/* SPDX-License-Identifier: MIT
 *
 * The register of schools: a row a school, with all that matters of it. Which column fills which field of a school is
 * said in the format. Pupil numbers are figures as well, of the school year of the census that the row names.
 */
#include <stdlib.h>

#include "services/ingest/reading/rows.h"

/* A school of a register has 28 texts: 3 KB at the most, so that 200 are 600 KB. */
#define SCHOOLS_A_PART 200

int register_prepare(struct intake *intake, const struct csv_row *header)
{
	const struct format *format = intake->format;

	if (format->kind != FORMAT_REGISTER)
		return 0;
	intake->schools.part = SCHOOLS_A_PART;
	intake->field_at = calloc(format->n_fields + 1, sizeof(*intake->field_at));
	if (intake->field_at == NULL)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < format->n_fields; i++) {
		intake->field_at[i] = format_column(header, format->fields[i].column);
		for (uint32_t k = 0; k < i && intake->field_at[i] >= 0; k++)
			if (intake->field_at[k] >= 0 &&
				strcmp(format->fields[k].field, format->fields[i].field) == 0)
				intake->field_at[i] = -1; /* an earlier column fills it */
	}
	return 0;
}

/* One field of the school. What is no number or no date costs the cell, not the row. */
static int fill(struct intake *intake, const struct csv_row *row, uint32_t i, struct school *school)
{
	const struct school_field *field = school_field(intake->format->fields[i].field);
	int at = intake->field_at[i];
	struct bytes cell = row_field(row, at);
	struct said *number;

	if (cell.len == 0 || format_flag(intake->format, cell) != FLAG_PRESENT)
		return 0;
	switch (field->kind) {
	case SCHOOL_FIELD_TEXT:
		*school_text(school, field) = field_word(intake, cell);
		return *school_text(school, field) == NULL ? ERR_NOMEM : 0;
	case SCHOOL_FIELD_NUMBER:
		number = school_number(school, field);
		number->is = field_number(cell, &number->n);
		if (!number->is)
			cell_refuse(intake, row->number, at, "expected a whole number");
		return 0;
	case SCHOOL_FIELD_DATE:
		if (date_parse((const char *)cell.data, cell.len, school_date(school, field)) < 0)
			cell_refuse(intake, row->number, at, "expected a date such as 31-07-2018");
		return 0;
	}
	return 0;
}

/* The code of the authority; 0 where the register gives none: a school overseas has none of the three-digit codes. */
static bool register_authority(struct intake *intake, const struct csv_row *row, uint32_t *ret)
{
	struct bytes cell = row_field(row, intake->at.authority);

	*ret = 0;
	if (cell.len == 0 || bytes_equal(cell, bytes_text("000")))
		return true;
	if (field_number(cell, ret) && area_valid(area_make(AREA_AUTHORITY, *ret)))
		return true;
	row_refuse(
		intake, row->number, intake->at.authority, "expected the three-digit code of an authority");
	return false;
}

/* The figures of the row: of the school year in which its census was taken, and none without. */
static int add_figures(struct intake *intake, const struct csv_row *row, const struct school *school)
{
	struct bytes census = row_field(row, intake->at.period);
	struct builder_key key = {.group = "all", .parent = area_make(AREA_AUTHORITY, school->authority)};
	uint32_t day;

	if (school->authority == 0 || day_parse((const char *)census.data, census.len, &day) < 0)
		return 0;
	key.period = period_academic_of_day(day);
	for (size_t i = 0; i < intake->figures.n; i++) {
		const struct figures *figures = (const struct figures *)intake->figures.items + i;
		struct builder_cell cell = {
			.area = area_make(AREA_SCHOOL, school->urn), .row = row->number, BUILDER_CELL_BARE};
		bool blank;
		int rc;

		if (!field_figure(intake, row, figures->value, &cell, &blank) || blank)
			continue;
		cell.cohort = figures_cohort(row, figures);
		cell.source_column = intake->header[figures->value];
		key.measure = figures->measure;
		rc = builder_add(intake->builder, &key, &cell);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int register_row(struct intake *intake, const struct csv_row *row)
{
	struct school *school;
	uint32_t urn, authority;
	int rc = 0;

	if (!field_urn(intake, row, intake->at.urn, &urn) || !register_authority(intake, row, &authority))
		return 0;
	if (row_field(row, intake->at.status).len == 0) {
		row_refuse(intake, row->number, intake->at.status, "a school of a register needs a status");
		return 0;
	}
	school = list_school(intake, row, urn);
	if (school == NULL)
		return ERR_NOMEM;
	school->authority = authority;
	(void)field_number(row_field(row, intake->at.estab), &school->estab);
	school->status = field_word(intake, row_field(row, intake->at.status));
	if (format_flag(intake->format, row_field(row, intake->at.phase)) != FLAG_PRESENT)
		school->phase = "";
	school->sector = field_sector(intake, row);
	if (school->status == NULL)
		return ERR_NOMEM;
	for (uint32_t i = 0; rc == 0 && i < intake->format->n_fields; i++)
		rc = fill(intake, row, i, school);
	return rc == 0 ? add_figures(intake, row, school) : rc;
}
