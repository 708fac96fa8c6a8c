/* SPDX-License-Identifier: MIT
 *
 * The queries behind `leep submissions`, `leep alerts`, `leep alert` and the gateway's papers.
 */
#include <stdio.h>

#include "common/base/clock.h"
#include "services/reports/grid.h"
#include "services/reports/queries.h"

/* Part of a paper in one answer. */
#define PAPER_PART ((size_t)512 * 1024)

static void add_submission(struct grid *grid, uint64_t number, const struct closed *receipt)
{
	struct period_text first, last;
	char flagged[CLOSED_FLAGGED_MAX];
	char hex[2 * SHA256_LEN + 1];

	bytes_hex(receipt->sha256, SHA256_LEN, hex);
	grid_number(grid, number);
	grid_text(grid, receipt->name);
	grid_text(grid, receipt->accepted ? "accepted" : "refused");
	grid_text(grid, receipt->format);
	grid_text(grid, receipt->period);
	grid_text(grid, receipt->status);
	grid_day(grid, receipt->published);
	grid_count(grid, receipt->rows_read);
	grid_count(grid, receipt->rows_accepted);
	grid_count(grid, receipt->rows_refused);
	grid_count(grid, receipt->cells);
	grid_count(grid, receipt->cells_flagged);
	grid_count(grid, receipt->columns);
	grid_count(grid, receipt->measures);
	grid_count(grid, receipt->schools);
	grid_count(grid, receipt->inspections);
	grid_count(grid, receipt->bytes);
	grid_time(grid, receipt->received);
	grid_text(grid, hex);
	grid_text(grid, receipt->note);
	grid_count(grid, receipt->events);
	grid_count(grid, receipt->links);
	grid_count(grid, receipt->groups);
	grid_count(grid, receipt->findings);
	grid_count(grid, receipt->rows_ignored);
	grid_count(grid, receipt->measures_held);
	grid_count(grid, receipt->areas);
	grid_text(grid, receipt->first_period.v == 0 ? "" : period_print(receipt->first_period, &first));
	grid_text(grid, receipt->last_period.v == 0 ? "" : period_print(receipt->last_period, &last));
	grid_text(grid, closed_flagged(receipt, flagged));
	grid_count(grid, receipt->cells_refused);
}

static int answer_rejects(
	struct reading *reading, uint64_t number, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"row", "column", "reason"};
	struct closed receipt;
	struct grid grid;

	if (!state_submission(reading->txn, reading->scratch, number, &receipt))
		return error_set(
			text, ERR_NOTFOUND, "there is no submission %llu", (unsigned long long)number);
	grid_begin(&grid, reading->arena, "rejects", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < receipt.n_refused; i++) {
		grid_number(&grid, receipt.refused[i].row);
		grid_text(&grid, receipt.refused[i].column);
		grid_text(&grid, receipt.refused[i].reason);
	}
	ret->n_tables = 1;
	return grid_end(&grid, &ret->table[0]);
}

/* The page goes on behind this number. */
static int set_next(struct reading *reading, uint64_t number, struct query_result *ret)
{
	uint8_t *next = arena_take(reading->arena, 8);

	if (next == NULL)
		return ERR_NOMEM;
	bytes_put_u64be(next, number);
	ret->next = bytes_of(next, 8);
	return 0;
}

static uint64_t first_number(const struct query *query)
{
	return query->after.len == 8 ? bytes_u64be(query->after.data) : 1;
}

static void scan_from(struct scan *scan, struct txn *txn, unsigned table, uint64_t number)
{
	struct key all, from;

	key_init(&all);
	key_init(&from);
	key_u64(&from, number);
	scan_begin_at(scan, txn, table, &all, &from);
}

