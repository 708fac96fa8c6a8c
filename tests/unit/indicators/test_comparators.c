/* SPDX-License-Identifier: MIT
 *
 * Whom a figure is compared with: the region, the neighbours and what is known of them, the authority and the schools of
 * the same phase.
 */
#include "services/indicators/schools.h"
#include "tests/unit/indicators/standing.h"

#define NONE         DECIMAL_NONE
#define REGION(code) area_make(AREA_REGION, code)
#define SCHOOL(urn)  area_make(AREA_SCHOOL, urn)

/* -- regions -------------------------------------------------------------------------------------------------- */

static void a_published_region_wins_and_one_of_london_gives_way_to_london(void **state)
{
	struct indicator_column c;

	/* 202 is of Inner London (987), 301 of Outer London (988), both of London (986). */
	PUT(A8, ENGLAND, 5, ((struct area[]){LA(202), LA(301), LA(855), REGION(983), REGION(986)}),
		((int64_t[]){490, 480, 461, 465, 500}), NULL);
	c = stand(*state, A8, ENGLAND);
	assert_true(c.region[at(&c, LA(855))] == 46500000);
	assert_true(c.region[at(&c, LA(202))] == 50000000 && c.region[at(&c, LA(301))] == 50000000);
	assert_true(c.region[at(&c, REGION(983))] == NONE);
	PUT(A8, ENGLAND, 1, (struct area[]){REGION(987)}, (int64_t[]){495}, NULL);
	c = stand(*state, A8, ENGLAND);
	assert_true(c.region[at(&c, LA(202))] == 49500000 && c.region[at(&c, LA(301))] == 50000000);
}

static void where_no_region_is_known_nothing_is_said(void **state)
{
	struct indicator_column c;

	PUT(A8, ENGLAND, 2, ((struct area[]){LA(301), LA(855)}), ((int64_t[]){480, 461}), NULL);
	c = stand(*state, A8, ENGLAND);
	assert_null(c.region);
	assert_null(c.neighbours_in_set);
	assert_null(c.neighbours_pooled);
}

static const uint32_t north_east[] = {390, 391, 392, 393, 394, 805, 806, 807, 808, 840, 841, 929};

static void a_region_is_worked_out_from_all_of_its_authorities(void **state)
{
	size_t n = sizeof(north_east) / sizeof(north_east[0]);
	struct fixture *f = *state;
	struct indicator_column c;
	size_t i;

	for (size_t k = 0; k < n; k++) {
		c.region = NULL;
		if (k > 0)
			c = stand(f, A8, ENGLAND);
		assert_null(c.region); /* one is missing */
		/* One with 40.0 of 100 pupils, the others with 50.0 of 100 each. */
		put_schools(f, north_east[k], k == 0 ? 400 : 500, 100);
	}
	c = stand(f, A8, ENGLAND);
	i = at(&c, REGION(980));
	/* (4,000 + 11 * 5,000) / 1,200 = 49.1666... */
	assert_true(c.worked_out[i] == 49166667 && c.origin[i] == ORIGIN_WORKED_OUT &&
		    c.worked_schools[i] == n && c.worked_cohort[i] == 1200);
	assert_true(c.region[at(&c, LA(390))] == 49166667 && c.region[at(&c, LA(929))] == 49166667);
	PUT(A8, ENGLAND, 1, (struct area[]){REGION(980)}, (int64_t[]){493}, NULL);
	c = stand(f, A8, ENGLAND);
	assert_true(c.region[at(&c, LA(390))] == 49300000 && c.worked_out[at(&c, REGION(980))] == 49166667);
}

static const uint32_t south_west[] = {420, 800, 801, 802, 803, 866, 878, 879, 880, 908, 916, 933, 865};

static void the_year_the_map_changed_counts_either_way(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;

	for (size_t k = 0; k < sizeof(south_west) / sizeof(south_west[0]); k++)
		put_schools(f, south_west[k], 500, 100);
	assert_null(stand(f, A8, ENGLAND).region); /* neither the old authorities of Dorset nor the new */
	put_schools(f, 838, 500, 100);
	put_schools(f, 839, 500, 100);
	c = stand(f, A8, ENGLAND); /* of 2018/19 */
	assert_true(c.region[at(&c, LA(838))] == 50000000);
}

