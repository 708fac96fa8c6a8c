/* SPDX-License-Identifier: MIT
 *
 * The file of rules: its keys, what each subject may ask about, and where a slip is said to be.
 */
#include "tests/unit/alerts/shipped.h"

/* A rule of so many lines, the condition on line 7; `more` are further lines. */
#define RULE(id, subject, measure, when, more)                                                               \
	"  - id: " id "\n    title: T\n    severity: watch\n    subject: " subject "\n    measure: " measure \
	"\n    when: " when "\n    source: S\n    advice: A\n" more
#define ONE(subject, measure, when, more) "rules:\n" RULE("a.b", subject, measure, when, more)
#define FIGURES(more)                     ONE("figures", "ks4.progress8", "ks4.progress8 < 0", more)

static struct rule one_of(void **state, const char *text)
{
	struct bench *bench = *state;
	struct rules rules = {0, NULL};
	struct err_text error = {""};

	if (rules_parse(bench->arena, bytes_text(text), bench->catalogue, &rules, &error) < 0)
		fail_msg("%s\n%s", text, error.text);
	assert_true(rules.n > 0);
	return rules.rule[0];
}

static void refused(void **state, const char *text, const char *said)
{
	struct bench *bench = *state;
	struct rules rules = {7, NULL};
	struct err_text error = {""};
	int rc = rules_parse(bench->arena, bytes_text(text), bench->catalogue, &rules, &error);

	if (rc != ERR_SYNTAX || strcmp(error.text, said) != 0)
		fail_msg("%s\n%d: %s\nnot: %s", text, rc, error.text, said);
	assert_int_equal(rules.n, 7);
}

static void all_keys_are_read(void **state)
{
	struct rule rule = one_of(state,
		FIGURES("    recovers: ks4.progress8 > 0.1\n    latest: true\n    inhibits: [a.c, 'b.*']\n")
			RULE("a.c", "figures", "ks4.progress8", "ks4.progress8 < 0", "")
				RULE("b.d", "figures", "ks4.progress8", "ks4.progress8 < 0", ""));

	assert_string_equal(rule.recovers_wording, "ks4.progress8 > 0.1");
	assert_non_null(rule.recovers);
	assert_true(rule.latest);
	assert_true(rule_inhibits(&rule, "a.c"));
	assert_true(rule_inhibits(&rule, "b.d"));
	assert_false(rule_inhibits(&rule, "a.cd"));
	assert_false(rule_inhibits(&rule, "b"));
	rule = one_of(state, FIGURES(""));
	assert_string_equal(rule.recovers_wording, "");
	assert_null(rule.recovers);
	assert_false(rule.latest || rule.any_measure);
	assert_int_equal(rule.n_inhibits, 0);
	assert_string_equal(rule.event, "");
	assert_int_equal(rule.due, 0);
}

static void a_rule_does_not_keep_itself_quiet(void **state)
{
	struct rule rule = one_of(state, FIGURES("    inhibits: ['a.*']\n") RULE(
						 "a.c", "figures", "ks4.progress8", "ks4.progress8 < 0", ""));

	assert_true(rule_inhibits(&rule, "a.c"));
	assert_false(rule_inhibits(&rule, "a.b"));
}

static void each_subject_has_its_keys(void **state)
{
	struct period academic = period_make(PERIOD_ACADEMIC, 2018, 0);
	struct period calendar = period_make(PERIOD_CALENDAR, 2018, 0);
	struct rule rule =
		one_of(state, ONE("event", "events.warning_notice", "events(\"warning notice\", 1) > 0",
				      "    event: warning notice\n    from: 2015-01-01\n"));

	assert_int_equal(rule.subject, RULE_EVENT);
	assert_string_equal(rule.event, "warning notice");
	assert_true(rule_holds_for_day(&rule, 17000));
	assert_false(rule_holds_for_day(&rule, 16000));
	assert_false(rule_holds_for_period(&rule, academic));
	rule = one_of(state, ONE("county", "any", "quartile(it) = 4 and quartile(previous(it)) < 4", ""));

	assert_true(rule.any_measure);
	assert_true(rule_holds_for_period(&rule, academic) && rule_holds_for_period(&rule, calendar));
	assert_false(rule_holds_for_day(&rule, 17000));
	rule = one_of(
		state, ONE("data", "ks4.progress8", "data.late > 0", "    due: 11-30\n    until: 2017/18\n"));
	assert_int_equal(rule.due, 1130);
	assert_true(rule_holds_for_period(&rule, academic));
	assert_false(rule_holds_for_period(&rule, period_make(PERIOD_ACADEMIC, 2019, 0)));
	rule = one_of(state, ONE("figures", "ks4.progress8",
				     "trend_high(ks4.progress8) < 0 and inspection.overall <= 2", ""));
	assert_true(rule_holds_for_period(&rule, academic));
	assert_false(rule_holds_for_period(&rule, calendar));
}

