/* SPDX-License-Identifier: MIT
 *
 * Trends, intervals, pooled years and gaps of columns, from a real store and the shipped catalogue.
 */
#include "tests/unit/indicators/standing.h"

#define NONE   DECIMAL_NONE
#define SHARE  "ks4.characteristics.5ac_em"
#define SHARED "ks2.rwm.expected"

/* A column with one decimal: what is said of each cell beside its figure; NULL: nothing. */
struct told {
	const char *measure;
	const char *group; /* NULL: all */
	unsigned year;
	struct area parent;
	size_t n;
	const struct area *area;
	const int64_t *value, *numerator, *denominator, *low, *high;
	const uint64_t *cohort;
};

static struct series tell(struct fixture *f, const struct told *told)
{
	uint32_t area[8], flag[8];
	struct column c = {.measure = told->measure,
		.period = period_make(PERIOD_ACADEMIC, told->year, 0),
		.group = told->group == NULL ? "all" : told->group,
		.parent = told->parent,
		.scale = 1,
		.n = told->n,
		.area = area,
		.value = (int64_t *)(uintptr_t)told->value,
		.numerator = (int64_t *)(uintptr_t)told->numerator,
		.denominator = (int64_t *)(uintptr_t)told->denominator,
		.low = (int64_t *)(uintptr_t)told->low,
		.high = (int64_t *)(uintptr_t)told->high,
		.cohort = (uint64_t *)(uintptr_t)told->cohort,
		.flag = flag};
	struct series series = state_series(&f->txn, &c);

	for (size_t i = 0; i < told->n; i++) {
		area[i] = told->area[i].v;
		flag[i] = told->value[i] == NONE ? FLAG_SUPPRESSED : FLAG_PRESENT;
	}
	state_put_column(&f->txn, series, told->parent, 1, &c);
	return series;
}

#define TELL(...)        tell(f, &(struct told){__VA_ARGS__})
#define OF(areas, cells) .n = (cells), .area = (areas)
#define VALUES(...)          \
	.value = (int64_t[]) \
	{                    \
		__VA_ARGS__  \
	}
#define COHORTS(...)           \
	.cohort = (uint64_t[]) \
	{                      \
		__VA_ARGS__    \
	}

/* Worked out with what was worked out before still at hand, as the service does. */
static struct indicator_column again(struct fixture *f, struct series series, struct area parent)
{
	struct indicator_column out;

	assert_int_equal(
		standing_work_out(&f->txn, f->arena, f->catalogue, f->pasts, series, parent, &out), 0);
	return out;
}

static struct indicator_column stood(struct fixture *f, struct series series, struct area parent)
{
	pasts_clear(f->pasts);
	return again(f, series, parent);
}

static const struct area three[] = {{AREA_NATION}, {301 * 8 + AREA_AUTHORITY}, {302 * 8 + AREA_AUTHORITY}};

static void a_trend_is_over_three_years_in_a_row(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;
	struct series series;

	TELL("lait.x", .year = 2017, .parent = ENGLAND, OF(three, 3), VALUES(400, 400, 400));
	TELL("lait.x", .year = 2018, .parent = ENGLAND, OF(three, 2), VALUES(440, 410));
	series = TELL("lait.x", .year = 2019, .parent = ENGLAND, OF(three, 3), VALUES(450, 420, 420));
	c = stood(f, series, ENGLAND);
	/* 40, 44, 45, as in trend.h; 40, 41, 42 in one line; 302 is missing in the middle */
	assert_true(c.trend[0] == 2500000 && c.trend_low[0] == -8503719 && c.trend_high[0] == 13503719);
	assert_true(c.trend[1] == 1000000 && c.trend_low[1] == NONE && c.trend_high[1] == NONE);
	assert_true(c.trend[2] == NONE && c.trend_low[2] == NONE && c.change[2] == NONE);
	assert_true(c.pooled == NULL && c.low == NULL && c.gap == NULL && c.gap_group == NULL);
}

static void there_is_no_trend_across_a_break_or_a_missing_year(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;
	struct series series = {0};

	for (unsigned year = 2016; year < 2020; year++)
		series = TELL("ks4.progress8", .year = year, .parent = ENGLAND, OF(three, 1), VALUES(1));
	c = stood(f, series, ENGLAND); /* its definition is of 2017/18 */
	assert_true(c.change[0] == 0 && c.trend == NULL && c.trend_low == NULL);
	TELL("lait.x", .year = 2017, .parent = ENGLAND, OF(three, 1), VALUES(400));
	series = TELL("lait.x", .year = 2019, .parent = ENGLAND, OF(three, 1), VALUES(400));
	c = stood(f, series, ENGLAND);
	assert_true(c.change == NULL && c.trend == NULL);
}

