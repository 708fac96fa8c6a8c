/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an event of the indicators stream.
 */
#include "common/model/indicator.h"

#include "tests/fuzz/model/codec.h"

static int encode(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return indicator_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return indicator_decode(arena, bytes, ret, ret_reason);
}

/* What readers take for granted: what a figure is worked out from comes with it. */
static void check_indicators(const struct indicator_column *column)
{
	check_column(&column->figures);
	require((column->worked_out == NULL) == (column->worked_cohort == NULL),
		"what is worked out has its pupils");
	for (size_t i = 0; column->origin != NULL && i < column->figures.n; i++)
		require(column->origin[i] <= ORIGIN_WORKED_OUT, "an origin is one");
}

static void check(const void *value)
{
	const struct indicator_event *event = value;

	require(event->submission > 0, "an event belongs to a submission");
	if (event->kind == INDICATOR_COLUMN)
		check_indicators(&event->column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec codec = {encode, decode, check, sizeof(struct indicator_event)};

	(void)codec_holds(&codec, data, size);
	return 0;
}
