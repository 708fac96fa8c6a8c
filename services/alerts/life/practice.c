/* SPDX-License-Identifier: MIT
 *
 * See practice.h.
 */
#include "services/alerts/life/practice.h"

#include <string.h>

#include "common/model/yamlfile.h"

#define A_SECOND ((int64_t)1000000)

/* Longer would be a mistake of the file: nobody waits a day for news, or a year for a reminder. */
#define SETTLING_MAX     86400
#define WORKING_DAYS_MAX 250
#define DAYS_MAX         366

struct by_severity {
	uint32_t info, watch, concern, urgent;
};

struct practice_file {
	uint32_t settling, settling_at_most;
	char *digest_at;
	unsigned digest_day;
	struct by_severity repeat, escalate;
	uint32_t acknowledged_for;
};

static const cyaml_strval_t days[] = {{"monday", 0}, {"tuesday", 1}, {"wednesday", 2}, {"thursday", 3},
	{"friday", 4}, {"saturday", 5}, {"sunday", 6}};

#define NEEDED CYAML_FLAG_DEFAULT

static const cyaml_schema_field_t severity_fields[] = {
	CYAML_FIELD_UINT("info", NEEDED, struct by_severity, info),
	CYAML_FIELD_UINT("watch", NEEDED, struct by_severity, watch),
	CYAML_FIELD_UINT("concern", NEEDED, struct by_severity, concern),
	CYAML_FIELD_UINT("urgent", NEEDED, struct by_severity, urgent),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t practice_fields[] = {
	CYAML_FIELD_UINT("settling", NEEDED, struct practice_file, settling),
	CYAML_FIELD_UINT("settling_at_most", NEEDED, struct practice_file, settling_at_most),
	CYAML_FIELD_STRING_PTR("digest_at", NEEDED, struct practice_file, digest_at, 1, 10),
	CYAML_FIELD_ENUM(
		"digest_day", CYAML_FLAG_STRICT, struct practice_file, digest_day, days, ARRAY_LEN(days)),
	CYAML_FIELD_MAPPING("repeat", NEEDED, struct practice_file, repeat, severity_fields),
	CYAML_FIELD_MAPPING("escalate", NEEDED, struct practice_file, escalate, severity_fields),
	CYAML_FIELD_UINT("acknowledged_for", NEEDED, struct practice_file, acknowledged_for),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t practice_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct practice_file, practice_fields)};

unsigned severity_rank(const char *severity)
{
	static const char *const names[SEVERITIES] = {"info", "watch", "concern", "urgent"};
	unsigned rank = SEVERITIES - 1;

	while (rank > 0 && strcmp(names[rank], severity) != 0)
		rank--;
	return rank;
}

/* "07:30" to a minute of the day. */
static int parse_minute(const char *text, unsigned *ret)
{
	unsigned part[2];

	if (strlen(text) != 5 || text[2] != ':')
		return ERR_SYNTAX;
	for (size_t i = 0; i < 2; i++) {
		const char *digit = text + 3 * i;

		if (digit[0] < '0' || digit[0] > '9' || digit[1] < '0' || digit[1] > '9')
			return ERR_SYNTAX;
		part[i] = (unsigned)(digit[0] - '0') * 10 + (unsigned)(digit[1] - '0');
	}
	if (part[0] > 23 || part[1] > 59)
		return ERR_SYNTAX;
	*ret = part[0] * 60 + part[1];
	return 0;
}

static int take_days(
	const char *key, const struct by_severity *file, unsigned ret[SEVERITIES], struct err_text *error)
{
	const uint32_t written[SEVERITIES] = {file->info, file->watch, file->concern, file->urgent};

	for (size_t i = 0; i < SEVERITIES; i++) {
		if (written[i] > WORKING_DAYS_MAX)
			return error_set(error, ERR_SYNTAX,
				"\"practice.yaml\": %s is at most %d working days", key, WORKING_DAYS_MAX);
		ret[i] = written[i];
	}
	return 0;
}

static int take_practice(const struct practice_file *file, struct practice *ret, struct err_text *error)
{
	struct practice practice = {.settling = file->settling * A_SECOND,
		.settling_at_most = file->settling_at_most * A_SECOND,
		.digest_day = file->digest_day,
		.acknowledged_for = file->acknowledged_for};
	int rc;

	if (file->settling > SETTLING_MAX || file->settling_at_most > SETTLING_MAX)
		return error_set(error, ERR_SYNTAX, "\"practice.yaml\": news settles for at most %d seconds",
			SETTLING_MAX);
	if (file->settling_at_most < file->settling)
		return error_set(
			error, ERR_SYNTAX, "\"practice.yaml\": settling_at_most is shorter than settling");
	if (parse_minute(file->digest_at, &practice.digest_at) < 0)
		return error_set(
			error, ERR_SYNTAX, "\"practice.yaml\": digest_at is no time of day such as 07:30");
	if (file->acknowledged_for > DAYS_MAX)
		return error_set(error, ERR_SYNTAX, "\"practice.yaml\": acknowledged_for is at most %d days",
			DAYS_MAX);
	rc = take_days("repeat", &file->repeat, practice.repeat, error);
	if (rc == 0)
		rc = take_days("escalate", &file->escalate, practice.escalate, error);
	if (rc == 0)
		*ret = practice;
	return rc;
}

int practice_parse(struct bytes yaml, struct practice *ret, struct err_text *error)
{
	void *file;
	int rc = yamlfile_load(yaml, "practice.yaml", &practice_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_practice(file, ret, error);
	yamlfile_free(&practice_schema, file);
	return rc;
}
