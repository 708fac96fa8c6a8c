/* SPDX-License-Identifier: MIT
 *
 * What papers show, read from the state: gather.c the performance report, gather_a_g.c the indicators A to G. Their
 * headers under papers/ say what is laid out.
 */
#ifndef LEEP_REPORTS_GATHER_H
#define LEEP_REPORTS_GATHER_H

#include "services/reports/papers/a_g.h"
#include "services/reports/queries.h"

/* Every series that the authority has figures of, up to `period`, as known at `as_of` (not 0). ERR_NOTFOUND with
 * `text` when there is none. What `ret` points to lives in reading->arena. */
int gather_performance(struct reading *reading, uint32_t authority, struct period period, int64_t as_of,
	struct performance_paper *ret, struct err_text *text);

/* What is known at `as_of` (not 0) on each of `list` for the academic year `period`: of A, B and C the latest figure up to
 * its end, of the others figures of that year. An authority of which nothing is known has a paper that says so.
 * ERR_NOTFOUND with `text` when there is no such authority. What `ret` points to lives in reading->arena and in `list`. */
int gather_a_g(struct reading *reading, const struct a_g_list *list, uint32_t authority, struct period period,
	int64_t as_of, struct a_g_paper *ret, struct err_text *text);

#endif
