/* SPDX-License-Identifier: MIT
 *
 * See rules.h. Here rules are read; rules_check.c says which are refused.
 */
#include "services/alerts/rules/rules.h"

#include <string.h>

#include "common/base/bytes.h"
#include "common/model/column.h"
#include "common/model/yamlfile.h"
#include "common/model/yamlplace.h"
#include "services/alerts/rules/rules_parts.h"

/* Rules that one rule keeps quiet: beginnings make lists short. */
#define INHIBITS_MAX 50

struct rules_file {
	struct rule_entry *rules;
	uint32_t n;
};

static const cyaml_strval_t subjects[] = {{"figures", RULE_FIGURES}, {"inspection", RULE_INSPECTION},
	{"event", RULE_EVENT}, {"county", RULE_COUNTY}, {"data", RULE_DATA}};

#define NEEDED CYAML_FLAG_DEFAULT
#define MAY_BE CYAML_FLAG_OPTIONAL

static const cyaml_schema_value_t id_schema = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 64)};
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
	CYAML_FIELD_STRING_PTR("recovers", MAY_BE, struct rule_entry, recovers, 1, EXPRESSION_LENGTH_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("inhibits", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct rule_entry,
		inhibits, n_inhibits, &id_schema, 1, INHIBITS_MAX),
	CYAML_FIELD_BOOL("latest", MAY_BE, struct rule_entry, latest),
	CYAML_FIELD_STRING_PTR("event", MAY_BE, struct rule_entry, event, 1, 60),
	CYAML_FIELD_STRING_PTR("due", MAY_BE, struct rule_entry, due, 1, 5),
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

/* Who is told of every fault. */
struct rules_told {
	rules_fault_fn each;
	void *context;
};

#define ID_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_."

static int no_memory(const struct reading *reading)
{
	return error_set(
		reading->error, ERR_NOMEM, "rule \"%s\": %s", reading->entry->id, error_text(ERR_NOMEM));
}

/* What stands in messages and in tables is one line. */
static int check_texts(const struct reading *reading)
{
	static const char *const severities[] = {"info", "watch", "concern", "urgent"};
	const struct rule_entry *entry = reading->entry;
	const struct {
		const char *key, *text;
	} texts[] = {{"title", entry->title}, {"when", entry->when}, {"recovers", entry->recovers},
		{"source", entry->source}, {"advice", entry->advice}, {"measure", entry->measure}};
	size_t i = 0;

	for (size_t k = 0; k < ARRAY_LEN(texts); k++)
		if (!yamlfile_is_line(texts[k].text))
			return rule_fault(
				reading, texts[k].key, 0, "%s is not one line of text", texts[k].key);
	while (i < ARRAY_LEN(severities) && strcmp(entry->severity, severities[i]) != 0)
		i++;
	if (i == ARRAY_LEN(severities))
		return rule_fault(
			reading, "severity", 0, "severity is none of info, watch, concern and urgent");
	return 0;
}

/* A copy of every text of the entry. */
static int copy_texts(const struct reading *reading, struct rule *rule)
{
	const struct rule_entry *entry = reading->entry;
	const struct {
		const char **to;
		const char *from;
	} texts[] = {{&rule->id, entry->id}, {&rule->title, entry->title}, {&rule->severity, entry->severity},
		{&rule->source, entry->source}, {&rule->advice, entry->advice},
		{&rule->measure, entry->measure}, {&rule->wording, entry->when},
		{&rule->recovers_wording, entry->recovers}, {&rule->event, entry->event}};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		*texts[i].to = yamlfile_copy(reading->arena, texts[i].from);
		if (*texts[i].to == NULL)
			return no_memory(reading);
	}
	return 0;
}

static int take_inhibits(const struct reading *reading, struct rule *rule)
{
	const struct rule_entry *entry = reading->entry;
	const char **inhibits = arena_take_array(reading->arena, entry->n_inhibits, sizeof(*inhibits));

	if (inhibits == NULL)
		return no_memory(reading);
	for (size_t i = 0; i < entry->n_inhibits; i++) {
		const char *pattern = entry->inhibits[i];
		size_t letters = strspn(pattern, ID_LETTERS);

		if (pattern[letters] == '*' && pattern[letters + 1] == '\0')
			letters++;
		if (pattern[letters] != '\0')
			return rule_fault(reading, "inhibits", 0,
				"inhibits has ids of rules, or beginnings of ids that end in *");
		inhibits[i] = yamlfile_copy(reading->arena, pattern);
		if (inhibits[i] == NULL)
			return no_memory(reading);
	}
	rule->n_inhibits = entry->n_inhibits;
	rule->inhibits = inhibits;
	return 0;
}

/* A condition that is parsed and asks only what it may. */
static int take_condition(const struct reading *reading, const struct rule *rule, const char *key,
	const char *wording, const struct expression **ret)
{
	struct err_text reason = {""};
	size_t column = 1;
	int rc = expression_parse(reading->arena, wording, ret, &column, &reason);

	if (rc == ERR_NOMEM)
		return no_memory(reading);
	if (rc < 0)
		return rule_fault(reading, key, column - 1, "%s", reason.text);
	return rule_check_terms(reading, rule, key, *ret);
}

