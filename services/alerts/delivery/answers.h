/* SPDX-License-Identifier: MIT
 *
 * What waits to be delivered, and how the destinations are, for whoever asks.
 */
#ifndef LEEP_ALERTS_DELIVERY_ANSWERS_H
#define LEEP_ALERTS_DELIVERY_ANSWERS_H

#include "common/model/query.h"
#include "services/alerts/delivery/delivery.h"

/* Two tables: `deliveries`, a page of what waits from behind `after`, and, with the first page, `destinations`. `delivery` may
 * be NULL. ERR_NOMEM, ERR_CORRUPT, ERR_BADMSG for an `after` that is none. */
int answer_deliveries(struct txn *txn, struct arena *arena, const struct delivery *delivery,
	struct bytes after, struct query_result *ret);

/* Lines of health. */
void answer_health(struct txn *txn, struct arena *arena, const struct delivery *delivery, struct buffer *out);

#endif
