/* SPDX-License-Identifier: MIT
 *
 * Which of two submissions of the same figure stands: the one published later, in whichever order they came. From a real
 * store.
 */
#include "tests/unit/indicators/standing.h"

#define TXN (&((struct fixture *)*state)->txn)

static void what_was_published_later_stands_whatever_its_status(void **state)
{
	state_put_vintage(TXN, 1, 200, "provisional", (struct period){0});
	state_put_vintage(TXN, 2, 100, "final", (struct period){0});
	assert_true(state_supersedes(TXN, 1, 2));
	assert_false(state_supersedes(TXN, 2, 1));
}

static void of_one_day_the_newer_submission_stands(void **state)
{
	state_put_vintage(TXN, 1, 200, "final", (struct period){0});
	state_put_vintage(TXN, 2, 200, "provisional", (struct period){0});
	assert_false(state_supersedes(TXN, 1, 2));
	assert_false(state_supersedes(TXN, 2, 1));
}

static void without_both_days_the_more_final_stands(void **state)
{
	static const char *const statuses[] = {"provisional", "revised", "final"};

	for (uint64_t i = 0; i < ARRAY_LEN(statuses); i++) {
		state_put_vintage(TXN, 10 + i, 0, statuses[i], (struct period){0});
		state_put_vintage(TXN, 20 + i, 500, statuses[i], (struct period){0});
	}
	for (uint64_t i = 0; i < ARRAY_LEN(statuses); i++) {
		for (uint64_t k = 0; k < ARRAY_LEN(statuses); k++) {
			assert_int_equal(state_supersedes(TXN, 10 + i, 10 + k), i > k);
			assert_int_equal(state_supersedes(TXN, 10 + i, 20 + k), i > k);
			assert_int_equal(state_supersedes(TXN, 20 + i, 10 + k), i > k);
			assert_false(state_supersedes(TXN, 20 + i, 20 + k));
		}
	}
}

static void what_says_nothing_of_itself_gives_way_and_takes_nothing_back(void **state)
{
	state_put_vintage(TXN, 1, 0, "", (struct period){0});
	state_put_vintage(TXN, 2, 300, "final", (struct period){0});
	state_put_vintage(TXN, 3, 0, "as it comes", (struct period){0}); /* no status that is known */
	for (uint64_t old = 1; old <= 4; old++)                          /* 4 was never heard of */
		for (uint64_t new = 1; new <= 4; new ++)
			assert_false(state_supersedes(TXN, old, new));
}

static void table_of_a_later_year_is_the_later_publication(void **state)
{
	const struct period before = period_make(PERIOD_ACADEMIC, 2017, 0),
			    after = period_make(PERIOD_ACADEMIC, 2019, 0);

	state_put_vintage(TXN, 1, 0, "", before);
	state_put_vintage(TXN, 2, 0, "", after);
	assert_true(state_supersedes(TXN, 2, 1));
	assert_false(state_supersedes(TXN, 1, 2));
	/* What is known to be published later, or more final, stands all the same. */
	state_put_vintage(TXN, 3, 300, "", before);
	state_put_vintage(TXN, 4, 200, "", after);
	assert_true(state_supersedes(TXN, 3, 4));
	state_put_vintage(TXN, 5, 0, "final", before);
	state_put_vintage(TXN, 6, 0, "provisional", after);
	assert_true(state_supersedes(TXN, 5, 6));
	/* One whose figures say their year themselves gives way to what comes after it, and comes after. */
	state_put_vintage(TXN, 7, 0, "", (struct period){0});
	assert_false(state_supersedes(TXN, 7, 1) || state_supersedes(TXN, 2, 7));
}

/* -- merging under it ---------------------------------------------------------------------------------------------- */

#define URN(n) ((100000u + (n)) * 8 + AREA_SCHOOL)

static bool stands(void *context, uint64_t old)
{
	(void)context;
	return old == 2; /* published later than all others */
}

static struct column one_of(uint32_t *areas, int64_t *values, size_t n)
{
	return (struct column){.measure = "m",
		.period = {2019u << 20 | PERIOD_ACADEMIC << 16},
		.group = "all",
		.parent = {855 * 8 + AREA_AUTHORITY},
		.scale = 1,
		.n = n,
		.area = areas,
		.value = values};
}

static struct column merged(
	struct fixture *f, const struct column *old, const struct column *new, uint64_t submission)
{
	struct column out;

	assert_int_equal(merge_columns(f->arena, old, new, submission, stands, NULL, &out), 0);
	return out;
}

static void an_earlier_publication_adds_areas_and_takes_none_back(void **state)
{
	struct fixture *f = *state;
	struct column late = one_of((uint32_t[]){URN(2), URN(3)}, (int64_t[]){22, 23}, 2);
	struct column early = one_of((uint32_t[]){URN(1), URN(2), URN(4)}, (int64_t[]){11, 12, 14}, 3);
	struct column before = merged(f, NULL, &late, 2);
	struct column c = merged(f, &before, &early, 3);
	static const int64_t values[] = {11, 22, 23, 14};
	static const uint64_t submissions[] = {3, 2, 2, 3};

	assert_int_equal(c.n, 4);
	assert_memory_equal(c.value, values, sizeof(values));
	assert_memory_equal(c.submission, submissions, sizeof(submissions));
}

