/* SPDX-License-Identifier: MIT
 *
 * See consumer.h. `cursor` is what the owner has committed; a batch that does not begin at cursor + 1 is cut down
 * to what is new, or, when records are missing, dropped and asked for again.
 */
#include "common/stream/consumer.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/stream/frame.h"

/* While more waits to be received, batches are acknowledged together up to this: the producer is woken once for several
 * of them, and three quarters of the credit stay under way. */
#define ACK_BYTES (CREDIT_BYTES / 4)

struct consumer {
	struct net *net;
	struct net_socket *socket;
	struct arena *arena;
	struct message message;
	struct consumer_counters counters;
	struct cursor cursor;
	bool from_end;
	enum consumer_state state;
	int64_t heard;   /* when the peer last said anything */
	int64_t called;  /* when Hello was last sent; 0: never */
	int64_t spoke;   /* when anything was last sent */
	int64_t stalled; /* since when the producer has had more than it sends; 0: it does not */
	uint64_t producer_seq;
	uint64_t batch_bytes; /* of the batch being handled, given back with its acknowledgement */
	uint64_t batch_last;
	uint64_t owed;                      /* bytes of handled batches that are not acknowledged yet */
	struct bytes record[BATCH_RECORDS]; /* of the batch being handled */
	char name[64];
	char stream[64];
	char endpoint[256];
	char reason[160];
};

int consumer_open(
	struct net *net, const struct consumer_options *options, struct consumer **ret, struct err_text *text)
{
	struct consumer *consumer = calloc(1, sizeof(*consumer));
	int rc;

	if (consumer == NULL)
		return error_set(text, ERR_NOMEM, "consumer '%s': out of memory", options->name);
	consumer->net = net;
	consumer->cursor = options->cursor;
	consumer->from_end = options->from_end;
	(void)snprintf(consumer->name, sizeof(consumer->name), "%s", options->name);
	(void)snprintf(consumer->stream, sizeof(consumer->stream), "%s", options->stream);
	(void)snprintf(consumer->endpoint, sizeof(consumer->endpoint), "%s", options->endpoint);
	message_init(&consumer->message);
	consumer->arena = arena_open(FRAME_ARENA);
	rc = consumer->arena == NULL
		     ? error_set(text, ERR_NOMEM, "consumer '%s': out of memory", options->name)
		     : net_connect(net, options->endpoint, &consumer->socket, text);
	if (rc < 0) {
		consumer_free(consumer);
		return rc;
	}
	*ret = consumer;
	return 0;
}

void consumer_free(struct consumer *consumer)
{
	if (consumer == NULL)
		return;
	message_done(&consumer->message);
	net_close(consumer->socket);
	arena_free(consumer->arena);
	free(consumer);
}

struct net_socket *consumer_socket(struct consumer *consumer)
{
	return consumer->socket;
}

enum consumer_state consumer_state(const struct consumer *consumer)
{
	return consumer->state;
}

const char *consumer_reason(const struct consumer *consumer)
{
	return consumer->reason;
}

const struct consumer_counters *consumer_counters(const struct consumer *consumer)
{
	return &consumer->counters;
}

uint64_t consumer_producer_seq(const struct consumer *consumer)
{
	return consumer->producer_seq;
}

static void say_hello(struct consumer *consumer, int64_t now)
{
	Leep__Hello body = LEEP__HELLO__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_version = body.has_epoch = body.has_cursor = body.has_credit_bytes = body.has_from_end = 1;
	body.version = 1;
	body.consumer = consumer->name;
	body.stream = consumer->stream;
	body.epoch = consumer->cursor.epoch;
	body.cursor = consumer->cursor.seq;
	body.credit_bytes = CREDIT_BYTES;
	body.from_end = consumer->from_end && consumer->cursor.epoch == 0;
	frame.body_case = LEEP__FRAME__BODY_HELLO;
	frame.hello = &body;
	consumer->state = CONSUMER_CALLING;
	consumer->owed = 0; /* Hello grants all of it anew */
	if (frame_send(consumer->socket, NULL, &frame) < 0)
		return; /* not connected yet: the next turn tries again */
	consumer->counters.hellos++;
	consumer->called = now;
	consumer->spoke = now;
}

