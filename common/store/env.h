/* SPDX-License-Identifier: MIT
 *
 * What env.c and txn.c share; nobody else includes it.
 */
#ifndef LEEP_STORE_ENV_H
#define LEEP_STORE_ENV_H

#include <lmdb.h>

#include "common/store/store.h"

struct store {
	MDB_env *env;
	MDB_dbi dbi[STORE_TABLES_MAX];
	const struct store_table_spec *spec[STORE_TABLES_MAX]; /* NULL: no such table */
	uint64_t epoch;
	size_t map_size;
	size_t map_max;
	size_t resident_max;
	size_t used;
	bool full;
	bool cramped; /* a transaction did not fit: grow whatever is used */
	int owner;    /* descriptor of the lock on the folder */
};

/* Give pages of the map back when more than `resident_max` bytes of files are in memory. */
void resident_bound(const struct store *store);

/* LMDB's and the system's codes, translated. */
int env_error(int mdb_code);

#endif
