/* SPDX-License-Identifier: MIT
 *
 * Wide tables: a row is an area, a column a measure. Schools, their authority and the nation stand in one file and
 * are told apart by a type column. The rows also name schools, which makes the file a register as far as it goes.
 */
#include <stdio.h>

#include "services/ingest/rows.h"

static const struct format_row_type *row_type(const struct intake *intake, const struct csv_row *row)
{
	static const struct format_row_type school = {.text = NULL, .is = ROW_SCHOOL};
	const struct format *format = intake->format;
	struct bytes value = row_field(row, intake->at.type);
	const struct format_row_type *other = NULL;

	if (format->n_rows == 0)
		return &school;
	for (uint32_t i = 0; i < format->n_rows; i++) {
		if (strcmp(format->rows[i].text, "*") == 0)
			other = &format->rows[i];
		else if (bytes_equal(value, bytes_text(format->rows[i].text)))
			return &format->rows[i];
	}
	return other;
}

static bool is_independent(const struct intake *intake, const struct csv_row *row)
{
	struct bytes sector = row_field(row, intake->at.sector);

	for (uint32_t i = 0; i < intake->format->n_independent; i++)
		if (bytes_equal(sector, bytes_text(intake->format->independent[i])))
			return true;
	return false;
}

const char *field_sector(const struct intake *intake, const struct csv_row *row)
{
	const struct format *format = intake->format;
	struct bytes sector = row_field(row, intake->at.sector);

	if (format->n_independent == 0)
		return "";
	if (is_independent(intake, row))
		return "independent";
	for (uint32_t i = 0; i < format->n_state_funded; i++)
		if (bytes_equal(sector, bytes_text(format->state_funded[i])))
			return "state-funded";
	return format->n_state_funded == 0 ? "state-funded" : "";
}

static int add_school(struct intake *intake, const struct csv_row *row, uint32_t urn, uint32_t authority)
{
	struct school *school = list_add(&intake->schools);

	if (school == NULL)
		return ERR_NOMEM;
	school_init(school, urn);
	school->authority = authority;
	school->row = row->number;
	(void)field_number(row_field(row, intake->at.estab), &school->estab);
	school->name = field_text(intake, row_field(row, intake->at.name));
	school->phase = field_text(intake, row_field(row, intake->at.phase));
	school->sector = field_sector(intake, row);
	return school->name == NULL || school->phase == NULL ? ERR_NOMEM : 0;
}

/* Whom the row is about, and under whom its cells are filed. */
static bool row_area(struct intake *intake, const struct csv_row *row, enum row_kind kind,
	struct area *ret_area, struct area *ret_parent)
{
	uint32_t urn = 0, authority = 0;

	if (kind == ROW_NATION || kind == ROW_NATION_ALL) {
		*ret_area = area_england();
		*ret_parent = area_england();
		return true;
	}
	if (!field_number(row_field(row, intake->at.authority), &authority) ||
		!area_valid(area_make(AREA_AUTHORITY, authority))) {
		row_refuse(intake, row->number, intake->at.authority,
			"expected the three-digit code of an authority");
		return false;
	}
	if (kind == ROW_AUTHORITY) {
		*ret_area = area_make(AREA_AUTHORITY, authority);
		*ret_parent = area_england();
		return true;
	}
	if (!field_number(row_field(row, intake->at.urn), &urn) || !area_valid(area_make(AREA_SCHOOL, urn))) {
		row_refuse(intake, row->number, intake->at.urn,
			"expected the URN of a school, five to seven digits");
		return false;
	}
	*ret_area = area_make(AREA_SCHOOL, urn);
	*ret_parent = area_make(AREA_AUTHORITY, authority);
	return true;
}

/* The published interval and the pupils behind a figure, from the columns beside it. */
static void add_context(struct intake *intake, const struct csv_row *row, const struct measure_position *at,
	struct builder_cell *cell)
{
	struct bytes low = row_field(row, at->low);
	struct bytes high = row_field(row, at->high);

	(void)field_number(row_field(row, at->cohort), &cell->cohort);
	if (cell->flag != FLAG_PRESENT || low.len == 0 || high.len == 0)
		return;
	if (decimal_parse((const char *)low.data, low.len, &cell->low) < 0 ||
		decimal_parse((const char *)high.data, high.len, &cell->high) < 0) {
		cell->low.m = cell->high.m = DECIMAL_NONE;
		if (format_flag(intake->format, low) == FLAG_PRESENT)
			cell_refuse(intake, row->number, at->low, "the interval is not a pair of numbers");
	}
}

static int add_cells(struct intake *intake, const struct csv_row *row, const struct format_row_type *type,
	struct area area, struct area parent)
{
	const struct format *format = intake->format;
	bool independent = type->is == ROW_SCHOOL && is_independent(intake, row);

	for (uint32_t i = 0; i < format->n_measures; i++) {
		struct builder_cell cell = {.area = area, .row = row->number, BUILDER_CELL_BARE};
		struct builder_key key = {.period = intake->period, .parent = parent};
		char all[MEASURE_ID_MAX + 8];
		bool blank;
		int rc;

		if (!field_figure(intake, row, intake->measure_at[i].value, &cell, &blank) || blank)
			continue;
		add_context(intake, row, &intake->measure_at[i], &cell);
		cell.source_column = intake->header[intake->measure_at[i].value];
		key.measure = format->measures[i].measure;
		key.group = type->group == NULL ? "all" : type->group;
		/* Independent schools, and the row for all schools, belong to the same measure on the basis "all". */
		if (independent || type->is == ROW_NATION_ALL) {
			(void)snprintf(all, sizeof(all), "%s.all", key.measure);
			key.measure = all;
			if (catalogue_measure(intake->catalogue, all) == NULL)
				continue;
		}
		rc = builder_add(intake->builder, &key, &cell);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int wide_row(struct intake *intake, const struct csv_row *row)
{
	const struct format_row_type *type = row_type(intake, row);
	struct area area, parent;
	struct bytes value;

	if (type == NULL) {
		value = row_field(row, intake->at.type);
		row_refuse(intake, row->number, intake->at.type,
			"'%.*s' is no kind of row that this format knows",
			(int)(value.len > 40 ? 40 : value.len), (const char *)value.data);
		return 0;
	}
	if (type->is == ROW_IGNORED || !row_area(intake, row, type->is, &area, &parent))
		return 0;
	if (type->is == ROW_SCHOOL) {
		int rc = add_school(intake, row, area_code(area), area_code(parent));

		if (rc < 0)
			return rc;
	}
	return add_cells(intake, row, type, area, parent);
}
