/* SPDX-License-Identifier: MIT
 *
 * Boundary cases of the rules as shipped, as tables: what is known when a rule is just true, and what each change of it
 * makes of the condition. A term is written as a condition writes it: "high(previous(ks4.progress8))".
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_CASES_H
#define LEEP_TESTS_UNIT_ALERTS_CASES_H

#include "common/base/bytes.h"
#include "services/alerts/rules/expression_parts.h"
#include "tests/unit/alerts/shipped.h"

/* Not known. */
#define NONE INT64_MIN

/* Numbers are thousandths; with a text only the text is known. */
struct fact {
	const char *term;
	int64_t number;
	const char *text;
};

#define FACTS_MAX   24
#define CHANGES_MAX 12

/* A fact that is otherwise, and what the condition, or the one for recovering, is then. */
struct otherwise {
	struct fact fact;
	enum truth truth;
	bool recovers;
};

/* How tables are written: what is known, and what the condition, or the one for recovering, is where it is otherwise. */
#define IS(t, n)                           \
	{                                  \
		.term = (t), .number = (n) \
	}
#define SAYS(t, w)                       \
	{                                \
		.term = (t), .text = (w) \
	}
#define NOT_KNOWN(t)                        \
	{                                   \
		.term = (t), .number = NONE \
	}
#define TRUE_IF(...)                                     \
	{                                                \
		.fact = __VA_ARGS__, .truth = TRUTH_TRUE \
	}
#define FALSE_IF(...)                                     \
	{                                                 \
		.fact = __VA_ARGS__, .truth = TRUTH_FALSE \
	}
#define UNKNOWN_IF(...)                                     \
	{                                                   \
		.fact = __VA_ARGS__, .truth = TRUTH_UNKNOWN \
	}
#define ENDS_IF(...)                                                       \
	{                                                                  \
		.fact = __VA_ARGS__, .truth = TRUTH_TRUE, .recovers = true \
	}
#define STAYS_IF(...)                                                       \
	{                                                                   \
		.fact = __VA_ARGS__, .truth = TRUTH_FALSE, .recovers = true \
	}
#define END_UNKNOWN_IF(...)                                                   \
	{                                                                     \
		.fact = __VA_ARGS__, .truth = TRUTH_UNKNOWN, .recovers = true \
	}

struct rule_case {
	const char *rule;
	struct fact fact[FACTS_MAX];
	struct otherwise change[CHANGES_MAX];
};

/* The word of an aspect; "" for a figure itself. */
static inline const char *aspect_text(enum aspect aspect)
{
	const struct aspect_word *const lists[] = {aspects_of_figures, aspects_of_others};

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (const struct aspect_word *word = lists[i]; word->word != NULL; word++)
			if (word->aspect == aspect)
				return word->word;
	return "";
}

/* As a condition writes it, without quotes, and of events without their days. */
static inline const char *term_text(const struct term *term, char *out, size_t max)
{
	const char *aspect = aspect_text(term->aspect);
	bool figure = term_is_figure(term);
	const char *name = figure ? term->measure : aspect;
	const char *more = figure ? term->group : term->word;
	bool around = figure && aspect[0] != '\0';
	size_t n = 0;

	n += (size_t)snprintf(out, max, "%s%s", around ? aspect : "", around ? "(" : "");
	for (unsigned i = 0; i < term->back; i++)
		n += (size_t)snprintf(out + n, max - n, "previous(");
	n += (size_t)snprintf(out + n, max - n, "%s%s%s%s", name,
		more[0] == '\0' ? ""
		: figure        ? "["
				: "(",
		more,
		more[0] == '\0' ? ""
		: figure        ? "]"
				: ")");
	for (unsigned i = 0; i < term->back + around; i++)
		n += (size_t)snprintf(out + n, max - n, ")");
	return out;
}

/* The facts of a case, one of them perhaps otherwise. */
struct known_facts {
	const struct rule_case *of;
	const struct fact *otherwise; /* NULL: none */
};

