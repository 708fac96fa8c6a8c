/* SPDX-License-Identifier: MIT
 *
 * What people do with alerts. What is refused is refused before anything is written.
 */
#include "services/alerts/life/life_parts.h"

#include "common/base/clock.h"

#define A_DAY ((int64_t)24 * 3600 * 1000000)
/* For longer nobody says today that they need not hear of something. */
#define UNTIL_MAX (366 * A_DAY)

static int refuse(struct err_text *text, uint64_t id, const char *why)
{
	return error_set(text, ERR_REFUSED, "alert %llu %s", (unsigned long long)id, why);
}

/* When an acknowledgement or a silence ends: a day ends it in its morning. */
static int take_until(struct evaluation *evaluation, int64_t until, int64_t *ret, struct err_text *text)
{
	if (until > 0 && until % A_DAY == 0)
		until = calendar_moment(calendar_day(until), evaluation->practice->digest_at);
	if (until <= evaluation->at)
		return error_set(text, ERR_INVAL, "--until is not in the future");
	if (until - evaluation->at > UNTIL_MAX)
		return error_set(text, ERR_INVAL, "--until is more than a year away");
	*ret = until;
	return 0;
}

static void set_end(struct evaluation *evaluation, const struct alert *alert)
{
	if (alert->until == 0)
		timers_clear(evaluation->txn, TIMER_ENDS, alert->id);
	else
		timers_set(evaluation->txn,
			&(struct timer){.kind = TIMER_ENDS, .alert = alert->id, .when = alert->until});
}

static int acknowledge(struct evaluation *evaluation, struct alert *alert, const struct alert_action *action,
	const char *who, struct err_text *text)
{
	unsigned days = evaluation->practice->acknowledged_for;
	int64_t until = 0;
	int rc = 0;

	if (alert->state == ALERT_RESOLVED)
		return refuse(text, alert->id, "is resolved");
	if (action->until != 0)
		rc = take_until(evaluation, action->until, &until, text);
	else if (days > 0)
		until = life_morning(evaluation, calendar_day(evaluation->at) + days, 0);
	if (rc < 0)
		return rc;
	life_forget_handling(evaluation, alert);
	life_stop_clock(evaluation, alert->id);
	alert->state = ALERT_ACKNOWLEDGED;
	alert->handled_by = who;
	alert->until = until;
	alert->acknowledged_severity = alert->severity;
	alert->amended = evaluation->at;
	set_end(evaluation, alert);
	return life_emit(evaluation, alert, who, "acknowledged", action->text);
}

static int silence(struct evaluation *evaluation, struct alert *alert, const struct alert_action *action,
	const char *who, struct err_text *text)
{
	struct time_text day;
	int64_t until = 0;
	int rc;

	if (alert->state == ALERT_RESOLVED)
		return refuse(text, alert->id, "is resolved");
	if (action->text[0] == '\0' || action->until == 0)
		return error_set(text, ERR_INVAL, "a silence needs --until and --why");
	rc = take_until(evaluation, action->until, &until, text);
	if (rc < 0)
		return rc;
	life_forget_handling(evaluation, alert);
	life_stop_clock(evaluation, alert->id);
	life_forget_news(evaluation, alert);
	alert->state = ALERT_SILENCED;
	alert->handled_by = who;
	alert->until = until;
	alert->why = action->text;
	alert->acknowledged_severity = alert->severity;
	alert->amended = evaluation->at;
	set_end(evaluation, alert);
	return life_emit(evaluation, alert, who, "silenced",
		life_text(evaluation, "until %s: %s", clock_text(until, &day), action->text));
}

static int assign(struct evaluation *evaluation, struct alert *alert, const struct alert_action *action,
	const char *who, struct err_text *text)
{
	const struct adviser *adviser =
		action->who[0] == '\0' ? NULL : caseloads_find(evaluation->caseloads, action->who);
	const char *before = alert->address;
	const char *words;
	int rc;

	if (adviser == NULL)
		return error_set(text, ERR_INVAL, "the caseloads know nobody called '%s'", action->who);
	if (alert->state == ALERT_RESOLVED)
		return refuse(text, alert->id, "is resolved");
	life_stop_clock(evaluation, alert->id); /* whoever takes over has as long as the one before had */
	alert->assigned = true;
	alert->adviser = adviser->name;
	alert->address = adviser->email;
	alert->amended = evaluation->at;
	words = life_text(
		evaluation, "to %s%s%s", adviser->name, action->text[0] == '\0' ? "" : ": ", action->text);
	rc = life_emit(evaluation, alert, who, "assigned", words);
	return rc == 0 ? life_note(evaluation, alert, before, "assigned",
				 life_text(evaluation, "%s by %s", words, who))
		       : rc;
}

