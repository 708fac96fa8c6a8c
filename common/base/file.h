/* SPDX-License-Identifier: MIT
 *
 * The few things that are done to files in more than one place.
 */
#ifndef LEEP_BASE_FILE_H
#define LEEP_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

/* Longest path that is put together anywhere. */
#define FILE_PATH_MAX 4096

/* Make a folder and its parents, closed to others; 0 also when it is there. */
int file_make_folder(const char *path);

/* Write all of it. ERR_FULL when there is no room, ERR_IO. */
int file_write(int fd, struct bytes data);

/* Make the names in the folder that holds `path` durable. */
int file_sync_folder(const char *path);

/* What tells one content of a file from any before and after, as far as the system says; all 0: there is no file. */
struct file_mark {
	uint64_t inode, size;
	int64_t changed; /* content, owner or rights: nanoseconds since 1970-01-01 */
};

struct file_mark file_mark_of(const char *path);
bool file_mark_same(const struct file_mark *a, const struct file_mark *b);

/* "FOLDER/name" beside the running program into `ret` (FILE_PATH_MAX). */
const char *file_beside_program(const char *name, char *ret);

#endif
