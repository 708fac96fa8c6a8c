/* SPDX-License-Identifier: MIT
 *
 * Any text as a figure: what is taken prints as itself, and is what the C library reads.
 */
#include "common/model/decimal.h"

#include "tests/fuzz/fuzz.h"

/* The figure by the C library, to which thousands separators and "%" mean nothing. */
static long double other_reading(const char *text)
{
	char plain[64];
	size_t n = 0;

	for (; *text != '\0' && n < sizeof(plain) - 1; text++)
		if (*text != ',' && *text != '%')
			plain[n++] = *text;
	plain[n] = '\0';
	return strtold(plain, NULL);
}

static void check_same(long double want, struct decimal figure)
{
	long double got = (long double)figure.m, wrong;

	for (unsigned i = 0; i < figure.scale; i++)
		got /= 10;
	wrong = got > want ? got - want : want - got;
	want = want < 0 ? -want : want;
	require(wrong <= want * 1e-14L + 0.6e-9L, "a figure is what the C library reads");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size);
	struct decimal figure = {77, 7}, again;
	struct decimal_text printed;
	int64_t micro;
	int rc = decimal_parse(text, size, &figure);

	if (rc < 0) {
		require(rc == ERR_SYNTAX || rc == ERR_LIMIT, "no other error");
		require(figure.m == 77 && figure.scale == 7, "what is refused changes nothing");
		free(text);
		return 0;
	}
	require(figure.scale <= DECIMAL_SCALE_MAX && figure.m != DECIMAL_NONE, "a figure is in range");
	require(decimal_rescale(figure.m, figure.scale, MICRO_SCALE, &micro), "a figure fits millionths");
	(void)decimal_print(figure.m, figure.scale, figure.scale, &printed);
	require(decimal_parse(printed.text, strlen(printed.text), &again) == 0 && again.m == figure.m &&
			again.scale == figure.scale,
		"a printed figure is read as itself");
	(void)decimal_print_exact(figure.m, figure.scale, 0, &printed);
	require(decimal_parse(printed.text, strlen(printed.text), &again) == 0 &&
			decimal_rescale(again.m, again.scale, figure.scale, &again.m) && again.m == figure.m,
		"a figure printed without its last noughts is the same figure");
	if (size < 60)
		check_same(other_reading(text), figure);
	free(text);
	return 0;
}
