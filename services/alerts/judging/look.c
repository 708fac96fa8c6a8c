/* SPDX-License-Identifier: MIT
 *
 * See look.h. look_data.c knows what is awaited.
 */
#include "services/alerts/judging/look.h"

#include <stdlib.h>

/* -- periods ----------------------------------------------------------------------------------------------------- */

void periods_add(struct periods *periods, struct period period)
{
	size_t at = 0;

	if (period.v == 0)
		return;
	while (at < periods->n && periods->period[at].v < period.v)
		at++;
	if (at < periods->n && periods->period[at].v == period.v)
		return;
	if (periods->n == PERIODS_HELD_MAX) { /* the earliest goes */
		if (at == 0)
			return;
		at--;
		memmove(periods->period, periods->period + 1, at * sizeof(periods->period[0]));
		periods->period[at] = period;
		return;
	}
	memmove(periods->period + at + 1, periods->period + at,
		(periods->n - at) * sizeof(periods->period[0]));
	periods->period[at] = period;
	periods->n++;
}

bool look_latest_only(const struct rule *rule)
{
	return rule->latest || rule->any_measure;
}

static struct column_id series_of(const struct judging *judging, const char *measure)
{
	return (struct column_id){.measure = measure,
		.group = "all",
		.authority = judging->evaluation->caseloads->authority,
		.level = judging->rule->subject == RULE_COUNTY ? LEVEL_AUTHORITY : LEVEL_SCHOOLS};
}

void look_held(const struct judging *judging, const char *measure, struct periods *periods)
{
	struct period held[PERIODS_HELD_MAX];
	struct column_id id = series_of(judging, measure);
	size_t n = state_held(judging->evaluation->txn, &id, held, PERIODS_HELD_MAX);
	struct period latest = {0};

	for (size_t i = 0; i < n; i++)
		if (judging->rule->subject != RULE_FIGURES || period_kind(held[i]) == PERIOD_ACADEMIC)
			latest = held[i];
	for (size_t i = 0; i < n; i++)
		if (rule_holds_for_period(judging->rule, held[i]) &&
			(!look_latest_only(judging->rule) || held[i].v == latest.v))
			periods_add(periods, held[i]);
}

/* -- figures ----------------------------------------------------------------------------------------------------- */

int look_at_period(
	const struct judging *judging, struct facts *facts, const char *measure, struct period period)
{
	struct period_text text;

	if (!rule_holds_for_period(judging->rule, period))
		return 0;
	facts_take_period(facts, period);
	return judge(judging, facts, measure, period_print(period, &text));
}

int look_at_authority(const struct judging *judging, const char *measure, struct period period)
{
	struct facts_source source = judge_source(judging->evaluation);
	struct facts facts;

	arena_reset(judging->evaluation->arena);
	facts_open_authority(&facts, &source, judging->evaluation->caseloads->authority);
	return look_at_period(judging, &facts, measure, period);
}

/* -- inspections and events -------------------------------------------------------------------------------------- */

/* What was found on the day that the facts are of, and with it the end of what was found before. */
static int judge_day(const struct judging *judging, struct facts *facts)
{
	struct period_text text;
	const char *period = day_print(facts->day, &text);
	int rc = 0;

	if (judging->settles)
		rc = judge_supersede(
			judging->evaluation, judging->rule, facts, judging->rule->measure, period);
	if (rc == 0 && rule_holds_for_day(judging->rule, facts->day))
		rc = judge(judging, facts, judging->rule->measure, period);
	return rc;
}

int look_at_inspection(const struct judging *judging, struct facts *facts, uint32_t until)
{
	if (facts_take_inspection(facts, until))
		return judge_day(judging, facts);
	if (facts->txn->error < 0 || !judging->settles)
		return facts->txn->error;
	return judge_supersede(judging->evaluation, judging->rule, facts, judging->rule->measure, "");
}

