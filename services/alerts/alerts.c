/* SPDX-License-Identifier: MIT
 *
 * The service object: what comes in is kept and marked; at Done the rules look at what was marked. Rules and caseloads
 * are settings that change the state, so they come in through the journal like any command: at start, when the files
 * differ from what is in force.
 */
#include "services/alerts/alerts.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/model/command.h"
#include "services/alerts/casework/casework.h"
#include "services/alerts/delivery/outbox.h"
#include "services/alerts/life/life.h"
#include "services/alerts/parts.h"

#define ARENA_MAX  ((size_t)64 * 1024 * 1024)
#define CONFIG_MAX ((size_t)16 * 1024 * 1024)

const struct service_spec alerts_spec = {
	.name = "alerts",
	.schema = 3,
	.tables = alerts_tables,
	.n_tables = ALERTS_TABLES,
	.inputs = {"indicators", NULL},
	.produces = true,
};

/* -- settings ---------------------------------------------------------------------------------------------------- */

const char *const alerts_config_names[CONFIGS] = {"rules", "caseloads", "sender"};

static int parse_sender(struct alerts *alerts, struct bytes text, struct err_text *error)
{
	char sender[sizeof(alerts->sender)];

	(void)snprintf(sender, sizeof(sender), "%.*s", (int)text.len, (const char *)text.data);
	if (text.len >= sizeof(sender) || !caseloads_address_ok(sender))
		return error_set(error, ERR_SYNTAX,
			"setting alerts.sender: '%s' is no plain address such as leep@council.example",
			sender);
	memcpy(alerts->sender, sender, sizeof(sender));
	return 0;
}

static int parse_config(struct alerts *alerts, size_t which, struct bytes text, struct err_text *error)
{
	struct arena *arena;
	struct rules rules;
	struct caseloads caseloads;
	int rc;

	if (which == CONFIG_SENDER)
		return parse_sender(alerts, text, error);
	arena = arena_open(CONFIG_MAX);
	if (arena == NULL)
		return ERR_NOMEM;
	rc = which == 0 ? rules_parse(arena, text, alerts->catalogue, &rules, error)
			: caseloads_parse(arena, text, &caseloads, error);
	if (rc < 0) {
		arena_free(arena);
		return rc;
	}
	arena_free(alerts->config[which]);
	alerts->config[which] = arena;
	if (which == 0)
		alerts->rules = rules;
	else
		alerts->caseloads = caseloads;
	alerts->configured = alerts->config[CONFIG_RULES] != NULL && alerts->config[CONFIG_CASELOADS] != NULL;
	return 0;
}

/* What is in force, from the state; also after a transaction was undone. */
static void load_config(void *self)
{
	struct alerts *alerts = self;
	struct err_text text = {""};
	struct txn txn;

	/* What came with an undone transaction is not in force, also where nothing was before. */
	for (size_t i = 0; i < ARRAY_LEN(alerts->config); i++) {
		arena_free(alerts->config[i]);
		alerts->config[i] = NULL;
	}
	alerts->configured = false;
	alerts->sender[0] = '\0';
	(void)txn_begin(service_store(alerts->service), TXN_READ, &txn);
	for (size_t i = 0; i < ARRAY_LEN(alerts_config_names); i++) {
		struct bytes config;

		if (state_config(&txn, alerts_config_names[i], &config) &&
			parse_config(alerts, i, config, &text) < 0)
			log_error("settings in force cannot be read", "name=%s error=\"%s\"",
				alerts_config_names[i], text.text);
	}
	txn_abort(&txn);
}

static struct evaluation evaluation_of(
	struct alerts *alerts, struct txn *txn, uint64_t submission, int64_t at)
{
	struct evaluation evaluation = {
		.txn = txn,
		.arena = alerts->scratch,
		.rules = &alerts->rules,
		.caseloads = &alerts->caseloads,
		.catalogue = alerts->catalogue,
		.sender = alerts->sender,
		.submission = submission,
		.at = at,
		.event = alerts->event,
		.columns = &alerts->columns,
		.changes = &alerts->changes,
	};

