/* SPDX-License-Identifier: MIT
 *
 * The practice as shipped, and with slips in it; and what waits for its time.
 */
#include "tests/unit/alerts/living.h"

#define SECONDS(n) ((int64_t)(n)*1000000)

static int parse(const char *text, struct practice *ret, struct err_text *error)
{
	*error = (struct err_text){""};
	return practice_parse(bytes_text(text), ret, error);
}

static void the_shipped_practice_is_good(void **state)
{
	char text[8192];
	struct practice practice;
	struct err_text error = {""};
	FILE *file = fopen("services/alerts/practice.yaml", "rb");
	size_t len;

	(void)state;
	assert_non_null(file);
	len = fread(text, 1, sizeof(text), file);
	assert_int_equal(fclose(file), 0);
	assert_true(len < sizeof(text));
	if (practice_parse(bytes_of(text, len), &practice, &error) < 0)
		fail_msg("%s", error.text);
	assert_true(practice.settling == SECONDS(60));
	assert_true(practice.settling_at_most == SECONDS(900));
	assert_int_equal(practice.digest_at, 7 * 60 + 30);
	assert_int_equal(practice.digest_day, 0);
	assert_int_equal(practice.repeat[0], 0);
	assert_int_equal(practice.repeat[3], 1);
}

#define WHOLE(settling, at_most, at, day, repeat, escalate, days)                                         \
	"settling: " settling "\nsettling_at_most: " at_most "\ndigest_at: " at "\ndigest_day: " day "\n" \
	"repeat: " repeat "\nescalate: " escalate "\nacknowledged_for: " days "\n"
#define EACH "{info: 0, watch: 1, concern: 2, urgent: 3}"

static void slips_are_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *says;
	} slips[] = {
		{"settling: 60\n", "settling_at_most"},
		{WHOLE("901", "900", "07:30", "monday", EACH, EACH, "1"), "shorter"},
		{WHOLE("60", "86401", "07:30", "monday", EACH, EACH, "1"), "86400"},
		{WHOLE("60", "900", "7:30", "monday", EACH, EACH, "1"), "digest_at"},
		{WHOLE("60", "900", "24:00", "monday", EACH, EACH, "1"), "digest_at"},
		{WHOLE("60", "900", "07:60", "monday", EACH, EACH, "1"), "digest_at"},
		{WHOLE("60", "900", "07:30", "someday", EACH, EACH, "1"), "digest_day"},
		{WHOLE("60", "900", "07:30", "monday", "{info: 0}", EACH, "1"), "watch"},
		{WHOLE("60", "900", "07:30", "monday", EACH, "{info: 0, watch: 1, concern: 2, urgent: 251}",
			 "1"),
			"escalate"},
		{WHOLE("60", "900", "07:30", "monday", EACH, EACH, "367"), "acknowledged_for"},
		{WHOLE("-1", "900", "07:30", "monday", EACH, EACH, "1"), "settling"},
		{WHOLE("60", "900", "07:30", "monday", EACH, EACH, "1") "colour: red\n", "colour"},
		{"", "practice.yaml"},
	};
	struct practice practice;
	struct err_text error;

	(void)state;
	assert_int_equal(parse(WHOLE("0", "0", "00:00", "sunday", EACH, EACH, "0"), &practice, &error), 0);
	assert_int_equal(practice.digest_day, 6);
	assert_int_equal(practice.repeat[2], 2);
	for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
		assert_true(parse(slips[i].text, &practice, &error) < 0);
		if (strstr(error.text, slips[i].says) == NULL)
			fail_msg("slip %zu: %s", i, error.text);
	}
}

static void severities_are_a_ladder(void **state)
{
	(void)state;
	assert_int_equal(severity_rank("info"), 0);
	assert_int_equal(severity_rank("watch"), 1);
	assert_int_equal(severity_rank("concern"), 2);
	assert_int_equal(severity_rank("urgent"), 3);
	assert_int_equal(severity_rank("dreadful"), 0);
}

/* -- timers ----------------------------------------------------------------------------------------------------------- */

static struct timer of_alert(enum timer_kind kind, uint64_t alert, int64_t when)
{
	return (struct timer){.kind = kind, .alert = alert, .when = when};
}

static void timers_come_in_the_order_of_time_and_at_one_moment_of_their_kind(void **state)
{
	struct living *living = *state;
	struct timer tell = {
		.kind = TIMER_TELL, .list = NEWS_REMINDER, .address = "a@council.example", .when = 20};
	const struct timer set[] = {of_alert(TIMER_REPEAT, 2, 20), of_alert(TIMER_ENDS, 9, 20), tell,
		of_alert(TIMER_REPEAT, 1, 20), of_alert(TIMER_ESCALATE, 3, 10)};
	static const struct {
		enum timer_kind kind;
		uint64_t alert;
	} order[] = {
		{TIMER_ESCALATE, 3}, {TIMER_ENDS, 9}, {TIMER_REPEAT, 1}, {TIMER_REPEAT, 2}, {TIMER_TELL, 0}};
	struct timer timer;
	int64_t first;

	assert_false(timers_first(&living->txn, &first));
	for (size_t i = 0; i < ARRAY_LEN(set); i++)
		timers_set(&living->txn, &set[i]);
	assert_false(timers_take(&living->txn, 9, &timer));
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		assert_true(timers_first(&living->txn, &first) && first == (i == 0 ? 10 : 20));
		assert_true(timers_take(&living->txn, 20, &timer));
		assert_int_equal(timer.kind, order[i].kind);
		assert_int_equal(timer.alert, order[i].alert);
	}
	assert_string_equal(timer.address, "a@council.example");
	assert_int_equal(timer.list, NEWS_REMINDER);
	assert_false(timers_first(&living->txn, &first));
}

static void timer_that_is_set_anew_is_due_once(void **state)
{
	struct living *living = *state;
	struct timer timer = of_alert(TIMER_REPEAT, 1, 30);
	int64_t first;

	timers_set(&living->txn, &timer);
	timer.when = 10;
	timers_set(&living->txn, &timer);
	assert_true(timers_take(&living->txn, 100, &timer));
	assert_true(timer.when == 10);
	assert_false(timers_take(&living->txn, 100, &timer));
	timers_set(&living->txn, &timer);
	timers_clear(&living->txn, TIMER_REPEAT, 1);
	timers_clear(&living->txn, TIMER_REPEAT, 1);
	assert_false(timers_first(&living->txn, &first));
}

static void longest_address_is_kept_whole(void **state)
{
	struct living *living = *state;
	struct timer timer = {.kind = TIMER_TELL, .list = NEWS_CHANGED, .when = 1, .since = 2};
	struct timer taken;

	memset(timer.address, 'a', 254);
	timers_set(&living->txn, &timer);
	assert_true(timers_take(&living->txn, 1, &taken));
	assert_string_equal(taken.address, timer.address);
	assert_true(taken.since == 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_practice_is_good),
		cmocka_unit_test(slips_are_refused_with_a_reason),
		cmocka_unit_test(severities_are_a_ladder),
		LIVING_TEST(timers_come_in_the_order_of_time_and_at_one_moment_of_their_kind),
		LIVING_TEST(timer_that_is_set_anew_is_due_once),
		LIVING_TEST(longest_address_is_kept_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
