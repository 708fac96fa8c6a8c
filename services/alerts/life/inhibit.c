/* SPDX-License-Identifier: MIT
 *
 * While an alert of a rule that inhibits others is not resolved, nobody is told of the same school's alerts of those rules;
 * nor of any of a school that is gone. They are recorded and shown all the same.
 */
#include <stdio.h>

#include "services/alerts/life/life_parts.h"

/* Alerts of one school that inhibit others: a handful of rules do, some of them for several inspections. */
#define INHIBITORS_MAX 64

struct inhibitors {
	struct inhibitor {
		uint64_t id;
		const struct rule *rule;
		unsigned rank;
	} alert[INHIBITORS_MAX];
	size_t n;
	char gone[300]; /* why the school is no longer one that is talked with; "": it is */
	bool any;       /* is an alert of it inhibited already? */
};

static const struct rule *named(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rule[i].id, id) == 0)
			return &rules->rule[i];
	return NULL;
}

static int look(struct evaluation *evaluation, uint32_t area, struct inhibitors *ret)
{
	const char *why = "";
	struct alert alert;
	uint64_t id = 0;

	ret->n = 0;
	ret->any = false;
	arena_reset(evaluation->arena);
	/* The code of an authority is no URN: nothing is known of such a school. */
	if (!state_school_gone(evaluation->txn, evaluation->arena, area, evaluation->at, &why))
		why = "";
	(void)snprintf(ret->gone, sizeof(ret->gone), "%s", why);
	while ((id = area_next(evaluation->txn, area, id)) != 0) {
		const struct rule *rule;

		arena_reset(evaluation->arena);
		if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		ret->any = ret->any || alert.inhibited_why[0] != '\0';
		rule = alert.state == ALERT_RESOLVED ? NULL : named(evaluation->rules, alert.rule);
		if (rule != NULL && rule->n_inhibits > 0 && ret->n < INHIBITORS_MAX)
			ret->alert[ret->n++] = (struct inhibitor){id, rule, severity_rank(alert.severity)};
	}
	return evaluation->txn->error;
}

/* The first alert that keeps this one quiet; NULL when none does. Of two that would keep each other quiet only the graver
 * does, and neither when they are alike: else nobody would be told of either. */
static const struct inhibitor *inhibitor_of(
	const struct evaluation *evaluation, const struct inhibitors *inhibitors, const struct alert *alert)
{
	const struct rule *rule = named(evaluation->rules, alert->rule);
	unsigned rank = severity_rank(alert->severity);

	for (size_t i = 0; i < inhibitors->n; i++) {
		const struct inhibitor *other = &inhibitors->alert[i];

		if (other->id != alert->id && other->rank >= rank &&
			rule_inhibits(other->rule, alert->rule) &&
			(other->rank > rank || rule == NULL || !rule_inhibits(rule, other->rule->id)))
			return other;
	}
	return NULL;
}

static int hush(struct evaluation *evaluation, struct alert *alert, uint64_t by, const char *why)
{
	const char *text = by == 0 ? why
				   : life_text(evaluation, "while alert %llu is not resolved: %s",
					     (unsigned long long)by, why);

	alert->inhibited_by = by;
	alert->inhibited_why = why;
	life_stop_clock(evaluation, alert->id);
	life_forget_news(evaluation, alert);
	return life_emit(evaluation, alert, "leep", "inhibited", text);
}

static int lift(struct evaluation *evaluation, struct alert *alert)
{
	const char *text = life_text(evaluation, "no longer inhibited: %s", alert->inhibited_why);
	int rc;

	alert->inhibited_by = 0;
	alert->inhibited_why = "";
	rc = life_emit(evaluation, alert, "leep", "uninhibited", text);
	if (rc == 0 && alert->state != ALERT_SILENCED)
		rc = life_note(
			evaluation, alert, alert->address, alert->told == 0 ? "opened" : "uninhibited", text);
	return rc;
}

static int settle_one(struct evaluation *evaluation, const struct inhibitors *inhibitors, struct alert *alert)
{
	const struct inhibitor *by = inhibitor_of(evaluation, inhibitors, alert);
	const char *why = by != NULL ? by->rule->title : inhibitors->gone;

	if (alert->state == ALERT_RESOLVED)
		return 0;
	if (why[0] == '\0')
		return alert->inhibited_why[0] == '\0' ? 0 : lift(evaluation, alert);
	if (alert->inhibited_by == (by == NULL ? 0 : by->id) && strcmp(alert->inhibited_why, why) == 0)
		return 0;
	return hush(evaluation, alert, by == NULL ? 0 : by->id, why);
}

int life_inhibit(struct evaluation *evaluation, uint32_t area)
{
	struct inhibitors inhibitors;
	struct alert alert;
	uint64_t id = 0;
	int rc = look(evaluation, area, &inhibitors);

	if (rc < 0 || (inhibitors.n == 0 && inhibitors.gone[0] == '\0' && !inhibitors.any))
		return rc;
	while (rc == 0 && (id = area_next(evaluation->txn, area, id)) != 0) {
		arena_reset(evaluation->arena);
		rc = state_alert(evaluation->txn, evaluation->arena, id, &alert)
			     ? settle_one(evaluation, &inhibitors, &alert)
			     : txn_fail(evaluation->txn, ERR_CORRUPT);
	}
	return rc < 0 ? rc : evaluation->txn->error;
}
