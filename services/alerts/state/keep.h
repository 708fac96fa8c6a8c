/* SPDX-License-Identifier: MIT
 *
 * What of indicators' stream is kept, and marked to be looked at when its submission is done.
 *
 * Figures: of measures of the catalogue, and of those that indicators A to G go by. Of schools, all pupils of every
 * authority; other groups, and authorities themselves, only of whom the caseloads cover: before there are caseloads of
 * all. So a council whose caseloads become another authority's knows of that one what comes from then on.
 */
#ifndef LEEP_ALERTS_KEEP_H
#define LEEP_ALERTS_KEEP_H

#include "common/model/indicators_a_g.h"
#include "services/alerts/caseloads/caseloads.h"
#include "services/alerts/state/state.h"

struct keeping {
	struct arena *arena; /* emptied by the caller before each event */
	const struct catalogue *catalogue;
	const struct a_g_list *a_g;
	const struct caseloads *caseloads; /* NULL: there are none yet */
};

/* One event, decoded, and its record. Done is the caller's. A failure is the transaction's. */
void keep(const struct keeping *keeping, struct txn *txn, const struct indicator_event *event,
	struct bytes record);

/* The first caseloads have come: what was kept of all authorities is reduced to the one that they cover. */
void keep_adopt(const struct keeping *keeping, struct txn *txn, struct arena *scratch, uint32_t authority);

#endif
