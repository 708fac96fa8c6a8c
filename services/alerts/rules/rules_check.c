/* SPDX-License-Identifier: MIT
 *
 * See rules_parts.h. A rule is refused when it could never hold, when it asks about what its subject has not, or when an
 * alert of it would have no evidence: rules are edited by people who cannot see the program, and the day of the
 * inspection is late to learn of a slip.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/model/yamlplace.h"
#include "services/alerts/rules/rules_parts.h"

/* What inspection rules are about; no measure of the catalogue, because a judgement is no figure. */
#define OFSTED_OVERALL "ofsted.overall"

int rule_fault(const struct reading *reading, const char *key, size_t offset, const char *format, ...)
{
	struct yamlplace place = yamlplace_find(reading->yaml, "rules", reading->item, key, offset);
	struct err_text reason;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(reason.text, sizeof(reason.text), format, args);
	va_end(args);
	return error_set(reading->error, ERR_SYNTAX, "line %zu, column %zu: rule \"%s\": %s", place.line,
		place.column, reading->entry->id, reason.text);
}

/* -- what a subject has --------------------------------------------------------------------------------------------- */

/* What a term is about, in the order of enum aspect. */
enum about { ABOUT_FIGURE = 1, ABOUT_SCHOOL = 2, ABOUT_INSPECTION = 4, ABOUT_EVENT = 8, ABOUT_DATA = 16 };

static enum about about(const struct term *term)
{
	if (term_is_figure(term))
		return ABOUT_FIGURE;
	if (term->aspect < ASPECT_INSPECTION)
		return ABOUT_SCHOOL;
	if (term->aspect < ASPECT_EVENTS)
		return ABOUT_INSPECTION;
	return term->aspect < ASPECT_LATE ? ABOUT_EVENT : ABOUT_DATA;
}

static const struct {
	const char *name;
	unsigned asks;    /* enum about */
	enum about about; /* one at least, of the time that is judged */
	bool days;        /* it holds from day to day, not from year to year */
} subjects[] = {
	[RULE_FIGURES] = {"figures, the school and its latest inspection",
		ABOUT_FIGURE | ABOUT_SCHOOL | ABOUT_INSPECTION, ABOUT_FIGURE, false},
	[RULE_INSPECTION] = {"inspections and the school", ABOUT_INSPECTION | ABOUT_SCHOOL, ABOUT_INSPECTION,
		true},
	[RULE_EVENT] = {"events and the school", ABOUT_EVENT | ABOUT_SCHOOL, ABOUT_EVENT, true},
	[RULE_COUNTY] = {"figures", ABOUT_FIGURE, ABOUT_FIGURE, false},
	[RULE_DATA] = {"data.late", ABOUT_DATA, ABOUT_DATA, false},
};

/* -- keys ----------------------------------------------------------------------------------------------------------- */

/* The end of an academic year, or a day; 0 when left out. */
static int parse_time(const char *text, bool day, uint32_t *ret)
{
	struct period period;
	size_t len = text == NULL ? 0 : strlen(text);

	if (text == NULL) {
		*ret = 0;
		return 0;
	}
	if (day)
		return len == 10 && text[4] == '-' ? day_parse(text, len, ret) : ERR_SYNTAX;
	if (len != 7 || text[4] != '/' || period_parse(text, len, PERIOD_ACADEMIC, &period) < 0)
		return ERR_SYNTAX;
	*ret = period_year(period);
	return 0;
}

static int check_times(const struct reading *reading, struct rule *rule)
{
	bool days = subjects[rule->subject].days;
	const char *like = days ? "from and until of inspections and events are days such as 2024-09-01"
				: "from and until of figures are academic years such as 2015/16";

	if (parse_time(reading->entry->from, days, &rule->from) < 0)
		return rule_fault(reading, "from", 0, "%s", like);
	if (parse_time(reading->entry->until, days, &rule->until) < 0)
		return rule_fault(reading, "until", 0, "%s", like);
	if (rule->until != 0 && rule->from > rule->until)
		return rule_fault(reading, "from", 0, "from is later than until");
	return 0;
}

/* "11-30" into 1130. Any year has the day. */
static int check_due(const struct reading *reading, struct rule *rule)
{
	const char *due = reading->entry->due;
	uint32_t number = 0, day;

	if (rule->subject != RULE_DATA)
		return due == NULL ? 0 : rule_fault(reading, "due", 0, "due is for data only");
	if (due == NULL)
		return rule_fault(reading, NULL, 0, "data is due by a day such as 11-30");
	for (size_t i = 0; i < strlen(due); i++) {
		bool digit = due[i] >= '0' && due[i] <= '9';

		if (i == 2 ? due[i] != '-' : !digit)
			return rule_fault(reading, "due", 0, "due is a day such as 11-30");
		if (i != 2)
			number = number * 10 + (uint32_t)(due[i] - '0');
	}
	if (strlen(due) != 5 || !day_make(2023, number / 100, number % 100, &day))
		return rule_fault(reading, "due", 0, "due is a day such as 11-30");
	rule->due = number;
	return 0;
}

