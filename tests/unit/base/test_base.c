/* SPDX-License-Identifier: MIT
 *
 * The ground everything stands on: texts of errors, memory with a cap, text with a maximum, times.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/log.h"
#include "common/base/sha256.h"
#include "common/base/utf8.h"

static const int codes[] = {
#define CODE(name, number, words) name,
	0, ERROR_LIST(CODE)
#undef CODE
};

static void every_error_has_a_text_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		assert_true(codes[i] <= 0);
		assert_true(strlen(error_text(codes[i])) > 0);
		for (size_t j = 0; j < i; j++) {
			assert_int_not_equal(codes[i], codes[j]);
			assert_string_not_equal(error_text(codes[i]), error_text(codes[j]));
		}
	}
}

static void an_unknown_error_has_a_text_too(void **state)
{
	static const int unknown[] = {1, 42, -1000, INT_MAX, INT_MIN};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		assert_string_equal(error_text(unknown[i]), "unknown error");
}

static void an_error_text_is_cut_to_fit(void **state)
{
	char word[1000];
	struct err_text text;

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_int_equal(error_set(&text, ERR_IO, "file '%s'", word), ERR_IO);
	assert_int_equal(strlen(text.text), sizeof(text.text) - 1);
	assert_int_equal(error_set(NULL, ERR_FULL, "nobody %s", "listens"), ERR_FULL);
}

static void an_arena_gives_aligned_memory_up_to_its_cap(void **state)
{
	struct arena *arena = arena_open(100000);
	size_t taken = 0;
	uint8_t *p;

	(void)state;
	assert_non_null(arena);
	assert_non_null(arena_take(arena, 0));
	for (size_t size = 1; (p = arena_take(arena, size)) != NULL; size += 7) {
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		memset(p, 0xaa, size); /* the sanitizer sees a block that is too small */
		taken += size;
	}
	assert_true(taken > 90000 && taken <= 100000);
	assert_true(arena_used(arena) >= taken && arena_used(arena) <= 100000);
	assert_null(arena_take(arena, 100001));
	arena_free(arena);
	arena_free(NULL);
}

static void an_arena_gives_its_whole_cap_again_after_each_reset(void **state)
{
	struct arena *arena = arena_open(1 << 20);

	(void)state;
	for (int round = 0; round < 50; round++) {
		/* now in one piece, now in many, so that blocks of every size are the first one */
		size_t piece = round % 3 == 0 ? 1 << 20 : (size_t)1 << (4 + round % 12);

		for (size_t at = 0; at < 1 << 20; at += piece) {
			uint8_t *p = arena_take(arena, piece);

			assert_non_null(p);
			p[0] = p[piece - 1] = 1;
		}
		assert_int_equal(arena_used(arena), 1 << 20);
		assert_null(arena_take(arena, 1));
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
	arena_free(arena);
}

static void an_arena_refuses_sizes_that_overflow(void **state)
{
	struct arena *arena = arena_open(SIZE_MAX);
	uint32_t *zeros;

	(void)state;
	assert_null(arena_take(arena, SIZE_MAX));
	assert_null(arena_take(arena, SIZE_MAX - 16));
	assert_null(arena_take_array(arena, SIZE_MAX / 2, 3));
	assert_null(arena_take_array(arena, SIZE_MAX, 16));
	assert_null(arena_text(arena, "x", SIZE_MAX));
	assert_non_null(arena_take_array(arena, SIZE_MAX, 0));
	zeros = arena_take_array(arena, 1000, sizeof(*zeros));
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(zeros[i], 0);
	arena_free(arena);
}

static void an_arena_copies_and_prints_text(void **state)
{
	struct arena *arena = arena_open(64);

	(void)state;
	assert_string_equal(arena_text(arena, "Leicester", 4), "Leic");
	assert_string_equal(arena_print(arena, "%s %d", "school", 855), "school 855");
	assert_null(arena_print(arena, "%064d", 1)); /* 64 digits and a NUL do not fit 64 bytes */
	arena_free(arena);
}

/* What protobuf-c gives for an absent or empty field is {NULL, 0}. */
static void an_empty_run_of_bytes_is_an_empty_text(void **state)
{
	struct arena *arena = arena_open(64);
	struct bytes none = {NULL, 0};

	(void)state;
	assert_string_equal(arena_text(arena, (const char *)none.data, none.len), "");
	arena_free(arena);
}

static void a_buffer_grows_up_to_its_maximum(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 10000);
	for (unsigned i = 0; i < 10000; i++) {
		uint8_t byte = (uint8_t)(i * 7);

		buffer_add(&buffer, &byte, 1);
	}
	assert_false(buffer.failed);
	assert_int_equal(buffer.len, 10000);
	for (unsigned i = 0; i < 10000; i++)
		assert_int_equal(buffer.data[i], (uint8_t)(i * 7));
	buffer_add(&buffer, "", 0);
	assert_false(buffer.failed);
	buffer_text(&buffer, "x");
	assert_true(buffer.failed);
	assert_int_equal(buffer.len, 10000);
	buffer_done(&buffer);
	buffer_done(&buffer);
}

