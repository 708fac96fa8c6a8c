/* SPDX-License-Identifier: MIT
 *
 * The keys of caseloads.yaml, for libcyaml; and how much there may be of each. A large county has 30 advisers and 700
 * schools; the file is at most 512 KiB (CONFIGURE_MAX).
 */
#include "services/alerts/caseloads/caseloads_parts.h"

#include "common/model/notice.h"
#include "common/model/yamlfile.h"

#define ADVISERS_MAX 500
#define SCHOOLS_MAX  5000
#define ROUTES_MAX   500
#define ABSENCES_MAX 50
#define CHAIN_MAX    10
#define TEXT_BYTES   120

#define NEEDED CYAML_FLAG_DEFAULT
#define LIST   (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define OTHER  CYAML_FLAG_OPTIONAL
#define WORD   (CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT) /* no number instead of one */

static const cyaml_schema_value_t urn_schema = {CYAML_VALUE_UINT(CYAML_FLAG_DEFAULT, uint32_t)};
static const cyaml_schema_value_t text_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, TEXT_BYTES)};

static const cyaml_strval_t digests[] = {
	{"none", DIGEST_NONE}, {"daily", DIGEST_DAILY}, {"weekly", DIGEST_WEEKLY}};
/* Not CYAML_FIELD_BOOL, to which any word that it does not know is true. */
static const cyaml_strval_t truths[] = {{"false", 0}, {"true", 1}, {"no", 0}, {"yes", 1}};

static const cyaml_schema_field_t absence_fields[] = {
	CYAML_FIELD_STRING_PTR("from", NEEDED, struct absence_entry, from, 1, TEXT_BYTES),
	CYAML_FIELD_STRING_PTR("until", NEEDED, struct absence_entry, until, 1, TEXT_BYTES),
	CYAML_FIELD_STRING_PTR("cover", NEEDED, struct absence_entry, cover, 1, ADDRESS_MAX_BYTES),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t absence_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct absence_entry, absence_fields)};

/* What is said of a person; `type` has the members of struct person_entry under `at`. */
#define PERSON_FIELDS(name_flag, type, at)                                                                   \
	CYAML_FIELD_STRING_PTR("name", name_flag, type, at name, 1, NAME_MAX_BYTES),                         \
		CYAML_FIELD_STRING_PTR("email", NEEDED, type, at email, 1, ADDRESS_MAX_BYTES),               \
		CYAML_FIELD_STRING_PTR("phone", OTHER, type, at phone, 1, TEXT_BYTES),                       \
		CYAML_FIELD_SEQUENCE_COUNT("channels", LIST, type, at channels, at n_channels, &text_schema, \
			1, NOTICE_CHANNELS_MAX),                                                             \
		CYAML_FIELD_ENUM("digest", WORD, type, at digest, digests, ARRAY_LEN(digests)),              \
		CYAML_FIELD_ENUM("minimal", WORD, type, at minimal, truths, ARRAY_LEN(truths)),              \
		CYAML_FIELD_SEQUENCE_COUNT(                                                                  \
			"away", LIST, type, at away, at n_away, &absence_schema, 0, ABSENCES_MAX)

static const cyaml_schema_field_t fallback_fields[] = {
	PERSON_FIELDS(NEEDED, struct person_entry, ), CYAML_FIELD_END};
static const cyaml_schema_field_t person_fields[] = {
	PERSON_FIELDS(OTHER, struct person_entry, ), CYAML_FIELD_END};
static const cyaml_schema_value_t person_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct person_entry, person_fields)};

#define ROUTE_FIELD(key, kind)      \
	CYAML_FIELD_SEQUENCE_COUNT( \
		key, LIST, struct adviser_entry, route[kind], n_route[kind], &text_schema, 0, ROUTES_MAX)

static const cyaml_schema_field_t adviser_fields[] = {
	PERSON_FIELDS(NEEDED, struct adviser_entry, person.),
	CYAML_FIELD_SEQUENCE_COUNT(
		"schools", LIST, struct adviser_entry, schools, n_schools, &urn_schema, 0, SCHOOLS_MAX),
	ROUTE_FIELD("trusts", ROUTE_TRUST),
	ROUTE_FIELD("dioceses", ROUTE_DIOCESE),
	ROUTE_FIELD("districts", ROUTE_DISTRICT),
	ROUTE_FIELD("phases", ROUTE_PHASE),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t adviser_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct adviser_entry, adviser_fields)};

static const cyaml_schema_field_t caseloads_fields[] = {
	CYAML_FIELD_UINT("authority", NEEDED, struct caseloads_file, authority),
	CYAML_FIELD_MAPPING(
		"adviser_for_schools_not_listed", NEEDED, struct caseloads_file, fallback, fallback_fields),
	CYAML_FIELD_MAPPING_PTR("county", LIST, struct caseloads_file, county, person_fields),
	CYAML_FIELD_MAPPING_PTR("data_team", LIST, struct caseloads_file, data_team, person_fields),
	CYAML_FIELD_SEQUENCE_COUNT(
		"chain", LIST, struct caseloads_file, chain, n_chain, &person_schema, 0, CHAIN_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("advisers", CYAML_FLAG_POINTER, struct caseloads_file, advisers, n,
		&adviser_schema, 0, ADVISERS_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t caseloads_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct caseloads_file, caseloads_fields)};

int caseloads_file_load(struct bytes yaml, struct caseloads_file **ret, struct err_text *error)
{
	void *file;
	int rc = yamlfile_load(yaml, "caseloads.yaml", &caseloads_schema, &file, error);

	if (rc == 0)
		*ret = file;
	return rc;
}

void caseloads_file_free(struct caseloads_file *file)
{
	yamlfile_free(&caseloads_schema, file);
}
