/* SPDX-License-Identifier: MIT
 *
 * See alert.h.
 */
#include "common/base/sha256.h"
#include "common/model/alert_codec.h"
#include "common/model/casework_codec.h"
#include "common/model/message.h"

const char *alert_state_text(enum alert_state state)
{
	switch (state) {
	case ALERT_OPEN:
		return "open";
	case ALERT_ACKNOWLEDGED:
		return "acknowledged";
	case ALERT_RESOLVED:
		return "resolved";
	case ALERT_SILENCED:
		return "silenced";
	}
	return "unknown";
}

const char *delivery_state_text(enum delivery_state state)
{
	switch (state) {
	case DELIVERY_DELIVERED:
		return "delivered";
	case DELIVERY_LATER:
		return "tried again later";
	case DELIVERY_REFUSED:
		return "refused";
	}
	return "unknown";
}

void history_chain(const uint8_t before[SHA256_LEN], const struct history_line *line, uint8_t ret[SHA256_LEN])
{
	const char *const texts[] = {line->who, line->what, line->text};
	struct sha256 *sha256 = NULL;
	uint8_t at[8];

	memset(ret, 0, SHA256_LEN);
	if (sha256_open(&sha256) < 0)
		return;
	bytes_put_u64be(at, (uint64_t)line->at);
	sha256_add(sha256, bytes_of(before, SHA256_LEN));
	sha256_add(sha256, bytes_of(at, sizeof(at)));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		sha256_add(sha256, bytes_of(texts[i], strlen(texts[i]) + 1));
	(void)sha256_end(sha256, ret);
	sha256_free(sha256);
}

static int encode_changed(
	struct arena *arena, const struct alert_event *event, Leep__AlertEvent message, struct buffer *out)
{
	Leep__AlertChanged changed = LEEP__ALERT_CHANGED__INIT;
	Leep__HistoryLine line = LEEP__HISTORY_LINE__INIT;
	const struct history_line *in = &event->changed.line;

	changed.alert = alert_to_message(arena, &event->changed.alert);
	if (changed.alert == NULL)
		return ERR_LIMIT;
	line.has_at = line.has_chain = 1;
	line.at = in->at;
	line.who = message_loose(in->who);
	line.what = message_loose(in->what);
	line.text = message_loose(in->text);
	line.chain.data = (uint8_t *)(uintptr_t)in->chain;
	line.chain.len = SHA256_LEN;
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
	sent.channel = message_loose(in->channel);
	sent.kind = message_loose(in->kind);
	sent.has_state = sent.has_attempts = 1;
	sent.state = (Leep__DeliveryState)in->state;
	sent.attempts = in->attempts;
	message.body_case = LEEP__ALERT_EVENT__BODY_SENT;
	message.sent = &sent;
	return message_pack(&message.base, out);
}

static int encode_destination(
	const struct destination_changed *in, Leep__AlertEvent message, struct buffer *out)
{
	Leep__DestinationChanged destination = LEEP__DESTINATION_CHANGED__INIT;

	destination.name = message_loose(in->name);
	destination.has_dead = destination.has_at = 1;
	destination.dead = in->dead;
	destination.at = in->at;
	destination.text = message_loose(in->text);
	message.body_case = LEEP__ALERT_EVENT__BODY_DESTINATION;
	message.destination = &destination;
	return message_pack(&message.base, out);
}

static int encode(struct arena *arena, const struct alert_event *event, struct buffer *out)
{
	Leep__AlertEvent message = LEEP__ALERT_EVENT__INIT;
	Leep__AlertsDone done = LEEP__ALERTS_DONE__INIT;

	message.has_submission = 1;
	message.submission = event->submission;
	switch (event->kind) {
	case ALERT_EVENT_CHANGED:
		return encode_changed(arena, event, message, out);
	case ALERT_EVENT_SENT:
		return encode_sent(&event->sent, message, out);
	case ALERT_EVENT_DONE:
		done.has_accepted = 1;
		done.accepted = event->accepted;
		message.body_case = LEEP__ALERT_EVENT__BODY_DONE;
		message.done = &done;
		return message_pack(&message.base, out);
	case ALERT_EVENT_CASE:
		message.body_case = LEEP__ALERT_EVENT__BODY_CASE_CHANGED;
		message.case_changed = case_changed_to_message(arena, &event->case_changed);
		return message.case_changed == NULL ? ERR_LIMIT : message_pack(&message.base, out);
	case ALERT_EVENT_DESTINATION:
		return encode_destination(&event->destination, message, out);
	}
	return ERR_INVAL;
}

int alert_encode(const struct alert_event *event, struct buffer *out)
{
	struct arena *arena = arena_open(ALERT_ARENA_MAX);
	int rc = arena == NULL ? ERR_NOMEM : encode(arena, event, out);

	arena_free(arena);
	return rc;
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
	if (!in->line->has_chain || in->line->chain.len != SHA256_LEN)
		return "chain missing";
	memcpy(ret->changed.line.chain, in->line->chain.data, SHA256_LEN);
	return alert_from_message(arena, in->alert, &ret->changed.alert);
}

static const char *sent_from_message(const Leep__MessageSent *in, struct message_sent *ret)
{
	if (!message_id_ok(in->key, NAME_MAX_LEN) || !message_text_ok(in->to, NAME_MAX_LEN) ||
		!message_text_ok(in->outcome, NAME_MAX_LEN) || !message_id_ok(in->channel, NAME_MAX_LEN) ||
		!message_id_ok(in->kind, NAME_MAX_LEN) ||
		in->state < LEEP__DELIVERY_STATE__DELIVERY_DELIVERED ||
		in->state > LEEP__DELIVERY_STATE__DELIVERY_REFUSED)
		return "message malformed";
	ret->channel = in->channel;
	ret->kind = in->kind;
	ret->state = (enum delivery_state)in->state;
	ret->attempts = in->attempts;
	ret->key = in->key;
	ret->to = message_text(in->to);
	ret->outcome = message_text(in->outcome);
	ret->urn = in->urn;
	ret->at = in->at;
	ret->alert = in->alert;
	ret->n_alert = in->n_alert;
	return NULL;
}

static const char *destination_from_message(
	const Leep__DestinationChanged *in, struct destination_changed *ret)
{
	if (!message_id_ok(in->name, NAME_MAX_LEN) || !message_text_ok(in->text, NAME_MAX_LEN))
		return "destination malformed";
	ret->name = in->name;
	ret->dead = in->dead;
	ret->at = in->at;
	ret->text = message_text(in->text);
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
	case LEEP__ALERT_EVENT__BODY_CASE_CHANGED:
		ret->kind = ALERT_EVENT_CASE;
		return case_changed_from_message(arena, in->case_changed, &ret->case_changed);
	case LEEP__ALERT_EVENT__BODY_DESTINATION:
		ret->kind = ALERT_EVENT_DESTINATION;
		return destination_from_message(in->destination, &ret->destination);
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
