/* SPDX-License-Identifier: MIT
 *
 * Who is told of what, and when: at once, when news has settled, or with the next digest.
 */
#include <stdio.h>
#include <stdlib.h>

#include "services/alerts/life/life_parts.h"

#define DAYS_A_WEEK 7

/* -- lists --------------------------------------------------------------------------------------------------------- */

/* At the end of what is looked at, the alert (0: none) and its school are gone through. */
static int remember(struct evaluation *evaluation, uint32_t area, uint64_t alert)
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
	changes->change[changes->n++] = (struct change){area, alert};
	return evaluation->txn->error;
}

int life_review(struct evaluation *evaluation, uint32_t area)
{
	return remember(evaluation, area, 0);
}

int life_note(struct evaluation *evaluation, const struct alert *alert, const char *before, const char *what,
	const char *text)
{
	struct news news = {.area = news_area(alert), .alert = alert->id, .what = what, .text = text};
	struct news waits = {.what = ""};

	if (news_get(evaluation->txn, evaluation->arena, NEWS_CHANGED, before, news.area, news.alert, &waits))
		news_remove(evaluation->txn, NEWS_CHANGED, before, news.area, news.alert);
	/* Nobody hears of the end of what they have not heard of. */
	if (life_is_quiet(alert) || (alert->state == ALERT_RESOLVED && alert->told == 0))
		return remember(evaluation, news.area, 0);
	if (alert->state != ALERT_RESOLVED && alert->told == 0 && strcmp(waits.what, "opened") == 0) {
		news.what = waits.what;
		news.text = waits.text;
	} else if (strcmp(what, "amended") == 0 && strcmp(waits.what, "amended") == 0) {
		news.text = waits.text; /* what they heard of last, not what nobody was told of */
	}
	news_put(evaluation->txn, NEWS_CHANGED, alert->address, &news);
	return remember(evaluation, news.area, alert->id);
}

/* A person's list is told at `when`, or earlier when it is to be told earlier already. */
static void tell_at(
	struct evaluation *evaluation, enum news_list list, const char *address, int64_t when, int64_t since)
{
	struct timer timer = {.kind = TIMER_TELL, .list = (char)list, .when = when, .since = since};

	(void)snprintf(timer.address, sizeof(timer.address), "%s", address);
	timers_set(evaluation->txn, &timer);
}

int life_note_in(struct evaluation *evaluation, enum news_list list, const char *address,
	const struct alert *alert, const char *what, const char *text)
{
	struct news news = {.area = news_area(alert), .alert = alert->id, .what = what, .text = text};

	news_put(evaluation->txn, list, address, &news);
	tell_at(evaluation, list, address, evaluation->at, evaluation->at);
	return evaluation->txn->error;
}

void life_forget_news(struct evaluation *evaluation, const struct alert *alert)
{
	news_remove(evaluation->txn, NEWS_CHANGED, alert->address, news_area(alert), alert->id);
}

/* -- times --------------------------------------------------------------------------------------------------------- */

int64_t life_morning(const struct evaluation *evaluation, uint32_t day, unsigned n)
{
	return calendar_moment(calendar_add(evaluation->calendar, day, n), evaluation->practice->digest_at);
}

/* The first moment after now at which digests of this kind are sent. */
static int64_t digest_moment(const struct evaluation *evaluation, enum digest digest)
{
	uint32_t day = calendar_day(evaluation->at);
	uint32_t step = digest == DIGEST_WEEKLY ? DAYS_A_WEEK : 1;
	int64_t moment;

	/* The week's day, even when it has gone by: what it stands for may be moved behind holidays. */
	if (digest == DIGEST_WEEKLY)
		day -= (calendar_weekday(day) + DAYS_A_WEEK - evaluation->practice->digest_day) % DAYS_A_WEEK;
	moment = life_morning(evaluation, day, 0);
	while (moment <= evaluation->at) {
		day += step;
		moment = life_morning(evaluation, day, 0);
	}
	return moment;
}

/* News of a person that settles: whatever comes puts it off, up to a limit. */
static void settle(struct evaluation *evaluation, const struct adviser *adviser, const char *address)
{
	const struct practice *practice = evaluation->practice;
	struct timer timer = {.kind = TIMER_TELL, .list = NEWS_CHANGED};
	bool waits;

	(void)snprintf(timer.address, sizeof(timer.address), "%s", address);
	waits = timers_get(evaluation->txn, &timer);
	if (adviser->digest != DIGEST_NONE) {
		if (!waits)
			tell_at(evaluation, NEWS_CHANGED, address, digest_moment(evaluation, adviser->digest),
				evaluation->at);
		return;
	}
	if (!waits)
		timer.since = evaluation->at;
	timer.when = evaluation->at + practice->settling;
	if (timer.when > timer.since + practice->settling_at_most)
		timer.when = timer.since + practice->settling_at_most;
	tell_at(evaluation, NEWS_CHANGED, address, timer.when, timer.since);
}

/* -- telling ------------------------------------------------------------------------------------------------------- */

