/* SPDX-License-Identifier: MIT
 *
 * Whom a row is about, where one column says it by a code.
 */
#include <stdio.h>

#include "services/ingest/reading/rows.h"

bool field_area(struct intake *intake, const struct csv_row *row, struct area *ret)
{
	bool by_urn = row_field(row, intake->at.area).len == 0 && intake->at.urn >= 0;
	int position = by_urn ? intake->at.urn : intake->at.area;
	struct bytes field = row_field(row, position);
	char text[16];
	size_t len = field.len < sizeof(text) ? field.len : sizeof(text) - 1;
	uint32_t code;

	if (field_number(field, &code) && code != 0 && code == intake->format->nation) {
		*ret = area_england();
		return true;
	}
	memcpy(text, field.data, len);
	text[len] = '\0';
	if (area_parse(text, ret) == 0 && (!by_urn || area_kind(*ret) == AREA_SCHOOL))
		return true;
	row_refuse(intake, row->number, position, "'%s' is no %s", text,
		by_urn ? "URN of a school, five to seven digits"
		       : "area: expected england, the code of an authority, region or district, or a URN");
	return false;
}

bool field_parent(struct intake *intake, const struct csv_row *row, struct area area, struct area *ret)
{
	const struct area_def *def;
	uint32_t authority = 0;
	struct area_text code;

	*ret = area_england();
	if (area_kind(area) != AREA_SCHOOL && area_kind(area) != AREA_DISTRICT)
		return true;
	def = catalogue_area(intake->catalogue, area);
	if (!field_number(row_field(row, intake->at.authority), &authority) &&
		area_kind(area) == AREA_SCHOOL && intake->authority_of != NULL)
		authority = intake->authority_of(intake->earlier, area_code(area));
	if (authority == 0 && def != NULL && area_kind(def->authority) == AREA_AUTHORITY)
		authority = area_code(def->authority);
	if (authority == 0)
		authority = intake->authority;
	*ret = area_make(AREA_AUTHORITY, authority);
	if (area_valid(*ret))
		return true;
	row_refuse(intake, row->number,
		row_field(row, intake->at.area).len > 0 ? intake->at.area : intake->at.urn,
		"the authority of %s is not known: submit a register that names it, or give --authority",
		area_print(area, &code));
	return false;
}
