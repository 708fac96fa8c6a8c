/* SPDX-License-Identifier: MIT
 *
 * See interval.h.
 */
#include "services/indicators/statistics/interval.h"

#include "common/model/catalogue.h"
#include "common/model/decimal.h"
#include "services/indicators/statistics/root.h"

/* 10^9 pupils in 10^-9 are 10^18; the products below stay under 10^36 and so within 128 bits. */
#define PUPILS_MAX UINT64_C(1000000000)
#define NANO       INT64_C(1000000000)

/* z = 1.96, in hundredths; z^2, z^2/2 and z^2/4 in 10^-9. */
#define Z         196
#define Z2        INT64_C(3841600000)
#define Z2_HALF   (Z2 / 2)
#define Z2_FOURTH (Z2 / 4)

static const struct interval none = {DECIMAL_NONE, DECIMAL_NONE};

struct interval interval_wilson(int64_t percent, uint64_t pupils)
{
	__int128 n, x, spread, rest, root, reach;

	if (percent < 0 || percent > MICRO_PERCENT || pupils == 0 || pupils > PUPILS_MAX)
		return none;
	n = (__int128)pupils * NANO;
	x = (__int128)percent * (int64_t)pupils * (NANO / MICRO_PERCENT);
	spread = x * (n - x) / n;
	rest = x * (n - x) % n;
	/* In 10^-18, whose root is in 10^-9. */
	root = (__int128)root_nearest((unsigned __int128)((spread + Z2_FOURTH) * NANO + rest * NANO / n), 1);
	reach = decimal_divide(root * Z, 100);
	return (struct interval){decimal_divide((x + Z2_HALF - reach) * MICRO_PERCENT, (int64_t)(n + Z2)),
		decimal_divide((x + Z2_HALF + reach) * MICRO_PERCENT, (int64_t)(n + Z2))};
}

struct interval interval_progress(int64_t score, int64_t sd, uint64_t pupils)
{
	unsigned __int128 width;
	struct interval interval;
	int64_t reach;

	if (score == DECIMAL_NONE || sd < 0 || sd > SPREAD_MAX || pupils == 0 || pupils > PUPILS_MAX)
		return none;
	width = (unsigned __int128)sd * Z;
	reach = (int64_t)root_nearest(width * width, (unsigned __int128)pupils * 100 * 100);
	if (__builtin_sub_overflow(score, reach, &interval.low) || interval.low == DECIMAL_NONE ||
		__builtin_add_overflow(score, reach, &interval.high))
		return none;
	return interval;
}
