/* SPDX-License-Identifier: MIT
 *
 * The service object: three streams in, read models; queries answered from them; papers made on command and kept.
 */
#include "services/reports/reports.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/model/command.h"
#include "services/reports/casework/answers.h"
#include "services/reports/casework/records.h"
#include "services/reports/making.h"
#include "services/reports/queries.h"
#include "services/reports/suppression/suppression.h"

/* A paper of all series has some hundred rows of figures and texts; an answer its cells. */
#define ARENA_MAX ((size_t)64 * 1024 * 1024)

struct reports {
	struct service *service;
	struct catalogue *catalogue;
	struct a_g_list *a_g;
	struct arena *arena;
	struct arena *scratch;
	struct arena *receipts;
	uint64_t papers;
	struct suppression *suppression;
	uint64_t suppress_below;
};

const struct service_spec reports_spec = {
	.name = "reports",
	.schema = 3,
	.tables = reports_tables,
	.n_tables = REPORTS_TABLES,
	.inputs = {"ingest", "indicators", "alerts", NULL},
};

static struct reading reading_of(struct reports *reports, struct txn *txn)
{
	arena_reset(reports->arena);
	arena_reset(reports->scratch);
	return (struct reading){.txn = txn,
		.arena = reports->arena,
		.scratch = reports->scratch,
		.catalogue = reports->catalogue,
		.receipts = reports->receipts,
		.suppression = reports->suppression,
		.suppress_below = reports->suppress_below};
}

/* -- streams ----------------------------------------------------------------------------------------------------- */

/* A later file adds to what is known of a school. */
static void on_school(struct reports *reports, struct txn *txn, const struct school *new, uint64_t submission)
{
	struct school merged = *new;
	struct school old;

	if (state_school(txn, reports->scratch, new->urn, &old) && !school_merge(&old, new, &merged))
		return;
	state_put_school(txn, &merged, submission);
}

static void on_measure(
	struct reports *reports, struct txn *txn, const struct measure_def *new, uint64_t submission)
{
	struct measure_def merged = *new;
	struct measure_def old;

	if (state_measure(txn, reports->scratch, new->id, &old))
		measure_merge(&old, new, &merged);
	state_put_measure(txn, &merged, submission);
}

static int apply_observation(
	struct reports *reports, struct txn *txn, struct bytes record, const char **ret_reason)
{
	struct observation event;
	int rc = observation_decode(reports->arena, record, &event, ret_reason);

	if (rc < 0)
		return rc;
	switch (event.kind) {
	case OBSERVATION_MEASURES:
		for (size_t i = 0; i < event.n; i++)
			on_measure(reports, txn, &event.measures[i], event.submission);
		return 0;
	case OBSERVATION_AREAS:
		for (size_t i = 0; i < event.n; i++)
			state_put_area(txn, &event.areas[i], event.submission);
		return 0;
	case OBSERVATION_REGISTER:
		for (size_t i = 0; i < event.n; i++)
			on_school(reports, txn, &event.schools[i], event.submission);
		return 0;
	case OBSERVATION_NEIGHBOURS:
		for (size_t i = 0; i < event.n; i++)
			state_put_neighbours(txn, &event.neighbours[i], event.submission);
		return 0;
	case OBSERVATION_INSPECTIONS:
		for (size_t i = 0; i < event.n; i++)
			state_put_inspection(txn, &event.inspections[i], event.submission);
		return 0;
	case OBSERVATION_EVENTS:
		for (size_t i = 0; i < event.n; i++)
			state_put_event(txn, &event.events[i], event.submission);
		return 0;
	case OBSERVATION_LINKS:
		for (size_t i = 0; i < event.n; i++)
			state_put_link(txn, &event.links[i], event.submission);
		return 0;
	case OBSERVATION_GROUPS:
		for (size_t i = 0; i < event.n; i++)
			state_put_group(txn, &event.groups[i], event.submission);
		return 0;
	case OBSERVATION_CLOSED:
		state_put_submission(txn, event.submission, event.closed.published, record);
		state_put_flow(txn, INPUT_OBSERVATIONS, event.submission);
		return 0;
	case OBSERVATION_FINDINGS:
		state_add_findings(txn, event.submission, record);
		return 0;
	case OBSERVATION_OPENED: /* the receipt says it all */
	case OBSERVATION_COLUMN: /* seen through indicators */
		return 0;
	}
	return ERR_INVAL;
}