static void what_a_subject_has_not_is_refused_at_its_place(void **state)
{
	static const struct {
		const char *text, *said;
	} slips[] = {
		{FIGURES("    event: complaint\n"),
			"line 10, column 12: rule \"a.b\": event is for events only"},
		{FIGURES("    due: 11-30\n"), "line 10, column 10: rule \"a.b\": due is for data only"},
		{FIGURES("    inhibits: [c.d]\n"),
			"line 10, column 15: rule \"a.b\": inhibits \"c.d\", but no other rule is so called"},
		{FIGURES("    inhibits: ['a.*']\n"),
			"line 10, column 15: rule \"a.b\": inhibits \"a.*\", but no other rule is so called"},
		{FIGURES("    inhibits: ['*.b']\n"), "line 10, column 15: rule \"a.b\": inhibits has ids of "
						     "rules, or beginnings of ids that end in *"},
		{FIGURES("    recovers: ks4.progress8 >\n"),
			"line 10, column 30: rule \"a.b\": expected a number or a measure, found the end"},
		{FIGURES("    recovers: data.late = 0\n"), "line 10, column 15: rule \"a.b\": such a rule "
							   "asks about figures, the school and its latest "
							   "inspection only"},
		{ONE("figures", "any", "it < 0", ""),
			"line 6, column 14: rule \"a.b\": \"any\" is not in the catalogue"},
		{ONE("county", "ks4.progress8", "it < 0", ""),
			"line 7, column 11: rule \"a.b\": \"it\" is for rules of any measure"},
		{ONE("county", "any", "ks4.progress8 < 0", ""),
			"line 7, column 11: rule \"a.b\": the condition does not ask about \"it\""},
		{ONE("county", "any", "it < 0 and school.mainstream = 1", ""),
			"line 7, column 22: rule \"a.b\": such a rule asks about figures only"},
		{ONE("inspection", "ofsted.overall", "inspection.overall = 4", "    latest: true\n"),
			"line 10, column 13: rule \"a.b\": latest is for figures only"},
		{ONE("inspection", "ofsted.overall", "previous(inspection.overall) = 4", ""),
			"line 7, column 11: rule \"a.b\": the condition does not ask about "
			"\"ofsted.overall\""},
		{ONE("event", "events.complaint", "events(\"complaint\", 9) > 2", ""),
			"line 2, column 5: rule \"a.b\": event says which kind, such as complaint"},
		{ONE("event", "events.Complaint", "events(\"complaint\", 9) > 2", "    event: Complaint\n"),
			"line 10, column 12: rule \"a.b\": the kind of an event is in small letters, such as "
			"complaint"},
		{ONE("event", "ks4.progress8", "events(\"complaint\", 9) > 2", "    event: complaint\n"),
			"line 6, column 14: rule \"a.b\": the measure of an event is \"events.\" and its "
			"kind, with _ for "
			"spaces"},
		{ONE("event", "events.complaint", "events(\"complaint\", 9) > 2",
			 "    event: complaint\n    from: 2015/16\n"),
			"line 11, column 11: rule \"a.b\": from and until of inspections and events are days "
			"such as "
			"2024-09-01"},
		{ONE("data", "ks4.progress8", "data.late > 0", ""),
			"line 2, column 5: rule \"a.b\": data is due by a day such as 11-30"},
		{ONE("data", "ks4.progress8", "data.late > 0", "    due: 02-29\n"),
			"line 10, column 10: rule \"a.b\": due is a day such as 11-30"},
		{ONE("data", "ks4.progress8", "data.late > 0", "    due: 1-30\n"),
			"line 10, column 10: rule \"a.b\": due is a day such as 11-30"},
		{ONE("data", "ks4.progress8", "data.late > 0", "    due: 11-3\n"),
			"line 10, column 10: rule \"a.b\": due is a day such as 11-30"},
		{ONE("data", "ks4.progress8", "ks4.progress8 > 0", "    due: 11-30\n"),
			"line 7, column 11: rule \"a.b\": such a rule asks about data.late only"},
	};

	for (size_t i = 0; i < ARRAY_LEN(slips); i++)
		refused(state, slips[i].text, slips[i].said);
}

