/* SPDX-License-Identifier: MIT
 *
 * See root.h. Binary digit by digit, as on paper: `bit` is the square of the digit that is tried.
 */
#include "services/indicators/statistics/root.h"

#include <stdint.h>

/* The largest power of four that is not more than `v`; v > 0. */
static unsigned __int128 first_bit(unsigned __int128 v)
{
	uint64_t high = (uint64_t)(v >> 64);
	int at = high != 0 ? 127 - __builtin_clzll(high) : 63 - __builtin_clzll((uint64_t)v);

	return (unsigned __int128)1 << (at & ~1);
}

unsigned __int128 root_floor(unsigned __int128 v)
{
	unsigned __int128 root = 0;

	if (v == 0)
		return 0;
	for (unsigned __int128 bit = first_bit(v); bit != 0; bit >>= 2) {
		if (v >= root + bit) {
			v -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return root;
}

unsigned __int128 root_nearest(unsigned __int128 num, unsigned __int128 den)
{
	return (root_floor(4 * num / den) + 1) / 2;
}
