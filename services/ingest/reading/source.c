/* SPDX-License-Identifier: MIT
 *
 * See source.h. The first bytes that a reader would get decide what the file is; they are looked at before it gets
 * them, so a workbook inside gzip is found out too.
 */
#include "services/ingest/reading/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "common/base/bytes.h"

/* Packed bytes held at a time. zlib adds 40 KB of its own. */
#define PACKED_SIZE ((size_t)64 * 1024)

/* As many bytes as the longest beginning below. */
#define BEGIN_LEN 8

/* gzip with zlib's largest window. */
#define GZIP_WINDOW (16 + MAX_WBITS)

struct source {
	int fd;
	uint64_t unpacked_max;
	uint64_t packed, unpacked; /* bytes so far */
	bool begun;
	bool gzip;
	bool in_member; /* unpacking stands inside a member */
	z_stream z;
	uint8_t *in; /* PACKED_SIZE; NULL: not gzip */
	uint8_t begin[BEGIN_LEN];
	size_t begin_len, begin_at; /* looked at and not yet given */
};

int source_open(const char *path, uint64_t unpacked_max, struct source **ret, struct err_text *text)
{
	struct source *source = calloc(1, sizeof(*source));

	if (source == NULL)
		return error_set(text, ERR_NOMEM, "out of memory");
	source->unpacked_max = unpacked_max;
	source->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (source->fd < 0) {
		source_free(source);
		return error_set(text, ERR_IO, "the original cannot be read: %s", error_text(ERR_IO));
	}
	*ret = source;
	return 0;
}

void source_free(struct source *source)
{
	if (source == NULL)
		return;
	if (source->gzip)
		(void)inflateEnd(&source->z);
	if (source->fd >= 0)
		(void)close(source->fd);
	free(source->in);
	free(source);
}

