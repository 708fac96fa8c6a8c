/* SPDX-License-Identifier: MIT
 *
 * What stands in a sum: a number, or a term, which is something that is asked about. One function for each line of the
 * grammar in expression.h.
 */
#include <string.h>

#include "common/base/bytes.h"
#include "common/model/column.h"
#include "common/model/decimal.h"
#include "services/alerts/rules/expression_parts.h"

/* Whole digits of a number: 10^12 in millionths still fits. */
#define NUMBER_DIGITS_MAX 12

/* Ten years of events. */
#define EVENT_DAYS_MAX 3660

/* An aspect "(" figure ")". */
const struct aspect_word aspects_of_figures[] = {
	{.word = "low", .aspect = ASPECT_LOW},
	{.word = "high", .aspect = ASPECT_HIGH},
	{.word = "cohort", .aspect = ASPECT_COHORT},
	{.word = "national", .aspect = ASPECT_NATIONAL},
	{.word = "neighbours", .aspect = ASPECT_NEIGHBOURS},
	{.word = "region", .aspect = ASPECT_REGION},
	{.word = "authority", .aspect = ASPECT_AUTHORITY},
	{.word = "phase", .aspect = ASPECT_PHASE},
	{.word = "change", .aspect = ASPECT_CHANGE},
	{.word = "trend", .aspect = ASPECT_TREND},
	{.word = "trend_low", .aspect = ASPECT_TREND_LOW},
	{.word = "trend_high", .aspect = ASPECT_TREND_HIGH},
	{.word = "gap", .aspect = ASPECT_GAP},
	{.word = "pooled", .aspect = ASPECT_POOLED},
	{.word = "coverage", .aspect = ASPECT_COVERAGE},
	{.word = "quartile", .aspect = ASPECT_QUARTILE},
	{.word = "percentile", .aspect = ASPECT_PERCENTILE},
	{.word = "beside_national", .aspect = ASPECT_BESIDE_NATIONAL},
	{.word = "beside_zero", .aspect = ASPECT_BESIDE_ZERO},
	{.word = NULL},
};

/* All that is asked about but figures. */
const struct aspect_word aspects_of_others[] = {
	{.word = "school.mainstream", .aspect = ASPECT_MAINSTREAM, .number = true},
	{.word = "school.phase", .aspect = ASPECT_SCHOOL_PHASE, .text = true},
	{.word = "school.status", .aspect = ASPECT_SCHOOL_STATUS, .text = true},
	{.word = "school.type", .aspect = ASPECT_SCHOOL_TYPE, .text = true},
	{.word = "inspection.overall", .aspect = ASPECT_INSPECTION, .number = true, .earlier = true},
	{.word = "inspection.frame", .aspect = ASPECT_FRAME, .text = true, .earlier = true},
	{.word = "inspection.concern", .aspect = ASPECT_CONCERN, .text = true, .earlier = true},
	{.word = "inspection.safeguarding", .aspect = ASPECT_SAFEGUARDING, .text = true, .earlier = true},
	{.word = "judgement",
		.aspect = ASPECT_JUDGEMENT,
		.number = true,
		.text = true,
		.earlier = true,
		.quoted = true},
	{.word = "judgements", .aspect = ASPECT_JUDGEMENTS, .number = true, .earlier = true, .quoted = true},
	{.word = "events", .aspect = ASPECT_EVENTS, .number = true, .quoted = true, .days = true},
	{.word = "event.outcome", .aspect = ASPECT_OUTCOME, .text = true},
	{.word = "event.age", .aspect = ASPECT_AGE, .number = true},
	{.word = "data.late", .aspect = ASPECT_LATE, .number = true},
	{.word = NULL},
};

/* The entry of the next word; NULL when it has none. */
static const struct aspect_word *find(const struct parser *parser, const struct aspect_word *words)
{
	while (words->word != NULL && !token_is(parser, words->word))
		words++;
	return words->word == NULL ? NULL : words;
}

/* Digits with at most six decimals into millionths, exactly. */
static struct operand *parse_number(struct parser *parser, struct operand *operand)
{
	const char *p = parser->token.at;
	size_t len = parser->token.len, i = 0, after = 0;
	int64_t v = 0;

