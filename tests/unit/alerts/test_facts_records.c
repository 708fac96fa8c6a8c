/* SPDX-License-Identifier: MIT
 *
 * What is known of inspections, of events and of what a school is, and when it is no more.
 */
#include "tests/unit/alerts/known.h"

/* -- inspections --------------------------------------------------------------------------------------------------- */

static void tell_card(struct watching *w, uint32_t urn, const char *day)
{
	static struct judgement judgements[] = {{"achievement", "Urgent improvement", 0, 0, "Achievement"},
		{"inclusion", "Needs attention", 0, 0, "Inclusion"},
		{"leadership-and-governance", "Urgent improvement", 0, 0, "Leadership and governance"}};
	struct inspection card = {.urn = urn,
		.inspected = day_of(day),
		.frame = FRAME_REPORT_CARD,
		.safeguarding = "not met",
		.concern = "RSI",
		.n_judgements = ARRAY_LEN(judgements),
		.judgement = judgements};

	tell_inspection(w, &card);
}

static void the_latest_inspection_is_known_by_its_frame(void **state)
{
	static struct judgement grades[] = {{"quality-of-education", "3", 3, 0, "Quality of education"},
		{"leadership-and-management", "4", 4, 0, "Leadership"}};
	struct watching *w = *state;
	struct inspection sub = {.urn = OAK,
		.inspected = day_of("2025-05-20"),
		.frame = FRAME_SUB_JUDGEMENTS,
		.n_judgements = ARRAY_LEN(grades),
		.judgement = grades};
	struct facts facts;

	tell_schools(w);
	tell_grade(w, OAK, "2018-05-02", 3);
	tell_grade(w, OAK, "2024-03-12", 4);
	open_school(w, &facts, OAK, 0);
	assert_true(facts_take_inspection(&facts, UINT32_MAX));
	assert_int_equal(number(w, &facts, "inspection.overall"), 4000);
	assert_int_equal(number(w, &facts, "previous(inspection.overall)"), 3000);
	assert_int_equal(number(w, &facts, "previous(previous(inspection.overall))"), NONE);
	assert_int_equal(number(w, &facts, "judgements(\"needs attention\")"), NONE);
	tell_inspection(w, &sub);
	open_school(w, &facts, OAK, 0);
	assert_int_equal(number(w, &facts, "inspection.overall"), NONE);
	assert_int_equal(number(w, &facts, "previous(inspection.overall)"), 4000);
	assert_int_equal(number(w, &facts, "judgement(\"leadership-and-management\")"), 4000);
	assert_int_equal(number(w, &facts, "judgement(\"Leadership\")"), 4000);
	assert_int_equal(number(w, &facts, "judgement(\"quality of education\")"), 3000);
	assert_int_equal(number(w, &facts, "judgement(\"quality of\")"), 3000);
	assert_int_equal(number(w, &facts, "judgement(\"qual\")"), NONE);
	assert_int_equal(number(w, &facts, "judgements(\"needs attention\")"), NONE);
	assert_int_equal(truth(w, &facts, "inspection.safeguarding = \"not met\""), TRUTH_UNKNOWN);
	tell_card(w, OAK, "2025-12-02");
	open_school(w, &facts, OAK, 0);
	assert_int_equal(number(w, &facts, "judgements(\"urgent improvement\")"), 2000);
	assert_int_equal(number(w, &facts, "judgements(\"exceptional\")"), 0);
	assert_int_equal(number(w, &facts, "judgement(\"leadership\")"), NONE);
	assert_int_equal(number(w, &facts, "inspection.overall"), NONE);
	assert_int_equal(truth(w, &facts, "judgement(\"leadership\") = \"urgent improvement\""), TRUTH_TRUE);
	assert_int_equal(truth(w, &facts, "inspection.safeguarding = \"not met\""), TRUTH_TRUE);
	assert_int_equal(truth(w, &facts, "inspection.frame = \"report-card\""), TRUTH_TRUE);
	assert_int_equal(truth(w, &facts, "inspection.concern != \"SM\""), TRUTH_TRUE);
}

