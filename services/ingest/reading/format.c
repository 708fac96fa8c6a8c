/* SPDX-License-Identifier: MIT
 *
 * See format.h. The schema below is the whole grammar of a format file; services/ingest/README.md explains the keys.
 */
#include "services/ingest/reading/format.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/model/yamlfile.h"
#include "services/ingest/checks/checks.h"

#define FORMATS_MAX 200

struct formats {
	size_t n;
	struct format *format[FORMATS_MAX];
};

#define MAY_BE (CYAML_FLAG_OPTIONAL)

static const cyaml_strval_t kinds[] = {{"wide", FORMAT_WIDE}, {"long", FORMAT_LONG},
	{"series", FORMAT_SERIES}, {"inspections", FORMAT_INSPECTIONS}, {"neighbours", FORMAT_NEIGHBOURS},
	{"tidy", FORMAT_TIDY}, {"dictionary", FORMAT_DICTIONARY}, {"areas", FORMAT_AREAS},
	{"register", FORMAT_REGISTER}, {"links", FORMAT_LINKS}, {"groups", FORMAT_GROUPS},
	{"events", FORMAT_EVENTS}, {"checked", FORMAT_CHECKED}};
static const cyaml_strval_t frames[] = {{"headline", FRAME_HEADLINE},
	{"sub-judgements", FRAME_SUB_JUDGEMENTS}, {"report-card", FRAME_REPORT_CARD},
	{"ungraded", FRAME_UNGRADED}};
static const cyaml_strval_t row_kinds[] = {{"school", ROW_SCHOOL}, {"authority", ROW_AUTHORITY},
	{"region", ROW_REGION}, {"nation", ROW_NATION}, {"nation_all", ROW_NATION_ALL},
	{"ignored", ROW_IGNORED}};
static const cyaml_strval_t flags[] = {{"suppressed", FLAG_SUPPRESSED}, {"no entries", FLAG_NO_ENTRIES},
	{"not applicable", FLAG_NOT_APPLICABLE}, {"low coverage", FLAG_LOW_COVERAGE},
	{"not published", FLAG_NOT_PUBLISHED}, {"missing", FLAG_MISSING}, {"new school", FLAG_NEW},
	{"not supplied", FLAG_NOT_SUPPLIED}, {"rounds to zero", FLAG_ROUNDS_TO_ZERO},
	{"low reliability", FLAG_UNRELIABLE}};

static const cyaml_strval_t dashes[] = {
	{"academic", PERIOD_ACADEMIC}, {"financial", PERIOD_FINANCIAL}, {"month", PERIOD_MONTH}};

#define TEXT(name, where)  CYAML_FIELD_STRING_PTR(#name, CYAML_FLAG_POINTER | MAY_BE, where, name, 1, 200)
#define EMPTY(name, where) CYAML_FIELD_STRING_PTR(#name, CYAML_FLAG_POINTER, where, name, 0, 200)
#define MUST(name, where)  CYAML_FIELD_STRING_PTR(#name, CYAML_FLAG_POINTER, where, name, 1, 300)

static const cyaml_schema_value_t text_entry = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, 200)};

static const cyaml_schema_field_t columns_fields[] = {
#define COLUMN_FIELD(role) TEXT(role, struct format_columns),
	FORMAT_COLUMNS(COLUMN_FIELD)
#undef COLUMN_FIELD
		CYAML_FIELD_END};

static const cyaml_schema_field_t field_fields[] = {
	MUST(column, struct format_field), MUST(field, struct format_field), CYAML_FIELD_END};
static const cyaml_schema_value_t field_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_field, field_fields)};

static const cyaml_schema_field_t judgement_fields[] = {MUST(column, struct format_judgement),
	MUST(aspect, struct format_judgement), TEXT(date, struct format_judgement), CYAML_FIELD_END};
static const cyaml_schema_value_t judgement_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_judgement, judgement_fields)};

static const cyaml_schema_field_t inspection_fields[] = {
	CYAML_FIELD_ENUM(
		"frame", CYAML_FLAG_STRICT, struct format_inspection, frame, frames, ARRAY_LEN(frames)),
	TEXT(since, struct format_inspection), MUST(inspected, struct format_inspection),
	TEXT(published, struct format_inspection), TEXT(overall, struct format_inspection),
	TEXT(concern, struct format_inspection), TEXT(safeguarding, struct format_inspection),
	TEXT(outcome, struct format_inspection), TEXT(own, struct format_inspection),
	TEXT(own_urn, struct format_inspection),
	CYAML_FIELD_SEQUENCE_COUNT("judgements", CYAML_FLAG_POINTER | MAY_BE, struct format_inspection,
		judgements, n_judgements, &judgement_entry, 1, JUDGEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("grades", CYAML_FLAG_POINTER | MAY_BE, struct format_inspection, grades,
		n_grades, &text_entry, 1, 20),
	CYAML_FIELD_END};
static const cyaml_schema_value_t inspection_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_inspection, inspection_fields)};

