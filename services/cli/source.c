/* SPDX-License-Identifier: MIT
 *
 * See source.h.
 */
#include "services/cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/base/utf8.h"
#include "services/cli/spreadsheet.h"

/* The most that is read from what is no file: twice what ingest takes in when nobody has said otherwise. */
#define SPOOL_MAX ((uint64_t)1024 * 1024 * 1024)

/* What a name says when only the first sheet is meant. */
#define SHEET " (sheet 1)"

void source_name(const char *path, char ret[SOURCE_NAME_ROOM])
{
	const char *last = strrchr(path, '/');
	const char *p = path;
	size_t len = 0, n;

	if (last != NULL && last > path) {
		for (p = last; p > path && p[-1] != '/'; p--)
			continue;
		p = p == last ? last + 1 : p;
	} else if (last != NULL) {
		p = last + 1;
	}
	for (; *p != '\0' && len + 4 + sizeof(SHEET) < SOURCE_NAME_ROOM; p += n) {
		n = utf8_length((const uint8_t *)p, strlen(p));
		if (n == 0 || (unsigned char)*p < 0x20) {
			n = 1;
			ret[len++] = '?';
			continue;
		}
		memcpy(ret + len, p, n);
		len += n;
	}
	ret[len] = '\0';
}

static int spool(int fd, const char *path, FILE **ret, struct err_text *text)
{
	static uint8_t part[64 * 1024];
	FILE *file = tmpfile();
	uint64_t size = 0;
	ssize_t n;
	int rc = 0;

	if (file == NULL)
		return error_set(text, ERR_IO, "'%s': no temporary file can be made for it", path);
	while (rc == 0 && (n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		size += n > 0 ? (uint64_t)n : 0;
		if (n < 0)
			rc = error_set(text, ERR_INVAL, "'%s' cannot be read: %s", path, strerror(errno));
		else if (size > SPOOL_MAX)
			rc = error_set(text, ERR_LIMIT, "'%s': more than %llu bytes", path,
				(unsigned long long)SPOOL_MAX);
		else if (file_write(fileno(file), bytes_of(part, (size_t)n)) < 0)
			rc = error_set(
				text, ERR_IO, "'%s': there is no room for it in the temporary folder", path);
	}
	if (rc == 0)
		*ret = file;
	else
		(void)fclose(file);
	return rc;
}

static int replace_by_sheet(struct source *source, const char *path, struct err_text *text)
{
	FILE *sheet = NULL;
	int rc = spreadsheet_convert(fileno(source->file), path, &sheet, text);

	source_close(source);
	source->file = sheet;
	(void)strncat(source->name, SHEET, sizeof(source->name) - strlen(source->name) - 1);
	return rc;
}

int source_take(int fd, const char *path, const char *name, struct source *ret, struct err_text *text)
{
	struct source source = {0};
	struct stat st;
	int rc = 0;

	source_name(name == NULL ? path : name, source.name);
	if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
		rc = error_set(text, ERR_INVAL, "'%s' cannot be read: it is no file", path);
	} else if (!S_ISREG(st.st_mode)) {
		rc = spool(fd, path, &source.file, text);
	} else {
		source.file = fdopen(fd, "rb");
		if (source.file == NULL)
			rc = error_set(text, ERR_NOMEM, "out of memory");
		else
			fd = -1;
	}
	if (fd >= 0)
		(void)close(fd);
	if (rc == 0 && spreadsheet_is(source.name))
		rc = replace_by_sheet(&source, path, text);
	if (rc == 0)
		*ret = source;
	return rc;
}

int source_open(const char *path, const char *name, struct source *ret, struct err_text *text)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);

	if (standard) {
		path = "standard input";
		name = name == NULL ? path : name;
	}
	if (fd < 0)
		return error_set(text, ERR_INVAL, "'%s' cannot be read: %s", path, strerror(errno));
	return source_take(fd, path, name, ret, text);
}

void source_close(struct source *source)
{
	if (source->file != NULL)
		(void)fclose(source->file);
	source->file = NULL;
}
