/* SPDX-License-Identifier: MIT
 *
 * The record of support: what is known and done about a school beside its figures. The one command that changes it is
 * carried out here, whole or not at all; common/model/case_kinds.h has the kinds of record and their fields. Read README.md for
 * what must hold, then commands.c.
 */
#ifndef LEEP_ALERTS_CASEWORK_CASEWORK_H
#define LEEP_ALERTS_CASEWORK_CASEWORK_H

#include "common/model/command.h"
#include "common/service/service.h"
#include "services/alerts/state/state.h"

/* What the command is carried out with. */
struct casework {
	struct txn *txn;
	struct arena *arena;   /* for the length of the command */
	struct arena *scratch; /* emptied for each row */
	struct buffer *event;
};

/* Carry out a command of `ask->who` at `ask->at`. `ret` tells how many records were changed, the number of the first, and
 * what ought to be known beside, such as a budget that is overspent; its text is in the arena. ERR_NOTFOUND, ERR_REFUSED with
 * row, field and what was expected in `text`, and nothing written. Other errors are also the transaction's. */
int casework_act(const struct casework *casework, const struct case_command *command, const struct ask *ask,
	struct command_result *ret, struct err_text *text);

#endif
