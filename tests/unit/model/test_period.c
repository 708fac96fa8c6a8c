/* SPDX-License-Identifier: MIT
 *
 * Periods and days, areas and columns: the values that name a figure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/column.h"

static int parse(const char *text, enum period_kind dash, struct period *ret)
{
	return period_parse(text, strlen(text), dash, ret);
}

static void a_period_is_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		enum period_kind dash, kind;
		unsigned year, detail;
		const char *printed;
	} periods[] = {
		{"2012/13", PERIOD_ACADEMIC, PERIOD_ACADEMIC, 2013, 0, "2012/13"},
		{"2012/2013", PERIOD_FINANCIAL, PERIOD_ACADEMIC, 2013, 0, "2012/13"},
		{"2012-2013", PERIOD_FINANCIAL, PERIOD_ACADEMIC, 2013, 0, "2012/13"},
		{"201213", PERIOD_ACADEMIC, PERIOD_ACADEMIC, 2013, 0, "2012/13"},
		{"2012-13", PERIOD_ACADEMIC, PERIOD_ACADEMIC, 2013, 0, "2012/13"},
		{"2012-13", PERIOD_FINANCIAL, PERIOD_FINANCIAL, 2013, 0, "2012-13"},
		{"2013", PERIOD_ACADEMIC, PERIOD_CALENDAR, 2013, 0, "2013"},
		{"1999/00", PERIOD_ACADEMIC, PERIOD_ACADEMIC, 2000, 0, "1999/00"},
		{"199900", PERIOD_ACADEMIC, PERIOD_ACADEMIC, 2000, 0, "1999/00"},
		{"1999-00", PERIOD_FINANCIAL, PERIOD_FINANCIAL, 2000, 0, "1999-00"},
		{"2014-16", PERIOD_ACADEMIC, PERIOD_CALENDAR_SPAN, 2016, 3, "2014-16"},
		{"1998-00", PERIOD_FINANCIAL, PERIOD_CALENDAR_SPAN, 2000, 3, "1998-00"},
		{"2013/14-15/16", PERIOD_ACADEMIC, PERIOD_ACADEMIC_SPAN, 2016, 3, "2013/14-15/16"},
		{"1997/98-99/00", PERIOD_ACADEMIC, PERIOD_ACADEMIC_SPAN, 2000, 3, "1997/98-99/00"},
		{"2013-07-31", PERIOD_ACADEMIC, PERIOD_DATE, 2013, 7 * 32 + 31, "2013-07-31"},
		{"2012/13 autumn", PERIOD_ACADEMIC, PERIOD_TERM, 2013, TERM_AUTUMN, "2012/13 autumn"},
		{"201213 summer", PERIOD_FINANCIAL, PERIOD_TERM, 2013, TERM_SUMMER, "2012/13 summer"},
		{"2012/13 autumn+spring", PERIOD_ACADEMIC, PERIOD_TERM, 2013, TERM_AUTUMN_SPRING,
			"2012/13 autumn+spring"},
		{"2013 week 53", PERIOD_ACADEMIC, PERIOD_WEEK, 2013, 53, "2013 week 53"},
		{"2013 month 9", PERIOD_ACADEMIC, PERIOD_MONTH, 2013, 9, "2013 month 9"},
		{"2013-07", PERIOD_MONTH, PERIOD_MONTH, 2013, 7, "2013 month 7"},
		{"2012-12", PERIOD_MONTH, PERIOD_MONTH, 2012, 12, "2012 month 12"},
		{"2012/13", PERIOD_MONTH, PERIOD_ACADEMIC, 2013, 0, "2012/13"},
		{"2012-13 Q1", PERIOD_ACADEMIC, PERIOD_QUARTER, 2013, 1, "2012-13 Q1"},
		{"2013 Q4", PERIOD_FINANCIAL, PERIOD_CALENDAR_QUARTER, 2013, 4, "2013 Q4"},
		{"2012/13 Q2", PERIOD_FINANCIAL, PERIOD_ACADEMIC_QUARTER, 2013, 2, "2012/13 Q2"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
		struct period period = {0}, again = {0};
		struct period_text text;

		if (parse(periods[i].text, periods[i].dash, &period) < 0)
			fail_msg("'%s' was refused", periods[i].text);
		assert_true(period_valid(period));
		assert_int_equal(
			period.v, period_make(periods[i].kind, periods[i].year, periods[i].detail).v);
		assert_string_equal(period_print(period, &text), periods[i].printed);
		assert_int_equal(parse(text.text, periods[i].dash, &again), 0);
		assert_int_equal(again.v, period.v);
	}
}

static void assert_no_period(const char *text)
{
	struct period period = {77};

	if (parse(text, PERIOD_ACADEMIC, &period) != ERR_SYNTAX || period.v != 77)
		fail_msg("'%s' was taken for a period", text);
}

static void what_is_no_period_is_refused(void **state)
{
	static const char *const bad[] = {"", "13", "12/13", "2012/14", "2012/12", "2012/11", "2012-12",
		"2012.13", "201214", "20123", "2012/1a", "1850", "2500", "2012/2014", "2013/2012",
		"2012 2013", "2013-13-01", "2013-02-29", "2013/07/31", "31/07/2013", "2013/14-15-16",
		"2013-14-15/16", "abcd", "2012/13 ", "-012/13", "2012/13 winter", "2013 autumn",
		"2013 week 54", "2013 week 0", "2013 week ", "2013 month 13", "2012/13 Q0", "2012-13 Q5",
		"2012/13 week 4"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_no_period(bad[i]);
}

static void every_year_of_a_span_is_read(void **state)
{
	(void)state;
	assert_no_period("2013/99-15/16");
	assert_no_period("2013/14-xx/16");
	assert_no_period("2013/14-12/16");
	assert_no_period("2013/14-12/13"); /* a span of no year */
}

