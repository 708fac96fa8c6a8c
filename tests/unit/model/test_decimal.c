/* SPDX-License-Identifier: MIT
 *
 * Published figures: read exactly as they are printed, rounded half away from zero, printed as they were read.
 */
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/decimal.h"

static void a_figure_is_read_as_it_was_published(void **state)
{
	static const struct {
		const char *text;
		int64_t m;
		unsigned scale;
	} figures[] = {
		{"45.50%", 4550, 2},
		{"1,234", 1234, 0},
		{"12,345,678.9", 123456789, 1},
		{"7.0000000000000007E-2", 7, 2},
		{"-0.0", 0, 1},
		{"-0.52", -52, 2},
		{"+3", 3, 0},
		{"0", 0, 0},
		{"007", 7, 0},
		{".5", 5, 1},
		{"-.25", -25, 2},
		{"100%", 100, 0},
		{"-1,000.00%", -100000, 2},
		{"1e3", 1000, 0},
		{"1.5E2", 150, 0},
		{"2.5e-3", 25, 4},
		{"1E+2", 100, 0},
		{"50.0", 500, 1},
		/* more than nine decimals are rounded, half away from zero */
		{"0.1234567894", 123456789, 9},
		{"0.1234567895", 123456790, 9},
		{"-0.1234567895", -123456790, 9},
		{"0.00000000000000000000000000000000000001", 0, 9},
		{"1e-99", 0, 9},
		/* more than fifteen digits are the binary fraction nearest to the figure */
		{"45.499999999999996", 455, 1},
		{"45.49999999999999", 455, 1},
		{"45.4999999999999", 45500000000, 9},
		{"0.28999999999999998", 29, 2},
		{"-1.1000000000000001", -11, 1},
		{"0.123456789012345678", 123456789, 9},
		{"9223372036854", 9223372036854, 0},
		{"99999999999.5", 999999999995, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		struct decimal d = {-1, 99};
		int rc = decimal_parse(figures[i].text, strlen(figures[i].text), &d);

		if (rc < 0 || d.m != figures[i].m || d.scale != figures[i].scale)
			fail_msg("'%s' gave %d, %lld, %u", figures[i].text, rc, (long long)d.m, d.scale);
	}
}

static void assert_refused(const char *text, int error)
{
	struct decimal d = {42, 7};
	int rc = decimal_parse(text, strlen(text), &d);

	if (rc != error || d.m != 42 || d.scale != 7)
		fail_msg("'%s' gave %d, %lld, %u", text, rc, (long long)d.m, d.scale);
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const bad[] = {"", "-", "+", "%", "-%", ".", "-.", ",", "e5", "--1", "+-1", "1-",
		"1.2.3", "1 2", " 1", "1 ", "12a", "SUPP", "c", "x", "NE", "0x10", "inf", "nan", "1e", "1e+",
		"1e5.0", "1e100", "5%%", "%5", "1,", "1,2", "1,23", ",234", "1.5,000",
		("\xc2\xa3" /* a pound sign, whose last digit would go on with the 5 */
		 "5")};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(bad[i], ERR_SYNTAX);
	struct decimal d;
	assert_int_equal(decimal_parse("1\0", 2, &d), ERR_SYNTAX);
	assert_int_equal(decimal_parse("12345", 2, &d), 0);
	assert_int_equal(d.m, 12);
}

/* A decimal comma, or a thousands comma in the wrong place, must not turn into another figure. */
static void commas_stand_only_between_groups_of_three(void **state)
{
	static const char *const bad[] = {"0,5123", "1,2345", "45,5000", "1,23.45", "1,,234", "1234,567",
		"1,234567", "12,34,567", "1,2e10", "1,234,", "1,234,5678"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(bad[i], ERR_SYNTAX);
}

static void what_is_too_large_is_refused_as_such(void **state)
{
	static const char *const bad[] = {"9223372036855", "-9223372036855", "10000000000000", "1e13", "1e18",
		"1e99", "999999999999999999", "1234567890123456789", "100000000000000000000000000000",
		"9,999,999,999,999"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(bad[i], ERR_LIMIT);
}

static void division_rounds_half_away_from_zero(void **state)
{
	static const struct {
		int64_t num, den, want;
	} cases[] = {{5, 10, 1}, {-5, 10, -1}, {4, 10, 0}, {-4, 10, 0}, {15, 10, 2}, {-15, 10, -2},
		{25, 10, 3}, {1, 3, 0}, {2, 3, 1}, {-2, 3, -1}, {-1, 3, 0}, {0, 7, 0}, {7, 1, 7}, {-7, 1, -7},
		{3, 2, 2}, {-3, 2, -2}, {INT64_MAX, 1, INT64_MAX}, {INT64_MIN, 1, INT64_MIN},
		{INT64_MAX, INT64_MAX, 1}, {1, INT64_MAX, 0}};
	__int128 huge = (__int128)INT64_MAX * INT64_MAX;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(decimal_divide(cases[i].num, cases[i].den) == cases[i].want);
	assert_true(decimal_divide(huge, INT64_MAX) == INT64_MAX);
	assert_true(decimal_divide(-huge, INT64_MAX) == -INT64_MAX);
	for (int num = -1000; num <= 1000; num++)
		for (int den = 1; den <= 25; den++) {
			int64_t q = decimal_divide(num, den), twice = 2 * (q * den - num);

			assert_true(twice <= den && twice >= -den); /* the nearest */
			if (twice == den || twice == -den)
				assert_true(
					(q * den > num) == (num > 0)); /* of two, the one further from zero */
		}
}

static void a_figure_keeps_its_size_in_another_scale(void **state)
{
	static const struct {
		int64_t m;
		unsigned from, to;
		bool fits;
		int64_t want;
	} cases[] = {
		{455, 1, 6, true, 45500000},
		{-455, 1, 0, true, -46},
		{455, 1, 0, true, 46},
		{454, 1, 0, true, 45},
		{7, 3, 3, true, 7},
		{0, 0, 18, true, 0},
		{9, 0, 18, true, 9000000000000000000},
		{10, 0, 18, false, 0},
		{-10, 0, 18, false, 0},
		{INT64_MAX, 0, 0, true, INT64_MAX},
		{-INT64_MAX, 0, 0, true, -INT64_MAX},
		{INT64_MAX, 18, 0, true, 9},
		{1, 0, 19, false, 0},
		{1, 19, 0, false, 0},
		{INT64_MAX, 0, 1, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t m = 77;

		assert_true(decimal_rescale(cases[i].m, cases[i].from, cases[i].to, &m) == cases[i].fits);
		assert_true(m == (cases[i].fits ? cases[i].want : 77));
	}
}

static void no_figure_is_no_figure_in_any_scale(void **state)
{
	int64_t m = 77;

	(void)state;
	for (unsigned from = 0; from <= 9; from++)
		for (unsigned to = 0; to <= 9; to++)
			if (decimal_rescale(DECIMAL_NONE, from, to, &m))
				fail_msg("from %u to %u decimals it became %lld", from, to, (long long)m);
}

static void a_figure_is_printed_with_the_decimals_asked_for(void **state)
{
	static const struct {
		int64_t m;
		unsigned scale, decimals;
		const char *want;
	} cases[] = {
		{4550, 2, 2, "45.50"},
		{4550, 2, 0, "46"},
		{-4550, 2, 0, "-46"},
		{-4, 2, 1, "0.0"},
		{-5, 2, 1, "-0.1"},
		{-5, 2, 2, "-0.05"},
		{0, 0, 3, "0.000"},
		{7, 0, 9, "7.000000000"},
		{DECIMAL_NONE, 0, 0, ""},
		{DECIMAL_NONE, 6, 1, ""},
		{INT64_MAX, 0, 0, "9223372036854775807"},
		{-INT64_MAX, 9, 9, "-9223372036.854775807"},
		{1, 19, 0, ""},
		{1, 0, 10, ""},
		{INT64_MAX, 0, 9, ""},
	};
	struct decimal_text text;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(
			decimal_print(cases[i].m, cases[i].scale, cases[i].decimals, &text), cases[i].want);
	assert_string_equal(decimal_print_exact(45500000, 6, 1, &text), "45.5");
	assert_string_equal(decimal_print_exact(-45000000, 6, 1, &text), "-45.0");
	assert_string_equal(decimal_print_exact(0, 6, 0, &text), "0");
	assert_string_equal(decimal_print_exact(123, 2, 4, &text), "1.2300");
	assert_string_equal(decimal_print_exact(DECIMAL_NONE, 6, 1, &text), "");
}

/* The numbers that decimal_parse takes, said another way. */
#define GRAMMAR "^[-+]?(([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,2})?%?$"

/* What was read is what the C library reads, within the rounding that the header names. */
static void assert_same_figure(const char *text, struct decimal d)
{
	char plain[64];
	size_t n = 0;
	long double want, got = (long double)d.m;

	for (const char *c = text; *c != '\0'; c++)
		if (*c != ',' && *c != '%')
			plain[n++] = *c;
	plain[n] = '\0';
	want = strtold(plain, NULL);
	for (unsigned i = 0; i < d.scale; i++)
		got /= 10;
	if (got - want > 0.51e-9L + 1e-14L * (want < 0 ? -want : want) ||
		want - got > 0.51e-9L + 1e-14L * (want < 0 ? -want : want))
		fail_msg("'%s' became %lld with %u decimals", text, (long long)d.m, d.scale);
}

static void twenty_thousand_texts_are_read_right_or_refused(void **state)
{
	static const char letters[] = "0123456789012345678900.,-+eE%, ";
	uint64_t seed = 45;
	unsigned taken = 0;
	regex_t grammar;

	(void)state;
	assert_int_equal(regcomp(&grammar, GRAMMAR, REG_EXTENDED | REG_NOSUB), 0);
	for (int i = 0; i < 20000; i++) {
		struct decimal d = {42, 77}, again;
		struct decimal_text printed;
		char text[32];
		size_t len = 0;
		int rc;

		for (seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17; len < seed % 24; len++) {
			uint64_t spread = (seed ^ (uint64_t)len * UINT64_C(0x9e3779b97f4a7c15)) *
					  UINT64_C(0xbf58476d1ce4e5b9);

			/* mostly digits, so that many are numbers */
			text[len] = letters[(spread >> 33) % (i % 2 == 0 ? sizeof(letters) - 1 : 24)];
		}
		text[len] = '\0';
		rc = decimal_parse(text, len, &d);
		assert_true(rc == 0 || rc == ERR_SYNTAX || rc == ERR_LIMIT);
		if (rc < 0)
			assert_true(d.m == 42 && d.scale == 77);
		if (rc != ERR_LIMIT && (rc == 0) != (regexec(&grammar, text, 0, NULL, 0) == 0))
			fail_msg("'%s' gave %d", text, rc);
		if (rc < 0)
			continue;
		taken++;
		assert_same_figure(text, d);
		assert_true(decimal_rescale(d.m, d.scale, MICRO_SCALE, &(int64_t){0}));
		(void)decimal_print(d.m, d.scale, d.scale, &printed);
		if (strlen(printed.text) <= 15) { /* beyond, it is no published figure any more */
			assert_int_equal(decimal_parse(printed.text, strlen(printed.text), &again), 0);
			assert_true(again.m == d.m && again.scale == d.scale);
		}
	}
	assert_in_range(taken, 2000, 18000);
	regfree(&grammar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_figure_is_read_as_it_was_published),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(commas_stand_only_between_groups_of_three),
		cmocka_unit_test(what_is_too_large_is_refused_as_such),
		cmocka_unit_test(division_rounds_half_away_from_zero),
		cmocka_unit_test(a_figure_keeps_its_size_in_another_scale),
		cmocka_unit_test(no_figure_is_no_figure_in_any_scale),
		cmocka_unit_test(a_figure_is_printed_with_the_decimals_asked_for),
		cmocka_unit_test(twenty_thousand_texts_are_read_right_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
