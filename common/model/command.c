/* SPDX-License-Identifier: MIT
 *
 * See command.h.
 */
#include "common/model/command.h"

#include "common/model/casework_codec.h"
#include "common/model/message.h"
#include "leep/command.pb-c.h"

static void submit_to_message(const struct submit *in, Leep__Submit *out)
{
	leep__submit__init(out);
	out->name = message_loose(in->name);
	out->format = message_loose(in->format);
	out->period = message_loose(in->period);
	out->status = message_loose(in->status);
	out->has_size = out->has_sha256 = out->has_authority = out->has_published = 1;
	out->size = in->size;
	out->sha256.data = (uint8_t *)(uintptr_t)in->sha256;
	out->sha256.len = SHA256_LEN;
	out->authority = in->authority;
	out->published = in->published;
}

static int encode_action(const struct alert_action *in, Leep__Command message, struct buffer *out)
{
	Leep__AlertAction action = LEEP__ALERT_ACTION__INIT;

	action.has_id = action.has_verb = action.has_until = 1;
	action.id = in->id;
	action.verb = (Leep__AlertVerb)in->verb;
	action.text = message_loose(in->text);
	action.who = message_loose(in->who);
	action.until = in->until;
	message.body_case = LEEP__COMMAND__BODY_ALERT_ACTION;
	message.alert_action = &action;
	return message_pack(&message.base, out);
}

static int encode_report(const struct make_report *in, Leep__Command message, struct buffer *out)
{
	Leep__MakeReport report = LEEP__MAKE_REPORT__INIT;

	report.name = message_loose(in->name);
	report.has_area = report.has_as_of = 1;
	report.area = in->area;
	report.period = message_loose(in->period);
	report.as_of = in->as_of;
	report.format = message_loose(in->format);
	message.body_case = LEEP__COMMAND__BODY_MAKE_REPORT;
	message.make_report = &report;
	return message_pack(&message.base, out);
}

static int encode_outcome(const struct delivery_outcome *in, Leep__Command message, struct buffer *out)
{
	Leep__DeliveryOutcome outcome = LEEP__DELIVERY_OUTCOME__INIT;

	outcome.key = message_loose(in->key);
	outcome.channel = message_loose(in->channel);
	outcome.has_state = outcome.has_destination_dead = 1;
	outcome.state = (Leep__DeliveryState)in->state;
	outcome.text = message_loose(in->text);
	outcome.destination_dead = in->destination_dead;
	outcome.has_unknown_channel = in->unknown_channel;
	outcome.unknown_channel = in->unknown_channel;
	outcome.has_attempts = in->attempts > 1;
	outcome.attempts = in->attempts;
	message.body_case = LEEP__COMMAND__BODY_DELIVERY_OUTCOME;
	message.delivery_outcome = &outcome;
	return message_pack(&message.base, out);
}

static int encode_case(const struct case_command *in, Leep__Command message, struct buffer *out)
{
	struct arena *arena = arena_open(MESSAGE_BYTES_MAX * 8);
	int rc = ERR_NOMEM;

	if (arena != NULL) {
		message.body_case = LEEP__COMMAND__BODY_CASEWORK;
		message.casework = case_command_to_message(arena, in);
		rc = message.casework == NULL ? ERR_LIMIT : message_pack(&message.base, out);
	}
	arena_free(arena);
	return rc;
}

