/* SPDX-License-Identifier: MIT
 *
 * Records of the casework: their changes as events of the alerts stream, and the commands that make them.
 */
#include "tests/unit/model/codec.h"

#include "common/model/alert.h"
#include "common/model/command.h"
#include "leep/alert.pb-c.h"
#include "leep/command.pb-c.h"

static int encode_event(const void *value, struct buffer *out)
{
	return alert_encode(value, out);
}

static int decode_event(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return alert_decode(arena, bytes, ret, ret_reason);
}

static int encode_command(const void *value, struct buffer *out)
{
	return command_encode(value, out);
}

static int decode_command(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return command_decode(arena, bytes, ret, ret_reason);
}

static const struct codec events = {encode_event, decode_event, sizeof(struct alert_event)};
static const struct codec commands = {encode_command, decode_command, sizeof(struct command)};

static struct record_field fields[RECORD_FIELDS_MAX + 1] = {{"title", "Reading at key stage 2"},
	{"opened_for", "declining trend"}, {"note", "two\nlines — “quoted”"}};
static struct alert_event changed = {.submission = 0,
	.kind = ALERT_EVENT_CASE,
	.case_changed = {.record = {.id = 17,
				 .kind = "package",
				 .case_id = 4,
				 .urn = 138529,
				 .authority = 855,
				 .state = RECORD_CLOSED,
				 .made = 1569000000000000,
				 .changed = 1569000000000001,
				 .n_field = 3,
				 .field = fields,
				 .chain = {1, 2, 3}},
		.at = 1569000000000001,
		.who = "A. Adviser",
		.what = "closed",
		.text = "agreed priorities met",
		.chain = {1, 2, 3}}};
/* A budget belongs to no case and no school. */
static struct alert_event budget = {.submission = 3,
	.kind = ALERT_EVENT_CASE,
	.case_changed = {.record = {.id = UINT64_MAX, .kind = "budget", .state = RECORD_OPEN},
		.who = "",
		.what = "added",
		.text = ""}};

static struct case_row rows[2] = {
	{.case_id = 4, .urn = 138529, .n_field = 3, .field = fields, .row = 2},
	{.id = 17, .n_field = 0, .row = 3},
};
static struct command add = {
	.kind = COMMAND_CASE, .casework = {.verb = CASE_VERB_ADD, .kind = "visit", .n_row = 2, .row = rows}};
static struct command withdraw = {.kind = COMMAND_CASE,
	.casework = {.verb = CASE_VERB_WITHDRAW, .kind = "visit", .n_row = 1, .row = &rows[1]}};

static const struct example event_examples[] = {{"alert-case", &changed}, {"alert-case-budget", &budget}};
static const struct example command_examples[] = {
	{"command-case", &add}, {"command-case-withdraw", &withdraw}};

static void a_change_arrives_with_the_whole_record(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct alert_event *e = round_trip(&events, arena, &changed);
	const struct case_changed *c = &e->case_changed;

	(void)state;
	assert_true(e->kind == ALERT_EVENT_CASE && e->submission == 0);
	assert_true(c->record.id == 17 && c->record.case_id == 4 && c->record.urn == 138529);
	assert_true(c->record.authority == 855 && c->record.state == RECORD_CLOSED && c->record.n_field == 3);
	assert_true(c->record.made == 1569000000000000 && c->record.changed == 1569000000000001);
	assert_true(c->at == 1569000000000001);
	assert_string_equal(c->record.kind, "package");
	assert_string_equal(c->who, "A. Adviser");
	assert_string_equal(c->what, "closed");
	assert_string_equal(c->text, "agreed priorities met");
	assert_memory_equal(c->chain, changed.case_changed.chain, SHA256_LEN);
	assert_memory_equal(c->record.chain, changed.case_changed.record.chain, SHA256_LEN);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(c->record.field[i].name, fields[i].name);
		assert_string_equal(c->record.field[i].value, fields[i].value);
	}
	e = round_trip(&events, arena, &budget);
	assert_true(e->case_changed.record.id == UINT64_MAX && e->case_changed.record.case_id == 0);
	assert_true(e->case_changed.record.urn == 0 && e->case_changed.record.n_field == 0);
	arena_free(arena);
}

