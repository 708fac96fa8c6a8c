/* SPDX-License-Identifier: MIT
 *
 * The record of support on a real store: what is taken, what is refused and in which words, what must hold between records, and
 * that what is refused has written nothing. The time is 22 November 2026, 09:00; the schools are a maintained one (100001), an
 * academy (100002), one whose type nobody has told (100003) and a second maintained one (100004).
 */
#include "services/alerts/casework/casework.h"
#include "services/alerts/casework/records.h"
#include "tests/unit/store/temporary.h"

#define NOW INT64_C(1795338000000000) /* 2026-11-22T09:00:00Z */

struct fixture {
	void *folder;
	struct store *store;
	struct arena *arena, *scratch;
	struct buffer event;
	struct txn txn;
	const char *who;
	int64_t at;
	struct err_text text;
	struct command_result result;
};

static void put_school(struct fixture *f, uint32_t urn, const char *name, const char *type)
{
	struct school school;

	school_init(&school, urn);
	school.authority = 855;
	school.name = name;
	school.type = type;
	state_put_school(&f->txn, &school, 1);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct store_options options;

	*state = f;
	if (folder_setup(&f->folder) < 0)
		return -1;
	options = store_options(folder_path(f->folder, "s"));
	options.tables = alerts_tables;
	options.n_tables = ALERTS_TABLES;
	f->store = opened(&options);
	f->arena = arena_open(64 * MIB);
	f->scratch = arena_open(64 * MIB);
	buffer_init(&f->event, MIB);
	f->who = "clerk";
	f->at = NOW;
	begin_write(f->store, &f->txn);
	put_school(f, 100001, "Oak", "Community school");
	put_school(f, 100002, "Elm", "Academy converter");
	put_school(f, 100003, "Ash", "");
	put_school(f, 100004, "Fir", "Voluntary aided school");
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int rc = txn_commit(&f->txn);

	store_free(f->store);
	arena_free(f->arena);
	arena_free(f->scratch);
	buffer_done(&f->event);
	rc = folder_teardown(&f->folder) < 0 ? -1 : rc;
	free(f);
	return rc;
}

/* "name=value|name=value" as fields. */
static size_t fields_of(char *words, struct record_field *field)
{
	size_t n = 0;

	for (char *rest = words, *one; (one = strsep(&rest, "|")) != NULL;) {
		char *equals = strchr(one, '=');

		if (equals == NULL)
			continue;
		*equals = '\0';
		field[n++] = (struct record_field){one, equals + 1};
	}
	return n;
}

static int act(struct fixture *f, const struct case_command *command)
{
	const struct casework casework = {&f->txn, f->arena, f->scratch, &f->event};
	const struct ask ask = {.at = f->at, .who = f->who};
	uint64_t before = sequence_last(&f->txn, SEQUENCE_LOG);
	int rc;

	f->text.text[0] = '\0';
	f->result = (struct command_result){.text = "", .name = ""};
	rc = casework_act(&casework, command, &ask, &f->result, &f->text);
	if (rc < 0) {
		assert_int_equal(f->txn.error, 0);
		assert_true(f->text.text[0] != '\0');
		assert_int_equal(sequence_last(&f->txn, SEQUENCE_LOG), before);
	}
	return rc;
}

/* One row; the number of its record, 0 when it was refused. */
static uint64_t one(
	struct fixture *f, enum case_verb verb, const char *kind, struct case_row row, const char *words)
{
	struct record_field field[RECORD_FIELDS_MAX];
	struct case_command command = {.verb = verb, .kind = kind, .n_row = 1, .row = &row};
	char text[8192];

	(void)snprintf(text, sizeof(text), "%s", words);
	row.field = field;
	row.n_field = fields_of(text, field);
	return act(f, &command) < 0 ? 0 : f->result.number;
}

static uint64_t add(struct fixture *f, uint64_t case_id, const char *kind, const char *words)
{
	return one(f, CASE_VERB_ADD, kind, (struct case_row){.case_id = case_id}, words);
}

static uint64_t open_case(struct fixture *f, uint32_t urn, const char *title)
{
	char words[300];
	uint64_t id;

	(void)snprintf(words, sizeof(words), "title=%s|holder=A Adviser", title);
	id = one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = urn}, words);
	assert_int_not_equal(id, 0);
	return id;
}

