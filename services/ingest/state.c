/* SPDX-License-Identifier: MIT
 *
 * See state.h.
 */
#include "services/ingest/state.h"

#include "common/base/buffer.h"

const struct store_table_spec ingest_tables[INGEST_TABLES] = {
	{INGEST_SUBMISSIONS, "submissions", false},
	{INGEST_KNOWN, "known", false},
	{INGEST_PROGRESS, "progress", false},
	{INGEST_SCHOOLS, "schools", false},
	{INGEST_COLUMNS, "columns", false},
};

static void number_key(struct key *key, uint64_t number)
{
	key_init(key);
	key_u64(key, number);
}

static void known_key(struct key *key, const uint8_t known[SHA256_LEN])
{
	key_init(key);
	key_bytes(key, bytes_of(known, SHA256_LEN));
}

static void put(struct txn *txn, const struct submission *submission)
{
	struct buffer value;
	uint8_t head[9];
	struct key key;

	head[0] = (uint8_t)submission->outcome;
	bytes_put_u64be(head + 1, (uint64_t)submission->received);
	buffer_init(&value, (size_t)1024 * 1024);
	buffer_add(&value, head, sizeof(head));
	buffer_add(&value, submission->command.data, submission->command.len);
	number_key(&key, submission->number);
	if (value.failed)
		(void)txn_fail(txn, ERR_NOMEM);
	else
		txn_put(txn, INGEST_SUBMISSIONS, &key, bytes_of(value.data, value.len));
	buffer_done(&value);
}

uint64_t state_add(struct txn *txn, int64_t received, struct bytes command, const uint8_t known[SHA256_LEN])
{
	struct submission submission = {1, OUTCOME_WAITING, received, command};
	uint8_t number[8];
	struct scan scan;
	struct key all, key;

	key_init(&all);
	scan_begin_last(&scan, txn, INGEST_SUBMISSIONS, &all);
	if (scan_next(&scan))
		submission.number = bytes_u64be(scan.key.data) + 1;
	scan_end(&scan);
	put(txn, &submission);
	bytes_put_u64be(number, submission.number);
	known_key(&key, known);
	txn_put(txn, INGEST_KNOWN, &key, bytes_of(number, sizeof(number)));
	return txn->error == 0 ? submission.number : 0;
}

bool state_get(struct txn *txn, uint64_t number, struct submission *ret)
{
	struct bytes value;
	struct key key;

	number_key(&key, number);
	if (!txn_get(txn, INGEST_SUBMISSIONS, &key, &value) || value.len < 9)
		return false;
	ret->number = number;
	ret->outcome = (enum outcome)value.data[0];
	ret->received = (int64_t)bytes_u64be(value.data + 1);
	ret->command = bytes_of(value.data + 9, value.len - 9);
	return true;
}

bool state_known(struct txn *txn, const uint8_t known[SHA256_LEN], struct submission *ret)
{
	struct bytes value;
	struct key key;

	known_key(&key, known);
	return txn_get(txn, INGEST_KNOWN, &key, &value) && value.len == 8 &&
	       state_get(txn, bytes_u64be(value.data), ret);
}

void state_settle(struct txn *txn, uint64_t number, enum outcome outcome)
{
	struct submission submission;

	if (!state_get(txn, number, &submission)) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return;
	}
	submission.outcome = outcome;
	put(txn, &submission); /* copies the command before it replaces the value that holds it */
}

static void progress_key(struct key *key)
{
	key_init(key);
	key_text(key, "current");
}

struct progress state_progress(struct txn *txn)
{
	struct progress progress = {0, 0};
	struct bytes value;
	struct key key;

	progress_key(&key);
	if (txn_get(txn, INGEST_PROGRESS, &key, &value) && value.len == 16) {
		progress.number = bytes_u64be(value.data);
		progress.sent = bytes_u64be(value.data + 8);
	}
	return progress;
}

void state_put_progress(struct txn *txn, struct progress progress)
{
	uint8_t value[16];
	struct key key;

	progress_key(&key);
	bytes_put_u64be(value, progress.number);
	bytes_put_u64be(value + 8, progress.sent);
	txn_put(txn, INGEST_PROGRESS, &key, bytes_of(value, sizeof(value)));
}

static void urn_key(struct key *key, uint32_t urn)
{
	key_init(key);
	key_u32(key, urn);
}

uint32_t state_authority(struct txn *txn, uint32_t urn)
{
	struct bytes value;
	struct key key;

	urn_key(&key, urn);
	return txn_get(txn, INGEST_SCHOOLS, &key, &value) && value.len == 4 ? bytes_u32be(value.data) : 0;
}

void state_put_authority(struct txn *txn, uint32_t urn, uint32_t authority)
{
	uint8_t value[4];
	struct key key;

	urn_key(&key, urn);
	bytes_put_u32be(value, authority);
	txn_put(txn, INGEST_SCHOOLS, &key, bytes_of(value, sizeof(value)));
}

static void column_key(struct key *key, const char *id)
{
	key_init(key);
	key_text(key, id);
}

uint8_t state_description(struct txn *txn, const char *id)
{
	struct bytes value;
	struct key key;

	column_key(&key, id);
	return txn_get(txn, INGEST_COLUMNS, &key, &value) && value.len == 1 ? value.data[0] : 0;
}

void state_put_description(struct txn *txn, const char *id, uint8_t as)
{
	struct key key;

	column_key(&key, id);
	txn_put(txn, INGEST_COLUMNS, &key, bytes_of(&as, 1));
}
