/* SPDX-License-Identifier: MIT
 *
 * The paper on the indicators A to G as CSV: a row for each indicator, with its figure and the sentence on it; below D
 * and E a row for each headline measure; in the end what follows from them all, as indicator "A-G".
 */
#include <string.h>

#include "common/base/error.h"
#include "services/reports/papers/a_g_part.h"

/* In quotes, of which those within are doubled (RFC 4180). */
static void add_quoted(struct buffer *out, const char *text, size_t len)
{
	buffer_text(out, "\"");
	for (size_t i = 0; i < len; i++)
		buffer_add(out, text[i] == '"' ? "\"\"" : text + i, text[i] == '"' ? 2 : 1);
	buffer_text(out, "\"");
}

static void add_text(struct buffer *out, const char *text)
{
	add_quoted(out, text, strlen(text));
	buffer_text(out, ",");
}

static void add_plain(struct buffer *out, struct buffer *plain)
{
	if (plain->failed)
		out->failed = true;
	else
		add_quoted(out, (const char *)plain->data, plain->len);
	buffer_clear(plain);
}

static void add_number(struct buffer *out, int64_t m, unsigned scale, unsigned decimals)
{
	struct decimal_text plain;

	buffer_print(out, "%s,", decimal_print(m, scale, decimals, &plain));
}

/* From `measure` to `difference`; NULL: no figure. */
static void add_figure(struct buffer *out, const struct a_g_figure *figure)
{
	unsigned a = figure == NULL ? 0 : figure->local.decimals;
	unsigned b = figure == NULL ? 0 : figure->national.decimals;
	struct period_text period;

	if (figure == NULL) {
		buffer_text(out, ",,,,,,");
		return;
	}
	add_text(out, figure->measure);
	add_text(out, figure->title);
	add_text(out, period_print(figure->period, &period));
	add_number(out, figure->national.m, figure->national.scale, b);
	add_number(out, figure->local.m, figure->local.scale, a);
	add_number(out, figure->diff, MICRO_SCALE, a > b ? a : b);
}

/* From `trend` to `file`. */
static void add_origin(struct buffer *out, const struct a_g_paper *paper, const struct a_g_figure *figure)
{
	const struct paper_source *source;
	unsigned decimals;

	if (figure == NULL) {
		buffer_text(out, ",,,,,,");
		return;
	}
	decimals = figure->local.decimals + 1;
	add_number(out, figure->trend, MICRO_SCALE, decimals);
	add_number(out, figure->trend_low, MICRO_SCALE, decimals);
	add_number(out, figure->trend_high, MICRO_SCALE, decimals);
	add_text(out, figure->worked_out ? "worked out" : "published");
	if (figure->schools > 0)
		buffer_print(out, "%u", figure->schools);
	buffer_text(out, ",");
	source = paper_source_of(paper->source, paper->n_sources, figure->submission);
	add_text(out, source == NULL ? "" : source->file);
}

static void add_indicator(
	struct buffer *out, const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *plain)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	bool many = letter == A_G_D || letter == A_G_E;
	const struct a_g_figure *one = many || indicator->n == 0 ? NULL : &indicator->figure[0];

	add_text(out, indicator->letter);
	add_figure(out, one);
	a_g_position(paper, letter, plain);
	add_plain(out, plain);
	buffer_text(out, ",");
	add_origin(out, paper, one);
	a_g_sentence(paper, letter, plain);
	add_plain(out, plain);
	buffer_text(out, "\r\n");
	for (size_t i = 0; many && i < indicator->n; i++) {
		add_text(out, indicator->letter);
		add_figure(out, &indicator->figure[i]);
		add_text(out, a_g_stands_words(a_g_stands(&indicator->figure[i])));
		add_origin(out, paper, &indicator->figure[i]);
		buffer_text(out, "\r\n");
	}
}

int a_g_csv(const struct a_g_paper *paper, struct buffer *out)
{
	struct buffer plain;

	buffer_init(&plain, A_G_PLAIN_MAX);
	buffer_text(out, "indicator,measure,title,period,national,local,difference,stands,trend,trend_low,"
			 "trend_high,origin,schools,file,reading\r\n");
	for (enum a_g_letter letter = A_G_A; letter < A_G_LETTERS; letter++)
		add_indicator(out, paper, letter, &plain);
	add_text(out, "A-G");
	add_figure(out, NULL);
	buffer_text(out, ",");
	add_origin(out, paper, NULL);
	a_g_conclusion(paper, &plain);
	add_plain(out, &plain);
	buffer_text(out, "\r\n");
	buffer_done(&plain);
	return out->failed ? ERR_LIMIT : 0;
}