static uint64_t on(struct fixture *f, enum case_verb verb, uint64_t id, const char *words)
{
	return one(f, verb, "any", (struct case_row){.id = id}, words);
}

/* Refused, and with these words. */
static void refused(struct fixture *f, uint64_t number, const char *said)
{
	assert_int_equal(number, 0);
	if (strstr(f->text.text, said) == NULL)
		fail_msg("'%s' does not say '%s'", f->text.text, said);
}

static void taken(const struct fixture *f, uint64_t number)
{
	if (number == 0)
		fail_msg("%s", f->text.text);
}

static struct record get(struct fixture *f, uint64_t id)
{
	struct record record = {0};

	assert_true(records_get(&f->txn, f->arena, id, &record));
	return record;
}

static void is_now(struct fixture *f, uint64_t id, const char *field, const char *value)
{
	struct record record = get(f, id);

	assert_string_equal(record_value(&record, field), value);
}

/* -- records ----------------------------------------------------------------------------------------------------- */

static void numbers_grow_and_records_have_the_school_of_their_case(void **state)
{
	struct fixture *f = *state;
	uint64_t first = open_case(f, 100001, "A"), second = open_case(f, 100004, "A");
	uint64_t visit = add(f, second, "visit", "day=22/11/2026|adviser=B|purpose=Reading");
	struct record record = get(f, visit);

	assert_int_equal(first, 1);
	assert_int_equal(second, 2);
	assert_int_equal(visit, 3);
	assert_int_equal(record.case_id, 2);
	assert_int_equal(record.urn, 100004);
	assert_int_equal(record.authority, 855);
	assert_int_equal(record.state, RECORD_OPEN);
	assert_int_equal(record.made, NOW);
	assert_string_equal(record_value(&record, "day"), "2026-11-22");
	assert_string_equal(f->result.text, "visit 3 added");
}

static void what_is_not_known_or_not_said_is_refused_by_field(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	refused(f, one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = 999999}, "title=A|holder=B"),
		"field 'urn': no school 999999 is known");
	refused(f, one(f, CASE_VERB_ADD, "case", (struct case_row){0}, "title=A|holder=B"),
		"field 'urn': is needed");
	refused(f, one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = 100001}, "title=B"),
		"field 'holder': is needed");
	refused(f, add(f, id, "rating", "colour=red"), "no kind of record is called 'rating'");
	refused(f, add(f, id, "visit", "day=2026-11-22|adviser=B|purpose=P|grade=2"),
		"field 'grade': a visit has no such field");
	refused(f, add(f, id, "visit", "day=2026-13-01|adviser=B|purpose=P"),
		"field 'day': '2026-13-01': expected a day such as 2026-11-22");
	refused(f, add(f, id, "visit", "day=2026-11-22|adviser=B|purpose=P|day=2026-11-23"),
		"field 'day': is given twice");
	refused(f, add(f, 0, "visit", "day=2026-11-22|adviser=B|purpose=P"), "field 'case': is needed");
	refused(f, add(f, 99, "visit", "day=2026-11-22|adviser=B|purpose=P"),
		"field 'case': there is no case 99");
	refused(f, add(f, id, "budget", "name=N|year=2026-27|amount=1"), "a budget belongs to no case");
	refused(f, add(f, id, "concern", "means=rumour|type=staffing|text=T"),
		"field 'means': 'rumour': expected one of: alert adviser school");
	refused(f, on(f, CASE_VERB_CHANGE, 99, "title=B"), "there is no record 99");
}

static void a_row_is_named_and_all_rows_are_taken_or_none(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	struct record_field good[] = {{"day", "2026-11-20"}, {"adviser", "B"}, {"purpose", "P"}};
	struct record_field bad[] = {{"day", "2026-11-31"}, {"adviser", "B"}, {"purpose", "P"}};
	struct case_row row[] = {{.case_id = id, .n_field = 3, .field = good, .row = 2},
		{.case_id = id, .n_field = 3, .field = bad, .row = 3}};
	struct case_command command = {.verb = CASE_VERB_ADD, .kind = "visit", .n_row = 2, .row = row};
	struct record none;

	assert_int_equal(act(f, &command), ERR_REFUSED);
	assert_string_equal(f->text.text,
		"row 3, field 'day': '2026-11-31': expected a day such as 2026-11-22 or 22/11/2026");
	assert_false(records_get(&f->txn, f->arena, id + 1, &none));
	row[1].field = good;
	command.check_only = true;
	assert_int_equal(act(f, &command), 0);
	assert_false(records_get(&f->txn, f->arena, id + 1, &none));
	command.check_only = false;
	assert_int_equal(act(f, &command), 0);
	assert_string_equal(f->result.text, "2 of 2 records added, the first 2");
	assert_true(records_get(&f->txn, f->arena, id + 2, &none));
}

