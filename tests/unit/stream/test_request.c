/* SPDX-License-Identifier: MIT
 *
 * Requests and answers, also across the restart of the one that answers; and the decoding that stands before
 * everything that comes in, against what is made to hurt it.
 */
#include <pthread.h>

#include "common/stream/client.h"
#include "common/stream/server.h"
#include "leep/query.pb-c.h"
#include "tests/unit/stream/ends.h"

/* A service in a thread of its own: it echoes each request's body with its kind as code. */
struct echo {
	char endpoint[128];
	unsigned lose;     /* requests that are taken, and lost because the service is stopped and started */
	unsigned answer;   /* requests to be answered before it ends */
	bool noisy;        /* answers to other requests come first */
	int64_t slow;      /* milliseconds that it takes over each answer */
	unsigned row;      /* requests of a row hold their numbers: agree to those below this one */
	unsigned highest;  /* number of a row taken so far */
	bool disorder;     /* a number came before the one below it */
	_Atomic bool stop; /* end even so */
	unsigned taken;
	uint8_t id[REQUEST_ID_LEN]; /* of the first request taken */
	bool other_id;              /* another came after it */
	bool failed;
	pthread_t thread;
};

static void echo_answer(const struct echo *echo, struct server *server, const struct peer *peer,
	const struct request *request)
{
	struct answer answer = {.code = -(int)request->kind, .text = request->who, .body = request->body};
	struct answer other = {.code = 0, .text = NULL};

	answer.serial = request->serial;
	if (echo->row > 0 && bytes_u64be(request->body.data) < echo->row)
		answer.code = 0;
	memcpy(answer.id, request->id, REQUEST_ID_LEN);
	memcpy(other.id, request->id, REQUEST_ID_LEN);
	other.id[15] ^= 1;
	if (echo->noisy)
		server_answer(server, peer, &other);
	server_answer(server, peer, &answer);
}

/* Serve until a request is lost, all are answered, or patience ends. */
static void echo_serve(struct echo *echo, struct server *server, int64_t deadline)
{
	struct poll_item item = {.socket = server_socket(server)};
	struct request request;
	struct peer peer;

	while (echo->answer > 0 && !echo->stop && clock_monotonic() < deadline) {
		if (net_poll(&item, 1, 100) < 0 || server_receive(server, &peer, &request) < 0)
			continue;
		if (echo->taken++ == 0)
			memcpy(echo->id, request.id, REQUEST_ID_LEN);
		else if (memcmp(echo->id, request.id, REQUEST_ID_LEN) != 0)
			echo->other_id = true;
		if (echo->row > 0) {
			unsigned number = (unsigned)bytes_u64be(request.body.data);

			echo->disorder |= number > echo->highest + 1;
			echo->highest = number > echo->highest ? number : echo->highest;
		}
		if (echo->lose > 0) {
			echo->lose--;
			return;
		}
		for (int64_t end = clock_monotonic() + echo->slow; clock_monotonic() < end && !echo->stop;)
			(void)net_poll(NULL, 0, 20);
		echo_answer(echo, server, &peer, &request);
		echo->answer--;
	}
	/* the last answer has left when the client says so: LINGER is 0 */
	while (echo->row == 0 && net_poll(&item, 1, 100) == 0 && !item.ready && clock_monotonic() < deadline)
		continue;
	(void)server_receive(server, &peer, &request);
}

static void *echo_run(void *argument)
{
	int64_t deadline = clock_monotonic() + PATIENCE_MS;
	struct echo *echo = argument;
	struct net *net = NULL;

	echo->failed = net_open(&net) < 0;
	while (!echo->failed && !echo->stop && echo->answer > 0 && clock_monotonic() < deadline) {
		struct server *server = NULL;

		echo->failed = server_open(net, echo->endpoint, &server, NULL) < 0;
		if (!echo->failed)
			echo_serve(echo, server, deadline);
		server_free(server);
	}
	net_free(net);
	return NULL;
}

