/* SPDX-License-Identifier: MIT
 *
 * Phases, by the words of the register of schools, the census, the inspectorate and older tables.
 */
#include "services/indicators/phase.h"
#include "tests/unit/store/temporary.h"

static enum school_phase phase(const char *phase, const char *type)
{
	struct school school;

	school_init(&school, 120001);
	school.phase = phase;
	school.type = type;
	return phase_of_school(&school);
}

static void the_register_gives_special_schools_a_type_and_no_phase(void **state)
{
	(void)state;
	assert_int_equal(phase("Primary", "Academy converter"), PHASE_PRIMARY);
	assert_int_equal(phase("Middle deemed primary", "Community school"), PHASE_PRIMARY);
	assert_int_equal(phase("Secondary", "Free schools"), PHASE_SECONDARY);
	assert_int_equal(phase("Middle deemed secondary", "Academy sponsor led"), PHASE_SECONDARY);
	assert_int_equal(phase("All-through", "Voluntary aided school"), PHASE_ALL_THROUGH);
	assert_int_equal(phase("All through", "Academy sponsor led"), PHASE_ALL_THROUGH);
	assert_int_equal(phase("Nursery", "Local authority nursery school"), PHASE_NURSERY);
	assert_int_equal(phase("Not applicable", "Community special school"), PHASE_SPECIAL);
	assert_int_equal(phase("Not applicable", "Academy special converter"), PHASE_SPECIAL);
	assert_int_equal(phase("Not applicable", "Pupil referral unit"), PHASE_ALTERNATIVE);
	assert_int_equal(phase("Not applicable", "Free schools alternative provision"), PHASE_ALTERNATIVE);
	assert_int_equal(phase("16 plus", "Further education"), PHASE_POST_16);
	assert_int_equal(phase("Not applicable", "Special post 16 institution"), PHASE_POST_16);
	assert_int_equal(phase("Not applicable", "Other independent school"), PHASE_UNKNOWN);
	assert_int_equal(phase("Not applicable", "Children's centre"), PHASE_UNKNOWN);
}

static void census_and_inspectors_have_words_of_their_own(void **state)
{
	(void)state;
	assert_int_equal(phase("State-funded primary", ""), PHASE_PRIMARY);
	assert_int_equal(phase("State-funded secondary", ""), PHASE_SECONDARY);
	assert_int_equal(phase("State-funded special school", ""), PHASE_SPECIAL);
	assert_int_equal(phase("Non-maintained special school", ""), PHASE_SPECIAL);
	assert_int_equal(phase("State-funded nursery", ""), PHASE_NURSERY);
	assert_int_equal(phase("Pupil referral unit", ""), PHASE_ALTERNATIVE);
	assert_int_equal(phase("PRU", ""), PHASE_ALTERNATIVE);
	assert_int_equal(phase("Special", ""), PHASE_SPECIAL);
	assert_int_equal(phase("Infant", ""), PHASE_PRIMARY);
	assert_int_equal(phase("JUNIOR", ""), PHASE_PRIMARY);
	assert_int_equal(phase("Independent school", ""), PHASE_UNKNOWN);
	assert_int_equal(phase("", ""), PHASE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_register_gives_special_schools_a_type_and_no_phase),
		cmocka_unit_test(census_and_inspectors_have_words_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
