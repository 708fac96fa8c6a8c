/* SPDX-License-Identifier: MIT
 *
 * The table of kinds is sound, and values are read as people write them and kept in one way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/model/case_kinds.h"
#include "common/model/casework.h"

static int set_up(void **state)
{
	*state = arena_open((size_t)1024 * 1024);
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void every_kind_and_field_is_named_once_and_explained(void **state)
{
	const struct case_kind *kind;
	size_t n = case_kinds(&kind);

	(void)state;
	assert_true(n > 10);
	for (size_t i = 0; i < n; i++) {
		size_t closing = 0;

		assert_ptr_equal(case_kind(kind[i].name), &kind[i]);
		assert_true(kind[i].help[0] != '\0');
		assert_true(case_kind_fields(&kind[i]) < RECORD_FIELDS_MAX);
		assert_false(kind[i].in_case && kind[i].of_school);
		assert_true(kind[i].day[0] == '\0' ||
			    case_kind_field(&kind[i], kind[i].day)->type == CASE_TYPE_DAY);
		for (size_t k = 0; k < case_kind_fields(&kind[i]); k++) {
			const struct case_field *field = &kind[i].field[k];

			assert_ptr_equal(case_kind_field(&kind[i], field->name), field);
			assert_true(field->help[0] != '\0');
			closing += (field->flags & CASE_CLOSES) != 0;
			if (field->type == CASE_TYPE_RECORD)
				assert_non_null(case_kind(field->of));
			if (field->type == CASE_TYPE_WORD || field->type == CASE_TYPE_WORDS)
				assert_true(field->of[0] != '\0');
		}
		assert_true(closing <= 1);
		assert_true(!kind[i].holds_open || closing == 1); /* else its case could never close */
	}
	assert_null(case_kind("rating"));
	assert_null(case_kind_field(case_kind("visit"), "grade"));
	assert_null(case_kind_closing(case_kind("visit")));
	assert_string_equal(case_kind_closing(case_kind("case"))->name, "outcome");
}

static const struct {
	enum case_type type;
	const char *of, *text, *kept; /* NULL: refused */
} rows[] = {
	{CASE_TYPE_TEXT, "", "  Oak \t", "Oak"},
	{CASE_TYPE_TEXT, "", "", ""},
	{CASE_TYPE_TEXT, "", "two\nlines", NULL},
	{CASE_TYPE_TEXT, "", "bell\a", NULL},
	{CASE_TYPE_TEXT, "", "not \xff UTF-8", NULL},
	{CASE_TYPE_LONG, "", "two\nlines", "two\nlines"},
	{CASE_TYPE_DAY, "", "2026-11-22", "2026-11-22"},
	{CASE_TYPE_DAY, "", "22/11/2026", "2026-11-22"},
	{CASE_TYPE_DAY, "", "2026-02-29", NULL},
	{CASE_TYPE_DAY, "", "11/22/2026", NULL},
	{CASE_TYPE_DAY, "", "tomorrow", NULL},
	{CASE_TYPE_MONEY, "", "248000", "248000.00"},
	{CASE_TYPE_MONEY, "", "248,000.00", "248000.00"},
	{CASE_TYPE_MONEY, "",
		"\xc2\xa3"
		"1,250.5",
		"1250.50"},
	{CASE_TYPE_MONEY, "", "0.05", "0.05"},
	{CASE_TYPE_MONEY, "", "1,000,000,000", "1000000000.00"},
	{CASE_TYPE_MONEY, "", "1,000,000,001", NULL},
	{CASE_TYPE_MONEY, "", "99999999999999999999999", NULL},
	{CASE_TYPE_MONEY, "", "24,80", NULL},
	{CASE_TYPE_MONEY, "", ",248", NULL},
	{CASE_TYPE_MONEY, "", "1.005", NULL},
	{CASE_TYPE_MONEY, "", "1.", NULL},
	{CASE_TYPE_MONEY, "", ".50", NULL},
	{CASE_TYPE_MONEY, "", "-5", NULL},
	{CASE_TYPE_MONEY, "", "\xc2\xa3", NULL},
	{CASE_TYPE_NUMBER, "", "090", "90"},
	{CASE_TYPE_NUMBER, "", "1000001", NULL},
	{CASE_TYPE_NUMBER, "", "1.5", NULL},
	{CASE_TYPE_NUMBER, "", "-1", NULL},
	{CASE_TYPE_YES_NO, "", "Y", "yes"},
	{CASE_TYPE_YES_NO, "", "FALSE", "no"},
	{CASE_TYPE_YES_NO, "", "perhaps", NULL},
	{CASE_TYPE_WORD, "met on-course", "On-Course", "on-course"},
	{CASE_TYPE_WORD, "met on-course", "on", NULL},
	{CASE_TYPE_WORD, "met on-course", "met on-course", NULL},
	{CASE_TYPE_WORDS, "a b c", "C, a", "a c"},
	{CASE_TYPE_WORDS, "a b c", "a a", "a"},
	{CASE_TYPE_WORDS, "a b c", "a d", NULL},
	{CASE_TYPE_WORDS, "a b c", ",", NULL},
	{CASE_TYPE_URN, "", "119964", "119964"},
	{CASE_TYPE_URN, "", "855", NULL},
	{CASE_TYPE_URN, "", "england", NULL},
	{CASE_TYPE_ALERT, "", "7", "7"},
	{CASE_TYPE_ALERT, "", "0", NULL},
	{CASE_TYPE_RECORD, "visit", "18446744073709551616", NULL},
	{CASE_TYPE_PERSON, "", "Zo\xc3\xab O'Neill", "Zo\xc3\xab O'Neill"},
	{CASE_TYPE_MEASURE, "", "ks4.progress8", "ks4.progress8"},
	{CASE_TYPE_MEASURE, "", "ks4 progress8", NULL},
	{CASE_TYPE_TERM, "", "2026/27 autumn", "2026/27 autumn"},
	{CASE_TYPE_TERM, "", "2026/27", NULL},
	{CASE_TYPE_YEAR, "", "2026-27", "2026-27"},
	{CASE_TYPE_YEAR, "", "2026/27", NULL},
	{CASE_TYPE_YEAR, "", "2026-28", NULL},
};

