/* SPDX-License-Identifier: MIT
 *
 * Published figures as whole numbers. A figure is m units of 10^-scale, exactly as printed; a derived figure is a
 * whole number of millionths. Sums of whole numbers do not depend on their order, on the compiler or on fused
 * arithmetic, which is why no result of LEEP does.
 */
#ifndef LEEP_MODEL_DECIMAL_H
#define LEEP_MODEL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECIMAL_SCALE_MAX 9
#define DECIMAL_NONE      INT64_MIN /* no figure, in arrays of figures */
#define MICRO_SCALE       6
#define MICRO             INT64_C(1000000)   /* one, in millionths */
#define MICRO_PERCENT     INT64_C(100000000) /* 100 % in millionths */

struct decimal {
	int64_t m;
	uint8_t scale; /* 0 to DECIMAL_SCALE_MAX; also the number of decimals as published */
};

/* From "-0.52", "45.50%", "1,234", "7.0000000000000007E-2" (0.07: what a spreadsheet wrote with 16 or more digits
 * is rounded to 15). More than nine decimals are rounded. ERR_SYNTAX when it is no number; ERR_LIMIT when it is
 * 9 * 10^12 or more, which would not fit millionths, or does not fit with its decimals. */
int decimal_parse(const char *text, size_t len, struct decimal *ret);

/* The same figure in units of 10^-scale; false when it does not fit. A smaller scale rounds half away from zero. */
bool decimal_rescale(int64_t m, unsigned from, unsigned to, int64_t *ret);

/* num / den rounded half away from zero; den > 0. */
int64_t decimal_divide(__int128 num, int64_t den);

/* a - b; DECIMAL_NONE when either is, or when it cannot be held. */
int64_t decimal_difference(int64_t a, int64_t b);

/* m * 10^-scale printed with `decimals` decimals, rounded half away from zero. "" for DECIMAL_NONE. */
struct decimal_text {
	char text[48];
};
const char *decimal_print(int64_t m, unsigned scale, unsigned decimals, struct decimal_text *out);

/* The same with as many decimals as the figure has, and at least `least`. */
const char *decimal_print_exact(int64_t m, unsigned scale, unsigned least, struct decimal_text *out);

#endif
