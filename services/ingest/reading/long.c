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

/* Does the plus sign at `i` join two distinctions, as in "girls+fsm"? In "10+" and "5+ passes" it is part of a number. */
static bool joins(struct bytes field, size_t i)
{
	return field.data[i] == '+' && i > 0 && i + 1 < field.len &&
	       (field.data[i + 1] != ' ' || field.data[i - 1] == ' ');
}

/* The pupil group, where the file says one. One that is no id becomes one: "Girls" is "girls". */
static void row_group(const struct intake *intake, const struct csv_row *row, char ret[GROUP_ID_MAX])
{
	struct bytes field = row_field(row, intake->at.group);
	char whole[GROUP_WHOLE_MAX] = "", one[GROUP_ID_MAX];
	size_t to;

	for (size_t from = 0; from < field.len; from = to + 1) {
		for (to = from; to < field.len && !joins(field, to);)
			to++;
		(void)name_slug(bytes_of(field.data + from, to - from), '-', one, sizeof(one));
		name_join(whole, one);
	}
	name_group(whole, ret);
}

/* A number, or one of the format's words for a missing one into `ret_flag`; false when it is neither. */
static bool read_operand(
	const struct intake *intake, struct bytes field, struct decimal *ret, enum flag *ret_flag)
{
	if (decimal_parse((const char *)field.data, field.len, ret) == 0)
		return true;
	if (*ret_flag == FLAG_PRESENT)
		*ret_flag = format_flag(intake->format, field);
	return format_flag(intake->format, field) != FLAG_PRESENT;
}

/* A row that gives only numerator and denominator means their share, in percent. */
static void add_share(
	struct intake *intake, const struct csv_row *row, struct builder_cell *cell, bool *blank)
{
	*blank = false;
	if (cell->denominator.m == 0) {
		cell->flag = FLAG_NOT_APPLICABLE;
		return;
	}
	cell->flag = FLAG_PRESENT;
	if (figures_share(cell->numerator, cell->denominator, &cell->value))
		return;
	cell_refuse(intake, row->number, intake->at.numerator,
		"numerator and denominator without a value: expected two whole numbers, for a share in "
		"percent");
	*blank = true;
}

/* What the value was divided from, both or neither. */
static void add_operands(
	struct intake *intake, const struct csv_row *row, struct builder_cell *cell, bool *blank)
{
	struct bytes numerator = row_field(row, intake->at.numerator);
	struct bytes denominator = row_field(row, intake->at.denominator);
	enum flag flag = FLAG_PRESENT;
	struct decimal a = {0}, b = {0};

	if (numerator.len == 0 || denominator.len == 0)
		return;
	if (!read_operand(intake, numerator, &a, &flag) || !read_operand(intake, denominator, &b, &flag) ||
		b.m < 0) {
		cell_refuse(intake, row->number, intake->at.numerator,
			"numerator and denominator are not a pair of numbers");
		return;
	}
	if (flag != FLAG_PRESENT) {
		cell->flag = *blank ? flag : cell->flag;
		*blank = false;
		return;
	}
	cell->numerator = a;
	cell->denominator = b;
	if (b.scale == 0 && b.m <= UINT32_MAX)
		cell->cohort = (uint32_t)b.m;
	if (*blank)
		add_share(intake, row, cell, blank);
}

int long_row(struct intake *intake, const struct csv_row *row)
{
	char group[GROUP_ID_MAX];
	struct builder_key key = {.group = "all"};
	struct builder_cell cell = {.row = row->number, BUILDER_CELL_BARE};
	char id[MEASURE_ID_MAX];
	bool blank;

	if (!row_period(intake, row, &key.period) || !field_measure(intake, row, id) ||
		!field_area(intake, row, &cell.area) || !field_parent(intake, row, cell.area, &key.parent))
		return 0;
	if (row_field(row, intake->at.group).len > 0) {
		row_group(intake, row, group);
		key.group = group;
	}
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
