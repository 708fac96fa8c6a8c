/* SPDX-License-Identifier: MIT
 *
 * See producer.h. A peer is created by Hello and forgotten after PEER_SILENCE_MS without a word; the consumer, if
 * it lives, says Hello again.
 */
#include "common/stream/producer.h"

#include <stdlib.h>

#include "common/stream/frame.h"

#define PROTOCOL_VERSION 1
#define PEER_SILENCE_MS  ((int64_t)4 * LIVENESS_MS)

/* The most that is believed of a consumer's credit: what it claims is queued for it in our memory. */
#define CREDIT_MAX ((uint64_t)4 * 1024 * 1024)

struct stream_peer {
	struct peer peer;
	bool used;
	uint64_t next;    /* sequence number to be sent next */
	uint64_t credit;  /* bytes that may still be sent */
	uint64_t granted; /* credit of the Hello: what is free when nothing is under way */
	int64_t heard;
};

struct producer {
	struct store *store;
	struct net_socket *socket;
	struct arena *arena;
	struct message message;
	struct producer_counters counters;
	struct stream_peer peers[PEERS_MAX];
	int error;                      /* of reading the log for an answer; producer_send tells */
	uint32_t length[BATCH_RECORDS]; /* of the batch that is being sent */
	uint8_t records[RECORD_MAX];
};

int producer_open(struct net *net, struct store *store, const char *endpoint, struct producer **ret,
	struct err_text *text)
{
	struct producer *producer = calloc(1, sizeof(*producer));
	int rc;

	if (producer == NULL)
		return error_set(text, ERR_NOMEM, "producer '%s': out of memory", endpoint);
	producer->store = store;
	producer->arena = arena_open(FRAME_ARENA);
	message_init(&producer->message);
	rc = producer->arena == NULL ? error_set(text, ERR_NOMEM, "producer '%s': out of memory", endpoint)
				     : net_bind(net, endpoint, &producer->socket, text);
	if (rc < 0) {
		producer_free(producer);
		return rc;
	}
	*ret = producer;
	return 0;
}

void producer_free(struct producer *producer)
{
	if (producer == NULL)
		return;
	message_done(&producer->message);
	net_close(producer->socket);
	arena_free(producer->arena);
	free(producer);
}

struct net_socket *producer_socket(struct producer *producer)
{
	return producer->socket;
}

const struct producer_counters *producer_counters(const struct producer *producer)
{
	return &producer->counters;
}

static struct stream_peer *find_peer(struct producer *producer, const struct peer *peer)
{
	for (size_t i = 0; i < PEERS_MAX; i++)
		if (producer->peers[i].used && producer->peers[i].peer.len == peer->len &&
			memcmp(producer->peers[i].peer.id, peer->id, peer->len) == 0)
			return &producer->peers[i];
	return NULL;
}

static struct stream_peer *add_peer(struct producer *producer, const struct peer *peer)
{
	for (size_t i = 0; i < PEERS_MAX; i++) {
		if (producer->peers[i].used)
			continue;
		memset(&producer->peers[i], 0, sizeof(producer->peers[i]));
		producer->peers[i].used = true;
		producer->peers[i].peer = *peer;
		producer->counters.peers++;
		return &producer->peers[i];
	}
	return NULL;
}

static void drop_peer(struct producer *producer, struct stream_peer *peer)
{
	peer->used = false;
	producer->counters.peers--;
}

static void reject(struct producer *producer, const struct peer *peer, Leep__RejectCode code, const char *why)
{
	Leep__Reject body = LEEP__REJECT__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;

	body.has_code = 1;
	body.code = code;
	body.text = (char *)(uintptr_t)why;
	frame.body_case = LEEP__FRAME__BODY_REJECT;
	frame.reject = &body;
	producer->counters.rejected++;
	(void)frame_send(producer->socket, peer, &frame); /* if it is lost the consumer asks again */
}