	return evaluation;
}

/* Evaluate what is touched, keeping the buffer that may have grown. */
static int evaluate(struct alerts *alerts, struct txn *txn, uint64_t submission, int64_t at)
{
	struct evaluation evaluation = evaluation_of(alerts, txn, submission, at);
	int rc;

	if (!alerts->configured)
		return 0; /* what is touched stays so until there are rules and caseloads */
	rc = evaluate_touched(&evaluation);
	alerts->event = evaluation.event;
	alerts->evaluations++;
	return rc;
}

/* -- the stream -------------------------------------------------------------------------------------------------- */

/* A later file adds to what is known of a school. */
static void on_school(struct alerts *alerts, struct txn *txn, const struct school *new, uint64_t submission)
{
	struct school merged = *new;
	struct school old;

	if (state_school(txn, alerts->scratch, new->urn, &old) && !school_merge(&old, new, &merged))
		return;
	state_put_school(txn, &merged, submission);
	state_touch_school(txn, new->urn);
}

/* Rules look at the school's own latest graded inspection: a predecessor's judgement is not the school's, and an
 * ungraded inspection changes no grade. */
static void on_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission)
{
	if (inspection->another || inspection->frame == FRAME_UNGRADED)
		return;
	state_put_inspection(txn, inspection, submission);
	state_touch_school(txn, inspection->urn);
}

static void on_column(
	struct alerts *alerts, struct txn *txn, const struct indicator_event *event, struct bytes record)
{
	const struct column *figures = &event->column.figures;
	struct column_id id = {figures->measure, figures->period, area_code(figures->parent)};

	(void)alerts;
	if (area_kind(figures->parent) != AREA_AUTHORITY || strcmp(figures->group, "all") != 0)
		return;
	state_put_column(txn, &id, record);
	state_touch_column(txn, &id);
}

static int on_done(struct alerts *alerts, struct txn *txn, const struct indicator_event *event)
{
	struct alert_event out = {
		.submission = event->submission, .kind = ALERT_EVENT_DONE, .accepted = event->done.accepted};
	int rc = evaluate(alerts, txn, event->submission, event->done.received);

	buffer_clear(&alerts->event);
	if (rc == 0)
		rc = alert_encode(&out, &alerts->event);
	if (rc == 0)
		(void)sequence_append(txn, SEQUENCE_LOG, bytes_of(alerts->event.data, alerts->event.len));
	return rc;
}

static int apply(void *self, struct txn *txn, size_t input, struct bytes record, const char **ret_reason)
{
	struct alerts *alerts = self;
	struct indicator_event event;
	int rc;

	(void)input;
	arena_reset(alerts->arena);
	arena_reset(alerts->scratch);
	rc = indicator_decode(alerts->arena, record, &event, ret_reason);
	if (rc < 0)
		return rc;
	switch (event.kind) {
	case INDICATOR_OPENED:
		state_put_file(txn, event.submission, record);
		return 0;
	case INDICATOR_MEASURES:
		return 0; /* rules look only at measures of the catalogue */
	case INDICATOR_REGISTER:
		for (size_t i = 0; i < event.n; i++)
			on_school(alerts, txn, &event.schools[i], event.submission);
		return 0;
	case INDICATOR_INSPECTIONS:
		for (size_t i = 0; i < event.n; i++)
			on_inspection(txn, &event.inspections[i], event.submission);
		return 0;
	case INDICATOR_EVENTS: /* rules do not look at these */
	case INDICATOR_LINKS:
	case INDICATOR_GROUPS:
		return 0;
	case INDICATOR_COLUMN:
		on_column(alerts, txn, &event, record);
		return 0;
	case INDICATOR_DONE:
		return on_done(alerts, txn, &event);
	}
	return ERR_INVAL;
}

/* -- commands ---------------------------------------------------------------------------------------------------- */

