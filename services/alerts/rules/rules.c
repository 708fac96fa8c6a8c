/* SPDX-License-Identifier: MIT
 *
 * See rules.h. A rule is refused when it could never hold or when an alert of it would have no evidence: rules are
 * edited by people who cannot see the program, and the day of the inspection is late to learn of a slip.
 */
#include "services/alerts/rules/rules.h"

#include <string.h>

#include "common/model/column.h"
#include "common/model/yamlfile.h"

/* What inspection rules are about; no measure of the catalogue, because a judgement is no figure. */
#define OFSTED_OVERALL "ofsted.overall"

/* A rule as written. */
struct rule_entry {
	char *id;
	char *title;
	char *severity;
	enum rule_subject subject;
	char *measure;
	char *from;
	char *until;
	char *when;
	char *source;
	char *advice;
};

struct rules_file {
	struct rule_entry *rules;
	uint32_t n;
};

static const cyaml_strval_t subjects[] = {{"figures", RULE_FIGURES}, {"inspection", RULE_INSPECTION}};

#define NEEDED CYAML_FLAG_DEFAULT
#define MAY_BE CYAML_FLAG_OPTIONAL

static const cyaml_schema_field_t rule_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct rule_entry, id, 1, 64),
	CYAML_FIELD_STRING_PTR("title", NEEDED, struct rule_entry, title, 1, 200),
	CYAML_FIELD_STRING_PTR("severity", NEEDED, struct rule_entry, severity, 1, 20),
	CYAML_FIELD_ENUM(
		"subject", CYAML_FLAG_STRICT, struct rule_entry, subject, subjects, ARRAY_LEN(subjects)),
	CYAML_FIELD_STRING_PTR("measure", NEEDED, struct rule_entry, measure, 1, MEASURE_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("from", MAY_BE, struct rule_entry, from, 1, 10),
	CYAML_FIELD_STRING_PTR("until", MAY_BE, struct rule_entry, until, 1, 10),
	CYAML_FIELD_STRING_PTR("when", NEEDED, struct rule_entry, when, 1, EXPRESSION_LENGTH_MAX),
	CYAML_FIELD_STRING_PTR("source", NEEDED, struct rule_entry, source, 1, 1000),
	CYAML_FIELD_STRING_PTR("advice", NEEDED, struct rule_entry, advice, 1, 1000),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t rule_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct rule_entry, rule_fields)};
static const cyaml_schema_field_t rules_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT(
		"rules", CYAML_FLAG_POINTER, struct rules_file, rules, n, &rule_schema, 0, RULES_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t rules_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct rules_file, rules_fields)};

/* What is wrong with the texts of an entry; NULL when nothing is. */
static const char *check_texts(const struct rule_entry *entry)
{
	static const char *const severities[] = {"info", "watch", "concern", "urgent"};
	size_t i = 0;

	if (!yamlfile_is_line(entry->title))
		return "title is not one line of text";
	if (!yamlfile_is_line(entry->when))
		return "when is not one line of text";
	if (!yamlfile_is_line(entry->source))
		return "source is not one line of text";
	if (!yamlfile_is_line(entry->advice))
		return "advice is not one line of text";
	while (i < ARRAY_LEN(severities) && strcmp(entry->severity, severities[i]) != 0)
		i++;
	return i == ARRAY_LEN(severities) ? "severity is none of info, watch, concern and urgent" : NULL;
}

/* The end of an academic year, or a day; 0 when left out. */
static int parse_when(const char *text, enum rule_subject subject, uint32_t *ret)
{
	struct period period;
	size_t len = text == NULL ? 0 : strlen(text);

	if (text == NULL) {
		*ret = 0;
		return 0;
	}
	if (subject == RULE_INSPECTION)
		return len == 10 && text[4] == '-' ? day_parse(text, len, ret) : ERR_SYNTAX;
	if (len != 7 || text[4] != '/' || period_parse(text, len, PERIOD_ACADEMIC, &period) < 0)
		return ERR_SYNTAX;
	*ret = period_year(period);
	return 0;
}

static const char *check_times(const struct rule_entry *entry, struct rule *rule)
{
	if (parse_when(entry->from, entry->subject, &rule->from) < 0 ||
		parse_when(entry->until, entry->subject, &rule->until) < 0)
		return entry->subject == RULE_INSPECTION
			       ? "from and until of inspections are days such as 2024-09-01"
			       : "from and until of figures are academic years such as 2015/16";
	if (rule->until != 0 && rule->from > rule->until)
		return "from is later than until";
	return NULL;
}

/* The condition may ask only about what the rule's subject has, and must ask about what the alert will be about. */
static int check_terms(const struct rule *rule, const struct catalogue *catalogue, struct err_text *error)
{
	const struct term *term;
	size_t n = expression_terms(rule->when, &term);
	bool about = false;

	for (size_t i = 0; i < n; i++) {
		if ((term[i].aspect == ASPECT_INSPECTION) != (rule->subject == RULE_INSPECTION))
			return error_set(error, ERR_SYNTAX, "rule \"%s\": %s", rule->id,
				rule->subject == RULE_INSPECTION
					? "a rule of inspections asks about inspection.overall only"
					: "a rule of figures cannot ask about inspection.overall");
		if (rule->subject == RULE_FIGURES && term[i].aspect != ASPECT_MAINSTREAM &&
			catalogue_measure(catalogue, term[i].measure) == NULL)
			return error_set(error, ERR_SYNTAX, "rule \"%s\": \"%s\" is not in the catalogue",
				rule->id, term[i].measure);
		about = about || rule->subject == RULE_INSPECTION ||
			(term[i].back == 0 && strcmp(term[i].measure, rule->measure) == 0);
	}
	if (!about)
		return error_set(error, ERR_SYNTAX, "rule \"%s\": the condition does not ask about \"%s\"",
			rule->id, rule->measure);
	return 0;
}

