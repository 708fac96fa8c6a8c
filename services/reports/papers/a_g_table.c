/* SPDX-License-Identifier: MIT
 *
 * The tables of the paper on the indicators A to G: the seven, and the headline measures of D and of E.
 */
#include <string.h>

#include "services/reports/papers/a_g_part.h"
#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"
#include "services/reports/papers/when.h"

static void begin_table(struct buffer *out, const char *label)
{
	buffer_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
	html_text(out, label);
	buffer_text(out, "\">\n<table class=\"words a-g\">\n<caption><span>");
}

static void end_table(struct buffer *out)
{
	buffer_text(out, "</tbody>\n</table>\n</div>\n</section>\n");
}

unsigned a_g_table_number(const struct a_g_paper *paper, enum a_g_letter letter)
{
	return letter == A_G_E && paper->indicator[A_G_D].n > 0 ? 3 : 2;
}

/* The file behind a figure, as a link to the annex. */
static void source_link(struct buffer *out, const struct a_g_paper *paper, uint64_t submission)
{
	const struct paper_source *source = paper_source_of(paper->source, paper->n_sources, submission);

	if (source == NULL)
		return;
	buffer_print(out, ": <a href=\"#source-%llu\">", (unsigned long long)submission);
	html_text(out, source->file);
	buffer_text(out, "</a>");
	if (strcmp(source->status, "provisional") == 0)
		buffer_text(out, " (provisional)");
}

/* Where the evidence on D and E is; on F the events that the council recorded, when there is no figure. */
static void evidence(struct buffer *out, const struct a_g_paper *paper, enum a_g_letter letter)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	struct buffer plain;

	if (indicator->n == 0) {
		if (letter == A_G_F && paper->complaints > 0)
			buffer_text(out, "Events of the kind complaint that the council recorded");
		else
			buffer_text(out, "None held");
		return;
	}
	if (letter == A_G_D || letter == A_G_E) {
		buffer_print(out,
			"%zu of %zu headline measures have a figure for the year: <a "
			"href=\"#headlines-%s\">table %u</a>",
			indicator->n, indicator->n_lines, indicator->letter, a_g_table_number(paper, letter));
		return;
	}
	buffer_init(&plain, A_G_PLAIN_MAX);
	a_g_evidence(letter, &indicator->figure[0], &plain);
	a_g_add_plain(out, &plain);
	buffer_done(&plain);
	source_link(out, paper, indicator->figure[0].submission);
}

static void dash(struct buffer *out, const char *why)
{
	buffer_print(out,
		"<td class=\"none\"><span aria-hidden=\"true\">\xe2\x80\x93</span><span "
		"class=\"vh\">%s</span></td>",
		why);
}

/* National, local and difference. D and E have theirs in tables of their own; G is told in words; of F without a figure
 * the events are counted. */
static void figures(struct buffer *out, const struct a_g_paper *paper, enum a_g_letter letter)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	static const struct a_g_figure none = {.local = {.m = DECIMAL_NONE, .flag = FLAG_MISSING},
		.national = {.m = DECIMAL_NONE, .flag = FLAG_MISSING},
		.diff = DECIMAL_NONE};
	const struct a_g_figure *figure = indicator->n == 0 ? &none : &indicator->figure[0];
	bool in_words = letter == A_G_D || letter == A_G_E || letter == A_G_G;

	if (in_words) {
		dash(out, "told in words");
		if (letter == A_G_G)
			buffer_print(out, "<td>%s</td>", a_g_concerns(paper));
		else
			dash(out, "told in words");
		dash(out, "told in words");
		return;
	}
	figure_cell(out, &figure->national);
	if (letter == A_G_F && indicator->n == 0 && paper->complaints > 0)
		buffer_print(out, "<td>%zu</td>", paper->complaints);
	else
		figure_cell(out, &figure->local);
	figure_difference_cell(out, figure->diff, &figure->local, &figure->national);
}

static void row(struct buffer *out, const struct a_g_paper *paper, enum a_g_letter letter)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	struct buffer plain;

	buffer_print(out, "<tr><th scope=\"row\"><strong>%s</strong> ", indicator->letter);
	html_text(out, indicator->text);
	buffer_text(out, "</th>");
	figures(out, paper, letter);
	buffer_text(out, "<td>");
	buffer_init(&plain, A_G_PLAIN_MAX);
	a_g_position(paper, letter, &plain);
	a_g_add_plain(out, &plain);
	buffer_done(&plain);
	buffer_text(out, "</td><td>");
	evidence(out, paper, letter);
	buffer_text(out, "</td></tr>\n");
}

