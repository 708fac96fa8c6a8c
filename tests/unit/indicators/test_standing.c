/* SPDX-License-Identifier: MIT
 *
 * How areas stand, from a real store: what is published wins, what is not is worked out, comparators are those in
 * force. Columns are put in as the service puts them.
 */
#include "tests/unit/indicators/standing.h"

static void a_published_figure_wins_and_the_worked_out_one_stands_beside_it(void **state)
{
	struct indicator_column c;
	size_t i;

	put_schools(*state, 855, 470, 200);
	PUT(A8, ENGLAND, 2, (struct area[]){ENGLAND, LA(855)}, (int64_t[]){466, 461}, NULL);
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.figures.n == 2 && c.figures.value[i] == 461 && c.figures.scale == 1);
	assert_true(
		c.origin[i] == ORIGIN_PUBLISHED && c.worked_out[i] == 47000000 && c.worked_cohort[i] == 200);
	assert_true(c.national == 46600000 && indicator_diff_national(&c, i) == -500000 &&
		    c.worked_schools[i] == 1);
	assert_true(c.worked_out[0] == DECIMAL_NONE && indicator_diff_national(&c, 0) == DECIMAL_NONE);
}

static void where_nothing_is_published_the_figure_is_worked_out(void **state)
{
	struct indicator_column c;
	size_t i;

	put_schools(*state, 855, 470, 200);
	c = stand(*state, A8, ENGLAND);
	assert_true(c.figures.n == 1 && c.national == DECIMAL_NONE && c.origin[0] == ORIGIN_WORKED_OUT);
	PUT(A8, ENGLAND, 2, (struct area[]){ENGLAND, LA(301)}, (int64_t[]){466, 480}, NULL);
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.figures.n == 3 && c.origin[i] == ORIGIN_WORKED_OUT &&
		    indicator_diff_national(&c, i) == 400000);
	assert_true(c.origin[at(&c, LA(301))] == ORIGIN_PUBLISHED && column_decimals(&c.figures, i) == 1);
	assert_true(c.figures.submission[at(&c, LA(301))] == 2);
}

static void a_suppressed_figure_is_published_and_not_worked_round(void **state)
{
	struct indicator_column c;

	put_schools(*state, 855, 470, 200);
	PUT(A8, ENGLAND, 1, (struct area[]){LA(855)}, (int64_t[]){DECIMAL_NONE}, NULL);
	c = stand(*state, A8, ENGLAND);
	assert_true(c.figures.flag[0] == FLAG_SUPPRESSED && c.origin[0] == ORIGIN_PUBLISHED);
	assert_true(indicator_diff_national(&c, 0) == DECIMAL_NONE && c.neighbours[0] == DECIMAL_NONE);
}

static void put_six(void **state)
{
	static const struct area areas[] = {{AREA_NATION}, {301 * 8 + AREA_AUTHORITY},
		{302 * 8 + AREA_AUTHORITY}, {303 * 8 + AREA_AUTHORITY}, {855 * 8 + AREA_AUTHORITY},
		{983 * 8 + AREA_REGION}};

	PUT(A8, ENGLAND, 6, areas, (int64_t[]){466, 480, 450, DECIMAL_NONE, 461, 465}, NULL);
}

static void the_set_of_neighbours_in_force_is_used(void **state)
{
	struct indicator_column c;
	size_t i;

	put_six(state);
	neighbours(*state, 202104, 1, (uint32_t[]){302});
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.neighbour_set[i] == 202104); /* later than the figures, but the earliest there is */
	neighbours(*state, 201311, 3, (uint32_t[]){301, 302, 303});
	neighbours(*state, 201912, 2, (uint32_t[]){301, 303});
	neighbours(*state, 202001, 1, (uint32_t[]){302});
	c = stand(*state, A8, ENGLAND);
	assert_true(c.neighbour_set[i] == 201912 && c.neighbours[i] == 48000000); /* 303 has no figure */
	assert_true(indicator_difference(&c, i, c.neighbours[i]) == -1900000 && c.rank_neighbours[i] == 2 &&
		    c.of_neighbours[i] == 2);
	assert_true(c.neighbour_set[at(&c, LA(301))] == 0 && c.rank_neighbours[at(&c, LA(301))] == 0);
	assert_true(indicator_diff_national(&c, at(&c, area_make(AREA_REGION, 983))) == -100000);
}

static void a_published_mean_of_neighbours_wins(void **state)
{
	struct area mean = area_make(AREA_NEIGHBOURS, 855);
	struct indicator_column c;
	size_t i;

	put_six(state);
	neighbours(*state, 201311, 2, (uint32_t[]){301, 302});
	PUT(A8, ENGLAND, 1, &mean, (int64_t[]){471}, NULL);
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.neighbours[i] == 47100000 && indicator_difference(&c, i, c.neighbours[i]) == -1000000);
	assert_true(c.rank_neighbours[i] == 2 && c.of_neighbours[i] == 3);
	assert_true(c.neighbours[at(&c, mean)] == DECIMAL_NONE &&
		    indicator_diff_national(&c, at(&c, mean)) == DECIMAL_NONE);
}

