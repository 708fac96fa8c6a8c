/* SPDX-License-Identifier: MIT
 *
 * What goes with a hidden figure: everything that it follows from, and nothing else.
 */
#include "tests/unit/store/temporary.h"

#include "services/reports/suppression/mask.h"

#define SCHOOL(urn) ((urn)*8 + AREA_SCHOOL)
#define LA(code)    ((code)*8 + AREA_AUTHORITY)
#define NONE        DECIMAL_NONE

static uint32_t schools[] = {SCHOOL(100001), SCHOOL(100002), SCHOOL(100003), SCHOOL(100004)};
static uint32_t authorities[] = {AREA_NATION, LA(201), LA(202), LA(203)};

/* A column of four cells with every array that a test looks at; the arrays are its own. */
struct given {
	int64_t value[4], change[4], gap[4], trend[4], pooled[4], phase[4], neighbours[4], low[4], high[4];
	uint32_t flag[4], published[4], quartile[4];
	uint64_t cohort[4];
	uint8_t hidden[4];
	struct indicator_column column;
};

static struct given *given(struct given *g, uint32_t *area, uint32_t parent)
{
	*g = (struct given){.column = {.figures = {.measure = "m",
					       .group = "all",
					       .parent = {parent},
					       .scale = 6,
					       .n = 4,
					       .area = area,
					       .value = g->value,
					       .flag = g->flag,
					       .cohort = g->cohort},
				    .national = 50000000,
				    .authority = 51000000,
				    .change = g->change,
				    .gap = g->gap,
				    .trend = g->trend,
				    .pooled = g->pooled,
				    .phase = g->phase,
				    .neighbours = g->neighbours,
				    .neighbours_published = g->published,
				    .low = g->low,
				    .high = g->high,
				    .quartile = g->quartile}};
	for (size_t i = 0; i < 4; i++) {
		g->value[i] = (int64_t)(i + 1) * 10000000;
		g->cohort[i] = 20;
		g->change[i] = g->gap[i] = g->trend[i] = g->pooled[i] = g->low[i] = g->high[i] = 1;
		g->neighbours[i] = 40000000;
		g->quartile[i] = 2;
		g->phase[i] = i < 2 ? 15000000 : 35000000;
	}
	return g;
}

static void mask(struct given *g, struct mask *mask)
{
	struct arena *arena = arena_open(MIB);

	mask->hidden = g->hidden;
	mask->threshold = 6;
	assert_int_equal(mask_column(arena, mask, &g->column), 0);
	arena_free(arena);
}

static void a_hidden_figure_takes_along_what_it_follows_from(void **state)
{
	struct given g;

	(void)state;
	given(&g, schools, LA(855))->hidden[1] = SHEET_FIGURE;
	mask(&g, &(struct mask){0});
	assert_true(g.value[1] == NONE && g.flag[1] == FLAG_SUPPRESSED && g.cohort[1] == 0);
	assert_true(g.change[1] == NONE && g.gap[1] == NONE && g.trend[1] == NONE && g.pooled[1] == NONE);
	assert_true(g.low[1] == NONE && g.high[1] == NONE && g.quartile[1] == 0);
	assert_true(g.value[0] == 10000000 && g.change[0] == 1 && g.cohort[0] == 20 && g.quartile[0] == 2);
}

/* 10 and 20 of one phase have the mean 15: with the mean and the 10, the 20 would be told. The other phase stays. */
static void the_mean_of_its_phase_goes_and_no_other(void **state)
{
	struct given g;

	(void)state;
	given(&g, schools, LA(855))->hidden[1] = SHEET_FIGURE;
	mask(&g, &(struct mask){0});
	assert_true(g.phase[0] == NONE && g.phase[1] == NONE);
	assert_true(g.phase[2] == 35000000 && g.phase[3] == 35000000);
}

static void what_its_source_hid_went_into_no_mean(void **state)
{
	struct given g;

	(void)state;
	given(&g, schools, LA(855))->hidden[1] = SHEET_FIGURE;
	g.value[1] = NONE;
	g.flag[1] = FLAG_SUPPRESSED;
	mask(&g, &(struct mask){0});
	assert_true(g.phase[0] == 15000000 && g.phase[1] == 15000000);
	given(&g, authorities, AREA_NATION)->hidden[1] = SHEET_FIGURE;
	g.value[1] = NONE;
	g.flag[1] = FLAG_SUPPRESSED;
	mask(&g, &(struct mask){0});
	assert_true(g.neighbours[2] == 40000000);
}

static void means_of_neighbours_go_unless_somebody_published_them(void **state)
{
	struct given g;

	(void)state;
	given(&g, authorities, AREA_NATION)->hidden[1] = SHEET_FIGURE;
	g.published[3] = 1;
	mask(&g, &(struct mask){0});
	assert_true(g.neighbours[2] == NONE && g.neighbours[3] == 40000000);
}

/* 20 now and a change of +1 would tell 19 of the year before; and so on for gaps, trends and means of years. */
static void a_difference_needs_both_figures(void **state)
{
	static const uint8_t first[4] = {SHEET_FIGURE};
	const struct column beside = {.n = 4, .area = schools};
	struct given g;

	(void)state;
	mask(given(&g, schools, LA(855)), &(struct mask){.change = {&beside, first}});
	assert_true(g.change[0] == NONE && g.change[1] == 1 && g.value[0] == 10000000 && g.gap[0] == 1);
	mask(given(&g, schools, LA(855)), &(struct mask){.gap = {&beside, first}});
	assert_true(g.gap[0] == NONE && g.gap[1] == 1 && g.change[0] == 1);
	mask(given(&g, schools, LA(855)), &(struct mask){.before = {{&beside, NULL}, {&beside, first}}});
	assert_true(g.trend[0] == NONE && g.pooled[0] == NONE && g.trend[1] == 1 && g.pooled[1] == 1);
}

/* 50 % of 8 now and 60 % of 12 a year ago are 56 % of 20, whatever stands of two years ago. */
static void mean_of_years_stays_where_its_source_hid_one(void **state)
{
	static const uint8_t by_source[4] = {SHEET_FIGURE | SHEET_SOURCE};
	const struct column beside = {.n = 4, .area = schools};
	struct given g;

	(void)state;
	mask(given(&g, schools, LA(855)), &(struct mask){.before = {{&beside, NULL}, {&beside, by_source}}});
	assert_true(g.pooled[0] == 1);
}

static void pupils_alone_go_with_what_tells_their_number(void **state)
{
	struct given g;

	(void)state;
	given(&g, schools, LA(855))->hidden[2] = SHEET_PUPILS;
	mask(&g, &(struct mask){0});
	assert_true(g.value[2] == 30000000 && g.cohort[2] == 0 && g.low[2] == NONE && g.phase[2] == 35000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hidden_figure_takes_along_what_it_follows_from),
		cmocka_unit_test(the_mean_of_its_phase_goes_and_no_other),
		cmocka_unit_test(what_its_source_hid_went_into_no_mean),
		cmocka_unit_test(means_of_neighbours_go_unless_somebody_published_them),
		cmocka_unit_test(a_difference_needs_both_figures),
		cmocka_unit_test(mean_of_years_stays_where_its_source_hid_one),
		cmocka_unit_test(pupils_alone_go_with_what_tells_their_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
