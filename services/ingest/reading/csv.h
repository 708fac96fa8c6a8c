/* SPDX-License-Identifier: MIT
 *
 * CSV as it really comes: RFC 4180 with or without BOM, LF or CRLF, short and long rows, quoted line ends, blank
 * lines, and fields in Windows-1252 where they are not UTF-8; packed with gzip or not. Read in one pass through a window of bounded size.
 */
#ifndef LEEP_INGEST_CSV_H
#define LEEP_INGEST_CSV_H

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

/* `unpacked_max`: what a gzip file may hold, in bytes. ERR_IO when it cannot be read. */
int csv_open(const char *path, uint64_t unpacked_max, struct csv **ret, struct err_text *text);

/* Takes NULL. */
void csv_free(struct csv *csv);

/* 1 and a row; 0 at the end; ERR_SYNTAX (a quote never closed, a NUL byte, a packed file cut short), ERR_LIMIT (beyond
 * the limits above), ERR_REFUSED (no text: source.h), ERR_IO, ERR_NOMEM, each with `text`. */
int csv_next(struct csv *csv, struct csv_row *ret, struct err_text *text);

/* Did the last row read end without a line end? With fewer fields than the header it was cut off. */
bool csv_open_ended(const struct csv *csv);

#endif
