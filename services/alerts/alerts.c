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
#include "services/alerts/delivery/answers.h"
#include "services/alerts/delivery/outcome.h"
#include "services/alerts/life/life.h"
#include "services/alerts/parts.h"

#define ARENA_MAX ((size_t)64 * 1024 * 1024)
/* What one judgement needs at most: 96 columns of 3,000 schools. */
#define COLUMNS_MAX ((size_t)128 * 1024 * 1024)
#define CONFIG_MAX  ((size_t)16 * 1024 * 1024)

/* Things that one tick works off: each some hundredths of a millisecond, but for a list of news. */
#define TICK_MAX 200

const struct service_spec alerts_spec = {
	.name = "alerts",
	.schema = 3,
	.tables = alerts_tables,
	.n_tables = ALERTS_TABLES,
	.inputs = {"indicators", NULL},
	.produces = true,
};

/* -- settings ---------------------------------------------------------------------------------------------------- */

const char *const alerts_config_names[CONFIGS] = {"rules", "caseloads", "sender", "practice", "calendar"};

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

/* Read a text into `ret`, of the type of the setting. */
static int parse_into(struct alerts *alerts, size_t which, struct arena *arena, struct bytes text,
	struct in_force *ret, struct err_text *error)
{
	switch (which) {
	case CONFIG_RULES:
		return rules_parse(arena, text, alerts->catalogue, &ret->rules, error);
	case CONFIG_CASELOADS:
		return caseloads_parse(arena, text, &ret->caseloads, error);
	case CONFIG_PRACTICE:
		return practice_parse(text, &ret->practice, error);
	case CONFIG_CALENDAR:
		return calendar_parse(arena, text, &ret->calendar, error);
	}
	return ERR_INVAL;
}

static int parse_config(struct alerts *alerts, size_t which, struct bytes text, struct err_text *error)
{
	struct in_force settings = alerts->settings;
	struct arena *arena;
	int rc;

	if (which == CONFIG_SENDER)
		return parse_sender(alerts, text, error);
	arena = arena_open(CONFIG_MAX);
	if (arena == NULL)
		return ERR_NOMEM;
	rc = parse_into(alerts, which, arena, text, &settings, error);
	if (rc < 0) {
		arena_free(arena);
		return rc;
	}
	arena_free(alerts->config[which]);
	alerts->config[which] = arena;
	alerts->settings = settings;
	alerts->configured = alerts->config[CONFIG_RULES] != NULL &&
			     alerts->config[CONFIG_CASELOADS] != NULL &&
			     alerts->config[CONFIG_PRACTICE] != NULL;
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
		.rules = &alerts->settings.rules,
		.caseloads = &alerts->settings.caseloads,
		.practice = &alerts->settings.practice,
		.calendar = &alerts->settings.calendar,
		.catalogue = alerts->catalogue,
		.sender = alerts->sender,
		.submission = submission,
		.at = at,
		.event = alerts->event,
		.columns = &alerts->columns,
		.changes = &alerts->changes,
	};

	alerts->changes.n = 0;
	return evaluation;
}

struct evaluation alerts_evaluation(struct alerts *alerts, struct txn *txn, int64_t at)
{
	return evaluation_of(alerts, txn, 0, at);
}

/* Evaluate what is touched, keeping the buffer that may have grown. */
static int evaluate(struct alerts *alerts, struct txn *txn, uint64_t submission, int64_t at,
	int (*how)(struct evaluation *evaluation))
{
	struct evaluation evaluation = evaluation_of(alerts, txn, submission, at);
	int rc;

	if (!alerts->configured)
		return 0; /* what is touched stays so until there are rules and caseloads */
	rc = how(&evaluation);
	alerts->event = evaluation.event;
	alerts->evaluations++;
	return rc;
}

/* -- the stream -------------------------------------------------------------------------------------------------- */

static struct keeping keeping_of(struct alerts *alerts)
{
	return (struct keeping){.arena = alerts->scratch,
		.catalogue = alerts->catalogue,
		.a_g = alerts->a_g,
		.caseloads = alerts->config[CONFIG_CASELOADS] == NULL ? NULL : &alerts->settings.caseloads};
}

static int on_done(struct alerts *alerts, struct txn *txn, const struct indicator_event *event)
{
	struct alert_event out = {
		.submission = event->submission, .kind = ALERT_EVENT_DONE, .accepted = event->done.accepted};
	int rc = evaluate(alerts, txn, event->submission, event->done.received, evaluate_touched);

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
	struct keeping keeping;
	int rc;

	(void)input;
	arena_reset(alerts->arena);
	arena_reset(alerts->scratch);
	rc = indicator_decode(alerts->arena, record, &event, ret_reason);
	if (rc < 0)
		return rc;
	if (event.kind == INDICATOR_DONE)
		return on_done(alerts, txn, &event);
	keeping = keeping_of(alerts);
	keep(&keeping, txn, &event, record);
	return 0;
}

