/* SPDX-License-Identifier: MIT
 *
 * What becomes of an alert by what is seen, and what its adviser hears of it: opened, amended, resolved, reopened, inhibited.
 */
#include "tests/unit/alerts/living.h"

#define ALERT(id) alert_of(living, id)

/* -- what is told when ---------------------------------------------------------------------------------------------- */

static void what_is_urgent_is_told_at_once_with_all_else_of_its_submission(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_SPECIAL, 100001, "special measures");
	see(living, RULE_NEWS, 100001, "late");
	see(living, RULE_LOW, 100002, "-0.6");
	tell(living);
	assert_string_equal(told(living), "news A: 100001 opened, opened|");
	wait_until(living, "2019-05-01T09:01:00Z");
	assert_string_equal(told(living), "news A: 100002 opened|");
}

static void what_is_not_urgent_waits_until_it_has_settled(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-01T09:00:50Z");
	seen_alone(living, RULE_LOW, 100002, "-0.7");
	wait_until(living, "2019-05-01T09:01:49Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-01T09:01:50Z");
	assert_string_equal(told(living), "news A: 100001 opened; 100002 opened|");
	wait_until(living, "2019-05-01T12:00:00Z");
	assert_string_equal(told(living), "");
}

/* News every 50 seconds never settles: from 9:00:00 on it is told by 9:15:00. */
static void news_that_never_settles_is_told_after_the_longest_settling(void **state)
{
	struct living *living = *state;
	char moment[32], summary[32];
	unsigned second = 0;

	for (; second < 895; second += 50) {
		(void)snprintf(moment, sizeof(moment), "2019-05-01T09:%02u:%02uZ", second / 60, second % 60);
		(void)snprintf(summary, sizeof(summary), "-0.%u", second);
		wait_until(living, moment);
		seen_alone(living, RULE_LOW, 100001, summary);
		assert_string_equal(told(living), "");
	}
	wait_until(living, "2019-05-01T09:15:00Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
}

static void without_settling_there_is_a_message_a_school_at_once(void **state)
{
	struct living *living = *state;
	struct waiting waiting;

	living->practice.settling = living->practice.settling_at_most = 0;
	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_GAP, 100002, "2");
	see(living, RULE_GAP, 100001, "3");
	tell(living);
	assert_true(outbox_find(&living->txn, living->arena, "mail", "7-100001", &waiting));
	assert_true(outbox_find(&living->txn, living->arena, "mail", "7-100002", &waiting));
	assert_string_equal(told(living), "news A: 100001 opened, opened|news A: 100002 opened|");
}

/* Wednesday 1 May: B's digest comes on Thursday at 07:30 in England, which is 06:30 UTC. */
static void daily_digest_comes_in_the_morning_of_the_next_working_day(void **state)
{
	struct living *living = *state;

	living->practice.repeat[2] = living->practice.escalate[2] = 0;
	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100003, "-0.6");
	wait_until(living, "2019-05-02T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-02T06:30:00Z");
	assert_string_equal(told(living), "digest B: 100003 opened|");
	/* On Friday after the digest: over the weekend and the bank holiday to Tuesday. */
	wait_until(living, "2019-05-03T06:30:00Z");
	seen_alone(living, RULE_GAP, 100003, "2");
	wait_until(living, "2019-05-07T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-07T06:30:00Z");
	assert_string_equal(told(living), "digest B: 100003 opened|");
	/* Before the hour of the digest it is still today's. */
	wait_until(living, "2019-05-08T05:00:00Z");
	seen_alone(living, RULE_NEWS, 100003, "late");
	wait_until(living, "2019-05-08T06:30:00Z");
	assert_string_equal(told(living), "digest B: 100003 opened|");
}

