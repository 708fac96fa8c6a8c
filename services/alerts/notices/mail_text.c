/* SPDX-License-Identifier: MIT
 *
 * The text of a mail: plain lines, readable in any program and aloud.
 */
#include "services/alerts/notices/mail_parts.h"

static void head(struct buffer *out, const struct said_notice *said)
{
	buffer_print(out, "%s\n\n", said->headline);
	for (size_t i = 0; i < said->n_before; i++)
		buffer_print(out, "%s\n\n", said->before[i]);
	if (said->n_school < 2)
		return;
	for (size_t i = 0; i < said->n_school; i++)
		buffer_print(out, "- %s: %s\n", said->school[i].name, said->school[i].things);
	buffer_text(out, "\n");
}

static void school(struct buffer *out, const struct said_notice *said, size_t nth)
{
	const struct said_school *one = &said->school[nth];

	buffer_print(out, "%s%s (%s)%s%s\n\n", said->n_school > 1 ? "\n" : "", one->name, one->place,
		words_given(one->authority) ? ", " : "", one->authority);
}

static void line(struct buffer *out, const struct said_line *said)
{
	if (words_given(said->text))
		buffer_print(out, "   %s: %s\n", said->label, said->text);
}

static void alert(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	(void)said;
	buffer_print(out, "%zu. %s\n", number, one->title);
	if (one->urgent)
		buffer_text(out, "   How soon to talk: urgent\n");
	line(out, &one->changed);
	line(out, &one->state);
	line(out, &one->about);
	for (size_t i = 0; i < one->n_figure; i++) {
		const struct said_figure *figure = &one->figure[i];

		buffer_print(out, "   - %s: %s\n", figure->name, figure->value);
		for (size_t k = 0; k < figure->n; k++)
			buffer_print(out, "     %s: %s\n", figure->line[k].label, figure->line[k].text);
	}
	if (one->n_figure == 0 && words_given(one->summary))
		buffer_print(out, "   Seen: %s\n", one->summary);
	line(out, &one->advice);
	if (words_given(one->act))
		buffer_print(out, "   To say that you have taken it up: %s\n", one->act);
	buffer_print(out, "   All of it, with its history: %s\n", one->show);
	line(out, &one->rule);
	line(out, &one->source);
	buffer_text(out, "\n");
}

static void briefly(
	struct buffer *out, const struct said_notice *said, size_t number, const struct said_alert *one)
{
	(void)said;
	buffer_print(out, "%zu. %s\n   All of it, with its history: %s\n\n", number, one->title, one->show);
}

static void tail(struct buffer *out, const struct said_notice *said, const char *left)
{
	if (words_given(left))
		buffer_print(out, "%s\n\n", left);
	for (size_t i = 0; i < said->n_after; i++)
		buffer_print(out, "%s\n", said->after[i]);
}

const struct layout mail_text = {head, school, alert, briefly, tail};
