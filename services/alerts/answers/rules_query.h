/* SPDX-License-Identifier: MIT
 *
 * Answers about rules: those in force, what one sees, and what rules would have raised over all that is known. Nothing is
 * written, nothing told.
 */
#ifndef LEEP_ALERTS_RULES_QUERY_H
#define LEEP_ALERTS_RULES_QUERY_H

#include "common/model/query.h"
#include "services/alerts/judging/evaluation.h"

/* A page of tables in the arena, which is not the evaluation's. ERR_NOTFOUND, ERR_INVAL, or ERR_SYNTAX of rules that came
 * with the query, with the reason in `text`. */
int rules_query(struct evaluation *evaluation, struct arena *arena, const struct rules_query *query,
	struct bytes after, struct query_result *ret, struct err_text *text);

/* The part of it that is in rules_explain.c. */
int rules_explain(struct evaluation *evaluation, struct arena *arena, const struct rule *rule,
	const struct rules_query *query, struct query_result *ret, struct err_text *text);

/* The school that a query's area names, 0 for the authority or where none is given; the period, v 0 for none. */
int rules_query_area(const struct evaluation *evaluation, const struct rules_query *query, uint32_t *ret_urn,
	struct period *ret_period, struct err_text *text);

#endif
