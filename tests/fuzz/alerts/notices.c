/* SPDX-License-Identifier: MIT
 *
 * Any bytes that are a notice, in every layout: refused, or below its limit; a mail of short lines that no text adds one to,
 * and JSON that parses. The same notice gives the same bytes.
 */
#include <jansson.h>

#include "services/alerts/notices/card.h"
#include "services/alerts/notices/event.h"
#include "services/alerts/notices/mail.h"
#include "services/alerts/notices/notify.h"

#include "tests/fuzz/fuzz.h"

/* RFC 5322, 2.1.1. */
#define LINE_MAX_LEN 998

#define TEMPLATE "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"

enum form { MAIL, CARD, EVENT, NOTIFY_A_MAIL, NOTIFY_A_TEXT, FORMS };

static int lay_out(
	enum form form, const struct notice *notice, const struct catalogue *catalogue, struct buffer *out)
{
	switch (form) {
	case MAIL:
		return mail_write(notice, catalogue, out);
	case CARD:
		return card_write(notice, catalogue, out);
	case EVENT:
		return event_write(notice, catalogue, out);
	case NOTIFY_A_MAIL:
		return notify_write(notice, catalogue, NOTIFY_MAIL, TEMPLATE, out);
	case NOTIFY_A_TEXT:
		return notify_write(notice, catalogue, NOTIFY_TEXT, TEMPLATE, out);
	case FORMS:
		break;
	}
	return ERR_INVAL;
}

static void check_mail(const struct buffer *mail)
{
	size_t column = 0, ends = 0;

	for (size_t i = 0; i < mail->len; i++) {
		uint8_t c = mail->data[i];

		require(c == '\r' || c == '\n' || (c >= ' ' && c <= '~'), "a mail is visible ASCII");
		require(c != '\r' || (i + 1 < mail->len && mail->data[i + 1] == '\n'), "CR before LF");
		require(c != '\n' || (i > 0 && mail->data[i - 1] == '\r'), "LF after CR");
		column = c == '\n' ? 0 : column + 1;
		require(column <= LINE_MAX_LEN, "no line is too long");
		if (column == 4 && memcmp(mail->data + i - 3, "--=_", 4) == 0)
			ends++;
	}
	require(ends == 3, "two parts and an end");
}

static void check_json(const struct buffer *text)
{
	json_t *value = json_loadb((const char *)text->data, text->len, JSON_REJECT_DUPLICATES, NULL);

	require(json_is_object(value), "JSON parses");
	json_decref(value);
}

static void check(enum form form, const struct notice *notice, const struct catalogue *catalogue)
{
	static const size_t max[FORMS] = {MAIL_MAX, CARD_MAX, EVENT_MAX, NOTIFY_MAX, NOTIFY_MAX};
	struct buffer out, again;
	int rc;

	buffer_init(&out, max[form]);
	buffer_init(&again, max[form]);
	rc = lay_out(form, notice, catalogue, &out);
	require(rc == 0 || rc == ERR_INVAL, "a notice is laid out or refused, and never too large");
	require(rc == lay_out(form, notice, catalogue, &again) && out.len == again.len &&
			(out.len == 0 || memcmp(out.data, again.data, out.len) == 0),
		"the same again");
	require(rc == 0 || out.len == 0, "what is refused leaves nothing");
	if (rc == 0 && form == MAIL)
		check_mail(&out);
	else if (rc == 0)
		check_json(&out);
	buffer_done(&out);
	buffer_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalogue *catalogue;
	static struct arena *arena;
	struct notice notice;
	const char *reason = "";

	if (arena == NULL) {
		struct err_text error;

		arena = arena_open((size_t)8 * 1024 * 1024);
		require(catalogue_open("common/model/catalogue", &catalogue, &error) == 0, "the catalogue");
	}
	arena_reset(arena);
	if (notice_decode(arena, bytes_of(data, size), &notice, &reason) < 0) {
		require_reason(reason);
		return 0;
	}
	for (unsigned form = 0; form < FORMS; form++)
		check((enum form)form, &notice, form % 2 == 0 ? catalogue : NULL);
	return 0;
}
