/* SPDX-License-Identifier: MIT
 *
 * The table of a series: a row for each period, a block of columns for each basis.
 */
#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"

static void heading(struct buffer *out, const struct performance_paper *paper, enum performance_column column)
{
	buffer_text(out, "<th scope=\"col\">");
	switch (column) {
	case COLUMN_AUTHORITY:
		html_text(out, paper->authority_name);
		break;
	case COLUMN_NATIONAL:
		buffer_text(out, "England");
		break;
	case COLUMN_NEIGHBOURS:
		buffer_text(out, "Statistical neighbours");
		break;
	case COLUMN_DIFF_NATIONAL:
		buffer_text(out, "Difference from England");
		break;
	case COLUMN_DIFF_NEIGHBOURS:
		buffer_text(out, "Difference from neighbours");
		break;
	case COLUMNS:
		break;
	}
	buffer_text(out, "</th>");
}

static void cell(struct buffer *out, const struct measure *measure, const struct performance_row *row,
	enum performance_column column)
{
	switch (column) {
	case COLUMN_AUTHORITY:
		figure_cell(out, row == NULL ? NULL : &row->authority);
		break;
	case COLUMN_NATIONAL:
		figure_cell(out, row == NULL ? NULL : &row->national);
		break;
	case COLUMN_NEIGHBOURS:
		figure_cell(out, row == NULL ? NULL : &row->neighbours);
		break;
	case COLUMN_DIFF_NATIONAL:
		figure_difference_cell(out, performance_diff_national(measure, row),
			row == NULL ? NULL : &row->authority, row == NULL ? NULL : &row->national);
		break;
	case COLUMN_DIFF_NEIGHBOURS:
		figure_difference_cell(out, row == NULL ? DECIMAL_NONE : row->diff_neighbours,
			row == NULL ? NULL : &row->authority, row == NULL ? NULL : &row->neighbours);
		break;
	case COLUMNS:
		break;
	}
}

/* What the rows are: "Academic year", or "Period" when they are of several kinds. */
static const char *row_word(const struct performance_series *series)
{
	struct performance_cursor cursor = {0, 0};
	struct performance_pair pair;
	struct period first = {0};

	while (performance_next(series, &cursor, &pair)) {
		if (first.v == 0)
			first = pair.period;
		else if (period_kind(pair.period) != period_kind(first))
			return "period";
	}
	return performance_period_word(first);
}

static void head(
	struct buffer *out, const struct performance_paper *paper, const struct performance_series *series)
{
	size_t columns = performance_all_columns(series);
	bool two = columns > 0;

	buffer_print(out, "<colgroup><col></colgroup><colgroup span=\"%d\"></colgroup>", (int)COLUMNS);
	if (two)
		buffer_print(out, "<colgroup span=\"%zu\"></colgroup>", columns);
	buffer_print(out, "\n<thead>\n<tr><th scope=\"col\"%s>", two ? " rowspan=\"2\"" : "");
	html_sentence(out, row_word(series));
	buffer_text(out, "</th>");
	if (two) {
		buffer_print(out, "<th scope=\"colgroup\" colspan=\"%d\">", (int)COLUMNS);
		html_sentence(out, series->main.basis);
		buffer_print(out, "</th><th scope=\"colgroup\" colspan=\"%zu\" class=\"second\">", columns);
		html_sentence(out, series->all.basis);
		buffer_text(out, "</th></tr>\n<tr>");
	}
	for (unsigned column = 0; column < COLUMNS; column++)
		heading(out, paper, (enum performance_column)column);
	for (unsigned column = 0; column < COLUMNS; column++)
		if (performance_has(&series->all, (enum performance_column)column))
			heading(out, paper, (enum performance_column)column);
	buffer_text(out, "</tr>\n</thead>\n");
}

static void body(
	struct buffer *out, const struct performance_paper *paper, const struct performance_series *series)
{
	struct performance_cursor cursor = {0, 0};
	struct performance_pair pair;

	buffer_text(out, "<tbody>\n");
	while (performance_next(series, &cursor, &pair)) {
		buffer_text(out, "<tr><th scope=\"row\">");
		performance_period_heading(out, pair.period,
			(pair.main != NULL && performance_provisional(paper, pair.main->submission)) ||
				(pair.all != NULL && performance_provisional(paper, pair.all->submission)));
		buffer_text(out, "</th>");
		for (unsigned column = 0; column < COLUMNS; column++)
			cell(out, series->measure, pair.main, (enum performance_column)column);
		for (unsigned column = 0; column < COLUMNS; column++)
			if (performance_has(&series->all, (enum performance_column)column))
				cell(out, series->measure, pair.all, (enum performance_column)column);
		buffer_text(out, "</tr>\n");
	}
	buffer_text(out, "</tbody>\n");
}

static void caption(struct buffer *out, const struct performance_series *series, size_t number)
{
	buffer_text(out, "<caption><span><span class=\"vh\">");
	html_text(out, series->measure->title);
	buffer_print(out, ". </span>Table %zu. ", number);
	html_sentence(out, performance_unit(series->measure));
	if (performance_all_columns(series) == 0) {
		buffer_text(out, ", ");
		html_text(out, performance_first_basis(series)->basis);
	}
	buffer_text(out, performance_is_percent(series->measure)
				 ? "; differences in percentage points</span></caption>\n"
				 : "</span></caption>\n");
}

void performance_table(struct buffer *out, const struct performance_paper *paper,
	const struct performance_series *series, size_t number)
{
	bool two = performance_all_columns(series) > 0;

	buffer_print(
		out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table %zu, ", number);
	html_text(out, series->measure->title);
	buffer_print(out, "\">\n<table class=\"series%s\">\n", two ? " two" : "");
	caption(out, series, number);
	head(out, paper, series);
	body(out, paper, series);
	buffer_text(out, "</table>\n</div>\n");
}
