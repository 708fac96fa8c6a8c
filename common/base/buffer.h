/* SPDX-License-Identifier: MIT
 *
 * A run of bytes or text that grows up to a maximum given at the start. After a failure every later call does
 * nothing, so that a writer may add line after line and ask once at the end.
 */
#ifndef LEEP_BASE_BUFFER_H
#define LEEP_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data;
	size_t len;
	size_t room;
	size_t max;
	bool failed; /* beyond max, or memory is short */
};

/* Ready for use; nothing is allocated yet. */
void buffer_init(struct buffer *buffer, size_t max);

/* Give the memory back. */
void buffer_done(struct buffer *buffer);

/* Forget the contents, keep the memory. */
void buffer_clear(struct buffer *buffer);

/* Room for `len` more bytes at data + len, which the caller fills and then adds to len; false when failed. */
bool buffer_reserve(struct buffer *buffer, size_t len);

void buffer_add(struct buffer *buffer, const void *data, size_t len);
void buffer_text(struct buffer *buffer, const char *text);
__attribute__((format(printf, 2, 3))) void buffer_print(struct buffer *buffer, const char *format, ...);

#endif
