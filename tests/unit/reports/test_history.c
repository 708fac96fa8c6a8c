/* SPDX-License-Identifier: MIT
 *
 * Histories of alerts that have been tampered with: a line changed, taken out or moved shows where the chain breaks.
 */
#include "services/reports/queries.h"
#include "tests/unit/store/temporary.h"

#include <string.h>

struct fixture {
	void *folder;
	struct store *store;
	struct reading reading;
	struct txn txn;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (f == NULL || folder_setup(&f->folder) < 0)
		return -1;
	f->store = opened_with(f->folder, "s", reports_tables, REPORTS_TABLES);
	f->reading = (struct reading){
		.txn = &f->txn, .arena = arena_open(8 * MIB), .scratch = arena_open(8 * MIB)};
	begin_write(f->store, &f->txn);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int rc = txn_commit(&f->txn);

	store_free(f->store);
	arena_free(f->reading.arena);
	arena_free(f->reading.scratch);
	rc = folder_teardown(&f->folder) < 0 ? -1 : rc;
	free(f);
	return rc;
}

#define LINES 4

/* The chain as alerts makes it. */
static void make(struct history_line line[LINES])
{
	static const char *const what[LINES] = {"opened", "amended", "acknowledged", "resolved"};
	uint8_t before[SHA256_LEN] = {0};

	for (size_t i = 0; i < LINES; i++) {
		line[i] = (struct history_line){
			.at = (int64_t)i * 1000000, .who = "jane", .what = what[i], .text = "a text"};
		history_chain(before, &line[i], line[i].chain);
		memcpy(before, line[i].chain, SHA256_LEN);
	}
}

static void keep(struct fixture *f, const struct history_line *line)
{
	struct alert_event event = {.kind = ALERT_EVENT_CHANGED};
	struct buffer out;

	event.changed.alert = (struct alert){.id = 1, .state = ALERT_OPEN};
	event.changed.line = *line;
	buffer_init(&out, MIB);
	assert_int_equal(alert_encode(&event, &out), 0);
	state_put_alert(&f->txn, 1, bytes_of(out.data, out.len));
	state_add_history(&f->txn, 1, bytes_of(out.data, out.len));
	buffer_done(&out);
}

/* What is said of the history of alert 1. */
static const char *said(struct fixture *f)
{
	struct query query = {.kind = QUERY_ALERT, .alert = 1};
	struct query_result result = {0};
	struct err_text text = {""};

	assert_int_equal(answer_alert(&f->reading, &query, &result, &text), 0);
	for (size_t i = 0; i < result.table[0].n_rows; i++)
		if (strcmp(result.table[0].cell[2 * i], "history") == 0)
			return result.table[0].cell[2 * i + 1];
	return "";
}

static void whole_history_is_unbroken(void **state)
{
	struct fixture *f = *state;
	struct history_line line[LINES];

	make(line);
	keep(f, &line[0]);
	assert_string_equal(said(f), "1 line, unbroken");
	for (size_t i = 1; i < LINES; i++)
		keep(f, &line[i]);
	assert_string_equal(said(f), "4 lines, unbroken");
}

static void changed_line_shows(void **state)
{
	struct fixture *f = *state;
	struct history_line line[LINES];

	make(line);
	line[2].text = "another text";
	for (size_t i = 0; i < LINES; i++)
		keep(f, &line[i]);
	assert_string_equal(said(f), "4 lines, broken at line 3");
}

static void line_that_was_taken_out_shows(void **state)
{
	struct fixture *f = *state;
	struct history_line line[LINES];

	make(line);
	for (size_t i = 0; i < LINES; i++)
		if (i != 1)
			keep(f, &line[i]);
	assert_string_equal(said(f), "3 lines, broken at line 2");
}

static void first_line_that_was_taken_out_shows(void **state)
{
	struct fixture *f = *state;
	struct history_line line[LINES];

	make(line);
	for (size_t i = 1; i < LINES; i++)
		keep(f, &line[i]);
	assert_string_equal(said(f), "3 lines, broken at line 1");
}

/* One that arrived says what the destination said; any other also what became of it. */
static void what_became_of_a_message_is_said(void **state)
{
	struct fixture *f = *state;
	static const struct {
		enum delivery_state state;
		const char *outcome, *said;
	} cases[] = {
		{DELIVERY_DELIVERED, "250 OK", "250 OK to a@council.example, key 3-100001"},
		{DELIVERY_LATER, "HTTP 503",
			"tried again later: HTTP 503 to a@council.example, key 3-100001"},
		{DELIVERY_REFUSED, "550 nobody", "refused: 550 nobody to a@council.example, key 3-100001"},
	};
	struct query query = {.kind = QUERY_ALERT, .alert = 1};
	struct query_result result = {0};
	struct err_text text = {""};
	struct history_line line[LINES];
	const struct table *history;

	make(line);
	keep(f, &line[0]);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint64_t alert = 1;
		struct alert_event event = {.kind = ALERT_EVENT_SENT,
			.sent = {.key = "3-100001",
				.to = "a@council.example",
				.n_alert = 1,
				.alert = &alert,
				.outcome = cases[i].outcome,
				.channel = "mail",
				.state = cases[i].state,
				.kind = "news",
				.attempts = 1}};
		struct buffer out;

		buffer_init(&out, MIB);
		assert_int_equal(alert_encode(&event, &out), 0);
		state_add_history(&f->txn, 1, bytes_of(out.data, out.len));
		buffer_done(&out);
	}
	assert_int_equal(answer_alert(&f->reading, &query, &result, &text), 0);
	history = &result.table[result.n_tables - 1];
	assert_int_equal(history->n_rows, 1 + ARRAY_LEN(cases));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(history->cell[(i + 2) * history->n_columns - 1], cases[i].said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole_history_is_unbroken, setup, teardown),
		cmocka_unit_test_setup_teardown(changed_line_shows, setup, teardown),
		cmocka_unit_test_setup_teardown(line_that_was_taken_out_shows, setup, teardown),
		cmocka_unit_test_setup_teardown(first_line_that_was_taken_out_shows, setup, teardown),
		cmocka_unit_test_setup_teardown(what_became_of_a_message_is_said, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
