/* SPDX-License-Identifier: MIT
 *
 * What may be worked out from what is shown, and what is hidden against it; every interval worked by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "services/reports/suppression/audit.h"

#define PERCENT INT64_C(1000000)
#define CELLS   8

/* Parts 0, 1, ... of a total that stands last; `half` is half a unit of what is shown. */
struct share {
	struct audit_cell cell[CELLS];
	struct audit_term term[CELLS];
	struct audit_sum sum;
	size_t n;
};

static struct audit_cell shared(uint64_t pupils, int64_t percent_tenths, int64_t half)
{
	int64_t value = percent_tenths * PERCENT / 10;

	return (struct audit_cell){.shown = value,
		.value = value,
		.tolerance = half,
		.least = 0,
		.most = 100 * PERCENT,
		.whole = 100 * PERCENT,
		.steps = pupils,
		.pupils = pupils,
		.told = true};
}

static void protect(struct audit_cell *cell, size_t n, struct audit_sum *sum, size_t n_sums)
{
	struct arena *arena = arena_open((size_t)16 * 1024 * 1024);

	assert_int_equal(audit_protect(arena, cell, n, sum, n_sums), 0);
	arena_free(arena);
}

static void hide(struct audit_cell *cell)
{
	cell->hidden = cell->secret = cell->own = true;
}

static void close_share(struct share *share, size_t n)
{
	share->n = n;
	for (size_t i = 0; i < n; i++)
		share->term[i] = (struct audit_term){
			(uint32_t)i, (i + 1 == n ? -1 : 1) * (int64_t)share->cell[i].pupils};
	share->sum =
		(struct audit_sum){.n = n, .term = share->term, .slack_low = 0, .slack_high = 100 * PERCENT};
}

/* The example of audit.h: 4, 60 and 100 pupils of 164. */
static struct share small_authority(int64_t half)
{
	struct share share = {.cell = {shared(4, 250, half), shared(60, 550, half), shared(100, 480, half),
				      shared(164, 500, half)}};

	hide(&share.cell[0]);
	close_share(&share, 4);
	return share;
}

static void one_hidden_part_of_a_total_takes_the_next_smallest_with_it(void **state)
{
	struct share share = small_authority(PERCENT / 20);

	(void)state;
	close_share(&share, 4);
	protect(share.cell, share.n, &share.sum, 1);
	assert_true(share.cell[0].hidden && share.cell[1].hidden);
	assert_false(share.cell[2].hidden || share.cell[3].hidden);
}

static void rounding_that_leaves_two_numbers_of_pupils_hides_nothing_more(void **state)
{
	struct share share = small_authority(PERCENT / 2);

	(void)state;
	/* 4 x = 100 +- 0.5 * 324 = 162, so x lies from 0 to 65.5: nobody, one or two of four. */
	close_share(&share, 4);
	protect(share.cell, share.n, &share.sum, 1);
	assert_false(share.cell[1].hidden || share.cell[2].hidden);
}

static void large_authority_reveals_nothing_of_a_small_school(void **state)
{
	/* 5 x = 7,000 * 46.1 - 6,995 * 46.1 +- 0.05 * 13,995: 140 either way. */
	struct share share = {.cell = {shared(5, 400, PERCENT / 20), shared(6995, 461, PERCENT / 20),
				      shared(7000, 461, PERCENT / 20)}};

	(void)state;
	hide(&share.cell[0]);
	close_share(&share, 3);
	protect(share.cell, share.n, &share.sum, 1);
	assert_false(share.cell[1].hidden || share.cell[2].hidden);
}

static void two_hidden_parts_that_pin_each_other_take_a_third(void **state)
{
	/* Nobody of 3, nobody of 4 and 30 of 50 make 30 of 57: both others can only be 0. */
	struct share share = {.cell = {shared(3, 0, 1), shared(4, 0, 1), shared(50, 600, 1),
				      shared(60, 500, 1), shared(117, 0, 1)}};

	(void)state;
	share.cell[4].value = share.cell[4].shown = PERCENT * 6000 / 117;
	hide(&share.cell[0]);
	hide(&share.cell[1]);
	close_share(&share, 5);
	protect(share.cell, share.n, &share.sum, 1);
	assert_true(share.cell[2].hidden);
	assert_false(share.cell[3].hidden || share.cell[4].hidden);
}

static void two_hidden_parts_that_leave_room_stay_two(void **state)
{
	/* One of 3 and three of 4 are together four of seven: any number of the 3 is possible. */
	struct share share = {
		.cell = {shared(3, 0, 1), shared(4, 750, 1), shared(50, 600, 1), shared(57, 0, 1)}};

	(void)state;
	share.cell[0].value = share.cell[0].shown = 100 * PERCENT / 3;
	share.cell[3].value = share.cell[3].shown = PERCENT * 3400 / 57;
	hide(&share.cell[0]);
	hide(&share.cell[1]);
	close_share(&share, 4);
	protect(share.cell, share.n, &share.sum, 1);
	assert_false(share.cell[2].hidden || share.cell[3].hidden);
}

static void total_goes_only_when_no_part_is_left(void **state)
{
	struct share share = {.cell = {shared(3, 0, 1), shared(4, 0, 1), shared(7, 0, 1)}};

	(void)state;
	hide(&share.cell[0]);
	hide(&share.cell[1]);
	close_share(&share, 3);
	protect(share.cell, share.n, &share.sum, 1);
	assert_true(share.cell[2].hidden); /* 0 % of all is 0 % of each */
}

