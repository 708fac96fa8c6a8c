/* SPDX-License-Identifier: MIT
 *
 * See national.h.
 */
#include "services/indicators/statistics/national.h"

#include <string.h>

#include "common/model/decimal.h"

bool national_ranks(size_t n, enum polarity polarity)
{
	return n > 1 && (polarity == POLARITY_HIGH || polarity == POLARITY_LOW);
}

/* One pass: by the byte of `figure - least` at `shift`, those alike staying as they were. */
static void sort_byte(const int64_t *from, int64_t *to, size_t n, int64_t least, unsigned shift)
{
	size_t place[256] = {0}, next = 0;

	for (size_t i = 0; i < n; i++)
		place[((uint64_t)from[i] - (uint64_t)least) >> shift & 0xff]++;
	for (size_t byte = 0; byte < 256; byte++) {
		size_t count = place[byte];

		place[byte] = next;
		next += count;
	}
	for (size_t i = 0; i < n; i++)
		to[place[((uint64_t)from[i] - (uint64_t)least) >> shift & 0xff]++] = from[i];
}

void national_sort(int64_t *figures, int64_t *room, size_t n)
{
	int64_t least = INT64_MAX, most = INT64_MIN;
	int64_t *from = figures, *to = room;

	for (size_t i = 0; i < n; i++) {
		least = figures[i] < least ? figures[i] : least;
		most = figures[i] > most ? figures[i] : most;
	}
	/* Percentages in millionths are apart by 27 bits: four passes. */
	for (unsigned shift = 0; n > 1 && shift < 64 && ((uint64_t)most - (uint64_t)least) >> shift != 0;
		shift += 8) {
		int64_t *sorted = to;

		sort_byte(from, to, n, least, shift);
		to = from;
		from = sorted;
	}
	if (from != figures)
		memcpy(figures, from, n * sizeof(*figures));
}

/* How many figures are less than this one, or, with `or_equal`, not more. */
static size_t count_below(const int64_t *sorted, size_t n, int64_t figure, bool or_equal)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] < figure || (or_equal && sorted[middle] == figure))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t national_rank(const int64_t *sorted, size_t n, int64_t figure, enum polarity polarity)
{
	if (!national_ranks(n, polarity))
		return 0;
	return (uint32_t)(polarity == POLARITY_HIGH ? n - count_below(sorted, n, figure, true)
						    : count_below(sorted, n, figure, false)) +
	       1;
}

uint32_t national_percentile(uint32_t rank, size_t n)
{
	if (rank == 0 || n == 0)
		return 0;
	return (uint32_t)decimal_divide((__int128)MICRO_PERCENT * (__int128)(n - rank + 1), (int64_t)n);
}

uint32_t national_quartile(const int64_t *sorted, size_t n, int64_t figure, enum polarity polarity)
{
	uint32_t beyond = 0;

	if (n < NATIONAL_QUARTILES_MIN || !national_ranks(n, polarity))
		return 0;
	for (size_t k = 1; k < 4; k++)
		beyond += figure > sorted[(n - 1) * k / 4] ? 1 : 0;
	return polarity == POLARITY_HIGH ? 4 - beyond : 1 + beyond;
}
