/* SPDX-License-Identifier: MIT
 *
 * See redact.h. Fields and rows end here where they end for csv.c: a quote opens a field only at its beginning, and a line
 * end inside quotes is part of the field. One pass, a byte at a time.
 */
#include "services/ingest/redact.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/model/yamlfile.h"
#include "services/ingest/reading/intake.h"
#include "services/ingest/reading/source.h"

#define CHUNK       ((size_t)64 * 1024)
#define HEADING_MAX 64 /* letters and digits of the longest heading that is looked for */

struct personal {
	char **columns;
	uint32_t n_columns;
};

static const cyaml_schema_value_t text_entry = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, HEADING_MAX)};
static const cyaml_schema_field_t personal_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT(
		"columns", CYAML_FLAG_POINTER, struct personal, columns, n_columns, &text_entry, 1, 500),
	CYAML_FIELD_END};
static const cyaml_schema_value_t personal_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct personal, personal_fields)};

int personal_open(const char *folder, struct personal **ret, struct err_text *text)
{
	void *personal = NULL;
	int rc = yamlfile_read(folder, "personal.yaml", &personal_schema, &personal, text);

	if (rc == 0)
		*ret = personal;
	return rc;
}

void personal_free(struct personal *personal)
{
	yamlfile_free(&personal_schema, personal);
}

/* Letters, as small ones, and digits of a heading; "" when there are more than any that is looked for has. */
struct heading {
	char text[HEADING_MAX + 1];
	size_t n;
	bool longer;
};

static void heading_add(struct heading *heading, uint8_t c)
{
	if (!isalnum(c))
		return;
	if (heading->n == HEADING_MAX)
		heading->longer = true;
	else
		heading->text[heading->n++] = (char)tolower(c);
}

static bool heading_is(const struct heading *heading, const char *want)
{
	size_t n = 0;

	for (; *want != '\0'; want++) {
		if (!isalnum((unsigned char)*want))
			continue;
		if (n == heading->n || heading->text[n] != (char)tolower((unsigned char)*want))
			return false;
		n++;
	}
	return n == heading->n && !heading->longer;
}

static bool heading_personal(const struct personal *personal, const struct heading *heading)
{
	for (uint32_t i = 0; heading->n > 0 && i < personal->n_columns; i++)
		if (heading_is(heading, personal->columns[i]))
			return true;
	return false;
}

bool personal_column(const struct personal *personal, struct bytes text)
{
	struct heading heading = {.n = 0};

	for (size_t i = 0; i < text.len; i++)
		heading_add(&heading, text.data[i]);
	return heading_personal(personal, &heading);
}

/* -- the fields of a file, a byte at a time ---------------------------------------------------------------------- */

enum place { FIELD_BEGINS, FIELD_PLAIN, FIELD_QUOTED, FIELD_MAYBE_CLOSED };

struct walk {
	enum place place;
	size_t column;
	uint64_t row; /* rows before this one */
};

/* Take one byte: is it of the field, rather than what ends it? */
static bool walk_byte(struct walk *walk, uint8_t c)
{
	if (walk->place == FIELD_QUOTED) {
		walk->place = c == '"' ? FIELD_MAYBE_CLOSED : FIELD_QUOTED;
		return true;
	}
	if (walk->place == FIELD_MAYBE_CLOSED && c == '"') {
		walk->place = FIELD_QUOTED; /* doubled: a quote inside */
		return true;
	}
	if (c == ',' || c == '\n') {
		walk->column = c == ',' ? walk->column + 1 : 0;
		walk->row += c == '\n' ? 1 : 0;
		walk->place = FIELD_BEGINS;
		return false;
	}
	walk->place = walk->place == FIELD_BEGINS && c == '"' ? FIELD_QUOTED : FIELD_PLAIN;
	return true;
}

/* -- a file ------------------------------------------------------------------------------------------------------ */

struct redaction {
	const struct personal *personal;
	struct walk walk;
	struct heading heading;
	uint8_t blank[CSV_COLUMNS_MAX / 8 + 1]; /* columns that are emptied, a bit each */
	uint8_t found[CSV_COLUMNS_MAX / 8 + 1]; /* headings in the row that is being read */
	size_t n_found;
	bool row_says; /* it has text */
	bool header;   /* has been passed */
	bool has;
	bool held_return; /* a CR in an emptied field, which stays only before a line end */
	uint8_t out[CHUNK + 8];
	size_t n_out;
	int fd;
};

