/* SPDX-License-Identifier: MIT
 *
 * What a file's name and its sender say about it: when it was published, and which year it is about.
 */
#include "tests/unit/ingest/taken.h"

static void the_date_of_publication_is_in_the_name(void **state)
{
	static const char *const names[][2] = {{"ytd_2022-09-28.csv", "2022-09-28"},
		{"28-09-2022 absence.csv", "2022-09-28"}, {"abs_28-09-2022.csv", "2022-09-28"},
		{"2022-09-28/abs.csv", "2022-09-28"},
		{"fetched 2026-01-03/abs_2022-09-28.csv", "2022-09-28"}};
	struct taking *t = *state;
	char want[120];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		t->submit.name = names[i][0];
		(void)snprintf(want, sizeof(want), "published %s\n", names[i][1]);
		assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), want);
		(void)snprintf(want, sizeof(want), "date of publication taken from the file's name: %s",
			names[i][1]);
		assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), want);
	}
}

static void what_is_no_day_in_a_name_is_no_date_of_publication(void **state)
{
	static const char *const names[] = {"abs.csv", "2018-19/abs.csv", "abs_2022-09.csv",
		"abs_2022-02-30.csv", "abs_20220928.csv", "abs_1960-01-01.csv", "2022-09-2",
		"abs_92022-09-28.csv", "abs_2022-09-281.csv", "0000-00-00"};
	struct taking *t = *state;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		t->submit.name = names[i];
		assert_not_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "published ");
	}
}

static void what_the_sender_says_of_publication_stands(void **state)
{
	struct taking *t = *state;
	const char *told;

	t->submit.name = "ytd_2022-09-28.csv";
	assert_true(day_make(2022, 10, 5, &t->submit.published));
	told = TAKE(ABSENCE "855,1,140696,2.9,1\n");
	assert_told(told, "published 2022-10-05\n");
	assert_not_told(told, "taken from the file's name: 2022-09-28");
}

/* A release of the tool is known by its month, or by its day where the name has one. */
static void a_month_is_a_date_of_publication_where_the_layout_says_so(void **state)
{
	static const char *const names[][2] = {{"lait_2026-04.csv", "2026-04-01"},
		{"lait_2025-12-22.csv", "2025-12-22"}, {"2025-12/lait_2025-12-22.csv", "2025-12-22"},
		{"lait_2025-12-22/all_2025-12.csv", "2025-12-22"}, {"2016-17/lait_2026-04.csv", "2026-04-01"},
		{"2025-12/lait_2026-04.csv", "2026-04-01"}};
	struct taking *t = *state;
	char want[40];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		t->submit.name = names[i][0];
		(void)snprintf(want, sizeof(want), "published %s\n", names[i][1]);
		assert_told(TAKE(LAIT "TotAbs,T,2016,x,4.38,301,\n"), want);
	}
	t->submit.name = "lait_2026-13.csv";
	assert_not_told(TAKE(LAIT "TotAbs,T,2016,x,4.38,301,\n"), "published ");
	t->submit.name = "lait_2026-044.csv";
	assert_not_told(TAKE(LAIT "TotAbs,T,2016,x,4.38,301,\n"), "published ");
}

static void a_day_is_not_taken_for_a_school_year(void **state)
{
	struct taking *t = *state;

	t->submit.name = "2011-12-05/abs.csv";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"), "closed accepted dfe.absence.10 2018/19:");
	t->submit.name = "2011-12-05/abs_2016-17.csv";
	assert_told(TAKE(ABSENCE "855,1,140696,2.9,1\n"),
		"published 2011-12-05\nclosed accepted dfe.absence.10 2016/17:");
}

static void the_last_year_in_a_name_counts(void **state)
{
	static const struct {
		const char *name, *period;
	} names[] = {{"2015-16/abs_2016-17.csv", "2016/17"}, {"2016-2017/abs.csv", "2016/17"},
		{"abs201617", "2016/17"}, {"12016-17", NULL}, {"2016-171", NULL}, {"2016/17", "2016/17"},
		{"", NULL}, {"199900", "1999/00"}, {"2016-16", NULL}, {"2016-1", NULL}, {"3016-17", NULL}};
	struct period_text text;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct period period = {0};
		bool found = intake_period_in_name(names[i].name, &period);

		assert_int_equal(found, names[i].period != NULL);
		if (found)
			assert_string_equal(period_print(period, &text), names[i].period);
	}
}

static void a_layout_whose_rows_say_their_period_asks_for_none(void **state)
{
	struct taking *t = *state;

	t->submit.period = "2012/13";
	t->submit.name = "2016-17.csv";
	assert_told(TAKE(LAIT "TotAbs,T,2016,x,4.38,301,\n"), "closed accepted lait.long : 1 read");
	assert_told(
		TAKE(LINKS "119903,119904,A,Successor,01-09-2011\n"), "closed accepted gias.links : 1 read");
	assert_told(TAKE(OFSTED "119904,B,Primary,17/11/2015,07/12/2015,2\n"),
		"closed accepted ofsted.latest.2018 : 1");
}

static void a_status_is_the_senders_else_the_layouts(void **state)
{
	struct taking *t = *state;

	assert_told(TAKE(KS4 "1,855,4508,138833,Name,ACC,1,2,,,,,,\n"),
		"opened a.csv dfe.ks4.provisional.2018-19 provisional\n");
	t->submit.status = "final";
	assert_told(TAKE(KS4 "1,855,4508,138833,Name,ACC,1,2,,,,,,\n"),
		"opened a.csv dfe.ks4.provisional.2018-19 final\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(the_date_of_publication_is_in_the_name),
		EACH(what_is_no_day_in_a_name_is_no_date_of_publication),
		EACH(what_the_sender_says_of_publication_stands),
		EACH(a_month_is_a_date_of_publication_where_the_layout_says_so),
		EACH(a_day_is_not_taken_for_a_school_year),
		cmocka_unit_test(the_last_year_in_a_name_counts),
		EACH(a_layout_whose_rows_say_their_period_asks_for_none),
		EACH(a_status_is_the_senders_else_the_layouts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
