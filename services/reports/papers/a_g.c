/* SPDX-License-Identifier: MIT
 *
 * The paper on the indicators A to G as a page; see a_g.h. Its tables are in a_g_table.c, its words in a_g_words.c.
 */
#include "services/reports/papers/a_g.h"

#include <stdio.h>

#include "common/base/error.h"
#include "services/reports/papers/a_g_part.h"
#include "services/reports/papers/html.h"

#define TITLE "Indicators A to G for inspection of school improvement"

void a_g_add_plain(struct buffer *out, const struct buffer *plain)
{
	if (plain->failed)
		out->failed = true;
	else
		html_part(out, (const char *)plain->data, plain->len);
}

static void banner(struct buffer *out, const struct a_g_paper *paper)
{
	struct period_text text;

	buffer_text(out, "<header>\n<div class=\"wide\">\n<h1>" TITLE ": <span>");
	html_text(out, paper->authority_name);
	buffer_print(out, ", academic year %s</span></h1>\n<dl>\n<div><dt>Authority</dt><dd>",
		period_print(paper->period, &text));
	html_text(out, paper->authority_name);
	buffer_print(out, " (%u)</dd></div>\n<div><dt>Figures received up to</dt><dd>",
		(unsigned)paper->authority);
	html_text(out, paper->as_of);
	buffer_text(out, "</dd></div>\n</dl>\n</div>\n</header>\n");
}

static void contents(struct buffer *out, const struct a_g_paper *paper)
{
	buffer_text(out, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ul>\n"
			 "<li><a href=\"#a-g\">The indicators, table 1</a></li>\n");
	for (enum a_g_letter letter = A_G_D; letter <= A_G_E; letter++)
		if (paper->indicator[letter].n > 0)
			buffer_print(out, "<li><a href=\"#headlines-%c\">%s, table %u</a></li>\n",
				'D' + (int)(letter - A_G_D), letter == A_G_D ? "Attainment" : "Progress",
				a_g_table_number(paper, letter));
	buffer_text(out, "<li><a href=\"#rules\">How the evidence is read</a></li>\n"
			 "<li><a href=\"#sources\">Annex: sources</a></li>\n</ul>\n</nav>\n");
}

/* The read-out: a sentence on each indicator, and what follows from them all. */
static void readout(struct buffer *out, const struct a_g_paper *paper, unsigned *number)
{
	struct buffer plain;

	buffer_text(out,
		"<section aria-labelledby=\"readout\">\n<h2 id=\"readout\">What the evidence says</h2>\n");
	html_paragraph(out, number);
	buffer_text(out,
		"By these indicators the Department for Education chose councils whose arrangements for "
		"school improvement were to be inspected. This is a reading of them for the council about "
		"its own arrangements. It is no judgement of any school.");
	html_paragraph_end(out);
	buffer_init(&plain, A_G_PLAIN_MAX);
	for (enum a_g_letter letter = A_G_A; letter < A_G_LETTERS; letter++) {
		buffer_clear(&plain);
		a_g_sentence(paper, letter, &plain);
		html_paragraph(out, number);
		a_g_add_plain(out, &plain);
		html_paragraph_end(out);
	}
	buffer_clear(&plain);
	a_g_conclusion(paper, &plain);
	buffer_text(out, "<div class=\"inset\">\n<p><strong>");
	a_g_add_plain(out, &plain);
	buffer_text(out, "</strong></p>\n</div>\n</section>\n");
	buffer_done(&plain);
}

static void rules(struct buffer *out, unsigned *number)
{
	static const char *const text[] = {
		"<strong>A</strong> bears on a decision to inspect when the share of children is lower than "
		"England's; <strong>B</strong> and <strong>C</strong> when the share of schools is higher. "
		"Figures are compared to the last decimal printed, and equal is neither. A figure of an "
		"academic year before the last is shown and not read.",
		"<strong>D</strong> and <strong>E</strong> bear on it when more than half of the headline "
		"measures that can be compared are below England, or more than half of those with a trend "
		"over three periods fall. The direction of a trend counts, whatever its interval, which is "
		"wide over three periods. A measure counts when it has a figure for the year of this paper. "
		"Progress scores are counted from the mean of England's pupils, so that 0 stands for England "
		"where its figure is not published.",
		"<strong>F</strong> is left to people. <strong>G</strong> bears on it when a concern of the "
		"Secretary of State is recorded by the council.",
		"An inspection cannot be ruled out when A, B, C or G bears on it, or D and E both. Without "
		"that, an inspection seems unlikely when A, B and C are all known; else the evidence is not "
		"enough. This follows Leicestershire's report of 11 November 2013 (paragraph 15), in which "
		"progress was below England and attainment in some key stages only, and an inspection was "
		"thought unlikely.",
	};

	buffer_text(
		out, "<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">How the evidence is read</h2>\n");
	for (size_t i = 0; i < ARRAY_LEN(text); i++) {
		html_paragraph(out, number);
		buffer_text(out, text[i]);
		html_paragraph_end(out);
	}
	buffer_text(out, "</section>\n");
}

int a_g_html(const struct a_g_paper *paper, struct buffer *out)
{
	struct period_text text;
	char title[320];
	unsigned number = 0;

	(void)snprintf(title, sizeof(title), TITLE ": %s, academic year %s", paper->authority_name,
		period_print(paper->period, &text));
	html_begin(out, title, "Indicators A to G");
	banner(out, paper);
	buffer_text(out, "<main id=\"main\" class=\"wide\">\n<div class=\"top\">\n");
	readout(out, paper, &number);
	contents(out, paper);
	buffer_text(out, "</div>\n");
	a_g_table(out, paper);
	for (enum a_g_letter letter = A_G_D; letter <= A_G_E; letter++)
		if (paper->indicator[letter].n > 0)
			a_g_headlines(out, paper, letter);
	rules(out, &number);
	paper_sources(out, paper->source, paper->n_sources, &number);
	buffer_text(out, "</main>\n<footer>\n<p class=\"wide\">Made by LEEP. The same sources up to the same "
			 "time give the same paper.</p>\n</footer>\n");
	html_end(out);
	return out->failed ? ERR_LIMIT : 0;
}