static void echo_start(struct ends *e, struct echo *echo)
{
	(void)snprintf(echo->endpoint, sizeof(echo->endpoint), "%s", e->endpoint);
	assert_int_equal(pthread_create(&echo->thread, NULL, echo_run, echo), 0);
}

/* Let it go, having answered everything. */
static void echo_stop(struct ends *e, struct echo *echo)
{
	raw_connect(e);
	raw_send_bytes(e, NULL, bytes_of("", 0));
	assert_int_equal(pthread_join(echo->thread, NULL), 0);
	assert_false(echo->failed);
}

static void call(struct client *client, enum request_kind kind, struct bytes body)
{
	struct request request = {.kind = kind, .who = "adviser", .body = body};
	struct answer answer;

	client_new_id(request.id);
	assert_int_equal(client_call(client, &request, PATIENCE_MS, &answer), 0);
	assert_memory_equal(answer.id, request.id, REQUEST_ID_LEN);
	assert_int_equal(answer.code, -(int)kind);
	assert_string_equal(answer.text, "adviser");
	assert_true(bytes_equal(answer.body, body));
}

static void each_request_gets_its_own_answer(void **state)
{
	struct ends *e = *state;
	static uint8_t body[ANSWER_BODY_MAX];
	struct echo echo = {.answer = 15, .noisy = true};
	struct client *client;

	memset(body, 'b', sizeof(body));
	echo_start(e, &echo);
	assert_int_equal(client_open(e->net, e->endpoint, &client, NULL), 0);
	for (int kind = REQUEST_COMMAND; kind <= REQUEST_COPY; kind++) {
		call(client, (enum request_kind)kind, bytes_of(NULL, 0));
		call(client, (enum request_kind)kind, bytes_text("855"));
		call(client, (enum request_kind)kind, bytes_of(body, sizeof(body)));
	}
	client_free(client);
	echo_stop(e, &echo);
	assert_int_equal(echo.taken, 15);
	assert_true(echo.other_id);
}

struct row {
	uint64_t next, end;
};

static int next_number(void *context, struct buffer *body)
{
	struct row *row = context;
	uint8_t number[8];

	if (row->next == row->end)
		return row->end == 13 ? ERR_IO : 0;
	bytes_put_u64be(number, row->next++);
	buffer_add(body, number, sizeof(number));
	return 1;
}

static int call_all(struct ends *e, struct echo *echo, uint64_t n, struct answer *ret)
{
	struct request request = {.kind = REQUEST_TRANSFER, .who = "adviser"};
	struct row row = {.next = 0, .end = n};
	struct client *client;
	int rc;

	echo_start(e, echo);
	assert_int_equal(client_open(e->net, e->endpoint, &client, NULL), 0);
	client_new_id(request.id);
	rc = client_call_all(client, &request, next_number, &row, PATIENCE_MS, ret);
	client_free(client);
	echo->stop = true;
	assert_int_equal(pthread_join(echo->thread, NULL), 0);
	assert_false(echo->failed);
	assert_false(echo->disorder);
	assert_false(echo->other_id && !echo->noisy);
	return rc;
}

static void a_row_of_requests_arrives_in_order_whatever_is_lost(void **state)
{
	for (unsigned lose = 0; lose < 3; lose++) {
		struct echo echo = {.answer = 100000, .row = 500, .lose = lose, .noisy = lose == 1};
		struct answer answer = {.code = -1};

		assert_int_equal(call_all(*state, &echo, 500, &answer), 0);
		assert_int_equal(answer.code, 0);
		assert_int_equal(echo.highest, 499);
	}
}

static void a_row_of_requests_ends_with_the_first_that_is_refused(void **state)
{
	struct echo echo = {.answer = 100000, .row = 20};
	struct answer answer = {.code = 0};

	assert_int_equal(call_all(*state, &echo, 500, &answer), 0);
	assert_int_equal(answer.code, -REQUEST_TRANSFER);
	assert_in_range(echo.highest, 20, 20 + CLIENT_WINDOW);
}

static void a_row_of_requests_ends_where_no_more_can_be_made(void **state)
{
	struct echo echo = {.answer = 100000, .row = 500};
	struct answer answer = {.code = 0};

	assert_int_equal(call_all(*state, &echo, 13, &answer), ERR_IO);
}

