/* SPDX-License-Identifier: MIT
 *
 * Cells become columns, the same ones in whatever order the cells come.
 */
#include "services/ingest/builder.h"
#include "tests/unit/ingest/file.h"

#define NONE                    \
	{                       \
		DECIMAL_NONE, 0 \
	}

static struct builder *builder;
static struct arena *arena;
static unsigned repeats;
static uint32_t repeated_row;

static int open_both(void **state)
{
	(void)state;
	arena = arena_open(64 * MIB);
	repeats = 0;
	return arena == NULL || builder_open(&builder) < 0;
}

static int free_both(void **state)
{
	(void)state;
	builder_free(builder);
	arena_free(arena);
	return 0;
}

static void repeated(void *context, uint32_t row, const char *source_column)
{
	(void)context;
	assert_string_equal(source_column, "COL");
	repeats++;
	repeated_row = row;
}

static const struct builder_key key = {
	"m", {2019u << 20 | PERIOD_ACADEMIC << 16}, "all", {855 * 8 + AREA_AUTHORITY}};

static int add(const struct builder_key *k, uint32_t urn, int64_t m, uint8_t scale, uint32_t row)
{
	struct builder_cell cell = {area_make(AREA_SCHOOL, urn),
		m == DECIMAL_NONE ? FLAG_SUPPRESSED : FLAG_PRESENT, {m, scale}, NONE, NONE, NONE, NONE, 0,
		row, "COL"};

	return builder_add(builder, k, &cell);
}

static struct column built(size_t i)
{
	struct column column;

	assert_int_equal(builder_column(builder, i, arena, &column), 0);
	return column;
}

static void columns_and_cells_are_in_order_whatever_the_order_of_the_file(void **state)
{
	static const char *const measures[] = {"a", "b", "c"};
	uint64_t seed = 88172645463325252;
	uint8_t seen[3 * 3 * 40] = {0};

	(void)state;
	for (size_t n = 0; n < sizeof(seen);) {
		size_t at = next_random(&seed) % sizeof(seen);
		struct builder_key k = key;

		if (seen[at]++ != 0)
			continue;
		n++;
		k.measure = measures[at % 3];
		k.period.v += (uint32_t)(at / 3 % 3) << 20;
		assert_int_equal(add(&k, 100000 + (uint32_t)at / 9, (int64_t)at, 0, (uint32_t)at), 0);
	}
	builder_finish(builder, repeated, NULL);
	assert_true(builder_columns(builder) == 9 && builder_cells(builder) == sizeof(seen) && repeats == 0);
	for (size_t i = 0; i < 9; i++) {
		struct column c = built(i);

		assert_string_equal(c.measure, measures[i / 3]);
		assert_int_equal(period_year(c.period), 2019 + i % 3);
		assert_int_equal(c.n, 40);
		for (size_t k = 0; k < c.n; k++) {
			assert_int_equal(c.area[k], area_make(AREA_SCHOOL, 100000 + (uint32_t)k).v);
			assert_int_equal(c.value[k], k * 9 + i % 3 * 3 + i / 3);
			assert_int_equal(c.row[k], c.value[k]);
		}
	}
}

static void of_a_figure_given_twice_the_first_stands_and_the_second_is_told(void **state)
{
	(void)state;
	assert_int_equal(add(&key, 100002, 7, 0, 9), 0);
	assert_int_equal(add(&key, 100001, DECIMAL_NONE, 0, 5), 0);
	assert_int_equal(add(&key, 100001, 2, 0, 4), 0); /* an earlier row, though it comes later */
	builder_finish(builder, repeated, NULL);
	assert_true(repeats == 1 && repeated_row == 5);
	assert_true(built(0).n == 2 && built(0).value[0] == 2 && built(0).flag == NULL);
	assert_true(builder_cells(builder) == 2 && builder_flagged(builder) == 0);
}

static void figures_of_different_precision_share_a_scale_and_keep_their_decimals(void **state)
{
	struct builder_cell cell = {area_make(AREA_SCHOOL, 100003), FLAG_PRESENT, {5, 0}, {-1, 3}, {12, 1},
		NONE, NONE, 31, 4, "COL"};
	struct column c;

	(void)state;
	assert_int_equal(add(&key, 100001, 45, 1, 2), 0);
	assert_int_equal(add(&key, 100002, DECIMAL_NONE, 0, 3), 0);
	assert_int_equal(builder_add(builder, &key, &cell), 0);
	builder_finish(builder, repeated, NULL);
	c = built(0);
	assert_int_equal(c.scale, 3);
	assert_true(c.value[0] == 4500 && c.value[1] == DECIMAL_NONE && c.value[2] == 5000);
	assert_true(c.decimals[0] == 1 && c.decimals[2] == 0 && c.flag[1] == FLAG_SUPPRESSED);
	assert_true(c.low[0] == DECIMAL_NONE && c.low[2] == -1 && c.high[2] == 1200 && c.cohort[2] == 31);
	assert_true(builder_flagged(builder) == 1);
}