static int apply_indicator(
	struct reports *reports, struct txn *txn, struct bytes record, const char **ret_reason)
{
	struct indicator_event event;
	int rc = indicator_decode(reports->arena, record, &event, ret_reason);

	if (rc < 0)
		return rc;
	switch (event.kind) {
	case INDICATOR_COLUMN:
		if (!state_can_name(txn, &event.column.figures)) {
			*ret_reason = "more measures and pupil groups than can be told apart";
			return ERR_BADMSG;
		}
		state_put_indicators(txn, &event.column.figures, event.submission, record);
		return 0;
	case INDICATOR_DONE:
		state_put_flow(txn, INPUT_INDICATORS, event.submission);
		return 0;
	case INDICATOR_OPENED: /* passed on for alerts; known from the observations */
	case INDICATOR_MEASURES:
	case INDICATOR_REGISTER:
	case INDICATOR_INSPECTIONS:
	case INDICATOR_EVENTS:
	case INDICATOR_LINKS:
	case INDICATOR_GROUPS:
		return 0;
	}
	return ERR_INVAL;
}

static int apply_alert(struct reports *reports, struct txn *txn, struct bytes record, const char **ret_reason)
{
	struct alert_event event;
	int rc = alert_decode(reports->arena, record, &event, ret_reason);

	if (rc < 0)
		return rc;
	switch (event.kind) {
	case ALERT_EVENT_CHANGED:
		state_put_alert(txn, event.changed.alert.id, record);
		state_add_history(txn, event.changed.alert.id, record);
		return 0;
	case ALERT_EVENT_SENT:
		for (size_t i = 0; i < event.sent.n_alert; i++)
			state_add_history(txn, event.sent.alert[i], record);
		return 0;
	case ALERT_EVENT_DONE:
		state_put_flow(txn, INPUT_ALERTS, event.submission);
		return 0;
	case ALERT_EVENT_CASE:
		records_put(txn, &event.case_changed, record);
		return 0;
	case ALERT_EVENT_DESTINATION:
		return 0;
	}
	return ERR_INVAL;
}

static int apply(void *self, struct txn *txn, size_t input, struct bytes record, const char **ret_reason)
{
	struct reports *reports = self;

	arena_reset(reports->arena);
	arena_reset(reports->scratch);
	switch ((enum reports_input)input) {
	case INPUT_OBSERVATIONS:
		return apply_observation(reports, txn, record, ret_reason);
	case INPUT_INDICATORS:
		return apply_indicator(reports, txn, record, ret_reason);
	case INPUT_ALERTS:
		return apply_alert(reports, txn, record, ret_reason);
	case INPUTS:
		break;
	}
	return ERR_INVAL;
}

/* -- queries ----------------------------------------------------------------------------------------------------- */

static int answer_wait(struct reading *reading, const struct query *query)
{
	return state_flow_all(reading->txn) >= query->submission ? 0 : ERR_AGAIN;
}

