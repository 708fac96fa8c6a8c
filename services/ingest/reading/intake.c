/* SPDX-License-Identifier: MIT
 *
 * See intake.h. Here the file as a whole: header, period, verdict. What a row means is in wide.c, long.c, tidy.c and
 * the others; what is told of the file in telling.c.
 */
#include "services/ingest/reading/intake.h"

#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/utf8.h"
#include "services/ingest/reading/rows.h"
#include "services/ingest/reading/source.h"

/* Names, titles and what refused rows say. A register of 51,000 schools with twenty texts of ten letters each, all of them
 * different, has 11 MB; those that come again are kept once. */
#define TEXTS_MAX ((size_t)16 * 1024 * 1024)
/* Texts and lists together: that register with its 16 MB of schools. Beyond a little of them fewer cells are held, so that
 * the sum of the three stays below 34 MiB; 2 MiB of cells are held at least. */
#define BESIDE_CELLS_MAX  ((size_t)32 * 1024 * 1024)
#define BESIDE_CELLS_FREE ((size_t)4 * 1024 * 1024)
#define CELLS_LEAST       ((size_t)2 * 1024 * 1024 / BUILDER_CELL_BYTES)

#define TEXTS_LAST ((size_t)4096) /* longer than any one text */

/* What a receipt's note may say; the longest of an event's texts is longer. */
#define NOTE_MAX 900
int intake_open(const struct intake_options *options, struct intake **ret, struct err_text *text)
{
	struct intake *intake = calloc(1, sizeof(*intake));
	const struct submit *submit = options->submit;
	int rc;

	if (intake == NULL)
		return error_set(text, ERR_NOMEM, "out of memory");
	intake->formats = options->formats;
	intake->catalogue = options->catalogue;
	intake->submission = options->submission;
	intake->authority = submit->authority;
	lists_init(intake);
	intake->personal = options->personal;
	intake->authority_of = options->authority_of;
	intake->described_as = options->described_as;
	intake->earlier = options->earlier;
	intake->path = strdup(options->path);
	intake->texts = arena_open(TEXTS_MAX);
	rc = intake->texts == NULL || intake->path == NULL
		     ? ERR_NOMEM
		     : builder_open(options->folder, BUILDER_CELLS_HELD, &intake->builder);
	if (rc == 0)
		rc = findings_open(intake->texts, &intake->findings);
	if (rc == 0) {
		intake->asked_format = arena_text(intake->texts, submit->format, strlen(submit->format));
		intake->asked_period = arena_text(intake->texts, submit->period, strlen(submit->period));
		intake->receipt.name = arena_text(intake->texts, submit->name, strlen(submit->name));
		intake->receipt.status = arena_text(intake->texts, submit->status, strlen(submit->status));
		intake->receipt.format = "";
		intake->receipt.period = "";
		intake->receipt.note = "";
		memcpy(intake->receipt.sha256, submit->sha256, SHA256_LEN);
		intake->receipt.published = submit->published;
		intake->receipt.received = options->received;
		intake->receipt.bytes = submit->size;
		rc = source_csv(options->path, INTAKE_UNPACKED_MAX, &intake->csv, text);
	}
	if (rc < 0) {
		intake_free(intake);
		return rc;
	}
	*ret = intake;
	return 0;
}

/* The tree's keys are texts of the arena. */
static void keep_key(void *key)
{
	(void)key;
}

void intake_free(struct intake *intake)
{
	if (intake == NULL)
		return;
	tdestroy(intake->known_measures, keep_key);
	csv_free(intake->csv);
	builder_free(intake->builder);
	lists_free(intake);
	free(intake->set_at);
	free(intake->seen);
	filter_words_free(intake->filter_words);
	free(intake->path);
	free(intake->field_at);
	free(intake->inspection_at);
	names_free(intake->words);
	findings_free(intake->findings);
	arithmetic_free(intake->arithmetic);
	arena_free(intake->texts);
	free(intake);
}

void intake_note(struct intake *intake, const char *format, ...)
{
	char text[NOTE_MAX];
	const char *before = intake->receipt.note;
	char *note;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	utf8_make_legible(text);
	if (strlen(before) + strlen(text) + 3 > NOTE_MAX)
		return;
	note = arena_print(intake->texts, "%s%s%s", before, before[0] == '\0' ? "" : "; ", text);
	if (note != NULL)
		intake->receipt.note = note;
}

