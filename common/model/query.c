/* SPDX-License-Identifier: MIT
 *
 * See query.h.
 */
#include "common/model/query.h"

#include "common/model/message.h"
#include "leep/query.pb-c.h"

static int encode_indicators(const struct indicators_query *in, Leep__Query message, struct buffer *out)
{
	Leep__IndicatorsQuery body = LEEP__INDICATORS_QUERY__INIT;

	body.measure = message_loose(in->measure);
	body.level = message_loose(in->level);
	body.area = message_loose(in->area);
	body.group = message_loose(in->group);
	body.period = message_loose(in->period);
	body.has_as_of = body.has_worked_out = 1;
	body.as_of = in->as_of;
	body.worked_out = in->worked_out;
	body.role = in->role == NULL || in->role[0] == '\0' ? NULL : message_loose(in->role);
	message.body_case = LEEP__QUERY__BODY_INDICATORS;
	message.indicators = &body;
	return message_pack(&message.base, out);
}

static int encode_submissions(const struct submissions_query *in, Leep__Query message, struct buffer *out)
{
	Leep__SubmissionsQuery body = LEEP__SUBMISSIONS_QUERY__INIT;

	body.has_number = body.has_rejects = 1;
	body.number = in->number;
	body.rejects = in->rejects;
	message.body_case = LEEP__QUERY__BODY_SUBMISSIONS;
	message.submissions = &body;
	return message_pack(&message.base, out);
}

static int encode_alerts(const struct alerts_query *in, Leep__Query message, struct buffer *out)
{
	Leep__AlertsQuery body = LEEP__ALERTS_QUERY__INIT;

	body.area = message_loose(in->area);
	body.state = message_loose(in->state);
	body.rule = message_loose(in->rule);
	body.adviser = in->adviser == NULL || in->adviser[0] == '\0' ? NULL : message_loose(in->adviser);
	body.has_submission = 1;
	body.submission = in->submission;
	message.body_case = LEEP__QUERY__BODY_ALERTS;
	message.alerts = &body;
	return message_pack(&message.base, out);
}

static int encode_rules(const struct rules_query *in, Leep__Query message, struct buffer *out)
{
	Leep__RulesQuery body = LEEP__RULES_QUERY__INIT;

	body.has_verb = 1;
	body.verb = (Leep__RulesVerb)in->verb;
	body.text = message_loose(in->text);
	body.rule = message_loose(in->rule);
	body.area = message_loose(in->area);
	body.period = message_loose(in->period);
	body.measure = in->measure == NULL || in->measure[0] == '\0' ? NULL : message_loose(in->measure);
	message.body_case = LEEP__QUERY__BODY_RULES;
	message.rules = &body;
	return message_pack(&message.base, out);
}

static int encode_cases(const struct cases_query *in, Leep__Query message, struct buffer *out)
{
	Leep__CasesQuery body = LEEP__CASES_QUERY__INIT;

	body.kind = message_loose(in->kind);
	body.area = message_loose(in->area);
	body.state = message_loose(in->state);
	body.has_case_id = body.has_record = 1;
	body.case_id = in->case_id;
	body.record = in->record;
	message.body_case = LEEP__QUERY__BODY_CASES;
	message.cases = &body;
	return message_pack(&message.base, out);
}

static int encode_impact(const struct impact_query *in, Leep__Query message, struct buffer *out)
{
	Leep__ImpactQuery body = LEEP__IMPACT_QUERY__INIT;

	body.has_record = 1;
	body.record = in->record;
	body.area = message_loose(in->area);
	body.role = message_loose(in->role);
	message.body_case = LEEP__QUERY__BODY_IMPACT;
	message.impact = &body;
	return message_pack(&message.base, out);
}

static int encode_alert(uint64_t id, Leep__Query message, struct buffer *out)
{
	Leep__AlertQuery body = LEEP__ALERT_QUERY__INIT;

	body.has_id = 1;
	body.id = id;
	message.body_case = LEEP__QUERY__BODY_ALERT;
	message.alert = &body;
	return message_pack(&message.base, out);
}

