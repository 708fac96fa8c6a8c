/* SPDX-License-Identifier: MIT
 *
 * The words of a condition. The parser looks one ahead and says where it stopped and what it expected there.
 */
#include <string.h>

#include "common/model/column.h"
#include "services/alerts/rules/expression_parts.h"

/* Between quotes: the longest name of a kind of event or of a judgement is about 40. */
#define QUOTED_MAX 100

bool token_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

bool token_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || token_is_digit(c) || c == '_' || c == '.';
}

/* A word begins small; measures of the Local Authority Interactive Tool have capitals further on. */
static bool goes_on(char c)
{
	return is_word(c) || (c >= 'A' && c <= 'Z');
}

/* The length of a text with its quotes; 0 when it is not closed. */
static size_t quoted_len(const char *p)
{
	size_t len = 1;

	while (p[len] != '"' && ((unsigned char)p[len] >= ' ' && p[len] != 0x7f))
		len++;
	return p[len] == '"' ? len + 1 : 0;
}

void token_advance(struct parser *parser)
{
	const char *p = parser->token.at + parser->token.len;
	struct token token = {TOKEN_END, p, 0};

	parser->taken_to = p;
	while (token_is_space(*p))
		p++;
	token.at = p;
	if (is_word(*p)) {
		token.kind = token_is_digit(*p) ? TOKEN_NUMBER : TOKEN_WORD;
		while (goes_on(p[token.len]))
			token.len++;
	} else if (*p == '"' && quoted_len(p) > 0) {
		token.kind = TOKEN_QUOTED;
		token.len = quoted_len(p);
	} else if (*p != '\0') {
		token.kind = TOKEN_SIGN;
		token.len = (*p == '<' || *p == '>' || *p == '!') && p[1] == '=' ? 2 : 1;
	}
	parser->token = token;
}

bool token_is(const struct parser *parser, const char *text)
{
	return parser->token.len == strlen(text) && memcmp(parser->token.at, text, parser->token.len) == 0;
}

bool token_take(struct parser *parser, const char *text)
{
	if (!token_is(parser, text))
		return false;
	token_advance(parser);
	return true;
}

bool token_take_digits(struct parser *parser, unsigned min, unsigned max, const char *what, unsigned *ret)
{
	unsigned v = 0;

	for (size_t i = 0; i < parser->token.len; i++) {
		char c = parser->token.at[i];

		if (!token_is_digit(c) || v > max)
			return token_expected(parser, what) != NULL;
		v = v * 10 + (unsigned)(c - '0');
	}
	if (v < min || v > max)
		return token_expected(parser, what) != NULL;
	token_advance(parser);
	*ret = v;
	return true;
}

const char *token_take_quoted(struct parser *parser)
{
	const char *text;

	if (parser->token.kind != TOKEN_QUOTED || parser->token.len <= 2)
		return token_expected(parser, "a text between quotes");
	_Static_assert(QUOTED_MAX == 100, "the words below say how many");
	if (parser->token.len > QUOTED_MAX + 2)
		return token_expected(parser, "a text of at most 100 characters");
	text = arena_text(parser->arena, parser->token.at + 1, parser->token.len - 2);
	if (text == NULL)
		return token_no_memory(parser);
	token_advance(parser);
	return text;
}

const char *token_take_group(struct parser *parser)
{
	struct token group = {TOKEN_WORD, parser->token.at + 1, 0};
	const char *text;

	while (token_is_space(*group.at))
		group.at++;
	while (is_word(group.at[group.len]) || group.at[group.len] == '-' || group.at[group.len] == '+')
		group.len++;
	if (group.len == 0 || group.len >= GROUP_ID_MAX) {
		parser->token.at = group.at;
		parser->token.len = 0;
		token_advance(parser);
		return token_expected(parser, "a group such as disadvantaged");
	}
	parser->token = group;
	token_advance(parser);
	if (!token_take(parser, "]"))
		return token_expected(parser, "\"]\"");
	text = arena_text(parser->arena, group.at, group.len);
	return text == NULL ? token_no_memory(parser) : text;
}

void *token_expected(struct parser *parser, const char *what)
{
	const struct token *token = &parser->token;
	int len = token->len > 40 ? 40 : (int)token->len;

	if (token->kind == TOKEN_END)
		parser->rc = error_set(parser->error, ERR_SYNTAX, "expected %s, found the end", what);
	else if (token->kind == TOKEN_QUOTED)
		parser->rc = error_set(parser->error, ERR_SYNTAX, "expected %s, found a quoted text", what);
	else if (*token->at == '"')
		parser->rc = error_set(
			parser->error, ERR_SYNTAX, "expected %s, found a quote that is not closed", what);
	else if (*token->at <= ' ' || *token->at > '~')
		parser->rc =
			error_set(parser->error, ERR_SYNTAX, "expected %s, found another character", what);
	else
		parser->rc = error_set(
			parser->error, ERR_SYNTAX, "expected %s, found \"%.*s\"", what, len, token->at);
	return NULL;
}

void *token_no_memory(struct parser *parser)
{
	parser->rc = error_set(parser->error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
	return NULL;
}
