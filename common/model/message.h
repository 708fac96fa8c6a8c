/* SPDX-License-Identifier: MIT
 *
 * What the codecs of this folder share: packing into a buffer, and the checks that every text and array from
 * outside passes. Only the files that encode and decode include it.
 */
#ifndef LEEP_MODEL_MESSAGE_H
#define LEEP_MODEL_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* Largest encoded event or body; below stream's RECORD_MAX. */
#define MESSAGE_BYTES_MAX ((size_t)880 * 1024)

#define NAME_MAX_LEN 300
#define TEXT_MAX_LEN 4000

/* Unpack with the arena's cap; NULL when malformed. */
void *message_unpack(const ProtobufCMessageDescriptor *type, struct arena *arena, struct bytes bytes);

/* Pack at the end of `out`; ERR_LIMIT when it is larger than MESSAGE_BYTES_MAX or the buffer's maximum. */
int message_pack(const ProtobufCMessage *message, struct buffer *out);

/* UTF-8 without control characters but tab and newline, at most `max` bytes. NULL counts as "". */
bool message_text_ok(const char *text, size_t max);

/* As above, and neither empty nor holding anything but visible ASCII without '"' and ','. */
bool message_id_ok(const char *text, size_t max);

/* `text`, or "" for NULL. */
const char *message_text(const char *text);

/* Protobuf-c takes pointers that are not const; it does not write through them when packing. */
char *message_loose(const char *text);

/* An array of `n` entries that is either absent or as long as the column. */
#define MESSAGE_ARRAY_OK(have, n) ((have) == 0 || (have) == (n))

#endif
