/* SPDX-License-Identifier: MIT
 *
 * How a rule comes to look at something: each judges it, through judge(), and leaves alone what the rule does not hold
 * for. `facts` are of the school or authority, just opened; they may be used again where that is said.
 */
#ifndef LEEP_ALERTS_LOOK_H
#define LEEP_ALERTS_LOOK_H

#include "services/alerts/judging/judge.h"

/* Periods, each once, in order; of more only the latest. A century of years, or two of quarters. */
#define PERIODS_HELD_MAX 256
struct periods {
	size_t n;
	struct period period[PERIODS_HELD_MAX];
};

void periods_add(struct periods *periods, struct period period);

/* Does the rule judge the latest period only? */
bool look_latest_only(const struct rule *rule);

/* The periods of which figures of the measure are held, or the latest of them, as far as the rule holds for them. */
void look_held(const struct judging *judging, const char *measure, struct periods *periods);

/* The figures of one period; the facts may be used again. */
int look_at_period(
	const struct judging *judging, struct facts *facts, const char *measure, struct period period);

/* The same of the authority that the caseloads cover. */
int look_at_authority(const struct judging *judging, const char *measure, struct period period);

/* The school's latest inspection, or the latest event of the rule's kind, by the day `until`; UINT32_MAX: of all. */
int look_at_inspection(const struct judging *judging, struct facts *facts, uint32_t until);
int look_at_event(const struct judging *judging, struct facts *facts, uint32_t until);

/* What the rule is about of every school of which it asks for figures, and that has some: those of the period or, of a
 * rule about inspections or events, the latest. */
int look_at_schools(const struct judging *judging, const char *measure, struct period period);

/* Whether the data that the rule awaits are there. */
int look_at_data(const struct judging *judging);

/* The day by which figures of an academic year are due (`due` is month * 100 + day): in the calendar year in which it ends
 * from September on, else in the one after. Example: 1031 of 2018/19 is 31 October 2019, 215 is 15 February 2020. */
uint32_t look_due(uint32_t due, unsigned year);

#endif
