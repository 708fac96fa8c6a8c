/* SPDX-License-Identifier: MIT
 *
 * See chart.h. The picture is drawn from the back to the front: axis, change of definition, lines, markers, names.
 * How lines look (colour, dashes) is in style.c under .line0 to .line3; the markers are here.
 */
#include "services/reports/papers/chart.h"

#include <string.h>

#include "services/reports/papers/axis.h"
#include "services/reports/papers/chart_label.h"
#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"

/* Tenths of a point. */
#define WIDTH                4000
#define HEIGHT               2600
#define TOP                  380
#define BOTTOM               2290
#define CHARACTER            74 /* of the labels' type, on the safe side */
#define LABEL_OFFSET         200
#define LABEL_CHARACTERS_MAX 22 /* a longer word runs out of the picture rather than squeeze it */
#define BREAK_WIDTH          1240

struct plot {
	struct axis axis;
	int left, right;
	size_t n_label;
	struct chart_label label[CHART_LINES_MAX];
};

void chart_add(struct chart *chart, struct period period, const int64_t value[CHART_LINES_MAX])
{
	if (chart->n == CHART_PERIODS_MAX) {
		chart->n--;
		memmove(chart->period, chart->period + 1, chart->n * sizeof(chart->period[0]));
		for (size_t i = 0; i < chart->n_line; i++)
			memmove(chart->line[i].value, chart->line[i].value + 1, chart->n * sizeof(int64_t));
	}
	chart->period[chart->n] = period;
	for (size_t i = 0; i < chart->n_line; i++)
		chart->line[i].value[chart->n] = value[i];
	chart->n++;
}

size_t chart_periods(const struct chart *chart)
{
	size_t periods = 0;

	for (size_t i = 0; i < chart->n; i++) {
		bool any = false;

		for (size_t j = 0; j < chart->n_line; j++)
			any = any || chart->line[j].value[i] != DECIMAL_NONE;
		periods += any;
	}
	return periods;
}

/* Whether the definition changed between period `i` and the one before. */
static bool changes_at(const struct chart *chart, size_t i)
{
	unsigned year = period_year(chart->breaks);

	return i > 0 && chart->breaks.v != 0 && period_year(chart->period[i - 1]) < year &&
	       year <= period_year(chart->period[i]);
}

bool chart_broken(const struct chart *chart)
{
	for (size_t i = 1; i < chart->n; i++)
		if (changes_at(chart, i))
			return true;
	return false;
}

static void fit(const struct chart *chart, struct axis *ret)
{
	int64_t least = INT64_MAX, most = INT64_MIN;

	for (size_t j = 0; j < chart->n_line; j++) {
		for (size_t i = 0; i < chart->n; i++) {
			int64_t v = chart->line[j].value[i];

			if (v == DECIMAL_NONE)
				continue;
			least = v < least ? v : least;
			most = v > most ? v : most;
		}
	}
	if (least > most)
		least = most = 0;
	axis_fit(least, most, chart->decimals, chart->percent, ret);
}

bool chart_truncated(const struct chart *chart)
{
	struct axis axis;

	fit(chart, &axis);
	return axis.low != 0;
}

/* -- words -------------------------------------------------------------------------------- */

static void add_value(const struct chart *chart, size_t line, size_t i, struct buffer *out)
{
	struct figure figure = {chart->line[line].value[i], MICRO_SCALE, chart->decimals, FLAG_PRESENT};
	struct figure_text text;
	struct period_text period;

	buffer_print(out, "%s in %s", figure_print(&figure, &text), period_print(chart->period[i], &period));
}

static void line_in_words(const struct chart *chart, size_t line, struct buffer *out)
{
	const int64_t *value = chart->line[line].value;
	size_t first = 0, last = chart->n;

	html_text(out, chart->line[line].name);
	while (first < chart->n && value[first] == DECIMAL_NONE)
		first++;
	if (first == chart->n) {
		buffer_text(out, ": no figures.");
		return;
	}
	while (value[last - 1] == DECIMAL_NONE)
		last--;
	buffer_text(out, ": ");
	add_value(chart, line, first, out);
	if (last - 1 != first) {
		buffer_text(out, ", ");
		add_value(chart, line, last - 1, out);
	}
	buffer_text(out, ".");
}

