/* SPDX-License-Identifier: MIT
 *
 * The receiving end of a durable stream. The owner keeps the cursor in its own store and commits it together with
 * what the records did; only then does it call consumer_acknowledge. See proto/leep/stream.proto for the rules.
 */
#ifndef LEEP_STREAM_CONSUMER_H
#define LEEP_STREAM_CONSUMER_H

#include "common/store/log.h"
#include "common/stream/net.h"

/* Bytes that may be under way to one consumer: four batches. Measured on ipc: three keep the pipe full while one
 * is being committed. Bounds the memory of a stalled consumer to this and one batch. */
#define CREDIT_BYTES ((uint64_t)1024 * 1024)

struct consumer;

enum consumer_state {
	CONSUMER_CALLING,   /* Hello was sent, or is due */
	CONSUMER_FOLLOWING, /* welcome */
	CONSUMER_REJECTED,  /* the producer will not serve this cursor: a person has to look */
};

struct consumer_counters {
	uint64_t batches;
	uint64_t records;
	uint64_t duplicates; /* records at or below the cursor, dropped */
	uint64_t gaps;       /* batches beyond cursor + 1, answered with Hello */
	uint64_t hellos;
	uint64_t reconnects;
	uint64_t malformed;
};

struct consumer_options {
	const char *name;   /* who consumes */
	const char *stream; /* what */
	const char *endpoint;
	struct cursor cursor; /* as committed */
	bool from_end;        /* only what comes from now on; for live views */
};

/* Records in order, all new to the owner; the bytes live until the next consumer_receive. */
struct batch {
	uint64_t epoch;
	uint64_t first_seq;
	size_t n;
	struct bytes *record;
};

/* The producer need not be there yet. Strings of the options are copied. */
int consumer_open(struct net *net, const struct consumer_options *options, struct consumer **ret,
	struct err_text *text);

/* Takes NULL. */
void consumer_free(struct consumer *consumer);

struct net_socket *consumer_socket(struct consumer *consumer);
enum consumer_state consumer_state(const struct consumer *consumer);

/* Why the producer rejected it; "" otherwise. */
const char *consumer_reason(const struct consumer *consumer);
const struct consumer_counters *consumer_counters(const struct consumer *consumer);

/* Last sequence number the producer is known to have. */
uint64_t consumer_producer_seq(const struct consumer *consumer);

/* Say Hello or Ping when due; start anew when the peer has been silent too long. Call once a turn. */
int consumer_tick(struct consumer *consumer, int64_t now);

/* Instead of consumer_tick while the owner is busy and cannot receive: keeps the conversation alive, judges nobody. */
void consumer_rest(struct consumer *consumer, int64_t now);

/* The next batch; ERR_AGAIN when there is none. Every batch must be acknowledged to its end before the next is
 * received. */
int consumer_receive(struct consumer *consumer, int64_t now, struct batch *ret);

/* Everything up to `seq` is committed. The producer is told now, or together with batches that have already come. */
void consumer_acknowledge(struct consumer *consumer, uint64_t seq, int64_t now);

#endif
