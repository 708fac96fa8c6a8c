/* SPDX-License-Identifier: MIT
 *
 * Preloaded by bench_alerts.py into every process of a run, ours and the peer's: each sync takes SLOW_SYNC_US microseconds more, as
 * on a disk that does not answer from a cache. LMDB syncs twice a commit: its pages, and its meta page, the one write that
 * is not of whole pages.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static void wait_for_disk(void)
{
	const char *us = getenv("SLOW_SYNC_US");
	struct timespec pause = {0, us == NULL ? 0 : strtol(us, NULL, 10) * 1000};

	(void)nanosleep(&pause, NULL);
}

static int sync_one(const char *name, int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

	wait_for_disk();
	return real(fd);
}

int fsync(int fd)
{
	return sync_one("fsync", fd);
}

int fdatasync(int fd)
{
	return sync_one("fdatasync", fd);
}

static ssize_t write_at(const char *name, int fd, const void *data, size_t size, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t) =
		(ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);

	if (size % 4096 != 0)
		wait_for_disk();
	return real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	return write_at("pwrite", fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t at)
{
	return write_at("pwrite64", fd, data, size, at);
}
