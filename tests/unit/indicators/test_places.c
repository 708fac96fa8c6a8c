/* SPDX-License-Identifier: MIT
 *
 * Places among all authorities and changes on the year before, from a real store.
 */
#include "tests/unit/indicators/standing.h"

#define NONE DECIMAL_NONE

/* England's column of another year, of authorities 301 on, in tenths; "NONE" is suppressed. */
static void put_year(struct fixture *f, const char *measure, unsigned year, uint32_t first, size_t n,
	const int64_t *values)
{
	uint32_t area[8], flag[8];
	struct column c = {.measure = measure,
		.period = period_make(PERIOD_ACADEMIC, year, 0),
		.group = "all",
		.parent = ENGLAND,
		.scale = 1,
		.n = n,
		.area = area,
		.value = (int64_t *)(uintptr_t)values,
		.flag = flag};

	for (size_t i = 0; i < n; i++) {
		area[i] = LA(first + (uint32_t)i).v;
		flag[i] = values[i] == DECIMAL_NONE ? FLAG_SUPPRESSED : FLAG_PRESENT;
	}
	state_put_column(&f->txn, state_series(&f->txn, &c), ENGLAND, 1, &c);
}

static void authorities_are_placed_among_those_that_have_a_figure(void **state)
{
	struct area others[] = {ENGLAND, LA(301), LA(302), LA(303), LA(304), LA(305), LA(855),
		area_make(AREA_NEIGHBOURS, 855), area_make(AREA_REGION, 983),
		area_make(AREA_DISTRICT, 7000129)};
	struct indicator_column c;
	size_t i;

	PUT(A8, ENGLAND, 10, others, (int64_t[]){466, 480, 450, NONE, 461, 440, 461, 999, 999, 999}, NULL);
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	/* 44.0 45.0 46.1 46.1 48.0: two share second place of five; bounds 45.0, 46.1 and 46.1 */
	assert_int_equal(c.of_national, 5);
	assert_true(c.rank_national[i] == 2 && c.percentile[i] == 80000000 && c.quartile[i] == 3);
	i = at(&c, LA(301));
	assert_true(c.rank_national[i] == 1 && c.percentile[i] == 100000000 && c.quartile[i] == 1);
	i = at(&c, LA(305));
	assert_true(c.rank_national[i] == 5 && c.percentile[i] == 20000000 && c.quartile[i] == 4);
	for (size_t k = 0; k < ARRAY_LEN(others); k++) {
		i = at(&c, others[k]);
		if (area_kind(others[k]) != AREA_AUTHORITY || area_code(others[k]) == 303)
			assert_true(c.rank_national[i] == 0 && c.percentile[i] == 0 && c.quartile[i] == 0);
	}
	assert_null(c.change);
}

static void a_figure_only_worked_out_has_its_place_as_well(void **state)
{
	struct indicator_column c;

	put_schools(*state, 855, 470, 200);
	PUT(A8, ENGLAND, 2, (struct area[]){ENGLAND, LA(301)}, (int64_t[]){466, 480}, NULL);
	c = stand(*state, A8, ENGLAND);
	assert_true(c.of_national == 2 && c.rank_national[at(&c, LA(855))] == 2);
	assert_int_equal(c.quartile[at(&c, LA(855))], 0); /* two are no four */
}

static void a_measure_is_placed_as_its_dictionary_says(void **state)
{
	struct fixture *f = *state;
	struct measure_def def = {.id = "lait.x", .polarity = "low", .no_quartile = true};
	struct series series;
	struct area parent;
	struct indicator_column c;

	PUT("lait.x", ENGLAND, 4, (struct area[]){LA(301), LA(302), LA(303), LA(304)},
		(int64_t[]){1, 2, 3, 4}, NULL);
	c = stand(f, "lait.x", ENGLAND);
	assert_true(
		c.rank_national == NULL && c.of_national == 0 && c.percentile == NULL && c.quartile == NULL);
	state_put_measure(&f->txn, &def);
	assert_true(state_take_touched(&f->txn, &series, &parent)); /* it stands differently now */
	c = stand(f, "lait.x", ENGLAND);
	assert_true(c.rank_national[0] == 1 && c.rank_national[3] == 4 && c.quartile[0] == 0);
	state_put_measure(&f->txn, &def);
	state_put_measure(
		&f->txn, &(struct measure_def){.id = "lait.x", .polarity = ""}); /* named by a table */
	assert_false(state_take_touched(&f->txn, &series, &parent));
	def.no_quartile = false;
	state_put_measure(&f->txn, &def);
	assert_true(state_take_touched(&f->txn, &series, &parent));
	c = stand(f, "lait.x", ENGLAND);
	assert_true(c.quartile[0] == 1 && c.quartile[3] == 4);
	def.polarity = "none";
	state_put_measure(&f->txn, &def);
	assert_null(stand(f, "lait.x", ENGLAND).rank_national);
}

