/* SPDX-License-Identifier: MIT
 *
 * See notice.h.
 */
#include "common/model/notice.h"

#include "common/model/alert_codec.h"
#include "common/model/message.h"

/* Texts of a notice itself; its key, kind and channels are checked as ids. */
#define NOTICE_TEXTS(X) \
	X(to_name)      \
	X(to_address)   \
	X(to_phone)     \
	X(sender)       \
	X(for_name)     \
	X(text)

static bool school_to_message(struct arena *arena, const struct notice_school *in, Leep__NoticeSchool *out)
{
	Leep__NoticeAlert **list = arena_take_array(arena, in->n + 1, sizeof(*list));
	Leep__NoticeAlert *alert = arena_take_array(arena, in->n + 1, sizeof(*alert));

	if (list == NULL || alert == NULL || in->n > NOTICE_ALERTS_MAX)
		return false;
	leep__notice_school__init(out);
	out->has_urn = out->has_authority = 1;
	out->urn = in->urn;
	out->name = message_loose(in->name);
	out->authority = in->authority;
	out->authority_name = message_loose(in->authority_name);
	out->n_alert = in->n;
	out->alert = list;
	for (size_t i = 0; i < in->n; i++) {
		leep__notice_alert__init(&alert[i]);
		alert[i].alert = alert_to_message(arena, &in->alert[i].alert);
		alert[i].what = message_loose(in->alert[i].what);
		alert[i].text = message_loose(in->alert[i].text);
		list[i] = &alert[i];
		if (alert[i].alert == NULL)
			return false;
	}
	return true;
}

static int encode(struct arena *arena, const struct notice *in, struct buffer *out)
{
	Leep__Notice message = LEEP__NOTICE__INIT;
	Leep__NoticeSchool **list = arena_take_array(arena, in->n_school + 1, sizeof(*list));
	Leep__NoticeSchool *school = arena_take_array(arena, in->n_school + 1, sizeof(*school));

	if (list == NULL || school == NULL || in->n_school > NOTICE_SCHOOLS_MAX ||
		in->n_channel > NOTICE_CHANNELS_MAX)
		return ERR_LIMIT;
#define PUT_TEXT(field) message.field = message_loose(in->field);
	NOTICE_TEXTS(PUT_TEXT)
#undef PUT_TEXT
	message.key = message_loose(in->key);
	message.kind = message_loose(in->kind);
	message.has_at = message.has_minimal = 1;
	message.at = in->at;
	message.minimal = in->minimal;
	message.n_channel = in->n_channel;
	message.channel = (char **)(uintptr_t)in->channel;
	message.n_school = in->n_school;
	message.school = list;
	for (size_t i = 0; i < in->n_school; i++) {
		if (!school_to_message(arena, &in->school[i], &school[i]))
			return ERR_LIMIT;
		list[i] = &school[i];
	}
	return message_pack(&message.base, out);
}

int notice_encode(const struct notice *notice, struct buffer *out)
{
	struct arena *arena = arena_open(ALERT_ARENA_MAX);
	int rc = arena == NULL ? ERR_NOMEM : encode(arena, notice, out);

	arena_free(arena);
	return rc;
}

static const char *school_from_message(
	struct arena *arena, const Leep__NoticeSchool *in, struct notice_school *ret)
{
	if (!message_text_ok(in->name, TEXT_MAX_LEN) || !message_text_ok(in->authority_name, TEXT_MAX_LEN) ||
		in->n_alert > NOTICE_ALERTS_MAX)
		return "school malformed";
	ret->urn = in->urn;
	ret->name = message_text(in->name);
	ret->authority = in->authority;
	ret->authority_name = message_text(in->authority_name);
	ret->n = in->n_alert;
	ret->alert = arena_take_array(arena, in->n_alert + 1, sizeof(*ret->alert));
	if (ret->alert == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_alert; i++) {
		const Leep__NoticeAlert *one = in->alert[i];
		const char *wrong = one->alert == NULL
					    ? "alert missing"
					    : alert_from_message(arena, one->alert, &ret->alert[i].alert);

		if (wrong == NULL && (!message_text_ok(one->what, NAME_MAX_LEN) ||
					     !message_text_ok(one->text, TEXT_MAX_LEN)))
			wrong = "text malformed";
		if (wrong != NULL)
			return wrong;
		ret->alert[i].what = message_text(one->what);
		ret->alert[i].text = message_text(one->text);
	}
	return NULL;
}

static const char *from_message(struct arena *arena, const Leep__Notice *in, struct notice *ret)
{
	if (!message_id_ok(in->key, NAME_MAX_LEN) || !message_id_ok(in->kind, NAME_MAX_LEN) ||
		in->n_channel > NOTICE_CHANNELS_MAX || in->n_school > NOTICE_SCHOOLS_MAX)
		return "notice malformed";
	for (size_t i = 0; i < in->n_channel; i++)
		if (!message_id_ok(in->channel[i], NAME_MAX_LEN))
			return "channel malformed";
#define GET_TEXT(field)                                \
	if (!message_text_ok(in->field, TEXT_MAX_LEN)) \
		return "text malformed";               \
	ret->field = message_text(in->field);
	NOTICE_TEXTS(GET_TEXT)
#undef GET_TEXT
	ret->key = in->key;
	ret->kind = in->kind;
	ret->at = in->at;
	ret->minimal = in->minimal;
	ret->n_channel = in->n_channel;
	ret->channel = (const char **)(uintptr_t)in->channel;
	ret->n_school = in->n_school;
	ret->school = arena_take_array(arena, in->n_school + 1, sizeof(*ret->school));
	if (ret->school == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_school; i++) {
		const char *wrong = school_from_message(arena, in->school[i], &ret->school[i]);

		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

int notice_decode(struct arena *arena, struct bytes bytes, struct notice *ret, const char **ret_reason)
{
	const Leep__Notice *message = message_unpack(&leep__notice__descriptor, arena, bytes);
	struct notice notice = {0};
	const char *wrong = message == NULL ? "not a notice" : from_message(arena, message, &notice);

	if (wrong != NULL) {
		*ret_reason = wrong;
		return ERR_BADMSG;
	}
	*ret = notice;
	return 0;
}