int answer_submissions(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"submission", "name", "outcome", "format", "period", "status",
		"published", "rows_read", "rows_accepted", "rows_refused", "cells", "cells_flagged",
		"columns", "measures", "schools", "inspections", "bytes", "received", "sha256", "note",
		"events", "links", "groups", "findings", "rows_ignored", "measures_held", "areas",
		"first_period", "last_period", "flagged", "cells_refused"};
	uint64_t only = query->submissions.number;
	struct observation event;
	struct grid grid;
	struct scan scan;
	int rc = 0;

	if (query->submissions.rejects)
		return answer_rejects(reading, only, ret, text);
	grid_begin(&grid, reading->arena, "submissions", columns, ARRAY_LEN(columns));
	scan_from(&scan, reading->txn, REPORTS_SUBMISSIONS, only != 0 ? only : first_number(query));
	while (rc == 0 && ret->next.len == 0 && scan_next(&scan)) {
		uint64_t number = bytes_u64be(scan.key.data);
		const char *reason;

		if (only != 0 && number != only)
			break;
		if (!grid_room(&grid)) {
			rc = set_next(reading, number, ret);
			break;
		}
		arena_reset(reading->scratch);
		if (observation_decode(reading->scratch, scan.value, &event, &reason) < 0)
			rc = ERR_CORRUPT;
		else
			add_submission(&grid, number, &event.closed);
	}
	scan_end(&scan);
	if (rc == 0 && only != 0 && grid.n_cells == 0)
		return error_set(text, ERR_NOTFOUND, "there is no submission %llu", (unsigned long long)only);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}

static bool wants_alert(const struct alerts_query *query, const struct alert_event *event)
{
	const struct alert *alert = &event->changed.alert;
	char authority[16], urn[16];

	(void)snprintf(authority, sizeof(authority), "%u", alert->authority);
	(void)snprintf(urn, sizeof(urn), "%u", alert->urn);
	return (query->area[0] == '\0' || strcmp(query->area, authority) == 0 ||
		       strcmp(query->area, urn) == 0) &&
	       (query->state[0] == '\0' || strcmp(query->state, alert_state_text(alert->state)) == 0) &&
	       (query->rule[0] == '\0' || strcmp(query->rule, alert->rule) == 0) &&
	       (query->adviser[0] == '\0' || strcmp(query->adviser, alert->adviser) == 0 ||
		       strcmp(query->adviser, alert->address) == 0) &&
	       (query->submission == 0 || query->submission == event->submission);
}

static void add_alert(struct grid *grid, const struct alert *alert)
{
	grid_number(grid, alert->id);
	grid_text(grid, alert->rule);
	grid_text(grid, alert->severity);
	grid_text(grid, alert_state_text(alert->state));
	grid_number(grid, alert->authority);
	grid_number(grid, alert->urn);
	grid_text(grid, alert->name);
	grid_text(grid, alert->measure);
	grid_text(grid, alert->period);
	grid_time(grid, alert->opened);
	grid_time(grid, alert->amended);
	grid_text(grid, alert->adviser);
	grid_text(grid, alert->summary);
	grid_text(grid, alert->handled_by);
	if (alert->until == 0)
		grid_text(grid, "");
	else
		grid_time(grid, alert->until);
	grid_text(grid, alert->inhibited_why);
}

int answer_alerts(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"id", "rule", "severity", "state", "authority", "urn", "name",
		"measure", "period", "opened", "amended", "adviser", "summary", "handled_by", "until",
		"inhibited"};
	struct alert_event event;
	struct grid grid;
	struct scan scan;
	int rc = 0;

	(void)text;
	grid_begin(&grid, reading->arena, "alerts", columns, ARRAY_LEN(columns));
	scan_from(&scan, reading->txn, REPORTS_ALERTS, first_number(query));
	while (rc == 0 && scan_next(&scan)) {
		const char *reason;

		arena_reset(reading->scratch);
		if (alert_decode(reading->scratch, scan.value, &event, &reason) < 0) {
			rc = ERR_CORRUPT;
		} else if (wants_alert(&query->alerts, &event)) {
			if (!grid_room(&grid)) {
				rc = set_next(reading, bytes_u64be(scan.key.data), ret);
				break;
			}
			add_alert(&grid, &event.changed.alert);
		}
	}
	scan_end(&scan);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}

static void add_field(struct grid *grid, const char *field, const char *value)
{
	grid_text(grid, field);
	grid_text(grid, value);
}

/* What has become of an alert. */
static void add_life(struct reading *reading, struct grid *grid, const struct alert *alert)
{
	struct time_text until;

	add_field(grid, "assigned", alert->assigned ? "by a person" : "by the caseloads");
	add_field(grid, "handled_by", alert->handled_by);
	add_field(grid, "until", alert->until == 0 ? "" : clock_text(alert->until, &until));
	add_field(grid, "why", alert->why);
	add_field(grid, "inhibited",
		alert->inhibited_by == 0
			? alert->inhibited_why
			: arena_print(reading->arena, "while alert %llu is not resolved: %s",
				  (unsigned long long)alert->inhibited_by, alert->inhibited_why));
	add_field(grid, "reminders", arena_print(reading->arena, "%u", alert->reminders));
	add_field(grid, "escalation", arena_print(reading->arena, "%u", alert->step));
}

