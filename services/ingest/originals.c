/* SPDX-License-Identifier: MIT
 *
 * See originals.h. An upload is hashed as it grows, so that keeping it costs a sync and a rename.
 */
#include "services/ingest/originals.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/base/sha256.h"
#include "common/service/endpoint.h"
#include "services/ingest/redact.h"

/* Uploads under way at once; the one that has been silent longest makes room. */
#define UPLOADS_MAX 16

struct upload {
	bool used;
	uint8_t id[REQUEST_ID_LEN];
	int fd;
	uint64_t size;
	uint64_t touched;
	struct sha256 *hash;
};

struct originals {
	char folder[PATH_LEN];
	char uploads[PATH_LEN + 16];
	uint64_t file_max;
	const struct personal *personal; /* NULL: nothing is emptied */
	uint64_t turn;
	struct upload upload[UPLOADS_MAX];
	bool made[256]; /* folders, by the first byte of digests, whose names are known to be on disk */
};

static const char *upload_path(
	const struct originals *originals, const uint8_t id[REQUEST_ID_LEN], char ret[ORIGINAL_PATH_MAX])
{
	char hex[2 * REQUEST_ID_LEN + 1];

	bytes_hex(id, REQUEST_ID_LEN, hex);
	(void)snprintf(ret, ORIGINAL_PATH_MAX, "%s/%s", originals->uploads, hex);
	return ret;
}

const char *originals_path(
	const struct originals *originals, const uint8_t sha256[SHA256_LEN], char ret[ORIGINAL_PATH_MAX])
{
	char hex[2 * SHA256_LEN + 1];

	bytes_hex(sha256, SHA256_LEN, hex);
	(void)snprintf(ret, ORIGINAL_PATH_MAX, "%s/%.2s/%s", originals->folder, hex, hex);
	return ret;
}

static void remove_leftovers(const struct originals *originals)
{
	DIR *dir = opendir(originals->uploads);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(dir), entry->d_name, 0); /* if it stays it only takes room */
	if (dir != NULL)
		(void)closedir(dir);
}

/* All of them at once, so that an original costs no more than its own sync and that of its name. What cannot be made now is
 * made when it is needed. */
static void make_folders(struct originals *originals)
{
	char path[PATH_LEN + 16];
	bool made = true;

	for (unsigned first = 0; made && first < ARRAY_LEN(originals->made); first++) {
		(void)snprintf(path, sizeof(path), "%s/%02x", originals->folder, first);
		made = file_make_folder(path) == 0;
	}
	made = made && file_sync_folder(path) == 0;
	memset(originals->made, made, sizeof(originals->made));
}

int originals_open(
	const char *folder, uint64_t file_max, bool fresh, struct originals **ret, struct err_text *text)
{
	struct originals *originals = calloc(1, sizeof(*originals));

	if (originals == NULL)
		return error_set(text, ERR_NOMEM, "out of memory");
	originals->file_max = file_max;
	(void)snprintf(originals->folder, sizeof(originals->folder), "%s", folder);
	(void)snprintf(originals->uploads, sizeof(originals->uploads), "%s/uploads", folder);
	if (file_make_folder(originals->uploads) < 0) {
		free(originals);
		return error_set(text, ERR_IO, "folder '%s/uploads' cannot be made", folder);
	}
	if (fresh) {
		remove_leftovers(originals);
		make_folders(originals);
	}
	*ret = originals;
	return 0;
}

void originals_empty(struct originals *originals, const struct personal *personal)
{
	originals->personal = personal;
}

static void end(struct upload *upload)
{
	(void)close(upload->fd);
	sha256_free(upload->hash);
	upload->hash = NULL;
	upload->used = false;
}

static void drop(const struct originals *originals, struct upload *upload)
{
	char path[ORIGINAL_PATH_MAX];

	(void)unlink(upload_path(originals, upload->id, path));
	end(upload);
}

void originals_free(struct originals *originals)
{
	if (originals == NULL)
		return;
	for (size_t i = 0; i < UPLOADS_MAX; i++)
		if (originals->upload[i].used)
			drop(originals, &originals->upload[i]);
	free(originals);
}

static struct upload *find(struct originals *originals, const uint8_t id[REQUEST_ID_LEN])
{
	for (size_t i = 0; i < UPLOADS_MAX; i++)
		if (originals->upload[i].used && memcmp(originals->upload[i].id, id, REQUEST_ID_LEN) == 0)
			return &originals->upload[i];
	return NULL;
}

/* What the system says when a disk has no room is told apart, since somebody can make some. */
static int failed(struct err_text *text, const char *what)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return error_set(text, ERR_FULL, "%s: there is no room on the disk", what);
	return error_set(text, ERR_IO, "%s", what);
}

static int begin(struct originals *originals, const uint8_t id[REQUEST_ID_LEN], struct upload **ret,
	struct err_text *text)
{
	struct upload *upload = find(originals, id);
	char path[ORIGINAL_PATH_MAX];

