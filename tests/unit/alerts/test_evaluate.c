/* SPDX-License-Identifier: MIT
 *
 * What follows from what a submission touched: which alerts are opened, amended and resolved, and with which reason.
 */
#include "services/alerts/judging/look.h"
#include "tests/unit/alerts/watching.h"

/* -- figures ------------------------------------------------------------------------------------------------------- */

static const char low_rule[] =
	"rules:\n" RULE("low", "figures", P8, P8 " < -0.5 and school.mainstream = 1", "");

static void a_revision_amends_and_a_better_figure_resolves_and_says_what_changed(void **state)
{
	struct watching *w = *state;
	const struct alert *alert;

	watch_by(w, low_rule);
	tell_schools(w);
	tell_file(w, "provisional.csv", "provisional", 0);
	tell_figure(w, P8, 2019, OAK, -62);
	done(w);
	alert = alert_of(w, "low", OAK, P8, "2018/19");
	assert_non_null(alert);
	assert_string_equal(alert->summary, P8 " -0.62 in 2018/19, 100 pupils");
	assert_string_equal(alert->address, "a@council.example");
	assert_string_equal(alert->evidence[0].status, "provisional");
	tell_file(w, "revised.csv", "revised", 0);
	tell_figure(w, P8, 2019, OAK, -58);
	done(w);
	alert = alert_of(w, "low", OAK, P8, "2018/19");
	assert_int_equal(alert->id, 1);
	assert_int_equal(alert->state, ALERT_OPEN);
	assert_string_equal(alert->evidence[0].status, "revised");
	assert_non_null(strstr(last_line(w, 1), "amended: " P8 " -0.58"));
	assert_non_null(strstr(last_line(w, 1), "-0.62"));
	tell_figure(w, P8, 2019, OAK, -48);
	done(w);
	assert_string_equal(
		last_line(w, 1), "resolved: " P8 " -0.48 in 2018/19, 100 pupils (" P8 " -0.58 → -0.48)");
	assert_int_equal(state_next_alert_id(&w->txn), 2);
}

/* It is not over, but nobody may go on reading a figure that is no longer told. */
static void what_is_no_longer_known_ends_no_alert_and_is_said(void **state)
{
	struct watching *w = *state;
	uint32_t area = area_make(AREA_SCHOOL, OAK).v, flag = FLAG_SUPPRESSED;
	int64_t none = NONE;
	const struct alert *alert;
	struct indicator_column hidden = {.figures = {.measure = P8,
						  .group = "all",
						  .period = year_of(2019),
						  .parent = area_make(AREA_AUTHORITY, 855),
						  .n = 1,
						  .area = &area,
						  .value = &none,
						  .flag = &flag},
		.national = 0,
		.authority = NONE};

	watch_by(w, low_rule);
	tell_schools(w);
	tell_figure(w, P8, 2019, OAK, -62);
	done(w);
	tell_column(w, &hidden);
	done(w);
	alert = alert_of(w, "low", OAK, P8, "2018/19");
	assert_int_equal(alert->state, ALERT_OPEN);
	assert_string_equal(alert->title, "Was so, and can no longer be told: T");
	assert_string_equal(
		alert->summary, P8 " suppressed in 2018/19; whether the condition holds is no longer known");
	assert_string_equal(alert->evidence[0].value, "suppressed");
	assert_non_null(strstr(last_line(w, 1), "before: " P8 " -0.62"));
	tell_figure(w, P8, 2019, OAK, -55);
	done(w);
	assert_string_equal(alert_of(w, "low", OAK, P8, "2018/19")->title, "T");
}

/* A layout of 2018 does not say whose an inspection was: the register's day does, in whichever order they come. */
static void an_inspection_before_the_school_opened_is_not_its_own(void **state)
{
	struct watching *w = *state;
	struct school school = school_of(OAK, "Oak");

	watch_by(w, "rules:\n" RULE("four", "inspection", "ofsted.overall", "inspection.overall = 4", ""));
	tell_schools(w);
	tell_grade(w, OAK, "2017-03-15", 4);
	done(w);
	assert_string_equal(state_of(w, "four", OAK, "ofsted.overall", "2017-03-15"), "open");
	school.opened = 20180201;
	tell_school(w, &school);
	done(w);
	assert_string_equal(state_of(w, "four", OAK, "ofsted.overall", "2017-03-15"), "resolved");
	assert_string_equal(
		last_line(w, 1), "resolved: the inspection was of another school: this one opened later");
	tell_grade(w, OAK, "2018-02-01", 4);
	done(w);
	assert_string_equal(state_of(w, "four", OAK, "ofsted.overall", "2018-02-01"), "open");
}

