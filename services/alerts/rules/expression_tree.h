/* SPDX-License-Identifier: MIT
 *
 * A condition as a tree: what expression_parse.c makes and expression.c evaluates. As deep as the parentheses and
 * "not" of the text; what stands between "or", "and", "+" and "-" are lists, not depth.
 */
#ifndef LEEP_ALERTS_RULES_EXPRESSION_TREE_H
#define LEEP_ALERTS_RULES_EXPRESSION_TREE_H

#include "services/alerts/rules/expression.h"

enum compare { COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE, COMPARE_EQ, COMPARE_NE };

/* A part of a sum: a number, or the value of a term; added or taken away. */
struct operand {
	const struct operand *next;
	bool number;
	bool minus;
	int64_t value; /* of a number */
	size_t term;   /* else */
};

enum node_kind { NODE_ANY, NODE_ALL, NODE_NOT, NODE_COMPARE };

struct node {
	const struct node *next; /* beside it, in a list of "or" or "and" */
	enum node_kind kind;
	const struct node *first; /* of NODE_ANY, NODE_ALL, NODE_NOT */
	enum compare compare;     /* of NODE_COMPARE */
	const struct operand *left, *right;
};

struct expression {
	size_t n_term;
	struct term term[TERMS_MAX];
	const struct node *root;
};

#endif
