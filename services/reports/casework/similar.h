/* SPDX-License-Identifier: MIT
 *
 * One school's figure before and after, and what became in the same time of schools that stood where it stood.
 */
#ifndef LEEP_REPORTS_CASEWORK_SIMILAR_H
#define LEEP_REPORTS_CASEWORK_SIMILAR_H

#include "services/reports/queries.h"

/* Similar schools are at most so many. */
#define SIMILAR_MAX 10

/* Support that a school had; `until` is the last day, UINT32_MAX while it goes on. */
struct support {
	uint64_t id;
	uint64_t case_id;
	uint32_t urn, authority;
	uint32_t from, until; /* days since 1970-01-01 */
};

/* The figures of schools of one authority in two years, as far as they may be shown. Millionths. */
struct pair {
	uint32_t urn;
	int64_t before, after; /* DECIMAL_NONE: it has none that may be shown */
	int64_t apart;         /* from the figure before of the school that is looked at */
};

struct course {
	const struct measure *measure;
	struct period before, after; /* 0: no year has a figure of the school */
	bool broken;                 /* the measure means something else since a year between them */
	bool hidden;                 /* a figure is there, and is not shown */
	struct pair own;
	unsigned decimals;
	size_t n_similar;
	int64_t similar_change; /* mean of their changes; DECIMAL_NONE: none are known */
};

struct similar;

/* For one answer: `support` is all that is known of, in any order. NULL when memory is short. Everything is in the reading's
 * arena. */
struct similar *similar_begin(struct reading *reading, const struct support *support, size_t n);

/* The course of a measure over a support: the last year that had ended before it began, in which the school has a figure, and
 * the latest since. Beside it the mean change of at most ten schools of the authority and phase that had no support in these
 * years, those whose figure before was closest. Empties scratch. Errors are those of suppression_apply. */
int similar_course(struct similar *similar, const struct support *support, const struct measure *measure,
	struct course *ret);

#endif
