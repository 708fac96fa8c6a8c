/* SPDX-License-Identifier: MIT
 *
 * See caseloads.h.
 */
#include "services/alerts/caseloads.h"

#include <stdlib.h>
#include <string.h>

#include "common/model/area.h"
#include "common/model/yamlfile.h"

/* A large county has 30 advisers and 700 schools; 16 bytes a school. */
#define ADVISERS_MAX 500
#define SCHOOLS_MAX  5000

#define NAME_MAX_BYTES    100
#define ADDRESS_MAX_BYTES 254
#define LOCAL_MAX_BYTES   64

/* An adviser as written. */
struct adviser_entry {
	char *name;
	char *email;
	uint32_t *schools;
	uint32_t n;
};

struct caseloads_file {
	uint32_t authority;
	struct adviser_entry fallback;
	struct adviser_entry *advisers;
	uint32_t n;
};

#define NEEDED CYAML_FLAG_DEFAULT

static const cyaml_schema_value_t urn_schema = {CYAML_VALUE_UINT(CYAML_FLAG_DEFAULT, uint32_t)};
static const cyaml_schema_field_t fallback_fields[] = {
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct adviser_entry, name, 1, NAME_MAX_BYTES),
	CYAML_FIELD_STRING_PTR("email", NEEDED, struct adviser_entry, email, 1, ADDRESS_MAX_BYTES),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t adviser_fields[] = {
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct adviser_entry, name, 1, NAME_MAX_BYTES),
	CYAML_FIELD_STRING_PTR("email", NEEDED, struct adviser_entry, email, 1, ADDRESS_MAX_BYTES),
	CYAML_FIELD_SEQUENCE_COUNT(
		"schools", CYAML_FLAG_POINTER, struct adviser_entry, schools, n, &urn_schema, 0, SCHOOLS_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t adviser_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct adviser_entry, adviser_fields)};
static const cyaml_schema_field_t caseloads_fields[] = {
	CYAML_FIELD_UINT("authority", NEEDED, struct caseloads_file, authority),
	CYAML_FIELD_MAPPING(
		"adviser_for_schools_not_listed", NEEDED, struct caseloads_file, fallback, fallback_fields),
	CYAML_FIELD_SEQUENCE_COUNT("advisers", CYAML_FLAG_POINTER, struct caseloads_file, advisers, n,
		&adviser_schema, 0, ADVISERS_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t caseloads_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct caseloads_file, caseloads_fields)};

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* Words of the allowed characters with single points between them. */
static bool is_dotted(const char *text, size_t len, const char *allowed)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? i == 0 || i + 1 == len || text[i - 1] == '.'
				   : strchr(allowed, text[i]) == NULL)
			return false;
	}
	return len > 0;
}

bool caseloads_address_ok(const char *email)
{
	const char *at = strchr(email, '@');
	size_t len = strlen(email);

	if (at == NULL || len > ADDRESS_MAX_BYTES || at - email > LOCAL_MAX_BYTES || email[0] == '-')
		return false;
	return is_dotted(email, (size_t)(at - email), ALNUM "!#$%&'*+-/=?^_`{|}~") &&
	       is_dotted(at + 1, strlen(at + 1), ALNUM "-");
}

static int take_adviser(
	struct arena *arena, const struct adviser_entry *entry, struct adviser *ret, struct err_text *error)
{
	static const char *channels[] = {"mail"};

	if (!yamlfile_is_line(entry->name) || strspn(entry->name, " ") == strlen(entry->name))
		return error_set(error, ERR_SYNTAX, "\"caseloads.yaml\": a name is not one line of text");
	if (!caseloads_address_ok(entry->email))
		return error_set(error, ERR_SYNTAX, "\"caseloads.yaml\": the e-mail of \"%s\" is no address",
			entry->name);
	ret->name = yamlfile_copy(arena, entry->name);
	ret->email = yamlfile_copy(arena, entry->email);
	ret->phone = "";
	ret->channel = channels;
	ret->n_channel = ARRAY_LEN(channels);
	if (ret->name == NULL || ret->email == NULL)
		return error_set(error, ERR_NOMEM, "\"caseloads.yaml\": %s", error_text(ERR_NOMEM));
	return 0;
}

static int compare_entries(const void *a, const void *b)
{
	uint32_t x = ((const struct caseload_entry *)a)->urn, y = ((const struct caseload_entry *)b)->urn;

	return (x > y) - (x < y);
}

static int compare_urn(const void *urn, const void *entry)
{
	uint32_t x = *(const uint32_t *)urn, y = ((const struct caseload_entry *)entry)->urn;

	return (x > y) - (x < y);
}

static int check_schools(const struct caseload_entry *school, size_t n, struct err_text *error)
{
	for (size_t i = 0; i < n; i++) {
		if (school[i].urn > AREA_CODE_MAX || !area_valid(area_make(AREA_SCHOOL, school[i].urn)))
			return error_set(error, ERR_SYNTAX, "\"caseloads.yaml\": %u is no URN of a school",
				school[i].urn);
		if (i > 0 && school[i - 1].urn == school[i].urn)
			return error_set(error, ERR_SYNTAX, "\"caseloads.yaml\": school %u is listed twice",
				school[i].urn);
	}
	return 0;
}

static int take_caseloads(
	struct arena *arena, const struct caseloads_file *file, struct caseloads *ret, struct err_text *error)
{
	struct adviser *adviser = arena_take_array(arena, (size_t)file->n + 1, sizeof(*adviser));
	struct caseload_entry *school;
	size_t n = 0, k = 0;
	int rc;

	if (file->authority > 999 || !area_valid(area_make(AREA_AUTHORITY, file->authority)))
		return error_set(error, ERR_SYNTAX, "\"caseloads.yaml\": %u is no code of an authority",
			file->authority);
	for (size_t i = 0; i < file->n; i++)
		n += file->advisers[i].n;
	school = arena_take_array(arena, n, sizeof(*school));
	if (adviser == NULL || school == NULL)
		return error_set(error, ERR_NOMEM, "\"caseloads.yaml\": %s", error_text(ERR_NOMEM));
	rc = take_adviser(arena, &file->fallback, &adviser[file->n], error);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < file->n; i++) {
		rc = take_adviser(arena, &file->advisers[i], &adviser[i], error);
		if (rc < 0)
			return rc;
		for (size_t j = 0; j < file->advisers[i].n; j++)
			school[k++] = (struct caseload_entry){file->advisers[i].schools[j], &adviser[i]};
	}
	qsort(school, n, sizeof(*school), compare_entries);
	rc = check_schools(school, n, error);
	if (rc < 0)
		return rc;
	*ret = (struct caseloads){file->authority, &adviser[file->n], n, school};
	return 0;
}

int caseloads_parse(struct arena *arena, struct bytes yaml, struct caseloads *ret, struct err_text *error)
{
	void *file;
	int rc = yamlfile_load(yaml, "caseloads.yaml", &caseloads_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_caseloads(arena, file, ret, error);
	yamlfile_free(&caseloads_schema, file);
	return rc;
}

bool caseloads_covers(const struct caseloads *caseloads, uint32_t authority)
{
	return caseloads->authority == authority;
}

const struct adviser *caseloads_adviser(const struct caseloads *caseloads, uint32_t urn)
{
	const struct caseload_entry *found =
		bsearch(&urn, caseloads->school, caseloads->n, sizeof(*caseloads->school), compare_urn);

	return found == NULL ? caseloads->fallback : found->adviser;
}
