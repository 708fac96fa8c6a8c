/* SPDX-License-Identifier: MIT
 *
 * What the files of alerts' state share: values are encoded events of the streams, so that one decoder checks them.
 */
#ifndef LEEP_ALERTS_STATE_PART_H
#define LEEP_ALERTS_STATE_PART_H

#include "services/alerts/state/state.h"

/* Encode and put; a failure is the transaction's. */
void state_put_event(
	struct txn *txn, unsigned table, const struct key *key, const struct indicator_event *event);

/* The event in the arena; false, and the transaction failed, when it is none of the kind. */
bool state_decode(struct txn *txn, struct arena *arena, struct bytes value, enum indicator_kind kind,
	struct indicator_event *ret);

#endif
