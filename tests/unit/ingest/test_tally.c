/* SPDX-License-Identifier: MIT
 *
 * What a receipt counts: figures by flag, and every area once.
 */
#include "services/ingest/columns/tally.h"
#include "tests/unit/store/temporary.h"

static void figures_are_counted_by_flag(void **state)
{
	struct tally tally = {.areas = 0};

	(void)state;
	assert_int_equal(tally_cells(&tally), 0);
	for (unsigned flag = 0; flag < FLAGS; flag++)
		for (unsigned i = 0; i <= flag; i++)
			assert_int_equal(tally_add(&tally, (enum flag)flag, area_england()), 0);
	for (unsigned flag = 0; flag < FLAGS; flag++)
		assert_int_equal(tally.flagged[flag], flag + 1);
	assert_int_equal(tally_cells(&tally), FLAGS * (FLAGS + 1) / 2);
	assert_int_equal(tally.areas, 1);
	tally_done(&tally);
}

static void an_area_counts_once_and_is_told_from_others_of_its_code(void **state)
{
	static const struct {
		enum area_kind kind;
		uint32_t code;
	} areas[] = {{AREA_NATION, 0}, {AREA_REGION, 980}, {AREA_AUTHORITY, 855}, {AREA_AUTHORITY, 856},
		{AREA_NEIGHBOURS, 855}, {AREA_SCHOOL, 10000}, {AREA_SCHOOL, 10007}, {AREA_SCHOOL, 10008},
		{AREA_SCHOOL, AREA_CODE_MAX}, {AREA_DISTRICT, AREA_CODE_MAX}, {AREA_DISTRICT, 6000000}};
	struct tally tally = {.areas = 0};

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
			struct area area = area_make(areas[i].kind, areas[i].code);

			assert_true(area_valid(area));
			assert_int_equal(tally_add(&tally, FLAG_PRESENT, area), 0);
			assert_int_equal(tally.areas, turn == 0 ? i + 1 : ARRAY_LEN(areas));
		}
	}
	tally_done(&tally);
}

static void what_counted_nothing_holds_nothing(void **state)
{
	struct tally tally = {.areas = 0};

	(void)state;
	tally_done(&tally);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_counted_by_flag),
		cmocka_unit_test(an_area_counts_once_and_is_told_from_others_of_its_code),
		cmocka_unit_test(what_counted_nothing_holds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
