/* SPDX-License-Identifier: MIT
 *
 * The parser of conditions, by recursive descent: one function for each line of the grammar in expression.h. What stands
 * in a sum is read by expression_operand.c.
 */
#include <string.h>

#include "common/base/bytes.h"
#include "services/alerts/rules/expression_parts.h"

/* One that counts: words have no place in a sum. */
static struct operand *parse_number(struct parser *parser, bool minus)
{
	struct token at = parser->token;
	struct operand *operand = operand_parse(parser, minus);

	if (operand == NULL || !operand_is_words(parser, operand))
		return operand;
	parser->token = at;
	return token_expected(parser, "a number or a measure");
}

/* "+" and "-" stand between spaces, so that "a -0.5" is not taken for a difference nor for two figures. */
static struct operand *parse_rest(struct parser *parser, struct operand *first)
{
	for (struct operand *last = first;
		last != NULL && (token_is(parser, "+") || token_is(parser, "-"));) {
		const char *sign = parser->token.at;
		struct operand *operand;

		if (!token_is_space(sign[-1]) || !token_is_space(sign[1]))
			return token_expected(parser, "spaces on both sides of \"+\" and \"-\"");
		token_advance(parser);
		operand = parse_number(parser, *sign == '-');
		if (operand == NULL)
			return NULL;
		last->next = operand;
		last = operand;
	}
	return first;
}

/* -- conditions ------------------------------------------------------------------------------------------------- */

static struct node *parse_any(struct parser *parser);

static struct node *new_node(struct parser *parser, enum node_kind kind)
{
	struct node *node = arena_take_array(parser->arena, 1, sizeof(*node));

	if (node == NULL)
		return token_no_memory(parser);
	node->kind = kind;
	node->text = parser->token.at;
	return node;
}

/* A part ends where the last token that was taken does. */
static struct node *end_node(const struct parser *parser, struct node *node)
{
	node->len = (size_t)(parser->taken_to - node->text);
	return node;
}

static bool take_sign(struct parser *parser, enum compare *ret)
{
	static const struct {
		const char *sign;
		enum compare compare;
	} signs[] = {{"<", COMPARE_LT}, {"<=", COMPARE_LE}, {">", COMPARE_GT}, {">=", COMPARE_GE},
		{"=", COMPARE_EQ}, {"!=", COMPARE_NE}};
	size_t i = 0;

	while (i < ARRAY_LEN(signs) && !token_is(parser, signs[i].sign))
		i++;
	if (i == ARRAY_LEN(signs))
		return token_expected(parser, "\"<\", \"<=\", \">\", \">=\", \"=\" or \"!=\"") != NULL;
	*ret = signs[i].compare;
	token_advance(parser);
	return true;
}

/* Words are the same as a text or not; there is nothing else to ask of them. */
static struct node *parse_words(struct parser *parser, struct node *node)
{
	if (!token_is(parser, "=") && !token_is(parser, "!="))
		return token_expected(parser, "\"=\" or \"!=\"");
	if (!take_sign(parser, &node->compare))
		return NULL;
	node->quoted = token_take_quoted(parser);
	return node->quoted == NULL ? NULL : end_node(parser, node);
}

static struct node *parse_comparison(struct parser *parser)
{
	struct node *node = new_node(parser, NODE_COMPARE);
	struct operand *left;

	if (node == NULL)
		return NULL;
	left = operand_parse(parser, false);
	if (left == NULL)
		return NULL;
	node->left = left;
	if (operand_is_words(parser, left))
		return parse_words(parser, node);
	if (parse_rest(parser, left) == NULL)
		return NULL;
	if (!take_sign(parser, &node->compare))
		return NULL;
	if (parser->token.kind == TOKEN_QUOTED && left->next == NULL &&
		(node->compare == COMPARE_EQ || node->compare == COMPARE_NE) &&
		operand_has_words(parser, left)) {
		node->quoted = token_take_quoted(parser);
		return node->quoted == NULL ? NULL : end_node(parser, node);
	}
	node->right = parse_rest(parser, parse_number(parser, false));
	return node->right == NULL ? NULL : end_node(parser, node);
}

static bool deeper(struct parser *parser)
{
	if (parser->depth == EXPRESSION_DEPTH_MAX)
		return token_expected(parser, "no deeper nesting") != NULL;
	parser->depth++;
	return true;
}

