/* SPDX-License-Identifier: MIT
 *
 * What the files of the parser share: the words of the text (expression_words.c) and what stands in a sum
 * (expression_operand.c); expression_parse.c puts conditions together.
 */
#ifndef LEEP_ALERTS_RULES_EXPRESSION_PARTS_H
#define LEEP_ALERTS_RULES_EXPRESSION_PARTS_H

#include "services/alerts/rules/expression_tree.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_QUOTED };

struct token {
	enum token_kind kind;
	const char *at;
	size_t len;
};

struct parser {
	const char *text;
	struct token token;   /* the one to look at next */
	const char *taken_to; /* the end of the last one taken */
	unsigned depth;
	unsigned reach; /* how many years back "years" reaches here */
	struct arena *arena;
	struct expression *expression;
	struct err_text *error;
	int rc; /* of the first failure; every function below then returns NULL or false */
};

/* Go on to the next word, number, quoted text or sign. */
void token_advance(struct parser *parser);
bool token_is(const struct parser *parser, const char *text);
/* Is it this one? Then go on. */
bool token_take(struct parser *parser, const char *text);
bool token_is_space(char c);
bool token_is_digit(char c);

/* A whole number of at most `max` from `min`; "expected WHAT" otherwise. */
bool token_take_digits(struct parser *parser, unsigned min, unsigned max, const char *what, unsigned *ret);
/* The text between quotes, in the arena. NULL after a failure. */
const char *token_take_quoted(struct parser *parser);
/* What stands in brackets, behind a "[" that is the token: the name of a group, in the arena. */
const char *token_take_group(struct parser *parser);

/* Fail: "expected X, found "y"", at the token. A byte that is no visible ASCII is not repeated. Returns NULL. */
void *token_expected(struct parser *parser, const char *what);
void *token_no_memory(struct parser *parser);

/* A number or a term, added or taken away. */
struct operand *operand_parse(struct parser *parser, bool minus);
/* Can the operand be compared with a quoted text; can it stand nowhere else? */
bool operand_has_words(const struct parser *parser, const struct operand *operand);
bool operand_is_words(const struct parser *parser, const struct operand *operand);

/* How a term is written, in expression_operand.c; the ends of both lists have no word. */
struct aspect_word {
	const char *word;
	enum aspect aspect;
	bool number, text;
	bool earlier; /* previous(...) of it is known */
	bool quoted;  /* ("...") */
	bool days;    /* (..., 365) */
};
extern const struct aspect_word aspects_of_figures[], aspects_of_others[];

#endif
