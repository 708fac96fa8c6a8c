/* SPDX-License-Identifier: MIT
 *
 * Wide tables: a row is an area, a column a measure. Schools, their authority and the nation stand in one file and
 * are told apart by a type column. The rows also name schools, which makes the file a register as far as it goes.
 */
#include "services/ingest/reading/rows.h"

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

static int add_school(struct intake *intake, const struct csv_row *row, const struct format_row_type *type,
	uint32_t urn, uint32_t authority)
{
	struct school *school = list_school(intake, row, urn);

	if (school == NULL)
		return ERR_NOMEM;
	school->authority = authority;
	(void)field_number(row_field(row, intake->at.estab), &school->estab);
	school->sector = field_sector(intake, row);
	school->setting = type->setting == NULL ? "" : type->setting;
	school->pupils.is = field_number(row_field(row, intake->at.pupils), &school->pupils.n);
	return 0;
}

/* A region by its name or code; England when there is none. */
static bool row_region(struct intake *intake, const struct csv_row *row, struct area *ret)
{
	struct bytes name = row_field(row, intake->at.region);
	const struct area_def *region = catalogue_area_called(intake->catalogue, AREA_REGION, name);

	if (name.len > 0 && region == NULL) {
		row_refuse(intake, row->number, intake->at.region, "'%.*s' is no region of England",
			(int)(name.len > 40 ? 40 : name.len), (const char *)name.data);
		return false;
	}
	*ret = name.len == 0 ? area_england() : region->area;
	return true;
}

bool row_ends_block(const struct intake *intake, const struct csv_row *row)
{
	const struct format_row_type *type = row_type(intake, row);

	return type != NULL && type->is == ROW_AUTHORITY;
}

/* The authority of the block that is being read, which its own row ends; 0 when none of its schools is known. */
static uint32_t block_authority(struct intake *intake, enum row_kind kind)
{
	const struct block *block = (const struct block *)intake->blocks.items + intake->block;
	uint32_t authority = intake->block < intake->blocks.n ? block->authority : 0;

	intake->block += kind == ROW_AUTHORITY ? 1 : 0;
	return authority;
}

/* Whom the row is about, and under whom its cells are filed. */
static bool row_area(struct intake *intake, const struct csv_row *row, enum row_kind kind,
	struct area *ret_area, struct area *ret_parent)
{
	uint32_t urn = 0, authority = 0;

	*ret_area = *ret_parent = area_england();
	if (kind == ROW_NATION || kind == ROW_NATION_ALL)
		return true;
	if (kind == ROW_REGION)
		return row_region(intake, row, ret_area);
	if (intake->format->authority_follows) {
		authority = block_authority(intake, kind);
		if (authority == 0) {
			row_refuse(intake, row->number, intake->at.type,
				"no school of this block is known: submit a register or a table that names "
				"the "
				"authorities of its schools first");
			return false;
		}
	} else if (!field_number(row_field(row, intake->at.authority), &authority) ||
		   !area_valid(area_make(AREA_AUTHORITY, authority))) {
		row_refuse(intake, row->number, intake->at.authority,
			"expected the three-digit code of an authority");
		return false;
	}
	if (kind == ROW_AUTHORITY) {
		*ret_area = area_make(AREA_AUTHORITY, authority);
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
static void add_context(struct intake *intake, const struct csv_row *row, const struct figures *figures,
	struct builder_cell *cell)
{
	struct bytes low = row_field(row, figures->low);
	struct bytes high = row_field(row, figures->high);

	cell->cohort = figures_cohort(row, figures);
	if (cell->flag != FLAG_PRESENT || low.len == 0 || high.len == 0)
		return;
	if (decimal_parse((const char *)low.data, low.len, &cell->low) < 0 ||
		decimal_parse((const char *)high.data, high.len, &cell->high) < 0) {
		cell->low.m = cell->high.m = DECIMAL_NONE;
		if (format_flag(intake->format, low) == FLAG_PRESENT)
			cell_refuse(
				intake, row->number, figures->low, "the interval is not a pair of numbers");
	}
}

/* A count becomes the share of those it is counted of, and keeps both counts. False when the count it is of cannot be
 * read. */
static bool make_share(struct intake *intake, const struct csv_row *row, const struct figures *figures,
	struct builder_cell *cell)
{
	struct builder_cell of = {.flag = FLAG_PRESENT};
	struct decimal count = cell->value;
	bool blank;

	if (!field_figure(intake, row, figures->of, &of, &blank))
		return false;
	if (cell->flag != FLAG_PRESENT)
		return true;
	if (blank || of.flag != FLAG_PRESENT || !figures_share(count, of.value, &cell->value)) {
		cell->flag = of.flag != FLAG_PRESENT ? of.flag : FLAG_NOT_APPLICABLE;
		return true;
	}
	cell->numerator = count;
	cell->denominator = of.value;
	cell->cohort = of.value.scale == 0 && of.value.m <= UINT32_MAX ? (uint32_t)of.value.m : 0;
	return true;
}

/* Independent schools, and the row for all schools, belong to the same measure on the basis "all". */
static const char *measure_on_basis(const struct figures *figures, bool all)
{
	return all ? figures->all : figures->measure;
}

static int add_cells(struct intake *intake, const struct csv_row *row, const struct format_row_type *type,
	struct area area, struct area parent)
{
	bool all = type->is == ROW_NATION_ALL || (type->is == ROW_SCHOOL && is_independent(intake, row));

	for (size_t i = 0; i < intake->figures.n; i++) {
		const struct figures *figures = (const struct figures *)intake->figures.items + i;
		struct builder_cell cell = {.area = area, .row = row->number, BUILDER_CELL_BARE};
		struct builder_key key = {.measure = measure_on_basis(figures, all),
			.period = figures->period.v == 0 ? intake->period : figures->period,
			.parent = parent};
		bool blank;
		int rc;

		if (key.measure == NULL || !field_figure(intake, row, figures->value, &cell, &blank) || blank)
			continue;
		add_context(intake, row, figures, &cell);
		if (figures->of >= 0 && !make_share(intake, row, figures, &cell))
			continue;
		cell.source_column = intake->header[figures->value];
		key.group = figures->group != NULL ? figures->group
			    : type->group != NULL  ? type->group
						   : "all";
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
		int rc = add_school(intake, row, type, area_code(area), area_code(parent));

		if (rc < 0)
			return rc;
	}
	return add_cells(intake, row, type, area, parent);
}
