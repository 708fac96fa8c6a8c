/* SPDX-License-Identifier: MIT
 *
 * Whether a page is well-formed: every element that opens closes, in order; attributes are quoted; no id is given
 * twice and every link within the page arrives.
 */
#ifndef LEEP_TESTS_REPORTS_TAGS_H
#define LEEP_TESTS_REPORTS_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define TAGS_DEPTH_MAX 64
#define TAGS_NAME_MAX  24

static inline bool tags_void(const char *name)
{
	static const char *const names[] = {"meta", "col", "link", "br", "hr", "img", "!DOCTYPE"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* The end of the tag that begins at `p`, which is at '<'; NULL when an attribute is not quoted or a '<' stands in it. */
static inline const char *tags_end(const char *p)
{
	bool quoted = false;

	for (p++; *p != '\0'; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == '<')
			return NULL;
		else if (*p == '>' && !quoted)
			return p;
		else if (*p == '=' && !quoted && p[1] != '"')
			return NULL;
	}
	return NULL;
}

/* "" when all is well, otherwise what is wrong. */
static inline const char *tags_fault(const char *page, char *fault, size_t size)
{
	char open[TAGS_DEPTH_MAX][TAGS_NAME_MAX];
	size_t depth = 0;

	for (const char *p = strchr(page, '<'); p != NULL; p = strchr(p, '<')) {
		bool closing = p[1] == '/';
		const char *start = p + 1 + closing, *end = tags_end(p);
		char name[TAGS_NAME_MAX];

		if (end == NULL) {
			(void)snprintf(fault, size, "bad tag: %.60s", p);
			return fault;
		}
		(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(start, " />"), start);
		if (closing && (depth == 0 || strcmp(open[--depth], name) != 0)) {
			(void)snprintf(fault, size, "'%.20s' closes, '%.20s' is open", name, open[depth]);
			return fault;
		}
		if (!closing && end[-1] != '/' && !tags_void(name)) {
			if (depth == TAGS_DEPTH_MAX)
				return "too deep";
			memcpy(open[depth++], name, sizeof(name));
		}
		p = strcmp(name, "style") == 0 && !closing ? strstr(p, "</style") : end;
	}
	if (depth > 0) {
		(void)snprintf(fault, size, "'%.20s' is not closed", open[depth - 1]);
		return fault;
	}
	return "";
}

/* How often `id` is given as an id. */
static inline unsigned tags_ids(const char *page, const char *id, size_t len)
{
	unsigned n = 0;

	for (const char *p = strstr(page, " id=\""); p != NULL; p = strstr(p + 1, " id=\""))
		n += strncmp(p + 5, id, len) == 0 && p[5 + len] == '"';
	return n;
}

/* "" when every id is given once and every link to #something finds it. */
static inline const char *tags_links_fault(const char *page, char *fault, size_t size)
{
	static const char *const from[] = {" id=\"", " href=\"#", " aria-labelledby=\""};

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		for (const char *p = strstr(page, from[i]); p != NULL; p = strstr(p + 1, from[i])) {
			const char *id = p + strlen(from[i]);
			size_t len = strcspn(id, "\" ");

			if (tags_ids(page, id, len) == 1)
				continue;
			(void)snprintf(fault, size, "%s%.*s: %u times", from[i], (int)len, id,
				tags_ids(page, id, len));
			return fault;
		}
	}
	return "";
}

#endif