static void describe(const struct chart *chart, struct buffer *out)
{
	struct period_text from, to;

	buffer_print(out, "<title id=\"%s-t\">Line chart: ", chart->id);
	html_text(out, chart->title);
	buffer_print(out, "</title>\n<desc id=\"%s-d\">", chart->id);
	html_sentence(out, chart->unit);
	buffer_print(out, ", %s to %s.", period_print(chart->period[0], &from),
		period_print(chart->period[chart->n - 1], &to));
	for (size_t i = 0; i < chart->n_line; i++) {
		buffer_text(out, " ");
		line_in_words(chart, i, out);
	}
	if (chart_broken(chart))
		buffer_print(out, " The definition changed in %s; the lines are broken there.",
			period_print(chart->breaks, &from));
	buffer_text(out, " All figures are in the table.</desc>\n");
}

/* -- places -------------------------------------------------------------------------------- */

static int x_of(const struct chart *chart, const struct plot *plot, size_t i)
{
	int64_t first = period_year(chart->period[0]), last = period_year(chart->period[chart->n - 1]);
	int64_t at = period_year(chart->period[i]) - first, of = last - first;

	for (size_t j = 1; j < chart->n; j++) {
		if (period_year(chart->period[j]) ==
			period_year(chart->period[j - 1])) { /* several in a year */
			at = (int64_t)i;
			of = (int64_t)chart->n - 1;
			break;
		}
	}
	return of <= 0 ? plot->left
		       : plot->left + (int)decimal_divide((__int128)(plot->right - plot->left) * at, of);
}

static int y_of(const struct plot *plot, int64_t v)
{
	const struct axis *axis = &plot->axis;

	return BOTTOM -
	       (int)decimal_divide((__int128)(BOTTOM - TOP) * (v - axis->low), axis->high - axis->low);
}

static void points(struct buffer *out, int tenths)
{
	if (tenths % 10 == 0)
		buffer_print(out, "%d", tenths / 10);
	else
		buffer_print(out, "%d.%d", tenths / 10, tenths % 10);
}

static void place(struct buffer *out, const char *before, int x, int y)
{
	buffer_text(out, before);
	points(out, x);
	buffer_text(out, " ");
	points(out, y);
}

static void text_at(struct buffer *out, const char *attributes, int x, int y)
{
	buffer_print(out, "<text%s x=\"", attributes);
	points(out, x);
	buffer_text(out, "\" y=\"");
	points(out, y);
	buffer_text(out, "\">");
}

static void mark_text(int64_t v, unsigned decimals, struct figure_text *out)
{
	struct figure figure = {v, MICRO_SCALE, decimals, FLAG_PRESENT};

	(void)figure_print(&figure, out);
}

/* The plot leaves room for the marks and half the first period at its left and the names at its right. */
static void measure(const struct chart *chart, struct plot *plot)
{
	struct figure_text low, high;
	struct period_text period;
	size_t marks, widest = 0;
	int half;

	fit(chart, &plot->axis);
	mark_text(plot->axis.low, plot->axis.decimals, &low);
	mark_text(plot->axis.high, plot->axis.decimals, &high);
	marks = strlen(low.text) > strlen(high.text) ? strlen(low.text) : strlen(high.text);
	plot->n_label = 0;
	for (size_t j = 0; j < chart->n_line; j++) {
		struct chart_label *label = &plot->label[plot->n_label];
		size_t last = chart->n;

		while (last > 0 && chart->line[j].value[last - 1] == DECIMAL_NONE)
			last--;
		if (last == 0)
			continue;
		label->line = j;
		chart_label_wrap(chart->line[j].name, label);
		widest = label->widest > widest ? label->widest : widest;
		plot->n_label++;
	}
	if (widest > LABEL_CHARACTERS_MAX)
		widest = LABEL_CHARACTERS_MAX;
	plot->left = 180 + (int)marks * CHARACTER;
	half = (int)strlen(period_print(chart->period[0], &period)) * CHARACTER / 2 + 60;
	if (plot->left < half)
		plot->left = half;
	plot->right = WIDTH - LABEL_OFFSET - 80 - (int)widest * CHARACTER;
}

