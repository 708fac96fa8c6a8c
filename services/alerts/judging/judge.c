/* SPDX-License-Identifier: MIT
 *
 * See judge.h.
 */
#include "services/alerts/judging/judge.h"

#include "services/alerts/life/life.h"

/* Alerts of one rule, school and measure over time. */
#define PERIODS_MAX 64

struct facts_source judge_source(const struct evaluation *evaluation)
{
	return (struct facts_source){evaluation->txn, evaluation->arena, evaluation->columns,
		evaluation->catalogue, evaluation->at};
}

int judge(const struct judging *judging, struct facts *facts, const char *measure, const char *period)
{
	const struct rule *rule = judging->rule;
	struct judged judged = {.rule = rule, .facts = facts, .measure = measure, .period = period};

	facts_make_room(facts->columns);
	facts_begin(facts);
	facts->measure = measure;
	judged.truth = facts_evaluate(facts, rule->when);
	judged.recovered = judged.truth == TRUTH_FALSE &&
			   (rule->recovers == NULL || facts_evaluate(facts, rule->recovers) == TRUTH_TRUE);
	if (facts->txn->error < 0)
		return facts->txn->error;
	return judging->each(judging->context, &judged);
}

/* -- what follows ------------------------------------------------------------------------------------------------ */

static int out_of_memory(struct evaluation *evaluation)
{
	return txn_fail(evaluation->txn, ERR_NOMEM);
}

/* About a school its adviser hears, about the authority who is named for it, about awaited data who sees to them. */
static const struct adviser *adviser_of(const struct evaluation *evaluation, const struct judged *judged)
{
	if (judged->rule->subject == RULE_DATA)
		return caseloads_data_team(evaluation->caseloads);
	return judged->facts->school.urn == 0
		       ? caseloads_county(evaluation->caseloads)
		       : caseloads_adviser(evaluation->caseloads, &judged->facts->school);
}

/* What began an alert may no longer hold while the alert goes on, or no longer be known. Then neither its title nor its
 * summary says that it is so. */
static const char *title_of(const struct evaluation *evaluation, const struct judged *judged)
{
	const char *title = judged->rule->title;

	switch (judged->truth) {
	case TRUTH_FALSE:
		return arena_print(evaluation->arena, "Was so, and is not over yet: %s", title);
	case TRUTH_UNKNOWN:
		return arena_print(evaluation->arena, "Was so, and can no longer be told: %s", title);
	case TRUTH_TRUE:
		break;
	}
	return title;
}

static const char *summary_of(const struct evaluation *evaluation, const struct judged *judged)
{
	const char *seen = facts_summary(judged->facts, judged->rule);

	if (seen == NULL)
		return NULL;
	switch (judged->truth) {
	case TRUTH_FALSE:
		return arena_print(evaluation->arena, "%s; no longer so, and the alert ends where %s", seen,
			judged->rule->recovers_wording);
	case TRUTH_UNKNOWN:
		return arena_print(
			evaluation->arena, "%s; whether the condition holds is no longer known", seen);
	case TRUTH_TRUE:
		break;
	}
	return seen;
}

static int raise_alert(struct evaluation *evaluation, const struct judged *judged)
{
	const struct facts *facts = judged->facts;
	struct seen seen = {
		.rule = judged->rule,
		.title = title_of(evaluation, judged),
		.authority = facts->authority,
		.urn = facts->school.urn,
		.name = facts->name,
		.measure = judged->measure,
		.period = judged->period,
		.summary = summary_of(evaluation, judged),
		.n_evidence = facts->n_evidence,
		.evidence = facts->evidence,
		.adviser = adviser_of(evaluation, judged),
	};

	return seen.title == NULL || seen.summary == NULL ? out_of_memory(evaluation)
							  : life_raise(evaluation, &seen);
}

/* Nothing new is raised about a school that is no more. */
static bool is_gone(struct evaluation *evaluation, const struct facts *facts)
{
	const char *why;

	return facts->school.urn != 0 &&
	       state_school_gone(evaluation->txn, evaluation->arena, facts->school.urn, evaluation->at, &why);
}

/* The condition holds no longer: what is seen now, and what of it was otherwise before. */
static int resolve_alert(
	struct evaluation *evaluation, const struct judged *judged, const struct alert *alert)
{
	const char *changed = facts_changed(evaluation->arena, alert, judged->facts);
	const char *why = facts_summary(judged->facts, judged->rule);

