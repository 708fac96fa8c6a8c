/* SPDX-License-Identifier: MIT
 *
 * Budgets are kept apart: each cost names the one that bears it, which is of the cost's own financial year. What is overspent
 * is told, not refused: money that was spent was spent.
 */
#include <stdlib.h>
#include <string.h>

#include "common/model/period.h"
#include "services/alerts/casework/part.h"

/* Does the financial year, April to March, have a day between the two? */
static bool overlaps(const char *year, uint32_t from, uint32_t until)
{
	struct period period = {0};
	uint32_t first = 0, last = 0;

	if (period_parse(year, strlen(year), PERIOD_FINANCIAL, &period) < 0 ||
		!day_make(period_year(period) - 1, 4, 1, &first) ||
		!day_make(period_year(period), 3, 31, &last))
		return false;
	return from <= last && until >= first;
}

/* The days in which the cost arises: those of a package; the day by which a line is due, else its statement's. */
static void days_of(struct work *work, const struct draft *draft, uint32_t *ret_from, uint32_t *ret_until)
{
	const struct record *record = &draft->record;
	struct record statement;

	if (strcmp(record->kind, "package") == 0) {
		*ret_from = holds_day(record, "start");
		*ret_until = holds_day(record, "end");
	} else {
		*ret_from = holds_day(record, "due");
		*ret_until = 0;
		if (*ret_from == 0 &&
			records_get(work->txn, work->with->scratch,
				strtoull(record_value(record, "statement"), NULL, 10), &statement))
			*ret_from = holds_day(&statement, "published");
	}
	if (*ret_until == 0)
		*ret_until = *ret_from;
}

int budgets_check(struct work *work, const struct draft *draft)
{
	const struct record *record = &draft->record;
	uint64_t id = strtoull(record_value(record, "budget"), NULL, 10);
	bool costs = record_value(record, "cost")[0] != '\0' || record_value(record, "spent")[0] != '\0';
	uint32_t from, until;
	struct record budget;

	if (costs && id == 0)
		return work_refuse(work, "budget", "is needed: every cost is borne by one budget");
	if (id == 0 || !records_get(work->txn, work->with->scratch, id, &budget))
		return work->txn->error;
	days_of(work, draft, &from, &until);
	if (overlaps(record_value(&budget, "year"), from, until))
		return 0;
	return work_refuse(work, "budget", "budget %llu (%.80s) is of %s, the cost is of another year",
		(unsigned long long)id, record_value(&budget, "name"), record_value(&budget, "year"));
}

/* The costs that a budget bears are of its year. */
int budgets_check_year(struct work *work, const struct draft *draft)
{
	struct records_walk walk;
	uint64_t id, found = 0;

	if (draft->is_new ||
		strcmp(record_value(&draft->before, "year"), record_value(&draft->record, "year")) == 0)
		return 0;
	records_walk(&walk, work->txn, draft->record.id, "");
	while (found == 0 && records_walk_next(&walk, &id)) {
		struct record record;

		if (records_get(work->txn, work->with->scratch, id, &record) &&
			record.state != RECORD_WITHDRAWN)
			found = id;
	}
	records_walk_end(&walk);
	if (work->txn->error < 0 || found == 0)
		return work->txn->error;
	return work_refuse(work, "year", "it bears the cost of %llu, which is of %s",
		(unsigned long long)found, record_value(&draft->before, "year"));
}

int budgets_touch(struct work *work, const struct record *record)
{
	uint64_t id = strcmp(record->kind, "budget") == 0
			      ? record->id
			      : strtoull(record_value(record, "budget"), NULL, 10);

	if (id == 0)
		return 0;
	if (work->budget == NULL)
		work->budget = arena_take_array(work->with->arena, CASE_ROWS_MAX, sizeof(*work->budget));
	if (work->budget == NULL)
		return txn_fail(work->txn, ERR_NOMEM);
	for (size_t i = 0; i < work->n_budget; i++)
		if (work->budget[i] == id)
			return 0;
	if (work->n_budget < CASE_ROWS_MAX)
		work->budget[work->n_budget++] = id;
	return 0;
}

static void note_one(struct work *work, uint64_t id)
{
	struct case_sums sums = {0};
	struct records_walk walk;
	struct record budget;
	uint64_t one;

	if (!records_get(work->txn, work->with->scratch, id, &budget))
		return;
	sums.allocated = case_pence(record_value(&budget, "amount"));
	records_walk(&walk, work->txn, id, "");
	while (records_walk_next(&walk, &one)) {
		struct record record;

		if (records_get(work->txn, work->with->scratch, one, &record))
			case_sums_add(&sums, &record);
	}
	records_walk_end(&walk);
	if (case_sums_left(&sums) < 0)
		work_note(work, "budget %llu (%.80s %s) is overspent by %s", (unsigned long long)id,
			record_value(&budget, "name"), record_value(&budget, "year"),
			case_pounds(work->with->scratch, -case_sums_left(&sums)));
}

int budgets_note(struct work *work)
{
	for (size_t i = 0; i < work->n_budget && work->txn->error == 0; i++) {
		arena_reset(work->with->scratch);
		note_one(work, work->budget[i]);
	}
	return work->txn->error;
}
