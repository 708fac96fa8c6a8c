/* SPDX-License-Identifier: MIT
 *
 * The performance report as a page: what stands in it, what must not, and that it is whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/error.h"
#include "tests/unit/reports/page.h"
#include "tests/unit/reports/paper.h"

static void the_page_is_well_formed(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	assert_whole(page);
	assert_int_equal(strncmp(page, "<!DOCTYPE html>\n<html lang=\"en-GB\">", 35), 0);
	assert_int_equal(count(page, "<h1"), 1);
	assert_has(page,
		"<title>Performance report: Leicestershire &amp; Rutland, academic year 2012/13</title>");
	assert_has_not(page, "<script");
	assert_has_not(page, "http");
	assert_has_not(page, "url(");
	test_free(page);
}

static void text_is_escaped(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	p.paper.authority_name = "<b>\"Rutland\"</b> & 'so on'\x01";
	p.neighbour[0] = "<i>";
	p.source[0].file = "\"><script>";
	p.source[0].format = "a<b";
	p.paper.as_of = "<now>";
	page = page_of(&p.paper);
	assert_whole(page);
	assert_has(page, "<h1>Performance report: <span>&lt;b&gt;&quot;Rutland&quot;&lt;/b&gt; &amp; &#39;so "
			 "on&#39;\xef\xbf\xbd");
	assert_has(page, "Key Stage 2 English &amp; Maths &lt;4+&gt;");
	assert_has(page, "aria-label=\"Table 2, Reading, &quot;writing&quot; and maths\"");
	assert_has_not(page, "<b>");
	assert_has_not(page, "<i>");
	assert_has_not(page, "<now>");
	assert_has_not(page, "<script");
	test_free(page);
}

static void the_line_breaks_where_a_figure_is_missing(void **state)
{
	struct paper p;
	char *page, *line;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	line = part(strstr(page, "id=\"c2-t\""), "line line0", "/>"); /* 60, 61, suppressed, 63, 64 */
	assert_int_equal(count(line, "M"), 2);
	assert_int_equal(count(line, "L"), 2);
	test_free(line);
	line = part(strstr(page, "id=\"c2-t\""), "line line1", "/>");
	assert_int_equal(count(line, "M"), 1);
	assert_int_equal(count(line, "L"), 4);
	test_free(line);
	test_free(page);
}

static void the_line_breaks_where_a_year_is_left_out(void **state)
{
	struct paper p;
	char *page, *line;

	(void)state;
	paper_make(&p);
	for (size_t i = 2; i + 1 < p.series[1].main.n; i++)
		p.row[1][0][i] = p.row[1][0][i + 1];
	p.series[1].main.n--;
	page = page_of(&p.paper);
	line = part(strstr(page, "id=\"c2-t\""), "line line1", "/>"); /* 2008/09, 2009/10, 2011/12, 2012/13 */
	assert_int_equal(count(line, "M"), 2);
	assert_int_equal(count(line, "L"), 2);
	test_free(line);
	test_free(page);
}

static void the_line_breaks_where_the_definition_changed(void **state)
{
	struct paper p;
	char *page, *line;

	(void)state;
	paper_make(&p);
	p.measure[1].breaks = "2011/12";
	page = page_of(&p.paper);
	assert_whole(page);
	line = part(strstr(page, "id=\"c2-t\""), "line line1", "/>");
	assert_int_equal(count(line, "M"), 2);
	assert_int_equal(count(line, "L"), 3);
	test_free(line);
	assert_int_equal(count(page, ">definition changed</text>"), 1);
	assert_has(page, "<strong>The definition changed in 2011/12.</strong>");
	assert_has(page, "The definition changed in 2011/12; the lines are broken there.");
	test_free(page);
}