static void what_a_source_hid_never_costs_a_total(void **state)
{
	struct share share = {.cell = {shared(3, 0, 1), shared(7, 0, 1), shared(10, 0, 1)}};

	(void)state;
	share.cell[0].hidden = share.cell[0].secret = true;
	share.cell[0].told = false;
	close_share(&share, 3);
	protect(share.cell, share.n, &share.sum, 1);
	assert_true(share.cell[1].hidden);
	assert_false(share.cell[2].hidden);
}

static void pupils_of_whom_no_cell_tells_are_room(void **state)
{
	/* The total has 64 pupils more than its parts: 4 x is known to 6,400. */
	struct share share = {.cell = {shared(4, 250, 1), shared(60, 550, 1), shared(128, 500, 1)}};

	(void)state;
	hide(&share.cell[0]);
	close_share(&share, 3);
	share.sum.slack = 64;
	protect(share.cell, share.n, &share.sum, 1);
	assert_false(share.cell[1].hidden);
}

static void sum_that_its_own_figures_contradict_says_nothing(void **state)
{
	struct share share = small_authority(1);

	(void)state;
	share.cell[3].value = share.cell[3].shown = 90 * PERCENT;
	close_share(&share, 4);
	protect(share.cell, share.n, &share.sum, 1);
	assert_false(share.cell[1].hidden);
}

/* A count of pupils, its parts and its total. */
static struct audit_cell counted(int64_t n)
{
	return (struct audit_cell){.shown = n * PERCENT,
		.value = n * PERCENT,
		.tolerance = 1,
		.least = 0,
		.most = AUDIT_MOST,
		.whole = PERCENT,
		.steps = 1,
		.pupils = (uint64_t)n,
		.told = true};
}

static void counts_are_guarded_to_two_whole_numbers(void **state)
{
	struct audit_cell cell[] = {counted(3), counted(0), counted(8), counted(11)};
	struct audit_term term[] = {{0, 1}, {1, 1}, {2, 1}, {3, -1}};
	struct audit_sum sum = {.n = 4, .term = term};

	(void)state;
	hide(&cell[0]);
	protect(cell, ARRAY_LEN(cell), &sum, 1);
	assert_true(cell[2].hidden); /* the part with the fewest pupils that has any */
	assert_false(cell[1].hidden || cell[3].hidden);
}

static void chain_of_two_sums_is_followed(void **state)
{
	/* Two schools, girls and boys: cells 0 and 1 are the first school's, 2 and 3 the second's; totals 4 and 5 the
	 * schools', 6 and 7 the groups'. The girls of the first are small; so its boys go, the second's girls, and, since they
	 * would follow from that school's boys, these too. */
	struct audit_cell cell[] = {shared(4, 250, 1), shared(20, 500, 1), shared(20, 400, 1),
		shared(20, 600, 1), shared(24, 0, 1), shared(40, 500, 1), shared(24, 0, 1),
		shared(40, 550, 1)};
	struct audit_term term[] = {{0, 4}, {1, 20}, {4, -24}, {2, 20}, {3, 20}, {5, -40}, {0, 4}, {2, 20},
		{6, -24}, {1, 20}, {3, 20}, {7, -40}};
	struct audit_sum sum[4];

	(void)state;
	cell[4].value = cell[4].shown = 1100 * PERCENT / 24;
	cell[6].value = cell[6].shown = 900 * PERCENT / 24;
	for (size_t i = 0; i < 4; i++)
		sum[i] = (struct audit_sum){.n = 3, .term = term + 3 * i};
	hide(&cell[0]);
	protect(cell, ARRAY_LEN(cell), sum, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(cell[i].hidden);
	for (size_t i = 4; i < 8; i++)
		assert_false(cell[i].hidden);
}

static void what_three_sums_determine_together_is_found(void **state)
{
	/* a + b, b + c and a + c, each with a shown part of 30: no sum has a single hidden figure, and no interval says more
	 * than that none of the three is far from half, but half of all three sums is a + b + c. */
	struct audit_cell cell[] = {shared(20, 500, 1), shared(20, 500, 1), shared(20, 500, 1),
		shared(30, 500, 1), shared(30, 500, 1), shared(30, 500, 1), shared(70, 500, 1),
		shared(70, 500, 1), shared(70, 500, 1)};
	struct audit_term term[] = {{0, 20}, {1, 20}, {3, 30}, {6, -70}, {1, 20}, {2, 20}, {4, 30}, {7, -70},
		{0, 20}, {2, 20}, {5, 30}, {8, -70}};
	struct audit_sum sum[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		sum[i] = (struct audit_sum){.n = 4, .term = term + 4 * i};
		hide(&cell[i]);
	}
	protect(cell, ARRAY_LEN(cell), sum, 3);
	assert_true(cell[3].hidden || cell[4].hidden || cell[5].hidden);
	assert_false(cell[6].hidden || cell[7].hidden || cell[8].hidden);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_hidden_part_of_a_total_takes_the_next_smallest_with_it),
		cmocka_unit_test(rounding_that_leaves_two_numbers_of_pupils_hides_nothing_more),
		cmocka_unit_test(large_authority_reveals_nothing_of_a_small_school),
		cmocka_unit_test(two_hidden_parts_that_pin_each_other_take_a_third),
		cmocka_unit_test(two_hidden_parts_that_leave_room_stay_two),
		cmocka_unit_test(total_goes_only_when_no_part_is_left),
		cmocka_unit_test(what_a_source_hid_never_costs_a_total),
		cmocka_unit_test(pupils_of_whom_no_cell_tells_are_room),
		cmocka_unit_test(sum_that_its_own_figures_contradict_says_nothing),
		cmocka_unit_test(counts_are_guarded_to_two_whole_numbers),
		cmocka_unit_test(chain_of_two_sums_is_followed),
		cmocka_unit_test(what_three_sums_determine_together_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