static void a_buffer_that_failed_takes_nothing_until_it_is_cleared(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 8);
	buffer_text(&buffer, "school");
	buffer_text(&buffer, "children");
	assert_true(buffer.failed);
	buffer_text(&buffer, "a"); /* would fit */
	buffer_print(&buffer, "%d", 1);
	assert_false(buffer_reserve(&buffer, 1));
	assert_int_equal(buffer.len, 6);
	assert_memory_equal(buffer.data, "school", 6);
	buffer_clear(&buffer);
	buffer_print(&buffer, "%d%s", 12, "345");
	assert_false(buffer.failed);
	assert_int_equal(buffer.len, 5);
	assert_memory_equal(buffer.data, "12345", 5);
	assert_false(buffer_reserve(&buffer, SIZE_MAX));
	buffer_done(&buffer);
}

static void a_buffer_prints_up_to_its_last_byte(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 4);
	buffer_print(&buffer, "%d", 2013);
	assert_false(buffer.failed);
	assert_int_equal(buffer.len, 4);
	buffer_done(&buffer);
}

static void numbers_are_written_big_end_first(void **state)
{
	static const uint64_t values[] = {0, 1, 0x0102030405060708, UINT64_MAX, 0x80000000ff};
	uint8_t be[8];
	char hex[17];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		bytes_put_u64be(be, values[i]);
		assert_true(bytes_u64be(be) == values[i]);
		assert_int_equal(bytes_u32be(be + 4), (uint32_t)values[i]);
	}
	bytes_put_u64be(be, 0x0123456789abcdef);
	bytes_hex(be, 8, hex);
	assert_string_equal(hex, "0123456789abcdef");
	assert_true(bytes_equal(bytes_of(NULL, 0), bytes_text("")));
	assert_false(bytes_equal(bytes_text("a"), bytes_text("ab")));
}

/* The examples of FIPS 180-2. */
static void digests_are_those_of_the_standard(void **state)
{
	static const char *const want[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	};
	struct sha256 *sha256 = NULL;
	uint8_t digest[SHA256_LEN];
	char hex[2 * SHA256_LEN + 1];

	(void)state;
	assert_int_equal(sha256_open(&sha256), 0);
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		sha256_add(sha256, bytes_text(i == 1 ? "abc" : ""));
		for (int k = 0; i == 2 && k < 100000; k++)
			sha256_add(sha256, bytes_text("aaaaaaaaaa"));
		assert_int_equal(sha256_end(sha256, digest), 0);
		bytes_hex(digest, SHA256_LEN, hex);
		assert_string_equal(hex, want[i]);
	}
	sha256_free(sha256);
	sha256_free(NULL);
}

