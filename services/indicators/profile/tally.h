/* SPDX-License-Identifier: MIT
 *
 * Counting what inspectors found, school by school. Pure; whole numbers that add up: an authority is the sum of its schools,
 * a region and England are the sums of their authorities.
 *
 * A school counts in the frame of its latest graded inspection and in no other, so that no number of one frame is ever beside
 * one of another in a share (domain: 2 September 2024 and 10 November 2025 are breaks). What was told by a day is what had
 * been published by it.
 *
 *   headline:       latest grade 1 or 2 is good or better, 3 or 4 not good (indicator C), 4 inadequate (indicator B). Pupils of
 *                   schools that are good or better, of those of all inspected schools whose number is known (indicator A).
 *   movement:       a school whose latest two graded inspections are both of this frame has improved (a lower number than
 *                   before), is the same, or has declined. Grade 3 was "satisfactory" until 31 August 2012 and "requires
 *                   improvement" since: the same place of four.
 *   two in a row:   requires improvement or inadequate at both. "Satisfactory" was another word and does not count.
 *   sub-judgements: per area, how many were graded, and how many 1 or 2.
 *   report card:    per area, how many schools have each of the five words; safeguarding met or not. No number is made of words.
 *
 * Example: three primary schools, graded 2 (before: 3), 3 (before: 3, in 2015) and 4 (never before), with 200, 100 and an
 * unknown number of pupils: 3 inspected, 1 good, 2 not good, 1 inadequate; 200 of 300 pupils; of two graded twice 1 improved
 * and 1 is the same; 1 has required improvement twice.
 */
#ifndef LEEP_INDICATORS_PROFILE_TALLY_H
#define LEEP_INDICATORS_PROFILE_TALLY_H

#include "common/model/inspection.h"
#include "services/indicators/profile/facts.h"

/* Areas of judgement by frame, in the order of their numbers, and the words of a report card. */
#define SUB_AREAS  6
#define CARD_AREAS 8
#define CARD_WORDS 5
extern const char *const tally_sub_areas[SUB_AREAS];
extern const char *const tally_card_areas[CARD_AREAS];
extern const char *const tally_card_words[CARD_WORDS];

/* What is counted. Never renumbered: totals are stored by these numbers. */
enum tally_count {
	TALLY_INSPECTED,
	TALLY_GOOD,
	TALLY_NOT_GOOD,
	TALLY_INADEQUATE,
	TALLY_PUPILS,
	TALLY_PUPILS_GOOD,
	TALLY_TWICE, /* schools with two graded inspections of the frame */
	TALLY_IMPROVED,
	TALLY_SAME,
	TALLY_DECLINED,
	TALLY_TWO_REQUIRE,
	TALLY_SUB_INSPECTED,
	TALLY_SUB_GRADED,                              /* SUB_AREAS of them */
	TALLY_SUB_GOOD = TALLY_SUB_GRADED + SUB_AREAS, /* the same */
	TALLY_CARD_INSPECTED = TALLY_SUB_GOOD + SUB_AREAS,
	TALLY_SAFEGUARDING,
	TALLY_SAFEGUARDING_MET,
	TALLY_CARD_GRADED,                                /* CARD_AREAS of them */
	TALLY_CARD_WORD = TALLY_CARD_GRADED + CARD_AREAS, /* CARD_WORDS for each of CARD_AREAS */
	TALLY_COUNTS = TALLY_CARD_WORD + CARD_AREAS * CARD_WORDS
};

struct tally {
	uint64_t n[TALLY_COUNTS];
};

/* A graded inspection of the school itself, as small as counting needs it. */
struct graded {
	uint32_t day;  /* days since 1970-01-01 */
	uint32_t told; /* the day it was published; that of the inspection when not known */
	enum inspection_frame frame;
	uint8_t overall;      /* headline: 1 to 4 */
	uint8_t safeguarding; /* report card: 0 not said, 1 met, 2 not met */
	uint8_t grade
		[CARD_AREAS]; /* by area of the frame: 1 to 4, or the word's place from 1; 0: not graded */
};

/* False for what does not count: another school's (a predecessor's grade is never its successor's), ungraded, or
 * sub-judgements of an inspection before 2 September 2024, whose overall grade other files tell. */
bool graded_of(const struct inspection *inspection, struct graded *ret);

struct tally_day {
	uint32_t day;  /* days since 1970-01-01 */
	uint32_t date; /* yyyymmdd */
};

/* Count a school as it stood on a day, in each of its groups. Its graded inspections, newest first; of those told by the day
 * the first two matter. */
void tally_school(const struct facts *facts, const struct graded *graded, size_t n, struct tally_day day,
	struct tally tallies[PROFILE_GROUPS]);

/* Totals merge. */
void tally_add(struct tally *total, const struct tally *part);
bool tally_is_empty(const struct tally *tally);

#endif
