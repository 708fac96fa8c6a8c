/* SPDX-License-Identifier: MIT
 *
 * When a case may close, and what may be withdrawn: nothing that others rest on, and nothing while it is not finished.
 */
#include <stdlib.h>
#include <string.h>

#include "services/alerts/casework/part.h"

/* What is still open in the case: up to three by number, and how many. */
static int check_open(struct work *work, const struct draft *draft)
{
	const struct case_kind *kind;
	size_t n = case_kinds(&kind), open = 0;
	const char *named = "";
	struct records_walk walk;
	uint64_t id;

	for (size_t i = 0; i < n; i++) {
		if (!kind[i].holds_open)
			continue;
		records_walk(&walk, work->txn, draft->record.id, kind[i].name);
		while (records_walk_next(&walk, &id)) {
			struct record record;

			if (!records_get(work->txn, work->with->scratch, id, &record) ||
				record.state != RECORD_OPEN)
				continue;
			if (open++ < 3 && named != NULL)
				named = arena_print(work->with->scratch, "%s%s%s %llu", named,
					open == 1 ? "" : ", ", kind[i].name, (unsigned long long)id);
		}
		records_walk_end(&walk);
	}
	if (open == 0)
		return work->txn->error;
	return work_refuse(work, "", "case %llu cannot close: %zu still open (%s%s)",
		(unsigned long long)draft->record.id, open, named == NULL ? "" : named,
		open > 3 ? ", ..." : "");
}

static bool names_it(const struct record *record, const char *kind, uint64_t id)
{
	const struct case_kind *of = case_kind(record->kind);

	for (size_t i = 0; of != NULL && i < case_kind_fields(of); i++)
		if (of->field[i].type == CASE_TYPE_RECORD && strcmp(of->field[i].of, kind) == 0 &&
			strtoull(record_value(record, of->field[i].name), NULL, 10) == id)
			return true;
	return false;
}

/* A record that has not been withdrawn and rests on the draft's: 0 when there is none. */
static uint64_t resting_on(struct work *work, const struct draft *draft, uint64_t owner)
{
	bool whole = owner == draft->record.id && strcmp(draft->kind->name, "case") == 0;
	struct records_walk walk;
	uint64_t id, found = 0;

	records_walk(&walk, work->txn, owner, "");
	while (found == 0 && records_walk_next(&walk, &id)) {
		struct record record;

		if (records_get(work->txn, work->with->scratch, id, &record) &&
			record.state != RECORD_WITHDRAWN &&
			(whole || names_it(&record, draft->kind->name, draft->record.id)))
			found = id;
	}
	records_walk_end(&walk);
	return found;
}

static int check_withdrawn(struct work *work, const struct draft *draft)
{
	/* What rests on a case or a budget stands under it; what rests on anything else stands beside it. */
	uint64_t owner = draft->record.case_id != 0 ? draft->record.case_id : draft->record.id;
	uint64_t found = resting_on(work, draft, owner);

	if (work->txn->error < 0 || found == 0)
		return work->txn->error;
	return work_refuse(
		work, "", "record %llu rests on it: withdraw that first", (unsigned long long)found);
}

int ends_check(struct work *work, const struct draft *draft)
{
	bool closes = draft->record.state == RECORD_CLOSED &&
		      (draft->is_new || draft->before.state != RECORD_CLOSED);

	if (draft->record.state == RECORD_WITHDRAWN)
		return check_withdrawn(work, draft);
	if (closes && strcmp(draft->kind->name, "case") == 0)
		return draft->is_new ? work_refuse(work, "outcome", "a new case has none yet")
				     : check_open(work, draft);
	return 0;
}