static void say_ping(struct consumer *consumer, int64_t now)
{
	Leep__Ping body = LEEP__PING__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_seq = 1;
	body.seq = consumer->cursor.seq;
	frame.body_case = LEEP__FRAME__BODY_PING;
	frame.ping = &body;
	consumer->spoke = now;
	(void)frame_send(consumer->socket, NULL, &frame);
}

static void say_ack(struct consumer *consumer, int64_t now)
{
	Leep__Ack body = LEEP__ACK__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_epoch = body.has_seq = body.has_credit_bytes = 1;
	body.epoch = consumer->cursor.epoch;
	body.seq = consumer->cursor.seq;
	body.credit_bytes = consumer->owed;
	frame.body_case = LEEP__FRAME__BODY_ACK;
	frame.ack = &body;
	consumer->spoke = now;
	if (frame_send(consumer->socket, NULL, &frame) == 0)
		consumer->owed = 0;
}

static int reconnect(struct consumer *consumer, int64_t now)
{
	struct net_socket *fresh;
	int rc = net_connect(consumer->net, consumer->endpoint, &fresh, NULL);

	if (rc < 0)
		return rc;
	net_close(consumer->socket);
	consumer->socket = fresh;
	consumer->state = CONSUMER_CALLING;
	consumer->called = 0;
	consumer->heard = now;
	consumer->stalled = 0;
	consumer->counters.reconnects++;
	return 0;
}

int consumer_tick(struct consumer *consumer, int64_t now)
{
	if (consumer->heard == 0)
		consumer->heard = now;
	switch (consumer->state) {
	case CONSUMER_REJECTED:
		return 0;
	case CONSUMER_CALLING:
		if (consumer->called != 0 && now - consumer->called > LIVENESS_MS)
			return reconnect(consumer, now);
		if (consumer->called == 0)
			say_hello(consumer, now);
		return 0;
	case CONSUMER_FOLLOWING:
		if (now - consumer->heard > LIVENESS_MS)
			return reconnect(consumer, now);
		/* The producer has more, and sends nothing, though nothing is under way: it lost track. */
		if (consumer->stalled != 0 && now - consumer->stalled > LIVENESS_MS) {
			consumer->stalled = 0;
			say_hello(consumer, now);
		} else if (now - consumer->spoke >= HEARTBEAT_MS) {
			say_ping(consumer, now);
		}
		return 0;
	}
	return 0;
}

void consumer_rest(struct consumer *consumer, int64_t now)
{
	consumer->heard = now;
	if (consumer->state == CONSUMER_FOLLOWING && now - consumer->spoke >= HEARTBEAT_MS)
		say_ping(consumer, now);
}

/* Where each record lies; false when the lengths are not those of the bytes that came. */
static bool split(struct consumer *consumer, const Leep__Batch *body)
{
	const uint8_t *at = body->records.data;
	size_t left = body->records.len;

	if (body->n_length > BATCH_RECORDS)
		return false;
	for (size_t i = 0; i < body->n_length; i++) {
		size_t len = body->length[i];

		if (len > left)
			return false;
		consumer->record[i] = bytes_of(at, len);
		if (len > 0) /* a batch of empty records has no bytes to point into */
			at += len;
		left -= len;
	}
	return left == 0;
}

static int on_batch(struct consumer *consumer, const Leep__Batch *body, int64_t now, struct batch *ret)
{
	uint64_t skip = 0;

	if (consumer->state != CONSUMER_FOLLOWING || body->epoch != consumer->cursor.epoch)
		return ERR_AGAIN; /* sent before our last Hello was heard */
	if (body->n_length == 0 || body->first_seq == 0 || !split(consumer, body)) {
		consumer->counters.malformed++;
		return ERR_AGAIN;
	}
	if (body->first_seq > consumer->cursor.seq + 1) {
		consumer->counters.gaps++;
		say_hello(consumer, now);
		return ERR_AGAIN;
	}
	if (body->first_seq <= consumer->cursor.seq)
		skip = consumer->cursor.seq + 1 - body->first_seq;
	if (skip > body->n_length)
		skip = body->n_length;
	consumer->counters.duplicates += skip;
	consumer->batch_bytes = body->records.len;
	consumer->batch_last = body->first_seq + body->n_length - 1;
	if (skip == body->n_length) {
		consumer_acknowledge(consumer, consumer->batch_last, now);
		return ERR_AGAIN;
	}
	consumer->counters.batches++;
	consumer->counters.records += body->n_length - skip;
	ret->epoch = body->epoch;
	ret->first_seq = body->first_seq + skip;
	ret->n = body->n_length - skip;
	ret->record = consumer->record + skip;
	return 0;
}

