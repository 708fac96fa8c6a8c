/* SPDX-License-Identifier: MIT
 *
 * Square roots in whole numbers, so that they are the same whatever the compiler and the processor.
 */
#ifndef LEEP_INDICATORS_ROOT_H
#define LEEP_INDICATORS_ROOT_H

/* The largest whole number whose square is not more than `v`: 0 of 0, 1 of 3, 2 of 4. */
unsigned __int128 root_floor(unsigned __int128 v);

/* The square root of num / den to the nearest whole number, a half upwards; den > 0, num below 2^126. It is half of the
 * root of 4 num / den, in which a rest shows as an odd number. Example: of 5 / 2 = 2.5 it is 2 (1.58), as
 * root_floor(10) = 3 and (3 + 1) / 2 = 2. */
unsigned __int128 root_nearest(unsigned __int128 num, unsigned __int128 den);

#endif