static void a_record_changes_once_in_a_command_and_only_where_it_differs(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	struct case_row row[] = {{.id = id, .row = 2}, {.id = id, .row = 3}};
	struct case_command command = {.verb = CASE_VERB_CHANGE, .kind = "case", .n_row = 2, .row = row};
	uint64_t lines = sequence_last(&f->txn, SEQUENCE_LOG);

	assert_int_equal(act(f, &command), ERR_REFUSED);
	assert_string_equal(f->text.text, "row 3, field 'id': record 1 is in two rows");
	assert_int_equal(on(f, CASE_VERB_CHANGE, id, "title=A"), 0);
	assert_string_equal(f->result.text, "nothing changed");
	assert_int_equal(sequence_last(&f->txn, SEQUENCE_LOG), lines);
	taken(f, on(f, CASE_VERB_CHANGE, id, "title=B"));
	assert_string_equal(f->result.text, "case 1 changed");
}

/* -- history ----------------------------------------------------------------------------------------------------- */

static void each_change_is_a_line_that_follows_from_the_one_before(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint8_t before[SHA256_LEN] = {0}, chain[SHA256_LEN];
	static const char *const said[] = {"title: A; holder: A Adviser",
		"aim: none -> Read\n more; holder: A Adviser -> B", "a mistake"};
	struct scan scan;
	size_t n = 0;

	taken(f, on(f, CASE_VERB_CHANGE, id, "holder=B|aim=Read\nmore"));
	taken(f, on(f, CASE_VERB_WITHDRAW, id, "why=a mistake"));
	sequence_scan(&scan, &f->txn, SEQUENCE_LOG, 1);
	for (; scan_next(&scan); n++) {
		struct alert_event event;
		const char *reason;

		assert_int_equal(alert_decode(f->arena, scan.value, &event, &reason), 0);
		assert_int_equal(event.kind, ALERT_EVENT_CASE);
		assert_string_equal(event.case_changed.who, "clerk");
		if (n != 1)
			assert_string_equal(event.case_changed.text, said[n]);
		case_changed_chain(before, &event.case_changed, chain);
		assert_memory_equal(chain, event.case_changed.chain, SHA256_LEN);
		assert_memory_equal(chain, event.case_changed.record.chain, SHA256_LEN);
		event.case_changed.record.field[0].value = "another";
		case_changed_chain(before, &event.case_changed, before);
		assert_memory_not_equal(chain, before, SHA256_LEN);
		memcpy(before, chain, SHA256_LEN);
	}
	scan_end(&scan);
	assert_int_equal(n, 3);
	refused(f, on(f, CASE_VERB_CHANGE, id, "holder=C"), "record 1 was withdrawn");
}

/* -- closing ----------------------------------------------------------------------------------------------------- */

static void a_case_closes_with_an_outcome_and_nothing_open(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t action = add(f, id, "action", "text=T|owner=O|due=2026-12-01");
	uint64_t package = add(f, id, "package", "provider_kind=adviser|provider=P|start=2026-09-01");
	uint64_t statement = add(f, id, "statement", "published=2026-09-01|submitted=2026-09-10");

	taken(f, add(f, id, "visit", "day=2026-11-22|adviser=B|purpose=P")); /* holds nothing open */
	refused(f, on(f, CASE_VERB_CLOSE, id, ""), "field 'outcome': is needed to close it");
	refused(f, on(f, CASE_VERB_CLOSE, id, "outcome=Good"), "case 1 cannot close: 3 still open");
	refused(f, on(f, CASE_VERB_CHANGE, id, "outcome=Good"), "case 1 cannot close: 3 still open");
	taken(f, on(f, CASE_VERB_CLOSE, action, "done=2026-11-22"));
	taken(f, on(f, CASE_VERB_WITHDRAW, package, "why=not taken up"));
	refused(f, on(f, CASE_VERB_CLOSE, id, "outcome=Good"), "1 still open (statement 4)");
	taken(f, on(f, CASE_VERB_CHANGE, statement, "fit=yes|fit_day=2026-10-01"));
	taken(f, on(f, CASE_VERB_CLOSE, id, "outcome=Good"));
	assert_int_equal(get(f, id).state, RECORD_CLOSED);
	assert_string_equal(f->result.text, "case 1 closed");
}

