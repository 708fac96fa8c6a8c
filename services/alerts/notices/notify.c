/* SPDX-License-Identifier: MIT
 *
 * See notify.h. Notify's Markdown knows headings "#" and "##", lists "*" and lines "---"; every text of data stands behind
 * words of our own on its line, so that it can begin none of them, and what would make a link is taken apart.
 */
#include "services/alerts/notices/notify.h"

#include <jansson.h>
#include <stdlib.h>

#include "services/alerts/caseloads/caseloads.h"
#include "services/alerts/notices/layout.h"

#define TEMPLATE_MAX 64
#define PHONE_MAX    32

/* -- the body of a mail ----------------------------------------------------------------------------------------- */

/* A text that cannot become a link. */
static void put(struct buffer *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		buffer_add(out, p, 1);
		if (*p == ']' && p[1] == '(')
			buffer_text(out, " ");
	}
}

static void line(struct buffer *out, const char *start, const char *text, const char *end)
{
	if (!words_given(text))
		return;
	buffer_text(out, start);
	put(out, text);
	buffer_text(out, end);
}

static void labelled(struct buffer *out, const struct said_line *said)
{
	if (words_given(said->text))
		buffer_print(out, "%s: ", said->label);
	line(out, "", said->text, "\n\n");
}

static void head(struct buffer *out, const struct said_notice *said)
{
	for (size_t i = 0; i < said->n_before; i++)
		line(out, "", said->before[i], "\n\n");
}

static void school(struct buffer *out, const struct said_notice *said, size_t nth)
{
	const struct said_school *one = &said->school[nth];

	line(out, "# ", one->name, "\n\n");
	line(out, "", one->place, words_given(one->authority) ? ", " : "");
	line(out, "", one->authority, "");
	buffer_text(out, "\n\n");
}

static void heading(struct buffer *out, size_t number, const struct said_alert *one)
{
	buffer_print(out, "## %zu: ", number);
	line(out, "", one->title, "\n\n");
}

static void alert(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	(void)said;
	heading(out, number, one);
	if (one->urgent)
		buffer_text(out, "How soon to talk: urgent\n\n");
	labelled(out, &one->changed);
	labelled(out, &one->state);
	labelled(out, &one->about);
	for (size_t i = 0; i < one->n_figure; i++) {
		const struct said_figure *figure = &one->figure[i];

		line(out, "", figure->name, ": ");
		line(out, "", figure->value, "\n\n");
		for (size_t k = 0; k < figure->n; k++) {
			line(out, "* ", figure->line[k].label, ": ");
			line(out, "", figure->line[k].text, "\n");
		}
		buffer_text(out, "\n");
	}
	if (one->n_figure == 0)
		line(out, "Seen: ", one->summary, "\n\n");
	labelled(out, &one->advice);
	line(out, "To say that you have taken it up: ", one->act, "\n\n");
	line(out, "All of it, with its history: ", one->show, "\n\n");
	labelled(out, &one->rule);
	labelled(out, &one->source);
}

static void briefly(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	(void)said;
	heading(out, number, one);
	line(out, "All of it, with its history: ", one->show, "\n\n");
}

static void tail(struct buffer *out, const struct said_notice *said, const char *left)
{
	line(out, "", left, "\n\n");
	buffer_text(out, "---\n\n");
	for (size_t i = 0; i < said->n_after; i++)
		line(out, "", said->after[i], "\n\n");
}

/* -- a text message --------------------------------------------------------------------------------------------- */

/* What a character costs: 1 or 2 of the alphabet of GSM 03.38 that ASCII shares with it; 0 when it is not in it. */
static size_t gsm_cost(char c)
{
	if (strchr("^{}\\[]~|", c) != NULL)
		return 2;
	return c >= ' ' && c <= '~' && c != '`' ? 1 : 0;
}

static bool short_enough(const char *text)
{
	size_t cost = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (gsm_cost(*p) == 0)
			return false;
		cost += gsm_cost(*p);
	}
	return cost <= NOTIFY_TEXT_MAX;
}

