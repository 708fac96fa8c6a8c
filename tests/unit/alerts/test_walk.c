/* SPDX-License-Identifier: MIT
 *
 * Rules against history: what they would have raised, and what a judgement rests on, with nothing written.
 */
#include "tests/unit/alerts/watching.h"

struct counted {
	size_t n, held;
};

static int count(void *context, const struct judged *judged)
{
	struct counted *counted = context;

	counted->n++;
	counted->held += judged->truth == TRUTH_TRUE;
	return 0;
}

static struct counted walked(struct watching *w, size_t rule, unsigned year, uint32_t urn)
{
	struct walk_filter filter = {.period = {year == 0 ? 0 : year_of(year).v}, .urn = urn};
	struct counted counted = {0, 0};
	uint64_t last = sequence_last(&w->txn, SEQUENCE_LOG);

	assert_int_equal(walk(&w->evaluation, &w->rules.rule[rule], &filter, count, &counted), 0);
	assert_int_equal(sequence_last(&w->txn, SEQUENCE_LOG), last);
	return counted;
}

static void a_walk_finds_what_a_rule_would_have_raised_in_a_year(void **state)
{
	struct watching *w = *state;
	struct counted counted;

	watch_by(w, "rules:\n" RULE("low", "figures", P8, P8 " < -0.5", ", latest: true")
			    RULE("grade", "inspection", OVERALL, "inspection.overall = 4", "")
				    RULE("bottom", "county", "any", "quartile(it) = 4", ""));
	tell_schools(w);
	tell_figure(w, P8, 2018, OAK, -60);
	tell_figure(w, P8, 2019, ELM, -10);
	tell_figure(w, P8, 2019, OTHER, -90);
	tell_grade(w, OAK, "2016-11-02", 4);
	tell_grade(w, OAK, "2018-11-02", 2);
	tell_grade(w, OTHER, "2018-11-02", 4);
	tell_place(w, "y1.phonics", 2018, 70, 4);
	tell_place(w, "y1.phonics", 2019, 70, 3);
	tell_place(w, "ks2.rwm.expected", 2019, 70, 4);
	counted = walked(w, 0, 0, 0); /* the latest year: Elm */
	assert_true(counted.n == 1 && counted.held == 0);
	counted = walked(w, 0, 2018, 0);
	assert_true(counted.n == 1 && counted.held == 1);
	counted = walked(w, 0, 2018, ELM);
	assert_int_equal(counted.n, 0);
	counted = walked(w, 1, 0, 0); /* Oak's latest */
	assert_true(counted.n == 1 && counted.held == 0);
	counted = walked(w, 1, 2017, 0);
	assert_true(counted.n == 1 && counted.held == 1);
	counted = walked(w, 1, 2018, 0); /* nobody was inspected */
	assert_int_equal(counted.n, 0);
	counted = walked(w, 2, 0, 0);
	assert_true(counted.n == 2 && counted.held == 1);
	assert_int_equal(state_next_alert_id(&w->txn), 1);
}

static void what_a_judgement_rests_on_can_be_opened(void **state)
{
	struct watching *w = *state;
	struct facts facts;

	watch_by(w, "rules:\n" RULE("low", "figures", P8, P8 " < -0.5", "")
			    RULE("grade", "inspection", OVERALL, "inspection.overall = 4", ""));
	tell_schools(w);
	tell_figure(w, P8, 2018, OAK, -60);
	tell_figure(w, P8, 2019, OAK, -10);
	tell_grade(w, OAK, "2016-11-02", 4);
	assert_int_equal(walk_open(&w->evaluation, &w->rules.rule[0], OAK, NULL, year_of(2018), &facts), 0);
	assert_int_equal(facts_evaluate(&facts, w->rules.rule[0].when), TRUTH_TRUE);
	assert_int_equal(
		walk_open(&w->evaluation, &w->rules.rule[0], OAK, NULL, (struct period){0}, &facts), 0);
	assert_int_equal(facts_evaluate(&facts, w->rules.rule[0].when), TRUTH_FALSE);
	assert_int_equal(
		walk_open(&w->evaluation, &w->rules.rule[1], OAK, NULL, (struct period){0}, &facts), 0);
	assert_int_equal(facts_evaluate(&facts, w->rules.rule[1].when), TRUTH_TRUE);
	assert_string_equal(facts_summary(&facts, &w->rules.rule[1]),
		"Ofsted overall effectiveness 4 (inadequate), inspected 2016-11-02");
	assert_int_equal(walk_open(&w->evaluation, &w->rules.rule[1], ELM, NULL, (struct period){0}, &facts),
		ERR_NOTFOUND);
	assert_int_equal(
		walk_open(&w->evaluation, &w->rules.rule[0], 999999, NULL, (struct period){0}, &facts),
		ERR_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCHING(a_walk_finds_what_a_rule_would_have_raised_in_a_year),
		WATCHING(what_a_judgement_rests_on_can_be_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
