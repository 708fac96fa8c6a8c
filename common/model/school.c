/* SPDX-License-Identifier: MIT
 *
 * See school.h.
 */
#include "common/model/school.h"

#include <string.h>

#define TEXT_FIELD(field)   {#field, SCHOOL_FIELD_TEXT, offsetof(struct school, field)},
#define NUMBER_FIELD(field) {#field, SCHOOL_FIELD_NUMBER, offsetof(struct school, field)},
#define DATE_FIELD(field)   {#field, SCHOOL_FIELD_DATE, offsetof(struct school, field)},

const struct school_field school_fields[SCHOOL_FIELDS] = {
	SCHOOL_TEXTS(TEXT_FIELD) SCHOOL_NUMBERS(NUMBER_FIELD) SCHOOL_DATES(DATE_FIELD)};

const struct school_field *school_field(const char *name)
{
	for (size_t i = 0; i < SCHOOL_FIELDS; i++)
		if (strcmp(school_fields[i].name, name) == 0)
			return &school_fields[i];
	return NULL;
}

const char **school_text(struct school *school, const struct school_field *field)
{
	return (const char **)(void *)((char *)school + field->offset);
}

struct said *school_number(struct school *school, const struct school_field *field)
{
	return (struct said *)(void *)((char *)school + field->offset);
}

uint32_t *school_date(struct school *school, const struct school_field *field)
{
	return (uint32_t *)(void *)((char *)school + field->offset);
}

void school_init(struct school *school, uint32_t urn)
{
	memset(school, 0, sizeof(*school));
	school->urn = urn;
	for (size_t i = 0; i < SCHOOL_FIELDS; i++)
		if (school_fields[i].kind == SCHOOL_FIELD_TEXT)
			*school_text(school, &school_fields[i]) = "";
}

static bool is_said(struct school *school, const struct school_field *field)
{
	switch (field->kind) {
	case SCHOOL_FIELD_TEXT:
		return (*school_text(school, field))[0] != '\0';
	case SCHOOL_FIELD_NUMBER:
		return school_number(school, field)->is;
	case SCHOOL_FIELD_DATE:
		return *school_date(school, field) != 0;
	}
	return false;
}

/* Let one field of `to` be as it is in `from`; whether it was different. */
static bool take_over(struct school *to, struct school *from, const struct school_field *field)
{
	struct said *number, n;
	bool differs;

	switch (field->kind) {
	case SCHOOL_FIELD_TEXT:
		differs = strcmp(*school_text(to, field), *school_text(from, field)) != 0;
		*school_text(to, field) = *school_text(from, field);
		return differs;
	case SCHOOL_FIELD_NUMBER:
		number = school_number(to, field);
		n = *school_number(from, field);
		differs = number->is != n.is || number->n != n.n;
		*number = n;
		return differs;
	case SCHOOL_FIELD_DATE:
		differs = *school_date(to, field) != *school_date(from, field);
		*school_date(to, field) = *school_date(from, field);
		return differs;
	}
	return false;
}

/* Of two numbers that 0 says nothing: which stands, and whether that is new. */
static bool take_number(uint32_t *to, uint32_t from, bool fill_only)
{
	if (from == 0 || from == *to || (fill_only && *to != 0))
		return false;
	*to = from;
	return true;
}

/* What tables tell of a school too, and a register may leave open. */
static bool told_by_tables(const struct school_field *field)
{
	return strcmp(field->name, "name") == 0 || strcmp(field->name, "phase") == 0 ||
	       strcmp(field->name, "sector") == 0 || strcmp(field->name, "setting") == 0;
}

bool school_merge(const struct school *earlier, const struct school *later, struct school *ret)
{
	bool had_register = earlier->status[0] != '\0', is_register = later->status[0] != '\0';
	bool fill_only = had_register && !is_register;
	struct school merged = *earlier;
	struct school new = *later;
	bool differs = take_number(&merged.authority, new.authority, fill_only);

	differs |= take_number(&merged.estab, new.estab, fill_only);
	for (size_t i = 0; i < SCHOOL_FIELDS; i++) {
		const struct school_field *field = &school_fields[i];
		bool replaces = had_register && is_register && !told_by_tables(field);

		if (replaces || (is_said(&new, field) && !(fill_only && is_said(&merged, field))))
			differs |= take_over(&merged, &new, field);
	}
	merged.row = fill_only ? earlier->row : later->row;
	*ret = merged;
	return differs;
}
