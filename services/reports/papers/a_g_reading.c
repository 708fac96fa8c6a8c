/* SPDX-License-Identifier: MIT
 *
 * The indicators A to G read: what bears on a decision to inspect, by the rules in a_g.h. The words are in a_g_words.c.
 */
#include "services/reports/papers/a_g.h"
#include "services/reports/papers/when.h"

enum a_g_stands a_g_stands(const struct a_g_figure *figure)
{
	unsigned a = figure->local.decimals, b = figure->national.decimals;
	int64_t printed;

	if (figure->diff == DECIMAL_NONE ||
		!decimal_rescale(figure->diff, MICRO_SCALE, a > b ? a : b, &printed))
		return A_G_NOT_KNOWN;
	return printed < 0 ? A_G_LOWER : printed > 0 ? A_G_HIGHER : A_G_EQUAL;
}

struct a_g_count a_g_count(const struct a_g_indicator *indicator)
{
	struct a_g_count count = {0};

	for (size_t i = 0; i < indicator->n; i++) {
		const struct a_g_figure *figure = &indicator->figure[i];
		enum a_g_stands stands = a_g_stands(figure);

		count.compared += stands != A_G_NOT_KNOWN;
		count.below += stands == A_G_LOWER;
		count.trends += figure->trend != DECIMAL_NONE;
		count.falling += figure->trend != DECIMAL_NONE && figure->trend < 0;
	}
	return count;
}

const struct a_g_figure *a_g_current(const struct a_g_paper *paper, enum a_g_letter letter)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];

	if (indicator->n == 0 || indicator->figure[0].local.m == DECIMAL_NONE ||
		when_academic_year(indicator->figure[0].period) + 1 < period_year(paper->period))
		return NULL;
	return &indicator->figure[0];
}

static enum a_g_bearing bears(bool does)
{
	return does ? A_G_BEARS : A_G_BEARS_NOT;
}

/* A figure that is adverse on one side of England's. */
static enum a_g_bearing beside_england(
	const struct a_g_paper *paper, enum a_g_letter letter, enum a_g_stands adverse)
{
	const struct a_g_figure *figure = a_g_current(paper, letter);
	enum a_g_stands stands = figure == NULL ? A_G_NOT_KNOWN : a_g_stands(figure);

	return stands == A_G_NOT_KNOWN ? A_G_OPEN : bears(stands == adverse);
}

static enum a_g_bearing headlines(const struct a_g_indicator *indicator)
{
	struct a_g_count count = a_g_count(indicator);

	if (count.compared + count.trends == 0)
		return A_G_OPEN;
	return bears(2 * count.below > count.compared || 2 * count.falling > count.trends);
}

enum a_g_bearing a_g_bearing(const struct a_g_paper *paper, enum a_g_letter letter)
{
	const struct a_g_figure *figure;

	switch (letter) {
	case A_G_A:
		return beside_england(paper, letter, A_G_LOWER);
	case A_G_B:
	case A_G_C:
		return beside_england(paper, letter, A_G_HIGHER);
	case A_G_D:
	case A_G_E:
		return headlines(&paper->indicator[letter]);
	case A_G_F:
		return A_G_OPEN;
	case A_G_G:
		figure = a_g_current(paper, letter);
		return bears(figure != NULL && figure->local.m > 0);
	case A_G_LETTERS:
		break;
	}
	return A_G_OPEN;
}

enum a_g_outcome a_g_outcome(const struct a_g_paper *paper)
{
	bool known = true;

	for (enum a_g_letter letter = A_G_A; letter <= A_G_C; letter++) {
		enum a_g_bearing bearing = a_g_bearing(paper, letter);

		if (bearing == A_G_BEARS)
			return A_G_NOT_RULED_OUT;
		known = known && bearing != A_G_OPEN;
	}
	if (a_g_bearing(paper, A_G_G) == A_G_BEARS ||
		(a_g_bearing(paper, A_G_D) == A_G_BEARS && a_g_bearing(paper, A_G_E) == A_G_BEARS))
		return A_G_NOT_RULED_OUT;
	return known ? A_G_UNLIKELY : A_G_NOT_ENOUGH;
}