static void the_year_the_map_changed_counts_the_old_authorities(void **state)
{
	struct fixture *f = *state;

	for (size_t k = 0; k < sizeof(south_west) / sizeof(south_west[0]); k++)
		put_schools(f, south_west[k], 500, 100);
	put_schools(f, 835, 500, 100);
	put_schools(f, 836, 500, 100);
	assert_null(stand(f, A8, ENGLAND).region); /* without Bournemouth */
	put_schools(f, 837, 500, 100);
	assert_non_null(stand(f, A8, ENGLAND).region);
}

/* -- neighbours ----------------------------------------------------------------------------------------------- */

static void what_is_known_of_the_neighbours_is_stated(void **state)
{
	struct area mean = area_make(AREA_NEIGHBOURS, 855);
	struct indicator_column c;
	size_t i;

	PUT(A8, ENGLAND, 4, ((struct area[]){LA(301), LA(302), LA(303), LA(855)}),
		((int64_t[]){480, 450, NONE, 461}), ((uint64_t[]){100, 300, 0, 200}));
	neighbours(*state, 201311, 4, (uint32_t[]){301, 302, 303, 304});
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.neighbours_in_set[i] == 4 && c.neighbours_known[i] == 2);
	assert_true(c.rank_neighbours[i] == 2 && c.of_neighbours[i] == 3); /* 303 and 304 are missing */
	assert_true(c.neighbours[i] == 46500000 && c.neighbours_published == NULL);
	assert_true(c.neighbours_pooled[i] == 45750000); /* (48 * 100 + 45 * 300) / 400 */
	assert_true(
		c.neighbours_in_set[at(&c, LA(301))] == 0 && c.neighbours_pooled[at(&c, LA(301))] == NONE);
	PUT(A8, ENGLAND, 1, &mean, (int64_t[]){471}, NULL);
	c = stand(*state, A8, ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.neighbours[i] == 47100000 && c.neighbours_published[i] == 1);
	assert_true(c.neighbours_pooled[i] == 45750000 && c.neighbours_known[i] == 2);
	assert_true(c.neighbours_published[at(&c, LA(301))] == 0);
}

static void a_neighbour_without_pupils_leaves_the_pooled_mean_out(void **state)
{
	struct indicator_column c;

	PUT(A8, ENGLAND, 3, ((struct area[]){LA(301), LA(302), LA(855)}), ((int64_t[]){480, 450, 461}),
		((uint64_t[]){100, 0, 200}));
	neighbours(*state, 201311, 2, (uint32_t[]){301, 302});
	c = stand(*state, A8, ENGLAND);
	assert_true(c.neighbours[at(&c, LA(855))] == 46500000 && c.neighbours_pooled == NULL);
}

static void where_polarity_is_not_known_the_neighbours_still_are(void **state)
{
	struct indicator_column c;
	size_t i;

	PUT("lait.x", ENGLAND, 2, ((struct area[]){LA(301), LA(855)}), ((int64_t[]){480, 461}), NULL);
	neighbours(*state, 201311, 2, (uint32_t[]){301, 302});
	c = stand(*state, "lait.x", ENGLAND);
	i = at(&c, LA(855));
	assert_true(c.rank_neighbours[i] == 0 && c.neighbours_known[i] == 1 && c.neighbours_in_set[i] == 2);
}

/* -- schools -------------------------------------------------------------------------------------------------- */

