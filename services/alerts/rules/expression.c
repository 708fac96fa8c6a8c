/* SPDX-License-Identifier: MIT
 *
 * See expression.h. Evaluating asks for each term once, then walks the tree by the logic of Kleene: an unknown part
 * matters only where it could decide. Letters of texts are alike in either case. The parser is in expression_parse.c.
 */
#include "services/alerts/rules/expression_tree.h"

#include <strings.h>

#include "common/model/decimal.h"

bool term_is_figure(const struct term *term)
{
	return term->aspect <= ASPECT_BESIDE_ZERO;
}

size_t expression_terms(const struct expression *expression, const struct term **ret)
{
	*ret = expression->term;
	return expression->n_term;
}

size_t expression_column(const struct expression *expression, size_t term)
{
	return expression->column[term];
}

/* A text of EXPRESSION_LENGTH_MAX has fewer than 2^11 operands, so that 128 bits hold every sum on the way; one that
 * does not fit 64 bits in the end is not known. */
static bool evaluate_sum(
	const struct operand *operand, const struct known *known, unsigned back, int64_t *ret)
{
	__int128 sum = 0;

	for (; operand != NULL; operand = operand->next) {
		__int128 value = operand->value;

		if (!operand->number) {
			const struct known_value *term = &known->value[operand->term[back]];

			if (!term->has_number)
				return false;
			value = term->number;
		}
		sum += operand->minus ? -value : value;
	}
	if (sum > INT64_MAX || sum < INT64_MIN)
		return false;
	*ret = (int64_t)sum;
	return true;
}

static enum truth truth_of(bool holds)
{
	return holds ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum truth truth_of_words(const struct node *node, const struct known *known, unsigned back)
{
	const char *text = known->value[node->left->term[back]].text;

	if (text == NULL)
		return TRUTH_UNKNOWN;
	return truth_of((strcasecmp(text, node->quoted) == 0) == (node->compare == COMPARE_EQ));
}

static enum truth truth_of_comparison(const struct node *node, const struct known *known, unsigned back)
{
	int64_t left, right;

	if (node->quoted != NULL)
		return truth_of_words(node, known, back);
	if (!evaluate_sum(node->left, known, back, &left) || !evaluate_sum(node->right, known, back, &right))
		return TRUTH_UNKNOWN;
	switch (node->compare) {
	case COMPARE_LT:
		return truth_of(left < right);
	case COMPARE_LE:
		return truth_of(left <= right);
	case COMPARE_GT:
		return truth_of(left > right);
	case COMPARE_GE:
		return truth_of(left >= right);
	case COMPARE_EQ:
		return truth_of(left == right);
	case COMPARE_NE:
		return truth_of(left != right);
	}
	return TRUTH_UNKNOWN;
}

/* "and" is decided by a part that is false, "or" by one that is true; else a part that is unknown leaves it open. */
static enum truth truth_of_list(
	const struct node *part, const struct known *known, unsigned back, enum truth decides)
{
	enum truth truth = decides == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;

	for (; part != NULL; part = part->next) {
		enum truth one = expression_truth(part, known, back);

		if (one == decides)
			return decides;
		if (one == TRUTH_UNKNOWN)
			truth = TRUTH_UNKNOWN;
	}
	return truth;
}

/* Each of the years, as "and" would. */
static enum truth truth_of_years(const struct node *node, const struct known *known, unsigned back)
{
	enum truth truth = TRUTH_TRUE;

	for (unsigned year = 0; year < node->years; year++) {
		enum truth one = expression_truth(node->first, known, back + year);

		if (one == TRUTH_FALSE)
			return TRUTH_FALSE;
		if (one == TRUTH_UNKNOWN)
			truth = TRUTH_UNKNOWN;
	}
	return truth;
}

/* As deep as the text is nested: at most EXPRESSION_DEPTH_MAX. "years" within "years" multiplies, but reaches no more
 * than YEARS_BACK_MAX back in all: a part is looked at 16 times at most. */
enum truth expression_truth(const struct node *node, const struct known *known, unsigned back)
{
	enum truth inner;

	switch (node->kind) {
	case NODE_ANY:
		return truth_of_list(node->first, known, back, TRUTH_TRUE);
	case NODE_ALL:
		return truth_of_list(node->first, known, back, TRUTH_FALSE);
	case NODE_NOT:
		inner = expression_truth(node->first, known, back);
		return inner == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth_of(inner == TRUTH_FALSE);
	case NODE_YEARS:
		return truth_of_years(node, known, back);
	case NODE_COMPARE:
		return truth_of_comparison(node, known, back);
	}
	return TRUTH_UNKNOWN;
}

void expression_look_up(
	const struct expression *expression, expression_lookup_fn lookup, void *context, struct known *ret)
{
	for (size_t i = 0; i < expression->n_term; i++) {
		struct known_value value = {0};

		if (!lookup(context, &expression->term[i], &value))
			value = (struct known_value){0};
		value.has_number = value.has_number && value.number != DECIMAL_NONE;
		ret->value[i] = value;
	}
}

enum truth expression_evaluate(
	const struct expression *expression, expression_lookup_fn lookup, void *context)
{
	struct known known;

	expression_look_up(expression, lookup, context, &known);
	return expression_truth(expression->root, &known, 0);
}