static void the_nation_is_worked_out_only_from_enough_authorities(void **state)
{
	struct fixture *f = *state;
	const struct measure *measure = catalogue_measure(f->catalogue, A8);
	const struct column none = {.n = 0};
	struct indicator_column c;

	for (uint32_t i = 0; i < NATION_AUTHORITIES_MIN; i++) {
		assert_true(standing_national(&f->txn, f->arena, f->catalogue, measure, series_of(f, A8),
				    &none) == DECIMAL_NONE);
		put_schools(f, 200 + i, i % 2 == 0 ? 400 : 500, 100);
	}
	assert_true(standing_national(&f->txn, f->arena, f->catalogue, measure, series_of(f, A8), &none) ==
		    45000000);
	c = stand(f, A8, ENGLAND);
	assert_true(c.national == 45000000 && c.figures.n == NATION_AUTHORITIES_MIN + 1 + 3);
	/* London and its halves are whole */
	assert_true(c.origin[0] == ORIGIN_WORKED_OUT && c.worked_cohort[0] == 100 * NATION_AUTHORITIES_MIN);
	assert_true(indicator_diff_national(&c, at(&c, LA(201))) == 5000000);
	c = stand(f, A8, LA(201));
	assert_true(
		c.national == 45000000 && indicator_diff_national(&c, 0) == 5000000 && c.neighbours == NULL);
	PUT(A8, ENGLAND, 1, (struct area[]){ENGLAND}, (int64_t[]){466}, NULL);
	c = stand(f, A8, LA(201));
	assert_true(indicator_diff_national(&c, 0) == 3400000);
}

static void a_figure_with_nine_decimals_beside_large_worked_out_ones_can_be_sent(void **state)
{
	struct fixture *f = *state;
	struct series series = series_of(f, "ks4.pupils");
	struct column c = {.measure = "ks4.pupils",
		.period = YEAR,
		.group = "all",
		.parent = ENGLAND,
		.scale = 9,
		.n = 1,
		.area = (uint32_t[]){LA(301).v},
		.value = (int64_t[]){123456789}};
	struct worked large = {(__int128)9000000000000000000, 1, 1, 0, 0};
	struct indicator_event event = {.submission = 1, .kind = INDICATOR_COLUMN};
	const char *reason = "";
	struct buffer out;

	state_put_column(&f->txn, series, ENGLAND, 1, &c);
	state_put_worked(&f->txn, series, 855, &large);
	event.column = stand(f, "ks4.pupils", ENGLAND);
	buffer_init(&out, MIB);
	assert_int_equal(indicator_encode(&event, &out), 0);
	if (indicator_decode(f->arena, bytes_of(out.data, out.len), &event, &reason) < 0)
		fail_msg("nobody takes it: %s", reason);
	buffer_done(&out);
}

static size_t take_all(struct fixture *f)
{
	struct series series;
	struct area parent;
	size_t n = 0;

	while (state_take_touched(&f->txn, &series, &parent))
		n++;
	return n;
}

static void what_is_touched_is_taken_once(void **state)
{
	struct fixture *f = *state;

	put_schools(f, 301, 400, 10);
	put_schools(f, 302, 400, 10);
	put_six(state);
	PUT("ks4.pupils", ENGLAND, 1, (struct area[]){ENGLAND}, (int64_t[]){1}, NULL);
	assert_int_equal(take_all(f), 0);
	state_touch_series(&f->txn, series_of(f, A8)); /* the nation's figure changed */
	state_touch(&f->txn, series_of(f, A8), ENGLAND);
	assert_int_equal(take_all(f), 3);
	state_touch_england(&f->txn); /* neighbours changed */
	assert_int_equal(take_all(f), 2);
	assert_int_equal(take_all(f), 0);
}

static void nothing_to_say_is_said_so(void **state)
{
	struct fixture *f = *state;
	struct indicator_column out;

	assert_int_equal(
		standing_work_out(&f->txn, f->arena, f->catalogue, f->pasts, series_of(f, A8), ENGLAND, &out),
		ERR_NOTFOUND);
	assert_int_equal(
		standing_work_out(&f->txn, f->arena, f->catalogue, f->pasts, series_of(f, A8), LA(855), &out),
		ERR_NOTFOUND);
}

static void the_numbers_of_names_end_without_harm(void **state)
{
	struct fixture *f = *state;
	struct column column = {.period = YEAR, .group = "all"};
	struct series series = series_of(f, "m1"), known;
	char text[16];

	column.measure = text;
	for (unsigned i = series.group; i < UINT16_MAX - 1; i++) {
		(void)snprintf(text, sizeof(text), "m%u", i);
		assert_true(state_series_left(&f->txn));
		assert_int_equal(state_series(&f->txn, &column).group, series.group);
	}
	(void)snprintf(text, sizeof(text), "new");
	if (state_series_left(&f->txn))
		(void)state_series(&f->txn, &column);
	(void)snprintf(text, sizeof(text), "newer");
	assert_false(state_series_left(&f->txn));
	assert_false(state_known_series(&f->txn, &column, &known));
	(void)snprintf(text, sizeof(text), "m1");
	assert_true(state_known_series(&f->txn, &column, &known));
	assert_true(known.measure == series.measure && known.group == series.group);
	assert_string_equal(state_text(&f->txn, f->arena, known.measure), "m1");
	assert_int_equal(f->txn.error, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(a_published_figure_wins_and_the_worked_out_one_stands_beside_it),
		EACH(where_nothing_is_published_the_figure_is_worked_out),
		EACH(a_suppressed_figure_is_published_and_not_worked_round),
		EACH(the_set_of_neighbours_in_force_is_used),
		EACH(a_published_mean_of_neighbours_wins),
		EACH(the_nation_is_worked_out_only_from_enough_authorities),
		EACH(a_figure_with_nine_decimals_beside_large_worked_out_ones_can_be_sent),
		EACH(what_is_touched_is_taken_once),
		EACH(nothing_to_say_is_said_so),
		EACH(the_numbers_of_names_end_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
