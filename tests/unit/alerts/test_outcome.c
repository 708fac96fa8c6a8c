/* SPDX-License-Identifier: MIT
 *
 * What became of notices, as it changes the state: queues, returned notices, dead destinations and who is told.
 */
#include "tests/unit/alerts/living.h"

#include "services/alerts/delivery/destinations.h"
#include "services/alerts/delivery/outcome.h"

/* A notice to A by these channels. */
static void put(
	struct living *living, const char *key, const char *kind, const char *const *channel, size_t n)
{
	struct notice notice = {.key = key,
		.kind = kind,
		.at = living->evaluation.at,
		.to_name = "A",
		.to_address = "a@council.example",
		.to_phone = "",
		.sender = "leep@council.example",
		.for_name = "",
		.text = "",
		.n_channel = n,
		.channel = (const char **)(uintptr_t)channel};

	assert_int_equal(outbox_put(&living->txn, &notice), 0);
}

static const char *const by_mail[] = {"mail"};
static const char *const by_both[] = {"mail", "webhook:x"};
static const char *const by_webhook[] = {"webhook:x"};

static void take(struct living *living, const struct delivery_outcome *outcome)
{
	struct delivery_outcome given = *outcome;
	struct err_text text = {""};

	given.attempts = given.attempts == 0 ? 1 : given.attempts;
	if (outcome_take(&living->evaluation, &given, &text) < 0)
		fail_msg("%s", text.text);
}

/* What waits, in order: "CHANNEL KEY ATTEMPTS to NAME: TEXT|...". */
static const char *waits(struct living *living)
{
	struct waiting waiting = {.channel = ""};
	struct notice notice;

	living->said[0] = '\0';
	while (outbox_next(&living->txn, living->arena, waiting.channel, waiting.nth, &waiting)) {
		assert_true(outbox_notice(&living->txn, living->arena, waiting.key, &notice));
		say_more(living, arena_print(living->arena, "%s %s %u to %s: %s|", waiting.channel,
					 waiting.key, waiting.attempts, notice.to_name, notice.text));
	}
	return living->said;
}

/* Events of the log so far: "sent STATE ATTEMPTS|destination NAME dead|...". */
static const char *log_of(struct living *living)
{
	struct scan scan;

	living->said[0] = '\0';
	sequence_scan(&scan, &living->txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct alert_event event;
		const char *reason;

		assert_int_equal(alert_decode(living->arena, scan.value, &event, &reason), 0);
		if (event.kind == ALERT_EVENT_SENT)
			say_more(living, arena_print(living->arena, "%s %s after %u|", event.sent.channel,
						 delivery_state_text(event.sent.state), event.sent.attempts));
		else if (event.kind == ALERT_EVENT_DESTINATION)
			say_more(living, arena_print(living->arena, "%s %s|", event.destination.name,
						 event.destination.dead ? "dead" : "alive"));
	}
	scan_end(&scan);
	return living->said;
}

static void a_notice_goes_when_its_last_channel_has_an_outcome(void **state)
{
	struct living *living = *state;
	struct notice notice;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_both, 2);
	put(living, "2", "news", by_both, 2);
	assert_int_equal(outbox_count(&living->txn, ""), 4);
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "webhook:x", .state = DELIVERY_DELIVERED, .text = "HTTP 202"});
	assert_string_equal(waits(living), "mail 1 0 to A: |mail 2 0 to A: |webhook:x 2 0 to A: |");
	take(living, &(struct delivery_outcome){
			     .key = "1", .channel = "mail", .state = DELIVERY_DELIVERED, .text = "250"});
	assert_false(outbox_notice(&living->txn, living->arena, "1", &notice));
	assert_true(outbox_notice(&living->txn, living->arena, "2", &notice));
	assert_int_equal(outbox_count(&living->txn, "mail"), 1);
}