	for (; i < len && token_is_digit(p[i]) && i <= NUMBER_DIGITS_MAX; i++)
		v = v * 10 + (p[i] - '0');
	if (i > NUMBER_DIGITS_MAX)
		return token_expected(parser, "a number below 1000000000000");
	if (i < len && p[i] == '.') {
		for (i++; i < len && token_is_digit(p[i]) && after < MICRO_SCALE; i++, after++)
			v = v * 10 + (p[i] - '0');
		if (after == 0)
			return token_expected(parser, "a digit behind the decimal point");
	}
	if (i != len)
		return token_expected(parser, "a number with at most six decimals");
	for (; after < MICRO_SCALE; after++)
		v *= 10;
	token_advance(parser);
	operand->value = v;
	return operand;
}

/* -- terms --------------------------------------------------------------------------------------------------------- */

/* The place of a term among those of the expression, added when it is new; TERMS_MAX when there are too many. */
static size_t place_of(struct expression *expression, const struct term *term, size_t column)
{
	size_t i = 0;

	for (; i < expression->n_term; i++) {
		const struct term *known = &expression->term[i];

		if (known->aspect == term->aspect && known->back == term->back && known->days == term->days &&
			strcmp(known->measure, term->measure) == 0 &&
			strcmp(known->group, term->group) == 0 && strcmp(known->word, term->word) == 0)
			return i;
	}
	if (i < TERMS_MAX) {
		expression->term[i] = *term;
		expression->column[i] = column;
		expression->n_term++;
	}
	return i;
}

/* The operand's term, in each year that "years" judges; what is no figure is the same in all. `at` is where it begins. */
static struct operand *note_term(
	struct parser *parser, struct operand *operand, const struct term *term, struct token at)
{
	for (unsigned back = 0; back <= parser->reach; back++) {
		struct term earlier = *term;
		size_t place;

		if (term_is_figure(term))
			earlier.back += back;
		place = place_of(parser->expression, &earlier, (size_t)(at.at - parser->text) + 1);
		_Static_assert(TERMS_MAX == 48 && TERMS_MAX <= UINT8_MAX, "the words below say how many");
		if (place == TERMS_MAX) {
			parser->token = at;
			return token_expected(parser, "at most 48 different figures");
		}
		operand->term[back] = (uint8_t)place;
	}
	return operand;
}

/* "previous(" as often as it stands there, into `ret`. */
static bool take_previous(struct parser *parser, unsigned *ret)
{
	for (*ret = 0; token_is(parser, "previous"); (*ret)++) {
		_Static_assert(YEARS_BACK_MAX == 4, "the words below say how many");
		if (*ret + parser->reach == YEARS_BACK_MAX)
			return token_expected(parser, "at most four years back") != NULL;
		token_advance(parser);
		if (!token_take(parser, "("))
			return token_expected(parser, "\"(\"") != NULL;
	}
	return true;
}

static bool take_closing(struct parser *parser, unsigned n)
{
	for (; n > 0; n--)
		if (!token_take(parser, ")"))
			return token_expected(parser, "\")\"") != NULL;
	return true;
}

/* A word with a point in it, which "and", "high" and a slip of the pen have not; and none of those that begin as what
 * is known of a school does. */
static bool is_measure(const struct parser *parser)
{
	static const char *const others[] = {"school.", "inspection.", "event.", "data."};
	const struct token *token = &parser->token;

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (token->len >= strlen(others[i]) && memcmp(token->at, others[i], strlen(others[i])) == 0)
			return false;
	return token_is(parser, "it") ||
	       (token->kind == TOKEN_WORD && *token->at != '.' && token->len < MEASURE_ID_MAX &&
		       memchr(token->at, '.', token->len) != NULL);
}

/* A measure, with the group in brackets behind it. */
static bool take_figure(struct parser *parser, const char *otherwise, struct term *term)
{
	if (!is_measure(parser))
		return token_expected(parser, otherwise) != NULL;
	term->measure = arena_text(parser->arena, parser->token.at, parser->token.len);
	if (term->measure == NULL)
		return token_no_memory(parser) != NULL;
	token_advance(parser);
	if (!token_is(parser, "["))
		return true;
	term->group = token_take_group(parser);
	if (term->group != NULL && strcmp(term->group, "all") == 0)
		term->group = "";
	return term->group != NULL;
}