static void a_request_survives_the_restart_of_its_service(void **state)
{
	struct ends *e = *state;
	struct echo echo = {.lose = 1, .answer = 1};
	struct client *client;

	echo_start(e, &echo);
	assert_int_equal(client_open(e->net, e->endpoint, &client, NULL), 0);
	call(client, REQUEST_COMMAND, bytes_text("acknowledge 7"));
	client_free(client);
	echo_stop(e, &echo);
	assert_int_equal(echo.taken, 2);
	assert_false(echo.other_id); /* the same command, not a second one */
}

/* A report or a large query may take longer than a client waits before it asks again. */
static void an_answer_that_takes_long_is_still_heard(void **state)
{
	struct ends *e = *state;
	struct echo echo = {.answer = 1000, .slow = 2300};
	struct request request = {.kind = REQUEST_QUERY, .who = "adviser", .body = {NULL, 0}};
	struct client *client;
	struct answer answer;
	int rc;

	echo_start(e, &echo);
	assert_int_equal(client_open(e->net, e->endpoint, &client, NULL), 0);
	client_new_id(request.id);
	rc = client_call(client, &request, 20000, &answer);
	client_free(client);
	echo.stop = true;
	echo_stop(e, &echo);
	assert_int_equal(rc, 0);
}

static void a_client_gives_up_in_time_and_may_ask_again(void **state)
{
	struct ends *e = *state;
	struct request request = {.kind = REQUEST_QUERY, .who = "", .body = {NULL, 0}};
	struct echo echo = {.answer = 1};
	static uint8_t large[MESSAGE_MAX];
	int64_t before = clock_monotonic();
	struct client *client;
	struct answer answer;

	client_new_id(request.id);
	assert_int_equal(client_open(e->net, e->endpoint, &client, NULL), 0);
	assert_int_equal(client_call(client, &request, 50, &answer), ERR_TIMEOUT);
	assert_in_range(clock_monotonic() - before, 50, 1000);
	assert_int_equal(client_call(client, &request, 0, &answer), ERR_TIMEOUT);
	echo_start(e, &echo);
	request.body = bytes_of(large, sizeof(large));
	assert_int_equal(client_call(client, &request, PATIENCE_MS, &answer), ERR_LIMIT);
	call(client, REQUEST_QUERY, bytes_text("indicators"));
	client_free(client);
	echo_stop(e, &echo);
	assert_int_equal(echo.taken, 1);
}

static void a_malformed_request_is_counted_and_the_next_one_heard(void **state)
{
	struct ends *e = *state;
	static uint8_t id[REQUEST_ID_LEN + 1] = "0123456789abcdef";
	static const struct {
		size_t id_len;
		int kind;
		bool good;
	} cases[] = {{16, 1, true}, {0, 1, false}, {15, 1, false}, {17, 1, false}, {16, 0, false},
		{16, 6, false}, {16, -1, false}, {16, 5, true}};
	unsigned good = 0, bad = 0;
	struct server *server;
	struct request request;
	struct peer peer;

	assert_int_equal(server_open(e->net, e->endpoint, &server, NULL), 0);
	raw_connect(e);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		Leep__Request body = LEEP__REQUEST__INIT;

		body.has_id = cases[i].id_len > 0;
		body.id = (ProtobufCBinaryData){cases[i].id_len, id};
		body.has_kind = 1;
		body.kind = (Leep__RequestKind)cases[i].kind;
		raw_send(e, NULL, LEEP__FRAME__BODY_REQUEST, &body);
		if (i == 3) {
			Leep__Ping ping = LEEP__PING__INIT;

			raw_send(e, NULL, LEEP__FRAME__BODY_PING, &ping);
			raw_send_bytes(e, NULL, bytes_text("rubbish"));
		}
	}
	while (good + bad < ARRAY_LEN(cases) + 2) {
		int rc = server_receive(server, &peer, &request);

		if (rc == 0) {
			assert_true(good == 0 || bad == 8);
			assert_memory_equal(request.id, id, REQUEST_ID_LEN);
			assert_string_equal(request.who, "");
			assert_int_equal(request.body.len, 0);
			good++;
		} else if (rc == ERR_BADMSG) {
			bad++;
		} else {
			assert_int_equal(rc, ERR_AGAIN);
			turn(e);
		}
	}
	assert_true(good == 2 && bad == 8);
	assert_int_equal(server_malformed(server), 8);
	server_free(server);
}

