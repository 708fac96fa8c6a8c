/* SPDX-License-Identifier: MIT
 *
 * One batch, one slice of work, one command: each in its own transaction, with journal and cursor in the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/service/journal.h"
#include "common/service/parts.h"

static bool is_pending(struct service *service, struct txn *txn)
{
	return service->handlers->pending != NULL && service->handlers->pending(service->self, txn);
}

/* The end of every transaction: a full map is grown and the same thing tried again next turn. */
static int finish(struct service *service, struct txn *txn)
{
	int rc = txn_commit(txn);

	if (rc == 0) {
		service->committed = true;
		/* Slices that only read say nothing about room. */
		if (store_changes(service->store) != service->changes)
			service->full = 0;
		service->changes = store_changes(service->store);
		service->commits++;
		return 0;
	}
	if (service->handlers->forget != NULL)
		service->handlers->forget(service->self);
	return rc;
}

int service_look_for_work(struct service *service)
{
	struct txn txn;

	(void)txn_begin(service->store, TXN_READ, &txn);
	service->pending = is_pending(service, &txn);
	txn_abort(&txn);
	return txn.error;
}

/* Work is begun in the transaction that brought it and goes on there so long: what is small is one commit, not two, and
 * each commit waits for the disk. */
#define ALONG_MS 2

/* A slice of work; where it ends a piece the journal says so. Is there more? */
static bool work_slice(struct service *service, struct txn *txn)
{
	struct journal_entry line = {.kind = JOURNAL_WORK, .at = clock_wall(&service->clock)};
	bool finished = false;

	(void)txn_fail(txn, service->handlers->work(service->self, txn, &finished));
	if (finished)
		journal_append(txn, &line);
	return txn->error == 0 && is_pending(service, txn);
}

static bool work_along(struct service *service, struct txn *txn, bool pending)
{
	int64_t until = clock_monotonic() + ALONG_MS;

	while (pending && txn->error == 0 && clock_monotonic() < until)
		pending = work_slice(service, txn);
	return pending;
}

int service_apply_batch(struct service *service, size_t input, int64_t now)
{
	struct input *in = &service->input[input];
	struct journal_entry line = {.kind = JOURNAL_BATCH, .at = clock_wall(&service->clock)};
	const char *stream = service->spec->inputs[input];
	struct cursor cursor = {in->batch.epoch, in->batch.first_seq + in->done - 1};
	bool pending = false;
	size_t done = in->done;
	struct txn txn;
	int rc;

	(void)txn_begin(service->store, TXN_WRITE, &txn);
	line.stream = stream;
	line.first = cursor.seq + 1;
	while (txn.error == 0 && done < in->batch.n && !pending) {
		struct bytes record = in->batch.record[done];
		const char *reason = "";

		rc = service->handlers->apply(service->self, &txn, input, record, &reason);
		if (rc == ERR_BADMSG) {
			dead_put(&txn, stream, cursor.seq + 1, reason, record);
			log_warn("dead letter", "stream=%s seq=%" PRIu64 " reason=\"%s\"", stream,
				cursor.seq + 1, reason);
		} else if (rc < 0) {
			(void)txn_fail(&txn, rc);
		}
		cursor.seq++;
		done++;
		pending = txn.error == 0 && is_pending(service, &txn);
	}
	line.last = cursor.seq;
	cursor_put(&txn, stream, cursor);
	journal_append(&txn, &line);
	pending = work_along(service, &txn, pending);
	rc = finish(service, &txn);
	if (rc < 0)
		return rc;
	in->done = done;
	service->pending = pending;
	consumer_acknowledge(in->consumer, cursor.seq, now);
	return 0;
}

int service_work(struct service *service)
{
	struct txn txn;
	bool pending;
	int rc;

	(void)txn_begin(service->store, TXN_WRITE, &txn);
	pending = work_slice(service, &txn);
	rc = finish(service, &txn);
	if (rc == 0)
		service->pending = pending;
	return rc;
}

/* -- commands ---------------------------------------------------------------------------------------------------- */

/* Code, text and body of an answer as stored. */
static void answer_pack(struct buffer *out, int code, const char *text, struct bytes body)
{
	uint8_t number[8];

	bytes_put_u64be(number, (uint64_t)(int64_t)code);
	buffer_add(out, number, sizeof(number));
	buffer_add(out, text, strlen(text) + 1);
	buffer_add(out, body.data, body.len);
}

static bool answer_unpack(struct bytes stored, struct answer *ret)
{
	const uint8_t *nul;

	if (stored.len < 9)
		return false;
	nul = memchr(stored.data + 8, '\0', stored.len - 8);
	if (nul == NULL)
		return false;
	ret->code = (int)(int64_t)bytes_u64be(stored.data);
	ret->text = (const char *)stored.data + 8;
	ret->body = bytes_of(nul + 1, stored.len - (size_t)(nul + 1 - stored.data));
	return true;
}

static void remember_answer(struct txn *txn, const uint8_t *id, int code, const char *text, struct bytes body)
{
	struct buffer packed;
	struct scan scan;
	struct key all, key;
	uint64_t number = 1, oldest = 0;
	struct bytes gone = {0};

	key_init(&all);
	scan_begin_last(&scan, txn, STORE_ANSWER_ORDER, &all);
	if (scan_next(&scan))
		number = bytes_u64be(scan.key.data) + 1;
	scan_end(&scan);
	key_init(&key);
	key_u64(&key, number);
	txn_append(txn, STORE_ANSWER_ORDER, &key, bytes_of(id, REQUEST_ID_LEN));
	buffer_init(&packed, ANSWER_BODY_MAX + 1024);
	answer_pack(&packed, code, text, body);
	key_init(&key);
	key_bytes(&key, bytes_of(id, REQUEST_ID_LEN));
	txn_put(txn, STORE_ANSWERS, &key, bytes_of(packed.data, packed.len));
	buffer_done(&packed);
	if (number <= ANSWERS_MAX)
		return;
	oldest = number - ANSWERS_MAX;
	key_init(&key);
	key_u64(&key, oldest);
	if (txn_get(txn, STORE_ANSWER_ORDER, &key, &gone)) {
		struct key old;

		key_init(&old);
		key_bytes(&old, gone);
		txn_del(txn, STORE_ANSWERS, &old);
		txn_del(txn, STORE_ANSWER_ORDER, &key);
	}
}

