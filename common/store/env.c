/* SPDX-License-Identifier: MIT
 *
 * Opening, growing, copying and digesting an LMDB environment; the only place that knows LMDB's error codes.
 * Transactions are in txn.c.
 */
#include "common/store/env.h"
#include "common/base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"

/* A service uses one reader at a time and a copy uses another; slots are nearly free. */
#define READERS_MAX 64

static const struct store_table_spec standard_tables[] = {
	{STORE_META, "meta", true},
	{STORE_LOG, "log", false},
	{STORE_JOURNAL, "journal", true},
	{STORE_CURSORS, "cursors", true},
	{STORE_ANSWERS, "answers", true},
	{STORE_ANSWER_ORDER, "answer_order", true},
	{STORE_DEAD, "dead", false},
};

int env_error(int mdb_code)
{
	switch (mdb_code) {
	case MDB_SUCCESS:
		return 0;
	case MDB_NOTFOUND:
		return ERR_NOTFOUND;
	case MDB_KEYEXIST:
		return ERR_EXISTS;
	case MDB_MAP_FULL:
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
	case MDB_INVALID:
		return ERR_CORRUPT;
	case MDB_VERSION_MISMATCH:
		return ERR_VERSION;
	case MDB_BAD_VALSIZE:
	case EINVAL:
		return ERR_INVAL;
	case ENOMEM:
		return ERR_NOMEM;
	}
	return ERR_IO;
}

/* A lock of our own beside LMDB's: LMDB lets several processes open an environment, LEEP does not. */
static int own_folder(struct store *store, const char *path)
{
	char file[4200];

	(void)snprintf(file, sizeof(file), "%s/owner", path);
	store->owner = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (store->owner < 0)
		return ERR_IO;
	return flock(store->owner, LOCK_EX | LOCK_NB) < 0 ? ERR_BUSY : 0;
}

static int open_tables(struct store *store, const struct store_options *options)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(store->env, NULL, 0, &txn);

	if (rc != 0)
		return env_error(rc);
	for (size_t i = 0; i < ARRAY_LEN(standard_tables) + options->n_tables; i++) {
		const struct store_table_spec *spec =
			i < ARRAY_LEN(standard_tables) ? &standard_tables[i]
						       : &options->tables[i - ARRAY_LEN(standard_tables)];

		if (spec->id >= STORE_TABLES_MAX) {
			mdb_txn_abort(txn);
			return ERR_INVAL;
		}
		rc = mdb_dbi_open(txn, spec->name, MDB_CREATE, &store->dbi[spec->id]);
		if (rc != 0) {
			mdb_txn_abort(txn);
			return env_error(rc);
		}
		store->spec[spec->id] = spec;
	}
	return env_error(mdb_txn_commit(txn));
}

static bool meta_u64(struct txn *txn, const char *name, uint64_t *ret)
{
	struct key key;
	struct bytes value;

	key_init(&key);
	key_text(&key, name);
	if (!txn_get(txn, STORE_META, &key, &value) || value.len != 8)
		return false;
	*ret = bytes_u64be(value.data);
	return true;
}

static void meta_put_u64(struct txn *txn, const char *name, uint64_t v)
{
	uint8_t be[8];
	struct key key;

	bytes_put_u64be(be, v);
	key_init(&key);
	key_text(&key, name);
	txn_put(txn, STORE_META, &key, bytes_of(be, sizeof(be)));
}

static int refuse_schema(const struct store_options *options, uint64_t version, struct err_text *text)
{
	return error_set(text, ERR_VERSION,
		version < options->schema
			? "store '%s': written by an earlier version of LEEP (schema %llu, now %lu). "
			  "Start afresh in another folder and submit the files again"
			: "store '%s': written by a later version of LEEP (schema %llu, here %lu). Run that "
			  "version",
		options->path, (unsigned long long)version, (unsigned long)options->schema);
}

