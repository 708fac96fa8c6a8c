/* SPDX-License-Identifier: MIT
 *
 * Lists of what is to be told: one a kind and person, by school and alert, each alert once. And the index of a school's
 * alerts.
 */
#ifndef LEEP_ALERTS_LIFE_NEWS_H
#define LEEP_ALERTS_LIFE_NEWS_H

#include "common/model/alert.h"
#include "common/store/log.h"

enum news_list {
	NEWS_CHANGED = 'n',    /* opened, amended, reopened, resolved, ...: a notice of kind news or digest */
	NEWS_REMINDER = 'r',   /* of kind reminder */
	NEWS_ESCALATED = 'e',  /* of kind escalation */
	NEWS_UNSILENCED = 's', /* of kind silence-ended */
	NEWS_QUIET = 'q',      /* what changes while an alert is silenced; told nobody, its address is "" */
};

struct news {
	uint32_t area; /* the school, or the code of the authority */
	uint64_t alert;
	const char *what; /* as in a notice; of NEWS_QUIET how many times */
	const char *text; /* what changed, in words; of NEWS_QUIET what was seen when the silence began */
};

/* The school, or the authority when it is about the authority itself. */
uint32_t news_area(const struct alert *alert);

void news_put(struct txn *txn, enum news_list list, const char *address, const struct news *news);
void news_remove(struct txn *txn, enum news_list list, const char *address, uint32_t area, uint64_t alert);

/* Texts are taken from the arena. A failure is the transaction's. */
bool news_get(struct txn *txn, struct arena *arena, enum news_list list, const char *address, uint32_t area,
	uint64_t alert, struct news *ret);

/* The first entry after (`area`, `alert`); (0, 0) begins. */
bool news_next(struct txn *txn, struct arena *arena, enum news_list list, const char *address, uint32_t area,
	uint64_t alert, struct news *ret);

/* How many entries the list has. */
size_t news_count(struct txn *txn, enum news_list list, const char *address);

/* Another number with every call, from 1: keys of notices are made of it. */
uint64_t news_number(struct txn *txn);

/* Enter an alert under its school or authority; the first of an area after `after`, 0 when there is none. */
void area_enter(struct txn *txn, uint32_t area, uint64_t alert);
uint64_t area_next(struct txn *txn, uint32_t area, uint64_t after);

/* The first area after `after` that has alerts; 0 when there is none. */
uint32_t area_following(struct txn *txn, uint32_t after);

#endif
