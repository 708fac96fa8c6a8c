/* SPDX-License-Identifier: MIT
 *
 * See explain.h. Every part is looked at, also those behind one that has decided: people want to know what else was so.
 */
#include "services/alerts/rules/explain.h"

#include <string.h>

#include "services/alerts/rules/expression_parts.h"

struct explaining {
	const struct expression *expression;
	struct known known;
	explain_fn each;
	void *context;
	struct explain_part part; /* one at a time: it is large */
};

static void add_terms(struct explaining *explaining, const struct operand *operand, unsigned back)
{
	struct explain_part *part = &explaining->part;

	for (; operand != NULL; operand = operand->next) {
		const struct term *term;
		size_t i = 0;

		if (operand->number)
			continue;
		term = &explaining->expression->term[operand->term[back]];
		while (i < part->n_term && part->term[i].term != term)
			i++;
		if (i < part->n_term)
			continue;
		part->term[part->n_term++] =
			(struct explain_term){term, explaining->known.value[operand->term[back]]};
	}
}

static int tell(struct explaining *explaining, const struct node *node, unsigned depth, unsigned back)
{
	struct explain_part *part = &explaining->part;
	int rc;

	part->depth = depth;
	part->back = back;
	part->text = node->text;
	part->len = node->len;
	part->truth = expression_truth(node, &explaining->known, back);
	part->n_term = 0;
	if (node->kind == NODE_COMPARE) {
		add_terms(explaining, node->left, back);
		add_terms(explaining, node->right, back);
	}
	rc = explaining->each(explaining->context, part);
	for (unsigned year = 0; rc == 0 && node->kind == NODE_YEARS && year < node->years; year++)
		rc = tell(explaining, node->first, depth + 1, back + year);
	for (const struct node *inner = node->kind == NODE_YEARS ? NULL : node->first;
		rc == 0 && inner != NULL; inner = inner->next)
		rc = tell(explaining, inner, depth + 1, back);
	return rc;
}

int explain(const struct expression *expression, expression_lookup_fn lookup, void *lookup_context,
	explain_fn each, void *context)
{
	struct explaining explaining = {.expression = expression, .each = each, .context = context};

	expression_look_up(expression, lookup, lookup_context, &explaining.known);
	return tell(&explaining, expression->root, 0, 0);
}

static const struct aspect_word *word_of(const struct aspect_word *words, enum aspect aspect)
{
	while (words->word != NULL && words->aspect != aspect)
		words++;
	return words;
}

/* A figure, or what is asked about beside figures, without what stands around it. */
static const char *inner_text(struct arena *arena, const struct term *term)
{
	const struct aspect_word *word = word_of(aspects_of_others, term->aspect);

	if (term_is_figure(term))
		return term->group[0] == '\0' ? arena_text(arena, term->measure, strlen(term->measure))
					      : arena_print(arena, "%s[%s]", term->measure, term->group);
	if (word->days)
		return arena_print(arena, "%s(\"%s\", %u)", word->word, term->word, term->days);
	if (word->quoted)
		return arena_print(arena, "%s(\"%s\")", word->word, term->word);
	return word->word;
}

const char *explain_term_text(struct arena *arena, const struct term *term)
{
	const char *text = inner_text(arena, term);

	for (unsigned back = 0; text != NULL && back < term->back; back++)
		text = arena_print(arena, "previous(%s)", text);
	if (text == NULL || !term_is_figure(term) || term->aspect == ASPECT_VALUE)
		return text;
	if (term->days > 1)
		return arena_print(arena, "change(%s, %u)", text, term->days);
	return arena_print(arena, "%s(%s)", word_of(aspects_of_figures, term->aspect)->word, text);
}
