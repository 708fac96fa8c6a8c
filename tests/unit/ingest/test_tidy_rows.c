/* SPDX-License-Identifier: MIT
 *
 * Tidy statistics row by row: when, and about whom. What LEEP holds nothing about is passed over and counted; what it
 * should have understood is refused by row and column.
 */
#include "tests/unit/ingest/taken.h"

#define TIDY                                                                                                \
	"time_period,time_identifier,geographic_level,region_code,region_name,old_la_code,lad_code,school_" \
	"urn,"                                                                                              \
	"pupils\n"
#define YEAR "202122,Academic year,"

static const char *taken(void **state, const char *rows)
{
	char file[4000];

	(void)snprintf(file, sizeof(file), TIDY "%s", rows);
	return take_in(*state, file, strlen(file));
}

static void the_nation_an_authority_a_district_and_a_school_are_where_they_belong(void **state)
{
	const char *told = taken(state,
		YEAR "National,,,,,,9\n" YEAR "Local authority,E12000004,East Midlands,855,,,8\n" YEAR
		     "Local authority district,E12000004,East Midlands,855,E07000129,,7\n" YEAR
		     "School,E12000004,East Midlands,855,,119903,6\n" YEAR
		     "LOCAL AUTHORITY,E12000004,East Midlands,856,,,5\n");

	assert_told(told,
		"column ees.a.pupils 2021/22 all england; national england=9 (row 2 pupils); authority "
		"855=8 (row 3 pupils); authority 856=5 (row 6 pupils)\n");
	assert_told(told, "column ees.a.pupils 2021/22 all 855; ");
	assert_told(told, "district E07000129=7 (row 4 pupils)");
	assert_told(told, "school 119903=6 (row 5 pupils)");
	assert_told(told, "5 read 5 accepted 0 refused");
}

static void a_region_goes_by_its_name_and_else_by_its_code(void **state)
{
	const char *told = taken(state,
		YEAR "Regional,E12000004,East Midlands,,,,1\n" YEAR "Regional,E12000003,,,,,2\n" YEAR
		     "Regional,E12000006,East,,,,3\n" YEAR "Regional,E12000002,NORTH WEST,,,,4\n");

	assert_told(told, "region 981=4 (row 5 pupils); region 982=2 (row 3 pupils); region 983=1 (row 2 "
			  "pupils); region 985=3 (row 4 pupils)\n");
}

/* Both parts come under the code of London, whose own row stands beside them. */
static void the_parts_of_london_are_not_london(void **state)
{
	const char *told = taken(state,
		YEAR "Regional,E12000007,London,,,,3\n" YEAR "Regional,E12000007,Inner London,,,,1\n" YEAR
		     "Regional,E12000007,Outer London,,,,2\n");

	assert_told(told, "region 986=3 (row 2 pupils); region 987=1 (row 3 pupils); region 988=2 (row 4 "
			  "pupils)\n");
	assert_told(told, "3 read 3 accepted 0 refused");
}

static void levels_that_are_not_held_are_passed_over_and_counted(void **state)
{
	const char *told = taken(state, YEAR
		"National,,,,,,9\n" YEAR "Ward,,,855,,,1\n" YEAR "Parliamentary constituency,,,855,,,1\n" YEAR
		"MAT,,,855,,119903,1\n" YEAR "Local skills improvement plan "
		"area,,,,,,1\n" YEAR "Regional,z,Outside England,,,,1\n" YEAR ",,,,,,1\n");

	assert_told(told, "6 passed over\nclosed accepted ees.tidy : 7 read 1 accepted 0 refused, 1 cells");
}

static void what_lies_outside_every_authority_is_passed_over(void **state)
{
	const char *told = taken(state,
		YEAR "Local authority,,,z,,,1\n" YEAR "Local authority,,,,,,2\n" YEAR
		     "School,,,x,,119903,3\n" YEAR "Local authority district,,,z,E07000129,,4\n" YEAR
		     "Local authority district,,,855,z,,4\n" YEAR
		     "Local authority district,,,855,E12000004,,4\n" YEAR "National,,,,,,9\n");

	assert_told(told, "6 passed over\nclosed accepted ees.tidy : 7 read 1 accepted 0 refused, 1 cells");
}

static void another_country_of_the_kingdom_is_not_england(void **state)
{
	const char *told = TAKE(
		"time_period,time_identifier,geographic_level,country_code,country_name,old_la_code,pupils\n"
		"202122,Academic year,National,W92000004,Wales,,1\n"
		"202122,Academic year,National,K04000001,England and Wales,,2\n"
		"202122,Academic year,National,E92000001,England,,3\n"
		"202223,Academic year,National,,England,,4\n");

	assert_told(told, "column ees.a.pupils 2021/22 all england; national england=3 (row 4 pupils)\n");
	assert_told(told, "column ees.a.pupils 2022/23 all england; national england=4 (row 5 pupils)\n");
	assert_told(told, "2 passed over\nclosed accepted ees.tidy : 4 read 2 accepted 0 refused");
}

