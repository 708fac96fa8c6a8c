/* SPDX-License-Identifier: MIT
 *
 * A correction replaces what it names and nothing else.
 */
#include "services/indicators/merge.h"
#include "tests/unit/store/temporary.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(64 * MIB);
	return arena == NULL;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#define KEY                                                                              \
	.measure = "m", .period = {2019u << 20 | PERIOD_ACADEMIC << 16}, .group = "all", \
	.parent = {855 * 8 + AREA_AUTHORITY}
#define URN(n) ((100000u + (n)) * 8 + AREA_SCHOOL)

static struct column merged(const struct column *old, const struct column *new, uint64_t submission)
{
	struct column out;

	assert_int_equal(merge_columns(arena, old, new, submission, NULL, NULL, &out), 0);
	assert_string_equal(out.measure, new->measure);
	assert_true(out.parent.v == new->parent.v &&out.period.v == new->period.v);
	for (size_t i = 1; i < out.n; i++)
		assert_true(out.area[i] > out.area[i - 1]);
	return out;
}

static struct column first = {KEY, .scale = 1, .n = 3, .area = (uint32_t[]){URN(1), URN(2), URN(3)},
	.value = (int64_t[]){461, DECIMAL_NONE, 480}, .flag = (uint32_t[]){0, FLAG_SUPPRESSED, 0},
	.cohort = (uint64_t[]){100, 0, 30}, .row = (uint32_t[]){2, 3, 4},
	.source_column = (char *[]){(char[]){"OLD"}}, .n_source_column = 1};

static void the_first_submission_stands_as_it_came(void **state)
{
	struct column c = merged(NULL, &first, 5);

	(void)state;
	assert_true(c.n == 3 && c.scale == 1 && c.value[0] == 461 && c.value[1] == DECIMAL_NONE);
	assert_true(
		c.flag[1] == FLAG_SUPPRESSED && c.cohort[2] == 30 && c.row[2] == 4 && c.submission[0] == 5);
	assert_true(c.decimals[0] == 1 && c.low == NULL && c.high == NULL && c.numerator == NULL &&
		    c.denominator == NULL);
	assert_string_equal(column_source(&c, 2), "OLD");
}

static void what_is_told_again_of_an_earlier_year_stays_marked_as_such(void **state)
{
	struct column again = first;
	struct column c;

	(void)state;
	again.told_again = true;
	c = merged(NULL, &again, 5);
	assert_true(c.told_again);
	assert_true(merged(&c, &again, 6).told_again);
	assert_false(merged(NULL, &first, 5).told_again);
}

static bool stands_always(void *context, uint64_t old)
{
	(void)context;
	(void)old;
	return true;
}

/* The table of 2018 says 46.1 of 100 pupils; that of 2019 says 46.1 again, of how many it does not, and 48.2 where 48.0 was. */
static void a_figure_told_again_without_its_pupils_takes_nothing_away(void **state)
{
	struct column again = {KEY, .told_again = true, .scale = 1, .n = 2,
		.area = (uint32_t[]){URN(1), URN(3)}, .value = (int64_t[]){461, 482},
		.source_column = (char *[]){(char[]){"NEW"}}, .n_source_column = 1};
	struct column own = merged(NULL, &first, 5), told = merged(NULL, &again, 6);
	struct column c = merged(&own, &again, 6);

	(void)state;
	assert_true(c.value[0] == 461 && c.cohort[0] == 100 && c.submission[0] == 5);
	assert_true(c.value[2] == 482 && c.cohort[2] == 0 && c.submission[2] == 6);
	assert_false(c.told_again);
	/* The other way round, and the later table still stands where it says otherwise. */
	assert_int_equal(merge_columns(arena, &told, &first, 7, stands_always, NULL, &c), 0);
	assert_true(c.value[0] == 461 && c.cohort[0] == 100 && c.submission[0] == 7);
	assert_true(c.value[2] == 482 && c.cohort[2] == 0 && c.submission[2] == 6);
	assert_false(c.told_again);
}