static void times_are_read_and_printed(void **state)
{
	static const struct {
		const char *words;
		int64_t seconds;
		const char *printed;
	} times[] = {
		{"1970-01-01", 0, "1970-01-01T00:00:00Z"},
		{"2026-01-31T09:30:00Z", 1769851800, "2026-01-31T09:30:00Z"},
		{"2024-02-29", 1709164800, "2024-02-29T00:00:00Z"},
		{"2038-01-19T03:14:08Z", 2147483648, "2038-01-19T03:14:08Z"},
	};
	struct time_text text;
	int64_t wall;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		assert_int_equal(clock_parse_time(times[i].words, &wall), 0);
		assert_true(wall == times[i].seconds * 1000000);
		assert_string_equal(clock_text(wall + 999999, &text), times[i].printed);
	}
}

static void assert_no_time(const char *words)
{
	int64_t wall = 7;

	if (clock_parse_time(words, &wall) != ERR_SYNTAX)
		fail_msg("'%s' was taken for a time", words);
	assert_true(wall == 7);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const bad[] = {"", "real", "2026", "2026-13-01", "2026-01-32",
		"2026-01-31 09:30:00Z", "2026-01-31T09:30:00", "2026-01-31T09:30Z", "2026-01-31T25:00:00Z",
		"2026-01-31T09:30:00Zx"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_no_time(bad[i]);
}

static void a_day_that_its_month_does_not_have_is_refused(void **state)
{
	(void)state;
	assert_no_time("2026-02-29");
	assert_no_time("2026-02-31T09:30:00Z");
	assert_no_time("2026-04-31");
	assert_no_time("2026-01-31T23:59:60Z");
}

static void write_line(const char *path, const char *line)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(line, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void a_clock_can_be_a_file_that_is_written_anew(void **state)
{
	char path[] = "/tmp/leep-clock-XXXXXX", words[64];
	struct clock clock = {.fixed = 5}, later = {0};
	struct err_text text = {""};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	(void)close(fd);
	(void)snprintf(words, sizeof(words), "file:%s", path);
	assert_int_equal(clock_parse(words, &clock, &text), ERR_SYNTAX); /* it says no time yet */
	assert_non_null(strstr(text.text, "says no time"));
	assert_true(clock.fixed == 5);
	write_line(path, "tomorrow\n");
	assert_int_equal(clock_parse(words, &clock, NULL), ERR_SYNTAX);

	write_line(path, "2026-01-31T09:30:00Z\n");
	assert_int_equal(clock_parse(words, &clock, &text), 0);
	assert_true(clock_wall(&clock) == INT64_C(1769851800000000));
	write_line(path, "2026-02-07");
	assert_true(clock_wall(&clock) == INT64_C(1770422400000000)); /* 604,800 s less 9.5 h later */
	assert_int_equal(clock_parse(words, &later, &text), 0);
	/* Never before the time at which it was begun with, whatever the file says, and when it is gone. */
	write_line(path, "2026-01-01T00:00:00Z\n");
	assert_true(clock_wall(&clock) == INT64_C(1769851800000000));
	assert_true(clock_wall(&later) == INT64_C(1770422400000000));
	assert_int_equal(unlink(path), 0);
	assert_true(clock_wall(&later) == INT64_C(1770422400000000));
	assert_int_equal(clock_parse(words, &clock, NULL), ERR_SYNTAX);
}

static void a_clock_is_real_or_fixed(void **state)
{
	struct clock clock = {.fixed = 5};
	struct err_text text;

	(void)state;
	assert_int_equal(clock_parse("fixed:2026-01-31T09:30:00Z", &clock, &text), 0);
	assert_true(clock_wall(&clock) == INT64_C(1769851800000000));
	assert_int_equal(clock_parse("fixed:yesterday", &clock, &text), ERR_SYNTAX);
	assert_non_null(strstr(text.text, "'fixed:yesterday'"));
	assert_int_equal(clock_parse("fixed:1969-12-31", &clock, NULL), ERR_SYNTAX);
	assert_int_equal(clock_parse("Real", &clock, NULL), ERR_SYNTAX);
	assert_true(clock_wall(&clock) == INT64_C(1769851800000000)); /* untouched by what failed */
	assert_int_equal(clock_parse("real", &clock, &text), 0);
	assert_true(clock_wall(&clock) > INT64_C(1700000000000000));
	assert_true(clock_monotonic() <= clock_monotonic());
}

/* What the log wrote while `speak` ran. */
static size_t logged(void (*speak)(void), char *out, size_t size)
{
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO);
	size_t len;

	assert_non_null(file);
	(void)fflush(stderr);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	speak();
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	(void)close(kept);
	rewind(file);
	len = fread(out, 1, size - 1, file);
	out[len] = '\0';
	(void)fclose(file);
	return len;
}

static void speak_oddly(void)
{
	char word[2000];

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	log_open("unit", LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_DEBUG, "not shown", "a=%d", 1);
	log_warn("odd name", "file=\"%s\"", "a\nlevel=error\x1b[2J");
	log_warn("quoted", "file=\"%s\" error=\"%s\" n=%d", "a", "\"b.ics\", line 1: rule \"x\": wrong", 1);
	log_info("long", "file=\"%s\"", word);
	for (int i = 0; i < 1000; i++)
		log_info("again", "a=%d", 1);
	log_error("last", "b=%d", 2);
}

static void the_log_writes_one_bounded_line_an_event(void **state)
{
	char out[8192];
	unsigned lines = 0;

	(void)state;
	assert_true(logged(speak_oddly, out, sizeof(out)) < 2048);
	assert_null(strstr(out, "not shown"));
	for (char *line = out; *line != '\0'; lines++) {
		char *end = strchr(line, '\n');

		assert_non_null(end);
		assert_memory_equal(line, "time=", 5);
		assert_non_null(strstr(line, " service=unit event=\""));
		line = end + 1;
	}
	assert_int_equal(lines, 6); /* odd name, quoted, long, again, repeated, last */
	assert_non_null(strstr(out, " file=\"a\" error=\"'b.ics', line 1: rule 'x': wrong\" n=1\n"));
	assert_non_null(strstr(out, "times=999"));
	assert_null(strchr(out, '\x1b'));
}

/* "aé€": 1, 2 and 3 bytes. */
static void a_text_is_cut_between_characters(void **state)
{
	static const size_t fits[] = {0, 1, 1, 3, 3, 3, 6, 6};

	(void)state;
	for (size_t max = 0; max < ARRAY_LEN(fits); max++)
		assert_int_equal(utf8_fit("a\u00e9\u20ac", max), fits[max]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_text_of_its_own),
		cmocka_unit_test(an_unknown_error_has_a_text_too),
		cmocka_unit_test(an_error_text_is_cut_to_fit),
		cmocka_unit_test(an_arena_gives_aligned_memory_up_to_its_cap),
		cmocka_unit_test(an_arena_gives_its_whole_cap_again_after_each_reset),
		cmocka_unit_test(an_arena_refuses_sizes_that_overflow),
		cmocka_unit_test(an_arena_copies_and_prints_text),
		cmocka_unit_test(an_empty_run_of_bytes_is_an_empty_text),
		cmocka_unit_test(a_buffer_grows_up_to_its_maximum),
		cmocka_unit_test(a_buffer_that_failed_takes_nothing_until_it_is_cleared),
		cmocka_unit_test(a_buffer_prints_up_to_its_last_byte),
		cmocka_unit_test(numbers_are_written_big_end_first),
		cmocka_unit_test(digests_are_those_of_the_standard),
		cmocka_unit_test(times_are_read_and_printed),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(a_day_that_its_month_does_not_have_is_refused),
		cmocka_unit_test(a_clock_is_real_or_fixed),
		cmocka_unit_test(a_clock_can_be_a_file_that_is_written_anew),
		cmocka_unit_test(the_log_writes_one_bounded_line_an_event),
		cmocka_unit_test(a_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
