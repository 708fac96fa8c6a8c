/* SPDX-License-Identifier: MIT
 *
 * What alerts does beside its streams after commits: it says what is due, and sends messages. Both come back into the
 * state only as commands of the service to itself; so do files of settings, in reload.c.
 */
#include "common/model/command.h"
#include "services/alerts/life/life.h"
#include "services/alerts/parts.h"

/* Ticks in one turn: each costs a commit, a few milliseconds. */
#define TICKS_A_TURN 4

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

int outside_start(void *self, struct err_text *text)
{
	struct alerts *alerts = self;
	const struct options *options = service_options(alerts->service);
	const char *spool = options_text(options, "spool");
	char path[PATH_LEN];
	int rc = reload_start(alerts, text);

	if (rc < 0)
		return rc;
	return delivery_open(alerts->service, alerts->catalogue,
		spool[0] != '\0' ? spool : path_in(options, "spool", NULL, path), &alerts->delivery);
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

	return delivery_turn(alerts->delivery);
}
