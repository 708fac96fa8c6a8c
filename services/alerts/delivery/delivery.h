/* SPDX-License-Identifier: MIT
 *
 * How notices leave: after commits, what is due goes to the thread that sends, one notice a destination and in the order of
 * its queue; what became of it comes back into the state as a command. Read outbox.h for the queues, pace.h for when,
 * parcel.h for what, courier.h for the thread, outcome.h for what follows.
 */
#ifndef LEEP_ALERTS_DELIVERY_DELIVERY_H
#define LEEP_ALERTS_DELIVERY_DELIVERY_H

#include "common/model/catalogue.h"
#include "common/service/service.h"
#include "services/alerts/delivery/outbox.h"
#include "services/alerts/delivery/settings.h"

struct delivery;

/* Start the thread and have the service woken when something is due. Errors are logged. */
int delivery_open(
	struct service *service, const struct catalogue *catalogue, const char *spool, struct delivery **ret);

/* After commits. An error is one of the store. */
int delivery_turn(struct delivery *delivery);

/* Waits a moment for what is under way, tells its outcome, and stops the thread. Takes NULL. */
void delivery_free(struct delivery *delivery);

/* How many were delivered since the service started. */
uint64_t delivery_sent(const struct delivery *delivery);

/* "good"; "none": there is no file; "faulty": those before stay until it is mended, and at the start nothing leaves. */
const char *delivery_settings(const struct delivery *delivery);

/* What is known of a message of a channel that was tried: attempts that no outcome was told of, and what was said to the last.
 * `key` NULL: of the destination itself. False when nothing is, or it answers. */
struct delivery_try {
	uint32_t attempts;
	const char *text;
};
bool delivery_tried(
	const struct delivery *delivery, const char *channel, const char *key, struct delivery_try *ret);

/* The destinations of the settings in force; n 0 when there are none. */
const struct settings *delivery_destinations(const struct delivery *delivery);

#endif
