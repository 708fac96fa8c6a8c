/* SPDX-License-Identifier: MIT
 *
 * Who talks with which school: the council's caseloads.yaml, checked and ready. A message must reach exactly one
 * person, so a school listed twice or an address that is none is an error of the file, not of the day of the alert.
 */
#ifndef LEEP_ALERTS_CASELOADS_H
#define LEEP_ALERTS_CASELOADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

enum digest { DIGEST_NONE, DIGEST_DAILY, DIGEST_WEEKLY };

struct adviser {
	const char *name; /* one line of text */
	const char *email;
	const char *phone;    /* "": none */
	size_t n_channel;     /* ways to reach the person, at least one */
	const char **channel; /* mail, teams:NAME, webhook:NAME, notify-mail, notify-text */
	enum digest digest;   /* when what is not urgent is told */
	bool minimal; /* no name, figure or condition leaves: only that there is something to look at */
};

/* A school and its adviser. */
struct caseload_entry {
	uint32_t urn;
	const struct adviser *adviser;
};

struct caseloads {
	uint32_t authority;
	const struct adviser *fallback; /* of schools not listed */
	size_t n;
	const struct caseload_entry *school; /* by URN, each once */
};

/* Read the text of a caseloads.yaml. Everything is taken from the arena. ERR_SYNTAX with the reason, and line where
 * known, in `error`: an unknown key, no adviser for schools not listed, a school listed twice, no URN, a malformed
 * name or address. */
int caseloads_parse(struct arena *arena, struct bytes yaml, struct caseloads *ret, struct err_text *error);

/* Do these caseloads speak for the schools of an authority? */
bool caseloads_covers(const struct caseloads *caseloads, uint32_t authority);

/* Never NULL. */
const struct adviser *caseloads_adviser(const struct caseloads *caseloads, uint32_t urn);

/* One address as it can stand in a header and on a command line: at most 254 visible ASCII characters, of which one
 * "@", without quoting, comments, address literals and a leading "-". */
bool caseloads_address_ok(const char *email);

#endif
