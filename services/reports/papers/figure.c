/* SPDX-License-Identifier: MIT
 *
 * See figure.h.
 */
#include "services/reports/papers/figure.h"

#include <string.h>

#include "services/reports/papers/axis.h"
#include "services/reports/papers/html.h"

#define MINUS "\xe2\x88\x92"
#define DASH  "\xe2\x80\x93"

int64_t figure_micro(const struct figure *figure)
{
	int64_t micro;

	if (!figure_present(figure) || !decimal_rescale(figure->m, figure->scale, MICRO_SCALE, &micro) ||
		micro > AXIS_MAX || micro < -AXIS_MAX)
		return DECIMAL_NONE;
	return micro;
}

/* "-1234.5" as "−1,234.5"; with `plus` also "+1,234.5", but never a sign before nought. */
static const char *dress(const char *plain, bool plus, struct figure_text *out)
{
	bool nought = strspn(plain, "-0.") == strlen(plain);
	const char *digits = plain + (plain[0] == '-');
	size_t whole = strcspn(digits, ".");
	char *p = out->text;

	if (plain[0] == '-' && !nought) {
		memcpy(p, MINUS, sizeof(MINUS) - 1);
		p += sizeof(MINUS) - 1;
	} else if (plus && !nought) {
		*p++ = '+';
	}
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	memcpy(p, digits + whole, strlen(digits + whole) + 1);
	return out->text;
}

const char *figure_print(const struct figure *figure, struct figure_text *out)
{
	struct decimal_text plain;

	return dress(decimal_print(figure->m, figure->scale, figure->decimals, &plain), false, out);
}

const char *figure_difference_print(
	int64_t diff, const struct figure *a, const struct figure *b, struct figure_text *out)
{
	unsigned decimals = a->decimals > b->decimals ? a->decimals : b->decimals;
	struct decimal_text plain;

	return dress(decimal_print(diff, MICRO_SCALE, decimals, &plain), true, out);
}

static void cell(struct buffer *out, const char *text)
{
	buffer_print(out, "<td>%s</td>", text);
}

/* A reason that the publisher gave is for everybody to see; that there is nothing at all, the dash says. */
static void cell_none(struct buffer *out, const char *reason, bool given)
{
	if (given)
		buffer_print(out,
			"<td class=\"none\"><span aria-hidden=\"true\">" DASH
			"</span> <small>%s</small></td>",
			reason);
	else
		buffer_print(out,
			"<td class=\"none\"><span aria-hidden=\"true\">" DASH
			"</span><span class=\"vh\">%s</span></td>",
			reason);
}

void figure_cell(struct buffer *out, const struct figure *figure)
{
	struct figure_text text;

	if (figure != NULL && figure_present(figure))
		cell(out, figure_print(figure, &text));
	else if (figure == NULL || figure->flag == FLAG_PRESENT)
		cell_none(out, "no figure held", false);
	else
		cell_none(out, flag_text(figure->flag), figure->flag != FLAG_MISSING);
}

void figure_difference_cell(struct buffer *out, int64_t diff, const struct figure *a, const struct figure *b)
{
	struct figure_text text;

	if (diff != DECIMAL_NONE)
		cell(out, figure_difference_print(diff, a, b, &text));
	else if (a != NULL && b != NULL && figure_present(a) && figure_present(b))
		cell_none(out, "not worked out", false);
	else
		cell_none(out, "no difference, as a figure is missing", false);
}
