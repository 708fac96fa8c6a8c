/* SPDX-License-Identifier: MIT
 *
 * What a packed file holds, and what is refused however it is packed: quickly, and in bounded memory.
 */
#include "services/ingest/reading/source.h"

#include <sys/resource.h>
#include <zlib.h>

#include "tests/unit/ingest/file.h"

#define UNPACKED_MAX (256 * (uint64_t)MIB)

/* Add one member that holds `data` `times` over. */
static void pack(struct buffer *out, const void *data, size_t len, unsigned times)
{
	static uint8_t room[MIB];
	z_stream z = {0};
	int rc = Z_OK;

	assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
	for (unsigned i = 0; i < times || rc != Z_STREAM_END; i++) {
		z.next_in = (uint8_t *)(uintptr_t)data;
		z.avail_in = i < times ? (uInt)len : 0;
		do {
			z.next_out = room;
			z.avail_out = sizeof(room);
			rc = deflate(&z, i + 1 < times ? Z_NO_FLUSH : Z_FINISH);
			buffer_add(out, room, sizeof(room) - z.avail_out);
		} while (z.avail_out == 0);
	}
	assert_int_equal(deflateEnd(&z), Z_OK);
	assert_false(out->failed);
}

/* All that can be read, `room` bytes at a time, then how it ended when it did not end well. */
static void tell(void *folder, struct bytes file, size_t room, struct buffer *out)
{
	static uint8_t to[MIB];
	struct err_text text = {""};
	struct source *source = NULL;
	size_t n = 0;
	int rc;

	buffer_clear(out);
	assert_int_equal(source_open(file_of(folder, file.data, file.len), UNPACKED_MAX, &source, &text), 0);
	while ((rc = source_read(source, to, room, &n, &text)) == 0 && n > 0)
		buffer_add(
			out, to, n < MIB - out->len ? n : MIB - out->len); /* of a large one the beginning */
	if (rc < 0)
		buffer_print(out, "[%d %s]", rc, text.text);
	source_free(source);
}

static struct buffer file, told;

static int setup(void **state)
{
	buffer_init(&file, 256 * MIB);
	buffer_init(&told, 4 * MIB);
	return folder_setup(state);
}

static int teardown(void **state)
{
	buffer_done(&file);
	buffer_done(&told);
	return folder_teardown(state);
}

static struct bytes all_of(const struct buffer *buffer)
{
	return bytes_of(buffer->data, buffer->len);
}

static void assert_ended_with(const char *want)
{
	const char *end = strrchr(text_in(&told), '[');

	assert_non_null(end);
	assert_non_null(strstr(end, want));
}

static const size_t rooms[] = {1, 3, 7, 8, 9, 4096, MIB};

static void a_plain_file_is_given_as_it_is(void **state)
{
	static const char *const contents[] = {
		"", "a", "a,b\n", "PK", "1,2,3,4\n", "a,b,c,d,e,f\n1,2,3,4,5,6\n"};

	for (size_t i = 0; i < ARRAY_LEN(contents); i++)
		for (size_t k = 0; k < ARRAY_LEN(rooms); k++) {
			tell(*state, bytes_text(contents[i]), rooms[k], &told);
			assert_string_equal(text_in(&told), contents[i]);
		}
}

static void a_packed_file_is_unpacked_all_its_members_in_a_row(void **state)
{
	pack(&file, "a,b\n1,2\n", 8, 1);
	pack(&file, "", 0, 1);
	pack(&file, "3,4\n", 4, 2);
	for (size_t k = 0; k < ARRAY_LEN(rooms); k++) {
		tell(*state, all_of(&file), rooms[k], &told);
		assert_string_equal(text_in(&told), "a,b\n1,2\n3,4\n3,4\n");
	}
}

static void a_packed_file_without_contents_is_an_empty_one(void **state)
{
	pack(&file, "", 0, 1);
	tell(*state, all_of(&file), 100, &told);
	assert_int_equal(told.len, 0);
}

static void wherever_a_packed_file_is_cut_it_is_said(void **state)
{
	static char rows[40000];
	size_t first;

	for (size_t i = 0; i < sizeof(rows); i++)
		rows[i] = i % 9 == 8 ? '\n' : (char)('0' + i * i % 7);
	pack(&file, rows, sizeof(rows), 1);
	first = file.len;
	pack(&file, rows, 1000, 1);
	for (size_t len = 3; len < file.len; len += len < 30 || len > file.len - 30 ? 1 : 97) {
		tell(*state, bytes_of(file.data, len), 5000, &told);
		if (len != first)
			assert_non_null(strstr(
				text_in(&told), "[-14 the packed file was cut short: its end is missing]"));
	}
}

