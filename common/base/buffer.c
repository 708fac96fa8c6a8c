/* SPDX-License-Identifier: MIT
 *
 * See buffer.h.
 */
#include "common/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *buffer, size_t max)
{
	memset(buffer, 0, sizeof(*buffer));
	buffer->max = max;
}

void buffer_done(struct buffer *buffer)
{
	free(buffer->data);
	buffer_init(buffer, buffer->max);
}

void buffer_clear(struct buffer *buffer)
{
	buffer->len = 0;
	buffer->failed = false;
}

bool buffer_reserve(struct buffer *buffer, size_t len)
{
	size_t room;
	uint8_t *data;

	if (buffer->failed || len > buffer->max - buffer->len) {
		buffer->failed = true;
		return false;
	}
	if (buffer->len + len <= buffer->room)
		return true;
	room = buffer->room < 512 ? 1024 : buffer->room * 2;
	if (room < buffer->len + len)
		room = buffer->len + len;
	if (room > buffer->max)
		room = buffer->max;
	data = realloc(buffer->data, room + 1); /* and the NUL that printing writes behind its text */
	if (data == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->room = room;
	return true;
}

void buffer_add(struct buffer *buffer, const void *data, size_t len)
{
	if (len == 0 || !buffer_reserve(buffer, len))
		return;
	memcpy(buffer->data + buffer->len, data, len);
	buffer->len += len;
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !buffer_reserve(buffer, (size_t)len)) {
		buffer->failed = true;
		return;
	}
	if (len == 0)
		return;
	va_start(args, format);
	(void)vsnprintf((char *)buffer->data + buffer->len, (size_t)len + 1, format, args);
	va_end(args);
	buffer->len += (size_t)len;
}
