/* SPDX-License-Identifier: MIT
 *
 * What of a column may be shown. Columns come one after the other as a walk over the state finds them; what they need to
 * be judged by, other groups, the authority above, the years before, is looked up, so that a column is hidden alike
 * whatever was asked for. sheet.h decides, mask.h takes away.
 *
 * Decisions follow from the versions of the columns that were known, so they are kept from one answer to the next, of one
 * measure at a time: an export comes in pages, and each page would make them again.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_SUPPRESSION_H
#define LEEP_REPORTS_SUPPRESSION_SUPPRESSION_H

#include "services/reports/queries.h"

struct suppression;

/* NULL when memory is short. */
struct suppression *suppression_open(void);

/* Takes NULL. */
void suppression_free(struct suppression *suppression);

/* For one answer or paper: from what was known at a time, figures about fewer than `threshold` pupils are hidden; 0: none
 * is. */
void suppression_begin(
	struct suppression *suppression, struct reading *reading, struct known known, uint64_t threshold);

/* Take away from the column, which was decoded into the reading's scratch, what is hidden. ERR_NOMEM, ERR_CORRUPT. */
int suppression_apply(struct suppression *suppression, struct indicator_column *column);

#endif
