/* SPDX-License-Identifier: MIT
 *
 * Events of the alerts stream: an alert arrives with all of its evidence.
 */
#include "tests/unit/model/codec.h"

#include "common/model/alert.h"
#include "leep/alert.pb-c.h"

static int encode(const void *value, struct buffer *out)
{
	return alert_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return alert_decode(arena, bytes, ret, ret_reason);
}

static const struct codec codec = {encode, decode, sizeof(struct alert_event)};

static struct evidence evidence[EVIDENCE_MAX + 1] = {
	{"ks4.progress8", NULL, "-0.54", "-0.72", "-0.36", 198, "-0.03", "2018-19/ks4.csv", {3, 4}, 7,
		"P8MEA", 2, "revised", 18000, "girls", 2,
		{{"statistical neighbours", "-0.1, 10 of 10"}, {"change", "-0.2 on the year before"}}},
	{"inspection.overall", NULL, "4", "", "", 0, "", "ofsted.csv", {5}, 9, "Overall effectiveness", 3, "",
		0, "", 0, {{NULL, NULL}}}};

static struct alert_event changed = {2, ALERT_EVENT_CHANGED,
	{.changed = {{42, "progress-low", "Progress 8 is low", "Accountability statement",
			     "ks4.progress8 < -0.5", "high", ALERT_ACKNOWLEDGED, 855, 138529,
			     "Countesthorpe Leysland", "ks4.progress8", "2018/19", 1569000000000000,
			     1569000000000001, "A. Adviser", "a@council.example", "Progress 8 −0.54", "Ask",
			     "B. Adviser", 1570000000000000, "known", 7, "special measures", true, 2, 3,
			     1569000000000002, "watch", true, {6, 7}, 2, evidence},
		 {1569000000000001, "leep", "amended", "was -0.6", {6, 7}}}}};
/* A rule that looks back: the evidence says of which year it is. */
static struct evidence of_another_year = {"ks4.progress8", "2016/17", "-0.6", "", "", 0, "",
	"2018-19/ks4.csv", {3, 4}, 7, "P8MEA_17", 2, "", 0, "", 0, {{NULL, NULL}}};
static struct alert_event looked_back = {2, ALERT_EVENT_CHANGED,
	{.changed = {{43, "three-years", "Three years", "S", "previous(ks4.progress8) < -0.5", "watch",
			     ALERT_OPEN, 855, 138529, "Countesthorpe Leysland", "ks4.progress8", "2017/18",
			     1569000000000000, 1569000000000001, "A. Adviser", "a@council.example", "", "",
			     "", 0, "", 0, "", false, 0, 0, 0, "", false, {8}, 1, &of_another_year},
		 {1569000000000001, "leep", "opened", "", {8}}}}};
static struct alert_event sent = {0, ALERT_EVENT_SENT,
	{.sent = {"2-138529", 138529, "a@council.example", 5, 2, (uint64_t[]){42, UINT64_MAX}, "sent",
		 "spool", DELIVERY_DELIVERED, "news", 1}}};
static struct alert_event destination = {0, ALERT_EVENT_DESTINATION,
	{.destination = {"teams:advisers", true, 1569000000000003, "no answer since 09:30"}}};
static struct alert_event done = {3, ALERT_EVENT_DONE, {.accepted = true}};

static const struct example examples[] = {{"alert-changed", &changed}, {"alert-changed-years", &looked_back},
	{"alert-sent", &sent}, {"alert-done", &done}, {"alert-destination", &destination}};