/* -- what is drawn -------------------------------------------------------------------------------- */

static void draw_axis(const struct chart *chart, const struct plot *plot, struct buffer *out)
{
	const struct axis *axis = &plot->axis;
	struct figure_text text;

	text_at(out, " class=\"unit\"", 20, 160);
	html_sentence(out, chart->unit);
	buffer_text(out, "</text>\n<path class=\"grid\" d=\"");
	for (int64_t v = axis->low; v <= axis->high; v += axis->step) {
		place(out, "M", plot->left - 40, y_of(plot, v));
		buffer_text(out, "H");
		points(out, plot->right + 40);
	}
	buffer_text(out, "\"/>\n<g class=\"mark\">");
	for (int64_t v = axis->low; v <= axis->high; v += axis->step) {
		mark_text(v, axis->decimals, &text);
		text_at(out, "", plot->left - 90, y_of(plot, v) + 45);
		buffer_print(out, "%s</text>", text.text);
	}
	buffer_text(out, "</g>\n");
}

/* Names of periods from the newest backwards, as many as fit; a tick for each. */
static void draw_periods(const struct chart *chart, const struct plot *plot, struct buffer *out)
{
	struct period_text text;
	int spacing = 0, next;

	for (size_t i = 0; i < chart->n; i++) {
		int width = (int)strlen(period_print(chart->period[i], &text)) * CHARACTER + 30;

		spacing = width > spacing ? width : spacing;
	}
	next = x_of(chart, plot, chart->n - 1);
	buffer_text(out, "<path class=\"tick\" d=\"");
	for (size_t i = 0; i < chart->n; i++) {
		place(out, "M", x_of(chart, plot, i), BOTTOM);
		buffer_text(out, "v5");
	}
	buffer_text(out, "\"/>\n<g class=\"period\">");
	for (size_t i = chart->n; i-- > 0;) {
		int x = x_of(chart, plot, i);

		if (x > next)
			continue;
		text_at(out, "", x, BOTTOM + 200);
		buffer_print(out, "%s</text>", period_print(chart->period[i], &text));
		next = x - spacing;
	}
	buffer_text(out, "</g>\n");
}

static void draw_breaks(const struct chart *chart, const struct plot *plot, struct buffer *out)
{
	for (size_t i = 1; i < chart->n; i++) {
		int x, at, least, most;

		if (!changes_at(chart, i))
			continue;
		x = (x_of(chart, plot, i - 1) + x_of(chart, plot, i)) / 2;
		least = plot->left + BREAK_WIDTH / 2; /* clear of the unit and of the names */
		most = plot->right + 100 - BREAK_WIDTH / 2;
		at = x < least ? least : x > most ? most : x;
		place(out, "<path class=\"change\" d=\"M", x, TOP - 60);
		buffer_text(out, "V");
		points(out, BOTTOM);
		buffer_text(out, "\"/>");
		text_at(out, " class=\"change\"", at, TOP - 100);
		buffer_text(out, "definition changed</text>\n");
	}
}

/* Whether a line runs on from period `i` - 1 to `i`: both figures are there, no year is left out between them, and
 * they mean the same. */
static bool joined(const struct chart *chart, const struct chart_line *line, size_t i)
{
	return i > 0 && line->value[i - 1] != DECIMAL_NONE && !changes_at(chart, i) &&
	       period_year(chart->period[i]) - period_year(chart->period[i - 1]) <= 1;
}

/* Disc, square, triangle and diamond, each larger than the one drawn over it, so that figures that are the same can
 * both be seen; for the same reason dots are drawn over dashes. */