static void what_belongs_to_a_closed_case_stays_until_it_is_reopened(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t visit = add(f, id, "visit", "day=2026-11-22|adviser=B|purpose=P");

	taken(f, on(f, CASE_VERB_CLOSE, id, "outcome=Good"));
	refused(f, on(f, CASE_VERB_CLOSE, id, "outcome=Better"), "case 1 is closed");
	refused(f, on(f, CASE_VERB_CHANGE, id, "holder=C"), "case 1 is closed; it can be reopened");
	refused(f, on(f, CASE_VERB_CHANGE, visit, "minutes=60"),
		"case 1 is closed: what belongs to it stays");
	refused(f, on(f, CASE_VERB_WITHDRAW, visit, "why=w"), "case 1 is closed");
	refused(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01"), "case 1 is closed");
	refused(f, on(f, CASE_VERB_REOPEN, id, ""), "field 'why': is needed");
	taken(f, on(f, CASE_VERB_REOPEN, id, "why=inspected again"));
	is_now(f, id, "outcome", "");
	taken(f, on(f, CASE_VERB_CHANGE, visit, "minutes=60"));
	refused(f, on(f, CASE_VERB_REOPEN, id, "why=w"), "record 1 is not closed");
}

static void a_closed_record_opens_again_only_with_a_reason(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t action = add(f, id, "action", "text=T|owner=O|due=2026-12-01|done=2026-11-01");

	assert_int_equal(get(f, action).state, RECORD_CLOSED);
	taken(f, on(f, CASE_VERB_CHANGE, action, "result=R"));
	refused(f, on(f, CASE_VERB_CHANGE, action, "done="), "field 'done': is cleared by reopening it");
	refused(f, on(f, CASE_VERB_REOPEN, action, "why=w|text=U"), "only 'why' goes with it");
	taken(f, on(f, CASE_VERB_REOPEN, action, "why=it was not"));
	assert_int_equal(get(f, action).state, RECORD_OPEN);
	refused(f, on(f, CASE_VERB_CLOSE, add(f, id, "visit", "day=2026-11-22|adviser=B|purpose=P"), ""),
		"a visit is not closed; it can be withdrawn");
}

static void nothing_is_withdrawn_that_others_rest_on(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t visit = add(f, id, "visit", "day=2026-11-20|adviser=B|purpose=P");
	uint64_t note = add(f, id, "note", "visit=2|text=T");
	uint64_t budget = add(f, 0, "budget", "name=N|year=2026-27|amount=10");
	uint64_t package =
		add(f, id, "package", "provider_kind=adviser|provider=P|start=2026-09-01|cost=1|budget=4");

	refused(f, on(f, CASE_VERB_WITHDRAW, visit, ""), "field 'why': is needed");
	refused(f, on(f, CASE_VERB_WITHDRAW, visit, "why=w"), "record 3 rests on it");
	refused(f, on(f, CASE_VERB_WITHDRAW, budget, "why=w"), "record 5 rests on it");
	refused(f, on(f, CASE_VERB_WITHDRAW, id, "why=w"), "rests on it");
	taken(f, on(f, CASE_VERB_WITHDRAW, note, "why=w"));
	taken(f, on(f, CASE_VERB_WITHDRAW, visit, "why=w"));
	taken(f, on(f, CASE_VERB_WITHDRAW, package, "why=w"));
	taken(f, on(f, CASE_VERB_WITHDRAW, budget, "why=w"));
	taken(f, on(f, CASE_VERB_WITHDRAW, id, "why=w"));
}

/* -- what records name ------------------------------------------------------------------------------------------- */

static void what_is_named_is_there_and_of_the_same_case(void **state)
{
	struct fixture *f = *state;
	uint64_t a = open_case(f, 100001, "A"), b = open_case(f, 100004, "B");
	uint64_t visit = add(f, a, "visit", "day=2026-11-20|adviser=B|purpose=P");
	uint64_t p = add(f, a, "package", "provider_kind=adviser|provider=P|start=2026-09-01");
	uint64_t q = add(f, a, "package", "provider_kind=adviser|provider=Q|start=2026-09-01");
	uint64_t priority = add(f, a, "priority", "package=4|text=T");
	char words[100];

	assert_true(visit == 3 && p == 4 && q == 5 && priority == 6);
	refused(f, add(f, b, "note", "visit=3|text=T"), "field 'visit': visit 3 belongs to case 1, not 2");
	refused(f, add(f, a, "note", "visit=4|text=T"), "field 'visit': there is no visit 4");
	refused(f, add(f, a, "note", "visit=99|text=T"), "field 'visit': there is no visit 99");
	refused(f, add(f, a, "review", "package=5|priority=6|progress=met"),
		"priority 6 is of package 4, not 5");
	taken(f, add(f, a, "review", "package=4|priority=6|progress=met"));
	refused(f, add(f, a, "concern", "means=alert|type=other|text=T"), "field 'alert': is needed");
	refused(f, add(f, a, "concern", "means=alert|alert=7|type=other|text=T"), "there is no alert 7");
	refused(f, add(f, a, "concern", "means=parent|alert=7|type=other|text=T"), "there is no alert 7");
	taken(f, on(f, CASE_VERB_WITHDRAW, visit, "why=w"));
	(void)snprintf(words, sizeof(words), "visit=%llu|text=T", (unsigned long long)visit);
	refused(f, add(f, a, "note", words), "visit 3 was withdrawn");
	refused(f, one(f, CASE_VERB_CHANGE, "visit", (struct case_row){.id = p}, "minutes=1"),
		"record 4 is a package, not a visit");
	refused(f, one(f, CASE_VERB_CHANGE, "any", (struct case_row){.id = p, .case_id = b}, "provider=R"),
		"record 4 belongs to case 1, not 2");
}

static void a_concern_is_from_an_alert_about_the_school(void **state)
{
	struct fixture *f = *state;
	uint64_t a = open_case(f, 100001, "A"), b = open_case(f, 100004, "B");
	struct alert alert = {.id = 7,
		.rule = "r",
		.severity = "concern",
		.state = ALERT_OPEN,
		.urn = 100001,
		.measure = "m",
		.period = "2018/19"};
	struct alert_event event = {.kind = ALERT_EVENT_CHANGED, .changed = {alert, {.who = "leep"}}};

	buffer_clear(&f->event);
	assert_int_equal(alert_encode(&event, &f->event), 0);
	state_put_alert(&f->txn, &alert, bytes_of(f->event.data, f->event.len));
	taken(f, add(f, a, "concern", "means=alert|alert=7|type=progress|text=T"));
	refused(f, add(f, b, "concern", "means=alert|alert=7|type=progress|text=T"),
		"alert 7 is not about school 100004");
	refused(f, add(f, a, "concern", "means=parent|alert=7|type=progress|text=T"),
		"goes only with means alert");
}

static void there_is_one_open_case_to_a_matter_and_one_budget_to_a_year(void **state)
{
	struct fixture *f = *state;
	uint64_t a = open_case(f, 100001, "Reading");

	refused(f, one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = 100001}, "title=READING|holder=B"),
		"there is one already, case 1");
	(void)open_case(f, 100004, "Reading");
	taken(f, on(f, CASE_VERB_CLOSE, a, "outcome=Good"));
	(void)open_case(f, 100001, "Reading");
	refused(f, on(f, CASE_VERB_REOPEN, a, "why=w"), "there is one already, case 3");
	taken(f, add(f, 0, "budget", "name=Schools Causing Concern|year=2013-14|amount=248,000"));
	taken(f, add(f, 0, "budget", "name=Schools Causing Concern|year=2014-15|amount=248,000"));
	refused(f, add(f, 0, "budget", "name=schools causing concern|year=2013-14|amount=1"),
		"there is one already, budget 4");
}

