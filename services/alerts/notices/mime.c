/* SPDX-License-Identifier: MIT
 *
 * See mime.h.
 */
#include "services/alerts/notices/mime.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* A line of quoted-printable, the "=" of a soft break included, and one with an encoded word. */
#define LINE 76

/* A text that is plain is folded; beyond this, a line with one long word could pass the 998 of RFC 5322. */
#define PLAIN_MAX 500

/* "Subject: =?UTF-8?Q?" + 50 + "?=" are 71 characters. */
#define WORD_START "=?UTF-8?Q?"
#define WORD_ROOM  50

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

void mime_body(struct buffer *out, struct bytes text)
{
	size_t column = 0;

	for (size_t i = 0; i < text.len; i++) {
		bool last = i + 1 == text.len || text.data[i + 1] == '\n';
		uint8_t c = text.data[i];

		if (c == '\n') {
			buffer_text(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + 3 >= LINE) {
			buffer_text(out, "=\r\n");
			column = 0;
		}
		/* A point alone on a line would end the mail for some relays. */
		if (c < ' ' || c > '~' || c == '=' || (c == ' ' && last) || (c == '.' && column == 0)) {
			buffer_print(out, "=%02X", c);
			column += 3;
		} else {
			buffer_add(out, &c, 1);
			column++;
		}
	}
}

/* Encoded words on lines of their own, each of whole characters; none for an empty text. A control character, which
 * could begin a line or a header, becomes a space. */
static void encoded_words(struct buffer *out, const char *text)
{
	const char *start = WORD_START;
	size_t room = 0, n;

	for (const char *p = text; *p != '\0'; p += n) {
		bool space = (*p > 0 && *p <= ' ') || *p == 0x7f;
		bool plain = space || strchr(ALNUM, *p) != NULL;

		for (n = 1; !plain && n < 4 && (p[n] & 0xc0) == 0x80; n++)
			;
		if (room < (plain ? 1 : 3 * n)) {
			buffer_text(out, start);
			start = "?=\r\n " WORD_START;
			room = WORD_ROOM;
		}
		room -= plain ? 1 : 3 * n;
		for (size_t i = 0; !plain && i < n; i++)
			buffer_print(out, "=%02X", (unsigned char)p[i]);
		if (plain)
			buffer_print(out, "%c", space ? '_' : *p);
	}
	buffer_text(out, "?=");
}

/* Visible ASCII with single spaces in between, at most `max`, and nothing that looks like an encoded word. */
static bool is_plain(const char *text, size_t max)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~' || (text[i] == '=' && text[i + 1] == '?') ||
			(text[i] == ' ' && (i == 0 || i + 1 == len || text[i - 1] == ' ')))
			return false;
	return len <= max;
}

/* Plain text that goes on in a further line, before a space, where it would pass the end of one. */
static void folded(struct buffer *out, const char *text, size_t column)
{
	while (*text != '\0') {
		size_t len = 1 + strcspn(text + 1, " ");

		if (column + len > LINE && *text == ' ') {
			buffer_text(out, "\r\n");
			column = 0;
		}
		buffer_add(out, text, len);
		column += len;
		text += len;
	}
}

void mime_text(struct buffer *out, const char *name, const char *text)
{
	buffer_print(out, "%s: ", name);
	if (is_plain(text, PLAIN_MAX))
		folded(out, text, strlen(name) + 2);
	else
		encoded_words(out, text);
	buffer_text(out, "\r\n");
}

void mime_mailbox(struct buffer *out, const char *name, const char *person, const char *address)
{
	buffer_print(out, "%s: ", name);
	if (!is_plain(person, WORD_ROOM)) {
		encoded_words(out, person);
	} else {
		buffer_text(out, "\"");
		for (const char *p = person; *p != '\0'; p++)
			buffer_print(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
		buffer_text(out, "\"");
	}
	buffer_print(out, "\r\n <%s>\r\n", address);
}

int mime_date(struct buffer *out, int64_t at)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(at / 1000000);
	struct tm tm;

	if (at < 0 || gmtime_r(&seconds, &tm) == NULL || tm.tm_year > 9999 - 1900)
		return ERR_INVAL;
	buffer_print(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
		months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return 0;
}
