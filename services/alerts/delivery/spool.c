/* SPDX-License-Identifier: MIT
 *
 * See spool.h.
 */
#include "services/alerts/delivery/spool.h"
#include "common/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "common/service/endpoint.h"

int spool_write(const char *folder, const char *key, struct bytes message, struct err_text *text)
{
	char part[PATH_LEN + 128];
	char whole[PATH_LEN + 128];
	int fd;
	int rc = file_make_folder(folder);

	(void)snprintf(part, sizeof(part), "%s/.%s.part", folder, key);
	(void)snprintf(whole, sizeof(whole), "%s/%s.eml", folder, key);
	fd = rc < 0 ? -1 : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(text, ERR_IO, "spool folder '%s' cannot be written", folder);
	rc = file_write(fd, message);
	if (rc == 0 && fsync(fd) < 0)
		rc = ERR_IO;
	if (close(fd) < 0)
		rc = ERR_IO;
	if (rc == 0 && rename(part, whole) < 0)
		rc = ERR_IO;
	if (rc == 0)
		rc = file_sync_folder(whole);
	return rc < 0 ? error_set(text, rc, "message '%s' cannot be written to '%s'", key, folder) : 0;
}