static int read_row(struct intake *intake, const struct csv_row *row)
{
	switch (intake->format->kind) {
	case FORMAT_WIDE:
		return wide_row(intake, row);
	case FORMAT_LONG:
		return long_row(intake, row);
	case FORMAT_SERIES:
		return series_row(intake, row);
	case FORMAT_INSPECTIONS:
		return inspections_row(intake, row);
	case FORMAT_NEIGHBOURS:
		return neighbours_row(intake, row);
	case FORMAT_TIDY:
		return tidy_row(intake, row);
	case FORMAT_DICTIONARY:
		return dictionary_row(intake, row);
	case FORMAT_AREAS:
		return areas_row(intake, row);
	case FORMAT_REGISTER:
		return register_row(intake, row);
	case FORMAT_LINKS:
		return links_row(intake, row);
	case FORMAT_GROUPS:
		return groups_row(intake, row);
	case FORMAT_EVENTS:
		return events_row(intake, row);
	case FORMAT_CHECKED:
		return checked_row(intake, row);
	}
	return ERR_INVAL;
}

/* -- the whole --------------------------------------------------------------------------------------------------- */

static void repeated_cell(void *context, uint32_t row, const char *source_column)
{
	struct intake *intake = context;

	intake->repeated++;
	cell_refuse(intake, row, header_position(intake, source_column),
		"the same figure of the same area stands in an earlier row, which was kept");
}

/* What the receipt says of the figures. */
static void count_figures(struct intake *intake)
{
	const struct tally *tally = builder_tally(intake->builder);
	struct closed *receipt = &intake->receipt;
	const char *before = "";

	receipt->cells = tally_cells(tally);
	receipt->cells_flagged = receipt->cells - tally->flagged[FLAG_PRESENT];
	memcpy(receipt->flagged, tally->flagged, sizeof(receipt->flagged));
	receipt->areas = tally->areas;
	receipt->columns = builder_columns(intake->builder);
	for (size_t i = 0; i < receipt->columns; i++) {
		const char *measure = builder_measure(intake->builder, i);
		struct period period = builder_period(intake->builder, i);

		receipt->measures_held += strcmp(measure, before) != 0;
		before = measure;
		if (receipt->first_period.v == 0 || period.v < receipt->first_period.v)
			receipt->first_period = period;
		if (period.v > receipt->last_period.v)
			receipt->last_period = period;
	}
}

static int too_many_cells(struct intake *intake)
{
	bool twice =
		intake->format->kind == FORMAT_TIDY && intake->repeated * 2 > intake->receipt.cells_refused;

	return error_set(&intake->why, ERR_REFUSED,
		"%llu figures were refused beside %llu that could be read: more than one in ten; see the "
		"refused "
		"rows%s",
		(unsigned long long)intake->receipt.cells_refused, (unsigned long long)intake->receipt.cells,
		twice ? ". Does a column that tells rows apart hold numbers, such as ages? Submit a "
			"description beside the file, NAME.meta.csv, in which its col_type is Filter"
		      : "");
}

/* After the last row: is this file to be believed? */
static int judge(struct intake *intake)
{
	struct closed *receipt = &intake->receipt;

	if (intake->format == NULL)
		return error_set(&intake->why, ERR_REFUSED,
			"the file is empty: no header was found in %u lines", intake->last_row);
	if (lists_finish(intake) < 0)
		return ERR_NOMEM;
	count_figures(intake);
	receipt->schools = intake->schools.n;
	receipt->inspections = intake->inspections.n;
	receipt->measures = intake->measures.n;
	receipt->events = intake->events.n;
	receipt->links = intake->links.n;
	receipt->groups = intake->groups.n;
	if (receipt->rows_refused * REFUSED_SHARE > receipt->rows_read)
		return error_set(&intake->why, ERR_REFUSED,
			"%llu of %llu rows were refused: more than one in ten; see the refused rows",
			(unsigned long long)receipt->rows_refused, (unsigned long long)receipt->rows_read);
	if (receipt->cells_refused > REFUSED_HANDFUL &&
		receipt->cells_refused * REFUSED_SHARE > receipt->cells + receipt->cells_refused)
		return too_many_cells(intake);
	if (intake->format->kind == FORMAT_CHECKED)
		intake_note(intake, "this layout is checked, and %s",
			receipt->cells == 0 ? "its figures are not taken in"
					    : "only figures that no table publishes are taken in");
	else if (receipt->cells + receipt->schools + receipt->inspections + receipt->events + receipt->links +
			 receipt->groups + receipt->measures + intake->sets.n + intake->areas.n ==
		 0)
		return error_set(&intake->why, ERR_REFUSED,
			"the file has a header and nothing that could be taken in");
	return arithmetic_finish(intake);
}

