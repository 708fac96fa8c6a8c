/* SPDX-License-Identifier: MIT
 *
 * What schools add up to, and an authority beside others: exact, whatever the order.
 */
#include "services/indicators/statistics/compare.h"
#include "services/indicators/statistics/worked.h"
#include "tests/unit/store/temporary.h"

#define NONE DECIMAL_NONE

static const struct measure mean = {.id = "mean", .worked_out = WORKED_OUT_MEAN, .no_entries_zero = true};
static const struct measure skips = {.id = "skips", .worked_out = WORKED_OUT_MEAN};
static const struct measure sum = {.id = "sum", .worked_out = WORKED_OUT_SUM};

static void two_schools_are_weighted_by_their_pupils(void **state)
{
	struct column schools = {
		.scale = 1, .n = 2, .value = (int64_t[]){460, 500}, .cohort = (uint64_t[]){100, 300}};
	struct worked worked = worked_from_schools(&mean, &schools);

	(void)state;
	assert_true(worked_figure(&mean, &worked) == 49000000); /* the example of the header */
	assert_true(worked.cohort == 400 && worked.schools == 2 && worked.hidden == 0);
}

static void a_school_without_entries_counts_as_nought_only_where_the_measure_says_so(void **state)
{
	struct column schools = {.scale = 1,
		.n = 2,
		.value = (int64_t[]){480, NONE},
		.flag = (uint32_t[]){0, FLAG_NO_ENTRIES},
		.cohort = (uint64_t[]){100, 300}};
	struct worked counted = worked_from_schools(&mean, &schools),
		      passed = worked_from_schools(&skips, &schools);

	(void)state;
	assert_true(worked_figure(&mean, &counted) == 12000000 && counted.schools == 2);
	assert_true(
		worked_figure(&skips, &passed) == 48000000 && passed.schools == 1 && passed.cohort == 100);
}

static void hidden_schools_are_counted_and_others_without_a_figure_are_not(void **state)
{
	struct column schools = {.scale = 1,
		.n = 5,
		.value = (int64_t[]){480, NONE, NONE, NONE, 10},
		.flag = (uint32_t[]){0, FLAG_SUPPRESSED, FLAG_LOW_COVERAGE, FLAG_NOT_APPLICABLE, 0},
		.cohort = (uint64_t[]){100, 5, 6, 7, 0}}; /* the last: how many pupils is not known */
	struct worked worked = worked_from_schools(&mean, &schools);

	(void)state;
	assert_true(worked_figure(&mean, &worked) == 48000000);
	assert_true(worked.schools == 1 && worked.hidden == 1 && worked.cohort == 100 &&
		    worked.hidden_cohort == 5);
}

static void a_sum_needs_no_pupils(void **state)
{
	struct column schools = {.scale = 0,
		.n = 3,
		.value = (int64_t[]){180, NONE, 20},
		.flag = (uint32_t[]){0, FLAG_SUPPRESSED, 0}};
	struct worked worked = worked_from_schools(&sum, &schools);

	(void)state;
	assert_true(worked_figure(&sum, &worked) == 200000000 && worked.schools == 2 && worked.hidden == 1);
}

static void nothing_that_counts_gives_no_figure(void **state)
{
	struct column hidden = {.n = 1, .value = (int64_t[]){NONE}, .flag = (uint32_t[]){FLAG_SUPPRESSED}};
	struct column unknown = {.n = 1, .value = (int64_t[]){5}};
	struct worked worked = worked_from_schools(&mean, &hidden);

	(void)state;
	assert_true(worked_figure(&mean, &worked) == NONE);
	assert_true(worked_figure(&sum, &worked) == NONE);
	worked = worked_from_schools(&mean, &unknown);
	assert_true(worked_figure(&mean, &worked) == NONE);
}

static void a_sum_beyond_what_can_be_held_is_no_figure(void **state)
{
	struct column schools = {.scale = 0, .n = 2, .value = (int64_t[]){9000000000000, 9000000000000}};
	struct worked worked = worked_from_schools(&sum, &schools);

	(void)state;
	assert_true(worked_figure(&sum, &worked) == NONE);
}

