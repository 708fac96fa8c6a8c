/* SPDX-License-Identifier: MIT
 *
 * What alerts does beside its streams after commits: it says what is due, and sends messages. Both come back into the
 * state only as commands of the service to itself; so do files of settings, in reload.c.
 */
#include <stdio.h>

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

int outside_tell_self(struct alerts *alerts, const struct command *command, struct err_text *text)
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
		rc = outside_tell_self(alerts, &command, &text);
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
			rc = outside_tell_self(alerts, &command, &text);
		alerts->sent += rc == 0 ? 1 : 0;
	}
	if (rc < 0) {
		log_warn("message not sent", "error=\"%s\" next=\"tried again\"", text.text);
		alerts->retry = clock_monotonic() + RETRY_MS;
	}
	return 0;
}
