/* SPDX-License-Identifier: MIT
 *
 * Lists of records of one kind. See answers.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/model/case_kinds.h"
#include "services/reports/casework/answers.h"
#include "services/reports/casework/records.h"

/* -- what is asked ----------------------------------------------------------------------------------------------- */

struct asked {
	const struct cases_query *query;
	struct area area;
	enum record_state state;
	bool any_state;
};

static int make_ready(const struct cases_query *query, struct asked *ret, struct err_text *text)
{
	*ret = (struct asked){.query = query, .any_state = query->state[0] == '\0'};
	if (query->area[0] != '\0' && area_parse(query->area, &ret->area) < 0)
		return error_set(text, ERR_INVAL,
			"area '%.60s': expected the three-digit code of an authority or a URN", query->area);
	if (!ret->any_state && !record_state_parse(query->state, &ret->state))
		return error_set(
			text, ERR_INVAL, "state '%.60s': expected open, closed or withdrawn", query->state);
	return 0;
}

static bool wants(const struct asked *asked, const struct record *record)
{
	switch (area_kind(asked->area)) {
	case AREA_AUTHORITY:
		if (record->authority != area_code(asked->area))
			return false;
		break;
	case AREA_SCHOOL:
		if (record->urn != area_code(asked->area))
			return false;
		break;
	case AREA_NONE:
	case AREA_NATION:
	case AREA_REGION:
	case AREA_NEIGHBOURS:
	case AREA_DISTRICT:
	case AREA_KINDS:
		break;
	}
	return (asked->any_state || record->state == asked->state) &&
	       (asked->query->case_id == 0 || record->case_id == asked->query->case_id);
}

/* -- cases ------------------------------------------------------------------------------------------------------- */

/* What waits in a case: its open actions, the first day that something is due, whether that has passed. */
static void add_waiting(struct reading *reading, struct grid *grid, const struct record *record)
{
	const char *due = record->state == RECORD_OPEN ? record_value(record, "next_review") : "";
	struct period_text today;
	struct records_walk walk;
	uint64_t id, actions = 0;

	records_of_case(&walk, reading->txn, record->id, "action");
	while (records_next(&walk, &id)) {
		struct record action;
		const char *by;

		if (!records_get(reading->txn, reading->scratch, id, &action) || action.state != RECORD_OPEN)
			continue;
		actions++;
		by = record_value(&action, "due");
		due = due[0] == '\0' || strcmp(by, due) < 0 ? by : due;
	}
	records_end(&walk);
	grid_count(grid, actions);
	grid_text(grid, due);
	(void)day_print((uint32_t)(reading->at / MICROSECONDS_A_DAY), &today);
	grid_text(grid, due[0] != '\0' && strcmp(due, today.text) < 0 ? "yes" : "");
}

/* -- budgets ----------------------------------------------------------------------------------------------------- */

#define BUDGETS_MAX 2000

struct budget_sums {
	size_t n;
	uint64_t id[BUDGETS_MAX];
	struct case_sums sums[BUDGETS_MAX];
};

static struct case_sums *sums_of(struct budget_sums *all, uint64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->id[i] == id)
			return &all->sums[i];
	if (id == 0 || all->n == BUDGETS_MAX)
		return NULL;
	all->id[all->n] = id;
	return &all->sums[all->n++];
}

/* What all packages and lines cost, by budget. */
static struct budget_sums *add_up(struct reading *reading)
{
	static const char *const costly[] = {"package", "line"};
	struct budget_sums *all = arena_take_array(reading->arena, 1, sizeof(*all));
	struct records_walk walk;
	uint64_t id;

	for (size_t i = 0; all != NULL && i < ARRAY_LEN(costly); i++) {
		records_of_kind(&walk, reading->txn, costly[i], 0);
		while (records_next(&walk, &id)) {
			struct record record;
			struct case_sums *sums;

			arena_reset(reading->scratch);
			if (!records_get(reading->txn, reading->scratch, id, &record))
				break;
			sums = sums_of(all, strtoull(record_value(&record, "budget"), NULL, 10));
			if (sums != NULL)
				case_sums_add(sums, &record);
		}
		records_end(&walk);
	}
	return all;
}

static void add_pence(struct grid *grid, int64_t pence)
{
	char text[32];
	uint64_t left = (uint64_t)(pence < 0 ? -pence : pence);

	(void)snprintf(text, sizeof(text), "%s%llu.%02llu", pence < 0 ? "-" : "",
		(unsigned long long)(left / 100), (unsigned long long)(left % 100));
	grid_text(grid, text);
}

