/* SPDX-License-Identifier: MIT
 *
 * The HTML of a mail: headings in order, a table with caption and row headings for each figure, no picture, no script, nothing
 * from elsewhere. Mail programs drop style sheets and know little CSS, so styles stand in the elements; no colour is set but
 * that of lines, a grey that shows on white and on black, and colour means nothing. Tables of Outlook hold the width that its
 * engine would ignore otherwise.
 */
#include "services/alerts/notices/mail_parts.h"

#define STYLE_H1 "font-size:24px;line-height:1.25;margin:0 0 16px"
#define STYLE_H2 \
	"font-size:20px;line-height:1.3;margin:28px 0 8px;padding-top:14px;border-top:2px solid #808080"
#define STYLE_H3   "font-size:18px;line-height:1.3;margin:24px 0 8px"
#define STYLE_P    "margin:0 0 12px"
#define STYLE_CELL "text-align:left;vertical-align:top;padding:5px 0;border-bottom:1px solid #808080"

/* A text in content or in an attribute between double quotes. The minus of a figure becomes the real one, which is read
 * aloud where a hyphen is not. */
static void escaped(struct buffer *out, const char *text)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"},
		{'-', "\xe2\x88\x92"}};
	const char *p = text;

	while (*p != '\0') {
		size_t plain = strcspn(p, "&<>\"'-");
		size_t i = 0;

		buffer_add(out, p, plain);
		p += plain;
		if (*p == '\0')
			return;
		while (entities[i].c != *p)
			i++;
		if (*p == '-' && ((p > text && strchr(" (=", p[-1]) == NULL) ||
					 strchr("0123456789.", p[1]) == NULL || p[1] == '\0'))
			buffer_text(out, "-");
		else
			buffer_text(out, entities[i].entity);
		p++;
	}
}

/* An element with a style around a text. */
static void element(struct buffer *out, const char *name, const char *style, const char *text)
{
	buffer_print(out, "<%s style=\"%s\">", name, style);
	escaped(out, text);
	buffer_print(out, "</%s>\n", name);
}

/* A row with its heading. */
static void row(struct buffer *out, const char *width, const char *heading, const char *text, bool strong)
{
	buffer_print(out,
		"<tr><th scope=\"row\" width=\"%s\" style=\"" STYLE_CELL
		";padding-right:16px;font-weight:normal\">",
		width);
	escaped(out, heading);
	buffer_print(out, "</th><td style=\"" STYLE_CELL ";font-weight:%s;word-break:break-word\">",
		strong ? "bold" : "normal");
	escaped(out, text);
	buffer_text(out, "</td></tr>\n");
}

static void table(struct buffer *out, const char *caption)
{
	buffer_text(out, "<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" "
			 "style=\"width:100%;border-collapse:collapse;margin:0 0 16px\">\n");
	element(out, "caption", "text-align:left;font-weight:bold;padding:4px 0", caption);
}

static void head(struct buffer *out, const struct said_notice *said)
{
	buffer_text(out, "<!DOCTYPE html>\n<html lang=\"en-GB\" style=\"color-scheme:light dark\">\n<head>\n"
			 "<meta charset=\"utf-8\">\n"
			 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			 "<meta name=\"color-scheme\" content=\"light dark\">\n"
			 "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>");
	escaped(out, said->subject);
	buffer_text(out, "</title>\n</head>\n<body style=\"margin:0;padding:0\">\n"
			 "<!--[if mso]><table role=\"presentation\" width=\"640\"><tr><td><![endif]-->\n"
			 "<div role=\"main\" "
			 "style=\"max-width:640px;padding:16px;font-family:Arial,Helvetica,sans-serif;"
			 "font-size:16px;line-height:1.5\">\n");
	element(out, "h1", STYLE_H1, said->headline);
	for (size_t i = 0; i < said->n_before; i++)
		element(out, "p", STYLE_P, said->before[i]);
	if (said->n_school < 2)
		return;
	table(out, "Schools in this message");
	for (size_t i = 0; i < said->n_school; i++)
		row(out, "70%", said->school[i].name, said->school[i].things, false);
	buffer_text(out, "</table>\n");
}

