/* SPDX-License-Identifier: MIT
 *
 * Series as the council prints them: a row is a measure and a year, with the authority, England and the mean of its
 * statistical neighbours side by side. The neighbours' mean is kept as published, since its parts are not given.
 * The rows that a checked table takes in are the same but for their measure, which the format names.
 */
#include <stdio.h>

#include "services/ingest/reading/rows.h"

static bool row_measure(struct intake *intake, const struct csv_row *row, char ret[MEASURE_ID_MAX + 8])
{
	struct bytes field = row_field(row, intake->at.measure);
	struct bytes basis = row_field(row, intake->at.basis);
	const char *suffix = bytes_equal(basis, bytes_text("all-institutions")) ? ".all" : "";

	if (field.len < MEASURE_ID_MAX)
		(void)snprintf(
			ret, MEASURE_ID_MAX + 8, "%.*s%s", (int)field.len, (const char *)field.data, suffix);
	if (field.len < MEASURE_ID_MAX && catalogue_measure(intake->catalogue, ret) != NULL)
		return true;
	row_refuse(intake, row->number, intake->at.measure, "'%.*s' is not a measure of the catalogue",
		(int)(field.len > 60 ? 60 : field.len), (const char *)field.data);
	return false;
}

static bool row_period(struct intake *intake, const struct csv_row *row, struct period *ret)
{
	struct bytes field = row_field(row, intake->at.period);
	enum period_kind dash = intake->format->dash == PERIOD_NONE ? PERIOD_ACADEMIC : intake->format->dash;

	if (period_parse((const char *)field.data, field.len, dash, ret) < 0) {
		row_refuse(intake, row->number, intake->at.period, "'%.*s' is no %s",
			(int)(field.len > 40 ? 40 : field.len), (const char *)field.data,
			dash == PERIOD_MONTH ? "year or month" : "year");
		return false;
	}
	/* The year of an exam series is the one it ends in: 2013 is 2012/13. */
	if (period_kind(*ret) == PERIOD_CALENDAR)
		*ret = period_make(PERIOD_ACADEMIC, period_year(*ret), 0);
	return true;
}

/* The figures of a row, under a key that has its measure. */
static int add_figures(struct intake *intake, const struct csv_row *row, struct builder_key *key)
{
	const struct {
		int position;
		struct area area;
	} cells[] = {
		{intake->at.local, area_make(AREA_AUTHORITY, intake->authority)},
		{intake->at.national, area_england()},
		{intake->at.neighbours, area_make(AREA_NEIGHBOURS, intake->authority)},
	};

	if (!row_period(intake, row, &key->period))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		struct builder_cell cell = {.area = cells[i].area, .row = row->number, BUILDER_CELL_BARE};
		bool blank;
		int rc;

		if (!field_figure(intake, row, cells[i].position, &cell, &blank) || blank)
			continue;
		cell.source_column = intake->header[cells[i].position];
		rc = builder_add(intake->builder, key, &cell);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int check_authority(struct intake *intake)
{
	if (area_valid(area_make(AREA_AUTHORITY, intake->authority)))
		return 0;
	return error_set(
		&intake->why, ERR_REFUSED, "the file does not say whose figures it holds: give --authority");
}

int series_row(struct intake *intake, const struct csv_row *row)
{
	char id[MEASURE_ID_MAX + 8];
	struct builder_key key = {.measure = id, .group = "all", .parent = area_england()};
	int rc = check_authority(intake);

	if (rc < 0 || !row_measure(intake, row, id))
		return rc;
	return add_figures(intake, row, &key);
}

int checked_row(struct intake *intake, const struct csv_row *row)
{
	struct builder_key key = {.group = "all", .parent = area_england()};
	struct bytes name = row_field(row, intake->at.measure);

	for (uint32_t i = 0; i < intake->format->n_taken; i++)
		if (bytes_equal(name, bytes_text(intake->format->taken[i].row)))
			key.measure = intake->format->taken[i].measure;
	if (key.measure == NULL)
		return 0;
	if (catalogue_measure(intake->catalogue, key.measure) == NULL)
		return error_set(&intake->why, ERR_REFUSED, "format %s takes in '%s', which is no measure",
			intake->format->id, key.measure);
	return check_authority(intake) < 0 ? ERR_REFUSED : add_figures(intake, row, &key);
}
