/* SPDX-License-Identifier: MIT
 *
 * Questions that only alerts can answer; all others go to reports.
 */
#include "common/model/query.h"
#include "services/alerts/answers/rules_query.h"
#include "services/alerts/delivery/answers.h"
#include "services/alerts/parts.h"

/* Rules that come with the question need only know whose schools there are. */
static int answer_rules(struct alerts *alerts, struct txn *txn, const struct ask *ask,
	const struct query *query, struct query_result *ret, struct err_text *text)
{
	struct evaluation evaluation = alerts_evaluation(alerts, txn, ask->at);

	if (!alerts->configured)
		return error_set(text, ERR_REFUSED, "there are no caseloads in force yet");
	return rules_query(&evaluation, alerts->arena, &query->rules, query->after, ret, text);
}

int queries_answer(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	struct alerts *alerts = self;
	struct query_result result = {0};
	struct query query;
	const char *reason;
	int rc = ERR_INVAL;

	arena_reset(alerts->arena);
	arena_reset(alerts->scratch);
	if (query_decode(alerts->arena, ask->body, &query, &reason) < 0)
		return error_set(text, ERR_BADMSG, "%s", reason);
	switch (query.kind) {
	case QUERY_DELIVERIES:
		rc = answer_deliveries(txn, alerts->arena, alerts->delivery, query.after, &result);
		break;
	case QUERY_RULES:
		rc = answer_rules(alerts, txn, ask, &query, &result, text);
		break;
	case QUERY_INDICATORS:
	case QUERY_SUBMISSIONS:
	case QUERY_ALERTS:
	case QUERY_ALERT:
	case QUERY_WAIT:
	case QUERY_PAPERS:
	case QUERY_PAPER:
	case QUERY_SCHOOLS:
	case QUERY_EVENTS:
	case QUERY_FINDINGS:
	case QUERY_CASES:
	case QUERY_IMPACT:
		return error_set(text, ERR_INVAL, "alerts does not answer this: ask reports");
	}
	return rc < 0 ? rc : query_result_encode(alerts->arena, &result, ret_body);
}