static void a_change_is_from_the_year_before_and_no_other(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;

	put_year(f, "lait.x", 2016, 301, 2, (int64_t[]){10, 20});
	put_year(f, "lait.x", 2018, 301, 3, (int64_t[]){15, NONE, 30});
	put_year(f, "lait.x", 2019, 302, 3, (int64_t[]){25, 27, 28});
	c = stand(f, "lait.x", ENGLAND); /* of 2019 */
	assert_true(c.change[0] == NONE && c.change[1] == -300000 && c.change[2] == NONE);
	put_year(f, "lait.y", 2018, 301, 1, (int64_t[]){10});
	put_year(f, "lait.y", 2020, 301, 1, (int64_t[]){10});
	put_year(f, "lait.y", 2019, 301, 1, (int64_t[]){12});
	assert_true(stand(f, "lait.y", ENGLAND).change[0] == 200000);
	put_year(f, "ks4.progress8", 2017, 301, 1, (int64_t[]){1});
	put_year(f, "ks4.progress8", 2018, 301, 1, (int64_t[]){2});
	put_year(f, "ks4.progress8", 2019, 301, 1, (int64_t[]){4});
	assert_true(stand(f, "ks4.progress8", ENGLAND).change[0] == 200000);
}

static void a_change_counts_what_schools_added_up_to_the_year_before(void **state)
{
	struct fixture *f = *state;
	struct column before = {
		.measure = A8, .period = period_make(PERIOD_ACADEMIC, 2018, 0), .group = "all"};
	struct worked worked = {(__int128)45000000 * 100, 100, 2, 0, 0};
	struct series series = state_series(&f->txn, &before);
	struct area parent;

	state_put_worked(&f->txn, series, 855, &worked);
	PUT(A8, ENGLAND, 1, (struct area[]){LA(855)}, (int64_t[]){461}, NULL);
	assert_true(stand(f, A8, ENGLAND).change[0] == 1100000);
	(void)state_touch_held(&f->txn, series, ENGLAND);
	assert_true(state_take_touched(&f->txn, &series, &parent)); /* held, though nothing is published */
	series.period.v = period_next(series_of(f, A8).period).v;
	(void)state_touch_held(&f->txn, series, ENGLAND);
	(void)state_touch_held(&f->txn, series_of(f, A8), LA(855));
	assert_false(state_take_touched(&f->txn, &series, &parent));
}

static void a_school_changes_as_well(void **state)
{
	struct fixture *f = *state;
	uint32_t area = area_make(AREA_SCHOOL, 100855).v;
	struct column before = {.measure = A8,
		.period = period_make(PERIOD_ACADEMIC, 2018, 0),
		.group = "all",
		.parent = LA(855),
		.scale = 2,
		.n = 1,
		.area = &area,
		.value = (int64_t[]){4675}};

	put_schools(f, 855, 470, 200);
	assert_null(stand(f, A8, LA(855)).change);
	state_put_column(&f->txn, state_series(&f->txn, &before), LA(855), 1, &before);
	assert_true(stand(f, A8, LA(855)).change[0] == 250000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(authorities_are_placed_among_those_that_have_a_figure),
		EACH(a_figure_only_worked_out_has_its_place_as_well),
		EACH(a_measure_is_placed_as_its_dictionary_says),
		EACH(a_change_is_from_the_year_before_and_no_other),
		EACH(a_change_counts_what_schools_added_up_to_the_year_before),
		EACH(a_school_changes_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
