/* SPDX-License-Identifier: MIT
 *
 * Tidy statistics, as Explore Education Statistics publishes them: a row is a time, a place and a combination of
 * filters; every other column is an indicator. Which is which survey.c has found by reading the file once before.
 */
#include <stdio.h>

#include "services/ingest/reading/rows.h"

/* What time_identifier says about the year in time_period; all that Explore Education Statistics allows and LEEP
 * keeps. A word that ends in a space is followed by a number. */
static const struct {
	const char *identifier;
	const char *suffix; /* behind the year; "%" is the number */
	enum period_kind kind;
} identifiers[] = {
	{"Academic year", "", PERIOD_ACADEMIC},
	{"Calendar year", "", PERIOD_CALENDAR},
	{"Reporting year", "", PERIOD_CALENDAR},
	{"Financial year", "", PERIOD_FINANCIAL},
	{"Tax year", "", PERIOD_FINANCIAL},
	{"Autumn term", " autumn", PERIOD_ACADEMIC},
	{"Spring term", " spring", PERIOD_ACADEMIC},
	{"Summer term", " summer", PERIOD_ACADEMIC},
	{"Autumn and spring term", " autumn+spring", PERIOD_ACADEMIC},
	{"Week ", " week %", PERIOD_CALENDAR},
	{"Financial year Q", " Q%", PERIOD_FINANCIAL},
	{"Calendar year Q", " Q%", PERIOD_CALENDAR},
	{"Academic year Q", " Q%", PERIOD_ACADEMIC},
};

/* "202223" as a financial year is written "2022-23"; a calendar year has four digits. */
static int parse_period(
	const char *year, size_t len, enum period_kind kind, const char *suffix, struct period *ret)
{
	struct period period;
	char text[40];

	if ((kind == PERIOD_CALENDAR) != (len == 4) || (len != 4 && len != 6))
		return ERR_SYNTAX;
	if (kind == PERIOD_FINANCIAL)
		(void)snprintf(text, sizeof(text), "%.4s-%.2s%s", year, year + 4, suffix);
	else
		(void)snprintf(text, sizeof(text), "%.*s%s", (int)len, year, suffix);
	if (period_parse(text, strlen(text), kind, &period) < 0)
		return ERR_SYNTAX;
	/* "202125" is several years, which nobody says by this. */
	if (suffix[0] == '\0' && period_kind(period) != kind)
		return ERR_SYNTAX;
	*ret = period;
	return 0;
}

static bool read_period(struct bytes year, struct bytes identifier, struct period *ret)
{
	const char *digits = (const char *)year.data;
	char suffix[24];

	for (size_t i = 0; i < ARRAY_LEN(identifiers); i++) {
		struct bytes known = bytes_text(identifiers[i].identifier);
		const char *number = strchr(identifiers[i].suffix, '%');
		uint32_t n;

		if (number == NULL && bytes_equal_case(identifier, known))
			return parse_period(digits, year.len, identifiers[i].kind, identifiers[i].suffix,
				       ret) == 0;
		if (number == NULL || identifier.len <= known.len ||
			!bytes_equal_case(bytes_of(identifier.data, known.len), known) ||
			!field_number(bytes_of(identifier.data + known.len, identifier.len - known.len), &n))
			continue;
		(void)snprintf(suffix, sizeof(suffix), "%.*s%u", (int)(number - identifiers[i].suffix),
			identifiers[i].suffix, n);
		return parse_period(digits, year.len, identifiers[i].kind, suffix, ret) == 0;
	}
	for (unsigned month = 1; month <= 12; month++) {
		if (!bytes_equal_case(identifier, bytes_text(month_name(month))))
			continue;
		(void)snprintf(suffix, sizeof(suffix), " month %u", month);
		return parse_period(digits, year.len, PERIOD_CALENDAR, suffix, ret) == 0;
	}
	return false;
}

static bool row_period(struct intake *intake, const struct csv_row *row, struct period *ret)
{
	struct bytes year = row_field(row, intake->at.period);
	struct bytes identifier = row_field(row, intake->at.identifier);

	if (read_period(year, identifier, ret))
		return true;
	row_refuse(intake, row->number, intake->at.period,
		"'%.*s' with the identifier '%.*s' is no period that is known",
		(int)(year.len > 20 ? 20 : year.len), (const char *)year.data,
		(int)(identifier.len > 30 ? 30 : identifier.len), (const char *)identifier.data);
	return false;
}

static bool row_authority(const struct intake *intake, const struct csv_row *row, struct area *ret)
{
	uint32_t code;

	*ret = area_make(AREA_NONE, 0);
	if (field_number(row_field(row, intake->at.authority), &code))
		*ret = area_make(AREA_AUTHORITY, code);
	return area_valid(*ret);
}

static bool row_region(const struct intake *intake, const struct csv_row *row, struct area *ret)
{
	const struct area_def *region =
		catalogue_area_called(intake->catalogue, AREA_REGION, row_field(row, intake->at.name));

	/* Inner and Outer London come under the code of London: the name decides. */
	if (region == NULL)
		region = catalogue_area_called(
			intake->catalogue, AREA_REGION, row_field(row, intake->at.region));
	*ret = region == NULL ? area_make(AREA_NONE, 0) : region->area;
	return region != NULL;
}

static bool row_district(const struct intake *intake, const struct csv_row *row, struct area *ret)
{
	struct bytes code = row_field(row, intake->at.district);
	char text[16];

	(void)snprintf(
		text, sizeof(text), "%.*s", (int)(code.len > 15 ? 15 : code.len), (const char *)code.data);
	return area_parse(text, ret) == 0 && area_kind(*ret) == AREA_DISTRICT;
}