static int last_seq(struct producer *producer, uint64_t *ret)
{
	struct txn txn;
	uint64_t last;

	(void)txn_begin(producer->store, TXN_READ, &txn);
	last = sequence_last(&txn, SEQUENCE_LOG);
	producer->error = txn_commit(&txn);
	if (producer->error == 0)
		*ret = last;
	return producer->error;
}

static void on_hello(
	struct producer *producer, const struct peer *from, const Leep__Hello *hello, int64_t now)
{
	Leep__Welcome body = LEEP__WELCOME__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;
	uint64_t epoch = store_epoch(producer->store);
	struct stream_peer *peer = find_peer(producer, from);
	uint64_t last = 0, cursor;

	if (last_seq(producer, &last) < 0)
		return; /* producer_send says so; the consumer calls again */
	cursor = hello->from_end ? last : hello->cursor;
	if (!hello->has_version || hello->version != PROTOCOL_VERSION) {
		reject(producer, from, LEEP__REJECT_CODE__REJECT_VERSION,
			"protocol version 1 is spoken here");
		return;
	}
	if (hello->epoch != 0 && hello->epoch != epoch) {
		reject(producer, from, LEEP__REJECT_CODE__REJECT_EPOCH,
			"the cursor belongs to another log than mine");
		return;
	}
	if (cursor > last) {
		reject(producer, from, LEEP__REJECT_CODE__REJECT_CURSOR,
			"the cursor is beyond the end of my log");
		return;
	}
	if (peer == NULL)
		peer = add_peer(producer, from);
	if (peer == NULL) {
		producer->counters.rejected++;
		return; /* no answer makes it call again, when there may be room; a Reject is for good */
	}
	peer->next = cursor + 1;
	peer->granted = hello->credit_bytes < CREDIT_MAX ? hello->credit_bytes : CREDIT_MAX;
	peer->credit = peer->granted;
	peer->heard = now;
	body.has_epoch = body.has_first_seq = body.has_last_seq = body.has_from_seq = 1;
	body.epoch = epoch;
	body.first_seq = last == 0 ? 0 : 1;
	body.last_seq = last;
	body.from_seq = peer->next;
	frame.body_case = LEEP__FRAME__BODY_WELCOME;
	frame.welcome = &body;
	(void)frame_send(producer->socket, from, &frame);
}

static void on_ack(struct producer *producer, const struct peer *from, const Leep__Ack *ack, int64_t now)
{
	struct stream_peer *peer = find_peer(producer, from);

	if (peer == NULL || ack->epoch != store_epoch(producer->store))
		return;
	peer->heard = now;
	peer->credit += ack->credit_bytes;
	if (peer->credit > peer->granted)
		peer->credit = peer->granted;
}

static void on_ping(struct producer *producer, const struct peer *from, int64_t now)
{
	Leep__Pong body = LEEP__PONG__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;
	struct stream_peer *peer = find_peer(producer, from);

	if (peer == NULL) {
		reject(producer, from, LEEP__REJECT_CODE__REJECT_STRANGER, "say Hello");
		return;
	}
	peer->heard = now;
	if (last_seq(producer, &body.last_seq) < 0)
		return;
	body.has_last_seq = 1;
	frame.body_case = LEEP__FRAME__BODY_PONG;
	frame.pong = &body;
	(void)frame_send(producer->socket, from, &frame);
}

static void dispatch(
	struct producer *producer, const struct peer *from, const Leep__Frame *frame, int64_t now)
{
	switch (frame->body_case) {
	case LEEP__FRAME__BODY_HELLO:
		on_hello(producer, from, frame->hello, now);
		break;
	case LEEP__FRAME__BODY_ACK:
		on_ack(producer, from, frame->ack, now);
		break;
	case LEEP__FRAME__BODY_PING:
		on_ping(producer, from, now);
		break;
	/* we send these, or they belong to the other conversation */
	case LEEP__FRAME__BODY__NOT_SET:
	case LEEP__FRAME__BODY_WELCOME:
	case LEEP__FRAME__BODY_BATCH:
	case LEEP__FRAME__BODY_PONG:
	case LEEP__FRAME__BODY_REJECT:
	case LEEP__FRAME__BODY_REQUEST:
	case LEEP__FRAME__BODY_ANSWER:
	case _LEEP__FRAME__BODY__CASE_IS_INT_SIZE:
		producer->counters.malformed++;
		break;
	}
}

