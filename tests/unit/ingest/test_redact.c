/* SPDX-License-Identifier: MIT
 *
 * Personal data stops at the door: what the columns of a person hold is in nothing that is kept, and everything else is
 * kept as it came.
 */
#include "services/ingest/redact.h"

#include <sys/stat.h>
#include <zlib.h>

#include "common/base/csv.h"
#include "services/ingest/reading/intake.h"
#include "services/ingest/reading/source.h"
#include "tests/unit/ingest/file.h"

struct door {
	void *folder;
	struct personal *personal;
	char *kept;
	size_t n_kept;
};

static int setup(void **state)
{
	struct door *door = calloc(1, sizeof(*door));
	struct err_text text;

	*state = door;
	return folder_setup(&door->folder) < 0 ||
	       personal_open("services/ingest/formats", &door->personal, &text) < 0;
}

static int teardown(void **state)
{
	struct door *door = *state;
	int rc = folder_teardown(&door->folder);

	personal_free(door->personal);
	free(door->kept);
	free(door);
	return rc;
}

/* What is kept of the bytes; NULL when they have no personal columns. */
static const char *through(struct door *door, const char *bytes, size_t len, int want)
{
	const char *from = file_of(door->folder, bytes, len);
	const char *to = folder_path(door->folder, "kept");
	struct err_text text = {""};
	struct stat stat_of;
	bool has = true;
	FILE *file;

	assert_int_equal(redact(door->personal, from, to, &has, &text), want);
	free(door->kept);
	door->kept = NULL;
	assert_int_equal(stat(to, &stat_of) == 0, has);
	if (want < 0)
		assert_true(text.text[0] != '\0' && !has);
	if (!has)
		return NULL;
	file = fopen(to, "rb");
	assert_non_null(file);
	door->kept = calloc(1, (size_t)stat_of.st_size + 1);
	assert_non_null(door->kept);
	door->n_kept = fread(door->kept, 1, (size_t)stat_of.st_size, file);
	(void)fclose(file);
	assert_int_equal(unlink(to), 0);
	return door->kept;
}

#define THROUGH(bytes) through(*state, bytes, sizeof(bytes) - 1, 0)

static void cells_under_a_personal_heading_are_emptied(void **state)
{
	assert_string_equal(
		THROUGH("URN,HeadLastName,Town,TelephoneNum\n1,Zebedee,Woking,01483\n2,,Egham,\n"),
		"URN,HeadLastName,Town,TelephoneNum\n1,,Woking,\n2,,Egham,\n");
}

static void capitals_spaces_and_punctuation_do_not_matter(void **state)
{
	assert_string_equal(THROUGH("\"HEADTITLE (Name)\",e-mail,Head Count\r\nMrs,a@b.example,12\r\n"),
		"\"HEADTITLE (Name)\",e-mail,Head Count\r\n,,12\r\n");
	assert_true(personal_column(((struct door *)*state)->personal, bytes_text("Head Last-Name")));
	assert_false(personal_column(((struct door *)*state)->personal, bytes_text("headcount")));
	assert_false(personal_column(((struct door *)*state)->personal, bytes_text("()")));
}

static void quotes_line_ends_and_short_rows_stay_where_they_were(void **state)
{
	assert_string_equal(THROUGH("\xef\xbb\xbfHeadLastName,Name\r\n\"O'Quux\r\nof \"\"Zeb\"\", the "
				    "\",\"a,\"\"b\r\n\"\r\n"
				    "\r\nshort\r\n\"x\"y\"z,5\" tall\r\nlast,one,more"),
		"\xef\xbb\xbfHeadLastName,Name\r\n,\"a,\"\"b\r\n\"\r\n\r\n\r\n,5\" tall\r\n,one,more");
	assert_string_equal(THROUGH("Name,Surname\r\na,Zebedee\r\nb,\"Zebedee\"\r\nc,Zebedee\r"),
		"Name,Surname\r\na,\r\nb,\r\nc,\r");
}

static void a_file_without_such_columns_is_left_alone(void **state)
{
	assert_null(THROUGH("URN,Town\n1,Surname\n2,Email\n"));
	assert_null(THROUGH(""));
	assert_null(THROUGH("\n\n"));
}

static void a_header_below_some_words_is_found(void **state)
{
	assert_string_equal(THROUGH("Schools of Surrey\n\nURN,Forename,Surname\n1,Ann,Zebedee\n"),
		"Schools of Surrey\n\nURN,Forename,Surname\n1,,\n");
	/* One such word below the header may be what a cell says. */
	assert_null(THROUGH("role,n\nPrincipal,3\nDeputy,4\n"));
}

static void a_quote_that_never_closes_still_does_not(void **state)
{
	const char *kept = THROUGH("URN,Surname\n1,Zebedee\n2,\"Xylophone\n3,Quux\n");

	assert_string_equal(kept, "URN,Surname\n1,\n2,\"");
}

