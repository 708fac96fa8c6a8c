/* SPDX-License-Identifier: MIT
 *
 * Where a byte of a value stands in its file, in every way that a value can be written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/model/yamlplace.h"

static void stands(const char *text, size_t item, const char *key, size_t offset, size_t line, size_t column)
{
	struct yamlplace place = yamlplace_find(bytes_text(text), "rules", item, key, offset);

	if (place.line != line || place.column != column)
		fail_msg("%s\n%s of %zu, %zu: line %zu, column %zu, not %zu, %zu", text,
			key == NULL ? "-" : key, item, offset, place.line, place.column, line, column);
}

static void plain_values_stand_where_they_are_written(void **state)
{
	static const char text[] = "rules:\n"
				   "  - id: a\n"
				   "    when: x.y < 1\n"
				   "  # another\n"
				   "  - {id: b, when: a.b > 2}\n"
				   "  - when:    c.d =\n"
				   "      3 and   \n"
				   "\n"
				   "      e.f = 4\n";

	(void)state;
	stands(text, 0, "when", 0, 3, 11);
	stands(text, 0, "when", 4, 3, 15);
	stands(text, 0, "when", 7, 3, 18); /* behind its end */
	stands(text, 1, "when", 4, 5, 23);
	/* "c.d = 3 and\ne.f = 4": a break is a space, an empty line a break */
	stands(text, 2, "when", 6, 7, 7);
	stands(text, 2, "when", 8, 7, 9);
	stands(text, 2, "when", 12, 9, 7);
	stands(text, 2, "when", 18, 9, 13);
}

static void folded_values_stand_on_their_lines(void **state)
{
	static const char text[] = "rules:\r\n"
				   "  - id: a\r\n"
				   "    when: >-   # as long as it takes\r\n"
				   "      one.a < 1 and\r\n"
				   "      two.b < 2\r\n"
				   "    title: |-\r\n"
				   "      short\r\n";

	(void)state;
	/* "one.a < 1 and two.b < 2" */
	stands(text, 0, "when", 0, 4, 7);
	stands(text, 0, "when", 8, 4, 15);
	stands(text, 0, "when", 14, 5, 7);
	stands(text, 0, "when", 22, 5, 15);
	stands(text, 0, "when", 23, 5, 16);
	stands(text, 0, "title", 2, 7, 9);
}

static void quoted_values_are_counted_as_they_are_read(void **state)
{
	static const char text[] = "rules:\n"
				   "  - double: \"a\\x41\\u00e9\\\"b\\\\ c\n"
				   "      d \\\n"
				   "      e\"\n"
				   "    single: 'it''s x\n"
				   "      y'\n";

	(void)state;
	/* a A é(2) " b \ space c space d space e */
	stands(text, 0, "double", 0, 2, 14);
	stands(text, 0, "double", 1, 2, 15);
	stands(text, 0, "double", 2, 2, 19);
	stands(text, 0, "double", 4, 2, 25);
	stands(text, 0, "double", 5, 2, 27);
	stands(text, 0, "double", 6, 2, 28);
	stands(text, 0, "double", 8, 2, 31);
	stands(text, 0, "double", 10, 3, 7);
	stands(text, 0, "double", 12, 4, 7);
	/* it's x y */
	stands(text, 0, "single", 2, 5, 16);
	stands(text, 0, "single", 3, 5, 18);
	stands(text, 0, "single", 5, 5, 20);
	stands(text, 0, "single", 7, 6, 7);
}

static void columns_are_counted_in_characters(void **state)
{
	(void)state;
	stands("\xef\xbb\xbfrules:\n  - {t: \"\xc3\xa9\", when: \xe2\x88\x92x}\n", 0, "when", 3, 2, 21);
	stands("\xef\xbb\xbfrules: [{when: x}]\n", 0, "when", 0, 1, 16);
}

static void what_is_not_there_stands_where_its_entry_does(void **state)
{
	static const char text[] = "when: z\n"
				   "other: {rules: [{when: y}], when: [x]}\n"
				   "list:\n"
				   "  - when: x\n"
				   "rules:\n"
				   "  - inner: {when: w}\n"
				   "    more: [when, 1]\n"
				   "  - when: v\n";

	(void)state;
	stands(text, 0, NULL, 0, 6, 5);
	stands(text, 0, "when", 9, 6, 5);
	stands(text, 0, "more", 0, 7, 11);
	stands(text, 1, "when", 0, 8, 11);
	stands(text, 2, "when", 0, 0, 0);
	stands("", 0, "when", 0, 0, 0);
	stands("- a\n- b\n", 0, "when", 0, 0, 0);
	stands("rules: [[[[", 0, "when", 0, 1, 9);
}

/* Any beginning of a file, any place in it: no crash, and never beyond the end. */
static void cut_short_it_stays_within_the_text(void **state)
{
	static const char text[] =
		"rules:\n  - double: \"a\\x41\\u00e9\\\"b\\\n  c\"\n    folded: >-\n      x\n"
		"      y\n    single: 'z''";
	static const char *const keys[] = {"double", "folded", "single"};

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++)
		for (size_t k = 0; k < 3; k++)
			for (size_t offset = 0; offset < 30; offset++) {
				struct yamlplace place =
					yamlplace_find(bytes_of(text, len), "rules", 0, keys[k], offset);

				assert_true(place.line <= 8 && place.column <= len + 1);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_values_stand_where_they_are_written),
		cmocka_unit_test(folded_values_stand_on_their_lines),
		cmocka_unit_test(quoted_values_are_counted_as_they_are_read),
		cmocka_unit_test(columns_are_counted_in_characters),
		cmocka_unit_test(what_is_not_there_stands_where_its_entry_does),
		cmocka_unit_test(cut_short_it_stays_within_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
