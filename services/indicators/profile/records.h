/* SPDX-License-Identifier: MIT
 *
 * What the profile keeps of schools and inspections, and its keys; nobody else knows them. An authority's schools stand together,
 * so that one inspection costs a look at its authority and not at the nation.
 */
#ifndef LEEP_INDICATORS_PROFILE_RECORDS_H
#define LEEP_INDICATORS_PROFILE_RECORDS_H

#include "services/indicators/profile/tally.h"
#include "services/indicators/state.h"

/* What is known of a school; false when it is not known, and `ret` then says nothing. */
bool records_facts(struct txn *txn, uint32_t urn, struct facts *ret);
void records_put_facts(struct txn *txn, uint32_t urn, const struct facts *facts);

/* Keep a graded inspection that a submission told of. One that was told before under the same day and frame is replaced, unless
 * it was published later. Was there none? */
bool records_put_graded(struct txn *txn, uint32_t urn, const struct graded *graded, uint64_t submission);
/* Forget one that turned out to be another school's, unless what says so was published earlier. Was there one? */
bool records_drop_graded(struct txn *txn, const struct inspection *inspection, uint64_t submission);

/* How many graded inspections a school has. */
size_t records_count(struct txn *txn, uint32_t urn);

/* Is that much known of any school of an authority? */
bool records_known_to(struct txn *txn, uint32_t authority, enum facts_depth depth);

/* Count an authority's schools as they stood on a day. */
void records_tally(
	struct txn *txn, uint32_t authority, struct tally_day day, struct tally tallies[PROFILE_GROUPS]);

/* Inspections of schools whose authority is not known, which no profile counts. */
uint64_t records_unplaced(struct txn *txn);
void records_add_unplaced(struct txn *txn, int64_t n);

#endif
