/* SPDX-License-Identifier: MIT
 *
 * The record of support as reports shows it, from a real store: in the order of days, page after page, with a chain that shows
 * what was altered; sums of budgets; what waits in a case.
 */
#include "services/reports/casework/answers.h"
#include "services/reports/casework/records.h"
#include "tests/unit/store/temporary.h"

#define NOW INT64_C(1795338000000000) /* 2026-11-22T09:00:00Z */

struct fixture {
	void *folder;
	struct store *store;
	struct catalogue *catalogue;
	struct reading reading;
	struct txn txn;
	uint8_t chain[SHA256_LEN]; /* of the record that put() wrote last */
	uint64_t last;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (folder_setup(&f->folder) < 0 || catalogue_open("common/model/catalogue", &f->catalogue, NULL) < 0)
		return -1;
	f->store = opened_with(f->folder, "s", reports_tables, REPORTS_TABLES);
	f->reading = (struct reading){.txn = &f->txn,
		.arena = arena_open(64 * MIB),
		.scratch = arena_open(64 * MIB),
		.receipts = arena_open(MIB),
		.catalogue = f->catalogue,
		.at = NOW};
	begin_write(f->store, &f->txn);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int rc = txn_commit(&f->txn);

	store_free(f->store);
	catalogue_free(f->catalogue);
	arena_free(f->reading.arena);
	arena_free(f->reading.scratch);
	arena_free(f->reading.receipts);
	rc = folder_teardown(&f->folder) < 0 ? -1 : rc;
	free(f);
	return rc;
}

/* One change of a record whose fields are name, value, name, value, NULL. */
static void put(struct fixture *f, uint64_t id, const char *kind, uint64_t case_id, enum record_state state,
	const char *const *words)
{
	static const uint8_t none[SHA256_LEN];
	struct record_field field[RECORD_FIELDS_MAX];
	struct alert_event event = {.kind = ALERT_EVENT_CASE};
	struct case_changed *changed = &event.case_changed;
	struct buffer out;

	*changed = (struct case_changed){.record = {.id = id,
						 .kind = kind,
						 .case_id = case_id,
						 .urn = 100001,
						 .authority = 855,
						 .state = state,
						 .made = NOW,
						 .changed = NOW,
						 .field = field},
		.at = NOW,
		.who = "w",
		.what = "added",
		.text = "t"};
	for (; words[2 * changed->record.n_field] != NULL; changed->record.n_field++)
		field[changed->record.n_field] = (struct record_field){
			words[2 * changed->record.n_field], words[2 * changed->record.n_field + 1]};
	case_changed_chain(id == f->last ? f->chain : none, changed, changed->chain);
	memcpy(changed->record.chain, changed->chain, SHA256_LEN);
	memcpy(f->chain, changed->chain, SHA256_LEN);
	f->last = id;
	buffer_init(&out, MIB);
	assert_int_equal(alert_encode(&event, &out), 0);
	records_put(&f->txn, changed, bytes_of(out.data, out.len));
	buffer_done(&out);
}

#define PUT(f, id, kind, of, state, ...) put(f, id, kind, of, state, (const char *const[]){__VA_ARGS__, NULL})

static struct query_result ask(struct fixture *f, struct query *query)
{
	struct query_result result = {0};
	struct err_text text = {""};

	arena_reset(f->reading.arena);
	arena_reset(f->reading.scratch);
	query->kind = QUERY_CASES;
	if (query->cases.kind == NULL)
		query->cases.kind = "";
	query->cases.area = query->cases.state = "";
	if (answer_cases(&f->reading, query, &result, &text) < 0)
		fail_msg("%s", text.text);
	return result;
}

static const char *cell(const struct table *table, size_t row, const char *column)
{
	for (size_t k = 0; k < table->n_columns; k++)
		if (strcmp(table->column[k], column) == 0)
			return table->cell[row * table->n_columns + k];
	fail_msg("no column '%s'", column);
	return "";
}

static void a_case_is_told_in_the_order_of_days(void **state)
{
	struct fixture *f = *state;
	struct query query = {.cases = {.case_id = 1}};
	static const char *const days[] = {"2026-09-01", "2026-10-12", "2026-11-22", "2026-12-01"};
	static const char *const kinds[] = {"package", "visit", "priority", "action"};
	struct query_result result;

	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "T");
	PUT(f, 2, "action", 1, RECORD_OPEN, "due", "2026-12-01");
	PUT(f, 3, "visit", 1, RECORD_OPEN, "day", "2026-10-12");
	PUT(f, 4, "package", 1, RECORD_OPEN, "start", "2026-09-01");
	PUT(f, 5, "priority", 1, RECORD_OPEN, "text", "has no day but that on which it was made");
	PUT(f, 6, "visit", 7, RECORD_OPEN, "day", "2026-10-12");
	result = ask(f, &query);
	assert_int_equal(result.n_tables, 2);
	assert_string_equal(result.table[0].name, "case");
	assert_int_equal(result.table[1].n_rows, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(cell(&result.table[1], i, "day"), days[i]);
		assert_string_equal(cell(&result.table[1], i, "kind"), kinds[i]);
	}
}

