/* SPDX-License-Identifier: MIT
 *
 * What is known of each aspect of a figure, of a school's and of the authority's own, and what of it becomes evidence.
 */
#include "tests/unit/alerts/known.h"

/* -- figures ------------------------------------------------------------------------------------------------------- */

/* Attainment 8 of Oak in 2018/19, 42.1 of 118 pupils, with everything that indicators may know of it; Elm's is hidden. */
static void tell_oak(struct watching *w)
{
	static char *columns[] = {(char *)(uintptr_t) "ATT8SCR"};
	uint32_t area[] = {area_make(AREA_SCHOOL, OAK).v, area_make(AREA_SCHOOL, ELM).v};
	uint32_t flag[] = {FLAG_PRESENT, FLAG_SUPPRESSED}, row[] = {12, 13};
	int64_t value[] = {421, NONE};
	uint64_t cohort[] = {118, 4}, pooled_cohort[] = {350, 0};
	int64_t low[] = {40000000, NONE}, high[] = {44200000, NONE}, phase[] = {45500000, 45500000};
	int64_t neighbours[] = {46100000, NONE}, region[] = {46200000, NONE}, change[] = {-1500000, NONE};
	int64_t trend[] = {-800000, NONE}, trend_low[] = {-1200000, NONE}, trend_high[] = {-400000, NONE};
	int64_t gap[] = {-9900000, NONE}, pooled[] = {43000000, NONE};
	uint32_t known[] = {9, 0}, in_set[] = {10, 0}, schools[] = {23, 23}, years[] = {3, 0};
	struct indicator_column column = {.figures = {.measure = "ks4.attainment8",
						  .group = "all",
						  .period = year_of(2019),
						  .parent = area_make(AREA_AUTHORITY, 855),
						  .scale = 1,
						  .n = 2,
						  .area = area,
						  .value = value,
						  .flag = flag,
						  .cohort = cohort,
						  .row = row,
						  .n_source_column = 1,
						  .source_column = columns},
		.national = 46700000,
		.authority = 45900000,
		.gap_group = "not-disadvantaged",
		.low = low,
		.high = high,
		.phase = phase,
		.phase_schools = schools,
		.neighbours = neighbours,
		.neighbours_known = known,
		.neighbours_in_set = in_set,
		.region = region,
		.change = change,
		.trend = trend,
		.trend_low = trend_low,
		.trend_high = trend_high,
		.gap = gap,
		.pooled = pooled,
		.pooled_cohort = pooled_cohort,
		.pooled_years = years};

	tell_column(w, &column);
}

static void every_aspect_of_a_figure_is_known(void **state)
{
	static const struct {
		const char *term;
		int64_t thousandths;
	} cases[] = {{"ks4.attainment8", 42100}, {"low(ks4.attainment8)", 40000},
		{"high(ks4.attainment8)", 44200}, {"cohort(ks4.attainment8)", 118000},
		{"national(ks4.attainment8)", 46700}, {"neighbours(ks4.attainment8)", 46100},
		{"region(ks4.attainment8)", 46200}, {"authority(ks4.attainment8)", 45900},
		{"phase(ks4.attainment8)", 45500}, {"change(ks4.attainment8)", -1500},
		{"trend(ks4.attainment8)", -800}, {"trend_low(ks4.attainment8)", -1200},
		{"trend_high(ks4.attainment8)", -400}, {"gap(ks4.attainment8)", -9900},
		{"pooled(ks4.attainment8)", 43000}, {"beside_national(ks4.attainment8)", -1000},
		{"it", 42100}, {"high(it)", 44200}, {"coverage(ks4.attainment8)", NONE},
		{"quartile(ks4.attainment8)", NONE}, {"percentile(ks4.attainment8)", NONE},
		{"previous(ks4.attainment8)", NONE}, {"ks4.progress8", NONE},
		{"ks4.attainment8[girls]", NONE}, {"inspection.overall", NONE}, {"data.late", NONE}};
	struct watching *w = *state;
	struct facts facts;

	tell_schools(w);
	tell_oak(w);
	open_school(w, &facts, OAK, 2019);
	facts.measure = "ks4.attainment8";
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (number(w, &facts, cases[i].term) != cases[i].thousandths)
			fail_msg("%s is %lld", cases[i].term, (long long)number(w, &facts, cases[i].term));
	/* A hidden figure tells nothing, nor does what it is beside. */
	open_school(w, &facts, ELM, 2019);
	assert_int_equal(number(w, &facts, "ks4.attainment8"), NONE);
	assert_int_equal(number(w, &facts, "phase(ks4.attainment8)"), NONE);
	assert_int_equal(number(w, &facts, "cohort(ks4.attainment8)"), NONE);
	/* A school that the column does not have. */
	open_school(w, &facts, ASH, 2019);
	assert_int_equal(number(w, &facts, "ks4.attainment8"), NONE);
}

