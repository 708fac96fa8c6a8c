/* SPDX-License-Identifier: MIT
 *
 * What became of a notice, as it changes the state: history, queues, destinations, and who is told when something did not
 * arrive. A handler: time comes with the evaluation.
 */
#ifndef LEEP_ALERTS_DELIVERY_OUTCOME_H
#define LEEP_ALERTS_DELIVERY_OUTCOME_H

#include "common/model/command.h"
#include "services/alerts/judging/evaluation.h"

/* A notice that could not reach somebody goes to the adviser for schools not listed under KEY and this, once. */
#define OUTCOME_RETURNED ".returned"

/* ERR_NOTFOUND with `text`, and nothing written, when no such notice waits in the channel; any other failure is also the
 * transaction's. */
int outcome_take(
	struct evaluation *evaluation, const struct delivery_outcome *outcome, struct err_text *text);

#endif