/* C's day is Monday: 6 May is a bank holiday, so Tuesday; and Monday 27 May is in half-term, so Monday 3 June. */
static void weekly_digest_moves_behind_days_off(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100004, "-0.6");
	wait_until(living, "2019-05-07T06:29:59Z");
	assert_string_equal(told(living), "");
	/* On that Tuesday morning it is still to come, and takes what has come since. */
	seen_alone(living, RULE_GAP, 100004, "2");
	wait_until(living, "2019-05-07T06:30:00Z");
	assert_string_equal(told(living), "digest C: 100004 opened, opened|");
	now(living, "2019-05-21T09:00:00Z");
	seen_alone(living, RULE_LOW, 100004, "-0.7");
	wait_until(living, "2019-06-03T06:29:59Z");
	(void)told(living);
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	wait_until(living, "2019-06-03T06:30:00Z");
	assert_non_null(strstr(told(living), "digest C: 100004 amended|"));
}

/* Told on Wednesday 15 May, to be reminded of on Friday and passed on the Monday after; on Thursday the council closes from
 * Friday to Tuesday. */
static void days_that_have_become_days_off_wait(void **state)
{
	static const char closed[] =
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nBEGIN:VEVENT\r\n"
		"UID:closed\r\nDTSTAMP:20190101T000000Z\r\nDTSTART;VALUE=DATE:20190517\r\n"
		"DTEND;VALUE=DATE:20190522\r\nSUMMARY:Closed\r\nEND:VEVENT\r\n"
		"END:VCALENDAR\r\n";
	struct living *living = *state;
	struct err_text error = {""};

	now(living, "2019-05-15T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-16T09:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
	assert_int_equal(calendar_parse(living->arena, bytes_text(closed), &living->calendar, &error), 0);
	wait_until(living, "2019-05-22T06:29:59Z");
	assert_string_equal(told(living), "");
	wait_until(living, "2019-05-22T06:30:00Z");
	assert_string_equal(told(living), "escalation Head: 100001 escalated|reminder A: 100001 reminder|");
}

static void somebody_with_a_digest_is_told_of_what_is_urgent_at_once(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_SPECIAL, 100004, "special measures");
	assert_string_equal(told(living), "news C: 100004 opened|");
}

static void whoever_is_away_is_stood_in_for(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-08T09:00:00Z");
	seen_alone(living, RULE_SPECIAL, 100001, "special measures");
	assert_string_equal(told(living), "news B for A: 100001 opened|");
	assert_string_equal(ALERT(1)->adviser, "A");
}

/* -- what is seen --------------------------------------------------------------------------------------------------- */

static void what_is_seen_again_alike_changes_nothing(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	assert_string_equal(history(living, 1), "opened");
}

static void amendment_says_what_it_was_before(void **state)
{
	struct living *living = *state;
	struct waiting waiting;
	struct notice notice;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	(void)told(living);
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	seen_alone(living, RULE_LOW, 100001, "-0.8");
	assert_string_equal(history(living, 1), "opened, amended, amended");
	assert_string_equal(last_text(living, 1), "-0.8; before: -0.7");
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_true(outbox_next(&living->txn, living->arena, "", 0, &waiting));
	assert_true(outbox_notice(&living->txn, living->arena, waiting.key, &notice));
	assert_int_equal(notice.school[0].n, 1);
	assert_string_equal(notice.school[0].alert[0].alert.summary, "-0.8");
	/* What the adviser heard of last, not what nobody was told of. */
	assert_string_equal(notice.school[0].alert[0].text, "before: -0.6");
}

static void amended_before_it_was_told_is_told_as_opened(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
}

static void resolved_is_told_to_who_was_told_that_it_opened(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	(void)told(living);
	gone_alone(living, 1, "-0.1");
	assert_string_equal(last_text(living, 1), "-0.1");
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "news A: 100001 resolved|");
	gone_alone(living, 1, "again");
	assert_string_equal(history(living, 1), "opened, resolved");
}

static void opened_and_resolved_before_anybody_was_told_is_not_told(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	gone_alone(living, 1, "-0.1");
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "");
	/* And told of, resolved, told of; then reopened and resolved in between. */
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "news A: 100001 reopened|");
	gone_alone(living, 1, "-0.1");
	wait_until(living, "2019-05-01T12:00:00Z");
	assert_string_equal(told(living), "news A: 100001 resolved|");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	gone_alone(living, 1, "-0.1");
	wait_until(living, "2019-05-01T13:00:00Z");
	assert_string_equal(told(living), "");
}