static void school(struct buffer *out, const struct said_notice *said, size_t nth)
{
	const struct said_school *one = &said->school[nth];

	if (said->n_school > 1)
		element(out, "h2", STYLE_H2, one->name);
	buffer_text(out, "<p style=\"" STYLE_P "\">");
	if (said->n_school == 1) {
		escaped(out, one->name);
		buffer_text(out, ", ");
	}
	escaped(out, one->place);
	buffer_text(out, words_given(one->authority) ? ", " : "");
	escaped(out, one->authority);
	buffer_text(out, "</p>\n");
}

static void line(struct buffer *out, const struct said_line *said)
{
	if (!words_given(said->text))
		return;
	buffer_text(out, "<p style=\"" STYLE_P "\"><strong>");
	escaped(out, said->label);
	buffer_text(out, ":</strong> ");
	escaped(out, said->text);
	buffer_text(out, "</p>\n");
}

/* Of one school, the headings of its alerts come right below the title. */
static void heading(struct buffer *out, const struct said_notice *said, size_t number, const char *title)
{
	bool several = said->n_school > 1;

	buffer_print(
		out, "<%s style=\"%s\">%zu. ", several ? "h3" : "h2", several ? STYLE_H3 : STYLE_H2, number);
	escaped(out, title);
	buffer_print(out, "</%s>\n", several ? "h3" : "h2");
}

static void command(struct buffer *out, const char *label, const char *text)
{
	if (!words_given(text))
		return;
	buffer_print(out, "%s: <code style=\"white-space:nowrap\">", label);
	escaped(out, text);
	buffer_text(out, "</code>");
}

static void figures(struct buffer *out, const struct said_alert *one)
{
	for (size_t i = 0; i < one->n_figure; i++) {
		const struct said_figure *figure = &one->figure[i];

		table(out, figure->name);
		row(out, "40%", one->school ? "This school" : "This authority", figure->value, true);
		for (size_t k = 0; k < figure->n; k++)
			row(out, "40%", figure->line[k].label, figure->line[k].text, false);
		buffer_text(out, "</table>\n");
	}
}

static void alert(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	static const struct said_line urgent = {"How soon to talk", "urgent"};
	const struct said_line seen = {"Seen", one->summary};

	heading(out, said, number, one->title);
	if (one->urgent)
		line(out, &urgent);
	line(out, &one->changed);
	line(out, &one->state);
	line(out, &one->about);
	figures(out, one);
	if (one->n_figure == 0)
		line(out, &seen);
	line(out, &one->advice);
	buffer_text(out, "<p style=\"" STYLE_P "\">");
	command(out, "To say that you have taken it up", one->act);
	buffer_text(out, words_given(one->act) ? "<br>\n" : "");
	command(out, "All of it, with its history", one->show);
	buffer_text(out, "</p>\n");
	line(out, &one->rule);
	line(out, &one->source);
}

static void briefly(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	heading(out, said, number, one->title);
	buffer_text(out, "<p style=\"" STYLE_P "\">");
	command(out, "All of it, with its history", one->show);
	buffer_text(out, "</p>\n");
}

static void tail(struct buffer *out, const struct said_notice *said, const char *left)
{
	if (words_given(left))
		element(out, "p", STYLE_P ";font-weight:bold", left);
	buffer_text(out, "<hr style=\"border:0;border-top:2px solid #808080;margin:24px 0 16px\">\n");
	for (size_t i = 0; i < said->n_after; i++)
		element(out, "p", STYLE_P, said->after[i]);
	buffer_text(out, "</div>\n<!--[if mso]></td></tr></table><![endif]-->\n</body>\n</html>\n");
}

const struct layout mail_html = {head, school, alert, briefly, tail};
