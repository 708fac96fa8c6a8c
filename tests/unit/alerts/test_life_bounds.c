/* SPDX-License-Identifier: MIT
 *
 * The life of alerts at its bounds: the longest texts, very many alerts.
 */
#include "tests/unit/alerts/living.h"

/* The longest reason that a command holds, of characters of two bytes behind one of one: whatever stands before it in the
 * history, it is cut between two characters, whether that is at an even or an odd byte. */
static void long_reason_is_cut_between_characters(void **state)
{
	struct living *living = *state;
	static const char *const ends[2] = {"2019-05-03T09:00:00Z", "2019-05-07T09:00:00Z"};
	char why[2][4001];

	for (size_t odd = 0; odd < 2; odd++) {
		size_t len = 0;

		if (odd == 1)
			why[odd][len++] = 'x';
		for (; len + 2 <= 4000; len += 2)
			memcpy(why[odd] + len, "\xc3\xa9", 2);
		why[odd][len] = '\0';
	}
	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_LOW, 100001, "-0.6");
	for (size_t odd = 0; odd < 2; odd++) {
		assert_int_equal(act(living, 1, ALERT_VERB_SILENCE, why[odd], "", ends[odd]), 0);
		assert_string_equal(alert_of(living, 1)->why, why[odd]);
		assert_int_equal(act(living, 1, ALERT_VERB_ASSIGN, why[odd], "B", NULL), 0);
		assert_true(strlen(last_text(living, 1)) >= 2999);
		wait_until(living, ends[odd]);
		assert_true(strlen(last_text(living, 1)) >= 2999);
		assert_int_equal(alert_of(living, 1)->state, ALERT_OPEN);
	}
	assert_non_null(history(living, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVING_TEST(long_reason_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