static void add_fields(struct grid *grid, const struct alert *alert)
{
	struct time_text opened, amended;
	char number[24];

	(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)alert->id);
	add_field(grid, "id", number);
	add_field(grid, "state", alert_state_text(alert->state));
	(void)snprintf(number, sizeof(number), "%u", alert->urn);
	add_field(grid, "school", alert->name);
	add_field(grid, "urn", alert->urn == 0 ? "" : number); /* of the authority itself */
	(void)snprintf(number, sizeof(number), "%u", alert->authority);
	add_field(grid, "authority", number);
	add_field(grid, "summary", alert->summary);
	add_field(grid, "title", alert->title);
	add_field(grid, "rule", alert->rule);
	add_field(grid, "condition", alert->wording);
	add_field(grid, "source", alert->source);
	add_field(grid, "severity", alert->severity);
	add_field(grid, "measure", alert->measure);
	add_field(grid, "period", alert->period);
	add_field(grid, "opened", clock_text(alert->opened, &opened));
	add_field(grid, "amended", clock_text(alert->amended, &amended));
	add_field(grid, "adviser", alert->adviser);
	add_field(grid, "address", alert->address);
}

/* "authority 45.9; region 46.1": what a figure is seen beside, but for England's, which has a column. */
static const char *beside_of(struct reading *reading, const struct evidence *evidence)
{
	const char *text = "";

	for (size_t i = 0; text != NULL && i < evidence->n_beside; i++)
		text = arena_print(reading->arena, "%s%s%s %s", text, i == 0 ? "" : "; ",
			evidence->beside[i].what, evidence->beside[i].value);
	return text == NULL ? "" : text;
}

static void add_evidence(struct reading *reading, struct grid *grid, const struct alert *alert,
	const struct evidence *evidence)
{
	char hex[2 * SHA256_LEN + 1];
	struct period_text day;

	bytes_hex(evidence->sha256, SHA256_LEN, hex);
	grid_text(grid, evidence->what);
	grid_text(grid, evidence->period[0] == '\0' ? alert->period : evidence->period);
	grid_text(grid, evidence->value);
	grid_text(grid, evidence->low);
	grid_text(grid, evidence->high);
	grid_number(grid, evidence->cohort);
	grid_text(grid, evidence->national);
	grid_text(grid, evidence->file);
	grid_number(grid, evidence->row);
	grid_text(grid, evidence->column);
	grid_number(grid, evidence->submission);
	grid_text(grid, hex);
	grid_text(grid, evidence->group);
	grid_text(grid, evidence->status);
	grid_text(grid, evidence->published == 0 ? "" : day_print(evidence->published, &day));
	grid_text(grid, beside_of(reading, evidence));
}

/* Work the chain of an alert's history out again: "9 lines, unbroken", or where it breaks. */
static int check_history(struct reading *reading, uint64_t id, char *ret, size_t room)
{
	uint8_t chain[SHA256_LEN] = {0}, again[SHA256_LEN];
	unsigned long long lines = 0, broken = 0;
	struct scan scan;
	struct key key;
	int rc = 0;

	key_init(&key);
	key_u64(&key, id);
	scan_begin(&scan, reading->txn, REPORTS_HISTORY, &key);
	while (rc == 0 && scan_next(&scan)) {
		struct alert_event event;
		const char *reason;

		arena_reset(reading->scratch);
		if (alert_decode(reading->scratch, scan.value, &event, &reason) < 0) {
			rc = ERR_CORRUPT;
		} else if (event.kind == ALERT_EVENT_CHANGED) {
			history_chain(chain, &event.changed.line, again);
			lines++;
			if (broken == 0 && memcmp(again, event.changed.line.chain, SHA256_LEN) != 0)
				broken = lines;
			memcpy(chain, event.changed.line.chain, SHA256_LEN);
		}
	}
	scan_end(&scan);
	arena_reset(reading->scratch);
	if (broken == 0)
		(void)snprintf(ret, room, "%llu line%s, unbroken", lines, lines == 1 ? "" : "s");
	else
		(void)snprintf(ret, room, "%llu lines, broken at line %llu", lines, broken);
	return rc;
}

