/* SPDX-License-Identifier: MIT
 *
 * The keys of reports' state; nobody else knows them. Each stream writes tables of its own, so that the state does not
 * depend on the order in which the streams meet.
 */
#ifndef LEEP_REPORTS_STATE_H
#define LEEP_REPORTS_STATE_H

#include "common/model/alert.h"
#include "common/model/indicator.h"
#include "common/store/log.h"
#include "common/store/names.h"

enum reports_table {
	REPORTS_FLOW = STORE_OWN, /* stream -> u64 last submission that came through it whole */
	REPORTS_SUBMISSIONS,      /* u64 number -> closed event as it came */
	REPORTS_MEASURES,         /* id -> measure that came as data, as an event of one */
	REPORTS_SCHOOLS,          /* u32 URN -> school, as a register event of one */
	REPORTS_NEIGHBOURS,       /* u32 authority, u32 month -> set, as an event of one */
	REPORTS_NAMES,            /* text -> u16 number, of measures and groups */
	REPORTS_NUMBERS,          /* u16 number -> text */
	REPORTS_INDICATORS, /* u16 measure, u32 period, u16 group, u32 parent, u64 submission -> event as it came */
	REPORTS_ALERTS,     /* u64 id -> last change as it came */
	REPORTS_HISTORY,    /* u64 id, u64 nth -> change or message as it came */
	REPORTS_PAPERS,     /* name -> the paper */
	REPORTS_SHELF,      /* u64 nth -> i64 made, u64 size, name: the papers in the order they were made */
	REPORTS_HAPPENINGS, /* u32 day from the last, u32 area, kind or frame, reference -> an event of one */
	REPORTS_LINKS,      /* u32 URN, u32 other URN, kind -> link, as an event of one */
	REPORTS_GROUPS,     /* u32 URN, u32 uid -> group link, as an event of one */
	REPORTS_AREAS,      /* area -> its name as a list of codes gave it, as an event of one */
	REPORTS_FINDINGS,   /* u64 submission, u64 nth -> findings as they came */
	REPORTS_PUBLISHED,  /* u64 submission -> u32 day on which it was published */
	REPORTS_RECORDS,    /* u64 id -> last change of a record of the casework, as it came: casework/ */
	REPORTS_LINES,      /* u64 id, u64 nth -> change as it came */
	REPORTS_KINDS,      /* kind, u64 id -> "" */
	REPORTS_CASES,      /* u64 case, kind, u64 id -> "" */
};

#define REPORTS_TABLES 22
extern const struct store_table_spec reports_tables[REPORTS_TABLES];

/* Inputs in the order of the spec. */
enum reports_input { INPUT_OBSERVATIONS, INPUT_INDICATORS, INPUT_ALERTS, INPUTS };

/* Encode an observation of one entry and put it, for the functions below, which know the keys. Failures are the
 * transaction's. */
void state_put_one(struct txn *txn, unsigned table, const struct key *key, const struct observation *event);

void state_put_flow(struct txn *txn, enum reports_input input, uint64_t submission);
/* The last submission that has come through the indicators stream, and through all three. */
uint64_t state_flow_indicators(struct txn *txn);
uint64_t state_flow_all(struct txn *txn);

void state_put_submission(struct txn *txn, uint64_t number, uint32_t published, struct bytes event);
bool state_submission(struct txn *txn, struct arena *arena, uint64_t number, struct closed *ret);
/* What was known at a time: the submissions up to a number or, for a time before the first submission, those that
 * were published by a day. */
struct known {
	uint64_t submission;
	uint32_t published; /* days; 0: it is not asked for */
};

/* What had been received at or before `as_of`, or whatever is known when `as_of` is 0; before LEEP's own memory begins,
 * what had been published by that day. Empties the arena. */
struct known state_known_at(struct txn *txn, struct arena *arena, int64_t as_of);
/* Was the submission known then? */
bool state_is_known(struct txn *txn, const struct known *known, uint64_t submission);

void state_add_findings(struct txn *txn, uint64_t submission, struct bytes event);

void state_put_measure(struct txn *txn, const struct measure_def *def, uint64_t submission);
bool state_measure(struct txn *txn, struct arena *arena, const char *id, struct measure_def *ret);

