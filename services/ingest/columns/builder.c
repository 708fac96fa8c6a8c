/* SPDX-License-Identifier: MIT
 *
 * See builder.h. A cell knows its column by a number in the order of appearance. Only at the end, or when memory is full,
 * are columns ranked by their keys and cells put in order: by rank, area and row, those that are equal as they came. Then
 * the cells of each column lie together (cell.h, spill.c) and are laid out when they are asked for (layout.c).
 */
#include "services/ingest/columns/builder.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "services/ingest/columns/layout.h"
#include "services/ingest/columns/names.h"
#include "services/ingest/columns/sort.h"
#include "services/ingest/columns/spill.h"

#define MEASURES_MAX  16384
#define MEASURE_BYTES ((size_t)1024 * 1024)
#define GROUP_BYTES   ((size_t)3 * 1024 * 1024)
#define SOURCES_MAX   (1 << CELL_SOURCE_BITS)

/* Cells merged in one slice: some 5 ms. */
#define CELLS_A_SLICE 65536

_Static_assert(BUILDER_COLUMNS_MAX <= 1 << CELL_COLUMN_BITS, "every column has its number");
_Static_assert(BUILDER_CELLS_MAX / BUILDER_CELLS_HELD < SPILL_RUNS_MAX, "every run has its place");
_Static_assert(COLUMN_CELLS_MAX *PARTS <= UINT16_MAX, "the cells of a column are counted in 16 bits");

/* A column as far as it is known while cells come. */
struct place {
	uint32_t period, parent;
	uint16_t measure, group; /* numbers of their names */
	uint16_t values;         /* cells that are values */
	uint16_t cells;
	uint32_t first; /* of its cells when all are in order */
};

enum stage { ADDING, MERGING, FINISHED };

struct builder {
	char *folder;
	enum stage stage;
	struct names *measures, *groups;
	struct place *place;
	size_t n, room;
	uint32_t *slot; /* index + 1 into place; 0: free */
	size_t slots;
	uint32_t *order, *rank; /* of the first `ranked` places: by rank, and the rank of each */
	size_t ranked;
	struct cell *cell; /* not yet in a run */
	size_t n_cell;
	size_t held, held_max; /* how many may be */
	size_t room_cells;     /* there is memory for; never less than there are */
	uint32_t *sorted;      /* positions of these cells in their order */
	const char **source;
	size_t n_source, last_source;
	struct spill *spill; /* NULL: all are in memory */
	uint64_t added;
	struct tally tally; /* of the values that are kept */
	struct cell kept;   /* the last value that was kept, and whether what follows goes with it */
	bool any, keeping;
};

int builder_open(const char *folder, size_t held, struct builder **ret)
{
	struct builder *builder = calloc(1, sizeof(*builder));

	if (builder == NULL)
		return ERR_NOMEM;
	builder->folder = strdup(folder);
	builder->held = builder->held_max = held;
	builder->measures = names_open(MEASURES_MAX, MEASURE_BYTES);
	builder->groups = names_open(BUILDER_NAMES_MAX, GROUP_BYTES);
	builder->slots = 8192;
	builder->slot = calloc(builder->slots, sizeof(*builder->slot));
	builder->source = calloc(SOURCES_MAX, sizeof(*builder->source));
	if (builder->folder == NULL || builder->measures == NULL || builder->groups == NULL ||
		builder->slot == NULL || builder->source == NULL) {
		builder_free(builder);
		return ERR_NOMEM;
	}
	*ret = builder;
	return 0;
}

void builder_free(struct builder *builder)
{
	if (builder == NULL)
		return;
	tally_done(&builder->tally);
	spill_free(builder->spill);
	names_free(builder->measures);
	names_free(builder->groups);
	free(builder->folder);
	free(builder->place);
	free(builder->slot);
	free(builder->order);
	free(builder->rank);
	free(builder->cell);
	free(builder->sorted);
	free(builder->source);
	free(builder);
}

/* -- columns ------------------------------------------------------------------------------------------------------ */