static void values_are_kept_in_one_way_and_what_is_none_is_refused(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct case_field field = {"f", rows[i].type, rows[i].of, 0, ""};
		const char *kept = case_value_read(*state, &field, rows[i].text);

		if ((kept == NULL) != (rows[i].kept == NULL) ||
			(kept != NULL && strcmp(kept, rows[i].kept) != 0))
			fail_msg("'%s' is kept as '%s', not '%s'", rows[i].text, kept == NULL ? "none" : kept,
				rows[i].kept == NULL ? "none" : rows[i].kept);
		if (kept != NULL) /* what is kept is read again as itself */
			assert_string_equal(case_value_read(*state, &field, kept), kept);
		assert_true(case_value_expected(*state, &field)[0] != '\0');
	}
}

static void texts_have_an_end(void **state)
{
	static char text[CASE_LONG_MAX + 2];
	struct case_field line = {"f", CASE_TYPE_TEXT, "", 0, ""},
			  long_text = {"f", CASE_TYPE_LONG, "", 0, ""};

	memset(text, 'x', CASE_LONG_MAX + 1);
	assert_null(case_value_read(*state, &long_text, text));
	text[CASE_LONG_MAX] = '\0';
	assert_non_null(case_value_read(*state, &long_text, text));
	text[CASE_LINE_MAX + 1] = '\0';
	assert_null(case_value_read(*state, &line, text));
	text[CASE_LINE_MAX] = '\0';
	assert_non_null(case_value_read(*state, &line, text));
}

static void pounds_are_printed_with_commas(void **state)
{
	assert_string_equal(case_pounds(*state, 24800000), "248,000.00");
	assert_string_equal(case_pounds(*state, 99999), "999.99");
	assert_string_equal(case_pounds(*state, 100000005), "1,000,000.05");
	assert_string_equal(case_pounds(*state, -1), "-0.01");
	assert_string_equal(case_pounds(*state, 0), "0.00");
	assert_int_equal(case_pence("248000.00"), 24800000);
	assert_int_equal(case_pence(""), 0);
}

static void add_cost(struct case_sums *sums, enum record_state state, const char *cost, const char *spent)
{
	struct record_field field[] = {{"cost", cost}, {"spent", spent}};
	struct record record = {.state = state, .n_field = 2, .field = field};

	case_sums_add(sums, &record);
}

/* Bound is what was agreed, or spent where that is more, or spent alone once all is paid. */
static void a_budget_is_bound_by_what_was_agreed_until_it_is_paid(void **state)
{
	struct case_sums sums = {.allocated = 100000};

	(void)state;
	add_cost(&sums, RECORD_OPEN, "600.00", "");          /* 600 */
	add_cost(&sums, RECORD_OPEN, "100.00", "150.00");    /* 150 */
	add_cost(&sums, RECORD_CLOSED, "300.00", "200.00");  /* 200 */
	add_cost(&sums, RECORD_CLOSED, "40.00", "");         /* 40: what was paid is not known */
	add_cost(&sums, RECORD_WITHDRAWN, "999.00", "1.00"); /* 0 */
	assert_int_equal(sums.committed, 99000);
	assert_int_equal(sums.spent, 35000);
	assert_int_equal(case_sums_left(&sums), 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(every_kind_and_field_is_named_once_and_explained),
		TEST(values_are_kept_in_one_way_and_what_is_none_is_refused),
		TEST(texts_have_an_end),
		TEST(pounds_are_printed_with_commas),
		TEST(a_budget_is_bound_by_what_was_agreed_until_it_is_paid),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
