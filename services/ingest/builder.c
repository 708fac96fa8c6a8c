/* SPDX-License-Identifier: MIT
 *
 * See builder.h. Keys live in an open hash table; files give long runs of one key, or cycle through a few, so the
 * last one hit is tried first.
 */
#include "services/ingest/builder.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

#define TEXT_ARENA ((size_t)16 * 1024 * 1024)

struct cell {
	int64_t m;
	uint32_t area;
	uint32_t row;
	uint32_t cohort;
	uint16_t source;
	uint8_t scale;
	uint8_t flag;
};

/* What may stand beside a value: its published interval, and what it was divided from. */
enum { LOW, HIGH, NUMERATOR, DENOMINATOR, BESIDES };

struct beside {
	struct decimal figure[BESIDES];
};

struct built {
	struct builder_key key;
	uint64_t hash;
	size_t n, room;
	struct cell *cell;
	struct beside *beside; /* as many as cells; NULL: no cell has any */
};

struct builder {
	struct arena *texts;
	size_t n, room;
	struct built *column;
	uint32_t *slot; /* index + 1 into column; 0: free */
	size_t slots;
	size_t last;
	const char **source;
	size_t n_source;
	uint64_t cells;
	uint64_t flagged;
};

#define SOURCES_MAX 4096

#define NONE                    \
	{                       \
		DECIMAL_NONE, 0 \
	}

