/* SPDX-License-Identifier: MIT
 *
 * A producer and its consumers: everything arrives, once and in order, whoever is stopped and started again.
 */
#include "tests/unit/stream/ends.h"

static void a_consumer_gets_everything_in_order(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);

	fill(e, 1000, 100);
	fill(e, 2, RECORD_MAX); /* each larger than a batch, both larger than the credit */
	fill(e, 300, 5000);
	turn_until_follows(e, f, 1302);
	fill(e, 1, 8);
	turn_until_follows(e, f, 1303);
	assert_true(f->first == 1 && f->cursor.epoch == store_epoch(e->store));
	assert_int_equal(consumer_counters(f->consumer)->records, 1303);
	assert_int_equal(consumer_counters(f->consumer)->duplicates, 0);
	assert_int_equal(consumer_counters(f->consumer)->hellos, 1);
	assert_int_equal(producer_counters(e->producer)->records, 1303);
	assert_true(producer_counters(e->producer)->batches < 60);
}

static void a_consumer_may_be_there_before_its_producer(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);

	for (int i = 0; i < 5; i++)
		turn(e);
	assert_int_equal(consumer_state(f->consumer), CONSUMER_CALLING);
	fill(e, 3, 10);
	start_producer(e);
	turn_until_follows(e, f, 3);
}

static void a_consumer_started_again_goes_on_from_its_cursor(void **state)
{
	struct ends *e = *state;
	struct follower *f = &e->followers[0];

	for (uint64_t round = 1; round <= 5; round++) {
		f = start_follower(e, 0, false);
		fill(e, 3000,
			1000); /* three times the credit: it is stopped with batches under way, which come again */
		while (f->cursor.seq < 3000 * round - 2500)
			turn(e);
		stop_follower(f);
		assert_true(f->cursor.seq < 3000 * round);
	}
	f = start_follower(e, 0, false);
	turn_until_follows(e, f, 15000);
	assert_int_equal(consumer_counters(f->consumer)->gaps, 0);
}

static void a_producer_started_again_is_found_and_followed(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);

	for (uint64_t round = 1; round <= 3; round++) {
		fill(e, 3000, 1000);
		while (f->cursor.seq < 3000 * round - 2500)
			turn(e);
		stop_producer(e);
		start_producer(e);
		e->now += LIVENESS_MS + 1;
		turn_until_follows(e, f, 3000 * round);
	}
	assert_true(consumer_counters(f->consumer)->reconnects >= 3);
	assert_int_equal(consumer_state(f->consumer), CONSUMER_FOLLOWING);
}

static void two_consumers_are_served_at_once_each_from_its_own_cursor(void **state)
{
	struct ends *e = *state;
	struct follower *late = &e->followers[1], *f = start_follower(e, 0, false);

	fill(e, 700, 1000);
	late->cursor = (struct cursor){store_epoch(e->store), 600};
	(void)start_follower(e, 1, false);
	turn_until_follows(e, f, 700);
	turn_until_follows(e, late, 700);
	assert_true(f->first == 1 && late->first == 601);
	fill(e, 50, 20);
	turn_until_follows(e, late, 750);
	turn_until_follows(e, f, 750);
	assert_int_equal(producer_counters(e->producer)->peers, 2);
}

static void an_idle_conversation_is_kept_alive(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);

	fill(e, 1, 10);
	turn_until_follows(e, f, 1);
	for (int second = 0; second < 30; second++) {
		e->now += HEARTBEAT_MS;
		for (int i = 0; i < 3; i++)
			turn(e);
	}
	assert_int_equal(consumer_counters(f->consumer)->reconnects, 0);
	assert_int_equal(consumer_counters(f->consumer)->hellos, 1);
	assert_int_equal(producer_counters(e->producer)->peers, 1);
}

static void an_owner_that_rests_takes_up_where_it_was(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);
	struct consumer *consumer = f->consumer;

	fill(e, 1, 10);
	turn_until_follows(e, f, 1);
	f->consumer = NULL; /* its loop does not receive */
	fill(e, 3000, 1000);
	for (int second = 0; second < 30; second++) {
		e->now += HEARTBEAT_MS;
		consumer_rest(consumer, e->now);
		turn(e);
	}
	f->consumer = consumer;
	turn_until_follows(e, f, 3001);
	assert_int_equal(consumer_counters(consumer)->reconnects, 0);
	assert_int_equal(consumer_counters(consumer)->hellos, 1);
}

static void a_view_from_the_end_gets_only_what_is_new(void **state)
{
	struct ends *e = *state;
	struct follower *f;

	fill(e, 100, 10);
	f = start_follower(e, 0, true);
	turn_until_state(e, f, CONSUMER_FOLLOWING);
	fill(e, 5, 10);
	turn_until_follows(e, f, 105);
	assert_int_equal(f->first, 101);
	stop_producer(e);
	fill(e, 5, 10); /* what comes while the producer is away is new as well */
	start_producer(e);
	e->now += LIVENESS_MS + 1;
	turn_until_follows(e, f, 110);
}

