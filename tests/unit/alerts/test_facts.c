/* SPDX-License-Identifier: MIT
 *
 * What is known of each term of a condition, from figures, inspections and events as they come, and what of it becomes
 * evidence.
 */
#include "tests/unit/alerts/watching.h"

/* What the first term of a condition is known to be: its number in thousandths, NONE when it has none. */
static int64_t number(struct watching *w, struct facts *facts, const char *term)
{
	const char *text = arena_print(w->said, "%s = 0", term);
	const struct expression *expression;
	struct known_value value = {0};
	struct err_text error = {""};
	const struct term *first;

	if (expression_parse(w->said, text, &expression, NULL, &error) < 0)
		fail_msg("%s: %s", text, error.text);
	(void)expression_terms(expression, &first);
	if (!facts_know(facts, first, &value) || !value.has_number)
		return NONE;
	assert_int_equal(value.number % 1000, 0);
	return value.number / 1000;
}

/* Is a condition true, false or unknown? */
static enum truth truth(struct watching *w, struct facts *facts, const char *condition)
{
	const struct expression *expression;
	struct err_text error = {""};

	if (expression_parse(w->said, condition, &expression, NULL, &error) < 0)
		fail_msg("%s: %s", condition, error.text);
	return facts_evaluate(facts, expression);
}

static void open_school(struct watching *w, struct facts *facts, uint32_t urn, unsigned year)
{
	struct facts_source source = judge_source(&w->evaluation);

	facts_forget_columns(w->columns);
	assert_int_equal(facts_open(facts, &source, urn), 0);
	if (year != 0)
		facts_take_period(facts, year_of(year));
}

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
			fail_msg("%s is %lld", cases[i].term,
				(long long)number(w, &facts, cases[i].term));
	/* A hidden figure tells nothing, nor does what it is beside. */
	open_school(w, &facts, ELM, 2019);
	assert_int_equal(number(w, &facts, "ks4.attainment8"), NONE);
	assert_int_equal(number(w, &facts, "phase(ks4.attainment8)"), NONE);
	assert_int_equal(number(w, &facts, "cohort(ks4.attainment8)"), NONE);
	/* A school that the column does not have. */
	open_school(w, &facts, ASH, 2019);
	assert_int_equal(number(w, &facts, "ks4.attainment8"), NONE);
}

static const char *beside_of(const struct evidence *evidence, const char *what)
{
	for (size_t i = 0; i < evidence->n_beside; i++)
		if (strcmp(evidence->beside[i].what, what) == 0)
			return evidence->beside[i].value;
	return "";
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
	assert_string_equal(e->low, "40.00");
	assert_string_equal(e->high, "44.20");
	assert_int_equal(e->cohort, 118);
	assert_string_equal(e->national, "46.7");
	assert_string_equal(e->file, "ks4.csv");
	assert_string_equal(e->status, "provisional");
	assert_int_equal(e->published, day_of("2019-10-17"));
	assert_int_equal(e->row, 12);
	assert_string_equal(e->column, "ATT8SCR");
	assert_string_equal(beside_of(e, "statistical neighbours"), "46.10 (9 of 10 have a figure)");
	assert_string_equal(beside_of(e, "authority"), "45.90");
	assert_string_equal(beside_of(e, "schools of the same phase"), "45.50 (23 schools)");
	assert_string_equal(beside_of(e, "change on the year before"), "-1.50");
	assert_string_equal(beside_of(e, "trend a year"), "-0.80");
	assert_string_equal(beside_of(e, "gap"), "-9.90 to not-disadvantaged");
	assert_string_equal(beside_of(e, "years together"), "43.00 (3 years, 350 pupils)");
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
	assert_int_equal(
		state_happened(&w->txn, w->said, oak, "complaint", 0, UINT32_MAX, &latest, 1), 4);
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
	/* To close on a day that has not come. */
	school = school_of(ELM, "Elm");
	school.status = "Open, but proposed to close";
	school.closed = 20200831;
	tell_school(w, &school);
	assert_string_equal(why_gone(w, ELM), "it is there");
	now(w, "2020-08-31T00:00:00Z");
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
		WATCHING(every_aspect_of_a_figure_is_known),
		WATCHING(evidence_of_a_figure_says_what_it_is_beside_and_where_it_is_from),
		WATCHING(a_change_over_years_stops_at_a_break_of_the_definition),
		WATCHING(pupil_groups_are_kept_of_the_covered_authority_only),
		WATCHING(of_england_the_authority_keeps_its_own_cell),
		WATCHING(what_came_before_the_caseloads_is_there_when_they_come),
		WATCHING(the_latest_inspection_is_known_by_its_frame),
		WATCHING(what_is_not_the_schools_own_or_not_graded_is_not_seen),
		WATCHING(events_are_counted_up_to_the_day_that_is_judged),
		WATCHING(a_school_is_known_by_what_tables_and_registers_say),
		WATCHING(a_school_is_gone_by_register_event_or_successor),
		WATCHING(an_event_or_a_tie_tells_of_a_closed_school),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
