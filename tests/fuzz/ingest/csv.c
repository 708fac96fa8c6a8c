/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a CSV file, against a second reader that goes byte by byte: the same rows with the same fields, or an
 * error where the second one sees one. Fields that are not UTF-8 have to become it.
 */
#include "common/base/csv.h"
#include "services/ingest/reading/source.h"

#include "common/base/buffer.h"
#include "common/base/utf8.h"
#include "tests/fuzz/fuzz.h"

/* Of a packed file. */
#define UNPACKED_MAX ((uint64_t)1024 * 1024)

/* The second reader: what it has read of the row at hand. Fields lie one after another, each behind its length. */
struct second {
	const uint8_t *at, *end;
	struct buffer fields;
	size_t n;
	bool blank, nul, cut;
};

static void end_field(struct second *second, struct buffer *field)
{
	size_t from = 0, to = field->len;

	while (from < to && (field->data[from] == ' ' || field->data[from] == '\t'))
		from++;
	while (to > from && (field->data[to - 1] == ' ' || field->data[to - 1] == '\t'))
		to--;
	to -= from;
	buffer_add(&second->fields, &to, sizeof(to));
	if (to > 0)
		buffer_add(&second->fields, field->data + from, to);
	second->n++;
	buffer_clear(field);
}

/* Is this the line end of the row: a line feed, or a carriage return with a line feed or nothing behind it? */
static bool ends(const struct second *second, const uint8_t *p)
{
	return p == second->end || *p == '\n' || (*p == '\r' && (p + 1 == second->end || p[1] == '\n'));
}

/* Read one row; false when there is none. */
static bool second_next(struct second *second)
{
	enum { BEGINS, PLAIN, QUOTED, CLOSED } state = BEGINS;
	struct buffer field;
	const uint8_t *p = second->at;

	if (p == second->end)
		return false;
	buffer_clear(&second->fields);
	buffer_init(&field, (size_t)16 * 1024 * 1024);
	second->n = 0;
	second->nul = second->cut = false;
	second->blank = ends(second, p);
	for (; state == QUOTED ? p < second->end : !ends(second, p); p++) {
		second->nul = second->nul || *p == '\0';
		if (state == BEGINS && *p == '"') {
			state = QUOTED;
		} else if (state == QUOTED && *p == '"' && p + 1 < second->end && p[1] == '"') {
			buffer_add(&field, p++, 1);
		} else if (state == QUOTED && *p == '"') {
			state = CLOSED;
		} else if (state != QUOTED && *p == ',') {
			end_field(second, &field);
			state = BEGINS;
		} else {
			buffer_add(&field, p, 1);
			state = state == BEGINS ? PLAIN : state;
		}
	}
	second->cut = state == QUOTED;
	end_field(second, &field);
	buffer_done(&field);
	if (p < second->end && *p == '\r')
		p++;
	second->at = p < second->end ? p + 1 : p;
	return true;
}

static bool is_text(struct bytes field)
{
	for (size_t i = 0, n; i < field.len; i += n) {
		n = utf8_length(field.data + i, field.len - i);
		if (n == 0)
			return false;
	}
	return true;
}

static void compare(const struct csv_row *row, const struct second *second)
{
	const uint8_t *p = second->fields.data;

	require(row->n == (second->blank ? 0 : second->n), "a row has as many fields");
	for (size_t i = 0; i < row->n; i++) {
		struct bytes want;

		memcpy(&want.len, p, sizeof(want.len));
		want.data = p + sizeof(want.len);
		p = want.data + want.len;
		require(is_text(row->field[i]), "fields are UTF-8");
		require(!is_text(want) || bytes_equal(row->field[i], want), "fields are the same");
	}
}

/* Row by row, against the second reader. */
static void read_beside(struct csv *csv, struct second *second)
{
	struct csv_row row = {0};
	struct err_text text = {""};
	uint32_t number = 0;
	int rc;

	while ((rc = csv_next(csv, &row, &text)) == 1) {
		number++;
		if (second_next(second))
			compare(&row, second);
		else
			require(number == 1 && row.n == 0,
				"but for a lone byte order mark, rows end where the second reader's do");
		require(row.number == number, "rows are counted");
		require(!second->cut && !second->nul, "what is no text is refused");
	}
	if (rc == 0)
		require(!second_next(second), "no row is left out");
	if (rc < 0) {
		require_reason(text.text);
		require(rc == ERR_LIMIT || (rc == ERR_REFUSED && number == 0) ||
				(rc == ERR_SYNTAX && second_next(second) && (second->cut || second->nul)),
			"only what is no text is refused");
	}
}

/* Packed: what it holds is another file, and any end of it has a reason. */
static void read_packed(struct csv *csv)
{
	struct csv_row row = {0};
	struct err_text text = {""};
	int rc;

	while ((rc = csv_next(csv, &row, &text)) == 1)
		for (size_t i = 0; i < row.n; i++)
			require(is_text(row.field[i]), "fields are UTF-8");
	require(rc == 0 || rc == ERR_LIMIT || rc == ERR_REFUSED || rc == ERR_SYNTAX, "no other error");
	if (rc < 0)
		require_reason(text.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct second second = {.at = data, .end = data + size};
	struct err_text text = {""};
	struct csv *csv = NULL;

	require(source_csv(memory_file(data, size), UNPACKED_MAX, &csv, &text) == 0, text.text);
	buffer_init(&second.fields, (size_t)16 * 1024 * 1024);
	if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		second.at += 3;
	if (size >= 2 && data[0] == 0x1f && data[1] == 0x8b)
		read_packed(csv);
	else
		read_beside(csv, &second);
	buffer_done(&second.fields);
	csv_free(csv);
	return 0;
}
