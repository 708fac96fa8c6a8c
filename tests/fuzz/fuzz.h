/* SPDX-License-Identifier: MIT
 *
 * What the fuzz targets share. A target is one function that is given any bytes; what must hold for all of them it
 * says with require(), and a broken promise ends the program as a crash does. libFuzzer makes the bytes (make fuzz);
 * driver.c feeds those that are kept (make corpus).
 */
#ifndef LEEP_TESTS_FUZZ_H
#define LEEP_TESTS_FUZZ_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* Called with every input; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool holds, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

/* A refusal has its reason: one line of text. */
static inline void require_reason(const char *text)
{
	require(text[0] != '\0' && strchr(text, '\n') == NULL,
		"what is refused is refused with a reason in one line");
}

/* The bytes in a block of their own with a NUL behind them, so that reading past either end is seen. */
static inline char *text_of(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	require(text != NULL, "memory");
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* A path at which a file of these bytes can be opened, until the next call. */
static inline const char *memory_file(const uint8_t *data, size_t size)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	require(fd >= 0 && ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size,
		"a file in memory");
	return path;
}

static inline int scratch_remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline void scratch_remove(const char *path)
{
	(void)nftw(path, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static char scratch_path[64];

static inline void scratch_at_exit(void)
{
	scratch_remove(scratch_path);
}

/* A folder in memory, where there is one, that goes when the program ends. */
static inline const char *scratch_folder(void)
{
	if (scratch_path[0] == '\0') {
		(void)snprintf(scratch_path, sizeof(scratch_path), "%s/leep-fuzz-XXXXXX",
			access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		require(mkdtemp(scratch_path) != NULL && atexit(scratch_at_exit) == 0, "a folder");
	}
	return scratch_path;
}

/* Write a file of the scratch folder; its path is valid until the next call. */
static inline const char *scratch_file(const char *name, const void *data, size_t size)
{
	static char path[128];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", scratch_folder(), name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	require(fd >= 0 && write(fd, data, size) == (ssize_t)size && close(fd) == 0, "a file");
	return path;
}

#endif