static void add_sums(struct grid *grid, struct budget_sums *all, const struct record *record)
{
	const struct case_sums *found = sums_of(all, record->id);
	struct case_sums sums = {0};

	if (found != NULL)
		sums = *found;
	sums.allocated = case_pence(record_value(record, "amount"));
	add_pence(grid, sums.committed);
	add_pence(grid, sums.spent);
	add_pence(grid, case_sums_left(&sums));
	grid_text(grid, case_sums_left(&sums) < 0 ? "yes" : "");
}

/* -- a list ------------------------------------------------------------------------------------------------------ */

/* The columns of a kind, in the arena: how many. */
static size_t columns_of(struct arena *arena, const struct case_kind *kind, const char *const **ret)
{
	static const char *const before[] = {"id", "case", "urn", "school", "state"};
	static const char *const waiting[] = {"open_actions", "next_due", "overdue"};
	static const char *const sums[] = {"committed", "spent", "left", "overspent"};
	const char **column = arena_take_array(arena, CASE_FIELDS_MAX + 20, sizeof(*column));
	size_t n = 0;

	if (column == NULL)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(before); i++)
		column[n++] = before[i];
	for (size_t i = 0; i < case_kind_fields(kind); i++)
		column[n++] = kind->field[i].name;
	for (size_t i = 0; strcmp(kind->name, "case") == 0 && i < ARRAY_LEN(waiting); i++)
		column[n++] = waiting[i];
	for (size_t i = 0; strcmp(kind->name, "budget") == 0 && i < ARRAY_LEN(sums); i++)
		column[n++] = sums[i];
	column[n++] = "made";
	column[n++] = "changed";
	*ret = column;
	return n;
}

static void add_record(struct reading *reading, struct grid *grid, const struct case_kind *kind,
	struct budget_sums *sums, const struct record *record)
{
	grid_number(grid, record->id);
	grid_number(grid, record->case_id);
	grid_number(grid, record->urn);
	grid_text(grid,
		record->urn == 0 ? "" : reading_area_name(reading, area_make(AREA_SCHOOL, record->urn)));
	grid_text(grid, record_state_text(record->state));
	for (size_t i = 0; i < case_kind_fields(kind); i++)
		grid_text(grid, record_value(record, kind->field[i].name));
	if (strcmp(kind->name, "case") == 0)
		add_waiting(reading, grid, record);
	if (sums != NULL)
		add_sums(grid, sums, record);
	grid_time(grid, record->made);
	grid_time(grid, record->changed);
}

static int answer_records(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	const struct case_kind *kind = case_kind(query->cases.kind[0] == '\0' ? "case" : query->cases.kind);
	struct budget_sums *sums = NULL;
	const char *const *columns = NULL;
	struct records_walk walk;
	struct asked asked;
	struct grid grid;
	size_t n;
	uint64_t id;
	int rc = make_ready(&query->cases, &asked, text);

	if (rc < 0)
		return rc;
	if (kind == NULL)
		return error_set(text, ERR_INVAL, "no kind of record is called '%.60s'", query->cases.kind);
	n = columns_of(reading->arena, kind, &columns);
	if (strcmp(kind->name, "budget") == 0)
		sums = add_up(reading);
	if (n == 0 || (sums == NULL && strcmp(kind->name, "budget") == 0))
		return ERR_NOMEM;
	grid_begin(&grid, reading->arena, kind->name, columns, n);
	records_of_kind(&walk, reading->txn, kind->name, answer_from(query, 0));
	while (rc == 0 && ret->next.len == 0 && records_next(&walk, &id)) {
		struct record record;

		arena_reset(reading->scratch);
		if (!records_get(reading->txn, reading->scratch, id, &record) || !wants(&asked, &record))
			continue;
		if (grid_room(&grid))
			add_record(reading, &grid, kind, sums, &record);
		else
			rc = answer_next(reading, id, ret);
	}
	records_end(&walk);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}

int answer_cases(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	const struct cases_query *asking = &query->cases;

	if (asking->record != 0)
		return answer_record(reading, query, ret, text);
	if (asking->case_id != 0 && strcmp(asking->kind, "change") == 0)
		return answer_changes(reading, query, ret, text);
	if (asking->case_id != 0 && asking->kind[0] == '\0')
		return answer_case(reading, query, ret, text);
	return answer_records(reading, query, ret, text);
}
