/* SPDX-License-Identifier: MIT
 *
 * See mail.h. The body is written line by line as UTF-8, then encoded as quoted-printable (RFC 2045, 6.7), which
 * passes every relay unchanged and stays readable in the spool; texts of headers that are not plain become encoded
 * words (RFC 2047).
 */
#include "services/alerts/notices/mail.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "services/alerts/caseloads/caseloads.h"

/* Sixteen pieces of evidence of the longest texts for each of a dozen alerts. */
#define BODY_MAX    ((size_t)1024 * 1024)
#define SUBJECT_MAX 2000
#define KEY_MAX     100

/* A line of quoted-printable, the "=" of a soft break included, and one with an encoded word. */
#define LINE 76

/* A subject that is plain is folded; beyond this, a line with one long word could pass the 998 of RFC 5322. */
#define PLAIN_MAX 500

/* "Subject: =?UTF-8?Q?" + 50 + "?=" are 71 characters. */
#define WORD_START "=?UTF-8?Q?"
#define WORD_ROOM  50

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* -- encodings -------------------------------------------------------------------------------------------------- */

static void quoted_printable(struct buffer *out, const uint8_t *text, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		bool last = i + 1 == len || text[i + 1] == '\n';
		uint8_t c = text[i];

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

/* Encoded words on lines of their own, each of whole characters. `text` is not empty. A control character, which
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

/* -- headers ---------------------------------------------------------------------------------------------------- */

static void write_to(struct buffer *out, const struct notice *notice)
{
	buffer_text(out, "To: ");
	if (!is_plain(notice->to_name, WORD_ROOM)) {
		encoded_words(out, notice->to_name);
	} else {
		buffer_text(out, "\"");
		for (const char *p = notice->to_name; *p != '\0'; p++)
			buffer_print(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
		buffer_text(out, "\"");
	}
	buffer_print(out, "\r\n <%s>\r\n", notice->to_address);
}

static void write_subject(struct buffer *out, const struct notice *notice)
{
	struct buffer subject;

	buffer_init(&subject, SUBJECT_MAX);
	if (notice->n_school == 1)
		buffer_print(&subject, "LEEP: %s: %zu %s to talk about", notice->school[0].name,
			notice->school[0].n, notice->school[0].n == 1 ? "thing" : "things");
	else
		buffer_print(&subject, "LEEP: %zu schools to talk about", notice->n_school);
	buffer_add(&subject, "", 1);
	if (subject.failed) {
		out->failed = true;
	} else {
		buffer_text(out, "Subject: ");
		if (is_plain((const char *)subject.data, PLAIN_MAX))
			folded(out, (const char *)subject.data, strlen("Subject: "));
		else
			encoded_words(out, (const char *)subject.data);
		buffer_text(out, "\r\n");
	}
	buffer_done(&subject);
}

static int write_date(struct buffer *out, int64_t at)
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

static int write_headers(struct buffer *out, const struct notice *notice)
{
	int rc;

	buffer_print(out, "From: LEEP <%s>\r\n", notice->sender);
	write_to(out, notice);
	write_subject(out, notice);
	rc = write_date(out, notice->at);
	if (rc < 0)
		return rc;
	buffer_print(out, "Message-ID: <%s@leep.invalid>\r\n", notice->key);
	buffer_text(out, "MIME-Version: 1.0\r\n"
			 "Content-Type: text/plain; charset=utf-8\r\n"
			 "Content-Transfer-Encoding: quoted-printable\r\n"
			 "Auto-Submitted: auto-generated\r\n");
	buffer_print(out, "X-LEEP-Key: %s\r\n\r\n", notice->key);
	return 0;
}

/* -- the body --------------------------------------------------------------------------------------------------- */

/* One line, whatever the texts hold. */
__attribute__((format(printf, 2, 3))) static void say(struct buffer *body, const char *format, ...)
{
	size_t start = body->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !buffer_reserve(body, (size_t)len + 1))
		return;
	va_start(args, format);
	(void)vsnprintf((char *)body->data + start, (size_t)len + 1, format, args);
	va_end(args);
	for (uint8_t *p = body->data + start; p < body->data + start + len; p++)
		if (*p < ' ' || *p == 0x7f)
			*p = ' ';
	body->len += (size_t)len;
	buffer_text(body, "\n");
}

static bool given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* "   - ks4.progress8: -0.62", what it is compared with, and where it was read, each where it is known. */
static void say_evidence(struct buffer *body, const struct evidence *evidence)
{
	char row[32] = "";

	say(body, "   - %s%s%s: %s", evidence->what, given(evidence->period) ? " of " : "",
		given(evidence->period) ? evidence->period : "",
		given(evidence->value) ? evidence->value : "not known");
	if (given(evidence->low) && given(evidence->high))
		say(body, "     confidence interval: %s to %s", evidence->low, evidence->high);
	else if (given(evidence->low))
		say(body, "     lower limit of the confidence interval: %s", evidence->low);
	else if (given(evidence->high))
		say(body, "     upper limit of the confidence interval: %s", evidence->high);
	if (given(evidence->national))
		say(body, "     England: %s", evidence->national);
	if (evidence->cohort != 0)
		say(body, "     pupils: %" PRIu64, evidence->cohort);
	if (evidence->row != 0)
		(void)snprintf(row, sizeof(row), ", row %" PRIu32, evidence->row);
	if (given(evidence->file))
		say(body, "     from: %s%s%s%s, submission %" PRIu64, evidence->file, row,
			given(evidence->column) ? ", column " : "",
			given(evidence->column) ? evidence->column : "", evidence->submission);
}

static void say_alert(struct buffer *body, size_t number, const struct alert *alert)
{
	say(body, "%zu. %s", number, alert->title);
	if (given(alert->period))
		say(body, "   About: %s, %s", alert->measure, alert->period);
	else
		say(body, "   About: %s", alert->measure);
	say(body, "   The rule says: %s", alert->wording);
	say(body, "   Evidence:");
	for (size_t i = 0; i < alert->n_evidence; i++)
		say_evidence(body, &alert->evidence[i]);
	say(body, "   The rule comes from: %s", alert->source);
	if (given(alert->advice))
		say(body, "   What may help: %s", alert->advice);
	say(body, "   All of it, with its history: leep alert %" PRIu64 " show", alert->id);
	say(body, "%s", "");
}

static void say_school(struct buffer *body, const struct notice_school *school)
{
	say(body, "%s (URN %" PRIu32 "), %s", school->name, school->urn, school->authority_name);
	say(body, "%s", "");
	for (size_t i = 0; i < school->n; i++)
		say_alert(body, i + 1, &school->alert[i].alert);
}

int mail_write(const struct notice *notice, struct buffer *out)
{
	size_t key = strlen(notice->key);
	size_t start = out->len;
	struct buffer body;
	int rc;

	if (key == 0 || key > KEY_MAX || strspn(notice->key, ALNUM "._-") != key || notice->n_school == 0 ||
		!caseloads_address_ok(notice->sender) || !caseloads_address_ok(notice->to_address))
		return ERR_INVAL;
	buffer_init(&body, BODY_MAX);
	for (size_t i = 0; i < notice->n_school; i++)
		say_school(&body, &notice->school[i]);
	say(&body, "This is evidence for a conversation. It is not a category or a judgement of the school; "
		   "only Ofsted judges schools.");
	rc = write_headers(out, notice);
	if (rc == 0) {
		quoted_printable(out, body.data, body.len);
		rc = body.failed || out->failed ? ERR_LIMIT : 0;
	}
	if (rc < 0)
		out->len = start;
	buffer_done(&body);
	return rc;
}
