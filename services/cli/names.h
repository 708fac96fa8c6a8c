/* SPDX-License-Identifier: MIT
 *
 * The names in a folder in the order in which its files are taken, a window of them at a time: memory is the same for
 * ten files and for a hundred thousand. `leep submit FOLDER` and the watched folder read folders with it.
 */
#ifndef LEEP_CLI_NAMES_H
#define LEEP_CLI_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Room for a name and its end: NAME_MAX of Linux. */
#define NAME_ROOM 256

struct names;

/* What a name may stand for: anything but a folder, or a folder. */
enum names_kind { NAMES_FILES, NAMES_FOLDERS };

/* Of the folder at `path`, which need not be there. Errors: ERR_NOMEM. */
int names_open(const char *path, enum names_kind kind, struct names **ret);

/* Takes NULL. */
void names_free(struct names *names);

/* The next name in byte order, a description NAME.meta.csv just before its NAME.csv; it lives until the next call. NULL
 * after the last, and when the folder cannot be read. What comes and goes meanwhile may be named or not. */
const char *names_next(struct names *names);

/* Is this the name of a file that is wanted? Not one that is hidden or still arriving (.part, .filepart, .tmp). */
bool names_wanted(const char *name);

/* NAME.meta.csv of NAME.csv, which describes its columns; false when `name` is no such file or too long. */
bool names_description(const char *name, char ret[NAME_ROOM]);

/* Does `name` end in `ending`, in any case of its letters? */
bool names_ends(const char *name, const char *ending);

#endif