static void the_example_of_the_header_tells_its_coverage(void **state)
{
	struct column schools = {.scale = 1,
		.n = 3,
		.value = (int64_t[]){460, 500, NONE},
		.flag = (uint32_t[]){0, 0, FLAG_SUPPRESSED},
		.cohort = (uint64_t[]){100, 300, 5}};
	struct worked worked = worked_from_schools(&mean, &schools), total = {0}, other;

	(void)state;
	assert_true(worked_figure(&mean, &worked) == 49000000 && worked.cohort == 400 &&
		    worked.schools == 2 && worked.hidden == 1 && worked.hidden_cohort == 5);
	worked_add(&total, &worked);
	assert_true(worked_same(&total, &worked));
	worked_add(&total, &worked);
	assert_true(total.hidden == 2 && total.hidden_cohort == 10 && !worked_same(&total, &worked));
	other = worked;
	other.hidden_cohort++;
	assert_false(worked_same(&other, &worked));
}

#define MANY 400

/* 400 schools in 20 orders, in one heap and in seven: always the same to the last digit. */
static void the_order_of_schools_and_their_grouping_do_not_matter(void **state)
{
	static int64_t value[MANY];
	static uint64_t cohort[MANY];
	struct column all = {.scale = 9, .n = MANY, .value = value, .cohort = cohort};
	uint64_t seed = 88172645463325252;
	int64_t first = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		value[i] = (int64_t)(next_random(&seed) % 200000000000) - 100000000000;
		cohort[i] = next_random(&seed) % 400 + 1;
	}
	for (int turn = 0; turn < 20; turn++) {
		struct worked worked = worked_from_schools(&mean, &all), total = {0};
		int64_t figure = worked_figure(&mean, &worked);

		first = turn == 0 ? figure : first;
		assert_true(figure == first);
		for (size_t from = 0; from < MANY; from += 61) {
			struct column part = {.scale = 9,
				.n = MANY - from < 61 ? MANY - from : 61,
				.value = value + from,
				.cohort = cohort + from};
			struct worked some = worked_from_schools(&mean, &part);

			worked_add(&total, &some);
		}
		assert_true(worked_figure(&mean, &total) == first && total.schools == MANY);
		for (size_t i = MANY - 1; i > 0; i--) {
			size_t k = next_random(&seed) % (i + 1);
			int64_t v = value[i];
			uint64_t c = cohort[i];

			value[i] = value[k];
			cohort[i] = cohort[k];
			value[k] = v;
			cohort[k] = c;
		}
	}
}

/* -- comparators ---------------------------------------------------------------------------------------------- */

static void a_difference_needs_both(void **state)
{
	(void)state;
	assert_true(decimal_difference(46100000, 46600000) == -500000);
	assert_true(decimal_difference(0, 0) == 0);
	assert_true(decimal_difference(NONE, 1) == NONE && decimal_difference(1, NONE) == NONE);
	assert_true(
		decimal_difference(9000000000000000000, -9000000000000000000) == NONE); /* cannot be held */
	assert_true(decimal_difference(-9000000000000000000, 9000000000000000000) == NONE);
}

static void a_mean_is_of_those_that_have_a_figure_and_rounds_half_away(void **state)
{
	(void)state;
	assert_true(compare_mean((int64_t[]){60000000, 62000000, NONE}, 3) ==
		    61000000); /* the header's example */
	assert_true(compare_mean((int64_t[]){1, 2}, 2) == 2);
	assert_true(compare_mean((int64_t[]){-1, -2}, 2) == -2);
	assert_true(compare_mean((int64_t[]){1, 1, 2}, 3) == 1);
	assert_true(compare_mean((int64_t[]){INT64_MAX, INT64_MAX}, 2) == INT64_MAX);
	assert_true(compare_mean((int64_t[]){NONE}, 1) == NONE && compare_mean(NULL, 0) == NONE);
}

static void pupils_of_neighbours_are_taken_together_by_their_parts(void **state)
{
	/* The header's example. 100 * (600 + 2400) / (1000 + 3000) = 75. */
	struct pupils both[] = {
		{60000000, 600, 1000, 0, 1}, {80000000, 2400, 3000, 0, 1}, {NONE, 5, 10, 7, 0}};
	/* Points for pupils: 4,611 points of 100 and 4,405 of 100 are 46.1 and 44.1 a pupil, together 9016 / 200 = 45.08. */
	struct pupils points[] = {{46100000, 4611, 100, 0, 1}, {44100000, 4405, 100, 0, 1}};

	(void)state;
	assert_true(compare_pooled(both, 3, false) == 75000000);
	assert_true(compare_pooled(points, 2, false) == 45080000);
	both[1].figure = 80100000; /* its parts do not make it */
	assert_true(compare_pooled(both, 3, false) == NONE);
	both[1] = (struct pupils){80000000, NONE, NONE, 0, 1}; /* it has none */
	assert_true(compare_pooled(both, 3, false) == NONE);
	both[1] = (struct pupils){80000000, 2400, 0, 0, 1};
	assert_true(compare_pooled(both, 3, false) == NONE && compare_pooled(both + 2, 1, true) == NONE);
	assert_true(compare_pooled(NULL, 0, true) == NONE);
}

