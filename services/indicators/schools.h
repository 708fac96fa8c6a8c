/* SPDX-License-Identifier: MIT
 *
 * What is known of schools: whose they are, of which phase and type, how many pupils they have. Comparators of the same
 * phase and the profile of inspections rest on it.
 */
#ifndef LEEP_INDICATORS_SCHOOLS_H
#define LEEP_INDICATORS_SCHOOLS_H

#include "services/indicators/state.h"

/* Keep what is said of a school, beside what was said before (school_merge). Was it news? Then also what was known of it
 * and what is now. */
bool schools_put(struct txn *txn, struct arena *arena, const struct school *said, uint64_t submission,
	struct school *ret_was, struct school *ret_is);

/* What is known of a school, decoded into the arena; false when it is not known. */
bool schools_get(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret);

/* Schools that are compared with each other. */
enum school_phase {
	PHASE_UNKNOWN,
	PHASE_NURSERY,
	PHASE_PRIMARY,     /* also infant, junior, first, and middle deemed primary */
	PHASE_SECONDARY,   /* also middle deemed secondary */
	PHASE_ALL_THROUGH, /* from primary to secondary */
	PHASE_SPECIAL,
	PHASE_ALTERNATIVE, /* alternative provision and pupil referral units */
	PHASE_POST_16,
	SCHOOL_PHASES
};

/* From what registers and tables say. The type decides for special schools and alternative provision, of which the
 * department's register gives no phase ("Not applicable"); the phase for all others: "Middle deemed primary" and
 * "State-funded primary" are PHASE_PRIMARY, "All through" and "All-through" PHASE_ALL_THROUGH, "PRU" PHASE_ALTERNATIVE,
 * "Independent school" PHASE_UNKNOWN. */
enum school_phase schools_phase(const struct school *school);

#endif
