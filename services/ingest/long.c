/* SPDX-License-Identifier: MIT
 *
 * Long tables: a row is one figure. Measures may be named by the file itself (then they travel with it, as data),
 * and the period is a column. The Local Authority Interactive Tool publishes in this shape.
 */
#include <search.h>
#include <stdio.h>

#include "services/ingest/rows.h"

/* "2016-17 (OT)" is the financial year 2016-17; "2018 (Rev)" is 2018: what stands in brackets says how final the
 * figure is, which the submission's status says for all. */
static bool row_period(struct intake *intake, const struct csv_row *row, struct period *ret)
{
	struct bytes field = row_field(row, intake->at.period);
	const uint8_t *bracket = field.len == 0 ? NULL : memchr(field.data, '(', field.len);

	if (bracket != NULL)
		field.len = (size_t)(bracket - field.data);
	while (field.len > 0 && field.data[field.len - 1] == ' ')
		field.len--;
	if (period_parse((const char *)field.data, field.len, PERIOD_FINANCIAL, ret) == 0)
		return true;
	row_refuse(intake, row->number, intake->at.period, "'%.*s' is no period",
		(int)(field.len > 40 ? 40 : field.len), (const char *)field.data);
	return false;
}

/* The file's own name of a measure as an id: spaces and commas become underscores. */
static bool measure_id(struct intake *intake, const struct csv_row *row, char ret[MEASURE_ID_MAX])
{
	struct bytes field = row_field(row, intake->at.measure);
	const char *prefix = intake->format->measure_prefix == NULL ? "" : intake->format->measure_prefix;
	size_t n = strlen(prefix);

	if (field.len == 0 || n + field.len >= MEASURE_ID_MAX) {
		row_refuse(
			intake, row->number, intake->at.measure, "the measure's name is missing or too long");
		return false;
	}
	memcpy(ret, prefix, n);
	for (size_t i = 0; i < field.len; i++) {
		uint8_t c = field.data[i];

		if (c < 0x20 || c >= 0x7f || c == '"') {
			row_refuse(intake, row->number, intake->at.measure,
				"the measure's name has characters that an id cannot have");
			return false;
		}
		ret[n++] = c == ' ' || c == ',' ? '_' : (char)c;
	}
	ret[n] = '\0';
	return true;
}

/* Measures that one file may define: the largest known release defines 434. */
#define MEASURES_MAX 5000

static int compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The id of the row's measure as it is kept: of the catalogue, of an earlier row, or new with this one. Files give long
 * runs of one measure, so the last one is tried first. NULL, with the reason in intake->why unless memory is short. */
static const char *known_measure(struct intake *intake, const struct csv_row *row, const char *id)
{
	const struct measure *catalogued = catalogue_measure(intake->catalogue, id);
	const char *const *known;
	struct measure_def *def;

	if (catalogued != NULL)
		return catalogued->id;
	if (intake->last_measure != NULL && strcmp(intake->last_measure, id) == 0)
		return intake->last_measure;
	known = tfind(id, &intake->known_measures, compare_ids);
	if (known != NULL)
		return intake->last_measure = *known;
	if (intake->measures.n == MEASURES_MAX) {
		(void)error_set(&intake->why, ERR_LIMIT, "row %u: the file defines more than %d measures",
			row->number, MEASURES_MAX);
		return NULL;
	}
	def = list_add(&intake->measures);
	if (def == NULL)
		return NULL;
	def->id = arena_text(intake->texts, id, strlen(id));
	def->title = field_text(intake, row_field(row, intake->at.title));
	def->phase = def->unit = def->polarity = def->basis = "";
	if (def->id == NULL || def->title == NULL ||
		tsearch(def->id, &intake->known_measures, compare_ids) == NULL)
		return NULL;
	return intake->last_measure = def->id;
}

static bool row_area(struct intake *intake, const struct csv_row *row, struct area *ret)
{
	uint32_t code;
	struct area area;

	if (!field_number(row_field(row, intake->at.area), &code)) {
		row_refuse(
			intake, row->number, intake->at.area, "expected the code of an authority or region");
		return false;
	}
	if (code == intake->format->nation)
		area = area_england();
	else
		area = area_make(
			code >= AREA_REGION_MIN && code <= AREA_REGION_MAX ? AREA_REGION : AREA_AUTHORITY,
			code);
	if (!area_valid(area)) {
		row_refuse(intake, row->number, intake->at.area, "%u is no code of an authority or region",
			code);
		return false;
	}
	*ret = area;
	return true;
}

int long_row(struct intake *intake, const struct csv_row *row)
{
	struct builder_key key = {.group = "all", .parent = area_england()};
	struct builder_cell cell = {.row = row->number, BUILDER_CELL_BARE};
	char id[MEASURE_ID_MAX];
	bool blank;

	if (!row_period(intake, row, &key.period) || !measure_id(intake, row, id) ||
		!row_area(intake, row, &cell.area))
		return 0;
	key.measure = known_measure(intake, row, id);
	if (key.measure == NULL)
		return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	if (!field_figure(intake, row, intake->at.value, &cell, &blank)) {
		intake->row_refused = true;
		return 0;
	}
	if (blank)
		return 0;
	cell.source_column = intake->header[intake->at.value];
	return builder_add(intake->builder, &key, &cell);
}
