/* SPDX-License-Identifier: MIT
 *
 * The parser of conditions, by recursive descent: one function for each line of the grammar in expression.h. It looks
 * one word ahead and says where it stopped and what it expected there.
 */
#include "services/alerts/rules/expression_tree.h"

#include <string.h>

#include "common/base/bytes.h"
#include "common/model/decimal.h"

/* Whole digits of a number: 10^12 in millionths still fits. */
#define NUMBER_DIGITS_MAX 12

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	const char *at;
	size_t len;
};

struct parser {
	const char *text;
	struct token token; /* the one to look at next */
	unsigned depth;
	struct arena *arena;
	struct expression *expression;
	struct err_text *error;
	int rc; /* of the first failure; every function below then returns NULL */
};

/* -- words ------------------------------------------------------------------------------------------------------ */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '.';
}

/* What follows is a word, a number with what sticks to it, or one sign. */
static void advance(struct parser *parser)
{
	const char *p = parser->token.at + parser->token.len;
	struct token token = {TOKEN_END, p, 0};

	while (is_space(*p))
		p++;
	token.at = p;
	if (is_word(*p)) {
		token.kind = is_digit(*p) ? TOKEN_NUMBER : TOKEN_WORD;
		while (is_word(p[token.len]))
			token.len++;
	} else if (*p != '\0') {
		token.kind = TOKEN_SIGN;
		token.len = (*p == '<' || *p == '>' || *p == '!') && p[1] == '=' ? 2 : 1;
	}
	parser->token = token;
}

static bool token_is(const struct parser *parser, const char *text)
{
	return parser->token.len == strlen(text) && memcmp(parser->token.at, text, parser->token.len) == 0;
}

static bool take(struct parser *parser, const char *text)
{
	if (!token_is(parser, text))
		return false;
	advance(parser);
	return true;
}

/* "column 12: expected X, found "y"". A byte that is no visible ASCII is not repeated. */
static void *expected(struct parser *parser, const char *what)
{
	const struct token *token = &parser->token;
	size_t column = (size_t)(token->at - parser->text) + 1;
	int len = token->len > 40 ? 40 : (int)token->len;

	if (token->kind == TOKEN_END)
		parser->rc = error_set(
			parser->error, ERR_SYNTAX, "column %zu: expected %s, found the end", column, what);
	else if (*token->at <= ' ' || *token->at > '~')
		parser->rc = error_set(parser->error, ERR_SYNTAX,
			"column %zu: expected %s, found another character", column, what);
	else
		parser->rc = error_set(parser->error, ERR_SYNTAX, "column %zu: expected %s, found \"%.*s\"",
			column, what, len, token->at);
	return NULL;
}

