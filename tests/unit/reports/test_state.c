/* SPDX-License-Identifier: MIT
 *
 * What was known at a time: by what had been received, and before LEEP's own memory begins by what had been published.
 * From a real store.
 */
#include "services/reports/state.h"
#include "tests/unit/store/temporary.h"

struct fixture {
	void *folder;
	struct store *store;
	struct arena *arena;
	struct txn txn;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (folder_setup(&f->folder) < 0)
		return -1;
	f->store = opened_with(f->folder, "s", reports_tables, REPORTS_TABLES);
	f->arena = arena_open(MIB);
	begin_write(f->store, &f->txn);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int rc = txn_commit(&f->txn);

	store_free(f->store);
	arena_free(f->arena);
	rc = folder_teardown(&f->folder) < 0 ? -1 : rc;
	free(f);
	return rc;
}

#define DAY ((int64_t)86400 * 1000000)

/* A submission that was received on one day and published on another; 0: it is not known when. */
static void put(struct fixture *f, uint64_t number, int64_t received, uint32_t published)
{
	struct observation event = {.submission = number,
		.kind = OBSERVATION_CLOSED,
		.closed = {.accepted = true,
			.name = "a.csv",
			.format = "f",
			.period = "",
			.note = "",
			.status = "",
			.received = received,
			.published = published}};
	struct buffer out;

	buffer_init(&out, MIB);
	assert_int_equal(observation_encode(&event, &out), 0);
	state_put_submission(&f->txn, number, published, bytes_of(out.data, out.len));
	state_put_flow(&f->txn, INPUT_INDICATORS, number);
	buffer_done(&out);
}

static bool knew(struct fixture *f, int64_t as_of, uint64_t submission)
{
	struct known known = state_known_at(&f->txn, f->arena, as_of);

	return state_is_known(&f->txn, &known, submission);
}

static void nothing_was_known_before_anything_came(void **state)
{
	assert_false(knew(*state, 0, 1));
	assert_false(knew(*state, 100 * DAY, 1));
	assert_false(knew(*state, 1, 1));
	assert_true(knew(*state, 0, 0)); /* what belongs to no submission */
}

static void asked_for_no_day_whatever_came_is_known(void **state)
{
	put(*state, 1, 1000 * DAY, 5000); /* published in time to come */
	put(*state, 2, 1001 * DAY, 0);
	assert_true(knew(*state, 0, 1) && knew(*state, 0, 2));
	assert_false(knew(*state, 0, 3));
}

static void what_had_been_received_by_then_is_known_and_no_more(void **state)
{
	put(*state, 1, 1000 * DAY, 0);
	put(*state, 2, 1001 * DAY, 900);
	put(*state, 3, 1001 * DAY + 1, 0);
	assert_true(knew(*state, 1000 * DAY, 1) && !knew(*state, 1000 * DAY, 2));
	assert_true(knew(*state, 1001 * DAY, 2) && !knew(*state, 1001 * DAY, 3));
	assert_true(knew(*state, 1001 * DAY + 1, 3));
	assert_true(knew(*state, 1001 * DAY + 1, 1));
	assert_true(knew(*state, INT64_MAX, 3));
}

/* An archive taken in on one day tells what was published on each day before. */
static void before_anything_was_received_it_is_known_by_its_day_of_publication(void **state)
{
	put(*state, 1, 1000 * DAY, 700);
	put(*state, 2, 1001 * DAY, 600);
	put(*state, 3, 1002 * DAY, 0);
	assert_true(knew(*state, 700 * DAY, 1) && knew(*state, 700 * DAY, 2));
	assert_true(knew(*state, 701 * DAY - 1, 1)); /* at any time of its day */
	assert_false(knew(*state, 700 * DAY - 1, 1));
	assert_true(knew(*state, 600 * DAY, 2));
	assert_false(knew(*state, 600 * DAY - 1, 2));
	assert_false(knew(*state, 999 * DAY, 3)); /* nobody said when */
	assert_false(knew(*state, 999 * DAY, 4));
}

static void what_was_published_before_but_came_after_is_not_known_once_something_had_come(void **state)
{
	put(*state, 1, 1000 * DAY, 700);
	put(*state, 2, 1001 * DAY, 600);
	assert_true(knew(*state, 999 * DAY, 2));
	assert_false(knew(*state, 1000 * DAY, 2));
	assert_true(knew(*state, 1001 * DAY, 2));
}

