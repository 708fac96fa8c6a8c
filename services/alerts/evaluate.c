/* SPDX-License-Identifier: MIT
 *
 * See evaluate.h. facts.c answers what is known about a school.
 */
#include "services/alerts/evaluate.h"

#include <stdio.h>
#include <stdlib.h>

#include "services/alerts/message.h"

/* Alerts of one rule, school and measure over time. */
#define PERIODS_MAX 64

int evaluate_emit(struct evaluation *evaluation, const struct alert *alert, const char *who, const char *what,
	const char *text)
{
	struct alert_event event = {.submission = evaluation->submission, .kind = ALERT_EVENT_CHANGED};
	int rc;

	event.changed.alert = *alert;
	event.changed.line = (struct history_line){evaluation->at, who, what, text};
	buffer_clear(&evaluation->event);
	rc = alert_encode(&event, &evaluation->event);
	if (rc < 0)
		return txn_fail(evaluation->txn, rc);
	(void)sequence_append(
		evaluation->txn, SEQUENCE_LOG, bytes_of(evaluation->event.data, evaluation->event.len));
	state_put_alert(evaluation->txn, alert, bytes_of(evaluation->event.data, evaluation->event.len));
	return evaluation->txn->error;
}

/* The school's adviser is to hear of it. */
static int note_change(struct evaluation *evaluation, const struct alert *alert)
{
	struct changes *changes = evaluation->changes;

	if (changes->n == changes->room) {
		size_t room = changes->room == 0 ? 1024 : changes->room * 2;
		struct change *more = realloc(changes->change, room * sizeof(*more));

		if (more == NULL)
			return txn_fail(evaluation->txn, ERR_NOMEM);
		changes->change = more;
		changes->room = room;
	}
	changes->change[changes->n++] = (struct change){alert->urn, alert->id};
	return 0;
}

static int raise_alert(
	struct evaluation *evaluation, const struct rule *rule, const struct facts *facts, const char *period)
{
	uint64_t id = state_alert_id(evaluation->txn, rule->id, facts->school.urn, rule->measure, period);
	const struct adviser *adviser = caseloads_adviser(evaluation->caseloads, facts->school.urn);
	struct alert alert = {.id = id};
	const char *summary = facts_summary(facts, rule);
	const char *what = "opened";
	int rc;

	if (summary == NULL)
		return ERR_NOMEM;
	if (id != 0 && !state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	if (id != 0 && alert.state != ALERT_RESOLVED && strcmp(alert.summary, summary) == 0) {
		if (strcmp(alert.adviser, adviser->name) == 0 && strcmp(alert.address, adviser->email) == 0)
			return 0; /* nothing new was seen */
		what = "assigned";
	}
	if (id == 0) {
		alert.id = state_next_alert_id(evaluation->txn);
		alert.opened = evaluation->at;
		alert.state = ALERT_OPEN;
	} else if (alert.state == ALERT_RESOLVED) {
		what = "reopened";
		alert.state = ALERT_OPEN;
	} else if (strcmp(what, "assigned") != 0) {
		what = "amended";
	}
	alert.rule = rule->id;
	alert.title = rule->title;
	alert.source = rule->source;
	alert.wording = rule->wording;
	alert.severity = rule->severity;
	alert.authority = facts->school.authority;
	alert.urn = facts->school.urn;
	alert.name = facts->school.name;
	alert.measure = rule->measure;
	alert.period = period;
	alert.amended = evaluation->at;
	alert.adviser = adviser->name;
	alert.address = adviser->email;
	alert.summary = summary;
	alert.n_evidence = facts->n_evidence;
	alert.evidence = (struct evidence *)(uintptr_t)facts->evidence;
	rc = evaluate_emit(evaluation, &alert, "leep", what, summary);
	return rc == 0 ? note_change(evaluation, &alert) : rc;
}

static int resolve(struct evaluation *evaluation, uint64_t id, const char *why)
{
	struct alert alert;

	if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	if (alert.state == ALERT_RESOLVED)
		return 0;
	alert.state = ALERT_RESOLVED;
	alert.amended = evaluation->at;
	return evaluate_emit(evaluation, &alert, "leep", "resolved", why);
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
		return id == 0 ? 0 : resolve(evaluation, id, facts_summary(facts, rule));
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
			rc = resolve(evaluation, ids[i], "the school has been inspected again since");
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

/* -- messages ---------------------------------------------------------------------------------------------------- */

static int by_school(const void *a, const void *b)
{
	const struct change *x = a;
	const struct change *y = b;

	if (x->urn != y->urn)
		return x->urn < y->urn ? -1 : 1;
	return x->alert < y->alert ? -1 : x->alert > y->alert;
}

static const char *advice_of(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rule[i].id, id) == 0)
			return rules->rule[i].advice;
	return NULL;
}