static void what_is_not_the_schools_own_or_not_graded_is_not_seen(void **state)
{
	struct watching *w = *state;
	struct inspection of_predecessor = {.urn = OAK,
		.inspected = day_of("2020-01-10"),
		.overall = 4,
		.frame = FRAME_HEADLINE,
		.another = true,
		.of_urn = 99999};
	struct inspection visit = {.urn = OAK,
		.inspected = day_of("2021-01-10"),
		.frame = FRAME_UNGRADED,
		.outcome = "School remains Good"};
	struct facts facts;

	tell_schools(w);
	tell_inspection(w, &of_predecessor);
	tell_inspection(w, &visit);
	open_school(w, &facts, OAK, 0);
	assert_false(facts_take_inspection(&facts, UINT32_MAX));
	assert_int_equal(number(w, &facts, "inspection.overall"), NONE);
	tell_grade(w, OAK, "2019-03-01", 2);
	open_school(w, &facts, OAK, 0);
	assert_true(facts_take_inspection(&facts, UINT32_MAX));
	assert_int_equal(number(w, &facts, "inspection.overall"), 2000);
	assert_int_equal(number(w, &facts, "previous(inspection.overall)"), NONE);
	assert_int_equal(facts.evidence[0].row, 9);
	assert_string_equal(beside_of(&facts.evidence[0], "in words"), "good");
}

/* -- events and schools -------------------------------------------------------------------------------------------- */

/* From 1 March to 31 March are 30 days; as of 11 March, ten. */
static void an_event_is_so_old_as_of_the_day_on_which_it_is_judged(void **state)
{
	struct watching *w = *state;
	struct area oak = area_make(AREA_SCHOOL, OAK);
	struct happened latest;
	struct facts facts;

	tell_schools(w);
	tell_happened(w, oak, "complaint", "2019-03-01", "open", "C/4");
	assert_int_equal(state_happened(&w->txn, w->said, oak, "complaint", 0, UINT32_MAX, &latest, 1), 1);
	now(w, "2019-03-31T10:00:00Z");
	open_school(w, &facts, OAK, 0);
	assert_int_equal(number(w, &facts, "event.age"), NONE);
	facts_take_event(&facts, &latest);
	assert_int_equal(number(w, &facts, "event.age"), 30000);
	open_school(w, &facts, OAK, 0);
	facts.until = day_of("2019-03-11");
	facts_take_event(&facts, &latest);
	assert_int_equal(number(w, &facts, "event.age"), 10000);
	now(w, "2019-02-01T10:00:00Z");
	open_school(w, &facts, OAK, 0);
	facts_take_event(&facts, &latest);
	assert_int_equal(number(w, &facts, "event.age"), 0);
}

static void events_are_counted_up_to_the_day_that_is_judged(void **state)
{
	struct watching *w = *state;
	struct area oak = area_make(AREA_SCHOOL, OAK);
	struct happened latest;
	struct facts facts;

	tell_schools(w);
	tell_happened(w, oak, "complaint", "2019-01-31", "resolved", "C/1");
	tell_happened(w, oak, "Complaint", "2019-02-01", "", "C/2");
	tell_happened(w, oak, "complaint", "2019-02-01", "", "C/3");
	tell_happened(w, oak, "complaint", "2019-02-01", "upheld", "C/3"); /* told again */
	tell_happened(w, oak, "warning notice", "2019-02-01", "", "W/1");
	tell_happened(w, oak, "complaint", "2019-03-01", "open", "C/4");
	tell_happened(w, area_make(AREA_SCHOOL, ELM), "complaint", "2019-02-20", "", "C/5");
	/* 1 February to 1 March are 29 days. */
	assert_int_equal(state_happened(&w->txn, w->said, oak, "complaint", 0, UINT32_MAX, &latest, 1), 4);
	assert_string_equal(latest.event.reference, "C/4");
	open_school(w, &facts, OAK, 0);
	facts_take_event(&facts, &latest);
	facts_begin(&facts);
	assert_int_equal(number(w, &facts, "events(\"complaint\", 29)"), 3000);
	assert_int_equal(number(w, &facts, "events(\"complaint\", 28)"), 1000);
	assert_int_equal(number(w, &facts, "events(\"complaint\", 30)"), 4000);
	assert_int_equal(number(w, &facts, "events(\"warning notice\", 29)"), 1000);
	assert_int_equal(number(w, &facts, "events(\"monitoring visit\", 365)"), 0);
	assert_int_equal(truth(w, &facts, "event.outcome = \"Open\""), TRUTH_TRUE);
	assert_string_equal(facts.evidence[0].what, "complaint");
	assert_string_equal(facts.evidence[0].period, "2019-03-01");
	assert_string_equal(facts.evidence[0].value, "open");
	assert_string_equal(beside_of(&facts.evidence[0], "reference"), "C/4");
	/* What came later than the day does not count. */
	open_school(w, &facts, OAK, 0);
	facts.day = day_of("2019-02-01");
	assert_int_equal(number(w, &facts, "events(\"complaint\", 365)"), 3000);
	assert_int_equal(truth(w, &facts, "event.outcome = \"open\""), TRUTH_UNKNOWN);
}

