/* SPDX-License-Identifier: MIT
 *
 * One case whole, its changes, and one record with its history. See answers.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/model/case_kinds.h"
#include "services/reports/casework/answers.h"
#include "services/reports/casework/records.h"

/* Records of one case, and changes in it: a case of ten years has some hundred. */
#define ORDERED_MAX 50000

/* Something that has a place in time. */
struct ordered {
	int64_t at;
	uint64_t id, nth;
};

static int in_time(const void *a, const void *b)
{
	const struct ordered *x = a;
	const struct ordered *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->nth > y->nth) - (x->nth < y->nth);
}

static void add_field(struct grid *grid, const char *field, const char *value)
{
	grid_text(grid, field);
	grid_text(grid, value);
}

static void add_number(struct grid *grid, const char *field, uint64_t number)
{
	grid_text(grid, field);
	grid_number(grid, number);
}

/* Everything that is known of a record beside its history: the columns "field" and "value". */
static void add_whole(struct reading *reading, struct grid *grid, const struct record *record)
{
	add_number(grid, "id", record->id);
	add_field(grid, "kind", record->kind);
	if (record->case_id != 0)
		add_number(grid, "case", record->case_id);
	if (record->urn != 0) {
		add_number(grid, "urn", record->urn);
		add_field(grid, "school", reading_area_name(reading, area_make(AREA_SCHOOL, record->urn)));
		add_number(grid, "authority", record->authority);
	}
	add_field(grid, "state", record_state_text(record->state));
	for (size_t i = 0; i < record->n_field; i++)
		if (record->field[i].value[0] != '\0')
			add_field(grid, record->field[i].name, record->field[i].value);
	grid_text(grid, "made");
	grid_time(grid, record->made);
	grid_text(grid, "changed");
	grid_time(grid, record->changed);
}

static int find_case(struct reading *reading, uint64_t id, struct record *ret, struct err_text *text)
{
	if (records_get(reading->txn, reading->scratch, id, ret) && strcmp(ret->kind, "case") == 0)
		return 0;
	return error_set(text, ERR_NOTFOUND, "there is no case %llu", (unsigned long long)id);
}

/* The day of a record, in days since 1970-01-01: as its kind says, else when it was made. */
static uint32_t day_of(const struct record *record)
{
	const struct case_kind *kind = case_kind(record->kind);
	const char *value = kind == NULL ? "" : record_value(record, kind->day);
	uint32_t day;

	return day_parse(value, strlen(value), &day) == 0 ? day
							  : (uint32_t)(record->made / MICROSECONDS_A_DAY);
}

/* What belongs to the case, in the order of days. */
static size_t records_in_order(struct reading *reading, uint64_t case_id, struct ordered **ret)
{
	struct ordered *list = arena_take_array(reading->arena, ORDERED_MAX, sizeof(*list));
	struct records_walk walk;
	size_t n = 0;
	uint64_t id;

	if (list == NULL)
		return 0;
	records_of_case(&walk, reading->txn, case_id, "");
	while (n < ORDERED_MAX && records_next(&walk, &id)) {
		struct record record;

		arena_reset(reading->scratch);
		if (records_get(reading->txn, reading->scratch, id, &record))
			list[n++] = (struct ordered){day_of(&record), id, 0};
	}
	records_end(&walk);
	qsort(list, n, sizeof(*list), in_time);
	*ret = list;
	return n;
}

static void add_record(struct grid *grid, const struct record *record)
{
	for (size_t i = 0; i < record->n_field; i++) {
		if (record->field[i].value[0] == '\0')
			continue;
		grid_number(grid, record->id);
		grid_text(grid, record->kind);
		grid_text(grid, record_state_text(record->state));
		grid_day(grid, day_of(record));
		grid_text(grid, record->field[i].name);
		grid_text(grid, record->field[i].value);
	}
}

int answer_case(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const fields[] = {"field", "value"};
	static const char *const columns[] = {"record", "kind", "state", "day", "field", "value"};
	uint64_t from = answer_from(query, 0);
	struct ordered *list = NULL;
	struct record record;
	struct grid grid;
	size_t n;
	int rc = find_case(reading, query->cases.case_id, &record, text);

	if (rc < 0)
		return rc;
	if (from == 0) {
		grid_begin(&grid, reading->arena, "case", fields, ARRAY_LEN(fields));
		add_whole(reading, &grid, &record);
		rc = grid_end(&grid, &ret->table[ret->n_tables++]);
	}
	n = records_in_order(reading, query->cases.case_id, &list);
	grid_begin(&grid, reading->arena, "records", columns, ARRAY_LEN(columns));
	for (size_t i = from; rc == 0 && ret->next.len == 0 && i < n; i++) {
		arena_reset(reading->scratch);
		if (!grid_room(&grid))
			rc = answer_next(reading, i, ret);
		else if (records_get(reading->txn, reading->scratch, list[i].id, &record))
			add_record(&grid, &record);
	}
	return rc == 0 ? grid_end(&grid, &ret->table[ret->n_tables++]) : rc;
}

