/* SPDX-License-Identifier: MIT
 *
 * What holds for every codec of the model: nothing is lost on the way, what is malformed is refused with a reason, no
 * bytes bring a decoder down, and what was written once can be read for ever.
 */
#ifndef LEEP_TESTS_MODEL_CODEC_H
#define LEEP_TESTS_MODEL_CODEC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/model/message.h"

struct codec {
	int (*encode)(const void *value, struct buffer *out);
	int (*decode)(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason);
	size_t size; /* of the value */
};

/* Examples are made in static memory, so that they may point to one another. */
struct example {
	const char *name; /* of its file under tests/golden */
	const void *value;
};

#define GOLDEN      "tests/golden/"
#define CODEC_ARENA ((size_t)16 * 1024 * 1024)

static inline struct buffer encoded(const struct codec *codec, const void *value)
{
	struct buffer out;

	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(codec->encode(value, &out), 0);
	return out;
}

/* Decode bytes that end where their memory ends. What is refused has a reason and leaves `ret` as it was. */
static inline int decoded(const struct codec *codec, struct arena *arena, struct bytes bytes, void *ret,
	const char **ret_reason)
{
	uint8_t *exact = malloc(bytes.len == 0 ? 1 : bytes.len);
	int rc;

	assert_non_null(exact);
	if (bytes.len > 0)
		memcpy(exact, bytes.data, bytes.len);
	*ret_reason = "";
	rc = codec->decode(arena, bytes_of(exact, bytes.len), ret, ret_reason);
	free(exact);
	assert_true(rc == 0 || rc == ERR_BADMSG || rc == ERR_NOMEM);
	for (size_t i = 0; rc < 0 && i < codec->size; i++)
		assert_int_equal(((const uint8_t *)ret)[i], 0);
	return rc;
}

/* Encoded and decoded again; the bytes of both must be the same. The value lives in the arena. */
static inline void *round_trip(const struct codec *codec, struct arena *arena, const void *value)
{
	struct buffer first = encoded(codec, value), second;
	void *copy = arena_take_array(arena, 1, codec->size);
	const char *reason;

	assert_non_null(copy);
	if (decoded(codec, arena, bytes_of(first.data, first.len), copy, &reason) < 0)
		fail_msg("%s", reason);
	second = encoded(codec, copy);
	assert_true(bytes_equal(bytes_of(first.data, first.len), bytes_of(second.data, second.len)));
	buffer_done(&first);
	buffer_done(&second);
	return copy;
}

static inline void assert_refused_bytes(const struct codec *codec, struct bytes bytes, const char *want)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	void *copy = calloc(1, codec->size);
	const char *reason;

	assert_true(arena != NULL && copy != NULL);
	if (decoded(codec, arena, bytes, copy, &reason) == 0)
		fail_msg("taken, where this was expected: %s", want);
	assert_string_equal(reason, want);
	free(copy);
	arena_free(arena);
}

static inline void assert_refused(const struct codec *codec, const void *value, const char *want)
{
	struct buffer out = encoded(codec, value);

	assert_refused_bytes(codec, bytes_of(out.data, out.len), want);
	buffer_done(&out);
}

/* Decode what may be anything: refused, or a value that can be encoded and read again. */
static inline bool survives(const struct codec *codec, struct arena *arena, struct bytes bytes)
{
	struct buffer again;
	const char *reason;
	void *copy;
	int rc;

	arena_reset(arena);
	copy = arena_take_array(arena, 1, codec->size);
	assert_non_null(copy);
	if (decoded(codec, arena, bytes, copy, &reason) < 0)
		return false;
	buffer_init(&again, MESSAGE_BYTES_MAX);
	rc = codec->encode(copy, &again);
	if (rc == 0) {
		memset(copy, 0, codec->size);
		if (decoded(codec, arena, bytes_of(again.data, again.len), copy, &reason) < 0)
			fail_msg("what was decoded is refused when encoded again: %s", reason);
	}
	buffer_done(&again);
	return true;
}

