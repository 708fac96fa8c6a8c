/* SPDX-License-Identifier: MIT
 *
 * Alerts that no rule in force judges any more: taken out of the rules, or of a school or authority that is another's.
 */
#include "tests/unit/alerts/watching.h"

#define INADEQUATE "inspection.overall = 4"

static const char rule_a[] = "rules:\n" RULE("test.a", "inspection", OVERALL, INADEQUATE, "");
static const char rules_a_b[] = "rules:\n" RULE("test.a", "inspection", OVERALL, INADEQUATE, "")
	RULE("test.b", "inspection", OVERALL, INADEQUATE, "");

static void take_settings(struct watching *w)
{
	w->changes.n = 0;
	assert_int_equal(evaluate_settings(&w->evaluation), 0);
}

static void begin(struct watching *w)
{
	now(w, "2019-01-01T09:00:00Z");
	tell_schools(w);
	tell_grade(w, OAK, "2018-05-02", 4);
	tell_grade(w, ELM, "2018-05-02", 4);
	watch_by(w, rules_a_b);
	done(w);
	assert_string_equal(state_of(w, "test.b", OAK, OVERALL, "2018-05-02"), "open");
}

static void alerts_of_a_rule_that_was_taken_out_end_and_come_back_with_it(void **state)
{
	struct watching *w = *state;

	begin(w);
	watch_by(w, rule_a);
	take_settings(w);
	assert_string_equal(state_of(w, "test.a", OAK, OVERALL, "2018-05-02"), "open");
	assert_string_equal(state_of(w, "test.b", OAK, OVERALL, "2018-05-02"), "resolved");
	assert_string_equal(last_line(w, alert_of(w, "test.b", OAK, OVERALL, "2018-05-02")->id),
		"resolved: its rule is no longer in force");
	watch_by(w, rules_a_b);
	take_settings(w);
	assert_string_equal(state_of(w, "test.b", OAK, OVERALL, "2018-05-02"), "open");
}

static void alerts_of_a_school_that_became_another_authoritys_end(void **state)
{
	struct watching *w = *state;
	struct school school = school_of(OAK, "Oak");

	begin(w);
	school.authority = 856;
	tell_school(w, &school);
	done(w);
	assert_string_equal(state_of(w, "test.a", OAK, OVERALL, "2018-05-02"), "resolved");
	assert_string_equal(last_line(w, alert_of(w, "test.a", OAK, OVERALL, "2018-05-02")->id),
		"resolved: the school is not of the authority of the caseloads any more");
	assert_string_equal(state_of(w, "test.a", ELM, OVERALL, "2018-05-02"), "open");
}

static void alerts_of_another_authority_than_that_of_the_caseloads_end(void **state)
{
	struct watching *w = *state;

	begin(w);
	w->caseloads.authority = 856;
	take_settings(w);
	assert_string_equal(state_of(w, "test.a", ELM, OVERALL, "2018-05-02"), "resolved");
	assert_string_equal(last_line(w, alert_of(w, "test.a", ELM, OVERALL, "2018-05-02")->id),
		"resolved: the caseloads are of another authority now");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCHING(alerts_of_a_rule_that_was_taken_out_end_and_come_back_with_it),
		WATCHING(alerts_of_a_school_that_became_another_authoritys_end),
		WATCHING(alerts_of_another_authority_than_that_of_the_caseloads_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