static void a_code_that_is_none_is_refused_by_its_column(void **state)
{
	const char *told = taken(state, YEAR
		"Local authority,,,Leics,,,1\n" YEAR "Local authority,,,99,,,1\n" YEAR
		"Local authority,,,536871767,,,1\n" YEAR "School,,,855,,12,1\n" YEAR "School,,,855,,,1\n");

	assert_told(told, "refused 2 old_la_code: expected the three-digit code of an authority\n");
	assert_told(told, "refused 3 old_la_code: expected");
	assert_told(told, "refused 4 old_la_code: expected");
	assert_told(told, "refused 5 school_urn: expected the URN of a school, five to seven digits\n");
	assert_told(told, "refused 6 school_urn: expected the URN of a school");
}

static void every_time_identifier_is_its_period(void **state)
{
	static const struct {
		const char *year, *identifier, *period;
	} times[] = {{"202122", "Academic year", "2021/22"}, {"202122", "ACADEMIC YEAR", "2021/22"},
		{"199900", "Academic year", "1999/00"}, {"2022", "Calendar year", "2022"},
		{"2022", "Reporting year", "2022"}, {"202122", "Financial year", "2021-22"},
		{"202122", "Tax year", "2021-22"}, {"202122", "Autumn term", "2021/22 autumn"},
		{"202122", "Spring term", "2021/22 spring"}, {"202122", "Summer term", "2021/22 summer"},
		{"202122", "Autumn and spring term", "2021/22 autumn+spring"},
		{"2022", "Week 1", "2022 week 1"}, {"2022", "Week 53", "2022 week 53"},
		{"2022", "week 37", "2022 week 37"}, {"202122", "Financial year Q1", "2021-22 Q1"},
		{"2022", "Calendar year Q4", "2022 Q4"}, {"202122", "Academic year Q2", "2021/22 Q2"},
		{"202122", "Financial year Q4", "2021-22 Q4"}, {"2022", "January", "2022 month 1"},
		{"2022", "may", "2022 month 5"}, {"2022", "December", "2022 month 12"}};
	char row[200], want[100];

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		(void)snprintf(
			row, sizeof(row), "%s,%s,National,,,,,,9\n", times[i].year, times[i].identifier);
		(void)snprintf(
			want, sizeof(want), "column ees.a.pupils %s all england; national", times[i].period);
		assert_told(taken(state, row), want);
	}
}

static void a_period_that_is_none_is_refused_and_quoted(void **state)
{
	static const char *const times[][2] = {{"2022", "Academic year"}, {"202123", "Academic year"},
		{"202122", "Calendar year"}, {"2022", "Financial year"}, {"202125", "Financial year"},
		{"202121", "Tax year"}, {"202125", "Financial year Q1"}, {"202122", "Financial year Q5"},
		{"202122", "Financial year Q"}, {"202122", "Financial year Q0"}, {"2022", "Week 0"},
		{"2022", "Week 54"}, {"2022", "Week"}, {"2022", "Week x"}, {"2022", "Week 999999999"},
		{"202122", "Week 1"}, {"202122", "January"}, {"2022", "Autumn term"},
		{"20 2", "Calendar year"}, {"1066", "Calendar year"}, {"2022", ""}, {"", "Academic year"},
		{"2022", "Term of Trinity"}};
	char row[200], want[200];

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		(void)snprintf(row, sizeof(row), "%s,%s,National,,,,,,9\n", times[i][0], times[i][1]);
		(void)snprintf(want, sizeof(want),
			"refused 2 time_period: '%s' with the identifier '%s' is no period that is known",
			times[i][0], times[i][1]);
		assert_told(taken(state, row), want);
	}
}

/* Whatever stands there, only so much of it is quoted. */
static void a_long_period_is_quoted_in_part(void **state)
{
	const char *told = taken(state, "0123456789012345678901234567890,A very long name for a time of the "
					"year,National,,,,,,9\n");

	assert_told(told,
		"refused 2 time_period: '01234567890123456789' with the identifier 'A very long name "
		"for a time of' is no period that is known\n");
}

static void the_same_place_and_time_twice_is_kept_once(void **state)
{
	const char *told =
		taken(state, YEAR "Local authority,,,855,,,1\n" YEAR "Local authority,,,855,,,2\n");

	assert_told(told, "authority 855=1 (row 2 pupils)\n");
	assert_told(told, "refused 3 pupils: the same figure of the same area stands in an earlier row");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(the_nation_an_authority_a_district_and_a_school_are_where_they_belong),
		EACH(a_region_goes_by_its_name_and_else_by_its_code),
		EACH(the_parts_of_london_are_not_london),
		EACH(levels_that_are_not_held_are_passed_over_and_counted),
		EACH(what_lies_outside_every_authority_is_passed_over),
		EACH(another_country_of_the_kingdom_is_not_england),
		EACH(a_code_that_is_none_is_refused_by_its_column),
		EACH(every_time_identifier_is_its_period),
		EACH(a_period_that_is_none_is_refused_and_quoted),
		EACH(a_long_period_is_quoted_in_part),
		EACH(the_same_place_and_time_twice_is_kept_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