int builder_open(struct builder **ret)
{
	struct builder *builder = calloc(1, sizeof(*builder));

	if (builder == NULL)
		return ERR_NOMEM;
	builder->texts = arena_open(TEXT_ARENA);
	builder->slots = 8192;
	builder->slot = calloc(builder->slots, sizeof(*builder->slot));
	builder->source = calloc(SOURCES_MAX, sizeof(*builder->source));
	if (builder->texts == NULL || builder->slot == NULL || builder->source == NULL) {
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
	for (size_t i = 0; i < builder->n; i++) {
		free(builder->column[i].cell);
		free(builder->column[i].beside);
	}
	free(builder->column);
	free(builder->slot);
	free(builder->source);
	arena_free(builder->texts);
	free(builder);
}

static uint64_t mix(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * 1099511628211u;
	return hash;
}

static uint64_t hash_of(const struct builder_key *key)
{
	uint64_t hash = 14695981039346656037u;

	hash = mix(hash, key->measure, strlen(key->measure));
	hash = mix(hash, &key->period, sizeof(key->period));
	hash = mix(hash, key->group, strlen(key->group));
	return mix(hash, &key->parent, sizeof(key->parent));
}

static bool same_key(const struct builder_key *a, const struct builder_key *b)
{
	return a->period.v == b->period.v && a->parent.v == b->parent.v &&
	       strcmp(a->measure, b->measure) == 0 && strcmp(a->group, b->group) == 0;
}

static int grow_slots(struct builder *builder)
{
	size_t slots = builder->slots * 2;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (slot == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < builder->n; i++) {
		size_t at = builder->column[i].hash & (slots - 1);

		while (slot[at] != 0)
			at = (at + 1) & (slots - 1);
		slot[at] = (uint32_t)i + 1;
	}
	free(builder->slot);
	builder->slot = slot;
	builder->slots = slots;
	return 0;
}

static int new_column(struct builder *builder, const struct builder_key *key, uint64_t hash, size_t *ret)
{
	struct built *built;

	if (builder->n == BUILDER_COLUMNS_MAX)
		return ERR_LIMIT;
	if (builder->n * 2 >= builder->slots && grow_slots(builder) < 0)
		return ERR_NOMEM;
	if (builder->n == builder->room) {
		size_t room = builder->room == 0 ? 256 : builder->room * 2;

		built = realloc(builder->column, room * sizeof(*built));
		if (built == NULL)
			return ERR_NOMEM;
		builder->column = built;
		builder->room = room;
	}
	built = &builder->column[builder->n];
	memset(built, 0, sizeof(*built));
	built->key = *key;
	built->key.measure = arena_text(builder->texts, key->measure, strlen(key->measure));
	built->key.group = arena_text(builder->texts, key->group, strlen(key->group));
	if (built->key.measure == NULL || built->key.group == NULL)
		return ERR_LIMIT;
	built->hash = hash;
	for (size_t at = hash & (builder->slots - 1);; at = (at + 1) & (builder->slots - 1)) {
		if (builder->slot[at] == 0) {
			builder->slot[at] = (uint32_t)builder->n + 1;
			break;
		}
	}
	*ret = builder->n++;
	return 0;
}

static int find_column(struct builder *builder, const struct builder_key *key, size_t *ret)
{
	uint64_t hash;

	if (builder->n > 0 && same_key(&builder->column[builder->last].key, key)) {
		*ret = builder->last;
		return 0;
	}
	hash = hash_of(key);
	for (size_t at = hash & (builder->slots - 1); builder->slot[at] != 0;
		at = (at + 1) & (builder->slots - 1)) {
		size_t i = builder->slot[at] - 1;

		if (builder->column[i].hash == hash && same_key(&builder->column[i].key, key)) {
			*ret = i;
			return 0;
		}
	}
	return new_column(builder, key, hash, ret);
}

static int find_source(struct builder *builder, const char *name, uint16_t *ret)
{
	for (size_t i = 0; i < builder->n_source; i++) {
		if (builder->source[i] == name || strcmp(builder->source[i], name) == 0) {
			*ret = (uint16_t)i;
			return 0;
		}
	}
	if (builder->n_source == SOURCES_MAX)
		return ERR_LIMIT;
	builder->source[builder->n_source] = name;
	*ret = (uint16_t)builder->n_source++;
	return 0;
}

static int grow_cells(struct built *built)
{
	size_t room = built->room == 0 ? 16 : built->room * 2;
	struct cell *cell = realloc(built->cell, room * sizeof(*cell));

	if (cell == NULL)
		return ERR_NOMEM;
	built->cell = cell;
	if (built->beside != NULL) {
		struct beside *beside = realloc(built->beside, room * sizeof(*beside));

		if (beside == NULL)
			return ERR_NOMEM;
		built->beside = beside;
	}
	built->room = room;
	return 0;
}

static bool is_bare(const struct beside *beside)
{
	for (size_t k = 0; k < BESIDES; k++)
		if (beside->figure[k].m != DECIMAL_NONE)
			return false;
	return true;
}

int builder_add(struct builder *builder, const struct builder_key *key, const struct builder_cell *cell)
{
	struct beside beside = {{cell->low, cell->high, cell->numerator, cell->denominator}};
	struct built *built;
	struct cell *to;
	size_t i;
	int rc = builder->cells == BUILDER_CELLS_MAX ? ERR_LIMIT : find_column(builder, key, &i);

	if (rc < 0)
		return rc;
	builder->last = i;
	built = &builder->column[i];
	if (built->n == COLUMN_CELLS_MAX)
		return ERR_LIMIT;
	if (built->n == built->room && grow_cells(built) < 0)
		return ERR_NOMEM;
	if (built->beside == NULL && !is_bare(&beside)) {
		built->beside = malloc(built->room * sizeof(*built->beside));
		if (built->beside == NULL)
			return ERR_NOMEM;
		for (size_t k = 0; k < built->n; k++)
			built->beside[k] = (struct beside){{NONE, NONE, NONE, NONE}};
	}
	to = &built->cell[built->n];
	rc = find_source(builder, cell->source_column, &to->source);
	if (rc < 0)
		return rc;
	to->m = cell->flag == FLAG_PRESENT ? cell->value.m : DECIMAL_NONE;
	to->scale = cell->flag == FLAG_PRESENT ? cell->value.scale : 0;
	to->area = cell->area.v;
	to->row = cell->row;
	to->cohort = cell->cohort;
	to->flag = (uint8_t)cell->flag;
	if (built->beside != NULL)
		built->beside[built->n] = beside;
	built->n++;
	builder->cells++;
	if (cell->flag != FLAG_PRESENT)
		builder->flagged++;
	return 0;
}

static int compare_columns(const void *a, const void *b)
{
	const struct builder_key *x = &((const struct built *)a)->key;
	const struct builder_key *y = &((const struct built *)b)->key;
	int order = strcmp(x->measure, y->measure);

	if (order == 0)
		order = x->period.v < y->period.v ? -1 : x->period.v > y->period.v;
	if (order == 0)
		order = strcmp(x->group, y->group);
	if (order == 0)
		order = x->parent.v < y->parent.v ? -1 : x->parent.v > y->parent.v;
	return order;
}

/* Order of cells by area, then row, as positions, so that intervals follow. */
struct position {
	uint32_t area;
	uint32_t row;
	uint32_t at;
};

static int compare_positions(const void *a, const void *b)
{
	const struct position *x = a;
	const struct position *y = b;

	if (x->area != y->area)
		return x->area < y->area ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void order_cells(
	struct builder *builder, struct built *built, builder_repeated_fn repeated, void *context)
{
	struct position *order = malloc(built->n * sizeof(*order));
	struct cell *cell = malloc(built->n * sizeof(*cell));
	struct beside *beside = built->beside == NULL ? NULL : malloc(built->n * sizeof(*beside));
	size_t n = 0;

	if (order == NULL || cell == NULL || (built->beside != NULL && beside == NULL))
		abort(); /* at most 20,000 cells: memory is exhausted beyond any recovery */
	for (size_t i = 0; i < built->n; i++)
		order[i] = (struct position){built->cell[i].area, built->cell[i].row, (uint32_t)i};
	qsort(order, built->n, sizeof(*order), compare_positions);
	for (size_t i = 0; i < built->n; i++) {
		const struct cell *from = &built->cell[order[i].at];

		if (n > 0 && cell[n - 1].area == from->area) {
			repeated(context, from->row, builder->source[from->source]);
			builder->cells--;
			if (from->flag != FLAG_PRESENT)
				builder->flagged--;
			continue;
		}
		if (beside != NULL)
			beside[n] = built->beside[order[i].at];
		cell[n++] = *from;
	}
	free(order);
	free(built->cell);
	free(built->beside);
	built->cell = cell;
	built->beside = beside;
	built->n = n;
	built->room = n;
}

void builder_finish(struct builder *builder, builder_repeated_fn repeated, void *context)
{
	if (builder->n > 0)
		qsort(builder->column, builder->n, sizeof(*builder->column), compare_columns);
	for (size_t i = 0; i < builder->n; i++)
		order_cells(builder, &builder->column[i], repeated, context);
}

size_t builder_columns(const struct builder *builder)
{
	return builder->n;
}

const char *builder_measure(const struct builder *builder, size_t i)
{
	return builder->column[i].key.measure;
}

uint64_t builder_cells(const struct builder *builder)
{
	return builder->cells;
}

uint64_t builder_flagged(const struct builder *builder)
{
	return builder->flagged;
}

static bool fits(struct decimal value, unsigned scale)
{
	int64_t m;

	return value.m == DECIMAL_NONE || decimal_rescale(value.m, value.scale, scale, &m);
}

static int64_t at_scale(struct decimal value, unsigned scale)
{
	int64_t m = DECIMAL_NONE;

	if (value.m != DECIMAL_NONE && !decimal_rescale(value.m, value.scale, scale, &m))
		m = DECIMAL_NONE;
	return m;
}

/* The scale of a column: that of its most precise cell, unless a large figure beside it would not fit; then the
 * precise ones are rounded. Figures of 10^12 with nine decimals do not stand beside each other in practice. */
static unsigned scale_of(const struct built *built)
{
	unsigned scale = 0;
	bool all = false;

	for (size_t i = 0; i < built->n; i++) {
		const struct cell *cell = &built->cell[i];

		scale = cell->scale > scale ? cell->scale : scale;
		for (size_t k = 0; built->beside != NULL && k < BESIDES; k++) {
			struct decimal figure = built->beside[i].figure[k];

			if (figure.m != DECIMAL_NONE && figure.scale > scale)
				scale = figure.scale;
		}
	}
	while (!all && scale > 0) {
		all = true;
		for (size_t i = 0; all && i < built->n; i++) {
			const struct cell *cell = &built->cell[i];

			all = fits((struct decimal){cell->m, cell->scale}, scale);
			for (size_t k = 0; all && built->beside != NULL && k < BESIDES; k++)
				all = fits(built->beside[i].figure[k], scale);
		}
		scale -= all ? 0 : 1;
	}
	return scale;
}

/* The arrays of a column, each taken only where cells differ in it. */
static int take_arrays(const struct built *built, struct arena *arena, struct column *out)
{
	size_t n = built->n;
	bool decimals = false, flags = false, cohorts = false;
	bool failed;

	out->scale = scale_of(built);
	for (size_t i = 0; i < n; i++) {
		decimals = decimals ||
			   (built->cell[i].flag == FLAG_PRESENT && built->cell[i].scale != out->scale);
		flags = flags || built->cell[i].flag != FLAG_PRESENT;
		cohorts = cohorts || built->cell[i].cohort != 0;
	}
	out->n = n;
	out->area = arena_take_array(arena, n, sizeof(*out->area));
	out->value = arena_take_array(arena, n, sizeof(*out->value));
	out->row = arena_take_array(arena, n, sizeof(*out->row));
	failed = out->area == NULL || out->value == NULL || out->row == NULL;
	if (decimals)
		failed |= (out->decimals = arena_take_array(arena, n, sizeof(*out->decimals))) == NULL;
	if (flags)
		failed |= (out->flag = arena_take_array(arena, n, sizeof(*out->flag))) == NULL;
	if (cohorts)
		failed |= (out->cohort = arena_take_array(arena, n, sizeof(*out->cohort))) == NULL;
	return failed ? ERR_NOMEM : 0;
}

/* The arrays beside the values, each taken only where a cell has such a figure. */
static int take_besides(const struct built *built, struct arena *arena, struct column *out)
{
	int64_t **array[BESIDES] = {&out->low, &out->high, &out->numerator, &out->denominator};

	for (size_t k = 0; built->beside != NULL && k < BESIDES; k++) {
		bool any = false;

		for (size_t i = 0; !any && i < built->n; i++)
			any = built->beside[i].figure[k].m != DECIMAL_NONE;
		if (any && (*array[k] = arena_take_array(arena, built->n, sizeof(**array[k]))) == NULL)
			return ERR_NOMEM;
		for (size_t i = 0; any && i < built->n; i++)
			(*array[k])[i] = at_scale(built->beside[i].figure[k], out->scale);
	}
	return 0;
}

/* The names of the file's columns that the cells came from, and which cell from which. */
static int take_sources(
	const struct builder *builder, const struct built *built, struct arena *arena, struct column *out)
{
	uint16_t seen[8];
	size_t n = 0;

	out->column_of = arena_take_array(arena, built->n, sizeof(*out->column_of));
	out->source_column = arena_take_array(arena, ARRAY_LEN(seen), sizeof(*out->source_column));
	if (out->column_of == NULL || out->source_column == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < built->n; i++) {
		size_t k = 0;

		while (k < n && seen[k] != built->cell[i].source)
			k++;
		if (k == n && n == ARRAY_LEN(seen))
			return ERR_LIMIT;
		if (k == n) {
			seen[n] = built->cell[i].source;
			out->source_column[n++] = (char *)(uintptr_t)builder->source[built->cell[i].source];
		}
		out->column_of[i] = (uint32_t)k;
	}
	out->n_source_column = n;
	if (n == 1)
		out->column_of = NULL;
	return 0;
}

int builder_column(const struct builder *builder, size_t i, struct arena *arena, struct column *ret)
{
	const struct built *built = &builder->column[i];
	struct column out = {.measure = built->key.measure,
		.period = built->key.period,
		.group = built->key.group,
		.parent = built->key.parent};
	int rc = take_arrays(built, arena, &out);

	if (rc == 0)
		rc = take_besides(built, arena, &out);
	if (rc == 0)
		rc = take_sources(builder, built, arena, &out);
	if (rc < 0)
		return rc;
	for (size_t k = 0; k < built->n; k++) {
		const struct cell *cell = &built->cell[k];

		out.area[k] = cell->area;
		out.row[k] = cell->row;
		out.value[k] = cell->flag == FLAG_PRESENT
				       ? at_scale((struct decimal){cell->m, cell->scale}, out.scale)
				       : DECIMAL_NONE;
		if (out.decimals != NULL)
			out.decimals[k] = cell->scale < out.scale ? cell->scale : out.scale;
		if (out.flag != NULL)
			out.flag[k] = cell->flag;
		if (out.cohort != NULL)
			out.cohort[k] = cell->cohort;
	}
	*ret = out;
	return 0;
}
