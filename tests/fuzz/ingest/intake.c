/* SPDX-License-Identifier: MIT
 *
 * Any file on its way in, with the real formats and catalogue. The first line of the input is what the sender said,
 * with "|" between name, format, period, status and authority; the rest is the file. Whatever the file holds, its events
 * are such as consumers take, each figure is the one that stands where it says, the receipt adds up, and reading row by
 * row changes nothing.
 *
 * A sixth word of the first line, a number, makes a small input a large file: a line with "#" in it comes so many times,
 * "#" being its number, and "~" is so many fields.
 */
#include "services/ingest/reading/intake.h"

#include "common/base/csv.h"
#include "common/base/utf8.h"
#include "common/model/observation.h"
#include "services/ingest/reading/source.h"
#include "tests/fuzz/fuzz.h"

#define EVENTS_MAX ((size_t)64 * 1024 * 1024)
#define SAID       6

/* A file that is made large: more lines than any limit on measures, cells or schools, and a row longer than may be. */
#define TIMES_MAX 6000
#define FILE_MAX  ((size_t)1200 * 1024)

/* Figures of larger files are not looked up. */
#define SHEET_MAX ((size_t)64 * 1024)

struct told {
	struct buffer bytes; /* events one after another */
	size_t n;
	uint64_t cells, flagged, columns, schools, inspections, measures;
	bool accepted, closed;
	enum observation_kind last;
};

/* The file as it is read a second time: its rows by number, the first that holds anything being the header. */
struct sheet {
	size_t n;
	struct line {
		size_t n;
		struct bytes *field;
	} * line;
	const struct line *header;
};

static struct formats *formats;
static struct catalogue *catalogue;
static struct arena *arena, *kept;
static struct sheet sheet;

static void keep_row(const struct csv_row *row)
{
	struct line *line = &sheet.line[sheet.n++];

	line->n = row->n;
	line->field = arena_take_array(kept, row->n, sizeof(*line->field));
	require(line->field != NULL, "memory");
	for (size_t i = 0; i < row->n; i++) {
		const struct bytes *field = &row->field[i];

		line->field[i] =
			bytes_of(arena_text(kept, (const char *)field->data, field->len), field->len);
		if (field->len > 0 && sheet.header == NULL)
			sheet.header = line;
	}
}

static void keep_sheet(const char *path, const uint8_t *data, size_t size)
{
	struct err_text text = {""};
	struct csv *csv = NULL;
	struct csv_row row;

	arena_reset(kept);
	sheet = (struct sheet){0};
	if (size > SHEET_MAX || (size >= 2 && data[0] == 0x1f && data[1] == 0x8b))
		return;
	require(source_csv(path, 4 * SHEET_MAX, &csv, &text) == 0, text.text);
	sheet.line = arena_take_array(kept, size + 1, sizeof(*sheet.line));
	while (csv_next(csv, &row, &text) > 0)
		keep_row(&row);
	csv_free(csv);
}

/* What stands in a row under the name of a column; false when there are no two ways to say. */
static bool stands(uint32_t row, const char *name, struct bytes *ret)
{
	const struct line *line = &sheet.line[row - 1];

	require(row <= sheet.n, "a figure is of a row of the file");
	for (size_t i = 0; i < sheet.header->n; i++)
		if (bytes_equal(sheet.header->field[i], bytes_text(name))) {
			*ret = i < line->n ? line->field[i] : bytes_of("", 0);
			return true;
		}
	return false;
}

static void look_up(const struct column *column, size_t i)
{
	struct decimal figure = {0, 0};
	struct bytes field;
	int64_t value;

	if (sheet.header == NULL || !stands(column->row[i], column_source(column, i), &field))
		return;
	if (column->numerator != NULL && column->numerator[i] != DECIMAL_NONE)
		return; /* a share that the file gives as its parts */
	if (column_flag(column, i) != FLAG_PRESENT) {
		require(field.len > 0, "a flag stands for a word of the file");
		return;
	}
	require(decimal_parse((const char *)field.data, field.len, &figure) == 0,
		"a figure stands in the file");
	require(decimal_rescale(figure.m, figure.scale, column->scale, &value) && value == column->value[i],
		"as it is told");
	require(column_decimals(column, i) == figure.scale || figure.scale > column->scale,
		"with its decimals");
}

