/* SPDX-License-Identifier: MIT
 *
 * What is known about one school, or about the authority itself, while a rule looks at it, and what of it the rule used,
 * as evidence. figure.c, inspection.c and event.c know the terms of a condition.
 *
 * A figure is of the period that is judged; where a rule judges an inspection or an event, of the latest academic year
 * that is held. An inspection is the latest of the school's own graded ones; events are counted up to the day that is
 * judged: that of the inspection or the event, and today where figures are.
 */
#ifndef LEEP_ALERTS_FACTS_H
#define LEEP_ALERTS_FACTS_H

#include "services/alerts/rules/rules.h"
#include "services/alerts/state/state.h"

/* Columns that one judgement needs: each term's, and that of an earlier year for a change over several. */
#define FACTS_COLUMNS_A_RULE ((size_t)2 * TERMS_MAX)

/* Columns decoded once for all schools. The arena holds them: of an authority with 400 schools some 100 KB each. */
#define FACTS_COLUMNS_MAX (2 * FACTS_COLUMNS_A_RULE)
struct facts_columns {
	struct arena *arena; /* of the columns; the arena of a school's facts is emptied between schools */
	size_t n;
	struct facts_column {
		char measure[MEASURE_ID_MAX + 1];
		char group[GROUP_ID_MAX + 1];
		struct period period;
		uint32_t authority;
		enum column_level level;
		bool known;
		struct indicator_event event;
	} column[FACTS_COLUMNS_MAX];
};

void facts_forget_columns(struct facts_columns *columns);

/* Forget them unless there is room for those of one judgement more: to be called between two. */
void facts_make_room(struct facts_columns *columns);

/* The column, from what is decoded already or from the state; NULL when there is none. */
const struct indicator_event *facts_column(
	struct facts_columns *columns, struct txn *txn, const struct column_id *id);

/* An inspection of the school's own, once it was looked for. */
struct inspected {
	bool looked, known;
	struct inspection inspection;
	uint64_t submission;
};

struct facts {
	struct txn *txn;
	struct arena *arena;
	struct facts_columns *columns;
	const struct catalogue *catalogue;
	uint32_t authority;
	struct school school; /* urn 0: the authority itself is judged */
	const char *name;
	const char *measure;   /* "it" */
	struct period period;  /* that is judged; v 0: an inspection or an event is */
	uint32_t day;          /* that is judged, days since 1970-01-01 */
	uint32_t today;        /* when it is judged, days since 1970-01-01 */
	uint32_t until;        /* inspections and years after this day do not count; UINT32_MAX: all do */
	struct happened event; /* that is judged, if one is */
	bool has_event;
	int64_t late;                                   /* days; DECIMAL_NONE: no data are judged */
	uint32_t expected;                              /* day by which they were */
	struct inspected inspected[YEARS_BACK_MAX + 1]; /* the latest first */
	struct evidence evidence[EVIDENCE_MAX];
	size_t n_evidence;
};

/* Where facts come from. */
struct facts_source {
	struct txn *txn;
	struct arena *arena; /* of one school */
	struct facts_columns *columns;
	const struct catalogue *catalogue;
	int64_t at; /* now, microseconds since 1970-01-01 */
};

/* A school; ERR_NOTFOUND when it, or its authority, is not known. */
int facts_open(struct facts *facts, const struct facts_source *source, uint32_t urn);

/* The authority itself. */
void facts_open_authority(struct facts *facts, const struct facts_source *source, uint32_t authority);

/* What is judged, one of: figures of a period; the latest inspection by `until`, false when there is none; an event. */
void facts_take_period(struct facts *facts, struct period period);
bool facts_take_inspection(struct facts *facts, uint32_t until);
void facts_take_event(struct facts *facts, const struct happened *happened);

/* Begin a judgement: evidence is what it will use, and the event that is judged. */
void facts_begin(struct facts *facts);

/* What is known of one term into `ret`, with its evidence; false when nothing is. */
bool facts_know(struct facts *facts, const struct term *term, struct known_value *ret);

/* The same as an expression_lookup_fn, with the facts as context. */
bool facts_look_up(void *facts, const struct term *term, struct known_value *ret);

/* Is the condition true? Adds to the evidence. */
enum truth facts_evaluate(struct facts *facts, const struct expression *expression);

/* One line for people: what the rule saw, with its figures; NULL when memory is short. Equal lines mean that nothing
 * new was seen. */
const char *facts_summary(const struct facts *facts, const struct rule *rule);

/* What differs between earlier evidence and what is there now, each figure once: "ks4.progress8 -0.62 → -0.48"; "" when
 * no figure does. NULL when memory is short. */
const char *facts_changed(struct arena *arena, const struct alert *before, const struct facts *now);

#endif
