/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an event of ingest's stream.
 */
#include "common/model/observation.h"

#include "tests/fuzz/model/codec.h"

static int encode(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return observation_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return observation_decode(arena, bytes, ret, ret_reason);
}

static void check(const void *value)
{
	const struct observation *event = value;

	require(event->submission > 0, "an event belongs to a submission");
	if (event->kind == OBSERVATION_COLUMN)
		check_column(&event->column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec codec = {encode, decode, check, sizeof(struct observation)};

	(void)codec_holds(&codec, data, size);
	return 0;
}
