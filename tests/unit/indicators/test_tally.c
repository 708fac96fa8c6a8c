/* SPDX-License-Identifier: MIT
 *
 * Counting inspections school by school: which of them count, in which frame, beside which other; and what a school is.
 */
#include "common/model/catalogue.h"
#include "services/indicators/profile/measures.h"
#include "tests/unit/store/temporary.h"

/* Days since 1970-01-01 of some dates. */
#define D2011 14975u /* 2011-01-01 */
#define D2013 15706u /* 2013-01-01 */
#define D2016 16801u /* 2016-01-01 */
#define D2018 17743u /* 2018-07-31 */
#define D2025 20089u /* 2025-01-01 */
#define D2026 20454u /* 2026-01-01 */

static const struct tally_day on_2018 = {D2018, 20180731};
static const struct tally_day on_2026 = {D2026, 20260101};

static struct graded headline(uint32_t day, uint8_t overall)
{
	return (struct graded){.day = day, .told = day + 30, .frame = FRAME_HEADLINE, .overall = overall};
}

static struct facts primary(uint32_t pupils)
{
	return (struct facts){.authority = 855,
		.pupils = pupils,
		.pupils_known = pupils > 0,
		.phase = PHASE_PRIMARY,
		.type = TYPE_MAINTAINED,
		.funding = FUNDING_STATE,
		.status = STATUS_OPEN};
}

struct tallies {
	struct tally of[PROFILE_GROUPS];
};

static uint64_t of(const struct tallies *tallies, enum profile_group group, enum tally_count count)
{
	return tallies->of[group].n[count];
}

/* The example of the header. */
static void three_schools_add_up_as_counted_by_hand(void **state)
{
	struct graded better[] = {headline(D2016, 2), headline(D2013, 3)};
	struct graded twice[] = {headline(D2016 + 400, 3), headline(D2016 - 300, 3)};
	struct graded once[] = {headline(D2016, 4)};
	struct facts a = primary(200), b = primary(100), c = primary(0);
	struct tallies all = {0};
	struct profile_measure measure;

	(void)state;
	tally_school(&a, better, 2, on_2018, all.of);
	tally_school(&b, twice, 2, on_2018, all.of);
	tally_school(&c, once, 1, on_2018, all.of);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_INSPECTED), 3);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_GOOD), 1);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_NOT_GOOD), 2);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_INADEQUATE), 1);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_PUPILS), 300);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_PUPILS_GOOD), 200);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_TWICE), 2);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_IMPROVED), 1);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_SAME), 1);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_DECLINED), 0);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_TWO_REQUIRE), 1);
	assert_memory_equal(&all.of[GROUP_PRIMARY], &all.of[GROUP_ALL], sizeof(struct tally));
	assert_memory_equal(&all.of[GROUP_MAINTAINED_PRIMARY], &all.of[GROUP_ALL], sizeof(struct tally));
	assert_true(tally_is_empty(&all.of[GROUP_SECONDARY]) && tally_is_empty(&all.of[GROUP_ACADEMIES]));
	/* 100 * 1 / 3 and 100 * 200 / 300 in millionths */
	profile_measure(1, &measure);
	assert_string_equal(measure.id, "ofsted.good_or_better");
	assert_int_equal(profile_figure(&measure, &all.of[GROUP_ALL]), 33333333);
	profile_measure(2, &measure);
	assert_string_equal(measure.id, "ofsted.pupils_good_or_better");
	assert_int_equal(profile_figure(&measure, &all.of[GROUP_ALL]), 66666667);
	assert_int_equal(profile_figure(&measure, &all.of[GROUP_SPECIAL]), DECIMAL_NONE);
}

static uint64_t two_in_a_row(struct graded now, struct graded before)
{
	struct graded graded[] = {now, before};
	struct facts facts = primary(1);
	struct tallies all = {0};

	tally_school(&facts, graded, 2, on_2018, all.of);
	return of(&all, GROUP_ALL, TALLY_TWO_REQUIRE);
}