static int answer(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	switch (query->kind) {
	case QUERY_INDICATORS:
		return answer_indicators(reading, query, ret, text);
	case QUERY_SUBMISSIONS:
		return answer_submissions(reading, query, ret, text);
	case QUERY_ALERTS:
		return answer_alerts(reading, query, ret, text);
	case QUERY_ALERT:
		return answer_alert(reading, query, ret, text);
	case QUERY_WAIT:
		return answer_wait(reading, query);
	case QUERY_PAPERS:
		return answer_papers(reading, query, ret, text);
	case QUERY_PAPER:
		return answer_paper(reading, query, ret, text);
	case QUERY_SCHOOLS:
		return answer_schools(reading, query, ret, text);
	case QUERY_EVENTS:
		return answer_events(reading, query, ret, text);
	case QUERY_FINDINGS:
		return answer_findings(reading, query, ret, text);
	case QUERY_CASES:
		return answer_cases(reading, query, ret, text);
	case QUERY_IMPACT:
		return answer_impact(reading, query, ret, text);
	case QUERY_RULES:
	case QUERY_DELIVERIES:
		return error_set(text, ERR_INVAL, "alerts answers this");
	}
	return ERR_INVAL;
}

static int on_query(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	struct reports *reports = self;
	struct reading reading = reading_of(reports, txn);
	struct query_result result = {0};
	const char *reason = "";
	struct query query;
	int rc;

	reading.at = ask->at;
	if (query_decode(reports->arena, ask->body, &query, &reason) < 0)
		return error_set(text, ERR_BADMSG, "%s", reason);
	rc = answer(&reading, &query, &result, text);
	return rc < 0 ? rc : query_result_encode(reports->arena, &result, ret_body);
}

/* -- papers ------------------------------------------------------------------------------------------------------ */

static int on_command(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	struct reports *reports = self;
	struct reading reading = reading_of(reports, txn);
	struct command_result result = {.text = "", .name = ""};
	struct command command;
	const char *reason = "";
	int rc;

	if (command_decode(reports->arena, ask->body, &command, &reason) < 0)
		return error_set(text, ERR_BADMSG, "%s", reason);
	switch (command.kind) {
	case COMMAND_MAKE_REPORT:
		rc = make_paper(&reading, reports->a_g, &command.make_report, ask->at, &result, text);
		reports->papers += rc == 0;
		return rc < 0 ? rc : command_result_encode(&result, ret_body);
	case COMMAND_SUBMIT:
	case COMMAND_ALERT_ACTION:
	case COMMAND_CONFIGURE:
	case COMMAND_DELIVERY_OUTCOME:
	case COMMAND_TICK:
	case COMMAND_CASE:
		break;
	}
	return error_set(text, ERR_INVAL, "reports only makes papers");
}

static void health(void *self, struct txn *txn, struct buffer *out)
{
	const struct reports *reports = self;

	buffer_print(out, "submissions_through=%llu\npapers_made=%llu\n",
		(unsigned long long)state_flow_all(txn), (unsigned long long)reports->papers);
}

static const struct service_handlers handlers = {
	.apply = apply,
	.command = on_command,
	.query = on_query,
	.health = health,
};

int reports_open(struct service *service, struct reports **ret)
{
	struct reports *reports = calloc(1, sizeof(*reports));
	struct err_text text = {""};
	char path[PATH_LEN];
	int rc = ERR_NOMEM;

	if (reports == NULL)
		return rc;
	reports->service = service;
	reports->suppress_below = options_number(service_options(service), "suppress-below");
	reports->arena = arena_open(ARENA_MAX);
	reports->scratch = arena_open(ARENA_MAX);
	reports->receipts = arena_open(ARENA_MAX);
	reports->suppression = suppression_open();
	if (reports->arena != NULL && reports->scratch != NULL && reports->receipts != NULL &&
		reports->suppression != NULL)
		rc = catalogue_open(
			path_shared(service_options(service), "catalogue", path), &reports->catalogue, &text);
	if (rc == 0)
		rc = a_g_list_open(path, reports->catalogue, &reports->a_g, &text);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		reports_free(reports);
		return rc;
	}
	service_handle(service, &handlers, reports);
	*ret = reports;
	return 0;
}

void reports_free(struct reports *reports)
{
	if (reports == NULL)
		return;
	a_g_list_free(reports->a_g);
	catalogue_free(reports->catalogue);
	suppression_free(reports->suppression);
	arena_free(reports->arena);
	arena_free(reports->scratch);
	arena_free(reports->receipts);
	free(reports);
}