static const cyaml_schema_field_t row_fields[] = {EMPTY(text, struct format_row_type),
	CYAML_FIELD_ENUM(
		"is", CYAML_FLAG_STRICT, struct format_row_type, is, row_kinds, ARRAY_LEN(row_kinds)),
	TEXT(group, struct format_row_type), TEXT(setting, struct format_row_type), CYAML_FIELD_END};
static const cyaml_schema_value_t row_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_row_type, row_fields)};

static const cyaml_schema_field_t measure_fields[] = {MUST(column, struct format_measure),
	MUST(measure, struct format_measure), TEXT(cohort, struct format_measure),
	TEXT(low, struct format_measure), TEXT(high, struct format_measure), TEXT(of, struct format_measure),
	CYAML_FIELD_END};
static const cyaml_schema_value_t measure_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_measure, measure_fields)};

static const cyaml_schema_field_t ending_fields[] = {EMPTY(text, struct format_ending),
	TEXT(group, struct format_ending), TEXT(period, struct format_ending),
	TEXT(cohort, struct format_ending), CYAML_FIELD_END};
static const cyaml_schema_value_t ending_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_ending, ending_fields)};

static const cyaml_schema_field_t value_fields[] = {
	MUST(text, struct format_value), EMPTY(group, struct format_value), CYAML_FIELD_END};
static const cyaml_schema_value_t value_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_value, value_fields)};

static const cyaml_schema_field_t flag_fields[] = {MUST(text, struct format_flag),
	CYAML_FIELD_ENUM("flag", CYAML_FLAG_STRICT, struct format_flag, flag, flags, ARRAY_LEN(flags)),
	CYAML_FIELD_END};
static const cyaml_schema_value_t flag_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_flag, flag_fields)};

static const cyaml_strval_t noted[] = {{"noted", true}};
static const cyaml_schema_field_t difference_fields[] = {MUST(column, struct format_difference),
	MUST(of, struct format_difference), MUST(minus, struct format_difference), CYAML_FIELD_END};
static const cyaml_schema_value_t difference_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_difference, difference_fields)};

static const cyaml_schema_field_t total_fields[] = {MUST(total, struct format_total),
	CYAML_FIELD_SEQUENCE_COUNT("parts", CYAML_FLAG_POINTER, struct format_total, parts, n_parts,
		&text_entry, 2, CHECK_PARTS_MAX),
	CYAML_FIELD_END};
static const cyaml_schema_value_t total_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_total, total_fields)};

static const cyaml_schema_field_t taken_fields[] = {
	MUST(row, struct format_taken), MUST(measure, struct format_taken), CYAML_FIELD_END};
static const cyaml_schema_value_t taken_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct format_taken, taken_fields)};