static void on_welcome(struct consumer *consumer, const Leep__Welcome *body)
{
	if (body->epoch == 0 || (consumer->cursor.epoch != 0 && consumer->cursor.epoch != body->epoch)) {
		consumer->counters.malformed++; /* an honest producer would have rejected our Hello */
		return;
	}
	if (consumer->cursor.epoch == 0) {
		consumer->cursor.epoch = body->epoch;
		if (consumer->from_end && body->from_seq > 0)
			consumer->cursor.seq = body->from_seq - 1;
	}
	consumer->producer_seq = body->last_seq;
	consumer->state = CONSUMER_FOLLOWING;
}

static void on_pong(struct consumer *consumer, const Leep__Pong *body, int64_t now)
{
	consumer->producer_seq = body->last_seq;
	if (body->last_seq <= consumer->cursor.seq)
		consumer->stalled = 0;
	else if (consumer->stalled == 0)
		consumer->stalled = now;
}

static void on_reject(struct consumer *consumer, const Leep__Reject *body, int64_t now)
{
	if (body->code == LEEP__REJECT_CODE__REJECT_STRANGER) {
		if (consumer->state == CONSUMER_FOLLOWING)
			say_hello(consumer, now); /* the producer was started anew */
		return;
	}
	(void)snprintf(consumer->reason, sizeof(consumer->reason), "%s",
		body->text == NULL ? "rejected" : body->text);
	consumer->state = CONSUMER_REJECTED;
}

int consumer_receive(struct consumer *consumer, int64_t now, struct batch *ret)
{
	for (;;) {
		Leep__Frame *frame;
		int rc = net_receive(consumer->socket, &consumer->message);

		if (rc == ERR_BADMSG) {
			consumer->counters.malformed++;
			continue;
		}
		if (rc == ERR_AGAIN && consumer->owed > 0)
			say_ack(consumer, now); /* what waited was no batch */
		if (rc < 0)
			return rc;
		arena_reset(consumer->arena);
		if (frame_decode(consumer->arena, consumer->message.body, &frame) < 0) {
			consumer->counters.malformed++;
			continue;
		}
		consumer->heard = now;
		switch (frame->body_case) {
		case LEEP__FRAME__BODY_BATCH:
			consumer->stalled = 0;
			rc = on_batch(consumer, frame->batch, now, ret);
			if (rc != ERR_AGAIN)
				return rc;
			break;
		case LEEP__FRAME__BODY_WELCOME:
			on_welcome(consumer, frame->welcome);
			break;
		case LEEP__FRAME__BODY_PONG:
			on_pong(consumer, frame->pong, now);
			break;
		case LEEP__FRAME__BODY_REJECT:
			on_reject(consumer, frame->reject, now);
			return ERR_AGAIN;
		/* we send these, or they belong to the other conversation */
		case LEEP__FRAME__BODY__NOT_SET:
		case LEEP__FRAME__BODY_HELLO:
		case LEEP__FRAME__BODY_ACK:
		case LEEP__FRAME__BODY_PING:
		case LEEP__FRAME__BODY_REQUEST:
		case LEEP__FRAME__BODY_ANSWER:
		case _LEEP__FRAME__BODY__CASE_IS_INT_SIZE:
			consumer->counters.malformed++;
			break;
		}
	}
}

void consumer_acknowledge(struct consumer *consumer, uint64_t seq, int64_t now)
{
	if (seq > consumer->cursor.seq)
		consumer->cursor.seq = seq;
	if (seq >= consumer->batch_last) {
		consumer->owed += consumer->batch_bytes;
		consumer->batch_bytes = 0;
	}
	if (consumer->owed >= ACK_BYTES || !net_waiting(consumer->socket))
		say_ack(consumer, now);
}
