/* SPDX-License-Identifier: MIT
 *
 * The indicators A to G: which evidence bears on a decision to inspect, in which words it is said, and the page. The
 * figures are those that Leicestershire printed in November 2013; every case changes one thing in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "services/reports/papers/a_g.h"
#include "services/reports/papers/when.h"
#include "tests/unit/reports/page.h"

#define FIGURES_MAX 12

struct given {
	struct a_g_paper paper;
	struct a_g_figure figure[A_G_LETTERS][FIGURES_MAX];
	struct paper_source source;
};

static struct figure whole(int64_t m)
{
	return (struct figure){m, 0, 0, FLAG_PRESENT};
}

static struct figure no_figure(void)
{
	return (struct figure){DECIMAL_NONE, 0, 0, FLAG_MISSING};
}

static struct a_g_figure *add(struct given *g, enum a_g_letter letter, const char *phase, struct figure local,
	struct figure national)
{
	struct a_g_indicator *to = &g->paper.indicator[letter];
	struct a_g_figure *figure = &to->figure[to->n++];
	int64_t a = local.m, b = national.m;

	*figure = (struct a_g_figure){.phase = phase,
		.measure = "x.y",
		.title = "A \"measure\" & more",
		.unit = "percent",
		.period = period_make(PERIOD_ACADEMIC, 2013, 0),
		.local = local,
		.national = national,
		.diff = a == DECIMAL_NONE || b == DECIMAL_NONE ? DECIMAL_NONE : (a - b) * 1000000,
		.trend = DECIMAL_NONE,
		.trend_low = DECIMAL_NONE,
		.trend_high = DECIMAL_NONE,
		.submission = 3};
	return figure;
}

/* A 81 and 77, B 3 and 3, C 16 and 22; D 1 of 3 below; E 2 of 2 below; F 8; G none. */
static void give(struct given *g)
{
	static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G"};
	struct period july = period_make(PERIOD_MONTH, 2013, 7);

	memset(g, 0, sizeof(*g));
	g->paper.authority = 855;
	g->paper.authority_name = "Leicestershire & <Rutland>";
	g->paper.period = period_make(PERIOD_ACADEMIC, 2013, 0);
	g->paper.as_of = "11 November 2013, 09:30 UTC";
	g->source = (struct paper_source){3, "a&b.csv", "council.statements", "", "11 November 2013", "00ff"};
	g->paper.source = &g->source;
	g->paper.n_sources = 1;
	for (unsigned i = 0; i < A_G_LETTERS; i++)
		g->paper.indicator[i] =
			(struct a_g_indicator){letters[i], "What is asked", 3, 0, g->figure[i]};
	add(g, A_G_A, "ofsted", whole(81), whole(77))->period = july;
	add(g, A_G_B, "ofsted", whole(3), whole(3))->period = july;
	add(g, A_G_C, "ofsted", whole(16), whole(22))->period = july;
	add(g, A_G_D, "ks1", whole(91), whole(89));
	add(g, A_G_D, "ks2", whole(74), whole(76));
	add(g, A_G_D, "ks3", whole(93), whole(86));
	add(g, A_G_E, "ks2", whole(86), whole(88));
	add(g, A_G_E, "ks4", whole(68), whole(71));
	add(g, A_G_F, "ofsted", whole(8), no_figure());
	add(g, A_G_G, "ofsted", whole(0), no_figure());
}

static char *sentence(const struct given *g, enum a_g_letter letter)
{
	struct buffer out;

	buffer_init(&out, 4096);
	a_g_sentence(&g->paper, letter, &out);
	return text_of(&out);
}

static char *conclusion(const struct given *g)
{
	struct buffer out;

	buffer_init(&out, 4096);
	a_g_conclusion(&g->paper, &out);
	return text_of(&out);
}

static char *position(const struct given *g, enum a_g_letter letter)
{
	struct buffer out;

	buffer_init(&out, 4096);
	a_g_position(&g->paper, letter, &out);
	return text_of(&out);
}

static void assert_text(char *text, const char *expected)
{
	assert_string_equal(text, expected);
	test_free(text);
}

