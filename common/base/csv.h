/* SPDX-License-Identifier: MIT
 *
 * CSV as it really comes: RFC 4180 with or without BOM, LF or CRLF, short and long rows, quoted line ends, blank
 * lines, and fields in Windows-1252 where they are not UTF-8. Read in one pass through a window of bounded size, from
 * wherever bytes come.
 */
#ifndef LEEP_BASE_CSV_H
#define LEEP_BASE_CSV_H

#include "common/base/bytes.h"
#include "common/base/error.h"

/* The longest row: the widest published table has 507 columns and 4 KB; a row this long is no row. It also bounds
 * the window, so memory does not grow with the file. */
#define CSV_ROW_MAX     ((size_t)1024 * 1024)
#define CSV_COLUMNS_MAX 2000

/* A cell of a spreadsheet holds at most 32,767 characters, which Windows-1252 and most of UTF-8 write in twice as many
 * bytes. */
#define CSV_FIELD_MAX ((size_t)64 * 1024)

/* Blank ones counted: 25 times the largest release known. Ten million empty lines take 0.2 s. */
#define CSV_ROWS_MAX 16000000u

struct csv;

struct csv_row {
	uint32_t number;     /* of the row as a spreadsheet counts: the header is 1, blank lines count */
	size_t n;            /* 0: a blank line */
	struct bytes *field; /* UTF-8, trimmed of spaces around; valid until the next row */
};

/* Where the bytes come from. */
struct csv_source {
	/* At most `room` (> 0) bytes more into `to`; `ret_n` is 0 only at the end. Any error, with `text`, ends the reading. */
	int (*read)(void *from, void *to, size_t room, size_t *ret_n, struct err_text *text);
	void (*free)(void *from); /* NULL: it stays whose it is */
	void *from;
};

/* Takes the source, also on failure: ERR_NOMEM. */
int csv_open(const struct csv_source *source, struct csv **ret, struct err_text *text);

/* Takes NULL. */
void csv_free(struct csv *csv);

/* 1 and a row; 0 at the end; ERR_SYNTAX (a quote never closed, a NUL byte), ERR_LIMIT (beyond
 * the limits above), ERR_NOMEM, and what its source says, each with `text`. */
int csv_next(struct csv *csv, struct csv_row *ret, struct err_text *text);

/* Did the last row read end without a line end? With fewer fields than the header it was cut off. */
bool csv_open_ended(const struct csv *csv);

#endif
