/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a frame of the wire: refused, or a frame that packs and is read again as the same bytes.
 */
#include "common/stream/frame.h"

#include "tests/fuzz/fuzz.h"

/* Fields that this version does not know are nobody's to pass on, and protobuf-c also takes what is none. */
static struct bytes packed(Leep__Frame *frame)
{
	uint8_t *out;
	size_t size;

	frame->base.n_unknown_fields = 0;
	frame->hello->base.n_unknown_fields = 0; /* of whichever body it is: each begins with its base */
	size = leep__frame__get_packed_size(frame);
	out = malloc(size + 1);
	require(out != NULL, "memory");
	require(leep__frame__pack(frame, out) == size, "a frame is as long as it says");
	return bytes_of(out, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct bytes first, second;
	Leep__Frame *frame = NULL;
	int rc;

	if (arena == NULL)
		arena = arena_open(FRAME_ARENA);
	arena_reset(arena);
	rc = frame_decode(arena, bytes_of(data, size), &frame);
	if (rc < 0) {
		require(rc == ERR_BADMSG && frame == NULL, "what is refused changes nothing");
		return 0;
	}
	first = packed(frame);
	if (arena_used(arena) < FRAME_ARENA / 2) {
		require(frame_decode(arena, first, &frame) == 0, "what was packed is a frame");
		second = packed(frame);
		require(bytes_equal(first, second), "nothing is lost on the way");
		free((void *)(uintptr_t)second.data);
	}
	free((void *)(uintptr_t)first.data);
	return 0;
}
