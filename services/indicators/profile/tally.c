/* SPDX-License-Identifier: MIT
 *
 * See tally.h.
 */
#include "services/indicators/profile/tally.h"

#include <string.h>
#include <strings.h>

#include "common/base/bytes.h"

const char *const tally_sub_areas[SUB_AREAS] = {"quality-of-education", "behaviour-and-attitudes",
	"personal-development", "leadership-and-management", "early-years", "sixth-form"};
const char *const tally_card_areas[CARD_AREAS] = {"inclusion", "curriculum-and-teaching", "achievement",
	"attendance-and-behaviour", "personal-development-and-wellbeing", "early-years", "post-16",
	"leadership-and-governance"};
const char *const tally_card_words[CARD_WORDS] = {
	"Exceptional", "Strong standard", "Expected standard", "Needs attention", "Urgent improvement"};

/* Days since 1970-01-01: no overall grades from 2 September 2024 on; "requires improvement" from 1 September 2012 on. */
#define SUB_JUDGEMENTS_FROM 19968u
#define REQUIRES_FROM       15584u

static size_t place_of(const char *text, const char *const *list, size_t n)
{
	size_t i = 0;

	while (i < n && strcasecmp(text, list[i]) != 0)
		i++;
	return i;
}

static void take_judgement(const struct judgement *judgement, struct graded *graded)
{
	bool card = graded->frame == FRAME_REPORT_CARD;
	size_t n = card ? CARD_AREAS : SUB_AREAS;
	size_t area = place_of(judgement->aspect, card ? tally_card_areas : tally_sub_areas, n);
	size_t word = place_of(judgement->text, tally_card_words, CARD_WORDS);

	if (area == n)
		return;
	if (!card)
		graded->grade[area] = (uint8_t)judgement->grade;
	else if (word < CARD_WORDS)
		graded->grade[area] = (uint8_t)(word + 1);
}

bool graded_of(const struct inspection *inspection, struct graded *ret)
{
	struct graded graded = {.day = inspection->inspected,
		.told = inspection->published > inspection->inspected ? inspection->published
								      : inspection->inspected,
		.frame = inspection->frame,
		.overall = (uint8_t)inspection->overall};

	if (inspection->another || inspection->frame == FRAME_UNGRADED ||
		(inspection->frame == FRAME_HEADLINE && inspection->overall == 0) ||
		(inspection->frame == FRAME_SUB_JUDGEMENTS && inspection->inspected < SUB_JUDGEMENTS_FROM))
		return false;
	if (strcmp(inspection->safeguarding, "met") == 0)
		graded.safeguarding = 1;
	else if (strcmp(inspection->safeguarding, "not met") == 0)
		graded.safeguarding = 2;
	for (size_t i = 0; inspection->frame != FRAME_HEADLINE && i < inspection->n_judgements; i++)
		take_judgement(&inspection->judgement[i], &graded);
	*ret = graded;
	return true;
}

static bool requires_improvement(const struct graded *graded)
{
	return graded->overall == 4 || (graded->overall == 3 && graded->day >= REQUIRES_FROM);
}

/* `before` NULL: no other graded inspection. */
static void count_headline(
	const struct facts *facts, const struct graded *now, const struct graded *before, struct tally *one)
{
	bool good = now->overall <= 2;

	one->n[TALLY_INSPECTED] = 1;
	one->n[good ? TALLY_GOOD : TALLY_NOT_GOOD] = 1;
	one->n[TALLY_INADEQUATE] = now->overall == 4;
	if (facts->pupils_known) {
		one->n[TALLY_PUPILS] = facts->pupils;
		one->n[TALLY_PUPILS_GOOD] = good ? facts->pupils : 0;
	}
	if (before == NULL || before->frame != FRAME_HEADLINE)
		return;
	one->n[TALLY_TWICE] = 1;
	one->n[TALLY_IMPROVED] = now->overall < before->overall;
	one->n[TALLY_SAME] = now->overall == before->overall;
	one->n[TALLY_DECLINED] = now->overall > before->overall;
	one->n[TALLY_TWO_REQUIRE] = requires_improvement(now) && requires_improvement(before);
}

static void count_sub_judgements(const struct graded *now, struct tally *one)
{
	one->n[TALLY_SUB_INSPECTED] = 1;
	for (size_t area = 0; area < SUB_AREAS; area++) {
		one->n[TALLY_SUB_GRADED + area] = now->grade[area] != 0;
		one->n[TALLY_SUB_GOOD + area] = now->grade[area] == 1 || now->grade[area] == 2;
	}
}

static void count_card(const struct graded *now, struct tally *one)
{
	one->n[TALLY_CARD_INSPECTED] = 1;
	one->n[TALLY_SAFEGUARDING] = now->safeguarding != 0;
	one->n[TALLY_SAFEGUARDING_MET] = now->safeguarding == 1;
	for (size_t area = 0; area < CARD_AREAS; area++) {
		if (now->grade[area] == 0)
			continue;
		one->n[TALLY_CARD_GRADED + area] = 1;
		one->n[TALLY_CARD_WORD + area * CARD_WORDS + now->grade[area] - 1] = 1;
	}
}

void tally_school(const struct facts *facts, const struct graded *graded, size_t n, struct tally_day day,
	struct tally tallies[PROFILE_GROUPS])
{
	const struct graded *now = NULL, *before = NULL;
	uint32_t groups = facts_groups(facts);
	struct tally one = {{0}};

	for (size_t i = 0; before == NULL && i < n; i++) {
		if (graded[i].told > day.day)
			continue;
		if (now == NULL)
			now = &graded[i];
		else
			before = &graded[i];
	}
	if (now == NULL || !facts_count(facts, day.date))
		return;
	switch (now->frame) {
	case FRAME_HEADLINE:
		count_headline(facts, now, before, &one);
		break;
	case FRAME_SUB_JUDGEMENTS:
		count_sub_judgements(now, &one);
		break;
	case FRAME_REPORT_CARD:
		count_card(now, &one);
		break;
	case FRAME_UNGRADED:
	case FRAMES:
		return;
	}
	for (size_t g = 0; g < PROFILE_GROUPS; g++)
		if (groups >> g & 1)
			tally_add(&tallies[g], &one);
}

void tally_add(struct tally *total, const struct tally *part)
{
	for (size_t i = 0; i < TALLY_COUNTS; i++)
		total->n[i] += part->n[i];
}

bool tally_is_empty(const struct tally *tally)
{
	for (size_t i = 0; i < TALLY_COUNTS; i++)
		if (tally->n[i] != 0)
			return false;
	return true;
}
