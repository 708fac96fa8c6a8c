/* SPDX-License-Identifier: MIT
 *
 * What the performance report shows, read from the state. papers/performance.h lays it out.
 */
#ifndef LEEP_REPORTS_GATHER_H
#define LEEP_REPORTS_GATHER_H

#include "services/reports/papers/performance.h"
#include "services/reports/queries.h"

/* Every series that the authority has figures of, up to `period`, as known at `as_of` (not 0). ERR_NOTFOUND with
 * `text` when there is none. What `ret` points to lives in reading->arena. */
int gather_performance(struct reading *reading, uint32_t authority, struct period period, int64_t as_of,
	struct performance_paper *ret, struct err_text *text);

#endif
