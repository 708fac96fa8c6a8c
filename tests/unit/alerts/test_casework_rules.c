/* SPDX-License-Identifier: MIT
 *
 * The record of support: what the law and the practice of councils ask: days, notices and powers, money, interests.
 */
#include "tests/unit/alerts/desk.h"

/* -- days -------------------------------------------------------------------------------------------------------- */

static void days_are_in_order_and_what_has_happened_is_not_to_come(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	refused(f, add(f, id, "package", "provider_kind=adviser|provider=P|start=2026-09-02|end=2026-09-01"),
		"field 'end': '2026-09-01' is before start, 2026-09-02");
	taken(f, add(f, id, "package", "provider_kind=adviser|provider=P|start=2026-09-02|end=2026-09-02"));
	refused(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01|done=2026-11-23"),
		"field 'done': '2026-11-23' has not come yet");
	taken(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01|done=2026-11-22"));
	taken(f, add(f, id, "visit", "day=2026-12-22|adviser=B|purpose=a visit to come"));
	taken(f, add(f, id, "concern", "means=school|type=staffing|text=T"));
	is_now(f, 5, "raised", "2026-11-22");
}

/* In summer England's clocks are an hour ahead: 23:30 UTC is the day after. */
static void today_is_what_clocks_in_england_show(void **state)
{
	struct fixture *f = *state;

	f->at = INT64_C(1782862200000000); /* 2026-06-30T23:30:00Z */
	(void)open_case(f, 100001, "A");
	taken(f, add(f, 1, "concern", "means=school|type=staffing|text=T"));
	is_now(f, 2, "raised", "2026-07-01");
}

/* Published on Friday 1 June 2012; 4 and 5 June were bank holidays; 6 7 8, 11 12 13 14 15, 18 19 are ten working days. */
static void a_statement_is_due_ten_working_days_after_the_report(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t statement = add(f, id, "statement", "published=2012-06-01");

	is_now(f, statement, "due", "2012-06-19");
	taken(f,
		on(f, CASE_VERB_CHANGE, statement, "published=2012-05-31")); /* a Thursday: one day earlier */
	is_now(f, statement, "due", "2012-06-18");
	taken(f, on(f, CASE_VERB_CHANGE, statement, "due=2012-06-22"));
	taken(f, on(f, CASE_VERB_CHANGE, statement, "published=2012-06-01"));
	is_now(f, statement, "due", "2012-06-22"); /* somebody said so */
	refused(f, on(f, CASE_VERB_CHANGE, statement, "fit=yes"), "field 'submitted': is needed");
	refused(f, on(f, CASE_VERB_CHANGE, statement, "submitted=2012-06-19|fit_day=2012-07-01"),
		"field 'fit': is needed");
}

/* -- notices and powers ------------------------------------------------------------------------------------------ */

#define NOTICE "grounds=c a|text=T"

/* Monday 21 March 2016; 25 and 28 March were Easter: 22 23 24, 29 to 1, 4 to 8, 11 12 13 April are fifteen working days. */
static void a_notice_has_the_timetable_of_its_year(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");
	uint64_t notice = add(f, id, "notice", "issued=2016-03-21|" NOTICE);

	is_now(f, notice, "representations", "2016-04-13");
	is_now(f, notice, "grounds", "a c");
	notice = add(f, id, "notice", "issued=2016-04-17|" NOTICE);
	is_now(f, notice, "representations", "2016-05-09"); /* 2 May is a bank holiday */
	refused(f, add(f, id, "notice", "issued=2016-04-18|copied=hmci dfe|" NOTICE),
		"field 'comply_by': is needed");
	refused(f, add(f, id, "notice", "issued=2016-04-18|comply_by=2016-05-18|copied=dfe|" NOTICE),
		"field 'copied': a notice issued since 18 April 2016 is copied to hmci and dfe");
	refused(f,
		add(f, id, "notice",
			"issued=2016-04-18|comply_by=2016-05-18|copied=dfe,hmci|representations=2016-05-"
			"09|" NOTICE),
		"field 'representations': there are none to HMCI");
	refused(f, add(f, id, "notice", "issued=2016-04-18|comply_by=2016-04-17|copied=dfe,hmci|" NOTICE),
		"field 'comply_by': '2016-04-17' is before issued");
	notice = add(f, id, "notice", "issued=2016-04-18|comply_by=2016-05-18|copied=dfe,hmci|" NOTICE);
	is_now(f, notice, "representations", "");
	refused(f, add(f, id, "notice", "issued=2016-04-18|grounds=d|text=T"),
		"expected one or more of: a b c");
}

static void academies_get_no_notice_and_no_power_is_used_over_them(void **state)
{
	struct fixture *f = *state;
	uint64_t academy = open_case(f, 100002, "A"), unknown = open_case(f, 100003, "A");

	refused(f, add(f, academy, "notice", "issued=2014-03-21|" NOTICE),
		"Elm is no maintained school (Academy converter)");
	refused(f, add(f, academy, "notice", "issued=2014-03-21|" NOTICE), "regional director");
	refused(f,
		add(f, academy, "power",
			"section=s64|eligible=special-measures|noticed=2014-03-21|start=2014-04-01"),
		"no maintained school");
	refused(f, add(f, unknown, "notice", "issued=2014-03-21|" NOTICE),
		"whether Ash is a maintained school is not known");
	taken(f, add(f, academy, "concern", "means=trust|type=leadership|text=T"));
}

static void powers_rest_on_what_makes_a_school_eligible(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, id, "notice", "issued=2014-03-21|" NOTICE));
	refused(f,
		add(f, id, "power",
			"section=s65|eligible=special-measures|noticed=2014-03-21|start=2014-04-01"),
		"field 'consent': is needed: an interim executive board needs the consent");
	taken(f, add(f, id, "power",
			 "section=s65|eligible=special-measures|noticed=2014-03-21|consent=2014-03-31|start="
			 "2014-04-01"));
	refused(f, add(f, id, "power", "section=s66|eligible=notice|noticed=2014-04-21|start=2014-05-01"),
		"field 'notice': is needed");
	refused(f,
		add(f, id, "power",
			"section=s66|eligible=notice|notice=2|noticed=2014-04-21|start=2014-05-01"),
		"notice 2 does not say that it was not complied with");
	taken(f, on(f, CASE_VERB_CLOSE, 2, "complied=no|complied_day=2014-04-20"));
	refused(f,
		add(f, id, "power",
			"section=s66|eligible=notice|notice=2|noticed=2014-05-02|start=2014-05-01"),
		"field 'start': '2014-05-01' is before noticed");
	taken(f, add(f, id, "power",
			 "section=s66|eligible=notice|notice=2|noticed=2014-04-21|start=2014-05-01"));
}