	if (changed != NULL && why != NULL && changed[0] != '\0')
		why = arena_print(evaluation->arena, "%s (%s)", why, changed);
	if (changed == NULL || why == NULL)
		return out_of_memory(evaluation);
	return life_resolve(evaluation, alert->id, why);
}

static int settle(struct evaluation *evaluation, const struct judged *judged)
{
	uint64_t id = state_alert_id(evaluation->txn, judged->rule->id, judged->facts->school.urn,
		judged->measure, judged->period);
	struct alert alert = {.state = ALERT_RESOLVED};
	bool over;

	if (id == 0 && judged->truth != TRUTH_TRUE)
		return 0;
	if (id != 0 && !state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	over = alert.state == ALERT_RESOLVED;
	if (judged->truth == TRUTH_TRUE)
		return over && is_gone(evaluation, judged->facts) ? 0 : raise_alert(evaluation, judged);
	if (over)
		return 0;
	/* Of what is nowhere told any more, what was seen last stays. */
	if (judged->truth == TRUTH_UNKNOWN && judged->facts->n_evidence == 0)
		return 0;
	/* Not yet recovered, or hidden: it goes on, with what is known now. */
	return judged->recovered ? resolve_alert(evaluation, judged, &alert)
				 : raise_alert(evaluation, judged);
}

/* Figures of an earlier period give way to later ones that tell something. */
static bool gives_way(const struct judged *judged)
{
	const struct rule *rule = judged->rule;

	return (rule->subject == RULE_FIGURES || rule->subject == RULE_COUNTY) &&
	       (rule->latest || rule->any_measure) && judged->truth != TRUTH_UNKNOWN;
}

int judge_settle(void *context, const struct judged *judged)
{
	struct evaluation *evaluation = context;
	int rc = 0;

	if (gives_way(judged))
		rc = judge_supersede(
			evaluation, judged->rule, judged->facts, judged->measure, judged->period);
	return rc == 0 ? settle(evaluation, judged) : rc;
}

/* -- what has been followed by something later ------------------------------------------------------------------- */

static bool another_frame(struct evaluation *evaluation, const struct facts *facts, const struct alert *alert)
{
	struct inspection before;
	uint64_t submission;
	uint32_t day;

	return day_parse(alert->period, strlen(alert->period), &day) == 0 &&
	       state_inspection(
		       evaluation->txn, evaluation->arena, facts->school.urn, day, 0, &before, &submission) &&
	       before.frame != facts->inspected[0].inspection.frame;
}

static const char *why_superseded(struct evaluation *evaluation, const struct rule *rule,
	const struct facts *facts, const struct alert *alert, const char *period)
{
	switch (rule->subject) {
	case RULE_INSPECTION:
		if (!facts->inspected[0].known)
			return "the inspection was of another school: this one opened later";
		return another_frame(evaluation, facts, alert)
			       ? "inspected again since, under another framework, which is not compared"
			       : "the school has been inspected again since";
	case RULE_EVENT:
		return arena_print(evaluation->arena, "followed by a later %s, on %s", rule->event, period);
	case RULE_FIGURES:
	case RULE_COUNTY:
	case RULE_DATA:
		break;
	}
	return arena_print(evaluation->arena, "figures of %s have come since", period);
}

/* Only the latest inspection or event is ever judged: before one that is over there is none that is not. */
static bool ends_the_row(const struct rule *rule)
{
	return rule->subject == RULE_INSPECTION || rule->subject == RULE_EVENT;
}

int judge_supersede(struct evaluation *evaluation, const struct rule *rule, const struct facts *facts,
	const char *measure, const char *period)
{
	uint64_t ids[PERIODS_MAX];
	size_t n = state_alert_ids(evaluation->txn, rule->id, facts->school.urn, measure, ids, PERIODS_MAX);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct alert alert;
		const char *why;

		if (!state_alert(evaluation->txn, evaluation->arena, ids[i], &alert))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		if (strcmp(alert.period, period) == 0)
			continue;
		if (alert.state == ALERT_RESOLVED && ends_the_row(rule))
			break;
		if (alert.state == ALERT_RESOLVED)
			continue;
		why = why_superseded(evaluation, rule, facts, &alert, period);
		rc = why == NULL ? out_of_memory(evaluation) : life_resolve(evaluation, ids[i], why);
	}
	return rc;
}
