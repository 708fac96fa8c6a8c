/* SPDX-License-Identifier: MIT
 *
 * See csv.h. The window holds at least one whole row; the row's end is found first, then it is split and unquoted in
 * place.
 */
#include "common/base/csv.h"

#include <endian.h>
#include <stdlib.h>

#include "common/base/utf8.h"

/* Read this much at a time. */
#define READ_SIZE ((size_t)256 * 1024)

/* A converted field grows at most threefold: a byte of Windows-1252 is at most three of UTF-8. */
#define CONVERTED_MAX (3 * CSV_ROW_MAX)

struct traits {
	bool quotes, nuls, high; /* high: bytes beyond ASCII */
};

struct csv {
	struct csv_source source;
	uint8_t *window; /* CSV_ROW_MAX + READ_SIZE, and a word that load() may look at */
	size_t start;    /* of the next row */
	size_t end;      /* of what was read */
	bool finished;   /* nothing more to read */
	bool open_ended;
	uint32_t number;
	struct bytes *field;
	uint8_t *converted; /* made when the first field needs it */
	size_t converted_len;
};

int csv_open(const struct csv_source *source, struct csv **ret, struct err_text *text)
{
	struct csv *csv = calloc(1, sizeof(*csv));

	if (csv == NULL) {
		if (source->free != NULL)
			source->free(source->from);
		return error_set(text, ERR_NOMEM, "out of memory");
	}
	csv->source = *source;
	csv->window = calloc(1, CSV_ROW_MAX + READ_SIZE + sizeof(uint64_t));
	csv->field = malloc(CSV_COLUMNS_MAX * sizeof(*csv->field));
	if (csv->window == NULL || csv->field == NULL) {
		csv_free(csv);
		return error_set(text, ERR_NOMEM, "out of memory");
	}
	*ret = csv;
	return 0;
}

void csv_free(struct csv *csv)
{
	if (csv == NULL)
		return;
	if (csv->source.free != NULL)
		csv->source.free(csv->source.from);
	free(csv->window);
	free(csv->field);
	free(csv->converted);
	free(csv);
}

bool csv_open_ended(const struct csv *csv)
{
	return csv->open_ended;
}

/* Move what is left to the front and read more. */
static int fill(struct csv *csv, struct err_text *text)
{
	size_t room, n = 0;
	int rc;

	memmove(csv->window, csv->window + csv->start, csv->end - csv->start);
	csv->end -= csv->start;
	csv->start = 0;
	room = CSV_ROW_MAX + READ_SIZE - csv->end;
	if (room > READ_SIZE)
		room = READ_SIZE; /* what stays in the processor's cache until it is looked at */
	rc = csv->source.read(csv->source.from, csv->window + csv->end, room, &n, text);
	if (rc < 0)
		return rc;
	csv->finished = n == 0;
	csv->end += n;
	return 0;
}

/* Eight bytes at once: the highest bit of each that equals `c`. */
static uint64_t equal_bytes(uint64_t word, uint8_t c)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7f;
	uint64_t differs = word ^ c * 0x0101010101010101u;

	return ~(((differs & low) + low) | differs | low);
}

/* Eight bytes of the window, the first in the lowest bits; from `have` on they are blanks. */
static uint64_t load(const uint8_t *p, size_t have)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word)); /* the window has room for it behind its last byte */
	word = le64toh(word);
	if (have < sizeof(word)) {
		uint64_t beyond = UINT64_MAX << 8 * have;

		word = (word & ~beyond) | (0x2020202020202020 & beyond);
	}
	return word;
}

/* What a row has that asks for more than finding its commas. */
static struct traits traits_of(const uint8_t *p, size_t len)
{
	uint64_t quotes = 0, nuls = 0, high = 0;

	for (size_t i = 0; i < len; i += 8) {
		uint64_t word = load(p + i, len - i);

		quotes |= equal_bytes(word, '"');
		nuls |= equal_bytes(word, 0);
		high |= word & 0x8080808080808080;
	}
	return (struct traits){quotes != 0, nuls != 0, high != 0};
}

