/* SPDX-License-Identifier: MIT
 *
 * Any messages, over real sockets, to the producer of a stream, to a consumer of one, and to the answering end of
 * requests. The input is one message after another, each behind a byte that says to whom ("p", "c", "s") and two that
 * say how long it is. Whatever was said: a producer sends no more than it was granted and in order, a consumer takes
 * records in order and each once, and nobody stops.
 */
#include "common/base/clock.h"
#include "common/stream/consumer.h"
#include "common/stream/frame.h"
#include "common/stream/producer.h"
#include "common/stream/server.h"
#include "tests/fuzz/fuzz.h"

#define RECORDS    20
#define MESSAGES   24
#define CURSOR     5
#define EPOCH      UINT64_C(0x1eeb)
#define PATIENCE_S 5

struct ends {
	struct net *net;
	struct producer *producer;
	struct server *server;
	struct consumer *consumer;
	struct net_socket *to_producer, *to_server, *played; /* the last plays a producer to the consumer */
	struct peer peer;
	struct message message;
	uint64_t next;   /* record that the producer has to send next; 0: no Hello was heard */
	uint64_t credit; /* the most that any Hello granted */
	uint64_t sent; /* bytes of records since the last Welcome; nobody acknowledges: the epoch is random */
	uint64_t records;   /* the same */
	uint64_t committed; /* of the consumer */
};

static struct store *store;
static struct arena *arena;

static void wait_for(struct net_socket *socket)
{
	struct poll_item item = {.socket = socket};
	int64_t deadline = clock_monotonic() + (int64_t)PATIENCE_S * 1000;

	while (!item.ready) {
		require(clock_monotonic() < deadline, "a message arrives");
		require(net_poll(&item, 1, 1000) == 0, "sockets can be waited for");
	}
}

static void say(struct net_socket *socket, const struct peer *peer, struct bytes bytes)
{
	int64_t deadline = clock_monotonic() + (int64_t)PATIENCE_S * 1000;
	int rc = ERR_AGAIN;

	while (rc == ERR_AGAIN) {
		struct poll_item item = {.socket = socket, .writable = true};
		struct message message;
		uint8_t *data;

		require(clock_monotonic() < deadline, "a message can be sent");
		require(net_poll(&item, 1, 1000) == 0, "sockets can be waited for");
		message_init(&message);
		require(message_make(&message, bytes.len, &data) == 0, "memory");
		if (bytes.len > 0)
			memcpy(data, bytes.data, bytes.len);
		rc = net_send(socket, peer, &message);
	}
	require(rc == 0, "a message is sent");
}

/* -- producer and server ----------------------------------------------------------------------------------------- */

static void hear_records(struct ends *ends, const Leep__Batch *batch)
{
	size_t at = 0;

	for (size_t i = 0; i < batch->n_length; i++, ends->next++) {
		require(batch->length[i] == ends->next && at + batch->length[i] <= batch->records.len &&
				batch->records.data[at] == ends->next,
			"each as it is stored");
		at += batch->length[i];
		ends->records++;
	}
	require(at == batch->records.len, "and nothing beside them");
	ends->sent += at;
}

static void hear_frame(struct ends *ends, const Leep__Frame *frame)
{
	if (frame->body_case == LEEP__FRAME__BODY_WELCOME) {
		ends->next = frame->welcome->from_seq;
		ends->sent = ends->records = 0;
		require(ends->next >= 1 && ends->next <= RECORDS + 1, "a welcome is to a place in the log");
	}
	if (frame->body_case == LEEP__FRAME__BODY_BATCH) {
		require(frame->batch->first_seq == ends->next && ends->next > 0, "records come in order");
		require(frame->batch->epoch == store_epoch(store), "of the log that there is");
		hear_records(ends, frame->batch);
		require(ends->sent <= ends->credit || ends->records == 1, "no more bytes than were granted");
		require(ends->next <= RECORDS + 1, "and no more than there are");
	}
}

/* Everything that was answered by now; what comes later is heard with the next message. */
static void hear(struct ends *ends, struct net_socket *socket)
{
	while (net_receive(socket, &ends->message) == 0) {
		Leep__Frame *frame;

		arena_reset(arena);
		require(frame_decode(arena, ends->message.body, &frame) == 0, "what is answered is a frame");
		hear_frame(ends, frame);
	}
}

static void to_producer(struct ends *ends, struct bytes bytes)
{
	int64_t now = clock_monotonic();
	Leep__Frame *frame;

	arena_reset(arena);
	if (frame_decode(arena, bytes, &frame) == 0 && frame->body_case == LEEP__FRAME__BODY_HELLO &&
		frame->hello->credit_bytes > ends->credit)
		ends->credit = frame->hello->credit_bytes;
	say(ends->to_producer, NULL, bytes);
	wait_for(producer_socket(ends->producer));
	producer_receive(ends->producer, now);
	require(producer_send(ends->producer, now) == 0, "nothing stops the producer");
	hear(ends, ends->to_producer);
}

