/* SPDX-License-Identifier: MIT
 *
 * Queries about rules, deliveries and the casework.
 */
#include "tests/unit/model/codec.h"

#include "common/model/query.h"

static int encode(const void *value, struct buffer *out)
{
	return query_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return query_decode(arena, bytes, ret, ret_reason);
}

static const struct codec codec = {encode, decode, sizeof(struct query)};

static struct query tried = {.kind = QUERY_RULES,
	.rules = {.verb = RULES_VERB_TEST,
		.text = "rules:\n  - id: x\n",
		.rule = "x",
		.area = "855",
		.period = "2016/17"}};
static struct query in_force = {.kind = QUERY_RULES,
	.after = {(const uint8_t *)"\0\1\xff", 3},
	.rules = {.verb = RULES_VERB_LIST, .text = "", .rule = "", .area = "", .period = ""}};
static struct query explained = {.kind = QUERY_RULES,
	.rules = {.verb = RULES_VERB_EXPLAIN,
		.text = "",
		.rule = "county.turning",
		.area = "855",
		.period = "",
		.measure = "ks4.progress8"}};
static struct query deliveries = {.kind = QUERY_DELIVERIES, .after = {(const uint8_t *)"\xff", 1}};
static struct query cases = {.kind = QUERY_CASES,
	.cases = {.kind = "visit", .case_id = 4, .area = "138529", .state = "open", .record = UINT64_MAX}};
static struct query impact = {
	.kind = QUERY_IMPACT, .impact = {.record = 17, .area = "855", .role = "adviser"}};

static const struct example examples[] = {{"query-rules-tried", &tried}, {"query-rules-in-force", &in_force},
	{"query-rules-explained", &explained}, {"query-deliveries", &deliveries}, {"query-cases", &cases},
	{"query-impact", &impact}};

static void every_query_arrives_as_it_was_asked(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct query *q = round_trip(&codec, arena, &tried);

	(void)state;
	assert_true(q->kind == QUERY_RULES && q->rules.verb == RULES_VERB_TEST && q->after.len == 0);
	assert_string_equal(q->rules.text, tried.rules.text);
	assert_string_equal(q->rules.rule, "x");
	assert_string_equal(q->rules.area, "855");
	assert_string_equal(q->rules.period, "2016/17");
	q = round_trip(&codec, arena, &in_force);
	assert_true(q->rules.verb == RULES_VERB_LIST && q->rules.text[0] == '\0');
	assert_true(bytes_equal(q->after, in_force.after));
	assert_string_equal(q->rules.measure, "");
	q = round_trip(&codec, arena, &explained);
	assert_int_equal(q->rules.verb, RULES_VERB_EXPLAIN);
	assert_string_equal(q->rules.measure, "ks4.progress8");
	q = round_trip(&codec, arena, &deliveries);
	assert_true(q->kind == QUERY_DELIVERIES && q->after.len == 1);
	q = round_trip(&codec, arena, &cases);
	assert_true(q->kind == QUERY_CASES && q->cases.case_id == 4 && q->cases.record == UINT64_MAX);
	assert_string_equal(q->cases.kind, "visit");
	assert_string_equal(q->cases.area, "138529");
	assert_string_equal(q->cases.state, "open");
	q = round_trip(&codec, arena, &impact);
	assert_true(q->kind == QUERY_IMPACT && q->impact.record == 17);
	assert_string_equal(q->impact.area, "855");
	assert_string_equal(q->impact.role, "adviser");
	arena_free(arena);
}

#define REFUSED(example, field, wrong)                                                          \
	do {                                                                                    \
		__typeof__(field) kept = field;                                                 \
		field = wrong;                                                                  \
		assert_refused(&codec, &example, "text of the query is malformed or too long"); \
		field = kept;                                                                   \
	} while (0)

static void what_is_malformed_is_refused(void **state)
{
	(void)state;
	REFUSED(tried, tried.rules.verb, (enum rules_verb)0);
	REFUSED(tried, tried.rules.verb, (enum rules_verb)4);
	REFUSED(tried, tried.rules.rule, "\xff");
	REFUSED(tried, tried.rules.area, "\xff");
	REFUSED(tried, tried.rules.period, text_of_length(NAME_MAX_LEN + 1));
	REFUSED(tried, tried.rules.text, "rules:\r");
	REFUSED(cases, cases.cases.kind, "\xff");
	REFUSED(cases, cases.cases.area, "\xff");
	REFUSED(cases, cases.cases.state, text_of_length(NAME_MAX_LEN + 1));
	REFUSED(impact, impact.impact.area, "\x01");
	REFUSED(impact, impact.impact.role, "\xff");
}

static void rules_may_be_as_long_as_a_configuration(void **state)
{
	char *text = malloc(QUERY_TEXT_MAX + 2);
	struct arena *arena = arena_open(CODEC_ARENA);
	struct query query = tried;

	(void)state;
	memset(text, 'x', QUERY_TEXT_MAX + 1);
	text[QUERY_TEXT_MAX + 1] = '\0';
	REFUSED(query, query.rules.text, text);
	text[QUERY_TEXT_MAX] = '\0';
	query.rules.text = text;
	assert_int_equal(
		strlen(((struct query *)round_trip(&codec, arena, &query))->rules.text), QUERY_TEXT_MAX);
	arena_free(arena);
	free(text);
}

static void any_beginning_of_a_query_is_refused_or_a_query(void **state)
{
	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
}

static void twenty_thousand_damaged_queries_are_refused_or_queries(void **state)
{
	(void)state;
	check_mutations(&codec, examples, ARRAY_LEN(examples));
}

static void queries_written_before_are_read_as_they_were(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_written_before_are_read_as_they_were),
		cmocka_unit_test(every_query_arrives_as_it_was_asked),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(rules_may_be_as_long_as_a_configuration),
		cmocka_unit_test(any_beginning_of_a_query_is_refused_or_a_query),
		cmocka_unit_test(twenty_thousand_damaged_queries_are_refused_or_queries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
