/* SPDX-License-Identifier: MIT
 *
 * What only the years of a series together can tell; and the genuine series of the report of November 2013 on which
 * simpler rules find faults that are none.
 */
#include "tests/unit/ingest/checked.h"

static void a_tail_that_was_filled_down_is_found_once_and_explains_its_differences(void **state)
{
	assert_found(all_checks(*state, "2007 77 67 71 10 6\n2008 77 67 71 10 6\n2009 81 71 71 10 6\n"
					"2010 83 71 71 10 6\n2011 86 71 71 10 6\n"),
		"4 Nat stuck-tail: m 2008/09 to 2010/11: Nat 71, SN 71, D1 10, D2 6 stand still for 3 years "
		"(rows 4 to "
		"6) while LA goes from 81 to 86; the tail of the first row seems to have been filled down\n"
		"4 D2 diff: m 2008/09: LA 81 less SN 71 is 10, but 6 is published; it stands still with the "
		"whole "
		"tail of the row\n"
		"5 D1 diff: m 2009/10: LA 83 less Nat 71 is 12, but 10 is published; it stands still with "
		"the whole "
		"tail of the row\n"
		"5 D2 diff: m 2009/10: LA 83 less SN 71 is 12, but 6 is published; it stands still with the "
		"whole "
		"tail of the row\n"
		"6 D1 diff: m 2010/11: LA 86 less Nat 71 is 15, but 10 is published; it stands still with "
		"the whole "
		"tail of the row\n"
		"6 D2 diff: m 2010/11: LA 86 less SN 71 is 15, but 6 is published; it stands still with the "
		"whole "
		"tail of the row\n");
}

static bool is_stuck(struct table *table, const char *lines)
{
	return strstr(all_checks(table, lines), "stuck-tail") != NULL;
}

static void a_tail_is_stuck_only_as_a_whole_for_three_years_while_the_authority_moves(void **state)
{
	assert_true(is_stuck(*state, "2009 81 71 70 10 6\n2010 83 71 70 10 6\n2011 83 71 70 10 6\n"));
	/* Two years; a year between; one difference that moves; an authority that stands still, too. */
	assert_false(is_stuck(*state, "2009 81 71 71 10 6\n2010 83 71 71 10 6\n"));
	assert_false(is_stuck(*state, "2009 81 71 71 10 6\n2010 83 71 71 10 6\n2012 86 71 71 10 6\n"));
	assert_false(is_stuck(*state, "2009 81 71 71 10 10\n2010 83 71 71 12 10\n2011 86 71 71 15 10\n"));
	assert_false(is_stuck(*state, "2002 92 90 92 2 0\n2003 92 90 92 2 0\n2004 92 90 92 2 0\n"));
	assert_false(is_stuck(*state, "2009 81 71 71 10 _\n2010 83 71 71 10 _\n2011 86 71 71 10 _\n"));
}

static void benchmarks_that_stand_still_by_themselves_are_genuine(void **state)
{
	/* Key Stage 1 Maths 2+ and Reading 2+: the neighbours' mean is the same for seven and eight years. */
	assert_nothing_found(all_checks(*state, "2001 92 91 92 1 0\n2002 92 90 92 2 0\n2003 92 90 92 2 0\n"
						"2004 92 90 92 2 0\n2005 93 91 92 2 1\n2006 92 90 92 2 0\n"
						"2007 92 90 92 2 0\n2008 92 90 92 2 0\n2009 92 89 91 3 1\n"));
	assert_nothing_found(all_checks(*state, "2002 85 84 87 1 -2\n2003 86 84 87 2 -1\n2004 88 85 87 3 1\n"
						"2005 88 85 87 3 1\n2006 88 84 87 4 1\n2007 87 84 87 3 0\n"
						"2008 87 84 87 3 0\n2009 87 84 86 3 1\n2010 87 85 87 2 0\n"));
}

static void comparators_that_agree_in_whole_numbers_are_genuine(void **state)
{
	/* Reading, writing and mathematics 4+ from 2009 to 2012, and mathematics 5+ from 2001 to 2003. */
	assert_nothing_found(all_checks(*state, "2009 64 62 62 2 2\n2010 67 64 64 3 3\n2011 69 67 67 2 2\n"
						"2012 77 75 75 2 2\n"));
	assert_nothing_found(all_checks(*state, "2001 26 25 25 1 1\n2002 29 28 28 1 1\n2003 29 29 29 0 0\n"));
}

static void comparators_that_agree_to_the_decimal_for_years_are_found(void **state)
{
	assert_found(all_checks(*state, "2004 91.6 89.5 91.2 2.1 0.4\n2005 91.7 90.3 90.3 1.4 1.4\n"
					"2006 91.9 90.8 90.8 1.1 1.1\n2007 93.1 91.5 91.5 1.6 1.6\n"
					"2008 94.0 92.4 92.4 1.6 1.6\n2012 96.1 95.8 95.7 0.3 0.4\n"),
		"3 SN same-columns: m 2004/05 to 2007/08: Nat and SN are the same to the decimal for 4 years "
		"(rows 3 to "
		"6); one seems to be a copy of the other\n");
}

static void three_years_or_years_apart_of_agreement_are_chance(void **state)
{
	assert_nothing_found(
		all_checks(*state, "2005 91.7 90.3 90.3 1.4 1.4\n2006 91.9 90.8 90.8 1.1 1.1\n"
				   "2007 93.1 91.5 91.5 1.6 1.6\n2008 94.0 92.4 92.5 1.6 1.5\n"));
	assert_nothing_found(
		all_checks(*state, "2005 91.7 90.3 90.3 1.4 1.4\n2006 91.9 90.8 90.8 1.1 1.1\n"
				   "2008 93.1 91.5 91.5 1.6 1.6\n2009 94.0 92.4 92.4 1.6 1.6\n"));
}