static void a_month_has_a_number_from_1_to_12(void **state)
{
	struct period period;

	(void)state;
	assert_int_equal(parse("2012-13", PERIOD_MONTH, &period), ERR_SYNTAX);
	assert_int_equal(parse("2012-00", PERIOD_MONTH, &period), ERR_SYNTAX);
}

/* What a spreadsheet writes for a month or a range in the wrong order must not be a span of a century. */
static void a_span_does_not_run_backwards(void **state)
{
	(void)state;
	assert_no_period("2013-07"); /* July */
	assert_no_period("2014-13");
	assert_no_period("2016/17-13/14");
}

static void a_year_beyond_the_last_is_refused(void **state)
{
	(void)state;
	assert_no_period("2200/01");
	assert_no_period("220001");
	assert_no_period("2200/2201");
	assert_no_period("2199-01");
	assert_no_period("2198/99-00/01");
}

static void a_period_is_matched_by_what_people_call_it(void **state)
{
	static const struct {
		const char *asked;
		bool academic, calendar, financial, span, next;
	} cases[] = {
		{"2013", true, true, true, false, false},
		{"2012/13", true, true, true, false, false},
		{"2012-13", true, true, true, false, false},
		{"2012/2013", true, true, true, false, false},
		{"2011-13", false, false, false, true, false},
		{"2013/14", false, false, false, false, true},
		{"2013-07-31", false, false, false, false, false},
		{"all", false, false, false, false, false},
		{"", false, false, false, false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *asked = cases[i].asked;

		assert_true(
			period_matches(asked, period_make(PERIOD_ACADEMIC, 2013, 0)) == cases[i].academic);
		assert_true(
			period_matches(asked, period_make(PERIOD_CALENDAR, 2013, 0)) == cases[i].calendar);
		assert_true(
			period_matches(asked, period_make(PERIOD_FINANCIAL, 2013, 0)) == cases[i].financial);
		assert_true(
			period_matches(asked, period_make(PERIOD_CALENDAR_SPAN, 2013, 3)) == cases[i].span);
		assert_true(period_matches(asked, period_make(PERIOD_ACADEMIC, 2014, 0)) == cases[i].next);
	}
	assert_true(period_matches("2013-07-31", period_make(PERIOD_DATE, 2013, 7 * 32 + 31)));
	assert_false(period_matches("2013", period_make(PERIOD_DATE, 2013, 7 * 32 + 31)));
}

static void assert_follows(const char *before, const char *after)
{
	struct period a, b;

	assert_int_equal(period_parse(before, strlen(before), PERIOD_FINANCIAL, &a), 0);
	assert_int_equal(period_parse(after, strlen(after), PERIOD_FINANCIAL, &b), 0);
	assert_int_equal(period_next(a).v, b.v);
	assert_int_equal(period_previous(b).v, a.v);
}

static void a_period_follows_another_of_its_kind(void **state)
{
	struct period date = period_make(PERIOD_DATE, 2013, 7 * 32 + 31);

	(void)state;
	assert_follows("2012/13", "2013/14");
	assert_follows("1999", "2000");
	assert_follows("2012-13", "2013-14");
	assert_follows("2014-16", "2015-17");
	assert_follows("2010/11-12/13", "2011/12-13/14");
	assert_follows("2012/13 autumn", "2013/14 autumn");
	assert_follows("2013 week 37", "2013 week 38");
	assert_follows("2013 month 9", "2013 month 10");
	assert_follows("2013 month 12", "2014 month 1");
	assert_follows("2012-13 Q4", "2013-14 Q1");
	assert_int_equal(period_previous(period_make(PERIOD_WEEK, 2013, 1)).v, 0);
	assert_int_equal(period_next(period_make(PERIOD_WEEK, 2013, 53)).v, 0);
	assert_true(period_previous(date).v == 0 && period_next(date).v == 0);
	assert_int_equal(period_previous(period_make(PERIOD_CALENDAR, 1900, 0)).v, 0);
	assert_int_equal(period_next(period_make(PERIOD_CALENDAR, 2200, 0)).v, 0);
}

static void an_invalid_period_is_told_and_still_printed(void **state)
{
	struct period_text text;

	(void)state;
	assert_false(period_valid((struct period){0}));
	assert_false(period_valid((struct period){UINT32_MAX}));
	assert_false(period_valid(period_make(PERIOD_NONE, 2013, 0)));
	assert_false(period_valid(period_make(PERIOD_KINDS, 2013, 0)));
	assert_false(period_valid(period_make(PERIOD_ACADEMIC, 1899, 0)));
	assert_true(period_valid(period_make(PERIOD_ACADEMIC, 2200, 0)));
	assert_string_equal(period_print((struct period){0}, &text), "-");
	for (unsigned kind = 0; kind < 16; kind++) /* as a damaged message may hold them */
		assert_non_null(period_print((struct period){kind << 16 | 0xffff}, &text));
}

static void every_day_agrees_with_the_c_library(void **state)
{
	static const unsigned months[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	uint32_t expected = 0;

	(void)state;
	for (unsigned year = 1970; year <= 2200; year++)
		for (unsigned month = 1; month <= 12; month++)
			for (unsigned day = 1; day <= months[month - 1]; day++) {
				struct tm tm = {.tm_year = (int)year - 1900,
					.tm_mon = (int)month - 1,
					.tm_mday = (int)day};
				struct period_text text;
				uint32_t got, again;
				time_t seconds = timegm(&tm);

				if (tm.tm_mday != (int)day) {
					assert_false(day_make(year, month, day, &got));
					continue;
				}
				assert_true(day_make(year, month, day, &got));
				assert_int_equal(got, seconds / 86400);
				assert_int_equal(got, expected++);
				(void)day_print(got, &text);
				assert_int_equal(day_parse(text.text, strlen(text.text), &again), 0);
				assert_int_equal(again, got);
				assert_int_equal(period_year(period_academic_of_day(got)),
					month >= 9 ? year + 1 : year);
			}
	assert_false(day_make(1969, 12, 31, &expected));
	assert_false(day_make(2201, 1, 1, &expected));
	assert_false(day_make(2013, 0, 1, &expected));
	assert_false(day_make(2013, 13, 1, &expected));
	assert_false(day_make(2013, 1, 0, &expected));
}

static void a_day_is_read_in_both_orders(void **state)
{
	static const char *const bad[] = {"2013-7-31", "31-07/2013", "2013/07/31", "07/31/2013", "31/02/2013",
		"3a/07/2013", "31/07/13", "2013-07-31T", "31.07.2013", "", "          "};
	uint32_t iso, british, dashed, untouched = 77;

	(void)state;
	assert_int_equal(day_parse("2013-07-31", 10, &iso), 0);
	assert_int_equal(day_parse("31/07/2013", 10, &british), 0);
	assert_int_equal(day_parse("31-07-2013", 10, &dashed), 0);
	assert_true(iso == british && iso == dashed && iso == 15917);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(day_parse(bad[i], strlen(bad[i]), &untouched), ERR_SYNTAX);
	assert_int_equal(untouched, 77);
}

/* Texts one or two characters away from a period: what is taken is valid and is read again from what is printed. */
static void a_month_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(month_name(0), "");
	assert_string_equal(month_name(1), "January");
	assert_string_equal(month_name(12), "December");
	assert_string_equal(month_name(13), "");
}

static void twenty_thousand_texts_are_periods_or_are_not(void **state)
{
	static const char *const near[] = {"2012/13", "2012-13", "2013", "201213", "2012/2013",
		"2013/14-15/16", "2013-07-31", "2014-16", "1999/00"};
	static const char letters[] = "0123456789/-1290 x";
	uint64_t seed = 2013;
	unsigned taken = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		enum period_kind dash = i % 2 == 0 ? PERIOD_ACADEMIC : PERIOD_FINANCIAL;
		struct period period = {77}, again = {0};
		struct period_text text;
		char word[16];
		size_t len;

		(void)memset(word, 0, sizeof(word));
		seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
		len = strlen(near[seed % ARRAY_LEN(near)]);
		memcpy(word, near[seed % ARRAY_LEN(near)], len);
		for (unsigned changes = (unsigned)(seed >> 8) % 4; changes > 0; changes--)
			word[(seed >> (8 + 8 * changes)) % len] =
				letters[(seed >> (30 + 6 * changes)) % (sizeof(letters) - 1)];
		if (period_parse(word, len, dash, &period) < 0) {
			assert_int_equal(period.v, 77);
			continue;
		}
		taken++;
		if (!period_valid(period))
			fail_msg("'%s' gave a period that is not valid", word);
		(void)period_print(period, &text);
		if (parse(text.text, dash, &again) < 0 || again.v != period.v)
			fail_msg("'%s' was printed as '%s'", word, text.text);
	}
	assert_in_range(taken, 5000, 19000);
}