static void two_in_a_row_needs_both_and_satisfactory_was_another_word(void **state)
{
	(void)state;
	assert_int_equal(two_in_a_row(headline(D2016, 3), headline(D2013, 3)), 1);
	assert_int_equal(two_in_a_row(headline(D2016, 3), headline(D2013, 4)), 1);
	assert_int_equal(two_in_a_row(headline(D2016, 4), headline(D2011, 4)), 1);
	assert_int_equal(two_in_a_row(headline(D2016, 2), headline(D2013, 3)), 0);
	assert_int_equal(two_in_a_row(headline(D2016, 3), headline(D2013, 2)), 0);
	assert_int_equal(two_in_a_row(headline(D2016, 3), headline(D2011, 3)), 0);
	/* 31 August and 1 September 2012 */
	assert_int_equal(two_in_a_row(headline(D2016, 3), headline(15583, 3)), 0);
	assert_int_equal(two_in_a_row(headline(D2016, 3), headline(15584, 3)), 1);
}

static void only_the_latest_two_count_and_only_what_was_told_by_the_day(void **state)
{
	/* Published on 2018-08-01, a day late; then good, requires improvement, requires improvement. */
	struct graded graded[] = {
		{.day = D2018 - 20, .told = D2018 + 1, .frame = FRAME_HEADLINE, .overall = 4},
		headline(D2016, 2), headline(D2013, 3), headline(D2013 - 90, 3)};
	struct facts facts = primary(0);
	struct tallies all = {0}, later = {0};

	(void)state;
	tally_school(&facts, graded, 4, on_2018, all.of);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_GOOD), 1);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_IMPROVED), 1);
	assert_int_equal(of(&all, GROUP_ALL, TALLY_TWO_REQUIRE), 0);
	tally_school(&facts, graded, 4, (struct tally_day){D2018 + 1, 20180801}, later.of);
	assert_int_equal(of(&later, GROUP_ALL, TALLY_INADEQUATE), 1);
	assert_int_equal(of(&later, GROUP_ALL, TALLY_DECLINED), 1);
}

static bool counts(struct facts facts)
{
	struct graded graded = headline(D2016, 2);
	struct tallies all = {0};

	tally_school(&facts, &graded, 1, on_2018, all.of);
	return of(&all, GROUP_ALL, TALLY_INSPECTED) == 1;
}

static void closed_and_independent_schools_and_those_of_nobody_do_not_count(void **state)
{
	struct facts facts = primary(100);

	(void)state;
	assert_true(counts(facts));
	facts.funding = FUNDING_INDEPENDENT;
	assert_false(counts(facts));
	facts = primary(100);
	facts.status = STATUS_CLOSED;
	assert_false(counts(facts));
	/* Closed on the day, or the day after: it was open then, whatever it is now. */
	facts.closed = 20180731;
	assert_false(counts(facts));
	facts.closed = 20180801;
	assert_true(counts(facts));
	facts = primary(100);
	facts.opened = 20180801;
	assert_false(counts(facts));
	facts = primary(100);
	facts.status = STATUS_PROPOSED;
	assert_false(counts(facts));
	facts = primary(100);
	facts.authority = 0;
	assert_false(counts(facts));
}

/* Frame break: the latest inspection decides where a school counts, and nothing is compared with the frame before. */
static void a_school_counts_in_the_frame_of_its_latest_inspection_only(void **state)
{
	struct graded graded[] = {
		{.day = D2025, .told = D2025, .frame = FRAME_SUB_JUDGEMENTS, .grade = {2, 3, 1, 2}},
		headline(D2016, 3), headline(D2013, 3)};
	struct facts facts = primary(100);
	struct tallies all = {0}, before = {0};
	const struct tally *tally = &all.of[GROUP_ALL];

	(void)state;
	tally_school(&facts, graded, 3, on_2026, all.of);
	for (size_t i = 0; i < TALLY_SUB_INSPECTED; i++)
		assert_int_equal(tally->n[i], 0);
	assert_int_equal(tally->n[TALLY_SUB_INSPECTED], 1);
	assert_int_equal(tally->n[TALLY_SUB_GRADED + 0] + tally->n[TALLY_SUB_GRADED + 1], 2);
	assert_int_equal(tally->n[TALLY_SUB_GOOD + 0], 1);   /* quality of education: 2 */
	assert_int_equal(tally->n[TALLY_SUB_GOOD + 1], 0);   /* behaviour and attitudes: 3 */
	assert_int_equal(tally->n[TALLY_SUB_GRADED + 5], 0); /* no sixth form */
	/* The day before, it counts with its overall grades. */
	tally_school(&facts, graded, 3, (struct tally_day){D2025 - 1, 20241231}, before.of);
	assert_int_equal(before.of[GROUP_ALL].n[TALLY_TWO_REQUIRE], 1);
	assert_int_equal(before.of[GROUP_ALL].n[TALLY_SUB_INSPECTED], 0);
}

