/* SPDX-License-Identifier: MIT
 *
 * See command.h.
 */
#include "common/model/command.h"

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

int command_encode(const struct command *command, struct buffer *out)
{
	Leep__Command message = LEEP__COMMAND__INIT;
	Leep__Submit submit;
	Leep__AlertAction action = LEEP__ALERT_ACTION__INIT;
	Leep__MakeReport report = LEEP__MAKE_REPORT__INIT;
	Leep__Configure configure = LEEP__CONFIGURE__INIT;
	Leep__DeliveryOutcome outcome = LEEP__DELIVERY_OUTCOME__INIT;

	switch (command->kind) {
	case COMMAND_SUBMIT:
		submit_to_message(&command->submit, &submit);
		message.body_case = LEEP__COMMAND__BODY_SUBMIT;
		message.submit = &submit;
		break;
	case COMMAND_ALERT_ACTION:
		action.has_id = action.has_verb = 1;
		action.id = command->alert_action.id;
		action.verb = (Leep__AlertVerb)command->alert_action.verb;
		action.text = message_loose(command->alert_action.text);
		message.body_case = LEEP__COMMAND__BODY_ALERT_ACTION;
		message.alert_action = &action;
		break;
	case COMMAND_MAKE_REPORT:
		report.name = message_loose(command->make_report.name);
		report.has_area = report.has_as_of = 1;
		report.area = command->make_report.area;
		report.period = message_loose(command->make_report.period);
		report.as_of = command->make_report.as_of;
		report.format = message_loose(command->make_report.format);
		message.body_case = LEEP__COMMAND__BODY_MAKE_REPORT;
		message.make_report = &report;
		break;
	case COMMAND_CONFIGURE:
		configure.name = message_loose(command->configure.name);
		configure.text = message_loose(command->configure.text);
		message.body_case = LEEP__COMMAND__BODY_CONFIGURE;
		message.configure = &configure;
		break;
	case COMMAND_DELIVERY_OUTCOME:
		outcome.key = message_loose(command->delivery_outcome.key);
		outcome.has_delivered = 1;
		outcome.delivered = command->delivery_outcome.delivered;
		outcome.text = message_loose(command->delivery_outcome.text);
		message.body_case = LEEP__COMMAND__BODY_DELIVERY_OUTCOME;
		message.delivery_outcome = &outcome;
		break;
	}
	return message_pack(&message.base, out);
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

static const char *body_from_message(const Leep__Command *in, struct command *ret)
{
	switch (in->body_case) {
	case LEEP__COMMAND__BODY_SUBMIT:
		ret->kind = COMMAND_SUBMIT;
		return submit_from_message(in->submit, &ret->submit);
	case LEEP__COMMAND__BODY_ALERT_ACTION:
		ret->kind = COMMAND_ALERT_ACTION;
		ret->alert_action.id = in->alert_action->id;
		ret->alert_action.verb = (enum alert_verb)in->alert_action->verb;
		ret->alert_action.text = message_text(in->alert_action->text);
		if (in->alert_action->verb < LEEP__ALERT_VERB__VERB_ACKNOWLEDGE ||
			in->alert_action->verb > LEEP__ALERT_VERB__VERB_NOTE)
			return "no such action on an alert";
		return message_text_ok(in->alert_action->text, TEXT_MAX_LEN)
			       ? NULL
			       : "text is malformed or too long";
	case LEEP__COMMAND__BODY_MAKE_REPORT:
		ret->kind = COMMAND_MAKE_REPORT;
		ret->make_report.name = message_text(in->make_report->name);
		ret->make_report.area = in->make_report->area;
		ret->make_report.period = message_text(in->make_report->period);
		ret->make_report.as_of = in->make_report->as_of;
		ret->make_report.format = message_text(in->make_report->format);
		if (!message_id_ok(in->make_report->name, NAME_MAX_LEN) ||
			!message_text_ok(in->make_report->period, NAME_MAX_LEN) ||
			!message_text_ok(in->make_report->format, NAME_MAX_LEN))
			return "text of the request is malformed or too long";
		return NULL;
	case LEEP__COMMAND__BODY_CONFIGURE:
		ret->kind = COMMAND_CONFIGURE;
		ret->configure.name = message_text(in->configure->name);
		ret->configure.text = message_text(in->configure->text);
		if (!message_id_ok(in->configure->name, NAME_MAX_LEN) ||
			!message_text_ok(in->configure->text, CONFIGURE_MAX))
			return "configuration is malformed or too long";
		return NULL;
	case LEEP__COMMAND__BODY_DELIVERY_OUTCOME:
		ret->kind = COMMAND_DELIVERY_OUTCOME;
		ret->delivery_outcome.key = message_text(in->delivery_outcome->key);
		ret->delivery_outcome.delivered = in->delivery_outcome->delivered;
		ret->delivery_outcome.text = message_text(in->delivery_outcome->text);
		if (!message_id_ok(in->delivery_outcome->key, NAME_MAX_LEN) ||
			!message_text_ok(in->delivery_outcome->text, NAME_MAX_LEN))
			return "outcome is malformed";
		return NULL;
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
	const char *wrong = message == NULL ? "not a command" : body_from_message(message, &command);

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
