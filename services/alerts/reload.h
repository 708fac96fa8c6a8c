/* SPDX-License-Identifier: MIT
 *
 * Files of settings, at start and while the service runs. Part of struct alerts (parts.h).
 */
#ifndef LEEP_ALERTS_RELOAD_H
#define LEEP_ALERTS_RELOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/error.h"
#include "common/base/file.h"

/* Rules, caseloads, practice, calendar. */
#define RELOAD_FILES 4

struct reload {
	int64_t next; /* monotonic time of the next look */
	struct reload_file {
		struct file_mark seen, taken; /* at the last look; when it was read */
		bool refused;                 /* what was read was faulty, and is not in force */
	} file[RELOAD_FILES];
};

struct alerts;

/* The text of a file of settings, the caller's to free. ERR_NOTFOUND, ERR_LIMIT, ERR_SYNTAX, ERR_IO with why in `text`, which
 * does not name the file. */
int reload_read(const char *path, char **ret, struct err_text *text);

/* At start: what differs from what is in force becomes a command. An error when the service cannot do without. */
int reload_start(struct alerts *alerts, struct err_text *text);

/* After commits: every second, look whether a file has changed. ERR_FULL: to be tried again. */
int reload_look(struct alerts *alerts);

/* How many files hold what was refused. */
size_t reload_refused(const struct alerts *alerts);

#endif