static void schools_are_beside_their_authority_as_it_stands_in_front(void **state)
{
	struct fixture *f = *state;

	put_schools(f, 855, 470, 200);
	assert_true(stand(f, A8, LA(855)).authority == 47000000); /* worked out from them */
	PUT(A8, ENGLAND, 1, (struct area[]){LA(855)}, (int64_t[]){461}, NULL);
	assert_true(stand(f, A8, LA(855)).authority == 46100000);
	PUT(A8, ENGLAND, 1, (struct area[]){LA(855)}, (int64_t[]){NONE}, NULL);
	assert_true(stand(f, A8, LA(855)).authority == NONE); /* suppressed: not worked round */
	put(f, "absence.overall", LA(855), 1, (struct area[]){SCHOOL(100855)}, (int64_t[]){470}, NULL);
	assert_true(stand(f, "absence.overall", LA(855)).authority == NONE);
}

static void known(struct fixture *f, uint32_t urn, const char *phase)
{
	struct school school, was, is;

	school_init(&school, urn);
	school.phase = phase;
	school.authority = 855;
	assert_true(schools_put(&f->txn, f->arena, &school, 1, &was, &is));
}

static void six_schools(struct fixture *f)
{
	known(f, 120001, "Primary");
	known(f, 120002, "Middle deemed primary");
	known(f, 120003, "Primary");
	known(f, 120004, "Special");
	known(f, 120005, "Independent school");
}

#define SIX                                                                                              \
	((struct area[]){SCHOOL(120001), SCHOOL(120002), SCHOOL(120003), SCHOOL(120004), SCHOOL(120005), \
		SCHOOL(120006)})

static void schools_are_beside_those_of_the_same_phase_by_their_pupils(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;

	six_schools(f);
	PUT(A8, LA(855), 6, SIX, ((int64_t[]){600, 800, NONE, 50, 500, 510}),
		((uint64_t[]){10, 30, 3, 20, 40, 50}));
	c = stand(f, A8, LA(855));
	/* (60 * 10 + 80 * 30) / 40 = 75, of two schools; the third of the phase has no figure and is beside it as well. */
	for (size_t i = 0; i < 3; i++)
		assert_true(c.phase[i] == 75000000 && c.phase_schools[i] == 2);
	for (size_t i = 3; i < 6; i++) /* alone; of no phase; not known */
		assert_true(c.phase[i] == NONE && c.phase_schools[i] == 0);
}

static void without_pupils_the_mean_of_a_phase_is_the_simple_one(void **state)
{
	struct fixture *f = *state;
	struct indicator_column c;

	six_schools(f);
	PUT(A8, LA(855), 6, SIX, ((int64_t[]){600, 800, NONE, 50, 500, 510}),
		((uint64_t[]){10, 0, 3, 20, 40, 50}));
	c = stand(f, A8, LA(855));
	assert_true(c.phase[0] == 70000000 && c.phase_schools[0] == 2);
	PUT("absence.overall", LA(855), 6, SIX, ((int64_t[]){600, 800, NONE, 50, 500, 510}),
		((uint64_t[]){10, 30, 3, 20, 40, 50}));
	assert_true(stand(f, "absence.overall", LA(855)).phase[0] ==
		    70000000); /* nobody says that it is a mean */
}

static void schools_of_which_nothing_is_known_are_beside_nothing(void **state)
{
	PUT(A8, LA(855), 6, SIX, ((int64_t[]){600, 800, NONE, 50, 500, 510}), NULL);
	assert_null(stand(*state, A8, LA(855)).phase);
	assert_null(stand(*state, A8, LA(855)).phase_schools);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(a_published_region_wins_and_one_of_london_gives_way_to_london),
		EACH(where_no_region_is_known_nothing_is_said),
		EACH(a_region_is_worked_out_from_all_of_its_authorities),
		EACH(the_year_the_map_changed_counts_either_way),
		EACH(the_year_the_map_changed_counts_the_old_authorities),
		EACH(what_is_known_of_the_neighbours_is_stated),
		EACH(a_neighbour_without_pupils_leaves_the_pooled_mean_out),
		EACH(where_polarity_is_not_known_the_neighbours_still_are),
		EACH(schools_are_beside_their_authority_as_it_stands_in_front),
		EACH(schools_are_beside_those_of_the_same_phase_by_their_pupils),
		EACH(without_pupils_the_mean_of_a_phase_is_the_simple_one),
		EACH(schools_of_which_nothing_is_known_are_beside_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