static int check_measure(const struct rule *rule, const struct catalogue *catalogue, struct err_text *error)
{
	bool ofsted = strcmp(rule->measure, OFSTED_OVERALL) == 0;

	if (rule->subject == RULE_INSPECTION && !ofsted)
		return error_set(error, ERR_SYNTAX, "rule \"%s\": the measure of inspections is \"%s\"",
			rule->id, OFSTED_OVERALL);
	if (rule->subject == RULE_FIGURES && catalogue_measure(catalogue, rule->measure) == NULL)
		return error_set(error, ERR_SYNTAX, "rule \"%s\": \"%s\" is not in the catalogue", rule->id,
			yamlfile_is_line(rule->measure) ? rule->measure : "?");
	return 0;
}

static int parse_condition(struct arena *arena, struct rule *rule, struct err_text *error)
{
	struct err_text reason = {""};
	size_t column = 0;
	int rc = expression_parse(arena, rule->wording, &rule->when, &column, &reason);

	return rc < 0 ? error_set(error, rc, "rule \"%s\": column %zu: %s", rule->id, column, reason.text)
		      : 0;
}

static int take_rule(struct arena *arena, const struct rule_entry *entry, const struct catalogue *catalogue,
	struct rule *rule, struct err_text *error)
{
	const char *wrong;
	int rc;

	if (strspn(entry->id, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(entry->id))
		return error_set(error, ERR_SYNTAX,
			"\"rules.yaml\": an id has small letters, digits, '_' and '.' only");
	wrong = check_texts(entry);
	if (wrong == NULL)
		wrong = check_times(entry, rule);
	if (wrong != NULL)
		return error_set(error, ERR_SYNTAX, "rule \"%s\": %s", entry->id, wrong);
	rule->subject = entry->subject;
	rule->id = yamlfile_copy(arena, entry->id);
	rule->title = yamlfile_copy(arena, entry->title);
	rule->severity = yamlfile_copy(arena, entry->severity);
	rule->source = yamlfile_copy(arena, entry->source);
	rule->advice = yamlfile_copy(arena, entry->advice);
	rule->measure = yamlfile_copy(arena, entry->measure);
	rule->wording = yamlfile_copy(arena, entry->when);
	if (rule->id == NULL || rule->title == NULL || rule->severity == NULL || rule->source == NULL ||
		rule->advice == NULL || rule->measure == NULL || rule->wording == NULL)
		return error_set(error, ERR_NOMEM, "rule \"%s\": %s", entry->id, error_text(ERR_NOMEM));
	rc = check_measure(rule, catalogue, error);
	if (rc < 0)
		return rc;
	rc = parse_condition(arena, rule, error);
	if (rc < 0)
		return rc;
	return check_terms(rule, catalogue, error);
}

static int take_rules(struct arena *arena, const struct rules_file *file, const struct catalogue *catalogue,
	struct rules *ret, struct err_text *error)
{
	struct rule *rule = arena_take_array(arena, file->n, sizeof(*rule));

	if (rule == NULL)
		return error_set(error, ERR_NOMEM, "\"rules.yaml\": %s", error_text(ERR_NOMEM));
	for (size_t i = 0; i < file->n; i++) {
		int rc = take_rule(arena, &file->rules[i], catalogue, &rule[i], error);

		if (rc < 0)
			return rc;
		for (size_t j = 0; j < i; j++)
			if (strcmp(rule[j].id, rule[i].id) == 0)
				return error_set(
					error, ERR_SYNTAX, "rule \"%s\": is given twice", rule[i].id);
	}
	ret->n = file->n;
	ret->rule = rule;
	return 0;
}

int rules_parse(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue, struct rules *ret,
	struct err_text *error)
{
	void *file;
	int rc = yamlfile_load(yaml, "rules.yaml", &rules_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_rules(arena, file, catalogue, ret, error);
	yamlfile_free(&rules_schema, file);
	return rc;
}

static bool holds(const struct rule *rule, uint32_t when)
{
	return when >= rule->from && (rule->until == 0 || when <= rule->until);
}

bool rule_holds_for_period(const struct rule *rule, struct period period)
{
	return rule->subject == RULE_FIGURES && period_kind(period) == PERIOD_ACADEMIC &&
	       holds(rule, period_year(period));
}

bool rule_holds_for_day(const struct rule *rule, uint32_t day)
{
	return rule->subject == RULE_INSPECTION && holds(rule, day);
}

bool rule_inhibits(const struct rule *rule, const char *id)
{
	for (size_t i = 0; i < rule->n_inhibits; i++) {
		const char *pattern = rule->inhibits[i];
		size_t len = strlen(pattern);

		if (len > 0 && pattern[len - 1] == '*' ? strncmp(id, pattern, len - 1) == 0
						       : strcmp(id, pattern) == 0)
			return true;
	}
	return false;
}