/* Somebody was told of the alert: from now on reminders and steps are counted. */
static int mark_told(struct evaluation *evaluation, struct alert *alert)
{
	struct timer timer = {.kind = TIMER_ESCALATE, .alert = alert->id};
	unsigned rank = severity_rank(alert->severity);
	uint32_t today = calendar_day(evaluation->at);

	alert->told = alert->state == ALERT_RESOLVED ? 0 : evaluation->at;
	if (alert->state == ALERT_OPEN && evaluation->practice->escalate[rank] > 0 &&
		!timers_get(evaluation->txn, &timer)) {
		timer.when = life_morning(evaluation, today, evaluation->practice->escalate[rank]);
		timers_set(evaluation->txn, &timer);
	}
	if (alert->state == ALERT_OPEN && evaluation->practice->repeat[rank] > 0) {
		timer.kind = TIMER_REPEAT;
		timer.when = life_morning(evaluation, today, evaluation->practice->repeat[rank]);
		timers_set(evaluation->txn, &timer);
	}
	return evaluation->txn->error;
}

/* Is the entry still true? */
static bool holds(enum news_list list, const struct alert *alert, const struct news *news)
{
	if (life_is_quiet(alert))
		return false;
	if (list != NEWS_CHANGED)
		return alert->state == ALERT_OPEN;
	return (strcmp(news->what, "resolved") == 0) == (alert->state == ALERT_RESOLVED);
}

/* What telling does to the alert, for each list. */
static int told(struct evaluation *evaluation, enum news_list list, const char *who, struct alert *alert)
{
	int rc;

	if (list == NEWS_ESCALATED)
		return 0; /* the adviser stays the adviser, who has been told before */
	if (list == NEWS_REMINDER)
		alert->reminders++;
	rc = mark_told(evaluation, alert);
	if (rc == 0 && list == NEWS_REMINDER)
		return life_emit(evaluation, alert, "leep", "reminded",
			life_text(evaluation, "to %s, reminder %u", who, alert->reminders));
	return rc == 0 ? life_keep(evaluation, alert) : rc;
}

static const char *kind_of(enum news_list list, const struct adviser *adviser)
{
	switch (list) {
	case NEWS_CHANGED:
	case NEWS_QUIET:
		return adviser->digest == DIGEST_NONE ? "news" : "digest";
	case NEWS_REMINDER:
		return "reminder";
	case NEWS_ESCALATED:
		return "escalation";
	case NEWS_UNSILENCED:
		return "silence-ended";
	}
	return "news";
}

/* One entry after another, in the order of schools, from behind (`area`, `alert`); until the letter is full, or to the end
 * when there is none. */
static int tell_entries(struct evaluation *evaluation, enum news_list list, const char *address,
	const char *who, struct letter *letter)
{
	struct news news = {0};
	int rc = 0;

	while (rc == 0 &&
		news_next(evaluation->txn, evaluation->arena, list, address, news.area, news.alert, &news)) {
		struct alert *alert = arena_take_array(evaluation->arena, 1, sizeof(*alert));

		if (alert == NULL || !state_alert(evaluation->txn, evaluation->arena, news.alert, alert))
			return txn_fail(evaluation->txn, alert == NULL ? ERR_NOMEM : ERR_CORRUPT);
		if (holds(list, alert, &news)) {
			if (letter != NULL && !letter_add(letter, alert, news.what, news.text))
				return evaluation->txn->error;
			rc = told(evaluation, list, who, alert);
		}
		news_remove(evaluation->txn, list, address, news.area, news.alert);
		if (letter == NULL)
			arena_reset(evaluation->arena);
	}
	return rc < 0 ? rc : evaluation->txn->error;
}

/* A key that tells nothing of any school. */
static void number_key(const struct evaluation *evaluation, const char *kind, char *key, size_t room)
{
	(void)snprintf(key, room, "%s-%llu", kind, (unsigned long long)news_number(evaluation->txn));
}

int life_tell_list(struct evaluation *evaluation, enum news_list list, const char *address)
{
	const struct adviser *adviser = letter_person(evaluation, address);
	const char *kind = kind_of(list, adviser);
	struct letter letter;
	char key[64];
	int rc;

	arena_reset(evaluation->arena);
	rc = letter_begin(&letter, evaluation, kind, address);
	if (rc == 0)
		rc = tell_entries(evaluation, list, address, adviser->name, &letter);
	if (rc == 0) {
		number_key(evaluation, kind, key, sizeof(key));
		rc = letter_send(&letter, key, news_count(evaluation->txn, list, address));
	}
	arena_reset(evaluation->arena);
	return rc == 0 ? tell_entries(evaluation, list, address, adviser->name, NULL) : rc;
}

/* -- at the end of what was looked at ------------------------------------------------------------------------------ */

static int by_area(const void *a, const void *b)
{
	const struct change *x = a;
	const struct change *y = b;

	if (x->area != y->area)
		return x->area < y->area ? -1 : 1;
	return x->alert < y->alert ? -1 : x->alert > y->alert;
}

static void sort(struct changes *changes)
{
	if (changes->n > 1)
		qsort(changes->change, changes->n, sizeof(*changes->change), by_area);
}

/* What one school's changes have for one person. */
struct bundle {
	struct alert *alert;
	struct news *news;
	bool *done;
	size_t n;
};

