/* SPDX-License-Identifier: MIT
 *
 * Files that are lists rather than figures: inspections and statistical neighbours; and the order in which lists are
 * sent, which does not depend on the order of the file.
 */
#include <stdlib.h>

#include "services/ingest/rows.h"

static bool row_day(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret)
{
	struct bytes field = row_field(row, position);

	if (day_parse((const char *)field.data, field.len, ret) == 0 && *ret > 0)
		return true; /* 01/01/1970 is what an empty date becomes when it is converted, and 0 says "not known" */
	row_refuse(intake, row->number, position, "'%.*s' is no date such as 31/07/2018",
		(int)(field.len > 40 ? 40 : field.len), (const char *)field.data);
	return false;
}

int inspections_row(struct intake *intake, const struct csv_row *row)
{
	struct inspection *inspection;
	struct school *school;
	uint32_t urn, overall, inspected, published = 0;

	if (!field_number(row_field(row, intake->at.urn), &urn) || !area_valid(area_make(AREA_SCHOOL, urn))) {
		row_refuse(intake, row->number, intake->at.urn,
			"expected the URN of a school, five to seven digits");
		return 0;
	}
	school = list_add(&intake->schools);
	if (school == NULL)
		return ERR_NOMEM;
	school->urn = urn;
	school->row = row->number;
	school->name = field_text(intake, row_field(row, intake->at.name));
	school->phase = field_text(intake, row_field(row, intake->at.phase));
	school->sector = "";
	if (school->name == NULL || school->phase == NULL)
		return ERR_NOMEM;
	if (format_flag(intake->format, row_field(row, intake->at.overall)) != FLAG_PRESENT)
		return 0; /* in the register, and not inspected or not judged */
	if (!field_number(row_field(row, intake->at.overall), &overall) || overall < 1 || overall > 4) {
		row_refuse(intake, row->number, intake->at.overall, "expected a grade from 1 to 4");
		return 0;
	}
	if (!row_day(intake, row, intake->at.inspected, &inspected))
		return 0;
	if (row_field(row, intake->at.published).len > 0 &&
		!row_day(intake, row, intake->at.published, &published))
		return 0;
	inspection = list_add(&intake->inspections);
	if (inspection == NULL)
		return ERR_NOMEM;
	inspection->urn = urn;
	inspection->inspected = inspected;
	inspection->published = published;
	inspection->overall = overall;
	inspection->row = row->number;
	inspection->column = intake->header[intake->at.overall];
	return 0;
}

#define MEMBERS_MAX 20
#define YEAR_MIN    1990
#define YEAR_MAX    2200

/* Where the number of the set of an authority and a month stands, in a table of all there can be: 10 MB of address
 * space, of which a file touches little. NULL when memory is short. */
static uint32_t *place_of_set(struct intake *intake, uint32_t authority, uint32_t year, uint32_t month)
{
	size_t months = (size_t)(YEAR_MAX - YEAR_MIN + 1) * 12;

	if (intake->set_at == NULL)
		intake->set_at = calloc(1000 * months, sizeof(*intake->set_at));
	return intake->set_at == NULL
		       ? NULL
		       : &intake->set_at[authority * months + (size_t)(year - YEAR_MIN) * 12 + month - 1];
}

/* A set is named by the month it was published in; its rows may come in any order. */
int neighbours_row(struct intake *intake, const struct csv_row *row)
{
	struct bytes set = row_field(row, intake->at.set);
	struct neighbour_set *last = NULL;
	uint32_t year, month, authority, member;
	uint32_t *place;

	if (set.len != 7 || set.data[4] != '-' || !field_number(bytes_of(set.data, 4), &year) ||
		!field_number(bytes_of(set.data + 5, 2), &month) || year < YEAR_MIN || year > YEAR_MAX ||
		month < 1 || month > 12) {
		row_refuse(intake, row->number, intake->at.set,
			"expected the month of the set, such as 2021-04");
		return 0;
	}
	if (!field_number(row_field(row, intake->at.authority), &authority) ||
		!area_valid(area_make(AREA_AUTHORITY, authority))) {
		row_refuse(intake, row->number, intake->at.authority,
			"expected the three-digit code of an authority");
		return 0;
	}
	if (!field_number(row_field(row, intake->at.neighbour), &member) ||
		!area_valid(area_make(AREA_AUTHORITY, member))) {
		row_refuse(intake, row->number, intake->at.neighbour,
			"expected the three-digit code of an authority");
		return 0;
	}
	place = place_of_set(intake, authority, year, month);
	if (place == NULL)
		return ERR_NOMEM;
	if (*place != 0) {
		last = (struct neighbour_set *)intake->sets.items + (*place - 1);
	} else {
		last = list_add(&intake->sets);
		if (last == NULL)
			return ERR_NOMEM;
		*place = (uint32_t)intake->sets.n;
		last->from_month = year * 100 + month;
		last->authority = authority;
		last->member = arena_take_array(intake->texts, MEMBERS_MAX, sizeof(*last->member));
		if (last->member == NULL)
			return ERR_NOMEM;
	}
	for (size_t i = 0; i < last->n; i++)
		if (last->member[i] == member)
			return 0; /* said twice, and counts once in the mean */
	if (last->n == MEMBERS_MAX) {
		row_refuse(intake, row->number, intake->at.neighbour,
			"more than %d neighbours of one authority", MEMBERS_MAX);
		return 0;
	}
	last->member[last->n++] = member;
	return 0;
}

static int by_urn(const void *a, const void *b)
{
	const struct school *x = a;
	const struct school *y = b;

	if (x->urn != y->urn)
		return x->urn < y->urn ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int by_inspection(const void *a, const void *b)
{
	const struct inspection *x = a;
	const struct inspection *y = b;

	if (x->urn != y->urn)
		return x->urn < y->urn ? -1 : 1;
	if (x->inspected != y->inspected)
		return x->inspected < y->inspected ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int by_set(const void *a, const void *b)
{
	const struct neighbour_set *x = a;
	const struct neighbour_set *y = b;

	if (x->from_month != y->from_month)
		return x->from_month < y->from_month ? -1 : 1;
	return x->authority < y->authority ? -1 : x->authority > y->authority;
}

static int by_id(const void *a, const void *b)
{
	const struct measure_def *x = a;
	const struct measure_def *y = b;

	return strcmp(x->id, y->id);
}

static void sort(struct list *list, int (*compare)(const void *, const void *))
{
	if (list->n > 1)
		qsort(list->items, list->n, list->size, compare);
}

void lists_finish(struct intake *intake)
{
	struct school *school = intake->schools.items;
	size_t n = 0;

	sort(&intake->schools, by_urn);
	sort(&intake->inspections, by_inspection);
	sort(&intake->sets, by_set);
	sort(&intake->measures, by_id);
	for (size_t i = 0; i < intake->schools.n; i++)
		if (n == 0 || school[n - 1].urn != school[i].urn)
			school[n++] = school[i];
	intake->schools.n = n;
}
