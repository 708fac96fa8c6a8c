/* SPDX-License-Identifier: MIT
 *
 * The page of a paper as text, and looking into it. Include after cmocka.h.
 */
#ifndef LEEP_TESTS_REPORTS_PAGE_H
#define LEEP_TESTS_REPORTS_PAGE_H

#include <stdlib.h>
#include <string.h>

#include "services/reports/papers/performance.h"
#include "tests/unit/reports/tags.h"

#define PAGE_MAX (1 << 20)
#define MINUS    "\xe2\x88\x92"
#define DASH     "\xe2\x80\x93"

/* What a buffer holds as text, to be freed; the buffer is done. */
static inline char *text_of(struct buffer *out)
{
	char *text = test_calloc(1, out->len + 1);

	if (out->len > 0)
		memcpy(text, out->data, out->len);
	assert_int_equal(strlen(text), out->len);
	buffer_done(out);
	return text;
}

/* The page of a paper as text, to be freed. */
static inline char *page_of(const struct performance_paper *paper)
{
	struct buffer out;

	buffer_init(&out, PAGE_MAX);
	assert_int_equal(performance_html(paper, &out), 0);
	return text_of(&out);
}

static inline void assert_has(const char *page, const char *text)
{
	if (strstr(page, text) == NULL)
		fail_msg("not in the page: %s", text);
}

static inline void assert_has_not(const char *page, const char *text)
{
	if (strstr(page, text) != NULL)
		fail_msg("in the page: %s", text);
}

static inline unsigned count(const char *page, const char *text)
{
	unsigned n = 0;

	for (const char *p = strstr(page, text); p != NULL; p = strstr(p + 1, text))
		n++;
	return n;
}

/* What stands between `from` and the next `to`, to be freed. */
static inline char *part(const char *page, const char *from, const char *to)
{
	const char *start = strstr(page, from), *end;
	char *copy;

	if (start == NULL)
		fail_msg("not in the page: %s", from);
	end = strstr(start, to);
	assert_non_null(end);
	copy = test_calloc(1, (size_t)(end - start) + 1);
	memcpy(copy, start, (size_t)(end - start));
	return copy;
}

static inline void assert_whole(const char *page)
{
	char fault[160];

	assert_string_equal(tags_fault(page, fault, sizeof(fault)), "");
	assert_string_equal(tags_links_fault(page, fault, sizeof(fault)), "");
}

#endif
