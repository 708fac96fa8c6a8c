/* SPDX-License-Identifier: MIT
 *
 * Frames of proto/leep/stream.proto to and from sockets. Shared by the files of this folder only.
 */
#ifndef LEEP_STREAM_FRAME_H
#define LEEP_STREAM_FRAME_H

#include "common/base/arena.h"
#include "common/stream/net.h"
#include "leep/stream.pb-c.h"

/* Batches: large enough that a commit is shared by many records, small enough to be applied in a few
 * milliseconds. One record may be larger than BATCH_BYTES; it then travels alone. */
#define BATCH_RECORDS 1024
#define BATCH_BYTES   ((size_t)256 * 1024)

/* Worst case of decoding MESSAGE_MAX hostile bytes is about fifty times their size; an honest batch needs its own
 * size and its array of lengths. Beyond this decoding fails. */
#define FRAME_ARENA (4 * MESSAGE_MAX + (size_t)64 * 1024)

/* Decode into the arena; ERR_BADMSG when it is no frame or too large once decoded. The bytes of records and
 * bodies are copies in the arena. */
int frame_decode(struct arena *arena, struct bytes body, Leep__Frame **ret);

/* Pack and send. */
int frame_send(struct net_socket *socket, const struct peer *peer, const Leep__Frame *frame);

#endif
