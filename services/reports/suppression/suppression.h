/* SPDX-License-Identifier: MIT
 *
 * What of a column may be shown. Columns come one after the other as a walk over the state finds them; what they need to
 * be judged by, other groups, the authority above, the years before, is looked up, so that a column is hidden alike
 * whatever was asked for. sheet.h decides, mask.h takes away.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_SUPPRESSION_H
#define LEEP_REPORTS_SUPPRESSION_SUPPRESSION_H

#include "services/reports/queries.h"
#include "services/reports/suppression/sheet.h"

/* Sheets under England that are kept: this year's and those that a change or a mean of three years reaches back to, of one
 * measure; one more, so that none is thrown out just before it is asked for. */
#define SUPPRESSION_KEPT 4

/* This year's schools, and those of the two years before. */
#define SUPPRESSION_YEARS 3

struct suppression_kept {
	struct arena *arena;
	char measure[MEASURE_ID_MAX + 1];
	struct period period;
	uint64_t used; /* 0: not */
	bool full; /* columns and decisions are there; else nothing of it is hidden */
	struct sheet sheet;
};

struct suppression {
	struct reading *reading;
	struct known known;
	uint64_t threshold; /* 0: everything is shown */
	uint64_t uses;
	struct suppression_kept kept[SUPPRESSION_KEPT];
	struct arena *schools[SUPPRESSION_YEARS];
};

/* For one answer or paper, from what was known then. End it also when this failed. ERR_NOMEM. */
int suppression_begin(
	struct suppression *suppression, struct reading *reading, struct known known, uint64_t threshold);

/* Take away from the column, which was decoded into the reading's scratch, what is hidden. ERR_NOMEM, ERR_CORRUPT. */
int suppression_apply(struct suppression *suppression, struct indicator_column *column);

void suppression_end(struct suppression *suppression);

#endif
