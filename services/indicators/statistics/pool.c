/* SPDX-License-Identifier: MIT
 *
 * See pool.h.
 */
#include "services/indicators/statistics/pool.h"

struct pool pool_of(const struct share *year, size_t n)
{
	static const struct pool none = {DECIMAL_NONE, 0, 0};
	struct pool pool = {0};
	__int128 sum = 0;

	if (n == 0 || year[0].pupils == 0 || year[0].pupils >= POOL_PUPILS)
		return none;
	for (size_t i = 0; i < n; i++) {
		if (year[i].figure == DECIMAL_NONE || year[i].pupils == 0)
			continue;
		sum += (__int128)year[i].figure * (int64_t)year[i].pupils;
		pool.pupils += year[i].pupils;
		pool.years++;
	}
	if (pool.years < 2)
		return none;
	pool.figure = decimal_divide(sum, (int64_t)pool.pupils);
	return pool;
}
