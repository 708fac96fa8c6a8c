/* SPDX-License-Identifier: MIT
 *
 * The kinds of record in the casework and their fields: one table, from which alerts checks what is written, reports lays out
 * lists and the command line knows its options. What must hold between records is in services/alerts/casework.
 *
 * Nobody's name but that of somebody who acts in office belongs in a record: no pupil and no family.
 */
#ifndef LEEP_MODEL_CASE_KINDS_H
#define LEEP_MODEL_CASE_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"

/* What a field holds, and how its value is kept whatever way it was written. */
enum case_type {
	CASE_TYPE_TEXT,    /* one line */
	CASE_TYPE_LONG,    /* paragraphs */
	CASE_TYPE_DAY,     /* 2026-11-22; 22/11/2026 is taken */
	CASE_TYPE_MONEY,   /* pounds, always with pence: 248000.00; £248,000 is taken */
	CASE_TYPE_NUMBER,  /* whole, 0 to 1,000,000 */
	CASE_TYPE_YES_NO,  /* yes, no */
	CASE_TYPE_WORD,    /* one of the words */
	CASE_TYPE_WORDS,   /* one or more of them, in their order, with blanks between */
	CASE_TYPE_URN,     /* of a school */
	CASE_TYPE_ALERT,   /* number of an alert */
	CASE_TYPE_RECORD,  /* number of a record of the kind */
	CASE_TYPE_PERSON,  /* name or address of somebody in office */
	CASE_TYPE_MEASURE, /* id of a measure, such as ks4.progress8 */
	CASE_TYPE_TERM,    /* 2026/27 autumn */
	CASE_TYPE_YEAR,    /* financial year: 2026-27 */
};

/* Whose values are people's words or dates of things that have happened, and so on. */
enum case_flag {
	CASE_NEEDED = 1, /* a record has it */
	CASE_TODAY = 2,  /* the day of the command when none is given */
	CASE_PAST = 4,   /* tells of what has happened: no day to come */
	CASE_CLOSES = 8, /* a record that has it is closed */
};

struct case_field {
	const char *name;
	enum case_type type;
	const char *of; /* the words, with blanks between; or the kind of record; else "" */
	unsigned flags;
	const char *help;
};

#define CASE_FIELDS_MAX 20

/* Bytes of one line: a title, a name; and of paragraphs, as many as any text of a message. */
#define CASE_LINE_MAX 200
#define CASE_LONG_MAX 4000

struct case_kind {
	const char *name;
	const char *help;
	bool in_case;    /* belongs to a case, and by it to a school */
	bool of_school;  /* names its school itself */
	bool holds_open; /* its case cannot close while it is open */
	const char *day; /* the field that says when it was; "": when it was made */
	struct case_field field[CASE_FIELDS_MAX];
};

/* All kinds, in the order in which people read them. */
size_t case_kinds(const struct case_kind **ret);
/* NULL when there is none of this name. */
const struct case_kind *case_kind(const char *name);
/* How many fields it has, and the one of this name; NULL when it has none. */
size_t case_kind_fields(const struct case_kind *kind);
const struct case_field *case_kind_field(const struct case_kind *kind, const char *name);
/* The field that closes a record of the kind; NULL: none does. */
const struct case_field *case_kind_closing(const struct case_kind *kind);

/* The value as it is kept, in the arena; NULL when it is none. Blanks around it do not count; "" is "". */
const char *case_value_read(struct arena *arena, const struct case_field *field, const char *text);

/* What is expected of a value: "a day such as 2026-11-22". In the arena. */
const char *case_value_expected(struct arena *arena, const struct case_field *field);

/* Pence of an amount as it is kept; 0 for "". */
int64_t case_pence(const char *value);
/* "248,000.00" of pence, with a minus where they are below 0. In the arena. */
const char *case_pounds(struct arena *arena, int64_t pence);

#endif
