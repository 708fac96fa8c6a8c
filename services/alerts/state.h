/* SPDX-License-Identifier: MIT
 *
 * The keys of alerts' state; nobody else knows them.
 */
#ifndef LEEP_ALERTS_STATE_H
#define LEEP_ALERTS_STATE_H

#include "common/model/alert.h"
#include "common/model/indicator.h"
#include "common/store/log.h"

enum alerts_table {
	ALERTS_CONFIG = STORE_OWN, /* "rules", "caseloads" -> the text in force */
	ALERTS_SCHOOLS,            /* u32 URN -> school, as an encoded register event of one */
	ALERTS_INSPECTIONS,        /* u32 URN, u32 day -> inspection, as an encoded event of one */
	ALERTS_COLUMNS,            /* measure, u32 period, u32 authority -> indicator column as it came */
	ALERTS_FILES,              /* u64 submission -> opened event as it came */
	ALERTS_TOUCHED,            /* 's', u32 URN; or 'c', key of a column -> "": to be looked at at Done */
	ALERTS_ALERTS,             /* u64 id -> alert, as an encoded event with its last history line */
	ALERTS_KEYS,               /* rule, u32 URN, measure, period -> u64 id */
	ALERTS_OUTBOX,             /* key -> notice that has not left by every channel: delivery/outbox.h */
	ALERTS_UNSENT,       /* channel, u64 place -> u64 attempts, key of the notice; "" -> the last place */
	ALERTS_BY_AREA,      /* u32 authority or URN, u64 id -> "": alerts of a school or authority */
	ALERTS_TIMERS,       /* u8 kind, text or u64 whose -> i64 when it is due */
	ALERTS_DUE,          /* i64 when, u8 kind, whose -> "" */
	ALERTS_NEWS,         /* address, u32 URN, u64 alert -> what changed: to be told when it has settled */
	ALERTS_EVENTS,       /* area, day, kind, reference -> event of a school or authority */
	ALERTS_HELD,         /* measure, authority -> the periods of which there are figures */
	ALERTS_DESTINATIONS, /* channel -> since when it is dead, why */
	ALERTS_RECORDS,      /* u64 id -> record of the casework: casework/ */
	ALERTS_BY_CASE,      /* u64 case, kind, u64 id -> "" */
};

#define ALERTS_TABLES 19
extern const struct store_table_spec alerts_tables[ALERTS_TABLES];

bool state_config(struct txn *txn, const char *name, struct bytes *ret);
void state_put_config(struct txn *txn, const char *name, const char *text);

/* What is known of a school, in the arena; false when nothing is. */
bool state_school(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret);
void state_put_school(struct txn *txn, const struct school *school, uint64_t submission);

void state_put_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission);
/* The latest inspection of a school and the submission it came with. */
bool state_latest_inspection(
	struct txn *txn, struct arena *arena, uint32_t urn, struct inspection *ret, uint64_t *ret_submission);

/* Names the column of schools of one authority; the group is always "all". */
struct column_id {
	const char *measure;
	struct period period;
	uint32_t authority;
};
void state_put_column(struct txn *txn, const struct column_id *id, struct bytes event);
bool state_column(
	struct txn *txn, struct arena *arena, const struct column_id *id, struct indicator_event *ret);

void state_put_file(struct txn *txn, uint64_t submission, struct bytes event);
bool state_file(struct txn *txn, struct arena *arena, uint64_t submission, struct opened *ret);

void state_touch_school(struct txn *txn, uint32_t urn);
void state_touch_column(struct txn *txn, const struct column_id *id);
/* Touch every school and every column that is known: the rules or the caseloads have changed. */
void state_touch_all(struct txn *txn);
/* Take the first touched thing: a column (true in `ret_is_column`, its measure in the arena) or a school. */
bool state_take_touched(struct txn *txn, struct arena *arena, bool *ret_is_column,
	struct column_id *ret_column, uint32_t *ret_urn);

/* The alert of a rule, school, measure and period; 0 when there is none. */
uint64_t state_alert_id(
	struct txn *txn, const char *rule, uint32_t urn, const char *measure, const char *period);
/* Ids of all alerts of a rule, school and measure, whatever their period: at most `max`; returns how many. */
size_t state_alert_ids(
	struct txn *txn, const char *rule, uint32_t urn, const char *measure, uint64_t *ret, size_t max);
uint64_t state_next_alert_id(struct txn *txn);
bool state_alert(struct txn *txn, struct arena *arena, uint64_t id, struct alert *ret);
/* Store the event (which holds the alert) and its key. */
void state_put_alert(struct txn *txn, const struct alert *alert, struct bytes event);

#endif
