/* SPDX-License-Identifier: MIT
 *
 * The profile of inspections as it is kept: which days and authorities are counted again, in whichever order register and
 * inspections come, and what stands in the columns then.
 */
#include "services/indicators/profile/facts.h"
#include "services/indicators/profile/profile.h"
#include "services/indicators/standing/part.h"
#include "tests/unit/indicators/standing.h"

#define JULY   17743u /* 2018-07-31, in days since 1970-01-01 */
#define AUGUST 17774u /* 2018-08-31 */

#define GOOD "ofsted.good_or_better"

/* A submission of its own: what it tells of, then how many steps of work it made. */
static void begin(struct fixture *f, uint32_t published)
{
	struct opened opened = {.name = "",
		.format = "",
		.status = "",
		.published = published,
		.received = INT64_C(86400) * 1000000 * 20000};

	f->submission++;
	state_put_vintage(&f->txn, f->submission, published, "", (struct period){0});
	profile_open(&f->txn, f->submission, &opened);
}

static size_t end(struct fixture *f)
{
	size_t steps = 0, bytes;
	bool more = true;

	profile_close(&f->txn);
	while (more) {
		assert_int_equal(profile_work(&f->txn, f->arena, f->catalogue, &bytes, &more), 0);
		steps += more ? 1 : 0;
	}
	return steps;
}

static void inspect(struct fixture *f, uint32_t urn, uint32_t day, uint32_t overall)
{
	struct inspection inspection = {.urn = urn,
		.inspected = day - 30,
		.published = day,
		.frame = FRAME_HEADLINE,
		.overall = overall,
		.safeguarding = ""};

	profile_inspections(&f->txn, &inspection, 1, f->submission);
}

static void enrol(struct fixture *f, uint32_t urn, uint32_t authority, const char *phase)
{
	struct school school;

	school_init(&school, urn);
	school.authority = authority;
	school.phase = phase;
	profile_school(&f->txn, &school);
}

static bool column_of(
	struct fixture *f, const char *measure, const char *group, const char *day, struct column *ret)
{
	struct column named = {.measure = measure, .group = group};
	struct series series;

	assert_int_equal(period_parse(day, strlen(day), PERIOD_ACADEMIC, &named.period), 0);
	return state_known_series(&f->txn, &named, &series) &&
	       state_column(&f->txn, f->arena, series, area_england(), ret);
}

/* "good of inspected" of an area, as 100 * good + inspected; 0: nothing is told. */
static unsigned told(struct fixture *f, struct area area, const char *group, const char *day)
{
	struct column column;
	ptrdiff_t i;

	if (!column_of(f, GOOD, group, day, &column) || (i = column_find(&column, area)) < 0 ||
		column_flag(&column, (size_t)i) != FLAG_PRESENT)
		return 0;
	assert_int_equal(column.numerator[i] % 1000000 + column.denominator[i] % 1000000, 0);
	assert_int_equal(column.value[i],
		decimal_divide((__int128)column.numerator[i] * 100000000, column.denominator[i]));
	return (unsigned)(column.numerator[i] / 1000000 * 100 + column.denominator[i] / 1000000);
}

static void inspections_of_a_known_school_are_told_on_the_day_of_the_file(void **state)
{
	struct fixture *f = *state;

	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	enrol(f, 100002, 855, "Secondary");
	assert_int_equal(end(f), 0); /* nobody was inspected */
	begin(f, 0);
	inspect(f, 100001, JULY, 2);
	inspect(f, 100002, JULY - 100, 4);
	end(f);
	assert_int_equal(told(f, LA(855), "all", "2018-07-31"), 102);
	assert_int_equal(told(f, LA(855), "primary-schools", "2018-07-31"), 101);
	assert_int_equal(told(f, LA(855), "secondary-schools", "2018-07-31"), 1);
	assert_int_equal(told(f, ENGLAND, "all", "2018-07-31"), 0);
	/* The day that the submitter gives goes before the latest in the file. */
	begin(f, JULY + 2);
	inspect(f, 100001, JULY - 1, 2);
	end(f);
	assert_int_equal(told(f, LA(855), "all", "2018-08-02"), 102);
}