/* -- decoding -------------------------------------------------------------------------------------------------- */

/* A megabyte of the same few bytes, after a head that says how many there are. */
static struct bytes repeated(const char *head, size_t head_len, const char *unit, size_t unit_len)
{
	static uint8_t bytes[MIB];
	size_t len = head_len, units = (sizeof(bytes) - 4 - head_len) / unit_len, inside = units * unit_len;

	memcpy(bytes, head, head_len);
	if (head_len > 0)
		for (int shift = 0; shift <= 21; shift += 7) /* a varint of four bytes */
			bytes[len++] = (uint8_t)((inside >> shift & 0x7f) | (shift < 21 ? 0x80 : 0));
	for (; units > 0; units--, len += unit_len)
		memcpy(bytes + len, unit, unit_len);
	return bytes_of(bytes, len);
}

static void a_message_that_grows_when_decoded_is_refused_within_the_cap(void **state)
{
	struct arena *arena = arena_open(FRAME_ARENA);
	ProtobufCAllocator allocator = {arena_hook_take, arena_hook_give, arena};
	Leep__Frame *frame = NULL;
	struct bytes hostile;

	(void)state;
	/* fields that no batch has, and no frame; the same body over and over */
	assert_int_equal(frame_decode(arena, repeated("\x1a", 1, "\x1a\x00", 2), &frame), ERR_BADMSG);
	arena_reset(arena);
	assert_int_equal(frame_decode(arena, repeated("", 0, "\x78\x01", 2), &frame), ERR_BADMSG);
	arena_reset(arena);
	assert_int_equal(frame_decode(arena, repeated("", 0, "\x0a\x00", 2), &frame), ERR_BADMSG);
	assert_null(frame);
	arena_reset(arena);
	/* empty tables of a query: repeated messages in a message */
	hostile = repeated("", 0, "\x0a\x00", 2);
	assert_null(leep__query_result__unpack(&allocator, hostile.len, hostile.data));
	assert_true(arena_used(arena) <= FRAME_ARENA && FRAME_ARENA < 5 * MIB);
	arena_free(arena);
}

