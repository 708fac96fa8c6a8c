/* SPDX-License-Identifier: MIT
 *
 * What the lists of a file have in common, statistical neighbours, and the order in which lists are sent, which does
 * not depend on the order of the file. Other lists are in inspections.c, register.c and ties.c.
 */
#include <stdlib.h>

#include "services/ingest/reading/rows.h"

#define LISTS_MAX 12

/* Every list of an intake, with the size of its items. */
static size_t all_lists(struct intake *intake, struct list *ret[LISTS_MAX], size_t ret_size[LISTS_MAX])
{
	struct {
		struct list *list;
		size_t size;
	} lists[] = {{&intake->schools, sizeof(struct school)},
		{&intake->inspections, sizeof(struct inspection)},
		{&intake->sets, sizeof(struct neighbour_set)},
		{&intake->measures, sizeof(struct measure_def)}, {&intake->figures, sizeof(struct figures)},
		{&intake->filters, sizeof(struct filter)}, {&intake->described, sizeof(struct description)},
		{&intake->blocks, sizeof(struct block)}, {&intake->areas, sizeof(struct area_name)},
		{&intake->events, sizeof(struct school_event)}, {&intake->links, sizeof(struct school_link)},
		{&intake->groups, sizeof(struct group_link)}};

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		ret[i] = lists[i].list;
		ret_size[i] = lists[i].size;
	}
	return ARRAY_LEN(lists);
}

void lists_init(struct intake *intake)
{
	struct list *lists[LISTS_MAX];
	size_t sizes[LISTS_MAX];
	size_t n = all_lists(intake, lists, sizes);

	for (size_t i = 0; i < n; i++) {
		lists[i]->size = sizes[i];
		lists[i]->part = OBSERVATION_ENTRIES_MAX;
	}
}

void lists_free(struct intake *intake)
{
	struct list *lists[LISTS_MAX];
	size_t sizes[LISTS_MAX];
	size_t n = all_lists(intake, lists, sizes);

	for (size_t i = 0; i < n; i++)
		free(lists[i]->items);
}

bool lists_full(struct intake *intake)
{
	struct list *lists[LISTS_MAX];
	size_t sizes[LISTS_MAX];
	size_t n = all_lists(intake, lists, sizes);

	for (size_t i = 0; i < n; i++)
		if (lists[i]->full)
			return true;
	return false;
}

size_t lists_bytes(struct intake *intake)
{
	struct list *lists[LISTS_MAX];
	size_t sizes[LISTS_MAX];
	size_t n = all_lists(intake, lists, sizes);
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += lists[i]->n * lists[i]->size;
	return bytes;
}

void *list_add(struct list *list)
{
	size_t most = LIST_BYTES_MAX / list->size;
	void *item;

	if (list->n == most) {
		list->full = true;
		return NULL;
	}
	if (list->n == list->room) {
		size_t twice = list->room == 0 ? 64 : list->room * 2;
		size_t room = twice < most ? twice : most;
		void *items = realloc(list->items, room * list->size);

		if (items == NULL)
			return NULL;
		list->items = items;
		list->room = room;
	}
	item = (char *)list->items + list->n * list->size;
	memset(item, 0, list->size);
	list->n++;
	return item;
}

struct school *list_school(struct intake *intake, const struct csv_row *row, uint32_t urn)
{
	struct school *school = list_add(&intake->schools);

	if (school == NULL)
		return NULL;
	school_init(school, urn);
	school->row = row->number;
	school->name = field_text(intake, row_field(row, intake->at.name));
	school->phase = field_word(intake, row_field(row, intake->at.phase));
	return school->name == NULL || school->phase == NULL ? NULL : school;
}

bool field_urn(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret)
{
	if (field_number(row_field(row, position), ret) && area_valid(area_make(AREA_SCHOOL, *ret)))
		return true;
	row_refuse(intake, row->number, position, "expected the URN of a school, five to seven digits");
	return false;
}