void a_g_table(struct buffer *out, const struct a_g_paper *paper)
{
	buffer_text(out,
		"<section class=\"seven\" aria-labelledby=\"a-g\">\n<h2 id=\"a-g\">The indicators</h2>\n");
	begin_table(out, "Table 1, indicators A to G");
	buffer_text(out,
		"Table 1: indicators A to G. Shares in per cent; differences in percentage points, worked "
		"out before figures are rounded.</span>"
		"</caption>\n<thead>\n<tr><th scope=\"col\">Indicator</th><th scope=\"col\">National</th>"
		"<th scope=\"col\">Local</th><th scope=\"col\">Difference</th><th scope=\"col\">How it "
		"stands</th><th scope=\"col\">Evidence</th></tr>\n</thead>\n<tbody>\n");
	for (enum a_g_letter letter = A_G_A; letter < A_G_LETTERS; letter++)
		row(out, paper, letter);
	end_table(out);
}

/* -- D and E ------------------------------------------------------------------------------------------------------ */

static void trend_cell(struct buffer *out, const struct a_g_figure *figure)
{
	struct figure unit = {.decimals = figure->local.decimals + 1};
	struct figure_text text;

	if (figure->trend == DECIMAL_NONE) {
		dash(out, "no trend over three periods");
		return;
	}
	buffer_print(out, "<td>%s, %s",
		figure->trend < 0   ? "falling"
		: figure->trend > 0 ? "rising"
				    : "level",
		figure_difference_print(figure->trend, &unit, &unit, &text));
	if (figure->trend_low != DECIMAL_NONE && figure->trend_high != DECIMAL_NONE) {
		buffer_print(
			out, " <small>(%s", figure_difference_print(figure->trend_low, &unit, &unit, &text));
		buffer_print(out, " to %s)</small>",
			figure_difference_print(figure->trend_high, &unit, &unit, &text));
	}
	buffer_text(out, "</td>");
}

static void headline(struct buffer *out, const struct a_g_paper *paper, const struct a_g_figure *figure)
{
	enum a_g_stands stands = a_g_stands(figure);

	buffer_text(out, "<tr><th scope=\"row\">");
	html_text(out, figure->title);
	if (strcmp(figure->unit, "percent") != 0 && strcmp(figure->unit, "score") != 0) {
		buffer_text(out, ", ");
		html_text(out, figure->unit);
	}
	buffer_text(out, "</th><td>");
	html_text(out, performance_phase(figure->phase));
	buffer_text(out, "</td>");
	figure_cell(out, &figure->national);
	figure_cell(out, &figure->local);
	figure_difference_cell(out, figure->diff, &figure->local, &figure->national);
	buffer_print(out, "<td class=\"stands\">%s%s</td>", a_g_stands_words(stands),
		stands == A_G_NOT_KNOWN ? "" : " England");
	trend_cell(out, figure);
	buffer_text(out, "<td>");
	buffer_text(out, figure->worked_out ? "Worked out from schools" : "As published");
	source_link(out, paper, figure->submission);
	buffer_text(out, "</td></tr>\n");
}

void a_g_headlines(struct buffer *out, const struct a_g_paper *paper, enum a_g_letter letter)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	const char *what = letter == A_G_D ? "Attainment" : "Progress";
	struct period_text text;

	buffer_print(out,
		"<section aria-labelledby=\"headlines-%s\">\n<h2 id=\"headlines-%s\">%s: the headline "
		"measures</h2>\n",
		indicator->letter, indicator->letter, what);
	begin_table(out, what);
	buffer_print(out,
		"Table %u: %s in %s. In per cent unless the measure names another unit; a trend is the "
		"change a "
		"period over three.</span></caption>\n<thead>\n<tr><th scope=\"col\">Measure</th><th "
		"scope=\"col\">Stage</th><th scope=\"col\">National</th><th scope=\"col\">Local</th><th "
		"scope=\"col\">Difference</th><th scope=\"col\">How it stands</th><th scope=\"col\">Trend "
		"(95\xc2\xa0%% "
		"interval)</th><th scope=\"col\">Evidence</th></tr>\n</thead>\n<tbody>\n",
		a_g_table_number(paper, letter), letter == A_G_D ? "attainment" : "progress",
		period_print(paper->period, &text));
	for (size_t i = 0; i < indicator->n; i++)
		headline(out, paper, &indicator->figure[i]);
	end_table(out);
}
