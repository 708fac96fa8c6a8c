/* SPDX-License-Identifier: MIT
 *
 * The performance report from its title to its annex; see performance.h. What a series looks like is in
 * performance_section.c, the words are in performance_words.c.
 */
#include "services/reports/papers/performance.h"

#include <stdio.h>
#include <string.h>

#include "common/base/error.h"
#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"

/* The newest period in which the authority has any figure; v 0 when there is none. */
static struct period newest(const struct performance_paper *paper)
{
	struct period period = {0};

	for (size_t i = 0; i < paper->n_series; i++) {
		const struct performance_row *row =
			performance_latest(performance_first_basis(&paper->series[i]));

		if (row != NULL && figure_present(&row->authority) && row->period.v > period.v)
			period = row->period;
	}
	return period;
}

static size_t phase_length(const struct performance_paper *paper, size_t from)
{
	size_t i = from;

	while (i < paper->n_series &&
		strcmp(paper->series[i].measure->phase, paper->series[from].measure->phase) == 0)
		i++;
	return i - from;
}

/* How many sources have this status; "" is those that do not state any. */
static size_t count_status(const struct performance_paper *paper, const char *status)
{
	size_t n = 0;

	for (size_t i = 0; i < paper->n_sources; i++)
		n += strcmp(paper->source[i].status, status) == 0;
	return n;
}

static const char *status_of(const struct performance_paper *paper)
{
	if (count_status(paper, "provisional") > 0)
		return "contains provisional figures";
	if (count_status(paper, "") > 0 || paper->n_sources == 0)
		return "not stated";
	return "no provisional figures";
}

static void banner(struct buffer *out, const struct performance_paper *paper)
{
	struct period_text text;

	buffer_text(out, "<header>\n<div class=\"wide\">\n<h1>Performance report: <span>");
	html_text(out, paper->authority_name);
	buffer_print(out, ", %s %s</span></h1>\n<dl>\n<div><dt>Authority</dt><dd>",
		performance_period_word(paper->period), period_print(paper->period, &text));
	html_text(out, paper->authority_name);
	buffer_print(out, " (%u)</dd></div>\n<div><dt>Figures received up to</dt><dd>",
		(unsigned)paper->authority);
	html_text(out, paper->as_of);
	buffer_text(out, "</dd></div>\n<div><dt>Statistical neighbours</dt><dd>");
	if (paper->neighbour_set[0] == '\0') {
		buffer_text(out, "none known");
	} else {
		buffer_text(out, "set of ");
		html_text(out, paper->neighbour_set);
	}
	buffer_print(out, "</dd></div>\n<div><dt>Status</dt><dd>%s</dd></div>\n</dl>\n</div>\n</header>\n",
		status_of(paper));
}

/* Until the department confirms them, figures may change; a source that does not say is not taken for final. */
static void caveat(struct buffer *out, const struct performance_paper *paper)
{
	size_t n = count_status(paper, "provisional"), silent = count_status(paper, "");

	if (n + silent == 0)
		return;
	buffer_text(out, "<div class=\"inset\">\n<p>");
	if (n > 0) {
		buffer_text(out, "<strong>Provisional.</strong> ");
		if (n == paper->n_sources)
			buffer_text(out, "The figures in this paper are provisional");
		else
			buffer_print(out, "Figures from %zu of the %zu sources are provisional", n,
				paper->n_sources);
		buffer_text(out, " until the Department for Education confirms them, and may still change a "
				 "little. They are "
				 "marked [p]. ");
	}
	if (silent > 0 && silent == paper->n_sources)
		buffer_text(
			out, "The sources of this paper do not state whether their figures are provisional.");
	else if (silent > 0)
		buffer_print(out,
			"For %zu of the %zu sources it is not stated whether figures are provisional.",
			silent, paper->n_sources);
	buffer_text(out, "</p>\n</div>\n");
}

static void summary(struct buffer *out, const struct performance_paper *paper, unsigned *number)
{
	struct period_text text;
	struct period period = newest(paper);

	buffer_text(out, "<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n");
	html_paragraph(out, number);
	buffer_print(out, "This paper shows <strong>%zu series of figures</strong> for ", paper->n_series);
	html_text(out, paper->authority_name);
	buffer_print(out, " beside those of England and of its statistical neighbours, up to the %s %s.",
		performance_period_word(paper->period), period_print(paper->period, &text));
	if (period.v != 0)
		buffer_print(out, " The most recent period with a figure is <strong>%s</strong>.",
			period_print(period, &text));
	html_paragraph_end(out);
	html_paragraph(out, number);
	buffer_text(out, "Figures are shown as they were published. None is a judgement: LEEP does not grade "
			 "schools or "
			 "authorities, and neither a figure nor a difference tells why it is as it is.");
	html_paragraph_end(out);
	caveat(out, paper);
	buffer_text(out, "</section>\n");
}

