/* SPDX-License-Identifier: MIT
 *
 * The bytes of an original as text is to be read from them: plain, or unpacked when they are gzip, in one or more
 * members. What is no text at all is recognised by how it begins and refused with advice.
 */
#ifndef LEEP_INGEST_SOURCE_H
#define LEEP_INGEST_SOURCE_H

#include <stdint.h>

#include "common/base/csv.h"
#include "common/base/error.h"

/* Published tables pack 8 to 40 times smaller; deflate can reach 1,032. A file that unpacks to more than this many
 * times its size, once that is more than a large table, was made to fill memory or time: with it a bomb of any size is
 * refused after 64 MiB, some 0.3 s of unpacking. */
#define SOURCE_RATIO_MAX  200
#define SOURCE_RATIO_FROM ((uint64_t)64 * 1024 * 1024)

struct source;

/* `unpacked_max`: a packed file holds at most so many bytes. ERR_IO when it cannot be opened, ERR_NOMEM. */
int source_open(const char *path, uint64_t unpacked_max, struct source **ret, struct err_text *text);

/* Takes NULL. */
void source_free(struct source *source);

/* At most `room` (> 0) bytes more into `to`; `ret_n` is 0 only at the end. ERR_REFUSED: this is no text; ERR_SYNTAX:
 * packed, and cut short or damaged; ERR_LIMIT: it unpacks to more than it may; ERR_IO, ERR_NOMEM. Each with `text`. */
int source_read(struct source *source, void *to, size_t room, size_t *ret_n, struct err_text *text);

/* The file as rows of CSV. As source_open; errors of source_read come from csv_next. */
int source_csv(const char *path, uint64_t unpacked_max, struct csv **ret, struct err_text *text);

#endif
