/* SPDX-License-Identifier: MIT
 *
 * See evaluate.h. facts.c answers what is known about a school.
 */
#include "services/alerts/evaluate.h"

#include <stdio.h>

#include "services/alerts/life/life.h"

/* Alerts of one rule, school and measure over time. */
#define PERIODS_MAX 64

static int raise_alert(
	struct evaluation *evaluation, const struct rule *rule, const struct facts *facts, const char *period)
{
	struct seen seen = {
		.rule = rule,
		.authority = facts->school.authority,
		.urn = facts->school.urn,
		.name = facts->school.name,
		.measure = rule->measure,
		.period = period,
		.summary = facts_summary(facts, rule),
		.n_evidence = facts->n_evidence,
		.evidence = facts->evidence,
		.adviser = caseloads_adviser(evaluation->caseloads, &facts->school),
	};

	return seen.summary == NULL ? ERR_NOMEM : life_raise(evaluation, &seen);
}

/* One rule, one school, one period. */
static int judge(
	struct evaluation *evaluation, const struct rule *rule, struct facts *facts, const char *period)
{
	enum truth truth = facts_evaluate(facts, rule);
	uint64_t id;

	switch (truth) {
	case TRUTH_TRUE:
		return raise_alert(evaluation, rule, facts, period);
	case TRUTH_FALSE:
		id = state_alert_id(evaluation->txn, rule->id, facts->school.urn, rule->measure, period);
		return id == 0 ? 0 : life_resolve(evaluation, id, facts_summary(facts, rule));
	case TRUTH_UNKNOWN:
		return 0;
	}
	return 0;
}

/* A later inspection has taken the place of the one an alert was about. */
static int resolve_earlier(
	struct evaluation *evaluation, const struct rule *rule, uint32_t urn, const char *period)
{
	uint64_t keep = state_alert_id(evaluation->txn, rule->id, urn, rule->measure, period);
	uint64_t ids[PERIODS_MAX];
	size_t n = state_alert_ids(evaluation->txn, rule->id, urn, rule->measure, ids, PERIODS_MAX);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (ids[i] != keep)
			rc = life_resolve(evaluation, ids[i], "the school has been inspected again since");
	return rc;
}

static int look_at_school(struct evaluation *evaluation, uint32_t urn)
{
	struct facts facts;
	struct period_text day;
	int rc = facts_open(&facts, evaluation->txn, evaluation->arena, evaluation->columns, urn);

	if (rc == ERR_NOTFOUND ||
		(rc == 0 && !caseloads_covers(evaluation->caseloads, facts.school.authority)))
		return 0;
	if (rc == 0 && !facts_take_inspection(&facts))
		return 0;
	/* What a later frame's judgement means in the words of the rules is not known: nothing begins or ends by it. */
	if (rc == 0 && facts.inspection.frame != FRAME_HEADLINE)
		return 0;
	for (size_t i = 0; rc == 0 && i < evaluation->rules->n; i++) {
		const struct rule *rule = &evaluation->rules->rule[i];
		const char *period = day_print(facts.inspection.inspected, &day);

		if (rule->subject != RULE_INSPECTION)
			continue;
		rc = resolve_earlier(evaluation, rule, urn, period);
		if (rc == 0 && rule_holds_for_day(rule, facts.inspection.inspected))
			rc = judge(evaluation, rule, &facts, period);
	}
	return rc;
}

/* Does the rule ask about the figure of this measure, `back` years before the one that it judges? */
static bool asks_about(const struct rule *rule, const char *measure, unsigned back)
{
	const struct term *terms;
	size_t n = expression_terms(rule->when, &terms);

	for (size_t i = 0; i < n; i++)
		if (terms[i].back == back && strcmp(terms[i].measure, measure) == 0)
			return true;
	return false;
}

/* Every school of a column that changed, under one rule that looks at it when it judges `judged`. */
static int look_at_schools(struct evaluation *evaluation, const struct rule *rule, const struct column_id *id,
	struct period judged)
{
	const struct indicator_event *event;
	struct period_text text;
	const char *period = period_print(judged, &text);
	int rc = 0;

	facts_forget_columns(evaluation->columns);
	event = facts_column(evaluation->columns, evaluation->txn, id);
	if (event == NULL)
		return evaluation->txn->error;
	for (size_t k = 0; rc == 0 && k < event->column.figures.n; k++) {
		struct area area = {event->column.figures.area[k]};
		struct facts facts;

		arena_reset(evaluation->arena);
		rc = facts_open(
			&facts, evaluation->txn, evaluation->arena, evaluation->columns, area_code(area));
		if (rc == ERR_NOTFOUND) {
			rc = 0;
			continue;
		}
		facts_take_period(&facts, judged);
		if (rc == 0)
			rc = judge(evaluation, rule, &facts, period);
	}
	return rc;
}

/* A figure counts in its own year and, where a rule looks back, in years after it. */
static int look_at_column(struct evaluation *evaluation, const struct column_id *touched)
{
	char measure[MEASURE_ID_MAX + 1]; /* the arena is emptied between schools */
	struct column_id id = {measure, touched->period, touched->authority};
	struct period judged = touched->period;
	int rc = 0;

	(void)snprintf(measure, sizeof(measure), "%s", touched->measure);
	if (!caseloads_covers(evaluation->caseloads, id.authority))
		return 0;
	for (unsigned back = 0; rc == 0 && judged.v != 0 && back <= YEARS_BACK_MAX; back++) {
		for (size_t i = 0; rc == 0 && i < evaluation->rules->n; i++) {
			const struct rule *rule = &evaluation->rules->rule[i];

			if (rule_holds_for_period(rule, judged) && asks_about(rule, measure, back))
				rc = look_at_schools(evaluation, rule, &id, judged);
		}
		judged = period_next(judged);
	}
	return rc;
}

int evaluate_touched(struct evaluation *evaluation)
{
	struct column_id column;
	bool is_column;
	uint32_t urn;
	int rc = 0;

	evaluation->changes->n = 0;
	arena_reset(evaluation->arena);
	while (rc == 0 && state_take_touched(evaluation->txn, evaluation->arena, &is_column, &column, &urn)) {
		rc = is_column ? look_at_column(evaluation, &column) : look_at_school(evaluation, urn);
		arena_reset(evaluation->arena);
	}
	if (rc == 0)
		rc = life_tell(evaluation);
	return rc < 0 ? txn_fail(evaluation->txn, rc) : evaluation->txn->error;
}
