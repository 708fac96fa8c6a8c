/* SPDX-License-Identifier: MIT
 *
 * A service's state is a function of its inputs' logs and its journal. Here that is put to the proof: from copies of
 * the stores (FOLDER/copy/SERVICE) the same handlers rebuild the state in FOLDER/rebuilt/SERVICE, and both digests
 * are printed.
 */
#include <inttypes.h>
#include <stdio.h>

#include "common/base/log.h"
#include "common/service/journal.h"
#include "common/service/parts.h"

struct replay {
	struct service *service;
	struct store *source;            /* the service's own copy: journal and digest */
	struct store *input[INPUTS_MAX]; /* copies of its inputs: their logs */
};

static int open_copy(
	struct service *service, const char *name, bool own, struct store **ret, struct err_text *text)
{
	const struct service_spec *spec = service->spec;
	char path[PATH_LEN];
	struct store_options options = {
		.path = path,
		.map_size = options_number(service->options, "map-max"),
		.map_max = options_number(service->options, "map-max"),
		.schema = spec->schema,
		.tables = spec->tables,
		.n_tables = own ? spec->n_tables : 0,
		.log_only = !own,
	};

	(void)snprintf(path, sizeof(path), "%s/copy/%s", options_text(service->options, "replay"), name);
	return store_open(&options, ret, text);
}

static int replay_command(struct replay *replay, const struct journal_entry *entry)
{
	struct service *service = replay->service;
	struct ask ask = {entry->at, entry->who, entry->id, entry->body};
	struct err_text text = {""};
	struct txn txn;

	buffer_clear(&service->answer);
	(void)txn_begin(service->store, TXN_WRITE, &txn);
	(void)service->handlers->command(service->self, &txn, &ask, &service->answer, &text);
	return txn_commit(&txn);
}

static int replay_batch(struct replay *replay, const struct journal_entry *entry)
{
	struct service *service = replay->service;
	struct txn from, txn;
	struct scan scan;
	size_t input = 0;
	uint64_t next = entry->first;

	while (input < service->n_inputs && strcmp(service->spec->inputs[input], entry->stream) != 0)
		input++;
	if (input == service->n_inputs)
		return ERR_CORRUPT;
	(void)txn_begin(replay->input[input], TXN_READ, &from);
	(void)txn_begin(service->store, TXN_WRITE, &txn);
	sequence_scan(&scan, &from, SEQUENCE_LOG, entry->first);
	while (txn.error == 0 && next <= entry->last && scan_next(&scan)) {
		const char *reason = "";
		int rc = service->handlers->apply(service->self, &txn, input, scan.value, &reason);

		if (rc == ERR_BADMSG)
			dead_put(&txn, entry->stream, next, reason, scan.value);
		else
			(void)txn_fail(&txn, rc);
		next++;
	}
	scan_end(&scan);
	if (next <= entry->last)
		(void)txn_fail(&txn, from.error < 0 ? from.error : ERR_NOTFOUND);
	txn_abort(&from);
	return txn_commit(&txn);
}

/* One piece of work, however many slices it takes. */
static int replay_work(struct replay *replay)
{
	struct service *service = replay->service;
	bool finished = false;
	int rc = 0;

	while (rc == 0 && !finished) {
		struct txn txn;

		rc = service_look_for_work(service);
		if (rc == 0 && !service->pending)
			return ERR_CORRUPT; /* the journal says there was work */
		(void)txn_begin(service->store, TXN_WRITE, &txn);
		(void)txn_fail(&txn, service->handlers->work(service->self, &txn, &finished));
		rc = txn_commit(&txn);
		if (rc == 0)
			rc = store_maintain(service->store);
	}
	return rc;
}

static int replay_entry(struct replay *replay, struct bytes stored)
{
	struct journal_entry entry;
	int rc = journal_read(stored, &entry);

	if (rc < 0)
		return rc;
	switch (entry.kind) {
	case JOURNAL_COMMAND:
		return replay_command(replay, &entry);
	case JOURNAL_BATCH:
		return replay_batch(replay, &entry);
	case JOURNAL_WORK:
		return replay_work(replay);
	}
	return ERR_CORRUPT;
}

static int replay_journal(struct replay *replay)
{
	struct scan scan;
	struct txn txn;
	int rc = 0;

	(void)txn_begin(replay->source, TXN_READ, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_JOURNAL, 1);
	while (rc == 0 && scan_next(&scan)) {
		rc = replay_entry(replay, scan.value);
		if (rc < 0)
			log_error("replay failed", "entry=%" PRIu64 " error=\"%s\"", sequence_number(&scan),
				error_text(rc));
		if (rc == 0)
			rc = store_maintain(replay->service->store);
	}
	scan_end(&scan);
	if (rc == 0)
		rc = txn.error;
	txn_abort(&txn);
	return rc;
}

static int compare(struct replay *replay)
{
	uint8_t live[STORE_DIGEST_LEN], rebuilt[STORE_DIGEST_LEN];
	char live_hex[2 * STORE_DIGEST_LEN + 1], rebuilt_hex[2 * STORE_DIGEST_LEN + 1];
	int rc = store_digest(replay->source, live);

	if (rc == 0)
		rc = store_digest(replay->service->store, rebuilt);
	if (rc < 0)
		return rc;
	bytes_hex(live, sizeof(live), live_hex);
	bytes_hex(rebuilt, sizeof(rebuilt), rebuilt_hex);
	(void)printf("%s live=%s rebuilt=%s\n", replay->service->spec->name, live_hex, rebuilt_hex);
	(void)fflush(stdout);
	return memcmp(live, rebuilt, sizeof(live)) == 0 ? 0 : ERR_CORRUPT;
}

int service_replay(struct service *service)
{
	struct replay replay = {.service = service};
	struct err_text text = {""};
	int rc = open_copy(service, service->spec->name, true, &replay.source, &text);

	for (size_t i = 0; rc == 0 && i < service->n_inputs; i++)
		rc = open_copy(service, service->spec->inputs[i], false, &replay.input[i], &text);
	if (rc < 0)
		log_error("replay cannot start", "error=\"%s\"", text.text);
	if (rc == 0)
		rc = replay_journal(&replay);
	if (rc == 0)
		rc = compare(&replay);
	for (size_t i = 0; i < service->n_inputs; i++)
		store_free(replay.input[i]);
	store_free(replay.source);
	return rc;
}