static int check_event(const struct reading *reading, const struct rule *rule)
{
	const char *event = reading->entry->event;

	if (rule->subject != RULE_EVENT)
		return event == NULL ? 0 : rule_fault(reading, "event", 0, "event is for events only");
	if (event == NULL)
		return rule_fault(reading, NULL, 0, "event says which kind, such as complaint");
	if (strspn(event, "abcdefghijklmnopqrstuvwxyz0123456789 -") != strlen(event))
		return rule_fault(
			reading, "event", 0, "the kind of an event is in small letters, such as complaint");
	return 0;
}

/* "events.warning_notice" of the kind "warning notice". */
static bool is_measure_of(const char *measure, const char *event)
{
	static const char prefix[] = "events.";

	if (strncmp(measure, prefix, sizeof(prefix) - 1) != 0)
		return false;
	measure += sizeof(prefix) - 1;
	while (*event != '\0' && *measure == (*event == ' ' ? '_' : *event)) {
		event++;
		measure++;
	}
	return *event == '\0' && *measure == '\0';
}

/* Of the catalogue, or of the Local Authority Interactive Tool, whose measures come with its file. */
static bool is_known(const struct reading *reading, const char *measure)
{
	return catalogue_measure(reading->catalogue, measure) != NULL || strncmp(measure, "lait.", 5) == 0;
}

static int check_measure(const struct reading *reading, struct rule *rule)
{
	const char *measure = reading->entry->measure;

	rule->any_measure = rule->subject == RULE_COUNTY && strcmp(measure, "any") == 0;
	if (rule->subject == RULE_INSPECTION) {
		if (strcmp(measure, OFSTED_OVERALL) != 0)
			return rule_fault(reading, "measure", 0, "the measure of inspections is \"%s\"",
				OFSTED_OVERALL);
	} else if (rule->subject == RULE_EVENT) {
		if (!is_measure_of(measure, reading->entry->event))
			return rule_fault(reading, "measure", 0,
				"the measure of an event is \"events.\" and its kind, with _ for spaces");
	} else if (!rule->any_measure && !is_known(reading, measure)) {
		return rule_fault(reading, "measure", 0, "\"%s\" is not in the catalogue", measure);
	}
	return 0;
}

int rule_check_keys(const struct reading *reading, struct rule *rule)
{
	int rc = check_times(reading, rule);

	if (rc == 0)
		rc = check_due(reading, rule);
	if (rc == 0)
		rc = check_event(reading, rule);
	if (rc == 0)
		rc = check_measure(reading, rule);
	if (rc == 0 && reading->entry->latest && subjects[rule->subject].about != ABOUT_FIGURE)
		rc = rule_fault(reading, "latest", 0, "latest is for figures only");
	return rc;
}

/* -- conditions ----------------------------------------------------------------------------------------------------- */

static int check_measure_of(const struct reading *reading, const struct rule *rule, const struct term *term,
	const char *key, size_t offset)
{
	bool it = strcmp(term->measure, "it") == 0;

	if (!term_is_figure(term))
		return 0;
	if (it && !rule->any_measure)
		return rule_fault(reading, key, offset, "\"it\" is for rules of any measure");
	if (!it && !is_known(reading, term->measure))
		return rule_fault(reading, key, offset, "\"%s\" is not in the catalogue", term->measure);
	return 0;
}

/* Is the term about what the alert will be about, in the year or at the inspection that is judged? */
static bool is_evidence(const struct rule *rule, const struct term *term)
{
	if (about(term) != subjects[rule->subject].about || term->back > 0)
		return false;
	if (!term_is_figure(term))
		return true;
	return strcmp(term->measure, rule->any_measure ? "it" : rule->measure) == 0;
}

int rule_check_terms(const struct reading *reading, const struct rule *rule, const char *key,
	const struct expression *condition)
{
	const struct term *term;
	size_t n = expression_terms(condition, &term);
	bool evident = false;

	for (size_t i = 0; i < n; i++) {
		size_t offset = expression_column(condition, i) - 1;
		int rc = 0;

		if ((about(&term[i]) & subjects[rule->subject].asks) == 0)
			rc = rule_fault(reading, key, offset, "such a rule asks about %s only",
				subjects[rule->subject].name);
		if (rc == 0)
			rc = check_measure_of(reading, rule, &term[i], key, offset);
		if (rc < 0)
			return rc;
		evident = evident || is_evidence(rule, &term[i]);
	}
	if (!evident && condition == rule->when)
		return rule_fault(reading, key, 0, "the condition does not ask about \"%s\"",
			rule->any_measure ? "it" : rule->measure);
	return 0;
}
