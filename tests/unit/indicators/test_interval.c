/* SPDX-License-Identifier: MIT
 *
 * Roots in whole numbers, and intervals against published examples and numbers worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/model/catalogue.h"
#include "common/model/decimal.h"
#include "services/indicators/statistics/interval.h"
#include "services/indicators/statistics/root.h"

#define NONE DECIMAL_NONE

static void a_root_is_the_largest_whole_number_below_it(void **state)
{
	const unsigned __int128 one = 1, most = ~(unsigned __int128)0;

	(void)state;
	for (unsigned v = 0; v < 2000; v++) {
		unsigned root = (unsigned)root_floor(v);

		assert_true(root * root <= v && (root + 1) * (root + 1) > v);
	}
	assert_true(root_floor(one << 126) == one << 63);
	assert_true(root_floor((one << 126) - 1) == (one << 63) - 1);
	assert_true(root_floor(most) == UINT64_MAX);
	assert_true(root_floor((unsigned __int128)UINT64_MAX * UINT64_MAX) == UINT64_MAX);
	assert_true(root_floor((unsigned __int128)UINT64_MAX * UINT64_MAX - 1) == UINT64_MAX - 1);
	for (uint64_t chance = 88172645463325252u, i = 0; i < 10000; i++) {
		unsigned __int128 exact;

		chance ^= chance << 13;
		chance ^= chance >> 7;
		chance ^= chance << 17;
		exact = (chance >> i % 64) | 1; /* of every length */
		assert_true(root_floor(exact * exact) == exact && root_floor(exact * exact - 1) == exact - 1);
		assert_true(root_floor(exact * exact + 2 * exact) == exact);
	}
}

static void a_root_of_a_quotient_is_rounded_to_the_nearest(void **state)
{
	(void)state;
	assert_true(root_nearest(5, 2) == 2);  /* 1.58, the example of the header */
	assert_true(root_nearest(2, 1) == 1);  /* 1.41 */
	assert_true(root_nearest(3, 1) == 2);  /* 1.73 */
	assert_true(root_nearest(1, 4) == 1);  /* a half goes up */
	assert_true(root_nearest(6, 1) == 2);  /* 2.449 */
	assert_true(root_nearest(25, 4) == 3); /* 2.5 */
	assert_true(root_nearest(24, 4) == 2); /* 2.449 */
	assert_true(root_nearest(0, 7) == 0);
	assert_true(root_nearest(((unsigned __int128)1 << 126) - 1, 1) == (unsigned __int128)1 << 63);
}

struct wilson_case {
	int64_t percent;
	uint64_t pupils;
	int64_t low, high;
};

static void check_wilson(const struct wilson_case *cases, size_t n, int64_t away)
{
	for (size_t i = 0; i < n; i++) {
		struct interval got = interval_wilson(cases[i].percent, cases[i].pupils);
		int64_t low = got.low - cases[i].low, high = got.high - cases[i].high;

		if (low < -away || low > away || high < -away || high > away)
			fail_msg("%lld of %llu: %lld to %lld", (long long)cases[i].percent,
				(unsigned long long)cases[i].pupils, (long long)got.low, (long long)got.high);
	}
}

/* R. G. Newcombe, Statistics in Medicine 17 (1998), 857, table I, method 3: in four decimals, z = 1.959964. */
static void shares_have_the_intervals_that_are_published_for_them(void **state)
{
	static const struct wilson_case cases[] = {{30798479, 263, 25530000, 36620000}, /* 81 of 263 */
		{10135135, 148, 6240000, 16050000},                                     /* 15 of 148 */
		{0, 20, 0, 16110000}, {3448276, 29, 610000, 17180000}};

	(void)state;
	check_wilson(cases, ARRAY_LEN(cases), 10000); /* a hundredth of a point */
}

static void shares_have_the_intervals_that_the_formula_gives(void **state)
{
	static const struct wilson_case cases[] = {{50000000, 100, 40382983, 59617017},
		{40000000, 40, 26348111, 55404380}, {37000000, 9, 14197240, 67580731}, {0, 10, 0, 27754017},
		{100000000, 10, 72245983, 100000000}, {0, 1, 0, 79345671},
		{100000000, 1, 20654329, 100000000}, {50000000, 1000000000, 49996901, 50003099}};

	(void)state;
	check_wilson(cases, ARRAY_LEN(cases), 0);
}

static void what_is_no_share_of_pupils_has_no_interval(void **state)
{
	static const struct wilson_case cases[] = {{50000000, 0, NONE, NONE}, {-1, 10, NONE, NONE},
		{100000001, 10, NONE, NONE}, {NONE, 10, NONE, NONE}, {50000000, 1000000001, NONE, NONE},
		{50000000, UINT64_MAX, NONE, NONE}};

	(void)state;
	check_wilson(cases, ARRAY_LEN(cases), 0);
}

static void a_score_has_the_interval_of_its_spread(void **state)
{
	struct interval got = interval_progress(2000000, 6173584, 30);

	(void)state;
	assert_true(
		got.low == -209189 && got.high == 4209189); /* 2.21 either way, the example of the header */
	got = interval_progress(0, 1282800, 1);
	assert_true(got.low == -2514288 && got.high == 2514288); /* 1.96 * 1.2828 */
	got = interval_progress(-50000, 1282800, 1000000000);
	assert_true(got.low == -50080 && got.high == -49920); /* 0.0000795 */
	got = interval_progress(0, SPREAD_MAX, 1);
	assert_true(got.high == 1960000000);
}

static void without_spread_pupils_or_score_there_is_no_interval(void **state)
{
	(void)state;
	assert_true(interval_progress(NONE, 1282800, 10).low == NONE);
	assert_true(interval_progress(0, NONE, 10).high == NONE);
	assert_true(interval_progress(0, SPREAD_MAX + 1, 10).high == NONE);
	assert_true(interval_progress(0, 1282800, 0).low == NONE);
	assert_true(interval_progress(0, 1282800, 1000000001).low == NONE);
	assert_true(interval_progress(INT64_MAX, 1282800, 10).low == NONE);
	assert_true(interval_progress(NONE + 1, 1282800, 10).high == NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_is_the_largest_whole_number_below_it),
		cmocka_unit_test(a_root_of_a_quotient_is_rounded_to_the_nearest),
		cmocka_unit_test(shares_have_the_intervals_that_are_published_for_them),
		cmocka_unit_test(shares_have_the_intervals_that_the_formula_gives),
		cmocka_unit_test(what_is_no_share_of_pupils_has_no_interval),
		cmocka_unit_test(a_score_has_the_interval_of_its_spread),
		cmocka_unit_test(without_spread_pupils_or_score_there_is_no_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
