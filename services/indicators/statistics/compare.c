/* SPDX-License-Identifier: MIT
 *
 * See compare.h.
 */
#include "services/indicators/statistics/compare.h"

#include <string.h>

#include "common/model/decimal.h"

int64_t compare_mean(const int64_t *figures, size_t n)
{
	__int128 sum = 0;
	int64_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (figures[i] == DECIMAL_NONE)
			continue;
		sum += figures[i];
		count++;
	}
	return count == 0 ? DECIMAL_NONE : decimal_divide(sum, count);
}

struct rank compare_rank(int64_t figure, const int64_t *others, size_t n, enum polarity polarity)
{
	struct rank rank = {1, 1};

	if (figure == DECIMAL_NONE || (polarity != POLARITY_HIGH && polarity != POLARITY_LOW))
		return (struct rank){0, 0};
	for (size_t i = 0; i < n; i++) {
		if (others[i] == DECIMAL_NONE)
			continue;
		rank.of++;
		if (polarity == POLARITY_HIGH ? others[i] > figure : others[i] < figure)
			rank.rank++;
	}
	return rank.of == 1 ? (struct rank){0, 0} : rank;
}

/* The year that the catalogue names; 0: none. */
static unsigned year_of(const char *text)
{
	struct period period;

	return text[0] == '\0' || period_parse(text, strlen(text), PERIOD_ACADEMIC, &period) < 0
		       ? 0
		       : period_year(period);
}

bool compare_previous(const struct measure *measure, struct period period, struct period *ret)
{
	struct period previous = period_previous(period);
	unsigned breaks = measure == NULL ? 0 : year_of(measure->breaks);
	unsigned until = measure == NULL ? 0 : year_of(measure->superseded_from);

	if (previous.v == 0 || (period_year(previous) < breaks && breaks <= period_year(period)) ||
		(until != 0 && period_year(period) >= until))
		return false;
	*ret = previous;
	return true;
}