static void assert_rejected_for_good(struct ends *e, struct follower *f)
{
	uint64_t hellos;

	turn_until_state(e, f, CONSUMER_REJECTED);
	assert_true(strlen(consumer_reason(f->consumer)) > 0);
	hellos = consumer_counters(f->consumer)->hellos;
	for (int i = 0; i < 5; i++) {
		e->now += LIVENESS_MS + 1;
		turn(e);
	}
	assert_int_equal(consumer_state(f->consumer), CONSUMER_REJECTED);
	assert_int_equal(consumer_counters(f->consumer)->hellos, hellos);
	assert_int_equal(consumer_counters(f->consumer)->records, 0);
	assert_int_equal(producer_counters(e->producer)->rejected, 1);
}

static void a_cursor_into_another_log_is_rejected(void **state)
{
	struct ends *e = *state;

	fill(e, 10, 10);
	e->followers[0].cursor = (struct cursor){store_epoch(e->store) ^ 1, 5};
	assert_rejected_for_good(e, start_follower(e, 0, false));
}

static void a_cursor_beyond_the_end_is_rejected(void **state)
{
	struct ends *e = *state;

	fill(e, 10, 10);
	e->followers[0].cursor = (struct cursor){store_epoch(e->store), 11};
	assert_rejected_for_good(e, start_follower(e, 0, false));
}

static void a_log_replaced_behind_the_consumers_back_is_noticed(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);

	fill(e, 10, 10);
	turn_until_follows(e, f, 10);
	stop_producer(e);
	store_free(e->store);
	e->store = opened_at(e->folder, "other");
	fill(e, 20, 10);
	start_producer(e);
	e->now += LIVENESS_MS + 1;
	turn_until_state(e, f, CONSUMER_REJECTED);
	assert_int_equal(f->cursor.seq, 10);
}

/* Between the two ends: pass frames on, but lose the first acknowledgements. */
static void relay(struct ends *e, struct peer *peer, unsigned lose, unsigned *lost)
{
	Leep__Frame *frame;
	struct message message;

	while ((frame = raw_receive_now(e)) != NULL) {
		*peer = e->message.peer;
		if (*lost < lose && frame->body_case == LEEP__FRAME__BODY_ACK)
			(*lost)++;
		else
			(void)frame_send(e->behind, NULL, frame);
	}
	message_init(&message);
	while (net_receive(e->behind, &message) == 0) {
		arena_reset(e->arena);
		assert_int_equal(frame_decode(e->arena, message.body, &frame), 0);
		(void)frame_send(e->raw, peer, frame);
	}
	message_done(&message);
}

static void lost_acknowledgements_heal(void **state)
{
	struct ends *e = *state;
	struct peer peer = {0};
	struct follower *f;
	unsigned lost = 0;

	start_producer(e);
	assert_int_equal(net_connect(e->net, e->endpoint, &e->behind, NULL), 0);
	(void)snprintf(e->endpoint, sizeof(e->endpoint), "ipc://%s", folder_path(e->folder, "relay"));
	raw_bind(e);
	f = start_follower(e, 0, false);
	fill(e, 5000, 1000); /* five times the credit */
	while (f->cursor.seq < 5000) {
		relay(e, &peer, 5, &lost); /* of the four batches that take the whole credit, and more */
		turn(e);
		e->now += 100;
	}
	assert_int_equal(lost, 5);
	assert_true(consumer_counters(f->consumer)->hellos >= 2);
	assert_int_equal(consumer_counters(f->consumer)->gaps, 0);
}

/* Consumers that come and go, as watchers do, fill the producer's list of peers for as long as it remembers them. */
static void a_consumer_that_finds_no_room_is_served_when_there_is_some(void **state)
{
	struct ends *e = *state;
	struct follower *f;

	fill(e, 10, 10);
	for (int i = 0; i < PEERS_MAX; i++) {
		raw_connect(e);
		raw_hello(e, 10, 100);
		(void)raw_receive(e, LEEP__FRAME__BODY_WELCOME);
	}
	assert_int_equal(producer_counters(e->producer)->peers, PEERS_MAX);
	f = start_follower(e, 0, false);
	while (consumer_counters(f->consumer)->hellos == 0)
		turn(e);
	for (int i = 0; i < 5; i++)
		turn(e);
	for (int second = 0; second < 20; second++) { /* the producer forgets the silent */
		e->now += HEARTBEAT_MS;
		turn(e);
	}
	turn_until_follows(e, f, 10);
}

#define ENDS(test)        cmocka_unit_test_setup_teardown(test, ends_setup_producer, ends_teardown)
#define NO_PRODUCER(test) cmocka_unit_test_setup_teardown(test, ends_setup, ends_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENDS(a_consumer_gets_everything_in_order),
		NO_PRODUCER(a_consumer_may_be_there_before_its_producer),
		ENDS(a_consumer_started_again_goes_on_from_its_cursor),
		ENDS(a_producer_started_again_is_found_and_followed),
		ENDS(two_consumers_are_served_at_once_each_from_its_own_cursor),
		ENDS(an_idle_conversation_is_kept_alive),
		ENDS(an_owner_that_rests_takes_up_where_it_was),
		ENDS(a_view_from_the_end_gets_only_what_is_new),
		ENDS(a_cursor_into_another_log_is_rejected),
		ENDS(a_cursor_beyond_the_end_is_rejected),
		ENDS(a_log_replaced_behind_the_consumers_back_is_noticed),
		NO_PRODUCER(lost_acknowledgements_heal),
		ENDS(a_consumer_that_finds_no_room_is_served_when_there_is_some),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
