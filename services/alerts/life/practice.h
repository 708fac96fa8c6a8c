/* SPDX-License-Identifier: MIT
 *
 * The council's practice: how long news settles, when digests are sent, how soon somebody is reminded or the next person
 * told. From practice.yaml, whose head explains the keys.
 */
#ifndef LEEP_ALERTS_LIFE_PRACTICE_H
#define LEEP_ALERTS_LIFE_PRACTICE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

/* info, watch, concern, urgent. */
#define SEVERITIES 4

struct practice {
	int64_t settling, settling_at_most; /* microseconds */
	unsigned digest_at;                 /* minute of the day in England */
	unsigned digest_day;                /* 0: Monday */
	unsigned repeat[SEVERITIES];        /* working days; 0: never */
	unsigned escalate[SEVERITIES];      /* the same */
	unsigned acknowledged_for;          /* days; 0: an acknowledgement does not end by itself */
};

/* ERR_SYNTAX with the reason, and line where known, in `error`. */
int practice_parse(struct bytes yaml, struct practice *ret, struct err_text *error);

/* 0 (info, and whatever is none of the four) to 3 (urgent). */
unsigned severity_rank(const char *severity);

#endif