/* Carry out a command in one transaction, with the work that it brings when that goes `along`; `ret_text` and the service's
 * answer buffer hold what is to be said. `ret_undone` is set when nothing happened. */
static int carry_out(struct service *service, const struct ask *ask, bool along, struct err_text *ret_text,
	bool *ret_undone)
{
	struct journal_entry entry = {
		.kind = JOURNAL_COMMAND, .at = ask->at, .who = ask->who, .body = ask->body};
	struct txn txn;
	int code, rc;

	buffer_clear(&service->answer);
	(void)txn_begin(service->store, TXN_WRITE, &txn);
	memcpy(entry.id, ask->id, REQUEST_ID_LEN);
	journal_append(&txn, &entry);
	code = service->handlers->command(service->self, &txn, ask, &service->answer, ret_text);
	if (service->answer.failed)
		(void)txn_fail(&txn, ERR_LIMIT);
	remember_answer(&txn, ask->id, code, code < 0 ? ret_text->text : "",
		bytes_of(service->answer.data, service->answer.len));
	if (along)
		(void)work_along(service, &txn, txn.error == 0 && is_pending(service, &txn));
	rc = finish(service, &txn);
	*ret_undone = rc < 0;
	if (rc < 0) {
		(void)error_set(ret_text, rc, "%s", error_text(rc));
		return rc;
	}
	service->commands++;
	(void)service_look_for_work(service);
	return code;
}

/* Work that is under way stays apart from a command, and so does work that fails: the command is not to blame. */
static int run_command(struct service *service, const struct ask *ask, struct err_text *ret_text)
{
	bool undone = false, along = !service->pending;
	int rc = carry_out(service, ask, along, ret_text, &undone);

	return undone && along && rc != ERR_FULL ? carry_out(service, ask, false, ret_text, &undone) : rc;
}

int service_command(struct service *service, struct bytes body, struct err_text *text)
{
	uint8_t id[REQUEST_ID_LEN] = {0};
	struct ask ask = {
		.at = clock_wall(&service->clock), .who = service->spec->name, .id = id, .body = body};
	struct txn txn;

	/* The service is the only caller of its own ids: the journal's next number makes each unique. */
	(void)txn_begin(service->store, TXN_READ, &txn);
	bytes_put_u64be(id, sequence_last(&txn, SEQUENCE_JOURNAL) + 1);
	txn_abort(&txn);
	return run_command(service, &ask, text);
}

static bool answered_before(struct service *service, const struct peer *peer, const struct request *request)
{
	struct answer answer = {0};
	struct bytes stored;
	struct txn txn;
	struct key key;
	bool found;

	key_init(&key);
	key_bytes(&key, bytes_of(request->id, REQUEST_ID_LEN));
	(void)txn_begin(service->store, TXN_READ, &txn);
	found = txn_get(&txn, STORE_ANSWERS, &key, &stored) && answer_unpack(stored, &answer);
	if (found) {
		memcpy(answer.id, request->id, REQUEST_ID_LEN);
		answer.serial = request->serial;
		server_answer(service->server, peer, &answer);
	}
	txn_abort(&txn);
	return found;
}

void service_say(struct service *service, const struct peer *peer, const struct request *request, int code,
	const char *text, struct bytes body)
{
	struct answer answer = {.code = code, .text = text, .body = body};

	memcpy(answer.id, request->id, REQUEST_ID_LEN);
	answer.serial = request->serial;
	if (code < 0)
		service->refused++;
	server_answer(service->server, peer, &answer);
}

/* Who asks is written into the state by some commands, where a text that is none could not be read again. */
static bool is_name(const char *who)
{
	size_t len = strlen(who), n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_length((const uint8_t *)who + i, len - i);
		if (n == 0 || (unsigned char)who[i] < 0x20 || who[i] == 0x7f)
			return false;
	}
	return len < WHO_MAX;
}

void service_take_command(struct service *service, const struct peer *peer, const struct request *request)
{
	struct ask ask = {clock_wall(&service->clock), request->who, request->id, request->body};
	struct err_text text = {""};
	int rc = 0;

	if (answered_before(service, peer, request))
		return;
	if (!is_name(request->who))
		rc = error_set(
			&text, ERR_INVAL, "who asks is no name, or is longer than %d bytes", WHO_MAX - 1);
	else if (store_full(service->store))
		rc = error_set(&text, ERR_FULL, "the store of %s is nine tenths full: nothing new is taken",
			service->spec->name);
	else if (service->handlers->command == NULL)
		rc = error_set(&text, ERR_INVAL, "%s takes no commands", service->spec->name);
	else if (service->handlers->prepare != NULL)
		rc = service->handlers->prepare(service->self, &ask, &text);
	if (rc == 0) {
		rc = run_command(service, &ask, &text);
		if (rc == 0) {
			service_say(service, peer, request, 0, "",
				bytes_of(service->answer.data, service->answer.len));
			return;
		}
	}
	service_say(service, peer, request, rc, text.text, bytes_of(NULL, 0));
}