static int compare_refused(const void *a, const void *b)
{
	const struct refused_row *one = a, *other = b;
	int by_column = strcmp(one->column, other->column);

	if (one->row != other->row)
		return one->row < other->row ? -1 : 1;
	return by_column != 0 ? by_column : strcmp(one->reason, other->reason);
}

/* Errors of the file end in its receipt; only trouble of our own goes up. */
static int settle(struct intake *intake, int rc)
{
	if (rc == ERR_IO || rc == ERR_NOMEM || rc == ERR_FULL)
		return rc;
	if (rc < 0) {
		intake->failed = true;
		intake->receipt.cells = intake->receipt.cells_flagged = intake->receipt.columns = 0;
		intake->receipt.schools = intake->receipt.inspections = intake->receipt.measures = 0;
		intake->receipt.findings = intake->receipt.areas = intake->receipt.measures_held = 0;
		intake->receipt.events = intake->receipt.links = intake->receipt.groups = 0;
		intake->receipt.first_period.v = intake->receipt.last_period.v = 0;
		memset(intake->receipt.flagged, 0, sizeof(intake->receipt.flagged));
		utf8_make_legible(intake->why.text);
		intake->receipt.note = intake->why.text[0] == '\0' ? error_text(rc) : intake->why.text;
	}
	if (intake->emptied != NULL && intake->emptied[0] != '\0')
		intake_note(
			intake, "personal data was emptied before the file was kept: %s", intake->emptied);
	/* Figures that stand twice were found in the order of columns. */
	qsort(intake->refused, intake->receipt.n_refused, sizeof(*intake->refused), compare_refused);
	intake->receipt.accepted = !intake->failed;
	intake->receipt.refused = intake->refused;
	intake->done = true;
	return 0;
}

/* Behind the last row: put in order what was read, a slice at a time, and judge it. */
static int finish(struct intake *intake, bool *ret_more)
{
	int rc = builder_finish(intake->builder, repeated_cell, intake, ret_more);

	if (rc == 0 && !*ret_more && intake->format != NULL)
		rc = catalogued_check(intake, ret_more);
	if (rc == 0 && *ret_more)
		return 0;
	return settle(intake, rc < 0 ? rc : judge(intake));
}

/* Nothing at all, or only the commas that spreadsheets leave behind their last row. */
static bool is_blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->field[i].len > 0)
			return false;
	return true;
}

static bool reads_twice(const struct format *format)
{
	return format->kind == FORMAT_TIDY || format->authority_follows;
}

static int survey_row(struct intake *intake, const struct csv_row *row)
{
	return intake->format->kind == FORMAT_TIDY ? tidy_survey(intake, row) : blocks_survey(intake, row);
}

/* After the first reading of a file that is read twice: from its beginning, past its header. */
static int begin_again(struct intake *intake)
{
	struct csv_row row;
	int rc = intake->format->kind == FORMAT_TIDY ? tidy_surveyed(intake) : 0;

	if (rc < 0)
		return rc;
	csv_free(intake->csv);
	intake->csv = NULL;
	intake->surveying = false;
	intake->block = 0;
	rc = source_csv(intake->path, INTAKE_UNPACKED_MAX, &intake->csv, &intake->why);
	while (rc == 0) {
		int got = csv_next(intake->csv, &row, &intake->why);

		if (got <= 0)
			return got < 0 ? got : ERR_IO;
		if (!is_blank(&row))
			return 0;
	}
	return rc;
}

