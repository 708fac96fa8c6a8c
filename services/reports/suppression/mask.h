/* SPDX-License-Identifier: MIT
 *
 * Taking from a column what is hidden, and whatever of its other figures a hidden one follows from: a difference of two
 * figures needs both. Pure.
 *
 * Example: 2019 shows 40.0 and a change of -5.0; were 2018 hidden, it would be 45.0. So the change goes.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_MASK_H
#define LEEP_REPORTS_SUPPRESSION_MASK_H

#include "common/base/arena.h"
#include "services/reports/suppression/sheet.h"

/* A column beside the one that is masked, and what is hidden of it. */
struct mask_beside {
	const struct column *figures;
	const uint8_t *hidden; /* NULL: nothing */
};

struct mask {
	const uint8_t *hidden;     /* of the column itself; NULL: nothing */
	struct mask_beside change; /* the period before */
	struct mask_beside
		before[2]; /* the two before that share no time with it or each other: of trends and means */
	struct mask_beside gap; /* the group that gaps are told beside */
	struct mask_beside
		england; /* of a column of schools: the column under England; else the column itself */
	uint64_t threshold;
};

/* Arrays that are needed and not there come from the arena. ERR_NOMEM. */
int mask_column(struct arena *arena, const struct mask *mask, struct indicator_column *column);

#endif
