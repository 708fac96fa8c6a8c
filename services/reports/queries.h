/* SPDX-License-Identifier: MIT
 *
 * Answers from the read models, as tables; one function a question. Long answers come in pages: `next` of a result is
 * given back as `after`.
 */
#ifndef LEEP_REPORTS_QUERIES_H
#define LEEP_REPORTS_QUERIES_H

#include "common/model/catalogue.h"
#include "common/model/query.h"
#include "services/reports/state.h"

struct suppression;

struct reading {
	struct txn *txn;
	struct arena *arena;   /* of the answer */
	struct arena *scratch; /* of one column, one event */
	const struct catalogue *catalogue;
	struct arena *receipts; /* of one receipt, which may name a thousand refused rows */
	uint64_t receipt_of;    /* submission; 0: none yet */
	struct closed receipt;
	struct suppression *suppression;
	uint64_t suppress_below; /* figures about fewer pupils are hidden; 0: none */
	int64_t at;              /* when it is asked */
};

/* The receipt of a submission, until the next call; an empty one when there is none. */
const struct closed *reading_receipt(struct reading *reading, uint64_t submission);

/* Name of an area: of the catalogue, or of the register; "" when not known. */
const char *reading_area_name(struct reading *reading, struct area area);

/* The authority of an area: its own code, or that of the register; 0 when not known. lists.c */
uint32_t reading_authority(struct reading *reading, struct area area);

/* "inclusion Strong standard; achievement Needs attention (2026-01-20)": the date where it is not the inspection's. In the
 * arena. lists.c */
const char *reading_judgements(struct arena *arena, const struct inspection *inspection);

/* Who may see small numbers says so; others say nothing. ERR_INVAL. figures.c */
int reading_check_role(const char *role, struct err_text *text);

/* figures.c */
int answer_indicators(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

/* Answers whose rows go by a number: the next page begins with this one (ERR_NOMEM); where this page begins, `otherwise` for
 * the first. answers.c */
int answer_next(struct reading *reading, uint64_t number, struct query_result *ret);
uint64_t answer_from(const struct query *query, uint64_t otherwise);

/* answers.c */
int answer_submissions(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_alerts(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_alert(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_papers(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_paper(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

/* findings.c */
int answer_findings(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

/* lists.c */
int answer_schools(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);
int answer_events(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text);

#endif
