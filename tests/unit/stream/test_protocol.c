/* SPDX-License-Identifier: MIT
 *
 * What the two ends make of a peer that breaks the rules of proto/leep/stream.proto, and of bytes that are no frame
 * at all. One end is always raw.
 */
#include <zmq.h>

#include "tests/unit/stream/ends.h"

#define EPOCH UINT64_C(0x1eeb)

/* -- a consumer against a producer that is played here --------------------------------------------------------- */

static struct peer welcome(struct ends *e, uint64_t epoch, uint64_t last)
{
	Leep__Welcome body = LEEP__WELCOME__INIT;
	Leep__Frame *hello = raw_receive(e, LEEP__FRAME__BODY_HELLO);
	struct peer peer = e->message.peer;

	assert_int_equal(hello->hello->credit_bytes, CREDIT_BYTES);
	body.has_epoch = body.has_first_seq = body.has_last_seq = body.has_from_seq = 1;
	body.epoch = epoch;
	body.first_seq = 1;
	body.last_seq = last;
	body.from_seq = hello->hello->cursor + 1;
	raw_send(e, &peer, LEEP__FRAME__BODY_WELCOME, &body);
	return peer;
}

static void batch(struct ends *e, const struct peer *peer, uint64_t epoch, uint64_t first, uint64_t n)
{
	uint8_t numbers[16][8];
	uint32_t lengths[16];
	Leep__Batch body = LEEP__BATCH__INIT;

	assert_true(n <= 16);
	for (uint64_t i = 0; i < n; i++) {
		bytes_put_u64be(numbers[i], first + i);
		lengths[i] = 8;
	}
	body.has_epoch = body.has_first_seq = body.has_records = 1;
	body.epoch = epoch;
	body.first_seq = first;
	body.n_length = n;
	body.length = lengths;
	body.records = (ProtobufCBinaryData){8 * n, numbers[0]};
	raw_send(e, peer, LEEP__FRAME__BODY_BATCH, &body);
}

static void pong(struct ends *e, const struct peer *peer, uint64_t last)
{
	Leep__Pong body = LEEP__PONG__INIT;

	body.has_last_seq = 1;
	body.last_seq = last;
	raw_send(e, peer, LEEP__FRAME__BODY_PONG, &body);
}

/* A consumer that follows a producer played on the raw socket, of a log of 100 records. */
static struct follower *start_played(struct ends *e, struct peer *ret)
{
	struct follower *f;

	raw_bind(e);
	f = start_follower(e, 0, false);
	*ret = welcome(e, EPOCH, 100);
	turn_until_state(e, f, CONSUMER_FOLLOWING);
	return f;
}

static void duplicates_are_dropped_and_acknowledged(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);
	static const uint64_t firsts[] = {1, 1, 3, 4, 6}, lengths[] = {5, 5, 2, 4, 8};
	static const uint64_t reached[] = {5, 5, 5, 7, 13};

	for (size_t i = 0; i < ARRAY_LEN(firsts); i++) {
		const Leep__Ack *ack;

		batch(e, &peer, EPOCH, firsts[i], lengths[i]);
		ack = raw_receive(e, LEEP__FRAME__BODY_ACK)->ack;
		assert_true(ack->epoch == EPOCH && ack->seq == reached[i]);
		assert_int_equal(ack->credit_bytes, 8 * lengths[i]); /* every byte that came is given back */
	}
	assert_int_equal(f->cursor.seq, 13);
	assert_int_equal(consumer_counters(f->consumer)->records, 13);
	assert_int_equal(consumer_counters(f->consumer)->duplicates, 5 + 2 + 2 + 2);
}

/* However many batches one acknowledgement is for: every byte is given back, and soon. */
static void batches_that_wait_may_be_acknowledged_together(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);
	uint64_t given = 0, reached = 0;

	for (uint64_t i = 0; i < 10; i++)
		batch(e, &peer, EPOCH, 1 + 4 * i, 4);
	pong(e, &peer, 40);
	while (reached < 40) {
		const Leep__Ack *ack = raw_receive(e, LEEP__FRAME__BODY_ACK)->ack;

		assert_true(ack->epoch == EPOCH && ack->seq > reached && ack->credit_bytes > 0);
		reached = ack->seq;
		given += ack->credit_bytes;
		assert_int_equal(given, 8 * reached);
	}
	assert_int_equal(f->cursor.seq, 40);
}

