/* SPDX-License-Identifier: MIT
 *
 * The verbs: a row becomes a draft of the record as it would stand, the draft is checked, and when all rows have passed each
 * is written. See part.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/utf8.h"
#include "services/alerts/calendar/calendar.h"
#include "services/alerts/casework/part.h"

#define NOTES_MAX 2000

/* What a command may say instead of the kind of the record that it names. */
#define ANY_KIND "any"

int work_refuse(struct work *work, const char *field, const char *format, ...)
{
	char place[128] = "", said[sizeof(work->text->text)];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	if (work->row->row != 0)
		(void)snprintf(place, sizeof(place), "row %u", work->row->row);
	if (field[0] != '\0')
		(void)snprintf(place + strlen(place), sizeof(place) - strlen(place), "%sfield '%.40s'",
			place[0] == '\0' ? "" : ", ", field);
	(void)error_set(work->text, ERR_REFUSED, "%s%s%s", place, place[0] == '\0' ? "" : ": ", said);
	utf8_make_legible(work->text->text);
	return ERR_REFUSED;
}

void work_note(struct work *work, const char *format, ...)
{
	char said[400];
	va_list args;
	const char *all;

	va_start(args, format);
	(void)vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	utf8_make_legible(said);
	if (strstr(work->notes, said) != NULL || strlen(work->notes) > NOTES_MAX)
		return;
	all = arena_print(work->with->arena, "%s%s%s", work->notes, work->notes[0] == '\0' ? "" : "; ", said);
	work->notes = all == NULL ? work->notes : all;
}

/* -- drafts ------------------------------------------------------------------------------------------------------ */

static int find_case(struct work *work, uint64_t id, struct draft *draft)
{
	if (!records_get(work->txn, work->with->scratch, id, &draft->of) ||
		strcmp(draft->of.kind, "case") != 0) {
		draft->of.id = 0;
		return work_refuse(work, "case", "there is no case %llu", (unsigned long long)id);
	}
	return 0;
}

static int find_school(struct work *work, struct draft *draft)
{
	struct school school;

	if (work->row->urn == 0)
		return work_refuse(work, "urn", "is needed: a %s is about a school, named by its URN",
			draft->kind->name);
	if (!state_school(work->txn, work->with->scratch, work->row->urn, &school))
		return work_refuse(work, "urn",
			"no school %u is known: the register, or a table that names it, comes first",
			work->row->urn);
	draft->record.urn = school.urn;
	draft->record.authority = school.authority;
	return 0;
}

/* Where a new record belongs. */
static int place_new(struct work *work, struct draft *draft)
{
	const struct case_row *row = work->row;
	int rc = 0;

	if (row->id != 0)
		return work_refuse(work, "id", "a new record is given its number");
	if (draft->kind->in_case && row->case_id == 0)
		return work_refuse(work, "case", "is needed: a %s belongs to a case", draft->kind->name);
	if (!draft->kind->in_case && row->case_id != 0)
		return work_refuse(work, "case", "a %s belongs to no case", draft->kind->name);
	if (draft->kind->in_case) {
		rc = find_case(work, row->case_id, draft);
		draft->record.case_id = row->case_id;
		draft->record.urn = draft->of.urn;
		draft->record.authority = draft->of.authority;
		if (rc == 0 && row->urn != 0 && row->urn != draft->of.urn)
			rc = work_refuse(work, "urn", "case %llu is about school %u, not %u",
				(unsigned long long)row->case_id, draft->of.urn, row->urn);
	} else if (draft->kind->of_school) {
		rc = find_school(work, draft);
	} else if (row->urn != 0) {
		rc = work_refuse(work, "urn", "a %s is about no school", draft->kind->name);
	}
	return rc;
}

static int begin_new(struct work *work, struct draft *draft)
{
	draft->kind = case_kind(work->command->kind);
	if (draft->kind == NULL)
		return work_refuse(work, "", "no kind of record is called '%.40s'; see leep case kinds",
			work->command->kind);
	draft->is_new = true;
	draft->what = "added";
	draft->record = (struct record){
		.id = work->next_id, .kind = draft->kind->name, .state = RECORD_OPEN, .made = work->at};
	return place_new(work, draft);
}