static void a_later_file_tells_of_its_own_day_and_leaves_the_earlier_alone(void **state)
{
	struct fixture *f = *state;

	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	enrol(f, 100002, 850, "Primary");
	inspect(f, 100001, JULY, 3);
	inspect(f, 100002, JULY, 2);
	end(f);
	begin(f, 0);
	inspect(f, 100001, AUGUST, 2);
	/* One authority on one day, with which it is done; the day is new to every group. */
	assert_int_equal(end(f), 2 + PROFILE_GROUPS);
	assert_int_equal(told(f, LA(855), "all", "2018-07-31"), 1);
	assert_int_equal(told(f, LA(855), "all", "2018-08-31"), 101);
	assert_int_equal(told(f, LA(850), "all", "2018-07-31"), 101);
	assert_int_equal(told(f, LA(850), "all", "2018-08-31"), 0);
}

static void in_whichever_order_files_come_each_day_is_the_same(void **state)
{
	struct fixture *f = *state;

	begin(f, 0);
	inspect(f, 100001, AUGUST, 2);
	end(f);
	begin(f, 0);
	inspect(f, 100001, JULY, 3);
	end(f);
	assert_int_equal(profile_unplaced(&f->txn), 2);
	assert_int_equal(told(f, LA(855), "all", "2018-08-31"), 0);
	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	end(f);
	assert_int_equal(profile_unplaced(&f->txn), 0);
	assert_int_equal(told(f, LA(855), "primary-schools", "2018-07-31"), 1);
	assert_int_equal(told(f, LA(855), "primary-schools", "2018-08-31"), 101);
}

static void what_changes_about_a_school_changes_the_last_day_only(void **state)
{
	struct fixture *f = *state;

	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	inspect(f, 100001, JULY, 2);
	end(f);
	begin(f, 0);
	inspect(f, 100001, AUGUST, 2);
	end(f);
	begin(f, 0);
	enrol(f, 100001, 850, "Primary");
	end(f);
	assert_int_equal(told(f, LA(855), "all", "2018-07-31"), 101);
	assert_int_equal(told(f, LA(855), "all", "2018-08-31"), 0);
	assert_int_equal(told(f, LA(850), "all", "2018-07-31"), 0);
	assert_int_equal(told(f, LA(850), "all", "2018-08-31"), 101);
}

static void what_is_said_again_counts_nothing_anew(void **state)
{
	struct fixture *f = *state;

	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	inspect(f, 100001, JULY, 2);
	end(f);
	begin(f, 0);
	enrol(f, 100001, 855, "State-funded primary");
	assert_int_equal(end(f), 0);
	begin(f, 0);
	inspect(f, 100001, JULY, 2);
	/* The authority is looked at, and no group has changed. */
	assert_int_equal(end(f), 2);
}

static void an_inspection_that_was_a_predecessors_is_taken_back(void **state)
{
	struct fixture *f = *state;
	struct inspection anothers = {.urn = 100001,
		.inspected = JULY - 30,
		.published = JULY,
		.overall = 3,
		.safeguarding = "",
		.another = true};
	struct column column;

	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	inspect(f, 100001, JULY, 3);
	end(f);
	assert_int_equal(told(f, LA(855), "all", "2018-07-31"), 1);
	begin(f, JULY);
	profile_inspections(&f->txn, &anothers, 1, f->submission);
	inspect(f, 100009, JULY, 2);
	end(f);
	assert_int_equal(told(f, LA(855), "all", "2018-07-31"), 0);
	/* What was told is withdrawn, not left standing. */
	assert_true(column_of(f, GOOD, "all", "2018-07-31", &column));
	assert_int_equal(column.flag[0], FLAG_NOT_APPLICABLE);
}

/* A primary school in every authority from `first` on that there still is, up to `most` of them; inspected, if it is, with 3 in
 * every third and else 2. Where it ended. */
static size_t enrol_authorities(struct fixture *f, size_t first, size_t most, bool inspected)
{
	const struct area_def *area;
	size_t n = catalogue_areas(f->catalogue, &area), done = 0, i;

	for (i = first; i < n && done < most; i++) {
		if (area_kind(area[i].area) != AREA_AUTHORITY || area[i].until != 0)
			continue;
		done++;
		enrol(f, 100000 + (uint32_t)i, area_code(area[i].area), "Primary");
		if (inspected)
			inspect(f, 100000 + (uint32_t)i, JULY, done % 3 == 0 ? 3 : 2);
	}
	return i;
}