static void a_school_that_becomes_known_after_its_figures_is_judged(void **state)
{
	struct watching *w = *state;
	struct school school = school_of(OAK, "Oak");

	watch_by(w, "rules:\n" RULE("low", "figures", P8, P8 " < -0.5 and school.mainstream = 1", "")
			    RULE("any", "figures", P8, P8 " < -0.5", ""));
	tell_figure(w, P8, 2018, OAK, -70);
	tell_figure(w, P8, 2019, OAK, -62);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2018/19"), "none");
	tell_school(w, &school);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2018/19"), "open");
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "open");
	assert_string_equal(state_of(w, "any", OAK, P8, "2017/18"), "open");
	/* And what it is decides on: a special school comes under no such rule. */
	school.setting = "special";
	tell_school(w, &school);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2018/19"), "resolved");
	assert_string_equal(state_of(w, "any", OAK, P8, "2018/19"), "open");
}

static void a_rule_about_the_latest_period_lets_go_of_earlier_ones(void **state)
{
	struct watching *w = *state;

	watch_by(w, "rules:\n" RULE("low", "figures", P8, P8 " < -0.5", ", latest: true"));
	tell_schools(w);
	tell_figure(w, P8, 2017, OAK, -70);
	tell_figure(w, P8, 2018, OAK, -62);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2016/17"), "none");
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "open");
	tell_figure(w, P8, 2019, OAK, -10);
	done(w);
	assert_string_equal(last_line(w, 1), "resolved: figures of 2018/19 have come since");
	/* An earlier year told again is not looked at. */
	tell_figure(w, P8, 2018, OAK, -90);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "resolved");
	tell_figure(w, P8, 2019, OAK, -55);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2018/19"), "open");
}

static void figures_of_earlier_years_count_in_later_ones(void **state)
{
	struct watching *w = *state;

	watch_by(w, "rules:\n" RULE("thrice", "figures", P8, "years(3, " P8 " < -0.25)", "")
			    RULE("fell", "figures", "y1.phonics", "change(y1.phonics, 2) < -5", ""));
	tell_schools(w);
	tell_figure(w, P8, 2019, OAK, -30);
	tell_figure(w, P8, 2018, OAK, -30);
	tell_figure(w, "y1.phonics", 2019, OAK, 7000);
	done(w);
	assert_int_equal(state_next_alert_id(&w->txn), 1);
	tell_figure(w, P8, 2017, OAK, -30);
	tell_figure(w, "y1.phonics", 2017, OAK, 7600);
	done(w);
	assert_string_equal(state_of(w, "thrice", OAK, P8, "2018/19"), "open");
	assert_string_equal(state_of(w, "fell", OAK, "y1.phonics", "2018/19"), "open");
}

static void an_alert_with_a_recovery_ends_only_when_that_is_reached(void **state)
{
	struct watching *w = *state;

	watch_by(w, "rules:\n" RULE("low", "figures", P8, P8 " < -0.5", ", recovers: '" P8 " > -0.3'"));
	tell_schools(w);
	tell_figure(w, P8, 2019, ELM, -40); /* between the two: nothing begins there */
	tell_figure(w, P8, 2018, OAK, -62);
	done(w);
	assert_int_equal(state_next_alert_id(&w->txn), 2);
	tell_figure(w, P8, 2018, OAK, -40);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "open");
	assert_non_null(strstr(last_line(w, 1), "amended: " P8 " -0.40 in 2017/18, 100 pupils; no longer so, "
						"and the alert ends where " P8 " > -0.3; before: "));
	assert_string_equal(alert_of(w, "low", OAK, P8, "2017/18")->title, "Was so, and is not over yet: T");
	tell_figure(w, P8, 2018, OAK, -30);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "open");
	tell_figure(w, P8, 2018, OAK, -29);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "resolved");
	tell_figure(w, P8, 2018, OAK, -40);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "resolved");
}