static void contents(struct buffer *out, const struct performance_paper *paper)
{
	buffer_text(out, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ul>\n"
			 "<li><a href=\"#reading\">How to read this paper</a></li>\n");
	if (paper->n_series > 0)
		buffer_text(out, "<li><a href=\"#glance\">Latest figures at a glance</a></li>\n");
	for (size_t i = 0, n; i < paper->n_series; i += n) {
		const char *phase = paper->series[i].measure->phase;

		n = phase_length(paper, i);
		buffer_text(out, "<li><a href=\"#phase-");
		html_text(out, phase);
		buffer_text(out, "\">");
		html_text(out, performance_phase(phase));
		if (n == 1)
			buffer_print(out, "</a>, table %zu</li>\n", i + 1);
		else
			buffer_print(
				out, "</a>, tables %zu %s %zu</li>\n", i + 1, n == 2 ? "and" : "to", i + n);
	}
	buffer_text(out, "<li><a href=\"#sources\">Annex: sources</a></li>\n</ul>\n</nav>\n");
}

static void neighbours(struct buffer *out, const struct performance_paper *paper)
{
	if (paper->n_neighbours == 0 || paper->neighbour_set[0] == '\0') {
		buffer_text(out, "No set of <strong>statistical neighbours</strong> is known for ");
		html_text(out, paper->authority_name);
		buffer_text(out, ".");
		return;
	}
	buffer_text(out, "<strong>Statistical neighbours</strong> are the authorities identified for the "
			 "Department for "
			 "Education as most like ");
	html_text(out, paper->authority_name);
	buffer_text(out, " in their circumstances. The set in force is that of ");
	html_text(out, paper->neighbour_set);
	buffer_text(out, ": ");
	for (size_t i = 0; i < paper->n_neighbours; i++) {
		if (i > 0)
			buffer_text(out, i + 1 == paper->n_neighbours ? " and " : ", ");
		html_text(out, paper->neighbour[i]);
	}
	buffer_text(out, ". Their figure is the average of the set, as published or worked out from the "
			 "figures published for its members.");
}

static void reading(struct buffer *out, const struct performance_paper *paper, unsigned *number)
{
	static const char *const text[] = {
		"A <strong>difference</strong> is the authority's figure minus the comparator's, worked out "
		"exactly from the "
		"figures as published; between percentages it is in percentage points. A plus sign means "
		"that the "
		"authority's figure is the higher one, a minus sign that it is the lower one.",
		"A <strong>dash</strong> stands where there is no figure; a reason that the publisher gave "
		"stands beside it. "
		"A missing figure is never taken as 0, and the line of a chart is broken there.",
		"Each <strong>chart</strong> has a vertical axis of its own, which need not begin at 0. "
		"Lines are told apart by "
		"markers and dashes and named at their ends. Where the definition of a measure changed, a "
		"dotted line "
		"says so and the lines are broken.",
		"<strong>Every figure can be traced.</strong> Each table names the submission that its "
		"figures for the authority "
		"came from, and the annex lists the submissions with their files.",
	};

	buffer_text(out,
		"<section aria-labelledby=\"reading\">\n<h2 id=\"reading\">How to read this paper</h2>\n");
	html_paragraph(out, number);
	buffer_text(out, "<strong>England</strong> is the national figure for the schools named at each "
			 "table, such as "
			 "maintained or state-funded schools.");
	html_paragraph_end(out);
	html_paragraph(out, number);
	neighbours(out, paper);
	html_paragraph_end(out);
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		html_paragraph(out, number);
		buffer_text(out, text[i]);
		html_paragraph_end(out);
	}
	buffer_text(out, "</section>\n");
}

static void phases(struct buffer *out, const struct performance_paper *paper)
{
	for (size_t i = 0, n; i < paper->n_series; i += n) {
		const char *phase = paper->series[i].measure->phase;

		n = phase_length(paper, i);
		buffer_text(out, "<section class=\"phase\" aria-labelledby=\"phase-");
		html_text(out, phase);
		buffer_text(out, "\">\n<h2 id=\"phase-");
		html_text(out, phase);
		buffer_text(out, "\">");
		html_text(out, performance_phase(phase));
		buffer_text(out, "</h2>\n");
		for (size_t j = i; j < i + n; j++)
			performance_section(out, paper, &paper->series[j], j + 1);
		buffer_text(out, "</section>\n");
	}
}

int performance_html(const struct performance_paper *paper, struct buffer *out)
{
	struct period_text text;
	char title[320];
	unsigned number = 0;

	(void)snprintf(title, sizeof(title), "Performance report: %s, %s %s", paper->authority_name,
		performance_period_word(paper->period), period_print(paper->period, &text));
	html_begin(out, title, "Performance report");
	banner(out, paper);
	buffer_text(out, "<main id=\"main\" class=\"wide\">\n");
	buffer_text(out, "<div class=\"top\">\n");
	summary(out, paper, &number);
	contents(out, paper);
	buffer_text(out, "</div>\n");
	reading(out, paper, &number);
	if (paper->n_series > 0)
		performance_glance(out, paper);
	phases(out, paper);
	paper_sources(out, paper->source, paper->n_sources, &number);
	buffer_text(out, "</main>\n<footer>\n<p class=\"wide\">Performance report made by LEEP. The same "
			 "sources up to the "
			 "same time give the same paper.</p>\n</footer>\n");
	html_end(out);
	return out->failed ? ERR_LIMIT : 0;
}
