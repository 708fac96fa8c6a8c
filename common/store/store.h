/* SPDX-License-Identifier: MIT
 *
 * A service's state: one LMDB environment that one process owns. Durable: a commit that returned 0 is on disk.
 * Read log.h next for the sequences that streams are made of.
 *
 * A transaction carries the first error it meets; after that every call on it does nothing, and the commit
 * aborts. So callers write a straight line of operations and look once, at the commit.
 */
#ifndef LEEP_STORE_STORE_H
#define LEEP_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/store/scan.h"

struct store;
struct MDB_txn;
struct MDB_cursor;

/* Tables that every store has. A service numbers its own from STORE_OWN on. */
enum store_table {
	STORE_META,    /* name -> value: schema version, epoch */
	STORE_LOG,     /* sequence -> event: the stream that others consume */
	STORE_JOURNAL, /* sequence -> entry: commands and committed batches, in the order they were handled */
	STORE_CURSORS, /* stream -> epoch, sequence: how far each input was consumed */
	STORE_ANSWERS, /* command id -> answer */
	STORE_ANSWER_ORDER, /* sequence -> command id, so that the oldest answers can go */
	STORE_DEAD,         /* sequence -> record that could not be decoded, with why */
	STORE_OWN,
};

#define STORE_TABLES_MAX 32

struct store_table_spec {
	unsigned id;
	const char *name;
	bool local; /* not part of the state's digest: it holds what differs between two equal runs */
};

/* One step from schema version `to` - 1; runs in a transaction that also records the version. */
struct txn;
struct store_migration {
	uint32_t to;
	int (*run)(struct txn *txn);
};

struct store_options {
	const char *path;    /* folder; made when missing */
	size_t map_size;     /* bytes of address space at first; doubled while below map_max */
	size_t map_max;      /* at 90 % of this new input is refused */
	size_t resident_max; /* bytes of mapped files in memory, the map among them; 0: as the system likes */
	uint32_t schema;     /* version of the service's tables, from 1 */
	const struct store_table_spec *tables;
	size_t n_tables;
	const struct store_migration *migrations;
	size_t n_migrations;
	bool scratch;  /* not synced to disk: for a state that is thrown away */
	bool log_only; /* another service's copy: only log and journal are read, whatever its schema */
};

/* Errors: ERR_BUSY another process owns the folder; ERR_VERSION the data was written by a newer program, or
 * by an older one and no migration leads to `schema`; ERR_IO, ERR_CORRUPT, ERR_NOMEM. `text` says which file, and for
 * ERR_VERSION what to do. */
int store_open(const struct store_options *options, struct store **ret, struct err_text *text);

/* Takes NULL. No transaction may be open. */
void store_free(struct store *store);

/* Random number of this store's log, given when it was created; never 0. */
uint64_t store_epoch(const struct store *store);

/* How many transactions have changed the store: one that changed nothing does not count. */
uint64_t store_changes(const struct store *store);

/* To be called between transactions: doubles the map when three quarters of it are used, and gives back what is in memory
 * of it beyond `resident_max`. */
int store_maintain(struct store *store);

/* True while 90 % of the largest map is used: no new input may be taken. */
bool store_full(const struct store *store);

/* Bytes in use, free pages not counted. */
size_t store_used(const struct store *store);

/* Write a consistent, compact copy into the empty folder `path`. */
int store_copy(struct store *store, const char *path);

/* SHA-256 over the log and every table that is not local: equal for equal states. */
#define STORE_DIGEST_LEN 32
int store_digest(struct store *store, uint8_t ret[STORE_DIGEST_LEN]);

enum txn_mode { TXN_READ, TXN_WRITE };

struct txn {
	struct store *store;
	struct MDB_txn *mdb;
	int error;               /* first error met */
	uint64_t next[2];        /* next sequence number of log and journal; 0: not read yet */
	struct MDB_cursor *tail; /* kept at the end of the table last appended to */
	unsigned tail_table;
};

/* The transaction must be ended by txn_commit or txn_abort, also when this failed. */
int txn_begin(struct store *store, enum txn_mode mode, struct txn *ret);

/* 0 when everything since txn_begin is durable; else the first error, and nothing of it happened. */
__attribute__((warn_unused_result)) int txn_commit(struct txn *txn);

/* Also after a failed begin or a commit. */
void txn_abort(struct txn *txn);

/* Remember `error` unless an earlier one is kept; returns the kept one. */
int txn_fail(struct txn *txn, int error);

void txn_put(struct txn *txn, unsigned table, const struct key *key, struct bytes value);

/* As txn_put for a key higher than all in the table; ERR_EXISTS when it is not. */
void txn_append(struct txn *txn, unsigned table, const struct key *key, struct bytes value);

/* True when found; the bytes are valid until the next change in this transaction or its end. A damaged value
 * fails the transaction with ERR_CORRUPT. */
bool txn_get(struct txn *txn, unsigned table, const struct key *key, struct bytes *ret);

/* Nothing happens when the key is not there. */
void txn_del(struct txn *txn, unsigned table, const struct key *key);

#endif
