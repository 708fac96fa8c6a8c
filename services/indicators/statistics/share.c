/* SPDX-License-Identifier: MIT
 *
 * See share.h.
 */
#include "services/indicators/statistics/share.h"

#define MICRO   INT64_C(1000000)
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
	struct share share = {DECIMAL_NONE, figures->cohort == NULL ? 0 : figures->cohort[i]};
	int64_t numerator = figures->numerator == NULL ? DECIMAL_NONE : figures->numerator[i];
	int64_t denominator = figures->denominator == NULL ? DECIMAL_NONE : figures->denominator[i];
	int64_t unit = MICRO, whole = 1, exact;

	if (column_flag(figures, i) != FLAG_PRESENT ||
		!decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, &share.figure))
		return (struct share){DECIMAL_NONE, share.pupils};
	if (numerator == DECIMAL_NONE || denominator == DECIMAL_NONE || denominator <= 0)
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
