/* SPDX-License-Identifier: MIT
 *
 * What is known of schools and has happened to them or to authorities; part of state.h.
 */
#ifndef LEEP_ALERTS_STATE_SCHOOL_H
#define LEEP_ALERTS_STATE_SCHOOL_H

#include "common/model/indicator.h"
#include "common/store/store.h"

/* What is known of a school, in the arena; false when nothing is. */
bool state_school(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret);
/* The school after `urn`, by number; false when there is none. */
bool state_next_school(struct txn *txn, uint32_t *urn);
void state_put_school(struct txn *txn, const struct school *school, uint64_t submission);

/* The day on which the school opened, as its register says; a day before all others where that is not said. */
uint32_t state_school_opened(const struct school *school);

/* A graded inspection of the school's own; one that is told again takes the place of the first. */
void state_put_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission);

/* The school's own graded inspection that is `back` before its latest one, in whatever frame, and the submission it came
 * with; false when it had no such. Days after `until` do not count; UINT32_MAX: all do. */
bool state_inspection(struct txn *txn, struct arena *arena, uint32_t urn, uint32_t until, unsigned back,
	struct inspection *ret, uint64_t *ret_submission);

/* Something that happened, and the submission that told it. */
struct happened {
	struct school_event event;
	uint64_t submission;
};

void state_put_happened(struct txn *txn, const struct school_event *event, uint64_t submission);

/* How many events of a kind (letters taken alike in either case) an area had from day `from` to day `until`, both
 * inclusive; the latest of them, at most `max`, the latest first, into `ret`. */
size_t state_happened(struct txn *txn, struct arena *arena, struct area area, const char *kind, uint32_t from,
	uint32_t until, struct happened *ret, size_t max);

/* Which of the two schools came after the other; ties of other kinds tell nothing and are not kept. */
void state_put_link(struct txn *txn, const struct school_link *link, uint64_t submission);

/* Has the school closed, become an academy under another URN, or another taken its place, by the moment `at`
 * (microseconds since 1970-01-01)? Then why, for people, in the arena: "the school closed on 31 August 2018". Told by the
 * register, by an event, or, unless the register says that it is open, by a successor. False also when nothing is known. */
bool state_school_gone(struct txn *txn, struct arena *arena, uint32_t urn, int64_t at, const char **ret_why);

#endif
