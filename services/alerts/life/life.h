/* SPDX-License-Identifier: MIT
 *
 * The life of an alert: how it is opened, amended, resolved and reopened, what people do with it, and who is told. Every
 * step is a line of history in the log, chained to the one before.
 */
#ifndef LEEP_ALERTS_LIFE_LIFE_H
#define LEEP_ALERTS_LIFE_LIFE_H

#include "common/model/command.h"
#include "common/service/service.h"
#include "services/alerts/evaluation.h"

/* What a rule saw: about a school, or, with urn 0, about an authority. */
struct seen {
	const struct rule *rule;
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

/* Append a change of an alert to the log and keep it; its chain goes on. */
int life_emit(struct evaluation *evaluation, struct alert *alert, const char *who, const char *what,
	const char *text);

/* What a person does with an alert. ERR_NOTFOUND, ERR_REFUSED, ERR_INVAL with `text`, and nothing written. */
int life_act(struct evaluation *evaluation, const struct alert_action *action, const char *who,
	struct err_text *text);

/* At the end of what was looked at: whoever is to hear of changes gets a notice. */
int life_tell(struct evaluation *evaluation);

#endif
