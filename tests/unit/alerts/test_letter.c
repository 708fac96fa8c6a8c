/* SPDX-License-Identifier: MIT
 *
 * One message: its key, what stands first in it, and what there is no room for.
 */
#include "tests/unit/alerts/living.h"

#define ALERT(id) alert_of(living, id)

/* What is urgent before what is not, and last what has ended, in whatever order they came. */
static void what_is_urgent_is_told_first_and_what_has_ended_last(void **state)
{
	static const uint64_t order[] = {3, 2, 1};
	struct living *living = *state;
	struct waiting waiting;
	struct notice notice;

	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_GAP, 100001, "2");
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_string_equal(told(living), "news A: 100001 opened|");
	assert_int_equal(life_resolve(&living->evaluation, 1, "over"), 0);
	living->rule[RULE_SPECIAL].n_inhibits = 0;
	see(living, RULE_LOW, 100001, "-0.6");
	see(living, RULE_SPECIAL, 100001, "special measures");
	tell(living);
	assert_true(outbox_next(&living->txn, living->arena, "", 0, &waiting));
	assert_true(outbox_notice(&living->txn, living->arena, waiting.key, &notice));
	assert_int_equal(notice.school[0].n, ARRAY_LEN(order));
	for (size_t n = 0; n < ARRAY_LEN(order); n++)
		assert_int_equal(notice.school[0].alert[n].alert.id, order[n]);
}

/* A key leaves LEEP as Message-ID, header and id of a webhook. */
static void key_of_a_minimal_message_tells_no_school(void **state)
{
	struct living *living = *state;
	struct waiting waiting;

	((struct adviser *)(uintptr_t)caseloads_find(&living->caseloads, "a@council.example"))->minimal =
		true;
	now(living, "2019-05-01T09:00:00Z");
	seen_alone(living, RULE_SPECIAL, 100001, "special measures");
	assert_true(outbox_find(&living->txn, living->arena, "mail", "news-1", &waiting));
	seen_alone(living, RULE_SPECIAL, 100002, "special measures");
	assert_true(outbox_find(&living->txn, living->arena, "mail", "news-2", &waiting));
	assert_string_equal(told(living), "news A: 100001 opened|news A: 100002 opened|");
}

static void message_that_is_full_says_how_many_more_there_are(void **state)
{
	struct living *living = *state;
	char summary[1000];
	struct waiting waiting;
	struct notice notice;

	memset(summary, 'x', sizeof(summary) - 1);
	summary[sizeof(summary) - 1] = '\0';
	now(living, "2019-05-01T09:00:00Z");
	/* 500 schools of the duty adviser's, each with more than a thousand bytes: 256 KiB do not hold them. */
	for (uint32_t urn = 110000; urn < 110500; urn++) {
		see(living, RULE_GAP, urn, summary);
		arena_reset(living->scratch);
	}
	tell(living);
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_true(outbox_next(&living->txn, living->arena, "", 0, &waiting));
	assert_true(outbox_notice(&living->txn, living->arena, waiting.key, &notice));
	assert_true(notice.n_school <= NOTICE_SCHOOLS_MAX && notice.n_school > 100);
	assert_non_null(strstr(notice.text, "more alerts"));
	outbox_settle(&living->txn, living->arena, &waiting);
	assert_false(outbox_next(&living->txn, living->arena, "", 0, &waiting));
	/* Those that found no room count as told: they are reminded of like the others. */
	assert_true(ALERT(500)->told != 0);
}

static void school_with_more_alerts_than_a_notice_tells_hides_no_other(void **state)
{
	struct living *living = *state;
	struct rule many[40];
	char ids[40][8];
	struct waiting waiting;
	struct notice notice;

	now(living, "2019-05-01T09:00:00Z");
	living->rules = (struct rules){ARRAY_LEN(many), many};
	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		struct seen seen = {.rule = &many[i],
			.title = "t",
			.authority = 855,
			.urn = 100001,
			.name = "A School",
			.measure = "m",
			.period = "p",
			.summary = "s",
			.adviser = caseloads_find(&living->caseloads, "a@council.example")};

		many[i] = living->rule[RULE_GAP];
		(void)snprintf(ids[i], sizeof(ids[i]), "r%zu", i);
		many[i].id = ids[i];
		assert_int_equal(life_raise(&living->evaluation, &seen), 0);
	}
	see(living, RULE_GAP, 100002, "2");
	tell(living);
	wait_until(living, "2019-05-01T10:00:00Z");
	assert_true(outbox_next(&living->txn, living->arena, "", 0, &waiting));
	assert_true(outbox_notice(&living->txn, living->arena, waiting.key, &notice));
	assert_int_equal(notice.n_school, 2);
	assert_int_equal(notice.school[0].n, NOTICE_ALERTS_MAX);
	assert_int_equal(notice.school[1].n, 1);
	assert_non_null(strstr(notice.text, "8 more alerts"));
	living->rules = (struct rules){LIVING_RULES, living->rule};
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVING_TEST(what_is_urgent_is_told_first_and_what_has_ended_last),
		LIVING_TEST(key_of_a_minimal_message_tells_no_school),
		LIVING_TEST(message_that_is_full_says_how_many_more_there_are),
		LIVING_TEST(school_with_more_alerts_than_a_notice_tells_hides_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
