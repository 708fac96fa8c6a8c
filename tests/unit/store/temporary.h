/* SPDX-License-Identifier: MIT
 *
 * A folder that goes when the test does, and a store in it. Also for the tests of what stands on the store.
 */
#ifndef LEEP_TESTS_STORE_TEMPORARY_H
#define LEEP_TESTS_STORE_TEMPORARY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <ftw.h>

#include "common/store/log.h"

#define MIB ((size_t)1024 * 1024)

enum { TABLE_STATE = STORE_OWN, TABLE_LOCAL };

static const struct store_table_spec own_tables[] = {
	{TABLE_STATE, "state", false}, {TABLE_LOCAL, "here", true}};

struct folder {
	char path[64];
};

static inline int folder_setup(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));
	const char *root = getenv("TMPDIR");

	if (folder == NULL)
		return -1;
	(void)snprintf(folder->path, sizeof(folder->path), "%s/unit-XXXXXX", root == NULL ? "/tmp" : root);
	*state = folder;
	return mkdtemp(folder->path) == NULL ? -1 : 0;
}

static inline int folder_remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline int folder_teardown(void **state)
{
	struct folder *folder = *state;
	int rc = nftw(folder->path, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);

	free(folder);
	return rc;
}

/* `name` inside the folder; valid until the next but three calls. */
static inline const char *folder_path(const struct folder *folder, const char *name)
{
	static char paths[4][128];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", folder->path, name);
	return path;
}

static inline struct store_options store_options(const char *path)
{
	struct store_options options = {
		.path = path,
		.map_size = 16 * MIB,
		.map_max = 64 * MIB,
		.schema = 1,
		.tables = own_tables,
		.n_tables = ARRAY_LEN(own_tables),
		.scratch = true,
	};

	return options;
}

/* The store that options describe, which must open. */
static inline struct store *opened(const struct store_options *options)
{
	struct err_text text = {""};
	struct store *store = NULL;

	if (store_open(options, &store, &text) < 0)
		fail_msg("%s", text.text);
	return store;
}

static inline struct store *opened_at(const struct folder *folder, const char *name)
{
	struct store_options options = store_options(folder_path(folder, name));

	return opened(&options);
}

/* With the tables of a service. */
static inline struct store *opened_with(
	const struct folder *folder, const char *name, const struct store_table_spec *tables, size_t n)
{
	struct store_options options = store_options(folder_path(folder, name));

	options.tables = tables;
	options.n_tables = n;
	return opened(&options);
}

static inline void begin_write(struct store *store, struct txn *txn)
{
	assert_int_equal(txn_begin(store, TXN_WRITE, txn), 0);
}

static inline void begin_read(struct store *store, struct txn *txn)
{
	assert_int_equal(txn_begin(store, TXN_READ, txn), 0);
}

static inline struct key key_of(const void *data, size_t len)
{
	struct key key;

	key_init(&key);
	key_bytes(&key, bytes_of(data, len));
	return key;
}

static inline struct key key_number(uint64_t number)
{
	struct key key;

	key_init(&key);
	key_u64(&key, number);
	return key;
}

/* xorshift64: the same numbers in every run. */
static inline uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#endif