static void evidence_of_a_figure_says_what_it_is_beside_and_where_it_is_from(void **state)
{
	struct watching *w = *state;
	const struct evidence *e;
	struct facts facts;

	tell_file(w, "ks4.csv", "provisional", day_of("2019-10-17"));
	tell_schools(w);
	tell_oak(w);
	open_school(w, &facts, OAK, 2019);
	assert_int_equal(truth(w, &facts, "high(ks4.attainment8) < national(ks4.attainment8)"), TRUTH_TRUE);
	assert_int_equal(facts.n_evidence, 1);
	e = &facts.evidence[0];
	assert_string_equal(e->what, "ks4.attainment8");
	assert_string_equal(e->period, "");
	assert_string_equal(e->value, "42.1");
	assert_string_equal(e->low, "40.0");
	assert_string_equal(e->high, "44.2");
	assert_int_equal(e->cohort, 118);
	assert_string_equal(e->national, "46.7");
	assert_string_equal(e->file, "ks4.csv");
	assert_string_equal(e->status, "provisional");
	assert_int_equal(e->published, day_of("2019-10-17"));
	assert_int_equal(e->row, 12);
	assert_string_equal(e->column, "ATT8SCR");
	assert_string_equal(beside_of(e, "statistical neighbours"), "46.1 (9 of 10 have a figure)");
	assert_string_equal(beside_of(e, "authority"), "45.9");
	assert_string_equal(beside_of(e, "the authority's schools of the same phase"), "45.5 (23 schools)");
	assert_string_equal(beside_of(e, "change on the year before"), "-1.5");
	assert_string_equal(beside_of(e, "trend a year"), "-0.8");
	assert_string_equal(beside_of(e, "gap"), "-9.9 to not-disadvantaged");
	assert_string_equal(beside_of(e, "years together"), "43.0 (3 years, 350 pupils)");
}

/* Progress 8 has two decimals, however the school's own is printed; what is worked out to a millionth has not six. */
static void figures_have_the_decimals_of_their_kind(void **state)
{
	static const struct {
		int64_t value, national, authority;
		unsigned scale;
		uint32_t decimals;
		const char *says[3];
	} cases[] = {
		{-1, -30000, -60000, 0, 0, {"-1", "-0.03", "-0.06"}},
		{-16, -30000, -60400, 1, 1, {"-1.6", "-0.03", "-0.06"}},
		{-128, -30000, -26700, 2, 2, {"-1.28", "-0.03", "-0.027"}},
		{-1280404, -30404, -500000, 6, 1, {"-1.28", "-0.03", "-0.50"}},
	};
	struct watching *w = *state;

	tell_schools(w);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint32_t area = area_make(AREA_SCHOOL, OAK).v;
		int64_t value = cases[i].value;
		uint32_t decimals = cases[i].decimals;
		struct indicator_column column = {.figures = {.measure = P8,
							  .group = "all",
							  .period = year_of(2019),
							  .parent = area_make(AREA_AUTHORITY, 855),
							  .scale = cases[i].scale,
							  .n = 1,
							  .area = &area,
							  .value = &value,
							  .decimals = &decimals},
			.national = cases[i].national,
			.authority = cases[i].authority};
		struct facts facts;

		tell_column(w, &column);
		facts_forget_columns(w->columns);
		open_school(w, &facts, OAK, 2019);
		assert_int_equal(truth(w, &facts, P8 " < 0"), TRUTH_TRUE);
		assert_string_equal(facts.evidence[0].value, cases[i].says[0]);
		assert_string_equal(facts.evidence[0].national, cases[i].says[1]);
		assert_string_equal(beside_of(&facts.evidence[0], "authority"), cases[i].says[2]);
	}
}