/* -- changes ----------------------------------------------------------------------------------------------------- */

static size_t gather_lines(struct reading *reading, uint64_t id, struct ordered *list, size_t n)
{
	struct case_changed changed;
	struct records_walk walk;
	uint64_t nth = 0;

	records_lines(&walk, reading->txn, id);
	arena_reset(reading->scratch);
	while (n < ORDERED_MAX && records_line(&walk, reading->scratch, &changed)) {
		list[n++] = (struct ordered){changed.at, id, nth++};
		arena_reset(reading->scratch);
	}
	records_end(&walk);
	return n;
}

static bool find_line(struct reading *reading, const struct ordered *of, struct case_changed *ret)
{
	struct records_walk walk;
	uint64_t nth = 0;
	bool found;

	records_lines(&walk, reading->txn, of->id);
	do
		found = records_line(&walk, reading->scratch, ret);
	while (found && nth++ < of->nth);
	records_end(&walk);
	return found;
}

int answer_changes(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"at", "who", "what", "kind", "record", "text"};
	struct ordered *list = arena_take_array(reading->arena, ORDERED_MAX, sizeof(*list));
	struct case_changed changed;
	struct records_walk walk;
	struct record record;
	struct grid grid;
	size_t n;
	uint64_t id;
	int rc = find_case(reading, query->cases.case_id, &record, text);

	if (rc < 0 || list == NULL)
		return rc < 0 ? rc : ERR_NOMEM;
	n = gather_lines(reading, record.id, list, 0);
	records_of_case(&walk, reading->txn, query->cases.case_id, "");
	while (records_next(&walk, &id))
		n = gather_lines(reading, id, list, n);
	records_end(&walk);
	qsort(list, n, sizeof(*list), in_time);
	grid_begin(&grid, reading->arena, "changes", columns, ARRAY_LEN(columns));
	for (size_t i = answer_from(query, 0); rc == 0 && ret->next.len == 0 && i < n; i++) {
		arena_reset(reading->scratch);
		if (!grid_room(&grid)) {
			rc = answer_next(reading, i, ret);
		} else if (find_line(reading, &list[i], &changed)) {
			grid_time(&grid, changed.at);
			grid_text(&grid, changed.who);
			grid_text(&grid, changed.what);
			grid_text(&grid, changed.record.kind);
			grid_number(&grid, changed.record.id);
			grid_text(&grid, changed.text);
		}
	}
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}

/* -- one record -------------------------------------------------------------------------------------------------- */

int answer_record(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const fields[] = {"field", "value"};
	static const char *const columns[] = {"at", "who", "what", "text", "chain"};
	uint8_t before[SHA256_LEN] = {0}, chain[SHA256_LEN];
	struct case_changed changed;
	struct records_walk walk;
	struct record record;
	struct grid grid;
	int rc;

	if (!records_get(reading->txn, reading->scratch, query->cases.record, &record))
		return error_set(text, ERR_NOTFOUND, "there is no record %llu",
			(unsigned long long)query->cases.record);
	grid_begin(&grid, reading->arena, "record", fields, ARRAY_LEN(fields));
	add_whole(reading, &grid, &record);
	rc = grid_end(&grid, &ret->table[0]);
	grid_begin(&grid, reading->arena, "history", columns, ARRAY_LEN(columns));
	records_lines(&walk, reading->txn, query->cases.record);
	arena_reset(reading->scratch);
	while (rc == 0 && grid_room(&grid) && records_line(&walk, reading->scratch, &changed)) {
		case_changed_chain(before, &changed, chain);
		grid_time(&grid, changed.at);
		grid_text(&grid, changed.who);
		grid_text(&grid, changed.what);
		grid_text(&grid, changed.text);
		grid_text(&grid, memcmp(chain, changed.chain, SHA256_LEN) == 0 ? "whole" : "broken");
		memcpy(before, changed.chain, SHA256_LEN);
		arena_reset(reading->scratch);
	}
	records_end(&walk);
	ret->n_tables = 2;
	return rc == 0 ? grid_end(&grid, &ret->table[1]) : rc;
}
