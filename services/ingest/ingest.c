/* SPDX-License-Identifier: MIT
 *
 * The service: a Submit command adds a waiting submission; work takes the oldest, reads its file in slices, then
 * sends its events in slices. Reading leaves no trace in the state, so a restart begins it again; sending is counted,
 * and a restart goes on where it was, since the events of a file are always the same.
 */
#include "services/ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/base/sha256.h"
#include "services/ingest/originals.h"
#include "services/ingest/reading/intake.h"
#include "services/ingest/redact.h"
#include "services/ingest/state.h"

/* A slice of reading: about a millisecond of rows. */
#define ROWS_A_SLICE 4096

/* A slice of sending, committed together: as much as consumers take in one batch. */
#define BYTES_A_SLICE ((size_t)256 * 1024)

/* Of mapped files: 8 MB are programs and libraries, the rest is what is being read of the log. README.md adds it up. */
#define RESIDENT_MAX ((size_t)12 * 1024 * 1024)

#define COMMAND_ARENA ((size_t)256 * 1024)

/* A submission as it is kept: four texts, a digest, and what a later version may add. */
#define SUBMIT_BYTES_MAX ((size_t)4096)

struct ingest {
	struct service *service;
	struct catalogue *catalogue;
	struct formats *formats;
	struct personal *personal;
	struct originals *originals;
	char folder[PATH_LEN]; /* for temporary files */
	struct intake *intake; /* of the submission under way; NULL: not begun in this process */
	uint64_t intake_of;
	bool read;       /* its file has been read to the end */
	struct txn *txn; /* of the slice under way */
	struct arena *arena;
	struct buffer event;
	uint64_t accepted, refused, duplicates;
};

const struct service_spec ingest_spec = {
	.name = "ingest",
	.schema = 1,
	.tables = ingest_tables,
	.n_tables = INGEST_TABLES,
	.inputs = {NULL},
	.produces = true,
	.resident_max = RESIDENT_MAX,
};

/* Same file, same options: the same submission. */
static int known_digest(const struct submit *submit, uint8_t ret[SHA256_LEN])
{
	struct sha256 *hash = NULL;
	uint8_t number[8];
	const char *texts[] = {submit->format, submit->period, submit->status};
	int rc = sha256_open(&hash);

	if (rc < 0)
		return rc;
	sha256_add(hash, bytes_of(submit->sha256, SHA256_LEN));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		sha256_add(hash, bytes_of(texts[i], strlen(texts[i]) + 1));
	bytes_put_u64be(number, (uint64_t)submit->authority << 32 | submit->published);
	sha256_add(hash, bytes_of(number, sizeof(number)));
	rc = sha256_end(hash, ret);
	sha256_free(hash);
	return rc;
}

static int decode_submit(struct ingest *ingest, struct bytes body, struct submit *ret, struct err_text *text)
{
	struct command command = {0};
	const char *reason = "";

	arena_reset(ingest->arena);
	if (command_decode(ingest->arena, body, &command, &reason) < 0)
		return error_set(text, ERR_BADMSG, "%s", reason);
	switch (command.kind) {
	case COMMAND_SUBMIT:
		*ret = command.submit;
		return 0;
	case COMMAND_ALERT_ACTION:
	case COMMAND_MAKE_REPORT:
	case COMMAND_CONFIGURE:
	case COMMAND_DELIVERY_OUTCOME:
	case COMMAND_TICK:
	case COMMAND_CASE:
		break;
	}
	return error_set(text, ERR_INVAL, "ingest takes only submissions");
}

static int on_transfer(void *self, const struct ask *ask, struct err_text *text)
{
	struct ingest *ingest = self;
	struct transfer part = {0};

	arena_reset(ingest->arena);
	if (transfer_decode(ingest->arena, ask->body, &part) < 0)
		return error_set(
			text, ERR_BADMSG, "not a transfer, or a part of more than %zu bytes", TRANSFER_MAX);
	return originals_add(ingest->originals, ask->id, &part, text);
}

static int prepare(void *self, const struct ask *ask, struct err_text *text)
{
	struct ingest *ingest = self;
	struct submit submit = {.name = "", .format = "", .period = "", .status = ""};
	int rc =
		ask->body.len > SUBMIT_BYTES_MAX
			? error_set(text, ERR_LIMIT, "the command is longer than %zu bytes", SUBMIT_BYTES_MAX)
			: decode_submit(ingest, ask->body, &submit, text);

	return rc < 0 ? rc : originals_keep(ingest->originals, ask->id, submit.size, submit.sha256, text);
}