static int on_configure(struct alerts *alerts, struct txn *txn, const struct configure *configure, int64_t at,
	struct err_text *text)
{
	size_t which = 0;
	int rc;

	while (which < ARRAY_LEN(alerts_config_names) &&
		strcmp(alerts_config_names[which], configure->name) != 0)
		which++;
	if (which == ARRAY_LEN(alerts_config_names))
		return error_set(text, ERR_INVAL, "no settings are called '%s'", configure->name);
	rc = parse_config(alerts, which, bytes_text(configure->text), text);
	if (rc < 0)
		return rc;
	state_put_config(txn, configure->name, configure->text);
	if (which == CONFIG_SENDER)
		return 0; /* what is touched waits for its submission */
	state_touch_all(txn);
	return evaluate(alerts, txn, 0, at);
}

static int on_action(struct alerts *alerts, struct txn *txn, const struct alert_action *action,
	const struct ask *ask, struct err_text *text)
{
	struct evaluation evaluation = evaluation_of(alerts, txn, 0, ask->at);
	int rc = life_act(&evaluation, action, ask->who, text);

	alerts->event = evaluation.event;
	return rc;
}

/* The alerts of a notice, each once, for whoever keeps their histories. */
static int tell_outcome(struct alerts *alerts, struct txn *txn, const struct notice *notice,
	const struct waiting *waiting, const struct delivery_outcome *outcome, int64_t at)
{
	struct alert_event out = {.kind = ALERT_EVENT_SENT};
	uint64_t *ids =
		arena_take_array(alerts->arena, notice->n_school * NOTICE_ALERTS_MAX + 1, sizeof(*ids));
	size_t n = 0;
	int rc;

	if (ids == NULL)
		return txn_fail(txn, ERR_NOMEM);
	for (size_t i = 0; i < notice->n_school; i++)
		for (size_t k = 0; k < notice->school[i].n; k++)
			ids[n++] = notice->school[i].alert[k].alert.id;
	out.sent = (struct message_sent){.key = notice->key,
		.urn = notice->n_school == 1 ? notice->school[0].urn : 0,
		.to = notice->to_address,
		.at = at,
		.n_alert = n,
		.alert = ids,
		.outcome = outcome->text,
		.channel = waiting->channel,
		.state = outcome->state,
		.kind = notice->kind,
		.attempts = waiting->attempts + 1};
	buffer_clear(&alerts->event);
	rc = alert_encode(&out, &alerts->event);
	if (rc < 0)
		return txn_fail(txn, rc);
	(void)sequence_append(txn, SEQUENCE_LOG, bytes_of(alerts->event.data, alerts->event.len));
	return txn->error;
}

static int on_outcome(struct alerts *alerts, struct txn *txn, const struct delivery_outcome *outcome,
	int64_t at, struct err_text *text)
{
	struct waiting waiting;
	struct notice notice;
	int rc;

	if (!outbox_find(txn, alerts->arena, outcome->channel, outcome->key, &waiting) ||
		!outbox_notice(txn, alerts->arena, outcome->key, &notice))
		return error_set(text, ERR_NOTFOUND, "no message '%s' is waiting", outcome->key);
	rc = tell_outcome(alerts, txn, &notice, &waiting, outcome, at);
	if (rc == 0 && outcome->state == DELIVERY_LATER)
		outbox_tried(txn, &waiting);
	else if (rc == 0)
		outbox_settle(txn, alerts->arena, &waiting);
	return rc < 0 ? rc : txn->error;
}

