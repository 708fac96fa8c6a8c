/* SPDX-License-Identifier: MIT
 *
 * Which schools are of one kind: the phase of education, as registers, tables and inspectors write it in their own words.
 * Pure.
 */
#ifndef LEEP_INDICATORS_PHASE_H
#define LEEP_INDICATORS_PHASE_H

#include "common/model/school.h"

enum school_phase {
	PHASE_UNKNOWN,
	PHASE_NURSERY,
	PHASE_PRIMARY,     /* also infant, junior, first, and middle deemed primary */
	PHASE_SECONDARY,   /* also middle deemed secondary */
	PHASE_ALL_THROUGH, /* from primary to secondary */
	PHASE_SPECIAL,
	PHASE_ALTERNATIVE, /* pupil referral units and other alternative provision */
	PHASE_POST_16,
	PHASES
};

/* The type decides for special schools, alternative provision and colleges, of which the department's register gives no
 * phase ("Not applicable"); the phase for all others: "Middle deemed primary" and "State-funded primary" are PHASE_PRIMARY,
 * "All through" and "All-through" PHASE_ALL_THROUGH, "PRU" PHASE_ALTERNATIVE, "Independent school" PHASE_UNKNOWN.
 *
 * Example: the phase "Not applicable" and the type "Academy special converter" are PHASE_SPECIAL. */
enum school_phase phase_of_school(const struct school *school);

#endif