static void flapping_within_the_settling_is_one_message(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	(void)told(living);
	for (int i = 0; i < 3; i++) {
		gone_alone(living, 1, "-0.1");
		seen_alone(living, RULE_LOW, 100001, "-0.6");
	}
	wait_until(living, "2019-05-01T11:00:00Z");
	assert_string_equal(told(living), "news A: 100001 reopened|");
	assert_string_equal(
		history(living, 1), "opened, resolved, reopened, resolved, reopened, resolved, reopened");
}

static void another_adviser_by_the_caseloads_is_told_and_the_old_one_is_not(void **state)
{
	struct living *living = *state;
	struct caseload_entry school[] = {{100001, NULL}};

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	school[0].adviser = caseloads_find(&living->caseloads, "duty@council.example");
	living->caseloads.school = school;
	living->caseloads.n = 1;
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "news Duty: 100001 opened|");
	assert_string_equal(history(living, 1), "opened, assigned");
	assert_string_equal(ALERT(1)->adviser, "Duty");
}

static void severity_that_a_rule_changes_amends_its_alerts(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	(void)told(living);
	living->rule[RULE_LOW].severity = "urgent";
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	assert_string_equal(told(living), "news A: 100001 amended|");
}

/* -- inhibition ----------------------------------------------------------------------------------------------------- */

static void graver_alert_of_the_school_keeps_others_quiet_until_it_is_resolved(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_NEWS, 100001, "late");
	see(living, RULE_LOW, 100002, "-0.6");
	see(living, RULE_SPECIAL, 100001, "special measures");
	tell(living);
	/* Neither what its rule does not name nor another school is kept quiet. */
	assert_string_equal(told(living), "news A: 100001 opened, opened|");
	assert_int_equal(ALERT(1)->inhibited_by, 4);
	assert_string_equal(ALERT(1)->inhibited_why, "A title");
	assert_string_equal(ALERT(2)->inhibited_why, "");
	assert_string_equal(ALERT(3)->inhibited_why, "");
	assert_int_equal(ALERT(1)->state, ALERT_OPEN);
	wait_until(living, "2019-05-31T09:00:00Z");
	assert_null(strstr(told(living), "100001 opened"));
	seen_alone(living, RULE_LOW, 100001, "-0.7");
	wait_until(living, "2019-05-31T10:00:00Z");
	assert_string_equal(told(living), "");
	gone_alone(living, 4, "monitoring visit");
	assert_string_equal(history(living, 1), "opened, inhibited, amended, uninhibited");
	wait_until(living, "2019-05-31T11:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened, resolved|");
}

static void alert_that_was_told_before_it_was_inhibited_is_told_again_when_that_ends(void **state)
{
	struct living *living = *state;

	living->practice.repeat[2] = living->practice.escalate[2] = 0;
	living->practice.repeat[3] = living->practice.escalate[3] = 0;
	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	wait_until(living, "2019-05-01T10:00:00Z");
	seen_alone(living, RULE_SPECIAL, 100001, "special measures");
	assert_int_equal(ALERT(1)->inhibited_by, 2);
	(void)told(living);
	gone_alone(living, 2, "monitoring visit");
	wait_until(living, "2019-05-01T12:00:00Z");
	assert_string_equal(told(living), "news A: 100001 uninhibited, resolved|");
}

static void inhibited_alert_that_is_resolved_is_told_only_if_it_had_been_told(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_SPECIAL, 100001, "special measures");
	tell(living);
	(void)told(living);
	gone_alone(living, 1, "-0.1");
	wait_until(living, "2019-05-01T12:00:00Z");
	assert_string_equal(told(living), "");
	assert_string_equal(ALERT(1)->inhibited_why, "");
}