static uint32_t *find_slot(const struct builder *builder, const struct place *key)
{
	uint64_t hash = (uint64_t)key->measure << 16 | key->group;
	size_t at;

	hash = (hash * 0x9e3779b97f4a7c15u + key->period) * 0x9e3779b97f4a7c15u + key->parent;
	hash *= 0x9e3779b97f4a7c15u;
	for (at = hash >> 32 & (builder->slots - 1); builder->slot[at] != 0;
		at = (at + 1) & (builder->slots - 1)) {
		const struct place *place = &builder->place[builder->slot[at] - 1];

		if (place->measure == key->measure && place->group == key->group &&
			place->period == key->period && place->parent == key->parent)
			break;
	}
	return &builder->slot[at];
}

static int grow_places(struct builder *builder)
{
	size_t room = builder->slots;
	struct place *place = realloc(builder->place, room / 2 * sizeof(*place));
	uint32_t *slot = place == NULL ? NULL : calloc(room, sizeof(*slot));

	if (place != NULL)
		builder->place = place;
	if (slot == NULL)
		return ERR_NOMEM;
	free(builder->slot);
	builder->slot = slot;
	builder->room = room / 2;
	for (size_t i = 0; i < builder->n; i++)
		*find_slot(builder, &builder->place[i]) = (uint32_t)i + 1;
	return 0;
}

static int new_place(struct builder *builder, const struct place *key, size_t *ret)
{
	if (builder->n == BUILDER_COLUMNS_MAX)
		return ERR_LIMIT;
	if (builder->n == builder->room) {
		builder->slots *= builder->n == 0 ? 1 : 2;
		if (grow_places(builder) < 0) {
			builder->slots /= builder->n == 0 ? 1 : 2;
			return ERR_NOMEM;
		}
	}
	builder->place[builder->n] = *key;
	*find_slot(builder, key) = (uint32_t)builder->n + 1;
	*ret = builder->n++;
	return 0;
}

static int find_place(struct builder *builder, const struct builder_key *key, size_t *ret)
{
	struct place place = {.period = key->period.v, .parent = key->parent.v};
	uint32_t found;
	int rc = names_number(builder->measures, key->measure, &place.measure);

	if (rc == 0)
		rc = names_number(builder->groups, key->group, &place.group);
	if (rc < 0)
		return rc;
	found = *find_slot(builder, &place);
	if (found == 0)
		return new_place(builder, &place, ret);
	*ret = found - 1;
	return 0;
}

struct ranks {
	const struct builder *builder;
	const uint16_t *measure, *group;
};

static int compare_places(const void *a, const void *b, void *context)
{
	const struct ranks *ranks = context;
	const struct place *x = &ranks->builder->place[*(const uint32_t *)a];
	const struct place *y = &ranks->builder->place[*(const uint32_t *)b];

	if (x->measure != y->measure)
		return ranks->measure[x->measure] < ranks->measure[y->measure] ? -1 : 1;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	if (x->group != y->group)
		return ranks->group[x->group] < ranks->group[y->group] ? -1 : 1;
	return x->parent < y->parent ? -1 : x->parent > y->parent;
}

/* Rank all columns known so far. Those known before keep their order among each other. */
static int rank_places(struct builder *builder)
{
	struct ranks ranks = {builder, names_rank(builder->measures), names_rank(builder->groups)};
	uint32_t *order, *rank;

	if (builder->ranked == builder->n && builder->rank != NULL)
		return 0;
	order = realloc(builder->order, (builder->n + 1) * sizeof(*order));
	builder->order = order == NULL ? builder->order : order;
	rank = realloc(builder->rank, (builder->n + 1) * sizeof(*rank));
	builder->rank = rank == NULL ? builder->rank : rank;
	if (ranks.measure == NULL || ranks.group == NULL || order == NULL || rank == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < builder->n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, builder->n, sizeof(*order), compare_places, &ranks);
	for (size_t i = 0; i < builder->n; i++)
		rank[order[i]] = (uint32_t)i;
	builder->ranked = builder->n;
	return 0;
}

/* -- cells in order ----------------------------------------------------------------------------------------------- */

/* The positions of all cells held, in order, into `sorted`. */
static int sort_cells(struct builder *builder)
{
	int rc = rank_places(builder);

	if (rc == 0 && builder->sorted == NULL) {
		builder->sorted = malloc((builder->room_cells + 1) * sizeof(*builder->sorted));
		rc = builder->sorted == NULL ? ERR_NOMEM : 0;
	}
	return rc < 0 ? rc
		      : sort_positions(
				builder->cell, builder->n_cell, builder->rank, builder->n, builder->sorted);
}

