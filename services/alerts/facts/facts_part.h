/* SPDX-License-Identifier: MIT
 *
 * What the files that know terms share.
 */
#ifndef LEEP_ALERTS_FACTS_PART_H
#define LEEP_ALERTS_FACTS_PART_H

#include "services/alerts/facts/facts.h"

/* A new line of evidence, with the file it came from; NULL when there are too many. `what` and `period` must last. */
struct evidence *facts_add_evidence(
	struct facts *facts, const char *what, const char *group, const char *period, uint64_t submission);

/* Is there one already? What a rule asks of a thing in several ways is evidence once. */
bool facts_has_evidence(const struct facts *facts, const char *what, const char *group, const char *period);

/* Something that the evidence is seen beside, unless there are too many; nothing for a `value` of NULL. */
void facts_add_beside(struct evidence *evidence, const char *what, const char *value);

/* A copy in the arena, "" when memory is short. */
const char *facts_copy(struct facts *facts, const char *text);

/* The day "2018-05-02", in the arena. */
const char *facts_day(struct facts *facts, uint32_t day);

/* Terms of each kind; as facts_know. */
bool facts_figure(struct facts *facts, const struct term *term, struct known_value *ret);
bool facts_inspection(struct facts *facts, const struct term *term, struct known_value *ret);
bool facts_event(struct facts *facts, const struct term *term, struct known_value *ret);

/* The school's own inspection that is so many before the one that is judged; NULL when there is none. */
const struct inspected *facts_inspected(struct facts *facts, unsigned back);

/* "1 outstanding" to "4 inadequate" without the number. */
const char *facts_grade(uint32_t grade);

#endif
