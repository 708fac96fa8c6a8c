/* SPDX-License-Identifier: MIT
 *
 * See facts.h.
 */
#include "services/indicators/profile/facts.h"

#include <string.h>

#include "common/base/bytes.h"
#include "common/model/area.h"

struct word {
	const char *part; /* of the text, in either case */
	int meaning;
};

/* What the first word that is part of the text means; 0 when none is. */
static int meaning(const char *text, const struct word *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcasestr(text, words[i].part) != NULL)
			return words[i].meaning;
	return 0;
}

static enum facts_type type_of(const struct school *school)
{
	static const struct word types[] = {{"independent", TYPE_OTHER}, {"non-maintained", TYPE_OTHER},
		{"academy", TYPE_ACADEMY}, {"free school", TYPE_ACADEMY}, {"studio school", TYPE_ACADEMY},
		{"university technical college", TYPE_ACADEMY}, {"community", TYPE_MAINTAINED},
		{"voluntary", TYPE_MAINTAINED}, {"foundation", TYPE_MAINTAINED},
		{"local authority", TYPE_MAINTAINED}, {"pupil referral unit", TYPE_MAINTAINED}};
	static const struct word groups[] = {{"academies", TYPE_ACADEMY}, {"free schools", TYPE_ACADEMY},
		{"local authority maintained", TYPE_MAINTAINED}};
	int by_type = meaning(school->type, types, ARRAY_LEN(types));

	return (enum facts_type)(
		by_type != 0 ? by_type : meaning(school->type_group, groups, ARRAY_LEN(groups)));
}

/* The register has independent special schools under "Special schools", beside those that the state pays. */
static enum facts_funding funding_of(const struct school *school)
{
	if (strcmp(school->sector, "independent") == 0 || strcasestr(school->type, "independent") != NULL)
		return FUNDING_INDEPENDENT;
	return strcmp(school->sector, "state-funded") == 0 ? FUNDING_STATE : FUNDING_UNKNOWN;
}

static enum facts_status status_of(const struct school *school)
{
	static const struct word words[] = {
		{"proposed to open", STATUS_PROPOSED}, {"open", STATUS_OPEN}, {"closed", STATUS_CLOSED}};

	return (enum facts_status)meaning(school->status, words, ARRAY_LEN(words));
}

/* No school has more: a number beyond is a slip, and sums of such could not be held. */
#define PUPILS_MAX 100000

/* Codes of regions are no authority's, whatever a register says, nor are codes of other than three digits. */
static uint32_t authority_of(const struct school *school)
{
	struct area area = area_make(AREA_AUTHORITY, school->authority);

	return area_valid(area) && school->authority < AREA_REGION_MIN ? school->authority : 0;
}

struct facts facts_of(const struct school *school)
{
	bool pupils_known = school->pupils.is && school->pupils.n <= PUPILS_MAX;

	return (struct facts){.authority = authority_of(school),
		.opened = school->opened,
		.closed = school->closed,
		.pupils = pupils_known ? school->pupils.n : 0,
		.pupils_known = pupils_known,
		.phase = phase_of_school(school),
		.type = type_of(school),
		.funding = funding_of(school),
		.status = status_of(school)};
}

bool facts_learned(const struct facts *before, const struct facts *after)
{
	return (before->authority == 0 && after->authority != 0) ||
	       (before->opened == 0 && after->opened != 0) ||
	       (!before->pupils_known && after->pupils_known) ||
	       (before->phase == PHASE_UNKNOWN && after->phase != PHASE_UNKNOWN) ||
	       (before->type == TYPE_UNKNOWN && after->type != TYPE_UNKNOWN) ||
	       (before->funding == FUNDING_UNKNOWN && after->funding != FUNDING_UNKNOWN) ||
	       (before->status == STATUS_UNKNOWN && after->status != STATUS_UNKNOWN);
}

bool facts_equal(const struct facts *a, const struct facts *b)
{
	return a->authority == b->authority && a->opened == b->opened && a->closed == b->closed &&
	       a->pupils == b->pupils && a->pupils_known == b->pupils_known && a->phase == b->phase &&
	       a->type == b->type && a->funding == b->funding && a->status == b->status;
}

