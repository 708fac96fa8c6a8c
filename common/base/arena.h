/* SPDX-License-Identifier: MIT
 *
 * Memory for the length of one message: taken in a row, given back all at once, and never more than a cap. When
 * the cap is reached allocation returns NULL, so that a hostile message fails to decode instead of filling memory.
 */
#ifndef LEEP_BASE_ARENA_H
#define LEEP_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* An arena that holds at most `cap` bytes; NULL when memory is short. Blocks are kept for reuse after a reset. */
struct arena *arena_open(size_t cap);

/* Takes NULL. */
void arena_free(struct arena *arena);

/* Forget everything that was taken. */
void arena_reset(struct arena *arena);

/* `size` bytes aligned for any type (texts are not), not cleared; NULL beyond the cap. `size` 0 gives a valid pointer. */
void *arena_take(struct arena *arena, size_t size);

/* As arena_take for `n` items of `size` bytes, cleared; NULL also when n * size overflows. */
void *arena_take_array(struct arena *arena, size_t n, size_t size);

/* A copy of `len` characters with a NUL behind them; NULL beyond the cap. */
char *arena_text(struct arena *arena, const char *text, size_t len);

/* printf into the arena; NULL beyond the cap. */
__attribute__((format(printf, 2, 3))) char *arena_print(struct arena *arena, const char *format, ...);

/* The same as hooks for libraries that take an allocator: taking from the arena passed as `arena`; giving back does
 * nothing. */
void *arena_hook_take(void *arena, size_t size);
void arena_hook_give(void *arena, void *pointer);

/* Bytes taken since the last reset. */
size_t arena_used(const struct arena *arena);

#endif
