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

#endif