static void a_change_over_years_stops_at_a_break_of_the_definition(void **state)
{
	struct watching *w = *state;
	const struct measure *measure;
	struct facts facts;

	/* Phonics of 2015/16, 2018/19 and nothing between: the change over three is told all the same. */
	tell_schools(w);
	tell_figure(w, "y1.phonics", 2016, OAK, 8000);
	tell_figure(w, "y1.phonics", 2019, OAK, 7550);
	open_school(w, &facts, OAK, 2019);
	assert_int_equal(number(w, &facts, "change(y1.phonics, 3)"), -4500);
	assert_int_equal(number(w, &facts, "change(y1.phonics, 2)"), NONE);
	assert_int_equal(number(w, &facts, "change(y1.phonics)"), NONE);
	assert_int_equal(facts.n_evidence, 2);
	assert_string_equal(facts.evidence[1].period, "2015/16");
	/* Of eyfs.gld the definition broke in 2012/13. */
	measure = catalogue_measure(w->catalogue, "eyfs.gld");
	assert_string_equal(measure->breaks, "2012/13");
	tell_figure(w, "eyfs.gld", 2011, OAK, 6000);
	tell_figure(w, "eyfs.gld", 2012, OAK, 6200);
	tell_figure(w, "eyfs.gld", 2013, OAK, 5000);
	tell_figure(w, "eyfs.gld", 2015, OAK, 5500);
	open_school(w, &facts, OAK, 2013);
	assert_int_equal(number(w, &facts, "change(eyfs.gld, 2)"), NONE);
	open_school(w, &facts, OAK, 2015);
	assert_int_equal(number(w, &facts, "change(eyfs.gld, 2)"), 5000);
	assert_int_equal(number(w, &facts, "change(eyfs.gld, 3)"), NONE);
	assert_int_equal(number(w, &facts, "previous(previous(eyfs.gld))"), 50000);
}

static void pupil_groups_are_kept_of_the_covered_authority_only(void **state)
{
	struct watching *w = *state;
	struct indicator_event event;
	uint32_t area = area_make(AREA_SCHOOL, OAK).v;
	int64_t value = 351;
	struct indicator_column column = {.figures = {.measure = "ks4.attainment8",
						  .group = "disadvantaged",
						  .period = year_of(2019),
						  .parent = area_make(AREA_AUTHORITY, 855),
						  .scale = 1,
						  .n = 1,
						  .area = &area,
						  .value = &value},
		.national = NONE,
		.authority = NONE};
	struct column_id id = {.measure = "ks4.attainment8",
		.group = "disadvantaged",
		.period = year_of(2019),
		.authority = 856,
		.level = LEVEL_SCHOOLS};
	struct facts facts;

	tell_schools(w);
	tell_column(w, &column);
	open_school(w, &facts, OAK, 2019);
	assert_int_equal(number(w, &facts, "ks4.attainment8[disadvantaged]"), 35100);
	assert_string_equal(facts.evidence[0].group, "disadvantaged");
	column.figures.parent = area_make(AREA_AUTHORITY, 856);
	tell_column(w, &column);
	assert_false(state_column(&w->txn, w->said, &id, &event));
	column.figures.group = id.group = "all";
	tell_column(w, &column);
	assert_true(state_column(&w->txn, w->said, &id, &event));
	/* Nor is anything of measures that no rule can name. */
	column.figures.measure = id.measure = "sfr05.something";
	tell_column(w, &column);
	assert_false(state_column(&w->txn, w->said, &id, &event));
}

/* -- the authority itself ------------------------------------------------------------------------------------------ */

