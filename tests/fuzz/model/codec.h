/* SPDX-License-Identifier: MIT
 *
 * What holds for every decoder of the model, whatever it is given: it refuses with a reason and leaves the value
 * alone, or makes a value that can be encoded, is taken again, and then has the same bytes.
 */
#ifndef LEEP_TESTS_FUZZ_CODEC_H
#define LEEP_TESTS_FUZZ_CODEC_H

#include "common/base/buffer.h"
#include "common/model/column.h"
#include "tests/fuzz/fuzz.h"

/* Decoding may take this much, as it may in services; more is refused. */
#define CODEC_ARENA ((size_t)8 * 1024 * 1024)

/* Larger than any message. */
#define CODEC_BUFFER ((size_t)2 * 1024 * 1024)

struct codec {
	int (*encode)(struct arena *arena, const void *value, struct buffer *out);
	int (*decode)(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason);
	void (*check)(const void *value); /* what a value promises beyond; may be NULL */
	size_t size;                      /* of the value */
};

static inline void *codec_decode(const struct codec *codec, struct arena *arena, struct bytes bytes)
{
	char *exact = text_of(bytes.data, bytes.len);
	uint8_t *value = arena_take_array(arena, 1, codec->size);
	const char *reason = "";
	int rc;

	require(value != NULL, "memory");
	rc = codec->decode(arena, bytes_of(exact, bytes.len), value, &reason);
	free(exact); /* whatever the value points to is its own */
	if (rc == 0)
		return value;
	require(rc == ERR_BADMSG || rc == ERR_NOMEM, "no other error");
	require_reason(reason);
	for (size_t i = 0; i < codec->size; i++)
		require(value[i] == 0, "what is refused leaves the value alone");
	return NULL;
}

/* False when refused. */
static inline bool codec_holds(const struct codec *codec, const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct buffer first, second;
	void *value;
	int rc;

	if (arena == NULL)
		arena = arena_open(CODEC_ARENA);
	arena_reset(arena);
	value = codec_decode(codec, arena, bytes_of(data, size));
	if (value == NULL)
		return false;
	if (codec->check != NULL)
		codec->check(value);
	buffer_init(&first, CODEC_BUFFER);
	buffer_init(&second, CODEC_BUFFER);
	rc = codec->encode(arena, value, &first);
	require(rc == 0 || size > 100000, "what was decoded can be encoded");
	if (rc == 0) {
		value = codec_decode(codec, arena, bytes_of(first.data, first.len));
		require(value != NULL, "what was encoded is taken again");
		require(codec->encode(arena, value, &second) == 0, "and can be encoded again");
		require(bytes_equal(bytes_of(first.data, first.len), bytes_of(second.data, second.len)),
			"nothing is lost on the way");
	}
	buffer_done(&first);
	buffer_done(&second);
	return true;
}

/* What everybody relies on in a column. */
static inline void check_column(const struct column *column)
{
	require(column->n > 0 && column->n <= COLUMN_CELLS_MAX, "a column has cells");
	require((column->low == NULL) == (column->high == NULL), "an interval has two ends");
	require(period_valid(column->period) && area_valid(column->parent),
		"a column has a period and a parent");
	for (size_t i = 0; i < column->n; i++) {
		struct decimal_text text;

		require(i == 0 || column->area[i] > column->area[i - 1], "areas ascend");
		require(area_valid((struct area){column->area[i]}), "areas are areas");
		require(column_find(column, (struct area){column->area[i]}) == (ptrdiff_t)i,
			"an area is found");
		require((column_flag(column, i) == FLAG_PRESENT) == (column->value[i] != DECIMAL_NONE),
			"a figure or a reason");
		require(flag_text(column_flag(column, i)) != NULL && column_source(column, i) != NULL,
			"texts");
		(void)decimal_print(column->value[i], column->scale, column_decimals(column, i), &text);
	}
}

#endif