static void the_paper_of_2013_reads_as_its_authors_did(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	assert_int_equal(a_g_bearing(&g.paper, A_G_A), A_G_BEARS_NOT);
	assert_int_equal(a_g_bearing(&g.paper, A_G_B), A_G_BEARS_NOT);
	assert_int_equal(a_g_bearing(&g.paper, A_G_C), A_G_BEARS_NOT);
	assert_int_equal(a_g_bearing(&g.paper, A_G_D), A_G_BEARS_NOT);
	assert_int_equal(a_g_bearing(&g.paper, A_G_E), A_G_BEARS);
	assert_int_equal(a_g_bearing(&g.paper, A_G_F), A_G_OPEN);
	assert_int_equal(a_g_bearing(&g.paper, A_G_G), A_G_BEARS_NOT);
	assert_int_equal(a_g_outcome(&g.paper), A_G_UNLIKELY);
	assert_text(conclusion(&g), "On this evidence an inspection of the council's arrangements for school "
				    "improvement seems unlikely at present.");
	assert_text(sentence(&g, A_G_A),
		"On A, the share of children who attend a good or better school was higher "
		"than England's: 81 per cent and 77 per cent (July 2013). This does not bear on "
		"a decision to inspect.");
	assert_text(sentence(&g, A_G_B), "On B, the share of schools in an Ofsted category of concern was "
					 "equal to England's: 3 per cent and 3 "
					 "per cent (July 2013). This does not bear on a decision to inspect. "
					 "Whether such schools improve fast "
					 "enough is not in the figures.");
	assert_text(sentence(&g, A_G_D),
		"On D, attainment was below England in 1 of 3 headline measures (Key stage 2: "
		"1 of 1). This does not bear on a decision to inspect.");
	assert_text(sentence(&g, A_G_E), "On E, progress was below England in 2 of 2 headline measures (Key "
					 "stage 2: 1 of 1; Key stage 4: 1 of "
					 "1). This bears on a decision to inspect, though not by itself.");
	assert_text(sentence(&g, A_G_F),
		"On F, 8 qualifying complaints are recorded for 2012/13. Nothing says how many "
		"are a matter of concern: that is for people to judge.");
	assert_text(sentence(&g, A_G_G),
		"On G, it is recorded that the Secretary of State raised no concern. This does "
		"not bear on a decision to inspect.");
	assert_text(position(&g, A_G_A), "higher than England");
	assert_text(position(&g, A_G_B), "equal to England");
	assert_text(position(&g, A_G_C), "lower than England");
	assert_text(position(&g, A_G_D), "below England in 1 of 3 headline measures");
	assert_text(position(&g, A_G_G), "no concern is known");
}

static void set(struct a_g_figure *figure, int64_t local, int64_t national)
{
	figure->local = whole(local);
	figure->national = whole(national);
	figure->diff = (local - national) * 1000000;
}

static void each_of_a_b_c_and_g_alone_keeps_an_inspection_from_being_ruled_out(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	set(&g.figure[A_G_A][0], 76, 77);
	assert_text(conclusion(&g),
		"On this evidence an inspection of the council's arrangements for school improvement "
		"cannot be ruled out, because the share of children in a good or better school is "
		"lower than England's (A).");
	give(&g);
	set(&g.figure[A_G_B][0], 4, 3);
	assert_int_equal(a_g_outcome(&g.paper), A_G_NOT_RULED_OUT);
	give(&g);
	set(&g.figure[A_G_C][0], 23, 22);
	assert_int_equal(a_g_outcome(&g.paper), A_G_NOT_RULED_OUT);
	give(&g);
	g.figure[A_G_G][0].local = whole(1);
	set(&g.figure[A_G_C][0], 23, 22);
	assert_text(conclusion(&g), "On this evidence an inspection of the council's arrangements for school "
				    "improvement cannot be ruled "
				    "out, because the share of schools that have not been judged good is "
				    "higher than England's (C); and the "
				    "Secretary of State is recorded as having concerns (G).");
	assert_text(position(&g, A_G_G), "concerns are known");
}

static void attainment_and_progress_do_so_only_together(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	set(&g.figure[A_G_D][0], 88, 89); /* 2 of 3 below, and E 2 of 2 */
	assert_int_equal(a_g_bearing(&g.paper, A_G_D), A_G_BEARS);
	assert_text(conclusion(&g),
		"On this evidence an inspection of the council's arrangements for school improvement "
		"cannot be ruled out, because both attainment (D) and progress (E) are below England "
		"or falling in most headline measures.");
	set(&g.figure[A_G_E][0], 88, 88); /* 1 of 2 is not more than half */
	assert_int_equal(a_g_bearing(&g.paper, A_G_E), A_G_BEARS_NOT);
	assert_int_equal(a_g_outcome(&g.paper), A_G_UNLIKELY);
}

static void a_trend_that_falls_in_most_measures_counts_as_weak(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	g.figure[A_G_D][0].trend = -1;
	g.figure[A_G_D][1].trend = -500000;
	g.figure[A_G_D][2].trend = 0;
	assert_int_equal(a_g_bearing(&g.paper, A_G_D), A_G_BEARS); /* 2 of 3 */
	assert_text(position(&g, A_G_D),
		"below England in 1 of 3 headline measures, and falling over three periods in 2 "
		"of the 3 with such a trend");
	g.figure[A_G_D][1].trend = 500000;
	assert_int_equal(a_g_bearing(&g.paper, A_G_D), A_G_BEARS_NOT);
}

