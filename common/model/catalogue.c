/* SPDX-License-Identifier: MIT
 *
 * See catalogue.h. Here is areas.yaml; the other files have readers of their own (catalogue_parts.h).
 */
#include "common/model/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "common/model/catalogue_parts.h"
#include "common/model/yamlfile.h"

/* About 210 measures, 480 areas and 40 pairs of groups are shipped. 2,000 measures at 100 bytes and texts of 500, and 2,000 areas at 100,
 * are 1.4 MB; the cap leaves room for long titles. */
#define AREAS_MAX       2000
#define CATALOGUE_BYTES ((size_t)4 * 1024 * 1024)

/* An area as written. */
struct area_entry {
	enum area_kind kind;
	uint32_t code;
	char *name;
	uint32_t region;
	uint32_t authority;
	char *since;
	char *until;
	char **also;
	unsigned n_also;
};

struct areas_file {
	struct area_entry *areas;
	uint32_t n;
};

static const cyaml_strval_t kinds[] = {{"nation", AREA_NATION}, {"region", AREA_REGION},
	{"authority", AREA_AUTHORITY}, {"district", AREA_DISTRICT}};

static const cyaml_schema_value_t also_schema = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, 100)};
static const cyaml_schema_field_t area_fields[] = {
	CYAML_FIELD_ENUM("kind", WORD, struct area_entry, kind, kinds, ARRAY_LEN(kinds)),
	CYAML_FIELD_UINT("code", NEEDED, struct area_entry, code),
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct area_entry, name, 1, 100),
	CYAML_FIELD_UINT("region", MAY_BE, struct area_entry, region),
	CYAML_FIELD_UINT("authority", MAY_BE, struct area_entry, authority),
	CYAML_FIELD_STRING_PTR("since", MAY_BE, struct area_entry, since, 10, 10),
	CYAML_FIELD_STRING_PTR("until", MAY_BE, struct area_entry, until, 10, 10),
	CYAML_FIELD_SEQUENCE_COUNT("also", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct area_entry, also,
		n_also, &also_schema, 1, AREA_ALSO_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t area_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct area_entry, area_fields)};
static const cyaml_schema_field_t areas_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT(
		"areas", CYAML_FLAG_POINTER, struct areas_file, areas, n, &area_schema, 1, AREAS_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t areas_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct areas_file, areas_fields)};

static int compare_areas(const void *a, const void *b)
{
	uint32_t x = ((const struct area_def *)a)->area.v, y = ((const struct area_def *)b)->area.v;

	return (x > y) - (x < y);
}

static int compare_area(const void *area, const void *entry)
{
	uint32_t x = ((const struct area *)area)->v, y = ((const struct area_def *)entry)->area.v;

	return (x > y) - (x < y);
}

/* "2019-03-31" as 201903; 0 for none, or for what is no such date. */
static uint32_t month_of(const char *date)
{
	uint32_t day;

	if (date == NULL || date[4] != '-' || day_parse(date, strlen(date), &day) < 0)
		return 0;
	return (uint32_t)(strtoul(date, NULL, 10) * 100 + strtoul(date + 5, NULL, 10));
}

/* What is wrong with an entry, by itself. The code of a region is a region's everywhere: area_parse says so too. */
static const char *check_area(const struct area_entry *entry)
{
	struct area area = area_make(entry->kind, entry->code);
	struct area same;
	struct area_text text;

	if ((entry->code > 999 && entry->kind != AREA_DISTRICT) || !area_valid(area) ||
		area_parse(area_print(area, &text), &same) < 0 || !area_equal(area, same))
		return "no code of its kind";
	if (!yamlfile_is_line(entry->name))
		return "name is not one line of text";
	if (entry->region != 0 && entry->kind != AREA_AUTHORITY && entry->kind != AREA_REGION)
		return "only an authority, or a part of a region, lies in a region";
	if (entry->since != NULL && month_of(entry->since) == 0)
		return "since is no date such as 2019-04-01";
	if (entry->until != NULL && month_of(entry->until) == 0)
		return "until is no date such as 2019-03-31";
	return NULL;
}

static int check_areas(const struct catalogue *catalogue, struct err_text *error)
{
	const struct area_def *area = catalogue->area, *region;

	for (size_t i = 0; i < catalogue->n_area; i++) {
		if (i > 0 && area_equal(area[i - 1].area, area[i].area))
			return error_set(error, ERR_SYNTAX, "\"areas.yaml\": %u is given twice",
				area_code(area[i].area));
		region = catalogue_area(catalogue, area[i].region);
		if (area_kind(area[i].region) != AREA_NONE && region == NULL)
			return error_set(error, ERR_SYNTAX,
				"\"areas.yaml\": %u lies in %u, which is no region", area_code(area[i].area),
				area_code(area[i].region));
		if (area_kind(area[i].area) == AREA_REGION && region != NULL &&
			area_kind(region->region) != AREA_NONE)
			return error_set(error, ERR_SYNTAX,
				"\"areas.yaml\": %u lies in %u, which is a part itself",
				area_code(area[i].area), area_code(area[i].region));
		if (area_kind(area[i].authority) != AREA_NONE &&
			catalogue_area(catalogue, area[i].authority) == NULL)
			return error_set(error, ERR_SYNTAX,
				"\"areas.yaml\": %u lies in %u, which is no authority",
				area_code(area[i].area), area_code(area[i].authority));
	}
	return 0;
}

