/* SPDX-License-Identifier: MIT
 *
 * What gathering for one paper shares with gathering for another: figures as papers print them, and the files that
 * they came from.
 */
#ifndef LEEP_REPORTS_GATHERED_H
#define LEEP_REPORTS_GATHERED_H

#include "services/reports/papers/figure.h"
#include "services/reports/queries.h"

/* What every paper about an authority says of itself. */
struct gathered_heading {
	const char *authority_name;
	const char *as_of; /* gathered_time */
	struct known known;
};

/* Begin a paper as known at `as_of` (not 0); from here on small numbers are hidden in what is read. ERR_NOTFOUND with `text` when
 * there is no such authority; ERR_NOMEM. */
int gathered_begin(struct reading *reading, uint32_t authority, int64_t as_of, struct gathered_heading *ret,
	struct err_text *text);

/* Files behind one paper; what comes beyond is not listed. */
#define SOURCES_MAX 200

struct gathered_sources {
	size_t n;
	uint64_t submission[SOURCES_MAX];
};

/* Note it, once; 0 is none. */
void gathered_source(struct gathered_sources *sources, uint64_t submission);

/* What is known of them, in reading->arena. ERR_NOMEM. Empties reading->scratch. */
int gathered_describe(struct reading *reading, const struct gathered_sources *sources,
	struct paper_source **ret, size_t *ret_n);

/* Cell `i` of a column, or none where it is negative; and the submission that it came from, 0: none. */
struct figure gathered_figure(const struct column *figures, ptrdiff_t i);
uint64_t gathered_submission(const struct indicator_event *event, ptrdiff_t i);

/* "22 November 2026, 01:05 UTC": a time as a reader of papers expects it. NULL when memory is short. */
const char *gathered_time(struct arena *arena, int64_t at);

#endif