static void a_command_arrives_row_by_row(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct command *c = round_trip(&commands, arena, &add);
	const struct case_command *k = &c->casework;

	(void)state;
	assert_true(c->kind == COMMAND_CASE && k->verb == CASE_VERB_ADD && k->n_row == 2);
	assert_string_equal(k->kind, "visit");
	assert_true(
		k->row[0].id == 0 && k->row[0].case_id == 4 && k->row[0].urn == 138529 && k->row[0].row == 2);
	assert_true(
		k->row[0].n_field == 3 && k->row[1].id == 17 && k->row[1].row == 3 && k->row[1].n_field == 0);
	assert_string_equal(k->row[0].field[2].name, "note");
	assert_string_equal(k->row[0].field[2].value, "two\nlines — “quoted”");
	c = round_trip(&commands, arena, &withdraw);
	assert_true(c->casework.verb == CASE_VERB_WITHDRAW && c->casework.n_row == 1);
	arena_free(arena);
}

static void a_field_is_found_by_its_name(void **state)
{
	(void)state;
	assert_string_equal(record_value(&changed.case_changed.record, "opened_for"), "declining trend");
	assert_string_equal(record_value(&changed.case_changed.record, "opened"), "");
	assert_string_equal(record_value(&budget.case_changed.record, "title"), "");
}

static void states_have_names(void **state)
{
	enum record_state read = RECORD_WITHDRAWN;

	(void)state;
	for (enum record_state s = RECORD_OPEN; s <= RECORD_WITHDRAWN; s++) {
		assert_true(record_state_parse(record_state_text(s), &read));
		assert_int_equal(read, s);
	}
	assert_string_equal(record_state_text((enum record_state)0), "unknown");
	assert_string_equal(record_state_text((enum record_state)4), "unknown");
	assert_false(record_state_parse("unknown", &read));
	assert_false(record_state_parse("", &read));
	assert_false(record_state_parse(NULL, &read));
	assert_int_equal(read, RECORD_WITHDRAWN);
}

#define REFUSED(codec, example, at, wrong, reason)        \
	do {                                              \
		__typeof__(at) kept = at;                 \
		at = wrong;                               \
		assert_refused(&codec, &example, reason); \
		at = kept;                                \
	} while (0)

static void malformed_changes_are_refused(void **state)
{
	struct case_changed *c = &changed.case_changed;

	(void)state;
	REFUSED(events, changed, c->record.id, 0, "record malformed");
	REFUSED(events, changed, c->record.kind, "", "record malformed");
	REFUSED(events, changed, c->record.kind, "a kind", "record malformed");
	REFUSED(events, changed, c->record.kind, text_of_length(NAME_MAX_LEN + 1), "record malformed");
	REFUSED(events, changed, c->record.state, (enum record_state)0, "record malformed");
	REFUSED(events, changed, c->record.state, (enum record_state)4, "record malformed");
	REFUSED(events, changed, c->who, "\xff", "history malformed");
	REFUSED(events, changed, c->who, text_of_length(NAME_MAX_LEN + 1), "history malformed");
	REFUSED(events, changed, c->what, "a\x1b", "history malformed");
	REFUSED(events, changed, c->text, text_of_length(TEXT_MAX_LEN + 1), "history malformed");
	REFUSED(events, changed, fields[1].name, "", "a field is malformed or too long");
	REFUSED(events, changed, fields[1].name, "a name", "a field is malformed or too long");
	REFUSED(events, changed, fields[1].value, "\xff", "a field is malformed or too long");
	REFUSED(events, changed, fields[1].value, text_of_length(TEXT_MAX_LEN + 1),
		"a field is malformed or too long");
}

/* What our own encoder would not write. */
static void changes_without_a_record_or_a_chain_are_refused(void **state)
{
	struct buffer out = encoded(&events, &changed);
	Leep__AlertEvent *e = leep__alert_event__unpack(NULL, out.len, out.data);
	Leep__CaseChanged *c = e->case_changed;
	Leep__Record *record = c->record;
	uint8_t packed[1024];

	(void)state;
	assert_true(out.len < sizeof(packed));
	c->chain.len = SHA256_LEN - 1;
	assert_refused_bytes(
		&events, bytes_of(packed, leep__alert_event__pack(e, packed)), "history malformed");
	c->has_chain = 0;
	assert_refused_bytes(
		&events, bytes_of(packed, leep__alert_event__pack(e, packed)), "history malformed");
	c->has_chain = 1;
	c->chain.len = SHA256_LEN;
	record->chain.len = 0;
	assert_refused_bytes(
		&events, bytes_of(packed, leep__alert_event__pack(e, packed)), "record malformed");
	record->chain.len = SHA256_LEN;
	c->record = NULL;
	assert_refused_bytes(
		&events, bytes_of(packed, leep__alert_event__pack(e, packed)), "record malformed");
	c->record = record;
	assert_int_equal(leep__alert_event__pack(e, packed), out.len);
	leep__alert_event__free_unpacked(e, NULL);
	buffer_done(&out);
}

