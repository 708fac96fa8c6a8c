/* SPDX-License-Identifier: MIT
 *
 * The queries behind `leep schools` and `leep events`: what the register says, and what happened, newest first. Every
 * inspection stands in its own frame; one of a predecessor says whose it was.
 */
#include <stdio.h>

#include "common/model/grid.h"
#include "services/reports/queries.h"

/* Ties of one school that are shown: the most in the links of England is 12. */
#define TIES_MAX 50

/* The area that was asked for; AREA_NONE for all. */
static int asked_area(const char *words, struct area *ret, struct err_text *text)
{
	*ret = area_make(AREA_NONE, 0);
	if (words[0] == '\0' || area_parse(words, ret) == 0)
		return 0;
	return error_set(
		text, ERR_INVAL, "area '%s': expected the three-digit code of an authority or a URN", words);
}

static int set_next(struct reading *reading, struct bytes key, struct query_result *ret)
{
	uint8_t *next = arena_take(reading->arena, key.len);

	if (next == NULL)
		return ERR_NOMEM;
	memcpy(next, key.data, key.len);
	ret->next = bytes_of(next, key.len);
	return 0;
}

/* -- schools ----------------------------------------------------------------------------------------------------- */

static void add_links(struct reading *reading, struct grid *grid, uint32_t urn)
{
	struct school_link links[TIES_MAX];
	size_t n = state_links(reading->txn, reading->scratch, urn, links, TIES_MAX);
	const char *all = "";

	for (size_t i = 0; i < n && all != NULL; i++)
		all = arena_print(reading->scratch, "%s%s%s %u %s", all, i == 0 ? "" : "; ", links[i].kind,
			links[i].to, links[i].name);
	grid_text(grid, all == NULL ? "" : all);
}

static void add_groups(struct reading *reading, struct grid *grid, uint32_t urn)
{
	struct group_link groups[TIES_MAX];
	size_t n = state_groups(reading->txn, reading->scratch, urn, groups, TIES_MAX);
	const char *all = "";

	for (size_t i = 0; i < n && all != NULL; i++)
		all = arena_print(reading->scratch, "%s%s%s %u %s", all, i == 0 ? "" : "; ", groups[i].kind,
			groups[i].uid, groups[i].name);
	grid_text(grid, all == NULL ? "" : all);
}

static void add_school(struct reading *reading, struct grid *grid, struct school *school, uint64_t submission)
{
	grid_number(grid, school->urn);
	grid_number(grid, school->authority);
	grid_number(grid, school->estab);
	for (size_t i = 0; i < SCHOOL_FIELDS; i++) {
		const struct school_field *field = &school_fields[i];
		struct period_text date;
		struct said *number;

		switch (field->kind) {
		case SCHOOL_FIELD_TEXT:
			grid_text(grid, *school_text(school, field));
			break;
		case SCHOOL_FIELD_NUMBER:
			number = school_number(school, field);
			if (number->is)
				grid_count(grid, number->n);
			else
				grid_text(grid, "");
			break;
		case SCHOOL_FIELD_DATE:
			grid_text(grid, date_print(*school_date(school, field), &date));
			break;
		}
	}
	add_links(reading, grid, school->urn);
	add_groups(reading, grid, school->urn);
	grid_number(grid, submission);
	grid_text(grid, reading_receipt(reading, submission)->name);
	grid_number(grid, school->row);
}

static bool wants_school(struct area asked, const struct school *school)
{
	switch (area_kind(asked)) {
	case AREA_AUTHORITY:
		return area_code(asked) == school->authority;
	case AREA_SCHOOL:
		return area_code(asked) == school->urn;
	case AREA_NONE:
	case AREA_NATION:
		return true;
	case AREA_REGION:
	case AREA_NEIGHBOURS:
	case AREA_DISTRICT:
	case AREA_KINDS:
		break;
	}
	return false;
}

static void scan_schools(
	struct scan *scan, struct reading *reading, struct area asked, const struct query *query)
{
	struct key prefix, from;

	key_init(&prefix);
	if (area_kind(asked) == AREA_SCHOOL)
		key_u32(&prefix, area_code(asked));
	from = prefix;
	if (query->after.len == 4) {
		key_init(&from);
		key_bytes(&from, query->after);
	}
	scan_begin_at(scan, reading->txn, REPORTS_SCHOOLS, &prefix, &from);
}

#define NAME_OF(field) #field,

int answer_schools(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"urn", "authority", "estab",
		SCHOOL_TEXTS(NAME_OF) SCHOOL_NUMBERS(NAME_OF) SCHOOL_DATES(NAME_OF) "links", "groups",
		"submission", "source", "row"};
	struct observation event;
	struct area asked;
	struct grid grid;
	struct scan scan;
	int rc = asked_area(query->area, &asked, text);

	if (rc < 0)
		return rc;
	grid_begin(&grid, reading->arena, "schools", columns, ARRAY_LEN(columns));
	scan_schools(&scan, reading, asked, query);
	while (rc == 0 && ret->next.len == 0 && scan_next(&scan)) {
		const char *reason;

		arena_reset(reading->scratch);
		if (observation_decode(reading->scratch, scan.value, &event, &reason) < 0 ||
			event.kind != OBSERVATION_REGISTER)
			rc = ERR_CORRUPT;
		else if (wants_school(asked, &event.schools[0]) && !grid_room(&grid))
			rc = set_next(reading, scan.key, ret);
		else if (wants_school(asked, &event.schools[0]))
			add_school(reading, &grid, &event.schools[0], event.submission);
	}
	scan_end(&scan);
	if (rc == 0 && area_kind(asked) == AREA_SCHOOL && grid.n_cells == 0)
		return error_set(text, ERR_NOTFOUND, "no school %s is known", query->area);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}

