/* SPDX-License-Identifier: MIT
 *
 * See checks.h. Here what one row can tell: differences, totals, and rows that stand a column off. What takes several
 * years of a series is in checks_series.c.
 */
#include "services/ingest/checks/checks.h"

#include <stdio.h>

/* Figures have at most nine decimals and are below 9.3 * 10^18: in units of 10^-9 they are below 10^28. */
static __int128 exact(struct decimal figure)
{
	__int128 v = figure.m;

	for (unsigned i = figure.scale; i < DECIMAL_SCALE_MAX; i++)
		v *= 10;
	return v;
}

/* One unit of the last of `decimals` decimals, in units of 10^-9. */
static __int128 unit_of(unsigned decimals)
{
	return exact((struct decimal){1, (uint8_t)decimals});
}

static __int128 distance(__int128 a, __int128 b)
{
	return a > b ? a - b : b - a;
}

/* a - b with the decimals of the finer one; false when it does not fit. */
static bool subtract(struct decimal a, struct decimal b, struct decimal *ret)
{
	uint8_t scale = a.scale > b.scale ? a.scale : b.scale;
	int64_t x, y;

	if (!decimal_rescale(a.m, a.scale, scale, &x) || !decimal_rescale(b.m, b.scale, scale, &y) ||
		__builtin_sub_overflow(x, y, &ret->m) || ret->m == DECIMAL_NONE)
		return false;
	ret->scale = scale;
	return true;
}

static bool add(struct decimal a, struct decimal b, struct decimal *ret)
{
	if (b.m == DECIMAL_NONE)
		return false;
	b.m = -b.m;
	return subtract(a, b, ret);
}

static const char *print(struct decimal figure, struct decimal_text *out)
{
	return decimal_print(figure.m, figure.scale, figure.scale, out);
}

const char *check_label(const struct check_row *row, struct check_label *out)
{
	struct period_text period;

	if (period_kind(row->period) != PERIOD_NONE)
		(void)snprintf(out->text, sizeof(out->text), "%s %s: ", row->measure,
			period_print(row->period, &period));
	else
		(void)snprintf(out->text, sizeof(out->text), "%.150s%s", row->label,
			row->label[0] == '\0' ? "" : ": ");
	return out->text;
}

bool check_equal(const struct check_figure *a, const struct check_figure *b)
{
	return a->state == CHECK_PRESENT && b->state == CHECK_PRESENT && exact(a->value) == exact(b->value);
}

/* -- differences ------------------------------------------------------------------------------------------------- */

/* Decimals in which a difference can be judged: what both the operands and the differences of this series show. "0" in
 * a column of one-decimal differences means 0.0. */
struct display {
	unsigned operands, judged;
};

static unsigned finer(unsigned scale, const struct check_figure *figure)
{
	return figure->state == CHECK_PRESENT && figure->value.scale > scale ? figure->value.scale : scale;
}

static struct display display_of(const struct check_group *group, const struct check_difference *difference)
{
	struct display display = {0, 0};
	unsigned published = 0;

	for (size_t i = 0; i < group->n; i++) {
		const struct check_figure *figure = group->row[i]->figure;

		display.operands = finer(display.operands, &figure[difference->of]);
		display.operands = finer(display.operands, &figure[difference->minus]);
		published = finer(published, &figure[difference->column]);
	}
	display.judged = published < display.operands ? published : display.operands;
	return display;
}

/* What the operands give, where both are there. */
static bool compute(
	const struct check_figure *figure, const struct check_difference *difference, struct decimal *ret)
{
	return figure[difference->of].state == CHECK_PRESENT &&
	       figure[difference->minus].state == CHECK_PRESENT &&
	       subtract(figure[difference->of].value, figure[difference->minus].value, ret);
}

static bool agrees(struct decimal published, struct decimal computed, unsigned decimals)
{
	return distance(exact(published), exact(computed)) * 2 <= unit_of(decimals);
}

/* Published and computable, and wrong. */
static bool is_wrong(
	const struct check_row *row, const struct check_difference *difference, const struct display *display)
{
	struct decimal computed;

	return row->figure[difference->column].state == CHECK_PRESENT &&
	       compute(row->figure, difference, &computed) &&
	       !agrees(row->figure[difference->column].value, computed, display->judged);
}

/* When every difference of the row is wrong and all of them imply the same figure, that figure is likely what was
 * meant; with one alone, either operand may be. */