static int begin_old(struct work *work, struct draft *draft)
{
	const struct case_row *row = work->row;
	unsigned long long id = row->id;
	const char *kind = work->command->kind;

	if (!records_get(work->txn, work->with->scratch, row->id, &draft->before))
		return work_refuse(work, "", "there is no record %llu", id);
	draft->record = draft->before;
	draft->kind = case_kind(draft->before.kind);
	if (draft->kind == NULL)
		return txn_fail(work->txn, ERR_CORRUPT);
	if (strcmp(kind, ANY_KIND) != 0 && strcmp(kind, draft->kind->name) != 0)
		return work_refuse(work, "", "record %llu is a %s, not a %.40s", id, draft->kind->name, kind);
	if (row->case_id != 0 && row->case_id != draft->before.case_id && row->case_id != row->id)
		return work_refuse(work, "case", "record %llu belongs to case %llu, not %llu", id,
			(unsigned long long)draft->before.case_id, (unsigned long long)row->case_id);
	if (row->urn != 0 && row->urn != draft->before.urn)
		return work_refuse(work, "urn", "record %llu is about school %u, not %u", id,
			draft->before.urn, row->urn);
	if (draft->before.state == RECORD_WITHDRAWN)
		return work_refuse(work, "", "record %llu was withdrawn", id);
	return draft->before.case_id == 0 ? 0 : find_case(work, draft->before.case_id, draft);
}

/* Who writes may not have an interest in the school; and what a closed case has stays as it is. */
static int may_write(struct work *work, const struct draft *draft)
{
	const struct interest *interest = NULL;
	bool own = strcmp(draft->kind->name, "case") == 0;

	if (draft->kind->in_case || own)
		interest = work_interest(work, draft->record.urn, work->who);
	if (interest != NULL)
		return work_refuse(work, "",
			"%s has declared an interest in school %u (%s; record %llu) and may not write in its "
			"cases",
			work->who, draft->record.urn, interest->nature, (unsigned long long)interest->id);
	if (draft->of.id != 0 && draft->of.state != RECORD_OPEN)
		return work_refuse(work, "", "case %llu is %s: what belongs to it stays as it is",
			(unsigned long long)draft->of.id, record_state_text(draft->of.state));
	if (own && !draft->is_new && draft->before.state == RECORD_CLOSED &&
		work->command->verb != CASE_VERB_REOPEN)
		return work_refuse(work, "", "case %llu is closed; it can be reopened",
			(unsigned long long)draft->before.id);
	return work->txn->error;
}

/* What the verb makes of it, once its fields are there. */
static int turn(struct work *work, struct draft *draft)
{
	const struct case_field *closing = case_kind_closing(draft->kind);
	enum record_state before = draft->is_new ? RECORD_OPEN : draft->before.state;
	enum case_verb verb = work->command->verb;

	if (verb == CASE_VERB_WITHDRAW || verb == CASE_VERB_REOPEN) {
		if (draft->why == NULL || draft->why[0] == '\0')
			return work_refuse(work, "why", "is needed: why is it %s?",
				verb == CASE_VERB_WITHDRAW ? "withdrawn" : "reopened");
	}
	if (verb == CASE_VERB_REOPEN && (before != RECORD_CLOSED || closing == NULL))
		return work_refuse(
			work, "", "record %llu is not closed", (unsigned long long)draft->record.id);
	if (verb == CASE_VERB_REOPEN)
		fields_put(&draft->record, closing->name, "");
	if (verb == CASE_VERB_CLOSE &&
		(closing == NULL || record_value(&draft->record, closing->name)[0] == '\0'))
		return closing == NULL
			       ? work_refuse(work, "", "a %s is not closed; it can be withdrawn",
					 draft->kind->name)
			       : work_refuse(work, closing->name, "is needed to close it: %s", closing->help);
	draft->record.state = verb == CASE_VERB_WITHDRAW ? RECORD_WITHDRAWN
			      : closing != NULL && record_value(&draft->record, closing->name)[0] != '\0'
				      ? RECORD_CLOSED
				      : RECORD_OPEN;
	if (verb == CASE_VERB_WITHDRAW)
		draft->what = "withdrawn";
	else if (draft->record.state != before)
		draft->what = draft->record.state == RECORD_CLOSED ? (draft->is_new ? "added" : "closed")
								   : "reopened";
	else if (!draft->is_new)
		draft->what = fields_told(work, draft)[0] == '\0' ? "" : "changed";
	if (verb == CASE_VERB_CLOSE && before == RECORD_CLOSED)
		return work_refuse(
			work, "", "record %llu is closed already", (unsigned long long)draft->record.id);
	if (verb == CASE_VERB_CHANGE && closing != NULL && strcmp(draft->what, "reopened") == 0)
		return work_refuse(work, closing->name, "is cleared by reopening it, with why");
	return 0;
}

static int prepare(struct work *work, struct draft *draft)
{
	int rc;

	*draft = (struct draft){.what = "", .why = ""};
	rc = work->command->verb == CASE_VERB_ADD ? begin_new(work, draft) : begin_old(work, draft);
	if (rc == 0)
		rc = may_write(work, draft);
	if (rc == 0)
		rc = fields_take(work, draft);
	if (rc == 0)
		rc = turn(work, draft);
	if (rc == 0 && draft->what[0] != '\0')
		rc = ends_check(work, draft);
	if (rc == 0 && draft->what[0] != '\0' && draft->record.state != RECORD_WITHDRAWN)
		rc = holds_check(work, draft);
	return rc < 0 ? rc : work->txn->error;
}

