/* SPDX-License-Identifier: MIT
 *
 * The two ends of a stream over a real ipc socket, turned by the test as a service's loop would turn them, under a
 * clock that the test moves; and raw sockets to say what neither end would say.
 */
#ifndef LEEP_TESTS_STREAM_ENDS_H
#define LEEP_TESTS_STREAM_ENDS_H

#include "common/base/clock.h"
#include "common/stream/consumer.h"
#include "common/stream/frame.h"
#include "common/stream/producer.h"
#include "tests/unit/store/temporary.h"

#define PATIENCE_MS 10000 /* real time that a test may take before it has failed */
#define FOLLOWERS   2

struct follower {
	struct consumer *consumer; /* NULL: not running */
	struct cursor cursor;      /* committed */
	uint64_t first;            /* number of the first record applied */
};

struct ends {
	void *folder;
	struct net *net;
	struct store *store;
	struct producer *producer; /* NULL: not running */
	struct follower followers[FOLLOWERS];
	struct net_socket *raw;
	struct net_socket *behind; /* a second one, for a relay */
	struct arena *arena;
	struct message message;
	char endpoint[128];
	int64_t now; /* what the loops take for clock_monotonic() */
	int64_t deadline;
};

static inline void start_producer(struct ends *e)
{
	struct err_text text;

	if (producer_open(e->net, e->store, e->endpoint, &e->producer, &text) < 0)
		fail_msg("%s", text.text);
}

static inline void stop_producer(struct ends *e)
{
	producer_free(e->producer);
	e->producer = NULL;
}

static inline int ends_setup(void **state)
{
	struct ends *e = calloc(1, sizeof(*e));

	if (e == NULL || folder_setup(&e->folder) < 0 || net_open(&e->net) < 0)
		return -1;
	e->store = opened_at(e->folder, "s");
	e->arena = arena_open(FRAME_ARENA);
	message_init(&e->message);
	(void)snprintf(e->endpoint, sizeof(e->endpoint), "ipc://%s", folder_path(e->folder, "socket"));
	(void)alarm(
		5 * PATIENCE_MS / 1000); /* a test that failed and left a socket open would hang for ever */
	e->now = 1000000;
	e->deadline = clock_monotonic() + PATIENCE_MS;
	*state = e;
	return e->arena == NULL ? -1 : 0;
}

static inline int ends_setup_producer(void **state)
{
	int rc = ends_setup(state);

	if (rc == 0)
		start_producer(*state);
	return rc;
}

static inline int ends_teardown(void **state)
{
	struct ends *e = *state;
	int rc;

	for (size_t i = 0; i < FOLLOWERS; i++)
		consumer_free(e->followers[i].consumer);
	producer_free(e->producer);
	message_done(&e->message);
	net_close(e->raw);
	net_close(e->behind);
	net_free(e->net);
	store_free(e->store);
	arena_free(e->arena);
	(void)alarm(0);
	rc = folder_teardown(&e->folder);
	free(e);
	return rc;
}

/* -- records, whose bytes tell their number ------------------------------------------------------------------- */

static inline void fill(struct ends *e, uint64_t n, size_t len)
{
	static uint8_t record[RECORD_MAX];
	struct txn txn;

	begin_write(e->store, &txn);
	for (; n > 0; n--) {
		uint64_t seq = sequence_last(&txn, SEQUENCE_LOG) + 1;

		memset(record, (int)(seq % 251), len);
		bytes_put_u64be(record, seq);
		assert_true(sequence_append(&txn, SEQUENCE_LOG, bytes_of(record, len)) == seq);
	}
	assert_int_equal(txn_commit(&txn), 0);
	assert_int_equal(store_maintain(e->store), 0);
}

static inline void assert_record(struct bytes record, uint64_t seq)
{
	assert_true(record.len >= 8 && bytes_u64be(record.data) == seq);
	for (size_t i = 8; i < record.len; i++)
		assert_int_equal(record.data[i], seq % 251);
}

/* -- consumers ------------------------------------------------------------------------------------------------ */

static inline struct follower *start_follower(struct ends *e, size_t which, bool from_end)
{
	struct follower *f = &e->followers[which];
	struct consumer_options options = {"follower", "observations", e->endpoint, f->cursor, from_end};
	struct err_text text;

	if (consumer_open(e->net, &options, &f->consumer, &text) < 0)
		fail_msg("%s", text.text);
	return f;
}

static inline void stop_follower(struct follower *f)
{
	consumer_free(f->consumer);
	f->consumer = NULL;
}