int command_encode(const struct command *command, struct buffer *out)
{
	Leep__Command message = LEEP__COMMAND__INIT;
	Leep__Submit submit;
	Leep__Configure configure = LEEP__CONFIGURE__INIT;
	Leep__Tick tick = LEEP__TICK__INIT;

	switch (command->kind) {
	case COMMAND_SUBMIT:
		submit_to_message(&command->submit, &submit);
		message.body_case = LEEP__COMMAND__BODY_SUBMIT;
		message.submit = &submit;
		return message_pack(&message.base, out);
	case COMMAND_ALERT_ACTION:
		return encode_action(&command->alert_action, message, out);
	case COMMAND_MAKE_REPORT:
		return encode_report(&command->make_report, message, out);
	case COMMAND_CONFIGURE:
		configure.name = message_loose(command->configure.name);
		configure.text = message_loose(command->configure.text);
		message.body_case = LEEP__COMMAND__BODY_CONFIGURE;
		message.configure = &configure;
		return message_pack(&message.base, out);
	case COMMAND_DELIVERY_OUTCOME:
		return encode_outcome(&command->delivery_outcome, message, out);
	case COMMAND_TICK:
		message.body_case = LEEP__COMMAND__BODY_TICK;
		message.tick = &tick;
		return message_pack(&message.base, out);
	case COMMAND_CASE:
		return encode_case(&command->casework, message, out);
	}
	return ERR_INVAL;
}

static const char *submit_from_message(const Leep__Submit *in, struct submit *ret)
{
	if (!message_text_ok(in->name, NAME_MAX_LEN) || !message_text_ok(in->format, NAME_MAX_LEN) ||
		!message_text_ok(in->period, NAME_MAX_LEN) || !message_text_ok(in->status, NAME_MAX_LEN))
		return "text of the submission is malformed or too long";
	if (in->sha256.len != SHA256_LEN || !in->has_size)
		return "size or digest of the file is missing";
	if (in->authority > 999)
		return "authority is not a three-digit code";
	ret->name = message_text(in->name);
	ret->format = message_text(in->format);
	ret->period = message_text(in->period);
	ret->status = message_text(in->status);
	ret->size = in->size;
	memcpy(ret->sha256, in->sha256.data, SHA256_LEN);
	ret->authority = in->authority;
	ret->published = in->published;
	return NULL;
}

static const char *action_from_message(const Leep__AlertAction *in, struct alert_action *ret)
{
	if (in->verb < LEEP__ALERT_VERB__VERB_ACKNOWLEDGE || in->verb > LEEP__ALERT_VERB__VERB_REOPEN)
		return "no such action on an alert";
	if (!message_text_ok(in->text, TEXT_MAX_LEN) || !message_text_ok(in->who, NAME_MAX_LEN))
		return "text is malformed or too long";
	ret->id = in->id;
	ret->verb = (enum alert_verb)in->verb;
	ret->text = message_text(in->text);
	ret->who = message_text(in->who);
	ret->until = in->until;
	return NULL;
}

static const char *report_from_message(const Leep__MakeReport *in, struct make_report *ret)
{
	if (!message_id_ok(in->name, NAME_MAX_LEN) || !message_text_ok(in->period, NAME_MAX_LEN) ||
		!message_text_ok(in->format, NAME_MAX_LEN))
		return "text of the request is malformed or too long";
	ret->name = message_text(in->name);
	ret->area = in->area;
	ret->period = message_text(in->period);
	ret->as_of = in->as_of;
	ret->format = message_text(in->format);
	return NULL;
}

static const char *configure_from_message(const Leep__Configure *in, struct configure *ret)
{
	if (!message_id_ok(in->name, NAME_MAX_LEN) || !message_text_ok(in->text, CONFIGURE_MAX))
		return "configuration is malformed or too long";
	ret->name = message_text(in->name);
	ret->text = message_text(in->text);
	return NULL;
}

static const char *outcome_from_message(const Leep__DeliveryOutcome *in, struct delivery_outcome *ret)
{
	if (!message_id_ok(in->key, NAME_MAX_LEN) || !message_id_ok(in->channel, NAME_MAX_LEN) ||
		!message_text_ok(in->text, NAME_MAX_LEN) ||
		in->state < LEEP__DELIVERY_STATE__DELIVERY_DELIVERED ||
		in->state > LEEP__DELIVERY_STATE__DELIVERY_REFUSED)
		return "outcome is malformed";
	ret->key = in->key;
	ret->channel = in->channel;
	ret->state = (enum delivery_state)in->state;
	ret->text = message_text(in->text);
	ret->destination_dead = in->destination_dead;
	ret->unknown_channel = in->unknown_channel;
	ret->attempts = in->attempts == 0 ? 1 : in->attempts;
	return NULL;
}

