/* SPDX-License-Identifier: MIT
 *
 * From the fields of a row to those of a record: each is known, read in its type, given once, and there when it is needed.
 */
#include <string.h>

#include "common/base/utf8.h"
#include "common/model/period.h"
#include "services/alerts/casework/part.h"

/* Bytes of one value in a line of history; the record that goes with the line has all of it. */
#define TOLD_VALUE_MAX 120
#define TOLD_MAX       3800

/* The field's place in the record, or where it would be added. */
static struct record_field *place_of(struct record *record, const char *name)
{
	for (size_t i = 0; i < record->n_field; i++)
		if (strcmp(record->field[i].name, name) == 0)
			return &record->field[i];
	return &record->field[record->n_field];
}

void fields_put(struct record *record, const char *name, const char *value)
{
	struct record_field *field = place_of(record, name);

	if (field == &record->field[record->n_field])
		record->n_field++;
	field->name = name;
	field->value = value;
}

static bool given(const struct case_row *row, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(row->field[i].name, name) == 0)
			return true;
	return false;
}

/* A reason goes into the history, not into the record. */
static bool takes_reason(enum case_verb verb)
{
	return verb == CASE_VERB_REOPEN || verb == CASE_VERB_WITHDRAW;
}

static int take_one(struct work *work, struct draft *draft, const struct record_field *in)
{
	const struct case_field *field = case_kind_field(draft->kind, in->name);
	const char *value;

	if (takes_reason(work->command->verb)) {
		static const struct case_field why = {"why", CASE_TYPE_LONG, "", 0, ""};

		if (strcmp(in->name, "why") != 0)
			return work_refuse(work, in->name, "only 'why' goes with it");
		value = case_value_read(work->with->scratch, &why, in->value);
		if (value == NULL)
			return work_refuse(work, "why", "expected text of at most 4000 bytes");
		draft->why = value;
		return 0;
	}
	if (field == NULL)
		return work_refuse(work, in->name, "a %s has no such field; see leep case kinds %s",
			draft->kind->name, draft->kind->name);
	value = case_value_read(work->with->scratch, field, in->value);
	if (value == NULL)
		return work_refuse(work, in->name, "'%.60s': expected %s", in->value,
			case_value_expected(work->with->scratch, field));
	fields_put(&draft->record, field->name, value);
	return 0;
}

static int fill_in(struct work *work, struct draft *draft)
{
	for (size_t i = 0; i < case_kind_fields(draft->kind); i++) {
		const struct case_field *field = &draft->kind->field[i];
		struct period_text today;

		if (record_value(&draft->record, field->name)[0] != '\0')
			continue;
		if ((field->flags & CASE_TODAY) != 0)
			fields_put(&draft->record, field->name,
				arena_print(work->with->scratch, "%s", day_print(work->today, &today)));
		else if ((field->flags & CASE_NEEDED) != 0)
			return work_refuse(work, field->name, "is needed: %s (%s)", field->help,
				case_value_expected(work->with->scratch, field));
	}
	return 0;
}

int fields_take(struct work *work, struct draft *draft)
{
	const struct case_row *row = work->row;
	struct record_field *field =
		arena_take_array(work->with->scratch, CASE_FIELDS_MAX + RECORD_FIELDS_MAX, sizeof(*field));

	if (field == NULL)
		return txn_fail(work->txn, ERR_NOMEM);
	if (draft->record.n_field > 0)
		memcpy(field, draft->record.field, draft->record.n_field * sizeof(*field));
	draft->record.field = field;
	for (size_t i = 0; i < row->n_field; i++) {
		int rc = given(row, i, row->field[i].name)
				 ? work_refuse(work, row->field[i].name, "is given twice")
				 : take_one(work, draft, &row->field[i]);

		if (rc < 0)
			return rc;
	}
	if (takes_reason(work->command->verb))
		return 0;
	days_reckon(work, draft);
	return fill_in(work, draft);
}

/* A value as a line of history quotes it, on one line. */
static const char *told(struct arena *arena, const char *value)
{
	char *own = arena_text(arena, value, strnlen(value, TOLD_VALUE_MAX));
	size_t len = own == NULL ? 0 : strlen(own);

	if (own == NULL)
		return "";
	for (size_t i = 0; i < len; i++)
		if (own[i] == '\n' || own[i] == '\t')
			own[i] = ' ';
	/* Not within a character. */
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_length((const uint8_t *)own + i, len - i);
		if (n == 0) {
			own[i] = '\0';
			break;
		}
	}
	return strlen(value) > TOLD_VALUE_MAX ? arena_print(arena, "%s...", own) : own;
}

const char *fields_told(struct work *work, const struct draft *draft)
{
	struct arena *arena = work->with->scratch;
	const char *all = "";

	for (size_t i = 0; i < case_kind_fields(draft->kind) && strlen(all) < TOLD_MAX; i++) {
		const char *name = draft->kind->field[i].name;
		const char *old = draft->is_new ? "" : record_value(&draft->before, name);
		const char *new = record_value(&draft->record, name);

		if (strcmp(old, new) == 0)
			continue;
		old = draft->is_new
			      ? ""
			      : arena_print(arena, "%s -> ", old[0] == '\0' ? "none" : told(arena, old));
		new = new[0] == '\0' ? "none" : told(arena, new);
		all = arena_print(arena, "%s%s%s: %s%s", all, all[0] == '\0' ? "" : "; ", name,
			old == NULL ? "" : old, new);
		if (all == NULL)
			return "";
	}
	return all;
}
