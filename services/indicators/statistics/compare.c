/* SPDX-License-Identifier: MIT
 *
 * See compare.h.
 */
#include "services/indicators/statistics/compare.h"

#include <string.h>

#include "common/model/column.h"
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

/* Does k times the quotient of the parts make the figure, rounded to its last decimal? */
static bool makes(const struct pupils *pupils, int64_t k)
{
	__int128 unit = 1, off;

	if (pupils->numerator == DECIMAL_NONE || pupils->denominator == DECIMAL_NONE ||
		pupils->denominator <= 0)
		return false;
	for (unsigned i = pupils->decimals; i < MICRO_SCALE; i++)
		unit *= 10;
	off = (__int128)pupils->figure * pupils->denominator - (__int128)k * MICRO * pupils->numerator;
	return (off < 0 ? -off : off) <= unit * pupils->denominator / 2;
}

static int64_t from_parts(const struct pupils *pupils, size_t n, int64_t k)
{
	__int128 numerator = 0, denominator = 0;

	for (size_t i = 0; i < n; i++) {
		if (pupils[i].figure == DECIMAL_NONE)
			continue;
		if (!makes(&pupils[i], k))
			return DECIMAL_NONE;
		numerator += pupils[i].numerator;
		denominator += pupils[i].denominator;
	}
	if (denominator == 0 || denominator > INT64_MAX)
		return DECIMAL_NONE;
	return decimal_divide(numerator * k * MICRO, (int64_t)denominator);
}

static int64_t from_cohorts(const struct pupils *pupils, size_t n)
{
	__int128 weighted = 0;
	uint64_t cohort = 0;

	for (size_t i = 0; i < n; i++) {
		if (pupils[i].figure == DECIMAL_NONE)
			continue;
		if (pupils[i].cohort == 0 || pupils[i].cohort > COHORT_MAX)
			return DECIMAL_NONE;
		weighted += (__int128)pupils[i].figure * (int64_t)pupils[i].cohort;
		cohort += pupils[i].cohort;
	}
	return cohort == 0 ? DECIMAL_NONE : decimal_divide(weighted, (int64_t)cohort);
}

int64_t compare_pooled(const struct pupils *pupils, size_t n, bool mean)
{
	int64_t pooled = DECIMAL_NONE;

	for (int64_t k = 1; k <= 100000; k *= 10) {
		int64_t one = from_parts(pupils, n, k);

		if (one != DECIMAL_NONE && pooled != DECIMAL_NONE && one != pooled)
			return DECIMAL_NONE; /* figures of nearly nothing: it cannot be told what they are of */
		pooled = one != DECIMAL_NONE ? one : pooled;
	}
	return pooled == DECIMAL_NONE && mean ? from_cohorts(pupils, n) : pooled;
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

	/* A year so far beside a whole one would compare autumn with summer. */
	if (measure != NULL && strcmp(measure->year, "to-date") == 0 &&
		period_kind(period) == PERIOD_ACADEMIC)
		return false;
	if (previous.v == 0 || (period_year(previous) < breaks && breaks <= period_year(period)) ||
		(until != 0 && period_year(period) >= until))
		return false;
	*ret = previous;
	return true;
}