static void a_share_has_an_interval_by_its_pupils_and_a_trend_by_its_intervals(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;
	struct series series;

	TELL(SHARED, .year = 2017, .parent = ENGLAND, OF(three, 2), VALUES(600, 600), COHORTS(80, 0));
	TELL(SHARED, .year = 2018, .parent = ENGLAND, OF(three, 2), VALUES(700, 700), COHORTS(90, 90));
	series = TELL(
		SHARED, .year = 2019, .parent = ENGLAND, OF(three, 2), VALUES(800, 810), COHORTS(70, 70));
	c = stood(f, series, ENGLAND);
	/* 56 of 70; 48 of 80 two years before: Newcombe's difference is 0.0524 to 0.3339, the trend half of it */
	assert_true(c.low[0] == 69183135 && c.high[0] == 87695372);
	assert_true(c.trend[0] == 10000000 && (c.trend_low[0] + 5000) / 10000 == 262 &&
		    (c.trend_high[0] + 5000) / 10000 == 1669);
	/* of 301 in 2017 the pupils are not known: 60, 70, 81; d = 1 */
	assert_true(c.trend[1] == 10500000 && c.trend_low[1] == 10500000 - 3667906);
}

static void a_published_interval_stands_and_none_is_worked_out(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;
	struct series series = TELL("ks2.reading.progress", .year = 2019, .parent = ENGLAND, OF(three, 3),
		VALUES(20, 20, NONE), COHORTS(30, 30, 5), .low = (int64_t[]){NONE, -3, NONE},
		.high = (int64_t[]){NONE, 43, NONE});

	c = stood(f, series, ENGLAND);
	/* 2.0 -+ 2.209189: the example of interval.h, whose spread is 6.17358373 here */
	assert_true(c.low[0] == -209189 && c.high[0] == 4209189);
	assert_true(c.low[1] == NONE && c.high[1] == NONE && c.figures.low[1] == -3);
	assert_true(c.low[2] == NONE); /* nothing is said of a figure that is hidden */
	assert_true(indicator_interval(&c, 1).published && indicator_interval(&c, 1).low == -3);
	assert_true(!indicator_interval(&c, 0).published && indicator_interval(&c, 0).scale == MICRO_SCALE);
	series = TELL("ks2.reading.progress", .year = 2023, .parent = ENGLAND, OF(three, 1), VALUES(20),
		COHORTS(30));
	assert_null(stood(f, series, ENGLAND).low); /* the spread of that year is not known */
	series = TELL(
		"absence.overall", .year = 2019, .parent = ENGLAND, OF(three, 1), VALUES(50), COHORTS(30));
	assert_null(stood(f, series, ENGLAND).low); /* of sessions */
}

static void few_pupils_are_pooled_with_those_of_the_years_before(void **state)
{
	static const struct area schools[] = {
		{100001 * 8 + AREA_SCHOOL}, {100002 * 8 + AREA_SCHOOL}, {100003 * 8 + AREA_SCHOOL}};
	struct fixture *f = *state;
	struct indicator_column c;
	struct series series;

	TELL(SHARED, .year = 2017, .parent = LA(855), OF(schools, 3), VALUES(500, 500, 500),
		COHORTS(50, 50, 50));
	TELL(SHARED, .year = 2018, .parent = LA(855), OF(schools, 3), VALUES(600, NONE, 600),
		COHORTS(30, 4, 30));
	series = TELL(SHARED, .year = 2019, .parent = LA(855), OF(schools, 3), VALUES(400, 400, 400),
		COHORTS(20, 25, 30));
	c = stood(f, series, LA(855));
	/* the example of pool.h; without the hidden year (1,000 + 2,500) / 75; thirty are not few */
	assert_true(c.pooled[0] == 51000000 && c.pooled_cohort[0] == 100 && c.pooled_years[0] == 3);
	assert_true(c.pooled[1] == 46666667 && c.pooled_cohort[1] == 75 && c.pooled_years[1] == 2);
	assert_true(c.pooled[2] == NONE && c.pooled_cohort[2] == 0 && c.pooled_years[2] == 0);
}

