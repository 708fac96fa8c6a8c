/* SPDX-License-Identifier: MIT
 *
 * Preloaded into a service by test_exactly_once.py: ends it as SIGKILL would, right before or right after its commit
 * number DIE_AT becomes part of the state. LMDB commits by writing its meta page, the one write that is not of whole
 * pages; until then everything written is garbage, from then on it is the state.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long commits;

static ssize_t write_at(const char *name, int fd, const void *data, size_t size, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t) =
		(ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);
	const char *when = getenv("DIE_AT");
	const char *side = getenv("DIE_SIDE");
	int now = when != NULL && side != NULL && size % 4096 != 0 &&
		  atomic_fetch_add(&commits, 1) + 1 == strtol(when, NULL, 10);
	ssize_t n;

	if (now && strcmp(side, "before") == 0)
		raise(SIGKILL);
	n = real(fd, data, size, at);
	if (now)
		raise(SIGKILL);
	return n;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	return write_at("pwrite", fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t at)
{
	return write_at("pwrite64", fd, data, size, at);
}