static void what_is_not_known_is_never_taken_for_good(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	g.paper.indicator[A_G_B].n = 0;
	assert_int_equal(a_g_bearing(&g.paper, A_G_B), A_G_OPEN);
	assert_text(conclusion(&g),
		"The evidence held is not enough to say whether an inspection of the council's "
		"arrangements for school improvement is likely: B is not known. Nothing that is known "
		"would bring one about by itself.");
	g.figure[A_G_C][0].national = no_figure();
	g.figure[A_G_C][0].diff = DECIMAL_NONE;
	assert_text(sentence(&g, A_G_C),
		"On C, the share of schools that have not been judged good was 16 per cent "
		"(July 2013), but no figure of England is held to set beside it.");
	assert_text(position(&g, A_G_C), "not known");
	for (unsigned i = 0; i < A_G_LETTERS; i++)
		g.paper.indicator[i].n = 0;
	assert_text(conclusion(&g),
		"The evidence held is not enough to say whether an inspection of the council's "
		"arrangements for school improvement is likely: A, B and C are not known. Nothing that "
		"is known would bring one about by itself.");
	assert_text(sentence(&g, A_G_D), "On D, attainment is not known: no headline measure of 2012/13 can "
					 "be compared with England.");
	assert_text(sentence(&g, A_G_F),
		"On F, no complaint is recorded for 2012/13, which is not to say that there was none.");
	assert_text(sentence(&g, A_G_G),
		"On G, no concern of the Secretary of State is recorded. This does not bear on a "
		"decision to inspect.");
	assert_string_equal(a_g_concerns(&g.paper), "none recorded");
	/* But what is adverse is said, whatever else is not known. */
	give(&g);
	g.paper.indicator[A_G_B].n = 0;
	set(&g.figure[A_G_A][0], 70, 77);
	assert_int_equal(a_g_outcome(&g.paper), A_G_NOT_RULED_OUT);
}

static void a_figure_of_long_ago_is_shown_and_not_read(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	g.figure[A_G_A][0].period = period_make(PERIOD_DATE, 2011, 9 * 32 + 1); /* 2011/12, the year before */
	assert_int_equal(a_g_bearing(&g.paper, A_G_A), A_G_BEARS_NOT);
	g.figure[A_G_A][0].period = period_make(PERIOD_DATE, 2011, 8 * 32 + 31);
	assert_int_equal(a_g_bearing(&g.paper, A_G_A), A_G_OPEN);
	assert_text(sentence(&g, A_G_A),
		"On A, the share of children who attend a good or better school is not known for "
		"the year: the latest figure held is of 31 August 2011, too long ago to be read.");
	assert_text(position(&g, A_G_A), "not known for the year");
	assert_int_equal(a_g_outcome(&g.paper), A_G_NOT_ENOUGH);
}

/* 0.04 points prints as 0.0 and 0.05 as 0.1. */
static void what_prints_as_no_difference_is_equal(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	g.figure[A_G_B][0].local.decimals = 1;
	g.figure[A_G_B][0].diff = 49999;
	assert_int_equal(a_g_stands(&g.figure[A_G_B][0]), A_G_EQUAL);
	g.figure[A_G_B][0].diff = 50000;
	assert_int_equal(a_g_stands(&g.figure[A_G_B][0]), A_G_HIGHER);
	g.figure[A_G_B][0].diff = -50000;
	assert_int_equal(a_g_stands(&g.figure[A_G_B][0]), A_G_LOWER);
}

static void evidence_says_from_how_many_it_was_worked_out(void **state)
{
	static const struct {
		enum a_g_letter letter;
		uint32_t schools, cohort;
		const char *words;
	} cases[] = {{A_G_A, 0, 96663, "worked out from 96,663 pupils"},
		{A_G_B, 0, 274, "worked out from 274 schools"}, {A_G_C, 0, 1, "worked out from 1 school"},
		{A_G_A, 280, 96663, "worked out from 280 schools"}, {A_G_B, 0, 0, "worked out by LEEP"}};
	struct given g;

	(void)state;
	give(&g);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct a_g_figure *figure = &g.figure[cases[i].letter][0];
		struct buffer out;
		char *text;

		figure->worked_out = true;
		figure->schools = cases[i].schools;
		figure->cohort = cases[i].cohort;
		buffer_init(&out, 4096);
		a_g_evidence(cases[i].letter, figure, &out);
		text = text_of(&out);
		assert_has(text, cases[i].words);
		test_free(text);
	}
}

