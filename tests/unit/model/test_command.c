/* SPDX-License-Identifier: MIT
 *
 * Commands, transfers and results. Commands are kept in journals, so what was written must stay readable.
 */
#include "tests/unit/model/codec.h"

#include "common/model/command.h"

static int encode(const void *value, struct buffer *out)
{
	return command_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return command_decode(arena, bytes, ret, ret_reason);
}

static int encode_transfer(const void *value, struct buffer *out)
{
	return transfer_encode(value, out);
}

static int decode_transfer(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	(void)ret_reason;
	return transfer_decode(arena, bytes, ret);
}

static int encode_result(const void *value, struct buffer *out)
{
	return command_result_encode(value, out);
}

static int decode_result(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	(void)ret_reason;
	return command_result_decode(arena, bytes, ret);
}

static const struct codec codec = {encode, decode, sizeof(struct command)};
static const struct codec transfers = {encode_transfer, decode_transfer, sizeof(struct transfer)};
static const struct codec results = {encode_result, decode_result, sizeof(struct command_result)};

static struct command submit = {COMMAND_SUBMIT,
	{.submit = {"2018-19/a.csv", 1234567890123, {1, 2, 3}, "dfe.ks4", 855, "2018/19", "final", 18000}}};
static struct command action = {COMMAND_ALERT_ACTION,
	{.alert_action = {UINT64_MAX, ALERT_VERB_NOTE, "seen\nby “me”", "a@council.example", 7}}};
static struct command report = {COMMAND_MAKE_REPORT,
	{.make_report = {"performance", 855 * 8 + AREA_AUTHORITY, "2012/13", -1, "html"}}};
static struct command configure = {COMMAND_CONFIGURE, {.configure = {"rules", "rules:\n  - id: x\n"}}};
static struct command outcome = {COMMAND_DELIVERY_OUTCOME,
	{.delivery_outcome = {"2-138529", "spool", DELIVERY_LATER, "kept", true, false, 1}}};
static struct command unknown = {COMMAND_DELIVERY_OUTCOME,
	{.delivery_outcome = {"2-138529", "teams:x", DELIVERY_REFUSED, "no", false, true, 7}}};
static struct transfer transfer = {1u << 31, {(const uint8_t *)"\0a\xff", 3}};
static struct command_result result = {7, true, "text", "name"};

static struct command assign = {COMMAND_ALERT_ACTION,
	{.alert_action = {42, ALERT_VERB_ASSIGN, "knows the school", "b@council.example", 0}}};
static struct command silence = {COMMAND_ALERT_ACTION,
	{.alert_action = {42, ALERT_VERB_SILENCE, "support plan agreed", "", 1570000000000000}}};
static struct command tick = {.kind = COMMAND_TICK};

static const struct example examples[] = {{"command-submit", &submit}, {"command-alert-action", &action},
	{"command-make-report", &report}, {"command-configure", &configure},
	{"command-delivery-outcome", &outcome}, {"command-alert-assign", &assign},
	{"command-alert-silence", &silence}, {"command-tick", &tick}};

static void every_command_arrives_as_it_was_given(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct command *c = round_trip(&codec, arena, &submit);
	const struct transfer *t;
	const struct command_result *r;

	(void)state;
	assert_true(c->submit.size == 1234567890123 && c->submit.authority == 855 &&
		    c->submit.published == 18000);
	assert_string_equal(c->submit.name, "2018-19/a.csv");
	assert_string_equal(c->submit.format, "dfe.ks4");
	assert_string_equal(c->submit.period, "2018/19");
	assert_string_equal(c->submit.status, "final");
	assert_memory_equal(c->submit.sha256, submit.submit.sha256, SHA256_LEN);
	c = round_trip(&codec, arena, &action);
	assert_true(c->alert_action.id == UINT64_MAX && c->alert_action.verb == ALERT_VERB_NOTE);
	assert_string_equal(c->alert_action.text, action.alert_action.text);
	assert_string_equal(c->alert_action.who, "a@council.example");
	assert_true(c->alert_action.until == 7);
	c = round_trip(&codec, arena, &report);
	assert_true(c->make_report.area == report.make_report.area && c->make_report.as_of == -1);
	assert_string_equal(c->make_report.period, "2012/13");
	assert_string_equal(c->make_report.format, "html");
	c = round_trip(&codec, arena, &configure);
	assert_string_equal(c->configure.text, configure.configure.text);
	c = round_trip(&codec, arena, &outcome);
	assert_true(c->delivery_outcome.state == DELIVERY_LATER && c->delivery_outcome.destination_dead);
	assert_string_equal(c->delivery_outcome.channel, "spool");
	assert_string_equal(c->delivery_outcome.text, "kept");
	assert_true(!c->delivery_outcome.unknown_channel && c->delivery_outcome.attempts == 1);
	c = round_trip(&codec, arena, &unknown);
	assert_true(c->delivery_outcome.unknown_channel && c->delivery_outcome.attempts == 7);
	t = round_trip(&transfers, arena, &transfer);
	assert_true(t->offset == 1u << 31 && bytes_equal(t->data, transfer.data));
	r = round_trip(&results, arena, &result);
	assert_true(r->number == 7 && r->duplicate);
	assert_string_equal(r->text, "text");
	assert_string_equal(r->name, "name");
	arena_free(arena);
}