static inline void check_prefixes(const struct codec *codec, const struct example *examples, size_t n)
{
	struct arena *arena = arena_open(CODEC_ARENA);

	for (size_t i = 0; i < n; i++) {
		struct buffer whole = encoded(codec, examples[i].value);

		for (size_t len = 0; len < whole.len; len++)
			(void)survives(codec, arena, bytes_of(whole.data, len));
		assert_true(survives(codec, arena, bytes_of(whole.data, whole.len)));
		buffer_done(&whole);
	}
	arena_free(arena);
}

static inline uint64_t chance(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* One to four changes: a bit, a byte, a run cut out, a run said twice. */
static inline void mutate(struct buffer *bytes, uint64_t *seed)
{
	for (uint64_t n = chance(seed) % 4 + 1; n > 0 && bytes->len > 0; n--) {
		size_t at = chance(seed) % bytes->len;
		size_t run = chance(seed) % (bytes->len - at < 9 ? bytes->len - at : 9) + 1;
		uint8_t copy[16];

		if (run > bytes->len - at)
			run = bytes->len - at;
		memcpy(copy, bytes->data + at, run);
		switch (chance(seed) % 4) {
		case 0:
			bytes->data[at] ^= (uint8_t)(1u << chance(seed) % 8);
			break;
		case 1:
			bytes->data[at] = chance(seed) % 3 == 0 ? 0xff : (uint8_t)chance(seed);
			break;
		case 2:
			memmove(bytes->data + at, bytes->data + at + run, bytes->len - at - run);
			bytes->len -= run;
			break;
		default:
			buffer_add(bytes, copy, run);
			memmove(bytes->data + at + run, bytes->data + at, bytes->len - run - at);
			memcpy(bytes->data + at, copy, run);
		}
	}
}

static inline void check_mutations(const struct codec *codec, const struct example *examples, size_t n)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	uint64_t seed = 2463534242;
	size_t taken = 0;

	for (size_t i = 0; i < 20000; i++) {
		struct buffer bytes = encoded(codec, examples[i % n].value);

		mutate(&bytes, &seed);
		taken += survives(codec, arena, bytes_of(bytes.data, bytes.len));
		buffer_done(&bytes);
	}
	assert_in_range(taken, 500,
		19500); /* neither all refused nor all taken: the changes were of the right size */
	arena_free(arena);
}

/* The file holds what was once written; what is decoded from it is the example. LEEP_GOLDEN=write makes those that
 * are missing, and never replaces one: what is stored somewhere has to stay readable. */
static inline void check_golden(const struct codec *codec, const struct example *examples, size_t n)
{
	const char *golden = getenv("LEEP_GOLDEN");

	for (size_t i = 0; i < n; i++) {
		struct buffer want = encoded(codec, examples[i].value), again;
		struct arena *arena = arena_open(CODEC_ARENA);
		uint8_t stored[4096];
		char path[128];
		FILE *file;
		size_t len;
		void *copy = arena_take_array(arena, 1, codec->size);
		const char *reason;

		(void)snprintf(path, sizeof(path), GOLDEN "%s.bin", examples[i].name);
		if (golden != NULL && strcmp(golden, "write") == 0 && (file = fopen(path, "wxb")) != NULL) {
			assert_int_equal(fwrite(want.data, 1, want.len, file), want.len);
			assert_int_equal(fclose(file), 0);
		}
		file = fopen(path, "rb");
		if (file == NULL)
			fail_msg("'%s' is missing: run this test with LEEP_GOLDEN=write", path);
		len = fread(stored, 1, sizeof(stored), file);
		(void)fclose(file);
		if (decoded(codec, arena, bytes_of(stored, len), copy, &reason) < 0)
			fail_msg("'%s' is refused: %s", path, reason);
		again = encoded(codec, copy);
		if (!bytes_equal(bytes_of(again.data, again.len), bytes_of(want.data, want.len)))
			fail_msg("'%s' is read as something else", path);
		buffer_done(&again);
		buffer_done(&want);
		arena_free(arena);
	}
}

/* A text of `len` characters; static, one at a time for each length that matters. */
static inline const char *text_of_length(size_t len)
{
	static char text[TEXT_MAX_LEN + 2];

	assert_true(len < sizeof(text));
	memset(text, 'x', len);
	text[len] = '\0';
	return text;
}

#endif
