/* SPDX-License-Identifier: MIT
 *
 * The keys of ingest's state; nobody else knows them.
 */
#ifndef LEEP_INGEST_STATE_H
#define LEEP_INGEST_STATE_H

#include "common/model/command.h"
#include "common/store/log.h"

enum ingest_table {
	INGEST_SUBMISSIONS =
		STORE_OWN, /* u64 number -> outcome (1), received (8), the Submit command as it came */
	INGEST_KNOWN,      /* digest of file and options -> u64 number of the last submission of it */
	INGEST_PROGRESS,   /* "current" -> u64 number, u64 events sent: the submission under way */
	INGEST_SCHOOLS,    /* u32 URN -> u32 authority, as the last file said that named it */
	INGEST_COLUMNS, /* measure id -> u8 enum described, as the last description of a statistics file said */
};

#define INGEST_TABLES 5
extern const struct store_table_spec ingest_tables[INGEST_TABLES];

enum outcome { OUTCOME_WAITING = 1, OUTCOME_ACCEPTED, OUTCOME_REFUSED };

struct submission {
	uint64_t number;
	enum outcome outcome;
	int64_t received;
	struct bytes command; /* valid as txn_get's result is */
};

/* Append a waiting submission; returns its number, 0 when the transaction failed. */
uint64_t state_add(struct txn *txn, int64_t received, struct bytes command, const uint8_t known[SHA256_LEN]);

bool state_get(struct txn *txn, uint64_t number, struct submission *ret);

/* The last submission of the same file and options. */
bool state_known(struct txn *txn, const uint8_t known[SHA256_LEN], struct submission *ret);

void state_settle(struct txn *txn, uint64_t number, enum outcome outcome);

/* The authority of a school; 0 when no file has named it. */
uint32_t state_authority(struct txn *txn, uint32_t urn);
void state_put_authority(struct txn *txn, uint32_t urn, uint32_t authority);

/* What a column of statistics is, by the id that it has or would have as a measure: enum described; 0: nobody said. */
uint8_t state_description(struct txn *txn, const char *id);
void state_put_description(struct txn *txn, const char *id, uint8_t as);

struct progress {
	uint64_t number; /* 0: none has been begun */
	uint64_t sent;   /* events of it */
};

struct progress state_progress(struct txn *txn);
void state_put_progress(struct txn *txn, struct progress progress);

#endif
