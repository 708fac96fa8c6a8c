/* SPDX-License-Identifier: MIT
 *
 * CSV as it really comes. Rows are told as "number(field|field)".
 */
#include <sys/resource.h>

#include "common/base/csv.h"
#include "services/ingest/reading/source.h"
#include "tests/unit/ingest/file.h"

#define UNPACKED_MAX (4 * (uint64_t)MIB)
#define WINDOW       (CSV_ROW_MAX + (size_t)256 * 1024) /* what is read at once */

/* All rows of the file, then how it ended when it did not end well. */
static void tell(const char *path, struct buffer *out)
{
	struct err_text text = {""};
	struct csv *csv = NULL;
	struct csv_row row;
	int rc;

	buffer_clear(out);
	assert_int_equal(source_csv(path, UNPACKED_MAX, &csv, &text), 0);
	while ((rc = csv_next(csv, &row, &text)) == 1) {
		buffer_print(out, "%u(", row.number);
		for (size_t i = 0; i < row.n; i++)
			buffer_print(out, "%s%.*s", i == 0 ? "" : "|", (int)row.field[i].len,
				(const char *)row.field[i].data);
		buffer_text(out, csv_open_ended(csv) ? "..)" : ")");
	}
	if (rc < 0)
		buffer_print(out, " %s", text.text);
	csv_free(csv);
}

static void assert_rows(void *folder, const char *data, size_t len, const char *want)
{
	struct buffer out;

	buffer_init(&out, 8 * MIB);
	tell(file_of(folder, data, len), &out);
	assert_string_equal(text_in(&out), want);
	buffer_done(&out);
}

#define ROWS(text, want) assert_rows(*state, text, sizeof(text) - 1, want)

static void rows_come_with_any_line_end(void **state)
{
	ROWS("a,b\nc,d\n", "1(a|b)2(c|d)");
	ROWS("a,b\r\nc,d\r\n", "1(a|b)2(c|d)");
	ROWS("a,b\nc,d", "1(a|b)2(c|d..)");
	ROWS("a,b\r\nc,d\r", "1(a|b)2(c|d..)"); /* cut between the two */
	ROWS("", "");
	ROWS("\n", "1()");
}

static void a_mark_at_the_beginning_is_no_part_of_the_first_field(void **state)
{
	ROWS("\xef\xbb\xbf"
	     "a,b\n",
		"1(a|b)");
	ROWS("\xef\xbb\xbf\"a\nx\",b\nc\n", "1(a\nx|b)2(c)");
	ROWS("\xef\xbb\xbf", "1(..)");
	ROWS("a\n\xef\xbb\xbf"
	     "b\n",
		"1(a)2(\xef\xbb\xbf"
		"b)");
}

static void blank_lines_count_and_have_no_fields(void **state)
{
	ROWS("a\n\n\r\nb\n", "1(a)2()3()4(b)");
}

static void rows_may_be_short_and_fields_empty(void **state)
{
	ROWS("a,b,c\n1\n,\n1,2,3,4\n,,\n", "1(a|b|c)2(1)3(|)4(1|2|3|4)5(||)");
	ROWS(" a ,\tb\t, c d \n", "1(a|b|c d)");
}

static void quoted_fields_hold_commas_quotes_and_line_ends(void **state)
{
	ROWS("\"a, b\",\"c \"\"d\"\"\",\"\"\n", "1(a, b|c \"d\"|)");
	ROWS("\"a\nb\",c\r\nd\n", "1(a\nb|c)2(d)");
	ROWS("\"a\r\nb\"\r\n\"c\"\"\n\"\"d\"\n", "1(a\r\nb)2(c\"\n\"d)");
	ROWS("\"\"\"\"\n", "1(\")");
	ROWS("\"a\"b,c\n", "1(ab|c)");
	ROWS("\"a\",\"b\"", "1(a|b..)");
}

/* As spreadsheets read it: a quote opens a field only at its beginning. */
static void a_quote_inside_a_field_is_a_character(void **state)
{
	ROWS("1,5\" ruler\n2,6\" ruler\n3,c\n", "1(1|5\" ruler)2(2|6\" ruler)3(3|c)");
	ROWS("1,5\" ruler\n2,b\n", "1(1|5\" ruler)2(2|b)");
	ROWS("1,St \"X\" School\n2,b\n", "1(1|St \"X\" School)2(2|b)");
	ROWS("1,\"a\"\"b\"c\" d\n2,b\n", "1(1|a\"bc\" d)2(2|b)");
}