static void malformed_commands_are_refused(void **state)
{
	struct case_command *c = &add.casework;

	(void)state;
	REFUSED(commands, add, c->verb, (enum case_verb)0, "no such action on a record");
	REFUSED(commands, add, c->verb, (enum case_verb)6, "no such action on a record");
	REFUSED(commands, add, c->kind, "", "no such action on a record");
	REFUSED(commands, add, c->kind, "a kind", "no such action on a record");
	REFUSED(commands, add, c->n_row, 0, "no rows, or too many");
	REFUSED(commands, add, fields[0].name, "\xff", "a field is malformed or too long");
	REFUSED(commands, add, fields[0].value, "a\x01", "a field is malformed or too long");
	REFUSED(commands, add, fields[0].value, text_of_length(TEXT_MAX_LEN + 1),
		"a field is malformed or too long");
}

static void fields_and_rows_are_bounded(void **state)
{
	static struct case_row many[CASE_ROWS_MAX + 1];
	struct command most = add, more = add;
	struct arena *arena = arena_open(CODEC_ARENA);

	(void)state;
	for (size_t i = 3; i < ARRAY_LEN(fields); i++)
		fields[i] = (struct record_field){"name", "value"};
	changed.case_changed.record.n_field = RECORD_FIELDS_MAX;
	(void)round_trip(&events, arena, &changed);
	changed.case_changed.record.n_field = RECORD_FIELDS_MAX + 1;
	assert_refused(&events, &changed, "too many fields");
	changed.case_changed.record.n_field = 3;
	REFUSED(commands, add, rows[0].n_field, RECORD_FIELDS_MAX + 1, "too many fields");

	most.casework.row = more.casework.row = many;
	most.casework.n_row = CASE_ROWS_MAX;
	more.casework.n_row = CASE_ROWS_MAX + 1;
	assert_int_equal(
		((struct command *)round_trip(&commands, arena, &most))->casework.n_row, CASE_ROWS_MAX);
	assert_refused(&commands, &more, "no rows, or too many");
	arena_free(arena);
}

static void what_is_larger_than_a_message_is_not_sent(void **state)
{
	static struct case_row large[300];
	struct record_field field = {"note", text_of_length(TEXT_MAX_LEN)};
	struct command command = add;
	struct buffer out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(large); i++)
		large[i] = (struct case_row){
			.n_field = 1, .field = &field}; /* 300 * 4,000 bytes are more than 880 KiB */
	command.casework.n_row = ARRAY_LEN(large);
	command.casework.row = large;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(command_encode(&command, &out), ERR_LIMIT);
	assert_int_equal(out.len, 0);
	buffer_done(&out);
}

static void any_beginning_is_refused_or_read(void **state)
{
	(void)state;
	check_prefixes(&events, event_examples, ARRAY_LEN(event_examples));
	check_prefixes(&commands, command_examples, ARRAY_LEN(command_examples));
}

static void twenty_thousand_damaged_ones_are_refused_or_read(void **state)
{
	(void)state;
	check_mutations(&events, event_examples, ARRAY_LEN(event_examples));
	check_mutations(&commands, command_examples, ARRAY_LEN(command_examples));
}

static void what_was_written_before_is_read_as_it_was(void **state)
{
	(void)state;
	check_golden(&events, event_examples, ARRAY_LEN(event_examples));
	check_golden(&commands, command_examples, ARRAY_LEN(command_examples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_before_is_read_as_it_was),
		cmocka_unit_test(a_change_arrives_with_the_whole_record),
		cmocka_unit_test(a_command_arrives_row_by_row),
		cmocka_unit_test(a_field_is_found_by_its_name),
		cmocka_unit_test(states_have_names),
		cmocka_unit_test(malformed_changes_are_refused),
		cmocka_unit_test(changes_without_a_record_or_a_chain_are_refused),
		cmocka_unit_test(malformed_commands_are_refused),
		cmocka_unit_test(fields_and_rows_are_bounded),
		cmocka_unit_test(what_is_larger_than_a_message_is_not_sent),
		cmocka_unit_test(any_beginning_is_refused_or_read),
		cmocka_unit_test(twenty_thousand_damaged_ones_are_refused_or_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
