/* SPDX-License-Identifier: MIT
 *
 * See memory.h.
 */
#include "services/indicators/standing/memory.h"

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

struct memory {
	struct month *at;
	size_t next; /* to give way */
	struct month months[MONTHS];
};

struct memory *memory_open(void)
{
	return calloc(1, sizeof(struct memory));
}

void memory_free(struct memory *memory)
{
	if (memory == NULL)
		return;
	memory_forget(memory);
	free(memory);
}

void memory_forget(struct memory *memory)
{
	for (size_t i = 0; i < MONTHS; i++) {
		arena_free(memory->months[i].arena);
		memory->months[i].arena = NULL;
		memory->months[i].month = 0;
	}
	memory->at = NULL;
	memory->next = 0;
}

int memory_go_to(struct memory *memory, struct txn *txn, uint32_t month)
{
	struct month *place = &memory->months[memory->next];
	int rc;

	for (size_t i = 0; i < MONTHS; i++) {
		if (memory->months[i].month == month) {
			memory->at = &memory->months[i];
			return 0;
		}
	}
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
	memory->at = place;
	memory->next = (memory->next + 1) % MONTHS;
	return 0;
}

size_t memory_neighbours(const struct memory *memory, uint32_t authority, size_t max,
	const uint32_t **ret_member, uint32_t *ret_month)
{
	const struct neighbour_set *set = authority < AUTHORITY_CODES ? memory->at->set[authority] : NULL;

	*ret_member = set == NULL ? NULL : set->member;
	*ret_month = set == NULL ? 0 : set->from_month;
	return set == NULL ? 0 : set->n < max ? set->n : max;
}