static void nothing_new_is_raised_about_a_school_that_has_closed(void **state)
{
	struct watching *w = *state;

	watch_by(w, low_rule);
	tell_schools(w);
	tell_figure(w, P8, 2018, OAK, -62);
	done(w);
	tell_happened(w, area_make(AREA_SCHOOL, OAK), "closure", "2019-08-31", "", "");
	tell_figure(w, P8, 2019, OAK, -62);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2018/19"), "none");
	/* What is open goes on and is amended. */
	tell_figure(w, P8, 2018, OAK, -65);
	done(w);
	assert_non_null(strstr(alert_of(w, "low", OAK, P8, "2017/18")->summary, "-0.65"));
	tell_figure(w, P8, 2018, OAK, -10);
	done(w);
	tell_figure(w, P8, 2018, OAK, -65);
	done(w);
	assert_string_equal(state_of(w, "low", OAK, P8, "2017/18"), "resolved");
}

/* -- inspections --------------------------------------------------------------------------------------------------- */

static void a_later_inspection_in_whatever_frame_ends_an_alert(void **state)
{
	static struct judgement grades[] = {{"leadership-and-management", "4", 4, 0, "Leadership"}};
	struct watching *w = *state;
	struct inspection sub = {.urn = OAK,
		.inspected = day_of("2025-05-20"),
		.frame = FRAME_SUB_JUDGEMENTS,
		.safeguarding = "not effective",
		.n_judgements = 1,
		.judgement = grades};

	watch_by(w, "rules:\n" RULE("grade", "inspection", OVERALL, "inspection.overall = 4",
			    ", until: 2024-09-01") RULE("leaders", "inspection", OVERALL,
			    "judgement(\"leadership\") = 4", "") RULE("safe", "inspection", OVERALL,
			    "inspection.safeguarding = \"not effective\"", ""));
	tell_schools(w);
	tell_grade(w, OAK, "2018-05-02", 4);
	tell_grade(w, ELM, "2018-05-02", 4);
	done(w);
	tell_grade(w, ELM, "2019-05-02", 3);
	tell_inspection(w, &sub);
	done(w);
	assert_string_equal(last_line(w, alert_of(w, "grade", OAK, OVERALL, "2018-05-02")->id),
		"resolved: inspected again since, under another framework, which is not compared");
	assert_string_equal(last_line(w, alert_of(w, "grade", ELM, OVERALL, "2018-05-02")->id),
		"resolved: the school has been inspected again since");
	assert_string_equal(alert_of(w, "leaders", OAK, OVERALL, "2025-05-20")->summary,
		"Ofsted judgements without an overall grade, inspected 2025-05-20; leadership-and-management "
		"4");
	assert_string_equal(state_of(w, "safe", OAK, OVERALL, "2025-05-20"), "open");
	assert_string_equal(state_of(w, "grade", OAK, OVERALL, "2025-05-20"), "none");
}

static void an_earlier_inspection_told_later_ends_nothing(void **state)
{
	struct watching *w = *state;

	watch_by(w, "rules:\n" RULE("grade", "inspection", OVERALL, "inspection.overall = 4", "")
			    RULE("twice", "inspection", OVERALL,
				    "inspection.overall >= 3 and previous(inspection.overall) = 3", ""));
	tell_schools(w);
	tell_grade(w, OAK, "2018-05-02", 4);
	done(w);
	assert_string_equal(state_of(w, "twice", OAK, OVERALL, "2018-05-02"), "none");
	tell_grade(w, OAK, "2015-05-02", 3);
	done(w);
	assert_string_equal(state_of(w, "grade", OAK, OVERALL, "2018-05-02"), "open");
	assert_string_equal(alert_of(w, "twice", OAK, OVERALL, "2018-05-02")->summary,
		"Ofsted overall effectiveness 4 (inadequate), inspected 2018-05-02; inspection.overall on "
		"2015-05-02: 3");
}

/* Good, with a trend that falls: figures and inspection come in either order. */
static void a_rule_of_figures_sees_the_latest_inspection(void **state)
{
	struct watching *w = *state;

	watch_by(w, "rules:\n" RULE("falling", "figures", P8, P8 " < -0.2 and inspection.overall = 2",
			    ", latest: true"));
	tell_schools(w);
	tell_figure(w, P8, 2019, OAK, -30);
	done(w);
	assert_string_equal(state_of(w, "falling", OAK, P8, "2018/19"), "none");
	tell_grade(w, OAK, "2017-05-02", 2);
	done(w);
	assert_string_equal(alert_of(w, "falling", OAK, P8, "2018/19")->summary,
		P8 " -0.30 in 2018/19, 100 pupils; inspection.overall on 2017-05-02: 2");
	tell_grade(w, OAK, "2019-09-20", 3);
	done(w);
	assert_string_equal(last_line(w, 1),
		"resolved: " P8 " -0.30 in 2018/19, 100 pupils; inspection.overall on 2019-09-20: 3");
}

