/* SPDX-License-Identifier: MIT
 *
 * See casework.h and casework_codec.h.
 */
#include "common/model/casework_codec.h"

#include <string.h>

#include "common/base/buffer.h"
#include "common/model/alert.h"
#include "common/model/case_kinds.h"
#include "common/model/message.h"

/* A record as the chain sees it: its fields with their lengths, none of which can be mistaken for another. */
#define CHAINED_MAX ((size_t)1024 * 1024)

static const char *const states[] = {
	[RECORD_OPEN] = "open", [RECORD_CLOSED] = "closed", [RECORD_WITHDRAWN] = "withdrawn"};

const char *record_state_text(enum record_state state)
{
	return state >= RECORD_OPEN && state <= RECORD_WITHDRAWN ? states[state] : "unknown";
}

bool record_state_parse(const char *text, enum record_state *ret)
{
	for (size_t i = RECORD_OPEN; i < ARRAY_LEN(states); i++) {
		if (text != NULL && strcmp(text, states[i]) == 0) {
			*ret = (enum record_state)i;
			return true;
		}
	}
	return false;
}

const char *record_value(const struct record *record, const char *name)
{
	for (size_t i = 0; i < record->n_field; i++)
		if (strcmp(record->field[i].name, name) == 0)
			return record->field[i].value;
	return "";
}

void case_sums_add(struct case_sums *sums, const struct record *record)
{
	int64_t cost = case_pence(record_value(record, "cost"));
	int64_t spent = case_pence(record_value(record, "spent"));
	bool paid = record->state == RECORD_CLOSED && record_value(record, "spent")[0] != '\0';

	if (record->state == RECORD_WITHDRAWN)
		return;
	sums->committed += paid || spent > cost ? spent : cost;
	sums->spent += spent;
}

int64_t case_sums_left(const struct case_sums *sums)
{
	return sums->allocated - sums->committed;
}

void case_changed_chain(
	const uint8_t before[SHA256_LEN], const struct case_changed *changed, uint8_t ret[SHA256_LEN])
{
	const struct record *record = &changed->record;
	struct history_line line = {.at = changed->at, .who = changed->who, .what = changed->what};
	struct buffer text;

	memset(ret, 0, SHA256_LEN);
	buffer_init(&text, CHAINED_MAX);
	buffer_print(&text, "%s\n%llu %s %llu %u %u %s\n", changed->text, (unsigned long long)record->id,
		record->kind, (unsigned long long)record->case_id, record->urn, record->authority,
		record_state_text(record->state));
	for (size_t i = 0; i < record->n_field; i++)
		buffer_print(&text, "%s %zu %s\n", record->field[i].name, strlen(record->field[i].value),
			record->field[i].value);
	buffer_add(&text, "", 1);
	if (!text.failed) {
		line.text = (const char *)text.data;
		history_chain(before, &line, ret);
	}
	buffer_done(&text);
}

/* -- fields ------------------------------------------------------------------------------------------------------ */

static Leep__RecordField **fields_to_message(struct arena *arena, const struct record_field *in, size_t n)
{
	Leep__RecordField **list = arena_take_array(arena, n + 1, sizeof(*list));
	Leep__RecordField *field = arena_take_array(arena, n + 1, sizeof(*field));

	if (list == NULL || field == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		leep__record_field__init(&field[i]);
		field[i].name = message_loose(in[i].name);
		field[i].value = message_loose(in[i].value);
		list[i] = &field[i];
	}
	return list;
}

static const char *fields_from_message(
	struct arena *arena, Leep__RecordField *const *in, size_t n, struct record_field **ret)
{
	struct record_field *field = arena_take_array(arena, n + 1, sizeof(*field));

	if (n > RECORD_FIELDS_MAX)
		return "too many fields";
	if (field == NULL)
		return "too large";
	for (size_t i = 0; i < n; i++) {
		if (!message_id_ok(in[i]->name, NAME_MAX_LEN) || !message_text_ok(in[i]->value, TEXT_MAX_LEN))
			return "a field is malformed or too long";
		field[i].name = in[i]->name;
		field[i].value = message_text(in[i]->value);
	}
	*ret = field;
	return NULL;
}

/* -- changes ----------------------------------------------------------------------------------------------------- */

static Leep__Record *record_to_message(struct arena *arena, const struct record *in)
{
	Leep__Record *out = arena_take_array(arena, 1, sizeof(*out));

	if (out == NULL)
		return NULL;
	leep__record__init(out);
	out->has_id = out->has_case_id = out->has_urn = out->has_made = out->has_changed = out->has_chain =
		out->has_authority = 1;
	out->id = in->id;
	out->kind = message_loose(in->kind);
	out->case_id = in->case_id;
	out->urn = in->urn;
	out->authority = in->authority;
	out->state = message_loose(record_state_text(in->state));
	out->made = in->made;
	out->changed = in->changed;
	out->chain.data = (uint8_t *)(uintptr_t)in->chain;
	out->chain.len = SHA256_LEN;
	out->n_field = in->n_field;
	out->field = fields_to_message(arena, in->field, in->n_field);
	return out->field == NULL ? NULL : out;
}