static void explain(const struct check_layout *layout, const struct check_row *row, size_t k,
	const struct display *display, char *ret, size_t room)
{
	const struct check_difference *this = &layout->difference[k];
	const struct check_figure *figure = row->figure;
	struct decimal implied, other, minus;
	struct decimal_text a, b;
	size_t wrong = 0;

	ret[0] = '\0';
	if (!add(figure[this->minus].value, figure[this->column].value, &implied))
		return;
	for (size_t i = 0; i < layout->n_differences; i++) {
		const struct check_difference *difference = &layout->difference[i];

		if (difference->of != this->of || !is_wrong(row, difference, display))
			continue;
		if (!add(figure[difference->minus].value, figure[difference->column].value, &other) ||
			exact(other) != exact(implied))
			return;
		wrong++;
	}
	if (wrong > 1)
		(void)snprintf(ret, room, "; both published differences imply %s %s", layout->name[this->of],
			print(implied, &a));
	else if (subtract(figure[this->of].value, figure[this->column].value, &minus))
		(void)snprintf(ret, room, "; it would take %s %s or %s %s", layout->name[this->of],
			print(implied, &a), layout->name[this->minus], print(minus, &b));
}

static void judge_difference(const struct check_group *group, const struct check_row *row, size_t k,
	const struct display *display, struct findings *findings)
{
	const struct check_layout *layout = group->layout;
	const struct check_difference *difference = &layout->difference[k];
	const struct check_figure *published = &row->figure[difference->column];
	struct finding_place place = check_place(layout, row, difference->column);
	enum finding_kind kind = FINDING_DIFF;
	struct decimal_text of, minus, right, found;
	struct decimal computed, negative;
	struct check_label label;
	char cause[250] = "";

	if (!compute(row->figure, difference, &computed) || published->state == CHECK_OTHER)
		return;
	(void)check_label(row, &label);
	(void)check_print(&row->figure[difference->of], &of);
	(void)check_print(&row->figure[difference->minus], &minus);
	(void)print(computed, &right);
	if (published->state == CHECK_BLANK) {
		findings_add(findings, place, FINDING_DIFF_MISSING,
			"%s%s %s less %s %s is %s, but no difference is published", label.text,
			layout->name[difference->of], of.text, layout->name[difference->minus], minus.text,
			right.text);
		return;
	}
	if (agrees(published->value, computed, display->judged))
		return;
	negative = (struct decimal){-computed.m, computed.scale};
	if (computed.m != 0 && agrees(published->value, negative, display->judged)) {
		kind = FINDING_DIFF_SIGN;
		(void)snprintf(cause, sizeof(cause), "; the sign was lost");
	} else if (distance(exact(published->value), exact(computed)) <= unit_of(display->judged) &&
		   display->judged > 0) {
		kind = FINDING_DIFF_ROUNDING;
		(void)snprintf(cause, sizeof(cause),
			"; one unit of the last decimal, as from figures that were rounded afterwards");
	} else if (row->stuck) {
		(void)snprintf(cause, sizeof(cause), "; it stands still with the whole tail of the row");
	} else {
		explain(layout, row, k, display, cause, sizeof(cause));
	}
	findings_add(findings, place, kind, "%s%s %s less %s %s is %s, but %s is published%s", label.text,
		layout->name[difference->of], of.text, layout->name[difference->minus], minus.text,
		right.text, check_print(published, &found), cause);
}

void check_differences(const struct check_group *group, struct findings *findings)
{
	for (size_t k = 0; k < group->layout->n_differences; k++) {
		struct display display = display_of(group, &group->layout->difference[k]);

		for (size_t i = 0; i < group->n; i++)
			if (!group->row[i]->shifted)
				judge_difference(group, group->row[i], k, &display, findings);
	}
}

/* -- rows that stand a column off -------------------------------------------------------------------------------- */

struct fit {
	unsigned holds, fails; /* differences that agree, and that do not or stand on what cannot be */
};

static bool is_difference(const struct check_layout *layout, size_t column)
{
	for (size_t k = 0; k < layout->n_differences; k++)
		if (layout->difference[k].column == column)
			return true;
	return false;
}

static bool is_percentage(struct decimal value)
{
	return value.m >= 0 && exact(value) <= 100 * unit_of(0);
}

static struct fit fit_of(const struct check_layout *layout, const struct check_figure *figure, bool percent,
	const struct display *display)
{
	struct fit fit = {0, 0};
	struct decimal computed;

	for (size_t k = 0; k < layout->n_differences; k++) {
		const struct check_difference *difference = &layout->difference[k];

		if (figure[difference->column].state != CHECK_PRESENT ||
			!compute(figure, difference, &computed))
			continue;
		if (agrees(figure[difference->column].value, computed, display[k].judged))
			fit.holds++;
		else
			fit.fails++;
	}
	for (size_t i = 0; percent && i < layout->n; i++)
		if (figure[i].state == CHECK_PRESENT && !is_difference(layout, i) &&
			!is_percentage(figure[i].value))
			fit.fails++;
	return fit;
}

