/* SPDX-License-Identifier: MIT
 *
 * What becomes of an alert by what LEEP sees. See life.h and README.md; what people do is in actions.c, what time brings in
 * tick.c.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/utf8.h"
#include "services/alerts/life/life_parts.h"

/* What was seen before is quoted up to so much. */
#define QUOTED_MAX 600

/* -- keeping ------------------------------------------------------------------------------------------------------- */

static int encode(struct evaluation *evaluation, const struct alert *alert, const struct history_line *line)
{
	struct alert_event event = {.submission = evaluation->submission, .kind = ALERT_EVENT_CHANGED};
	int rc;

	event.changed.alert = *alert;
	event.changed.line = *line;
	buffer_clear(&evaluation->event);
	rc = alert_encode(&event, &evaluation->event);
	return rc < 0 ? txn_fail(evaluation->txn, rc) : 0;
}

int life_emit(struct evaluation *evaluation, struct alert *alert, const char *who, const char *what,
	const char *text)
{
	struct history_line line = {.at = evaluation->at, .who = who, .what = what, .text = text};
	int rc;

	history_chain(alert->chain, &line, line.chain);
	memcpy(alert->chain, line.chain, SHA256_LEN);
	rc = encode(evaluation, alert, &line);
	if (rc < 0)
		return rc;
	(void)sequence_append(
		evaluation->txn, SEQUENCE_LOG, bytes_of(evaluation->event.data, evaluation->event.len));
	state_put_alert(evaluation->txn, alert, bytes_of(evaluation->event.data, evaluation->event.len));
	return evaluation->txn->error;
}

int life_keep(struct evaluation *evaluation, const struct alert *alert)
{
	struct history_line line = {.at = evaluation->at, .who = "leep", .what = "told", .text = ""};
	int rc = encode(evaluation, alert, &line);

	if (rc == 0)
		state_put_alert(
			evaluation->txn, alert, bytes_of(evaluation->event.data, evaluation->event.len));
	return rc < 0 ? rc : evaluation->txn->error;
}

const char *life_text(struct evaluation *evaluation, const char *format, ...)
{
	char *text = arena_take(evaluation->arena, LIFE_TEXT_MAX + 2);
	va_list args;

	if (text == NULL) {
		(void)txn_fail(evaluation->txn, ERR_NOMEM);
		return "";
	}
	/* One byte more than is kept shows whether a character of several bytes would be cut through. */
	va_start(args, format);
	(void)vsnprintf(text, LIFE_TEXT_MAX + 2, format, args);
	va_end(args);
	text[utf8_fit(text, LIFE_TEXT_MAX)] = '\0';
	return text;
}

bool life_is_quiet(const struct alert *alert)
{
	return alert->state == ALERT_SILENCED || alert->inhibited_why[0] != '\0';
}

void life_stop_clock(struct evaluation *evaluation, uint64_t id)
{
	timers_clear(evaluation->txn, TIMER_REPEAT, id);
	timers_clear(evaluation->txn, TIMER_ESCALATE, id);
}

void life_forget_handling(struct evaluation *evaluation, struct alert *alert)
{
	alert->handled_by = alert->why = alert->acknowledged_severity = "";
	alert->until = 0;
	alert->closed = false;
	alert->step = alert->reminders = 0;
	timers_clear(evaluation->txn, TIMER_ENDS, alert->id);
	news_remove(evaluation->txn, NEWS_QUIET, "", news_area(alert), alert->id);
}

/* -- what a rule sees ---------------------------------------------------------------------------------------------- */

/* A person's choice of adviser stands as long as the caseloads know whom they chose. */
static bool keeps_adviser(const struct evaluation *evaluation, const struct alert *alert)
{
	return alert->assigned && caseloads_find(evaluation->caseloads, alert->address) != NULL;
}

/* The alert as the rule sees it now; what people made of it stays. */
static void take_seen(const struct evaluation *evaluation, struct alert *alert, const struct seen *seen)
{
	alert->rule = seen->rule->id;
	alert->title = seen->title;
	alert->source = seen->rule->source;
	alert->wording = seen->rule->wording;
	alert->severity = seen->rule->severity;
	alert->advice = seen->rule->advice;
	alert->authority = seen->authority;
	alert->urn = seen->urn;
	alert->name = seen->name;
	alert->measure = seen->measure;
	alert->period = seen->period;
	alert->summary = seen->summary;
	alert->n_evidence = seen->n_evidence;
	alert->evidence = (struct evidence *)(uintptr_t)seen->evidence;
	if (keeps_adviser(evaluation, alert))
		return;
	alert->assigned = false;
	alert->adviser = seen->adviser->name;
	alert->address = seen->adviser->email;
}

static int open_alert(struct evaluation *evaluation, const struct seen *seen)
{
	struct alert alert = {.id = state_next_alert_id(evaluation->txn),
		.opened = evaluation->at,
		.amended = evaluation->at,
		.state = ALERT_OPEN,
		.handled_by = "",
		.why = "",
		.inhibited_why = "",
		.acknowledged_severity = ""};
	int rc;

	take_seen(evaluation, &alert, seen);
	area_enter(evaluation->txn, news_area(&alert), alert.id);
	rc = life_emit(evaluation, &alert, "leep", "opened", seen->summary);
	return rc == 0 ? life_note(evaluation, &alert, alert.address, "opened", "") : rc;
}

static int reopen_alert(struct evaluation *evaluation, struct alert *alert, const struct seen *seen)
{
	const char *before = alert->address;
	int rc;

	life_forget_handling(evaluation, alert);
	alert->state = ALERT_OPEN;
	alert->amended = evaluation->at;
	take_seen(evaluation, alert, seen);
	rc = life_emit(evaluation, alert, "leep", "reopened", seen->summary);
	return rc == 0 ? life_note(evaluation, alert, before, "reopened", "") : rc;
}