static void a_gap_leads_to_hello_and_nothing_out_of_order(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);

	batch(e, &peer, EPOCH, 1, 3);
	(void)raw_receive(e, LEEP__FRAME__BODY_ACK);
	batch(e, &peer, EPOCH, 5, 3);
	batch(e, &peer, EPOCH, 4, 1); /* sent before our Hello was heard: not taken either */
	batch(e, &peer, EPOCH, UINT64_MAX, 2);
	assert_int_equal(raw_receive(e, LEEP__FRAME__BODY_HELLO)->hello->cursor, 3);
	assert_int_equal(f->cursor.seq, 3);
	assert_int_equal(consumer_counters(f->consumer)->gaps, 1);
	/* that Hello, answered */
	{
		Leep__Welcome body = LEEP__WELCOME__INIT;

		body.has_epoch = body.has_last_seq = body.has_from_seq = 1;
		body.epoch = EPOCH;
		body.last_seq = 100;
		body.from_seq = 4;
		raw_send(e, &peer, LEEP__FRAME__BODY_WELCOME, &body);
	}
	batch(e, &peer, EPOCH, 4, 4);
	turn_until_follows(e, f, 7);
}

/* Shuffled, repeated and missing batches, by chance: what is applied is in order (follow asserts it) and complete. */
static void any_order_of_batches_is_applied_in_order(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);
	uint64_t seed = 1999;

	for (int i = 0; i < 3000 && f->cursor.seq < 90; i++) {
		Leep__Frame *frame;

		batch(e, &peer, EPOCH, f->cursor.seq + 3 - next_random(&seed) % 6 % (f->cursor.seq + 3),
			1 + next_random(&seed) % 3);
		turn(e);
		while ((frame = raw_receive_now(e)) != NULL) {
			Leep__Welcome body = LEEP__WELCOME__INIT;

			if (frame->body_case != LEEP__FRAME__BODY_HELLO)
				continue;
			assert_int_equal(frame->hello->cursor, f->cursor.seq);
			body.has_epoch = 1;
			body.epoch = EPOCH;
			raw_send(e, &peer, LEEP__FRAME__BODY_WELCOME, &body);
		}
	}
	assert_true(f->cursor.seq >= 90);
	assert_int_equal(consumer_counters(f->consumer)->records, f->cursor.seq);
	assert_true(
		consumer_counters(f->consumer)->gaps > 0 && consumer_counters(f->consumer)->duplicates > 0);
}

static void batches_of_another_log_and_empty_ones_are_not_taken(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);

	batch(e, &peer, EPOCH + 1, 1, 3);
	batch(e, &peer, 0, 1, 3);
	batch(e, &peer, EPOCH, 1, 0);
	batch(e, &peer, EPOCH, 0, 3);
	batch(e, &peer, EPOCH, 1, 2);
	turn_until_follows(e, f, 2);
	assert_int_equal(consumer_counters(f->consumer)->records, 2);
	assert_int_equal(consumer_counters(f->consumer)->malformed, 2);
}

/* Lengths that are not those of the bytes, by the first, the last or their sum; and more records than a batch has. */
static void a_batch_whose_lengths_are_wrong_is_not_taken(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);
	static uint8_t data[16];
	static uint32_t many[BATCH_RECORDS + 1];
	static uint32_t wrong[][3] = {
		{17, 0, 0}, {8, 8, 1}, {8, 4, 3}, {0, 0, 0}, {UINT32_MAX, 17, 0}, {8, UINT32_MAX - 7, 16}};
	Leep__Batch body = LEEP__BATCH__INIT;

	body.has_epoch = body.has_first_seq = body.has_records = 1;
	body.epoch = EPOCH;
	body.first_seq = 1;
	body.records = (ProtobufCBinaryData){sizeof(data), data};
	body.n_length = 3;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		body.length = wrong[i];
		raw_send(e, &peer, LEEP__FRAME__BODY_BATCH, &body);
	}
	body.length = many;
	body.n_length = ARRAY_LEN(many);
	body.has_records = 0;
	raw_send(e, &peer, LEEP__FRAME__BODY_BATCH, &body);
	batch(e, &peer, EPOCH, 1, 2);
	turn_until_follows(e, f, 2);
	assert_int_equal(consumer_counters(f->consumer)->malformed, ARRAY_LEN(wrong) + 1);
}

static void a_welcome_to_another_log_is_not_followed(void **state)
{
	struct ends *e = *state;
	struct follower *f;

	raw_bind(e);
	e->followers[0].cursor = (struct cursor){EPOCH, 5};
	f = start_follower(e, 0, false);
	(void)welcome(e, EPOCH + 1, 100);
	for (int i = 0; i < 10; i++)
		turn(e);
	assert_int_not_equal(consumer_state(f->consumer), CONSUMER_FOLLOWING);
}

