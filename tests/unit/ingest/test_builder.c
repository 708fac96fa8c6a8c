/* SPDX-License-Identifier: MIT
 *
 * Cells become columns, the same ones in whatever order the cells come.
 */
#include "services/ingest/columns/builder.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "common/model/observation.h"
#include "services/ingest/columns/layout.h"
#include "tests/unit/ingest/file.h"

#define NONE                    \
	{                       \
		DECIMAL_NONE, 0 \
	}

static uint64_t flagged(const struct builder *builder)
{
	return tally_cells(builder_tally(builder)) - builder_tally(builder)->flagged[FLAG_PRESENT];
}

static struct builder *builder;
static struct arena *arena;
static unsigned repeats;
static uint32_t repeated_row;

static int open_both(void **state)
{
	if (folder_setup(state) < 0)
		return -1;
	arena = arena_open(64 * MIB);
	repeats = 0;
	return arena == NULL || builder_open(folder_path(*state, ""), BUILDER_CELLS_HELD, &builder) < 0;
}

static int free_both(void **state)
{
	builder_free(builder);
	arena_free(arena);
	return folder_teardown(state);
}

static void repeated(void *context, uint32_t row, const char *source_column)
{
	(void)context;
	assert_string_equal(source_column, "COL");
	repeats++;
	repeated_row = row;
}

static void finish(void)
{
	bool more = true;

	while (more)
		assert_int_equal(builder_finish(builder, repeated, NULL, &more), 0);
	assert_int_equal(builder_finish(builder, repeated, NULL, &more), 0); /* asked again */
	assert_false(more);
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
	finish();
	assert_true(builder_columns(builder) == 9 && tally_cells(builder_tally(builder)) == sizeof(seen) &&
		    repeats == 0);
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
	finish();
	assert_true(repeats == 1 && repeated_row == 5);
	assert_true(built(0).n == 2 && built(0).value[0] == 2 && built(0).flag == NULL);
	assert_true(tally_cells(builder_tally(builder)) == 2 && flagged(builder) == 0);
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
	finish();
	c = built(0);
	assert_int_equal(c.scale, 3);
	assert_true(c.value[0] == 4500 && c.value[1] == DECIMAL_NONE && c.value[2] == 5000);
	assert_true(c.decimals[0] == 1 && c.decimals[2] == 0 && c.flag[1] == FLAG_SUPPRESSED);
	assert_true(c.low[0] == DECIMAL_NONE && c.low[2] == -1 && c.high[2] == 1200 && c.cohort[2] == 31);
	assert_true(flagged(builder) == 1);
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
	finish();
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
	finish();
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
	finish();
	c = built(0);
	assert_string_equal(column_source(&c, 0), "B");
	assert_string_equal(column_source(&c, 1), "COL");
}

static void many_columns_are_kept_apart(void **state)
{
	(void)state;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < 15000; i++) {
			struct builder_key k = key;
			char name[16];

			(void)snprintf(name, sizeof(name), "m%05u", i * 7919 % 15000);
			k.measure = name;
			assert_int_equal(add(&k, 100000 + pass, i, 0, i), 0);
		}
	}
	finish();
	assert_true(builder_columns(builder) == 15000 && tally_cells(builder_tally(builder)) == 30000 &&
		    repeats == 0);
	assert_string_equal(built(14999).measure, "m14999");
}

static void a_column_has_as_many_cells_as_the_limit_and_no_more(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < COLUMN_CELLS_MAX; i++)
		assert_int_equal(add(&key, 100000 + i, 1, 0, i), 0);
	assert_int_equal(add(&key, 1000000, 1, 0, 1), ERR_LIMIT);
	finish();
	assert_int_equal(built(0).n, COLUMN_CELLS_MAX);
}

/* -- more cells than memory holds --------------------------------------------------------------------------------- */

/* Cells of a table that was made to have something of everything: figures beside values, flags, repeated areas, two
 * source columns, rows out of order. The same for the same `i`. */
