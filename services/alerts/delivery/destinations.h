/* SPDX-License-Identifier: MIT
 *
 * Which destinations are dead, as the state knows it: none for longer than anybody would wait, and somebody was told.
 */
#ifndef LEEP_ALERTS_DELIVERY_DESTINATIONS_H
#define LEEP_ALERTS_DELIVERY_DESTINATIONS_H

#include "common/base/arena.h"
#include "common/store/log.h"

struct destination_dead {
	const char *channel;
	int64_t since; /* microseconds since 1970-01-01 UTC */
	const char *why;
};

/* False while it is alive, or was never used. In the arena. */
bool destinations_find(
	struct txn *txn, struct arena *arena, const char *channel, struct destination_dead *ret);

/* The first dead one after `channel` in the order of names; "" begins. */
bool destinations_next(
	struct txn *txn, struct arena *arena, const char *channel, struct destination_dead *ret);

void destinations_put(struct txn *txn, const struct destination_dead *dead);
void destinations_remove(struct txn *txn, const char *channel);

#endif