/* 0 is what a cursor holds that has never been connected; a log cannot have it. */
static void a_welcome_without_an_epoch_is_not_followed(void **state)
{
	struct ends *e = *state;
	struct follower *f;

	raw_bind(e);
	f = start_follower(e, 0, false);
	(void)welcome(e, 0, 100);
	for (int i = 0; i < 10; i++)
		turn(e);
	assert_int_not_equal(consumer_state(f->consumer), CONSUMER_FOLLOWING);
}

static void a_producer_that_lost_track_is_called_again(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);

	batch(e, &peer, EPOCH, 1, 3);
	(void)raw_receive(e, LEEP__FRAME__BODY_ACK);
	for (int second = 0; consumer_counters(f->consumer)->hellos < 2; second++) {
		assert_true(second < 10);
		e->now += HEARTBEAT_MS;
		turn(e);
		if (consumer_counters(f->consumer)->hellos < 2) {
			assert_int_equal(raw_receive(e, LEEP__FRAME__BODY_PING)->ping->seq, 3);
			pong(e, &peer, 100); /* alive, has more, sends nothing */
			turn(e);
		}
	}
	assert_int_equal(raw_receive(e, LEEP__FRAME__BODY_HELLO)->hello->cursor, 3);
	assert_int_equal(consumer_counters(f->consumer)->reconnects, 0);
}

/* -- bytes that are no frame ----------------------------------------------------------------------------------- */

static const uint8_t rubbish[] = {0xff, 0x00, 0x13, 0x37, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};

static void a_consumer_survives_rubbish_and_counts_it(void **state)
{
	struct ends *e = *state;
	struct peer peer;
	struct follower *f = start_played(e, &peer);
	Leep__Ping ping = LEEP__PING__INIT;
	const struct consumer_counters *counters = consumer_counters(f->consumer);

	raw_send_bytes(e, &peer, bytes_of(rubbish, sizeof(rubbish)));
	raw_send_bytes(e, &peer, bytes_of(NULL, 0));
	raw_send(e, &peer, LEEP__FRAME__BODY_PING, &ping); /* what a consumer says */
	batch(e, &peer, EPOCH, 1, 5);
	turn_until_follows(e, f, 5);
	assert_int_equal(counters->malformed, 3);
	assert_int_equal(counters->reconnects, 0);
}

/* The library sends no message of several parts to a consumer, so ZeroMQ itself has to. */
static void a_message_of_several_parts_is_dropped_whole(void **state)
{
	struct ends *e = *state;
	struct follower *f;
	void *context = zmq_ctx_new(), *router = zmq_socket(context, ZMQ_ROUTER);
	zmq_pollitem_t item = {router, 0, ZMQ_POLLIN, 0};
	char id[64];
	int len;

	assert_int_equal(zmq_bind(router, e->endpoint), 0);
	f = start_follower(e, 0, false);
	do
		turn(e);
	while (zmq_poll(&item, 1, 5) == 0);
	len = zmq_recv(router, id, sizeof(id), 0);
	assert_true(len > 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(zmq_send(router, id, (size_t)len, ZMQ_SNDMORE), len);
		assert_int_equal(zmq_send(router, "one", 3, ZMQ_SNDMORE), 3);
		assert_int_equal(zmq_send(router, "", 0, i > 0 ? ZMQ_SNDMORE : 0), 0);
		if (i > 0)
			assert_int_equal(zmq_send(router, rubbish, sizeof(rubbish), 0), (int)sizeof(rubbish));
	}
	while (consumer_counters(f->consumer)->malformed < 3)
		turn(e);
	assert_int_equal(consumer_state(f->consumer), CONSUMER_CALLING);
	(void)zmq_setsockopt(router, ZMQ_LINGER, &(int){0}, sizeof(int));
	(void)zmq_close(router);
	(void)zmq_ctx_term(context);
}