Leep__CaseChanged *case_changed_to_message(struct arena *arena, const struct case_changed *in)
{
	Leep__CaseChanged *out = arena_take_array(arena, 1, sizeof(*out));

	if (out == NULL)
		return NULL;
	leep__case_changed__init(out);
	out->record = record_to_message(arena, &in->record);
	out->has_at = out->has_chain = 1;
	out->at = in->at;
	out->who = message_loose(in->who);
	out->what = message_loose(in->what);
	out->text = message_loose(in->text);
	out->chain.data = (uint8_t *)(uintptr_t)in->chain;
	out->chain.len = SHA256_LEN;
	return out->record == NULL ? NULL : out;
}

static const char *record_from_message(struct arena *arena, const Leep__Record *in, struct record *ret)
{
	if (in == NULL || in->id == 0 || !message_id_ok(in->kind, NAME_MAX_LEN) ||
		!record_state_parse(in->state, &ret->state) || !in->has_chain || in->chain.len != SHA256_LEN)
		return "record malformed";
	ret->id = in->id;
	ret->kind = in->kind;
	ret->case_id = in->case_id;
	ret->urn = in->urn;
	ret->authority = in->authority;
	ret->made = in->made;
	ret->changed = in->changed;
	memcpy(ret->chain, in->chain.data, SHA256_LEN);
	ret->n_field = in->n_field;
	return fields_from_message(arena, in->field, in->n_field, &ret->field);
}

const char *case_changed_from_message(
	struct arena *arena, const Leep__CaseChanged *in, struct case_changed *ret)
{
	if (!message_text_ok(in->who, NAME_MAX_LEN) || !message_text_ok(in->what, NAME_MAX_LEN) ||
		!message_text_ok(in->text, TEXT_MAX_LEN) || !in->has_chain || in->chain.len != SHA256_LEN)
		return "history malformed";
	ret->at = in->at;
	ret->who = message_text(in->who);
	ret->what = message_text(in->what);
	ret->text = message_text(in->text);
	memcpy(ret->chain, in->chain.data, SHA256_LEN);
	return record_from_message(arena, in->record, &ret->record);
}

/* -- commands ---------------------------------------------------------------------------------------------------- */

static bool row_to_message(struct arena *arena, const struct case_row *in, Leep__CaseRow *out)
{
	leep__case_row__init(out);
	out->has_id = out->has_case_id = out->has_urn = out->has_row = 1;
	out->id = in->id;
	out->case_id = in->case_id;
	out->urn = in->urn;
	out->row = in->row;
	out->n_field = in->n_field;
	out->field = fields_to_message(arena, in->field, in->n_field);
	return out->field != NULL;
}

Leep__CaseCommand *case_command_to_message(struct arena *arena, const struct case_command *in)
{
	Leep__CaseCommand *out = arena_take_array(arena, 1, sizeof(*out));
	Leep__CaseRow **list = arena_take_array(arena, in->n_row + 1, sizeof(*list));
	Leep__CaseRow *row = arena_take_array(arena, in->n_row + 1, sizeof(*row));

	if (out == NULL || list == NULL || row == NULL)
		return NULL;
	leep__case_command__init(out);
	out->has_verb = 1;
	out->has_check_only = in->check_only;
	out->verb = (Leep__CaseVerb)in->verb;
	out->check_only = in->check_only;
	out->kind = message_loose(in->kind);
	out->n_row = in->n_row;
	out->row = list;
	for (size_t i = 0; i < in->n_row; i++) {
		if (!row_to_message(arena, &in->row[i], &row[i]))
			return NULL;
		list[i] = &row[i];
	}
	return out;
}

const char *case_command_from_message(
	struct arena *arena, const Leep__CaseCommand *in, struct case_command *ret)
{
	struct case_row *row = arena_take_array(arena, in->n_row + 1, sizeof(*row));

	if (in->verb < LEEP__CASE_VERB__CASE_ADD || in->verb > LEEP__CASE_VERB__CASE_WITHDRAW ||
		!message_id_ok(in->kind, NAME_MAX_LEN))
		return "no such action on a record";
	if (in->n_row == 0 || in->n_row > CASE_ROWS_MAX)
		return "no rows, or too many";
	if (row == NULL)
		return "too large";
	ret->verb = (enum case_verb)in->verb;
	ret->check_only = in->check_only;
	ret->kind = in->kind;
	ret->n_row = in->n_row;
	ret->row = row;
	for (size_t i = 0; i < in->n_row; i++) {
		const char *wrong =
			fields_from_message(arena, in->row[i]->field, in->row[i]->n_field, &row[i].field);

		if (wrong != NULL)
			return wrong;
		row[i].n_field = in->row[i]->n_field;
		row[i].id = in->row[i]->id;
		row[i].case_id = in->row[i]->case_id;
		row[i].urn = in->row[i]->urn;
		row[i].row = in->row[i]->row;
	}
	return NULL;
}
