/* SPDX-License-Identifier: MIT
 *
 * Any text as a condition: refused with a reason, or evaluated, where what is decided while something is not known
 * stays so when it becomes known, and "not" turns truth round.
 */
#include "services/alerts/rules/expression.h"

#include "tests/fuzz/fuzz.h"

/* What is known: each term has a figure and words that follow from how it is written; of some nothing is known. */
struct world {
	uint32_t hidden; /* every so many terms; 0: none */
	uint32_t spread;
};

static uint32_t stir(uint32_t hash, const char *text)
{
	require(text != NULL, "a term has all its words, if empty ones");
	for (const char *p = text; *p != '\0'; p++)
		hash = (hash ^ (uint8_t)*p) * 16777619u;
	return hash;
}

static bool look_up(void *context, const struct term *term, struct known_value *ret)
{
	const struct world *world = context;
	uint32_t hash = 2166136261u ^ (uint32_t)term->aspect ^ world->spread ^ (term->days << 8 | term->back);

	hash = stir(stir(stir(hash, term->measure), term->group), term->word);
	ret->has_number = true;
	ret->number = (int64_t)(hash % 9) * 1000000 - 4000000;
	ret->text = hash % 2 == 0 ? "Primary" : "good";
	return world->hidden == 0 || hash % world->hidden != 0;
}

static enum truth opposite(enum truth truth)
{
	return truth == TRUTH_UNKNOWN ? truth : truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
}

static void check_negation(struct arena *arena, const char *text, enum truth truth, struct world *world)
{
	char *negated = malloc(strlen(text) + 10);
	const struct expression *expression;
	struct err_text error = {""};

	require(negated != NULL, "memory");
	(void)snprintf(negated, strlen(text) + 10, "not (%s)", text);
	if (expression_parse(arena, negated, &expression, NULL, &error) == 0)
		require(expression_evaluate(expression, look_up, world) == opposite(truth),
			"not is the opposite");
	else
		require(strlen(negated) > EXPRESSION_LENGTH_MAX || strstr(error.text, "nesting") != NULL,
			"what can be said can be negated");
	free(negated);
}

static void check(struct arena *arena, const char *text, const struct expression *expression)
{
	const struct term *term;
	size_t n = expression_terms(expression, &term);

	require(n <= TERMS_MAX, "terms are few");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			require(term[i].aspect != term[k].aspect || term[i].back != term[k].back ||
					term[i].days != term[k].days ||
					strcmp(term[i].measure, term[k].measure) != 0 ||
					strcmp(term[i].group, term[k].group) != 0 ||
					strcmp(term[i].word, term[k].word) != 0,
				"terms are distinct");
	for (size_t i = 0; i < n; i++)
		require(term[i].back <= YEARS_BACK_MAX && expression_column(expression, i) >= 1 &&
				expression_column(expression, i) <= strlen(text),
			"a term is within reach and has a place");
	for (uint32_t spread = 0; spread < 4; spread++) {
		struct world all = {0, spread}, some = {2, spread}, few = {1, spread};
		enum truth truth = expression_evaluate(expression, look_up, &all);
		enum truth partly = expression_evaluate(expression, look_up, &some);
		enum truth blind = expression_evaluate(expression, look_up, &few);

		require(partly == TRUTH_UNKNOWN || partly == truth,
			"what was decided stays when more is known");
		require(blind == TRUTH_UNKNOWN || blind == partly, "and so does what needed no figure");
		check_negation(arena, text, truth, &all);
		check_negation(arena, text, partly, &some);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	char *text = text_of(data, size);
	const struct expression *expression = NULL;
	struct err_text error = {""};
	size_t column = 0;
	int rc;

	if (arena == NULL)
		arena = arena_open((size_t)4 * 1024 * 1024);
	arena_reset(arena);
	rc = expression_parse(arena, text, &expression, &column, &error);
	if (rc == 0)
		check(arena, text, expression);
	else
		require(rc == ERR_SYNTAX && expression == NULL, "what is refused changes nothing");
	if (rc < 0) {
		require_reason(error.text);
		require(column >= 1 && column <= strlen(text) + 1, "a slip has a place");
	}
	free(text);
	return 0;
}
