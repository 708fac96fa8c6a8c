/* SPDX-License-Identifier: MIT
 *
 * Any text as rules.yaml: refused with a reason, or rules that each have all they need, under ids that differ.
 */
#include "services/alerts/rules/rules.h"

#include "tests/fuzz/fuzz.h"

static bool known(void *context, const struct term *term, struct known_value *ret)
{
	(void)term;
	ret->has_number = true;
	ret->number = *(const int64_t *)context;
	return true;
}

static void check_rule(const struct rule *rule, const struct catalogue *catalogue)
{
	static const char *const severities[] = {"info", "watch", "concern", "urgent"};
	const struct term *term;
	int64_t figure = 2000000;
	size_t severity = 0;

	while (severity < ARRAY_LEN(severities) && strcmp(severities[severity], rule->severity) != 0)
		severity++;
	require(severity < ARRAY_LEN(severities), "a severity that exists");
	require(rule->id[0] != '\0' && rule->title[0] != '\0' && rule->source[0] != '\0' &&
			rule->advice[0] != '\0',
		"a rule has its texts");
	require(strchr(rule->title, '\n') == NULL && strchr(rule->wording, '\n') == NULL, "each of one line");
	require(rule->until == 0 || rule->from <= rule->until, "a rule holds at some time");
	require(expression_terms(rule->when, &term) > 0, "a condition asks about something");
	require(rule->subject == RULE_INSPECTION || rule->subject == RULE_EVENT || rule->any_measure ||
			catalogue_measure(catalogue, rule->measure) != NULL,
		"the measure of figures is of the catalogue");
	require((rule->event[0] != '\0') == (rule->subject == RULE_EVENT), "events have a kind");
	require((rule->due != 0) == (rule->subject == RULE_DATA), "data are due");
	require((rule->recovers != NULL) == (rule->recovers_wording[0] != '\0'), "recovery as written");
	require(!rule_inhibits(rule, rule->id), "no rule keeps itself quiet");
	if (rule->recovers != NULL)
		(void)expression_evaluate(rule->recovers, known, &figure);
	(void)expression_evaluate(rule->when, known, &figure);
	require(!rule_holds_for_day(rule, 17000) ||
			!rule_holds_for_period(rule, period_make(PERIOD_ACADEMIC, 2018, 0)),
		"days are for inspections and events, periods for figures");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	static struct catalogue *catalogue;
	char *text = text_of(data, size);
	struct rules rules = {77, NULL};
	struct err_text error = {""};
	int rc;

	if (arena == NULL) {
		arena = arena_open((size_t)8 * 1024 * 1024);
		require(catalogue_open("common/model/catalogue", &catalogue, &error) == 0, error.text);
	}
	arena_reset(arena);
	rc = rules_parse(arena, bytes_of(text, size), catalogue, &rules, &error);
	if (rc < 0) {
		require(rc == ERR_SYNTAX || rc == ERR_LIMIT, "no other error");
		require(rules.n == 77, "what is refused changes nothing");
		require_reason(error.text);
		require(strncmp(error.text, "line 0,", 7) != 0, "a slip has a place");
		rules.n = 0;
	}
	for (size_t i = 0; i < rules.n; i++) {
		check_rule(&rules.rule[i], catalogue);
		for (size_t k = 0; k < i; k++)
			require(strcmp(rules.rule[i].id, rules.rule[k].id) != 0, "ids differ");
	}
	free(text);
	return 0;
}