bool facts_known_to(const struct facts *facts, enum facts_depth depth)
{
	switch (depth) {
	case DEPTH_PHASE:
		return facts->phase != PHASE_UNKNOWN;
	case DEPTH_TYPE:
		return facts->type != TYPE_UNKNOWN;
	case DEPTH_ANY:
	case DEPTHS:
		break;
	}
	return facts->authority != 0;
}

bool facts_count(const struct facts *facts, uint32_t date)
{
	if (facts->authority == 0 || facts->funding == FUNDING_INDEPENDENT ||
		facts->status == STATUS_PROPOSED || facts->opened > date)
		return false;
	return facts->closed != 0 ? facts->closed > date : facts->status != STATUS_CLOSED;
}

uint32_t facts_groups(const struct facts *facts)
{
	static const enum profile_group of_phase[PHASES] = {[PHASE_NURSERY] = GROUP_NURSERY,
		[PHASE_PRIMARY] = GROUP_PRIMARY,
		[PHASE_SECONDARY] = GROUP_SECONDARY,
		[PHASE_ALL_THROUGH] = GROUP_ALL_THROUGH,
		[PHASE_SPECIAL] = GROUP_SPECIAL,
		[PHASE_ALTERNATIVE] = GROUP_ALTERNATIVE};
	static const enum profile_group of_academies[PHASES] = {[PHASE_PRIMARY] = GROUP_ACADEMIES_PRIMARY,
		[PHASE_SECONDARY] = GROUP_ACADEMIES_SECONDARY,
		[PHASE_SPECIAL] = GROUP_ACADEMIES_SPECIAL};
	static const enum profile_group of_maintained[PHASES] = {[PHASE_PRIMARY] = GROUP_MAINTAINED_PRIMARY,
		[PHASE_SECONDARY] = GROUP_MAINTAINED_SECONDARY,
		[PHASE_SPECIAL] = GROUP_MAINTAINED_SPECIAL};
	/* A phase without a group of its own is GROUP_ALL, in which every school counts. */
	uint32_t groups = 1u << GROUP_ALL | 1u << of_phase[facts->phase];

	if (facts->type == TYPE_ACADEMY)
		groups |= 1u << GROUP_ACADEMIES | 1u << of_academies[facts->phase];
	if (facts->type == TYPE_MAINTAINED)
		groups |= 1u << GROUP_MAINTAINED | 1u << of_maintained[facts->phase];
	return groups;
}

enum facts_depth profile_group_depth(enum profile_group group)
{
	if (group == GROUP_ALL)
		return DEPTH_ANY;
	return group < GROUP_ACADEMIES && group != GROUP_ALL_THROUGH ? DEPTH_PHASE : DEPTH_TYPE;
}

const char *profile_group_text(enum profile_group group)
{
	static const char *const texts[PROFILE_GROUPS] = {[GROUP_ALL] = "all",
		[GROUP_NURSERY] = "nursery-schools",
		[GROUP_PRIMARY] = "primary-schools",
		[GROUP_SECONDARY] = "secondary-schools",
		[GROUP_ALL_THROUGH] = "all-through-schools",
		[GROUP_SPECIAL] = "special-schools",
		[GROUP_ALTERNATIVE] = "alternative-provision",
		[GROUP_ACADEMIES] = "academies",
		[GROUP_MAINTAINED] = "maintained-schools",
		[GROUP_ACADEMIES_PRIMARY] = "academies+primary-schools",
		[GROUP_ACADEMIES_SECONDARY] = "academies+secondary-schools",
		[GROUP_ACADEMIES_SPECIAL] = "academies+special-schools",
		[GROUP_MAINTAINED_PRIMARY] = "maintained-schools+primary-schools",
		[GROUP_MAINTAINED_SECONDARY] = "maintained-schools+secondary-schools",
		[GROUP_MAINTAINED_SPECIAL] = "maintained-schools+special-schools"};

	return texts[group];
}
