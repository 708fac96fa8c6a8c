/* SPDX-License-Identifier: MIT
 *
 * What is awaited: figures of the last academic year that is due, of a measure of which some of an earlier year are held.
 * See evaluate.h.
 */
#include <stdio.h>

#include "services/alerts/judging/evaluate.h"
#include "services/alerts/judging/look.h"
#include "services/alerts/life/life.h"

/* Alerts of one rule over time. */
#define PERIODS_MAX 64

uint32_t look_due(uint32_t due, unsigned year)
{
	unsigned month = due / 100, day_of_month = due % 100;
	uint32_t day = 0;

	if (month < 9)
		year++;
	/* 29 February in a year without one. */
	if (!day_make(year, month, day_of_month, &day))
		(void)day_make(year, month, day_of_month - 1, &day);
	return day;
}

/* The latest held year, at most `most`, of the authority or of its schools. */
static struct period latest(const struct judging *judging, struct period most)
{
	struct column_id id = {.measure = judging->rule->measure,
		.group = "all",
		.authority = judging->evaluation->caseloads->authority,
		.level = LEVEL_SCHOOLS};
	struct period schools = state_latest_held(judging->evaluation->txn, &id, PERIOD_ACADEMIC, most), own;

	id.level = LEVEL_AUTHORITY;
	own = state_latest_held(judging->evaluation->txn, &id, PERIOD_ACADEMIC, most);
	return own.v > schools.v ? own : schools;
}

/* Alerts whose figures have come, or those of a later year instead. */
static int resolve_come(const struct judging *judging)
{
	struct evaluation *evaluation = judging->evaluation;
	struct period held = latest(judging, (struct period){UINT32_MAX});
	uint64_t ids[PERIODS_MAX];
	size_t n = state_alert_ids(
		evaluation->txn, judging->rule->id, 0, judging->rule->measure, ids, PERIODS_MAX);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct period awaited;
		struct period_text text;
		struct alert alert;
		const char *why;

		if (!state_alert(evaluation->txn, evaluation->arena, ids[i], &alert))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		if (alert.state == ALERT_RESOLVED ||
			period_parse(alert.period, strlen(alert.period), PERIOD_ACADEMIC, &awaited) < 0 ||
			held.v < awaited.v)
			continue;
		why = latest(judging, awaited).v == awaited.v
			      ? "the figures have come"
			      : arena_print(evaluation->arena, "figures of a later year, %s, are held",
					period_print(held, &text));
		rc = why == NULL ? txn_fail(evaluation->txn, ERR_NOMEM)
				 : life_resolve(evaluation, ids[i], why);
	}
	return rc;
}

/* The academic year that is due last, and since when; false when none is in reach of the calendar. */
static bool due_last(const struct rule *rule, uint32_t today, struct period *ret, uint32_t *ret_due)
{
	unsigned year = period_year(period_academic_of_day(today));

	for (unsigned back = 0; back < 3 && year > back; back++) {
		*ret_due = look_due(rule->due, year - back);
		*ret = period_make(PERIOD_ACADEMIC, year - back, 0);
		if (*ret_due != 0 && *ret_due <= today)
			return true;
	}
	return false;
}

int look_at_data(const struct judging *judging)
{
	struct facts_source source = judge_source(judging->evaluation);
	const struct rule *rule = judging->rule;
	struct period awaited, held;
	struct period_text text;
	struct facts facts;
	int rc = 0;

	facts_open_authority(&facts, &source, judging->evaluation->caseloads->authority);
	if (judging->settles)
		rc = resolve_come(judging);
	if (rc < 0 || !due_last(rule, facts.day, &awaited, &facts.expected) ||
		!rule_holds_for_period(rule, awaited))
		return rc;
	held = latest(judging, awaited);
	if (held.v == 0 || held.v == awaited.v || latest(judging, (struct period){UINT32_MAX}).v > awaited.v)
		return 0;
	facts_take_period(&facts, awaited);
	facts.late = (int64_t)(facts.day - facts.expected) * MICRO;
	return judge(judging, &facts, rule->measure, period_print(awaited, &text));
}
