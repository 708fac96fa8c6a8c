/* SPDX-License-Identifier: MIT
 *
 * Rules meet schools: everything that a submission touched is looked at when it is done. What becomes of an alert is the
 * matter of life/.
 *
 * An alert is known by rule, school, measure and period. What it rests on comes with it as evidence, down to the row and
 * column of a file. A revision that changes what was seen amends it; when the condition no longer holds it is resolved;
 * when nothing is known any more it stays as it is, because an alert never rests on, nor ends by, what is unknown. It also
 * ends when its rule is taken out of the rules, and when its school is another authority's.
 *
 *   figures:     each academic year by itself; where a rule says so, only the latest that is held.
 *   inspection:  the school's own latest graded inspection, whatever its frame.
 *   event:       the latest event of the rule's kind, of each school and of the authority.
 *   county:      the authority's own figures; of a rule about any measure the latest period of each.
 *   data:        whether the figures of the last academic year that is due are there; a measure of which nothing was
 *                ever held is not awaited. Figures of the authority or of its schools will do.
 *
 * Where a rule about one of these asks about another (an inspection, a school, an event beside figures), it is looked at
 * again when that changes.
 */
#ifndef LEEP_ALERTS_EVALUATE_H
#define LEEP_ALERTS_EVALUATE_H

#include "services/alerts/judging/judge.h"

/* Look at everything that is touched, then at what is awaited, and have it told. A failure is also the transaction's. */
int evaluate_touched(struct evaluation *evaluation);

/* The same after rules or caseloads have changed: first, alerts end of which no rule in force judges any more. */
int evaluate_settings(struct evaluation *evaluation);

/* Look at what is awaited, as of now; alerts that follow are told by life_tell. To be called daily. */
int evaluate_data(struct evaluation *evaluation);

#endif
