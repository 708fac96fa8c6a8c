/* SPDX-License-Identifier: MIT
 *
 * The life of an alert: how it is opened, amended, resolved and reopened, what people do with it, what its time brings and
 * who is told. Every step is a line of history in the log, chained to the one before. README.md draws the states.
 */
#ifndef LEEP_ALERTS_LIFE_LIFE_H
#define LEEP_ALERTS_LIFE_LIFE_H

#include "common/model/command.h"
#include "common/service/service.h"
#include "services/alerts/judging/evaluation.h"

/* What a rule saw: about a school, or, with urn 0, about an authority. */
struct seen {
	const struct rule *rule;
	const char *title; /* the rule's; of an alert that goes on without its condition, one that says so */
	uint32_t authority;
	uint32_t urn;
	const char *name; /* of the school or authority */
	const char *measure;
	const char *period;
	const char *summary; /* equal summaries mean that nothing new was seen */
	size_t n_evidence;
	const struct evidence *evidence;
	const struct adviser *adviser;
};

/* Open, amend, reopen or leave alone. A failure is also the transaction's, here and below. */
int life_raise(struct evaluation *evaluation, const struct seen *seen);

/* Nothing when it is resolved already. */
int life_resolve(struct evaluation *evaluation, uint64_t id, const char *why);

/* Something about the school or authority has changed that may inhibit its alerts, or no longer. */
int life_review(struct evaluation *evaluation, uint32_t area);

/* What a person does with an alert. ERR_NOTFOUND, ERR_REFUSED, ERR_INVAL with `text`, and nothing written. */
int life_act(struct evaluation *evaluation, const struct alert_action *action, const char *who,
	struct err_text *text);

/* How it stands with an alert, in one sentence; from the evaluation's arena. */
const char *life_says(struct evaluation *evaluation, uint64_t id);

/* At the end of what was looked at, or done: who is to hear of changes gets a notice, or will when they have settled. */
int life_tell(struct evaluation *evaluation);

/* When something is due next, in microseconds since 1970-01-01 UTC; false when nothing waits. */
bool life_due(struct txn *txn, int64_t *ret);

/* How many people have news that waits to settle, not counting digests that wait for their morning. */
size_t life_waiting(struct txn *txn, const struct practice *practice);

/* What is due by now: at most `max` things, the earliest first. `ret_day` says whether a new day has begun: then what
 * changes with the day (awaited data, schools that have closed since) is to be looked at by the caller, and told. */
int life_tick(struct evaluation *evaluation, unsigned max, bool *ret_day);

#endif
