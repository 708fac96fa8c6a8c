/* SPDX-License-Identifier: MIT
 *
 * What people do with alerts, and what their time brings: acknowledgement, silence, assignment, closing; reminders and the
 * chain. May 2019: Monday 6 is a bank holiday, 27 to 31 half-term; morning is 07:30 in England, 06:30 UTC.
 */
#include "tests/unit/alerts/living.h"

#define ALERT(id) alert_of(living, id)

/* A concern about A's school, opened on Wednesday 1 May and told. */
static struct living *told_concern(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
	return living;
}

/* -- acknowledgement ------------------------------------------------------------------------------------------------ */

static void acknowledged_alert_is_not_repeated(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "rang them", "", NULL), 0);
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
	assert_string_equal(ALERT(1)->handled_by, "jane");
	assert_string_equal(last_text(living, 1), "rang them");
	wait_until(living, "2019-05-14T09:00:00Z");
	assert_string_equal(told(living), "");
}

/* 14 days after 1 May is Wednesday 15 May. Then it is open, and reminded of at once and after two working days. */
static void acknowledgement_expires_and_the_alert_repeats(void **state)
{
	struct living *living = told_concern(state);

	living->practice.escalate[2] = 0;
	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), 0);
	wait_until(living, "2019-05-15T06:29:59Z");
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
	wait_until(living, "2019-05-15T06:30:00Z");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_string_equal(ALERT(1)->handled_by, "");
	assert_string_equal(told(living), "reminder A: 100001 acknowledgement expired|");
	assert_string_equal(history(living, 1), "opened, acknowledged, acknowledgement expired, reminded");
	wait_until(living, "2019-05-17T06:30:00Z");
	assert_string_equal(told(living), "reminder A: 100001 reminder|");
}

static void acknowledgement_lasts_as_long_as_was_said(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", "2019-05-04"), 0);
	/* A day ends it in its morning, a moment at that moment. */
	wait_until(living, "2019-05-04T06:29:59Z");
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
	wait_until(living, "2019-05-04T06:30:00Z");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", "2019-05-04T12:00:01Z"), 0);
	wait_until(living, "2019-05-04T12:00:00Z");
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
	wait_until(living, "2019-05-04T12:00:01Z");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
}

static void acknowledgement_without_end_by_practice_stays(void **state)
{
	struct living *living = told_concern(state);

	living->practice.acknowledged_for = 0;
	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), 0);
	wait_until(living, "2020-05-01T09:00:00Z");
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
	assert_int_equal(ALERT(1)->until, 0);
}

static void amendment_that_is_not_graver_stays_acknowledged_and_is_told(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), 0);
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "news A: 100001 amended|");
	wait_until(living, "2019-05-14T09:00:00Z");
	assert_string_equal(told(living), "");
	/* Also when it has grown less grave. */
	living->rule[RULE_LOW].severity = "watch";
	seen_alone(living, RULE_LOW, 100001, "-0.5");
	assert_int_equal(ALERT(1)->state, ALERT_ACKNOWLEDGED);
}

static void acknowledged_alert_that_grows_graver_is_open_again(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), 0);
	living->rule[RULE_LOW].severity = "urgent";
	seen_alone(living, RULE_LOW, 100001, "-0.9");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_string_equal(told(living), "news A: 100001 reopened|");
	assert_string_equal(history(living, 1), "opened, acknowledged, reopened");
	assert_string_equal(last_text(living, 1),
		"graver than when it was acknowledged by jane: urgent, was concern; -0.9");
	/* The end of the acknowledgement has gone with it. */
	assert_int_equal(ALERT(1)->until, 0);
}

static void acknowledged_alert_that_is_resolved_and_seen_again_is_open(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), 0);
	gone_alone(living, 1, "-0.1");
	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), ERR_REFUSED);
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_string_equal(ALERT(1)->handled_by, "");
}

/* -- silence -------------------------------------------------------------------------------------------------------- */

static void silence_needs_a_day_and_a_reason(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", NULL), ERR_INVAL);
	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "", "", "2019-06-01"), ERR_INVAL);
	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2019-05-01"), ERR_INVAL);
	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2021-05-01"), ERR_INVAL);
	assert_int_equal(act(living, 2, ALERT_VERB_SILENCE, "plan agreed", "", "2019-06-01"), ERR_NOTFOUND);
	assert_string_equal(history(living, 1), "opened");
}