static int take_rule(const struct reading *reading, struct rule *rule)
{
	const struct rule_entry *entry = reading->entry;
	int rc;

	rule->subject = entry->subject;
	rule->latest = entry->latest;
	rc = check_texts(reading);
	if (rc == 0)
		rc = rule_check_keys(reading, rule);
	if (rc == 0)
		rc = copy_texts(reading, rule);
	if (rc == 0)
		rc = take_inhibits(reading, rule);
	if (rc == 0)
		rc = take_condition(reading, rule, "when", rule->wording, &rule->when);
	if (rc == 0 && entry->recovers != NULL)
		rc = take_condition(reading, rule, "recovers", rule->recovers_wording, &rule->recovers);
	return rc;
}

/* The id is what all other faults are told with. */
static int check_id(const struct reading *reading, const struct rules_file *file)
{
	const char *id = reading->entry->id;
	struct yamlplace place;

	if (strspn(id, ID_LETTERS) != strlen(id)) {
		place = yamlplace_find(reading->yaml, "rules", reading->item, "id", 0);
		return error_set(reading->error, ERR_SYNTAX,
			"line %zu, column %zu: an id has small letters, digits, '_' and '.' only", place.line,
			place.column);
	}
	for (size_t i = 0; i < reading->item; i++)
		if (strcmp(file->rules[i].id, id) == 0)
			return rule_fault(reading, "id", 0, "is given twice");
	return 0;
}

/* Whom a rule keeps quiet is known when all are: a name that is none is a slip. */
static int check_inhibits(const struct reading *reading, const struct rules *rules)
{
	const struct rule *rule = &rules->rule[reading->item];

	for (size_t i = 0; i < rule->n_inhibits; i++) {
		struct rule one = {.id = rule->id, .n_inhibits = 1, .inhibits = &rule->inhibits[i]};
		size_t k = 0;

		while (k < rules->n && !rule_inhibits(&one, rules->rule[k].id))
			k++;
		if (k == rules->n)
			return rule_fault(reading, "inhibits", 0,
				"inhibits \"%s\", but no other rule is so called", rule->inhibits[i]);
	}
	return 0;
}

/* One rule after another; with somebody to tell, what is wrong with one is no reason to leave the others unread. */
static int take_rules(
	struct reading *reading, const struct rules_file *file, struct rules *ret, struct rules_told *told)
{
	struct rule *rule = arena_take_array(reading->arena, file->n, sizeof(*rule));
	struct rules rules = {file->n, rule};
	size_t faults = 0;
	int rc = 0;

	if (rule == NULL)
		return error_set(reading->error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
	for (reading->item = 0; rc == 0 && reading->item < file->n; reading->item++) {
		reading->entry = &file->rules[reading->item];
		rc = check_id(reading, file);
		if (rc == 0)
			rc = take_rule(reading, &rule[reading->item]);
		if (rc == ERR_SYNTAX && told != NULL) {
			told->each(told->context, reading->error->text);
			faults++;
			rc = 0;
		}
	}
	if (faults > 0)
		return ERR_SYNTAX;
	for (reading->item = 0; rc == 0 && reading->item < file->n; reading->item++) {
		reading->entry = &file->rules[reading->item];
		rc = check_inhibits(reading, &rules);
	}
	if (rc == 0)
		*ret = rules;
	else if (told != NULL)
		told->each(told->context, reading->error->text);
	return rc;
}

static int read_rules(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue,
	struct rules *ret, struct rules_told *told, struct err_text *error)
{
	struct reading reading = {.arena = arena, .yaml = yaml, .catalogue = catalogue, .error = error};
	void *file;
	int rc = yamlfile_load(yaml, NULL, &rules_schema, &file, error);

	if (rc < 0 && told != NULL)
		told->each(told->context, error->text);
	if (rc < 0)
		return rc;
	rc = take_rules(&reading, file, ret, told);
	yamlfile_free(&rules_schema, file);
	return rc;
}

int rules_parse(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue, struct rules *ret,
	struct err_text *error)
{
	return read_rules(arena, yaml, catalogue, ret, NULL, error);
}

int rules_check(struct arena *arena, struct bytes yaml, const struct catalogue *catalogue,
	rules_fault_fn each, void *context, struct rules *ret)
{
	struct rules_told told = {each, context};
	struct err_text error = {""};

	return read_rules(arena, yaml, catalogue, ret, &told, &error);
}

static bool holds(const struct rule *rule, uint32_t when)
{
	return when >= rule->from && (rule->until == 0 || when <= rule->until);
}

bool rule_holds_for_period(const struct rule *rule, struct period period)
{
	switch (rule->subject) {
	case RULE_FIGURES:
		return period_kind(period) == PERIOD_ACADEMIC && holds(rule, period_year(period));
	case RULE_COUNTY:
	case RULE_DATA:
		return period_valid(period) && holds(rule, period_year(period));
	case RULE_INSPECTION:
	case RULE_EVENT:
		return false;
	}
	return false;
}

bool rule_holds_for_day(const struct rule *rule, uint32_t day)
{
	return (rule->subject == RULE_INSPECTION || rule->subject == RULE_EVENT) && holds(rule, day);
}

bool rule_inhibits(const struct rule *rule, const char *id)
{
	if (strcmp(rule->id, id) == 0)
		return false; /* its own beginning keeps it told */
	for (size_t i = 0; i < rule->n_inhibits; i++) {
		const char *pattern = rule->inhibits[i];
		size_t len = strlen(pattern);

		if (len > 0 && pattern[len - 1] == '*' ? strncmp(id, pattern, len - 1) == 0
						       : strcmp(id, pattern) == 0)
			return true;
	}
	return false;
}
