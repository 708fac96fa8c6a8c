/* SPDX-License-Identifier: MIT
 *
 * The schools, trusts, dioceses, districts and phases of a caseloads.yaml, each with one adviser.
 */
#include "services/alerts/caseloads/caseloads_parts.h"

#include <stdlib.h>

#include "common/model/area.h"
#include "common/model/yamlfile.h"

static const char *const kinds[ROUTES] = {[ROUTE_TRUST] = "trust",
	[ROUTE_DIOCESE] = "diocese",
	[ROUTE_DISTRICT] = "district",
	[ROUTE_PHASE] = "phase"};

static const char *const keys[ROUTES] = {[ROUTE_TRUST] = "trusts",
	[ROUTE_DIOCESE] = "dioceses",
	[ROUTE_DISTRICT] = "districts",
	[ROUTE_PHASE] = "phases"};

/* Alike they stand in the order of the file, so that what is refused names the same two people everywhere. */
static int in_file_order(const struct adviser *a, const struct adviser *b)
{
	return (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b)
{
	const struct caseload_entry *x = a, *y = b;

	return x->urn != y->urn ? (x->urn > y->urn) - (x->urn < y->urn)
				: in_file_order(x->adviser, y->adviser);
}

static int compare_routes(const void *a, const void *b)
{
	const struct route *x = a, *y = b;
	int order = strcasecmp(x->text, y->text);

	return order != 0 ? order : in_file_order(x->adviser, y->adviser);
}

/* As written, for the line in what is wrong. */
static const struct person_entry *entry_of(const struct taking *taking, const struct adviser *adviser)
{
	return &taking->file->advisers[adviser - taking->person].person;
}

static int check_schools(struct taking *taking, const struct caseload_entry *school, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (school[i].urn > AREA_CODE_MAX || !area_valid(area_make(AREA_SCHOOL, school[i].urn)))
			return caseloads_refuse(taking, entry_of(taking, school[i].adviser), "schools",
				"%u is no URN of a school", school[i].urn);
		if (i > 0 && school[i - 1].urn == school[i].urn)
			return caseloads_refuse(taking, entry_of(taking, school[i].adviser), "schools",
				"school %u is listed twice, by \"%s\" and by \"%s\"", school[i].urn,
				school[i - 1].adviser->name, school[i].adviser->name);
	}
	return 0;
}

static int take_schools(struct taking *taking, struct caseloads *ret)
{
	const struct caseloads_file *file = taking->file;
	struct caseload_entry *school;
	size_t n = 0, k = 0;

	for (uint32_t i = 0; i < file->n; i++)
		n += file->advisers[i].n_schools;
	school = arena_take_array(taking->arena, n, sizeof(*school));
	if (school == NULL)
		return caseloads_no_memory(taking);
	for (uint32_t i = 0; i < file->n; i++)
		for (uint32_t j = 0; j < file->advisers[i].n_schools; j++)
			school[k++] =
				(struct caseload_entry){file->advisers[i].schools[j], &taking->person[i]};
	qsort(school, n, sizeof(*school), compare_entries);
	ret->n = n;
	ret->school = school;
	return check_schools(taking, school, n);
}

static int take_route(struct taking *taking, enum route_kind kind, struct caseloads *ret)
{
	const struct caseloads_file *file = taking->file;
	struct route *route;
	size_t n = 0, k = 0;

	for (uint32_t i = 0; i < file->n; i++)
		n += file->advisers[i].n_route[kind];
	route = arena_take_array(taking->arena, n, sizeof(*route));
	if (route == NULL)
		return caseloads_no_memory(taking);
	for (uint32_t i = 0; i < file->n; i++) {
		for (uint32_t j = 0; j < file->advisers[i].n_route[kind]; j++) {
			const char *text = file->advisers[i].route[kind][j];

			if (!yamlfile_is_line(text) || text[0] == ' ' || text[strlen(text) - 1] == ' ')
				return caseloads_refuse(taking, entry_of(taking, &taking->person[i]),
					keys[kind],
					"a %s of \"%s\" is not one line of text without spaces around it",
					kinds[kind], taking->person[i].name);
			route[k++] = (struct route){yamlfile_copy(taking->arena, text), &taking->person[i]};
			if (route[k - 1].text == NULL)
				return caseloads_no_memory(taking);
		}
	}
	qsort(route, n, sizeof(*route), compare_routes);
	for (size_t i = 1; i < n; i++)
		if (strcasecmp(route[i - 1].text, route[i].text) == 0)
			return caseloads_refuse(taking, entry_of(taking, route[i].adviser), keys[kind],
				"%s \"%s\" is listed twice, by \"%s\" and by \"%s\"", kinds[kind],
				route[i].text, route[i - 1].adviser->name, route[i].adviser->name);
	ret->n_route[kind] = n;
	ret->route[kind] = route;
	return 0;
}

int caseloads_take_routes(struct taking *taking, struct caseloads *ret)
{
	uint32_t authority = taking->file->authority;
	int rc;

	if (authority > 999 || !area_valid(area_make(AREA_AUTHORITY, authority)))
		return caseloads_refuse(taking, NULL, "", "%u is no code of an authority", authority);
	ret->authority = authority;
	rc = take_schools(taking, ret);
	for (size_t kind = 0; rc == 0 && kind < ROUTES; kind++)
		rc = take_route(taking, (enum route_kind)kind, ret);
	return rc;
}
