/* SPDX-License-Identifier: MIT
 *
 * See root.h. Binary digit by digit, as on paper: `bit` is the square of the digit that is tried.
 */
#include "services/indicators/statistics/root.h"

unsigned __int128 root_floor(unsigned __int128 v)
{
	unsigned __int128 root = 0;
	unsigned __int128 bit = (unsigned __int128)1 << 126;

	while (bit > v)
		bit >>= 2;
	for (; bit != 0; bit >>= 2) {
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