static void a_school_is_known_by_what_tables_and_registers_say(void **state)
{
	struct watching *w = *state;
	struct school school = school_of(OAK, "Oak");
	struct facts facts;

	school.setting = "";
	tell_school(w, &school);
	open_school(w, &facts, OAK, 2019);
	assert_int_equal(number(w, &facts, "school.mainstream"), NONE);
	assert_int_equal(truth(w, &facts, "school.phase = \"primary\""), TRUTH_UNKNOWN);
	school.setting = "special";
	school.phase = "Primary";
	school.status = "Open";
	school.type = "Academy converter";
	tell_school(w, &school);
	open_school(w, &facts, OAK, 2019);
	assert_int_equal(number(w, &facts, "school.mainstream"), 0);
	assert_int_equal(truth(w, &facts, "school.phase = \"primary\""), TRUTH_TRUE);
	assert_int_equal(truth(w, &facts, "school.status != \"open\""), TRUTH_FALSE);
	assert_int_equal(truth(w, &facts, "school.type = \"academy converter\""), TRUTH_TRUE);
	assert_int_equal(facts.n_evidence, 0);
}

/* -- schools that are no more -------------------------------------------------------------------------------------- */

static const char *why_gone(struct watching *w, uint32_t urn)
{
	const char *why = "";

	return state_school_gone(&w->txn, w->said, urn, w->evaluation.at, &why) ? why : "it is there";
}

static void a_school_is_gone_by_register_event_or_successor(void **state)
{
	struct watching *w = *state;
	struct school school = school_of(OAK, "Oak");

	assert_string_equal(why_gone(w, OAK), "it is there");
	tell_school(w, &school);
	assert_string_equal(why_gone(w, OAK), "it is there");
	school.status = "Closed";
	tell_school(w, &school);
	assert_string_equal(why_gone(w, OAK), "the school closed");
	school.closed = 20180831;
	tell_school(w, &school);
	assert_string_equal(why_gone(w, OAK), "the school closed on 31 August 2018");
	/* Proposed to close, it is open until its register says otherwise, whatever day was named. */
	school = school_of(ELM, "Elm");
	school.status = "Open, but proposed to close";
	school.closed = 20200831;
	tell_school(w, &school);
	assert_string_equal(why_gone(w, ELM), "it is there");
	now(w, "2020-08-31T00:00:00Z");
	assert_string_equal(why_gone(w, ELM), "it is there");
	school.status = "Closed";
	tell_school(w, &school);
	assert_string_equal(why_gone(w, ELM), "the school closed on 31 August 2020");
}

static void an_event_or_a_tie_tells_of_a_closed_school(void **state)
{
	struct watching *w = *state;
	struct school school = school_of(ASH, "Ash");

	tell_happened(w, area_make(AREA_SCHOOL, OAK), "closure", "2019-10-16", "", "");
	assert_string_equal(why_gone(w, OAK), "it is there"); /* tomorrow */
	now(w, "2019-10-16T00:00:00Z");
	assert_string_equal(why_gone(w, OAK), "the school closed on 16 October 2019");
	tell_happened(w, area_make(AREA_SCHOOL, ELM), "academy conversion", "2019-09-01", "", "");
	assert_string_equal(why_gone(w, ELM), "the school became an academy on 1 September 2019");
	/* The academy itself, which opened that day. */
	school.status = "Open";
	school.opened = 20190901;
	tell_school(w, &school);
	tell_happened(w, area_make(AREA_SCHOOL, ASH), "academy conversion", "2019-09-01", "", "");
	assert_string_equal(why_gone(w, ASH), "it is there");
	/* A tie counts for whom the register does not call open; one of another kind for nobody. */
	tell_link(w, ASH, 100008, "Successor", 20190101);
	assert_string_equal(why_gone(w, ASH), "it is there");
	tell_link(w, 100004, 100005, "Successor - merged", 20190901);
	assert_string_equal(why_gone(w, 100004), "another school took its place on 1 September 2019");
	tell_link(w, 100006, 100007, "Predecessor", 0);
	assert_string_equal(why_gone(w, 100006), "it is there");
	assert_string_equal(why_gone(w, 100007), "another school took its place");
	tell_link(w, 100009, 100005, "Expansion", 20190901);
	assert_string_equal(why_gone(w, 100009), "it is there");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCHING(the_latest_inspection_is_known_by_its_frame),
		WATCHING(what_is_not_the_schools_own_or_not_graded_is_not_seen),
		WATCHING(an_event_is_so_old_as_of_the_day_on_which_it_is_judged),
		WATCHING(events_are_counted_up_to_the_day_that_is_judged),
		WATCHING(a_school_is_known_by_what_tables_and_registers_say),
		WATCHING(a_school_is_gone_by_register_event_or_successor),
		WATCHING(an_event_or_a_tie_tells_of_a_closed_school),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
