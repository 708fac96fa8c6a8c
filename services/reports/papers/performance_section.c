/* SPDX-License-Identifier: MIT
 *
 * One series of the performance report: heading, chart beside table, and the notes that a reader needs to take the
 * figures for what they are.
 */
#include <string.h>

#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"

/* Where a measure is in the paper; NULL when it is not. */
static const struct measure *find(const struct performance_paper *paper, const char *id)
{
	for (size_t i = 0; i < paper->n_series; i++)
		if (strcmp(paper->series[i].measure->id, id) == 0)
			return paper->series[i].measure;
	return NULL;
}

static void note_superseded(
	struct buffer *out, const struct performance_paper *paper, const struct performance_series *series)
{
	const struct measure *by = find(paper, series->measure->superseded_by);

	buffer_text(out, "<p class=\"note\"><strong>Superseded measure.</strong> ");
	if (by != NULL) {
		buffer_text(out, "Its place was taken by: ");
		performance_link(out, by);
		buffer_text(out, ".");
	} else {
		buffer_text(out, "It has been replaced by another, which is not in this paper.");
	}
	buffer_text(out, "</p>\n");
}

/* A submission, and for which rows of the series it is the source. */
static void source_run(struct buffer *out, const struct performance_paper *paper,
	const struct performance_basis *basis, size_t from, size_t to)
{
	unsigned long long submission = basis->row[from].submission;
	struct period_text first, last;

	if (paper_source_of(paper->source, paper->n_sources, submission) != NULL)
		buffer_print(out, "<a href=\"#source-%llu\">submission %llu</a>", submission, submission);
	else
		buffer_print(out, "submission %llu", submission);
	if (from == 0 && to + 1 == basis->n)
		return;
	buffer_print(out, " (%s", period_print(basis->row[from].period, &first));
	if (to > from)
		buffer_print(out, " to %s", period_print(basis->row[to].period, &last));
	buffer_text(out, ")");
}

/* "Source: submission 3 (2000/01 to 2011/12), submission 7 (2012/13)." Rows that name none are passed over. */
static void sources(struct buffer *out, const struct performance_paper *paper,
	const struct performance_basis *basis, const char *of)
{
	bool any = false;

	for (size_t from = 0, to; from < basis->n; from = to + 1) {
		for (to = from; to + 1 < basis->n; to++)
			if (basis->row[to + 1].submission != basis->row[from].submission)
				break;
		if (basis->row[from].submission == 0)
			continue;
		if (any) {
			buffer_text(out, ", ");
		} else {
			buffer_text(out, "Source");
			buffer_text(out, of[0] == '\0' ? "" : " for ");
			html_text(out, of);
			buffer_text(out, ": ");
		}
		source_run(out, paper, basis, from, to);
		any = true;
	}
	if (any)
		buffer_text(out, ". ");
}

/* Whether everything in both bases is from one submission. */
static bool same_source(const struct performance_series *series)
{
	const struct performance_basis *basis[] = {&series->main, &series->all};

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < basis[i]->n; j++)
			if (basis[i]->row[j].submission != performance_first_basis(series)->row[0].submission)
				return false;
	return true;
}

static bool any_provisional(const struct performance_paper *paper, const struct performance_basis *basis)
{
	for (size_t i = 0; i < basis->n; i++)
		if (performance_provisional(paper, basis->row[i].submission))
			return true;
	return false;
}

static bool breaks_within(const struct performance_series *series, struct period *ret)
{
	const struct performance_basis *basis = performance_first_basis(series);
	const char *breaks = series->measure->breaks;

	return breaks[0] != '\0' && basis->n > 0 &&
	       period_parse(breaks, strlen(breaks), PERIOD_ACADEMIC, ret) == 0 &&
	       period_year(basis->row[0].period) < period_year(*ret) &&
	       period_year(*ret) <= period_year(basis->row[basis->n - 1].period);
}

static void notes(
	struct buffer *out, const struct performance_paper *paper, const struct performance_series *series)
{
	struct period_text text;
	struct period breaks;

	if (breaks_within(series, &breaks))
		buffer_print(out,
			"<p class=\"note\"><strong>The definition changed in %s.</strong> Figures before and "
			"since then are not comparable.</p>\n",
			period_print(breaks, &text));
	if (series->measure->polarity == POLARITY_LOW)
		buffer_text(out, "<p class=\"note\">For this measure the lower figure is the more favourable "
				 "one.</p>\n");
	buffer_text(out, "<p class=\"note\">");
	if (series->all.n == 0 || same_source(series)) {
		sources(out, paper, performance_first_basis(series), "");
	} else {
		sources(out, paper, &series->main, series->main.basis);
		sources(out, paper, &series->all, series->all.basis);
	}
	if (series->measure->source[0] != '\0') {
		buffer_text(out, "Definition: ");
		html_text(out, series->measure->source);
		buffer_text(out, ".");
	}
	if (any_provisional(paper, &series->main) || any_provisional(paper, &series->all))
		buffer_text(out, " [p]&nbsp;provisional.");
	buffer_text(out, "</p>\n");
}

void performance_section(struct buffer *out, const struct performance_paper *paper,
	const struct performance_series *as_given, size_t number)
{
	/* A measure with only the second basis has one basis. */
	struct performance_series alone = {as_given->measure, as_given->all, {as_given->all.basis, 0, NULL}};
	const struct performance_series *series = as_given->main.n == 0 ? &alone : as_given;
	/* A single column of a second basis leaves room for the chart; a second block of them does not. Notes go
	 * where there is room: below the chart that stands beside the table, or else below both. */
	bool beside = performance_all_columns(series) <= 1;

	buffer_text(out, "<section class=\"measure\" id=\"m-");
	html_text(out, series->measure->id);
	buffer_print(out, "\">\n<h3><span class=\"no\">%zu.</span> ", number);
	html_text(out, series->measure->title);
	buffer_text(out, "</h3>\n");
	if (performance_superseded(series))
		note_superseded(out, paper, series);
	buffer_text(out, beside ? "<div class=\"pair\">\n" : "<div class=\"stack\">\n");
	buffer_text(out, "<div class=\"charts\">\n");
	performance_charts(out, paper, series, number);
	if (beside)
		notes(out, paper, series);
	buffer_text(out, "</div>\n");
	performance_table(out, paper, series, number);
	buffer_text(out, "</div>\n");
	if (!beside)
		notes(out, paper, series);
	buffer_text(out, "</section>\n");
}