static void an_area_is_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		enum area_kind kind;
		uint32_t code;
	} areas[] = {{"england", AREA_NATION, 0}, {"855", AREA_AUTHORITY, 855}, {"980", AREA_REGION, 980},
		{"990", AREA_REGION, 990}, {"979", AREA_AUTHORITY, 979}, {"991", AREA_AUTHORITY, 991},
		{"10000", AREA_SCHOOL, 10000}, {"119738", AREA_SCHOOL, 119738},
		{"9999999", AREA_SCHOOL, 9999999}, {"E07000129", AREA_DISTRICT, 7000129},
		{"E06000016", AREA_DISTRICT, 6000016}};
	static const char *const bad[] = {"", "1", "99", "099", "000", "8550", "09999", "10000000", "12 345",
		"-855", "+855", "85a", "wales", "englan", "0x355", "E12000004", "E0700012", "E070001299",
		"W06000001", "E00000001"};
	struct area area = {77};
	struct area_text text;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
		assert_int_equal(area_parse(areas[i].text, &area), 0);
		assert_true(area_valid(area) && area_equal(area, area_make(areas[i].kind, areas[i].code)));
		assert_true(area_kind(area) == areas[i].kind && area_code(area) == areas[i].code);
		assert_string_equal(area_print(area, &text), areas[i].text);
	}
	assert_int_equal(area_parse("England", &area), 0);
	area.v = 77;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(area_parse(bad[i], &area), ERR_SYNTAX);
	assert_int_equal(area.v, 77);
}