static int spill_cells(struct builder *builder)
{
	int rc = builder->spill == NULL ? spill_open(builder->folder, &builder->spill) : 0;

	if (rc == 0)
		rc = sort_cells(builder);
	if (rc == 0)
		rc = spill_run(builder->spill, builder->cell, builder->sorted, builder->n_cell);
	if (rc == 0)
		builder->n_cell = 0;
	return rc;
}

/* -- adding ------------------------------------------------------------------------------------------------------- */

static int find_source(struct builder *builder, const char *name, size_t *ret)
{
	/* Tables give the same columns row after row: most often it is the one after the last. */
	for (size_t i = 0; i < builder->n_source; i++) {
		size_t at = (builder->last_source + i) % builder->n_source;

		if (builder->source[at] == name || strcmp(builder->source[at], name) == 0) {
			builder->last_source = at + 1;
			*ret = at;
			return 0;
		}
	}
	if (builder->n_source == SOURCES_MAX)
		return ERR_LIMIT;
	builder->source[builder->n_source] = name;
	*ret = builder->n_source++;
	builder->last_source = builder->n_source;
	return 0;
}

static struct cell cell_of(const struct builder_cell *cell, size_t column, size_t source)
{
	bool present = cell->flag == FLAG_PRESENT;
	struct cell to = {.m = present ? cell->value.m : DECIMAL_NONE,
		.area = cell->area.v,
		.cohort = cell->cohort,
		.row = cell->row & ((1u << CELL_ROW_BITS) - 1),
		.scale = present ? cell->value.scale & 15u : 0,
		.flag = (unsigned)cell->flag & 15u,
		.column = (uint32_t)column & ((1u << CELL_COLUMN_BITS) - 1),
		.source = (uint32_t)source & ((1u << CELL_SOURCE_BITS) - 1),
		.part = PART_VALUE};

	return to;
}

/* Memory for as many cells as may be held now. */
static int take_room(struct builder *builder)
{
	free(builder->cell);
	free(builder->sorted);
	builder->sorted = NULL;
	builder->room_cells = 0;
	builder->cell = malloc(builder->held * sizeof(*builder->cell));
	if (builder->cell == NULL)
		return ERR_NOMEM;
	builder->room_cells = builder->held;
	return 0;
}

void builder_hold(struct builder *builder, size_t held)
{
	builder->held = held < builder->held_max ? held : builder->held_max;
}

int builder_add(struct builder *builder, const struct builder_key *key, const struct builder_cell *cell)
{
	const struct decimal beside[PARTS] = {
		cell->value, cell->low, cell->high, cell->numerator, cell->denominator};
	struct cell put;
	size_t column, source;
	int rc = builder->added + PARTS > BUILDER_CELLS_MAX || cell->row >> CELL_ROW_BITS != 0
			 ? ERR_LIMIT
			 : find_place(builder, key, &column);

	if (rc == 0 && builder->place[column].values == COLUMN_CELLS_MAX)
		rc = ERR_LIMIT;
	if (rc == 0)
		rc = find_source(builder, cell->source_column, &source);
	if (rc == 0 && builder->n_cell > 0 &&
		builder->n_cell + PARTS >
			(builder->held < builder->room_cells ? builder->held : builder->room_cells))
		rc = spill_cells(builder);
	if (rc == 0 && builder->n_cell == 0 && builder->room_cells != builder->held)
		rc = take_room(builder);
	if (rc < 0)
		return rc;
	put = cell_of(cell, column, source);
	for (unsigned part = PART_VALUE; part < PARTS; part++) {
		if (part != PART_VALUE && beside[part].m == DECIMAL_NONE)
			continue;
		if (part != PART_VALUE) {
			put.m = beside[part].m;
			put.scale = beside[part].scale & 15u;
			put.part = part & 7u;
		}
		builder->cell[builder->n_cell++] = put;
		builder->place[column].cells++;
		builder->added++;
	}
	builder->place[column].values++;
	return 0;
}

/* -- the end ------------------------------------------------------------------------------------------------------ */

/* Of cells in order: is this one kept? The first of an area is, with all that stands beside it. 1, 0 or ERR_NOMEM. */
static int is_kept(
	struct builder *builder, const struct cell *cell, builder_repeated_fn repeated, void *context)
{
	struct place *place = &builder->place[cell->column];

