/* SPDX-License-Identifier: MIT
 *
 * See alert.h.
 */
#include "common/model/alert.h"

#include "common/model/message.h"
#include "leep/alert.pb-c.h"

const char *alert_state_text(enum alert_state state)
{
	switch (state) {
	case ALERT_OPEN:
		return "open";
	case ALERT_ACKNOWLEDGED:
		return "acknowledged";
	case ALERT_RESOLVED:
		return "resolved";
	}
	return "unknown";
}

#define ALERT_TEXTS(X) \
	X(rule)        \
	X(title)       \
	X(source)      \
	X(wording)     \
	X(severity)    \
	X(name)        \
	X(measure)     \
	X(period)      \
	X(adviser)     \
	X(address)     \
	X(summary)

#define ALERT_NUMBERS(X) \
	X(id)            \
	X(authority)     \
	X(urn)           \
	X(opened)        \
	X(amended)

#define EVIDENCE_TEXTS(X) \
	X(what)           \
	X(value)          \
	X(low)            \
	X(high)           \
	X(national)       \
	X(file)           \
	X(column)

#define EVIDENCE_NUMBERS(X) \
	X(cohort)           \
	X(row)              \
	X(submission)

#define PUT_TEXT(name) out->name = message_loose(in->name);
#define PUT_NUMBER(field)     \
	out->has_##field = 1; \
	out->field = in->field;
#define GET_TEXT(field)                                \
	if (!message_text_ok(in->field, TEXT_MAX_LEN)) \
		return "text malformed";               \
	ret->field = message_text(in->field);
#define GET_NUMBER(field) ret->field = in->field;

static void evidence_to_message(const struct evidence *in, Leep__Evidence *out)
{
	leep__evidence__init(out);
	EVIDENCE_TEXTS(PUT_TEXT)
	EVIDENCE_NUMBERS(PUT_NUMBER)
	if (in->period != NULL && in->period[0] != '\0')
		out->period = message_loose(in->period);
	out->has_sha256 = 1;
	out->sha256.data = (uint8_t *)(uintptr_t)in->sha256;
	out->sha256.len = SHA256_LEN;
}

static const char *evidence_from_message(const Leep__Evidence *in, struct evidence *ret)
{
	EVIDENCE_TEXTS(GET_TEXT)
	EVIDENCE_NUMBERS(GET_NUMBER)
	GET_TEXT(period)
	if (!in->has_sha256 || in->sha256.len != SHA256_LEN)
		return "digest missing";
	memcpy(ret->sha256, in->sha256.data, SHA256_LEN);
	return NULL;
}

static void alert_to_message(const struct alert *in, Leep__Alert *out)
{
	leep__alert__init(out);
	ALERT_TEXTS(PUT_TEXT)
	ALERT_NUMBERS(PUT_NUMBER)
	out->has_state = 1;
	out->state = (Leep__AlertState)in->state;
}