static int add_history(struct reading *reading, struct grid *grid, uint64_t id)
{
	struct scan scan;
	struct key key;
	int rc = 0;

	key_init(&key);
	key_u64(&key, id);
	scan_begin(&scan, reading->txn, REPORTS_HISTORY, &key);
	while (rc == 0 && grid_room(grid) && scan_next(&scan)) {
		struct alert_event event;
		const char *reason;

		if (alert_decode(reading->scratch, scan.value, &event, &reason) < 0) {
			rc = ERR_CORRUPT;
		} else if (event.kind == ALERT_EVENT_SENT) {
			grid_time(grid, event.sent.at);
			grid_text(grid, "leep");
			grid_text(grid, "message");
			grid_text(grid, arena_print(reading->arena, "%s%s%s to %s, key %s",
						event.sent.state == DELIVERY_DELIVERED
							? ""
							: delivery_state_text(event.sent.state),
						event.sent.state == DELIVERY_DELIVERED ? "" : ": ",
						event.sent.outcome, event.sent.to, event.sent.key));
		} else {
			grid_time(grid, event.changed.line.at);
			grid_text(grid, event.changed.line.who);
			grid_text(grid, event.changed.line.what);
			grid_text(grid, event.changed.line.text);
		}
	}
	scan_end(&scan);
	return rc;
}

int answer_alert(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const fields[] = {"field", "value"};
	static const char *const evidence[] = {"what", "period", "value", "low", "high", "cohort", "national",
		"file", "row", "column", "submission", "sha256", "group", "status", "published", "beside"};
	static const char *const history[] = {"at", "who", "what", "text"};
	struct alert_event event;
	char unbroken[80];
	struct grid grid;
	int rc = check_history(reading, query->alert, unbroken, sizeof(unbroken));

	if (rc < 0)
		return rc;
	if (!state_alert(reading->txn, reading->scratch, query->alert, &event))
		return error_set(
			text, ERR_NOTFOUND, "there is no alert %llu", (unsigned long long)query->alert);
	grid_begin(&grid, reading->arena, "alert", fields, ARRAY_LEN(fields));
	add_fields(&grid, &event.changed.alert);
	add_life(reading, &grid, &event.changed.alert);
	add_field(&grid, "history", unbroken);
	add_field(&grid, "advice", event.changed.alert.advice);
	rc = grid_end(&grid, &ret->table[0]);
	grid_begin(&grid, reading->arena, "evidence", evidence, ARRAY_LEN(evidence));
	for (size_t i = 0; i < event.changed.alert.n_evidence; i++)
		add_evidence(reading, &grid, &event.changed.alert, &event.changed.alert.evidence[i]);
	if (rc == 0)
		rc = grid_end(&grid, &ret->table[1]);
	grid_begin(&grid, reading->arena, "history", history, ARRAY_LEN(history));
	if (rc == 0)
		rc = add_history(reading, &grid, query->alert);
	if (rc == 0)
		rc = grid_end(&grid, &ret->table[2]);
	ret->n_tables = 3;
	return rc;
}

int answer_papers(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"paper", "name", "made", "bytes"};
	struct grid grid;
	struct scan scan;
	int rc = 0;

	(void)text;
	grid_begin(&grid, reading->arena, "papers", columns, ARRAY_LEN(columns));
	scan_from(&scan, reading->txn, REPORTS_SHELF, first_number(query));
	while (rc == 0 && scan_next(&scan)) {
		if (!grid_room(&grid)) {
			rc = set_next(reading, bytes_u64be(scan.key.data), ret);
			break;
		}
		if (scan.value.len < 17 || scan.value.data[scan.value.len - 1] != '\0')
			return ERR_CORRUPT;
		grid_number(&grid, bytes_u64be(scan.key.data));
		grid_text(&grid, (const char *)scan.value.data + 16);
		grid_time(&grid, (int64_t)bytes_u64be(scan.value.data));
		grid_number(&grid, bytes_u64be(scan.value.data + 8));
	}
	scan_end(&scan);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&grid, &ret->table[0]) : rc;
}

int answer_paper(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	struct bytes paper;
	uint64_t offset = query->paper.offset;

	if (!state_paper(reading->txn, query->paper.name, &paper))
		return error_set(text, ERR_NOTFOUND, "there is no paper '%s'", query->paper.name);
	if (offset > paper.len)
		return error_set(text, ERR_INVAL, "the paper has only %zu bytes", paper.len);
	ret->data_size = paper.len;
	ret->data = bytes_of(
		paper.data + offset, paper.len - offset < PAPER_PART ? paper.len - offset : PAPER_PART);
	return 0;
}