static void a_missing_figure_is_a_dash_with_its_reason(void **state)
{
	struct paper p;
	char *page, *row;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	row = part(strstr(page, "id=\"m-ks2.rwm\""), "<th scope=\"row\">2010/11", "</tr>");
	assert_has(row, "<td class=\"none\"><span aria-hidden=\"true\">" DASH
			"</span> <small>suppressed</small></td>");
	assert_int_equal(count(row, "no difference, as a figure is missing"), 2);
	assert_has_not(row, "<td>0");
	assert_has_not(row, "<td></td>");
	test_free(row);
	row = part(strstr(page, "id=\"m-ks2.old\""), "<th scope=\"row\">2010/11", "</tr>");
	assert_has(row, "<span aria-hidden=\"true\">" DASH "</span><span class=\"vh\">missing</span>");
	test_free(row);
	row = part(strstr(page, "id=\"m-ks5.points\""), "<th scope=\"row\">2010/11",
		"</tr>"); /* one basis has the year */
	assert_int_equal(count(row, "no figure held"), 3);
	assert_has(row, "<td>703.9</td>");
	test_free(row);
	test_free(page);
}

static void differences_have_sign_and_decimals(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	p.row[1][0][0].national = figure_of(481, 1); /* 60 less 48.1: the finer figure decides */
	p.row[1][0][0].diff_national = 11900000;
	page = page_of(&p.paper);
	assert_has(page, "<td>60</td><td>48.1</td><td>60</td><td>+11.9</td><td>0</td>");
	assert_has(page, "<td>61</td><td>50</td><td>62</td><td>+11</td><td>" MINUS "1</td>");
	assert_has(page,
		"<td>752.2</td><td>780.5</td><td>783.8</td><td>" MINUS "28.3</td><td>" MINUS "31.6</td>");
	assert_has(page, "<td>759.4</td><td>759.4</td><td>758.3</td><td>0.0</td><td>+1.1</td>");
	assert_has(page, "<td>1,095.3</td><td>709.1</td><td>+386.2</td>");
	assert_has_not(page, "+0<");
	assert_has_not(page, ">-1");
	test_free(page);
}

static void negative_figures_have_a_true_minus(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	p.measure[1].unit = "score";
	for (size_t i = 0; i < p.series[1].main.n; i++) {
		p.row[1][0][i].authority = figure_of(-52 + (int64_t)i, 2);
		p.row[1][0][i].diff_national = -4000;
	}
	page = page_of(&p.paper);
	assert_has(page, "<td>" MINUS "0.52</td>");
	assert_has(page, "<td>0.00</td>"); /* less than half a unit is nought, and nought has no sign */
	assert_has_not(page, MINUS "0.00<");
	test_free(page);
}

static void two_bases_stand_side_by_side(void **state)
{
	struct paper p;
	char *page, *section;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	section = part(page, "id=\"m-ks5.points\"", "</section>");
	assert_has(section, "<th scope=\"colgroup\" colspan=\"5\">State-funded schools</th>");
	assert_has(section,
		"colspan=\"3\" class=\"second\">All institutions</th>"); /* neighbours have no figure there */
	assert_int_equal(count(section, "<svg"), 2);
	assert_int_equal(
		count(section, "<th scope=\"row\">"), 3); /* 2010/11 only in one, 2011/12 only in the other */
	assert_has(section, "Chart 3, state-funded schools.");
	assert_has(section, "Chart 3, all institutions.");
	test_free(section);
	test_free(page);
}

static void englands_second_basis_joins_the_first_chart(void **state)
{
	struct paper p;
	char *page, *section;

	(void)state;
	paper_make(&p);
	for (size_t i = 0; i < p.series[2].all.n; i++) {
		p.row[2][1][i].authority = figure_none(FLAG_MISSING);
		p.row[2][1][i].diff_national = DECIMAL_NONE;
	}
	page = page_of(&p.paper);
	assert_whole(page);
	section = part(page, "id=\"m-ks5.points\"", "</section>");
	assert_int_equal(count(section, "<svg"), 1);
	assert_has(section, "class=\"line line3\"");
	assert_has(section, "England, all institutions: 745.9 in 2010/11, 709.1 in 2012/13.");
	assert_has(section, "colspan=\"1\" class=\"second\">All institutions</th>");
	test_free(section);
	test_free(page);
}