static void what_people_do_with_alerts_and_time_arrives(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct command *c = round_trip(&codec, arena, &assign);

	(void)state;
	assert_true(c->alert_action.verb == ALERT_VERB_ASSIGN && c->alert_action.until == 0);
	assert_string_equal(c->alert_action.who, "b@council.example");
	c = round_trip(&codec, arena, &silence);
	assert_true(c->alert_action.verb == ALERT_VERB_SILENCE && c->alert_action.until == 1570000000000000);
	assert_string_equal(c->alert_action.text, "support plan agreed");
	for (enum alert_verb verb = ALERT_VERB_ACKNOWLEDGE; verb <= ALERT_VERB_REOPEN; verb++) {
		struct command done = action;

		done.alert_action.verb = verb;
		c = round_trip(&codec, arena, &done);
		assert_int_equal(c->alert_action.verb, verb);
	}
	assert_int_equal(((struct command *)round_trip(&codec, arena, &tick))->kind, COMMAND_TICK);
	arena_free(arena);
}

#define REFUSED(example, field, wrong, reason)            \
	do {                                              \
		__typeof__(field) kept = field;           \
		field = wrong;                            \
		assert_refused(&codec, &example, reason); \
		field = kept;                             \
	} while (0)

static void what_is_malformed_is_refused(void **state)
{
	struct submit *s = &submit.submit;

	(void)state;
	REFUSED(submit, s->name, "\xff", "text of the submission is malformed or too long");
	REFUSED(submit, s->period, text_of_length(NAME_MAX_LEN + 1),
		"text of the submission is malformed or too long");
	REFUSED(submit, s->authority, 1000, "authority is not a three-digit code");
	REFUSED(action, action.alert_action.verb, (enum alert_verb)0, "no such action on an alert");
	REFUSED(action, action.alert_action.verb, (enum alert_verb)7, "no such action on an alert");
	REFUSED(action, action.alert_action.text, text_of_length(TEXT_MAX_LEN + 1),
		"text is malformed or too long");
	REFUSED(action, action.alert_action.who, "\xff", "text is malformed or too long");
	REFUSED(report, report.make_report.name, "", "text of the request is malformed or too long");
	REFUSED(report, report.make_report.period, "\xff", "text of the request is malformed or too long");
	REFUSED(configure, configure.configure.name, "a b", "configuration is malformed or too long");
	REFUSED(configure, configure.configure.text, "\xff", "configuration is malformed or too long");
	REFUSED(outcome, outcome.delivery_outcome.key, "", "outcome is malformed");
	REFUSED(outcome, outcome.delivery_outcome.text, text_of_length(NAME_MAX_LEN + 1),
		"outcome is malformed");
	REFUSED(outcome, outcome.delivery_outcome.channel, "a b", "outcome is malformed");
	REFUSED(outcome, outcome.delivery_outcome.state, (enum delivery_state)0, "outcome is malformed");
	REFUSED(outcome, outcome.delivery_outcome.state, (enum delivery_state)4, "outcome is malformed");
	assert_refused_bytes(&codec, bytes_of("", 0), "kind of command not known");
	assert_refused_bytes(&codec, bytes_of("\xff", 1), "not a command");
	assert_refused_bytes(&codec, bytes_of("\x0a\x00", 2), "size or digest of the file is missing");
}

static void a_part_of_a_file_is_no_longer_than_the_limit(void **state)
{
	static uint8_t data[TRANSFER_MAX + 1];
	struct arena *arena = arena_open(CODEC_ARENA);
	struct transfer whole = {0, {data, TRANSFER_MAX}}, longer = {0, {data, TRANSFER_MAX + 1}};
	const struct transfer *t = round_trip(&transfers, arena, &whole);

	(void)state;
	assert_int_equal(t->data.len, TRANSFER_MAX);
	assert_refused(&transfers, &longer, "");
	arena_free(arena);
}

static void any_beginning_of_a_command_is_refused_or_a_command(void **state)
{
	const struct example part = {"", &transfer}, answer = {"", &result};

	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
	check_prefixes(&transfers, &part, 1);
	check_prefixes(&results, &answer, 1);
}

static void twenty_thousand_damaged_commands_are_refused_or_commands(void **state)
{
	const struct example answer = {"", &result};

	(void)state;
	check_mutations(&codec, examples, ARRAY_LEN(examples));
	check_mutations(&results, &answer, 1);
}

static void commands_written_before_are_read_as_they_were(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_written_before_are_read_as_they_were),
		cmocka_unit_test(every_command_arrives_as_it_was_given),
		cmocka_unit_test(what_people_do_with_alerts_and_time_arrives),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(a_part_of_a_file_is_no_longer_than_the_limit),
		cmocka_unit_test(any_beginning_of_a_command_is_refused_or_a_command),
		cmocka_unit_test(twenty_thousand_damaged_commands_are_refused_or_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
