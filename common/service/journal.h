/* SPDX-License-Identifier: MIT
 *
 * The entries of a service's journal: with the logs of its inputs they are all that its state depends on.
 */
#ifndef LEEP_SERVICE_JOURNAL_H
#define LEEP_SERVICE_JOURNAL_H

#include "common/store/log.h"
#include "common/stream/request.h"

enum journal_kind {
	JOURNAL_COMMAND = 1, /* a command, before it was handled */
	JOURNAL_BATCH,       /* records of an input, handled together */
	JOURNAL_WORK,        /* a piece of the work that was waiting has been finished */
};

struct journal_entry {
	enum journal_kind kind;
	int64_t at; /* wall clock */
	/* command */
	uint8_t id[REQUEST_ID_LEN];
	const char *who;
	struct bytes body;
	/* batch */
	const char *stream;
	uint64_t first;
	uint64_t last;
};

/* Append in this transaction; a failure is the transaction's. */
void journal_append(struct txn *txn, const struct journal_entry *entry);

/* ERR_CORRUPT when it is none. The entry points into `bytes`. */
int journal_read(struct bytes bytes, struct journal_entry *ret);

#endif
