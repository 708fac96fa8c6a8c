/* SPDX-License-Identifier: MIT
 *
 * See decimal.h.
 */
#include "common/model/decimal.h"

#include <stdio.h>
#include <string.h>

#include "common/base/error.h"

static const int64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
	10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
	10000000000000000, 100000000000000000, 1000000000000000000};

#define POWER_MAX 18

/* A spreadsheet that writes 16 or 17 significant digits shows the nearest binary fraction, not the figure. */
#define DIGITS_TRUSTED 15

int64_t decimal_divide(__int128 num, int64_t den)
{
	__int128 half = den / 2;

	return (int64_t)(num >= 0 ? (num + half) / den : -((-num + half) / den));
}

int64_t decimal_difference(int64_t a, int64_t b)
{
	int64_t difference;

	if (a == DECIMAL_NONE || b == DECIMAL_NONE || __builtin_sub_overflow(a, b, &difference))
		return DECIMAL_NONE;
	return difference;
}

bool decimal_rescale(int64_t m, unsigned from, unsigned to, int64_t *ret)
{
	__int128 v = m;

	if (m == DECIMAL_NONE || from > POWER_MAX || to > POWER_MAX)
		return false;
	if (to >= from)
		v *= power[to - from];
	else
		v = decimal_divide(v, power[from - to]);
	if (v > INT64_MAX || v <= INT64_MIN)
		return false;
	*ret = (int64_t)v;
	return true;
}

/* Three digits stand after the separator at `i`. */
static bool group_follows(const char *text, size_t i, size_t len)
{
	for (size_t j = i + 1; j <= i + 3; j++)
		if (j >= len || text[j] < '0' || text[j] > '9')
			return false;
	return true;
}

/* Digits and a decimal point into a whole number; thousands separators are passed over in the whole part. Returns
 * how many characters were read; `ret_after` counts the decimals, `ret_digits` the significant digits. */
static size_t read_digits(
	const char *text, size_t len, int64_t *ret, unsigned *ret_after, unsigned *ret_digits)
{
	int64_t m = 0;
	unsigned after = 0, significant = 0;
	bool point = false, any = false, grouped = false, beyond = false;
	unsigned digits = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		char c = text[i];

		if (c == '.' && !point) {
			point = true;
		} else if (c == ',' && !point && any && group_follows(text, i, len) && (grouped || i <= 3)) {
			grouped = true;
			digits = 0;
		} else if (c >= '0' && c <= '9') {
			any = true;
			if (grouped && !point && ++digits > 3)
				return 0;
			if (significant >= POWER_MAX) {
				if (!point)
					beyond = true; /* too large for anything we count */
				continue;              /* beyond any precision */
			}
			m = m * 10 + (c - '0');
			if (m != 0)
				significant++;
			if (point)
				after++;
		} else {
			break;
		}
	}
	if (!any)
		return 0;
	*ret = beyond ? INT64_MAX : m;
	*ret_after = after;
	*ret_digits = significant;
	return i;
}

static int read_exponent(const char *text, size_t len, int *ret)
{
	bool negative = false;
	size_t i = 0;
	int v = 0;

	if (i < len && (text[i] == '-' || text[i] == '+'))
		negative = text[i++] == '-';
	if (i == len || len - i > 2)
		return ERR_SYNTAX;
	for (; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return ERR_SYNTAX;
		v = v * 10 + (text[i] - '0');
	}
	*ret = negative ? -v : v;
	return 0;
}

int decimal_parse(const char *text, size_t len, struct decimal *ret)
{
	bool negative = false;
	unsigned after, significant;
	int exponent = 0;
	int64_t m;
	size_t n;
	int scale;

	if (len > 0 && (text[0] == '-' || text[0] == '+')) {
		negative = text[0] == '-';
		text++;
		len--;
	}
	if (len > 0 && text[len - 1] == '%')
		len--;
	n = read_digits(text, len, &m, &after, &significant);
	if (n == 0)
		return ERR_SYNTAX;
	if (n < len && (text[n] == 'e' || text[n] == 'E')) {
		if (read_exponent(text + n + 1, len - n - 1, &exponent) < 0)
			return ERR_SYNTAX;
	} else if (n < len) {
		return ERR_SYNTAX;
	}
	if (m == INT64_MAX)
		return ERR_LIMIT;
	scale = (int)after - exponent;
	if (significant > DIGITS_TRUSTED) {
		int drop = (int)significant - DIGITS_TRUSTED;

		m = decimal_divide(m, power[drop]);
		scale -= drop;
		while (scale > 0 && m % 10 == 0) {
			m /= 10;
			scale--;
		}
	}
	if (scale < 0) {
		if (-scale > POWER_MAX || !decimal_rescale(m, 0, (unsigned)-scale, &m))
			return ERR_LIMIT;
		scale = 0;
	}
	if (scale > DECIMAL_SCALE_MAX) {
		m = scale - DECIMAL_SCALE_MAX > POWER_MAX
			    ? 0
			    : decimal_divide(m, power[scale - DECIMAL_SCALE_MAX]);
		scale = DECIMAL_SCALE_MAX;
	}
	if (scale < MICRO_SCALE && m > INT64_MAX / power[MICRO_SCALE - scale])
		return ERR_LIMIT; /* would not fit millionths, in which figures are compared */
	ret->m = negative ? -m : m;
	ret->scale = (uint8_t)scale;
	return 0;
}

const char *decimal_print(int64_t m, unsigned scale, unsigned decimals, struct decimal_text *out)
{
	int64_t v;
	uint64_t u;

	if (m == DECIMAL_NONE || scale > POWER_MAX || decimals > DECIMAL_SCALE_MAX ||
		!decimal_rescale(m, scale, decimals, &v)) {
		out->text[0] = '\0';
		return out->text;
	}
	u = v < 0 ? (uint64_t)-v : (uint64_t)v;
	if (decimals == 0)
		(void)snprintf(
			out->text, sizeof(out->text), "%s%llu", v < 0 ? "-" : "", (unsigned long long)u);
	else
		(void)snprintf(out->text, sizeof(out->text), "%s%llu.%0*llu", v < 0 ? "-" : "",
			(unsigned long long)(u / (uint64_t)power[decimals]), (int)decimals,
			(unsigned long long)(u % (uint64_t)power[decimals]));
	return out->text;
}

const char *decimal_print_exact(int64_t m, unsigned scale, unsigned least, struct decimal_text *out)
{
	while (m != DECIMAL_NONE && scale > least && m % 10 == 0) {
		m /= 10;
		scale--;
	}
	return decimal_print(m, scale, scale > least ? scale : least, out);
}
