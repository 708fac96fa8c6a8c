/* SPDX-License-Identifier: MIT
 *
 * See intern.h. A table of open addresses that doubles when it is half full.
 */
#include "services/ingest/intern.h"

#include <stdlib.h>

#include "common/base/error.h"

#define FIRST_ROOM 1024

/* Texts that are found again: 65,536, in a table of 1 MB. A file with more of them has few that come again. */
#define LAST_ROOM ((size_t)131072)

struct intern {
	struct arena *arena;
	const char **text; /* NULL: free */
	size_t n, room;    /* room is a power of two */
};

int intern_open(struct arena *arena, struct intern **ret)
{
	struct intern *intern = calloc(1, sizeof(*intern));

	if (intern == NULL)
		return ERR_NOMEM;
	intern->arena = arena;
	intern->room = FIRST_ROOM;
	intern->text = calloc(intern->room, sizeof(*intern->text));
	if (intern->text == NULL) {
		free(intern);
		return ERR_NOMEM;
	}
	*ret = intern;
	return 0;
}

void intern_free(struct intern *intern)
{
	if (intern == NULL)
		return;
	free(intern->text);
	free(intern);
}

static char plain(uint8_t c)
{
	return (char)(c < 0x20 ? ' ' : c);
}

/* FNV-1a. */
static uint64_t hash_of(struct bytes text)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (uint8_t)plain(text.data[i])) * 1099511628211u;
	return hash;
}

static bool same(const char *stored, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (stored[i] != plain(text.data[i]))
			return false; /* also where the stored text ends */
	return stored[text.len] == '\0';
}

/* Where the text stands, or the free place where it would. */
static const char **place(const char **table, size_t room, struct bytes text)
{
	size_t at = (size_t)hash_of(text) & (room - 1);

	while (table[at] != NULL && !same(table[at], text))
		at = (at + 1) & (room - 1);
	return &table[at];
}

static bool grow(struct intern *intern)
{
	size_t room = intern->room * 2;
	const char **table = calloc(room, sizeof(*table));

	if (table == NULL)
		return false;
	for (size_t i = 0; i < intern->room; i++)
		if (intern->text[i] != NULL)
			*place(table, room, bytes_text(intern->text[i])) = intern->text[i];
	free(intern->text);
	intern->text = table;
	intern->room = room;
	return true;
}

const char *intern_text(struct intern *intern, struct bytes text)
{
	const char **at = place(intern->text, intern->room, text);
	char *copy;

	if (*at != NULL)
		return *at;
	if (intern->n * 2 >= intern->room && intern->room < LAST_ROOM) {
		if (!grow(intern))
			return NULL;
		at = place(intern->text, intern->room, text);
	}
	copy = arena_text(intern->arena, (const char *)text.data, text.len);
	if (copy == NULL)
		return NULL;
	for (char *p = copy; *p != '\0'; p++)
		*p = plain((uint8_t)*p);
	if (intern->n * 2 < intern->room) {
		*at = copy;
		intern->n++;
	}
	return copy;
}
