/* SPDX-License-Identifier: MIT
 *
 * delivery.yaml and the files that it names, as they lie on the disk. See settings.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"
#include "services/alerts/delivery/settings.h"
#include "services/alerts/delivery/sign.h"

/* Largest delivery.yaml: 43 destinations of a few hundred bytes. */
#define FILE_MAX   ((size_t)64 * 1024)
#define SECRET_MAX ((size_t)4096)

/* A whole file of at most `max` bytes. `private`: others must not be able to read it. */
static int read_whole(struct arena *arena, const char *path, size_t max, bool closed, struct bytes *ret,
	struct err_text *error)
{
	uint8_t *data = arena_take(arena, max + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	ssize_t len = -1;
	int rc = 0;

	if (fd < 0)
		return error_set(error, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "'%s' cannot be read", path);
	if (data == NULL)
		rc = error_set(error, ERR_NOMEM, "'%s': %s", path, error_text(ERR_NOMEM));
	else if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		rc = error_set(error, ERR_IO, "'%s' is no file", path);
	else if (closed && (status.st_mode & S_IRWXO) != 0)
		rc = error_set(
			error, ERR_REFUSED, "'%s' holds a secret and is open to others: chmod o=", path);
	else
		len = read(fd, data, max + 1);
	(void)close(fd);
	if (rc < 0)
		return rc;
	if (len < 0)
		return error_set(error, ERR_IO, "'%s' cannot be read", path);
	if ((size_t)len > max)
		return error_set(error, ERR_LIMIT, "'%s' is larger than %zu bytes", path, max);
	*ret = bytes_of(data, (size_t)len);
	return 0;
}

/* The one line of a secret's file, without its end. */
static int read_secret(struct arena *arena, const char *path, const char **ret, struct err_text *error)
{
	struct bytes whole = {0};
	int rc = read_whole(arena, path, SECRET_MAX, true, &whole, error);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? ERR_IO : rc;
	while (whole.len > 0 && strchr(" \t\r\n", whole.data[whole.len - 1]) != NULL)
		whole.len--;
	for (size_t i = 0; i < whole.len; i++)
		if (whole.data[i] < ' ' || whole.data[i] == 0x7f)
			return error_set(error, ERR_SYNTAX, "'%s' is not one line of text", path);
	if (whole.len == 0)
		return error_set(error, ERR_SYNTAX, "'%s' is empty", path);
	*ret = arena_text(arena, (const char *)whole.data, whole.len);
	return *ret == NULL ? ERR_NOMEM : 0;
}

/* A path as seen from the folder of delivery.yaml; "" stays. */
static int resolve(struct arena *arena, const char *from, const char **path, struct err_text *error)
{
	const char *slash = strrchr(from, '/');

	if ((*path)[0] != '\0' && (*path)[0] != '/' && slash != NULL)
		*path = arena_print(arena, "%.*s/%s", (int)(slash - from), from, *path);
	return *path == NULL ? error_set(error, ERR_NOMEM, "\"delivery.yaml\": %s", error_text(ERR_NOMEM))
			     : 0;
}

/* What stands in the file of a secret, as the destination needs it. */
static int take_secret(struct arena *arena, struct settings_destination *destination, struct err_text *error)
{
	const char *text = "";
	size_t len;
	int rc;

	if (destination->secret_file[0] == '\0')
		return 0;
	rc = read_secret(arena, destination->secret_file, &text, error);
	if (rc < 0)
		return rc;
	len = strlen(text);
	if (destination->way == WAY_WEBHOOK) {
		rc = sign_secret(arena, text, &destination->secret);
		return rc < 0 ? error_set(error, rc, "'%s': expected whsec_ and 24 to 64 bytes in base64",
					destination->secret_file)
			      : 0;
	}
	if (destination->way == WAY_NOTIFY_MAIL || destination->way == WAY_NOTIFY_TEXT) {
		/* A key of Notify is NAME-SERVICE-SECRET; the last 36 characters are what signs. */
		if (len < 36)
			return error_set(error, ERR_SYNTAX, "'%s': expected a key of 36 characters or more",
				destination->secret_file);
		text += len - 36;
		len = 36;
	}
	destination->secret = bytes_of(text, len);
	return 0;
}

static int complete(struct arena *arena, const char *path, struct settings_destination *destination,
	struct err_text *error)
{
	int rc = resolve(arena, path, &destination->url_file, error);

	if (rc == 0)
		rc = resolve(arena, path, &destination->secret_file, error);
	if (rc == 0)
		rc = resolve(arena, path, &destination->ca_file, error);
	if (rc == 0 && destination->url_file[0] != '\0') {
		rc = read_secret(arena, destination->url_file, &destination->url, error);
		if (rc == 0 && !settings_url_ok(destination->url))
			rc = error_set(error, ERR_SYNTAX, "'%s': neither https nor of this machine",
				destination->url_file);
	}
	if (rc == 0 && destination->ca_file[0] != '\0' && access(destination->ca_file, R_OK) < 0)
		rc = error_set(error, ERR_IO, "'%s' cannot be read", destination->ca_file);
	return rc == 0 ? take_secret(arena, destination, error) : rc;
}

int settings_read(struct arena *arena, const char *path, struct settings *ret, struct err_text *error)
{
	struct settings settings = {.proxy = ""};
	struct bytes yaml = {0};
	int rc = read_whole(arena, path, FILE_MAX, false, &yaml, error);

	if (rc == 0)
		rc = settings_parse(arena, yaml, &settings, error);
	if (rc == 0 && settings.secret)
		rc = read_whole(arena, path, FILE_MAX, true, &yaml, error);
	for (size_t i = 0; rc == 0 && i < settings.n; i++)
		rc = complete(arena, path, &settings.destination[i], error);
	if (rc == 0)
		*ret = settings;
	return rc;
}

/* FNV-1a over what changes when a file does. */
static void stamp_file(uint64_t *stamp, const char *path)
{
	struct stat status;
	uint64_t seen[6] = {0};

	if (path[0] == '\0')
		return;
	if (stat(path, &status) == 0) {
		seen[0] = 1;
		seen[1] = (uint64_t)status.st_ino;
		seen[2] = (uint64_t)status.st_size;
		seen[3] = (uint64_t)status.st_mtim.tv_sec;
		seen[4] = (uint64_t)status.st_mtim.tv_nsec;
		seen[5] = (uint64_t)status.st_mode;
	}
	for (size_t i = 0; i < sizeof(seen); i++)
		*stamp = (*stamp ^ ((const uint8_t *)seen)[i]) * 0x100000001b3u;
}

uint64_t settings_stamp(const struct settings *settings, const char *path)
{
	uint64_t stamp = 0xcbf29ce484222325u;

	stamp_file(&stamp, path);
	for (size_t i = 0; i < settings->n; i++) {
		stamp_file(&stamp, settings->destination[i].url_file);
		stamp_file(&stamp, settings->destination[i].secret_file);
		stamp_file(&stamp, settings->destination[i].ca_file);
	}
	return stamp;
}
