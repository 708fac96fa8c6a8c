/* SPDX-License-Identifier: MIT
 *
 * Settings of a program: file < environment < arguments. One table names them all; a key that is in no table is
 * an error wherever it stands, and so is a value out of its range.
 *
 * The file is DIR/leep.conf, lines of "key = value". A setting of one service is written "alerts.spool = ..." in the
 * file, LEEP_ALERTS_SPOOL in the environment and --spool for that service; common ones have no prefix.
 */
#ifndef LEEP_SERVICE_OPTIONS_H
#define LEEP_SERVICE_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/error.h"

enum option_type { OPTION_TEXT, OPTION_NUMBER, OPTION_SIZE };

struct option {
	const char *service; /* "": common to all */
	const char *name;
	enum option_type type;
	const char *fallback;
	uint64_t min, max; /* of numbers and sizes; sizes take k, m, g */
	const char *help;
};

struct options;

/* The one table, for tests that go through all of it. */
size_t options_table(const struct option **ret);

/* Read all sources for `service` ("" for the command line tool, whose own arguments are not given here). Errors:
 * ERR_INVAL, ERR_NOMEM with `text` filled. */
int options_load(const char *service, int argc, char **argv, struct options **ret, struct err_text *text);

/* Takes NULL. */
void options_free(struct options *options);

/* Values of settings that exist for this service; asking for another is a fault of the program. */
const char *options_text(const struct options *options, const char *name);
uint64_t options_number(const struct options *options, const char *name);

#endif
