/* SPDX-License-Identifier: MIT
 *
 * The neighbours kept for the next column are those that the state says, however many months are asked after.
 */
#include "services/indicators/standing/neighbours.h"
#include "tests/unit/indicators/standing.h"

static void set(struct fixture *f, uint32_t authority, uint32_t month, uint32_t first)
{
	uint32_t members[] = {first, first + 1, first + 2};
	struct neighbour_set set = {month, authority, ARRAY_LEN(members), members};

	pasts_clear(f->pasts);
	state_put_neighbours(&f->txn, &set);
}

/* The month of the set in force; its first member is that of `first`. 0: none. */
static uint32_t in_force(struct fixture *f, uint32_t authority, uint32_t month, uint32_t first)
{
	const uint32_t *member;
	uint32_t from;
	size_t n;

	assert_int_equal(neighbours_go_to(pasts_neighbours(f->pasts), &f->txn, month), 0);
	n = neighbours_of(pasts_neighbours(f->pasts), authority, 2, &member, &from);
	assert_int_equal(n, first == 0 ? 0 : 2); /* at most as many as are asked for */
	assert_true(n == 0 || (member[0] == first && member[1] == first + 1));
	return from;
}

static void each_month_has_the_latest_set_begun_by_then_or_else_the_earliest(void **state)
{
	struct fixture *f = *state;

	set(f, 855, 202104, 801);
	set(f, 855, 202505, 811);
	set(f, 926, 201311, 821);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(in_force(f, 855, 201312, 801), 202104);
		assert_int_equal(in_force(f, 855, 202504, 801), 202104);
		assert_int_equal(in_force(f, 855, 202505, 811), 202505);
		assert_int_equal(in_force(f, 926, 202512, 821), 201311);
		assert_int_equal(in_force(f, 999, 202512, 0), 0);
		assert_int_equal(in_force(f, 4000, 202512, 0), 0); /* no authority's code */
	}
}

static void more_months_than_are_held_are_read_again(void **state)
{
	struct fixture *f = *state;

	set(f, 855, 195001, 801);
	set(f, 855, 202505, 811);
	for (int again = 0; again < 2; again++)
		for (uint32_t year = 1950; year < 2050; year++)
			assert_int_equal(in_force(f, 855, year * 100 + 12, year < 2025 ? 801 : 811),
				year < 2025 ? 195001 : 202505);
}

static void a_set_that_came_is_seen_once_what_was_kept_is_forgotten(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(in_force(f, 855, 202512, 0), 0);
	set(f, 855, 202505, 811);
	assert_int_equal(in_force(f, 855, 202512, 811), 202505);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(each_month_has_the_latest_set_begun_by_then_or_else_the_earliest),
		EACH(more_months_than_are_held_are_read_again),
		EACH(a_set_that_came_is_seen_once_what_was_kept_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
