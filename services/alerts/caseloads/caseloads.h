/* SPDX-License-Identifier: MIT
 *
 * Who talks with which school, and who else is told: the council's caseloads.yaml, checked and ready. A message must
 * reach exactly one person, so a school listed twice, a district with two advisers or an address that is none is an
 * error of the file, not of the day of the alert.
 */
#ifndef LEEP_ALERTS_CASELOADS_CASELOADS_H
#define LEEP_ALERTS_CASELOADS_CASELOADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/school.h"

enum digest { DIGEST_NONE, DIGEST_DAILY, DIGEST_WEEKLY };

struct adviser;

/* Days on which another person is told, since 1970-01-01, the last one included. */
struct absence {
	uint32_t from, until;
	const struct adviser *cover;
};

/* A person who is told of alerts, whether advising schools or not. */
struct adviser {
	const char *name; /* one line of text */
	const char *email;
	const char *phone;    /* "": none */
	size_t n_channel;     /* ways to reach the person, at least one */
	const char **channel; /* mail, teams:NAME, webhook:NAME, notify-mail, notify-text */
	enum digest digest;   /* when what is not urgent is told */
	bool minimal; /* no name, figure or condition leaves: only that there is something to look at */
	size_t n_absence;
	const struct absence *absence; /* in order, none overlapping the next */
};

/* A school and its adviser. */
struct caseload_entry {
	uint32_t urn;
	const struct adviser *adviser;
};

/* What schools have in common, the narrowest first: the order in which an adviser is looked for. */
enum route_kind { ROUTE_TRUST, ROUTE_DIOCESE, ROUTE_DISTRICT, ROUTE_PHASE, ROUTES };

/* All schools of a trust, a diocese, a district or a phase. */
struct route {
	const char *text; /* as the register has it; capitals and small letters are alike */
	const struct adviser *adviser;
};

struct caseloads {
	uint32_t authority;
	const struct adviser *fallback; /* of schools not listed */
	size_t n;
	const struct caseload_entry *school; /* by URN, each once */
	size_t n_route[ROUTES];
	const struct route *route[ROUTES]; /* by text, each once */
	size_t n_person;
	const struct adviser *person; /* everybody, each address once */
	const struct adviser *county; /* hears of alerts about the authority itself */
	const struct adviser *data_team;
	size_t n_chain;
	const struct adviser **chain; /* told in turn when nobody acknowledges */
};

/* Read the text of a caseloads.yaml; the sample says what its keys are. Everything is taken from the arena. ERR_SYNTAX
 * with the reason, and the line where known, in `error`: an unknown key, no adviser for schools not listed, a school,
 * trust, diocese, district or phase listed twice, no URN, a malformed name, address, telephone number or channel, absences
 * that overlap, somebody named who is not described. */
int caseloads_parse(struct arena *arena, struct bytes yaml, struct caseloads *ret, struct err_text *error);

/* Do these caseloads speak for the schools of an authority? */
bool caseloads_covers(const struct caseloads *caseloads, uint32_t authority);

/* Whoever lists the school, else its trust, diocese, district or phase, else the adviser for schools not listed. A special
 * school, of which the register says no phase, has the phase "Special", and a pupil referral unit or other alternative
 * provision "Alternative provision". Never NULL. */
const struct adviser *caseloads_adviser(const struct caseloads *caseloads, const struct school *school);

/* Who is told on a day in an adviser's place: cover, and the cover of cover. The adviser himself when he is there, and when
 * everybody in turn is away. Never NULL. */
const struct adviser *caseloads_present(
	const struct caseloads *caseloads, const struct adviser *adviser, uint32_t day);

/* Who is told in step 1, 2, ... when nobody acknowledges; NULL beyond the end. */
const struct adviser *caseloads_chain(const struct caseloads *caseloads, unsigned step);

/* Who hears of alerts about the authority, and who of late data and dead destinations. Never NULL. */
const struct adviser *caseloads_county(const struct caseloads *caseloads);
const struct adviser *caseloads_data_team(const struct caseloads *caseloads);

/* The person of an address or a name, capitals and small letters alike; NULL when there is none, or two of the name. */
const struct adviser *caseloads_find(const struct caseloads *caseloads, const char *name_or_address);

/* One address as it can stand in a header and on a command line: at most 254 visible ASCII characters, of which one
 * "@", without quoting, comments, address literals and a leading "-". */
bool caseloads_address_ok(const char *email);

#endif
