/* SPDX-License-Identifier: MIT
 *
 * Which columns of schools are worked out again when something else changed.
 */
#include "services/indicators/touching.h"

#include "tests/unit/indicators/standing.h"

static void assert_touched(struct fixture *f, size_t n, const uint32_t *authorities)
{
	struct series series = {0};
	struct area parent = {0};
	size_t i = 0;

	while (state_take_touched(&f->txn, &series, &parent)) {
		assert_int_equal(area_kind(parent), AREA_AUTHORITY);
		if (i < n)
			assert_int_equal(area_code(parent), authorities[i]);
		i++;
	}
	assert_int_equal(i, n);
}

/* England's column of three authorities; DECIMAL_NONE: suppressed. */
static struct column england(int64_t *values)
{
	static uint32_t areas[] = {
		301 * 8 + AREA_AUTHORITY, 302 * 8 + AREA_AUTHORITY, 855 * 8 + AREA_AUTHORITY};
	static uint32_t flags[2][3];
	static unsigned nth;
	uint32_t *flag = flags[nth++ % 2];

	for (size_t i = 0; i < 3; i++)
		flag[i] = values[i] == DECIMAL_NONE ? FLAG_SUPPRESSED : FLAG_PRESENT;
	return (struct column){.scale = 1, .n = 3, .area = areas, .value = values, .flag = flag};
}

static void only_authorities_with_another_figure_in_front_touch_their_schools(void **state)
{
	struct fixture *f = *state;
	const struct measure *measure = catalogue_measure(f->catalogue, A8);
	struct column none = {.n = 0};
	struct column was = england((int64_t[]){480, 450, 461});
	struct column now = england((int64_t[]){480, 451, DECIMAL_NONE});

	put_schools(f, 301, 470, 200);
	put_schools(f, 302, 470, 200);
	put_schools(f, 855, 461, 200);
	touching_authorities(&f->txn, measure, series_of(f, A8), &was, &now);
	assert_touched(f, 2, (uint32_t[]){302, 855});
	touching_authorities(&f->txn, measure, series_of(f, A8), &now, &now);
	assert_touched(f, 0, (uint32_t[]){0});
	/* The first published figures: what the schools of 855 came to is what is published. */
	touching_authorities(&f->txn, measure, series_of(f, A8), &none, &was);
	assert_touched(f, 2, (uint32_t[]){301, 302});
	/* The same in other units. */
	was = (struct column){.scale = 0, .n = 1, .area = now.area, .value = (int64_t[]){48}};
	now = (struct column){.scale = 2, .n = 1, .area = now.area, .value = (int64_t[]){4800}};
	touching_authorities(&f->txn, measure, series_of(f, A8), &was, &now);
	assert_touched(f, 0, (uint32_t[]){0});
	/* Of another measure no schools are known. */
	touching_authorities(&f->txn, NULL, series_of(f, "lait.x"), &none, &now);
	assert_touched(f, 0, (uint32_t[]){0});
}

static void say(struct fixture *f, uint32_t urn, uint32_t authority, const char *phase, const char *name)
{
	struct school school;

	school_init(&school, urn);
	school.authority = authority;
	school.phase = phase;
	school.name = name;
	touching_school(&f->txn, f->arena, &school, 1);
}

static void a_school_in_another_phase_touches_the_schools_of_its_authority_once(void **state)
{
	struct fixture *f = *state;

	put_schools(f, 301, 470, 200);
	put_schools(f, 855, 470, 200);
	put(f, "ks4.pupils", LA(855), 1, (struct area[]){area_make(AREA_SCHOOL, 100855)}, (int64_t[]){10},
		NULL);
	say(f, 100855, 855, "Primary", "School");
	touching_regrouped(&f->txn);
	assert_touched(f, 2, (uint32_t[]){855, 855});
	touching_regrouped(&f->txn);
	assert_touched(f, 0, (uint32_t[]){0});
	/* Neither a new name nor other words for the same phase change anything. */
	say(f, 100855, 855, "State-funded primary", "Academy");
	say(f, 100855, 855, "Middle deemed primary", "Academy");
	touching_regrouped(&f->txn);
	assert_touched(f, 0, (uint32_t[]){0});
	/* In another authority and another phase: both have another mean. */
	say(f, 100855, 301, "Secondary", "Academy");
	touching_regrouped(&f->txn);
	assert_touched(f, 3, (uint32_t[]){301, 855, 855});
}

static void a_school_whose_authority_nobody_named_touches_nothing(void **state)
{
	struct fixture *f = *state;

	put_schools(f, 855, 470, 200);
	say(f, 100855, 0, "Primary", "School");
	touching_regrouped(&f->txn);
	assert_touched(f, 0, (uint32_t[]){0});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, standing_setup, standing_teardown)
		EACH(only_authorities_with_another_figure_in_front_touch_their_schools),
		EACH(a_school_in_another_phase_touches_the_schools_of_its_authority_once),
		EACH(a_school_whose_authority_nobody_named_touches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