/* Two rules that name each other: both would be hidden, and nobody told of either. */
static void two_alike_do_not_keep_each_other_quiet(void **state)
{
	static const char *const gap[] = {"figures.gap"}, *const low[] = {"figures.low"};
	struct living *living = *state;

	living->rule[RULE_LOW].inhibits = gap;
	living->rule[RULE_GAP].inhibits = low;
	living->rule[RULE_LOW].n_inhibits = living->rule[RULE_GAP].n_inhibits = 1;
	living->rule[RULE_GAP].severity = "concern";
	now(living, "2019-05-01T09:00:00Z");
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_GAP, 100001, "2");
	tell(living);
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened, opened|");
	/* Of two that are not alike the graver does. */
	living->rule[RULE_GAP].severity = "watch";
	seen_alone(living, RULE_GAP, 100001, "2");
	assert_int_equal(ALERT(2)->inhibited_by, 1);
	assert_int_equal(ALERT(1)->inhibited_by, 0);
}

/* Told on 1 May that it closes on Sunday 5 May: from that day's morning on nobody is told, without anything being sent. */
static void school_that_closes_is_no_longer_talked_about_from_that_day(void **state)
{
	struct living *living = *state;
	struct school_event closure = {.area = area_make(AREA_SCHOOL, 100002),
		.kind = "closure",
		.day = 18021, /* 2019-05-05 */
		.outcome = "",
		.reference = ""};

	living->practice.repeat[2] = living->practice.escalate[2] = 0;
	now(living, "2019-05-01T09:00:00Z");
	state_put_happened(&living->txn, &closure, 1);
	seen_alone(living, RULE_LOW, 100002, "-0.6");
	wait_until(living, "2019-05-05T06:29:59Z");
	assert_string_equal(told(living), "news A: 100002 opened|");
	assert_string_equal(ALERT(1)->inhibited_why, "");
	wait_until(living, "2019-05-05T06:30:00Z");
	assert_non_null(strstr(ALERT(1)->inhibited_why, "closed"));
	assert_int_equal(ALERT(1)->inhibited_by, 0);
	seen_alone(living, RULE_LOW, 100002, "-0.7");
	wait_until(living, "2019-05-20T09:00:00Z");
	assert_string_equal(told(living), "");
	assert_string_equal(history(living, 1), "opened, inhibited, amended");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVING_TEST(what_is_urgent_is_told_at_once_with_all_else_of_its_submission),
		LIVING_TEST(what_is_not_urgent_waits_until_it_has_settled),
		LIVING_TEST(news_that_never_settles_is_told_after_the_longest_settling),
		LIVING_TEST(without_settling_there_is_a_message_a_school_at_once),
		LIVING_TEST(daily_digest_comes_in_the_morning_of_the_next_working_day),
		LIVING_TEST(weekly_digest_moves_behind_days_off),
		LIVING_TEST(days_that_have_become_days_off_wait),
		LIVING_TEST(somebody_with_a_digest_is_told_of_what_is_urgent_at_once),
		LIVING_TEST(whoever_is_away_is_stood_in_for),
		LIVING_TEST(what_is_seen_again_alike_changes_nothing),
		LIVING_TEST(amendment_says_what_it_was_before),
		LIVING_TEST(amended_before_it_was_told_is_told_as_opened),
		LIVING_TEST(resolved_is_told_to_who_was_told_that_it_opened),
		LIVING_TEST(opened_and_resolved_before_anybody_was_told_is_not_told),
		LIVING_TEST(flapping_within_the_settling_is_one_message),
		LIVING_TEST(another_adviser_by_the_caseloads_is_told_and_the_old_one_is_not),
		LIVING_TEST(severity_that_a_rule_changes_amends_its_alerts),
		LIVING_TEST(graver_alert_of_the_school_keeps_others_quiet_until_it_is_resolved),
		LIVING_TEST(alert_that_was_told_before_it_was_inhibited_is_told_again_when_that_ends),
		LIVING_TEST(inhibited_alert_that_is_resolved_is_told_only_if_it_had_been_told),
		LIVING_TEST(two_alike_do_not_keep_each_other_quiet),
		LIVING_TEST(school_that_closes_is_no_longer_talked_about_from_that_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