/* -- events ------------------------------------------------------------------------------------------------------ */

const char *reading_judgements(struct arena *arena, const struct inspection *inspection)
{
	const char *all = "";

	for (size_t i = 0; i < inspection->n_judgements && all != NULL; i++) {
		const struct judgement *judgement = &inspection->judgement[i];
		struct period_text day;
		bool dated = judgement->day != 0 && judgement->day != inspection->inspected;

		all = arena_print(arena, "%s%s%s %s%s%s%s", all, i == 0 ? "" : "; ", judgement->aspect,
			judgement->text, dated ? " (" : "", dated ? day_print(judgement->day, &day) : "",
			dated ? ")" : "");
	}
	return all == NULL ? "" : all;
}

static const char *owner_text(struct arena *arena, const struct inspection *inspection)
{
	const char *text = !inspection->another      ? ""
			   : inspection->of_urn == 0 ? "another school"
						     : arena_print(arena, "%u", inspection->of_urn);

	return text == NULL ? "" : text;
}

static void add_inspection(struct reading *reading, struct grid *grid, const struct inspection *inspection)
{
	grid_text(grid, "inspection");
	grid_text(grid, inspection_frame_text(inspection->frame));
	grid_text(grid, owner_text(reading->scratch, inspection));
	grid_number(grid, inspection->overall);
	grid_text(grid, reading_judgements(reading->scratch, inspection));
	grid_text(grid, inspection->concern);
	grid_text(grid, inspection->safeguarding);
	grid_text(grid, inspection->outcome);
	grid_text(grid, "");
	grid_day(grid, inspection->published);
}

static void add_event(struct grid *grid, const struct school_event *event)
{
	grid_text(grid, event->kind);
	for (int i = 0; i < 6; i++)
		grid_text(grid, ""); /* frame, whose, overall, judgements, concern, safeguarding */
	grid_text(grid, event->outcome);
	grid_text(grid, event->reference);
	grid_text(grid, "");
}

uint32_t reading_authority(struct reading *reading, struct area area)
{
	struct school school;

	if (area_kind(area) == AREA_AUTHORITY)
		return area_code(area);
	return area_kind(area) == AREA_SCHOOL &&
			       state_school(reading->txn, reading->scratch, area_code(area), &school)
		       ? school.authority
		       : 0;
}

static void add_happening(
	struct reading *reading, struct grid *grid, struct area area, const struct observation *happened)
{
	bool inspected = happened->kind == OBSERVATION_INSPECTIONS;
	struct area_text code;

	grid_day(grid, inspected ? happened->inspections[0].inspected : happened->events[0].day);
	grid_text(grid, area_print(area, &code));
	grid_number(grid, reading_authority(reading, area));
	grid_text(grid, reading_area_name(reading, area));
	if (inspected)
		add_inspection(reading, grid, &happened->inspections[0]);
	else
		add_event(grid, &happened->events[0]);
	grid_number(grid, happened->submission);
	grid_text(grid, reading_receipt(reading, happened->submission)->name);
	grid_number(grid, inspected ? happened->inspections[0].row : happened->events[0].row);
	grid_text(grid, inspected ? happened->inspections[0].column : "");
}

static bool wants_area(struct reading *reading, struct area asked, struct area area)
{
	return area_kind(asked) == AREA_NONE || area_equal(asked, area) ||
	       (area_kind(asked) == AREA_AUTHORITY && reading_authority(reading, area) == area_code(asked));
}

int answer_events(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"date", "area", "authority", "name", "kind", "frame",
		"relates_to", "overall", "judgements", "concern", "safeguarding", "outcome", "reference",
		"published", "submission", "source", "row", "column"};
	uint64_t known = state_flow_indicators(reading->txn); /* nobody sees half a file */
	struct happenings_walk walk;
	struct area asked, area;
	struct grid grid;
	int rc = asked_area(query->area, &asked, text);

	if (rc < 0)
		return rc;
	grid_begin(&grid, reading->arena, "events", columns, ARRAY_LEN(columns));
	state_happenings(&walk, reading->txn, query->after);
	while (rc == 0 && ret->next.len == 0 && state_happenings_next(&walk, &area)) {
		struct observation happened;

		arena_reset(reading->scratch);
		if (!wants_area(reading, asked, area))
			continue;
		if (!grid_room(&grid))
			rc = set_next(reading, walk.scan.key, ret);
		else if (state_happening(&walk, reading->scratch, &happened) && happened.submission <= known)
			add_happening(reading, &grid, area, &happened);
	}
	state_happenings_end(&walk);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}