static void a_quote_that_is_never_closed_is_refused(void **state)
{
	ROWS("a\n\"b,c\nd\n", "1(a) row 2: a quote is opened and never closed: the file was cut short");
	ROWS("a\nb,\"", "1(a) row 2: a quote is opened and never closed: the file was cut short");
	ROWS("a\n\"b\"\"", "1(a) row 2: a quote is opened and never closed: the file was cut short");
}

static void a_nul_byte_is_refused(void **state)
{
	ROWS("a\nb\0c\n", "1(a) row 2: holds a NUL byte: this is no text file");
	ROWS("a\n\"\0\"\n", "1(a) row 2: holds a NUL byte: this is no text file");
}

static void what_is_not_utf8_is_read_as_windows_1252(void **state)
{
	ROWS("caf\xe9,\x80\x93\x9f\xff,\x81\n",
		"1(caf\xc3\xa9|\xe2\x82\xac\xe2\x80\x9c\xc5\xb8\xc3\xbf|\xef\xbf\xbd)");
	ROWS("caf\xc3\xa9,Beno\xeet\n", "1(caf\xc3\xa9|Beno\xc3\xaet)");
	ROWS("\xf0\x9f\x98\x80\n", "1(\xf0\x9f\x98\x80)");
	/* surrogates, overlong forms and what lies beyond Unicode are not UTF-8: nobody else would take them */
	ROWS("\xed\xa0\x80\n", "1(\xc3\xad\xc2\xa0\xe2\x82\xac)");
	ROWS("\xe0\x80\x80\n", "1(\xc3\xa0\xe2\x82\xac\xe2\x82\xac)");
	ROWS("\xf4\x90\x80\x80\n", "1(\xc3\xb4\xef\xbf\xbd\xe2\x82\xac\xe2\x82\xac)");
	ROWS("\xe2\x82\n", "1(\xc3\xa2\xe2\x80\x9a)");
}

static void as_many_columns_as_the_limit_and_no_more(void **state)
{
	char row[CSV_COLUMNS_MAX + 2];

	memset(row, ',', sizeof(row));
	row[CSV_COLUMNS_MAX - 1] = '\n';
	{
		struct buffer out;

		buffer_init(&out, MIB);
		tell(file_of(*state, row, CSV_COLUMNS_MAX), &out);
		assert_int_equal(out.len, CSV_COLUMNS_MAX - 1 + 3);
		buffer_done(&out);
	}
	row[CSV_COLUMNS_MAX - 1] = ',';
	row[CSV_COLUMNS_MAX] = '\n';
	assert_rows(*state, row, CSV_COLUMNS_MAX + 1, " row 1: more than 2000 columns");
}

/* Fields of at most a kilobyte: no more than may be in a row, none longer than one may be. */
static void fill_with_fields(char *data, size_t len)
{
	memset(data, 'x', len);
	for (size_t i = 1023; i < len; i += 1024)
		data[i] = ',';
}

static void a_field_of_the_greatest_length_is_taken_and_no_longer_one(void **state)
{
	char *data = calloc(1, CSV_FIELD_MAX + 8);
	struct buffer out;

	assert_non_null(data);
	buffer_init(&out, MIB);
	memset(data, 'x', CSV_FIELD_MAX + 8);
	memcpy(data, "a\nb,", 4);
	data[4 + CSV_FIELD_MAX] = '\n';
	tell(file_of(*state, data, 4 + CSV_FIELD_MAX + 1), &out);
	assert_int_equal(out.len, CSV_FIELD_MAX + 9);
	data[4 + CSV_FIELD_MAX] = 'x';
	data[4 + CSV_FIELD_MAX + 1] = '\n';
	assert_rows(*state, data, 4 + CSV_FIELD_MAX + 2,
		"1(a) row 2, column 2: a field of more than 65536 bytes");
	buffer_done(&out);
	free(data);
}