static void a_comparator_that_breaks_off_is_missed(void **state)
{
	assert_found(all_checks(*state, "2011 82 80 81 2 1\n2012 83 _ _ _ _\n2013 84 82 _ 2 _\n"),
		"3 Nat operand-missing: m 2011/12: LA 83 without Nat and SN, which the series had until "
		"2010/11\n"
		"4 SN operand-missing: m 2012/13: LA 84 and Nat 82 without SN, which the series had until "
		"2010/11\n");
}

static void a_comparator_that_had_not_begun_is_not_missed(void **state)
{
	/* Key Stage 2 writing: the authority's own figures go back further than England's and the neighbours'. */
	assert_nothing_found(all_checks(*state, "2005 64 _ _ _ _\n2006 68 _ _ _ _\n2007 71 67 _ 4 _\n"
						"2010 72 71 71 1 1\n"));
	assert_nothing_found(
		all_checks(*state, "2011 82 80 81 2 1\n2012 83 x x x x\n")); /* said, not forgotten */
	assert_nothing_found(all_checks(*state, "2011 82 80 81 2 1\n2012 _ _ _ _ _\n"));
}

static void a_series_that_takes_over_is_to_carry_on_the_comparators(void **state)
{
	struct table *table = *state;
	struct period since = period_make(PERIOD_ACADEMIC, 2013, 0);
	struct check_row *kept[ROWS_MAX];
	struct check_group before, group;

	table->measure = "old";
	before = table_of(table, "2011 59 59 61 0 -2\n2012 63 64 66 -1 -3\n");
	memcpy(kept, table->row, sizeof(kept));
	before.row = kept;
	table->measure = "new";
	group = table_of(table, "2013 46 _ _ _ _\n");
	check_operands(&group, &before, since, table->findings);
	assert_found(told(table), "2 Nat operand-missing: new 2012/13: LA 46 without Nat and SN, which the "
				  "series had until 2011/12 as "
				  "old\n");
	/* A year in which both were published, before the one took the place of the other. */
	group = table_of(table, "2012 46 _ _ _ _\n");
	check_operands(&group, &before, since, table->findings);
	assert_nothing_found(told(table));
}

/* -- the list of findings ---------------------------------------------------------------------------------------- */

static void findings_stand_in_the_order_of_the_file(void **state)
{
	struct table *table = *state;

	findings_add(table->findings, (struct finding_place){7, 3, "c"}, FINDING_DIFF, "third");
	findings_add(table->findings, (struct finding_place){7, 1, "a"}, FINDING_DIFF_SIGN, "second");
	findings_add(table->findings, (struct finding_place){2, 9, "z"}, FINDING_PARTS_TOTAL, "fi\nrst");
	assert_found(told(table), "2 z parts-total: fi rst\n7 a diff-sign: second\n7 c diff: third\n");
}

static void a_list_that_is_full_goes_on_counting(void **state)
{
	struct table *table = *state;
	struct finding *found;
	size_t n;

	for (uint32_t i = 0; i < FINDINGS_MAX + 3; i++)
		findings_add(table->findings, (struct finding_place){i, 0, ""}, FINDING_DIFF, "x");
	assert_int_equal(findings_finish(table->findings, &found, &n), 0);
	assert_int_equal(n, FINDINGS_MAX);
	assert_int_equal(findings_count(table->findings), FINDINGS_MAX + 3);
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
	struct table *table = *state;
	char text[FINDING_DETAIL_MAX + 10];
	struct finding *found;
	size_t n;

	memset(text, 'x', sizeof(text));
	memcpy(text + FINDING_DETAIL_MAX - 1, "\xe2\x82\xac", 3); /* a euro sign across the end */
	text[sizeof(text) - 1] = '\0';
	findings_add(table->findings, (struct finding_place){1, 0, ""}, FINDING_DIFF, "%s", text);
	assert_int_equal(findings_finish(table->findings, &found, &n), 0);
	assert_int_equal(strlen(found[0].detail), FINDING_DETAIL_MAX - 1);
}

static void memory_that_is_short_is_told_at_the_end(void **state)
{
	struct arena *small = arena_open(64);
	struct findings *findings;
	struct finding *found;
	size_t n;

	(void)state;
	assert_int_equal(findings_open(small, &findings), 0);
	findings_add(findings, (struct finding_place){1, 0, ""}, FINDING_DIFF, "%0200d", 1);
	assert_int_equal(findings_finish(findings, &found, &n), ERR_NOMEM);
	findings_free(findings);
	arena_free(small);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, table_setup, table_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_tail_that_was_filled_down_is_found_once_and_explains_its_differences),
		TEST(a_tail_is_stuck_only_as_a_whole_for_three_years_while_the_authority_moves),
		TEST(benchmarks_that_stand_still_by_themselves_are_genuine),
		TEST(comparators_that_agree_in_whole_numbers_are_genuine),
		TEST(comparators_that_agree_to_the_decimal_for_years_are_found),
		TEST(three_years_or_years_apart_of_agreement_are_chance),
		TEST(a_comparator_that_breaks_off_is_missed),
		TEST(a_comparator_that_had_not_begun_is_not_missed),
		TEST(a_series_that_takes_over_is_to_carry_on_the_comparators),
		TEST(findings_stand_in_the_order_of_the_file),
		TEST(a_list_that_is_full_goes_on_counting),
		TEST(a_long_sentence_is_cut_between_characters),
		TEST(memory_that_is_short_is_told_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
