/* SPDX-License-Identifier: MIT
 *
 * Long tables: a row is one figure. Measures may be named by the file itself (then they travel with it, as data),
 * and the period is a column. The Local Authority Interactive Tool publishes in this shape.
 */
#include <stdio.h>

#include "services/ingest/reading/rows.h"

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
	if (period_parse((const char *)field.data, field.len, intake->format->dash, ret) == 0)
		return true;
	row_refuse(intake, row->number, intake->at.period, "'%.*s' is no period",
		(int)(field.len > 40 ? 40 : field.len), (const char *)field.data);
	return false;
}

/* The pupil group; all when the file does not say. One that is no id becomes one: "Girls" is "girls". */
static void row_group(const struct intake *intake, const struct csv_row *row, char ret[GROUP_ID_MAX])
{
	struct bytes field = row_field(row, intake->at.group);
	char slug[GROUP_ID_MAX * 2];

	if (field.len == 0) {
		memcpy(ret, "all", 4);
		return;
	}
	(void)name_slug(field, '-', slug, sizeof(slug));
	name_fit(slug, sizeof(slug), GROUP_ID_MAX);
	(void)snprintf(ret, GROUP_ID_MAX, "%.*s", GROUP_ID_MAX - 1, slug[0] == '\0' ? "all" : slug);
}

/* What the value was divided from, both or neither. A row that gives only them means their share, in percent. */
static void add_operands(
	struct intake *intake, const struct csv_row *row, struct builder_cell *cell, bool *blank)
{
	struct bytes numerator = row_field(row, intake->at.numerator);
	struct bytes denominator = row_field(row, intake->at.denominator);
	struct decimal a, b;
	int64_t divided;

	if (numerator.len == 0 || denominator.len == 0)
		return;
	if (decimal_parse((const char *)numerator.data, numerator.len, &a) < 0 ||
		decimal_parse((const char *)denominator.data, denominator.len, &b) < 0 || b.m < 0) {
		cell_refuse(intake, row->number, intake->at.numerator,
			"numerator and denominator are not a pair of numbers");
		return;
	}
	cell->numerator = a;
	cell->denominator = b;
	if (b.scale == 0 && b.m <= UINT32_MAX)
		cell->cohort = (uint32_t)b.m;
	if (!*blank || b.m == 0 || a.scale != 0 || b.scale != 0)
		return;
	divided = decimal_divide((__int128)a.m * 1000, b.m);
	cell->value = (struct decimal){divided, 1};
	cell->flag = FLAG_PRESENT;
	*blank = false;
}

int long_row(struct intake *intake, const struct csv_row *row)
{
	char group[GROUP_ID_MAX];
	struct builder_key key = {.group = group};
	struct builder_cell cell = {.row = row->number, BUILDER_CELL_BARE};
	char id[MEASURE_ID_MAX];
	bool blank;

	if (!row_period(intake, row, &key.period) || !field_measure(intake, row, id) ||
		!field_area(intake, row, &cell.area) || !field_parent(intake, row, cell.area, &key.parent))
		return 0;
	row_group(intake, row, group);
	key.measure = name_measure(intake, row->number, id, row_field(row, intake->at.title));
	if (key.measure == NULL)
		return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	if (!field_figure(intake, row, intake->at.value, &cell, &blank)) {
		intake->row_refused = true;
		return 0;
	}
	add_operands(intake, row, &cell, &blank);
	if (blank)
		return 0;
	cell.source_column = intake->header[intake->at.value];
	return builder_add(intake->builder, &key, &cell);
}