/* -- commands ---------------------------------------------------------------------------------------------------- */

static int on_configure(struct alerts *alerts, struct txn *txn, const struct configure *configure, int64_t at,
	struct err_text *text)
{
	bool had_caseloads = alerts->config[CONFIG_CASELOADS] != NULL;
	struct keeping keeping;
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
	if (which != CONFIG_RULES && which != CONFIG_CASELOADS)
		return 0; /* what is touched waits for its submission */
	if (which == CONFIG_CASELOADS && !had_caseloads) {
		keeping = keeping_of(alerts);
		keeping.arena = alerts->arena;
		keep_adopt(&keeping, txn, alerts->scratch, alerts->settings.caseloads.authority);
	}
	state_touch_all(txn);
	return evaluate(alerts, txn, 0, at, evaluate_settings);
}

static int on_action(struct alerts *alerts, struct txn *txn, const struct alert_action *action,
	const struct ask *ask, const char **ret_says, struct err_text *text)
{
	struct evaluation evaluation = evaluation_of(alerts, txn, 0, ask->at);
	int rc;

	if (!alerts->configured)
		return error_set(text, ERR_REFUSED, "there are no caseloads in force yet");
	rc = life_act(&evaluation, action, ask->who, text);
	if (rc == 0)
		rc = life_tell(&evaluation);
	if (rc == 0)
		*ret_says = life_says(&evaluation, action->id);
	alerts->event = evaluation.event;
	return rc;
}

static int on_tick(struct alerts *alerts, struct txn *txn, int64_t at)
{
	struct evaluation evaluation = evaluation_of(alerts, txn, 0, at);
	bool day = false;
	int rc = 0;

	if (!alerts->configured)
		return 0;
	rc = life_tick(&evaluation, TICK_MAX, &day);
	if (rc == 0 && day)
		rc = evaluate_data(&evaluation);
	if (rc == 0 && day)
		rc = life_tell(&evaluation);
	alerts->event = evaluation.event;
	return rc;
}

static int on_outcome(struct alerts *alerts, struct txn *txn, const struct delivery_outcome *outcome,
	int64_t at, struct err_text *text)
{
	struct evaluation evaluation = evaluation_of(alerts, txn, 0, at);
	int rc = outcome_take(&evaluation, outcome, text);

	alerts->event = evaluation.event;
	return rc;
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
		rc = on_action(alerts, txn, &command.alert_action, ask, &result.text, text);
		break;
	case COMMAND_DELIVERY_OUTCOME:
		rc = on_outcome(alerts, txn, &command.delivery_outcome, ask->at, text);
		break;
	case COMMAND_TICK:
		rc = on_tick(alerts, txn, ask->at);
		break;
	case COMMAND_CASE:
		rc = casework_act(&(struct casework){txn, alerts->arena, alerts->scratch, &alerts->event},
			&command.casework, ask, &result, text);
		break;
	case COMMAND_SUBMIT:
	case COMMAND_MAKE_REPORT:
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
	struct time_text when = {"-"};
	int64_t due;

	arena_reset(alerts->scratch);
	if (life_due(txn, &due))
		(void)clock_text(due, &when);
	buffer_print(out, "next_due=%s\n", when.text);
	buffer_print(out, "configured=%d\nsettings_refused=%zu\nevaluations=%llu\nnews_waiting=%zu\n",
		alerts->configured ? 1 : 0, reload_refused(alerts), (unsigned long long)alerts->evaluations,
		life_waiting(txn, &alerts->settings.practice));
	answer_health(txn, alerts->scratch, alerts->delivery, out);
}

/* What is due is put into the outbox before the outbox is looked at. */
static int after(void *self)
{
	int rc = reload_look(self);

	if (rc == 0)
		rc = outside_tick(self);
	return rc < 0 ? rc : outside_send(self);
}

static const struct service_handlers handlers = {
	.apply = apply,
	.prepare = prepare,
	.command = command,
	.query = queries_answer,
	.start = outside_start,
	.after = after,
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
	alerts->columns.arena = arena_open(COLUMNS_MAX);
	buffer_init(&alerts->event, (size_t)1024 * 1024);
	if (alerts->arena != NULL && alerts->scratch != NULL && alerts->columns.arena != NULL)
		rc = catalogue_open(path_shared(options, "catalogue", path), &alerts->catalogue, &text);
	if (rc == 0)
		rc = a_g_list_open(path, alerts->catalogue, &alerts->a_g, &text);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		alerts_free(alerts);
		return rc;
	}
	load_config(alerts);
	service_handle(service, &handlers, alerts);
	*ret = alerts;
	return 0;
}

void alerts_free(struct alerts *alerts)
{
	if (alerts == NULL)
		return;
	delivery_free(alerts->delivery); /* first: it tells what was under way */
	a_g_list_free(alerts->a_g);
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