static void the_largest_honest_batch_is_decoded(void **state)
{
	static uint8_t data[RECORD_MAX], packed[MESSAGE_MAX];
	struct arena *arena = arena_open(FRAME_ARENA);
	uint32_t lengths[BATCH_RECORDS];
	Leep__Batch body = LEEP__BATCH__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT, *decoded;

	(void)state;
	for (size_t i = 0; i < BATCH_RECORDS; i++)
		lengths[i] = BATCH_BYTES / BATCH_RECORDS;
	frame.body_case = LEEP__FRAME__BODY_BATCH;
	frame.batch = &body;
	body.length = lengths;
	body.has_records = 1;
	for (int largest = 0; largest < 2; largest++) {
		body.n_length = largest ? 1 : BATCH_RECORDS;
		body.records = (ProtobufCBinaryData){largest ? RECORD_MAX : BATCH_BYTES, data};
		lengths[0] = largest ? RECORD_MAX : lengths[1];
		assert_true(leep__frame__get_packed_size(&frame) <= MESSAGE_MAX);
		assert_int_equal(
			frame_decode(arena, bytes_of(packed, leep__frame__pack(&frame, packed)), &decoded),
			0);
		assert_int_equal(decoded->batch->n_length, body.n_length);
		assert_int_equal(decoded->batch->length[body.n_length - 1], lengths[body.n_length - 1]);
		assert_int_equal(decoded->batch->records.len, body.records.len);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* A frame of every kind, packed; returns its length. */
static size_t sample(uint64_t which, uint8_t *out)
{
	static uint32_t lengths[3] = {3, 0, 5};
	Leep__Hello hello = LEEP__HELLO__INIT;
	Leep__Batch batch = LEEP__BATCH__INIT;
	Leep__Answer answer = LEEP__ANSWER__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	hello.has_version = hello.has_epoch = hello.has_cursor = 1;
	hello.consumer = (char *)"indicators";
	hello.epoch = hello.cursor = UINT64_MAX / 3;
	batch.has_first_seq = 1;
	batch.first_seq = 300;
	batch.n_length = 3;
	batch.length = lengths;
	batch.has_records = 1;
	batch.records = (ProtobufCBinaryData){8, (uint8_t *)"onethree"};
	answer.has_id = answer.has_code = 1;
	answer.id = (ProtobufCBinaryData){5, (uint8_t *)"three"};
	answer.code = ERR_FULL;
	answer.text = (char *)"the store is full";
	frame.body_case = which == 0   ? LEEP__FRAME__BODY_HELLO
			  : which == 1 ? LEEP__FRAME__BODY_BATCH
				       : LEEP__FRAME__BODY_ANSWER;
	frame.hello = &hello;
	if (which == 1)
		frame.batch = &batch;
	else if (which == 2)
		frame.answer = &answer;
	return leep__frame__pack(&frame, out);
}

/* Half noise, half frames with a few bytes changed, cut or doubled. What decodes packs and decodes again the same. */
static void no_bytes_hurt_the_decoder(void **state)
{
	struct arena *arena = arena_open(FRAME_ARENA);
	static uint8_t bytes[512], again[4096];
	uint64_t seed = 20000;
	unsigned good = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t len = next_random(&seed) % 200;
		Leep__Frame *frame = NULL;

		for (size_t j = 0; j < len; j++)
			bytes[j] = (uint8_t)next_random(&seed);
		if (i % 2 == 0) {
			len = sample(next_random(&seed) % 3, bytes);
			for (uint64_t changes = next_random(&seed) % 4; changes > 0; changes--)
				bytes[next_random(&seed) % len] = (uint8_t)next_random(&seed);
			if (next_random(&seed) % 4 == 0)
				len -= next_random(&seed) % len;
			if (next_random(&seed) % 8 == 0)
				memcpy(bytes + len, bytes, len), len *= 2;
		}
		if (frame_decode(arena, bytes_of(bytes, len), &frame) == 0) {
			size_t size = leep__frame__get_packed_size(frame);
			Leep__Frame__BodyCase kind = frame->body_case;

			good++;
			assert_true(size <= sizeof(again) && leep__frame__pack(frame, again) == size);
			assert_int_equal(frame_decode(arena, bytes_of(again, size), &frame), 0);
			assert_int_equal(frame->body_case, kind);
			assert_int_equal(leep__frame__get_packed_size(frame), size);
		} else {
			assert_null(frame);
		}
		assert_true(arena_used(arena) <= FRAME_ARENA);
		arena_reset(arena);
	}
	assert_in_range(good, 3000, 17000);
	arena_free(arena);
}

#define ENDS(test) cmocka_unit_test_setup_teardown(test, ends_setup, ends_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENDS(each_request_gets_its_own_answer),
		ENDS(a_row_of_requests_arrives_in_order_whatever_is_lost),
		ENDS(a_row_of_requests_ends_with_the_first_that_is_refused),
		ENDS(a_row_of_requests_ends_where_no_more_can_be_made),
		ENDS(a_request_survives_the_restart_of_its_service),
		ENDS(an_answer_that_takes_long_is_still_heard),
		ENDS(a_client_gives_up_in_time_and_may_ask_again),
		ENDS(a_malformed_request_is_counted_and_the_next_one_heard),
		cmocka_unit_test(a_message_that_grows_when_decoded_is_refused_within_the_cap),
		cmocka_unit_test(the_largest_honest_batch_is_decoded),
		cmocka_unit_test(no_bytes_hurt_the_decoder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
