/* SPDX-License-Identifier: MIT
 *
 * See message.h.
 */
#include "common/model/message.h"

#include <string.h>

#include "common/base/utf8.h"

void *message_unpack(const ProtobufCMessageDescriptor *type, struct arena *arena, struct bytes bytes)
{
	ProtobufCAllocator allocator = {arena_hook_take, arena_hook_give, arena};

	if (bytes.len > MESSAGE_BYTES_MAX)
		return NULL;
	return protobuf_c_message_unpack(type, &allocator, bytes.len, bytes.data);
}

int message_pack(const ProtobufCMessage *message, struct buffer *out)
{
	size_t size = protobuf_c_message_get_packed_size(message);

	if (size > MESSAGE_BYTES_MAX || !buffer_reserve(out, size))
		return ERR_LIMIT;
	out->len += protobuf_c_message_pack(message, out->data + out->len);
	return 0;
}

bool message_text_ok(const char *text, size_t max)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n;

	if (text == NULL)
		return true;
	for (; *p != '\0'; p += n) {
		if (*p < 0x20 && *p != '\t' && *p != '\n')
			return false;
		n = utf8_length(p, 4); /* a NUL ends a character as well */
		if (n == 0 || (size_t)(p - (const unsigned char *)text) + n > max)
			return false;
	}
	return true;
}

bool message_id_ok(const char *text, size_t max)
{
	size_t len = text == NULL ? 0 : strlen(text);

	if (len == 0 || len > max)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= 0x20 || text[i] >= 0x7f || text[i] == '"' || text[i] == ',')
			return false;
	return true;
}

const char *message_text(const char *text)
{
	return text == NULL ? "" : text;
}

char *message_loose(const char *text)
{
	return (char *)(uintptr_t)text;
}
