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

/* The cap under which a column was decoded when it came. The fullest that ingest sends takes 300 KB. */
#define COLUMN_BYTES ((size_t)64 * 1024 * 1024)

struct read_column {
	uint64_t used; /* when it last was; 0: nothing is held */
	bool found;
	struct series series;
	struct area parent;
	struct arena *arena;
	struct column column;
};

struct memory {
	bool empty;
	uint64_t now; /* columns asked for */
	struct read_column columns[MEMORY_COLUMNS];
	struct month *at;
	size_t next; /* to give way */
	struct month months[MONTHS];
};

struct memory *memory_open(void)
{
	struct memory *memory = calloc(1, sizeof(*memory));

	if (memory != NULL)
		memory->empty = true;
	return memory;
}

void memory_free(struct memory *memory)
{
	if (memory == NULL)
		return;
	memory_forget(memory);
	for (size_t i = 0; i < MEMORY_COLUMNS; i++)
		arena_free(memory->columns[i].arena);
	free(memory);
}

void memory_forget(struct memory *memory)
{
	if (memory->empty)
		return;
	memory->empty = true;
	for (size_t i = 0; i < MEMORY_COLUMNS; i++)
		memory->columns[i].used = 0;
	for (size_t i = 0; i < MONTHS; i++) {
		arena_free(memory->months[i].arena);
		memory->months[i].arena = NULL;
		memory->months[i].month = 0;
	}
	memory->at = NULL;
	memory->next = 0;
}

/* Where the column is held, or else the place of the one that has been of no use for longest. */
static struct read_column *place_of(struct memory *memory, struct series series, struct area parent)
{
	struct read_column *place = &memory->columns[0];

	for (size_t i = 0; i < MEMORY_COLUMNS; i++) {
		struct read_column *held = &memory->columns[i];

		if (held->used != 0 && held->parent.v == parent.v && held->series.measure == series.measure &&
			held->series.period.v == series.period.v && held->series.group == series.group)
			return held;
		if (held->used < place->used)
			place = held;
	}
	place->used = 0;
	return place;
}

bool memory_column(
	struct memory *memory, struct txn *txn, struct series series, struct area parent, struct column *ret)
{
	struct read_column *place = place_of(memory, series, parent);

	memory->empty = false;
	if (place->used == 0) {
		if (place->arena == NULL)
			place->arena = arena_open(COLUMN_BYTES);
		if (place->arena == NULL) {
			(void)txn_fail(txn, ERR_NOMEM);
			return false;
		}
		arena_reset(place->arena);
		place->found = state_column(txn, place->arena, series, parent, &place->column);
		place->series = series;
		place->parent = parent;
	}
	if (txn->error < 0)
		return false;
	place->used = ++memory->now;
	if (place->found)
		*ret = place->column;
	return place->found;
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
	memory->empty = false;
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
