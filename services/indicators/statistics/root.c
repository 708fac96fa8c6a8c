/* SPDX-License-Identifier: MIT
 *
 * See root.h.
 */
#include "services/indicators/statistics/root.h"

#include <stdint.h>

/* Binary digit by digit, as on paper: `bit` is the square of the digit that is tried. */
static uint64_t root_of_half(uint64_t v)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 62; bit != 0; bit >>= 2) {
		uint64_t tried = root + bit;
		uint64_t fits =
			-(uint64_t)(v >=
				    tried); /* all ones or none: a branch would be foreseen half the time */

		v -= tried & fits;
		root = (root >> 1) + (bit & fits);
	}
	return root;
}

unsigned __int128 root_floor(unsigned __int128 v)
{
	uint64_t high = (uint64_t)(v >> 64);
	unsigned shift;
	uint64_t half, twice, digit;
	unsigned __int128 rest, root;

	if (v == 0)
		return 0;
	/* By an even number of digits, so that the first or second of all is 1. */
	shift = (unsigned)(high != 0 ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)v)) & ~1u;
	v <<= shift;
	high = (uint64_t)(v >> 64);
	/* Then as on paper with one digit to the base 2^32: what the root of the upper half leaves, divided by twice that root,
	 * is the next digit, or one too many (Zimmermann, Karatsuba Square Root, 1999). */
	half = root_of_half(high);
	rest = (unsigned __int128)(high - half * half) << 32 | (uint32_t)(v >> 32);
	twice = 2 * half;
	digit = (uint64_t)(rest / twice);
	rest = (rest % twice) << 32 | (uint32_t)v;
	root = ((unsigned __int128)half << 32) + digit;
	if (rest < (unsigned __int128)digit * digit)
		root--;
	return root >> (shift / 2);
}

unsigned __int128 root_nearest(unsigned __int128 num, unsigned __int128 den)
{
	return (root_floor(4 * num / den) + 1) / 2;
}