static int command(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	struct alerts *alerts = self;
	struct command_result result = {.text = "", .name = ""};
	struct command command;
	const char *reason;
	int rc = ERR_INVAL;

	arena_reset(alerts->arena);
	arena_reset(alerts->scratch);
	if (command_decode(alerts->arena, ask->body, &command, &reason) < 0)
		return error_set(text, ERR_BADMSG, "%s", reason);
	switch (command.kind) {
	case COMMAND_CONFIGURE:
		rc = on_configure(alerts, txn, &command.configure, ask->at, text);
		break;
	case COMMAND_ALERT_ACTION:
		result.number = command.alert_action.id;
		rc = on_action(alerts, txn, &command.alert_action, ask, text);
		break;
	case COMMAND_DELIVERY_OUTCOME:
		rc = on_outcome(alerts, txn, &command.delivery_outcome, ask->at, text);
		break;
	case COMMAND_CASE:
		rc = casework_act(&(struct casework){txn, alerts->arena, alerts->scratch, &alerts->event},
			&command.casework, ask, &result, text);
		break;
	case COMMAND_SUBMIT:
	case COMMAND_MAKE_REPORT:
	case COMMAND_TICK:
		return error_set(text, ERR_INVAL, "alerts takes actions on alerts and casework only");
	}
	return rc < 0 ? rc : command_result_encode(&result, ret_body);
}

/* From outside only actions on alerts and casework are taken: settings and outcomes are the service's own. */
static int prepare(void *self, const struct ask *ask, struct err_text *text)
{
	struct alerts *alerts = self;
	struct command command;
	const char *reason;

	arena_reset(alerts->arena);
	if (command_decode(alerts->arena, ask->body, &command, &reason) < 0)
		return error_set(text, ERR_BADMSG, "%s", reason);
	if (command.kind != COMMAND_ALERT_ACTION && command.kind != COMMAND_CASE)
		return error_set(text, ERR_REFUSED, "alerts takes actions on alerts and casework only");
	return 0;
}

static void health(void *self, struct txn *txn, struct buffer *out)
{
	const struct alerts *alerts = self;
	struct waiting waiting;

	arena_reset(alerts->scratch);
	buffer_print(out, "configured=%d\nevaluations=%llu\nmessages_sent=%llu\nmessages_waiting=%d\n",
		alerts->configured ? 1 : 0, (unsigned long long)alerts->evaluations,
		(unsigned long long)alerts->sent, outbox_next(txn, alerts->scratch, "", 0, &waiting) ? 1 : 0);
}

static const struct service_handlers handlers = {
	.apply = apply,
	.prepare = prepare,
	.command = command,
	.start = outside_start,
	.after = outside_send,
	.forget = load_config,
	.health = health,
};

int alerts_open(struct service *service, struct alerts **ret)
{
	struct alerts *alerts = calloc(1, sizeof(*alerts));
	const struct options *options = service_options(service);
	struct err_text text = {""};
	char path[PATH_LEN];
	int rc = ERR_NOMEM;

	if (alerts == NULL)
		return rc;
	alerts->service = service;
	alerts->arena = arena_open(ARENA_MAX);
	alerts->scratch = arena_open(ARENA_MAX);
	alerts->columns.arena = arena_open(ARENA_MAX);
	buffer_init(&alerts->event, (size_t)1024 * 1024);
	if (alerts->arena != NULL && alerts->scratch != NULL && alerts->columns.arena != NULL)
		rc = catalogue_open(path_shared(options, "catalogue", path), &alerts->catalogue, &text);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		alerts_free(alerts);
		return rc;
	}
	if (options_text(options, "spool")[0] != '\0')
		(void)snprintf(alerts->spool, sizeof(alerts->spool), "%s", options_text(options, "spool"));
	else
		(void)path_in(options, "spool", NULL, alerts->spool);
	load_config(alerts);
	service_handle(service, &handlers, alerts);
	*ret = alerts;
	return 0;
}

void alerts_free(struct alerts *alerts)
{
	if (alerts == NULL)
		return;
	catalogue_free(alerts->catalogue);
	arena_free(alerts->arena);
	arena_free(alerts->scratch);
	for (size_t i = 0; i < ARRAY_LEN(alerts->config); i++)
		arena_free(alerts->config[i]);
	buffer_done(&alerts->event);
	arena_free(alerts->columns.arena);
	free(alerts->changes.change);
	free(alerts);
}
