/* SPDX-License-Identifier: MIT
 *
 * Any file on its way in, with the real formats and catalogue. The first line of the input is what the sender said,
 * with "|" between name, format, period, status and authority; the rest is the file. Whatever the file holds, its events are
 * such as consumers take, the receipt adds up, and reading row by row changes nothing.
 */
#include "services/ingest/intake.h"

#include "common/base/utf8.h"
#include "common/model/observation.h"
#include "tests/fuzz/fuzz.h"

#define EVENTS_MAX ((size_t)64 * 1024 * 1024)
#define SAID       5

struct told {
	struct buffer bytes; /* events one after another */
	size_t n;
	uint64_t cells, flagged, columns, schools, inspections, measures;
	bool accepted, closed;
	enum observation_kind last;
};

static struct formats *formats;
static struct catalogue *catalogue;
static struct arena *arena;

static void tell_column(struct told *told, const struct column *column)
{
	told->columns++;
	told->cells += column->n;
	for (size_t i = 0; i < column->n; i++) {
		require(i == 0 || column->area[i] > column->area[i - 1], "areas ascend");
		require(column_source(column, i)[0] != '\0' && column->row != NULL && column->row[i] > 1,
			"a figure says where it stood");
		told->flagged += column_flag(column, i) != FLAG_PRESENT;
	}
}

static void tell_closed(struct told *told, const struct closed *closed)
{
	require(closed->accepted == told->accepted, "the receipt says what became of the file");
	require(closed->rows_read == closed->rows_accepted + closed->rows_refused, "rows add up");
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

static void tell(struct told *told, const struct observation *event)
{
	require(event->submission == 7, "events are of the submission");
	require(!told->closed, "nothing follows Closed");
	require(told->n == 0 || event->kind >= told->last, "events come in their order");
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
		require(turns <= size + 1, "a file ends");
		require(intake_read(intake, slice, &more) == 0, "no file stops the service");
	}
	tell_all(told, intake);
	intake_free(intake);
}

static uint32_t number_of(const char *text)
{
	unsigned long value = strtoul(text, NULL, 10);

	return value > 999 ? 0 : (uint32_t)value;
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

/* What the sender said. */
static void said(char *line, struct submit *ret)
{
	char *field[SAID] = {line, line, line, line, line};

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
	ret->authority = number_of(field[4]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = size == 0 ? NULL : memchr(data, '\n', size);
	size_t begin = newline == NULL ? size : (size_t)(newline - data) + 1;
	struct err_text error = {""};
	struct submit submit;
	struct told whole, sliced;
	char *line;

	if (formats == NULL) {
		arena = arena_open((size_t)16 * 1024 * 1024);
		require(catalogue_open("common/model/catalogue", &catalogue, &error) == 0, error.text);
		require(formats_open("services/ingest/formats", &formats, &error) == 0, error.text);
	}
	line = text_of(data, newline == NULL ? size : begin - 1);
	said(line, &submit);
	submit.size = size - begin;
	take(&submit, data + begin, size - begin, 4096, &whole);
	take(&submit, data + begin, size - begin, 1, &sliced);
	require(bytes_equal(bytes_of(whole.bytes.data, whole.bytes.len),
			bytes_of(sliced.bytes.data, sliced.bytes.len)),
		"a file read row by row is the same file");
	buffer_done(&whole.bytes);
	buffer_done(&sliced.bytes);
	free(line);
	return 0;
}