static void nobody_is_told_of_a_silenced_alert_until_it_ends_with_what_happened_meanwhile(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2019-05-22"), 0);
	assert_int_equal(ALERT(1)->state, ALERT_SILENCED);
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	wait_until(living, "2019-05-20T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.8");
	wait_until(living, "2019-05-22T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-22T06:30:00Z");
	assert_string_equal(told(living), "silence-ended A: 100001 silence ended|");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_string_equal(last_text(living, 1),
		"silenced by jane: plan agreed; seen to change 2 times meanwhile; before: -0.6");
	assert_string_equal(history(living, 1), "opened, silenced, amended, amended, silence ended");
	/* It is told again, so it is reminded of again: two working days after. */
	wait_until(living, "2019-05-24T06:30:00Z");
	assert_string_equal(told(living), "reminder A: 100001 reminder|");
}

static void silence_in_which_nothing_happened_says_so(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2019-05-02"), 0);
	wait_until(living, "2019-05-02T06:30:00Z");
	assert_string_equal(
		last_text(living, 1), "silenced by jane: plan agreed; nothing new was seen meanwhile");
}

static void silence_of_what_waited_to_be_told_keeps_it_quiet(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "known", "", "2019-05-10"), 0);
	wait_until(living, "2019-05-09T09:00:00Z");
	assert_string_equal(told(living), "");
}

static void silence_ends_early_when_the_alert_is_resolved_or_grows_graver(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2019-05-22"), 0);
	gone_alone(living, 1, "-0.1");
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "news A: 100001 resolved|");
	assert_int_equal(ALERT(1)->until, 0);
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T12:00:00Z");
	(void)told(living);
	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2019-05-22"), 0);
	living->rule[RULE_LOW].severity = "urgent";
	seen_alone(living, RULE_LOW, 100001, "-0.9");
	assert_string_equal(told(living), "news A: 100001 silence ended|");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	wait_until(living, "2019-05-22T06:30:00Z");
	assert_null(strstr(told(living), "silence-ended"));
}

/* -- assignment, closing, reopening --------------------------------------------------------------------------------- */

static void assigned_person_is_told_and_keeps_the_alert(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_ASSIGN, "knows the head", "Duty", NULL), 0);
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "news Duty: 100001 assigned|");
	assert_string_equal(last_text(living, 1), "to Duty: knows the head");
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	assert_string_equal(ALERT(1)->adviser, "Duty");
	wait_until(living, "2019-05-01T12:00:00Z");
	assert_string_equal(told(living), "news Duty: 100001 amended|");
	assert_int_equal(act(living, 1, ALERT_VERB_ASSIGN, "", "Nobody", NULL), ERR_INVAL);
	assert_int_equal(act(living, 1, ALERT_VERB_ASSIGN, "", "", NULL), ERR_INVAL);
	/* Whom the caseloads no longer know gives way to whom they name. */
	living->caseloads.n_person = 0;
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	assert_string_equal(ALERT(1)->adviser, "A");
	assert_false(ALERT(1)->assigned);
}

static void closed_alert_opens_again_only_when_something_new_is_seen(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_CLOSE, "", "", NULL), ERR_INVAL);
	assert_int_equal(act(living, 1, ALERT_VERB_CLOSE, "a slip of the table", "", NULL), 0);
	assert_int_equal(ALERT(1)->state, ALERT_RESOLVED);
	assert_true(ALERT(1)->closed);
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	assert_int_equal(ALERT(1)->state, ALERT_RESOLVED);
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "");
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_false(ALERT(1)->closed);
	wait_until(living, "2019-05-01T12:00:00Z");
	assert_string_equal(told(living), "news A: 100001 reopened|");
	assert_string_equal(history(living, 1), "opened, closed, reopened");
}

static void reopening_ends_what_a_person_had_done(void **state)
{
	static const struct {
		enum alert_verb verb;
		const char *until;
	} done[] = {
		{ALERT_VERB_ACKNOWLEDGE, NULL}, {ALERT_VERB_SILENCE, "2019-05-20"}, {ALERT_VERB_CLOSE, NULL}};
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_REOPEN, "", "", NULL), ERR_REFUSED);
	for (size_t i = 0; i < ARRAY_LEN(done); i++) {
		assert_int_equal(act(living, 1, done[i].verb, "why", "", done[i].until), 0);
		assert_int_equal(act(living, 1, ALERT_VERB_REOPEN, "on second thoughts", "", NULL), 0);
		assert_int_equal(ALERT(1)->state, ALERT_OPEN);
		assert_string_equal(ALERT(1)->handled_by, "");
		assert_string_equal(last_text(living, 1), "on second thoughts");
	}
	gone_alone(living, 1, "-0.1");
	assert_int_equal(act(living, 1, ALERT_VERB_REOPEN, "", "", NULL), ERR_REFUSED);
}

static void closing_what_inhibits_lets_the_others_be_told(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_SPECIAL, 100001, "special measures");
	tell(living);
	(void)told(living);
	assert_int_equal(act(living, 2, ALERT_VERB_CLOSE, "of a predecessor", "", NULL), 0);
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
}