static int close_by_hand(struct evaluation *evaluation, struct alert *alert,
	const struct alert_action *action, const char *who, struct err_text *text)
{
	int rc;

	if (alert->state == ALERT_RESOLVED)
		return refuse(text, alert->id, "is resolved");
	if (action->text[0] == '\0')
		return error_set(text, ERR_INVAL, "closing needs --why");
	life_forget_handling(evaluation, alert);
	life_stop_clock(evaluation, alert->id);
	life_forget_news(evaluation, alert);
	alert->state = ALERT_RESOLVED;
	alert->closed = true;
	alert->handled_by = who;
	alert->why = action->text;
	alert->inhibited_by = 0;
	alert->inhibited_why = "";
	alert->told = 0;
	alert->amended = evaluation->at;
	rc = life_emit(evaluation, alert, who, "closed", action->text);
	return rc == 0 ? life_review(evaluation, news_area(alert)) : rc; /* it may have inhibited others */
}

static int reopen(struct evaluation *evaluation, struct alert *alert, const struct alert_action *action,
	const char *who, struct err_text *text)
{
	int rc;

	if (alert->state == ALERT_OPEN)
		return refuse(text, alert->id, "is open");
	if (alert->state == ALERT_RESOLVED && !alert->closed)
		return refuse(text, alert->id, "is resolved: it opens by itself when it is seen again");
	life_forget_handling(evaluation, alert);
	alert->state = ALERT_OPEN;
	alert->amended = evaluation->at;
	rc = life_emit(evaluation, alert, who, "reopened", action->text);
	return rc == 0 ? life_note(evaluation, alert, alert->address, "reopened",
				 life_text(evaluation, "by %s%s%s", who, action->text[0] == '\0' ? "" : ": ",
					 action->text))
		       : rc;
}

int life_act(struct evaluation *evaluation, const struct alert_action *action, const char *who,
	struct err_text *text)
{
	struct alert alert;

	if (!state_alert(evaluation->txn, evaluation->arena, action->id, &alert))
		return error_set(
			text, ERR_NOTFOUND, "there is no alert %llu", (unsigned long long)action->id);
	switch (action->verb) {
	case ALERT_VERB_ACKNOWLEDGE:
		return acknowledge(evaluation, &alert, action, who, text);
	case ALERT_VERB_NOTE:
		if (action->text[0] == '\0')
			return error_set(text, ERR_INVAL, "a note needs a text");
		return life_emit(evaluation, &alert, who, "note", action->text);
	case ALERT_VERB_ASSIGN:
		return assign(evaluation, &alert, action, who, text);
	case ALERT_VERB_SILENCE:
		return silence(evaluation, &alert, action, who, text);
	case ALERT_VERB_CLOSE:
		return close_by_hand(evaluation, &alert, action, who, text);
	case ALERT_VERB_REOPEN:
		return reopen(evaluation, &alert, action, who, text);
	}
	return error_set(text, ERR_INVAL, "no such action on an alert");
}

const char *life_says(struct evaluation *evaluation, uint64_t id)
{
	struct time_text until;
	struct alert alert;
	const char *text, *end = "";

	if (!state_alert(evaluation->txn, evaluation->arena, id, &alert))
		return "";
	if (alert.until != 0)
		end = life_text(evaluation, " until %s", clock_text(alert.until, &until));
	text = life_text(evaluation, "alert %llu is %s%s%s%s%s%s; it is with %s", (unsigned long long)id,
		alert.closed ? "closed" : alert_state_text(alert.state),
		alert.handled_by[0] == '\0' ? "" : " by ", alert.handled_by, end,
		alert.why[0] == '\0' ? "" : ": ", alert.why, alert.adviser);
	return alert.inhibited_why[0] == '\0'
		       ? text
		       : life_text(evaluation, "%s, who is not told now: %s", text, alert.inhibited_why);
}
