/* SPDX-License-Identifier: MIT
 *
 * The keys of alerts' state; nobody else knows them. state_school.h has what is known of schools, state_column.h the
 * figures and what is to be looked at.
 */
#ifndef LEEP_ALERTS_STATE_H
#define LEEP_ALERTS_STATE_H

#include "common/model/alert.h"
#include "common/model/indicator.h"
#include "common/store/log.h"
#include "services/alerts/state/state_column.h"
#include "services/alerts/state/state_school.h"

enum alerts_table {
	ALERTS_CONFIG = STORE_OWN, /* "rules", "caseloads", ... -> the text in force */
	ALERTS_SCHOOLS,            /* u32 URN -> school, as an encoded register event of one */
	ALERTS_INSPECTIONS,        /* u32 URN, u32 day -> inspection, as an encoded event of one */
	ALERTS_COLUMNS,            /* see state_column.h -> indicator column */
	ALERTS_FILES,              /* u64 submission -> opened event as it came */
	ALERTS_TOUCHED,            /* 'a', u32 area; or 'c', key of a column -> "": to be looked at at Done */
	ALERTS_ALERTS,             /* u64 id -> alert, as an encoded event with its last history line */
	ALERTS_KEYS,               /* rule, u32 URN, measure, period -> u64 id */
	ALERTS_OUTBOX,             /* key -> notice that has not left by every channel: delivery/outbox.h */
	ALERTS_UNSENT,       /* channel, u64 place -> u64 attempts, key of the notice; "" -> the last place */
	ALERTS_BY_AREA,      /* u32 authority or URN, u64 id -> "": alerts of a school or authority */
	ALERTS_TIMERS,       /* u8 kind, text or u64 whose -> i64 when it is due */
	ALERTS_DUE,          /* i64 when, u8 kind, whose -> "" */
	ALERTS_NEWS,         /* u8 list, address, u32 URN, u64 alert -> what changed: life/news.h */
	ALERTS_EVENTS,       /* u32 area, u32 day, kind, reference -> event, or tie to a successor */
	ALERTS_HELD,         /* measure, u8 level, u32 authority, u32 period -> "": there are figures of it */
	ALERTS_DESTINATIONS, /* channel -> since when it is dead, why */
	ALERTS_RECORDS,      /* u64 id -> record of the casework: casework/ */
	ALERTS_BY_CASE,      /* u64 case or budget, kind, u64 id -> "" */
};

#define ALERTS_TABLES 19
extern const struct store_table_spec alerts_tables[ALERTS_TABLES];

bool state_config(struct txn *txn, const char *name, struct bytes *ret);
void state_put_config(struct txn *txn, const char *name, const char *text);

void state_put_file(struct txn *txn, uint64_t submission, struct bytes event);
bool state_file(struct txn *txn, struct arena *arena, uint64_t submission, struct opened *ret);

/* The alert of a rule, school, measure and period; 0 when there is none. */
uint64_t state_alert_id(
	struct txn *txn, const char *rule, uint32_t urn, const char *measure, const char *period);
/* Ids of alerts of a rule, school and measure, whatever their period, the latest first: at most `max`; returns how many. */
size_t state_alert_ids(
	struct txn *txn, const char *rule, uint32_t urn, const char *measure, uint64_t *ret, size_t max);
uint64_t state_next_alert_id(struct txn *txn);
bool state_alert(struct txn *txn, struct arena *arena, uint64_t id, struct alert *ret);
/* Store the event (which holds the alert) and its key. */
void state_put_alert(struct txn *txn, const struct alert *alert, struct bytes event);

#endif