static const char *const marker[CHART_LINES_MAX] = {"m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
	"m-3.8-3.8h7.6v7.6h-7.6z", "m0-4.6l4.2 7h-8.4z", "m0-6l6 6l-6 6l-6-6z"};
static const size_t back_to_front[CHART_LINES_MAX] = {3, 1, 2, 0};

static void draw_line(const struct chart *chart, const struct plot *plot, size_t which, struct buffer *out)
{
	const struct chart_line *line = &chart->line[which];

	buffer_print(out, "<path class=\"line line%zu\" d=\"", which);
	for (size_t i = 0; i < chart->n; i++)
		if (line->value[i] != DECIMAL_NONE)
			place(out, joined(chart, line, i) ? "L" : "M", x_of(chart, plot, i),
				y_of(plot, line->value[i]));
	buffer_text(out, "\"/>\n");
}

static void draw_markers(const struct chart *chart, const struct plot *plot, size_t which, struct buffer *out)
{
	const struct chart_line *line = &chart->line[which];

	buffer_print(out, "<path class=\"dot dot%zu\" d=\"", which);
	for (size_t i = 0; i < chart->n; i++) {
		if (line->value[i] == DECIMAL_NONE)
			continue;
		place(out, "M", x_of(chart, plot, i), y_of(plot, line->value[i]));
		buffer_text(out, marker[which]);
	}
	for (size_t i = 0; i < plot->n_label; i++) { /* and once more before its name */
		if (plot->label[i].line != which)
			continue;
		place(out, "M", plot->right + LABEL_OFFSET, plot->label[i].y);
		buffer_text(out, marker[which]);
	}
	buffer_text(out, "\"/>\n");
}

static void draw_labels(const struct plot *plot, struct buffer *out)
{
	for (size_t i = 0; i < plot->n_label; i++) {
		const struct chart_label *label = &plot->label[i];
		int y = label->y - ((int)label->n - 1) * LABEL_ROW_HEIGHT / 2 + 45;

		buffer_print(out, "<path class=\"lead dot%zu\"", label->line);
		place(out, " d=\"M", label->x_from + 60, label->y_from);
		place(out, "L", plot->right + LABEL_OFFSET - 60, label->y);
		buffer_print(out, "\"/><g class=\"name name%zu\">", label->line);
		for (size_t j = 0; j < label->n; j++, y += LABEL_ROW_HEIGHT) {
			text_at(out, "", plot->right + LABEL_OFFSET + 80, y);
			html_part(out, label->row[j], label->len[j]);
			buffer_text(out, "</text>");
		}
		buffer_text(out, "</g>\n");
	}
}

/* Where each line ends, and from that where its name goes. */
static void place_labels(const struct chart *chart, struct plot *plot)
{
	for (size_t i = 0; i < plot->n_label; i++) {
		const int64_t *value = chart->line[plot->label[i].line].value;
		size_t last = chart->n - 1;

		while (value[last] == DECIMAL_NONE)
			last--;
		plot->label[i].x_from = x_of(chart, plot, last);
		plot->label[i].y_from = y_of(plot, value[last]);
	}
	chart_label_spread(plot->label, plot->n_label, TOP - 140, HEIGHT - 80);
}

void chart_svg(const struct chart *chart, struct buffer *out)
{
	struct plot plot;

	if (chart->n == 0)
		return;
	measure(chart, &plot);
	place_labels(chart, &plot);
	buffer_print(out,
		"<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">\n",
		WIDTH / 10, HEIGHT / 10, chart->id, chart->id);
	describe(chart, out);
	draw_axis(chart, &plot, out);
	draw_periods(chart, &plot, out);
	draw_breaks(chart, &plot, out);
	for (size_t i = 0; i < CHART_LINES_MAX; i++)
		if (back_to_front[i] < chart->n_line)
			draw_line(chart, &plot, back_to_front[i], out);
	for (size_t i = 0; i < CHART_LINES_MAX; i++)
		if (back_to_front[i] < chart->n_line)
			draw_markers(chart, &plot, back_to_front[i], out);
	draw_labels(&plot, out);
	buffer_text(out, "</svg>\n");
}
