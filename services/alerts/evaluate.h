/* SPDX-License-Identifier: MIT
 *
 * Rules meet schools: everything that a submission touched is looked at when it is done. What becomes of
 * an alert is the matter of life/.
 *
 * An alert is known by rule, school, measure and period. What it rests on comes with it as evidence, down to the
 * row and column of a file. A revision that changes what was seen amends it; when the condition no longer holds it is
 * resolved; when nothing is known any more it stays as it is, because an alert never rests on, nor ends by, what is
 * unknown.
 */
#ifndef LEEP_ALERTS_EVALUATE_H
#define LEEP_ALERTS_EVALUATE_H

#include "services/alerts/evaluation.h"

/* Look at everything that is touched; write the messages. A failure is also the transaction's. */
int evaluate_touched(struct evaluation *evaluation);

#endif