/* 01/01/1970 is what an empty date becomes when it is converted, and 0 says "not known". */
bool field_day(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret)
{
	struct bytes field = row_field(row, position);

	*ret = 0;
	if (field.len == 0 || (day_parse((const char *)field.data, field.len, ret) == 0 && *ret > 0))
		return true;
	row_refuse(intake, row->number, position, "'%.*s' is no date such as 31/07/2018",
		(int)(field.len > 40 ? 40 : field.len), (const char *)field.data);
	return false;
}

bool field_date(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret)
{
	struct bytes field = row_field(row, position);

	*ret = 0;
	if (field.len == 0 || date_parse((const char *)field.data, field.len, ret) == 0)
		return true;
	row_refuse(intake, row->number, position, "'%.*s' is no date such as 31-07-2018",
		(int)(field.len > 40 ? 40 : field.len), (const char *)field.data);
	return false;
}

/* -- neighbours -------------------------------------------------------------------------------------------------- */

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

/* -- order ------------------------------------------------------------------------------------------------------- */

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

static int compare_numbers(uint64_t x, uint64_t y)
{
	return x < y ? -1 : x > y;
}

static int by_link(const void *a, const void *b)
{
	const struct school_link *x = a;
	const struct school_link *y = b;
	int order = compare_numbers((uint64_t)x->urn << 32 | x->to, (uint64_t)y->urn << 32 | y->to);

	return order != 0 ? order : compare_numbers(x->row, y->row);
}

static int by_group(const void *a, const void *b)
{
	const struct group_link *x = a;
	const struct group_link *y = b;
	int order = compare_numbers((uint64_t)x->urn << 32 | x->uid, (uint64_t)y->urn << 32 | y->uid);

	return order != 0 ? order : compare_numbers(x->row, y->row);
}

static int by_event(const void *a, const void *b)
{
	const struct school_event *x = a;
	const struct school_event *y = b;
	int order = compare_numbers((uint64_t)x->area.v << 32 | x->day, (uint64_t)y->area.v << 32 | y->day);

	return order != 0 ? order : compare_numbers(x->row, y->row);
}

/* By merging, since qsort() may leave equal items in any order: a row can tell of two inspections of one day. */
static int sort(struct list *list, int (*compare)(const void *, const void *))
{
	size_t n = list->n, size = list->size;
	char *from = list->items, *to = n > 1 ? malloc(n * size) : NULL;

	if (n > 1 && to == NULL)
		return ERR_NOMEM;
	for (size_t width = 1; width < n; width *= 2) {
		char *sorted = to;

		for (size_t begin = 0; begin < n; begin += 2 * width) {
			size_t middle = begin + width < n ? begin + width : n;
			size_t end = middle + width < n ? middle + width : n;
			size_t a = begin, b = middle;

			for (size_t i = begin; i < end; i++) {
				bool first = b == end ||
					     (a < middle && compare(from + a * size, from + b * size) <= 0);

				memcpy(to + i * size, from + (first ? a++ : b++) * size, size);
			}
		}
		to = from;
		from = sorted;
	}
	list->room = from == list->items ? list->room : n;
	list->items = from;
	free(to);
	return 0;
}

int lists_finish(struct intake *intake)
{
	const struct {
		struct list *list;
		int (*compare)(const void *, const void *);
	} sorted[] = {{&intake->schools, by_urn}, {&intake->inspections, by_inspection},
		{&intake->sets, by_set}, {&intake->measures, by_id}, {&intake->links, by_link},
		{&intake->groups, by_group}, {&intake->events, by_event}};
	struct school *school;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(sorted); i++)
		rc = sort(sorted[i].list, sorted[i].compare);
	school = intake->schools.items;
	for (size_t i = 0; rc == 0 && i < intake->schools.n; i++)
		if (n == 0 || school[n - 1].urn != school[i].urn)
			school[n++] = school[i];
	if (rc == 0)
		intake->schools.n = n;
	return rc;
}