static void an_outcome_of_what_does_not_wait_writes_nothing(void **state)
{
	struct living *living = *state;
	struct delivery_outcome outcome = {
		.key = "1", .channel = "mail", .state = DELIVERY_DELIVERED, .text = "250"};
	struct err_text text = {""};

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_webhook, 1);
	assert_int_equal(outcome_take(&living->evaluation, &outcome, &text), ERR_NOTFOUND);
	assert_string_equal(text.text, "no message '1' is waiting");
	assert_string_equal(log_of(living), "");
	assert_string_equal(waits(living), "webhook:x 1 0 to A: |");
}

static void attempts_are_counted_also_those_that_were_not_told_one_by_one(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_webhook, 1);
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "webhook:x", .state = DELIVERY_LATER, .text = "HTTP 500"});
	take(living, &(struct delivery_outcome){.key = "1",
			     .channel = "webhook:x",
			     .state = DELIVERY_LATER,
			     .text = "HTTP 500",
			     .attempts = 5});
	assert_string_equal(waits(living), "webhook:x 1 6 to A: |");
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "webhook:x", .state = DELIVERY_DELIVERED, .text = "HTTP 202"});
	assert_string_equal(log_of(living),
		"webhook:x tried again later after 1|webhook:x tried again later after 6|webhook:x delivered "
		"after 7|");
}

static void what_a_mailbox_refuses_goes_to_somebody_else_once(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_mail, 1);
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "mail", .state = DELIVERY_REFUSED, .text = "550 unknown"});
	assert_string_equal(
		waits(living), "mail 1.returned 0 to Duty: This did not reach A by mail: 550 unknown. |");
	take(living, &(struct delivery_outcome){.key = "1.returned",
			     .channel = "mail",
			     .state = DELIVERY_REFUSED,
			     .text = "550 unknown"});
	assert_string_equal(
		waits(living), "spool 1.returned 0 to Duty: This did not reach A by mail: 550 unknown. |");
	take(living,
		&(struct delivery_outcome){
			.key = "1.returned", .channel = "spool", .state = DELIVERY_REFUSED, .text = "no"});
	assert_string_equal(waits(living), "");
}

static void refused_by_mail_and_text_it_is_given_back_once(void **state)
{
	static const char *const by[] = {"mail", "notify-text"};
	struct living *living = *state;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by, 2);
	take(living, &(struct delivery_outcome){
			     .key = "1", .channel = "mail", .state = DELIVERY_REFUSED, .text = "550"});
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "notify-text", .state = DELIVERY_REFUSED, .text = "HTTP 400"});
	assert_string_equal(waits(living), "mail 1.returned 0 to Duty: This did not reach A by mail: 550. |");
}

static void what_a_program_or_a_missing_channel_refuses_is_kept_in_the_spool(void **state)
{
	struct living *living = *state;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_webhook, 1);
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "webhook:x", .state = DELIVERY_REFUSED, .text = "HTTP 404"});
	put(living, "2", "news", by_mail, 1);
	take(living, &(struct delivery_outcome){.key = "2",
			     .channel = "mail",
			     .state = DELIVERY_REFUSED,
			     .text = "no channel",
			     .unknown_channel = true});
	put(living, "3", "alarm", by_both, 2);
	take(living, &(struct delivery_outcome){
			     .key = "3", .channel = "mail", .state = DELIVERY_REFUSED, .text = "550"});
	take(living,
		&(struct delivery_outcome){
			.key = "3", .channel = "webhook:x", .state = DELIVERY_REFUSED, .text = "HTTP 404"});
	assert_string_equal(waits(living), "spool 1 0 to A: |spool 2 0 to A: |spool 3 0 to A: |");
	take(living, &(struct delivery_outcome){
			     .key = "1", .channel = "spool", .state = DELIVERY_DELIVERED, .text = "spooled"});
	take(living, &(struct delivery_outcome){
			     .key = "2", .channel = "spool", .state = DELIVERY_DELIVERED, .text = "spooled"});
	take(living, &(struct delivery_outcome){
			     .key = "3", .channel = "spool", .state = DELIVERY_DELIVERED, .text = "spooled"});
	assert_string_equal(waits(living), "");
}