static void a_row_of_the_greatest_length_is_taken_wherever_it_begins(void **state)
{
	size_t room = 2 * CSV_ROW_MAX + 64;
	char *data = malloc(room);
	struct buffer out;

	assert_non_null(data);
	buffer_init(&out, 8 * MIB);
	/* before it stands a row that leaves more and less of it in the first window */
	for (size_t before = 1; before < WINDOW - CSV_ROW_MAX + 3; before += before < 4 ? 1 : 65535) {
		fill_with_fields(data, room);
		data[before - 1] = '\n';
		data[before + CSV_ROW_MAX] = '\n';
		tell(file_of(*state, data, before + CSV_ROW_MAX + 1), &out);
		assert_int_equal(out.len, before - 1 + CSV_ROW_MAX + 6);
		data[before + CSV_ROW_MAX] = ',';
		data[before + CSV_ROW_MAX + 1] = '\n';
		tell(file_of(*state, data, before + CSV_ROW_MAX + 2), &out);
		assert_non_null(strstr(text_in(&out), " row 2: longer than 1048576 bytes"));
	}
	buffer_done(&out);
	free(data);
}

static void a_file_that_is_one_long_row_takes_no_memory(void **state)
{
	const char *path = folder_path(*state, "long.csv");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct rusage before, after;
	struct buffer out;

	assert_true(fd >= 0 && ftruncate(fd, (off_t)1 << 30) == 0 && close(fd) == 0);
	buffer_init(&out, MIB);
	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	tell(path, &out);
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_string_equal(text_in(&out), " row 1: longer than 1048576 bytes");
	assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 16 * 1024);
	buffer_done(&out);
}

/* The end of the first window at every byte of a row that has something of everything. */
static void rows_are_the_same_wherever_the_window_ends(void **state)
{
	static const char row[] = "\"a \"\"q\"\"\r\nb\",caf\xe9,\xc3\xa9,x\r\n,y\n";
	char *data = malloc(WINDOW + sizeof(row));
	struct buffer out;

	assert_non_null(data);
	buffer_init(&out, 8 * MIB);
	for (size_t start = WINDOW - sizeof(row); start <= WINDOW + 1; start++) {
		memset(data, 'z', start);
		for (size_t i = 1023; i < start - 1; i += 1024)
			data[i] = ',';
		data[start - 1] = '\n';
		data[start / 2] = '\n'; /* two rows, since one would be too long */
		memcpy(data + start, row, sizeof(row) - 1);
		tell(file_of(*state, data, start + sizeof(row) - 1), &out);
		if (strstr(text_in(&out), ")3(a \"q\"\r\nb|caf\xc3\xa9|\xc3\xa9|x)4(|y)") == NULL)
			fail_msg("the window ends %zu bytes into the row", WINDOW - start);
	}
	buffer_done(&out);
	free(data);
}

static void a_file_that_is_not_there_is_said_so(void **state)
{
	struct err_text text = {""};
	struct csv *csv = NULL;

	assert_int_equal(source_csv(folder_path(*state, "none"), UNPACKED_MAX, &csv, &text), ERR_IO);
	assert_null(csv);
	csv_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_with_any_line_end),
		cmocka_unit_test(a_mark_at_the_beginning_is_no_part_of_the_first_field),
		cmocka_unit_test(blank_lines_count_and_have_no_fields),
		cmocka_unit_test(rows_may_be_short_and_fields_empty),
		cmocka_unit_test(quoted_fields_hold_commas_quotes_and_line_ends),
		cmocka_unit_test(a_quote_inside_a_field_is_a_character),
		cmocka_unit_test(a_quote_that_is_never_closed_is_refused),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(what_is_not_utf8_is_read_as_windows_1252),
		cmocka_unit_test(as_many_columns_as_the_limit_and_no_more),
		cmocka_unit_test(a_field_of_the_greatest_length_is_taken_and_no_longer_one),
		cmocka_unit_test(a_row_of_the_greatest_length_is_taken_wherever_it_begins),
		cmocka_unit_test(a_file_that_is_one_long_row_takes_no_memory),
		cmocka_unit_test(rows_are_the_same_wherever_the_window_ends),
		cmocka_unit_test(a_file_that_is_not_there_is_said_so),
	};

	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
