/* SPDX-License-Identifier: MIT
 *
 * Transactions with a sticky error, and the header that every stored value carries: version, flags, table, and a
 * CRC-32C of the bytes, which finds a damaged page and a value read from the wrong table.
 */
#include "common/base/crc32c.h"
#include "common/store/env.h"

#define VALUE_VERSION 1
#define VALUE_HEADER  8

/* A walk asks for what lies from twice this to this before a value: two or three records ahead in an ordinary log. Nearer
 * comes too late, further is in another page too often. */
#define AHEAD ((size_t)256)

int txn_begin(struct store *store, enum txn_mode mode, struct txn *ret)
{
	int rc;

	memset(ret, 0, sizeof(*ret));
	ret->store = store;
	rc = mdb_txn_begin(store->env, NULL, mode == TXN_READ ? MDB_RDONLY : 0, &ret->mdb);
	if (rc == MDB_READERS_FULL) {
		/* Slots of processes that died are taken back, once. */
		(void)mdb_reader_check(store->env, NULL);
		rc = mdb_txn_begin(store->env, NULL, mode == TXN_READ ? MDB_RDONLY : 0, &ret->mdb);
	}
	if (rc != 0) {
		ret->mdb = NULL;
		ret->error = env_error(rc);
	}
	return ret->error;
}

static void close_tail(struct txn *txn)
{
	if (txn->tail != NULL)
		mdb_cursor_close(txn->tail);
	txn->tail = NULL;
}

/* For any other change of its table: nothing shall hang on how LMDB corrects a cursor that has reached the end. */
static void leave_tail(struct txn *txn, unsigned table)
{
	if (txn->tail_table == table)
		close_tail(txn);
}

static int go_to_tail(struct txn *txn, unsigned table)
{
	if (txn->tail != NULL && txn->tail_table == table)
		return MDB_SUCCESS;
	close_tail(txn);
	txn->tail_table = table;
	return mdb_cursor_open(txn->mdb, txn->store->dbi[table], &txn->tail);
}

int txn_commit(struct txn *txn)
{
	if (txn->error == 0 && txn->mdb != NULL) {
		close_tail(txn);
		(void)txn_fail(txn, env_error(mdb_txn_commit(txn->mdb)));
		txn->mdb = NULL; /* freed by LMDB also when the commit failed */
	}
	txn_abort(txn);
	return txn->error;
}

void txn_abort(struct txn *txn)
{
	close_tail(txn);
	if (txn->mdb != NULL)
		mdb_txn_abort(txn->mdb);
	txn->mdb = NULL;
}

int txn_fail(struct txn *txn, int error)
{
	if (txn->error == 0 && error < 0)
		txn->error = error;
	if (error == ERR_FULL)
		txn->store->cramped = true; /* store_maintain makes room if the map may grow */
	return txn->error;
}

static bool usable(struct txn *txn, unsigned table, const struct key *key)
{
	if (txn->error != 0)
		return false;
	if (key->bad || table >= STORE_TABLES_MAX || txn->store->spec[table] == NULL)
		(void)txn_fail(txn, ERR_INVAL);
	return txn->error == 0;
}

/* Header and value into the room that LMDB has made; the CRC-32C of what now lies there. */
static uint32_t fill(uint8_t *out, unsigned table, struct bytes value)
{
	uint32_t crc;

	if (value.len > 0)
		memmove(out + VALUE_HEADER, value.data, value.len);
	crc = crc32c(bytes_of(out + VALUE_HEADER, value.len));
	out[0] = VALUE_VERSION;
	out[1] = 0;
	out[2] = (uint8_t)(table >> 8);
	out[3] = (uint8_t)table;
	bytes_put_u32be(out + 4, crc);
	return crc;
}

void txn_put(struct txn *txn, unsigned table, const struct key *key, struct bytes value)
{
	MDB_val k = {key->len, (void *)(uintptr_t)key->data};
	MDB_val v = {value.len + VALUE_HEADER, NULL};
	uint32_t crc;
	int rc;

	if (!usable(txn, table, key))
		return;
	leave_tail(txn, table);
	crc = crc32c(value);
	rc = mdb_put(txn->mdb, txn->store->dbi[table], &k, &v, MDB_RESERVE);
	if (rc != 0)
		(void)txn_fail(txn, env_error(rc));
	else if (fill(v.mv_data, table, value) != crc)
		(void)txn_fail(txn, ERR_INVAL); /* it lay in a page of this transaction and has moved */
}

/* Nothing that is there moves when something is put behind it: a second look, as in txn_put, is not needed. */
void txn_append(struct txn *txn, unsigned table, const struct key *key, struct bytes value)
{
	MDB_val k = {key->len, (void *)(uintptr_t)key->data};
	MDB_val v = {value.len + VALUE_HEADER, NULL};
	int rc;

	if (!usable(txn, table, key))
		return;
	rc = go_to_tail(txn, table);
	if (rc == 0)
		rc = mdb_cursor_put(txn->tail, &k, &v, MDB_APPEND | MDB_RESERVE);
	if (rc != 0)
		(void)txn_fail(txn, env_error(rc));
	else
		(void)fill(v.mv_data, table, value);
}