/* A new store gets its epoch and today's schema; an old one is brought up step by step, each in its own commit. */
static int settle_schema(struct store *store, const struct store_options *options, struct err_text *text)
{
	struct txn txn;
	uint64_t version = 0;
	int rc;

	(void)txn_begin(store, TXN_WRITE, &txn);
	if (!meta_u64(&txn, "schema", &version)) {
		while (store->epoch == 0)
			if (getrandom(&store->epoch, sizeof(store->epoch), 0) != sizeof(store->epoch))
				(void)txn_fail(&txn, ERR_IO);
		meta_put_u64(&txn, "epoch", store->epoch);
		meta_put_u64(&txn, "schema", options->schema);
		version = options->schema;
	} else if (!meta_u64(&txn, "epoch", &store->epoch)) {
		(void)txn_fail(&txn, ERR_CORRUPT);
	}
	rc = txn_commit(&txn);
	if (rc < 0)
		return rc;
	if (options->log_only)
		return 0;
	if (version > options->schema)
		return refuse_schema(options, version, text);
	while (version < options->schema) {
		const struct store_migration *step = NULL;

		for (size_t i = 0; i < options->n_migrations; i++)
			if (options->migrations[i].to == version + 1)
				step = &options->migrations[i];
		if (step == NULL)
			return refuse_schema(options, version, text);
		(void)txn_begin(store, TXN_WRITE, &txn);
		(void)txn_fail(&txn, step->run(&txn));
		meta_put_u64(&txn, "schema", ++version);
		rc = txn_commit(&txn);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int store_open(const struct store_options *options, struct store **ret, struct err_text *text)
{
	struct store *store = calloc(1, sizeof(*store));
	unsigned flags = MDB_NOTLS | (options->scratch ? MDB_NOSYNC | MDB_NOMETASYNC : 0);
	MDB_envinfo info;
	int rc;

	if (store == NULL)
		return error_set(text, ERR_NOMEM, "store '%s': out of memory", options->path);
	store->owner = -1;
	store->map_max = options->map_max;
	store->resident_max = options->resident_max;
	rc = file_make_folder(options->path);
	if (rc == 0)
		rc = own_folder(store, options->path);
	if (rc == 0)
		rc = env_error(mdb_env_create(&store->env));
	if (rc == 0)
		rc = env_error(mdb_env_set_maxdbs(store->env, STORE_TABLES_MAX));
	if (rc == 0)
		rc = env_error(mdb_env_set_maxreaders(store->env, READERS_MAX));
	if (rc == 0)
		rc = env_error(mdb_env_set_mapsize(store->env, options->map_size));
	if (rc == 0)
		rc = env_error(mdb_env_open(store->env, options->path, flags, 0600));
	if (rc == 0)
		rc = env_error(mdb_reader_check(store->env, NULL));
	if (rc == 0)
		rc = env_error(mdb_env_info(store->env, &info));
	if (rc == 0)
		rc = open_tables(store, options);
	if (rc == 0) {
		store->map_size = info.me_mapsize;
		/* LMDB reopens a map that grew with no room at all. */
		rc = store_maintain(store);
	}
	if (rc == 0) {
		rc = settle_schema(store, options, text);
	}
	if (rc < 0) {
		store_free(store);
		return rc == ERR_VERSION
			       ? rc
			       : error_set(text, rc, "store '%s': %s", options->path, error_text(rc));
	}
	*ret = store;
	return 0;
}

void store_free(struct store *store)
{
	if (store == NULL)
		return;
	if (store->env != NULL)
		mdb_env_close(store->env);
	if (store->owner >= 0)
		(void)close(store->owner);
	free(store);
}

uint64_t store_epoch(const struct store *store)
{
	return store->epoch;
}

/* Pages that LMDB keeps for reuse: the sum of the lists in its free table, each beginning with its length. */
static int free_pages(struct store *store, size_t *ret)
{
	MDB_txn *txn;
	MDB_cursor *cursor = NULL;
	MDB_val key, value;
	size_t pages = 0;
	int rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);

	if (rc != 0)
		return env_error(rc);
	rc = mdb_cursor_open(txn, 0, &cursor);
	while (rc == 0) {
		rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
		if (rc == 0 && value.mv_size >= sizeof(size_t)) {
			size_t n;

			memcpy(&n, value.mv_data, sizeof(n));
			pages += n;
		}
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	mdb_txn_abort(txn);
	if (rc != MDB_NOTFOUND)
		return env_error(rc);
	*ret = pages;
	return 0;
}

int store_maintain(struct store *store)
{
	MDB_envinfo info;
	MDB_stat stat;
	size_t high, spare = 0;
	int rc = env_error(mdb_env_info(store->env, &info));

	if (rc < 0)
		return rc;
	rc = env_error(mdb_env_stat(store->env, &stat));
	if (rc < 0)
		return rc;
	resident_bound(store);
	high = (info.me_last_pgno + 1) * stat.ms_psize;
	/* The free list is read only when the high-water mark makes it matter. */
	if (high >= store->map_size / 4 * 3) {
		rc = free_pages(store, &spare);
		if (rc < 0)
			return rc;
	}
	store->used = high - spare * stat.ms_psize;
	while ((store->cramped || store->used >= store->map_size / 4 * 3) &&
		store->map_size < store->map_max) {
		size_t size = store->map_size > store->map_max / 2 ? store->map_max : store->map_size * 2;

		rc = env_error(mdb_env_set_mapsize(store->env, size));
		if (rc < 0)
			return rc;
		store->map_size = size;
		store->cramped = false;
	}
	store->full = store->used >= store->map_max / 10 * 9;
	return 0;
}

uint64_t store_changes(const struct store *store)
{
	MDB_envinfo info;

	return mdb_env_info(store->env, &info) == MDB_SUCCESS ? info.me_last_txnid : 0;
}

bool store_full(const struct store *store)
{
	return store->full;
}

size_t store_used(const struct store *store)
{
	return store->used;
}

int store_copy(struct store *store, const char *path)
{
	return env_error(mdb_env_copy2(store->env, path, MDB_CP_COMPACT));
}

int store_digest(struct store *store, uint8_t ret[STORE_DIGEST_LEN])
{
	struct sha256 *hash = NULL;
	struct key all;
	struct txn txn;
	int rc = sha256_open(&hash);

	if (rc < 0)
		return rc;
	key_init(&all);
	(void)txn_begin(store, TXN_READ, &txn);
	for (unsigned id = 0; id < STORE_TABLES_MAX; id++) {
		struct scan scan;

		if (store->spec[id] == NULL || store->spec[id]->local)
			continue;
		sha256_add(hash, bytes_of(store->spec[id]->name, strlen(store->spec[id]->name) + 1));
		scan_begin(&scan, &txn, id, &all);
		while (scan_next(&scan)) {
			uint8_t lengths[16];

			bytes_put_u64be(lengths, scan.key.len);
			bytes_put_u64be(lengths + 8, scan.value.len);
			sha256_add(hash, bytes_of(lengths, sizeof(lengths)));
			sha256_add(hash, scan.key);
			sha256_add(hash, scan.value);
		}
		scan_end(&scan);
	}
	(void)txn_fail(&txn, txn.error == 0 ? sha256_end(hash, ret) : 0);
	sha256_free(hash);
	return txn_commit(&txn);
}