static int encode_paper(const struct query *in, Leep__Query message, struct buffer *out)
{
	Leep__PaperQuery body = LEEP__PAPER_QUERY__INIT;

	body.name = message_loose(in->paper.name);
	body.has_offset = 1;
	body.offset = in->paper.offset;
	message.body_case = LEEP__QUERY__BODY_PAPER;
	message.paper = &body;
	return message_pack(&message.base, out);
}

int query_encode(const struct query *query, struct buffer *out)
{
	Leep__Query message = LEEP__QUERY__INIT;
	Leep__DeliveriesQuery deliveries = LEEP__DELIVERIES_QUERY__INIT;
	Leep__WaitQuery wait = LEEP__WAIT_QUERY__INIT;
	Leep__PapersQuery papers = LEEP__PAPERS_QUERY__INIT;
	Leep__SchoolsQuery schools = LEEP__SCHOOLS_QUERY__INIT;
	Leep__EventsQuery events = LEEP__EVENTS_QUERY__INIT;
	Leep__FindingsQuery findings = LEEP__FINDINGS_QUERY__INIT;

	message.has_after = query->after.len > 0;
	message.after.data = (uint8_t *)(uintptr_t)query->after.data;
	message.after.len = query->after.len;
	switch (query->kind) {
	case QUERY_INDICATORS:
		return encode_indicators(&query->indicators, message, out);
	case QUERY_SUBMISSIONS:
		return encode_submissions(&query->submissions, message, out);
	case QUERY_ALERTS:
		return encode_alerts(&query->alerts, message, out);
	case QUERY_ALERT:
		return encode_alert(query->alert, message, out);
	case QUERY_WAIT:
		wait.has_submission = 1;
		wait.submission = query->submission;
		message.body_case = LEEP__QUERY__BODY_WAIT;
		message.wait = &wait;
		break;
	case QUERY_PAPERS:
		message.body_case = LEEP__QUERY__BODY_PAPERS;
		message.papers = &papers;
		break;
	case QUERY_PAPER:
		return encode_paper(query, message, out);
	case QUERY_SCHOOLS:
		schools.area = message_loose(query->area);
		message.body_case = LEEP__QUERY__BODY_SCHOOLS;
		message.schools = &schools;
		break;
	case QUERY_EVENTS:
		events.area = message_loose(query->area);
		message.body_case = LEEP__QUERY__BODY_EVENTS;
		message.events = &events;
		break;
	case QUERY_FINDINGS:
		findings.has_submission = 1;
		findings.submission = query->submission;
		message.body_case = LEEP__QUERY__BODY_FINDINGS;
		message.findings = &findings;
		break;
	case QUERY_RULES:
		return encode_rules(&query->rules, message, out);
	case QUERY_DELIVERIES:
		message.body_case = LEEP__QUERY__BODY_DELIVERIES;
		message.deliveries = &deliveries;
		break;
	case QUERY_CASES:
		return encode_cases(&query->cases, message, out);
	case QUERY_IMPACT:
		return encode_impact(&query->impact, message, out);
	}
	return message_pack(&message.base, out);
}

static const char *text_of(const char *text, bool *ok)
{
	if (!message_text_ok(text, NAME_MAX_LEN))
		*ok = false;
	return message_text(text);
}

static bool indicators_from_message(const Leep__IndicatorsQuery *in, struct indicators_query *ret)
{
	bool ok = true;

	ret->measure = text_of(in->measure, &ok);
	ret->level = text_of(in->level, &ok);
	ret->area = text_of(in->area, &ok);
	ret->group = text_of(in->group, &ok);
	ret->period = text_of(in->period, &ok);
	ret->as_of = in->as_of;
	ret->worked_out = in->worked_out;
	ret->role = text_of(in->role, &ok);
	return ok;
}

/* What is asked for by a number alone. */
static void number_from_message(const Leep__Query *in, struct query *ret)
{
	if (in->body_case == LEEP__QUERY__BODY_ALERT) {
		ret->kind = QUERY_ALERT;
		ret->alert = in->alert->id;
	} else if (in->body_case == LEEP__QUERY__BODY_WAIT) {
		ret->kind = QUERY_WAIT;
		ret->submission = in->wait->submission;
	} else {
		ret->kind = QUERY_FINDINGS;
		ret->submission = in->findings->submission;
	}
}