/* The line end that ends the row, or NULL when it is not among the bytes; `ret_open` then tells whether a quoted field is
 * open. As in split_quoted(), a quote opens a field only at its beginning, and a line end inside quotes is part of a field. */
static const uint8_t *row_end(const uint8_t *row, size_t have, bool *ret_open)
{
	const uint8_t *newline = have == 0 ? NULL : memchr(row, '\n', have);
	bool begins = true, quoted = false;

	*ret_open = false;
	if (newline != NULL && memchr(row, '"', (size_t)(newline - row)) == NULL)
		return newline;
	for (size_t i = 0; i < have; i++) {
		if (!quoted && row[i] == '\n')
			return row + i;
		if (quoted && row[i] == '"' && i + 1 < have && row[i + 1] == '"')
			i++;
		else if (quoted && row[i] == '"')
			quoted = false;
		else if (begins && row[i] == '"')
			quoted = true;
		begins = !quoted && row[i] == ',';
	}
	*ret_open = quoted;
	return NULL;
}

static bool is_utf8(const uint8_t *p, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_length(p + i, len - i);
		if (n == 0)
			return false;
	}
	return true;
}

/* Windows-1252: as Latin-1 but for 0x80 to 0x9f. Its five unused bytes become the replacement character. */
static uint32_t cp1252(uint8_t c)
{
	static const uint16_t upper[32] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019,
		0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd,
		0x017e, 0x0178};

	return c >= 0x80 && c < 0xa0 ? upper[c - 0x80] : c;
}

