/* SPDX-License-Identifier: MIT
 *
 * Whom a row of a long table is about, and under whom it is filed.
 */
#include "tests/unit/ingest/taken.h"

#define AREAS   "area,measure,period,value\n"
#define SCHOOLS "urn,area,measure,period,value\n"

static uint32_t authority_of(void *context, uint32_t urn)
{
	(void)context;
	return urn == 119903 ? 855 : 0;
}

static void every_kind_of_area_is_known_by_its_code(void **state)
{
	const char *told =
		TAKE(AREAS "england,m,2018/19,1\nENGLAND,n,2018/19,2\n855,m,2018/19,3\n983,m,2018/19,4\n"
			   "980,m,2018/19,5\n");

	assert_told(told,
		"column m 2018/19 all england; national england=1 (row 2 value); authority 855=3 (row 4 "
		"value); region 980=5 (row 6 value); region 983=4 (row 5 value)\n");
	assert_told(told, "column n 2018/19 all england; national england=2 (row 3 value)\n");
}

static void what_is_no_area_is_refused_and_quoted(void **state)
{
	static const char *const words[] = {"Leicestershire", "85", "1000", "E12000004", "E0700012",
		"12345678", "855 ", "-855", "england1", "0", "000"};
	char file[200], want[200];

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t len = strcspn(words[i], " ");

		(void)snprintf(file, sizeof(file), AREAS "%s,m,2018/19,1\n", words[i]);
		(void)snprintf(want, sizeof(want),
			"refused 2 area: '%.*s' is no area: expected england, the code", (int)len, words[i]);
		if (words[i][len] == '\0')
			assert_told(take_in(*state, file, strlen(file)), want);
		else /* what stands around a field is not part of it */
			assert_told(take_in(*state, file, strlen(file)), "authority 855=1");
	}
	assert_told(TAKE(AREAS "a very long name of an area,m,2018/19,1\n"),
		"refused 2 area: 'a very long nam' is no area");
	assert_told(TAKE(AREAS ",m,2018/19,1\n"), "refused 2 area: '' is no area");
}

/* Text behind the code must not be lost on the way to it. */
static void a_code_with_something_behind_it_is_no_code(void **state)
{
	assert_told(TAKE(AREAS "E07000129xxxxxxxxxxx,m,2018/19,1\n"), "refused 2 area");
	assert_told(TAKE(AREAS "855            855,m,2018/19,1\n"), "refused 2 area");
	assert_told(TAKE(AREAS "855\0abc,m,2018/19,1\n"), "row 2: holds a NUL byte");
}

static void the_code_of_the_nation_is_the_layouts_own(void **state)
{
	assert_told(TAKE(LAIT "TotAbs,T,2016,x,4.38,970,\n"),
		"column lait.TotAbs 2016 all england; national england=4.38");
	assert_told(TAKE(AREAS "970,m,2018/19,1\n"), "authority 970=1");
	assert_told(TAKE(AREAS "0,m,2018/19,1\n"),
		"refused 2 area: '0' is no area"); /* nought is no nation's code */
}

static void a_school_is_filed_under_the_authority_that_the_row_else_a_register_else_the_sender_names(
	void **state)
{
	struct taking *t = *state;

	t->authority_of = authority_of;
	t->submit.authority = 857;
	assert_told(TAKE("urn,authority,measure,period,value\n119903,856,m,2018/19,1\n"),
		"column m 2018/19 all 856; school 119903=1 (row 2 value)\n");
	assert_told(TAKE("urn,authority,measure,period,value\n119903,,m,2018/19,1\n"),
		"column m 2018/19 all 855; school 119903=1");
	assert_told(TAKE("urn,authority,measure,period,value\n119904,,m,2018/19,1\n"),
		"column m 2018/19 all 857; school 119904=1");
}

static void a_school_that_nobody_places_is_refused_by_the_column_that_names_it(void **state)
{
	struct taking *t = *state;

	t->authority_of = authority_of;
	assert_told(TAKE("urn,measure,period,value\n119904,m,2018/19,1\n"),
		"refused 2 urn: the authority of 119904 is not known: submit a register that names it, or "
		"give "
		"--authority\n");
	assert_told(
		TAKE(AREAS "119904,m,2018/19,1\n"), "refused 2 area: the authority of 119904 is not known");
	assert_told(TAKE(SCHOOLS "119904,,m,2018/19,1\n,119905,m,2018/19,1\n"),
		"refused 2 urn: the authority of 119904 is not known");
	assert_told(TAKE(SCHOOLS "119904,,m,2018/19,1\n,119905,m,2018/19,1\n"),
		"refused 3 area: the authority of 119905 is not known");
	t->authority_of = NULL;
	assert_told(TAKE("urn,measure,period,value\n119903,m,2018/19,1\n"),
		"the authority of 119903 is not known");
}

static void a_code_of_an_authority_that_is_none_does_not_run_over_into_another(void **state)
{
	static const char *const codes[] = {"536871767", "99", "1000", "999999999"};
	char file[200];

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		(void)snprintf(file, sizeof(file),
			"urn,authority,measure,period,value\n119903,%s,m,2018/19,1\n", codes[i]);
		assert_told(take_in(*state, file, strlen(file)),
			"refused 2 urn: the authority of 119903 is not known");
	}
}

static void a_district_lies_in_the_authority_that_the_row_the_catalogue_or_the_sender_names(void **state)
{
	struct taking *t = *state;

	assert_told(TAKE("area,authority,measure,period,value\nE07000129,855,m,2018/19,1\n"),
		"column m 2018/19 all 855; district E07000129=1 (row 2 value)\n");
	assert_told(TAKE(AREAS "E07000129,m,2018/19,1\n"), "column m 2018/19 all 855; district E07000129=1");
	assert_told(TAKE("area,authority,measure,period,value\nE07000129,856,m,2018/19,1\n"),
		"column m 2018/19 all 856; district E07000129=1");
	assert_told(TAKE(AREAS "E07000999,m,2018/19,1\n"),
		"refused 2 area: the authority of E07000999 is not known");
	t->submit.authority = 855;
	assert_told(TAKE(AREAS "E07000999,m,2018/19,1\n"), "column m 2018/19 all 855; district E07000999=1");
}

static void the_column_for_schools_takes_nothing_else(void **state)
{
	struct taking *t = *state;

	t->submit.authority = 855;
	assert_told(TAKE("urn,measure,period,value\n855,m,2018/19,1\n"),
		"refused 2 urn: '855' is no URN of a school, five to seven digits\n");
	assert_told(TAKE("urn,measure,period,value\n1199,m,2018/19,1\n"), "refused 2 urn: '1199' is no URN");
	assert_told(TAKE("urn,measure,period,value\n,m,2018/19,1\n"), "refused 2 urn: '' is no URN");
	assert_told(
		TAKE(SCHOOLS "119903,855,m,2018/19,1\n"), "column m 2018/19 all england; authority 855=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(every_kind_of_area_is_known_by_its_code),
		EACH(what_is_no_area_is_refused_and_quoted),
		EACH(a_code_with_something_behind_it_is_no_code),
		EACH(the_code_of_the_nation_is_the_layouts_own),
		EACH(a_school_is_filed_under_the_authority_that_the_row_else_a_register_else_the_sender_names),
		EACH(a_school_that_nobody_places_is_refused_by_the_column_that_names_it),
		EACH(a_code_of_an_authority_that_is_none_does_not_run_over_into_another),
		EACH(a_district_lies_in_the_authority_that_the_row_the_catalogue_or_the_sender_names),
		EACH(the_column_for_schools_takes_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