/* The alerts of `n` changes of one school that are to be told, each once. */
static int open_parcel(
	struct evaluation *evaluation, const struct change *change, size_t n, struct bundle *ret)
{
	struct bundle bundle = {arena_take_array(evaluation->arena, n, sizeof(*bundle.alert)),
		arena_take_array(evaluation->arena, n, sizeof(*bundle.news)),
		arena_take_array(evaluation->arena, n, sizeof(*bundle.done)), 0};

	if (bundle.alert == NULL || bundle.news == NULL || bundle.done == NULL)
		return txn_fail(evaluation->txn, ERR_NOMEM);
	for (size_t i = 0; i < n; i++) {
		struct alert *alert = &bundle.alert[bundle.n];

		if (change[i].alert == 0 || (i > 0 && change[i].alert == change[i - 1].alert))
			continue;
		if (!state_alert(evaluation->txn, evaluation->arena, change[i].alert, alert))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		if (news_get(evaluation->txn, evaluation->arena, NEWS_CHANGED, alert->address, change[i].area,
			    change[i].alert, &bundle.news[bundle.n]))
			bundle.n++;
	}
	*ret = bundle;
	return evaluation->txn->error;
}

/* The key of a notice that is written at once: one a school, submission and person. Settings change, and people act, more
 * than once: there the place in the log tells their messages apart. A key goes out with the message, so a minimal one, that
 * names no school, has a number. */
static void print_key(const struct evaluation *evaluation, const struct notice *notice, uint32_t area,
	unsigned nth, char *key, size_t room)
{
	char person[16] = "";

	if (notice->minimal) {
		number_key(evaluation, notice->kind, key, room);
		return;
	}
	if (nth > 1)
		(void)snprintf(person, sizeof(person), "-%u", nth);
	if (evaluation->submission == 0)
		(void)snprintf(key, room, "0-%u-%llu%s", area,
			(unsigned long long)sequence_last(evaluation->txn, SEQUENCE_LOG), person);
	else
		(void)snprintf(
			key, room, "%llu-%u%s", (unsigned long long)evaluation->submission, area, person);
}

/* From `first` on, what has the same address. */
static int tell_person(
	struct evaluation *evaluation, uint32_t area, struct bundle *bundle, size_t first, unsigned *nth)
{
	const char *address = bundle->alert[first].address;
	const struct adviser *adviser = letter_person(evaluation, address);
	bool at_once = evaluation->practice->settling == 0 && adviser->digest == DIGEST_NONE;
	struct letter letter;
	size_t more = 0;
	char key[64];
	int rc;

	for (size_t i = first; i < bundle->n; i++)
		if (strcmp(bundle->alert[i].address, address) == 0) {
			bundle->done[i] = true;
			at_once = at_once ||
				  (bundle->alert[i].state == ALERT_OPEN &&
					  severity_rank(bundle->alert[i].severity) == SEVERITIES - 1);
		}
	if (!at_once) {
		settle(evaluation, adviser, address);
		return evaluation->txn->error;
	}
	rc = letter_begin(&letter, evaluation, "news", address);
	for (size_t i = first; rc == 0 && i < bundle->n; i++) {
		if (strcmp(bundle->alert[i].address, address) != 0)
			continue;
		news_remove(evaluation->txn, NEWS_CHANGED, address, area, bundle->alert[i].id);
		if (!holds(NEWS_CHANGED, &bundle->alert[i], &bundle->news[i]))
			continue;
		if (!letter_add(&letter, &bundle->alert[i], bundle->news[i].what, bundle->news[i].text))
			more++;
		rc = told(evaluation, NEWS_CHANGED, adviser->name, &bundle->alert[i]);
	}
	if (rc < 0)
		return rc;
	print_key(evaluation, &letter.notice, area, ++*nth, key, sizeof(key));
	return letter_send(&letter, key, more);
}

static int tell_school(struct evaluation *evaluation, const struct change *change, size_t n)
{
	struct bundle bundle = {.n = 0};
	unsigned nth = 0;
	int rc;

	arena_reset(evaluation->arena);
	rc = open_parcel(evaluation, change, n, &bundle);
	for (size_t i = 0; rc == 0 && i < bundle.n; i++)
		if (!bundle.done[i])
			rc = tell_person(evaluation, change[0].area, &bundle, i, &nth);
	return rc;
}

int life_tell(struct evaluation *evaluation)
{
	struct changes *changes = evaluation->changes;
	size_t n = changes->n;
	int rc = 0;

	life_await_day(evaluation);
	sort(changes);
	/* What is inhibited now is told nobody; what no longer is, is a change. */
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (i == 0 || changes->change[i].area != changes->change[i - 1].area)
			rc = life_inhibit(evaluation, changes->change[i].area);
	sort(changes);
	for (size_t first = 0; rc == 0 && first < changes->n; first += n) {
		n = 1;
		while (first + n < changes->n &&
			changes->change[first + n].area == changes->change[first].area)
			n++;
		rc = tell_school(evaluation, &changes->change[first], n);
	}
	changes->n = 0;
	return rc;
}