/* The row as it reads when `by` figures are missing at `at` and all behind them slipped to the left: the blanks at its
 * end belong there. False when they are no blanks. */
static bool spread(const struct check_layout *layout, const struct check_figure *in, size_t at, size_t by,
	struct check_figure *out)
{
	for (size_t i = 0; i < by; i++)
		if (in[layout->n - 1 - i].state != CHECK_BLANK)
			return false;
	for (size_t i = 0; i < layout->n; i++)
		if (i < at)
			out[i] = in[i];
		else if (i < at + by)
			out[i] = (struct check_figure){.state = CHECK_BLANK};
		else
			out[i] = in[i - by];
	return true;
}

/* And when the blank at `at` pushed all behind it to the right. */
static bool close_up(
	const struct check_layout *layout, const struct check_figure *in, size_t at, struct check_figure *out)
{
	if (in[at].state != CHECK_BLANK)
		return false;
	for (size_t i = 0; i + 1 < layout->n; i++)
		out[i] = in[i < at ? i : i + 1];
	out[layout->n - 1] = (struct check_figure){.state = CHECK_BLANK};
	return true;
}

/* One difference may agree by chance, so a shift must explain more than the row as it stands does. */
static bool is_better(struct fit own, struct fit other)
{
	return other.fails == 0 && ((own.fails > 0 && other.holds >= 1 && other.holds >= own.holds) ||
					   (other.holds > own.holds && other.holds >= 2));
}

struct shift {
	struct fit fit;
	size_t at;
	int by; /* columns to the right that the figures from `at` on belong; negative: to the left */
};

static void keep_better(struct shift *best, struct fit own, struct fit other, size_t at, int by)
{
	if (is_better(own, other) && other.holds > best->fit.holds)
		*best = (struct shift){other, at, by};
}

static struct shift find_shift(
	const struct check_layout *layout, const struct check_row *row, const struct display *display)
{
	struct check_figure other[CHECK_COLUMNS_MAX];
	struct fit own = fit_of(layout, row->figure, row->percent, display);
	struct shift best = {.by = 0};

	for (size_t at = 1; at + 1 < layout->n; at++) {
		for (size_t by = 1; by <= 2 && at + by < layout->n; by++)
			if (spread(layout, row->figure, at, by, other))
				keep_better(&best, own, fit_of(layout, other, row->percent, display), at,
					(int)by);
		if (close_up(layout, row->figure, at, other))
			keep_better(&best, own, fit_of(layout, other, row->percent, display), at, -1);
	}
	return best;
}

/* "a less b is c and ...", for the differences of the row as it should read. */
static void tell_fit(
	const struct check_layout *layout, const struct check_figure *figure, char *ret, size_t room)
{
	struct decimal_text a, b, c;
	size_t len = 0;

	ret[0] = '\0';
	for (size_t k = 0; k < layout->n_differences && len < room; k++) {
		const struct check_difference *difference = &layout->difference[k];
		struct decimal computed;

		if (figure[difference->column].state != CHECK_PRESENT ||
			!compute(figure, difference, &computed))
			continue;
		len += (size_t)snprintf(ret + len, room - len, "%s%s %s less %s %s is %s",
			len == 0 ? "" : " and ", layout->name[difference->of],
			check_print(&figure[difference->of], &a), layout->name[difference->minus],
			check_print(&figure[difference->minus], &b),
			check_print(&figure[difference->column], &c));
	}
}

void check_realigned(const struct check_layout *layout, const struct check_row *row,
	struct finding_place place, const char *lost, struct findings *findings)
{
	struct check_label label;
	char fits[300];

	tell_fit(layout, row->figure, fits, sizeof(fits));
	findings_add(findings, place, FINDING_SHIFTED_ROW,
		"%sas published the figures of this row stood a column off; the file says '%s'%s%s%s%s%s",
		check_label(row, &label), row->realigned, lost[0] == '\0' ? "" : ", and a figure for ", lost,
		lost[0] == '\0' ? "" : ", which the year before has, is missing",
		fits[0] == '\0' ? "" : "; as it stands now, ", fits);
}