static void a_recovery_plan_of_more_than_three_years_has_a_reason(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	refused(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01"), "field 'years': is needed");
	taken(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01|years=3"));
	refused(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01|years=4"),
		"field 'reason': is needed");
	taken(f, add(f, id, "finance", "type=recovery-plan|start=2026-04-01|years=4|reason=falling rolls"));
	refused(f, add(f, id, "finance", "type=sfvs|start=2026-04-01|years=1"),
		"only a recovery-plan has years");
}

static void a_head_who_disputes_a_note_says_what(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, id, "visit", "day=2026-11-20|adviser=B|purpose=P"));
	refused(f, add(f, id, "note", "visit=2|text=T|head=disputes"), "field 'comment': is needed");
	refused(f, add(f, id, "note", "visit=2|text=T|head_day=2026-11-21"), "field 'head': is needed");
	taken(f, add(f, id, "note", "visit=2|text=T|head=disputes|comment=C|head_day=2026-11-21"));
	taken(f, on(f, CASE_VERB_CHANGE, 3, "head=accepts"));
}

/* -- interests --------------------------------------------------------------------------------------------------- */

static void a_declared_interest_bars_from_the_cases_of_the_school(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A"), other = open_case(f, 100004, "A");
	uint64_t interest = one(f, CASE_VERB_ADD, "interest", (struct case_row){.urn = 100001},
		"person=A Adviser|address=a.adviser@council.example|nature=governor");

	taken(f, interest);
	assert_non_null(
		strstr(f->result.text, "A Adviser holds case 1, which is to be given to somebody else"));
	taken(f, on(f, CASE_VERB_CHANGE, id, "holder=B"));
	refused(f, on(f, CASE_VERB_CHANGE, id, "holder=A ADVISER"),
		"field 'holder': A ADVISER has declared an interest in school 100001 (governor; record 3)");
	refused(f,
		one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = 100001},
			"title=B|holder=A.Adviser@council.example"),
		"somebody else is to hold the case");
	refused(f, add(f, id, "visit", "day=2026-11-20|adviser=a.adviser|purpose=P"),
		"somebody else is to visit");
	refused(f, add(f, id, "action", "text=T|owner=A Adviser|due=2026-12-01"),
		"somebody else is to see to it");
	f->who = "a.adviser";
	refused(f, add(f, id, "action", "text=T|owner=O|due=2026-12-01"),
		"a.adviser has declared an interest");
	refused(f, on(f, CASE_VERB_CHANGE, id, "next_review=2026-12-01"), "may not write in its cases");
	taken(f, add(f, other, "action", "text=T|owner=O|due=2026-12-01"));
	f->who = "clerk";
	taken(f, on(f, CASE_VERB_CLOSE, interest, "ended=2026-11-22"));
	taken(f, on(f, CASE_VERB_CHANGE, id, "holder=A Adviser"));
	f->who = "";
	assert_int_equal(on(f, CASE_VERB_CHANGE, id, "holder=C"), 0);
	assert_string_equal(f->text.text, "who writes is not said");
}