static void an_area_is_valid_in_the_range_of_its_kind(void **state)
{
	static const uint32_t codes[] = {
		0, 1, 99, 100, 855, 980, 999, 1000, 9999, 10000, 9999999, 10000000, UINT32_MAX / 8};
	static const char *const valid[] = {/* by kind, for each of the codes */
		"0000000000000", "1000000000000", "0000010000000", "0001111000000", "0000000001100",
		"0001111000000", "0000000000100", "0000000000000"};

	(void)state;
	for (unsigned kind = 0; kind < 8; kind++)
		for (size_t i = 0; i < ARRAY_LEN(codes); i++)
			assert_int_equal(
				area_valid(area_make((enum area_kind)kind, codes[i])), valid[kind][i] == '1');
	for (unsigned kind = 1; kind < AREA_KINDS; kind++)
		for (unsigned other = 0; other < kind; other++)
			assert_string_not_equal(
				area_kind_text((enum area_kind)kind), area_kind_text((enum area_kind)other));
	assert_string_equal(area_kind_text(AREA_KINDS), "none");
}

static void an_index_finds_what_a_search_finds(void **state)
{
	uint32_t areas[] = {area_england().v, area_make(AREA_NEIGHBOURS, 100).v - 2,
		area_make(AREA_NEIGHBOURS, 100).v, area_make(AREA_AUTHORITY, 855).v,
		area_make(AREA_REGION, 980).v, area_make(AREA_AUTHORITY, 999).v};
	struct column searched = {.n = ARRAY_LEN(areas), .area = areas};
	struct column indexed = searched;
	struct arena *arena = arena_open((size_t)1024 * 1024);

	(void)state;
	assert_int_equal(column_index(&indexed, arena), 0);
	for (uint32_t v = 0; v < 12000; v++)
		assert_int_equal(
			column_find(&indexed, (struct area){v}), column_find(&searched, (struct area){v}));
	assert_int_equal(column_find(&indexed, area_make(AREA_AUTHORITY, 855)), 3);
	arena_free(arena);
}