static void the_order_in_which_publications_come_does_not_matter(void **state)
{
	struct fixture *f = *state;
	struct column late = one_of((uint32_t[]){URN(2), URN(3)}, (int64_t[]){22, DECIMAL_NONE}, 2);
	struct column early = one_of((uint32_t[]){URN(2), URN(3)}, (int64_t[]){12, 13}, 2);
	struct column late_first = merged(f, NULL, &late, 2), early_first = merged(f, NULL, &early, 1);
	struct column a, b;

	late.flag = (uint32_t[]){FLAG_PRESENT, FLAG_SUPPRESSED};
	late_first = merged(f, NULL, &late, 2);
	a = merged(f, &late_first, &early, 3);
	b = merged(f, &early_first, &late, 2);
	assert_true(a.n == 2 && b.n == 2);
	assert_memory_equal(a.value, b.value, 2 * sizeof(*a.value));
	assert_memory_equal(a.flag, b.flag, 2 * sizeof(*a.flag));
	assert_memory_equal(a.submission, b.submission, 2 * sizeof(*a.submission));
	assert_int_equal(a.flag[1], FLAG_SUPPRESSED); /* a figure that was withdrawn does not come back */
}

/* -- what came as data --------------------------------------------------------------------------------------------- */

static void polarity_that_a_dictionary_gave_is_not_lost_with_a_table(void **state)
{
	struct measure_def described = {"lait.x", "Title", "", "%", 1, "low", "", true};
	struct measure_def named = {"lait.x", "", "", "", 0, "", "", false};

	assert_int_equal(state_polarity(TXN, "lait.x"), POLARITY_UNKNOWN);
	state_put_measure(TXN, &named);
	assert_int_equal(state_polarity(TXN, "lait.x"), POLARITY_UNKNOWN);
	state_put_measure(TXN, &described);
	assert_int_equal(state_polarity(TXN, "lait.x"), POLARITY_LOW);
	state_put_measure(TXN, &named);
	assert_int_equal(state_polarity(TXN, "lait.x"), POLARITY_LOW);
	assert_true(state_no_quartile(TXN, "lait.x"));
	described.polarity = "high";
	state_put_measure(TXN, &described);
	assert_int_equal(state_polarity(TXN, "lait.x"), POLARITY_HIGH);
}

/* As it came, and every cell with the submission that brought it: a later one is merged over it. */
static void the_first_column_of_its_place_is_kept_as_it_came(void **state)
{
	struct fixture *f = *state;
	struct column column = one_of((uint32_t[]){URN(1), URN(2)}, (int64_t[]){5, 7}, 2), kept;
	struct observation event = {.submission = 9, .kind = OBSERVATION_COLUMN};
	struct series series = state_series(&f->txn, &column);
	struct buffer record;

	column.submission = NULL;
	event.column = column;
	buffer_init(&record, 4096);
	assert_int_equal(observation_encode(&event, &record), 0);
	state_keep_column(&f->txn, series, column.parent, bytes_of(record.data, record.len));
	buffer_done(&record);
	assert_true(state_column(&f->txn, f->arena, series, column.parent, &kept));
	assert_true(kept.n == 2 && kept.value[0] == 5 && kept.value[1] == 7);
	assert_true(kept.submission[0] == 9 && kept.submission[1] == 9);
}

static void a_measure_that_turns_round_has_its_columns_worked_out_again(void **state)
{
	struct fixture *f = *state;
	struct measure_def def = {"lait.x", "", "", "", 0, "low", "", false};
	struct column column = one_of((uint32_t[]){URN(1)}, (int64_t[]){5}, 1);
	struct series series, touched;
	struct area parent;

	column.measure = "lait.x";
	series = state_series(&f->txn, &column);
	state_put_column(&f->txn, series, column.parent, 1, &column);
	assert_false(state_take_touched(&f->txn, &touched, &parent));
	state_put_measure(&f->txn, &def);
	assert_true(state_take_touched(&f->txn, &touched, &parent));
	assert_true(area_equal(parent, column.parent));
	assert_true(touched.measure == series.measure && touched.group == series.group &&
		    touched.period.v == series.period.v);
	assert_false(state_take_touched(&f->txn, &touched, &parent));
	state_put_measure(&f->txn, &def); /* nothing new */
	assert_false(state_take_touched(&f->txn, &touched, &parent));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(what_was_published_later_stands_whatever_its_status),
		EACH(of_one_day_the_newer_submission_stands),
		EACH(without_both_days_the_more_final_stands),
		EACH(table_of_a_later_year_is_the_later_publication),
		EACH(what_says_nothing_of_itself_gives_way_and_takes_nothing_back),
		EACH(an_earlier_publication_adds_areas_and_takes_none_back),
		EACH(the_order_in_which_publications_come_does_not_matter),
		EACH(polarity_that_a_dictionary_gave_is_not_lost_with_a_table),
		EACH(the_first_column_of_its_place_is_kept_as_it_came),
		EACH(a_measure_that_turns_round_has_its_columns_worked_out_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
