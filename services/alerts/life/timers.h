/* SPDX-License-Identifier: MIT
 *
 * What waits for its time: of an alert, or of a list of news for one person. Each has at most one timer of a kind. What is
 * due at one moment is taken in the order of the kinds, so that all that is to go into a list is in it before it is told.
 */
#ifndef LEEP_ALERTS_LIFE_TIMERS_H
#define LEEP_ALERTS_LIFE_TIMERS_H

#include "common/store/log.h"

/* An address of mail has at most 254 bytes. */
#define TIMER_ADDRESS_MAX 256

enum timer_kind {
	TIMER_ENDS = 1, /* of an alert: its acknowledgement or silence */
	TIMER_ESCALATE, /* of an alert: the next person of the chain */
	TIMER_REPEAT,   /* of an alert: a reminder */
	TIMER_DAY,      /* of alert 0: what a new day changes by itself */
	TIMER_TELL,     /* of a list: news.h */
};

struct timer {
	enum timer_kind kind;
	uint64_t alert;                  /* unless it is TIMER_TELL */
	char list;                       /* of TIMER_TELL: enum news_list */
	char address[TIMER_ADDRESS_MAX]; /* the same */
	int64_t when;                    /* microseconds since 1970-01-01 UTC */
	int64_t since;                   /* of TIMER_TELL: when the first entry came */
};

/* Set anew, whatever was set before. */
void timers_set(struct txn *txn, const struct timer *timer);

void timers_clear(struct txn *txn, enum timer_kind kind, uint64_t alert);

/* Is one set? Then `when` and `since` are filled in; the other fields say which one. */
bool timers_get(struct txn *txn, struct timer *timer);

/* The first moment at which something is due; false when nothing waits. */
bool timers_first(struct txn *txn, int64_t *ret);

/* How many lists are to be told within `at_most` microseconds of their first entry. */
size_t timers_settling(struct txn *txn, int64_t at_most);

/* Take out the first that is due at `at` or before; false when none is. */
bool timers_take(struct txn *txn, int64_t at, struct timer *ret);

#endif
