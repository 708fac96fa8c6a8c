/* SPDX-License-Identifier: MIT
 *
 * What is known of a school, and how it is tied to others. The lists below are all there is to say: the codec, the
 * register's reader and the answers of reports go through them, so that a new field is one word here and one in the
 * .proto.
 */
#ifndef LEEP_MODEL_SCHOOL_H
#define LEEP_MODEL_SCHOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts as the source writes them; "": not said. `sector` is "state-funded", "independent" or ""; `setting`, which only
 * performance tables tell, "mainstream", "special" or "". */
#define SCHOOL_TEXTS(X)    \
	X(name)            \
	X(status)          \
	X(type)            \
	X(type_group)      \
	X(phase)           \
	X(sector)          \
	X(setting)         \
	X(open_reason)     \
	X(close_reason)    \
	X(gender)          \
	X(religion)        \
	X(diocese)         \
	X(admissions)      \
	X(boarders)        \
	X(nursery)         \
	X(sixth_form)      \
	X(special_classes) \
	X(provision)       \
	X(section_41)      \
	X(trust)           \
	X(trust_kind)      \
	X(sponsor)         \
	X(federation)      \
	X(region)          \
	X(district)        \
	X(ward)            \
	X(town)            \
	X(postcode)        \
	X(urban_rural)

#define SCHOOL_NUMBERS(X)   \
	X(low_age)          \
	X(high_age)         \
	X(capacity)         \
	X(pupils)           \
	X(provision_places) \
	X(unit_places)      \
	X(ukprn)

/* yyyymmdd, since schools are older than 1970; 0: not said. */
#define SCHOOL_DATES(X) \
	X(opened)       \
	X(closed)       \
	X(counted)      \
	X(changed)

/* A number that may not be said: an age of 0 is one. */
struct said {
	bool is;
	uint32_t n;
};

struct school {
	uint32_t urn;
	uint32_t authority; /* 0: not said */
	uint32_t estab;
	uint32_t row;
#define SCHOOL_TEXT(field)   const char *field;
#define SCHOOL_NUMBER(field) struct said field;
#define SCHOOL_DATE(field)   uint32_t field;
	SCHOOL_TEXTS(SCHOOL_TEXT)
	SCHOOL_NUMBERS(SCHOOL_NUMBER)
	SCHOOL_DATES(SCHOOL_DATE)
#undef SCHOOL_TEXT
#undef SCHOOL_NUMBER
#undef SCHOOL_DATE
};

enum school_field_kind { SCHOOL_FIELD_TEXT, SCHOOL_FIELD_NUMBER, SCHOOL_FIELD_DATE };

struct school_field {
	const char *name;
	enum school_field_kind kind;
	size_t offset; /* in struct school */
};

/* The fields in the order of the lists above, and how many there are. */
#define SCHOOL_PLACE(field) SCHOOL_AT_##field,
enum school_place {
	SCHOOL_TEXTS(SCHOOL_PLACE) SCHOOL_NUMBERS(SCHOOL_PLACE) SCHOOL_DATES(SCHOOL_PLACE) SCHOOL_FIELDS
};
#undef SCHOOL_PLACE
extern const struct school_field school_fields[SCHOOL_FIELDS];

/* The field of this name; NULL when there is none. */
const struct school_field *school_field(const char *name);

/* Where a field of a school lies, by its kind. */
const char **school_text(struct school *school, const struct school_field *field);
struct said *school_number(struct school *school, const struct school_field *field);
uint32_t *school_date(struct school *school, const struct school_field *field);

/* A school of which nothing is said yet. */
void school_init(struct school *school, uint32_t urn);

/* What is known of a school when `later` is said after `earlier`. What the later does not say stays, with two
 * exceptions: what a register said, which always gives a status, no table takes back; and a later register takes the
 * place of an earlier one, so that a school that left its trust has none. True when the result differs from the
 * earlier. */
bool school_merge(const struct school *earlier, const struct school *later, struct school *ret);

/* A tie to another school: what `to` is to it, as published, such as "Predecessor - merged". */
struct school_link {
	uint32_t urn;
	uint32_t to;
	const char *name; /* of the other */
	const char *kind;
	uint32_t since; /* yyyymmdd; 0: not said */
	uint32_t row;
};

/* A school in a trust, under a sponsor or in a federation. */
struct group_link {
	uint32_t urn;
	uint32_t uid; /* of the group */
	const char *name;
	const char *kind;
	const char *status;
	uint32_t joined; /* yyyymmdd; 0: not said */
	uint32_t closed;
	const char *company; /* Companies House number */
	uint32_t row;
};

#endif
