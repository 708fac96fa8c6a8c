/* SPDX-License-Identifier: MIT
 *
 * Which columns of a wide table hold figures: named ones, the same for a group or an earlier year, what stands beside
 * them, and all others under names of their own.
 */
#include "tests/unit/ingest/taken.h"

#define KS2_17                                                                                        \
	"RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,TELIG,PTRWM_EXP,READPROG,WRITPROG,MATPROG,READPROG_16," \
	"READPROG_17,READPROG_DESCR,TSENELAPK,"
#define KS2_16                                                                                        \
	"RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,TELIG,PTRWM_EXP,READPROG,WRITPROG,MATPROG,READPROG_16," \
	"TSENELAPK,"
#define KS2_13       "RECTYPE,URN,TKS1EXP_L,TKS1EXP_M,TKS1EXP_H,PT2MATH12,PT2READ12,PT2WRITTA12,TAPS,"
#define SCHOOL_17(n) "1,855,20" #n ",1199" #n ",Name,CY,20,65,1,2,3,4,5,2,6,"
#define SCHOOL_16(n) "1,855,20" #n ",1199" #n ",Name,CY,20,65,1,2,3,4,6,"

static uint32_t authority_855(void *context, uint32_t urn)
{
	(void)context;
	return urn >= 119900 && urn < 120000 ? 855 : 0;
}

static void an_ending_says_for_whom_or_when_or_both(void **state)
{
	const char *told = TAKE(KS2_17
		"PTRWM_EXP_B,PTRWM_EXP_FSM6CLA1A,PTRWM_EXP_NotFSM6CLA1A,PTRWM_EXP_17,PTRWM_EXP_FSM6CLA1A_16,"
		"TELIG_17,BELIG,TFSM6CLA1A\n" SCHOOL_17(03) "61,62,63,64,66,30,11,7\n");

	assert_told(
		told, "column ks2.rwm.expected 2017/18 all 855; school 119903=65 of 20 (row 2 PTRWM_EXP)\n");
	assert_told(told, "column ks2.rwm.expected 2017/18 boys 855; school 119903=61 of 11 (row 2 "
			  "PTRWM_EXP_B)\n");
	assert_told(told, "column ks2.rwm.expected 2017/18 disadvantaged 855; school 119903=62 of 7 (row 2");
	assert_told(told, "column ks2.rwm.expected 2017/18 not-disadvantaged 855; school 119903=63 (row 2");
	assert_told(told, "column ks2.rwm.expected 2016/17 all 855; school 119903=64 of 30 (row 2 "
			  "PTRWM_EXP_17)\n");
	assert_told(told, "column ks2.rwm.expected 2015/16 disadvantaged 855; school 119903=66 (row 2 "
			  "PTRWM_EXP_FSM6CLA1A_16)\n");
	assert_told(
		told, "column ks2.reading.progress 2015/16 all 855; school 119903=4 (row 2 READPROG_16)\n");
}

static void an_earlier_year_is_reckoned_from_the_layout_and_not_from_what_was_asked(void **state)
{
	struct taking *t = *state;
	const char *told;

	t->submit.period = "2018/19";
	told = TAKE(KS2_17 "TELIG_17\n" SCHOOL_17(03) "30\n");
	assert_told(told, "column ks2.reading.progress 2018/19 all 855;");
	assert_told(told, "column ks2.reading.progress 2016/17 all 855;");
}

static void the_interval_of_a_group_is_found_in_either_order_of_its_name(void **state)
{
	const char *told =
		TAKE(KS2_17 "READPROG_LOWER,READPROG_UPPER,READPROG_B,READPROG_B_LOWER,READPROG_B_UPPER,"
			    "READPROG_LOWER_17,READPROG_UPPER_17,READPROG_G,READPROG_LOWER_G\n" SCHOOL_17(
				    03) "-1,3,0.5,-0.7,1.7,-2.5,7.5,9,8\n");

	assert_told(told, "2017/18 all 855; school 119903=1 of 20 from -1 to 3 (row 2 READPROG)\n");
	assert_told(told, "2017/18 boys 855; school 119903=0.5 from -0.7 to 1.7 (row 2 READPROG_B)\n");
	assert_told(told, "2016/17 all 855; school 119903=5 from -2.5 to 7.5 (row 2 READPROG_17)\n");
	assert_told(told,
		"2017/18 girls 855; school 119903=9 (row 2 READPROG_G)\n"); /* half an interval is none */
	assert_not_told(told, "measure ks2.readprog_lower");
	assert_not_told(told, "measure ks2.readprog_b_lower");
}