/* The name may say the year of a file that does not: then a name that says another than the first is another
 * submission. `submit` is overwritten. */
static bool says_other_year(struct ingest *ingest, struct submit *submit, const struct submission *before)
{
	struct period now = {0}, then = {0};

	if (submit->period[0] != '\0' || !intake_period_in_name(submit->name, &now))
		return false;
	return decode_submit(ingest, before->command, submit, NULL) == 0 &&
	       (!intake_period_in_name(submit->name, &then) || then.v != now.v);
}

static int on_command(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	struct ingest *ingest = self;
	struct command_result result = {.text = "", .name = ""};
	struct submission before;
	uint8_t known[SHA256_LEN];
	struct submit submit = {.name = "", .format = "", .period = "", .status = ""};
	int rc = decode_submit(ingest, ask->body, &submit, text);

	if (rc == 0)
		rc = known_digest(&submit, known);
	if (rc < 0)
		return rc;
	if (state_known(txn, known, &before) && before.outcome != OUTCOME_REFUSED &&
		!says_other_year(ingest, &submit, &before)) {
		result.number = before.number;
		result.duplicate = true;
		ingest->duplicates++;
	} else {
		result.number = state_add(txn, ask->at, ask->body, known);
	}
	return command_result_encode(&result, ret_body);
}

/* -- work -------------------------------------------------------------------------------------------------------- */

/* The submission under way, or the next one that waits. */
static bool next_submission(struct txn *txn, struct progress *ret_progress, struct submission *ret)
{
	struct progress progress = state_progress(txn);
	struct submission submission;

	if (progress.number > 0 && state_get(txn, progress.number, &submission) &&
		submission.outcome == OUTCOME_WAITING) {
		*ret_progress = progress;
		*ret = submission;
		return true;
	}
	progress.number++;
	progress.sent = 0;
	if (!state_get(txn, progress.number, &submission))
		return false;
	*ret_progress = progress;
	*ret = submission;
	return true;
}

static bool pending(void *self, struct txn *txn)
{
	struct progress progress;
	struct submission submission;

	(void)self;
	return next_submission(txn, &progress, &submission);
}

static void forget(void *self)
{
	struct ingest *ingest = self;

	intake_free(ingest->intake);
	ingest->intake = NULL;
	ingest->read = false;
}

/* What earlier files said, never the one being read: its own schools are told when it is settled, so that a file read
 * again after a restart means the same. */
static uint32_t authority_of(void *context, uint32_t urn)
{
	struct ingest *ingest = context;

	return state_authority(ingest->txn, urn);
}

static void keep_authority(void *context, uint32_t urn, uint32_t authority)
{
	state_put_authority(context, urn, authority);
}

static enum described described_as(void *context, const char *id)
{
	struct ingest *ingest = context;

	return (enum described)state_description(ingest->txn, id);
}

static void keep_description(void *context, const char *id, enum described as)
{
	state_put_description(context, id, (uint8_t)as);
}

static int begin(struct ingest *ingest, const struct submission *submission)
{
	char path[ORIGINAL_PATH_MAX];
	struct err_text text = {""};
	struct submit submit = {.name = "", .format = "", .period = "", .status = ""};
	struct intake_options options = {
		.path = path,
		.folder = ingest->folder,
		.submission = submission->number,
		.submit = &submit,
		.received = submission->received,
		.formats = ingest->formats,
		.personal = ingest->personal,
		.catalogue = ingest->catalogue,
		.authority_of = authority_of,
		.described_as = described_as,
		.earlier = ingest,
	};
	int rc = decode_submit(ingest, submission->command, &submit, &text);

	forget(ingest);
	if (rc == 0) {
		(void)originals_path(ingest->originals, submit.sha256, path);
		rc = intake_open(&options, &ingest->intake, &text);
	}
	if (rc < 0)
		log_error("cannot read an original", "submission=%llu error=\"%s\"",
			(unsigned long long)submission->number, text.text);
	ingest->intake_of = submission->number;
	return rc;
}

