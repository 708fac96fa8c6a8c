/* SPDX-License-Identifier: MIT
 *
 * What the files of life/ share. In all of it a failure is also the transaction's.
 */
#ifndef LEEP_ALERTS_LIFE_LIFE_PARTS_H
#define LEEP_ALERTS_LIFE_LIFE_PARTS_H

#include "common/model/notice.h"
#include "services/alerts/life/life.h"
#include "services/alerts/life/news.h"
#include "services/alerts/life/practice.h"
#include "services/alerts/life/timers.h"

/* The longest text of a history line that is made of others. */
#define LIFE_TEXT_MAX 3000

/* -- changes of an alert: life.c ---------------------------------------------------------------------------------- */

/* Append a change of an alert to the log and keep it; its chain goes on. */
int life_emit(struct evaluation *evaluation, struct alert *alert, const char *who, const char *what,
	const char *text);

/* Keep an alert of which only changed what is no step of its history: that somebody was told. */
int life_keep(struct evaluation *evaluation, const struct alert *alert);

/* printf into the arena, cut to what a line of history holds. Never NULL: "" when memory is short, and the transaction has
 * failed. */
__attribute__((format(printf, 2, 3))) const char *life_text(
	struct evaluation *evaluation, const char *format, ...);

/* Nobody is told of a silenced alert, nor of one that is inhibited. */
bool life_is_quiet(const struct alert *alert);

/* Nobody handles it any more, and it is as on its first day: without reminders and steps. */
void life_forget_handling(struct evaluation *evaluation, struct alert *alert);

/* Neither reminders nor further steps. */
void life_stop_clock(struct evaluation *evaluation, uint64_t id);

/* -- inhibition: inhibit.c ---------------------------------------------------------------------------------------- */

/* Look anew at which alerts of a school or authority are inhibited. */
int life_inhibit(struct evaluation *evaluation, uint32_t area);

/* -- what is to be told: tell.c ----------------------------------------------------------------------------------- */

/* The alert's adviser is to hear that it was `what` (opened, amended, ...); `before`: the address that it had, which has
 * nothing to hear of it any more. */
int life_note(struct evaluation *evaluation, const struct alert *alert, const char *before, const char *what,
	const char *text);

/* The same, in a list of its own that is told when all that is due by now is in it. */
int life_note_in(struct evaluation *evaluation, enum news_list list, const char *address,
	const struct alert *alert, const char *what, const char *text);

/* Nothing of the alert waits to be told. */
void life_forget_news(struct evaluation *evaluation, const struct alert *alert);

/* Tell a person what waits in a list. */
int life_tell_list(struct evaluation *evaluation, enum news_list list, const char *address);

/* See to it that something looks at what the next day changes. */
void life_await_day(struct evaluation *evaluation);

/* The morning, at digest_at, of the `n`th working day after today; with 0 of the first that is not before `day`. */
int64_t life_morning(const struct evaluation *evaluation, uint32_t day, unsigned n);

/* -- a notice: letter.c ------------------------------------------------------------------------------------------- */

/* All that is known of one alert, its name, its figures and the file they come from, comes to some two kilobytes: this is
 * well over a hundred alerts, far beyond what anybody reads, and stays below what an outbox and a mail hold. */
#define LETTER_BYTES_MAX ((size_t)256 * 1024)

struct letter {
	struct evaluation *evaluation;
	struct notice notice;
	size_t bytes;
	size_t more; /* alerts of schools that have more than a notice tells of one */
	bool full;
};

/* The person, or whom the caseloads name for the day, as somebody to write to; whoever is not in the caseloads (any more)
 * is replaced by the adviser of schools not listed. */
int letter_begin(struct letter *letter, struct evaluation *evaluation, const char *kind, const char *address);

/* Alerts of one school come in a row. False when it is full: then the alert is not in it, nor any that follows. Alert and
 * texts must live until it is sent. */
bool letter_add(struct letter *letter, const struct alert *alert, const char *what, const char *text);

/* Into the outbox, unless it is empty; for `more` alerts it was full. */
int letter_send(struct letter *letter, const char *key, size_t more);

/* The adviser with this address, or the one of schools not listed. */
const struct adviser *letter_person(const struct evaluation *evaluation, const char *address);

#endif