static void an_interval_that_is_no_pair_of_numbers_costs_itself_alone(void **state)
{
	const char *told = TAKE(KS2_17 "READPROG_LOWER,READPROG_UPPER\n" SCHOOL_17(03) "SUPP,3\n" SCHOOL_17(
		04) "low,3\n" SCHOOL_17(05) ",3\n");

	assert_told(told, "school 119903=1 of 20 (row 2 READPROG); school 119904=1 of 20 (row 3 READPROG); "
			  "school 119905=1 of 20 (row 4 READPROG)\n");
	assert_told(told, "refused 3 READPROG_LOWER: the interval is not a pair of numbers\n");
	assert_not_told(told, "refused 2");
	assert_not_told(told, "refused 4");
}

static void a_cohort_may_be_the_sum_of_columns(void **state)
{
	struct taking *t = *state;
	const char *told;

	t->authority_of = authority_855;
	told = TAKE(KS2_13 "PT2READ12_L,PT2READ12_B\n1,119903,1,20,300,90,91,92,28.4,50,60\n"
			   "1,119904,1,SUPP,300,90,91,92,28,SUPP,SUPP\n1,119905,1,,300,90,91,92,28,50,60\n"
			   "3,,999999999,999999999,999999999,90,91,92,28.3,55,65\n");
	assert_told(told,
		"column ks1to2.reading.expected 2012/13 all 855; school 119903=91 of 321 (row 2 "
		"PT2READ12); school 119904=91 (row 3 PT2READ12); school 119905=91 (row 4 PT2READ12)\n");
	assert_told(told,
		"column ks1to2.reading.expected 2012/13 low-prior-attainment 855; school 119903=50 of 1 "
		"(row 2 PT2READ12_L); school 119904=suppressed of 1 (row 3");
	assert_told(told, "column ks1to2.reading.expected 2012/13 boys 855; school 119903=60 (row 2");
	assert_told(
		told, "column ks2.aps 2012/13 all england; authority 855=28.3 of 2999999997 (row 5 TAPS)\n");
}

/* Two of three parts would be a wrong number of pupils, where there is none to give. */
static void a_sum_of_which_a_column_is_missing_is_no_cohort(void **state)
{
	struct taking *t = *state;
	const char *told;

	t->authority_of = authority_855;
	told = TAKE(KS2_13
		"PT2READ12_G,TKS1EXP_L_G,TKS1EXP_M_G\n1,119903,1,20,300,90,91,92,28.4,50,4,5\n3,,1,2,3,"
		"90,91,92,28.3,55,6,7\n");
	assert_told(told, "column ks1to2.reading.expected 2012/13 girls 855; school 119903=50 (row 2 "
			  "PT2READ12_G)\n");
}

#define SFR "Country_code,LA_code,GOR_name,Laden_all_FSM_13,KS4_LEVEL2_EM_all_FSM_13\n"

static void a_count_becomes_the_share_of_those_it_is_counted_of(void **state)
{
	const char *told =
		TAKE(SFR "E92000001,855,East Midlands,543,157\nE92000001,856,East Midlands,3,1\n"
			 "E92000001,857,East Midlands,\"1,200\",0\nE92000001,,,\"6,732\",\"4,174\"\n");

	assert_told(told,
		"column ks4.characteristics.5ac_em 2012/13 fsm england; national england=62.0 of 6732 "
		"as 4174/6732 (row 5 KS4_LEVEL2_EM_all_FSM_13); authority 855=28.9 of 543 as 157/543 "
		"(row 2 KS4_LEVEL2_EM_all_FSM_13); authority 856=33.3 of 3 as 1/3 (row 3 "
		"KS4_LEVEL2_EM_all_FSM_13); authority 857=0.0 of 1200 as 0/1200 (row 4");
	assert_told(
		told, "column ks4.characteristics.pupils 2012/13 fsm england; national england=6732 (row 5");
}

