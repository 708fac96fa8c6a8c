/* SPDX-License-Identifier: MIT
 *
 * Which cells are small, and which groups of pupils add up to which.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "services/reports/suppression/families.h"
#include "services/reports/suppression/people.h"

#define THRESHOLD 6

static const struct measure share = {.id = "ks2.rwm.expected", .unit = "percent"};
static const struct measure number = {.id = "ks2.pupils", .unit = "count"};

static struct column of_one(int64_t value, uint64_t *cohort)
{
	static int64_t one;
	static uint32_t area = 8 * 100000 + AREA_SCHOOL;

	one = value;
	return (struct column){.n = 1, .area = &area, .value = &one, .cohort = cohort};
}

static bool small(enum people people, int64_t value, uint64_t cohort)
{
	struct column column = of_one(value, &cohort);

	return people_small(people, &column, 0, THRESHOLD);
}

static void five_pupils_are_few_and_six_are_not(void **state)
{
	(void)state;
	assert_true(small(PEOPLE_SHARE, 40, 1) && small(PEOPLE_SHARE, 40, 5) && small(PEOPLE_MEAN, 0, 5));
	assert_false(small(PEOPLE_SHARE, 33, 6) || small(PEOPLE_SHARE, 33, 10) || small(PEOPLE_MEAN, 33, 11));
}

static void nobody_and_nobody_knows_are_not_few(void **state)
{
	struct column column = of_one(40, NULL);

	(void)state;
	assert_false(small(PEOPLE_SHARE, 40, 0));
	assert_false(people_small(PEOPLE_SHARE, &column, 0, THRESHOLD));
}

static void count_is_few_by_itself(void **state)
{
	(void)state;
	assert_true(small(PEOPLE_COUNT, 1, 13) && small(PEOPLE_COUNT, 5, 0));
	assert_false(small(PEOPLE_COUNT, 0, 3) || small(PEOPLE_COUNT, 6, 0));
	assert_false(small(PEOPLE_SIZE, 3, 0));
}

static void denominator_tells_pupils_where_no_cohort_does(void **state)
{
	int64_t numerator = 2, denominator = 5;
	struct column column = of_one(40, NULL);

	(void)state;
	column.numerator = &numerator;
	column.denominator = &denominator;
	assert_true(people_small(PEOPLE_SHARE, &column, 0, THRESHOLD));
	denominator = 6;
	assert_false(people_small(PEOPLE_SHARE, &column, 0, THRESHOLD));
}

static void threshold_of_nothing_hides_nothing(void **state)
{
	uint64_t cohort = 1;
	struct column column = of_one(40, &cohort);

	(void)state;
	assert_false(people_small(PEOPLE_SHARE, &column, 0, 0));
	assert_true(people_small(PEOPLE_SHARE, &column, 0, 10));
}

static void what_a_measure_says_of_pupils(void **state)
{
	(void)state;
	assert_int_equal(people_of(&share, share.id, "", "girls"), PEOPLE_SHARE);
	assert_int_equal(people_of(&number, number.id, "", "girls"), PEOPLE_COUNT);
	assert_int_equal(people_of(&number, number.id, "", "all"), PEOPLE_SIZE);
	assert_int_equal(people_of(NULL, "cic.sen.children", "", "all"), PEOPLE_COUNT);
	assert_int_equal(people_of(NULL, "local.reading", "%", "all"), PEOPLE_SHARE);
	assert_int_equal(people_of(NULL, "local.reading", "", "all"), PEOPLE_MEAN);
	assert_int_equal(people_of(&share, "ofsted.good", "", "all"), PEOPLE_NOT);
}

static void operands_tell_a_share_of_unknown_unit(void **state)
{
	int64_t numerator = 2, denominator = 4;
	struct column column = of_one(50, NULL);

	(void)state;
	column.numerator = &numerator;
	column.denominator = &denominator;
	assert_int_equal(people_seen(PEOPLE_MEAN, NULL, &column), PEOPLE_SHARE);
	denominator = 40;
	assert_int_equal(people_seen(PEOPLE_MEAN, NULL, &column), PEOPLE_MEAN);
}

static void parts_find_their_total_whichever_word_tells_them_apart(void **state)
{
	static const char *const groups[] = {"all", "boys", "boys+fsm", "fsm", "girls", "girls+fsm",
		"girls+not-fsm", "chinese", "girls+chinese"};
	struct arena *arena = arena_open((size_t)1024 * 1024);
	struct family *family;
	size_t n;

	(void)state;
	assert_int_equal(families_find(arena, groups, 9, &family, &n), 0);
	/* all of boys and girls; fsm of its boys and girls; boys of boys+fsm; all of fsm; girls of two; all of chinese; girls
	 * of girls+chinese; chinese of girls+chinese. */
	assert_int_equal(n, 8);
	assert_true(
		family[0].total == 0 && family[0].n == 2 && family[0].part[0] == 1 && family[0].part[1] == 4);
	for (size_t i = 0; i < n; i++)
		if (family[i].total == 4 && family[i].n == 2)
			assert_true(family[i].part[0] == 5 && family[i].part[1] == 6);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_pupils_are_few_and_six_are_not),
		cmocka_unit_test(nobody_and_nobody_knows_are_not_few),
		cmocka_unit_test(count_is_few_by_itself),
		cmocka_unit_test(denominator_tells_pupils_where_no_cohort_does),
		cmocka_unit_test(threshold_of_nothing_hides_nothing),
		cmocka_unit_test(what_a_measure_says_of_pupils),
		cmocka_unit_test(operands_tell_a_share_of_unknown_unit),
		cmocka_unit_test(parts_find_their_total_whichever_word_tells_them_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