static int add_any(uint32_t i)
{
	static const char *const names[] = {"m1", "m10", "m2", "z", "a.b"};
	static const char *const groups[] = {"all", "boys", "girls+fsm"};
	static const char *const columns[] = {"COL", "OTHER"};
	uint64_t seed = 88172645463325252 + i * 7919u;
	uint32_t dice[8];
	struct builder_key k;
	struct builder_cell cell = {BUILDER_CELL_BARE};

	for (size_t d = 0; d < 30; d++) /* neighbouring seeds begin alike */
		dice[d % 8] = (uint32_t)(next_random(&seed) >> 20);
	k = (struct builder_key){names[dice[0] % 5], {(2015u + dice[1] % 4) << 20 | PERIOD_ACADEMIC << 16},
		groups[dice[2] % 3], area_make(AREA_AUTHORITY, 850 + dice[3] % 3)};
	cell.area = area_make(AREA_SCHOOL, 100000 + dice[4] % 90);
	cell.row = dice[5] % 10 == 0 ? 10000 - i / 3 : i / 3 + 2;
	cell.source_column = columns[dice[5] % 7 == 0];
	cell.flag = dice[6] % 5 == 0 ? FLAG_SUPPRESSED : FLAG_PRESENT;
	cell.value = (struct decimal){(int64_t)(dice[7] % 10000), (uint8_t)(dice[7] % 3)};
	cell.cohort = dice[0] % 100;
	if (dice[1] % 11 == 0) {
		cell.low = (struct decimal){-(int64_t)(dice[2] % 100), 2};
		cell.high = (struct decimal){(int64_t)(dice[2] % 100), 1};
	}
	if (dice[1] % 13 == 0)
		cell.denominator = (struct decimal){(int64_t)(dice[3] % 1000), 0};
	return builder_add(builder, &k, &cell);
}

static void tell_repeated(void *context, uint32_t row, const char *source_column)
{
	buffer_print(context, "%u %s\n", row, source_column);
}

/* Everything that the builder says of `n` such cells. */
static void tell_all(void *folder, uint32_t n, size_t held, struct buffer *out)
{
	bool more = true;

	buffer_clear(out);
	builder_free(builder);
	assert_int_equal(builder_open(folder_path(folder, ""), held, &builder), 0);
	for (uint32_t i = 0; i < n; i++) {
		if (i == n / 2)
			builder_hold(builder, held * 2 / 3 < 256 ? 256 : held * 2 / 3);
		if (i == n / 3 * 2)
			builder_hold(builder, SIZE_MAX);
		assert_int_equal(add_any(i), 0);
	}
	while (more)
		assert_int_equal(builder_finish(builder, tell_repeated, out, &more), 0);
	buffer_print(out, "%zu %u %u\n", builder_columns(builder),
		(unsigned)tally_cells(builder_tally(builder)), (unsigned)flagged(builder));
	for (size_t i = 0; i < builder_columns(builder); i++) {
		struct observation event = {.submission = 1, .kind = OBSERVATION_COLUMN};

		arena_reset(arena);
		event.column = built(i);
		assert_int_equal(observation_encode(&event, out), 0);
	}
	assert_false(out->failed);
}

static void what_is_built_is_the_same_however_little_memory_holds(void **state)
{
	static const uint32_t counts[] = {0, 1, 251, 252, 253, 10000};
	static const size_t held[] = {256, 300, 5000};
	struct buffer whole, spilled;

	buffer_init(&whole, 16 * MIB);
	buffer_init(&spilled, 16 * MIB);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		tell_all(*state, counts[i], BUILDER_CELLS_HELD, &whole);
		for (size_t k = 0; k < ARRAY_LEN(held); k++) {
			tell_all(*state, counts[i], held[k], &spilled);
			if (!bytes_equal(
				    bytes_of(whole.data, whole.len), bytes_of(spilled.data, spilled.len)))
				fail_msg("%u cells of which %zu are held become something else", counts[i],
					held[k]);
		}
	}
	assert_in_range(whole.len, 100000, 16 * MIB);
	buffer_done(&whole);
	buffer_done(&spilled);
}

