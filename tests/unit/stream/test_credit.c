/* SPDX-License-Identifier: MIT
 *
 * What a producer sends is what it was granted: a consumer that takes its time holds up no more than that. The consumer
 * is a raw socket.
 */
#include "tests/unit/stream/ends.h"

/* Bytes of records that the producer sends to one that does not acknowledge. A Pong comes after all that was sent
 * before it. */
static uint64_t bytes_until_silence(struct ends *e, uint64_t *last)
{
	uint64_t bytes = 0;

	for (int rounds = 0; rounds < 3; rounds++) {
		Leep__Ping ping = LEEP__PING__INIT;
		Leep__Frame *frame;

		raw_send(e, NULL, LEEP__FRAME__BODY_PING, &ping);
		for (;;) {
			while ((frame = raw_receive_now(e)) == NULL)
				turn(e);
			if (frame->body_case == LEEP__FRAME__BODY_PONG)
				break;
			assert_int_equal(frame->body_case, LEEP__FRAME__BODY_BATCH);
			assert_true(frame->batch->first_seq == *last + 1);
			*last += frame->batch->n_length;
			bytes += frame->batch->records.len;
		}
	}
	return bytes;
}

static void acknowledge(struct ends *e, uint64_t epoch, uint64_t seq, uint64_t bytes)
{
	Leep__Ack body = LEEP__ACK__INIT;

	body.has_epoch = body.has_seq = body.has_credit_bytes = 1;
	body.epoch = epoch;
	body.seq = seq;
	body.credit_bytes = bytes;
	raw_send(e, NULL, LEEP__FRAME__BODY_ACK, &body);
}

static void credit_is_never_exceeded(void **state)
{
	struct ends *e = *state;
	static const size_t lengths[] = {10, 1000, 70000, 600000};

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		uint64_t bytes, last = 0, epoch = store_epoch(e->store);

		if (i > 0) {
			stop_producer(e);
			store_free(e->store);
			e->store = opened_at(e->folder, (char[]){(char)('a' + (int)i), '\0'});
			start_producer(e);
			epoch = store_epoch(e->store);
		}
		fill(e, (i == 0 ? 2 : 5) * CREDIT_BYTES / lengths[i] + 5, lengths[i]);
		raw_connect(e);
		raw_hello(e, 0, CREDIT_BYTES);
		(void)raw_receive(e, LEEP__FRAME__BODY_WELCOME);
		bytes = bytes_until_silence(e, &last);
		assert_true(bytes <= CREDIT_BYTES && bytes + lengths[i] > CREDIT_BYTES);
		acknowledge(e, epoch ^ 1, last, bytes); /* of another log: gives nothing */
		assert_int_equal(bytes_until_silence(e, &last), 0);
		acknowledge(e, epoch, last, bytes);
		assert_int_equal(bytes_until_silence(e, &last), bytes);
		acknowledge(e, epoch, last, 3 * CREDIT_BYTES); /* never more than was granted */
		assert_true(bytes_until_silence(e, &last) <= CREDIT_BYTES);
	}
}

static void a_record_larger_than_the_credit_goes_alone(void **state)
{
	struct ends *e = *state;
	uint64_t last = 0;

	fill(e, 5, 5000);
	raw_connect(e);
	raw_hello(e, 0, 100);
	(void)raw_receive(e, LEEP__FRAME__BODY_WELCOME);
	for (uint64_t seq = 1; seq <= 5; seq++) {
		assert_int_equal(bytes_until_silence(e, &last), 5000);
		assert_true(last == seq);
		acknowledge(e, store_epoch(e->store), last, 5000);
	}
	assert_int_equal(bytes_until_silence(e, &last), 0);
}

#define REAL(test) cmocka_unit_test_setup_teardown(test, ends_setup_producer, ends_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REAL(credit_is_never_exceeded),
		REAL(a_record_larger_than_the_credit_goes_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