/* What stands in parentheses that are open already. */
static struct node *parse_closed(struct parser *parser)
{
	struct node *node = parse_any(parser);

	if (node == NULL)
		return NULL;
	return token_take(parser, ")") ? node : token_expected(parser, "\"and\", \"or\" or \")\"");
}

static struct node *parse_negation(struct parser *parser);

static struct node *parse_not(struct parser *parser)
{
	struct node *node = new_node(parser, NODE_NOT);

	token_advance(parser);
	if (node == NULL)
		return NULL;
	node->first = parse_negation(parser);
	return node->first == NULL ? NULL : end_node(parser, node);
}

/* "years" within "years" reaches as far back as both together. */
static struct node *parse_years(struct parser *parser)
{
	struct node *node = new_node(parser, NODE_YEARS);
	unsigned most = YEARS_BACK_MAX + 1 - parser->reach;

	token_advance(parser);
	if (node == NULL)
		return NULL;
	if (!token_take(parser, "("))
		return token_expected(parser, "\"(\"");
	_Static_assert(YEARS_BACK_MAX == 4, "the words below say how many");
	if (!token_take_digits(
		    parser, 2, most, "a number of years from 2, at most four back in all", &node->years))
		return NULL;
	if (!token_take(parser, ","))
		return token_expected(parser, "\",\" and a condition");
	parser->reach += node->years - 1;
	node->first = parse_closed(parser);
	parser->reach -= node->years - 1;
	return node->first == NULL ? NULL : end_node(parser, node);
}

static struct node *parse_negation(struct parser *parser)
{
	struct node *node;

	if (!token_is(parser, "not") && !token_is(parser, "(") && !token_is(parser, "years"))
		return parse_comparison(parser);
	if (!deeper(parser))
		return NULL;
	if (token_is(parser, "not"))
		node = parse_not(parser);
	else if (token_is(parser, "years"))
		node = parse_years(parser);
	else {
		token_advance(parser);
		node = parse_closed(parser);
	}
	parser->depth--;
	return node;
}

/* One part, or a list of parts with `word` between them under a node of `kind`. */
static struct node *parse_list(struct parser *parser, enum node_kind kind, const char *word,
	struct node *(*part)(struct parser *parser))
{
	const char *begin = parser->token.at;
	struct node *first = part(parser), *last, *list;

	if (first == NULL || !token_is(parser, word))
		return first;
	list = new_node(parser, kind);
	if (list == NULL)
		return NULL;
	list->text = begin;
	list->first = first;
	for (last = first; token_take(parser, word);) {
		struct node *node = part(parser);

		if (node == NULL)
			return NULL;
		last->next = node;
		last = node;
	}
	return end_node(parser, list);
}

static struct node *parse_all(struct parser *parser)
{
	return parse_list(parser, NODE_ALL, "and", parse_negation);
}

static struct node *parse_any(struct parser *parser)
{
	return parse_list(parser, NODE_ANY, "or", parse_all);
}

int expression_parse(struct arena *arena, const char *text, const struct expression **ret, size_t *ret_column,
	struct err_text *error)
{
	size_t len = strnlen(text, EXPRESSION_LENGTH_MAX + 1), column = EXPRESSION_LENGTH_MAX + 1;
	struct parser parser = {.arena = arena, .error = error};
	const char *copy;

	parser.expression = arena_take_array(arena, 1, sizeof(*parser.expression));
	copy = arena_text(arena, text, len);
	if (parser.expression == NULL || copy == NULL)
		return error_set(error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
	if (len > EXPRESSION_LENGTH_MAX) {
		parser.rc = error_set(error, ERR_SYNTAX, "expected the end");
	} else {
		parser.text = parser.expression->text = copy;
		parser.token = (struct token){TOKEN_END, copy, 0};
		token_advance(&parser);
		parser.expression->root = parse_any(&parser);
		if (parser.expression->root != NULL && parser.token.kind != TOKEN_END)
			(void)token_expected(&parser, "\"and\", \"or\" or the end");
		column = (size_t)(parser.token.at - copy) + 1;
	}
	if (parser.rc == 0)
		*ret = parser.expression;
	else if (ret_column != NULL)
		*ret_column = column;
	return parser.rc;
}