static void a_share_of_what_is_hidden_is_hidden_and_of_nobody_not_applicable(void **state)
{
	const char *told =
		TAKE(SFR "E92000001,301,London,x,5\nE92000001,302,London,0,0\nE92000001,303,London,,4\n"
			 "E92000001,304,London,20,x\nE92000001,305,London,.,.\nE92000001,306,London,20,"
			 "\nE92000001,307,London,-5,1\nE92000001,308,London,20.5,1\n"
			 "E92000001,309,London,20,1.5\nE92000001,310,London,20,5\n");

	assert_told(told,
		"column ks4.characteristics.5ac_em 2012/13 fsm england; authority 301=suppressed (row 2");
	assert_told(told, "; authority 302=not applicable (row 3");
	assert_told(told, "; authority 303=not applicable (row 4");
	assert_told(told, "; authority 304=suppressed (row 5");
	assert_told(told, "; authority 305=not applicable (row 6 KS4_LEVEL2_EM_all_FSM_13); authority 307=");
	assert_told(told,
		"; authority 307=not applicable (row 8 KS4_LEVEL2_EM_all_FSM_13); authority 308=not "
		"applicable (row 9 KS4_LEVEL2_EM_all_FSM_13); authority 309=not applicable (row 10");
	assert_told(told, "; authority 310=25.0 of 20 as 5/20 (row 11");
}

static void a_share_whose_whole_cannot_be_read_is_refused(void **state)
{
	const char *told = TAKE(SFR "E92000001,301,London,many,5\nE92000001,302,London,10,5\n");

	assert_told(told, "refused 2 Laden_all_FSM_13: 'many' is neither a number");
	assert_told(told,
		"column ks4.characteristics.5ac_em 2012/13 fsm england; authority 302=50.0 of 10 as "
		"5/10");
}

static void a_column_that_nobody_names_is_measured_under_its_own_heading(void **state)
{
	const char *told = TAKE(KS2_17 "PTMOBN,PT MOBILE %,PTMOBN_B,PTMOBN_17,TOWN\n" SCHOOL_17(
		03) "1.5,2,3,4,Melton\n4,,,,,,,,,,,,,,,7,8,9,10,\n");

	assert_told(told, "measure ks2.ptmobn \n");
	assert_told(told, "column ks2.ptmobn 2017/18 all 855; school 119903=1.5 (row 2 PTMOBN)\n");
	assert_told(told, "column ks2.pt_mobile 2017/18 all 855; school 119903=2 (row 2 PT MOBILE %)\n");
	assert_told(told, "column ks2.ptmobn 2017/18 boys 855; school 119903=3 (row 2 PTMOBN_B)\n");
	assert_told(told, "column ks2.ptmobn 2016/17 all 855; school 119903=4 (row 2 PTMOBN_17)\n");
	assert_told(told, "column ks2.ptmobn.all 2017/18 all england; national england=7 (row 3 PTMOBN)\n");
	assert_not_told(told, "ks2.town");
	assert_not_told(told, "Melton");
}

/* "_16" is the end of "_FSM6CLA1A_16" too. */
static void the_longest_ending_of_a_column_that_nobody_names_tells_it(void **state)
{
	const char *told = TAKE(
		KS2_16 "PTX,PTX_FSM6CLA1A,PTX_FSM6CLA1A_16,PTX_NotFSM6CLA1A_16,PTY_B,PTY_B_16\n" SCHOOL_16(
			03) "1,2,3,4,5,6\n");

	assert_told(told, "column ks2.ptx 2016/17 disadvantaged 855; school 119903=2 (row 2");
	assert_told(
		told, "column ks2.ptx 2015/16 disadvantaged 855; school 119903=3 (row 2 PTX_FSM6CLA1A_16)\n");
	assert_told(told, "column ks2.ptx 2015/16 not-disadvantaged 855; school 119903=4 (row 2");
	assert_told(told, "column ks2.pty_b 2016/17 all 855; school 119903=5 (row 2 PTY_B)\n");
	assert_told(told, "column ks2.pty_b 2015/16 all 855; school 119903=6 (row 2 PTY_B_16)\n");
	assert_not_told(told, "ptx_fsm6cla1a");
}