static void note_changes_nothing_else(void **state)
{
	struct living *living = told_concern(state);

	assert_int_equal(act(living, 1, ALERT_VERB_NOTE, "", "", NULL), ERR_INVAL);
	assert_int_equal(act(living, 1, ALERT_VERB_NOTE, "rang them", "", NULL), 0);
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	assert_string_equal(last_text(living, 1), "rang them");
	wait_until(living, "2019-05-02T06:00:00Z");
	assert_string_equal(told(living), "");
}

static void it_is_said_how_it_stands(void **state)
{
	struct living *living = told_concern(state);

	assert_string_equal(life_says(&living->evaluation, 1), "alert 1 is open; it is with A");
	assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, "plan agreed", "", "2019-05-22"), 0);
	assert_string_equal(life_says(&living->evaluation, 1),
		"alert 1 is silenced by jane until 2019-05-22T06:30:00Z: plan agreed; it is with A");
	assert_int_equal(act(living, 1, ALERT_VERB_CLOSE, "a slip", "", NULL), 0);
	assert_string_equal(
		life_says(&living->evaluation, 1), "alert 1 is closed by jane: a slip; it is with A");
}

/* -- reminders and the chain ---------------------------------------------------------------------------------------- */

/* Told on Wednesday 1 May: two working days after is Friday 3 May, then, over weekend and bank holiday, Wednesday 8 May, on
 * which A is away. */
static void open_alert_is_reminded_of_every_so_many_working_days(void **state)
{
	struct living *living = told_concern(state);

	living->practice.escalate[2] = 0;
	timers_clear(&living->txn, TIMER_ESCALATE, 1);
	wait_until(living, "2019-05-03T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-03T06:30:00Z");
	assert_string_equal(told(living), "reminder A: 100001 reminder|");
	assert_int_equal(ALERT(1)->reminders, 1);
	wait_until(living, "2019-05-08T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-08T06:30:00Z");
	assert_string_equal(told(living), "reminder B for A: 100001 reminder|");
	assert_int_equal(ALERT(1)->reminders, 2);
	assert_string_equal(last_text(living, 1), "to A, reminder 2");
}

static void one_reminder_a_person_and_day_however_many_alerts(void **state)
{
	struct living *living = *state;

	living->practice.escalate[2] = 0;
	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_LOW, 100002, "-0.7");
	tell(living);
	wait_until(living, "2019-05-01T10:00:00Z");
	now(living, "2019-05-01T15:00:00Z");
	seen_alone(living, RULE_LOW, 100003, "-0.8");
	(void)told(living);
	wait_until(living, "2019-05-03T06:30:00Z");
	/* B heard of theirs on Thursday morning. */
	assert_string_equal(
		told(living), "digest B: 100003 opened|reminder A: 100001 reminder; 100002 reminder|");
	/* A service that was down since then reminds once of all that is due by now. */
	now(living, "2019-05-13T09:00:00Z");
	assert_int_equal(tick(living, 100), 0);
	assert_string_equal(
		told(living), "reminder A: 100001 reminder; 100002 reminder|reminder B: 100003 reminder|");
}

/* Concerns go up after three working days: from Wednesday 1 May over weekend and bank holiday to Tuesday 7 May; to the
 * director after three more, on Friday 10 May. */
static void alert_that_nobody_acknowledges_goes_up_the_chain_step_by_step(void **state)
{
	struct living *living = told_concern(state);

	living->practice.repeat[2] = 0;
	timers_clear(&living->txn, TIMER_REPEAT, 1);
	wait_until(living, "2019-05-07T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-07T06:30:00Z");
	assert_string_equal(told(living), "escalation Head: 100001 escalated|");
	assert_int_equal(ALERT(1)->step, 1);
	assert_string_equal(ALERT(1)->adviser, "A");
	wait_until(living, "2019-05-10T06:30:00Z");
	assert_string_equal(told(living), "escalation Director: 100001 escalated|");
	assert_string_equal(last_text(living, 1), "to Director, step 2; opened 2019-05-01, last told to A "
						  "2019-05-01; Head was told; "
						  "nobody has acknowledged it");
	wait_until(living, "2019-06-30T09:00:00Z");
	assert_string_equal(told(living), "");
	assert_string_equal(history(living, 1), "opened, escalated, escalated");
}

