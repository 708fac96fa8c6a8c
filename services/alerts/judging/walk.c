/* SPDX-License-Identifier: MIT
 *
 * See walk.h.
 */
#include "services/alerts/judging/walk.h"

#include "services/alerts/judging/look.h"

/* The last day of an academic year; UINT32_MAX: of no year in particular. */
static uint32_t last_day(struct period period)
{
	uint32_t day;

	return period.v != 0 && day_make(period_year(period), 8, 31, &day) ? day : UINT32_MAX;
}

/* -- inspections and events -------------------------------------------------------------------------------------- */

/* Judgements of another year than the one that was asked for are left out. */
struct in_year {
	struct period period;
	judge_fn each;
	void *context;
};

static int only_in_year(void *context, const struct judged *judged)
{
	const struct in_year *in = context;

	if (in->period.v != 0 && period_academic_of_day(judged->facts->day).v != in->period.v)
		return 0;
	return in->each(in->context, judged);
}

static int walk_school(const struct judging *judging, uint32_t urn, const struct walk_filter *filter)
{
	struct facts_source source = judge_source(judging->evaluation);
	uint32_t until = last_day(filter->period);
	struct facts facts;
	int rc;

	arena_reset(judging->evaluation->arena);
	rc = facts_open(&facts, &source, urn);
	if (rc == ERR_NOTFOUND ||
		(rc == 0 && !caseloads_covers(judging->evaluation->caseloads, facts.authority)))
		return 0;
	if (rc < 0)
		return rc;
	return judging->rule->subject == RULE_INSPECTION ? look_at_inspection(judging, &facts, until)
							 : look_at_event(judging, &facts, until);
}

static int walk_schools(const struct judging *judging, const struct walk_filter *filter)
{
	struct in_year in = {filter->period, judging->each, judging->context};
	struct judging within = *judging;
	uint32_t urn = 0;
	int rc = 0;

	within.each = only_in_year;
	within.context = &in;
	if (filter->urn != 0)
		return walk_school(&within, filter->urn, filter);
	while (rc == 0 && state_next_school(judging->evaluation->txn, &urn))
		rc = walk_school(&within, urn, filter);
	if (rc == 0 && judging->rule->subject == RULE_EVENT) {
		struct facts_source source = judge_source(judging->evaluation);
		struct facts facts;

		arena_reset(judging->evaluation->arena);
		facts_open_authority(&facts, &source, judging->evaluation->caseloads->authority);
		rc = look_at_event(&within, &facts, last_day(filter->period));
	}
	return rc;
}

/* -- figures ----------------------------------------------------------------------------------------------------- */

/* Judgements of another school than the one that was asked for are left out. */
struct of_school {
	uint32_t urn;
	judge_fn each;
	void *context;
};

static int only_of_school(void *context, const struct judged *judged)
{
	const struct of_school *of = context;

	return of->urn != 0 && judged->facts->school.urn != of->urn ? 0 : of->each(of->context, judged);
}

static int walk_measure(const struct judging *judging, const char *measure, const struct walk_filter *filter)
{
	struct of_school of = {filter->urn, judging->each, judging->context};
	struct judging within = *judging;
	struct periods periods = {.n = 0};
	int rc = 0;

	within.each = only_of_school;
	within.context = &of;
	if (filter->period.v != 0)
		periods_add(&periods, filter->period);
	else
		look_held(judging, measure, &periods);
	for (size_t i = 0; rc == 0 && i < periods.n; i++)
		rc = judging->rule->subject == RULE_COUNTY
			     ? look_at_authority(&within, measure, periods.period[i])
			     : look_at_schools(&within, measure, periods.period[i]);
	return rc;
}

static int walk_county(const struct judging *judging, const struct walk_filter *filter)
{
	struct column_id id = {.measure = "",
		.authority = judging->evaluation->caseloads->authority,
		.level = LEVEL_AUTHORITY};
	char measure[MEASURE_ID_MAX + 1] = "";
	int rc = 0;

	if (filter->urn != 0)
		return 0;
	if (!judging->rule->any_measure)
		return walk_measure(judging, judging->rule->measure, filter);
	while (rc == 0 && state_next_measure(judging->evaluation->txn, &id, measure))
		rc = walk_measure(judging, measure, filter);
	return rc;
}

/* ---------------------------------------------------------------------------------------------------------------- */

static int only_of_period(void *context, const struct judged *judged)
{
	const struct in_year *in = context;

	return judged->facts->period.v == in->period.v ? in->each(in->context, judged) : 0;
}

/* Data are awaited today: of another year that was asked for there is nothing to say. */
static int walk_data(const struct judging *judging, const struct walk_filter *filter)
{
	struct in_year in = {filter->period, judging->each, judging->context};
	struct judging within = *judging;

	if (filter->urn != 0)
		return 0;
	if (filter->period.v != 0) {
		within.each = only_of_period;
		within.context = &in;
	}
	return look_at_data(&within);
}

int walk(struct evaluation *evaluation, const struct rule *rule, const struct walk_filter *filter,
	judge_fn each, void *context)
{
	struct judging judging = {evaluation, rule, each, context, false};
	int rc = 0;

	facts_forget_columns(evaluation->columns);
	arena_reset(evaluation->arena);
	switch (rule->subject) {
	case RULE_FIGURES:
		rc = walk_measure(&judging, rule->measure, filter);
		break;
	case RULE_INSPECTION:
	case RULE_EVENT:
		rc = walk_schools(&judging, filter);
		break;
	case RULE_COUNTY:
		rc = walk_county(&judging, filter);
		break;
	case RULE_DATA:
		rc = walk_data(&judging, filter);
		break;
	}
	return rc == 0 ? evaluation->txn->error : rc;
}

/* What a judgement was made of, taken from the first one there is. */
static int take_facts(void *context, const struct judged *judged)
{
	struct facts *taken = context;

	*taken = *judged->facts;
	return 1;
}

int walk_open(struct evaluation *evaluation, const struct rule *rule, uint32_t urn, const char *measure,
	struct period period, struct facts *ret)
{
	struct judging judging = {evaluation, rule, take_facts, ret, false};
	struct facts_source source = judge_source(evaluation);
	const char *name = measure == NULL ? rule->measure : measure;
	struct periods periods = {.n = 0};
	struct facts facts;
	int rc = 0;

	facts_forget_columns(evaluation->columns);
	arena_reset(evaluation->arena);
	if (urn != 0)
		rc = facts_open(&facts, &source, urn);
	else
		facts_open_authority(&facts, &source, evaluation->caseloads->authority);
	if (rc < 0)
		return rc;
	if (period.v == 0 && (rule->subject == RULE_FIGURES || rule->subject == RULE_COUNTY)) {
		look_held(&judging, name, &periods);
		period = periods.n == 0 ? period : periods.period[periods.n - 1];
	}
	if (rule->subject == RULE_INSPECTION)
		rc = look_at_inspection(&judging, &facts, last_day(period));
	else if (rule->subject == RULE_EVENT)
		rc = look_at_event(&judging, &facts, last_day(period));
	else if (rule->subject == RULE_DATA)
		rc = look_at_data(&judging);
	else if (period.v != 0)
		rc = look_at_period(&judging, &facts, name, period);
	if (rc <= 0)
		return rc == 0 ? ERR_NOTFOUND : rc;
	facts_begin(ret);
	return 0;
}