static void a_dead_destination_is_told_once_by_another_way_and_so_is_its_return(void **state)
{
	struct living *living = *state;
	struct delivery_outcome dead = {.key = "1",
		.channel = "mail",
		.state = DELIVERY_LATER,
		.text = "cannot connect",
		.destination_dead = true};
	struct destination_dead known;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_mail, 1);
	take(living, &dead);
	take(living, &dead);
	assert_true(destinations_find(&living->txn, living->arena, "mail", &known));
	assert_string_equal(known.why, "cannot connect");
	assert_true(known.since == living->evaluation.at);
	/* Duty has mail only, which is dead. */
	assert_string_equal(waits(living), "mail 1 2 to A: |spool alarm-mail-2 0 to Duty: No message has "
					   "left by mail for ten minutes or "
					   "longer: cannot connect. Waiting: 1. LEEP goes on trying.|");
	now(living, "2019-05-07T10:00:00Z");
	take(living, &(struct delivery_outcome){
			     .key = "1", .channel = "mail", .state = DELIVERY_DELIVERED, .text = "250"});
	assert_false(destinations_find(&living->txn, living->arena, "mail", &known));
	assert_string_equal(waits(living),
		"mail alarm-mail-5 0 to Duty: Messages leave by mail again, as they had not since "
		"2019-05-07T09:00:00Z. Waiting: 0.|spool alarm-mail-2 0 to Duty: No message has left by "
		"mail for ten minutes or longer: cannot connect. Waiting: 1. LEEP goes on trying.|");
	assert_string_equal(log_of(living), "mail tried again later after 1|mail dead|mail tried again later "
					    "after 2|mail delivered after "
					    "3|mail alive|");
}

static void failures_before_it_is_dead_and_refusals_leave_a_destination_alive(void **state)
{
	struct living *living = *state;
	struct destination_dead known;

	now(living, "2019-05-07T09:00:00Z");
	put(living, "1", "news", by_both, 2);
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "mail", .state = DELIVERY_LATER, .text = "cannot connect"});
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "webhook:x", .state = DELIVERY_REFUSED, .text = "HTTP 404"});
	assert_false(destinations_next(&living->txn, living->arena, "", &known));
	/* What is not yet known to answer again stays dead, also when it was not so long in this life of the service. */
	take(living, &(struct delivery_outcome){.key = "1",
			     .channel = "mail",
			     .state = DELIVERY_LATER,
			     .text = "cannot connect",
			     .destination_dead = true});
	take(living,
		&(struct delivery_outcome){
			.key = "1", .channel = "mail", .state = DELIVERY_LATER, .text = "cannot connect"});
	assert_true(destinations_find(&living->txn, living->arena, "mail", &known));
}

static void dead_destinations_are_listed_in_the_order_of_their_names(void **state)
{
	static const char *const names[] = {"teams:b", "mail", "teams:a", "teams"};
	static const char *const order[] = {"mail", "teams", "teams:a", "teams:b"};
	struct living *living = *state;
	struct destination_dead dead = {.channel = ""};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		destinations_put(&living->txn, &(struct destination_dead){names[i], 5, "why"});
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		assert_true(destinations_next(&living->txn, living->arena, dead.channel, &dead));
		assert_string_equal(dead.channel, order[i]);
	}
	assert_false(destinations_next(&living->txn, living->arena, dead.channel, &dead));
	destinations_remove(&living->txn, "teams");
	assert_false(destinations_find(&living->txn, living->arena, "teams", &dead));
}

#define LIVING(name) cmocka_unit_test_setup_teardown(name, living_setup, living_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVING(a_notice_goes_when_its_last_channel_has_an_outcome),
		LIVING(an_outcome_of_what_does_not_wait_writes_nothing),
		LIVING(attempts_are_counted_also_those_that_were_not_told_one_by_one),
		LIVING(what_a_mailbox_refuses_goes_to_somebody_else_once),
		LIVING(refused_by_mail_and_text_it_is_given_back_once),
		LIVING(what_a_program_or_a_missing_channel_refuses_is_kept_in_the_spool),
		LIVING(a_dead_destination_is_told_once_by_another_way_and_so_is_its_return),
		LIVING(failures_before_it_is_dead_and_refusals_leave_a_destination_alive),
		LIVING(dead_destinations_are_listed_in_the_order_of_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
