/* SPDX-License-Identifier: MIT
 *
 * What time brings: the end of an acknowledgement or a silence, reminders, the next person of the chain, and news that has
 * settled.
 */
#include <stdlib.h>

#include "common/base/clock.h"
#include "services/alerts/life/life_parts.h"

bool life_due(struct txn *txn, int64_t *ret)
{
	return timers_first(txn, ret);
}

size_t life_waiting(struct txn *txn, const struct practice *practice)
{
	return timers_settling(txn, practice->settling_at_most);
}

/* An acknowledgement lasts for so long, then it is asked for again. */
static int end_acknowledgement(struct evaluation *evaluation, struct alert *alert)
{
	const char *text = life_text(evaluation, "acknowledged by %s", alert->handled_by);
	int rc;

	life_forget_handling(evaluation, alert);
	alert->state = ALERT_OPEN;
	alert->amended = evaluation->at;
	rc = life_emit(evaluation, alert, "leep", "acknowledgement expired", text);
	if (rc < 0 || life_is_quiet(alert) ||
		evaluation->practice->repeat[severity_rank(alert->severity)] == 0)
		return rc;
	return life_note_in(
		evaluation, NEWS_REMINDER, alert->address, alert, "acknowledgement expired", text);
}

/* "seen to change 2 times meanwhile; before: ...". */
static const char *meanwhile(struct evaluation *evaluation, const struct alert *alert)
{
	struct news news;

	if (!news_get(evaluation->txn, evaluation->arena, NEWS_QUIET, "", news_area(alert), alert->id, &news))
		return "nothing new was seen meanwhile";
	return life_text(evaluation, "seen to change %s time%s meanwhile; before: %s", news.what,
		strcmp(news.what, "1") == 0 ? "" : "s", news.text);
}

static int end_silence(struct evaluation *evaluation, struct alert *alert)
{
	const char *text = life_text(evaluation, "silenced by %s: %s; %s", alert->handled_by, alert->why,
		meanwhile(evaluation, alert));
	int rc;

	life_forget_handling(evaluation, alert);
	alert->state = ALERT_OPEN;
	alert->amended = evaluation->at;
	rc = life_emit(evaluation, alert, "leep", "silence ended", text);
	if (rc < 0 || life_is_quiet(alert))
		return rc;
	return life_note_in(evaluation, NEWS_UNSILENCED, alert->address, alert, "silence ended", text);
}

static int end_handling(struct evaluation *evaluation, struct alert *alert)
{
	switch (alert->state) {
	case ALERT_ACKNOWLEDGED:
		return end_acknowledgement(evaluation, alert);
	case ALERT_SILENCED:
		return end_silence(evaluation, alert);
	case ALERT_OPEN:
	case ALERT_RESOLVED:
		return 0;
	}
	return 0;
}

/* What has been done so far, for whoever hears of it again. */
static const char *so_far(struct evaluation *evaluation, const struct alert *alert)
{
	struct time_text opened, told;
	const char *text = life_text(evaluation, "opened %.10s, last told to %s %.10s",
		clock_text(alert->opened, &opened), alert->adviser, clock_text(alert->told, &told));

	if (alert->reminders > 0)
		text = life_text(evaluation, "%s; %u reminder%s so far", text, alert->reminders,
			alert->reminders == 1 ? "" : "s");

	for (uint32_t step = 1; step <= alert->step; step++) {
		const struct adviser *person = caseloads_chain(evaluation->caseloads, step);

		if (person != NULL && strcmp(person->email, alert->address) != 0)
			text = life_text(evaluation, "%s; %s was told", text, person->name);
	}
	return life_text(evaluation, "%s; nobody has acknowledged it", text);
}

static int remind(struct evaluation *evaluation, const struct alert *alert)
{
	if (alert->state != ALERT_OPEN || life_is_quiet(alert))
		return 0;
	return life_note_in(
		evaluation, NEWS_REMINDER, alert->address, alert, "reminder", so_far(evaluation, alert));
}