	for (size_t i = 0; upload == NULL && i < UPLOADS_MAX; i++)
		if (!originals->upload[i].used)
			upload = &originals->upload[i];
	if (upload == NULL) {
		upload = &originals->upload[0];
		for (size_t i = 1; i < UPLOADS_MAX; i++)
			if (originals->upload[i].touched < upload->touched)
				upload = &originals->upload[i];
	}
	if (upload->used)
		drop(originals, upload);
	if (sha256_open(&upload->hash) < 0)
		return error_set(text, ERR_NOMEM, "out of memory");
	upload->fd = open(upload_path(originals, id, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (upload->fd < 0) {
		sha256_free(upload->hash);
		upload->hash = NULL;
		return failed(text, "the upload cannot be stored");
	}
	upload->used = true;
	memcpy(upload->id, id, REQUEST_ID_LEN);
	upload->size = 0;
	*ret = upload;
	return 0;
}

int originals_add(struct originals *originals, const uint8_t id[REQUEST_ID_LEN], const struct transfer *part,
	struct err_text *text)
{
	struct upload *upload = find(originals, id);
	int rc = 0;

	if (part->offset == 0 && part->data.len == 0) {
		if (upload != NULL)
			drop(originals, upload);
		return 0;
	}
	if (part->offset == 0)
		rc = begin(originals, id, &upload, text);
	if (rc < 0)
		return rc;
	if (upload == NULL)
		return error_set(text, ERR_UNKNOWN_UPLOAD, "%s", error_text(ERR_UNKNOWN_UPLOAD));
	upload->touched = ++originals->turn;
	if (part->offset <= upload->size && part->data.len <= upload->size - part->offset)
		return 0; /* asked again because the answer was lost */
	if (part->offset != upload->size) {
		drop(originals, upload);
		return error_set(text, ERR_UNKNOWN_UPLOAD, "%s", error_text(ERR_UNKNOWN_UPLOAD));
	}
	if (part->data.len > originals->file_max - upload->size) {
		drop(originals, upload);
		return error_set(text, ERR_LIMIT,
			"the file is larger than %llu bytes, the most that is taken in",
			(unsigned long long)originals->file_max);
	}
	rc = file_write(upload->fd, part->data);
	if (rc < 0) {
		rc = failed(text, "the upload cannot be stored");
		drop(originals, upload);
		return rc;
	}
	sha256_add(upload->hash, part->data);
	upload->size += part->data.len;
	return 0;
}

/* Put `from`, which is on disk whole, in its place. The name of a folder is synced once. */
static int move_in(struct originals *originals, uint8_t first, const char *from, const char *path)
{
	char folder[ORIGINAL_PATH_MAX];
	char *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	*slash = '\0';
	if (!originals->made[first] && (file_make_folder(folder) < 0 || file_sync_folder(folder) < 0))
		return ERR_IO;
	originals->made[first] =
		rename(from, path) == 0; /* else it may have been taken away: made anew next time */
	return originals->made[first] ? file_sync_folder(path) : ERR_IO;
}

/* Keep the upload at `path`: itself, or what is left of it without its personal columns. It stays the caller's to
 * drop. */
static int keep(struct originals *originals, const struct upload *upload, const uint8_t sha256[SHA256_LEN],
	const char *path, struct err_text *text)
{
	char from[ORIGINAL_PATH_MAX], emptied[ORIGINAL_PATH_MAX + 8];
	bool has = false;
	int rc = 0;

	(void)upload_path(originals, upload->id, from);
	(void)snprintf(emptied, sizeof(emptied), "%s.kept", from);
	if (originals->personal != NULL)
		rc = redact(originals->personal, from, emptied, &has, text);
	if (rc < 0)
		return rc;
	if ((!has && fsync(upload->fd) < 0) ||
		move_in(originals, sha256[0], has ? emptied : from, path) < 0) {
		rc = failed(text, "the original cannot be kept");
		if (has)
			(void)unlink(emptied);
	}
	return rc;
}

int originals_keep(struct originals *originals, const uint8_t id[REQUEST_ID_LEN], uint64_t size,
	const uint8_t sha256[SHA256_LEN], struct err_text *text)
{
	struct upload *upload = find(originals, id);
	uint8_t digest[SHA256_LEN];
	char path[ORIGINAL_PATH_MAX];

	int rc = 0;

	(void)originals_path(originals, sha256, path);
	if (upload == NULL && size == 0)
		rc = begin(originals, id, &upload, text);
	if (rc < 0)
		return rc;
	if (upload == NULL)
		return error_set(text, ERR_UNKNOWN_UPLOAD, "%s", error_text(ERR_UNKNOWN_UPLOAD));
	rc = sha256_end(upload->hash, digest);
	if (rc < 0) {
		drop(originals, upload);
		return error_set(text, rc, "out of memory");
	}
	if (upload->size != size || memcmp(digest, sha256, SHA256_LEN) != 0) {
		drop(originals, upload);
		return error_set(
			text, ERR_REFUSED, "what arrived is not what was sent: size or digest differ");
	}
	if (access(path, R_OK) == 0) {
		drop(originals, upload);
		return 0;
	}
	rc = keep(originals, upload, sha256, path, text);
	drop(originals, upload); /* what was moved away is no longer there to be removed */
	return rc;
}
