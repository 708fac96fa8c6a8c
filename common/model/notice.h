/* SPDX-License-Identifier: MIT
 *
 * What one person is told at once: data that each channel lays out in its own way. See proto/leep/alert.proto.
 */
#ifndef LEEP_MODEL_NOTICE_H
#define LEEP_MODEL_NOTICE_H

#include "common/model/alert.h"

/* A digest names this many schools, a school this many alerts, with all they rest on; of more it says how many. */
#define NOTICE_SCHOOLS_MAX 200
#define NOTICE_ALERTS_MAX  32
/* Longest key that can be told: it is part of a header, of a file's name and of a reference. */
#define NOTICE_KEY_MAX 100
/* Ways that one person is reached. */
#define NOTICE_CHANNELS_MAX 8

struct notice_alert {
	struct alert alert;
	const char *what; /* opened, amended, reopened, reminder, escalated, resolved, ... */
	const char *text; /* what changed, in words; "" */
};

struct notice_school {
	uint32_t urn; /* 0: the authority itself */
	const char *name;
	uint32_t authority;
	const char *authority_name;
	size_t n;
	struct notice_alert *alert;
};

struct notice {
	const char *key;  /* letters, digits, '.', '_' and '-'; the same for every attempt and channel */
	const char *kind; /* news, reminder, escalation, silence-ended, digest, alarm */
	int64_t at;       /* microseconds since 1970-01-01 UTC */
	const char *to_name;
	const char *to_address;
	const char *to_phone; /* "": none */
	const char *sender;   /* address that mail comes from */
	const char *for_name; /* whom the recipient stands in for; "": nobody */
	const char *text;     /* of an alarm, or said before the schools; "" */
	bool minimal;         /* no name, figure or condition leaves */
	size_t n_channel;
	const char **channel; /* mail, teams:NAME, webhook:NAME, notify-mail, notify-text, spool */
	size_t n_school;
	struct notice_school *school;
};

/* Append to `out`; ERR_LIMIT when it is too large. */
int notice_encode(const struct notice *notice, struct buffer *out);

/* Lists are taken from the arena, texts point into what it holds. ERR_BADMSG with a reason. */
int notice_decode(struct arena *arena, struct bytes bytes, struct notice *ret, const char **ret_reason);

#endif
