/* SPDX-License-Identifier: MIT
 *
 * What alerts does beside its streams: it reads its files of settings at start, and sends messages after commits. Both
 * come back into the state only as commands of the service to itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/model/command.h"
#include "services/alerts/delivery/outbox.h"
#include "services/alerts/delivery/spool.h"
#include "services/alerts/life/life.h"
#include "services/alerts/notices/mail.h"
#include "services/alerts/parts.h"

/* Messages sent in one turn: each costs a sync of the file and a commit, a few milliseconds. */
#define SEND_A_TURN 4
/* The same for what is due. */
#define TICKS_A_TURN 4
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

/* Files of settings, in the order in which they are read. */
static const struct {
	size_t which;
	const char *option;
	const char *own;     /* in the installation's folder */
	const char *shipped; /* taken where there is no own; NULL: none */
} files[] = {
	{CONFIG_CALENDAR, "calendar", "calendar.ics", NULL},
	{CONFIG_PRACTICE, "practice", "practice.yaml", "alerts/practice.yaml"},
	{CONFIG_RULES, "rules", NULL, "alerts/rules.yaml"},
	{CONFIG_CASELOADS, "caseloads", "caseloads.yaml", NULL},
};

/* The file that a setting is read from. */
static const char *file_of(const struct options *options, size_t i, char path[PATH_LEN])
{
	const char *named = options_text(options, files[i].option);

	if (named[0] != '\0')
		return named;
	if (files[i].own != NULL) {
		(void)path_in(options, files[i].own, NULL, path);
		if (files[i].shipped == NULL || access(path, F_OK) == 0)
			return path;
	}
	return path_shared(options, files[i].shipped, path);
}

int outside_start(void *self, struct err_text *text)
{
	struct alerts *alerts = self;
	const struct options *options = service_options(alerts->service);
	int rc = offer_text(alerts, CONFIG_SENDER, options_text(options, "sender"), text);

	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(files); i++) {
		char path[PATH_LEN];
		const char *file = file_of(options, i, path);

		if (files[i].which == CONFIG_CALENDAR && file == path && access(file, F_OK) < 0)
			rc = offer_text(alerts, CONFIG_CALENDAR, "", text); /* without school holidays */
		else
			rc = offer_file(alerts, files[i].which, file, text);
		if (rc == ERR_NOTFOUND && files[i].which == CONFIG_CASELOADS)
			log_warn("no caseloads",
				"file=\"%s\" effect=\"no alert is raised until there are some\"", file);
		/* A faulty file must not stop the service that has good settings in force. */
		if (alerts->configured || (rc == ERR_NOTFOUND && files[i].which == CONFIG_CASELOADS))
			rc = 0;
	}
	return rc;
}

int outside_tick(void *self)
{
	const struct command command = {.kind = COMMAND_TICK};
	struct alerts *alerts = self;
	struct err_text text = {""};
	int rc = 0;

	for (int i = 0; rc == 0 && alerts->configured && i < TICKS_A_TURN; i++) {
		struct txn txn;
		int64_t when;
		bool due;

		(void)txn_begin(service_store(alerts->service), TXN_READ, &txn);
		due = life_due(&txn, &when);
		txn_abort(&txn);
		if (!due || when > service_now(alerts->service))
			return 0;
		rc = tell_self(alerts, &command, &text);
	}
	return rc;
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