/* What there is and how to see it, never a figure; the names of school and adviser where they are short and of the alphabet. */
static const char *text_message(struct words *words, const struct notice *notice, const char *subject)
{
	struct notice minimal = *notice;
	struct said_notice said;
	const char *text;

	said_notice(words, notice, &said);
	text = words_print(words, "%s. To see more, sign in to LEEP, or run: %s", subject, said.command);
	if (short_enough(text))
		return text;
	text = words_print(words, "%s. To see more, sign in to LEEP, or run: leep alerts", subject);
	if (short_enough(text))
		return text;
	minimal.minimal = true;
	said_notice(words, &minimal, &said);
	return words_print(words, "%s. To see more, sign in to LEEP, or run: leep alerts", said.subject);
}

/* -- the request ------------------------------------------------------------------------------------------------ */

static int mail_body(const struct notice *notice, const struct catalogue *catalogue, json_t **ret)
{
	static const struct layout layout = {head, school, alert, briefly, tail};
	struct buffer body;
	int rc;

	buffer_init(&body, NOTIFY_BODY_MAX);
	rc = layout_write(&layout, notice, catalogue, NOTIFY_BODY_MAX, &body);
	if (rc == 0) {
		*ret = json_stringn((const char *)body.data, body.len);
		rc = *ret == NULL ? ERR_NOMEM : 0;
	}
	buffer_done(&body);
	return rc;
}

static int personal(struct words *words, const struct notice *notice, enum notify_way way, json_t **ret)
{
	struct said_notice said;
	json_t *body;
	int rc;

	said_notice(words, notice, &said);
	switch (way) {
	case NOTIFY_MAIL:
		rc = mail_body(notice, words->catalogue, &body);
		if (rc == 0)
			*ret = json_pack("{s:s, s:o}", "subject", said.subject, "body", body);
		return rc;
	case NOTIFY_TEXT:
		*ret = json_pack("{s:s}", "text", text_message(words, notice, said.subject));
		return 0;
	}
	return ERR_INVAL;
}

static bool made_of(const char *text, size_t max, const char *characters)
{
	size_t len = strlen(text);

	return len > 0 && len <= max && strspn(text, characters) == len;
}

static int write_request(struct words *words, const struct notice *notice, enum notify_way way,
	const char *template_id, struct buffer *out)
{
	json_t *personalisation = NULL, *request;
	int rc = personal(words, notice, way, &personalisation);
	char *text;

	if (rc < 0)
		return rc;
	request = json_pack("{s:s, s:s, s:s, s:o}", "template_id", template_id,
		way == NOTIFY_MAIL ? "email_address" : "phone_number",
		way == NOTIFY_MAIL ? notice->to_address : notice->to_phone, "reference", notice->key,
		"personalisation", personalisation);
	text = request == NULL || words->failed ? NULL : json_dumps(request, JSON_COMPACT);
	json_decref(request);
	if (text == NULL)
		return ERR_NOMEM;
	buffer_text(out, text);
	free(text);
	return out->failed ? ERR_LIMIT : 0;
}

int notify_write(const struct notice *notice, const struct catalogue *catalogue, enum notify_way way,
	const char *template_id, struct buffer *out)
{
	struct words words = {NULL, catalogue, false};
	size_t start = out->len;
	enum notice_kind kind;
	int rc = said_check(notice, &kind);

	if (rc < 0)
		return rc;
	if (!made_of(template_id, TEMPLATE_MAX, "0123456789abcdefABCDEF-") ||
		(way == NOTIFY_MAIL && !caseloads_address_ok(notice->to_address)) ||
		(way == NOTIFY_TEXT && !made_of(notice->to_phone, PHONE_MAX, "+0123456789 ()-")))
		return ERR_INVAL;
	words.arena = arena_open(SAID_ARENA_MAX);
	rc = words.arena == NULL ? ERR_NOMEM : write_request(&words, notice, way, template_id, out);
	arena_free(words.arena);
	if (rc < 0)
		out->len = start;
	return rc;
}