static void complaints_are_counted_among_events_where_there_is_no_figure(void **state)
{
	struct given g;

	(void)state;
	give(&g);
	g.paper.indicator[A_G_F].n = 0;
	g.paper.complaints = 1;
	assert_text(sentence(&g, A_G_F),
		"On F, 1 complaint is recorded among the events of 2012/13. Nothing says how many "
		"are a matter of concern: that is for people to judge.");
}

static void periods_are_told_and_ordered_by_their_last_day(void **state)
{
	static const struct {
		enum period_kind kind;
		unsigned year, detail, academic;
		uint32_t ends;
		const char *words;
	} cases[] = {{PERIOD_DATE, 2013, 7 * 32 + 31, 2013, 20130731, "31 July 2013"},
		{PERIOD_DATE, 2013, 9 * 32 + 1, 2014, 20130901, "1 September 2013"},
		{PERIOD_MONTH, 2013, 7, 2013, 20130731, "July 2013"},
		{PERIOD_MONTH, 2013, 12, 2014, 20131231, "December 2013"},
		{PERIOD_ACADEMIC, 2013, 0, 2013, 20130831, "2012/13"},
		{PERIOD_CALENDAR, 2013, 0, 2013, 20130831, "2013"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct period period = period_make(cases[i].kind, cases[i].year, cases[i].detail);
		struct when_text text;

		assert_string_equal(when_print(period, &text), cases[i].words);
		assert_int_equal(when_ends(period), cases[i].ends);
		assert_int_equal(when_academic_year(period), cases[i].academic);
	}
}

static char *a_g_page(const struct given *g)
{
	struct buffer out;

	buffer_init(&out, PAGE_MAX);
	assert_int_equal(a_g_html(&g->paper, &out), 0);
	return text_of(&out);
}

static void the_page_is_whole_with_everything_and_with_nothing(void **state)
{
	struct given g;
	char *page;

	(void)state;
	give(&g);
	g.figure[A_G_E][0].trend = -1300000;
	g.figure[A_G_E][0].trend_low = -9100000;
	g.figure[A_G_E][0].trend_high = 6500000;
	g.figure[A_G_C][0].worked_out = true;
	g.figure[A_G_C][0].schools = 280;
	g.figure[A_G_C][0].hidden = 2;
	page = a_g_page(&g);
	assert_whole(page);
	assert_int_equal(count(page, "<h1"), 1);
	assert_has(page, "Leicestershire &amp; &lt;Rutland&gt;, academic year 2012/13");
	assert_has(page, "A &quot;measure&quot; &amp; more, July 2013, as published: <a "
			 "href=\"#source-3\">a&amp;b.csv</a>");
	assert_has(page, "July 2013, worked out from 280 schools, 2 more being suppressed: ");
	assert_has(page, "<td>falling, " MINUS "1.3 <small>(" MINUS "9.1 to +6.5)</small></td>");
	assert_has(page, "<td>77</td><td>81</td><td>+4</td><td>higher than England</td>");
	assert_has(page, "<td>none raised</td>");
	assert_has_not(page, "<Rutland>");
	assert_has_not(page, "<script");
	assert_has_not(page, "http");
	test_free(page);
	for (unsigned i = 0; i < A_G_LETTERS; i++)
		g.paper.indicator[i].n = 0;
	g.paper.n_sources = 0;
	page = a_g_page(&g);
	assert_whole(page);
	assert_int_equal(count(page, "None held"), A_G_LETTERS);
	test_free(page);
}

static void a_page_that_outgrows_its_room_is_refused(void **state)
{
	struct given g;
	struct buffer out;

	(void)state;
	give(&g);
	buffer_init(&out, 9000);
	assert_int_equal(a_g_html(&g.paper, &out), ERR_LIMIT);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_paper_of_2013_reads_as_its_authors_did),
		cmocka_unit_test(each_of_a_b_c_and_g_alone_keeps_an_inspection_from_being_ruled_out),
		cmocka_unit_test(attainment_and_progress_do_so_only_together),
		cmocka_unit_test(a_trend_that_falls_in_most_measures_counts_as_weak),
		cmocka_unit_test(what_is_not_known_is_never_taken_for_good),
		cmocka_unit_test(a_figure_of_long_ago_is_shown_and_not_read),
		cmocka_unit_test(what_prints_as_no_difference_is_equal),
		cmocka_unit_test(evidence_says_from_how_many_it_was_worked_out),
		cmocka_unit_test(complaints_are_counted_among_events_where_there_is_no_figure),
		cmocka_unit_test(periods_are_told_and_ordered_by_their_last_day),
		cmocka_unit_test(the_page_is_whole_with_everything_and_with_nothing),
		cmocka_unit_test(a_page_that_outgrows_its_room_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
