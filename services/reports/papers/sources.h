/* SPDX-License-Identifier: MIT
 *
 * The files behind a paper, and the annex that lists them.
 */
#ifndef LEEP_REPORTS_PAPERS_SOURCES_H
#define LEEP_REPORTS_PAPERS_SOURCES_H

#include "common/base/buffer.h"

struct paper_source {
	uint64_t submission;
	const char *file;
	const char *format;
	const char *status;   /* provisional, revised, final or "" */
	const char *received; /* date and time */
	const char *sha256;   /* hexadecimal */
};

/* NULL when the paper does not list it. */
const struct paper_source *paper_source_of(const struct paper_source *source, size_t n, uint64_t submission);

/* The annex: a table of the sources, each with an id that links lead to. */
void paper_sources(struct buffer *out, const struct paper_source *source, size_t n, unsigned *number);

#endif
