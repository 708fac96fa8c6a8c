/* SPDX-License-Identifier: MIT
 *
 * A file on its way in: opened, made readable more than once, turned into CSV where it is a spreadsheet, and named as
 * its receipt will name it.
 */
#ifndef LEEP_CLI_SOURCE_H
#define LEEP_CLI_SOURCE_H

#include <stdio.h>

#include "common/base/error.h"

/* Room for the name of a submission, as much as a message carries, and its end. Longer ones are cut. */
#define SOURCE_NAME_ROOM 301

struct source {
	FILE *file; /* can be rewound */
	char name[SOURCE_NAME_ROOM];
};

/* What a file is called: the last two parts of its path, because folders often say the year that a file does not, with
 * '?' for what is no text: a name on disk is any bytes, one in a message is not. */
void source_name(const char *path, char ret[SOURCE_NAME_ROOM]);

/* Open the file at `path`; "-" is standard input. `name` is what it is called, NULL: what source_name says. What is no regular file is first read to its end into a
 * temporary one. Errors, with `text` filled: ERR_INVAL when it cannot be read, ERR_IO, ERR_LIMIT, and those of
 * spreadsheet_convert. */
int source_open(const char *path, const char *name, struct source *ret, struct err_text *text);

/* The same for what is open already. Takes `fd`, also on failure. */
int source_take(int fd, const char *path, const char *name, struct source *ret, struct err_text *text);

/* Takes one that was never opened, all zero. */
void source_close(struct source *source);

#endif
