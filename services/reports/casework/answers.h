/* SPDX-License-Identifier: MIT
 *
 * The questions behind `leep case`: records by kind, one case whole, one record with its history.
 */
#ifndef LEEP_REPORTS_CASEWORK_ANSWERS_H
#define LEEP_REPORTS_CASEWORK_ANSWERS_H

#include "common/model/grid.h"
#include "services/reports/queries.h"

/* whole.c: one case and all that belongs to it in the order of days (the tables "case", on the first page, and "records", with a
 * row for each field); every change in it, in the order of time ("changes"); one record ("record") with its history
 * ("history"), where `chain` says whether the line is as it was written. */
int answer_case(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_changes(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_record(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

/* lists.c: QUERY_CASES by what it asks for: a record, a case, the changes in it, else the records of a kind, with its fields as
 * columns, by number; of cases and budgets also what they come to: open actions, the next day on which something is due,
 * sums. */
int answer_cases(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

/* impact.c: before and after each support package: inspections, and the headline measures of the school beside those of
 * similar schools without support. */
int answer_impact(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

#endif