static void a_slip_stands_where_the_file_has_it(void **state)
{
	/* the same condition in each way that YAML writes a text */
	static const struct {
		const char *when, *said;
	} slips[] = {
		{"ks4.progress8 < 0 and high(x)",
			"line 7, column 38: rule \"a.b\": expected a measure, found \"x\""},
		{"\"ks4.progress8 < 0 and\\x20high(x)\"",
			"line 7, column 42: rule \"a.b\": expected a measure, found \"x\""},
		{"'school.phase = \"a\" and high(x)'",
			"line 7, column 40: rule \"a.b\": expected a measure, found \"x\""},
		{"ks4.progress8 < 0\n      and\n       high(x)",
			"line 9, column 13: rule \"a.b\": expected a measure, found \"x\""},
		{">-\n      ks4.progress8 < 0 and\n      high(x) > 1",
			"line 9, column 12: rule \"a.b\": expected a measure, found \"x\""},
		{">-\n      ks4.progress8 < 0 and\n\n      high(x)",
			"line 8, column 7: rule \"a.b\": when is not one line of text"},
		{">-\n      ks4.progress8 < 0 and",
			"line 8, column 28: rule \"a.b\": expected a number or a measure, found the end"},
		{"'ks4.progress8\n      < 0 or ks4.p9 > 0'",
			"line 8, column 14: rule \"a.b\": \"ks4.p9\" is not in the catalogue"},
	};
	char text[1000];

	for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
		(void)snprintf(text, sizeof(text),
			"rules:\n" RULE("a.b", "figures", "ks4.progress8", "%s", ""), slips[i].when);
		refused(state, text, slips[i].said);
	}
}

/* Wherever the shipped rules ask whether a school is mainstream, a slip there is found there. */
static void slips_in_the_shipped_rules_are_found_where_they_are(void **state)
{
	static const char asked[] = "school.mainstream = 1";
	struct bench *bench = *state;
	size_t line = 1, n = 0;

	for (char *p = bench->text, *begin = p; *p != '\0'; p++) {
		struct arena *arena;
		struct err_text error = {""};
		struct rules rules;
		size_t at_line, at_column;
		char id[65];

		if (*p == '\n') {
			line++;
			begin = p + 1;
		}
		if (strncmp(p, asked, sizeof(asked) - 1) != 0)
			continue;
		arena = arena_open((size_t)4 * 1024 * 1024);
		p[7] = 'M';
		assert_int_equal(
			rules_parse(arena, bytes_text(bench->text), bench->catalogue, &rules, &error),
			ERR_SYNTAX);
		p[7] = 'm';
		assert_int_equal(sscanf(error.text, "line %zu, column %zu: rule \"%64[^\"]\"", &at_line,
					 &at_column, id),
			3);
		assert_int_equal(at_line, line);
		assert_int_equal(at_column, p - begin + 1);
		assert_non_null(strstr(named(shipped_rules(state), id)->wording, asked));
		arena_free(arena);
		n++;
	}
	assert_true(n >= 8);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_BENCH(all_keys_are_read),
		ON_A_BENCH(a_rule_does_not_keep_itself_quiet),
		ON_A_BENCH(each_subject_has_its_keys),
		ON_A_BENCH(what_a_subject_has_not_is_refused_at_its_place),
		ON_A_BENCH(a_slip_stands_where_the_file_has_it),
		ON_A_BENCH(slips_in_the_shipped_rules_are_found_where_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