/* Some statistics have a row for each country of the kingdom, and all are national. */
static bool row_england(const struct intake *intake, const struct csv_row *row)
{
	struct bytes country = row_field(row, intake->at.country);

	return country.len == 0 || bytes_equal(country, bytes_text("E92000001"));
}

enum place { PLACE_FOUND, PLACE_REFUSED, PLACE_NOT_HELD };

/* Whom the row is about. Levels that LEEP holds nothing at (wards, constituencies, trusts), other countries, and what lies
 * outside every authority ("z"), are passed over and counted. */
static enum place row_place(
	struct intake *intake, const struct csv_row *row, struct area *ret_area, struct area *ret_parent)
{
	struct bytes level = row_field(row, intake->at.level);
	struct bytes code = row_field(row, intake->at.authority);
	bool school = bytes_equal_case(level, bytes_text("School"));
	bool district = bytes_equal_case(level, bytes_text("Local authority district"));
	uint32_t urn;

	*ret_parent = area_england();
	if (bytes_equal_case(level, bytes_text("National"))) {
		*ret_area = area_england();
		return row_england(intake, row) ? PLACE_FOUND : PLACE_NOT_HELD;
	}
	if (bytes_equal_case(level, bytes_text("Regional")))
		return row_region(intake, row, ret_area) ? PLACE_FOUND : PLACE_NOT_HELD;
	if (!school && !district && !bytes_equal_case(level, bytes_text("Local authority")))
		return PLACE_NOT_HELD;
	if (code.len == 0 || format_flag(intake->format, code) != FLAG_PRESENT)
		return PLACE_NOT_HELD;
	if (!row_authority(intake, row, ret_parent)) {
		row_refuse(intake, row->number, intake->at.authority,
			"expected the three-digit code of an authority");
		return PLACE_REFUSED;
	}
	if (district)
		return row_district(intake, row, ret_area) ? PLACE_FOUND : PLACE_NOT_HELD;
	if (!school) {
		*ret_area = *ret_parent;
		*ret_parent = area_england();
		return PLACE_FOUND;
	}
	if (field_number(row_field(row, intake->at.urn), &urn) && area_valid(area_make(AREA_SCHOOL, urn))) {
		*ret_area = area_make(AREA_SCHOOL, urn);
		return PLACE_FOUND;
	}
	row_refuse(intake, row->number, intake->at.urn, "expected the URN of a school, five to seven digits");
	return PLACE_REFUSED;
}

/* Words that say nothing without the filter they belong to. */
static bool needs_filter(const char *slug)
{
	static const char *const words[] = {
		"yes", "no", "unknown", "not-known", "other", "unclassified", "none", "not-applicable"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(slug, words[i]) == 0)
			return true;
	return strspn(slug, "0123456789-") == strlen(slug);
}

/* The group that one filter's value stands for: what the format says, else the value in small letters, behind the
 * filter's name where another filter says the same. */
static void value_group(
	const struct intake *intake, const struct filter *filter, struct bytes value, char *ret, size_t size)
{
	const struct format *format = intake->format;
	char slug[GROUP_ID_MAX];
	bool named;

	for (uint32_t i = 0; i < format->n_values; i++) {
		if (bytes_equal_case(value, bytes_text(format->values[i].text))) {
			(void)snprintf(ret, size, "%s", format->values[i].group);
			return;
		}
	}
	(void)name_slug(value, '-', slug, sizeof(slug));
	named = needs_filter(slug) || tidy_says_several(intake, slug);
	(void)snprintf(ret, size, "%s%s%s", named ? filter->name : "", named ? "-" : "", slug);
}

/* A value that only names another filter, as "SEN status" does in a column "breakdown", says which one speaks. */
static bool names_filter(const struct intake *intake, struct bytes value)
{
	const struct filter *filters = intake->filters.items;
	char slug[GROUP_ID_MAX];

	(void)name_slug(value, '-', slug, sizeof(slug));
	for (size_t i = 0; i < intake->filters.n; i++)
		if (strcmp(filters[i].name, slug) == 0)
			return true;
	return false;
}

static void row_group(const struct intake *intake, const struct csv_row *row, char ret[GROUP_ID_MAX])
{
	const struct filter *filters = intake->filters.items;
	char whole[GROUP_WHOLE_MAX] = "", one[GROUP_ID_MAX * 2];

	for (size_t i = 0; i < intake->filters.n; i++) {
		struct bytes value = row_field(row, filters[i].at);

		if (value.len == 0 || names_filter(intake, value))
			continue;
		value_group(intake, &filters[i], value, one, sizeof(one));
		name_join(whole, one);
	}
	name_group(whole, ret);
}

int tidy_row(struct intake *intake, const struct csv_row *row)
{
	char group[GROUP_ID_MAX];
	struct builder_key key = {.group = group};
	struct area area;

	if (!row_period(intake, row, &key.period))
		return 0;
	switch (row_place(intake, row, &area, &key.parent)) {
	case PLACE_NOT_HELD:
		intake->receipt.rows_ignored++;
		return 0;
	case PLACE_REFUSED:
		return 0;
	case PLACE_FOUND:
		break;
	}
	row_group(intake, row, group);
	for (size_t i = 0; i < intake->figures.n; i++) {
		const struct figures *figures = (const struct figures *)intake->figures.items + i;
		struct builder_cell cell = {.area = area, .row = row->number, BUILDER_CELL_BARE};
		bool blank;
		int rc;

		if (!field_figure(intake, row, figures->value, &cell, &blank) || blank)
			continue;
		cell.source_column = intake->header[figures->value];
		key.measure = figures->measure;
		rc = builder_add(intake->builder, &key, &cell);
		if (rc < 0)
			return rc;
	}
	return 0;
}