static struct inspection card(void)
{
	static struct judgement judgements[] = {{.aspect = "inclusion", .text = "Strong standard"},
		{.aspect = "leadership-and-governance", .text = "Urgent improvement"},
		{.aspect = "something-new", .text = "Exceptional"}};

	return (struct inspection){.urn = 9900001,
		.inspected = D2026 - 40,
		.published = D2026 - 1,
		.frame = FRAME_REPORT_CARD,
		.safeguarding = "met",
		.n_judgements = ARRAY_LEN(judgements),
		.judgement = judgements};
}

static void words_of_a_report_card_are_counted_one_by_one(void **state)
{
	struct inspection inspection = card();
	struct graded graded[2];
	struct facts facts = primary(100);
	struct tallies all = {0};
	const struct tally *tally = &all.of[GROUP_ALL];
	uint64_t words = 0;

	(void)state;
	assert_true(graded_of(&inspection, &graded[0]));
	assert_int_equal(graded[0].told, D2026 - 1);
	graded[1] = headline(D2016, 1);
	tally_school(&facts, graded, 2, on_2026, all.of);
	assert_int_equal(tally->n[TALLY_CARD_INSPECTED], 1);
	assert_int_equal(tally->n[TALLY_SAFEGUARDING_MET], 1);
	assert_int_equal(tally->n[TALLY_CARD_WORD + 0 * CARD_WORDS + 1], 1);
	assert_int_equal(tally->n[TALLY_CARD_WORD + 7 * CARD_WORDS + 4], 1);
	for (size_t i = 0; i < CARD_AREAS * CARD_WORDS; i++)
		words += tally->n[TALLY_CARD_WORD + i];
	assert_int_equal(words, 2);
	assert_int_equal(tally->n[TALLY_INSPECTED] + tally->n[TALLY_TWICE], 0);
}

static void a_predecessors_inspection_is_never_the_schools_own(void **state)
{
	struct inspection inspection = {
		.inspected = D2016, .frame = FRAME_HEADLINE, .overall = 4, .safeguarding = ""};
	struct graded graded;

	(void)state;
	assert_true(graded_of(&inspection, &graded));
	inspection.another = true;
	assert_false(graded_of(&inspection, &graded));
}

static void sub_judgements_are_a_frame_from_2_september_2024_on(void **state)
{
	struct judgement quality = {.aspect = "quality-of-education", .text = "2", .grade = 2};
	struct inspection inspection = {.inspected = 19967, /* 1 September 2024 */
		.frame = FRAME_SUB_JUDGEMENTS,
		.safeguarding = "effective",
		.n_judgements = 1,
		.judgement = &quality};
	struct graded graded;

	(void)state;
	assert_false(graded_of(&inspection, &graded));
	inspection.inspected++;
	assert_true(graded_of(&inspection, &graded));
	assert_int_equal(graded.grade[0], 2);
	assert_int_equal(graded.safeguarding, 0); /* met and not met are words of report cards */
	inspection.frame = FRAME_UNGRADED;
	assert_false(graded_of(&inspection, &graded));
}

static struct facts called(const char *type, const char *group, const char *phase)
{
	struct school school;

	school_init(&school, 100000);
	school.type = type;
	school.type_group = group;
	school.phase = phase;
	return facts_of(&school);
}

static void assert_called(struct facts facts, enum school_phase phase, enum facts_type type)
{
	assert_int_equal(facts.phase, phase);
	assert_int_equal(facts.type, type);
}

/* Types and phases as the register, the census and Ofsted write them. */
static void phase_and_type_are_known_by_the_words_of_every_source(void **state)
{
	(void)state;
	assert_called(called("Community school", "Local authority maintained schools", "Primary"),
		PHASE_PRIMARY, TYPE_MAINTAINED);
	assert_called(called("Academy special converter", "Academies", ""), PHASE_SPECIAL, TYPE_ACADEMY);
	assert_called(
		called("Community special school", "Special schools", ""), PHASE_SPECIAL, TYPE_MAINTAINED);
	assert_called(
		called("Non-maintained special school", "Special schools", ""), PHASE_SPECIAL, TYPE_OTHER);
	assert_called(called("Free schools alternative provision", "Free Schools", ""), PHASE_ALTERNATIVE,
		TYPE_ACADEMY);
	assert_called(called("Pupil referral unit", "Local authority maintained schools", ""),
		PHASE_ALTERNATIVE, TYPE_MAINTAINED);
	assert_called(
		called("Local authority nursery school", "", "Nursery"), PHASE_NURSERY, TYPE_MAINTAINED);
	assert_called(called("Free schools", "Free Schools", "All-through"), PHASE_ALL_THROUGH, TYPE_ACADEMY);
	assert_called(called("", "", "Middle deemed secondary"), PHASE_SECONDARY, TYPE_UNKNOWN);
	assert_called(called("", "", "State-funded special school"), PHASE_SPECIAL, TYPE_UNKNOWN);
	assert_called(called("", "", "State-funded nursery"), PHASE_NURSERY, TYPE_UNKNOWN);
	assert_called(called("", "", "PRU"), PHASE_ALTERNATIVE, TYPE_UNKNOWN);
	assert_called(called("", "", "16 plus"), PHASE_POST_16, TYPE_UNKNOWN);
	assert_int_equal(called("Other independent special school", "Special schools", "").funding,
		FUNDING_INDEPENDENT);
}

