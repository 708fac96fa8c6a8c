/* SPDX-License-Identifier: MIT
 *
 * How the areas of one column stand: gathers what the column needs from the state, works it out with
 * statistics/, and lays out the indicator column that is sent.
 */
#ifndef LEEP_INDICATORS_STANDING_H
#define LEEP_INDICATORS_STANDING_H

#include "common/model/indicator.h"
#include "services/indicators/standing/past.h"
#include "services/indicators/state.h"

/* A national figure is worked out from schools only when at least this many of the about 152 authorities are
 * there: a county's own file is not the nation. */
#define NATION_AUTHORITIES_MIN 140

/* Work out the column of a series under a parent. `pasts` holds nothing that was found under another state. ERR_NOTFOUND when
 * there is nothing to say; ERR_NOMEM; else what `ret` points to lives in the arena and the catalogue. */
int standing_work_out(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	struct pasts *pasts, struct series series, struct area parent, struct indicator_column *ret);

/* The nation's figure in millionths, as its column has it (n 0: there is none) or as schools add up to it; DECIMAL_NONE. */
int64_t standing_national(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	const struct measure *measure, struct series series, const struct column *england);

/* The figure of an authority that stands in front, in millionths: published in England's column, else what its schools add
 * up to; DECIMAL_NONE. One that was published without a figure is not worked round. */
int64_t standing_authority(struct txn *txn, const struct measure *measure, struct series series,
	const struct column *england, struct area authority);

#endif