static const char *body_from_message(struct arena *arena, const Leep__Command *in, struct command *ret)
{
	switch (in->body_case) {
	case LEEP__COMMAND__BODY_SUBMIT:
		ret->kind = COMMAND_SUBMIT;
		return submit_from_message(in->submit, &ret->submit);
	case LEEP__COMMAND__BODY_ALERT_ACTION:
		ret->kind = COMMAND_ALERT_ACTION;
		return action_from_message(in->alert_action, &ret->alert_action);
	case LEEP__COMMAND__BODY_MAKE_REPORT:
		ret->kind = COMMAND_MAKE_REPORT;
		return report_from_message(in->make_report, &ret->make_report);
	case LEEP__COMMAND__BODY_CONFIGURE:
		ret->kind = COMMAND_CONFIGURE;
		return configure_from_message(in->configure, &ret->configure);
	case LEEP__COMMAND__BODY_DELIVERY_OUTCOME:
		ret->kind = COMMAND_DELIVERY_OUTCOME;
		return outcome_from_message(in->delivery_outcome, &ret->delivery_outcome);
	case LEEP__COMMAND__BODY_TICK:
		ret->kind = COMMAND_TICK;
		return NULL;
	case LEEP__COMMAND__BODY_CASEWORK:
		ret->kind = COMMAND_CASE;
		return case_command_from_message(arena, in->casework, &ret->casework);
	case LEEP__COMMAND__BODY__NOT_SET:
	case _LEEP__COMMAND__BODY__CASE_IS_INT_SIZE:
		break;
	}
	return "kind of command not known";
}

int command_decode(struct arena *arena, struct bytes bytes, struct command *ret, const char **ret_reason)
{
	const Leep__Command *message = message_unpack(&leep__command__descriptor, arena, bytes);
	struct command command = {0};
	const char *wrong = message == NULL ? "not a command" : body_from_message(arena, message, &command);

	if (wrong != NULL) {
		*ret_reason = wrong;
		return ERR_BADMSG;
	}
	*ret = command;
	return 0;
}

int transfer_encode(const struct transfer *transfer, struct buffer *out)
{
	Leep__Transfer message = LEEP__TRANSFER__INIT;

	message.has_offset = message.has_data = 1;
	message.offset = transfer->offset;
	message.data.data = (uint8_t *)(uintptr_t)transfer->data.data;
	message.data.len = transfer->data.len;
	return message_pack(&message.base, out);
}

int transfer_decode(struct arena *arena, struct bytes bytes, struct transfer *ret)
{
	const Leep__Transfer *message = message_unpack(&leep__transfer__descriptor, arena, bytes);

	if (message == NULL || message->data.len > TRANSFER_MAX)
		return ERR_BADMSG;
	ret->offset = message->offset;
	ret->data = bytes_of(message->data.data, message->data.len);
	return 0;
}

int command_result_encode(const struct command_result *result, struct buffer *out)
{
	Leep__CommandResult message = LEEP__COMMAND_RESULT__INIT;

	message.has_number = message.has_duplicate = 1;
	message.number = result->number;
	message.duplicate = result->duplicate;
	message.text = message_loose(result->text);
	message.name = message_loose(result->name);
	return message_pack(&message.base, out);
}

int command_result_decode(struct arena *arena, struct bytes bytes, struct command_result *ret)
{
	const Leep__CommandResult *message = message_unpack(&leep__command_result__descriptor, arena, bytes);

	if (message == NULL)
		return ERR_BADMSG;
	ret->number = message->number;
	ret->duplicate = message->duplicate;
	ret->text = message_text(message->text);
	ret->name = message_text(message->name);
	return 0;
}
