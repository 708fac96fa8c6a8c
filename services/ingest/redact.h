/* SPDX-License-Identifier: MIT
 *
 * Personal data stops at the door: the columns of formats/personal.yaml are emptied in a file before it is kept. All
 * other bytes stay as they came, so that rows and columns are still where they were.
 */
#ifndef LEEP_INGEST_REDACT_H
#define LEEP_INGEST_REDACT_H

#include "common/base/bytes.h"
#include "common/base/error.h"

struct personal;

/* personal.yaml of the folder of formats. ERR_NOTFOUND, ERR_SYNTAX with `text`. */
int personal_open(const char *folder, struct personal **ret, struct err_text *text);

/* Takes NULL. */
void personal_free(struct personal *personal);

/* Does a column of this heading hold personal data? */
bool personal_column(const struct personal *personal, struct bytes heading);

/* Rows from the first in which a heading may stand: publications have some lines of words above their header. */
#define REDACT_HEADER_ROWS 20

/* Copy the file at `from`, unpacked when it is packed, to `to` with its personal columns emptied, and make that
 * durable. `ret_has` is false, and there is no file at `to`, when it has none of them. A file without such columns that
 * cannot be read is 0 as well: it is for its receipt to say what is wrong. One with them is ERR_REFUSED, since a part
 * of it would pass for the whole. ERR_IO, ERR_FULL, ERR_NOMEM. */
int redact(const struct personal *personal, const char *from, const char *to, bool *ret_has,
	struct err_text *text);

#endif
