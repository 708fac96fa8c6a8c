/* SPDX-License-Identifier: MIT
 *
 * Files about other files: what measures and areas are called; and tables whose schools stand before the row of an
 * authority that none of them names.
 */
#include "tests/unit/ingest/taken.h"

#define EES "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp\n"

static void a_description_of_statistics_names_its_indicators(void **state)
{
	struct taking *t = *state;
	const char *told;

	t->submit.name = "ks4_2018-19.meta.csv";
	told = TAKE(
		EES "avg_att8,Indicator,Average Attainment 8,,,1\npt_94,Indicator,\"Grade 4, or above\",,%,\n"
		    "gender,Filter,Gender,,,\nSEX,FILTER,Sex,,,\n");
	assert_told(
		told, "measure ees.ks4.avg_att8 Average Attainment 8\n  unit '' polarity '' decimals 1\n");
	assert_told(told, "measure ees.ks4.pt_94 Grade 4, or above\n  unit '%' polarity '' decimals 0\n");
	assert_not_told(told, "Gender");
	assert_told(told, "2 passed over\nclosed accepted ees.meta : 4 read 2 accepted 0 refused");
}

#define LAIT_DICTIONARY "Measure_short,Chart_title,Polarity,y_axis_name,dps\n"

static void polarity_and_decimals_are_taken_from_the_tools_dictionary(void **state)
{
	const char *told = TAKE(
		LAIT_DICTIONARY "TotAbs,Absence,Low,%,2\nAtt8,\"Attainment\n8\",HIGH,Score,1\nPop,Children,-,"
				"Number,0\nOdd,Odd,sideways,,many\nBig,Big,,,10\n");

	assert_told(told, "measure lait.TotAbs Absence\n  unit '%' polarity 'low' decimals 2\n");
	assert_told(told, "measure lait.Att8 Attainment 8\n  unit 'Score' polarity 'high' decimals 1\n");
	assert_told(told, "measure lait.Pop Children\n  unit 'Number' polarity 'none' decimals 0\n");
	assert_told(told, "measure lait.Odd Odd\nmeasure lait.Pop");
	assert_told(told, "measure lait.Big Big\n");
	assert_told(told, "5 read 5 accepted 0 refused");
}

static void the_first_description_of_a_measure_stands(void **state)
{
	const char *told = TAKE(LAIT_DICTIONARY "TotAbs,First,Low,%,2\nTotAbs,Second,High,x,1\n");

	assert_told(told, "measure lait.TotAbs First\n  unit '%' polarity 'low' decimals 2\n");
	assert_told(told, "1 passed over\n");
	assert_not_told(told, "Second");
}

static void a_description_without_a_name_is_refused(void **state)
{
	const char *told = TAKE(LAIT_DICTIONARY ",Title,Low,%,2\n");

	assert_told(told, "refused 2 Measure_short: the measure's name is missing\n");
	assert_told(TAKE(LAIT_DICTIONARY), "closed refused lait.dictionary : 0 read");
}

/* Its names are those that the table's columns get, so that they meet. */
static void a_description_of_columns_names_measures_as_the_table_does(void **state)
{
	assert_told(TAKE("Column,Field Name,Label/Description\n1,PTMOBN,Pupils who moved\n2,PT MOBILE "
			 "%,Others\n"),
		"measure ks2.pt_mobile Others\nmeasure ks2.ptmobn Pupils who moved\n");
	assert_told(TAKE("Column,FieldName,Label/Description\n1,PTMOBN,Pupils who moved\n"),
		"measure ks2.ptmobn Pupils who moved\nclosed accepted dfe.ks2.meta.2016-17 ");
	assert_told(TAKE("Column,Metafile heading,Metafile description\n1,NUMBOYS,Boys\n"),
		"measure ks4.numboys Boys\n");
}

#define CODES "LEA,LA Name,REGION,REGION NAME\n"

static void areas_have_names_and_regions(void **state)
{
	const char *told =
		TAKE(CODES "855,Leicestershire,4,East Midlands\n201,City of London,7,london\n999,Nowhere,9,"
			   "Atlantis\n");

	assert_told(told, "area 855 Leicestershire in 983\n");
	assert_told(told, "area 201 City of London in 986\n");
	assert_told(told, "area 999 Nowhere\n");
	told = TAKE(CODES ",Nobody,,\n856,,4,East Midlands\n");
	assert_told(told, "refused 2 LEA: '' is no area");
	assert_told(told, "refused 3 LA Name: the area's name is missing\n");
}

static void the_nation_of_a_list_of_codes_is_the_layouts_own(void **state)
{
	const char *told = TAKE("LA Number,LA Name,Region\n970,England,England\n980,North East,North "
				"East\n855,Leicestershire,"
				"East Midlands\n");

	assert_told(told, "area england England\n");
	assert_told(told, "area 980 North East");
	assert_told(told, "area 855 Leicestershire in 983\n");
	assert_told(told, "3 read 3 accepted 0 refused");
}

