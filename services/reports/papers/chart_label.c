/* SPDX-License-Identifier: MIT
 *
 * See chart_label.h.
 */
#include "services/reports/papers/chart_label.h"

#include <string.h>

#define ROW_CHARACTERS 16
#define ROUNDS         32 /* four labels come to rest in far fewer */

/* Characters, not bytes, of UTF-8. */
static size_t characters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* Bytes of `text` up to the last space that leaves a row of at most ROW_CHARACTERS; a longer word stays whole. */
static size_t row_length(const char *text)
{
	size_t best = 0, len = strlen(text);

	for (size_t i = 1; i <= len; i++) {
		if (i < len && text[i] != ' ')
			continue;
		if (best > 0 && characters(text, i) > ROW_CHARACTERS)
			break;
		best = i;
	}
	return best;
}

void chart_label_wrap(const char *name, struct chart_label *label)
{
	label->n = 0;
	label->widest = 0;
	while (*name != '\0' && label->n < LABEL_ROWS_MAX) {
		size_t len = label->n + 1 < LABEL_ROWS_MAX ? row_length(name) : strlen(name);
		size_t width = characters(name, len);

		label->row[label->n] = name;
		label->len[label->n++] = len;
		if (width > label->widest)
			label->widest = width;
		name += len;
		while (*name == ' ')
			name++;
	}
}

static int height(const struct chart_label *label)
{
	return (int)label->n * LABEL_ROW_HEIGHT;
}

/* By where the lines end; equal ends keep the order of the lines. */
static void sort(struct chart_label *label, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct chart_label moved = label[i];
		size_t j = i;

		for (; j > 0 && label[j - 1].y_from > moved.y_from; j--)
			label[j] = label[j - 1];
		label[j] = moved;
	}
}

static int overlap(const struct chart_label *above, const struct chart_label *below)
{
	return above->y + height(above) / 2 + LABEL_GAP - (below->y - height(below) / 2);
}

void chart_label_spread(struct chart_label *label, size_t n, int top, int bottom)
{
	sort(label, n);
	for (size_t i = 0; i < n; i++)
		label[i].y = label[i].y_from;
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 1; i < n; i++) {
			int over = overlap(&label[i - 1], &label[i]);

			if (over <= 0)
				continue;
			label[i - 1].y -= over / 2;
			label[i].y += over - over / 2;
		}
	}
	for (size_t i = n; i-- > 0;) { /* nothing below the picture ... */
		int limit = i + 1 == n ? bottom : label[i + 1].y - height(&label[i + 1]) / 2 - LABEL_GAP;

		if (label[i].y + height(&label[i]) / 2 > limit)
			label[i].y = limit - height(&label[i]) / 2;
	}
	for (size_t i = 0; i < n; i++) { /* ... and nothing above it */
		int limit = i == 0 ? top : label[i - 1].y + height(&label[i - 1]) / 2 + LABEL_GAP;

		if (label[i].y - height(&label[i]) / 2 < limit)
			label[i].y = limit + height(&label[i]) / 2;
	}
}