#define DESTINATIONS                                                                                   \
	"RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,COHORT,OVERALL_DEST,OVERALL_DESTPER,OVERALL_DESTPER_18," \
	"OVERALL_"                                                                                     \
	"DESTPER_17,"

static void a_heading_that_is_another_columns_name_is_told_apart(void **state)
{
	const char *told = TAKE(DESTINATIONS "SUSTAINED,SUSTAINED_DIS,EDUCATION,EDUCATIONPER,APPRENTICESHIP\n"
					     "1,855,2001,119903,Name,CY,50,45,90,91,92,44,4,40,80,7\n");

	assert_told(told, "column ks4.destinations.sustained 2018/19 all 855; school 119903=90 of 50 (row 2 "
			  "OVERALL_DESTPER)\n");
	assert_told(told, "column ks4.destinations.sustained 2017/18 all 855; school 119903=91 (row 2");
	assert_told(told, "column ks4.destinations.sustained.column 2018/19 all 855; school 119903=44 (row 2 "
			  "SUSTAINED)\n");
	assert_told(
		told, "column ks4.destinations.sustained.column 2018/19 disadvantaged 855; school 119903=4");
	assert_told(told, "column ks4.destinations.education_pupils 2018/19 all 855; school 119903=40");
	assert_told(told, "column ks4.destinations.education 2018/19 all 855; school 119903=80 of 50");
	assert_told(told, "column ks4.destinations.apprenticeship.column 2018/19 all 855; school 119903=7");
}

static void figures_of_independent_schools_stand_on_the_basis_of_all_whoever_names_them(void **state)
{
	const char *told = TAKE(
		KS2_17 "PTMOBN\n1,855,2003,119903,Name,IND,20,65,1,2,3,4,5,2,6,7\n4,,,,,,900,60,1,2,3,4,5,"
		       ",6,8\n5,,,,,,800,61,1,2,3,4,5,,6,9\n");

	assert_told(told, "column ks2.ptmobn.all 2017/18 all 855; school 119903=7 (row 2 PTMOBN)\n");
	assert_told(told, "column ks2.ptmobn.all 2017/18 all england; national england=8 (row 3 PTMOBN)\n");
	assert_told(told, "column ks2.ptmobn 2017/18 all england; national england=9 (row 4 PTMOBN)\n");
	assert_not_told(told, "column ks2.ptmobn 2017/18 all 855");
}

static void a_layout_that_names_all_it_takes_takes_no_other(void **state)
{
	const char *told = TAKE(ABSENCE "855,2000,140696,2.9,1\n");

	assert_told(told, "column absence.overall");
	told = TAKE("LA,ESTAB,URN,PERCTOT,PPERSABS10,OTHER\n855,2000,140696,2.9,1,5\n");
	assert_not_told(told, "OTHER");
	assert_told(told, "2 cells");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(an_ending_says_for_whom_or_when_or_both),
		EACH(an_earlier_year_is_reckoned_from_the_layout_and_not_from_what_was_asked),
		EACH(the_interval_of_a_group_is_found_in_either_order_of_its_name),
		EACH(an_interval_that_is_no_pair_of_numbers_costs_itself_alone),
		EACH(a_cohort_may_be_the_sum_of_columns),
		EACH(a_sum_of_which_a_column_is_missing_is_no_cohort),
		EACH(a_count_becomes_the_share_of_those_it_is_counted_of),
		EACH(a_share_of_what_is_hidden_is_hidden_and_of_nobody_not_applicable),
		EACH(a_share_whose_whole_cannot_be_read_is_refused),
		EACH(a_column_that_nobody_names_is_measured_under_its_own_heading),
		EACH(the_longest_ending_of_a_column_that_nobody_names_tells_it),
		EACH(a_heading_that_is_another_columns_name_is_told_apart),
		EACH(figures_of_independent_schools_stand_on_the_basis_of_all_whoever_names_them),
		EACH(a_layout_that_names_all_it_takes_takes_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