/* Three authorities of England: 855, in the second row, has 61.5 and is 120th of 151. */
static void tell_authorities(struct watching *w)
{
	static char *columns[] = {(char *)(uintptr_t) "FIRST", (char *)(uintptr_t) "SECOND"};
	uint32_t area[] = {area_make(AREA_AUTHORITY, 850).v, area_make(AREA_AUTHORITY, 855).v,
		area_make(AREA_AUTHORITY, 856).v};
	int64_t value[] = {700, 615, 500}, change[] = {100000, -2500000, NONE},
		worked[] = {NONE, 61400000, NONE}, region[] = {64000000, 63000000, 63000000};
	uint32_t quartile[] = {1, 4, 4}, rank[] = {10, 120, 150}, row[] = {5, 6, 7}, column_of[] = {0, 1, 0};
	uint32_t percentile[] = {94000000, 21000000, 1000000}, hidden[] = {0, 2, 0};
	uint64_t cohort[] = {0, 900, 0}, hidden_cohort[] = {0, 100, 0};
	struct indicator_column column = {.figures = {.measure = "ks2.rwm.expected",
						  .group = "all",
						  .period = year_of(2019),
						  .parent = area_england(),
						  .scale = 1,
						  .n = 3,
						  .area = area,
						  .value = value,
						  .row = row,
						  .n_source_column = 2,
						  .source_column = columns,
						  .column_of = column_of},
		.national = 65000000,
		.authority = NONE,
		.of_national = 151,
		.worked_out = worked,
		.worked_cohort = cohort,
		.worked_hidden = hidden,
		.worked_hidden_cohort = hidden_cohort,
		.region = region,
		.quartile = quartile,
		.rank_national = rank,
		.percentile = percentile,
		.change = change};

	tell_column(w, &column);
}

static void check_the_authority(struct watching *w)
{
	struct facts_source source = judge_source(&w->evaluation);
	struct facts facts;

	facts_forget_columns(w->columns);
	facts_open_authority(&facts, &source, 855);
	facts_take_period(&facts, year_of(2019));
	assert_string_equal(facts.name, "Leicestershire");
	assert_int_equal(number(w, &facts, "ks2.rwm.expected"), 61500);
	assert_int_equal(number(w, &facts, "change(ks2.rwm.expected)"), -2500);
	assert_int_equal(number(w, &facts, "quartile(ks2.rwm.expected)"), 4000);
	assert_int_equal(number(w, &facts, "percentile(ks2.rwm.expected)"), 21000);
	assert_int_equal(number(w, &facts, "region(ks2.rwm.expected)"), 63000);
	assert_int_equal(number(w, &facts, "national(ks2.rwm.expected)"), 65000);
	assert_int_equal(number(w, &facts, "coverage(ks2.rwm.expected)"), 90000);
	assert_int_equal(number(w, &facts, "authority(ks2.rwm.expected)"), NONE);
	assert_int_equal(number(w, &facts, "school.mainstream"), NONE);
	assert_int_equal(facts.evidence[0].row, 6);
	assert_string_equal(facts.evidence[0].column, "SECOND");
	assert_string_equal(beside_of(&facts.evidence[0], "quartile"), "4 of 4 (120 of 151 authorities)");
}

static void of_england_the_authority_keeps_its_own_cell(void **state)
{
	struct watching *w = *state;
	struct indicator_event event;
	struct column_id id = {.measure = "ks2.rwm.expected",
		.group = "all",
		.period = year_of(2019),
		.authority = 855,
		.level = LEVEL_AUTHORITY};

	tell_authorities(w);
	check_the_authority(w);
	assert_true(state_column(&w->txn, w->said, &id, &event));
	assert_int_equal(event.column.figures.n, 1);
	id.authority = 850;
	assert_false(state_column(&w->txn, w->said, &id, &event));
}

static void what_came_before_the_caseloads_is_there_when_they_come(void **state)
{
	struct watching *w = *state;
	struct touched touched;
	size_t n = 0;

	w->keeping.caseloads = NULL;
	tell_authorities(w);
	assert_false(state_take_touched(&w->txn, w->said, &touched));
	w->keeping.caseloads = &w->caseloads;
	arena_reset(w->scratch);
	keep_adopt(&w->keeping, &w->txn, w->said, 855);
	check_the_authority(w);
	while (state_take_touched(&w->txn, w->said, &touched))
		n++;
	assert_int_equal(n, 1);
	assert_null(state_unsorted(&w->txn, w->said));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCHING(every_aspect_of_a_figure_is_known),
		WATCHING(evidence_of_a_figure_says_what_it_is_beside_and_where_it_is_from),
		WATCHING(figures_have_the_decimals_of_their_kind),
		WATCHING(a_change_over_years_stops_at_a_break_of_the_definition),
		WATCHING(pupil_groups_are_kept_of_the_covered_authority_only),
		WATCHING(of_england_the_authority_keeps_its_own_cell),
		WATCHING(what_came_before_the_caseloads_is_there_when_they_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