/* -- schools before their authority's row -------------------------------------------------------------------------- */

#define KS2_13    "RECTYPE,URN,TKS1EXP_L,TKS1EXP_M,TKS1EXP_H,PT2MATH12,PT2READ12,PT2WRITTA12,TAPS\n"
#define SCHOOL(n) "1," #n ",1,2,3,90,91,92,28\n"
#define AUTHORITY "3,,10,20,30,80,81,82,27\n"

/* 1100xx in 301, 1200xx in 855; of 999xxx nobody knows. */
static uint32_t by_hundred(void *context, uint32_t urn)
{
	(void)context;
	return urn / 100 == 1100 ? 301 : urn / 100 == 1200 ? 855 : 0;
}

static void a_block_belongs_to_the_authority_of_most_of_its_known_schools(void **state)
{
	struct taking *t = *state;

	t->authority_of = by_hundred;
	for (t->slice = 1; t->slice < 12; t->slice += 3) {
		const char *told = TAKE(KS2_13 SCHOOL(110001) SCHOOL(120001) SCHOOL(999001) SCHOOL(110002)
				AUTHORITY SCHOOL(999002) SCHOOL(120002) AUTHORITY
			"4,,,,,70,71,72,26\n5,,,,,75,76,77,25\n");

		assert_told(told, "column ks2.aps 2012/13 all england; national england=25 (row 11 TAPS); "
				  "authority 301=27 "
				  "of 60 (row 6 TAPS); authority 855=27 of 60 (row 9 TAPS)\n");
		assert_told(told, "column ks2.aps 2012/13 all 301; school 110001=28 of 6 (row 2 TAPS); "
				  "school 110002=28 of "
				  "6 (row 5 TAPS); school 120001=28 of 6 (row 3 TAPS); school 999001=28 of 6 "
				  "(row 4 TAPS)\n");
		assert_told(told, "column ks2.aps 2012/13 all 855; school 120002=28 of 6 (row 8 TAPS); "
				  "school 999002=28");
		assert_told(told, "school 999002 855 0");
		assert_told(told, "10 read 10 accepted 0 refused");
	}
}

static void a_block_of_which_no_school_is_known_is_refused_and_no_other(void **state)
{
	struct taking *t = *state;
	struct buffer file;
	const char *told;

	t->authority_of = by_hundred;
	buffer_init(&file, MIB);
	buffer_text(&file, KS2_13 SCHOOL(999001) AUTHORITY);
	for (unsigned i = 0; i < 30; i++)
		buffer_print(&file, "1,%u,1,2,3,90,91,92,28\n", 120000 + i);
	buffer_text(&file, AUTHORITY AUTHORITY);
	told = take_in(t, (char *)file.data, file.len);
	assert_told(told, "refused 2 RECTYPE: no school of this block is known: submit a register or a table "
			  "that names the "
			  "authorities of its schools first\n");
	assert_told(told, "refused 3 RECTYPE: no school of this block");
	assert_told(told, "refused 35 RECTYPE: no school of this block"); /* it has none at all */
	assert_told(told, "closed accepted dfe.ks2.2012-13 2012/13: 34 read 31 accepted 3 refused");
	assert_told(told, "column ks2.aps 2012/13 all england; authority 855=27 of 60 (row 34 TAPS)\n");
	buffer_done(&file);
}

static void schools_behind_the_last_authority_are_placed_too(void **state)
{
	struct taking *t = *state;
	const char *told;

	t->authority_of = by_hundred;
	told = TAKE(KS2_13 SCHOOL(110001) AUTHORITY "5,,,,,75,76,77,25\n" SCHOOL(120001));
	assert_told(told, "column ks2.aps 2012/13 all 855; school 120001=28 of 6 (row 5 TAPS)\n");
}

static void without_any_register_such_a_table_is_refused_with_advice(void **state)
{
	const char *told = TAKE(KS2_13 SCHOOL(110001) AUTHORITY);

	assert_told(told, "refused 2 RECTYPE: no school of this block is known: submit a register");
	assert_told(told, "closed refused dfe.ks2.2012-13");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(a_description_of_statistics_names_its_indicators),
		EACH(polarity_and_decimals_are_taken_from_the_tools_dictionary),
		EACH(the_first_description_of_a_measure_stands),
		EACH(a_description_without_a_name_is_refused),
		EACH(a_description_of_columns_names_measures_as_the_table_does),
		EACH(areas_have_names_and_regions),
		EACH(the_nation_of_a_list_of_codes_is_the_layouts_own),
		EACH(a_block_belongs_to_the_authority_of_most_of_its_known_schools),
		EACH(a_block_of_which_no_school_is_known_is_refused_and_no_other),
		EACH(schools_behind_the_last_authority_are_placed_too),
		EACH(without_any_register_such_a_table_is_refused_with_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
