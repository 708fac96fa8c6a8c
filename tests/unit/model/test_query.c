/* SPDX-License-Identifier: MIT
 *
 * Queries and the tables that answer them.
 */
#include "tests/unit/model/codec.h"

#include "common/model/query.h"
#include "leep/query.pb-c.h"

static int encode(const void *value, struct buffer *out)
{
	return query_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return query_decode(arena, bytes, ret, ret_reason);
}

static int encode_result(const void *value, struct buffer *out)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	int rc = query_result_encode(arena, value, out);

	arena_free(arena);
	return rc;
}

static int decode_result(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	(void)ret_reason;
	return query_result_decode(arena, bytes, ret);
}

static const struct codec codec = {encode, decode, sizeof(struct query)};
static const struct codec results = {encode_result, decode_result, sizeof(struct query_result)};

#define AFTER                                  \
	{                                      \
		(const uint8_t *)"\0\1\xff", 3 \
	}
static struct query indicators = {
	QUERY_INDICATORS, AFTER, {.indicators = {"ks4.*", "school", "855", "all", "2018/19", -1, true, ""}}};
static struct query as_adviser = {QUERY_INDICATORS, {0},
	{.indicators = {"ks4.*", "school", "855", "all", "2018/19", 0, false, "adviser"}}};
static struct query submissions = {QUERY_SUBMISSIONS, {0}, {.submissions = {7, true}}};
static struct query alerts = {QUERY_ALERTS, {0}, {.alerts = {"855", "open", "progress-low", 3, ""}}};
static struct query somebodys = {QUERY_ALERTS, {0}, {.alerts = {"", "", "", 0, "a@council.example"}}};
static struct query alert = {QUERY_ALERT, {0}, {.alert = UINT64_MAX}};
static struct query waiting = {QUERY_WAIT, {0}, {.submission = 9}};
static struct query papers = {QUERY_PAPERS, {0}, {.alert = 0}};
static struct query findings = {QUERY_FINDINGS, AFTER, {.submission = 11}};
static struct query paper = {QUERY_PAPER, {0}, {.paper = {"855-2013.html", 1u << 20}}};
static struct query schools = {QUERY_SCHOOLS, AFTER, {.area = "136338"}};
static struct query events = {QUERY_EVENTS, {0}, {.area = "855"}};

static const char *const columns[] = {"area", "value"};
static struct query_result answer = {2,
	{{"figures", 2, columns, 2, (const char *[]){"855", "−0.5", "119903", ""}},
		{"empty", 1, columns, 0, NULL}},
	AFTER, {(const uint8_t *)"<p>", 3}, 99};

static const struct example examples[] = {{"query-indicators", &indicators},
	{"query-submissions", &submissions}, {"query-alerts", &alerts}, {"query-alert", &alert},
	{"query-wait", &waiting}, {"query-papers", &papers}, {"query-paper", &paper},
	{"query-schools", &schools}, {"query-events", &events}, {"query-findings", &findings},
	{"query-indicators-role", &as_adviser}};
static const struct example answers[] = {{"query-result", &answer}};

static void every_query_arrives_as_it_was_asked(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct query *q = round_trip(&codec, arena, &indicators);

	(void)state;
	assert_true(bytes_equal(q->after, indicators.after) && q->indicators.as_of == -1 &&
		    q->indicators.worked_out);
	assert_string_equal(q->indicators.measure, "ks4.*");
	assert_string_equal(q->indicators.level, "school");
	assert_string_equal(q->indicators.area, "855");
	assert_string_equal(q->indicators.group, "all");
	assert_string_equal(q->indicators.period, "2018/19");
	assert_string_equal(q->indicators.role, "");
	q = round_trip(&codec, arena, &as_adviser);
	assert_string_equal(q->indicators.role, "adviser");
	q = round_trip(&codec, arena, &submissions);
	assert_true(q->submissions.number == 7 && q->submissions.rejects && q->after.len == 0);
	q = round_trip(&codec, arena, &alerts);
	assert_string_equal(q->alerts.area, "855");
	assert_string_equal(q->alerts.state, "open");
	assert_string_equal(q->alerts.rule, "progress-low");
	assert_true(q->alerts.submission == 3);
	assert_string_equal(q->alerts.adviser, "");
	q = round_trip(&codec, arena, &somebodys);
	assert_string_equal(q->alerts.adviser, "a@council.example");
	assert_true(((struct query *)round_trip(&codec, arena, &alert))->alert == UINT64_MAX);
	assert_true(((struct query *)round_trip(&codec, arena, &waiting))->submission == 9);
	q = round_trip(&codec, arena, &findings);
	assert_true(q->kind == QUERY_FINDINGS && q->submission == 11 && q->after.len == 3);
	assert_int_equal(((struct query *)round_trip(&codec, arena, &papers))->kind, QUERY_PAPERS);
	q = round_trip(&codec, arena, &paper);
	assert_string_equal(q->paper.name, "855-2013.html");
	assert_true(q->paper.offset == 1u << 20);
	arena_free(arena);
}

