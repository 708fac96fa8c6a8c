/* SPDX-License-Identifier: MIT
 *
 * See card.h. Texts of data stand in RichTextBlocks, which show them as they are; where the schema wants plain strings that
 * Teams reads as Markdown (TextBlock, Fact), what would make a link or emphasis is taken apart.
 */
#include "services/alerts/notices/card.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "services/alerts/notices/layout.h"

/* Append a value and give it back; what came before it ends in a comma. */
static void put(struct buffer *out, json_t *value)
{
	char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL)
		out->failed = true;
	else
		buffer_text(out, text);
	free(text);
	json_decref(value);
}

/* A text that Markdown leaves alone. */
static json_t *plain(const char *text)
{
	struct buffer out;
	json_t *ret;

	buffer_init(&out, 8 * strlen(text) + 1);
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '*')
			buffer_text(&out, "\xe2\x88\x97"); /* the asterisk operator */
		else
			buffer_add(&out, p, 1);
		if (*p == ']' && (p[1] == '(' || p[1] == '[' || p[1] == ':'))
			buffer_text(&out, " ");
	}
	ret = json_stringn(out.data == NULL ? "" : (const char *)out.data, out.len);
	buffer_done(&out);
	return ret;
}

static json_t *heading(const char *text, const char *size)
{
	return json_pack("{s:s, s:o, s:s, s:s, s:s, s:b}", "type", "TextBlock", "text", plain(text), "size",
		size, "weight", "Bolder", "style", "heading", "wrap", 1);
}

/* "What changed: New on 17 October 2018." */
static json_t *labelled(const char *label, const char *text)
{
	return json_pack("{s:s, s:[{s:s, s:s, s:s}, {s:s, s:s}]}", "type", "RichTextBlock", "inlines", "type",
		"TextRun", "text", label, "weight", "Bolder", "type", "TextRun", "text", text);
}

static json_t *running(const char *text, const char *weight)
{
	return json_pack("{s:s, s:[{s:s, s:s, s:s}]}", "type", "RichTextBlock", "inlines", "type", "TextRun",
		"text", text, "weight", weight);
}

static json_t *fact(const char *title, const char *value)
{
	return json_pack("{s:o, s:o}", "title", plain(title), "value", plain(value));
}

static void head(struct buffer *out, const struct said_notice *said)
{
	buffer_text(out, "{\"type\":\"message\",\"attachments\":[{\"contentType\":"
			 "\"application/vnd.microsoft.card.adaptive\",\"contentUrl\":null,\"content\":{"
			 "\"$schema\":\"http://adaptivecards.io/schemas/adaptive-card.json\","
			 "\"type\":\"AdaptiveCard\",\"version\":\"1.4\",\"lang\":\"en\","
			 "\"msteams\":{\"width\":\"Full\"},\"fallbackText\":");
	put(out, json_string(said->subject));
	buffer_text(out, ",\"body\":[");
	put(out, heading(said->headline, "Large"));
	for (size_t i = 0; i < said->n_before; i++) {
		buffer_text(out, ",");
		put(out, running(said->before[i], "Default"));
	}
}

static void school(struct buffer *out, const struct said_notice *said, size_t nth)
{
	const struct said_school *one = &said->school[nth];
	char text[2 * WORDS_NAME_MAX + 64];

	(void)snprintf(text, sizeof(text), "%s%s%s", one->place, words_given(one->authority) ? ", " : "",
		one->authority);
	if (said->n_school > 1) {
		buffer_text(out, ",");
		put(out, heading(one->name, "Medium"));
	}
	buffer_text(out, ",");
	put(out, running(text, "Default"));
}

static json_t *figure(const struct said_alert *alert, const struct said_figure *one)
{
	json_t *facts = json_array();

	(void)json_array_append_new(
		facts, fact(alert->school ? "This school" : "This authority", one->value));
	for (size_t i = 0; i < one->n; i++)
		(void)json_array_append_new(facts, fact(one->line[i].label, one->line[i].text));
	return json_pack("{s:s, s:o}", "type", "FactSet", "facts", facts);
}

static void add_line(json_t *items, const struct said_line *line)
{
	char label[64];

	(void)snprintf(label, sizeof(label), "%s: ", line->label);
	if (words_given(line->text))
		(void)json_array_append_new(items, labelled(label, line->text));
}

static void put_alert(struct buffer *out, size_t number, const struct said_alert *alert, json_t *items)
{
	char title[WORDS_TEXT_MAX + 32];

	(void)snprintf(title, sizeof(title), "%zu. %s", number, alert->title);
	(void)json_array_insert_new(items, 0, running(title, "Bolder"));
	(void)json_array_append_new(items, labelled("All of it, with its history: ", alert->show));
	buffer_text(out, ",");
	put(out, json_pack("{s:s, s:b, s:s, s:o}", "type", "Container", "separator", 1, "spacing", "Medium",
			 "items", items));
}

static void alert(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	json_t *items = json_array();

	(void)said;
	if (one->urgent)
		(void)json_array_append_new(items, labelled("How soon to talk: ", "urgent"));
	add_line(items, &one->changed);
	add_line(items, &one->state);
	add_line(items, &one->about);
	for (size_t i = 0; i < one->n_figure; i++) {
		(void)json_array_append_new(items, running(one->figure[i].name, "Bolder"));
		(void)json_array_append_new(items, figure(one, &one->figure[i]));
	}
	if (one->n_figure == 0)
		add_line(items, &(struct said_line){"Seen", one->summary});
	add_line(items, &one->advice);
	add_line(items, &one->rule);
	if (words_given(one->act))
		(void)json_array_append_new(items, labelled("To say that you have taken it up: ", one->act));
	put_alert(out, number, one, items);
}

static void briefly(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	json_t *items = json_array();

	(void)said;
	add_line(items, &one->changed);
	put_alert(out, number, one, items);
}

static void tail(struct buffer *out, const struct said_notice *said, const char *left)
{
	if (words_given(left)) {
		buffer_text(out, ",");
		put(out, running(left, "Bolder"));
	}
	for (size_t i = 0; i < said->n_after; i++) {
		buffer_text(out, ",");
		put(out, running(said->after[i], "Default"));
	}
	buffer_text(out, "]}}]}");
}

int card_write(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out)
{
	static const struct layout layout = {head, school, alert, briefly, tail};
	size_t start = out->len;
	enum notice_kind kind;
	int rc = said_check(notice, &kind);

	if (rc < 0)
		return rc;
	rc = layout_write(&layout, notice, catalogue, CARD_MAX, out);
	if (rc < 0)
		out->len = start;
	return rc;
}
