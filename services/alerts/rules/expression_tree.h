/* SPDX-License-Identifier: MIT
 *
 * A condition as a tree: what expression_parse.c makes, and expression.c and explain.c evaluate. As deep as the
 * parentheses, "not" and "years" of the text; what stands between "or", "and", "+" and "-" are lists, not depth.
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
	uint8_t term[YEARS_BACK_MAX +
		     1]; /* else: the term so many years before the one that "years" judges */
};

enum node_kind { NODE_ANY, NODE_ALL, NODE_NOT, NODE_YEARS, NODE_COMPARE };

struct node {
	const struct node *next; /* beside it, in a list of "or" or "and" */
	enum node_kind kind;
	const char *text; /* as written, in the text of the expression */
	size_t len;
	const struct node *first; /* of all but NODE_COMPARE */
	unsigned years;           /* of NODE_YEARS */
	enum compare compare;     /* of NODE_COMPARE */
	const struct operand *left, *right;
	const char *quoted; /* what the words on the left are compared with; NULL: sums are compared */
};

struct expression {
	const char *text;
	const struct node *root;
	size_t n_term;
	struct term term[TERMS_MAX];
	size_t column[TERMS_MAX]; /* where each stands first */
};

/* What was looked up, one for each term. */
struct known {
	struct known_value value[TERMS_MAX];
};

void expression_look_up(
	const struct expression *expression, expression_lookup_fn lookup, void *context, struct known *ret);

/* The truth of a part, judged `back` years before the one that the whole judges. */
enum truth expression_truth(const struct node *node, const struct known *known, unsigned back);

#endif
