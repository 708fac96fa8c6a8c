/* SPDX-License-Identifier: MIT
 *
 * What a receipt says of the figures of a file: how many there are, of which flag, about how many areas.
 */
#ifndef LEEP_INGEST_TALLY_H
#define LEEP_INGEST_TALLY_H

#include "common/model/column.h"

struct tally {
	uint64_t flagged[FLAGS]; /* figures by flag; FLAG_PRESENT are those with a value */
	uint64_t areas;
	uint8_t *seen[AREA_KINDS]; /* a bit for each code, 1.2 MB for each kind that occurs */
};

/* Count one figure. ERR_NOMEM. */
int tally_add(struct tally *tally, enum flag flag, struct area area);

uint64_t tally_cells(const struct tally *tally);

/* Frees what it holds. */
void tally_done(struct tally *tally);

#endif
