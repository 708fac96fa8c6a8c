/* SPDX-License-Identifier: MIT
 *
 * See life.h.
 */
#include "services/alerts/life/life.h"

#include <stdlib.h>

int life_emit(struct evaluation *evaluation, struct alert *alert, const char *who, const char *what,
	const char *text)
{
	struct alert_event event = {.submission = evaluation->submission, .kind = ALERT_EVENT_CHANGED};
	struct history_line line = {.at = evaluation->at, .who = who, .what = what, .text = text};
	int rc;

	history_chain(alert->chain, &line, line.chain);
	memcpy(alert->chain, line.chain, SHA256_LEN);
	event.changed.alert = *alert;
	event.changed.line = line;
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

/* The alert as the rule sees it now; what people made of it stays. */
static void take_seen(struct alert *alert, const struct seen *seen)
{
	alert->rule = seen->rule->id;
	alert->title = seen->rule->title;
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
	alert->adviser = seen->adviser->name;
	alert->address = seen->adviser->email;
	alert->n_evidence = seen->n_evidence;
	alert->evidence = (struct evidence *)(uintptr_t)seen->evidence;
}

int life_raise(struct evaluation *evaluation, const struct seen *seen)
{
	uint64_t id = state_alert_id(evaluation->txn, seen->rule->id, seen->urn, seen->measure, seen->period);
	struct alert alert = {.id = id};
	const char *what = "opened";
	int rc;

	if (id != 0 && !state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	if (id != 0 && alert.state != ALERT_RESOLVED && strcmp(alert.summary, seen->summary) == 0) {
		if (strcmp(alert.adviser, seen->adviser->name) == 0 &&
			strcmp(alert.address, seen->adviser->email) == 0)
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
	take_seen(&alert, seen);
	alert.amended = evaluation->at;
	rc = life_emit(evaluation, &alert, "leep", what, seen->summary);
	return rc == 0 ? note_change(evaluation, &alert) : rc;
}

int life_resolve(struct evaluation *evaluation, uint64_t id, const char *why)
{
	struct alert alert;

	if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	if (alert.state == ALERT_RESOLVED)
		return 0;
	alert.state = ALERT_RESOLVED;
	alert.amended = evaluation->at;
	return life_emit(evaluation, &alert, "leep", "resolved", why);
}
