/* SPDX-License-Identifier: MIT
 *
 * One rule, one school or the authority, one period: each part of its conditions with what is known, and what follows.
 */
#include <string.h>

#include "common/model/grid.h"
#include "services/alerts/answers/rules_query.h"
#include "services/alerts/judging/walk.h"
#include "services/alerts/rules/explain.h"

static const char *const rule_columns[] = {"field", "value"};
static const char *const part_columns[] = {"condition", "depth", "back", "part", "known", "truth"};

static const char *truth_text(enum truth truth)
{
	switch (truth) {
	case TRUTH_FALSE:
		return "false";
	case TRUTH_TRUE:
		return "true";
	case TRUTH_UNKNOWN:
		return "unknown";
	}
	return "";
}

struct explaining {
	struct grid grid;
	const char *condition; /* when, recovers */
	enum truth whole;
};

/* "high(ks4.progress8) = -0.3", "school.phase = Secondary", or "... is not known". */
static const char *known_text(struct arena *arena, const struct explain_term *term)
{
	const char *written = explain_term_text(arena, term->term);
	const char *words = term->value.text == NULL ? "" : term->value.text;
	const char *gap = term->value.has_number && words[0] != '\0' ? " " : "";
	struct decimal_text number = {""};

	if (written == NULL)
		return NULL;
	if (!term->value.has_number && term->value.text == NULL)
		return arena_print(arena, "%s is not known", written);
	if (term->value.has_number)
		(void)decimal_print_exact(term->value.number, MICRO_SCALE, 0, &number);
	return arena_print(arena, "%s = %s%s%s", written, number.text, gap, words);
}

static int add_part(void *context, const struct explain_part *part)
{
	struct explaining *explaining = context;
	struct grid *grid = &explaining->grid;
	const char *known = "";

	if (!grid_room(grid))
		return ERR_LIMIT;
	for (size_t i = 0; known != NULL && i < part->n_term; i++) {
		const char *one = known_text(grid->arena, &part->term[i]);

		known = one == NULL ? NULL
				    : arena_print(grid->arena, "%s%s%s", known, i == 0 ? "" : "; ", one);
	}
	if (known == NULL)
		return ERR_NOMEM;
	if (part->depth == 0)
		explaining->whole = part->truth;
	grid_text(grid, explaining->condition);
	grid_count(grid, part->depth);
	grid_count(grid, part->back);
	grid_text(grid, arena_text(grid->arena, part->text, part->len));
	grid_text(grid, known);
	grid_text(grid, truth_text(part->truth));
	return 0;
}

static const char *outcome_text(enum truth when, bool recovers, enum truth recovered)
{
	switch (when) {
	case TRUTH_TRUE:
		return "an alert is raised, or goes on";
	case TRUTH_FALSE:
		if (recovers && recovered != TRUTH_TRUE)
			return "no alert is raised; one that is open goes on until it recovers";
		return "no alert is raised; one that is open ends";
	case TRUTH_UNKNOWN:
		return recovered == TRUTH_TRUE ? "no alert is raised; one that is open ends"
					       : "no alert is raised, and none ends";
	}
	return "";
}

static void add_field(struct grid *grid, const char *field, const char *value)
{
	grid_text(grid, field);
	grid_text(grid, value);
}

/* What is judged: the period of figures, the day of an inspection or event. */
static const char *judged_text(const struct facts *facts, struct period_text *out)
{
	return facts->period.v != 0 ? period_print(facts->period, out) : day_print(facts->day, out);
}

static int explain_rule(
	struct arena *arena, const struct rule *rule, struct facts *facts, struct query_result *ret)
{
	struct explaining explaining = {.condition = "when"};
	struct period_text period;
	enum truth when, recovered = TRUTH_UNKNOWN;
	struct grid about;
	int rc;

	grid_begin(&explaining.grid, arena, "parts", part_columns, ARRAY_LEN(part_columns));
	rc = explain(rule->when, facts_look_up, facts, add_part, &explaining);
	when = explaining.whole;
	if (rc == 0 && rule->recovers != NULL) {
		explaining.condition = "recovers";
		rc = explain(rule->recovers, facts_look_up, facts, add_part, &explaining);
		recovered = explaining.whole;
	}
	if (rc < 0)
		return rc;
	grid_begin(&about, arena, "rule", rule_columns, ARRAY_LEN(rule_columns));
	add_field(&about, "rule", rule->id);
	add_field(&about, "title", rule->title);
	add_field(&about, "severity", rule->severity);
	add_field(&about, "name", facts->name);
	add_field(&about, "urn", facts->school.urn == 0 ? "" : arena_print(arena, "%u", facts->school.urn));
	add_field(&about, "measure", facts->measure);
	add_field(&about, "period", judged_text(facts, &period));
	add_field(&about, "truth", truth_text(when));
	add_field(&about, "outcome", outcome_text(when, rule->recovers != NULL, recovered));
	ret->n_tables = 2;
	rc = grid_end(&about, &ret->table[0]);
	return rc == 0 ? grid_end(&explaining.grid, &ret->table[1]) : rc;
}

/* A rule about any measure is explained by one. */
static int check_measure(const struct evaluation *evaluation, const struct rule *rule, const char *measure,
	struct err_text *text)
{
	if (rule->any_measure && measure[0] == '\0')
		return error_set(text, ERR_INVAL, "rule '%s' is about any measure: which one?", rule->id);
	if (measure[0] != '\0' && !rule->any_measure && strcmp(measure, rule->measure) != 0)
		return error_set(text, ERR_INVAL, "rule '%s' is about %s, and no other measure", rule->id,
			rule->measure);
	if (rule->any_measure && catalogue_measure(evaluation->catalogue, measure) == NULL)
		return error_set(text, ERR_NOTFOUND, "no measure is called '%s'", measure);
	return 0;
}

int rules_explain(struct evaluation *evaluation, struct arena *arena, const struct rule *rule,
	const struct rules_query *query, struct query_result *ret, struct err_text *text)
{
	struct period period;
	struct facts facts;
	uint32_t urn;
	int rc = rules_query_area(evaluation, query, &urn, &period, text);

	if (rc == 0)
		rc = check_measure(evaluation, rule, query->measure, text);
	if (rc < 0)
		return rc;
	rc = walk_open(evaluation, rule, urn, rule->any_measure ? query->measure : NULL, period, &facts);
	if (rc == ERR_NOTFOUND)
		return error_set(text, rc, "rule '%s' has nothing to look at there, or does not hold for it",
			rule->id);
	return rc < 0 ? rc : explain_rule(arena, rule, &facts, ret);
}
