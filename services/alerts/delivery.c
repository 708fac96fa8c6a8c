/* SPDX-License-Identifier: MIT
 *
 * See delivery.h.
 */
#include "services/alerts/delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "common/service/endpoint.h"

static int write_all(int fd, struct bytes data)
{
	while (data.len > 0) {
		ssize_t n = write(fd, data.data, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_IO;
		data = bytes_of(data.data + n, data.len - (size_t)n);
	}
	return fsync(fd) < 0 ? ERR_IO : 0;
}

int delivery_spool(const char *folder, const char *key, struct bytes message, struct err_text *text)
{
	char part[PATH_LEN + 128];
	char whole[PATH_LEN + 128];
	int fd, folder_fd;
	int rc = path_make(folder);

	(void)snprintf(part, sizeof(part), "%s/.%s.part", folder, key);
	(void)snprintf(whole, sizeof(whole), "%s/%s.eml", folder, key);
	fd = rc < 0 ? -1 : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(text, ERR_IO, "spool folder '%s' cannot be written", folder);
	rc = write_all(fd, message);
	if (close(fd) < 0)
		rc = ERR_IO;
	if (rc == 0 && rename(part, whole) < 0)
		rc = ERR_IO;
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder_fd < 0 || fsync(folder_fd) < 0)
		rc = ERR_IO;
	if (folder_fd >= 0)
		(void)close(folder_fd);
	return rc < 0 ? error_set(text, rc, "message '%s' cannot be written to '%s'", key, folder) : 0;
}