static void a_time_long_ago_is_a_time(void **state)
{
	put(*state, 1, 1000 * DAY, 1);
	assert_true(knew(*state, 1, 1)); /* the first day there is */
	assert_true(knew(*state, DAY, 1));
	put(*state, 2, 1000 * DAY, 2);
	assert_false(knew(*state, 1, 2));
	assert_false(knew(*state, DAY, 2));
}

static void a_number_that_was_given_to_nothing_is_passed_over(void **state)
{
	put(*state, 2, 1000 * DAY, 0);
	put(*state, 5, 1002 * DAY, 0);
	assert_true(knew(*state, 1001 * DAY, 2));
	assert_false(knew(*state, 1001 * DAY, 5));
	assert_true(knew(*state, 1002 * DAY, 5));
}

/* Its figures are not all there yet. */
static void a_submission_that_indicators_has_not_finished_is_not_known(void **state)
{
	put(*state, 1, 1000 * DAY, 0);
	put(*state, 2, 1000 * DAY, 500);
	state_put_flow(&((struct fixture *)*state)->txn, INPUT_INDICATORS, 1);
	assert_true(knew(*state, 0, 1) && !knew(*state, 0, 2));
	assert_false(knew(*state, 2000 * DAY, 2));
	assert_false(knew(*state, 600 * DAY, 2));
}

/* -- columns as of a time ------------------------------------------------------------------------------------------ */

static void put_column(struct fixture *f, uint64_t submission, int64_t value)
{
	struct indicator_event event = {.submission = submission,
		.kind = INDICATOR_COLUMN,
		.column = {.figures = {.measure = "m",
				   .period = {2019u << 20 | PERIOD_ACADEMIC << 16},
				   .group = "all",
				   .parent = area_england(),
				   .n = 1,
				   .area = (uint32_t[]){area_england().v},
				   .value = &value},
			.national = DECIMAL_NONE}};
	struct buffer out;

	buffer_init(&out, MIB);
	assert_int_equal(indicator_encode(&event, &out), 0);
	state_put_indicators(&f->txn, &event.column.figures, submission, bytes_of(out.data, out.len));
	buffer_done(&out);
}

/* The figure as of then; -1 when there was none. */
static int64_t figure(struct fixture *f, int64_t as_of)
{
	struct known known = state_known_at(&f->txn, f->arena, as_of);
	struct indicator_event event;
	struct columns_walk walk;
	int64_t value = -1;

	state_walk(&walk, &f->txn, "m", known, bytes_of(NULL, 0));
	if (state_walk_next(&walk, f->arena, &event)) {
		value = event.column.figures.value[0];
		assert_false(state_walk_next(&walk, f->arena, &event));
	}
	state_walk_end(&walk);
	return value;
}

static void each_day_has_the_newest_figure_that_was_known_on_it(void **state)
{
	struct fixture *f = *state;

	put(f, 1, 1000 * DAY, 700);
	put(f, 2, 1001 * DAY, 800);
	put(f, 3, 1002 * DAY, 850);
	put_column(f, 1, 10);
	put_column(f, 2, 20);
	put_column(f, 3, 30);
	assert_int_equal(figure(f, 0), 30);
	assert_int_equal(figure(f, 1002 * DAY), 30);
	assert_int_equal(figure(f, 1001 * DAY), 20);
	assert_int_equal(figure(f, 1000 * DAY), 10);
	assert_int_equal(figure(f, 900 * DAY), 30);
	assert_int_equal(figure(f, 849 * DAY), 20);
	assert_int_equal(figure(f, 799 * DAY), 10);
	assert_int_equal(figure(f, 699 * DAY), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		EACH(nothing_was_known_before_anything_came),
		EACH(asked_for_no_day_whatever_came_is_known),
		EACH(what_had_been_received_by_then_is_known_and_no_more),
		EACH(before_anything_was_received_it_is_known_by_its_day_of_publication),
		EACH(what_was_published_before_but_came_after_is_not_known_once_something_had_come),
		EACH(a_time_long_ago_is_a_time),
		EACH(a_number_that_was_given_to_nothing_is_passed_over),
		EACH(a_submission_that_indicators_has_not_finished_is_not_known),
		EACH(each_day_has_the_newest_figure_that_was_known_on_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