static void nothing_of_a_spilled_file_is_left(void **state)
{
	struct buffer told;

	buffer_init(&told, 16 * MIB);
	tell_all(*state, 5000, 256, &told);
	builder_free(builder);
	builder = NULL;
	assert_int_equal(rmdir(folder_path(*state, "")), 0);
	assert_int_equal(mkdir(folder_path(*state, ""), 0700), 0);
	buffer_done(&told);
}

static void a_folder_that_cannot_be_written_is_no_fault_of_the_file(void **state)
{
	int rc = 0;

	builder_free(builder);
	assert_int_equal(builder_open(folder_path(*state, "none"), 256, &builder), 0);
	for (uint32_t i = 0; rc == 0 && i < 1000; i++)
		rc = add_any(i);
	assert_int_equal(rc, ERR_IO);
}

/* As many columns as there may be, in the memory that is written beside the limit; one more is refused. */
/* The sanitizer's own memory, which lies around every allocation, is not reckoned with. */
#ifdef __SANITIZE_ADDRESS__
#define COLUMNS_KB_MAX (64 * 1024)
#else
#define COLUMNS_KB_MAX (16 * 1024)
#endif

static void as_many_columns_as_the_limit_take_little_memory(void **state)
{
	struct rusage before, after;

	(void)state;
	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	for (uint32_t i = 0; i <= BUILDER_COLUMNS_MAX; i++) {
		struct builder_key k = key;
		char group[16];

		(void)snprintf(group, sizeof(group), "g%05u", i % 60000);
		k.group = group;
		k.period.v += i / 60000 << 20;
		assert_int_equal(add(&k, 100000, i, 0, 2), i == BUILDER_COLUMNS_MAX ? ERR_LIMIT : 0);
	}
	finish();
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, COLUMNS_KB_MAX);
	assert_string_equal(built(BUILDER_COLUMNS_MAX - 1).measure, "m");
}

static void names_beyond_the_limit_are_refused(void **state)
{
	int rc = 0;
	uint32_t i;

	(void)state;
	for (i = 0; rc == 0; i++) {
		struct builder_key k = key;
		char group[GROUP_ID_MAX];

		(void)snprintf(group, sizeof(group), "%060u", i);
		k.group = group;
		rc = add(&k, 100000, i, 0, 2);
	}
	assert_int_equal(rc, ERR_LIMIT);
	assert_in_range(i, 30000, BUILDER_NAMES_MAX);
}

static void cells_from_many_columns_of_the_file_make_one_column(void **state)
{
	static char names[3 * LAYOUT_SOURCES_MAX][8];
	struct column c;

	(void)state;
	for (uint32_t i = 0; i < ARRAY_LEN(names); i++) {
		struct builder_cell cell = {.area = area_make(AREA_SCHOOL, 100000 + i),
			.value = {i, 0},
			BUILDER_CELL_BARE,
			.row = i,
			.source_column = names[i]};

		(void)snprintf(names[i], sizeof(names[i]), "C%u", i);
		assert_int_equal(builder_add(builder, &key, &cell), 0);
	}
	finish();
	c = built(0);
	assert_true(c.n == ARRAY_LEN(names) && c.n_source_column == LAYOUT_SOURCES_MAX);
	assert_string_equal(column_source(&c, 5), "C5");
	assert_string_equal(column_source(&c, c.n - 1), "");
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
		EACH(what_is_built_is_the_same_however_little_memory_holds),
		EACH(nothing_of_a_spilled_file_is_left),
		EACH(a_folder_that_cannot_be_written_is_no_fault_of_the_file),
		EACH(as_many_columns_as_the_limit_take_little_memory),
		EACH(names_beyond_the_limit_are_refused),
		EACH(cells_from_many_columns_of_the_file_make_one_column),
		EACH(a_column_has_as_many_cells_as_the_limit_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
