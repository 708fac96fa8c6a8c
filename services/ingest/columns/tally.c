/* SPDX-License-Identifier: MIT
 *
 * See tally.h.
 */
#include "services/ingest/columns/tally.h"

#include <stdlib.h>

#include "common/base/error.h"

int tally_add(struct tally *tally, enum flag flag, struct area area)
{
	uint8_t **seen = &tally->seen[area_kind(area)];
	uint32_t code = area_code(area);

	if (*seen == NULL)
		*seen = calloc(AREA_CODE_MAX / 8 + 1, 1);
	if (*seen == NULL)
		return ERR_NOMEM;
	if (((*seen)[code / 8] >> code % 8 & 1) == 0) {
		(*seen)[code / 8] |= (uint8_t)(1u << code % 8);
		tally->areas++;
	}
	tally->flagged[flag]++;
	return 0;
}

uint64_t tally_cells(const struct tally *tally)
{
	uint64_t n = 0;

	for (size_t i = 0; i < FLAGS; i++)
		n += tally->flagged[i];
	return n;
}

void tally_done(struct tally *tally)
{
	for (size_t i = 0; i < AREA_KINDS; i++)
		free(tally->seen[i]);
}