void check_shifts(const struct check_group *group, struct findings *findings)
{
	const struct check_layout *layout = group->layout;
	struct display display[CHECK_DIFFERENCES_MAX] = {{0, 0}};

	for (size_t k = 0; k < layout->n_differences; k++)
		display[k] = display_of(group, &layout->difference[k]);
	for (size_t i = 0; i < group->n; i++) {
		struct check_row *row = group->row[i];
		struct shift shift = find_shift(layout, row, display);
		struct check_figure right[CHECK_COLUMNS_MAX];
		struct check_label label;
		char fits[300];

		if (shift.by == 0)
			continue;
		row->shifted = true;
		(void)(shift.by < 0 ? close_up(layout, row->figure, shift.at, right)
				    : spread(layout, row->figure, shift.at, (size_t)shift.by, right));
		tell_fit(layout, right, fits, sizeof(fits));
		findings_add(findings, check_place(layout, row, shift.at), FINDING_SHIFTED_ROW,
			"%sthe figures from %s on stand %s: read %d column%s further %s, %s",
			check_label(row, &label), layout->name[shift.at],
			shift.by == 2   ? "two columns too far left"
			: shift.by == 1 ? "a column too far left"
					: "a column too far right",
			shift.by < 0 ? -shift.by : shift.by, shift.by == 2 ? "s" : "",
			shift.by < 0 ? "left" : "right", fits);
	}
}

/* -- totals ------------------------------------------------------------------------------------------------------ */

/* Whole numbers must foot; figures with decimals may each have been rounded by half a unit. */
static bool foots(struct decimal total, __int128 sum, unsigned decimals, size_t parts)
{
	__int128 off = distance(exact(total), sum);

	return off == 0 || (decimals > 0 && off * 2 <= unit_of(decimals) * (__int128)(parts + 1));
}

/* "Q1 3 + Q2 4" and so on, as far as there is room; the sum with as many decimals as its finest part. */
struct summed {
	char text[400];
	size_t len;
	struct decimal sum;
	__int128 exact;
	unsigned decimals;
};

static bool sum_part(struct summed *summed, const char *name, const struct check_figure *figure)
{
	struct decimal_text text;

	if (figure->state != CHECK_PRESENT || figure->percent ||
		!add(summed->sum, figure->value, &summed->sum))
		return false;
	summed->exact += exact(figure->value);
	summed->decimals = finer(summed->decimals, figure);
	if (summed->len < sizeof(summed->text))
		summed->len += (size_t)snprintf(summed->text + summed->len,
			sizeof(summed->text) - summed->len, "%s%.60s %s", summed->len == 0 ? "" : " + ", name,
			check_print(figure, &text));
	return true;
}

static void judge_total(const struct check_layout *layout, size_t column, const struct check_row *row,
	const struct summed *summed, size_t parts, struct findings *findings)
{
	const struct check_figure *total = &row->figure[column];
	unsigned decimals = finer(summed->decimals, total);
	struct decimal_text published, right, off;
	struct decimal missing;
	struct check_label label;

	if (total->state != CHECK_PRESENT || total->percent ||
		foots(total->value, summed->exact, decimals, parts) ||
		!subtract(total->value, summed->sum, &missing))
		return;
	if (missing.m < 0)
		(void)print((struct decimal){-missing.m, missing.scale}, &off);
	else
		(void)print(missing, &off);
	findings_add(findings, check_place(layout, row, column), FINDING_PARTS_TOTAL,
		"%s%s is %s, but %s is %s: the total is %s too %s", check_label(row, &label),
		layout->name[column], check_print(total, &published), summed->text,
		print(summed->sum, &right), off.text, missing.m < 0 ? "small" : "large");
}

void check_totals(const struct check_group *group, struct findings *findings)
{
	const struct check_layout *layout = group->layout;

	for (size_t i = 0; i < group->n; i++) {
		for (size_t k = 0; k < layout->n_totals; k++) {
			const struct check_total *total = &layout->total[k];
			struct summed summed = {.text = ""};
			bool whole = true;

			for (size_t p = 0; whole && p < total->n; p++)
				whole = sum_part(&summed, layout->name[total->part[p]],
					&group->row[i]->figure[total->part[p]]);
			if (whole)
				judge_total(
					layout, total->column, group->row[i], &summed, total->n, findings);
		}
	}
}

void check_sum(const struct check_layout *layout, size_t column, const struct check_row *total,
	struct check_row *const *part, size_t n, struct findings *findings)
{
	struct summed summed = {.text = ""};

	for (size_t i = 0; i < n; i++)
		if (!sum_part(&summed, part[i]->label, &part[i]->figure[column]))
			return;
	judge_total(layout, column, total, &summed, n, findings);
}
