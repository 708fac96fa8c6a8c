/* SPDX-License-Identifier: MIT
 *
 * The thread that sends: parcels go in, come back with what became of them, and nothing else is shared. It knows no state,
 * keeps no order and tries nothing twice: delivery.c does.
 */
#ifndef LEEP_ALERTS_DELIVERY_COURIER_H
#define LEEP_ALERTS_DELIVERY_COURIER_H

#include "services/alerts/delivery/parcel.h"

struct courier;

/* Start the thread. ERR_NOMEM, ERR_IO. */
int courier_open(struct courier **ret);

/* Stop the thread; what is still with it has no outcome. Takes NULL. */
void courier_free(struct courier *courier);

/* Readable when a parcel is back. */
int courier_fd(const struct courier *courier);

/* Hand over a parcel: the courier's until it is back. */
void courier_send(struct courier *courier, struct parcel *parcel);

/* A parcel with its verdict, the caller's again; NULL: none is back. */
struct parcel *courier_back(struct courier *courier);

/* Begin nothing any more: what was not begun is back at once, with a verdict whose state is 0. */
void courier_finish(struct courier *courier);

#endif
