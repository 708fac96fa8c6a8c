/* SPDX-License-Identifier: MIT
 *
 * The sending end of a durable stream: serves a store's log to whoever says Hello, under the credit each gives.
 * Keeps nothing durable about consumers: each brings its own cursor. Read consumer.h for the other end, and
 * proto/leep/stream.proto for what they say to each other.
 */
#ifndef LEEP_STREAM_PRODUCER_H
#define LEEP_STREAM_PRODUCER_H

#include "common/store/log.h"
#include "common/stream/net.h"

/* Consumers served at once: three services, and watchers. Each costs its credit in libzmq's queues at most. */
#define PEERS_MAX 64

struct producer;

struct producer_counters {
	uint64_t batches;
	uint64_t records;
	uint64_t bytes;
	uint64_t rejected; /* Hellos that could not be served */
	uint64_t malformed;
	uint64_t peers;
};

/* Serve the log of `store` on `endpoint`. */
int producer_open(struct net *net, struct store *store, const char *endpoint, struct producer **ret,
	struct err_text *text);

/* Takes NULL. */
void producer_free(struct producer *producer);

struct net_socket *producer_socket(struct producer *producer);

/* Read what consumers say. `now` is clock_monotonic(). */
void producer_receive(struct producer *producer, int64_t now);

/* Send what credit allows. Returns the error of reading the store, if any. */
int producer_send(struct producer *producer, int64_t now);

const struct producer_counters *producer_counters(const struct producer *producer);

#endif