static bool is_blank(const struct redaction *r, size_t column)
{
	return column < CSV_COLUMNS_MAX && (r->blank[column / 8] >> column % 8 & 1) != 0;
}

static void end_heading(struct redaction *r, size_t column)
{
	r->row_says = r->row_says || r->heading.n > 0;
	if (column < CSV_COLUMNS_MAX && heading_personal(r->personal, &r->heading)) {
		r->found[column / 8] |= (uint8_t)(1u << column % 8);
		r->n_found++;
	}
	r->heading.n = 0;
	r->heading.longer = false;
}

/* The first row with text is the header. A later one counts as one if two of its fields are such headings: one alone
 * may be what a cell says. What stands above keeps its cells, and the header its words. */
static void end_heading_row(struct redaction *r)
{
	if (r->n_found >= (r->header ? 2 : 1)) {
		for (size_t i = 0; i < sizeof(r->blank); i++)
			r->blank[i] |= r->found[i];
		r->has = true;
	}
	r->header = r->header || r->row_says;
	r->n_found = 0;
	memset(r->found, 0, sizeof(r->found));
}

static void take_byte(struct redaction *r, uint8_t c)
{
	struct walk before = r->walk;
	bool of_field = walk_byte(&r->walk, c);
	bool early = before.row < REDACT_HEADER_ROWS;

	if (early && of_field)
		heading_add(&r->heading, c);
	if (early && !of_field)
		end_heading(r, before.column);
	if (early && c == '\n' && !of_field)
		end_heading_row(r);
	if (of_field && is_blank(r, before.column)) {
		r->held_return = before.place != FIELD_QUOTED && c == '\r';
		return;
	}
	if (r->held_return && c == '\n')
		r->out[r->n_out++] = '\r';
	r->held_return = false;
	r->out[r->n_out++] = c;
}

static int flush(struct redaction *r)
{
	int rc = file_write(r->fd, bytes_of(r->out, r->n_out));

	r->n_out = 0;
	return rc;
}

/* What ends in a quote that never closes must go on doing so. */
static int finish(struct redaction *r)
{
	int rc;

	if (r->held_return)
		r->out[r->n_out++] = '\r';
	if (r->walk.place == FIELD_QUOTED && is_blank(r, r->walk.column))
		r->out[r->n_out++] = '"';
	rc = flush(r);
	return rc == 0 && fsync(r->fd) < 0 ? ERR_IO : rc;
}

static int copy(struct redaction *r, struct source *source, struct err_text *text)
{
	uint8_t chunk[CHUNK];
	uint64_t offset = 0;
	size_t n = 1;
	int rc = 0;

	while (rc == 0 && n > 0 && (r->has || r->walk.row < REDACT_HEADER_ROWS)) {
		size_t marked;

		rc = source_read(source, chunk, sizeof(chunk), &n, text);
		if (rc < 0)
			return rc == ERR_IO || rc == ERR_NOMEM ? rc : r->has ? ERR_REFUSED : 0;
		marked = offset == 0 && n >= 3 && memcmp(chunk, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
		memcpy(r->out, chunk, marked);
		r->n_out = marked;
		for (size_t i = marked; i < n; i++)
			take_byte(r, chunk[i]);
		offset += n;
		rc = flush(r);
	}
	return rc == 0 && r->has ? finish(r) : rc;
}

/* A full disk is told apart, since somebody can make room. */
static int failed(int rc, struct err_text *text)
{
	if (rc == 0 || text->text[0] != '\0')
		return rc;
	if (rc == ERR_IO && (errno == ENOSPC || errno == EDQUOT))
		rc = ERR_FULL;
	return error_set(
		text, rc, "the file cannot be kept without its personal columns: %s", error_text(rc));
}

int redact(const struct personal *personal, const char *from, const char *to, bool *ret_has,
	struct err_text *text)
{
	struct redaction *r = calloc(1, sizeof(*r));
	struct source *source = NULL;
	int rc;

	if (r == NULL)
		return error_set(text, ERR_NOMEM, "out of memory");
	r->personal = personal;
	r->fd = -1;
	text->text[0] = '\0';
	rc = source_open(from, INTAKE_UNPACKED_MAX, &source, text);
	if (rc == 0) {
		r->fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		rc = failed(r->fd < 0 ? ERR_IO : copy(r, source, text), text);
	}
	if (r->fd >= 0 && close(r->fd) < 0 && rc == 0)
		rc = failed(ERR_IO, text);
	if (rc < 0 || !r->has)
		(void)unlink(to);
	*ret_has = rc == 0 && r->has;
	source_free(source);
	free(r);
	return rc;
}