static void a_chart_says_in_words_what_it_shows(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	assert_has(page, "role=\"img\" aria-labelledby=\"c2-t c2-d\">");
	assert_has(page, "<desc id=\"c2-d\">Per cent, 2008/09 to 2012/13. Leicestershire &amp; Rutland: 60 "
			 "in 2008/09, 64 in "
			 "2012/13. England: 48 in 2008/09, 56 in 2012/13. Statistical neighbours: 60 in "
			 "2008/09, 65 in "
			 "2012/13. All figures are in the table.</desc>");
	test_free(page);
}

static void a_single_period_has_a_table_and_no_chart(void **state)
{
	struct paper p;
	char *page, *section;

	(void)state;
	paper_make(&p);
	p.series[1].main.n = 1;
	page = page_of(&p.paper);
	assert_whole(page);
	section = part(page, "id=\"m-ks2.rwm\"", "</section>");
	assert_has_not(section, "<svg");
	assert_has(section, "too few periods for a chart");
	assert_has(section, "<td>60</td>");
	test_free(section);
	test_free(page);
}

static void a_number_of_pupils_is_not_set_against_the_countrys(void **state)
{
	struct paper p;
	char *page, *section;

	(void)state;
	paper_make(&p);
	p.measure[1].unit = "count";
	page = page_of(&p.paper);
	assert_whole(page);
	section = part(page, "id=\"m-ks2.rwm\"", "</section>");
	assert_has(section, "England: no figures."); /* in the chart */
	assert_has(section,
		"<td>64</td><td>56</td><td>65</td><td class=\"none\"><span aria-hidden=\"true\">" DASH
		"</span><span class=\"vh\">not worked out</span></td><td>" MINUS "1</td>");
	test_free(section);
	test_free(page);
}

static void superseded_measures_say_so_and_are_not_in_the_glance(void **state)
{
	struct paper p;
	char *page, *glance;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	assert_has(
		page, "<strong>Superseded measure.</strong> Its place was taken by: <a href=\"#m-ks2.rwm\">");
	glance = part(page, "<section class=\"glance\"", "</section>");
	assert_has(glance, "href=\"#m-ks2.rwm\"");
	assert_has(glance, "href=\"#m-ks5.points\"");
	assert_has_not(glance, "ks2.old");
	test_free(glance);
	test_free(page);
	p.measure[0].superseded_by = "not.here";
	page = page_of(&p.paper);
	assert_whole(page);
	assert_has(page, "replaced by another, which is not in this paper");
	test_free(page);
}

static void provisional_figures_are_marked_and_announced(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	assert_has(page, "Figures from 1 of the 2 sources are provisional");
	assert_has(page, "<th scope=\"row\">2012/13 <span aria-hidden=\"true\">[p]</span><span "
			 "class=\"vh\">provisional</span>");
	assert_has(page, "<th scope=\"row\">2011/12</th>");
	test_free(page);
	p.source[0].status = p.source[1].status = "final";
	page = page_of(&p.paper);
	assert_has(page, "no provisional figures");
	assert_has_not(page, "class=\"inset\"");
	test_free(page);
	p.source[0].status = p.source[1].status = "";
	page = page_of(&p.paper);
	assert_has_not(page, "no provisional figures"); /* silence is not taken for final */
	assert_has(page, "do not state whether");
	test_free(page);
}

static void every_figure_leads_to_its_source(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	assert_has(page, "Source: <a href=\"#source-1\">submission 1</a> (2008/09 to 2011/12), <a "
			 "href=\"#source-2\">submission "
			 "2</a> (2012/13). Definition: a paper of 2013.");
	assert_has(page, "<tr id=\"source-1\"><th "
			 "scope=\"row\">1</th><td>a&amp;b.csv</td><td>tables</td><td>not stated</td>");
	assert_has(page, "<code>00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff</code>");
	test_free(page);
	p.paper.n_sources = 0; /* a source that is not listed is named, not linked */
	page = page_of(&p.paper);
	assert_whole(page);
	assert_has(page, "Source: submission 1 (2008/09 to 2011/12), submission 2 (2012/13).");
	test_free(page);
}