static void *no_memory(struct parser *parser)
{
	parser->rc = error_set(parser->error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
	return NULL;
}

/* -- operands and sums ------------------------------------------------------------------------------------------ */

/* Digits with at most six decimals into millionths, exactly. */
static struct operand *parse_number(struct parser *parser, struct operand *operand)
{
	const char *p = parser->token.at;
	size_t len = parser->token.len, i = 0, after = 0;
	int64_t v = 0;

	for (; i < len && is_digit(p[i]) && i <= NUMBER_DIGITS_MAX; i++)
		v = v * 10 + (p[i] - '0');
	if (i > NUMBER_DIGITS_MAX)
		return expected(parser, "a number below 1000000000000");
	if (i < len && p[i] == '.') {
		for (i++; i < len && is_digit(p[i]) && after < MICRO_SCALE; i++, after++)
			v = v * 10 + (p[i] - '0');
		if (after == 0)
			return expected(parser, "a digit behind the decimal point");
	}
	if (i != len)
		return expected(parser, "a number with at most six decimals");
	for (; after < MICRO_SCALE; after++)
		v *= 10;
	advance(parser);
	operand->value = v;
	return operand;
}

/* The operand's term among those of the expression, added when it is new. */
static struct operand *note_term(
	struct parser *parser, struct operand *operand, const struct term *term, const struct token *name)
{
	struct expression *expression = parser->expression;
	const char *measure;
	size_t i;

	for (i = 0; i < expression->n_term; i++)
		if (expression->term[i].aspect == term->aspect && expression->term[i].back == term->back &&
			strlen(expression->term[i].measure) == name->len &&
			memcmp(expression->term[i].measure, name->at, name->len) == 0)
			break;
	_Static_assert(TERMS_MAX == 48, "the words below say how many");
	if (i == TERMS_MAX)
		return expected(parser, "at most 48 different figures");
	if (i == expression->n_term) {
		measure = arena_text(parser->arena, name->at, name->len);
		if (measure == NULL)
			return no_memory(parser);
		expression->term[i] = *term;
		expression->term[i].measure = measure;
		expression->n_term++;
	}
	operand->term = i;
	return operand;
}

/* A word with a point in it, which "and", "high" and a slip of the pen have not. */
static bool is_measure(const struct token *token)
{
	return token->kind == TOKEN_WORD && *token->at != '.' && memchr(token->at, '.', token->len) != NULL;
}

/* The term that the next word is by itself, without a measure; NULL when it is none. */
static const struct term *is_fact(const struct parser *parser)
{
	static const struct term inspection = {
		.aspect = ASPECT_INSPECTION, .measure = "", .group = "", .word = ""};
	static const struct term mainstream = {
		.aspect = ASPECT_MAINSTREAM, .measure = "", .group = "", .word = ""};

	if (token_is(parser, "inspection.overall"))
		return &inspection;
	return token_is(parser, "school.mainstream") ? &mainstream : NULL;
}

/* "previous(" as often as it stands there, into `ret`. */
static bool take_previous(struct parser *parser, unsigned *ret)
{
	for (*ret = 0; token_is(parser, "previous"); (*ret)++) {
		_Static_assert(YEARS_BACK_MAX == 4, "the words below say how many");
		if (*ret == YEARS_BACK_MAX)
			return expected(parser, "at most four years back") != NULL;
		advance(parser);
		if (!take(parser, "("))
			return expected(parser, "\"(\"") != NULL;
	}
	return true;
}

static struct operand *parse_figure(struct parser *parser, struct operand *operand, enum aspect aspect)
{
	struct term term = {.aspect = aspect, .group = "", .word = ""};
	struct token name;

	if (!take_previous(parser, &term.back))
		return NULL;
	name = parser->token;
	if (!is_measure(&name) || is_fact(parser) != NULL)
		return expected(parser,
			aspect != ASPECT_VALUE || term.back > 0 ? "a measure" : "a number or a measure");
	if (note_term(parser, operand, &term, &name) == NULL)
		return NULL;
	advance(parser);
	for (unsigned i = 0; i < term.back; i++)
		if (!take(parser, ")"))
			return expected(parser, "\")\"");
	return operand;
}

static struct operand *parse_term(struct parser *parser, struct operand *operand)
{
	static const struct {
		const char *word;
		enum aspect aspect;
	} aspects[] = {{"low", ASPECT_LOW}, {"high", ASPECT_HIGH}, {"cohort", ASPECT_COHORT},
		{"national", ASPECT_NATIONAL}};
	static const struct token nothing = {TOKEN_END, "", 0};
	const struct term *fact = is_fact(parser);
	enum aspect aspect = ASPECT_VALUE;

	if (fact != NULL) {
		operand = note_term(parser, operand, fact, &nothing);
		advance(parser);
		return operand;
	}
	for (size_t i = 0; i < ARRAY_LEN(aspects); i++)
		if (token_is(parser, aspects[i].word))
			aspect = aspects[i].aspect;
	if (aspect == ASPECT_VALUE)
		return parse_figure(parser, operand, aspect);
	advance(parser);
	if (!take(parser, "("))
		return expected(parser, "\"(\"");
	operand = parse_figure(parser, operand, aspect);
	if (operand != NULL && !take(parser, ")"))
		return expected(parser, "\")\"");
	return operand;
}

static struct operand *parse_operand(struct parser *parser, bool minus)
{
	struct operand *operand = arena_take_array(parser->arena, 1, sizeof(*operand));

	if (operand == NULL)
		return no_memory(parser);
	if (token_is(parser, "-") && is_digit(parser->token.at[1])) {
		advance(parser);
		minus = !minus;
	}
	operand->minus = minus;
	operand->number = parser->token.kind == TOKEN_NUMBER;
	return operand->number ? parse_number(parser, operand) : parse_term(parser, operand);
}

/* "+" and "-" stand between spaces, so that "a -0.5" is not taken for a difference nor for two figures. */
static struct operand *parse_sum(struct parser *parser)
{
	struct operand *first = parse_operand(parser, false);

	for (struct operand *last = first;
		last != NULL && (token_is(parser, "+") || token_is(parser, "-"));) {
		const char *sign = parser->token.at;
		struct operand *operand;

		if (!is_space(sign[-1]) || !is_space(sign[1]))
			return expected(parser, "spaces on both sides of \"+\" and \"-\"");
		advance(parser);
		operand = parse_operand(parser, *sign == '-');
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
		return no_memory(parser);
	node->kind = kind;
	return node;
}

static struct node *parse_comparison(struct parser *parser)
{
	static const struct {
		const char *sign;
		enum compare compare;
	} signs[] = {{"<", COMPARE_LT}, {"<=", COMPARE_LE}, {">", COMPARE_GT}, {">=", COMPARE_GE},
		{"=", COMPARE_EQ}, {"!=", COMPARE_NE}};
	struct node *node = new_node(parser, NODE_COMPARE);
	size_t i = 0;

	if (node == NULL)
		return NULL;
	node->left = parse_sum(parser);
	if (node->left == NULL)
		return NULL;
	while (i < ARRAY_LEN(signs) && !token_is(parser, signs[i].sign))
		i++;
	if (i == ARRAY_LEN(signs))
		return expected(parser, "\"<\", \"<=\", \">\", \">=\", \"=\" or \"!=\"");
	node->compare = signs[i].compare;
	advance(parser);
	node->right = parse_sum(parser);
	return node->right == NULL ? NULL : node;
}

static struct node *parse_negation(struct parser *parser)
{
	bool negated = token_is(parser, "not");
	struct node *node;

	if (!negated && !token_is(parser, "("))
		return parse_comparison(parser);
	if (parser->depth == EXPRESSION_DEPTH_MAX)
		return expected(parser, "no deeper nesting");
	parser->depth++;
	advance(parser);
	if (negated) {
		node = new_node(parser, NODE_NOT);
		if (node == NULL)
			return NULL;
		node->first = parse_negation(parser);
		if (node->first == NULL)
			return NULL;
	} else {
		node = parse_any(parser);
		if (node == NULL)
			return NULL;
		if (!take(parser, ")"))
			return expected(parser, "\"and\", \"or\" or \")\"");
	}
	parser->depth--;
	return node;
}

/* One part, or a list of parts with `word` between them under a node of `kind`. */
static struct node *parse_list(struct parser *parser, enum node_kind kind, const char *word,
	struct node *(*part)(struct parser *parser))
{
	struct node *first = part(parser), *last, *list;

	if (first == NULL || !token_is(parser, word))
		return first;
	list = new_node(parser, kind);
	if (list == NULL)
		return NULL;
	list->first = first;
	for (last = first; take(parser, word);) {
		struct node *node = part(parser);

		if (node == NULL)
			return NULL;
		last->next = node;
		last = node;
	}
	return list;
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
	struct parser parser = {.text = text, .token = {TOKEN_END, text, 0}, .arena = arena, .error = error};

	if (strnlen(text, EXPRESSION_LENGTH_MAX + 1) > EXPRESSION_LENGTH_MAX)
		return error_set(error, ERR_SYNTAX, "column %d: expected the end", EXPRESSION_LENGTH_MAX + 1);
	parser.expression = arena_take_array(arena, 1, sizeof(*parser.expression));
	if (parser.expression == NULL)
		return error_set(error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
	advance(&parser);
	parser.expression->root = parse_any(&parser);
	if (parser.expression->root != NULL && parser.token.kind != TOKEN_END)
		(void)expected(&parser, "\"and\", \"or\" or the end");
	if (parser.rc < 0) {
		if (ret_column != NULL)
			*ret_column = (size_t)(parser.token.at - text) + 1;
		return parser.rc;
	}
	*ret = parser.expression;
	return 0;
}
