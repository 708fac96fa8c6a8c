/* SPDX-License-Identifier: MIT
 *
 * The latest figures at a glance: one row for each measure in force.
 */
#include <string.h>

#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"

static void head(struct buffer *out, const struct performance_paper *paper)
{
	buffer_text(out,
		"<section class=\"glance\" aria-labelledby=\"glance\">\n<h2 id=\"glance\">Latest figures at "
		"a glance</h2>\n"
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table of the latest "
		"figures\">\n"
		"<table>\n<caption><span>The latest figures of each measure in force. Figures in per cent "
		"and differences in "
		"percentage points, unless the measure names another unit. Superseded measures are left "
		"out.</span></caption>\n"
		"<thead>\n<tr><th scope=\"col\">Measure</th><th scope=\"col\">Period</th><th scope=\"col\">");
	html_text(out, paper->authority_name);
	buffer_text(out, "</th><th scope=\"col\">England</th><th scope=\"col\">Difference from England</th>"
			 "<th scope=\"col\">Statistical neighbours</th><th scope=\"col\">Difference from "
			 "neighbours</th></tr>\n</thead>\n");
}

static void row(
	struct buffer *out, const struct performance_paper *paper, const struct performance_series *series)
{
	const struct performance_row *latest = performance_latest(performance_first_basis(series));

	if (latest == NULL)
		return;
	buffer_text(out, "<tr><th scope=\"row\">");
	performance_link(out, series->measure);
	if (!performance_is_percent(series->measure))
		buffer_print(out, ", %s", performance_unit(series->measure));
	buffer_text(out, "</th><td class=\"when\">");
	performance_period_heading(out, latest->period, performance_provisional(paper, latest->submission));
	buffer_text(out, "</td>");
	figure_cell(out, &latest->authority);
	figure_cell(out, &latest->national);
	figure_difference_cell(out, performance_diff_national(series->measure, latest), &latest->authority,
		&latest->national);
	figure_cell(out, &latest->neighbours);
	figure_difference_cell(out, latest->diff_neighbours, &latest->authority, &latest->neighbours);
	buffer_text(out, "</tr>\n");
}

/* The measures of one phase under its name; returns how many series the phase has. */
static size_t phase(struct buffer *out, const struct performance_paper *paper, size_t from)
{
	const char *id = paper->series[from].measure->phase;
	bool open = false;
	size_t i;

	for (i = from; i < paper->n_series && strcmp(paper->series[i].measure->phase, id) == 0; i++) {
		if (performance_superseded(&paper->series[i]))
			continue;
		if (!open) {
			buffer_text(
				out, "<tbody>\n<tr class=\"phase\"><th scope=\"rowgroup\" colspan=\"7\">");
			html_text(out, performance_phase(id));
			buffer_text(out, "</th></tr>\n");
			open = true;
		}
		row(out, paper, &paper->series[i]);
	}
	if (open)
		buffer_text(out, "</tbody>\n");
	return i - from;
}

void performance_glance(struct buffer *out, const struct performance_paper *paper)
{
	head(out, paper);
	for (size_t i = 0; i < paper->n_series;)
		i += phase(out, paper, i);
	buffer_text(out, "</table>\n</div>\n</section>\n");
}