/* Everything that has come, each record once and in order, committed and acknowledged. */
static inline void follow(struct ends *e, struct follower *f)
{
	struct batch batch;
	int rc;

	while ((rc = consumer_receive(f->consumer, e->now, &batch)) == 0) {
		assert_true(batch.n > 0 && batch.epoch != 0);
		assert_true(f->cursor.epoch == 0 || f->cursor.epoch == batch.epoch);
		if (f->first == 0)
			f->first = batch.first_seq;
		else
			assert_true(batch.first_seq == f->cursor.seq + 1);
		for (size_t i = 0; i < batch.n; i++)
			assert_record(batch.record[i], batch.first_seq + i);
		f->cursor = (struct cursor){batch.epoch, batch.first_seq + batch.n - 1};
		consumer_acknowledge(f->consumer, f->cursor.seq, e->now);
	}
	assert_int_equal(rc, ERR_AGAIN);
}

/* One turn of every loop that runs, then wait for something to read. */
static inline void turn(struct ends *e)
{
	struct poll_item items[2 + FOLLOWERS];
	size_t n = 0;

	if (clock_monotonic() > e->deadline)
		fail_msg("what was waited for did not happen");
	if (e->producer != NULL) {
		producer_receive(e->producer, e->now);
		assert_int_equal(producer_send(e->producer, e->now), 0);
		items[n++] = (struct poll_item){.socket = producer_socket(e->producer)};
	}
	for (size_t i = 0; i < FOLLOWERS; i++) {
		struct follower *f = &e->followers[i];

		if (f->consumer == NULL)
			continue;
		assert_int_equal(consumer_tick(f->consumer, e->now), 0);
		follow(e, f);
		items[n++] = (struct poll_item){.socket = consumer_socket(f->consumer)};
	}
	if (e->raw != NULL)
		items[n++] = (struct poll_item){.socket = e->raw};
	assert_int_equal(net_poll(items, n, 5), 0);
}

static inline void turn_until_follows(struct ends *e, struct follower *f, uint64_t seq)
{
	while (f->cursor.seq < seq)
		turn(e);
	assert_true(f->cursor.seq == seq);
}

static inline void turn_until_state(struct ends *e, struct follower *f, enum consumer_state want)
{
	while (consumer_state(f->consumer) != want)
		turn(e);
}

/* -- raw sockets ---------------------------------------------------------------------------------------------- */

static inline void raw_connect(struct ends *e)
{
	net_close(e->raw);
	assert_int_equal(net_connect(e->net, e->endpoint, &e->raw, NULL), 0);
}

static inline void raw_bind(struct ends *e)
{
	assert_int_equal(net_bind(e->net, e->endpoint, &e->raw, NULL), 0);
}

static inline void raw_send_bytes(struct ends *e, const struct peer *peer, struct bytes bytes)
{
	int rc = ERR_AGAIN;

	while (rc == ERR_AGAIN) {
		struct message message;
		uint8_t *out;

		message_init(&message);
		assert_int_equal(message_make(&message, bytes.len, &out), 0);
		if (bytes.len > 0)
			memcpy(out, bytes.data, bytes.len);
		rc = net_send(e->raw, peer, &message);
		if (rc == ERR_AGAIN)
			turn(e);
	}
	assert_int_equal(rc, 0);
}

static inline void raw_send(struct ends *e, const struct peer *peer, Leep__Frame__BodyCase kind, void *body)
{
	static uint8_t packed[MESSAGE_MAX];
	Leep__Frame frame = LEEP__FRAME__INIT;

	frame.body_case = kind;
	frame.hello = body; /* all members of the union are pointers */
	assert_true(leep__frame__get_packed_size(&frame) <= sizeof(packed));
	raw_send_bytes(e, peer, bytes_of(packed, leep__frame__pack(&frame, packed)));
}

/* The next frame on the raw socket, if one is there; it lives until the next call. */
static inline Leep__Frame *raw_receive_now(struct ends *e)
{
	Leep__Frame *frame = NULL;

	arena_reset(e->arena);
	if (net_receive(e->raw, &e->message) < 0)
		return NULL;
	assert_int_equal(frame_decode(e->arena, e->message.body, &frame), 0);
	return frame;
}

/* The next frame, which must be of this kind. */
static inline Leep__Frame *raw_receive(struct ends *e, Leep__Frame__BodyCase kind)
{
	Leep__Frame *frame;

	while ((frame = raw_receive_now(e)) == NULL)
		turn(e);
	assert_int_equal(frame->body_case, kind);
	return frame;
}

static inline void raw_hello(struct ends *e, uint64_t cursor, uint64_t credit)
{
	Leep__Hello hello = LEEP__HELLO__INIT;

	hello.has_version = hello.has_cursor = hello.has_credit_bytes = 1;
	hello.version = 1;
	hello.cursor = cursor;
	hello.credit_bytes = credit;
	raw_send(e, NULL, LEEP__FRAME__BODY_HELLO, &hello);
}

#endif
