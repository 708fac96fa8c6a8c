/* SPDX-License-Identifier: MIT
 *
 * The inside of delivery: delivery.c hands over what is due, lanes.c takes what comes back, settings_watch.c
 * reads the settings.
 */
#ifndef LEEP_ALERTS_DELIVERY_DELIVERY_PARTS_H
#define LEEP_ALERTS_DELIVERY_DELIVERY_PARTS_H

#include "services/alerts/delivery/courier.h"
#include "services/alerts/delivery/delivery.h"
#include "services/alerts/delivery/pace.h"

/* Channels that can be in the queues at once: those of the settings, the spool, and some that were taken out of them. */
#define LANES_MAX (SETTINGS_MAX + 17)

#define CHANNEL_LEN 304
#define KEY_LEN     128
#define TEXT_LEN    (SAID_MAX + 96)

/* Persons whom a destination does not take anything for just now. */
#define ASIDES_MAX 32

/* A message that was tried and has no outcome for good. */
struct trying {
	char key[KEY_LEN];
	char text[TEXT_LEN]; /* what was said to it */
	char told[TEXT_LEN]; /* what was last told of it; "": nothing */
	int64_t told_at;
	uint32_t untold; /* attempts since */
};

/* The queue of one channel. */
struct lane {
	char channel[CHANNEL_LEN];
	struct pace pace;
	bool busy;             /* its first is with the courier */
	struct parcel *parcel; /* back, with an outcome that is not told yet */
	struct trying trying;
};

/* One person for whom a lane's destination takes nothing now, such as one whose mailbox is full: others do not wait for them.
 * Their own messages stay in order. */
struct aside {
	struct lane *lane; /* NULL: not in use */
	char to[256];
	struct pace pace;
	struct trying trying;
};

enum found { FOUND_NOTHING, FOUND_GOOD, FOUND_FAULTY };

struct delivery {
	struct service *service;
	const struct catalogue *catalogue;
	char spool[PATH_LEN], path[PATH_LEN];
	struct courier *courier;
	int wake, timer; /* an epoll of the timer and of the courier's descriptor */
	struct arena *arena;
	struct arena *settings_arena;
	struct settings settings;
	enum found found;
	bool gone;      /* the file was not there when it was last looked at */
	bool ready;     /* there are settings, or no file of them: nothing leaves before */
	uint64_t stamp; /* of the files that the settings in force came from */
	int64_t look;   /* when they are looked at next */
	char fault[sizeof(((struct err_text *)NULL)->text)];
	struct lane lane[LANES_MAX];
	size_t n_lanes;
	struct aside aside[ASIDES_MAX];
	int64_t rest; /* before this nothing is told */
	uint64_t sent;
};

/* Read the settings when their files have changed; faulty ones again and again, and those before stay. */
void delivery_look(struct delivery *delivery, int64_t tick);

/* The lane of a channel; a new one begins as the state knows its destination. NULL: there are too many. */
struct lane *lanes_open(struct delivery *delivery, struct txn *txn, const char *channel);

/* The person of a lane who is set aside; NULL when they are not. */
struct aside *lanes_aside(struct delivery *delivery, const struct lane *lane, const char *to);

/* Take back what the courier brings. */
void lanes_collect(struct delivery *delivery);

/* Tell the outcomes that are kept. ERR_FULL when there is no room in the store. */
int lanes_tell(struct delivery *delivery, int64_t tick);

/* Refused before it was tried; `unknown`: there is no such channel. */
void lanes_refuse(
	struct delivery *delivery, struct lane *lane, const char *key, const char *why, bool unknown);

#endif