static int read_plain(struct source *source, void *to, size_t room, size_t *ret_n, struct err_text *text)
{
	ssize_t n;

	do
		n = read(source->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set(text, ERR_IO, "the original cannot be read");
	*ret_n = (size_t)n;
	return 0;
}

/* More packed bytes for zlib; false in `ret_more` at the end of the file. */
static int feed(struct source *source, bool *ret_more, struct err_text *text)
{
	size_t n = 0;
	int rc = 0;

	if (source->z.avail_in == 0) {
		rc = read_plain(source, source->in, PACKED_SIZE, &n, text);
		source->z.next_in = source->in;
		source->z.avail_in = (uInt)n;
		source->packed += n;
	}
	*ret_more = source->z.avail_in > 0;
	return rc;
}

/* Is this still what a table packs to? */
static int check_size(const struct source *source, struct err_text *text)
{
	if (source->unpacked > source->unpacked_max)
		return error_set(text, ERR_LIMIT,
			"the packed file holds more than %llu bytes, the most that is taken in",
			(unsigned long long)source->unpacked_max);
	if (source->unpacked > SOURCE_RATIO_FROM && source->unpacked / SOURCE_RATIO_MAX > source->packed)
		return error_set(text, ERR_LIMIT,
			"the packed file unpacks to more than %d times its size: this is no table",
			SOURCE_RATIO_MAX);
	return 0;
}

static int unpack(struct source *source, uint8_t *to, size_t room, size_t *ret_n, struct err_text *text)
{
	size_t n = 0;

	while (n == 0) {
		bool more;
		int rc = feed(source, &more, text);

		if (rc < 0)
			return rc;
		if (!more && !source->in_member)
			break;
		if (!more)
			return error_set(
				text, ERR_SYNTAX, "the packed file was cut short: its end is missing");
		if (!source->in_member && inflateReset(&source->z) != Z_OK)
			return error_set(text, ERR_NOMEM, "out of memory");
		source->z.next_out = to;
		source->z.avail_out = (uInt)room;
		rc = inflate(&source->z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			return error_set(text, ERR_NOMEM, "out of memory");
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return error_set(text, ERR_SYNTAX,
				"the packed file is damaged after %llu bytes of its contents: send it again",
				(unsigned long long)source->unpacked);
		source->in_member = rc != Z_STREAM_END;
		n = room - source->z.avail_out;
		source->unpacked += n;
		rc = check_size(source, text);
		if (rc < 0)
			return rc;
	}
	*ret_n = n;
	return 0;
}

static bool begins(const struct source *source, struct bytes with)
{
	return source->begin_len >= with.len && memcmp(source->begin, with.data, with.len) == 0;
}

/* What people send when they mean a table, by how it begins. */
static int check_kind(const struct source *source, struct err_text *text)
{
	static const struct {
		struct bytes with;
		const char *is;
	} kinds[] = {
#define BEGINNING(with) {(const uint8_t *)(with), sizeof(with) - 1}
		{BEGINNING("PK\x03\x04"), "a workbook (xlsx, ods) or a zip archive"},
		{BEGINNING("\xd0\xcf\x11\xe0"), "an old workbook (xls)"},
		{BEGINNING("%PDF"), "a PDF"},
		{BEGINNING("PAR1"), "a Parquet file"},
		{BEGINNING("\xff\xfe"), "text in UTF-16"},
		{BEGINNING("\xfe\xff"), "text in UTF-16"},
		{BEGINNING("\x1f\x8b"), "packed twice"},
#undef BEGINNING
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (begins(source, kinds[i].with))
			return error_set(text, ERR_REFUSED,
				"the file is %s, not CSV: save it as \"CSV UTF-8\" and send that",
				kinds[i].is);
	return 0;
}

/* The file's first bytes, then, when they say gzip, those of its contents. */
static int look(struct source *source, struct err_text *text)
{
	size_t n = 1;
	int rc = 0;

	while (rc == 0 && n > 0 && source->begin_len < BEGIN_LEN) {
		uint8_t *to = source->begin + source->begin_len;

		rc = source->gzip ? unpack(source, to, BEGIN_LEN - source->begin_len, &n, text)
				  : read_plain(source, to, BEGIN_LEN - source->begin_len, &n, text);
		source->begin_len += rc == 0 ? n : 0;
	}
	return rc;
}

static int begin(struct source *source, struct err_text *text)
{
	int rc = look(source, text);

	if (rc < 0)
		return rc;
	if (begins(source, bytes_of("\x1f\x8b", 2))) {
		source->in = malloc(PACKED_SIZE);
		if (source->in == NULL || inflateInit2(&source->z, GZIP_WINDOW) != Z_OK)
			return error_set(text, ERR_NOMEM, "out of memory");
		source->gzip = true;
		source->in_member = true;
		memcpy(source->in, source->begin, source->begin_len);
		source->z.next_in = source->in;
		source->z.avail_in = (uInt)source->begin_len;
		source->packed = source->begin_len;
		source->begin_len = 0;
		rc = look(source, text);
	}
	return rc < 0 ? rc : check_kind(source, text);
}

int source_read(struct source *source, void *to, size_t room, size_t *ret_n, struct err_text *text)
{
	size_t left;

	if (!source->begun) {
		int rc = begin(source, text);

		if (rc < 0)
			return rc;
		source->begun = true;
	}
	left = source->begin_len - source->begin_at;
	if (left > 0) {
		*ret_n = left < room ? left : room;
		memcpy(to, source->begin + source->begin_at, *ret_n);
		source->begin_at += *ret_n;
		return 0;
	}
	return source->gzip ? unpack(source, to, room, ret_n, text)
			    : read_plain(source, to, room, ret_n, text);
}

static int read_csv(void *source, void *to, size_t room, size_t *ret_n, struct err_text *text)
{
	return source_read(source, to, room, ret_n, text);
}

static void free_csv(void *source)
{
	source_free(source);
}

int source_csv(const char *path, uint64_t unpacked_max, struct csv **ret, struct err_text *text)
{
	struct csv_source from = {read_csv, free_csv, NULL};
	struct source *source = NULL;
	int rc = source_open(path, unpacked_max, &source, text);

	from.from = source;
	return rc < 0 ? rc : csv_open(&from, ret, text);
}