static inline bool look_up(void *context, const struct term *term, struct known_value *ret)
{
	const struct known_facts *known = context;
	const struct fact *fact = NULL;
	char text[256];

	term_text(term, text, sizeof(text));
	for (size_t i = 0; i < FACTS_MAX && known->of->fact[i].term != NULL; i++)
		if (strcmp(known->of->fact[i].term, text) == 0)
			fact = &known->of->fact[i];
	if (known->otherwise != NULL && strcmp(known->otherwise->term, text) == 0)
		fact = known->otherwise;
	if (fact == NULL || fact->number == NONE)
		return false;
	ret->text = fact->text;
	ret->has_number = fact->text == NULL;
	ret->number = fact->number * 1000;
	return true;
}

/* A slip in a table would test nothing: each fact is one that the rule asks about. */
static inline void assert_asked(const struct rule *rule, const struct fact *fact)
{
	const struct expression *both[] = {rule->when, rule->recovers};
	char text[256];

	for (size_t k = 0; k < 2 && both[k] != NULL; k++) {
		const struct term *term;
		size_t n = expression_terms(both[k], &term);

		for (size_t i = 0; i < n; i++)
			if (strcmp(term_text(&term[i], text, sizeof(text)), fact->term) == 0)
				return;
	}
	fail_msg("%s does not ask about %s", rule->id, fact->term);
}

static inline void assert_case(const struct rules *rules, const struct rule_case *one)
{
	static const char *const words[] = {"false", "true", "unknown"};
	const struct rule *rule = named(rules, one->rule);
	struct rule_case nothing = {.rule = one->rule};
	struct known_facts known = {one, NULL};

	for (size_t i = 0; i < FACTS_MAX && one->fact[i].term != NULL; i++)
		assert_asked(rule, &one->fact[i]);
	if (expression_evaluate(rule->when, look_up, &known) != TRUTH_TRUE)
		fail_msg("%s is not true where it should be", rule->id);
	known.of = &nothing;
	if (expression_evaluate(rule->when, look_up, &known) != TRUTH_UNKNOWN)
		fail_msg("%s rests on nothing", rule->id);
	known.of = one;
	for (size_t i = 0; i < CHANGES_MAX && one->change[i].fact.term != NULL; i++) {
		const struct otherwise *change = &one->change[i];
		enum truth truth;

		assert_asked(rule, &change->fact);
		known.otherwise = &change->fact;
		assert_true(!change->recovers || rule->recovers != NULL);
		truth = expression_evaluate(change->recovers ? rule->recovers : rule->when, look_up, &known);
		if (truth != change->truth)
			fail_msg("%s%s: %s otherwise (%zu): %s", rule->id,
				change->recovers ? ", recovers" : "", change->fact.term, i, words[truth]);
	}
}

/* The table has every shipped rule whose id begins so. */
static inline void assert_complete(
	const struct rules *rules, const char *begins, const struct rule_case *cases, size_t n)
{
	for (size_t i = 0; i < rules->n; i++) {
		const char *id = rules->rule[i].id;
		size_t k = 0;

		if (strncmp(id, begins, strlen(begins)) != 0)
			continue;
		while (k < n && strcmp(cases[k].rule, id) != 0)
			k++;
		if (k == n)
			fail_msg("%s has no boundary cases", id);
	}
}

/* Does the rule hold for the year that ends in `year`, or for the day? */
static inline bool of_year(const struct rules *rules, const char *id, unsigned year)
{
	return rule_holds_for_period(named(rules, id), period_make(PERIOD_ACADEMIC, year, 0));
}

static inline bool of_day(const struct rules *rules, const char *id, const char *text)
{
	uint32_t day;

	assert_int_equal(day_parse(text, strlen(text), &day), 0);
	return rule_holds_for_day(named(rules, id), day);
}

#endif