/* Friday 24 May: half-term from Monday 27 to Friday 31 does not count, so three working days end on Wednesday 5 June. */
static void school_holidays_do_not_count(void **state)
{
	struct living *living = *state;

	living->practice.repeat[2] = 0;
	now(living, "2019-05-24T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-06-05T06:29:59Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
	wait_until(living, "2019-06-05T06:30:00Z");
	assert_string_equal(told(living), "escalation Head: 100001 escalated|");
}

static void acknowledgement_ends_the_way_up(void **state)
{
	struct living *living = told_concern(state);

	wait_until(living, "2019-05-07T06:30:00Z");
	assert_non_null(strstr(told(living), "escalation Head"));
	assert_int_equal(act(living, 1, ALERT_VERB_ACKNOWLEDGE, "", "", NULL), 0);
	wait_until(living, "2019-05-20T09:00:00Z");
	assert_string_equal(told(living), "");
	assert_int_equal(ALERT(1)->step, 0);
}

static void chain_passes_over_the_adviser(void **state)
{
	struct living *living = told_concern(state);

	living->practice.repeat[2] = 0;
	timers_clear(&living->txn, TIMER_REPEAT, 1);
	assert_int_equal(act(living, 1, ALERT_VERB_ASSIGN, "", "Head", NULL), 0);
	wait_until(living, "2019-05-07T06:30:00Z");
	assert_string_equal(
		told(living), "news Head: 100001 assigned|escalation Director: 100001 escalated|");
}

/* A weekly digest tells on Tuesday 7 May; only from then on are the days counted. */
static void nobody_is_passed_over_before_they_have_been_told(void **state)
{
	struct living *living = *state;

	living->practice.repeat[2] = 0;
	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100004, "-0.6");
	wait_until(living, "2019-05-10T06:29:59Z");
	assert_string_equal(told(living), "digest C: 100004 opened|");
	wait_until(living, "2019-05-10T06:30:00Z");
	assert_string_equal(told(living), "escalation Head: 100004 escalated|");
}

/* A bounded number at a time, in the order of time; the rest follows. */
static void tick_works_off_so_much_and_leaves_the_rest(void **state)
{
	struct living *living = *state;
	int64_t due;

	living->practice.escalate[2] = 0;
	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_LOW, 100002, "-0.7");
	tell(living);
	wait_until(living, "2019-05-01T10:00:00Z");
	(void)told(living);
	now(living, "2019-05-03T09:00:00Z");
	for (unsigned ticks = 0; ticks < 4; ticks++) { /* the day, two alerts, the message */
		assert_true(life_due(&living->txn, &due) && due <= living->evaluation.at);
		assert_string_equal(told(living), "");
		assert_int_equal(tick(living, 1), 0);
	}
	assert_string_equal(told(living), "reminder A: 100001 reminder; 100002 reminder|");
	assert_true(life_due(&living->txn, &due) && due > living->evaluation.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVING_TEST(acknowledged_alert_is_not_repeated),
		LIVING_TEST(acknowledgement_expires_and_the_alert_repeats),
		LIVING_TEST(acknowledgement_lasts_as_long_as_was_said),
		LIVING_TEST(acknowledgement_without_end_by_practice_stays),
		LIVING_TEST(amendment_that_is_not_graver_stays_acknowledged_and_is_told),
		LIVING_TEST(acknowledged_alert_that_grows_graver_is_open_again),
		LIVING_TEST(acknowledged_alert_that_is_resolved_and_seen_again_is_open),
		LIVING_TEST(silence_needs_a_day_and_a_reason),
		LIVING_TEST(nobody_is_told_of_a_silenced_alert_until_it_ends_with_what_happened_meanwhile),
		LIVING_TEST(silence_in_which_nothing_happened_says_so),
		LIVING_TEST(silence_of_what_waited_to_be_told_keeps_it_quiet),
		LIVING_TEST(silence_ends_early_when_the_alert_is_resolved_or_grows_graver),
		LIVING_TEST(assigned_person_is_told_and_keeps_the_alert),
		LIVING_TEST(closed_alert_opens_again_only_when_something_new_is_seen),
		LIVING_TEST(reopening_ends_what_a_person_had_done),
		LIVING_TEST(closing_what_inhibits_lets_the_others_be_told),
		LIVING_TEST(note_changes_nothing_else),
		LIVING_TEST(it_is_said_how_it_stands),
		LIVING_TEST(open_alert_is_reminded_of_every_so_many_working_days),
		LIVING_TEST(one_reminder_a_person_and_day_however_many_alerts),
		LIVING_TEST(alert_that_nobody_acknowledges_goes_up_the_chain_step_by_step),
		LIVING_TEST(school_holidays_do_not_count),
		LIVING_TEST(acknowledgement_ends_the_way_up),
		LIVING_TEST(chain_passes_over_the_adviser),
		LIVING_TEST(nobody_is_passed_over_before_they_have_been_told),
		LIVING_TEST(tick_works_off_so_much_and_leaves_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
