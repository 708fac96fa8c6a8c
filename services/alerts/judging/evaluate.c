/* SPDX-License-Identifier: MIT
 *
 * See evaluate.h. judge.c knows what follows from a judgement, look.c how a rule comes to one.
 */
#include "services/alerts/judging/evaluate.h"

#include "services/alerts/judging/look.h"
#include "services/alerts/judging/touched.h"
#include "services/alerts/life/life.h"
#include "services/alerts/life/news.h"

static struct judging judging_of(struct evaluation *evaluation, const struct rule *rule)
{
	return (struct judging){evaluation, rule, judge_settle, evaluation, true};
}

/* -- areas ------------------------------------------------------------------------------------------------------- */

static bool asks_beside_figures(const struct expression *expression)
{
	const struct term *term;
	size_t n = expression_terms(expression, &term);

	for (size_t i = 0; i < n; i++)
		if (!term_is_figure(&term[i]))
			return true;
	return false;
}

static bool is_touched(
	const struct touched_all *touched, const char *measure, enum column_level level, struct period period)
{
	size_t n;
	const struct column_id *column = touched_of(touched, measure, level, &n);

	for (size_t i = 0; i < n; i++)
		if (column[i].period.v == period.v)
			return true;
	return false;
}

/* The figures that are held of the rule's measure: what is known of the school may decide about them. Those of which some
 * have come are looked at in any case. */
static int look_at_held(
	const struct judging *judging, struct facts *facts, const struct touched_all *touched, bool placed)
{
	enum column_level level = facts->school.urn == 0 ? LEVEL_AUTHORITY : LEVEL_SCHOOLS;
	const char *measure = judging->rule->measure;
	struct periods periods = {.n = 0};
	int rc = 0;

	if (!placed && !asks_beside_figures(judging->rule->when))
		return 0;
	look_held(judging, measure, &periods);
	for (size_t i = 0; rc == 0 && i < periods.n; i++)
		if (!is_touched(touched, measure, level, periods.period[i]))
			rc = look_at_period(judging, facts, measure, periods.period[i]);
	return rc;
}

static int look_at_area(struct evaluation *evaluation, const struct facts *facts,
	const struct touched_all *touched, bool placed)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < evaluation->rules->n; i++) {
		const struct rule *rule = &evaluation->rules->rule[i];
		struct judging judging = judging_of(evaluation, rule);
		bool school = facts->school.urn != 0;
		struct facts own = *facts;

		if (rule->subject == RULE_INSPECTION && school)
			rc = look_at_inspection(&judging, &own, UINT32_MAX);
		else if (rule->subject == RULE_EVENT)
			rc = look_at_event(&judging, &own, UINT32_MAX);
		else if (rule->subject == RULE_FIGURES && school)
			rc = look_at_held(&judging, &own, touched, placed);
	}
	return rc;
}

/* -- what nothing judges any more --------------------------------------------------------------------------------- */

static bool in_force(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rule[i].id, id) == 0)
			return true;
	return false;
}

/* Why nothing can end the alert but this; NULL: its rule judges it. */
static const char *why_orphaned(const struct evaluation *evaluation, const struct alert *alert, bool left)
{
	if (left)
		return "the school is not of the authority of the caseloads any more";
	if (!caseloads_covers(evaluation->caseloads, alert->authority))
		return "the caseloads are of another authority now";
	return in_force(evaluation->rules, alert->rule) ? NULL : "its rule is no longer in force";
}

/* Nobody is reminded for ever of an alert that no rule looks at. */
static int end_orphans(struct evaluation *evaluation, uint32_t area, bool left)
{
	uint64_t id = 0;
	int rc = 0;

	while (rc == 0 && (id = area_next(evaluation->txn, area, id)) != 0) {
		struct alert alert;
		const char *why;

		arena_reset(evaluation->arena);
		if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		why = alert.state == ALERT_RESOLVED ? NULL : why_orphaned(evaluation, &alert, left);
		if (why != NULL)
			rc = life_resolve(evaluation, id, why);
	}
	return rc < 0 ? rc : evaluation->txn->error;
}

static int end_all_orphans(struct evaluation *evaluation)
{
	uint32_t area = 0;
	int rc = 0;

	while (rc == 0 && (area = area_following(evaluation->txn, area)) != 0)
		rc = end_orphans(evaluation, area, false);
	return rc;
}

/* A school or an authority, if it is one of those that the caseloads cover. */
static int look_if_covered(
	struct evaluation *evaluation, const struct touched_all *touched, const struct touched_area *which)
{
	struct area area = which->area;
	struct facts_source source = judge_source(evaluation);
	struct facts facts;
	int rc = 0;

	arena_reset(evaluation->arena);
	if (area_kind(area) == AREA_SCHOOL)
		rc = facts_open(&facts, &source, area_code(area));
	else
		facts_open_authority(&facts, &source, area_code(area));
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!caseloads_covers(evaluation->caseloads, facts.authority))
		return end_orphans(evaluation, area_code(area), true);
	rc = look_at_area(evaluation, &facts, touched, which->placed);
	return rc == 0 ? life_review(evaluation, area_code(area)) : rc;
}

/* -- figures ----------------------------------------------------------------------------------------------------- */

/* Later years that a figure counts in: those that look back to it. */
static unsigned years_on(const struct term *term)
{
	return term->back + (term->aspect == ASPECT_CHANGE && term->days > 1 ? term->days : 0);
}