static void a_table_arrives_cell_by_cell(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct query_result *r = round_trip(&results, arena, &answer);

	(void)state;
	assert_true(r->n_tables == 2 && r->table[0].n_columns == 2 && r->table[0].n_rows == 2);
	assert_string_equal(r->table[0].name, "figures");
	assert_string_equal(r->table[0].column[1], "value");
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(r->table[0].cell[i], answer.table[0].cell[i]);
	assert_true(r->table[1].n_rows == 0 && r->data_size == 99 && bytes_equal(r->data, answer.data));
	assert_true(bytes_equal(r->next, answer.next));
	arena_free(arena);
}

static void what_is_malformed_is_refused(void **state)
{
	struct query wrong = indicators;
	struct buffer out = encoded(&results, &answer);
	Leep__QueryResult *r = leep__query_result__unpack(NULL, out.len, out.data);
	uint8_t packed[256];

	(void)state;
	wrong.indicators.area = "\xff";
	assert_refused(&codec, &wrong, "text of the query is malformed or too long");
	wrong = paper;
	wrong.paper.name = text_of_length(NAME_MAX_LEN + 1);
	assert_refused(&codec, &wrong, "text of the query is malformed or too long");
	wrong = alerts;
	wrong.alerts.state = "a\x01";
	assert_refused(&codec, &wrong, "text of the query is malformed or too long");
	assert_refused_bytes(&codec, bytes_of("", 0), "kind of query not known");
	assert_refused_bytes(&codec, bytes_of("\xff", 1), "not a query");
	r->table[0]->row[1]->n_cell = 1;
	assert_refused_bytes(&results, bytes_of(packed, leep__query_result__pack(r, packed)), "");
	r->table[0]->row[1]->n_cell = 2;
	r->table[0]->n_column = 0;
	assert_refused_bytes(&results, bytes_of(packed, leep__query_result__pack(r, packed)), "");
	r->table[0]->n_column = 2;
	leep__query_result__free_unpacked(r, NULL);
	buffer_done(&out);
}

static void more_tables_than_the_limit_are_neither_sent_nor_taken(void **state)
{
	struct query_result many = {.n_tables = TABLES_MAX + 1};
	struct buffer out;

	(void)state;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(encode_result(&many, &out), ERR_LIMIT);
	buffer_done(&out);
	assert_refused_bytes(&results, bytes_of("\x0a\x00\x0a\x00\x0a\x00\x0a\x00\x0a\x00", 10), "");
}

static void any_beginning_of_a_query_is_refused_or_a_query(void **state)
{
	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
	check_prefixes(&results, answers, 1);
}

static void twenty_thousand_damaged_queries_are_refused_or_queries(void **state)
{
	(void)state;
	check_mutations(&codec, examples, ARRAY_LEN(examples));
	check_mutations(&results, answers, 1);
}

static void queries_written_before_are_read_as_they_were(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
	check_golden(&results, answers, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_written_before_are_read_as_they_were),
		cmocka_unit_test(every_query_arrives_as_it_was_asked),
		cmocka_unit_test(a_table_arrives_cell_by_cell),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(more_tables_than_the_limit_are_neither_sent_nor_taken),
		cmocka_unit_test(any_beginning_of_a_query_is_refused_or_a_query),
		cmocka_unit_test(twenty_thousand_damaged_queries_are_refused_or_queries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
