/* SPDX-License-Identifier: MIT
 *
 * What is known of a school when several files speak of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/model/period.h"
#include "common/model/school.h"

static struct school table(const char *name, const char *phase, uint32_t authority)
{
	struct school school;

	school_init(&school, 136338);
	school.name = name;
	school.phase = phase;
	school.authority = authority;
	return school;
}

static struct school entry(const char *trust, uint32_t authority)
{
	struct school school = table("Cleves School", "Primary", authority);

	school.status = "Open";
	school.trust = trust;
	school.row = 9;
	return school;
}

static void a_later_table_adds_to_an_earlier_one(void **state)
{
	struct school first = table("Cleves Junior", "", 936), second = table("", "Primary", 0), known;

	(void)state;
	assert_true(school_merge(&first, &second, &known));
	assert_string_equal(known.name, "Cleves Junior");
	assert_string_equal(known.phase, "Primary");
	assert_int_equal(known.authority, 936);
	assert_false(school_merge(&known, &second, &first));
}

static void a_register_takes_the_word_of_a_table_back(void **state)
{
	struct school first = table("Cleves Junior", "State-funded primary", 0), known;
	struct school second = entry("A TRUST", 936);

	(void)state;
	assert_true(school_merge(&first, &second, &known));
	assert_string_equal(known.name, "Cleves School");
	assert_string_equal(known.trust, "A TRUST");
	assert_int_equal(known.row, 9);
}

static void no_table_takes_the_word_of_a_register_back(void **state)
{
	struct school first = entry("A TRUST", 936), known;
	struct school second = table("CLEVES JNR", "State-funded primary", 855);

	(void)state;
	first.sector = "";
	second.sector = "state-funded";
	assert_true(school_merge(&first, &second, &known)); /* what was open is filled */
	assert_string_equal(known.sector, "state-funded");
	assert_string_equal(known.name, "Cleves School");
	assert_string_equal(known.phase, "Primary");
	assert_int_equal(known.authority, 936);
	assert_int_equal(known.row, 9);
}

static void a_register_leaves_the_setting_that_tables_told(void **state)
{
	struct school first = table("Cleves Junior", "", 936), second = entry("A TRUST", 936), known;

	(void)state;
	first.setting = "mainstream";
	assert_true(school_merge(&first, &second, &known));
	assert_string_equal(known.setting, "mainstream");
	second = entry("B TRUST", 936);
	first = known;
	assert_true(school_merge(&first, &second, &known));
	assert_string_equal(known.setting, "mainstream");
}

static void a_school_that_left_its_trust_has_none(void **state)
{
	struct school first = entry("A TRUST", 936), second = entry("", 936), known;

	(void)state;
	first.closed = 20210531;
	first.capacity = (struct said){true, 90};
	second.phase = "";
	assert_true(school_merge(&first, &second, &known));
	assert_string_equal(known.trust, "");
	assert_int_equal(known.closed, 0);
	assert_false(known.capacity.is);
	assert_string_equal(known.phase, "Primary"); /* tables told it too */
}

static void every_field_is_found_by_its_name(void **state)
{
	struct school school;

	(void)state;
	school_init(&school, 1);
	for (size_t i = 0; i < SCHOOL_FIELDS; i++)
		assert_ptr_equal(school_field(school_fields[i].name), &school_fields[i]);
	assert_null(school_field("head"));
	*school_text(&school, school_field("ward")) = "Tillingbourne";
	school_number(&school, school_field("pupils"))->n = 76;
	*school_date(&school, school_field("opened")) = 18500101;
	assert_string_equal(school.ward, "Tillingbourne");
	assert_int_equal(school.pupils.n, 76);
	assert_int_equal(school.opened, 18500101);
}

static void dates_reach_back_beyond_1970(void **state)
{
	struct period_text text;
	uint32_t date, day;

	(void)state;
	assert_int_equal(date_parse("01-01-1900", 10, &date), 0);
	assert_int_equal(date, 19000101);
	assert_string_equal(date_print(date, &text), "1900-01-01");
	assert_int_equal(date_parse("29/02/2000", 10, &date), 0);
	assert_true(date_parse("29-02-1900", 10, &date) < 0);
	assert_true(date_parse("01-13-2000", 10, &date) < 0);
	assert_true(date_parse("01-01/2000", 10, &date) < 0);
	assert_int_equal(day_parse("02-01-1970", 10, &day), 0);
	assert_int_equal(day, 1);
	assert_true(day_parse("01-01-1900", 10, &day) < 0);
	assert_string_equal(date_print(0, &text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_later_table_adds_to_an_earlier_one),
		cmocka_unit_test(a_register_takes_the_word_of_a_table_back),
		cmocka_unit_test(no_table_takes_the_word_of_a_register_back),
		cmocka_unit_test(a_register_leaves_the_setting_that_tables_told),
		cmocka_unit_test(a_school_that_left_its_trust_has_none),
		cmocka_unit_test(every_field_is_found_by_its_name),
		cmocka_unit_test(dates_reach_back_beyond_1970),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