/* Strip and check the header. */
static bool open_value(struct txn *txn, unsigned table, const MDB_val *v, struct bytes *ret)
{
	const uint8_t *in = v->mv_data;
	struct bytes value;

	if (v->mv_size < VALUE_HEADER || in[0] != VALUE_VERSION || ((unsigned)in[2] << 8 | in[3]) != table) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	value = bytes_of(in + VALUE_HEADER, v->mv_size - VALUE_HEADER);
	if (crc32c(value) != bytes_u32be(in + 4)) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret = value;
	return true;
}

bool txn_get(struct txn *txn, unsigned table, const struct key *key, struct bytes *ret)
{
	MDB_val k, v;
	int rc;

	if (!usable(txn, table, key))
		return false;
	k.mv_size = key->len;
	k.mv_data = (void *)(uintptr_t)key->data;
	rc = mdb_get(txn->mdb, txn->store->dbi[table], &k, &v);
	if (rc == MDB_NOTFOUND)
		return false;
	if (rc != 0) {
		(void)txn_fail(txn, env_error(rc));
		return false;
	}
	return open_value(txn, table, &v, ret);
}

void txn_del(struct txn *txn, unsigned table, const struct key *key)
{
	MDB_val k;
	int rc;

	if (!usable(txn, table, key))
		return;
	leave_tail(txn, table);
	k.mv_size = key->len;
	k.mv_data = (void *)(uintptr_t)key->data;
	rc = mdb_del(txn->mdb, txn->store->dbi[table], &k, NULL);
	if (rc != 0 && rc != MDB_NOTFOUND)
		(void)txn_fail(txn, env_error(rc));
}

static void begin(struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix)
{
	memset(scan, 0, offsetof(struct scan, prefix));
	scan->txn = txn;
	scan->table = table;
	scan->started = false;
	scan->back = false;
	scan->prefix = *prefix;
	scan->from = *prefix;
	if (!usable(txn, table, prefix))
		return;
	if (mdb_cursor_open(txn->mdb, txn->store->dbi[table], &scan->cursor) != 0) {
		scan->cursor = NULL;
		(void)txn_fail(txn, ERR_NOMEM);
	}
}

void scan_begin(struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix)
{
	begin(scan, txn, table, prefix);
}

void scan_begin_at(
	struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix, const struct key *from)
{
	begin(scan, txn, table, prefix);
	scan->from = *from;
}

void scan_begin_last(struct scan *scan, struct txn *txn, unsigned table, const struct key *prefix)
{
	begin(scan, txn, table, prefix);
	scan->back = true;
}

/* Place the cursor on the last key with the prefix: before the first key that is greater than all of them. */
static int seek_last(struct scan *scan, MDB_val *k, MDB_val *v)
{
	struct key after = scan->prefix;
	int rc;

	while (after.len > 0 && after.data[after.len - 1] == 0xff)
		after.len--;
	if (after.len == 0)
		return mdb_cursor_get(scan->cursor, k, v, MDB_LAST);
	after.data[after.len - 1]++;
	k->mv_size = after.len;
	k->mv_data = after.data;
	rc = mdb_cursor_get(scan->cursor, k, v, MDB_SET_RANGE);
	return mdb_cursor_get(scan->cursor, k, v, rc == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
}

/* LMDB fills a page from its end, so a walk finds its next values just before this one. Asked for now they are there in
 * time: a walk over a long log waits for memory longer than it computes. */
static void fetch_ahead(const uint8_t *value)
{
	for (size_t line = 0; line < AHEAD; line += 64)
		__builtin_prefetch(value - 2 * AHEAD + line);
}

bool scan_next(struct scan *scan)
{
	MDB_val k, v;
	int rc;

	if (scan->cursor == NULL || scan->txn->error != 0)
		return false;
	if (scan->started) {
		rc = mdb_cursor_get(scan->cursor, &k, &v, scan->back ? MDB_PREV : MDB_NEXT);
	} else if (scan->back) {
		rc = seek_last(scan, &k, &v);
	} else if (scan->from.len == 0) {
		rc = mdb_cursor_get(scan->cursor, &k, &v, MDB_FIRST);
	} else {
		k.mv_size = scan->from.len;
		k.mv_data = scan->from.data;
		rc = mdb_cursor_get(scan->cursor, &k, &v, MDB_SET_RANGE);
	}
	scan->started = true;
	if (rc != 0) {
		if (rc != MDB_NOTFOUND)
			(void)txn_fail(scan->txn, env_error(rc));
		return false;
	}
	if (k.mv_size < scan->prefix.len ||
		(scan->prefix.len > 0 && memcmp(k.mv_data, scan->prefix.data, scan->prefix.len) != 0))
		return false;
	fetch_ahead(v.mv_data);
	scan->key = bytes_of(k.mv_data, k.mv_size);
	return open_value(scan->txn, scan->table, &v, &scan->value);
}

void scan_delete(struct scan *scan)
{
	int rc;

	if (scan->cursor == NULL || scan->txn->error != 0)
		return;
	leave_tail(scan->txn, scan->table);
	rc = mdb_cursor_del(scan->cursor, 0);
	if (rc != 0) {
		(void)txn_fail(scan->txn, env_error(rc));
		return;
	}
	/* After a deletion LMDB's cursor stands on the next key and MDB_NEXT knows it. */
}

void scan_end(struct scan *scan)
{
	if (scan->cursor != NULL)
		mdb_cursor_close(scan->cursor);
	scan->cursor = NULL;
}