static void counts_are_not_pooled_and_have_no_gap(void **state)
{
	struct fixture *f = *state;
	struct series series;

	TELL("ks4.pupils", .year = 2018, .parent = ENGLAND, OF(three, 1), VALUES(100), COHORTS(10));
	TELL("ks4.pupils", .group = "boys", .year = 2019, .parent = ENGLAND, OF(three, 1), VALUES(100));
	TELL("ks4.pupils", .group = "girls", .year = 2018, .parent = ENGLAND, OF(three, 1), VALUES(100),
		COHORTS(10));
	series = TELL("ks4.pupils", .group = "girls", .year = 2019, .parent = ENGLAND, OF(three, 1),
		VALUES(90), COHORTS(9));
	assert_true(stood(f, series, ENGLAND).pooled == NULL && stood(f, series, ENGLAND).gap == NULL);
}

static void a_gap_is_told_of_the_first_group_before_rounding(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;
	struct series fsm, others;

	fsm = TELL(SHARE, .group = "fsm", .year = 2013, .parent = ENGLAND, OF(three, 3),
		VALUES(400, 289, 300), .numerator = (int64_t[]){NONE, 1570, NONE},
		.denominator = (int64_t[]){NONE, 5430, NONE});
	assert_null(stood(f, fsm, ENGLAND).gap);
	others = TELL(SHARE, .group = "not-fsm", .year = 2013, .parent = ENGLAND, OF(three, 3),
		VALUES(650, 620, NONE), .numerator = (int64_t[]){NONE, 41740, NONE},
		.denominator = (int64_t[]){NONE, 67320, NONE});
	c = stood(f, fsm, ENGLAND);
	assert_string_equal(c.gap_group, "not-fsm");
	assert_true(c.gap[0] == -25000000 && c.gap[1] == -33088933 && c.gap[2] == NONE); /* gaps.c */
	c = stood(f, others, ENGLAND);
	assert_true(c.gap == NULL && c.gap_group == NULL);
}

static void what_is_at_hand_changes_no_result(void **state)
{
	struct fixture *f = *state;
	struct series year[4];

	for (unsigned i = 0; i < 4; i++)
		year[i] = TELL(SHARED, .year = 2016 + i, .parent = ENGLAND, OF(three, 2),
			VALUES(600 + 7 * i * i, 500), COHORTS(29 - i, 40));
	for (unsigned i = 2; i < 4; i++) {
		struct indicator_column fresh = stood(f, year[i], ENGLAND), kept;

		pasts_clear(f->pasts);
		for (unsigned k = 0; k < i; k++)
			(void)again(f, year[k], ENGLAND);
		kept = again(f, year[i], ENGLAND);
		assert_memory_equal(fresh.trend, kept.trend, 2 * sizeof(*kept.trend));
		assert_memory_equal(fresh.trend_low, kept.trend_low, 2 * sizeof(*kept.trend_low));
		assert_memory_equal(fresh.pooled, kept.pooled, 2 * sizeof(*kept.pooled));
		assert_memory_equal(fresh.high, kept.high, 2 * sizeof(*kept.high));
		assert_true(kept.trend[0] != NONE && kept.pooled[0] != NONE && kept.high[0] != NONE);
	}
}

static void more_columns_than_are_kept_are_worked_out_all_the_same(void **state)
{
	struct fixture *f = *state;

	pasts_clear(f->pasts);
	for (unsigned i = 0; i < 600; i++) {
		struct series series = TELL("lait.x", .year = 1950 + i % 200, .parent = LA(i / 200 + 301),
			OF(three, 3), VALUES(100, 100 + i, i * i));
		struct indicator_column c = again(f, series, LA(i / 200 + 301));

		assert_true(i % 200 < 2 ? c.trend == NULL : c.trend[0] == 0 && c.trend[1] == 100000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(a_trend_is_over_three_years_in_a_row),
		EACH(there_is_no_trend_across_a_break_or_a_missing_year),
		EACH(a_share_has_an_interval_by_its_pupils_and_a_trend_by_its_intervals),
		EACH(a_published_interval_stands_and_none_is_worked_out),
		EACH(few_pupils_are_pooled_with_those_of_the_years_before),
		EACH(counts_are_not_pooled_and_have_no_gap),
		EACH(a_gap_is_told_of_the_first_group_before_rounding),
		EACH(what_is_at_hand_changes_no_result),
		EACH(more_columns_than_are_kept_are_worked_out_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