/* -- events -------------------------------------------------------------------------------------------------------- */

static void an_event_is_judged_until_a_later_one_follows(void **state)
{
	struct area oak = area_make(AREA_SCHOOL, OAK);
	struct watching *w = *state;

	watch_by(w,
		"rules:\n" RULE("complaints", "event", "events.complaint", "events(\"complaint\", 365) >= 2",
			", event: complaint") RULE("notice", "event", "events.financial_notice",
			"event.outcome != \"met\"", ", event: financial notice"));
	tell_happened(w, oak, "complaint", "2019-01-10", "", "C/1");
	tell_happened(w, oak, "complaint", "2019-02-10", "", "C/2");
	tell_happened(w, area_make(AREA_AUTHORITY, 855), "financial notice", "2019-03-01", "asked", "F/1");
	tell_happened(w, area_make(AREA_AUTHORITY, 856), "financial notice", "2019-03-01", "asked", "F/2");
	done(w);
	assert_string_equal(state_of(w, "complaints", OAK, "events.complaint", "2019-02-10"), "none");
	tell_schools(w); /* only now is it known whose school it is */
	done(w);
	assert_string_equal(alert_of(w, "complaints", OAK, "events.complaint", "2019-02-10")->summary,
		"complaint on 2019-02-10: no outcome given; complaint on 2019-01-10: no outcome given; "
		"events of "
		"complaint in 365 days 2");
	assert_string_equal(alert_of(w, "notice", 0, "events.financial_notice", "2019-03-01")->address,
		"director@council.example");
	tell_happened(w, oak, "complaint", "2019-04-10", "", "C/3");
	tell_happened(w, area_make(AREA_AUTHORITY, 855), "financial notice", "2019-03-01", "met", "F/1");
	done(w);
	assert_string_equal(
		last_line(w, alert_of(w, "complaints", OAK, "events.complaint", "2019-02-10")->id),
		"resolved: followed by a later complaint, on 2019-04-10");
	assert_string_equal(state_of(w, "complaints", OAK, "events.complaint", "2019-04-10"), "open");
	assert_string_equal(state_of(w, "notice", 0, "events.financial_notice", "2019-03-01"), "resolved");
}

static void long_words_are_cut_between_characters(void **state)
{
	struct area oak = area_make(AREA_SCHOOL, OAK);
	struct watching *w = *state;
	char words[301], reference[16];
	const char *summary;

	/* "é" is two bytes: 299 + NUL is an odd end. */
	for (size_t i = 0; i < 298; i += 2)
		memcpy(words + i, "é", 2);
	words[298] = 'x';
	words[299] = '\0';
	watch_by(w, "rules:\n" RULE("complaints", "event", "events.complaint",
			    "events(\"complaint\", 400) >= 1", ", event: complaint"));
	tell_schools(w);
	for (unsigned i = 0; i < 20; i++) {
		(void)snprintf(reference, sizeof(reference), "C/%u", i);
		tell_happened(w, oak, "complaint", i < 10 ? "2019-03-01" : "2019-04-01", words, reference);
	}
	done(w);
	summary = alert_of(w, "complaints", OAK, "events.complaint", "2019-04-01")->summary;
	assert_true(strlen(summary) <= 1520);
	tell_happened(w, oak, "complaint", "2019-04-01", words, "C/20");
	done(w);
	assert_non_null(strstr(last_line(w, 1), "before: complaint on 2019-04-01"));
}

/* -- the authority itself ------------------------------------------------------------------------------------------ */

static void any_measure_of_the_authority_is_judged_in_its_latest_period(void **state)
{
	struct watching *w = *state;

	watch_by(w, "rules:\n" RULE("bottom", "county", "any",
			    "quartile(it) = 4 and quartile(previous(it)) < 4", ""));
	tell_schools(w);
	tell_place(w, "ks2.rwm.expected", 2017, 60, 3);
	tell_place(w, "ks2.rwm.expected", 2018, 55, 4);
	tell_place(w, "y1.phonics", 2018, 80, 2);
	tell_place(w, "y1.phonics", 2019, 70, 4);
	done(w);
	assert_string_equal(state_of(w, "bottom", 0, "ks2.rwm.expected", "2017/18"), "open");
	assert_string_equal(state_of(w, "bottom", 0, "y1.phonics", "2018/19"), "open");
	assert_string_equal(alert_of(w, "bottom", 0, "y1.phonics", "2018/19")->name, "Leicestershire");
	tell_place(w, "ks2.rwm.expected", 2019, 58, 4);
	done(w);
	assert_string_equal(last_line(w, alert_of(w, "bottom", 0, "ks2.rwm.expected", "2017/18")->id),
		"resolved: figures of 2018/19 have come since");
	assert_string_equal(state_of(w, "bottom", 0, "ks2.rwm.expected", "2018/19"), "none");
	assert_string_equal(state_of(w, "bottom", 0, "y1.phonics", "2018/19"), "open");
}

