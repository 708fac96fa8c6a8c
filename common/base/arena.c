/* SPDX-License-Identifier: MIT
 *
 * A list of blocks; the newest is filled from the front. A reset keeps the first block, which in a settled service
 * is large enough for every message, and frees the rest. See arena.h.
 */
#include "common/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* First block: one ordinary message with its arrays. Later blocks are as large as what did not fit, at least this. */
#define BLOCK_SIZE ((size_t)64 * 1024)
#define ALIGN      ((size_t)16)

struct block {
	struct block *older;
	size_t size;
	size_t used;
	_Alignas(16) unsigned char data[];
};

struct arena {
	struct block *newest;
	size_t cap;
	size_t used;
};

struct arena *arena_open(size_t cap)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena != NULL)
		arena->cap = cap;
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	while (arena->newest != NULL) {
		struct block *older = arena->newest->older;

		free(arena->newest);
		arena->newest = older;
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	while (arena->newest != NULL && arena->newest->older != NULL) {
		struct block *older = arena->newest->older;

		free(arena->newest);
		arena->newest = older;
	}
	if (arena->newest != NULL)
		arena->newest->used = 0;
	arena->used = 0;
}

/* `align` is ALIGN or 1: texts stand close together. */
static void *take(struct arena *arena, size_t size, size_t align)
{
	struct block *block = arena->newest;
	size_t pad = block == NULL ? 0 : (align - block->used % align) % align;
	size_t need;
	void *taken;

	if (size > SIZE_MAX - 2 * ALIGN - sizeof(*block))
		return NULL;
	need = (size + align - 1) / align * align + pad;
	if (need > arena->cap - arena->used)
		return NULL;
	if (block == NULL || need > block->size - block->used) {
		size_t room = need > BLOCK_SIZE ? need : BLOCK_SIZE;

		need -= pad;
		pad = 0;
		block = malloc(sizeof(*block) + room);
		if (block == NULL)
			return NULL;
		block->older = arena->newest;
		block->size = room;
		block->used = 0;
		arena->newest = block;
	}
	taken = block->data + block->used + pad;
	block->used += need;
	arena->used += need;
	return taken;
}

void *arena_take(struct arena *arena, size_t size)
{
	return take(arena, size, ALIGN);
}

void *arena_take_array(struct arena *arena, size_t n, size_t size)
{
	void *taken;

	if (size != 0 && n > SIZE_MAX / size)
		return NULL;
	taken = arena_take(arena, n * size);
	if (taken != NULL)
		memset(taken, 0, n * size);
	return taken;
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = len == SIZE_MAX ? NULL : take(arena, len + 1, 1);

	if (copy == NULL)
		return NULL;
	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return NULL;
	text = arena_take(arena, (size_t)len + 1);
	if (text == NULL)
		return NULL;
	va_start(args, format);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

void *arena_hook_take(void *arena, size_t size)
{
	return arena_take(arena, size);
}

void arena_hook_give(void *arena, void *pointer)
{
	(void)arena;
	(void)pointer;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
