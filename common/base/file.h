/* SPDX-License-Identifier: MIT
 *
 * The few things that are done to files in more than one place.
 */
#ifndef LEEP_BASE_FILE_H
#define LEEP_BASE_FILE_H

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

/* "FOLDER/name" beside the running program into `ret` (FILE_PATH_MAX). */
const char *file_beside_program(const char *name, char *ret);

#endif