static void codes_that_are_no_authoritys_are_not_known(void **state)
{
	static const struct {
		uint32_t code, known;
	} codes[] = {{855, 855}, {979, 979}, {980, 0}, {999, 0}, {100, 100}, {99, 0}, {8, 0}, {0, 0}};
	struct school school;

	(void)state;
	school_init(&school, 100000);
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		school.authority = codes[i].code;
		assert_int_equal(facts_of(&school).authority, codes[i].known);
	}
}

static void groups_of_a_school_are_all_its_phase_its_type_and_both(void **state)
{
	struct facts facts = primary(1);

	(void)state;
	assert_int_equal(facts_groups(&facts), 1u << GROUP_ALL | 1u << GROUP_PRIMARY |
						       1u << GROUP_MAINTAINED |
						       1u << GROUP_MAINTAINED_PRIMARY);
	facts.phase = PHASE_UNKNOWN;
	facts.type = TYPE_ACADEMY;
	assert_int_equal(facts_groups(&facts), 1u << GROUP_ALL | 1u << GROUP_ACADEMIES);
	facts.phase = PHASE_NURSERY;
	facts.type = TYPE_OTHER;
	assert_int_equal(facts_groups(&facts), 1u << GROUP_ALL | 1u << GROUP_NURSERY);
}

static void every_measure_is_in_the_catalogue_and_no_other_is_counted_from_inspections(void **state)
{
	struct catalogue *catalogue;
	const struct measure *shipped;
	struct err_text text;
	size_t n, counted = 0;

	(void)state;
	assert_int_equal(catalogue_open("common/model/catalogue", &catalogue, &text), 0);
	for (size_t i = 0; i < PROFILE_MEASURES; i++) {
		struct profile_measure measure;
		const struct measure *def;

		profile_measure(i, &measure);
		def = catalogue_measure(catalogue, measure.id);
		if (def == NULL)
			fail_msg("%s is not in the catalogue", measure.id);
		assert_int_equal(def->worked_out, WORKED_OUT_INSPECTIONS);
		assert_string_equal(def->phase, "ofsted");
		assert_string_equal(def->unit, measure.percent ? "percent" : "count");
	}
	n = catalogue_measures(catalogue, &shipped);
	for (size_t i = 0; i < n; i++)
		counted += shipped[i].worked_out == WORKED_OUT_INSPECTIONS ? 1 : 0;
	assert_int_equal(counted, PROFILE_MEASURES);
	catalogue_free(catalogue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_schools_add_up_as_counted_by_hand),
		cmocka_unit_test(two_in_a_row_needs_both_and_satisfactory_was_another_word),
		cmocka_unit_test(only_the_latest_two_count_and_only_what_was_told_by_the_day),
		cmocka_unit_test(closed_and_independent_schools_and_those_of_nobody_do_not_count),
		cmocka_unit_test(a_school_counts_in_the_frame_of_its_latest_inspection_only),
		cmocka_unit_test(words_of_a_report_card_are_counted_one_by_one),
		cmocka_unit_test(a_predecessors_inspection_is_never_the_schools_own),
		cmocka_unit_test(sub_judgements_are_a_frame_from_2_september_2024_on),
		cmocka_unit_test(phase_and_type_are_known_by_the_words_of_every_source),
		cmocka_unit_test(codes_that_are_no_authoritys_are_not_known),
		cmocka_unit_test(groups_of_a_school_are_all_its_phase_its_type_and_both),
		cmocka_unit_test(every_measure_is_in_the_catalogue_and_no_other_is_counted_from_inspections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