/* The next person of the chain who is not the adviser; the steps in between are taken. */
static int escalate(struct evaluation *evaluation, struct alert *alert)
{
	unsigned days = evaluation->practice->escalate[severity_rank(alert->severity)];
	const char *done = so_far(evaluation, alert);
	const struct adviser *person;
	int rc;

	if (alert->state != ALERT_OPEN || life_is_quiet(alert))
		return 0;
	do
		person = caseloads_chain(evaluation->caseloads, ++alert->step);
	while (person != NULL && strcmp(person->email, alert->address) == 0);
	if (person == NULL)
		return 0;
	rc = life_emit(evaluation, alert, "leep", "escalated",
		life_text(evaluation, "to %s, step %u; %s", person->name, alert->step, done));
	if (rc == 0 && days > 0)
		timers_set(evaluation->txn,
			&(struct timer){.kind = TIMER_ESCALATE,
				.alert = alert->id,
				.when = life_morning(evaluation, calendar_day(evaluation->at), days)});
	return rc == 0 ? life_note_in(evaluation, NEWS_ESCALATED, person->email, alert, "escalated", done)
		       : rc;
}

void life_await_day(struct evaluation *evaluation)
{
	struct timer timer = {.kind = TIMER_DAY};
	uint32_t today = calendar_day(evaluation->at);

	if (timers_get(evaluation->txn, &timer))
		return;
	timer.when = calendar_moment(today, evaluation->practice->digest_at);
	if (timer.when <= evaluation->at)
		timer.when = calendar_moment(today + 1, evaluation->practice->digest_at);
	timers_set(evaluation->txn, &timer);
}

/* Schools close on days of which the register told before: every school and authority with alerts is gone through. */
static int begin_day(struct evaluation *evaluation)
{
	uint32_t area = 0;
	int rc = 0;

	while (rc == 0 && (area = area_following(evaluation->txn, area)) != 0)
		rc = life_review(evaluation, area);
	life_await_day(evaluation);
	return rc;
}

/* Nobody is asked on a day off: the calendar may have changed since the timer was set. */
static bool waits_for_work(const struct evaluation *evaluation, const struct timer *timer)
{
	return (timer->kind == TIMER_REPEAT || timer->kind == TIMER_ESCALATE) &&
	       !calendar_working(evaluation->calendar, calendar_day(evaluation->at));
}

static int take(struct evaluation *evaluation, const struct timer *timer)
{
	struct alert alert;

	arena_reset(evaluation->arena);
	if (waits_for_work(evaluation, timer)) {
		struct timer later = *timer;

		later.when = life_morning(evaluation, calendar_day(evaluation->at), 0);
		timers_set(evaluation->txn, &later);
		return evaluation->txn->error;
	}
	if (timer->kind == TIMER_TELL)
		return life_tell_list(evaluation, (enum news_list)timer->list, timer->address);
	if (timer->kind == TIMER_DAY)
		return begin_day(evaluation);
	if (!state_alert(evaluation->txn, evaluation->arena, timer->alert, &alert))
		return txn_fail(evaluation->txn, ERR_CORRUPT);
	switch (timer->kind) {
	case TIMER_ENDS:
		return end_handling(evaluation, &alert);
	case TIMER_ESCALATE:
		return escalate(evaluation, &alert);
	case TIMER_REPEAT:
		return remind(evaluation, &alert);
	case TIMER_DAY:
	case TIMER_TELL:
		break;
	}
	return 0;
}

int life_tick(struct evaluation *evaluation, unsigned max, bool *ret_day)
{
	struct timer timer;
	int rc = 0;

	*ret_day = false;
	for (unsigned i = 0; rc == 0 && i < max && timers_take(evaluation->txn, evaluation->at, &timer);
		i++) {
		rc = take(evaluation, &timer);
		*ret_day = *ret_day || timer.kind == TIMER_DAY;
	}
	return rc < 0 ? rc : evaluation->txn->error;
}