void state_put_area(struct txn *txn, const struct area_name *area, uint64_t submission);
/* NULL when no list of codes named it. */
const char *state_area_name(struct txn *txn, struct arena *arena, struct area area);

void state_put_school(struct txn *txn, const struct school *school, uint64_t submission);
bool state_school(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret);

void state_put_neighbours(struct txn *txn, const struct neighbour_set *set, uint64_t submission);
bool state_neighbours(
	struct txn *txn, struct arena *arena, uint32_t authority, uint32_t month, struct neighbour_set *ret);

/* happenings.c: what happened, an inspection or an event: the latest word on it. */
void state_put_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission);
void state_put_event(struct txn *txn, const struct school_event *event, uint64_t submission);

/* A walk over what happened, newest first; `after` is the scan's key to begin at, or empty. */
struct happenings_walk {
	struct txn *txn;
	struct scan scan;
};
void state_happenings(struct happenings_walk *walk, struct txn *txn, struct bytes after);
/* The same from the newest that happened by `day`, in days since 1970-01-01. */
void state_happenings_by(struct happenings_walk *walk, struct txn *txn, uint32_t day);
/* Whom the next one is about, from its key alone; then the thing itself, decoded into the arena. */
bool state_happenings_next(struct happenings_walk *walk, struct area *ret_area);
bool state_happening(struct happenings_walk *walk, struct arena *arena, struct observation *ret);
void state_happenings_end(struct happenings_walk *walk);

/* Ties of a school. Of its groups, those that the latest file which names the school tells of. Each into the arena,
 * at most `max`; returns how many. */
void state_put_link(struct txn *txn, const struct school_link *link, uint64_t submission);
void state_put_group(struct txn *txn, const struct group_link *group, uint64_t submission);
size_t state_links(struct txn *txn, struct arena *arena, uint32_t urn, struct school_link *ret, size_t max);
size_t state_groups(struct txn *txn, struct arena *arena, uint32_t urn, struct group_link *ret, size_t max);

/* Are there numbers left for names that have none yet? There are 65,535. */
bool state_can_name(struct txn *txn, const struct column *figures);
void state_put_indicators(
	struct txn *txn, const struct column *figures, uint64_t submission, struct bytes event);

/* A walk over indicator columns, each in the newest version that was known. */
struct columns_walk {
	struct txn *txn;
	struct scan scan;
	struct known known;
	bool more;
	uint8_t key[20]; /* of the column found, for resuming */
};
/* `measure` "" walks over all; `after` is a key to begin at (20 bytes) or empty. */
void state_walk(struct columns_walk *walk, struct txn *txn, const char *measure, struct known known,
	struct bytes after);
/* The next column, decoded into the arena. */
bool state_walk_next(struct columns_walk *walk, struct arena *arena, struct indicator_event *ret);
void state_walk_end(struct columns_walk *walk);

/* siblings.c: the groups of a measure and period, in the order of their numbers and into the arena; those beyond 1,000 are
 * left out. ERR_NOMEM, ERR_CORRUPT. */
int state_pupil_groups(struct txn *txn, struct arena *arena, const char *measure, struct period period,
	const char ***ret, size_t *ret_n);
/* Are there columns of schools, in whatever version? */
bool state_has_schools(struct txn *txn, const char *measure, struct period period, const char *group);
/* One column in the newest version that was known, decoded into the arena; false when there is none. */
bool state_beside(struct txn *txn, struct arena *arena, const struct known *known, const char *measure,
	struct period period, const char *group, struct area parent, struct indicator_event *ret);

void state_put_alert(struct txn *txn, uint64_t id, struct bytes event);
void state_add_history(struct txn *txn, uint64_t id, struct bytes event);
bool state_alert(struct txn *txn, struct arena *arena, uint64_t id, struct alert_event *ret);

/* Keep a paper; its place on the shelf. */
uint64_t state_put_paper(struct txn *txn, const char *name, int64_t made, struct bytes paper);
uint64_t state_papers(struct txn *txn);
bool state_paper(struct txn *txn, const char *name, struct bytes *ret);

#endif
