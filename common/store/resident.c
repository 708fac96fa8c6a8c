/* SPDX-License-Identifier: MIT
 *
 * Pages of the map that were looked at stay with the process until the system wants them, so a service that has read much
 * of its log seems to need it all. Beyond a bound they are given back; they stay in the system's cache, from where
 * looking again fetches them.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/store/env.h"

/* Bytes of files that the process has in memory; 0 when the system does not say. */
static size_t resident_now(void)
{
	char line[128];
	size_t shared = 0;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, line, sizeof(line) - 1);
	(void)close(fd);
	line[n < 0 ? 0 : n] = '\0';
	if (sscanf(line, "%*s %*s %zu", &shared) != 1)
		return 0;
	return shared * (size_t)sysconf(_SC_PAGESIZE);
}

/* Give back the pages of the map: read only and shared, so nothing of it is lost, and pointers into it stay good. */
static void give_back(const struct stat *file)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		uintptr_t from, to;
		uint64_t inode;

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*s %*s %*s %" SCNu64, &from, &to, &inode) == 3 &&
			inode == file->st_ino && strstr(line, "/data.mdb") != NULL)
			(void)madvise((void *)from, to - from, MADV_DONTNEED);
	}
	if (maps != NULL)
		(void)fclose(maps);
}

void resident_bound(const struct store *store)
{
	struct stat file;
	int fd;

	if (store->resident_max > 0 && resident_now() > store->resident_max &&
		mdb_env_get_fd(store->env, &fd) == MDB_SUCCESS && fstat(fd, &file) == 0)
		give_back(&file);
}
