/* SPDX-License-Identifier: MIT
 *
 * Small files for the readers of ingest, in a folder that goes with the test.
 */
#ifndef LEEP_TESTS_INGEST_FILE_H
#define LEEP_TESTS_INGEST_FILE_H

#include <fcntl.h>

#include "common/base/buffer.h"
#include "tests/unit/store/temporary.h"

static inline const char *file_of(const struct folder *folder, const void *data, size_t len)
{
	const char *path = folder_path(folder, "file.csv");
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	return path;
}

static inline const char *text_in(struct buffer *buffer)
{
	buffer_add(buffer, "", 1);
	assert_false(buffer->failed);
	buffer->len--;
	return (const char *)buffer->data;
}

#endif
