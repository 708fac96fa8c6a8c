/* SPDX-License-Identifier: MIT
 *
 * See neighbours.h.
 */
#include "services/indicators/standing/neighbours.h"

#include <stdlib.h>

/* Months held at once; the one that came first gives way. A measure is worked out year after year, so that one fewer than
 * a release has years would be as good as none. */
#define MONTHS 40

/* The sets of 900 authorities, each of 50: some 250 KB; in England 20 KB. */
#define MONTH_BYTES ((size_t)1024 * 1024)

struct month {
	uint32_t month; /* 0: nothing is held */
	struct arena *arena;
	const struct neighbour_set *set[AUTHORITY_CODES];
};

struct neighbours {
	bool empty;
	struct month *at;
	size_t next; /* to give way */
	struct month months[MONTHS];
};

struct neighbours *neighbours_open(void)
{
	struct neighbours *neighbours = calloc(1, sizeof(*neighbours));

	if (neighbours != NULL)
		neighbours->empty = true;
	return neighbours;
}

void neighbours_free(struct neighbours *neighbours)
{
	if (neighbours == NULL)
		return;
	neighbours_clear(neighbours);
	free(neighbours);
}

void neighbours_clear(struct neighbours *neighbours)
{
	if (neighbours->empty)
		return;
	for (size_t i = 0; i < MONTHS; i++) {
		arena_free(neighbours->months[i].arena);
		neighbours->months[i].arena = NULL;
		neighbours->months[i].month = 0;
	}
	neighbours->at = NULL;
	neighbours->next = 0;
	neighbours->empty = true;
}

int neighbours_go_to(struct neighbours *neighbours, struct txn *txn, uint32_t month)
{
	struct month *place = &neighbours->months[neighbours->next];
	int rc;

	for (size_t i = 0; i < MONTHS; i++) {
		if (neighbours->months[i].month == month) {
			neighbours->at = &neighbours->months[i];
			return 0;
		}
	}
	neighbours->empty = false;
	place->month = 0;
	if (place->arena == NULL)
		place->arena = arena_open(MONTH_BYTES);
	if (place->arena == NULL)
		return ERR_NOMEM;
	arena_reset(place->arena);
	rc = state_neighbours(txn, place->arena, month, place->set);
	if (rc < 0)
		return rc;
	place->month = month;
	neighbours->at = place;
	neighbours->next = (neighbours->next + 1) % MONTHS;
	return 0;
}

size_t neighbours_of(const struct neighbours *neighbours, uint32_t authority, size_t max,
	const uint32_t **ret_member, uint32_t *ret_month)
{
	const struct neighbour_set *set = authority < AUTHORITY_CODES ? neighbours->at->set[authority] : NULL;

	*ret_member = set == NULL ? NULL : set->member;
	*ret_month = set == NULL ? 0 : set->from_month;
	return set == NULL ? 0 : set->n < max ? set->n : max;
}