static int convert(struct csv *csv, struct bytes *field)
{
	uint8_t *out;
	size_t n = 0;

	if (csv->converted == NULL)
		csv->converted = malloc(CONVERTED_MAX);
	if (csv->converted == NULL)
		return ERR_NOMEM;
	out = csv->converted + csv->converted_len;
	for (size_t i = 0; i < field->len; i++) {
		uint32_t c = cp1252(field->data[i]);

		if (c < 0x80) {
			out[n++] = (uint8_t)c;
		} else if (c < 0x800) {
			out[n++] = (uint8_t)(0xc0 | c >> 6);
			out[n++] = (uint8_t)(0x80 | (c & 0x3f));
		} else {
			out[n++] = (uint8_t)(0xe0 | c >> 12);
			out[n++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
			out[n++] = (uint8_t)(0x80 | (c & 0x3f));
		}
	}
	*field = bytes_of(out, n);
	csv->converted_len += n;
	return 0;
}

static int add_field(
	struct csv *csv, struct csv_row *row, const uint8_t *p, size_t len, bool high, struct err_text *text)
{
	struct bytes *field = &csv->field[row->n];

	if (row->n == CSV_COLUMNS_MAX)
		return error_set(
			text, ERR_LIMIT, "row %u: more than %d columns", row->number, CSV_COLUMNS_MAX);
	if (len > CSV_FIELD_MAX)
		return error_set(text, ERR_LIMIT, "row %u, column %zu: a field of more than %zu bytes",
			row->number, row->n + 1, CSV_FIELD_MAX);
	while (len > 0 && (p[0] == ' ' || p[0] == '\t')) {
		p++;
		len--;
	}
	while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
		len--;
	*field = bytes_of(p, len);
	if (high && !is_utf8(p, len) && convert(csv, field) < 0)
		return error_set(text, ERR_NOMEM, "out of memory");
	row->n++;
	return 0;
}

/* Split a row without quotes at its commas. */
static int split_plain(
	struct csv *csv, const uint8_t *p, size_t len, bool high, struct csv_row *row, struct err_text *text)
{
	size_t begin = 0;

	for (size_t i = 0; i < len; i += 8) {
		for (uint64_t commas = equal_bytes(load(p + i, len - i), ','); commas != 0;
			commas &= commas - 1) {
			size_t at = i + (size_t)__builtin_ctzll(commas) / 8;
			int rc = add_field(csv, row, p + begin, at - begin, high, text);

			if (rc < 0)
				return rc;
			begin = at + 1;
		}
	}
	return add_field(csv, row, p + begin, len - begin, high, text);
}

/* Split a row into fields, unquoting each in place. */
static int split_quoted(
	struct csv *csv, uint8_t *p, size_t len, bool high, struct csv_row *row, struct err_text *text)
{
	size_t i = 0;

	for (;;) {
		uint8_t *out = p + i;
		uint8_t *begin = out;
		int rc;

		if (i < len && p[i] == '"') {
			for (i++; i < len; i++) {
				if (p[i] == '"' && (i + 1 == len || p[i + 1] != '"'))
					break;
				if (p[i] == '"')
					i++;
				*out++ = p[i];
			}
			i++;
			while (i < len && p[i] != ',')
				*out++ = p
					[i++]; /* characters after the closing quote: kept, as spreadsheets do */
		} else {
			uint8_t *comma = i < len ? memchr(p + i, ',', len - i) : NULL;
			size_t to = comma == NULL ? len : (size_t)(comma - p);

			out = p + to;
			i = to;
		}
		rc = add_field(csv, row, begin, (size_t)(out - begin), high, text);
		if (rc < 0)
			return rc;
		if (i >= len)
			return 0;
		i++;
	}
}

/* Make sure that a whole row stands at `start`: its length without its line end, and with it in `ret_whole`. */
static int find_row(struct csv *csv, size_t *ret_len, size_t *ret_whole, struct err_text *text)
{
	const uint8_t *row, *end;
	bool open;
	size_t have;

	for (;;) {
		bool marked;
		int rc;

		row = csv->window + csv->start;
		have = csv->end - csv->start;
		marked = csv->number == 0 && have >= 3 && memcmp(row, "\xef\xbb\xbf", 3) == 0;
		end = marked ? row_end(row + 3, have - 3, &open) : row_end(row, have, &open);
		if (end != NULL || csv->finished || have > CSV_ROW_MAX + 1)
			break;
		rc = fill(csv, text);
		if (rc < 0)
			return rc;
	}
	if (end == NULL && csv->finished && open)
		return error_set(text, ERR_SYNTAX,
			"row %u: a quote is opened and never closed: the file was cut short",
			csv->number + 1);
	*ret_len = end == NULL ? have : (size_t)(end - row);
	*ret_whole = end == NULL ? have : *ret_len + 1;
	if (*ret_len > 0 && row[*ret_len - 1] == '\r')
		--*ret_len;
	if (*ret_len > CSV_ROW_MAX)
		return error_set(
			text, ERR_LIMIT, "row %u: longer than %zu bytes", csv->number + 1, CSV_ROW_MAX);
	csv->open_ended = end == NULL && have > 0;
	return end != NULL || have > 0;
}

int csv_next(struct csv *csv, struct csv_row *ret, struct err_text *text)
{
	size_t len = 0, whole = 0;
	struct traits traits;
	uint8_t *row;
	int rc = find_row(csv, &len, &whole, text);

	if (rc <= 0)
		return rc;
	row = csv->window + csv->start;
	if (csv->number == 0 && len >= 3 && memcmp(row, "\xef\xbb\xbf", 3) == 0) {
		row += 3;
		len -= 3;
	}
	csv->start += whole;
	if (csv->number == CSV_ROWS_MAX)
		return error_set(text, ERR_LIMIT, "the file has more than %u rows", CSV_ROWS_MAX);
	csv->number++;
	ret->number = csv->number;
	ret->n = 0;
	ret->field = csv->field;
	if (len == 0)
		return 1;
	traits = traits_of(row, len);
	if (traits.nuls)
		return error_set(
			text, ERR_SYNTAX, "row %u: holds a NUL byte: this is no text file", csv->number);
	csv->converted_len = 0;
	rc = traits.quotes ? split_quoted(csv, row, len, traits.high, ret, text)
			   : split_plain(csv, row, len, traits.high, ret, text);
	return rc < 0 ? rc : 1;
}