static void figures_of_nearly_nothing_do_not_tell_what_they_are_of(void **state)
{
	/* 1 of 400 is 0 % (0.25), but 0.0025 a pupil is 0 as well. */
	struct pupils low[] = {{0, 1, 400, 0, 0}, {0, 1, 500, 0, 0}, {1000000, 9, 1000, 0, 0}};

	(void)state;
	assert_true(compare_pooled(low, 2, false) == NONE);
	/* 100 * (1 + 1 + 9) / (400 + 500 + 1000) = 0.578947...: the third can only be a percentage. */
	assert_true(compare_pooled(low, 3, false) == 578947);
	low[0].numerator = low[1].numerator = 0;
	assert_true(compare_pooled(low, 2, false) == 0); /* nobody, whatever it is of */
}

static void means_are_taken_together_by_their_cohorts(void **state)
{
	/* (46.1 * 100 + 50.1 * 300) / 400 = 49.1 */
	struct pupils means[] = {{46100000, NONE, NONE, 100, 1}, {50100000, NONE, NONE, 300, 1}};

	(void)state;
	assert_true(compare_pooled(means, 2, true) == 49100000);
	assert_true(compare_pooled(means, 2, false) == NONE); /* not of its cohort's pupils */
	means[0].cohort = 0;
	assert_true(compare_pooled(means, 2, true) == NONE);
}

static void assert_rank(struct rank rank, uint32_t want, uint32_t of)
{
	assert_int_equal(rank.rank, want);
	assert_int_equal(rank.of, of);
}

static void a_rank_counts_those_that_are_better(void **state)
{
	static const int64_t others[] = {50, 60, NONE, 40, 50};

	(void)state;
	assert_rank(compare_rank(50, others, 5, POLARITY_HIGH), 2, 5); /* ties share the better rank */
	assert_rank(compare_rank(50, others, 5, POLARITY_LOW), 2, 5);
	assert_rank(compare_rank(61, others, 5, POLARITY_HIGH), 1, 5);
	assert_rank(compare_rank(61, others, 5, POLARITY_LOW), 5, 5);
	assert_rank(compare_rank(50, others, 5, POLARITY_NONE), 0, 0);
	assert_rank(compare_rank(50, others, 5, POLARITY_UNKNOWN), 0, 0);
	assert_rank(compare_rank(NONE, others, 5, POLARITY_HIGH), 0, 0);
	assert_rank(compare_rank(50, others + 2, 1, POLARITY_HIGH), 0, 0); /* nobody to be compared with */
	assert_rank(compare_rank(50, NULL, 0, POLARITY_HIGH), 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_schools_are_weighted_by_their_pupils),
		cmocka_unit_test(a_school_without_entries_counts_as_nought_only_where_the_measure_says_so),
		cmocka_unit_test(hidden_schools_are_counted_and_others_without_a_figure_are_not),
		cmocka_unit_test(a_sum_needs_no_pupils),
		cmocka_unit_test(nothing_that_counts_gives_no_figure),
		cmocka_unit_test(a_sum_beyond_what_can_be_held_is_no_figure),
		cmocka_unit_test(the_order_of_schools_and_their_grouping_do_not_matter),
		cmocka_unit_test(a_difference_needs_both),
		cmocka_unit_test(a_mean_is_of_those_that_have_a_figure_and_rounds_half_away),
		cmocka_unit_test(the_example_of_the_header_tells_its_coverage),
		cmocka_unit_test(pupils_of_neighbours_are_taken_together_by_their_parts),
		cmocka_unit_test(figures_of_nearly_nothing_do_not_tell_what_they_are_of),
		cmocka_unit_test(means_are_taken_together_by_their_cohorts),
		cmocka_unit_test(a_rank_counts_those_that_are_better),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