static void a_damaged_packed_file_is_refused(void **state)
{
	static const char rows[] = "a,b\n1,2\n3,4\n5,6\n7,8\n";

	pack(&file, rows, sizeof(rows) - 1, 100);
	for (size_t i = 10; i < file.len; i++) {
		file.data[i] ^= 0x55;
		tell(*state, all_of(&file), 5000, &told);
		file.data[i] ^= 0x55;
		if (strstr(text_in(&told), "damaged after") == NULL &&
			strstr(text_in(&told), "cut short") == NULL)
			fail_msg("a wrong byte %zu goes unnoticed", i);
	}
	buffer_text(&file, "and then something else");
	tell(*state, all_of(&file), 5000, &told);
	assert_non_null(strstr(text_in(&told), "7,8\n[-14 the packed file is damaged after 2000 bytes"));
}

static void what_is_no_text_is_refused_with_advice_packed_or_not(void **state)
{
	static const struct {
		const char *begin;
		size_t len;
		const char *is;
	} kinds[] = {
		{"PK\x03\x04\x14\0\x06\0", 8, "a workbook (xlsx, ods) or a zip archive"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "an old workbook (xls)"},
		{"%PDF-1.7\n", 9, "a PDF"},
		{"PAR1\x15\x04", 6, "a Parquet file"},
		{"\xff\xfe"
		 "U\0R\0",
			6, "text in UTF-16"},
		{"\xfe\xff\0U\0R", 6, "text in UTF-16"},
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (int packed = 0; packed < 2; packed++) {
			char want[200];

			(void)snprintf(want, sizeof(want),
				"[-13 the file is %s, not CSV: save it as \"CSV UTF-8\" and send that]",
				kinds[i].is);
			buffer_clear(&file);
			if (packed == 1)
				pack(&file, kinds[i].begin, kinds[i].len, 1);
			else
				buffer_add(&file, kinds[i].begin, kinds[i].len);
			tell(*state, all_of(&file), 100, &told);
			assert_string_equal(text_in(&told), want);
		}
	buffer_clear(&file);
	pack(&file, "\x1f\x8b\x08", 3, 1);
	tell(*state, all_of(&file), 100, &told);
	assert_non_null(strstr(text_in(&told), "packed twice"));
}

/* A terabyte of line ends in a gigabyte of file would do the same: it is the ratio that is wrong. */
static void a_bomb_is_refused_before_it_takes_memory_or_time(void **state)
{
	static char lines[MIB];
	struct rusage before, after;

	memset(lines, '\n', sizeof(lines));
	pack(&file, lines, sizeof(lines), 1024);
	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	tell(*state, all_of(&file), MIB, &told);
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_ended_with("unpacks to more than 200 times its size: this is no table");
	assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 8 * 1024);
	assert_in_range(after.ru_utime.tv_sec - before.ru_utime.tv_sec, 0, 2);
}

static void a_table_that_repeats_itself_is_no_bomb_until_it_holds_more_than_is_taken(void **state)
{
	static char rows[MIB];
	uint64_t seed = 88172645463325252;

	for (size_t i = 0; i < sizeof(rows); i++)
		rows[i] = i % 64 == 63 ? '\n' : i % 64 < 48 ? ',' : (char)('0' + next_random(&seed) % 10);
	pack(&file, rows, sizeof(rows), 256);
	assert_in_range((256 * MIB) / file.len, 5, SOURCE_RATIO_MAX);
	tell(*state, all_of(&file), MIB, &told);
	assert_int_equal(told.len, MIB);
	pack(&file, "x", 1, 1);
	tell(*state, all_of(&file), MIB, &told);
	assert_ended_with("holds more than 268435456 bytes, the most that is taken in");
}

static void a_file_that_is_not_there_is_said_so(void **state)
{
	struct err_text text = {""};
	struct source *source = NULL;

	assert_int_equal(source_open(folder_path(*state, "none"), UNPACKED_MAX, &source, &text), ERR_IO);
	assert_null(source);
	source_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		EACH(a_plain_file_is_given_as_it_is),
		EACH(a_packed_file_is_unpacked_all_its_members_in_a_row),
		EACH(a_packed_file_without_contents_is_an_empty_one),
		EACH(wherever_a_packed_file_is_cut_it_is_said),
		EACH(a_damaged_packed_file_is_refused),
		EACH(what_is_no_text_is_refused_with_advice_packed_or_not),
		EACH(a_bomb_is_refused_before_it_takes_memory_or_time),
		EACH(a_table_that_repeats_itself_is_no_bomb_until_it_holds_more_than_is_taken),
		EACH(a_file_that_is_not_there_is_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
