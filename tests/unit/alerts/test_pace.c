/* SPDX-License-Identifier: MIT
 *
 * When a destination is tried next, and when it counts as dead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "services/alerts/delivery/pace.h"

#define MINUTES(n) ((int64_t)(n)*60 * 1000000)

/* Fail at `tick` with so much chance; the pause. */
static int64_t pause_after(struct pace *pace, int64_t tick, uint32_t chance)
{
	pace_failed(pace, tick, tick * 1000, 0, chance);
	return pace->due - tick;
}

static void pauses_double_from_a_second_to_a_quarter_of_an_hour(void **state)
{
	/* The least of each: half of 1, 2, 4, ... 512, 900 seconds; from then on it stays. */
	static const int64_t least[] = {
		500, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 450000, 450000, 450000};
	struct pace pace = pace_begin(0, false);
	int64_t tick = 10;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(least); i++) {
		int64_t pause = pause_after(&pace, tick, 0);

		assert_true(pause == least[i]);
		tick += pause;
	}
}

static void chance_draws_from_the_upper_half_of_a_pause(void **state)
{
	(void)state;
	for (uint32_t chance = 0; chance < 3000; chance += 7) {
		struct pace pace = pace_begin(0, false);
		int64_t pause = pause_after(&pace, 0, chance);

		assert_true(pause >= 500 && pause <= 1000);
	}
	for (unsigned failures = 1; failures < 40; failures++) {
		struct pace pace = {.failures = failures};

		assert_true(pause_after(&pace, 0, UINT32_MAX) <= PACE_LONGEST_MS);
	}
}

static void a_server_that_asks_for_a_pause_gets_it_up_to_an_hour(void **state)
{
	struct pace pace = pace_begin(0, false);

	(void)state;
	pace_failed(&pace, 1000, 0, 30000, 0);
	assert_true(pace.due == 31000);
	pace = pace_begin(0, false);
	pace_failed(&pace, 1000, 0, 1, 0); /* less than what is waited anyway */
	assert_true(pace.due == 1500);
	pace = pace_begin(0, false);
	pace_failed(&pace, 0, 0, INT64_MAX, 0);
	assert_true(pace.due == 60 * 60 * 1000);
}

static void dead_after_ten_minutes_and_five_failures_not_before(void **state)
{
	struct pace pace = pace_begin(0, false);

	(void)state;
	for (int i = 0; i < 20; i++)
		pace_failed(&pace, 0, MINUTES(10) - 1, 0, 0);
	assert_false(pace.dead); /* all within a moment */
	pace = pace_begin(0, false);
	for (int i = 0; i < 4; i++) {
		pace_failed(&pace, 0, MINUTES(i * 20), 0, 0);
		assert_false(pace.dead); /* an hour, but four times only */
	}
	pace_failed(&pace, 0, MINUTES(61), 0, 0);
	assert_true(pace.dead);
	pace = pace_begin(0, false);
	for (int i = 0; i < 5; i++)
		pace_failed(&pace, 0, MINUTES(7) + (i == 4 ? MINUTES(10) - 1 : 0), 0, 0);
	assert_false(pace.dead);
	pace_failed(&pace, 0, MINUTES(17), 0, 0);
	assert_true(pace.dead);
}

static void an_answer_makes_it_alive_and_counts_anew(void **state)
{
	struct pace pace = pace_begin(0, true);

	(void)state;
	assert_true(pace.dead); /* as the state knew it */
	pace_failed(&pace, 0, 0, 0, 0);
	assert_true(pace.dead);
	pace_answered(&pace);
	assert_false(pace.dead);
	for (int i = 0; i < 4; i++)
		pace_failed(&pace, 0, MINUTES(30), 0, 0);
	pace_answered(&pace);
	pace_failed(&pace, 5000, MINUTES(60), 0, 0);
	assert_false(pace.dead);
	assert_true(pace.due >= 5500);
}

static void a_rate_leaves_its_share_of_a_minute_between_attempts(void **state)
{
	struct pace pace = pace_begin(120, false);

	(void)state;
	pace_attempt(&pace, 1000);
	assert_true(pace.due == 1500);
	pace = pace_begin(0, false);
	pace_attempt(&pace, 1000);
	assert_true(pace.due == 0);
	pace = pace_begin(6, false); /* a failure does not shorten what the rate asks for */
	pace_attempt(&pace, 0);
	pace_failed(&pace, 100, 0, 0, 0);
	assert_true(pace.due == 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_double_from_a_second_to_a_quarter_of_an_hour),
		cmocka_unit_test(chance_draws_from_the_upper_half_of_a_pause),
		cmocka_unit_test(a_server_that_asks_for_a_pause_gets_it_up_to_an_hour),
		cmocka_unit_test(dead_after_ten_minutes_and_five_failures_not_before),
		cmocka_unit_test(an_answer_makes_it_alive_and_counts_anew),
		cmocka_unit_test(a_rate_leaves_its_share_of_a_minute_between_attempts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