static void tell_column(struct told *told, const struct column *column)
{
	told->columns++;
	told->cells += column->n;
	for (size_t i = 0; i < column->n; i++) {
		require(i == 0 || column->area[i] > column->area[i - 1], "areas ascend");
		require(column_source(column, i)[0] != '\0' && column->row != NULL && column->row[i] > 1,
			"a figure says where it stood");
		told->flagged += column_flag(column, i) != FLAG_PRESENT;
		look_up(column, i);
	}
}

static void tell_closed(struct told *told, const struct closed *closed)
{
	require(closed->accepted == told->accepted, "the receipt says what became of the file");
	require(closed->rows_read == closed->rows_accepted + closed->rows_refused + closed->rows_ignored,
		"rows add up");
	require(closed->n_refused <= REFUSED_MAX, "the receipt is bounded");
	require(closed->accepted || closed->note[0] != '\0', "a file is refused with a reason");
	require(closed->cells == told->cells && closed->cells_flagged == told->flagged, "cells add up");
	require(closed->columns == told->columns && closed->schools == told->schools &&
			closed->inspections == told->inspections && closed->measures == told->measures,
		"so does the rest");
	for (size_t i = 0; i < closed->n_refused; i++)
		require(closed->refused[i].row > 0 && closed->refused[i].reason[0] != '\0',
			"refusals say where and why");
	told->closed = true;
}

/* Opened, lists, columns, findings, Closed. */
static unsigned place_of(enum observation_kind kind)
{
	switch (kind) {
	case OBSERVATION_OPENED:
		return 0;
	case OBSERVATION_AREAS:
	case OBSERVATION_MEASURES:
	case OBSERVATION_REGISTER:
	case OBSERVATION_NEIGHBOURS:
	case OBSERVATION_INSPECTIONS:
	case OBSERVATION_EVENTS:
	case OBSERVATION_LINKS:
	case OBSERVATION_GROUPS:
		return 1;
	case OBSERVATION_COLUMN:
		return 2;
	case OBSERVATION_FINDINGS:
		return 3;
	case OBSERVATION_CLOSED:
		return 4;
	}
	return 5;
}

static void tell(struct told *told, const struct observation *event)
{
	require(event->submission == 7, "events are of the submission");
	require(!told->closed, "nothing follows Closed");
	require(told->n == 0 || place_of(event->kind) >= place_of(told->last), "events come in their order");
	require((told->n == 0 && told->accepted) == (event->kind == OBSERVATION_OPENED),
		"an accepted file opens");
	told->last = event->kind;
	told->n++;
	if (event->kind == OBSERVATION_MEASURES)
		told->measures += event->n;
	if (event->kind == OBSERVATION_REGISTER)
		told->schools += event->n;
	if (event->kind == OBSERVATION_INSPECTIONS)
		told->inspections += event->n;
	if (event->kind == OBSERVATION_COLUMN)
		tell_column(told, &event->column);
	if (event->kind == OBSERVATION_CLOSED)
		tell_closed(told, &event->closed);
}

static void tell_all(struct told *told, struct intake *intake)
{
	size_t n = intake_events(intake);

	told->accepted = intake_accepted(intake);
	require(told->accepted ? n > 1 : n == 1, "a refused file has one event");
	for (size_t i = 0; i < n; i++) {
		size_t start = told->bytes.len;
		struct observation event;
		const char *reason = "";

		require(intake_event(intake, i, &told->bytes) == 0, "an event can be encoded");
		arena_reset(arena);
		require(observation_decode(arena, bytes_of(told->bytes.data + start, told->bytes.len - start),
				&event, &reason) == 0,
			reason);
		tell(told, &event);
	}
	require(told->closed, "a file ends in Closed");
}

static void take(
	const struct submit *submit, const uint8_t *data, size_t size, unsigned slice, struct told *told)
{
	struct intake_options options = {.path = memory_file(data, size),
		.folder = scratch_folder(),
		.submission = 7,
		.submit = submit,
		.received = 5,
		.formats = formats,
		.catalogue = catalogue};
	struct err_text error = {""};
	struct intake *intake = NULL;
	bool more = true;

	memset(told, 0, sizeof(*told));
	buffer_init(&told->bytes, EVENTS_MAX);
	require(intake_open(&options, &intake, &error) == 0, "any file is begun");
	for (size_t turns = 0; more; turns++) {
		require(turns <= 4 * FILE_MAX + size, "a file ends"); /* packed, and read twice */
		require(intake_read(intake, slice, &more) == 0, "no file stops the service");
	}
	tell_all(told, intake);
	intake_free(intake);
}

