/* SPDX-License-Identifier: MIT
 *
 * See expression.h. Evaluating asks for each term once, then walks the tree by the logic of Kleene: an unknown part
 * matters only where it could decide. The parser is in expression_parse.c.
 */
#include "services/alerts/rules/expression_tree.h"

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

struct known {
	bool known[TERMS_MAX];
	int64_t value[TERMS_MAX];
};

/* A text of EXPRESSION_LENGTH_MAX has fewer than 2^11 operands, so that 128 bits hold every sum on the way; one that
 * does not fit 64 bits in the end is not known. */
static bool evaluate_sum(const struct operand *operand, const struct known *known, int64_t *ret)
{
	__int128 sum = 0;

	for (; operand != NULL; operand = operand->next) {
		__int128 value = operand->value;

		if (!operand->number) {
			if (!known->known[operand->term])
				return false;
			value = known->value[operand->term];
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

static enum truth evaluate_comparison(const struct node *node, const struct known *known)
{
	int64_t left, right;

	if (!evaluate_sum(node->left, known, &left) || !evaluate_sum(node->right, known, &right))
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

static enum truth evaluate(const struct node *node, const struct known *known);

/* "and" is decided by a part that is false, "or" by one that is true; else a part that is unknown leaves it open. */
static enum truth evaluate_list(const struct node *part, const struct known *known, enum truth decides)
{
	enum truth truth = decides == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;

	for (; part != NULL; part = part->next) {
		enum truth one = evaluate(part, known);

		if (one == decides)
			return decides;
		if (one == TRUTH_UNKNOWN)
			truth = TRUTH_UNKNOWN;
	}
	return truth;
}

/* As deep as the text is nested: at most EXPRESSION_DEPTH_MAX. */
static enum truth evaluate(const struct node *node, const struct known *known)
{
	enum truth inner;

	switch (node->kind) {
	case NODE_ANY:
		return evaluate_list(node->first, known, TRUTH_TRUE);
	case NODE_ALL:
		return evaluate_list(node->first, known, TRUTH_FALSE);
	case NODE_NOT:
		inner = evaluate(node->first, known);
		return inner == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth_of(inner == TRUTH_FALSE);
	case NODE_COMPARE:
		return evaluate_comparison(node, known);
	}
	return TRUTH_UNKNOWN;
}

enum truth expression_evaluate(
	const struct expression *expression, expression_lookup_fn lookup, void *context)
{
	struct known known = {{false}, {0}};

	for (size_t i = 0; i < expression->n_term; i++) {
		struct known_value value = {0};

		known.known[i] = lookup(context, &expression->term[i], &value) && value.has_number &&
				 value.number != DECIMAL_NONE;
		known.value[i] = value.number;
	}
	return evaluate(expression->root, &known);
}
