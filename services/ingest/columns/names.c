/* SPDX-License-Identifier: MIT
 *
 * See names.h. An open hash table of numbers; tables give long runs of one name, so the last one is tried first.
 */
#include "services/ingest/columns/names.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/crc32c.h"
#include "common/base/error.h"

struct names {
	struct arena *texts;
	size_t n, max, bytes;
	const char **text;
	uint32_t *slot; /* number + 1; 0: free. At least twice as many as texts */
	size_t slots;
	uint16_t last;
	uint16_t *rank;
	size_t ranked; /* texts that have their rank */
};

struct names *names_open(size_t max, size_t bytes)
{
	struct names *names = calloc(1, sizeof(*names));

	if (names == NULL)
		return NULL;
	names->max = max;
	names->bytes = bytes;
	names->slots = 1024;
	names->texts = arena_open(bytes);
	names->slot = calloc(names->slots, sizeof(*names->slot));
	names->text = malloc(names->slots / 2 * sizeof(*names->text));
	if (names->texts == NULL || names->slot == NULL || names->text == NULL) {
		names_free(names);
		return NULL;
	}
	return names;
}

void names_free(struct names *names)
{
	if (names == NULL)
		return;
	arena_free(names->texts);
	free(names->text);
	free(names->slot);
	free(names->rank);
	free(names);
}

static uint32_t *find(const struct names *names, const char *text)
{
	size_t at = crc32c(bytes_text(text)) & (names->slots - 1);

	while (names->slot[at] != 0 && strcmp(names->text[names->slot[at] - 1], text) != 0)
		at = (at + 1) & (names->slots - 1);
	return &names->slot[at];
}

static int grow(struct names *names)
{
	uint32_t *slot = calloc(names->slots * 2, sizeof(*slot));
	const char **text = slot == NULL ? NULL : realloc(names->text, names->slots * sizeof(*text));

	if (text != NULL)
		names->text = text;
	if (text == NULL) {
		free(slot);
		return ERR_NOMEM;
	}
	free(names->slot);
	names->slot = slot;
	names->slots *= 2;
	for (size_t i = 0; i < names->n; i++)
		*find(names, names->text[i]) = (uint32_t)i + 1;
	return 0;
}

int names_number(struct names *names, const char *text, uint16_t *ret)
{
	uint32_t *slot;
	char *copy;

	if (names->n > 0 && strcmp(names->text[names->last], text) == 0) {
		*ret = names->last;
		return 0;
	}
	slot = find(names, text);
	if (*slot == 0) {
		if (names->n == names->max)
			return ERR_LIMIT;
		if (names->n == names->slots / 2 && grow(names) < 0)
			return ERR_NOMEM;
		copy = arena_text(names->texts, text, strlen(text));
		if (copy == NULL)
			return arena_used(names->texts) + strlen(text) + 32 > names->bytes ? ERR_LIMIT
											   : ERR_NOMEM;
		names->text[names->n++] = copy;
		slot = find(names, text);
		*slot = (uint32_t)names->n;
	}
	*ret = names->last = (uint16_t)(*slot - 1);
	return 0;
}

const char *names_text(const struct names *names, uint16_t number)
{
	return names->text[number];
}

static int compare(const void *a, const void *b, void *context)
{
	const struct names *names = context;

	return strcmp(names->text[*(const uint16_t *)a], names->text[*(const uint16_t *)b]);
}

const uint16_t *names_rank(struct names *names)
{
	uint16_t *order;

	if (names->rank != NULL && names->ranked == names->n)
		return names->rank;
	order = malloc((names->n + 1) * sizeof(*order));
	free(names->rank);
	names->rank = malloc((names->n + 1) * sizeof(*names->rank));
	if (order != NULL && names->rank != NULL) {
		for (size_t i = 0; i < names->n; i++)
			order[i] = (uint16_t)i;
		qsort_r(order, names->n, sizeof(*order), compare, names);
		for (size_t i = 0; i < names->n; i++)
			names->rank[order[i]] = (uint16_t)i;
		names->ranked = names->n;
	} else {
		free(names->rank);
		names->rank = NULL;
	}
	free(order);
	return names->rank;
}