static bool alerts_from_message(const Leep__AlertsQuery *in, struct alerts_query *ret)
{
	bool ok = true;

	ret->area = text_of(in->area, &ok);
	ret->state = text_of(in->state, &ok);
	ret->rule = text_of(in->rule, &ok);
	ret->submission = in->submission;
	ret->adviser = text_of(in->adviser, &ok);
	return ok;
}

static bool rules_from_message(const Leep__RulesQuery *in, struct rules_query *ret)
{
	bool ok = in->verb >= LEEP__RULES_VERB__RULES_LIST && in->verb <= LEEP__RULES_VERB__RULES_TEST &&
		  message_text_ok(in->text, QUERY_TEXT_MAX);

	ret->verb = (enum rules_verb)in->verb;
	ret->text = message_text(in->text);
	ret->rule = text_of(in->rule, &ok);
	ret->area = text_of(in->area, &ok);
	ret->period = text_of(in->period, &ok);
	ret->measure = text_of(in->measure, &ok);
	return ok;
}

static bool cases_from_message(const Leep__CasesQuery *in, struct cases_query *ret)
{
	bool ok = true;

	ret->kind = text_of(in->kind, &ok);
	ret->case_id = in->case_id;
	ret->area = text_of(in->area, &ok);
	ret->state = text_of(in->state, &ok);
	ret->record = in->record;
	return ok;
}

static bool impact_from_message(const Leep__ImpactQuery *in, struct impact_query *ret)
{
	bool ok = true;

	ret->record = in->record;
	ret->area = text_of(in->area, &ok);
	ret->role = text_of(in->role, &ok);
	return ok;
}

static const char *body_from_message(const Leep__Query *in, struct query *ret)
{
	bool ok = true;

	switch (in->body_case) {
	case LEEP__QUERY__BODY_INDICATORS:
		ret->kind = QUERY_INDICATORS;
		ok = indicators_from_message(in->indicators, &ret->indicators);
		break;
	case LEEP__QUERY__BODY_SUBMISSIONS:
		ret->kind = QUERY_SUBMISSIONS;
		ret->submissions.number = in->submissions->number;
		ret->submissions.rejects = in->submissions->rejects;
		break;
	case LEEP__QUERY__BODY_ALERTS:
		ret->kind = QUERY_ALERTS;
		ok = alerts_from_message(in->alerts, &ret->alerts);
		break;
	case LEEP__QUERY__BODY_ALERT:
	case LEEP__QUERY__BODY_WAIT:
	case LEEP__QUERY__BODY_FINDINGS:
		number_from_message(in, ret);
		break;
	case LEEP__QUERY__BODY_PAPERS:
		ret->kind = QUERY_PAPERS;
		break;
	case LEEP__QUERY__BODY_PAPER:
		ret->kind = QUERY_PAPER;
		ret->paper.name = text_of(in->paper->name, &ok);
		ret->paper.offset = in->paper->offset;
		break;
	case LEEP__QUERY__BODY_SCHOOLS:
		ret->kind = QUERY_SCHOOLS;
		ret->area = text_of(in->schools->area, &ok);
		break;
	case LEEP__QUERY__BODY_EVENTS:
		ret->kind = QUERY_EVENTS;
		ret->area = text_of(in->events->area, &ok);
		break;
	case LEEP__QUERY__BODY_RULES:
		ret->kind = QUERY_RULES;
		ok = rules_from_message(in->rules, &ret->rules);
		break;
	case LEEP__QUERY__BODY_DELIVERIES:
		ret->kind = QUERY_DELIVERIES;
		break;
	case LEEP__QUERY__BODY_CASES:
		ret->kind = QUERY_CASES;
		ok = cases_from_message(in->cases, &ret->cases);
		break;
	case LEEP__QUERY__BODY_IMPACT:
		ret->kind = QUERY_IMPACT;
		ok = impact_from_message(in->impact, &ret->impact);
		break;
	case LEEP__QUERY__BODY__NOT_SET:
	case _LEEP__QUERY__BODY__CASE_IS_INT_SIZE:
		return "kind of query not known";
	}
	return ok ? NULL : "text of the query is malformed or too long";
}