/* A region or an authority: both have codes of three digits, and no code is of both. */
static bool is_short(struct area area)
{
	return (area_kind(area) == AREA_REGION || area_kind(area) == AREA_AUTHORITY) && area_valid(area);
}

static int take_areas(struct catalogue *catalogue, const struct areas_file *file, struct err_text *error)
{
	size_t n = file->n;
	struct area_def *area = arena_take_array(catalogue->arena, n, sizeof(*area));

	for (size_t i = 0; area != NULL && i < n; i++) {
		const struct area_entry *entry = &file->areas[i];
		const char *wrong = check_area(entry);

		if (wrong != NULL)
			return error_set(error, ERR_SYNTAX, "\"areas.yaml\": %u: %s", entry->code, wrong);
		area[i].area = area_make(entry->kind, entry->code);
		area[i].region =
			entry->region == 0 ? area_make(AREA_NONE, 0) : area_make(AREA_REGION, entry->region);
		area[i].authority =
			area_make(entry->authority == 0 ? AREA_NONE : AREA_AUTHORITY, entry->authority);
		area[i].since = month_of(entry->since);
		area[i].until = month_of(entry->until);
		area[i].name = yamlfile_copy(catalogue->arena, entry->name);
		for (unsigned k = 0; k < entry->n_also; k++)
			area[i].also[k] = yamlfile_copy(catalogue->arena, entry->also[k]);
		if (area[i].name == NULL || (entry->n_also > 0 && area[i].also[entry->n_also - 1] == NULL))
			area = NULL;
	}
	if (area == NULL)
		return error_set(error, ERR_NOMEM, "\"areas.yaml\": %s", error_text(ERR_NOMEM));
	qsort(area, n, sizeof(*area), compare_areas);
	catalogue->n_area = n;
	catalogue->area = area;
	for (size_t i = 0; i < n; i++)
		if (is_short(area[i].area))
			catalogue->region_or_authority[area_code(area[i].area)] = (uint16_t)(i + 1);
	return check_areas(catalogue, error);
}

static int read_areas(struct catalogue *catalogue, const char *folder, struct err_text *error)
{
	void *file;
	int rc = yamlfile_read(folder, "areas.yaml", &areas_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_areas(catalogue, file, error);
	yamlfile_free(&areas_schema, file);
	return rc;
}

int catalogue_open(const char *folder, struct catalogue **ret, struct err_text *error)
{
	struct catalogue *catalogue = calloc(1, sizeof(*catalogue));
	int rc;

	if (catalogue == NULL || (catalogue->arena = arena_open(CATALOGUE_BYTES)) == NULL) {
		rc = error_set(error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
		goto out;
	}
	rc = catalogue_read_measures(catalogue, folder, error);
	if (rc < 0)
		goto out;
	rc = read_areas(catalogue, folder, error);
	if (rc < 0)
		goto out;
	rc = catalogue_read_groups(catalogue, folder, error);
	if (rc < 0)
		goto out;
	*ret = catalogue;
	return 0;
out:
	catalogue_free(catalogue);
	return rc;
}

void catalogue_free(struct catalogue *catalogue)
{
	if (catalogue == NULL)
		return;
	arena_free(catalogue->arena);
	free(catalogue);
}

bool measure_counts_schools(const struct measure *measure)
{
	return measure->worked_out == WORKED_OUT_INSPECTIONS && strstr(measure->id, ".pupils") == NULL;
}

const struct area_def *catalogue_area(const struct catalogue *catalogue, struct area area)
{
	/* Asked for each authority of every column. */
	if (is_short(area)) {
		uint16_t at = catalogue->region_or_authority[area_code(area)];

		return at != 0 && area_equal(catalogue->area[at - 1].area, area) ? &catalogue->area[at - 1]
										 : NULL;
	}
	return bsearch(&area, catalogue->area, catalogue->n_area, sizeof(struct area_def), compare_area);
}

static bool is_called(const struct area_def *area, struct bytes name)
{
	if (bytes_equal_case(name, bytes_text(area->name)))
		return true;
	for (size_t i = 0; i < AREA_ALSO_MAX && area->also[i] != NULL; i++)
		if (bytes_equal_case(name, bytes_text(area->also[i])))
			return true;
	return false;
}

const struct area_def *catalogue_area_called(
	const struct catalogue *catalogue, enum area_kind kind, struct bytes name)
{
	for (size_t i = 0; i < catalogue->n_area; i++)
		if (area_kind(catalogue->area[i].area) == kind && is_called(&catalogue->area[i], name))
			return &catalogue->area[i];
	return NULL;
}

size_t catalogue_areas(const struct catalogue *catalogue, const struct area_def **ret)
{
	*ret = catalogue->area;
	return catalogue->n_area;
}