static void to_server(struct ends *ends, struct bytes bytes)
{
	struct request request = {.who = NULL};
	struct answer answer = {.text = "heard"};
	uint64_t malformed = server_malformed(ends->server);
	struct peer peer;
	int rc;

	say(ends->to_server, NULL, bytes);
	wait_for(server_socket(ends->server));
	rc = server_receive(ends->server, &peer, &request);
	require(rc == 0 || rc == ERR_BADMSG, "no other error");
	require(server_malformed(ends->server) == malformed + (rc < 0), "what is malformed is counted");
	if (rc < 0)
		return;
	require(request.kind >= REQUEST_COMMAND && request.kind <= REQUEST_COPY, "a request is of a kind");
	require(strlen(request.who) <= bytes.len && request.body.len <= bytes.len, "and has what it says");
	memcpy(answer.id, request.id, REQUEST_ID_LEN);
	answer.body = request.body;
	server_answer(ends->server, &peer, &answer);
	hear(ends, ends->to_server);
}

/* -- consumer ---------------------------------------------------------------------------------------------------- */

static void to_consumer(struct ends *ends, struct bytes bytes)
{
	int64_t now = clock_monotonic();
	struct batch batch;
	int rc;

	if (consumer_state(ends->consumer) == CONSUMER_REJECTED)
		return;
	say(ends->played, &ends->peer, bytes);
	wait_for(consumer_socket(ends->consumer));
	while ((rc = consumer_receive(ends->consumer, now, &batch)) == 0) {
		size_t sum = 0;

		require(batch.n > 0 && batch.first_seq == ends->committed + 1,
			"records are new and in order");
		require(batch.epoch == EPOCH, "and of the log that is followed");
		for (size_t i = 0; i < batch.n; i++)
			for (size_t k = 0; k < batch.record[i].len; k++)
				sum += batch.record[i].data[k];
		require(sum <= 255 * bytes.len, "and can be read");
		ends->committed += batch.n;
		consumer_acknowledge(ends->consumer, ends->committed, now);
	}
	require(rc == ERR_AGAIN, "nothing stops the consumer");
	require(consumer_tick(ends->consumer, now) == 0, "nor its turn");
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

static const char *endpoint(const char *name)
{
	static char text[3][100];
	static unsigned turn;
	char *out = text[turn++ % 3];

	(void)snprintf(out, sizeof(text[0]), "ipc://%s/%s", scratch_folder(), name);
	return out;
}

static void open_store(void)
{
	char path[100];
	struct store_options options = {.path = path,
		.map_size = (size_t)1 << 20,
		.map_max = (size_t)1 << 20,
		.schema = 1,
		.scratch = true};
	struct err_text text = {""};
	struct txn txn;

	(void)snprintf(path, sizeof(path), "%s/store", scratch_folder());
	require(store_open(&options, &store, &text) == 0, text.text);
	(void)txn_begin(store, TXN_WRITE, &txn);
	for (unsigned i = 1; i <= RECORDS; i++) {
		uint8_t record[RECORDS];

		memset(record, (int)i, sizeof(record));
		(void)sequence_append(&txn, SEQUENCE_LOG, bytes_of(record, i));
	}
	require(txn_commit(&txn) == 0, "records are stored");
	arena = arena_open(FRAME_ARENA);
}

static void open_ends(struct ends *ends)
{
	struct consumer_options options = {
		.name = "fuzz", .stream = "fuzz", .endpoint = endpoint("played"), .cursor = {EPOCH, CURSOR}};
	struct err_text text = {""};

	memset(ends, 0, sizeof(*ends));
	message_init(&ends->message);
	ends->committed = CURSOR;
	require(net_open(&ends->net) == 0 &&
			producer_open(ends->net, store, endpoint("stream"), &ends->producer, &text) == 0 &&
			server_open(ends->net, endpoint("requests"), &ends->server, &text) == 0 &&
			net_bind(ends->net, endpoint("played"), &ends->played, &text) == 0 &&
			net_connect(ends->net, endpoint("stream"), &ends->to_producer, &text) == 0 &&
			net_connect(ends->net, endpoint("requests"), &ends->to_server, &text) == 0 &&
			consumer_open(ends->net, &options, &ends->consumer, &text) == 0,
		"sockets");
	while (net_receive(ends->played, &ends->message) == ERR_AGAIN) {
		struct poll_item item = {.socket = ends->played};

		require(consumer_tick(ends->consumer, clock_monotonic()) == 0 && net_poll(&item, 1, 1) == 0,
			"Hello");
	}
	ends->peer = ends->message.peer;
}

static void close_ends(struct ends *ends)
{
	message_done(&ends->message);
	consumer_free(ends->consumer);
	net_close(ends->to_producer);
	net_close(ends->to_server);
	net_close(ends->played);
	producer_free(ends->producer);
	server_free(ends->server);
	net_free(ends->net);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ends ends;

	if (store == NULL)
		open_store();
	open_ends(&ends);
	for (unsigned n = 0; n < MESSAGES && size >= 3; n++) {
		size_t len = bytes_u16be(data + 1) < size - 3 ? bytes_u16be(data + 1) : size - 3;
		struct bytes bytes = bytes_of(data + 3, len);

		if (data[0] == 'p')
			to_producer(&ends, bytes);
		else if (data[0] == 'c')
			to_consumer(&ends, bytes);
		else if (data[0] == 's')
			to_server(&ends, bytes);
		data += 3 + len;
		size -= 3 + len;
	}
	close_ends(&ends);
	return 0;
}