/* -- days -------------------------------------------------------------------------------------------------------- */

static void days_are_in_order_and_what_has_happened_is_not_to_come(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	refused(f, add(f, id, "package", "provider_kind=adviser|provider=P|start=2026-09-02|end=2026-09-01"),
		"field 'end': '2026-09-01' is before start, 2026-09-02");
	taken(f, add(f, id, "package", "provider_kind=adviser|provider=P|start=2026-09-02|end=2026-09-02"));
	refused(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01|done=2026-11-23"),
		"field 'done': '2026-11-23' has not come yet");
	taken(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01|done=2026-11-22"));
	taken(f, add(f, id, "visit", "day=2026-12-22|adviser=B|purpose=a visit to come"));
	taken(f, add(f, id, "concern", "means=school|type=staffing|text=T"));
	is_now(f, 5, "raised", "2026-11-22");
}

/* In summer England's clocks are an hour ahead: 23:30 UTC is the day after. */
static void today_is_what_clocks_in_england_show(void **state)
{
	struct fixture *f = *state;

	f->at = INT64_C(1782862200000000); /* 2026-06-30T23:30:00Z */
	(void)open_case(f, 100001, "A");
	taken(f, add(f, 1, "concern", "means=school|type=staffing|text=T"));
	is_now(f, 2, "raised", "2026-07-01");
}

/* Published on Friday 1 June 2012; 4 and 5 June were bank holidays; 6 7 8, 11 12 13 14 15, 18 19 are ten working days. */
static void a_statement_is_due_ten_working_days_after_the_report(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t statement = add(f, id, "statement", "published=2012-06-01");

	is_now(f, statement, "due", "2012-06-19");
	taken(f,
		on(f, CASE_VERB_CHANGE, statement, "published=2012-05-31")); /* a Thursday: one day earlier */
	is_now(f, statement, "due", "2012-06-18");
	taken(f, on(f, CASE_VERB_CHANGE, statement, "due=2012-06-22"));
	taken(f, on(f, CASE_VERB_CHANGE, statement, "published=2012-06-01"));
	is_now(f, statement, "due", "2012-06-22"); /* somebody said so */
	refused(f, on(f, CASE_VERB_CHANGE, statement, "fit=yes"), "field 'submitted': is needed");
	refused(f, on(f, CASE_VERB_CHANGE, statement, "submitted=2012-06-19|fit_day=2012-07-01"),
		"field 'fit': is needed");
}

/* -- notices and powers ------------------------------------------------------------------------------------------ */

#define NOTICE "grounds=c a|text=T"

/* Monday 21 March 2016; 25 and 28 March were Easter: 22 23 24, 29 to 1, 4 to 8, 11 12 13 April are fifteen working days. */
static void a_notice_has_the_timetable_of_its_year(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t notice = add(f, id, "notice", "issued=2016-03-21|" NOTICE);

	is_now(f, notice, "representations", "2016-04-13");
	is_now(f, notice, "grounds", "a c");
	notice = add(f, id, "notice", "issued=2016-04-17|" NOTICE);
	is_now(f, notice, "representations", "2016-05-09"); /* 2 May is a bank holiday */
	refused(f, add(f, id, "notice", "issued=2016-04-18|copied=hmci dfe|" NOTICE),
		"field 'comply_by': is needed");
	refused(f, add(f, id, "notice", "issued=2016-04-18|comply_by=2016-05-18|copied=dfe|" NOTICE),
		"field 'copied': a notice issued since 18 April 2016 is copied to hmci and dfe");
	refused(f,
		add(f, id, "notice",
			"issued=2016-04-18|comply_by=2016-05-18|copied=dfe,hmci|representations=2016-05-"
			"09|" NOTICE),
		"field 'representations': there are none to HMCI");
	refused(f, add(f, id, "notice", "issued=2016-04-18|comply_by=2016-04-17|copied=dfe,hmci|" NOTICE),
		"field 'comply_by': '2016-04-17' is before issued");
	notice = add(f, id, "notice", "issued=2016-04-18|comply_by=2016-05-18|copied=dfe,hmci|" NOTICE);
	is_now(f, notice, "representations", "");
	refused(f, add(f, id, "notice", "issued=2016-04-18|grounds=d|text=T"),
		"expected one or more of: a b c");
}

static void academies_get_no_notice_and_no_power_is_used_over_them(void **state)
{
	struct fixture *f = *state;
	uint64_t academy = open_case(f, 100002, "A"), unknown = open_case(f, 100003, "A");

	refused(f, add(f, academy, "notice", "issued=2014-03-21|" NOTICE),
		"Elm is no maintained school (Academy converter)");
	refused(f, add(f, academy, "notice", "issued=2014-03-21|" NOTICE), "regional director");
	refused(f,
		add(f, academy, "power",
			"section=s64|eligible=special-measures|noticed=2014-03-21|start=2014-04-01"),
		"no maintained school");
	refused(f, add(f, unknown, "notice", "issued=2014-03-21|" NOTICE),
		"whether Ash is a maintained school is not known");
	taken(f, add(f, academy, "concern", "means=trust|type=leadership|text=T"));
}

static void powers_rest_on_what_makes_a_school_eligible(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, id, "notice", "issued=2014-03-21|" NOTICE));
	refused(f,
		add(f, id, "power",
			"section=s65|eligible=special-measures|noticed=2014-03-21|start=2014-04-01"),
		"field 'consent': is needed: an interim executive board needs the consent");
	taken(f, add(f, id, "power",
			 "section=s65|eligible=special-measures|noticed=2014-03-21|consent=2014-03-31|start="
			 "2014-04-01"));
	refused(f, add(f, id, "power", "section=s66|eligible=notice|noticed=2014-04-21|start=2014-05-01"),
		"field 'notice': is needed");
	refused(f,
		add(f, id, "power",
			"section=s66|eligible=notice|notice=2|noticed=2014-04-21|start=2014-05-01"),
		"notice 2 does not say that it was not complied with");
	taken(f, on(f, CASE_VERB_CLOSE, 2, "complied=no|complied_day=2014-04-20"));
	refused(f,
		add(f, id, "power",
			"section=s66|eligible=notice|notice=2|noticed=2014-05-02|start=2014-05-01"),
		"field 'start': '2014-05-01' is before noticed");
	taken(f, add(f, id, "power",
			 "section=s66|eligible=notice|notice=2|noticed=2014-04-21|start=2014-05-01"));
}