static void every_event_arrives_as_it_was_sent(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct alert_event *e = round_trip(&codec, arena, &changed);
	const struct alert *a = &e->changed.alert, *w = &changed.changed.alert;
	const char *texts[][2] = {{a->rule, w->rule}, {a->title, w->title}, {a->source, w->source},
		{a->wording, w->wording}, {a->severity, w->severity}, {a->name, w->name},
		{a->measure, w->measure}, {a->period, w->period}, {a->adviser, w->adviser},
		{a->address, w->address}, {a->summary, w->summary}, {a->evidence[0].what, evidence[0].what},
		{a->evidence[0].value, "-0.54"}, {a->evidence[0].low, "-0.72"},
		{a->evidence[0].high, "-0.36"}, {a->evidence[0].national, "-0.03"},
		{a->evidence[1].file, "ofsted.csv"}, {a->evidence[1].column, "Overall effectiveness"},
		{e->changed.line.who, "leep"}, {e->changed.line.what, "amended"},
		{e->changed.line.text, "was -0.6"}, {a->advice, "Ask"}, {a->handled_by, "B. Adviser"},
		{a->why, "known"}, {a->inhibited_why, "special measures"},
		{a->acknowledged_severity, "watch"}, {a->evidence[0].status, "revised"},
		{a->evidence[0].group, "girls"}, {a->evidence[0].beside[1].what, "change"},
		{a->evidence[0].beside[1].value, "-0.2 on the year before"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_string_equal(texts[i][0], texts[i][1]);
	assert_true(
		e->submission == 2 && a->id == 42 && a->state == ALERT_ACKNOWLEDGED && a->authority == 855);
	assert_true(
		a->urn == 138529 && a->opened == w->opened && a->amended == w->amended && a->n_evidence == 2);
	assert_true(
		a->evidence[0].cohort == 198 && a->evidence[0].row == 7 && a->evidence[1].submission == 3);
	assert_true(a->until == w->until && a->inhibited_by == 7 && a->assigned && a->step == 2 &&
		    a->reminders == 3 && a->told == w->told && a->closed);
	assert_true(a->evidence[0].published == 18000 && a->evidence[0].n_beside == 2 &&
		    a->evidence[1].n_beside == 0);
	assert_memory_equal(a->chain, w->chain, SHA256_LEN);
	assert_memory_equal(e->changed.line.chain, changed.changed.line.chain, SHA256_LEN);
	assert_memory_equal(a->evidence[0].sha256, evidence[0].sha256, SHA256_LEN);
	assert_true(e->changed.line.at == w->amended);
	assert_string_equal(a->evidence[0].period, "");
	e = round_trip(&codec, arena, &looked_back);
	assert_string_equal(e->changed.alert.evidence[0].period, "2016/17");
	e = round_trip(&codec, arena, &sent);
	assert_true(e->submission == 0 && e->sent.urn == 138529 && e->sent.at == 5 && e->sent.n_alert == 2);
	assert_true(e->sent.alert[1] == UINT64_MAX);
	assert_string_equal(e->sent.to, "a@council.example");
	assert_string_equal(e->sent.outcome, "sent");
	assert_string_equal(e->sent.channel, "spool");
	assert_string_equal(e->sent.kind, "news");
	assert_true(e->sent.state == DELIVERY_DELIVERED && e->sent.attempts == 1);
	e = round_trip(&codec, arena, &destination);
	assert_true(e->destination.dead && e->destination.at == 1569000000000003);
	assert_string_equal(e->destination.name, "teams:advisers");
	assert_string_equal(e->destination.text, "no answer since 09:30");
	e = round_trip(&codec, arena, &done);
	assert_true(e->kind == ALERT_EVENT_DONE && e->accepted);
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
	struct alert *a = &changed.changed.alert;
	uint8_t packed[64];
	Leep__AlertEvent event = LEEP__ALERT_EVENT__INIT;
	Leep__AlertChanged half = LEEP__ALERT_CHANGED__INIT;
	Leep__AlertsDone nothing = LEEP__ALERTS_DONE__INIT;

	(void)state;
	REFUSED(changed, a->id, 0, "alert malformed");
	REFUSED(changed, a->state, (enum alert_state)0, "alert malformed");
	REFUSED(changed, a->state, (enum alert_state)5, "alert malformed");
	REFUSED(changed, a->summary, "a\x1b[2J", "text malformed");
	REFUSED(changed, a->wording, text_of_length(TEXT_MAX_LEN + 1), "text malformed");
	REFUSED(changed, evidence[1].file, "\xff", "text malformed");
	REFUSED(changed, changed.changed.line.who, "\xff", "history malformed");
	REFUSED(changed, changed.changed.line.what, text_of_length(NAME_MAX_LEN + 1), "history malformed");
	REFUSED(sent, sent.sent.key, "", "message malformed");
	REFUSED(sent, sent.sent.key, "a b", "message malformed");
	REFUSED(sent, sent.sent.to, "\xff", "message malformed");
	REFUSED(sent, sent.sent.channel, "", "message malformed");
	REFUSED(sent, sent.sent.kind, "a b", "message malformed");
	REFUSED(sent, sent.sent.state, (enum delivery_state)0, "message malformed");
	REFUSED(sent, sent.sent.state, (enum delivery_state)4, "message malformed");
	REFUSED(destination, destination.destination.name, "", "destination malformed");
	REFUSED(destination, destination.destination.text, text_of_length(NAME_MAX_LEN + 1),
		"destination malformed");
	REFUSED(changed, evidence[0].beside[1].value, "\xff", "text malformed");
	REFUSED(changed, a->handled_by, "\xff", "text malformed");
	assert_refused_bytes(&codec, bytes_of("", 0), "not an alert event");
	assert_refused_bytes(&codec, bytes_of("\x08\x00", 2), "kind of event not known");
	event.has_submission = 1;
	event.body_case = LEEP__ALERT_EVENT__BODY_CHANGED;
	event.changed = &half;
	assert_refused_bytes(
		&codec, bytes_of(packed, leep__alert_event__pack(&event, packed)), "change incomplete");
	event.body_case = LEEP__ALERT_EVENT__BODY_DONE;
	event.done = &nothing;
	assert_refused_bytes(
		&codec, bytes_of(packed, leep__alert_event__pack(&event, packed)), "done incomplete");
}

/* What our own encoder would not write. */
static void an_alert_or_a_line_without_its_chain_or_digest_is_refused(void **state)
{
	struct buffer out = encoded(&codec, &changed);
	Leep__AlertEvent *e = leep__alert_event__unpack(NULL, out.len, out.data);
	Leep__AlertChanged *c = e->changed;
	Leep__Beside *many[BESIDE_MAX + 1], **kept = c->alert->evidence[0]->beside;
	uint8_t packed[2048];

	(void)state;
	c->alert->chain.len = SHA256_LEN - 1;
	assert_refused_bytes(&codec, bytes_of(packed, leep__alert_event__pack(e, packed)), "chain missing");
	c->alert->chain.len = SHA256_LEN;
	c->line->has_chain = 0;
	assert_refused_bytes(&codec, bytes_of(packed, leep__alert_event__pack(e, packed)), "chain missing");
	c->line->has_chain = 1;
	c->alert->evidence[1]->sha256.len = 5;
	assert_refused_bytes(&codec, bytes_of(packed, leep__alert_event__pack(e, packed)), "digest missing");
	c->alert->evidence[1]->sha256.len = SHA256_LEN;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = kept[0];
	c->alert->evidence[0]->beside = many;
	c->alert->evidence[0]->n_beside = ARRAY_LEN(many);
	assert_refused_bytes(
		&codec, bytes_of(packed, leep__alert_event__pack(e, packed)), "too much beside a figure");
	c->alert->evidence[0]->beside = kept;
	c->alert->evidence[0]->n_beside = 2;
	leep__alert_event__free_unpacked(e, NULL);
	buffer_done(&out);
}

/* Worked with sha256sum:
 *
 *   (head -c 32 /dev/zero; printf '\x00\x05\x92\xff\x47\xa7\x10\x01leep\0opened\0\0') | sha256sum
 *
 * and its 32 bytes in front of '\x00\x05\x93\x13\x65\x7e\x70\x00A. Adviser\0acknowledged\0rang the head\0'. */
static void each_line_of_history_seals_the_ones_before(void **state)
{
	struct history_line opened = {.at = 1569000000000001, .who = "leep", .what = "opened", .text = ""};
	struct history_line taken = {
		.at = 1569086400000000, .who = "A. Adviser", .what = "acknowledged", .text = "rang the head"};
	/* The same letters with the border between two texts elsewhere. */
	struct history_line shifted = {
		.at = 1569086400000000, .who = "A. Adviser", .what = "acknowledgedrang", .text = " the head"};
	static const uint8_t nothing[SHA256_LEN];
	uint8_t chain[SHA256_LEN], next[SHA256_LEN];
	char hex[2 * SHA256_LEN + 1];

	(void)state;
	history_chain(nothing, &opened, chain);
	bytes_hex(chain, SHA256_LEN, hex);
	assert_string_equal(hex, "0bb5b8f761ac8a855330bd598598d6adb74aa467f89c1e505453c020c49cb92f");
	history_chain(chain, &taken, next);
	bytes_hex(next, SHA256_LEN, hex);
	assert_string_equal(hex, "569d7e6ea1fd7d427a11789489c4b8ff053e6a250d773b9392835e14dd4812f6");
	history_chain(chain, &shifted, next);
	bytes_hex(next, SHA256_LEN, hex);
	assert_string_not_equal(hex, "569d7e6ea1fd7d427a11789489c4b8ff053e6a250d773b9392835e14dd4812f6");
	history_chain(nothing, &taken, next);
	bytes_hex(next, SHA256_LEN, hex);
	assert_string_not_equal(hex, "569d7e6ea1fd7d427a11789489c4b8ff053e6a250d773b9392835e14dd4812f6");
	/* In place, as a life goes on. */
	history_chain(nothing, &opened, next);
	history_chain(next, &taken, taken.chain);
	bytes_hex(taken.chain, SHA256_LEN, hex);
	assert_string_equal(hex, "569d7e6ea1fd7d427a11789489c4b8ff053e6a250d773b9392835e14dd4812f6");
}

static void states_have_names(void **state)
{
	(void)state;
	assert_string_equal(alert_state_text(ALERT_OPEN), "open");
	assert_string_equal(alert_state_text(ALERT_ACKNOWLEDGED), "acknowledged");
	assert_string_equal(alert_state_text(ALERT_RESOLVED), "resolved");
	assert_string_equal(alert_state_text(ALERT_SILENCED), "silenced");
	assert_string_equal(alert_state_text((enum alert_state)0), "unknown");
	assert_string_equal(delivery_state_text(DELIVERY_DELIVERED), "delivered");
	assert_string_equal(delivery_state_text(DELIVERY_LATER), "tried again later");
	assert_string_equal(delivery_state_text(DELIVERY_REFUSED), "refused");
	assert_string_equal(delivery_state_text((enum delivery_state)4), "unknown");
}

static void more_evidence_than_a_rule_can_have_is_neither_sent_nor_taken(void **state)
{
	struct alert_event event = changed;
	struct buffer out;

	(void)state;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	event.changed.alert.n_evidence = EVIDENCE_MAX + 1;
	assert_int_equal(alert_encode(&event, &out), ERR_LIMIT);
	buffer_done(&out);
}

static void any_beginning_of_an_event_is_refused_or_an_event(void **state)
{
	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
}

static void twenty_thousand_damaged_events_are_refused_or_events(void **state)
{
	(void)state;
	check_mutations(&codec, examples, ARRAY_LEN(examples));
}

static void events_written_before_are_read_as_they_were(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_written_before_are_read_as_they_were),
		cmocka_unit_test(every_event_arrives_as_it_was_sent),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(an_alert_or_a_line_without_its_chain_or_digest_is_refused),
		cmocka_unit_test(each_line_of_history_seals_the_ones_before),
		cmocka_unit_test(states_have_names),
		cmocka_unit_test(more_evidence_than_a_rule_can_have_is_neither_sent_nor_taken),
		cmocka_unit_test(any_beginning_of_an_event_is_refused_or_an_event),
		cmocka_unit_test(twenty_thousand_damaged_events_are_refused_or_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