	if (cell->part == PART_VALUE) {
		builder->keeping = !builder->any || builder->kept.column != cell->column ||
				   builder->kept.area != cell->area;
		builder->any = true;
		builder->kept = *cell;
		if (!builder->keeping) {
			repeated(context, cell->row, builder->source[cell->source]);
			place->values--;
		} else if (tally_add(&builder->tally, cell->flag, (struct area){cell->area}) < 0) {
			return ERR_NOMEM;
		}
	}
	if (!builder->keeping)
		place->cells--;
	return builder->keeping;
}

static int merge_slice(struct builder *builder, builder_repeated_fn repeated, void *context, bool *ret_more)
{
	struct cell cell;
	int rc = 0, got = 1;

	for (size_t i = 0; rc == 0 && i < CELLS_A_SLICE; i++) {
		got = spill_merge_next(builder->spill, &cell);
		if (got <= 0)
			break;
		rc = is_kept(builder, &cell, repeated, context);
		if (rc > 0)
			rc = spill_keep(builder->spill, &cell);
	}
	if (rc == 0 && got < 0)
		rc = got;
	*ret_more = got > 0;
	return rc;
}

static int begin_finish(struct builder *builder)
{
	int rc = builder->spill == NULL ? sort_cells(builder) : spill_cells(builder);

	if (rc == 0 && builder->spill != NULL)
		rc = spill_merge_begin(builder->spill, builder->rank, builder->cell, builder->room_cells);
	if (rc == 0)
		builder->stage = MERGING;
	return rc;
}

/* Where the cells of each column begin. */
static void end_finish(struct builder *builder)
{
	uint32_t first = 0;

	for (size_t i = 0; i < builder->n; i++) {
		struct place *place = &builder->place[builder->order[i]];

		place->first = first;
		first += place->cells;
	}
	builder->stage = FINISHED;
}

int builder_finish(struct builder *builder, builder_repeated_fn repeated, void *context, bool *ret_more)
{
	int rc = builder->stage == ADDING ? begin_finish(builder) : 0;

	*ret_more = false;
	if (rc < 0 || builder->stage == FINISHED)
		return rc;
	if (builder->spill == NULL) {
		size_t n = 0;

		for (size_t i = 0; rc >= 0 && i < builder->n_cell; i++) {
			rc = is_kept(builder, &builder->cell[builder->sorted[i]], repeated, context);
			if (rc > 0)
				builder->sorted[n++] = builder->sorted[i];
		}
		rc = rc < 0 ? rc : 0;
	} else {
		rc = merge_slice(builder, repeated, context, ret_more);
		if (rc == 0 && !*ret_more)
			rc = spill_merge_end(builder->spill);
		if (rc == 0 && !*ret_more) {
			free(builder->cell);
			builder->cell = NULL;
		}
	}
	if (rc == 0 && !*ret_more)
		end_finish(builder);
	return rc;
}

size_t builder_columns(const struct builder *builder)
{
	return builder->n;
}

const char *builder_measure(const struct builder *builder, size_t i)
{
	return names_text(builder->measures, builder->place[builder->order[i]].measure);
}

struct period builder_period(const struct builder *builder, size_t i)
{
	struct period period = {builder->place[builder->order[i]].period};

	return period;
}

const struct tally *builder_tally(const struct builder *builder)
{
	return &builder->tally;
}

int builder_column(const struct builder *builder, size_t i, struct arena *arena, struct column *ret)
{
	const struct place *place = &builder->place[builder->order[i]];
	struct cell *cell = arena_take_array(arena, place->cells, sizeof(*cell));
	struct column out = {.measure = names_text(builder->measures, place->measure),
		.period = {place->period},
		.group = names_text(builder->groups, place->group),
		.parent = {place->parent}};
	int rc = cell == NULL ? ERR_NOMEM : 0;

	for (size_t k = 0; rc == 0 && builder->spill == NULL && k < place->cells; k++)
		cell[k] = builder->cell[builder->sorted[place->first + k]];
	if (rc == 0 && builder->spill != NULL)
		rc = spill_read(builder->spill, place->first, place->cells, cell);
	if (rc == 0)
		rc = layout_cells(cell, place->cells, builder->source, arena, &out);
	if (rc == 0)
		*ret = out;
	return rc;
}