/* What changes while nobody is to be told, for when the silence ends. */
static void note_quietly(struct evaluation *evaluation, const struct alert *alert, const char *before)
{
	struct news news = {.area = news_area(alert), .alert = alert->id, .what = "1", .text = before};
	struct news known;

	if (news_get(evaluation->txn, evaluation->arena, NEWS_QUIET, "", news.area, news.alert, &known)) {
		news.what = life_text(evaluation, "%lu", strtoul(known.what, NULL, 10) + 1);
		news.text = known.text;
	}
	news_put(evaluation->txn, NEWS_QUIET, "", &news);
}

/* It has become graver than what was acknowledged or silenced: that ends. */
static int open_graver(struct evaluation *evaluation, struct alert *alert, const struct seen *seen)
{
	const char *what = alert->state == ALERT_SILENCED ? "silence ended" : "reopened";
	const char *text = life_text(evaluation, "graver than when it was %s by %s: %s, was %s; %s",
		alert->state == ALERT_SILENCED ? "silenced" : "acknowledged", alert->handled_by,
		seen->rule->severity, alert->acknowledged_severity, seen->summary);
	const char *before = alert->address;
	int rc;

	life_forget_handling(evaluation, alert);
	alert->state = ALERT_OPEN;
	alert->amended = evaluation->at;
	take_seen(evaluation, alert, seen);
	rc = life_emit(evaluation, alert, "leep", what, text);
	return rc == 0 ? life_note(evaluation, alert, before, what, text) : rc;
}

static int amend(struct evaluation *evaluation, struct alert *alert, const struct seen *seen, bool again)
{
	const char *before = alert->address;
	const char *was = alert->summary;
	const char *what = again ? "amended" : "assigned";
	const char *text = "";
	int rc;

	take_seen(evaluation, alert, seen);
	alert->amended = evaluation->at;
	if (strcmp(before, alert->address) != 0)
		life_stop_clock(evaluation, alert->id); /* until the new adviser has been told */
	if (again)
		text = life_text(evaluation, "before: %.*s", (int)utf8_fit(was, QUOTED_MAX), was);
	rc = life_emit(evaluation, alert, "leep", what,
		again ? life_text(evaluation, "%s; %s", seen->summary, text)
		      : life_text(evaluation, "to %s, as the caseloads say", alert->adviser));
	if (rc == 0 && again && alert->state == ALERT_SILENCED)
		note_quietly(evaluation, alert, was);
	return rc == 0 ? life_note(evaluation, alert, before, what, text) : rc;
}

/* Does what is seen rest on the same publications? */
static bool same_sources(const struct alert *alert, const struct seen *seen)
{
	if (alert->n_evidence != seen->n_evidence)
		return false;
	for (size_t i = 0; i < seen->n_evidence; i++) {
		const struct evidence *was = &alert->evidence[i], *is = &seen->evidence[i];

		if (memcmp(was->sha256, is->sha256, SHA256_LEN) != 0 || was->published != is->published ||
			strcmp(was->status, is->status) != 0)
			return false;
	}
	return true;
}

/* The same is seen in a later publication: the alert rests on that one from now on, and nobody need be told. */
static int confirm(struct evaluation *evaluation, struct alert *alert, const struct seen *seen)
{
	const struct evidence *first = seen->n_evidence > 0 ? &seen->evidence[0] : NULL;
	const char *text = life_text(evaluation, "the same in %s%s%s", first == NULL ? "" : first->file,
		first == NULL || first->status[0] == '\0' ? "" : ", ", first == NULL ? "" : first->status);

	take_seen(evaluation, alert, seen);
	return life_emit(evaluation, alert, "leep", "confirmed", text);
}

int life_raise(struct evaluation *evaluation, const struct seen *seen)
{
	uint64_t id = state_alert_id(evaluation->txn, seen->rule->id, seen->urn, seen->measure, seen->period);
	struct alert alert;
	bool again, moved;

	if (id == 0)
		return open_alert(evaluation, seen);
	if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	again = strcmp(alert.summary, seen->summary) != 0;
	if (alert.state == ALERT_RESOLVED)
		return alert.closed && !again ? 0 : reopen_alert(evaluation, &alert, seen);
	if (alert.state != ALERT_OPEN &&
		severity_rank(seen->rule->severity) > severity_rank(alert.acknowledged_severity))
		return open_graver(evaluation, &alert, seen);
	again = again || strcmp(alert.severity, seen->rule->severity) != 0;
	moved = !keeps_adviser(evaluation, &alert) &&
		(strcmp(alert.adviser, seen->adviser->name) != 0 ||
			strcmp(alert.address, seen->adviser->email) != 0);
	if (again || moved)
		return amend(evaluation, &alert, seen, again);
	return same_sources(&alert, seen) ? 0 : confirm(evaluation, &alert, seen);
}

int life_resolve(struct evaluation *evaluation, uint64_t id, const char *why)
{
	struct alert alert;
	int rc;

	if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	if (alert.state == ALERT_RESOLVED)
		return 0;
	life_forget_handling(evaluation, &alert);
	life_stop_clock(evaluation, id);
	alert.state = ALERT_RESOLVED;
	alert.inhibited_by = 0;
	alert.inhibited_why = "";
	alert.amended = evaluation->at;
	rc = life_emit(evaluation, &alert, "leep", "resolved", why);
	return rc == 0 ? life_note(evaluation, &alert, alert.address, "resolved", why) : rc;
}
