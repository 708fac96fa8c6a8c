/* SPDX-License-Identifier: MIT
 *
 * What the files of casework share: a command under way (struct work) and the row of it that is at hand (struct draft).
 *
 * Every row is made ready twice: first all rows, with nothing written; then each again, and written. So what is refused is
 * refused whole, and memory holds one row at a time.
 */
#ifndef LEEP_ALERTS_CASEWORK_PART_H
#define LEEP_ALERTS_CASEWORK_PART_H

#include "common/model/case_kinds.h"
#include "services/alerts/casework/casework.h"
#include "services/alerts/casework/records.h"

/* A declared interest that has not ended. */
struct interest {
	uint64_t id;
	uint32_t urn;
	const char *person, *address, *nature;
};

/* A record whose like there may be only once. */
struct twin {
	uint64_t id;
	uint32_t urn;
	const char *text;
};

/* Cases are a few thousand in twenty years, interests and budgets some hundred; with the rows of one command this many are
 * looked through at most, in 24 bytes each. */
#define KNOWN_MAX 20000

struct work {
	const struct casework *with;
	struct txn *txn;
	const struct case_command *command;
	const struct case_row *row; /* at hand */
	const char *who;
	int64_t at;
	uint32_t today;
	bool writing; /* the second time */
	uint64_t next_id;
	struct interest *interest; /* NULL: not read yet */
	size_t n_interest;
	struct twin *twin; /* NULL: not read yet */
	size_t n_twin;
	uint64_t *budget; /* that costs were written of; NULL: none yet */
	size_t n_budget;
	const char *kind, *what; /* of the last row that changed something */
	const char *notes;       /* what ought to be known beside */
	struct err_text *text;
};

/* The record as it would stand after the row. */
struct draft {
	const struct case_kind *kind;
	bool is_new;
	struct record before; /* unless it is new */
	struct record record;
	struct record of; /* the case that it belongs to; id 0: none */
	const char *what; /* "": nothing changes */
	const char *why;  /* given with the command */
};

/* Refuse the row: says the row, the field ("": none) and the rest. Returns ERR_REFUSED. */
__attribute__((format(printf, 3, 4))) int work_refuse(
	struct work *work, const char *field, const char *format, ...);
/* Something that ought to be known, beside what is done. */
__attribute__((format(printf, 2, 3))) void work_note(struct work *work, const char *format, ...);

/* interests.c: the declared interest of a person in a school, by any of the names given; NULL when there is none. */
const struct interest *work_interest(struct work *work, uint32_t urn, const char *person);

/* What follows from declaring one: the cases that the person holds. */
int interests_check(struct work *work, const struct draft *draft);

/* fields.c: the row's fields read into the draft's record, with what is filled in by itself. */
int fields_take(struct work *work, struct draft *draft);
/* "start: 2026-09-01 -> 2026-10-01; provider: A": what changes, cut to fit a line of history. In scratch. */
const char *fields_told(struct work *work, const struct draft *draft);
void fields_put(struct record *record, const char *name, const char *value);

/* days.c: days that the law reckons are filled in where none is given, and follow the day that they are reckoned from. */
void days_reckon(struct work *work, struct draft *draft);

/* The Education and Adoption Act 2016 section 2 came into force: a notice states its own compliance period, and there are no
 * representations to HMCI any more. 2016-04-18 as days since 1970-01-01. */
#define DAYS_COMPLIANCE_PERIODS 16909u

/* holds.c: what must hold of one record, and between it and those it names. */
int holds_check(struct work *work, const struct draft *draft);

/* Days since 1970-01-01 of a field; 0 when it has none. */
uint32_t holds_day(const struct record *record, const char *field);

/* ends.c: may it close, be withdrawn, change the way it does? */
int ends_check(struct work *work, const struct draft *draft);

/* budgets.c: the cost of the record is to be borne by a budget of its time. What was written counts in its budget, and at the end
 * it is noted which of those are overspent. */
int budgets_check(struct work *work, const struct draft *draft);
int budgets_check_year(struct work *work, const struct draft *draft);
int budgets_touch(struct work *work, const struct record *record);
int budgets_note(struct work *work);

#endif
