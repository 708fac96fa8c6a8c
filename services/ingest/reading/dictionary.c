/* SPDX-License-Identifier: MIT
 *
 * Files about other files: what measures are called and how they are to be read, and how areas are called.
 */
#include <stdlib.h>

#include "services/ingest/reading/rows.h"

/* "High", "low" as the Local Authority Interactive Tool writes them; anything else says that neither is good. */
static const char *polarity_word(struct bytes field)
{
	if (bytes_equal_case(field, bytes_text("high")))
		return "high";
	if (bytes_equal_case(field, bytes_text("low")))
		return "low";
	return bytes_equal(field, bytes_text("-")) ? "none" : "";
}

static enum described row_describes(const struct intake *intake, const struct csv_row *row)
{
	struct bytes type = row_field(row, intake->at.type);

	if (bytes_equal_case(type, bytes_text("Filter")))
		return DESCRIBED_FILTER;
	return bytes_equal_case(type, bytes_text("Indicator")) ? DESCRIBED_INDICATOR : DESCRIBED_NOT;
}

/* Which columns of the file beside it are filters and which hold figures, for when that file is read. */
static int keep_description(struct intake *intake, struct bytes column, enum described as)
{
	struct description *added;
	char id[MEASURE_ID_MAX];

	if (as == DESCRIBED_NOT || !intake->format->named_by_file)
		return 0;
	added = list_add(&intake->described);
	if (added == NULL)
		return ERR_NOMEM;
	name_of_column(intake, column, id);
	added->id = arena_text(intake->texts, id, strlen(id));
	added->as = as;
	return added->id == NULL ? ERR_NOMEM : 0;
}

int dictionary_row(struct intake *intake, const struct csv_row *row)
{
	struct bytes name = row_field(row, intake->at.measure);
	enum described as = row_describes(intake, row);
	size_t before = intake->measures.n;
	char id[MEASURE_ID_MAX];
	struct measure_def *def;
	uint32_t decimals;

	if (name.len == 0) {
		row_refuse(intake, row->number, intake->at.measure, "the measure's name is missing");
		return 0;
	}
	if (keep_description(intake, name, as) < 0)
		return ERR_NOMEM;
	if (as == DESCRIBED_FILTER) {
		intake->receipt.rows_ignored++;
		return 0;
	}
	if (intake->format->named_by_file || intake->format->named_by_column)
		name_of_column(intake, name, id);
	else if (!field_measure(intake, row, id))
		return 0;
	if (name_measure(intake, row->number, id, row_field(row, intake->at.title)) == NULL)
		return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	if (intake->measures.n == before) {
		intake->receipt.rows_ignored++; /* of the catalogue, or described before: the first stands */
		return 0;
	}
	def = (struct measure_def *)intake->measures.items + before;
	def->unit = field_text(intake, row_field(row, intake->at.unit));
	def->polarity = polarity_word(row_field(row, intake->at.polarity));
	/* "N": no quartile bands are shown. */
	def->no_quartile = bytes_equal(row_field(row, intake->at.no_quartile), bytes_text("N"));
	if (field_number(row_field(row, intake->at.decimals), &decimals) && decimals <= DECIMAL_SCALE_MAX)
		def->decimals = decimals;
	return def->unit == NULL ? ERR_NOMEM : 0;
}

int areas_row(struct intake *intake, const struct csv_row *row)
{
	struct bytes name = row_field(row, intake->at.name);
	const struct area_def *region =
		catalogue_area_called(intake->catalogue, AREA_REGION, row_field(row, intake->at.region));
	struct area_name *added;
	struct area area;

	if (!field_area(intake, row, &area))
		return 0;
	if (name.len == 0) {
		row_refuse(intake, row->number, intake->at.name, "the area's name is missing");
		return 0;
	}
	added = list_add(&intake->areas);
	if (added == NULL)
		return ERR_NOMEM;
	added->area = area;
	added->name = field_text(intake, name);
	added->region = region == NULL ? area_make(AREA_NONE, 0) : region->area;
	return added->name == NULL ? ERR_NOMEM : 0;
}