static int send(struct ingest *ingest, struct txn *txn, struct progress progress, bool *ret_finished)
{
	size_t events = intake_events(ingest->intake);
	size_t bytes = 0;
	int rc = 0;

	while (rc == 0 && txn->error == 0 && progress.sent < events && bytes < BYTES_A_SLICE) {
		buffer_clear(&ingest->event);
		rc = intake_event(ingest->intake, progress.sent, &ingest->event);
		if (rc == 0)
			(void)sequence_append(
				txn, SEQUENCE_LOG, bytes_of(ingest->event.data, ingest->event.len));
		bytes += ingest->event.len;
		progress.sent++;
	}
	if (rc < 0)
		return rc;
	state_put_progress(txn, progress);
	if (progress.sent == events) {
		bool accepted = intake_accepted(ingest->intake);

		state_settle(txn, progress.number, accepted ? OUTCOME_ACCEPTED : OUTCOME_REFUSED);
		intake_schools(ingest->intake, keep_authority, txn);
		intake_described(ingest->intake, keep_description, txn);
		ingest->accepted += accepted ? 1 : 0;
		ingest->refused += accepted ? 0 : 1;
		forget(ingest);
		*ret_finished = true;
	}
	return 0;
}

static int work(void *self, struct txn *txn, bool *ret_finished)
{
	struct ingest *ingest = self;
	struct submission submission;
	struct progress progress;
	bool more = false;
	int rc = 0;

	if (!next_submission(txn, &progress, &submission))
		return 0;
	ingest->txn = txn;
	if (ingest->intake == NULL || ingest->intake_of != submission.number)
		rc = begin(ingest, &submission);
	if (rc == 0 && !ingest->read) {
		rc = intake_read(ingest->intake, ROWS_A_SLICE, &more);
		ingest->read = rc == 0 && !more;
		return rc;
	}
	return rc == 0 ? send(ingest, txn, progress, ret_finished) : rc;
}

static void health(void *self, struct txn *txn, struct buffer *out)
{
	const struct ingest *ingest = self;

	(void)txn;
	buffer_print(out, "submissions_accepted=%llu\nsubmissions_refused=%llu\nsubmissions_repeated=%llu\n",
		(unsigned long long)ingest->accepted, (unsigned long long)ingest->refused,
		(unsigned long long)ingest->duplicates);
}

static const struct service_handlers handlers = {
	.pending = pending,
	.work = work,
	.prepare = prepare,
	.command = on_command,
	.transfer = on_transfer,
	.forget = forget,
	.health = health,
};

int ingest_open(struct service *service, struct ingest **ret)
{
	struct ingest *ingest = calloc(1, sizeof(*ingest));
	const struct options *options = service_options(service);
	struct err_text text = {""};
	char path[PATH_LEN];
	int rc = ERR_NOMEM;

	if (ingest == NULL)
		return rc;
	ingest->service = service;
	ingest->arena = arena_open(COMMAND_ARENA + TRANSFER_MAX);
	buffer_init(&ingest->event, (size_t)1024 * 1024);
	if (ingest->arena != NULL)
		rc = catalogue_open(path_shared(options, "catalogue", path), &ingest->catalogue, &text);
	if (rc == 0)
		rc = formats_open(path_shared(options, "formats", path), &ingest->formats, &text);
	/* Temporary files stand beside the state: of the service, or of the state that is rebuilt. */
	if (options_text(options, "replay")[0] == '\0')
		(void)path_in(options, "ingest", NULL, ingest->folder);
	else
		(void)snprintf(ingest->folder, sizeof(ingest->folder), "%s/rebuilt/ingest",
			options_text(options, "replay"));
	if (rc == 0)
		rc = personal_open(path_shared(options, "formats", path), &ingest->personal, &text);
	if (rc == 0)
		rc = originals_open(path_in(options, "originals", NULL, path),
			options_number(options, "file-max"), options_text(options, "replay")[0] == '\0',
			&ingest->originals, &text);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		ingest_free(ingest);
		return rc;
	}
	originals_empty(ingest->originals, ingest->personal);
	service_handle(service, &handlers, ingest);
	*ret = ingest;
	return 0;
}

void ingest_free(struct ingest *ingest)
{
	if (ingest == NULL)
		return;
	intake_free(ingest->intake);
	originals_free(ingest->originals);
	personal_free(ingest->personal);
	formats_free(ingest->formats);
	catalogue_free(ingest->catalogue);
	arena_free(ingest->arena);
	buffer_done(&ingest->event);
	free(ingest);
}
