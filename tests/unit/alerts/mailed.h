/* SPDX-License-Identifier: MIT
 *
 * A notice as a mail, for tests of what it says and of what no text in it can bring about.
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_MAILED_H
#define LEEP_TESTS_UNIT_ALERTS_MAILED_H

#include "services/alerts/notices/mail.h"

#include "tests/unit/alerts/notices.h"

/* The mail as text; checks what holds for every one. */
static inline char *written_with(const struct notice *notice, const struct catalogue *catalogue)
{
	struct buffer out;
	size_t column = 0;
	char *text;

	buffer_init(&out, MAIL_MAX);
	assert_int_equal(mail_write(notice, catalogue, &out), 0);
	for (size_t i = 0; i < out.len; i++) {
		uint8_t c = out.data[i];

		if (c == '\r') {
			assert_true(i + 1 < out.len && out.data[i + 1] == '\n');
			continue;
		}
		assert_true(c == '\n' || (c >= ' ' && c <= '~'));
		assert_true(c != '\n' || out.data[i - 1] == '\r');
		column = c == '\n' ? 0 : column + 1;
		assert_true(column <= 300);
	}
	buffer_add(&out, "", 1);
	assert_false(out.failed);
	text = strdup((const char *)out.data);
	assert_non_null(text);
	buffer_done(&out);
	return text;
}

static inline char *written(const struct notice *notice)
{
	return written_with(notice, NULL);
}

/* The text of the first part, soft line breaks undone, as a reader sees it (but for "=XX"). */
static inline char *body(const struct notice *notice, const struct catalogue *catalogue)
{
	char *text = written_with(notice, catalogue);
	char *start = strstr(text, "quoted-printable\r\n\r\n") + strlen("quoted-printable\r\n\r\n");
	char *out = text;

	*strstr(start, "\r\n--=_leep") = '\0';
	for (const char *p = start; *p != '\0'; p++)
		if (strncmp(p, "=\r\n", 3) == 0)
			p += 2;
		else if (*p != '\r')
			*out++ = *p;
	*out = '\0';
	return text;
}

#define assert_says(text, what)                                             \
	do {                                                                \
		if (strstr(text, what) == NULL)                             \
			fail_msg("\"%s\" is not said in:\n%s", what, text); \
	} while (0)

#endif
