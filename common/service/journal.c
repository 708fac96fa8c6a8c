/* SPDX-License-Identifier: MIT
 *
 * See journal.h. Layout: kind (1), time (8, big-endian), then for a command its id (16), who (NUL-terminated) and
 * body; for a batch the stream (NUL-terminated), first and last number (8 each).
 */
#include "common/service/journal.h"

#include "common/base/buffer.h"

#define ENTRY_MAX ((size_t)1024 * 1024)

void journal_append(struct txn *txn, const struct journal_entry *entry)
{
	struct buffer out;
	uint8_t number[8];
	uint8_t kind = (uint8_t)entry->kind;

	buffer_init(&out, ENTRY_MAX);
	buffer_add(&out, &kind, 1);
	bytes_put_u64be(number, (uint64_t)entry->at);
	buffer_add(&out, number, sizeof(number));
	switch (entry->kind) {
	case JOURNAL_COMMAND:
		buffer_add(&out, entry->id, REQUEST_ID_LEN);
		buffer_add(&out, entry->who, strlen(entry->who) + 1);
		buffer_add(&out, entry->body.data, entry->body.len);
		break;
	case JOURNAL_BATCH:
		buffer_add(&out, entry->stream, strlen(entry->stream) + 1);
		bytes_put_u64be(number, entry->first);
		buffer_add(&out, number, sizeof(number));
		bytes_put_u64be(number, entry->last);
		buffer_add(&out, number, sizeof(number));
		break;
	case JOURNAL_WORK:
		break;
	}
	if (out.failed)
		(void)txn_fail(txn, ERR_LIMIT);
	else
		(void)sequence_append(txn, SEQUENCE_JOURNAL, bytes_of(out.data, out.len));
	buffer_done(&out);
}

/* The NUL-terminated text at `at`, moved past; NULL when it has no end. */
static const char *read_text(struct bytes bytes, size_t *at)
{
	const uint8_t *start = bytes.data + *at;
	const uint8_t *nul = *at < bytes.len ? memchr(start, '\0', bytes.len - *at) : NULL;

	if (nul == NULL)
		return NULL;
	*at += (size_t)(nul - start) + 1;
	return (const char *)start;
}

int journal_read(struct bytes bytes, struct journal_entry *ret)
{
	struct journal_entry entry = {0};
	size_t at = 9;

	if (bytes.len < 9)
		return ERR_CORRUPT;
	entry.kind = (enum journal_kind)bytes.data[0];
	entry.at = (int64_t)bytes_u64be(bytes.data + 1);
	switch (entry.kind) {
	case JOURNAL_COMMAND:
		if (bytes.len < at + REQUEST_ID_LEN)
			return ERR_CORRUPT;
		memcpy(entry.id, bytes.data + at, REQUEST_ID_LEN);
		at += REQUEST_ID_LEN;
		entry.who = read_text(bytes, &at);
		if (entry.who == NULL)
			return ERR_CORRUPT;
		entry.body = bytes_of(bytes.data + at, bytes.len - at);
		break;
	case JOURNAL_BATCH:
		entry.stream = read_text(bytes, &at);
		if (entry.stream == NULL || bytes.len != at + 16)
			return ERR_CORRUPT;
		entry.first = bytes_u64be(bytes.data + at);
		entry.last = bytes_u64be(bytes.data + at + 8);
		break;
	case JOURNAL_WORK:
		break;
	}
	if (entry.kind < JOURNAL_COMMAND || entry.kind > JOURNAL_WORK)
		return ERR_CORRUPT;
	*ret = entry;
	return 0;
}