static void a_recovery_plan_of_more_than_three_years_has_a_reason(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	refused(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01"), "field 'years': is needed");
	taken(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01|years=3"));
	refused(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01|years=4"),
		"field 'reason': is needed");
	taken(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01|years=4|reason=falling rolls"));
	refused(f, add(f, id, "finance", "type=sfvs|start=2026-04-01|years=1"),
		"only a recovery-plan has years");
}

static void a_head_who_disputes_a_note_says_what(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, id, "visit", "day=2026-11-20|adviser=B|purpose=P"));
	refused(f, add(f, id, "note", "visit=2|text=T|head=disputes"), "field 'comment': is needed");
	refused(f, add(f, id, "note", "visit=2|text=T|head_day=2026-11-21"), "field 'head': is needed");
	taken(f, add(f, id, "note", "visit=2|text=T|head=disputes|comment=C|head_day=2026-11-21"));
	taken(f, on(f, CASE_VERB_CHANGE, 3, "head=accepts"));
}

/* -- interests --------------------------------------------------------------------------------------------------- */

static void a_declared_interest_bars_from_the_cases_of_the_school(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A"), other = open_case(f, 100004, "A");
	uint64_t interest = one(f, CASE_VERB_ADD, "interest", (struct case_row){.urn = 100001},
		"person=A Adviser|address=a.adviser@council.example|nature=governor");

	taken(f, interest);
	assert_non_null(
		strstr(f->result.text, "A Adviser holds case 1, which is to be given to somebody else"));
	taken(f, on(f, CASE_VERB_CHANGE, id, "holder=B"));
	refused(f, on(f, CASE_VERB_CHANGE, id, "holder=A ADVISER"),
		"field 'holder': A ADVISER has declared an interest in school 100001 (governor; record 3)");
	refused(f,
		one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = 100001},
			"title=B|holder=A.Adviser@council.example"),
		"somebody else is to hold the case");
	refused(f, add(f, id, "visit", "day=2026-11-20|adviser=a.adviser|purpose=P"),
		"somebody else is to visit");
	f->who = "a.adviser";
	refused(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01"),
		"a.adviser has declared an interest");
	refused(f, on(f, CASE_VERB_CHANGE, id, "next_review=2026-12-01"), "may not write in its cases");
	taken(f, add(f, other, "action", "text=T|owner=O|due=2026-12-01"));
	f->who = "clerk";
	taken(f, on(f, CASE_VERB_CLOSE, interest, "ended=2026-11-22"));
	taken(f, on(f, CASE_VERB_CHANGE, id, "holder=A Adviser"));
	f->who = "";
	assert_int_equal(on(f, CASE_VERB_CHANGE, id, "holder=C"), 0);
	assert_string_equal(f->text.text, "who writes is not said");
}

