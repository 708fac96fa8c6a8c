/* SPDX-License-Identifier: MIT
 *
 * Making a paper on command: which papers there are, and in which formats. A paper is gathered (gather.h), laid out
 * (papers/) and kept.
 */
#ifndef LEEP_REPORTS_MAKING_H
#define LEEP_REPORTS_MAKING_H

#include "common/model/command.h"
#include "common/model/indicators_a_g.h"
#include "services/reports/queries.h"

/* Make the paper and keep it; its name and place on the shelf go into `ret`. `at` is the time of the command, which counts where
 * no other is asked for. ERR_INVAL with `text` for what is no paper, format, area or period of one; ERR_NOTFOUND with
 * `text` when nothing is known; ERR_LIMIT when it outgrows what a paper may be. */
int make_paper(struct reading *reading, const struct a_g_list *a_g, const struct make_report *make,
	int64_t at, struct command_result *ret, struct err_text *text);

#endif
