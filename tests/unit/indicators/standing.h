/* SPDX-License-Identifier: MIT
 *
 * What the tests of how areas stand share: a real store and the shipped catalogue, columns put in as the service puts them.
 */
#ifndef LEEP_TESTS_UNIT_INDICATORS_STANDING_H
#define LEEP_TESTS_UNIT_INDICATORS_STANDING_H

#include "services/indicators/merge.h"
#include "services/indicators/standing/standing.h"
#include "tests/unit/store/temporary.h"

struct fixture {
	void *folder;
	struct store *store;
	struct catalogue *catalogue;
	struct arena *arena;
	struct pasts *pasts;
	struct txn txn;
	uint64_t submission;
};

static inline int standing_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct err_text text;

	*state = f;
	if (folder_setup(&f->folder) < 0)
		return -1;
	f->store = opened_with(f->folder, "s", indicators_tables, INDICATORS_TABLES);
	f->arena = arena_open(64 * MIB);
	f->pasts = pasts_open();
	begin_write(f->store, &f->txn);
	return catalogue_open("common/model/catalogue", &f->catalogue, &text);
}

static inline int standing_teardown(void **state)
{
	struct fixture *f = *state;
	int rc = txn_commit(&f->txn);

	store_free(f->store);
	catalogue_free(f->catalogue);
	arena_free(f->arena);
	pasts_free(f->pasts);
	rc = folder_teardown(&f->folder) < 0 ? -1 : rc;
	free(f);
	return rc;
}

#define YEAR                                        \
	(struct period)                             \
	{                                           \
		2019u << 20 | PERIOD_ACADEMIC << 16 \
	}

static inline struct series series_of(struct fixture *f, const char *measure)
{
	struct column column = {.measure = measure, .period = YEAR, .group = "all"};

	return state_series(&f->txn, &column);
}

/* Cells of "area=figure with one decimal[*cohort]", in the order of areas; a figure of "x" is suppressed. */
static inline void put(struct fixture *f, const char *measure, struct area parent, size_t n,
	const struct area *areas, const int64_t *values, const uint64_t *cohorts)
{
	struct series series = series_of(f, measure);
	struct column c = {
		.measure = measure, .period = YEAR, .group = "all", .parent = parent, .scale = 1, .n = n};
	struct column old, merged;
	bool had = state_column(&f->txn, f->arena, series, parent, &old);

	c.area = arena_take_array(f->arena, n, sizeof(*c.area));
	c.value = arena_take_array(f->arena, n, sizeof(*c.value));
	c.flag = arena_take_array(f->arena, n, sizeof(*c.flag));
	c.cohort = arena_take_array(f->arena, n, sizeof(*c.cohort));
	for (size_t i = 0; i < n; i++) {
		c.area[i] = areas[i].v;
		c.value[i] = values[i];
		c.flag[i] = values[i] == DECIMAL_NONE ? FLAG_SUPPRESSED : FLAG_PRESENT;
		c.cohort[i] = cohorts == NULL ? 0 : cohorts[i];
	}
	f->submission++;
	assert_int_equal(
		merge_columns(f->arena, had ? &old : NULL, &c, f->submission, NULL, NULL, &merged), 0);
	state_put_column(&f->txn, series, parent, f->submission, &merged);
	if (area_kind(parent) == AREA_AUTHORITY) {
		struct worked worked = worked_from_schools(catalogue_measure(f->catalogue, measure), &merged);

		state_put_worked(&f->txn, series, area_code(parent), &worked);
	}
}

#define LA(code)                     area_make(AREA_AUTHORITY, code)
#define ENGLAND                      area_england()
#define A8                           "ks4.attainment8"
#define PUT(measure, parent, n, ...) put(*state, measure, parent, n, __VA_ARGS__)

static inline void put_schools(struct fixture *f, uint32_t authority, int64_t value, uint64_t pupils)
{
	struct area school = area_make(AREA_SCHOOL, 100000 + authority);

	put(f, A8, LA(authority), 1, &school, &value, &pupils);
}

static inline struct indicator_column stand(struct fixture *f, const char *measure, struct area parent)
{
	struct indicator_column out;
	int rc;

	pasts_clear(f->pasts);
	rc = standing_work_out(
		&f->txn, f->arena, f->catalogue, f->pasts, series_of(f, measure), parent, &out);
	assert_int_equal(rc, 0);
	return out;
}

static inline size_t at(const struct indicator_column *c, struct area area)
{
	ptrdiff_t i = column_find(&c->figures, area);

	assert_true(i >= 0);
	return (size_t)i;
}

static inline void neighbours(struct fixture *f, uint32_t month, size_t n, uint32_t *members)
{
	struct neighbour_set set = {month, 855, n, members};

	state_put_neighbours(&f->txn, &set);
}

#endif