static bool is_it(const struct term *term)
{
	return strcmp(term->measure, "it") == 0;
}

/* The periods that one condition judges anew since figures of it have come. */
static void add_touched(const struct touched_all *touched, const struct expression *expression,
	const char *measure, enum column_level level, struct periods *periods)
{
	const struct term *term;
	size_t n = expression == NULL ? 0 : expression_terms(expression, &term);

	for (size_t i = 0; i < n; i++) {
		const struct column_id *column;
		size_t columns;

		if (!term_is_figure(&term[i]))
			continue;
		column = touched_of(touched, is_it(&term[i]) ? measure : term[i].measure, level, &columns);
		for (size_t k = 0; k < columns; k++) {
			struct period period = column[k].period;

			for (unsigned year = years_on(&term[i]); year > 0 && period.v != 0; year--)
				period = period_next(period);
			periods_add(periods, period);
		}
	}
}

/* Of a rule about the latest period only that one, whichever of its figures have come. */
static void only_latest(const struct judging *judging, const char *measure, struct periods *periods)
{
	if (!look_latest_only(judging->rule) || periods->n == 0)
		return;
	periods->n = 0;
	look_held(judging, measure, periods);
}

static int look_at_measure(
	const struct judging *judging, const struct touched_all *touched, const char *measure)
{
	bool county = judging->rule->subject == RULE_COUNTY;
	enum column_level level = county ? LEVEL_AUTHORITY : LEVEL_SCHOOLS;
	struct periods periods = {.n = 0};
	int rc = 0;

	add_touched(touched, judging->rule->when, measure, level, &periods);
	add_touched(touched, judging->rule->recovers, measure, level, &periods);
	only_latest(judging, measure, &periods);
	for (size_t i = 0; rc == 0 && i < periods.n; i++)
		rc = county ? look_at_authority(judging, measure, periods.period[i])
			    : look_at_schools(judging, measure, periods.period[i]);
	return rc;
}

/* Each measure of which something is touched, once. */
static int look_at_any_measure(const struct judging *judging, const struct touched_all *touched)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < touched->n_column; i++)
		if (touched->column[i].level == LEVEL_AUTHORITY &&
			(i == 0 || touched->column[i - 1].level != LEVEL_AUTHORITY ||
				strcmp(touched->column[i - 1].measure, touched->column[i].measure) != 0))
			rc = look_at_measure(judging, touched, touched->column[i].measure);
	return rc;
}

/* A rule about inspections or events that asks for figures as well: every school that has some. */
static int look_beside_figures(const struct judging *judging, const struct touched_all *touched)
{
	struct periods periods = {.n = 0};

	add_touched(touched, judging->rule->when, "", LEVEL_SCHOOLS, &periods);
	add_touched(touched, judging->rule->recovers, "", LEVEL_SCHOOLS, &periods);
	return periods.n == 0 ? 0 : look_at_schools(judging, "", (struct period){0});
}

static int look_at_columns(struct evaluation *evaluation, const struct touched_all *touched)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && touched->n_column > 0 && i < evaluation->rules->n; i++) {
		const struct rule *rule = &evaluation->rules->rule[i];
		struct judging judging = judging_of(evaluation, rule);

		switch (rule->subject) {
		case RULE_FIGURES:
			rc = look_at_measure(&judging, touched, rule->measure);
			break;
		case RULE_COUNTY:
			rc = rule->any_measure ? look_at_any_measure(&judging, touched)
					       : look_at_measure(&judging, touched, rule->measure);
			break;
		case RULE_INSPECTION:
		case RULE_EVENT:
			rc = look_beside_figures(&judging, touched);
			break;
		case RULE_DATA:
			break;
		}
	}
	return rc;
}

/* -- all --------------------------------------------------------------------------------------------------------- */

int evaluate_data(struct evaluation *evaluation)
{
	int rc = 0;

	facts_forget_columns(evaluation->columns);
	for (size_t i = 0; rc == 0 && i < evaluation->rules->n; i++) {
		struct judging judging = judging_of(evaluation, &evaluation->rules->rule[i]);

		arena_reset(evaluation->arena);
		if (judging.rule->subject == RULE_DATA)
			rc = look_at_data(&judging);
	}
	return rc < 0 ? txn_fail(evaluation->txn, rc) : evaluation->txn->error;
}

int evaluate_settings(struct evaluation *evaluation)
{
	int rc = end_all_orphans(evaluation);

	return rc < 0 ? txn_fail(evaluation->txn, rc) : evaluate_touched(evaluation);
}

int evaluate_touched(struct evaluation *evaluation)
{
	struct touched_all touched;
	int rc;

	facts_forget_columns(evaluation->columns);
	rc = touched_take(&touched, evaluation->txn, evaluation->caseloads->authority);
	if (rc == 0)
		for (size_t i = 0; rc == 0 && i < touched.n_area; i++)
			rc = look_if_covered(evaluation, &touched, &touched.area[i]);
	if (rc == 0)
		rc = look_at_columns(evaluation, &touched);
	touched_done(&touched);
	if (rc == 0)
		rc = evaluate_data(evaluation);
	if (rc == 0)
		rc = life_tell(evaluation);
	return rc < 0 ? txn_fail(evaluation->txn, rc) : evaluation->txn->error;
}
