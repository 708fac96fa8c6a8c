/* SPDX-License-Identifier: MIT
 *
 * Notices that are to leave: the intent, committed with the change that it tells of. Each channel has a queue of its own,
 * in the order in which notices were written; an entry goes when it has an outcome.
 */
#ifndef LEEP_ALERTS_DELIVERY_OUTBOX_H
#define LEEP_ALERTS_DELIVERY_OUTBOX_H

#include "common/model/notice.h"
#include "common/store/log.h"

/* The channel of the spool folder, which is there without any settings. */
#define OUTBOX_SPOOL "spool"

/* A notice that waits in the queue of one channel. */
struct waiting {
	const char *channel;
	uint64_t nth; /* grows with every entry of any queue */
	const char *key;
	uint32_t attempts;
};

/* Keep the notice and queue it in each of its channels. A failure is also the transaction's. */
int outbox_put(struct txn *txn, const struct notice *notice);

/* The first entry after place (`channel`, `nth`) in the order of channels and places, in the arena: ("", 0) begins, and
 * UINT64_MAX for the place leads to the first of the next channel. */
bool outbox_next(
	struct txn *txn, struct arena *arena, const char *channel, uint64_t nth, struct waiting *ret);

/* The entry of a notice in the queue of a channel. */
bool outbox_find(
	struct txn *txn, struct arena *arena, const char *channel, const char *key, struct waiting *ret);

/* The notice; false when it is not kept (any more). */
bool outbox_notice(struct txn *txn, struct arena *arena, const char *key, struct notice *ret);

/* So many more attempts that failed. */
void outbox_tried(struct txn *txn, const struct waiting *waiting, uint32_t attempts);

/* Queue a notice that is kept in one channel more, the spool: nothing when it waits there. */
void outbox_spool(struct txn *txn, const char *key);

/* How many entries wait in the queue of a channel; of all with "". */
uint64_t outbox_count(struct txn *txn, const char *channel);

/* It has an outcome for good: out of the queue, and the notice goes with its last entry. */
void outbox_settle(struct txn *txn, struct arena *arena, const struct waiting *waiting);

#endif