static int too_much(struct intake *intake)
{
	return error_set(&intake->why, ERR_LIMIT,
		"row %u: more entries, names or titles than a submission may hold", intake->last_row);
}

/* What lists and texts take is not there for cells. ERR_LIMIT when they take more than they may. */
static int share_memory(struct intake *intake)
{
	size_t taken = arena_used(intake->texts) + lists_bytes(intake);
	size_t less = taken < BESIDE_CELLS_FREE ? 0 : (taken - BESIDE_CELLS_FREE) / BUILDER_CELL_BYTES;

	builder_hold(intake->builder,
		less + CELLS_LEAST < BUILDER_CELLS_HELD ? BUILDER_CELLS_HELD - less : CELLS_LEAST);
	return taken <= BESIDE_CELLS_MAX ? 0 : too_much(intake);
}

static bool seen_width(const struct intake *intake, size_t n)
{
	return (intake->widths[n / 8] >> n % 8 & 1) != 0;
}

/* A row behind the header. */
static int take_row(struct intake *intake, const struct csv_row *row)
{
	uint64_t ignored = intake->receipt.rows_ignored;
	int rc;

	/* Rows may be short, and then others are short in the same way; one that breaks off is so alone. */
	if (csv_open_ended(intake->csv) && row->n < intake->header_fields && !seen_width(intake, row->n))
		return error_set(&intake->why, ERR_REFUSED,
			"row %u: the file was cut short in its last row, which has %zu of %zu columns",
			row->number, row->n, intake->header_fields);
	if (row->n < intake->header_fields)
		intake->widths[row->n / 8] |= (uint8_t)(1u << row->n % 8);
	intake->row_refused = false;
	rc = intake->surveying ? survey_row(intake, row) : read_row(intake, row);
	if (rc == 0 && !intake->surveying)
		rc = arithmetic_row(intake, row);
	/* What is beyond a cap is the file's fault, and must not stop the service. */
	if (rc == ERR_NOMEM && (arena_used(intake->texts) > TEXTS_MAX - TEXTS_LAST || lists_full(intake)))
		return too_much(intake);
	if (rc == ERR_LIMIT && intake->why.text[0] == '\0')
		(void)error_set(&intake->why, rc,
			"row %u: more columns of figures, or more areas in one, than a submission may hold",
			row->number);
	if (intake->surveying)
		return rc;
	intake->receipt.rows_read++;
	if (intake->row_refused)
		intake->receipt.rows_refused++;
	else if (intake->receipt.rows_ignored == ignored)
		intake->receipt.rows_accepted++;
	return rc;
}

int intake_read(struct intake *intake, unsigned rows, bool *ret_more)
{
	struct csv_row row;
	int rc;

	*ret_more = false;
	if (intake->done)
		return 0;
	rc = share_memory(intake);
	for (unsigned i = 0; rc == 0 && i < rows; i++) {
		int got = csv_next(intake->csv, &row, &intake->why);

		if (got == 0 && intake->surveying) {
			rc = begin_again(intake);
			continue;
		}
		if (got <= 0)
			return got < 0 ? settle(intake, got) : finish(intake, ret_more);
		intake->last_row = row.number;
		if (is_blank(&row))
			continue;
		if (intake->format == NULL) {
			rc = header_read(intake, &row);
			intake->surveying = rc == 0 && reads_twice(intake->format);
		} else {
			rc = take_row(intake, &row);
		}
	}
	if (rc < 0)
		return settle(intake, rc);
	*ret_more = true;
	return 0;
}

bool intake_accepted(const struct intake *intake)
{
	return intake->done && !intake->failed;
}

void intake_described(const struct intake *intake,
	void (*tell)(void *context, const char *id, enum described as), void *context)
{
	const struct description *described = intake->described.items;

	for (size_t i = 0; intake_accepted(intake) && i < intake->described.n; i++)
		tell(context, described[i].id, described[i].as);
}

void intake_schools(const struct intake *intake,
	void (*tell)(void *context, uint32_t urn, uint32_t authority), void *context)
{
	const struct school *school = intake->schools.items;

	for (size_t i = 0; intake_accepted(intake) && i < intake->schools.n; i++)
		if (school[i].authority != 0)
			tell(context, school[i].urn, school[i].authority);
}