int query_decode(struct arena *arena, struct bytes bytes, struct query *ret, const char **ret_reason)
{
	const Leep__Query *message = message_unpack(&leep__query__descriptor, arena, bytes);
	struct query query = {0};
	const char *wrong = message == NULL ? "not a query" : body_from_message(message, &query);

	if (wrong != NULL) {
		*ret_reason = wrong;
		return ERR_BADMSG;
	}
	query.after = bytes_of(message->after.data, message->after.len);
	*ret = query;
	return 0;
}

static Leep__Table *table_to_message(struct arena *arena, const struct table *in)
{
	Leep__Table *out = arena_take(arena, sizeof(*out));
	Leep__TableRow *row = arena_take_array(arena, in->n_rows, sizeof(*row));
	Leep__TableRow **list = arena_take_array(arena, in->n_rows, sizeof(*list));

	if (out == NULL || row == NULL || list == NULL)
		return NULL;
	leep__table__init(out);
	out->name = message_loose(in->name);
	out->column = (char **)(uintptr_t)in->column;
	out->n_column = in->n_columns;
	for (size_t i = 0; i < in->n_rows; i++) {
		leep__table_row__init(&row[i]);
		row[i].cell = (char **)(uintptr_t)(in->cell + i * in->n_columns);
		row[i].n_cell = in->n_columns;
		list[i] = &row[i];
	}
	out->row = list;
	out->n_row = in->n_rows;
	return out;
}

int query_result_encode(struct arena *arena, const struct query_result *result, struct buffer *out)
{
	Leep__QueryResult message = LEEP__QUERY_RESULT__INIT;
	Leep__Table *list[TABLES_MAX];

	if (result->n_tables > TABLES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < result->n_tables; i++) {
		list[i] = table_to_message(arena, &result->table[i]);
		if (list[i] == NULL)
			return ERR_NOMEM;
	}
	message.table = list;
	message.n_table = result->n_tables;
	message.has_next = result->next.len > 0;
	message.next.data = (uint8_t *)(uintptr_t)result->next.data;
	message.next.len = result->next.len;
	message.has_data = result->data.len > 0;
	message.data.data = (uint8_t *)(uintptr_t)result->data.data;
	message.data.len = result->data.len;
	message.has_data_size = 1;
	message.data_size = result->data_size;
	return message_pack(&message.base, out);
}

static int table_from_message(struct arena *arena, const Leep__Table *in, struct table *ret)
{
	if (in->n_column == 0 || in->n_column > TABLE_COLUMNS_MAX)
		return ERR_BADMSG;
	ret->name = message_text(in->name);
	ret->n_columns = in->n_column;
	ret->column = (const char *const *)in->column;
	ret->n_rows = in->n_row;
	ret->cell = arena_take_array(arena, in->n_row * in->n_column, sizeof(*ret->cell));
	if (ret->cell == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < in->n_row; i++) {
		if (in->row[i]->n_cell != in->n_column)
			return ERR_BADMSG;
		for (size_t k = 0; k < in->n_column; k++)
			ret->cell[i * in->n_column + k] = in->row[i]->cell[k];
	}
	return 0;
}

int query_result_decode(struct arena *arena, struct bytes bytes, struct query_result *ret)
{
	const Leep__QueryResult *message = message_unpack(&leep__query_result__descriptor, arena, bytes);
	struct query_result result = {0};

	if (message == NULL || message->n_table > TABLES_MAX)
		return ERR_BADMSG;
	result.n_tables = message->n_table;
	for (size_t i = 0; i < message->n_table; i++) {
		int rc = table_from_message(arena, message->table[i], &result.table[i]);

		if (rc < 0)
			return rc;
	}
	result.next = bytes_of(message->next.data, message->next.len);
	result.data = bytes_of(message->data.data, message->data.len);
	result.data_size = message->data_size;
	*ret = result;
	return 0;
}
