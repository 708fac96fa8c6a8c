/* SPDX-License-Identifier: MIT
 *
 * See frame.h.
 */
#include "common/stream/frame.h"

int frame_decode(struct arena *arena, struct bytes body, Leep__Frame **ret)
{
	ProtobufCAllocator allocator = {arena_hook_take, arena_hook_give, arena};
	Leep__Frame *frame = leep__frame__unpack(&allocator, body.len, body.data);

	if (frame == NULL || frame->body_case == LEEP__FRAME__BODY__NOT_SET)
		return ERR_BADMSG;
	*ret = frame;
	return 0;
}

int frame_send(struct net_socket *socket, const struct peer *peer, const Leep__Frame *frame)
{
	size_t size = leep__frame__get_packed_size(frame);
	struct message message;
	uint8_t *out;
	int rc;

	if (size > MESSAGE_MAX)
		return ERR_LIMIT;
	message_init(&message);
	rc = message_make(&message, size, &out);
	if (rc < 0)
		return rc;
	(void)leep__frame__pack(frame, out);
	return net_send(socket, peer, &message);
}