static void england_is_a_sum_of_140_authorities_and_a_region_of_all_its_own(void **state)
{
	struct fixture *f = *state;
	unsigned inner, outer;
	size_t next;

	begin(f, 0);
	next = enrol_authorities(f, 0, 139, true);
	end(f);
	assert_int_equal(told(f, ENGLAND, "all", "2018-07-31"), 0);
	/* London is Inner and Outer London; West Sussex (938) is not here, and so not the South East. */
	inner = told(f, area_make(AREA_REGION, 987), "all", "2018-07-31");
	outer = told(f, area_make(AREA_REGION, 988), "all", "2018-07-31");
	assert_int_equal(inner % 100, 14);
	assert_int_equal(outer % 100, 19);
	assert_int_equal(told(f, area_make(AREA_REGION, 986), "all", "2018-07-31"), inner + outer);
	assert_int_equal(told(f, area_make(AREA_REGION, 989), "all", "2018-07-31"), 0);
	begin(f, 0);
	enrol(f, 200000, 938, "Nursery");
	inspect(f, 200000, JULY, 1);
	end(f);
	/* 139 less 46 thirds, and the nursery school; England comes to groups that this authority has nothing of. */
	assert_int_equal(told(f, ENGLAND, "all", "2018-07-31"), 94 * 100 + 140);
	assert_int_equal(told(f, ENGLAND, "primary-schools", "2018-07-31"), 93 * 100 + 139);
	assert_int_equal(told(f, ENGLAND, "nursery-schools", "2018-07-31"), 101);
	assert_int_equal(told(f, area_make(AREA_REGION, 989), "nursery-schools", "2018-07-31"), 0);
	/* Now that the others are known to have schools, though none was inspected. */
	begin(f, 0);
	enrol_authorities(f, next, 100, false);
	end(f);
	assert_int_equal(told(f, area_make(AREA_REGION, 989), "nursery-schools", "2018-07-31"), 101);
	assert_int_equal(told(f, ENGLAND, "all", "2018-07-31"), 94 * 100 + 140);
}

static void a_published_cell_stays_beside_those_that_are_counted(void **state)
{
	struct fixture *f = *state;
	struct column c = {.measure = GOOD, .group = "all", .parent = area_england(), .scale = 1, .n = 1};
	struct indicator_column out;
	struct column merged;
	struct series series;

	assert_int_equal(period_parse("2018-07-31", 10, PERIOD_ACADEMIC, &c.period), 0);
	c.area = (uint32_t[]){LA(850).v};
	c.value = (int64_t[]){815};
	c.row = (uint32_t[]){7};
	assert_int_equal(merge_columns(f->arena, NULL, &c, 1, NULL, NULL, &merged), 0);
	series = state_series(&f->txn, &c);
	state_put_column(&f->txn, series, c.parent, 1, &merged);
	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	enrol(f, 100002, 850, "Primary");
	inspect(f, 100001, JULY, 2);
	inspect(f, 100002, JULY, 2);
	end(f);
	assert_int_equal(
		standing_work_out(&f->txn, f->arena, f->catalogue, f->pasts, series, area_england(), &out),
		0);
	assert_int_equal(standing_micro_of(&out.figures, LA(850)), 81500000);
	assert_int_equal(out.origin[at(&out, LA(850))], ORIGIN_PUBLISHED);
	assert_int_equal(standing_micro_of(&out.figures, LA(855)), 100000000);
	assert_int_equal(out.origin[at(&out, LA(855))], ORIGIN_WORKED_OUT);
	assert_int_equal(out.figures.submission[at(&out, LA(855))], f->submission);
}

static void a_date_after_the_file_came_is_a_slip_and_names_no_day(void **state)
{
	struct fixture *f = *state;

	begin(f, 0);
	enrol(f, 100001, 855, "Primary");
	enrol(f, 100002, 855, "Primary");
	inspect(f, 100001, JULY, 2);
	inspect(f, 100002, 29220, 1); /* 2050 */
	end(f);
	assert_int_equal(told(f, LA(855), "all", "2018-07-31"), 101);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(inspections_of_a_known_school_are_told_on_the_day_of_the_file),
		TEST(a_later_file_tells_of_its_own_day_and_leaves_the_earlier_alone),
		TEST(in_whichever_order_files_come_each_day_is_the_same),
		TEST(what_changes_about_a_school_changes_the_last_day_only),
		TEST(what_is_said_again_counts_nothing_anew),
		TEST(an_inspection_that_was_a_predecessors_is_taken_back),
		TEST(england_is_a_sum_of_140_authorities_and_a_region_of_all_its_own),
		TEST(a_published_cell_stays_beside_those_that_are_counted),
		TEST(a_date_after_the_file_came_is_a_slip_and_names_no_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
