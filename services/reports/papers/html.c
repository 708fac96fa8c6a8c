/* SPDX-License-Identifier: MIT
 *
 * See html.h.
 */
#include "services/reports/papers/html.h"

#include <string.h>

/* What a character is written as; NULL: as it is. */
static const char *entity(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
		return NULL;
	}
	return c < 0x20 || c == 0x7f ? "\xef\xbf\xbd" : NULL;
}

void html_part(struct buffer *out, const char *text, size_t len)
{
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		const char *name = entity((unsigned char)text[i]);

		if (name == NULL)
			continue;
		buffer_add(out, text + from, i - from);
		buffer_text(out, name);
		from = i + 1;
	}
	buffer_add(out, text + from, len - from);
}

void html_text(struct buffer *out, const char *text)
{
	if (text != NULL)
		html_part(out, text, strlen(text));
}

void html_sentence(struct buffer *out, const char *text)
{
	if (text != NULL && *text >= 'a' && *text <= 'z') {
		char first = (char)(*text - 'a' + 'A');

		buffer_add(out, &first, 1);
		text++;
	}
	html_text(out, text);
}

void html_paragraph(struct buffer *out, unsigned *number)
{
	buffer_print(out, "<p class=\"para\"><span class=\"no\">%u.</span> ", ++*number);
}

void html_paragraph_end(struct buffer *out)
{
	buffer_text(out, "</p>\n");
}

void html_begin(struct buffer *out, const char *title, const char *foot)
{
	buffer_text(out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
			 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	html_text(out, title);
	buffer_text(out, "</title>\n<style>\n");
	buffer_text(out, html_style);
	buffer_print(out, "@page{@bottom-left{content:\"%s\"}}\n", foot);
	buffer_text(
		out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
}

void html_end(struct buffer *out)
{
	buffer_text(out, "</body>\n</html>\n");
}
