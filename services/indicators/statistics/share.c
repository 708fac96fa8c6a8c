/* SPDX-License-Identifier: MIT
 *
 * See share.h.
 */
#include "services/indicators/statistics/share.h"

#define PERCENT 100

/* The quotient in millionths; DECIMAL_NONE when it does not come near `figure`. */
static int64_t quotient(int64_t numerator, int64_t denominator, int64_t factor, int64_t figure, int64_t unit)
{
	__int128 scaled = (__int128)numerator * factor * MICRO;
	__int128 away = scaled - (__int128)figure * denominator;

	if (figure > INT64_MAX - unit || figure < DECIMAL_NONE + unit) /* the quotient may be beyond */
		return DECIMAL_NONE;
	if (away >= (__int128)unit * denominator || -away >= (__int128)unit * denominator)
		return DECIMAL_NONE;
	return decimal_divide(scaled, denominator);
}

struct share share_of(const struct column *figures, size_t i)
{
	struct share share = {column_micro(figures, i), array_pupils(figures->cohort, i)};
	int64_t numerator = array_figure(figures->numerator, i);
	int64_t denominator = array_figure(figures->denominator, i);
	int64_t unit = MICRO, whole = 1, exact;

	if (share.figure == DECIMAL_NONE || numerator == DECIMAL_NONE || denominator == DECIMAL_NONE ||
		denominator <= 0)
		return share;
	for (unsigned k = column_decimals(figures, i); k > 0 && unit > 1; k--)
		unit /= 10;
	exact = quotient(numerator, denominator, PERCENT, share.figure, unit);
	if (exact == DECIMAL_NONE)
		exact = quotient(numerator, denominator, 1, share.figure, unit);
	if (exact == DECIMAL_NONE)
		return share;
	share.figure = exact;
	for (unsigned k = figures->scale; k > 0; k--)
		whole *= 10;
	if (denominator % whole == 0 && (uint64_t)(denominator / whole) <= COHORT_MAX)
		share.pupils = (uint64_t)(denominator / whole);
	return share;
}