static int put(struct work *work, struct draft *draft)
{
	const char *text = draft->why[0] != '\0' ? draft->why : fields_told(work, draft);
	struct case_changed changed = {
		.record = draft->record, .at = work->at, .who = work->who, .what = draft->what, .text = text};

	changed.record.changed = work->at;
	case_changed_chain(draft->before.chain, &changed, changed.chain);
	memcpy(changed.record.chain, changed.chain, SHA256_LEN);
	return records_put(work->txn, work->with->event, &changed, draft->is_new ? NULL : &draft->before);
}

/* -- the command ------------------------------------------------------------------------------------------------- */

/* All rows once; how many change something. */
static int each_row(struct work *work, size_t *ret_changed, uint64_t *ret_first)
{
	size_t changed = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < work->command->n_row; i++) {
		struct draft draft;

		arena_reset(work->with->scratch);
		work->row = &work->command->row[i];
		rc = prepare(work, &draft);
		if (rc < 0 || draft.what[0] == '\0')
			continue;
		*ret_first = *ret_first == 0 ? draft.record.id : *ret_first;
		work->kind = draft.kind->name;
		work->what = draft.what;
		work->next_id += draft.is_new ? 1 : 0;
		changed++;
		if (work->writing)
			rc = put(work, &draft);
		if (work->writing && rc == 0)
			rc = budgets_touch(work, &draft.record);
	}
	*ret_changed = changed;
	return rc;
}

/* Rows are looked at before any is written, so none may rest on another: a record is in one row, and all are of one kind. */
static int check_apart(struct work *work)
{
	const struct case_command *command = work->command;

	work->row = &command->row[0];
	if (command->n_row > 1 && strcmp(command->kind, ANY_KIND) == 0)
		return work_refuse(work, "", "several records change together when they are of one kind");
	for (size_t i = 0; command->verb != CASE_VERB_ADD && i < command->n_row; i++)
		for (size_t k = 0; k < i; k++)
			if (command->row[i].id == command->row[k].id) {
				work->row = &command->row[i];
				return work_refuse(work, "id", "record %llu is in two rows",
					(unsigned long long)command->row[i].id);
			}
	return 0;
}

/* "action 17 added", "12 of 14 records changed"; then the notes. */
static const char *told(const struct work *work, size_t changed, uint64_t first)
{
	static const char *const did[] = {[CASE_VERB_ADD] = "added",
		[CASE_VERB_CHANGE] = "changed",
		[CASE_VERB_CLOSE] = "closed",
		[CASE_VERB_REOPEN] = "reopened",
		[CASE_VERB_WITHDRAW] = "withdrawn"};
	const struct case_command *command = work->command;
	const char *checked = command->check_only ? ", if this were no trial" : "";
	const char *notes = work->notes[0] == '\0' ? "" : "; ";

	if (changed == 0)
		return arena_print(work->with->arena, "nothing changed%s%s", notes, work->notes);
	if (command->n_row == 1)
		return arena_print(work->with->arena, "%s %llu %s%s%s%s", work->kind,
			(unsigned long long)first, work->what, checked, notes, work->notes);
	return arena_print(work->with->arena, "%zu of %zu records %s, the first %llu%s%s%s", changed,
		command->n_row, did[command->verb], (unsigned long long)first, checked, notes, work->notes);
}

int casework_act(const struct casework *casework, const struct case_command *command, const struct ask *ask,
	struct command_result *ret, struct err_text *text)
{
	struct work work = {.with = casework,
		.txn = casework->txn,
		.command = command,
		.who = ask->who,
		.at = ask->at,
		.today = calendar_day(ask->at),
		.next_id = records_next(casework->txn),
		.notes = "",
		.text = text};
	uint64_t next_id = work.next_id, first = 0;
	size_t changed = 0;
	int rc;

	if (ask->who == NULL || ask->who[0] == '\0')
		return error_set(text, ERR_REFUSED, "who writes is not said");
	rc = check_apart(&work);
	if (rc == 0)
		rc = each_row(&work, &changed, &first);
	if (rc == 0 && !command->check_only) {
		work.writing = true;
		work.next_id = next_id;
		first = 0;
		rc = each_row(&work, &changed, &first);
		if (rc == 0)
			rc = budgets_note(&work);
		if (rc < 0)
			(void)txn_fail(work.txn, rc);
	}
	if (rc < 0)
		return rc;
	ret->number = first;
	ret->text = told(&work, changed, first);
	return ret->text == NULL ? txn_fail(work.txn, ERR_NOMEM) : work.txn->error;
}