static const cyaml_schema_field_t format_fields[] = {MUST(id, struct format), MUST(title, struct format),
	CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct format, kind, kinds, ARRAY_LEN(kinds)),
	TEXT(status, struct format), TEXT(period, struct format), TEXT(measure_prefix, struct format),
	CYAML_FIELD_BOOL("month_in_name", MAY_BE, struct format, month_in_name),
	CYAML_FIELD_BOOL("named_by_file", MAY_BE, struct format, named_by_file),
	CYAML_FIELD_BOOL("named_by_column", MAY_BE, struct format, named_by_column),
	CYAML_FIELD_BOOL("authority_follows", MAY_BE, struct format, authority_follows),
	CYAML_FIELD_ENUM("dash", CYAML_FLAG_STRICT | MAY_BE, struct format, dash, dashes, ARRAY_LEN(dashes)),
	CYAML_FIELD_UINT("authority", MAY_BE, struct format, authority),
	CYAML_FIELD_UINT("nation", MAY_BE, struct format, nation),
	CYAML_FIELD_SEQUENCE_COUNT(
		"required", CYAML_FLAG_POINTER, struct format, required, n_required, &text_entry, 1, 100),
	CYAML_FIELD_MAPPING("columns", CYAML_FLAG_DEFAULT, struct format, columns, columns_fields),
	CYAML_FIELD_SEQUENCE_COUNT(
		"rows", CYAML_FLAG_POINTER | MAY_BE, struct format, rows, n_rows, &row_entry, 1, 50),
	CYAML_FIELD_SEQUENCE_COUNT("independent", CYAML_FLAG_POINTER | MAY_BE, struct format, independent,
		n_independent, &text_entry, 1, 50),
	CYAML_FIELD_SEQUENCE_COUNT("state_funded", CYAML_FLAG_POINTER | MAY_BE, struct format, state_funded,
		n_state_funded, &text_entry, 1, 50),
	CYAML_FIELD_SEQUENCE_COUNT(
		"kinds", CYAML_FLAG_POINTER | MAY_BE, struct format, kinds, n_kinds, &text_entry, 1, 50),
	CYAML_FIELD_SEQUENCE_COUNT(
		"fields", CYAML_FLAG_POINTER | MAY_BE, struct format, fields, n_fields, &field_entry, 1, 100),
	CYAML_FIELD_SEQUENCE_COUNT("inspections", CYAML_FLAG_POINTER | MAY_BE, struct format, inspections,
		n_inspections, &inspection_entry, 1, 10),
	CYAML_FIELD_SEQUENCE_COUNT("measures", CYAML_FLAG_POINTER | MAY_BE, struct format, measures,
		n_measures, &measure_entry, 1, 500),
	CYAML_FIELD_SEQUENCE_COUNT("endings", CYAML_FLAG_POINTER | MAY_BE, struct format, endings, n_endings,
		&ending_entry, 1, 100),
	CYAML_FIELD_SEQUENCE_COUNT(
		"values", CYAML_FLAG_POINTER | MAY_BE, struct format, values, n_values, &value_entry, 1, 100),
	CYAML_FIELD_SEQUENCE_COUNT("ignored", CYAML_FLAG_POINTER | MAY_BE, struct format, ignored, n_ignored,
		&text_entry, 1, 200),
	CYAML_FIELD_SEQUENCE_COUNT(
		"flags", CYAML_FLAG_POINTER | MAY_BE, struct format, flags, n_flags, &flag_entry, 1, 50),
	CYAML_FIELD_SEQUENCE_COUNT("differences", CYAML_FLAG_POINTER | MAY_BE, struct format, differences,
		n_differences, &difference_entry, 1, CHECK_DIFFERENCES_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("totals", CYAML_FLAG_POINTER | MAY_BE, struct format, totals, n_totals,
		&total_entry, 1, CHECK_TOTALS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("sums", CYAML_FLAG_POINTER | MAY_BE, struct format, sums, n_sums,
		&total_entry, 1, CHECK_TOTALS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT(
		"taken", CYAML_FLAG_POINTER | MAY_BE, struct format, taken, n_taken, &taken_entry, 1, 50),
	TEXT(realigned, struct format),
	CYAML_FIELD_ENUM(
		"breaks", CYAML_FLAG_STRICT | MAY_BE, struct format, breaks_noted, noted, ARRAY_LEN(noted)),
	CYAML_FIELD_END};
static const cyaml_schema_value_t format_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct format, format_fields)};

static int only_yaml(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	/* personal.yaml is of all formats, and none itself. */
	return len > 5 && strcmp(entry->d_name + len - 5, ".yaml") == 0 &&
	       strcmp(entry->d_name, "personal.yaml") != 0;
}

/* What the schema cannot say: a register's fields are fields of a school, and dates are dates. */
static int check(const struct format *format, struct err_text *text)
{
	for (uint32_t i = 0; i < format->n_fields; i++)
		if (school_field(format->fields[i].field) == NULL)
			return error_set(text, ERR_SYNTAX, "format %s: '%s' is no field of a school",
				format->id, format->fields[i].field);
	for (uint32_t i = 0; i < format->n_inspections; i++) {
		const char *since = format->inspections[i].since;
		uint32_t day;

		if (since != NULL && day_parse(since, strlen(since), &day) < 0)
			return error_set(
				text, ERR_SYNTAX, "format %s: since '%s' is no date", format->id, since);
	}
	return 0;
}

int formats_open(const char *folder, struct formats **ret, struct err_text *text)
{
	struct formats *formats = calloc(1, sizeof(*formats));
	struct dirent **names = NULL;
	int n = scandir(folder, &names, only_yaml, alphasort);
	int rc = 0;

	if (formats == NULL || n <= 0 || n > FORMATS_MAX)
		rc = error_set(text, ERR_NOTFOUND, "folder '%s': holds no formats, or more than %d", folder,
			FORMATS_MAX);
	for (int i = 0; i < n; i++) {
		void *format = NULL;

		if (rc == 0)
			rc = yamlfile_read(folder, names[i]->d_name, &format_schema, &format, text);
		if (rc == 0 && formats != NULL) {
			formats->format[formats->n++] = format;
			rc = check(format, text);
		}
		free(names[i]);
	}
	free(names);
	if (rc < 0) {
		formats_free(formats);
		return rc;
	}
	*ret = formats;
	return 0;
}

