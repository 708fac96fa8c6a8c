/* SPDX-License-Identifier: MIT
 *
 * What alerts does beside its streams: it reads its files of settings at start, and sends messages after commits. Both
 * come back into the state only as commands of the service to itself.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/model/command.h"
#include "services/alerts/delivery/outbox.h"
#include "services/alerts/delivery/spool.h"
#include "services/alerts/notices/mail.h"
#include "services/alerts/parts.h"

/* Messages sent in one turn: each costs a sync of the file and a commit, a few milliseconds. */
#define SEND_A_TURN 4
/* After a failure nothing is sent for this long. */
#define RETRY_MS 5000

static int tell_self(struct alerts *alerts, const struct command *command, struct err_text *text)
{
	struct buffer body;
	int rc;

	buffer_init(&body, (size_t)1024 * 1024);
	rc = command_encode(command, &body);
	if (rc == 0)
		rc = service_command(alerts->service, bytes_of(body.data, body.len), text);
	buffer_done(&body);
	return rc;
}

/* A setting, when it differs from what is in force, becomes a command. */
static int offer_text(struct alerts *alerts, size_t which, const char *content, struct err_text *text)
{
	struct command command = {
		.kind = COMMAND_CONFIGURE, .configure = {alerts_config_names[which], content}};
	struct bytes in_force;
	struct txn txn;
	bool same;

	(void)txn_begin(service_store(alerts->service), TXN_READ, &txn);
	same = state_config(&txn, alerts_config_names[which], &in_force) &&
	       bytes_equal(in_force, bytes_text(content));
	txn_abort(&txn);
	return same ? 0 : tell_self(alerts, &command, text);
}

/* Lines end in CR LF where the file was edited on Windows. */
static void drop_returns(char *text)
{
	char *out = text;

	for (const char *p = text; *p != '\0'; p++)
		if (p[0] != '\r' || p[1] != '\n')
			*out++ = *p;
	*out = '\0';
}

static int offer_file(struct alerts *alerts, size_t which, const char *path, struct err_text *text)
{
	char *content = calloc(1, CONFIGURE_MAX + 2);
	FILE *file = fopen(path, "re");
	size_t len = 0;
	int rc = 0;

	if (content == NULL || file == NULL) {
		rc = error_set(text, file == NULL ? ERR_NOTFOUND : ERR_NOMEM, "%s '%s' cannot be read",
			alerts_config_names[which], path);
	} else {
		len = fread(content, 1, CONFIGURE_MAX + 1, file);
	}
	if (file != NULL)
		(void)fclose(file);
	if (rc == 0 && content != NULL) {
		if (len > CONFIGURE_MAX)
			rc = error_set(text, ERR_LIMIT, "'%s' is larger than %zu bytes", path, CONFIGURE_MAX);
		else if (strlen(content) != len)
			rc = error_set(text, ERR_SYNTAX, "'%s' holds a NUL byte: it is no text", path);
		drop_returns(content);
		if (rc == 0)
			rc = offer_text(alerts, which, content, text);
		if (rc < 0)
			log_error("settings refused", "file=\"%s\" error=\"%s\"", path, text->text);
	}
	free(content);
	return rc;
}

int outside_start(void *self, struct err_text *text)
{
	struct alerts *alerts = self;
	const struct options *options = service_options(alerts->service);
	const char *rules = options_text(options, "rules");
	const char *caseloads = options_text(options, "caseloads");
	char path[PATH_LEN];
	int rc = offer_text(alerts, CONFIG_SENDER, options_text(options, "sender"), text);

	if (rc < 0)
		return rc;
	rc = offer_file(alerts, CONFIG_RULES,
		rules[0] != '\0' ? rules : path_shared(options, "alerts/rules.yaml", path), text);

	if (rc < 0 && !alerts->configured)
		return rc;
	rc = offer_file(alerts, CONFIG_CASELOADS,
		caseloads[0] != '\0' ? caseloads : path_in(options, "caseloads.yaml", NULL, path), text);
	if (rc == ERR_NOTFOUND)
		log_warn("no caseloads", "file=\"%s\" effect=\"no alert is raised until there are some\"",
			path);
	/* A faulty file must not stop the service that has good settings in force. */
	return rc == ERR_NOTFOUND || alerts->configured ? 0 : rc;
}

int outside_send(void *self)
{
	struct alerts *alerts = self;
	struct err_text text = {""};
	int rc = 0;

	if (clock_monotonic() < alerts->retry)
		return 0;
	for (int i = 0; rc == 0 && i < SEND_A_TURN; i++) {
		struct command command = {.kind = COMMAND_DELIVERY_OUTCOME};
		struct waiting waiting;
		struct notice notice;
		struct buffer mail;
		struct txn txn;
		bool found;

		arena_reset(alerts->scratch);
		buffer_init(&mail, (size_t)4 * 1024 * 1024);
		(void)txn_begin(service_store(alerts->service), TXN_READ, &txn);
		found = outbox_next(&txn, alerts->scratch, "", 0, &waiting) &&
			outbox_notice(&txn, alerts->scratch, waiting.key, &notice);
		txn_abort(&txn);
		if (found)
			rc = mail_write(&notice, alerts->catalogue, &mail);
		if (found && rc == 0)
			rc = spool_write(alerts->spool, waiting.key, bytes_of(mail.data, mail.len), &text);
		buffer_done(&mail);
		if (!found)
			return 0;
		command.delivery_outcome = (struct delivery_outcome){
			waiting.key, waiting.channel, DELIVERY_DELIVERED, "spooled", false};
		if (rc == 0)
			rc = tell_self(alerts, &command, &text);
		alerts->sent += rc == 0 ? 1 : 0;
	}
	if (rc < 0) {
		log_warn("message not sent", "error=\"%s\" next=\"tried again\"", text.text);
		alerts->retry = clock_monotonic() + RETRY_MS;
	}
	return 0;
}