static void a_partial_correction_keeps_the_other_cells_and_where_they_came_from(void **state)
{
	struct column correction = {KEY, .scale = 2, .n = 2, .area = (uint32_t[]){URN(2), URN(9)},
		.value = (int64_t[]){4725, -100}, .low = (int64_t[]){4000, DECIMAL_NONE},
		.high = (int64_t[]){5000, DECIMAL_NONE}, .row = (uint32_t[]){7, 8},
		.source_column = (char *[]){(char[]){"NEW"}}, .n_source_column = 1};
	struct column before = merged(NULL, &first, 5);
	struct column c = merged(&before, &correction, 6);
	static const uint64_t submission[] = {5, 6, 5, 6};
	static const int64_t value[] = {4610, 4725, 4800, -100};
	static const uint32_t row[] = {2, 7, 4, 8}, decimals[] = {1, 2, 1, 2};

	(void)state;
	assert_true(c.n == 4 && c.scale == 2);
	assert_memory_equal(c.submission, submission, sizeof(submission));
	assert_memory_equal(c.value, value, sizeof(value));
	assert_memory_equal(c.row, row, sizeof(row));
	assert_memory_equal(c.decimals, decimals, sizeof(decimals));
	assert_true(c.flag[1] == FLAG_PRESENT && c.cohort[0] == 100 && c.cohort[1] == 0);
	assert_true(c.low[0] == DECIMAL_NONE && c.low[1] == 4000 && c.high[1] == 5000);
	assert_string_equal(column_source(&c, 0), "OLD");
	assert_string_equal(column_source(&c, 1), "NEW");
	assert_string_equal(column_source(&c, 3), "NEW");
	assert_true(before.n == 3 && before.value[1] == DECIMAL_NONE); /* what was given is as it was */
}

static void what_a_figure_was_divided_from_stays_with_its_area(void **state)
{
	struct column published = {KEY, .scale = 0, .n = 2, .area = (uint32_t[]){URN(1), URN(2)},
		.value = (int64_t[]){60, 55}, .numerator = (int64_t[]){60, 11},
		.denominator = (int64_t[]){100, 20}};
	struct column correction = {KEY, .scale = 1, .n = 2, .area = (uint32_t[]){URN(2), URN(3)},
		.value = (int64_t[]){500, 400}, .denominator = (int64_t[]){DECIMAL_NONE, 305}};
	struct column before = merged(NULL, &published, 5);
	struct column c = merged(&before, &correction, 6);
	static const int64_t numerator[] = {600, DECIMAL_NONE, DECIMAL_NONE};
	static const int64_t denominator[] = {1000, DECIMAL_NONE, 305};

	(void)state;
	assert_true(c.n == 3 && c.scale == 1 && c.low == NULL && before.numerator[1] == 11);
	assert_memory_equal(c.numerator, numerator, sizeof(numerator));
	assert_memory_equal(c.denominator, denominator, sizeof(denominator));
}

/* As for values: the scale is one at which all of them fit. */
static void a_large_denominator_beside_a_precise_figure_is_not_lost(void **state)
{
	struct column precise = {
		KEY, .scale = 9, .n = 1, .area = (uint32_t[]){URN(1)}, .value = (int64_t[]){123456789}};
	struct column large = {KEY, .scale = 0, .n = 1, .area = (uint32_t[]){URN(2)}, .value = (int64_t[]){1},
		.denominator = (int64_t[]){9000000000000}};
	struct column before = merged(NULL, &precise, 1);
	struct column c = merged(&before, &large, 2);
	int64_t micro = 0;

	(void)state;
	assert_true(decimal_rescale(c.denominator[1], c.scale, 6, &micro) && micro == 9000000000000000000);
}

static void a_correction_can_take_a_figure_away(void **state)
{
	struct column correction = {KEY, .n = 1, .area = (uint32_t[]){URN(1)},
		.value = (int64_t[]){DECIMAL_NONE}, .flag = (uint32_t[]){FLAG_LOW_COVERAGE}};
	struct column before = merged(NULL, &first, 5);
	struct column c = merged(&before, &correction, 6);

	(void)state;
	assert_true(c.n == 3 && c.value[0] == DECIMAL_NONE && c.flag[0] == FLAG_LOW_COVERAGE &&
		    c.submission[0] == 6);
	assert_true(c.value[2] == 480 && c.scale == 1);
	assert_string_equal(column_source(&c, 0), "");
}

static void a_smaller_scale_does_not_take_decimals_from_others(void **state)
{
	struct column precise = {
		KEY, .scale = 4, .n = 1, .area = (uint32_t[]){URN(1)}, .value = (int64_t[]){12345}};
	struct column coarse = {
		KEY, .scale = 0, .n = 1, .area = (uint32_t[]){URN(2)}, .value = (int64_t[]){3}};
	struct column before = merged(NULL, &precise, 1);
	struct column c = merged(&before, &coarse, 2);

	(void)state;
	assert_true(c.scale == 4 && c.value[0] == 12345 && c.value[1] == 30000 && c.decimals[1] == 0);
}