/* -- awaited data -------------------------------------------------------------------------------------------------- */

static void data_are_due_in_the_year_or_the_one_after(void **state)
{
	(void)state;
	assert_int_equal(look_due(1031, 2019), day_of("2019-10-31"));
	assert_int_equal(look_due(901, 2019), day_of("2019-09-01"));
	assert_int_equal(look_due(215, 2019), day_of("2020-02-15"));
	assert_int_equal(look_due(831, 2019), day_of("2020-08-31"));
	assert_int_equal(look_due(229, 2019), day_of("2020-02-29"));
	assert_int_equal(look_due(229, 2020), day_of("2021-02-28"));
}

static void await(struct watching *w, const char *moment)
{
	now(w, moment);
	w->changes.n = 0;
	assert_int_equal(evaluate_data(&w->evaluation), 0);
}

static void late_data_are_told_once_and_only_where_some_were_there_before(void **state)
{
	struct watching *w = *state;
	uint64_t last;

	watch_by(w, "rules:\n" RULE("late", "data", P8, "data.late > 14", ", due: 10-31"));
	tell_schools(w);
	await(w, "2019-12-01T00:00:00Z");
	assert_string_equal(state_of(w, "late", 0, P8, "2018/19"), "none");
	tell_figure(w, P8, 2018, OAK, 0);
	now(w, "2019-11-14T00:00:00Z"); /* 14 days */
	done(w);
	assert_string_equal(state_of(w, "late", 0, P8, "2018/19"), "none");
	await(w, "2019-11-15T00:00:00Z");
	assert_string_equal(alert_of(w, "late", 0, P8, "2018/19")->summary,
		"figures of " P8 " for 2018/19 were expected by 2019-10-31");
	assert_string_equal(alert_of(w, "late", 0, P8, "2018/19")->address, "data@council.example");
	last = sequence_last(&w->txn, SEQUENCE_LOG);
	await(w, "2019-11-16T00:00:00Z");
	assert_int_equal(sequence_last(&w->txn, SEQUENCE_LOG), last);
	tell_figure(w, P8, 2019, OAK, 0);
	done(w);
	assert_string_equal(last_line(w, 1), "resolved: the figures have come");
	/* The next year that never comes ends with the one after. */
	await(w, "2020-11-20T00:00:00Z");
	assert_string_equal(state_of(w, "late", 0, P8, "2019/20"), "open");
	tell_figure(w, P8, 2021, OAK, 0);
	done(w);
	assert_string_equal(last_line(w, 2), "resolved: figures of a later year, 2020/21, are held");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCHING(a_revision_amends_and_a_better_figure_resolves_and_says_what_changed),
		WATCHING(what_is_no_longer_known_ends_no_alert_and_is_said),
		WATCHING(an_inspection_before_the_school_opened_is_not_its_own),
		WATCHING(a_school_that_becomes_known_after_its_figures_is_judged),
		WATCHING(a_rule_about_the_latest_period_lets_go_of_earlier_ones),
		WATCHING(figures_of_earlier_years_count_in_later_ones),
		WATCHING(an_alert_with_a_recovery_ends_only_when_that_is_reached),
		WATCHING(nothing_new_is_raised_about_a_school_that_has_closed),
		WATCHING(a_later_inspection_in_whatever_frame_ends_an_alert),
		WATCHING(an_earlier_inspection_told_later_ends_nothing),
		WATCHING(a_rule_of_figures_sees_the_latest_inspection),
		WATCHING(an_event_is_judged_until_a_later_one_follows),
		WATCHING(long_words_are_cut_between_characters),
		WATCHING(any_measure_of_the_authority_is_judged_in_its_latest_period),
		WATCHING(data_are_due_in_the_year_or_the_one_after),
		WATCHING(late_data_are_told_once_and_only_where_some_were_there_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