/* -- budgets ----------------------------------------------------------------------------------------------------- */

#define PACKAGE "provider_kind=adviser|provider=P|"

/* 2026-27 is 1 April 2026 to 31 March 2027. */
static void a_cost_is_borne_by_one_budget_of_its_year(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, 0, "budget", "name=N|year=2026-27|amount=1000"));
	refused(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=1"), "field 'budget': is needed");
	refused(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=1|budget=3"), "there is no budget 3");
	refused(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=1|budget=1"), "there is no budget 1");
	refused(f, add(f, id, "package", PACKAGE "start=2027-04-01|cost=1|budget=2"),
		"budget 2 (N) is of 2026-27, the cost is of another year");
	refused(f, add(f, id, "package", PACKAGE "start=2026-01-01|end=2026-03-31|cost=1|budget=2"),
		"of another year");
	taken(f, add(f, id, "package", PACKAGE "start=2027-03-31|cost=1|budget=2"));
	taken(f, add(f, id, "package", PACKAGE "start=2026-01-01|end=2026-04-01|cost=1|budget=2"));
	taken(f, add(f, id, "statement", "published=2026-03-31"));
	refused(f, add(f, id, "line", "statement=5|text=T|owner=O|cost=1|budget=2"), "of another year");
	taken(f, add(f, id, "line", "statement=5|text=T|owner=O|cost=1|budget=2|due=2026-04-01"));
}

/* 600 + 500 of 1000: 100 too much. Then the first turns out to have cost 300: 300 + 500, 200 left. */
static void an_overspent_budget_is_told_not_refused(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, 0, "budget", "name=N|year=2026-27|amount=1000"));
	taken(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=600|budget=2"));
	assert_string_equal(f->result.text, "package 3 added");
	taken(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=500|budget=2"));
	assert_string_equal(f->result.text, "package 4 added; budget 2 (N 2026-27) is overspent by 100.00");
	taken(f, on(f, CASE_VERB_CLOSE, 3, "spent=300|outcome=O"));
	assert_string_equal(f->result.text, "package 3 closed");
	taken(f, on(f, CASE_VERB_CHANGE, 2, "amount=799.99"));
	assert_string_equal(f->result.text, "budget 2 changed; budget 2 (N 2026-27) is overspent by 0.01");
	taken(f, add(f, 0, "budget", "name=M|year=2026-27|amount=1000"));
	taken(f, on(f, CASE_VERB_CHANGE, 4, "budget=5"));
	taken(f, on(f, CASE_VERB_CHANGE, 2, "amount=300"));
	assert_string_equal(f->result.text, "budget 2 changed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(numbers_grow_and_records_have_the_school_of_their_case),
		TEST(what_is_not_known_or_not_said_is_refused_by_field),
		TEST(a_row_is_named_and_all_rows_are_taken_or_none),
		TEST(a_record_changes_once_in_a_command_and_only_where_it_differs),
		TEST(each_change_is_a_line_that_follows_from_the_one_before),
		TEST(a_case_closes_with_an_outcome_and_nothing_open),
		TEST(what_belongs_to_a_closed_case_stays_until_it_is_reopened),
		TEST(a_closed_record_opens_again_only_with_a_reason),
		TEST(nothing_is_withdrawn_that_others_rest_on),
		TEST(what_is_named_is_there_and_of_the_same_case),
		TEST(a_concern_is_from_an_alert_about_the_school),
		TEST(there_is_one_open_case_to_a_matter_and_one_budget_to_a_year),
		TEST(days_are_in_order_and_what_has_happened_is_not_to_come),
		TEST(today_is_what_clocks_in_england_show),
		TEST(a_statement_is_due_ten_working_days_after_the_report),
		TEST(a_notice_has_the_timetable_of_its_year),
		TEST(academies_get_no_notice_and_no_power_is_used_over_them),
		TEST(powers_rest_on_what_makes_a_school_eligible),
		TEST(a_recovery_plan_of_more_than_three_years_has_a_reason),
		TEST(a_head_who_disputes_a_note_says_what),
		TEST(a_declared_interest_bars_from_the_cases_of_the_school),
		TEST(a_cost_is_borne_by_one_budget_of_its_year),
		TEST(an_overspent_budget_is_told_not_refused),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