/* Each fits on its own; no scale with nine decimals holds both. The column must stay one that can be stored. */
static void a_large_figure_beside_a_precise_one_is_not_lost(void **state)
{
	struct column precise = {
		KEY, .scale = 9, .n = 1, .area = (uint32_t[]){URN(1)}, .value = (int64_t[]){123456789}};
	struct column large = {
		KEY, .scale = 0, .n = 1, .area = (uint32_t[]){URN(2)}, .value = (int64_t[]){9000000000000}};

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct column before = merged(NULL, turn == 0 ? &precise : &large, 1);
		struct column c = merged(&before, turn == 0 ? &large : &precise, 2);
		int64_t micro = 0;

		for (size_t i = 0; i < c.n; i++) {
			assert_true((column_flag(&c, i) == FLAG_PRESENT) == (c.value[i] != DECIMAL_NONE));
			assert_true(column_decimals(&c, i) <= c.scale);
		}
		assert_true(decimal_rescale(c.value[1], c.scale, 6, &micro) && micro == 9000000000000000000);
	}
}

static struct column long_column(uint32_t from, size_t n)
{
	struct column c = {KEY, .n = n};

	c.area = arena_take_array(arena, n, sizeof(*c.area));
	c.value = arena_take_array(arena, n, sizeof(*c.value));
	for (size_t i = 0; i < n; i++)
		c.area[i] = URN(from + (uint32_t)i);
	return c;
}

static void a_full_column_can_be_corrected_but_not_outgrown(void **state)
{
	struct column full = long_column(0, COLUMN_CELLS_MAX), one_more = long_column(COLUMN_CELLS_MAX, 1);
	struct column before = merged(NULL, &full, 1);
	struct column c;

	(void)state;
	assert_int_equal(merged(&before, &full, 2).n, COLUMN_CELLS_MAX);
	assert_int_equal(merge_columns(arena, &before, &one_more, 2, NULL, NULL, &c), ERR_LIMIT);
}

static void the_names_of_source_columns_are_bounded(void **state)
{
	struct column before, c = {.n = 0};

	(void)state;
	for (uint32_t i = 0; i < 3 * MERGE_SOURCES_MAX; i++) {
		struct column one = long_column(i, 1);
		char *name[] = {arena_print(arena, "column %u", i)};

		one.source_column = name;
		one.n_source_column = 1;
		before = c;
		c = merged(i == 0 ? NULL : &before, &one, i + 1);
	}
	assert_true(c.n == 3 * MERGE_SOURCES_MAX && c.n_source_column <= MERGE_SOURCES_MAX);
	assert_true(c.submission[c.n - 1] == c.n);
	assert_string_equal(column_source(&c, 5), "column 5");
}

static void what_says_the_same_again_is_told_from_what_does_not(void **state)
{
	struct column a = merged(NULL, &first, 5), b = merged(&a, &first, 6), c = first;

	(void)state;
	assert_true(merge_same(&a, &b) && b.submission[0] == 6); /* only where it came from differs */
	c.value = (int64_t[]){461, DECIMAL_NONE, 481};
	b = merged(&a, &c, 6);
	assert_false(merge_same(&a, &b));
	c = first;
	c.cohort = (uint64_t[]){100, 0, 31};
	b = merged(&a, &c, 6);
	assert_false(merge_same(&a, &b));
	c = first;
	c.flag = (uint32_t[]){0, FLAG_MISSING, 0};
	b = merged(&a, &c, 6);
	assert_false(merge_same(&a, &b));
	c = first;
	c.low = (int64_t[]){DECIMAL_NONE, DECIMAL_NONE, 470};
	c.high = (int64_t[]){DECIMAL_NONE, DECIMAL_NONE, 490};
	b = merged(&a, &c, 6);
	assert_false(merge_same(&a, &b));
	c = first;
	c.area = (uint32_t[]){URN(1), URN(2), URN(4)};
	b = merged(&a, &c, 6);
	assert_false(merge_same(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, open_arena, free_arena)
		EACH(the_first_submission_stands_as_it_came),
		EACH(what_is_told_again_of_an_earlier_year_stays_marked_as_such),
		EACH(what_says_the_same_again_is_told_from_what_does_not),
		EACH(a_figure_told_again_without_its_pupils_takes_nothing_away),
		EACH(a_partial_correction_keeps_the_other_cells_and_where_they_came_from),
		EACH(what_a_figure_was_divided_from_stays_with_its_area),
		EACH(a_large_denominator_beside_a_precise_figure_is_not_lost),
		EACH(a_correction_can_take_a_figure_away),
		EACH(a_smaller_scale_does_not_take_decimals_from_others),
		EACH(a_large_figure_beside_a_precise_one_is_not_lost),
		EACH(a_full_column_can_be_corrected_but_not_outgrown),
		EACH(the_names_of_source_columns_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