/* -- budgets ----------------------------------------------------------------------------------------------------- */

#define PACKAGE "provider_kind=adviser|provider=P|"

/* 2026-27 is 1 April 2026 to 31 March 2027. */
static void a_cost_is_borne_by_one_budget_of_its_year(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, 0, "budget", "name=N|year=2026-27|amount=1000"));
	refused(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=1"), "field 'budget': is needed");
	refused(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=1|budget=3"), "there is no budget 3");
	refused(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=1|budget=1"), "there is no budget 1");
	refused(f, add(f, id, "package", PACKAGE "start=2027-04-01|cost=1|budget=2"),
		"budget 2 (N) is of 2026-27, the cost is of another year");
	refused(f, add(f, id, "package", PACKAGE "start=2026-01-01|end=2026-03-31|cost=1|budget=2"),
		"of another year");
	taken(f, add(f, id, "package", PACKAGE "start=2027-03-31|cost=1|budget=2"));
	taken(f, add(f, id, "package", PACKAGE "start=2026-01-01|end=2026-04-01|cost=1|budget=2"));
	taken(f, add(f, id, "statement", "published=2026-03-31"));
	refused(f, add(f, id, "line", "statement=5|text=T|owner=O|cost=1|budget=2"), "of another year");
	taken(f, add(f, id, "line", "statement=5|text=T|owner=O|cost=1|budget=2|due=2026-04-01"));
}

/* 600 + 500 of 1000: 100 too much. Then the first turns out to have cost 300: 300 + 500, 200 left. */
static void an_overspent_budget_is_told_not_refused(void **state)
{
	struct fixture *f = *state;
	uint64_t id = open_case(f, 100001, "A");

	taken(f, add(f, 0, "budget", "name=N|year=2026-27|amount=1000"));
	taken(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=600|budget=2"));
	assert_string_equal(f->result.text, "package 3 added");
	taken(f, add(f, id, "package", PACKAGE "start=2026-09-01|cost=500|budget=2"));
	assert_string_equal(f->result.text, "package 4 added; budget 2 (N 2026-27) is overspent by 100.00");
	taken(f, on(f, CASE_VERB_CLOSE, 3, "spent=300|outcome=O"));
	assert_string_equal(f->result.text, "package 3 closed");
	taken(f, on(f, CASE_VERB_CHANGE, 2, "amount=799.99"));
	assert_string_equal(f->result.text, "budget 2 changed; budget 2 (N 2026-27) is overspent by 0.01");
	taken(f, add(f, 0, "budget", "name=M|year=2026-27|amount=1000"));
	refused(f, on(f, CASE_VERB_CHANGE, 2, "year=2027-28"),
		"field 'year': it bears the cost of 3, which is of 2026-27");
	taken(f, on(f, CASE_VERB_CHANGE, 5, "year=2027-28"));
	taken(f, on(f, CASE_VERB_CHANGE, 5, "year=2026-27"));
	taken(f, on(f, CASE_VERB_CHANGE, 4, "budget=5"));
	taken(f, on(f, CASE_VERB_CHANGE, 2, "amount=300"));
	assert_string_equal(f->result.text, "budget 2 changed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(days_are_in_order_and_what_has_happened_is_not_to_come),
		TEST(today_is_what_clocks_in_england_show),
		TEST(a_statement_is_due_ten_working_days_after_the_report),
		TEST(a_notice_has_the_timetable_of_its_year),
		TEST(academies_get_no_notice_and_no_power_is_used_over_them),
		TEST(powers_rest_on_what_makes_a_school_eligible),
		TEST(a_recovery_plan_of_more_than_three_years_has_a_reason),
		TEST(a_head_who_disputes_a_note_says_what),
		TEST(a_declared_interest_bars_from_the_cases_of_the_school),
		TEST(a_cost_is_borne_by_one_budget_of_its_year),
		TEST(an_overspent_budget_is_told_not_refused),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