static void what_a_figure_was_divided_from_goes_with_it_in_whatever_order_it_comes(void **state)
{
	struct builder_cell cell = {area_make(AREA_SCHOOL, 100002), FLAG_PRESENT, {595, 1}, NONE, NONE,
		{4331, 0}, {727550, 2}, 0, 2, "COL"};
	struct column c;

	(void)state;
	assert_int_equal(add(&key, 100003, 45, 1, 3), 0);
	assert_int_equal(builder_add(builder, &key, &cell), 0);
	cell.area = area_make(AREA_SCHOOL, 100001);
	cell.flag = FLAG_SUPPRESSED;
	cell.numerator.m = DECIMAL_NONE;
	cell.denominator = (struct decimal){543, 0};
	assert_int_equal(builder_add(builder, &key, &cell), 0);
	builder_finish(builder, repeated, NULL);
	c = built(0);
	assert_true(c.n == 3 && c.scale == 2 && c.low == NULL && c.high == NULL);
	assert_true(c.numerator[0] == DECIMAL_NONE && c.denominator[0] == 54300);
	assert_true(c.value[1] == 5950 && c.numerator[1] == 433100 && c.denominator[1] == 727550);
	assert_true(c.numerator[2] == DECIMAL_NONE && c.denominator[2] == DECIMAL_NONE);
}

static void a_figure_that_is_too_large_for_the_scale_of_others_is_not_lost(void **state)
{
	struct column c;

	(void)state;
	assert_int_equal(add(&key, 100001, 9000000000000, 0, 2), 0);
	assert_int_equal(add(&key, 100002, 123456789, 9, 3), 0);
	builder_finish(builder, repeated, NULL);
	c = built(0);
	for (size_t i = 0; i < 2; i++)
		assert_true(c.value[i] != DECIMAL_NONE && column_decimals(&c, i) <= c.scale);
}

static void cells_know_the_column_of_the_file_they_came_from(void **state)
{
	struct builder_cell cell = {
		area_make(AREA_SCHOOL, 100001), FLAG_PRESENT, {5, 0}, NONE, NONE, NONE, NONE, 0, 2, "B"};
	struct column c;

	(void)state;
	assert_int_equal(add(&key, 100002, 1, 0, 3), 0);
	assert_int_equal(builder_add(builder, &key, &cell), 0);
	builder_finish(builder, repeated, NULL);
	c = built(0);
	assert_string_equal(column_source(&c, 0), "B");
	assert_string_equal(column_source(&c, 1), "COL");
}

static void many_columns_are_kept_apart(void **state)
{
	(void)state;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < 30000; i++) {
			struct builder_key k = key;
			char name[16];

			(void)snprintf(name, sizeof(name), "m%05u", i * 7919 % 30000);
			k.measure = name;
			assert_int_equal(add(&k, 100000 + pass, i, 0, i), 0);
		}
	}
	builder_finish(builder, repeated, NULL);
	assert_true(builder_columns(builder) == 30000 && builder_cells(builder) == 60000 && repeats == 0);
	assert_string_equal(built(29999).measure, "m29999");
}

static void a_column_has_as_many_cells_as_the_limit_and_no_more(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < COLUMN_CELLS_MAX; i++)
		assert_int_equal(add(&key, 100000 + i, 1, 0, i), 0);
	assert_int_equal(add(&key, 1000000, 1, 0, 1), ERR_LIMIT);
	builder_finish(builder, repeated, NULL);
	assert_int_equal(built(0).n, COLUMN_CELLS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, open_both, free_both)
		EACH(columns_and_cells_are_in_order_whatever_the_order_of_the_file),
		EACH(of_a_figure_given_twice_the_first_stands_and_the_second_is_told),
		EACH(figures_of_different_precision_share_a_scale_and_keep_their_decimals),
		EACH(what_a_figure_was_divided_from_goes_with_it_in_whatever_order_it_comes),
		EACH(a_figure_that_is_too_large_for_the_scale_of_others_is_not_lost),
		EACH(cells_know_the_column_of_the_file_they_came_from),
		EACH(many_columns_are_kept_apart),
		EACH(a_column_has_as_many_cells_as_the_limit_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