static const char *alert_from_message(struct arena *arena, const Leep__Alert *in, struct alert *ret)
{
	ALERT_TEXTS(GET_TEXT)
	ALERT_NUMBERS(GET_NUMBER)
	if (in->id == 0 || in->state < LEEP__ALERT_STATE__ALERT_OPEN ||
		in->state > LEEP__ALERT_STATE__ALERT_RESOLVED || in->n_evidence > EVIDENCE_MAX)
		return "alert malformed";
	ret->state = (enum alert_state)in->state;
	ret->n_evidence = in->n_evidence;
	ret->evidence = arena_take_array(arena, in->n_evidence, sizeof(*ret->evidence));
	if (ret->evidence == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_evidence; i++) {
		const char *wrong = evidence_from_message(in->evidence[i], &ret->evidence[i]);

		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

static int encode_changed(const struct alert_event *event, Leep__AlertEvent message, struct buffer *out)
{
	Leep__AlertChanged changed = LEEP__ALERT_CHANGED__INIT;
	Leep__HistoryLine line = LEEP__HISTORY_LINE__INIT;
	Leep__Evidence evidence[EVIDENCE_MAX];
	Leep__Evidence *list[EVIDENCE_MAX];
	const struct alert *in = &event->changed.alert;
	Leep__Alert alert;

	if (in->n_evidence > EVIDENCE_MAX)
		return ERR_LIMIT;
	alert_to_message(in, &alert);
	for (size_t i = 0; i < in->n_evidence; i++) {
		evidence_to_message(&in->evidence[i], &evidence[i]);
		list[i] = &evidence[i];
	}
	alert.evidence = list;
	alert.n_evidence = in->n_evidence;
	line.has_at = 1;
	line.at = event->changed.line.at;
	line.who = message_loose(event->changed.line.who);
	line.what = message_loose(event->changed.line.what);
	line.text = message_loose(event->changed.line.text);
	changed.alert = &alert;
	changed.line = &line;
	message.body_case = LEEP__ALERT_EVENT__BODY_CHANGED;
	message.changed = &changed;
	return message_pack(&message.base, out);
}

static int encode_sent(const struct message_sent *in, Leep__AlertEvent message, struct buffer *out)
{
	Leep__MessageSent sent = LEEP__MESSAGE_SENT__INIT;

	sent.key = message_loose(in->key);
	sent.to = message_loose(in->to);
	sent.outcome = message_loose(in->outcome);
	sent.has_urn = sent.has_at = 1;
	sent.urn = in->urn;
	sent.at = in->at;
	sent.alert = in->alert;
	sent.n_alert = in->n_alert;
	message.body_case = LEEP__ALERT_EVENT__BODY_SENT;
	message.sent = &sent;
	return message_pack(&message.base, out);
}

int alert_encode(const struct alert_event *event, struct buffer *out)
{
	Leep__AlertEvent message = LEEP__ALERT_EVENT__INIT;
	Leep__AlertsDone done = LEEP__ALERTS_DONE__INIT;

	message.has_submission = 1;
	message.submission = event->submission;
	switch (event->kind) {
	case ALERT_EVENT_CHANGED:
		return encode_changed(event, message, out);
	case ALERT_EVENT_SENT:
		return encode_sent(&event->sent, message, out);
	case ALERT_EVENT_DONE:
		done.has_accepted = 1;
		done.accepted = event->accepted;
		message.body_case = LEEP__ALERT_EVENT__BODY_DONE;
		message.done = &done;
		return message_pack(&message.base, out);
	}
	return ERR_INVAL;
}

static const char *changed_from_message(
	struct arena *arena, const Leep__AlertChanged *in, struct alert_event *ret)
{
	if (in->alert == NULL || in->line == NULL)
		return "change incomplete";
	if (!message_text_ok(in->line->who, NAME_MAX_LEN) || !message_text_ok(in->line->what, NAME_MAX_LEN) ||
		!message_text_ok(in->line->text, TEXT_MAX_LEN))
		return "history malformed";
	ret->changed.line.at = in->line->at;
	ret->changed.line.who = message_text(in->line->who);
	ret->changed.line.what = message_text(in->line->what);
	ret->changed.line.text = message_text(in->line->text);
	return alert_from_message(arena, in->alert, &ret->changed.alert);
}

static const char *sent_from_message(const Leep__MessageSent *in, struct message_sent *ret)
{
	if (!message_id_ok(in->key, NAME_MAX_LEN) || !message_text_ok(in->to, NAME_MAX_LEN) ||
		!message_text_ok(in->outcome, NAME_MAX_LEN))
		return "message malformed";
	ret->key = in->key;
	ret->to = message_text(in->to);
	ret->outcome = message_text(in->outcome);
	ret->urn = in->urn;
	ret->at = in->at;
	ret->alert = in->alert;
	ret->n_alert = in->n_alert;
	return NULL;
}

static const char *body_from_message(struct arena *arena, const Leep__AlertEvent *in, struct alert_event *ret)
{
	switch (in->body_case) {
	case LEEP__ALERT_EVENT__BODY_CHANGED:
		ret->kind = ALERT_EVENT_CHANGED;
		return changed_from_message(arena, in->changed, ret);
	case LEEP__ALERT_EVENT__BODY_SENT:
		ret->kind = ALERT_EVENT_SENT;
		return sent_from_message(in->sent, &ret->sent);
	case LEEP__ALERT_EVENT__BODY_DONE:
		ret->kind = ALERT_EVENT_DONE;
		ret->accepted = in->done->accepted;
		return in->done->has_accepted ? NULL : "done incomplete";
	case LEEP__ALERT_EVENT__BODY__NOT_SET:
	case _LEEP__ALERT_EVENT__BODY__CASE_IS_INT_SIZE:
		break;
	}
	return "kind of event not known";
}

int alert_decode(struct arena *arena, struct bytes bytes, struct alert_event *ret, const char **ret_reason)
{
	const Leep__AlertEvent *message = message_unpack(&leep__alert_event__descriptor, arena, bytes);
	struct alert_event event = {0};
	const char *wrong = "not an alert event";

	if (message != NULL && message->has_submission) {
		event.submission = message->submission;
		wrong = body_from_message(arena, message, &event);
	}
	if (wrong != NULL) {
		*ret_reason = wrong;
		return ERR_BADMSG;
	}
	*ret = event;
	return 0;
}