void producer_receive(struct producer *producer, int64_t now)
{
	/* Bounded, so that a chatty peer cannot keep the loop from its other work. */
	for (int turn = 0; turn < 2 * PEERS_MAX; turn++) {
		Leep__Frame *frame;
		int rc = net_receive(producer->socket, &producer->message);

		if (rc == ERR_BADMSG) {
			producer->counters.malformed++;
			continue;
		}
		if (rc < 0)
			return;
		arena_reset(producer->arena);
		if (frame_decode(producer->arena, producer->message.body, &frame) < 0) {
			producer->counters.malformed++;
			continue;
		}
		dispatch(producer, &producer->message.peer, frame, now);
	}
}

/* The records that fit one batch and the peer's credit, one behind the other; none when there are none. */
static int gather(struct producer *producer, const struct stream_peer *peer, Leep__Batch *ret)
{
	size_t n = 0, size = 0;
	struct scan scan;
	struct txn txn;

	(void)txn_begin(producer->store, TXN_READ, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, peer->next);
	while (n < BATCH_RECORDS && scan_next(&scan)) {
		bool idle = peer->credit == peer->granted && n == 0;

		/* A record larger than the whole credit may go when nothing else is under way. */
		if (size + scan.value.len > peer->credit && !idle)
			break;
		if (size + scan.value.len > BATCH_BYTES && n > 0)
			break;
		if (scan.value.len > RECORD_MAX) {
			(void)txn_fail(&txn, ERR_LIMIT);
			break;
		}
		memcpy(producer->records + size, scan.value.data, scan.value.len);
		producer->length[n++] = (uint32_t)scan.value.len;
		size += scan.value.len;
	}
	scan_end(&scan);
	ret->n_length = n;
	ret->length = producer->length;
	ret->has_records = 1;
	ret->records.len = size;
	ret->records.data = producer->records;
	return txn_commit(&txn);
}

/* Returns whether anything was sent, or an error. */
static int send_batch(struct producer *producer, struct stream_peer *peer)
{
	Leep__Batch body = LEEP__BATCH__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;
	int rc = gather(producer, peer, &body);

	if (rc < 0 || body.n_length == 0)
		return rc;
	body.has_epoch = body.has_first_seq = 1;
	body.epoch = store_epoch(producer->store);
	body.first_seq = peer->next;
	frame.body_case = LEEP__FRAME__BODY_BATCH;
	frame.batch = &body;
	rc = frame_send(producer->socket, &peer->peer, &frame);
	if (rc == ERR_NOTFOUND)
		drop_peer(producer, peer);
	if (rc == ERR_NOTFOUND || rc == ERR_AGAIN) /* its queue is full: the next turn tries again */
		return 0;
	if (rc < 0)
		return rc;
	peer->next += body.n_length;
	peer->credit -= body.records.len < peer->credit ? body.records.len : peer->credit;
	producer->counters.batches++;
	producer->counters.records += body.n_length;
	producer->counters.bytes += body.records.len;
	return 1;
}

int producer_send(struct producer *producer, int64_t now)
{
	if (producer->error < 0)
		return producer->error;
	for (size_t i = 0; i < PEERS_MAX; i++) {
		struct stream_peer *peer = &producer->peers[i];
		int rc = 1;

		if (!peer->used)
			continue;
		if (now - peer->heard > PEER_SILENCE_MS) {
			drop_peer(producer, peer);
			continue;
		}
		while (rc > 0 && peer->used && peer->credit > 0)
			rc = send_batch(producer, peer);
		if (rc < 0)
			return rc;
	}
	return 0;
}