void formats_free(struct formats *formats)
{
	if (formats == NULL)
		return;
	for (size_t i = 0; i < formats->n; i++)
		yamlfile_free(&format_schema, formats->format[i]);
	free(formats);
}

const struct format *formats_find(const struct formats *formats, const char *id)
{
	for (size_t i = 0; i < formats->n; i++)
		if (strcmp(formats->format[i]->id, id) == 0)
			return formats->format[i];
	return NULL;
}

int format_column(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; name != NULL && i < header->n; i++)
		if (bytes_equal(header->field[i], bytes_text(name)))
			return (int)i;
	return -1;
}

static uint32_t count_required(
	const struct format *format, const struct csv_row *header, const char **ret_missing)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < format->n_required; i++) {
		if (format_column(header, format->required[i]) >= 0)
			found++;
		else if (*ret_missing == NULL)
			*ret_missing = format->required[i];
	}
	return found;
}

/* The first columns of a header that is no format's, so that its sender sees what was read. */
static int refuse_header(const struct csv_row *header, struct err_text *text)
{
	char begins[120] = "";
	size_t len = 0;
	bool alone = header->n == 1 && header->field[0].len > 0;

	if (alone && memchr(header->field[0].data, ';', header->field[0].len) != NULL)
		return error_set(text, ERR_REFUSED,
			"the columns are separated by semicolons: save the file with commas between them");
	if (alone && memchr(header->field[0].data, '\t', header->field[0].len) != NULL)
		return error_set(text, ERR_REFUSED,
			"the columns are separated by tabs: save the file with commas between them");
	for (size_t i = 0; i < header->n && len < sizeof(begins) - 1; i++)
		len += (size_t)snprintf(begins + len, sizeof(begins) - len, "%s%.*s", i == 0 ? "" : ", ",
			(int)(header->field[i].len > 40 ? 40 : header->field[i].len),
			(const char *)header->field[i].data);
	return error_set(text, ERR_REFUSED,
		"the header, which begins \"%s\", is not of a known format; expected for instance "
		"time_period, "
		"time_identifier, geographic_level (statistics), or area, measure, period, value (your own "
		"figures); "
		"services/ingest/formats has them all",
		begins);
}

int formats_recognise(const struct formats *formats, const struct csv_row *header, const struct format **ret,
	struct err_text *text)
{
	const struct format *best = NULL, *near = NULL;
	const char *near_missing = NULL;
	uint64_t near_found = 0;

	for (size_t i = 0; i < formats->n; i++) {
		const struct format *format = formats->format[i];
		const char *missing = NULL;
		uint32_t found = count_required(format, header, &missing);

		if (missing == NULL && (best == NULL || format->n_required > best->n_required))
			best = format;
		if (near == NULL ? found > 0
				 : (uint64_t)found * near->n_required > near_found * format->n_required) {
			near_found = found;
			near = format;
			near_missing = missing;
		}
	}
	if (best != NULL) {
		*ret = best;
		return 0;
	}
	if (near != NULL && 2 * near_found >= near->n_required)
		return error_set(text, ERR_REFUSED,
			"the header is not of a known format; nearest is %s (%s), which needs a column '%s'",
			near->id, near->title, near_missing);
	return refuse_header(header, text);
}

bool format_ignores(const struct format *format, struct bytes name)
{
	const char *const roles[] = {
#define COLUMN_NAME(role) format->columns.role,
		FORMAT_COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
	};

	if (name.len == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (roles[i] != NULL && bytes_equal(name, bytes_text(roles[i])))
			return true;
	for (uint32_t i = 0; i < format->n_ignored; i++) {
		struct bytes ignored = bytes_text(format->ignored[i]);
		bool begins = ignored.data[ignored.len - 1] == '*';

		if (begins && name.len >= ignored.len - 1 &&
			memcmp(name.data, ignored.data, ignored.len - 1) == 0)
			return true;
		if (!begins && bytes_equal(name, ignored))
			return true;
	}
	return false;
}

enum flag format_flag(const struct format *format, struct bytes text)
{
	for (uint32_t i = 0; i < format->n_flags; i++)
		if (bytes_equal(text, bytes_text(format->flags[i].text)))
			return format->flags[i].flag;
	return FLAG_PRESENT;
}