/* 300 notes of 4,000 bytes do not fit one answer of 400 KB. */
static void a_long_case_comes_in_pages_and_whole(void **state)
{
	struct fixture *f = *state;
	struct query query = {.cases = {.case_id = 1}};
	static char text[4001];
	uint8_t next[8];
	size_t rows = 0, pages = 0;

	memset(text, 'x', 4000);
	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "T");
	for (uint64_t id = 2; id < 302; id++)
		PUT(f, id, "note", 1, RECORD_OPEN, "text", text);
	do {
		struct query_result result = ask(f, &query);
		const struct table *last = &result.table[result.n_tables - 1];

		assert_int_equal(result.n_tables, pages == 0 ? 2 : 1);
		for (size_t i = 0; i < last->n_rows; i++)
			assert_int_equal(strtoull(cell(last, i, "record"), NULL, 10), 2 + rows++);
		query.after = bytes_of(next, result.next.len);
		if (result.next.len > 0)
			memcpy(next, result.next.data, sizeof(next));
		pages++;
	} while (query.after.len > 0);
	assert_int_equal(rows, 300);
	assert_true(pages > 2);
}

static void what_was_altered_breaks_the_chain(void **state)
{
	struct fixture *f = *state;
	struct query query = {.cases = {.record = 1}};
	struct query_result result;

	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "T");
	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "U");
	f->chain[0] ^= 1; /* as if the line before had been another */
	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "V");
	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "W");
	result = ask(f, &query);
	assert_int_equal(result.table[1].n_rows, 4);
	assert_string_equal(cell(&result.table[1], 0, "chain"), "whole");
	assert_string_equal(cell(&result.table[1], 1, "chain"), "whole");
	assert_string_equal(cell(&result.table[1], 2, "chain"), "broken");
	assert_string_equal(cell(&result.table[1], 3, "chain"), "whole");
}

static void what_is_due_on_the_day_is_not_overdue(void **state)
{
	struct fixture *f = *state;
	struct query query = {0};
	struct query_result result;

	PUT(f, 1, "case", 0, RECORD_OPEN, "title", "T", "next_review", "2026-11-22");
	PUT(f, 2, "case", 0, RECORD_OPEN, "title", "U", "next_review", "2026-12-22");
	PUT(f, 3, "action", 2, RECORD_OPEN, "due", "2026-11-21");
	PUT(f, 4, "action", 2, RECORD_CLOSED, "due", "2026-11-01");
	PUT(f, 5, "case", 0, RECORD_CLOSED, "title", "V", "next_review", "2026-01-01");
	result = ask(f, &query);
	assert_int_equal(result.table[0].n_rows, 3);
	assert_string_equal(cell(&result.table[0], 0, "overdue"), "");
	assert_string_equal(cell(&result.table[0], 1, "overdue"), "yes");
	assert_string_equal(cell(&result.table[0], 1, "next_due"), "2026-11-21");
	assert_string_equal(cell(&result.table[0], 1, "open_actions"), "1");
	assert_string_equal(cell(&result.table[0], 2, "next_due"), "");
}

static void budgets_add_up_what_they_bear(void **state)
{
	struct fixture *f = *state;
	struct query query = {.cases = {.kind = "budget"}};
	struct query_result result;

	PUT(f, 1, "budget", 0, RECORD_OPEN, "name", "N", "amount", "1000.00");
	PUT(f, 2, "budget", 0, RECORD_OPEN, "name", "M", "amount", "1000.00");
	PUT(f, 3, "case", 0, RECORD_OPEN, "title", "T");
	PUT(f, 4, "package", 3, RECORD_OPEN, "cost", "600.00", "spent", "0.50", "budget", "1");
	PUT(f, 5, "line", 3, RECORD_OPEN, "cost", "400.01", "budget", "1");
	PUT(f, 6, "line", 3, RECORD_WITHDRAWN, "cost", "400.01", "budget", "2");
	result = ask(f, &query);
	assert_string_equal(cell(&result.table[0], 0, "committed"), "1000.01");
	assert_string_equal(cell(&result.table[0], 0, "spent"), "0.50");
	assert_string_equal(cell(&result.table[0], 0, "left"), "-0.01");
	assert_string_equal(cell(&result.table[0], 0, "overspent"), "yes");
	assert_string_equal(cell(&result.table[0], 1, "left"), "1000.00");
	assert_string_equal(cell(&result.table[0], 1, "overspent"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_case_is_told_in_the_order_of_days),
		TEST(a_long_case_comes_in_pages_and_whole),
		TEST(what_was_altered_breaks_the_chain),
		TEST(what_is_due_on_the_day_is_not_overdue),
		TEST(budgets_add_up_what_they_bear),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