static uint32_t number_of(const char *text, uint32_t most)
{
	unsigned long value = strtoul(text, NULL, 10);

	return value > most ? 0 : (uint32_t)value;
}

/* A text as a command may hold it: UTF-8 of bounded length without control characters. */
static void clean(char *text)
{
	uint8_t *p = (uint8_t *)text;
	size_t len = strlen(text), i = 0;

	while (i < len) {
		size_t n = utf8_length(p + i, len - i);

		if (n == 0 || p[i] < 0x20)
			p[i] = '?';
		n = n == 0 ? 1 : n;
		if (i + n > 250)
			break;
		i += n;
	}
	p[i] = '\0';
}

/* What the sender said; returns how many times lines are to come. */
static uint32_t said(char *line, struct submit *ret)
{
	char *field[SAID] = {line, line, line, line, line, line};

	for (size_t i = 0; i < SAID; i++) {
		char *bar = strchr(field[i], '|');

		if (bar == NULL)
			bar = field[i] + strlen(field[i]);
		if (i + 1 < SAID)
			field[i + 1] = *bar == '\0' ? bar : bar + 1;
		*bar = '\0';
		clean(field[i]);
	}
	*ret = (struct submit){.name = field[0], .format = field[1], .period = field[2], .status = field[3]};
	ret->authority = number_of(field[4], 999);
	return number_of(field[5], TIMES_MAX);
}

/* One line of the input `times` times, or once when there is no "#" in it. */
static void enlarge_line(const uint8_t *line, size_t len, uint32_t times, struct buffer *out)
{
	bool many = len > 0 && memchr(line, '#', len) != NULL;

	for (uint32_t k = 1; k <= (many ? times : 1); k++)
		for (size_t i = 0; i < len; i++) {
			if (line[i] == '#')
				buffer_print(out, "%u", 100000 + k);
			for (uint32_t n = 0; line[i] == '~' && n < times && !out->failed; n++)
				buffer_text(out, "xxxxxxx,");
			if (line[i] != '#' && line[i] != '~')
				buffer_add(out, line + i, 1);
		}
}

/* The file: the input as it is, or made large. */
static void enlarge(const uint8_t *data, size_t size, uint32_t times, struct buffer *out)
{
	for (size_t from = 0, len; times > 0 && from < size; from += len) {
		const uint8_t *newline = memchr(data + from, '\n', size - from);

		len = newline == NULL ? size - from : (size_t)(newline - data) + 1 - from;
		enlarge_line(data + from, len, times, out);
	}
	if (times == 0 && size > 0)
		buffer_add(out, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = size == 0 ? NULL : memchr(data, '\n', size);
	size_t begin = newline == NULL ? size : (size_t)(newline - data) + 1;
	struct err_text error = {""};
	struct submit submit;
	struct told whole, sliced;
	struct buffer file;
	uint32_t times;
	char *line;

	if (formats == NULL) {
		arena = arena_open((size_t)16 * 1024 * 1024);
		kept = arena_open((size_t)16 * 1024 * 1024);
		require(catalogue_open("common/model/catalogue", &catalogue, &error) == 0, error.text);
		require(formats_open("services/ingest/formats", &formats, &error) == 0, error.text);
	}
	line = text_of(data, newline == NULL ? size : begin - 1);
	times = said(line, &submit);
	buffer_init(&file, FILE_MAX);
	enlarge(data + begin, size - begin, times, &file);
	submit.size = file.len;
	keep_sheet(memory_file(file.data, file.len), file.data, file.len);
	take(&submit, file.data, file.len, 4096, &whole);
	take(&submit, file.data, file.len, 1, &sliced);
	require(bytes_equal(bytes_of(whole.bytes.data, whole.bytes.len),
			bytes_of(sliced.bytes.data, sliced.bytes.len)),
		"a file read row by row is the same file");
	buffer_done(&whole.bytes);
	buffer_done(&sliced.bytes);
	buffer_done(&file);
	free(line);
	return 0;
}
