/* SPDX-License-Identifier: MIT
 *
 * Records of the casework, their changes and the commands that make them. See proto/leep/casework.proto; case_kinds.h has the
 * kinds and their fields, services/alerts/casework what must hold.
 */
#ifndef LEEP_MODEL_CASEWORK_H
#define LEEP_MODEL_CASEWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/sha256.h"

/* Fields of one record, and rows of one command: a file of a few thousand visits comes in several commands. */
#define RECORD_FIELDS_MAX 40
#define CASE_ROWS_MAX     2000

enum record_state { RECORD_OPEN = 1, RECORD_CLOSED, RECORD_WITHDRAWN };

/* "open", "closed", "withdrawn". */
const char *record_state_text(enum record_state state);
bool record_state_parse(const char *text, enum record_state *ret);

struct record_field {
	const char *name;
	const char *value;
};

struct record {
	uint64_t id;
	const char *kind;
	uint64_t case_id; /* 0: of none */
	uint32_t urn;     /* 0: of none */
	uint32_t authority;
	enum record_state state;
	int64_t made; /* microseconds since 1970-01-01 UTC */
	int64_t changed;
	size_t n_field;
	struct record_field *field;
	uint8_t chain[SHA256_LEN]; /* of its last line of history */
};

/* The value of a field; "" when the record does not have it. */
const char *record_value(const struct record *record, const char *name);

/* Pence of one budget: what it was given; what is bound by agreements, or was spent where that is more or all has been paid;
 * what was spent. */
struct case_sums {
	int64_t allocated, committed, spent;
};

/* Add the cost of a record, unless it was withdrawn. */
void case_sums_add(struct case_sums *sums, const struct record *record);
/* allocated - committed: below 0 when it is overspent. */
int64_t case_sums_left(const struct case_sums *sums);

/* The record as it stands after the change, and the line of history that the change adds. */
struct case_changed {
	struct record record;
	int64_t at;
	const char *who;
	const char *what; /* added, changed, closed, reopened, withdrawn */
	const char *text;
	uint8_t chain[SHA256_LEN];
};

enum case_verb { CASE_VERB_ADD = 1, CASE_VERB_CHANGE, CASE_VERB_CLOSE, CASE_VERB_REOPEN, CASE_VERB_WITHDRAW };

struct case_row {
	uint64_t id; /* 0: a new record */
	uint64_t case_id;
	uint32_t urn; /* of a new case */
	size_t n_field;
	struct record_field *field;
	uint32_t row; /* line of the file it came from; 0: none */
};

struct case_command {
	enum case_verb verb;
	const char *kind;
	size_t n_row;
	struct case_row *row;
	bool check_only; /* say whether it would be carried out, and change nothing */
};

/* The chain of a change that follows one with chain `before` (32 zero bytes for the first): that of history_chain, with the
 * record after its text, so that neither can be altered. */
void case_changed_chain(
	const uint8_t before[SHA256_LEN], const struct case_changed *changed, uint8_t ret[SHA256_LEN]);

#endif
