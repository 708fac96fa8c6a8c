/* SPDX-License-Identifier: MIT
 *
 * What people do with alerts.
 */
#include "services/alerts/life/life.h"

int life_act(struct evaluation *evaluation, const struct alert_action *action, const char *who,
	struct err_text *text)
{
	struct alert alert;

	if (!state_alert(evaluation->txn, evaluation->arena, action->id, &alert))
		return error_set(
			text, ERR_NOTFOUND, "there is no alert %llu", (unsigned long long)action->id);
	switch (action->verb) {
	case ALERT_VERB_ACKNOWLEDGE:
		if (alert.state == ALERT_RESOLVED)
			return error_set(
				text, ERR_REFUSED, "alert %llu is resolved", (unsigned long long)action->id);
		alert.state = ALERT_ACKNOWLEDGED;
		alert.amended = evaluation->at;
		return life_emit(evaluation, &alert, who, "acknowledged", action->text);
	case ALERT_VERB_NOTE:
		if (action->text[0] == '\0')
			return error_set(text, ERR_INVAL, "a note needs a text");
		return life_emit(evaluation, &alert, who, "note", action->text);
	case ALERT_VERB_ASSIGN:
	case ALERT_VERB_SILENCE:
	case ALERT_VERB_CLOSE:
	case ALERT_VERB_REOPEN:
		break;
	}
	return error_set(text, ERR_INVAL, "no such action on an alert");
}