static void nothing_grades(void **state)
{
	static const char *const words[] = {"good", "poor", "weak", "strong ", "better", "worse", " red",
		"amber", "green", "outstanding", "inadequate", "concern", "underperform"};
	struct paper p;
	char *page, *main;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	main = part(page, "<body>", "</body>");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_has_not(main, words[i]);
	assert_has(main, "None is a judgement: LEEP does not grade schools");
	test_free(main);
	test_free(page);
}

static void an_empty_paper_is_a_page_too(void **state)
{
	struct performance_paper paper = {.authority = 999,
		.authority_name = "",
		.period = period_make(PERIOD_CALENDAR, 2013, 0),
		.as_of = "",
		.neighbour_set = ""};
	char *page;

	(void)state;
	page = page_of(&paper);
	assert_whole(page);
	assert_has(page, "<strong>0 series of figures</strong>");
	assert_has_not(page, "at a glance");
	test_free(page);
}

static void series_without_any_figure_are_a_page_too(void **state)
{
	struct paper p;
	char *page;

	(void)state;
	paper_make(&p);
	p.series[0].main.n = 0;
	p.series[1].main.n = p.series[1].all.n = 2;
	for (size_t i = 0; i < 2; i++) {
		struct performance_row none = {period_make(PERIOD_DATE, 2013, 7 * 32 + (unsigned)i + 1),
			figure_none(FLAG_NO_ENTRIES), figure_none(FLAG_PRESENT),
			figure_none(FLAG_LOW_COVERAGE), DECIMAL_NONE, DECIMAL_NONE, 0};

		p.row[1][0][i] = p.row[1][1][i] = none;
	}
	page = page_of(&p.paper);
	assert_whole(page);
	assert_has(page, "<small>no entries</small>");
	assert_has(page, "<th scope=\"row\">2013-07-02</th>");
	test_free(page);
}

static void the_same_paper_gives_the_same_page(void **state)
{
	struct paper p, q;
	char *first, *second;

	(void)state;
	paper_make(&p);
	paper_make(&q);
	first = page_of(&p.paper);
	second = page_of(&q.paper);
	assert_string_equal(first, second);
	test_free(first);
	test_free(second);
}

static void a_page_that_outgrows_its_buffer_is_refused(void **state)
{
	struct paper p;
	struct buffer out;
	char *page;
	size_t len;

	(void)state;
	paper_make(&p);
	page = page_of(&p.paper);
	len = strlen(page);
	test_free(page);
	for (size_t max = 0; max < len; max += 997) {
		buffer_init(&out, max);
		assert_int_equal(performance_html(&p.paper, &out), ERR_LIMIT);
		assert_true(out.len <= max);
		buffer_done(&out);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_well_formed),
		cmocka_unit_test(text_is_escaped),
		cmocka_unit_test(the_line_breaks_where_a_figure_is_missing),
		cmocka_unit_test(the_line_breaks_where_a_year_is_left_out),
		cmocka_unit_test(the_line_breaks_where_the_definition_changed),
		cmocka_unit_test(a_missing_figure_is_a_dash_with_its_reason),
		cmocka_unit_test(differences_have_sign_and_decimals),
		cmocka_unit_test(negative_figures_have_a_true_minus),
		cmocka_unit_test(two_bases_stand_side_by_side),
		cmocka_unit_test(englands_second_basis_joins_the_first_chart),
		cmocka_unit_test(a_chart_says_in_words_what_it_shows),
		cmocka_unit_test(a_single_period_has_a_table_and_no_chart),
		cmocka_unit_test(a_number_of_pupils_is_not_set_against_the_countrys),
		cmocka_unit_test(superseded_measures_say_so_and_are_not_in_the_glance),
		cmocka_unit_test(provisional_figures_are_marked_and_announced),
		cmocka_unit_test(every_figure_leads_to_its_source),
		cmocka_unit_test(nothing_grades),
		cmocka_unit_test(an_empty_paper_is_a_page_too),
		cmocka_unit_test(series_without_any_figure_are_a_page_too),
		cmocka_unit_test(the_same_paper_gives_the_same_page),
		cmocka_unit_test(a_page_that_outgrows_its_buffer_is_refused),
	};

	return cmocka_run_group_tests_name("performance", tests, NULL, NULL);
}
