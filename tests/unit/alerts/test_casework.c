/* SPDX-License-Identifier: MIT
 *
 * The record of support: what is taken and what is refused, in which words; its history; when a case closes; what is withdrawn;
 * what records name.
 */
#include "tests/unit/alerts/desk.h"

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
	row[1].id = id + 1;
	command.kind = "any";
	assert_int_equal(act(f, &command), ERR_REFUSED); /* the first might close the case of the second */
	assert_non_null(strstr(f->text.text, "when they are of one kind"));
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
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