static void a_producer_survives_rubbish_and_counts_it(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);
	Leep__Batch wrong = LEEP__BATCH__INIT;
	struct peer part = {3, "one"};
	uint64_t seed = 3;

	raw_connect(e);
	raw_send_bytes(e, NULL, bytes_of(rubbish, sizeof(rubbish)));
	raw_send_bytes(e, NULL, bytes_of(NULL, 0));
	raw_send_bytes(e, &part, bytes_of(rubbish, sizeof(rubbish))); /* two parts */
	raw_send(e, NULL, LEEP__FRAME__BODY_BATCH, &wrong);           /* what a producer says */
	for (int i = 0; i < 200; i++) {
		uint8_t noise[64];

		for (size_t j = 0; j < sizeof(noise); j++)
			noise[j] = (uint8_t)next_random(&seed);
		noise[0] = 0xff; /* never a frame */
		raw_send_bytes(e, NULL, bytes_of(noise, sizeof(noise)));
	}
	fill(e, 20, 100);
	turn_until_follows(e, f, 20);
	while (producer_counters(e->producer)->malformed < 204)
		turn(e);
	raw_hello(e, 0, 10000);
	(void)raw_receive(e, LEEP__FRAME__BODY_WELCOME);
	assert_int_equal(raw_receive(e, LEEP__FRAME__BODY_BATCH)->batch->n_length, 20);
	assert_int_equal(producer_counters(e->producer)->malformed, 204);
	assert_int_equal(consumer_counters(f->consumer)->reconnects, 0);
}

static void a_message_that_is_too_large_costs_only_its_sender_the_connection(void **state)
{
	struct ends *e = *state;
	struct follower *f = start_follower(e, 0, false);
	static uint8_t large[MESSAGE_MAX + 1];

	raw_connect(e);
	raw_hello(e, 0, 1000);
	(void)raw_receive(e, LEEP__FRAME__BODY_WELCOME);
	turn_until_state(e, f, CONSUMER_FOLLOWING);
	assert_int_equal(producer_counters(e->producer)->peers, 2);
	raw_send_bytes(e, NULL, bytes_of(large, sizeof(large)));
	for (uint64_t seq = 1; producer_counters(e->producer)->peers == 2; seq++) {
		fill(e, 1, 500);
		turn_until_follows(e, f, seq);
	}
	assert_int_equal(producer_counters(e->producer)->malformed, 0);
	assert_int_equal(consumer_counters(f->consumer)->reconnects, 0);
	assert_int_equal(consumer_counters(f->consumer)->hellos, 1);
}

/* The producer cannot read the end of its log; that is no reason to tell a consumer that its cursor is wrong. */
static void a_log_that_cannot_be_read_rejects_nobody(void **state)
{
	struct ends *e = *state;
	struct store_options options = store_options(folder_path(e->folder, "s"));
	static uint8_t data[4 * MIB], filling[900];
	size_t len;
	FILE *file;

	fill(e, 3, 1000);
	stop_producer(e);
	store_free(e->store);
	file = fopen(folder_path(e->folder, "s/data.mdb"), "r+");
	assert_non_null(file);
	len = fread(data, 1, sizeof(data), file);
	memset(filling, 3, sizeof(filling)); /* of the third record */
	for (uint8_t *at = data;
		(at = memmem(at, len - (size_t)(at - data), filling, sizeof(filling))) != NULL;)
		memset(at, 7, sizeof(filling));
	rewind(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	e->store = opened(&options);
	start_producer(e);
	raw_connect(e);
	raw_hello(e, 1, 100000);
	for (int i = 0; i < 10; i++) {
		producer_receive(e->producer, e->now);
		(void)producer_send(e->producer, e->now); /* may say what is wrong */
		assert_null(raw_receive_now(e));
		assert_int_equal(net_poll(&(struct poll_item){.socket = e->raw}, 1, 5), 0);
	}
	assert_int_equal(producer_counters(e->producer)->rejected, 0);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, ends_setup, ends_teardown)
#define REAL(test)   cmocka_unit_test_setup_teardown(test, ends_setup_producer, ends_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAYED(duplicates_are_dropped_and_acknowledged),
		PLAYED(batches_that_wait_may_be_acknowledged_together),
		PLAYED(a_gap_leads_to_hello_and_nothing_out_of_order),
		PLAYED(any_order_of_batches_is_applied_in_order),
		PLAYED(batches_of_another_log_and_empty_ones_are_not_taken),
		PLAYED(a_batch_whose_lengths_are_wrong_is_not_taken),
		PLAYED(a_welcome_to_another_log_is_not_followed),
		PLAYED(a_welcome_without_an_epoch_is_not_followed),
		PLAYED(a_producer_that_lost_track_is_called_again),
		PLAYED(a_consumer_survives_rubbish_and_counts_it),
		PLAYED(a_message_of_several_parts_is_dropped_whole),
		REAL(a_producer_survives_rubbish_and_counts_it),
		REAL(a_message_that_is_too_large_costs_only_its_sender_the_connection),
		REAL(a_log_that_cannot_be_read_rejects_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
