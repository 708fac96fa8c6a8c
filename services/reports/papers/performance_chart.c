/* SPDX-License-Identifier: MIT
 *
 * The charts of the performance report: which lines a series has, and what is said below them. chart.c draws.
 */
#include <stdio.h>
#include <string.h>

#include "services/reports/papers/chart.h"
#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"

enum { LINE_AUTHORITY, LINE_NATIONAL, LINE_NEIGHBOURS, LINE_NATIONAL_ALL };

/* Which rows a chart is made of. */
enum part { PART_MAIN, PART_ALL };

struct picture {
	struct chart chart;
	char id[32];
	char title[320];
	char national_all[128];
};

/* Only England is published for all institutions: its line joins the first chart. */
static bool national_only(const struct performance_series *series)
{
	return performance_has(&series->all, COLUMN_NATIONAL) &&
	       !performance_has(&series->all, COLUMN_AUTHORITY) &&
	       !performance_has(&series->all, COLUMN_NEIGHBOURS);
}

static int64_t value(const struct performance_row *row, unsigned line)
{
	if (row == NULL)
		return DECIMAL_NONE;
	return figure_micro(line == LINE_AUTHORITY    ? &row->authority
			    : line == LINE_NEIGHBOURS ? &row->neighbours
						      : &row->national);
}

static unsigned finest(const struct performance_basis *basis, unsigned decimals)
{
	for (size_t i = 0; i < basis->n; i++) {
		const struct figure *figures[] = {
			&basis->row[i].authority, &basis->row[i].national, &basis->row[i].neighbours};

		for (size_t j = 0; j < 3; j++)
			if (figure_present(figures[j]) && figures[j]->decimals > decimals)
				decimals = figures[j]->decimals;
	}
	return decimals > MICRO_SCALE ? MICRO_SCALE : decimals;
}

static void fill(const struct performance_series *series, enum part part, struct chart *chart)
{
	struct performance_cursor cursor = {0, 0};
	struct performance_pair pair;
	bool count = performance_is_count(series->measure);

	while (performance_next(series, &cursor, &pair)) {
		const struct performance_row *row = part == PART_MAIN ? pair.main : pair.all;
		int64_t v[CHART_LINES_MAX];

		for (unsigned line = 0; line < CHART_LINES_MAX; line++)
			v[line] = value(line == LINE_NATIONAL_ALL ? pair.all : row, line);
		if (count)
			v[LINE_NATIONAL] = v[LINE_NATIONAL_ALL] = DECIMAL_NONE;
		chart_add(chart, pair.period, v);
	}
}

static void set_up(const struct performance_paper *paper, const struct performance_series *series,
	size_t number, enum part part, struct picture *picture)
{
	const struct performance_basis *basis = part == PART_MAIN ? &series->main : &series->all;
	struct chart *chart = &picture->chart;

	memset(picture, 0, sizeof(*picture));
	(void)snprintf(picture->id, sizeof(picture->id), "c%zu%s", number, part == PART_MAIN ? "" : "b");
	(void)snprintf(
		picture->title, sizeof(picture->title), "%s, %s", series->measure->title, basis->basis);
	(void)snprintf(
		picture->national_all, sizeof(picture->national_all), "England, %s", series->all.basis);
	chart->id = picture->id;
	chart->title = picture->title;
	chart->unit = performance_unit(series->measure);
	chart->percent = performance_is_percent(series->measure);
	chart->decimals = finest(basis, series->measure->decimals);
	if (series->measure->breaks[0] != '\0')
		(void)period_parse(series->measure->breaks, strlen(series->measure->breaks), PERIOD_ACADEMIC,
			&chart->breaks);
	chart->line[LINE_AUTHORITY].name = paper->authority_name;
	chart->line[LINE_NATIONAL].name = "England";
	chart->line[LINE_NEIGHBOURS].name = "Statistical neighbours";
	chart->line[LINE_NATIONAL_ALL].name = picture->national_all;
	chart->n_line = part == PART_MAIN && national_only(series) ? 4 : 3;
	fill(series, part, chart);
}

static void caption(struct buffer *out, const struct performance_series *series,
	const struct performance_basis *basis, const struct chart *chart, size_t number)
{
	buffer_print(out, "<figcaption>Chart %zu", number);
	if (series->all.n > 0 && chart->n_line == 3) {
		buffer_text(out, ", ");
		html_text(out, basis->basis);
	}
	buffer_text(out, ".");
	if (chart_truncated(chart))
		buffer_text(out, " The vertical axis does not begin at 0.");
	if (performance_is_count(series->measure))
		buffer_text(out, " England is in the table only.");
	buffer_text(out, "</figcaption>\n");
}

void performance_charts(struct buffer *out, const struct performance_paper *paper,
	const struct performance_series *series, size_t number)
{
	bool both = series->all.n > 0 && !national_only(series), any = false;
	struct picture picture;

	for (enum part part = PART_MAIN; part <= PART_ALL; part++) {
		const struct performance_basis *basis = part == PART_MAIN ? &series->main : &series->all;

		if (basis->n == 0 || (part == PART_ALL && !both))
			continue;
		set_up(paper, series, number, part, &picture);
		if (chart_periods(&picture.chart) < 2)
			continue;
		buffer_text(out, "<figure>\n");
		chart_svg(&picture.chart, out);
		caption(out, series, basis, &picture.chart, number);
		buffer_text(out, "</figure>\n");
		any = true;
	}
	if (!any)
		buffer_text(out, "<p class=\"note\">There are too few periods for a chart.</p>\n");
}
