/* SPDX-License-Identifier: MIT
 *
 * What the profile of inspections needs of a school: whose it is, in which groups it counts, when it was open. Pure.
 *
 * The phase is that of phase_of_school. Types are words of the register: the type is asked first, then its group. Free schools
 * are academies in law (Academies Act 2010, section 1).
 *
 * Example: type "Academy special converter", group "Academies", no phase: a special school, an academy.
 */
#ifndef LEEP_INDICATORS_PROFILE_FACTS_H
#define LEEP_INDICATORS_PROFILE_FACTS_H

#include "services/indicators/phase.h"

enum facts_type { TYPE_UNKNOWN, TYPE_ACADEMY, TYPE_MAINTAINED, TYPE_OTHER };
enum facts_funding { FUNDING_UNKNOWN, FUNDING_STATE, FUNDING_INDEPENDENT };
enum facts_status { STATUS_UNKNOWN, STATUS_OPEN, STATUS_CLOSED, STATUS_PROPOSED };

struct facts {
	uint32_t authority; /* 0: not known */
	uint32_t opened;    /* yyyymmdd; 0: not known */
	uint32_t closed;
	uint32_t pupils;
	bool pupils_known;
	enum school_phase phase;
	enum facts_type type;
	enum facts_funding funding;
	enum facts_status status;
};

/* The pupil groups of the profile, by number; never renumbered, since keys have them. */
enum profile_group {
	GROUP_ALL,
	GROUP_NURSERY,
	GROUP_PRIMARY,
	GROUP_SECONDARY,
	GROUP_ALL_THROUGH,
	GROUP_SPECIAL,
	GROUP_ALTERNATIVE,
	GROUP_ACADEMIES,
	GROUP_MAINTAINED,
	GROUP_ACADEMIES_PRIMARY,
	GROUP_ACADEMIES_SECONDARY,
	GROUP_ACADEMIES_SPECIAL,
	GROUP_MAINTAINED_PRIMARY,
	GROUP_MAINTAINED_SECONDARY,
	GROUP_MAINTAINED_SPECIAL,
	PROFILE_GROUPS
};

/* How much must be known of a school to say in which groups it counts. Phases are in every table, types in the register only,
 * and it alone tells all-through schools from secondary ones. */
enum facts_depth { DEPTH_ANY, DEPTH_PHASE, DEPTH_TYPE, DEPTHS };

struct facts facts_of(const struct school *school);

/* Has a fact become known that was not? Else what differs is a change. */
bool facts_learned(const struct facts *before, const struct facts *after);
bool facts_equal(const struct facts *a, const struct facts *b);

/* Is that much known? */
bool facts_known_to(const struct facts *facts, enum facts_depth depth);

/* Does a school count on a day (yyyymmdd)? Open on it as far as is known, and not independent. */
bool facts_count(const struct facts *facts, uint32_t date);

/* The groups a school counts in: bit `g` for group `g`. */
uint32_t facts_groups(const struct facts *facts);

/* How much must be known of schools to tell who belongs to a group. */
enum facts_depth profile_group_depth(enum profile_group group);

/* "all", "primary-schools", "academies", "academies+primary-schools", ... */
const char *profile_group_text(enum profile_group group);

#endif