static void a_column_finds_its_areas_and_says_what_it_knows(void **state)
{
	uint32_t areas[100], decimals[100] = {[3] = 2}, flags[100] = {[3] = FLAG_SUPPRESSED},
			     of[100] = {[3] = 1, [4] = 9};
	char *names[] = {(char *)"ATT8SCR", (char *)"P8MEA"};
	struct column column = {.scale = 1, .area = areas};

	(void)state;
	for (column.n = 0; column.n < 100; column.n++) {
		assert_int_equal(column_find(&column, (struct area){7}), -1);
		for (uint32_t v = 0; v < 2 * column.n; v++)
			assert_int_equal(
				column_find(&column, (struct area){v + 9}), v % 2 == 1 ? (int)v / 2 : -1);
		areas[column.n] = 10 + 2 * (uint32_t)column.n;
	}
	assert_true(column_flag(&column, 3) == FLAG_PRESENT && column_decimals(&column, 3) == 1);
	assert_string_equal(column_source(&column, 3), "");
	column.decimals = decimals;
	column.flag = flags;
	column.source_column = names;
	column.n_source_column = 2;
	assert_string_equal(column_source(&column, 3), "ATT8SCR");
	column.column_of = of;
	assert_true(column_flag(&column, 3) == FLAG_SUPPRESSED && column_decimals(&column, 3) == 2);
	assert_string_equal(column_source(&column, 3), "P8MEA");
	assert_string_equal(column_source(&column, 4), "");
	for (unsigned flag = 0; flag <= FLAGS; flag++)
		for (unsigned other = 0; other < flag; other++)
			assert_string_not_equal(flag_text((enum flag)flag), flag_text((enum flag)other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_period_is_read_and_printed),
		cmocka_unit_test(what_is_no_period_is_refused),
		cmocka_unit_test(every_year_of_a_span_is_read),
		cmocka_unit_test(a_month_has_a_number_from_1_to_12),
		cmocka_unit_test(a_span_does_not_run_backwards),
		cmocka_unit_test(a_year_beyond_the_last_is_refused),
		cmocka_unit_test(a_period_is_matched_by_what_people_call_it),
		cmocka_unit_test(a_period_follows_another_of_its_kind),
		cmocka_unit_test(an_invalid_period_is_told_and_still_printed),
		cmocka_unit_test(every_day_agrees_with_the_c_library),
		cmocka_unit_test(a_day_is_read_in_both_orders),
		cmocka_unit_test(a_month_has_a_name),
		cmocka_unit_test(twenty_thousand_texts_are_periods_or_are_not),
		cmocka_unit_test(an_area_is_read_and_printed),
		cmocka_unit_test(an_area_is_valid_in_the_range_of_its_kind),
		cmocka_unit_test(an_index_finds_what_a_search_finds),
		cmocka_unit_test(a_column_finds_its_areas_and_says_what_it_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