/* Alerts shown in one message; a school with more has been told enough to open its page. */
#define MESSAGE_ALERTS_MAX 32

static int write_message(struct evaluation *evaluation, const struct change *change, size_t n)
{
	struct alert *alert = arena_take_array(evaluation->arena, MESSAGE_ALERTS_MAX, sizeof(*alert));
	const char **advice = arena_take_array(evaluation->arena, MESSAGE_ALERTS_MAX, sizeof(*advice));
	uint64_t ids[MESSAGE_ALERTS_MAX];
	char key[64];
	struct alert_message message = {.key = key,
		.from = evaluation->sender,
		.urn = change[0].urn,
		.at = evaluation->at,
		.alert = alert,
		.advice = advice};
	struct unsent unsent = {.key = key, .urn = change[0].urn, .alert = ids};
	const struct area_def *authority;
	int rc;

	if (alert == NULL || advice == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n && i < MESSAGE_ALERTS_MAX; i++) {
		if (!state_alert(evaluation->txn, evaluation->arena, change[i].alert, &alert[i]))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		advice[i] = advice_of(evaluation->rules, alert[i].rule);
		ids[message.n++] = change[i].alert;
	}
	authority = catalogue_area(evaluation->catalogue, area_make(AREA_AUTHORITY, alert[0].authority));
	/* Settings change more than once: there the place in the log tells their messages apart. */
	if (evaluation->submission == 0)
		(void)snprintf(key, sizeof(key), "0-%u-%llu", change[0].urn,
			(unsigned long long)sequence_last(evaluation->txn, SEQUENCE_LOG));
	else
		(void)snprintf(key, sizeof(key), "%llu-%u", (unsigned long long)evaluation->submission,
			change[0].urn);
	message.to = caseloads_adviser(evaluation->caseloads, change[0].urn);
	message.school_name = alert[0].name;
	message.authority_name = authority == NULL ? "" : authority->name;
	unsent.to = message.to->email;
	unsent.n_alert = message.n;
	buffer_clear(&evaluation->event);
	rc = alert_message_write(&message, &evaluation->event);
	if (rc < 0)
		return txn_fail(evaluation->txn, rc);
	state_put_message(evaluation->txn, &unsent, bytes_of(evaluation->event.data, evaluation->event.len));
	return evaluation->txn->error;
}

static int write_messages(struct evaluation *evaluation)
{
	const struct changes *changes = evaluation->changes;
	size_t first = 0;
	int rc = 0;

	if (changes->n > 1)
		qsort(changes->change, changes->n, sizeof(*changes->change), by_school);
	while (rc == 0 && first < changes->n) {
		size_t n = 1;

		while (first + n < changes->n && changes->change[first + n].urn == changes->change[first].urn)
			n++;
		arena_reset(evaluation->arena);
		rc = write_message(evaluation, &changes->change[first], n);
		first += n;
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
		rc = write_messages(evaluation);
	return rc < 0 ? txn_fail(evaluation->txn, rc) : evaluation->txn->error;
}
