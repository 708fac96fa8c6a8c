/* SPDX-License-Identifier: MIT
 *
 * See file.h.
 */
#include "common/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int file_make_folder(const char *path)
{
	char part[FILE_PATH_MAX];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof(part))
		return ERR_INVAL;
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return ERR_IO;
	}
	return 0;
}

int file_write(int fd, struct bytes data)
{
	while (data.len > 0) {
		ssize_t n = write(fd, data.data, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
		data = bytes_of(data.data + n, data.len - (size_t)n);
	}
	return 0;
}

int file_sync_folder(const char *path)
{
	char folder[FILE_PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, rc;

	if (slash == NULL || (size_t)(slash - path) >= sizeof(folder))
		return ERR_INVAL;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	rc = fsync(fd) < 0 ? ERR_IO : 0;
	(void)close(fd);
	return rc;
}

struct file_mark file_mark_of(const char *path)
{
	struct file_mark mark = {0, 0, 0};
	struct stat status;

	if (stat(path, &status) == 0) {
		mark.inode = (uint64_t)status.st_ino;
		mark.size = (uint64_t)status.st_size;
		mark.changed = (int64_t)status.st_ctim.tv_sec * 1000000000 + status.st_ctim.tv_nsec;
	}
	return mark;
}

bool file_mark_same(const struct file_mark *a, const struct file_mark *b)
{
	return a->inode == b->inode && a->size == b->size && a->changed == b->changed;
}

const char *file_beside_program(const char *name, char *ret)
{
	char self[FILE_PATH_MAX / 2];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	self[len < 0 ? 0 : len] = '\0';
	slash = strrchr(self, '/');
	if (slash != NULL)
		*slash = '\0';
	(void)snprintf(ret, FILE_PATH_MAX, "%s/%s", self, name);
	return ret;
}