/* ", 3" of change(x, 3): the year that it is compared with is within reach, too. */
static bool take_span(struct parser *parser, struct term *term)
{
	unsigned most = YEARS_BACK_MAX - term->back - parser->reach;

	term->days = 1;
	if (!token_take(parser, ","))
		return true;
	return token_take_digits(parser, 1, most, "a number of years, at most four back in all", &term->days);
}

/* aspect "(" figure ")" */
static struct operand *parse_aspect(
	struct parser *parser, struct operand *operand, const struct aspect_word *word)
{
	struct term term = {.aspect = word->aspect, .measure = "", .group = "", .word = ""};
	struct token at = parser->token;

	token_advance(parser);
	if (!token_take(parser, "("))
		return token_expected(parser, "\"(\"");
	if (!take_previous(parser, &term.back) || !take_figure(parser, "a measure", &term) ||
		!take_closing(parser, term.back))
		return NULL;
	if (word->aspect == ASPECT_CHANGE && !take_span(parser, &term))
		return NULL;
	return take_closing(parser, 1) ? note_term(parser, operand, &term, at) : NULL;
}

/* What is asked about beside figures, `term->back` inspections before the one that is judged. */
static struct operand *parse_other(struct parser *parser, struct operand *operand,
	const struct aspect_word *word, struct term *term, struct token at)
{
	term->aspect = word->aspect;
	if (term->back > 0 && !word->earlier)
		return token_expected(parser, "a measure or an inspection");
	if (parser->reach > 0 && word->aspect >= ASPECT_INSPECTION)
		return token_expected(parser, "a figure within \"years\"");
	token_advance(parser);
	if (word->quoted) {
		if (!token_take(parser, "("))
			return token_expected(parser, "\"(\"");
		term->word = token_take_quoted(parser);
		if (term->word == NULL)
			return NULL;
		if (word->days && !token_take(parser, ","))
			return token_expected(parser, "\",\" and a number of days");
		_Static_assert(EVENT_DAYS_MAX == 3660, "the words below say how many");
		if (word->days && !token_take_digits(parser, 1, EVENT_DAYS_MAX,
					  "a number of days from 1 to 3660", &term->days))
			return NULL;
		if (!take_closing(parser, 1))
			return NULL;
	}
	return take_closing(parser, term->back) ? note_term(parser, operand, term, at) : NULL;
}

/* A figure, or what is known beside figures, as it is or as it was. */
static struct operand *parse_term(struct parser *parser, struct operand *operand)
{
	struct term term = {.aspect = ASPECT_VALUE, .measure = "", .group = "", .word = ""};
	const struct aspect_word *word = find(parser, aspects_of_figures);
	struct token at = parser->token;

	if (word != NULL)
		return parse_aspect(parser, operand, word);
	if (!take_previous(parser, &term.back))
		return NULL;
	word = find(parser, aspects_of_others);
	if (word != NULL)
		return parse_other(parser, operand, word, &term, at);
	if (!take_figure(
		    parser, term.back > 0 ? "a measure or an inspection" : "a number or a measure", &term) ||
		!take_closing(parser, term.back))
		return NULL;
	return note_term(parser, operand, &term, at);
}

struct operand *operand_parse(struct parser *parser, bool minus)
{
	struct operand *operand = arena_take_array(parser->arena, 1, sizeof(*operand));

	if (operand == NULL)
		return token_no_memory(parser);
	if (token_is(parser, "-") && token_is_digit(parser->token.at[1])) {
		token_advance(parser);
		minus = !minus;
	}
	operand->minus = minus;
	operand->number = parser->token.kind == TOKEN_NUMBER;
	return operand->number ? parse_number(parser, operand) : parse_term(parser, operand);
}

static const struct aspect_word *word_of(const struct parser *parser, const struct operand *operand)
{
	const struct aspect_word *word = aspects_of_others;

	if (operand->number)
		return NULL;
	while (word->word != NULL && word->aspect != parser->expression->term[operand->term[0]].aspect)
		word++;
	return word->word == NULL ? NULL : word;
}

bool operand_has_words(const struct parser *parser, const struct operand *operand)
{
	const struct aspect_word *word = word_of(parser, operand);

	return word != NULL && word->text;
}

bool operand_is_words(const struct parser *parser, const struct operand *operand)
{
	const struct aspect_word *word = word_of(parser, operand);

	return word != NULL && !word->number;
}