int look_at_event(const struct judging *judging, struct facts *facts, uint32_t until)
{
	struct area area = facts->school.urn == 0 ? area_make(AREA_AUTHORITY, facts->authority)
						  : area_make(AREA_SCHOOL, facts->school.urn);
	struct happened latest;

	if (state_happened(facts->txn, facts->arena, area, judging->rule->event, 0, until, &latest, 1) == 0)
		return facts->txn->error;
	facts->until = until;
	facts_take_event(facts, &latest);
	return judge_day(judging, facts);
}

/* -- schools ----------------------------------------------------------------------------------------------------- */

/* Areas of schools, each once. */
struct schools {
	uint32_t *area;
	size_t n;
};

static int compare_areas(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int add_schools(struct schools *schools, const struct column *figures)
{
	uint32_t *more = realloc(schools->area, (schools->n + figures->n + 1) * sizeof(*more));
	size_t n = 0;

	if (more == NULL)
		return ERR_NOMEM;
	schools->area = more;
	if (figures->n > 0)
		memcpy(more + schools->n, figures->area, figures->n * sizeof(*more));
	schools->n += figures->n;
	qsort(more, schools->n, sizeof(*more), compare_areas);
	for (size_t i = 0; i < schools->n; i++)
		if (i == 0 || more[i] != more[n - 1])
			more[n++] = more[i];
	schools->n = n;
	return 0;
}

/* The schools in the columns that a condition asks for when `period` is judged; 0: the latest that is held. */
static int gather(const struct judging *judging, const struct expression *expression, const char *measure,
	struct period period, struct schools *schools)
{
	struct evaluation *evaluation = judging->evaluation;
	const struct term *term;
	size_t n = expression == NULL ? 0 : expression_terms(expression, &term);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct indicator_event *event;
		struct column_id id;

		if (!term_is_figure(&term[i]))
			continue;
		id = series_of(judging, strcmp(term[i].measure, "it") == 0 ? measure : term[i].measure);
		id.group = term[i].group[0] == '\0' ? "all" : term[i].group;
		id.period = period.v != 0 ? period
					  : state_latest_held(evaluation->txn, &id, PERIOD_ACADEMIC,
						    (struct period){UINT32_MAX});
		for (unsigned back = term[i].back; back > 0 && id.period.v != 0; back--)
			id.period = period_previous(id.period);
		event = facts_column(evaluation->columns, evaluation->txn, &id);
		if (event != NULL)
			rc = add_schools(schools, &event->column.figures);
	}
	return rc < 0 ? txn_fail(evaluation->txn, rc) : evaluation->txn->error;
}

static int look_at_school(
	const struct judging *judging, uint32_t urn, const char *measure, struct period period)
{
	struct facts_source source = judge_source(judging->evaluation);
	struct facts facts;
	int rc;

	arena_reset(judging->evaluation->arena);
	rc = facts_open(&facts, &source, urn);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (judging->rule->subject == RULE_INSPECTION)
		return look_at_inspection(judging, &facts, UINT32_MAX);
	if (judging->rule->subject == RULE_EVENT)
		return look_at_event(judging, &facts, UINT32_MAX);
	return look_at_period(judging, &facts, measure, period);
}

int look_at_schools(const struct judging *judging, const char *measure, struct period period)
{
	struct schools schools = {NULL, 0};
	int rc = 0;

	if (judging->rule->subject == RULE_FIGURES && !rule_holds_for_period(judging->rule, period))
		return 0;
	facts_make_room(judging->evaluation->columns);
	rc = gather(judging, judging->rule->when, measure, period, &schools);
	if (rc == 0)
		rc = gather(judging, judging->rule->recovers, measure, period, &schools);
	for (size_t i = 0; rc == 0 && i < schools.n; i++)
		rc = look_at_school(judging, area_code((struct area){schools.area[i]}), measure, period);
	free(schools.area);
	return rc;
}
