/* SPDX-License-Identifier: MIT
 *
 * A notice made ready for one channel: copies of everything that the thread which sends needs, so that it shares nothing
 * with the service, and what became of it. Made afresh for every attempt: signatures tell the time.
 */
#ifndef LEEP_ALERTS_DELIVERY_PARCEL_H
#define LEEP_ALERTS_DELIVERY_PARCEL_H

#include "common/base/arena.h"
#include "common/model/catalogue.h"
#include "common/model/notice.h"
#include "services/alerts/delivery/settings.h"
#include "services/alerts/delivery/verdict.h"

#define PARCEL_HEADERS_MAX 8

struct parcel {
	struct arena *arena; /* all below is in it, and this too */
	const char *channel, *key;
	enum settings_way way;
	const char *folder; /* the spool */
	const char *url, *proxy, *ca_file;
	enum settings_tls tls;
	const char *user, *password;
	const char *from, *to; /* addresses */
	size_t n_header;
	const char *header[PARCEL_HEADERS_MAX];
	struct bytes body;
	unsigned timeout; /* seconds */
	int64_t written;  /* when the notice was */
	struct verdict verdict;
	struct parcel *next; /* in the courier's lists */
};

/* What a parcel is made of beside the notice. */
struct parcel_making {
	const struct settings *settings;
	const struct settings_destination *destination; /* NULL: the spool */
	const struct catalogue *catalogue;
	const char *folder; /* the spool */
	const char *channel;
	int64_t now; /* microseconds since 1970-01-01 UTC */
};

/* ERR_INVAL when the notice cannot be told this way at all: no telephone number, no address; ERR_LIMIT when it is too large;
 * ERR_NOMEM. Give back with parcel_free. */
int parcel_make(const struct parcel_making *making, const struct notice *notice, struct parcel **ret);

/* Takes NULL. */
void parcel_free(struct parcel *parcel);

#endif