static void what_is_long_is_emptied_wherever_a_part_of_it_is_read(void **state)
{
	struct buffer text, want;
	const char *kept;

	buffer_init(&text, 8 * MIB);
	buffer_init(&want, 8 * MIB);
	buffer_text(&text, "URN,Surname,Town\r\n");
	buffer_text(&want, "URN,Surname,Town\r\n");
	for (unsigned i = 0; i < 60000; i++) {
		buffer_print(&text, "%u,\"Zebedee\r\n\"\"%u\"\"\",W%u\r\n", i, i, i);
		buffer_print(&want, "%u,,W%u\r\n", i, i);
	}
	kept = through(*state, (const char *)text.data, text.len, 0);
	assert_int_equal(((struct door *)*state)->n_kept, want.len);
	assert_memory_equal(kept, want.data, want.len);
	buffer_done(&text);
	buffer_done(&want);
}

/* Rows and columns are where they were: the reader finds the same fields, but for those that were emptied. */
static void the_reader_finds_everything_else_as_before(void **state)
{
	struct door *door = *state;
	uint64_t seed = 88172645463325252u;

	for (unsigned round = 0; round < 300; round++) {
		static const char *const pieces[] = {
			",", ",", "\n", "\r\n", "\"", "\"\"", "a", " b", "\r", "7"};
		struct csv *before = NULL, *after = NULL;
		struct csv_row x, y;
		struct err_text text;
		struct buffer file;
		const char *path;
		int got;

		buffer_init(&file, MIB);
		buffer_text(&file, "A,Surname,B,DOB\n");
		for (unsigned i = 0; i < 60; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			buffer_text(&file, pieces[seed % ARRAY_LEN(pieces)]);
		}
		(void)through(door, (const char *)file.data, file.len, 0);
		path = file_of(door->folder, (const char *)file.data, file.len);
		assert_int_equal(source_csv(path, INTAKE_UNPACKED_MAX, &before, &text), 0);
		got = csv_next(before, &x, &text);
		/* The reader has its file open, so that the name may be used again. */
		assert_int_equal(unlink(path), 0);
		path = file_of(door->folder, door->kept, door->n_kept);
		assert_int_equal(source_csv(path, INTAKE_UNPACKED_MAX, &after, &text), 0);
		for (;;) {
			assert_int_equal(csv_next(after, &y, &text), got);
			if (got <= 0)
				break;
			assert_int_equal(x.number, y.number);
			for (size_t i = 0; i < x.n && x.number > 1; i++) {
				if (i == 1 || i == 3)
					assert_true(i >= y.n || y.field[i].len == 0);
				else
					assert_true(i < y.n ? bytes_equal(x.field[i], y.field[i])
							    : x.field[i].len == 0);
			}
			got = csv_next(before, &x, &text);
		}
		csv_free(before);
		csv_free(after);
		buffer_done(&file);
	}
}

static size_t packed(const char *text, size_t len, uint8_t *ret, size_t room)
{
	z_stream z = {0};
	size_t n;

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)len;
	z.next_out = ret;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	n = room - z.avail_out;
	assert_int_equal(deflateEnd(&z), Z_OK);
	return n;
}

static void a_packed_file_is_kept_unpacked(void **state)
{
	static const char text[] = "URN,Surname\n1,Zebedee\n2,Xylophone\n";
	uint8_t bytes[400];
	size_t n = packed(text, sizeof(text) - 1, bytes, sizeof(bytes));

	assert_string_equal(through(*state, (const char *)bytes, n, 0), "URN,Surname\n1,\n2,\n");
}

static void a_damaged_packed_file_with_such_columns_is_refused(void **state)
{
	static char text[400000];
	static uint8_t bytes[500000];
	uint64_t seed = 1;
	size_t n;

	n = (size_t)snprintf(text, sizeof(text), "URN,Surname\n");
	while (n + 20 < sizeof(text)) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		n += (size_t)snprintf(text + n, 20, "%u,Zebedee\n", (unsigned)(seed >> 33));
	}
	n = packed(text, n, bytes, sizeof(bytes));
	assert_null(through(*state, (const char *)bytes, n - 2000, ERR_REFUSED));
	/* Without any it is left to its receipt to say what is wrong. */
	memcpy(text, "URN,Sirname\n", 12);
	n = packed(text, strlen(text), bytes, sizeof(bytes));
	assert_null(through(*state, (const char *)bytes, n - 2000, 0));
}

int main(void)
{
#define EACH(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		EACH(cells_under_a_personal_heading_are_emptied),
		EACH(capitals_spaces_and_punctuation_do_not_matter),
		EACH(quotes_line_ends_and_short_rows_stay_where_they_were),
		EACH(a_file_without_such_columns_is_left_alone),
		EACH(a_header_below_some_words_is_found),
		EACH(a_quote_that_never_closes_still_does_not),
		EACH(what_is_long_is_emptied_wherever_a_part_of_it_is_read),
		EACH(the_reader_finds_everything_else_as_before),
		EACH(a_packed_file_is_kept_unpacked),
		EACH(a_damaged_packed_file_with_such_columns_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
