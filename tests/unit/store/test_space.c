/* SPDX-License-Identifier: MIT
 *
 * Room: the map grows before it is needed, a full store says so and keeps what it has.
 */
#include "tests/unit/store/temporary.h"

static struct store_options small_options(const struct folder *folder, size_t map_size, size_t map_max)
{
	struct store_options options = store_options(folder_path(folder, "s"));

	options.map_size = map_size;
	options.map_max = map_max;
	return options;
}

/* Append one record of `len` bytes; what the commit said. */
static int append(struct store *store, size_t len)
{
	static const uint8_t zeros[4 * MIB];
	struct txn txn;

	(void)txn_begin(store, TXN_WRITE, &txn);
	(void)sequence_append(&txn, SEQUENCE_LOG, bytes_of(zeros, len));
	return txn_commit(&txn);
}

static uint64_t records(struct store *store)
{
	uint64_t n = 0;
	struct scan scan;
	struct txn txn;

	begin_read(store, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan))
		assert_true(sequence_number(&scan) == ++n);
	scan_end(&scan);
	assert_int_equal(txn_commit(&txn), 0);
	return n;
}

static void the_map_doubles_when_three_quarters_are_used(void **state)
{
	struct store_options options = small_options(*state, 2 * MIB, 32 * MIB);
	struct store *store = opened(&options);

	/* Less than three quarters: what is larger than the rest does not fit, and a quarter more does. */
	while (store_used(store) < MIB) {
		assert_int_equal(append(store, 10000), 0);
		assert_int_equal(store_maintain(store), 0);
	}
	assert_int_equal(append(store, MIB + MIB / 4), ERR_FULL);
	while (store_used(store) < 2 * MIB / 4 * 3) {
		assert_int_equal(append(store, 10000), 0);
		assert_int_equal(store_maintain(store), 0);
	}
	assert_int_equal(append(store, MIB + MIB / 4), 0);
	assert_false(store_full(store));
	store_free(store);
}

static void a_store_is_full_at_nine_tenths_of_the_largest_map(void **state)
{
	struct store_options options = small_options(*state, MIB, 20 * MIB);
	struct store *store = opened(&options);
	uint64_t n = 0;

	while (!store_full(store)) {
		assert_true(store_used(store) < 18 * MIB);
		assert_int_equal(append(store, 50000), 0);
		assert_int_equal(store_maintain(store), 0);
		n++;
	}
	assert_true(store_used(store) >= 18 * MIB && store_used(store) < 18 * MIB + MIB / 10);
	assert_true(n > 18 * MIB / 60000);
	assert_int_equal(append(store, 50000), 0); /* what is under way may still be finished */
	assert_int_equal(records(store), n + 1);
	store_free(store);
}

static void space_that_was_given_back_counts_as_free(void **state)
{
	struct store_options options = small_options(*state, MIB, 4 * MIB);
	struct store *store = opened(&options);
	struct key all = key_of("", 0);
	uint8_t value[1000] = {0};
	struct scan scan;
	struct txn txn;

	for (uint64_t i = 0; !store_full(store); i++) {
		struct key key = key_number(i);

		begin_write(store, &txn);
		txn_put(&txn, TABLE_STATE, &key, bytes_of(value, sizeof(value)));
		assert_int_equal(txn_commit(&txn), 0);
		assert_int_equal(store_maintain(store), 0);
	}
	begin_write(store, &txn);
	scan_begin(&scan, &txn, TABLE_STATE, &all);
	while (scan_next(&scan))
		scan_delete(&scan);
	scan_end(&scan);
	assert_int_equal(txn_commit(&txn), 0);
	assert_int_equal(store_maintain(store), 0);
	assert_false(store_full(store));
	assert_true(store_used(store) < MIB);
	for (int i = 0; i < 200; i++) {
		assert_int_equal(append(store, 3000), 0);
		assert_int_equal(store_maintain(store), 0);
	}
	store_free(store);
}

static void a_map_without_room_loses_nothing_and_can_still_be_read(void **state)
{
	struct store_options options = small_options(*state, MIB / 2, MIB / 2);
	struct store *store = opened(&options);
	uint8_t before[STORE_DIGEST_LEN], after[STORE_DIGEST_LEN];
	struct txn txn;
	uint64_t n = 0;
	int rc;

	while ((rc = append(store, 3000)) == 0)
		n++;
	assert_int_equal(rc, ERR_FULL);
	assert_true(n > 50);
	assert_int_equal(store_digest(store, before), 0);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(append(store, 100000), ERR_FULL);
		begin_write(store, &txn); /* as a handler would: several things, one of which is too large */
		cursor_put(&txn, "observations", (struct cursor){1, 1});
		while (sequence_append(&txn, SEQUENCE_LOG, bytes_text("x")) != 0)
			continue;
		assert_int_equal(txn_commit(&txn), ERR_FULL);
		assert_int_equal(records(store), n);
	}
	assert_int_equal(store_maintain(store), 0);
	assert_true(store_full(store));
	assert_int_equal(store_digest(store, after), 0);
	assert_memory_equal(before, after, STORE_DIGEST_LEN);
	store_free(store);
	store = opened(&options);
	assert_int_equal(records(store), n);
	store_free(store);
}

/* A record that is refused although the map may still grow would be refused for ever: the input is kept and comes
 * again, and nothing else makes the map grow. */
static void what_did_not_fit_fits_after_maintenance(void **state)
{
	struct store_options options = small_options(*state, MIB, 32 * MIB);
	struct store *store = opened(&options);
	int rc = ERR_FULL;

	for (int tries = 0; tries < 5 && rc == ERR_FULL; tries++) {
		rc = append(store, 2 * MIB);
		assert_int_equal(store_maintain(store), 0);
	}
	assert_int_equal(rc, 0);
	assert_false(store_full(store));
	store_free(store);
}

/* Free pages that lie apart are no room for a value that takes several pages in a row. */
static void a_large_value_finds_room_among_scattered_free_pages(void **state)
{
	struct store_options options = small_options(*state, MIB, 32 * MIB);
	struct store *store = opened(&options);
	struct key all = key_of("", 0);
	uint8_t value[2500] = {0};
	struct scan scan;
	struct txn txn;
	int rc = ERR_FULL;

	for (uint64_t i = 0; i < 180; i++) {
		struct key key = key_number(i);

		begin_write(store, &txn);
		txn_put(&txn, TABLE_STATE, &key, bytes_of(value, sizeof(value)));
		assert_int_equal(txn_commit(&txn), 0);
	}
	begin_write(store, &txn);
	scan_begin(&scan, &txn, TABLE_STATE, &all);
	while (scan_next(&scan))
		if (sequence_number(&scan) % 2 == 0)
			scan_delete(&scan);
	scan_end(&scan);
	assert_int_equal(txn_commit(&txn), 0);
	for (int tries = 0; tries < 5 && rc == ERR_FULL; tries++) {
		assert_int_equal(store_maintain(store), 0);
		rc = append(store, 500000);
	}
	assert_int_equal(rc, 0);
	store_free(store);
}

static void fill_beyond_first_map(const struct store_options *options)
{
	struct store *store = opened(options);

	while (store_used(store) < 3 * MIB) {
		assert_int_equal(append(store, 20000), 0);
		assert_int_equal(store_maintain(store), 0);
	}
	store_free(store);
}

static void a_store_that_grew_takes_writes_at_once_when_reopened(void **state)
{
	struct store_options options = small_options(*state, MIB, 32 * MIB);
	struct store *store;

	fill_beyond_first_map(&options);
	store = opened(&options);
	assert_int_equal(append(store, 20000), 0);
	assert_true(store_used(store) >= 3 * MIB);
	store_free(store);
}

static int rewrite(struct txn *txn)
{
	static const uint8_t zeros[20000];

	return sequence_append(txn, SEQUENCE_JOURNAL, bytes_of(zeros, sizeof(zeros))) == 0 ? ERR_FULL : 0;
}

static void a_store_that_grew_can_be_migrated(void **state)
{
	static const struct store_migration steps[] = {{2, rewrite}};
	struct store_options options = small_options(*state, MIB, 32 * MIB);

	fill_beyond_first_map(&options);
	options.schema = 2;
	options.migrations = steps;
	options.n_migrations = 1;
	store_free(opened(&options));
}

static void a_full_store_is_full_as_soon_as_it_is_reopened(void **state)
{
	struct store_options options = small_options(*state, 2 * MIB, 2 * MIB);
	struct store *store = opened(&options);

	while (!store_full(store)) {
		assert_int_equal(append(store, 20000), 0);
		assert_int_equal(store_maintain(store), 0);
	}
	store_free(store);
	store = opened(&options);
	assert_true(store_full(store));
	store_free(store);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(the_map_doubles_when_three_quarters_are_used),
		IN_A_FOLDER(a_store_is_full_at_nine_tenths_of_the_largest_map),
		IN_A_FOLDER(space_that_was_given_back_counts_as_free),
		IN_A_FOLDER(a_map_without_room_loses_nothing_and_can_still_be_read),
		IN_A_FOLDER(what_did_not_fit_fits_after_maintenance),
		IN_A_FOLDER(a_large_value_finds_room_among_scattered_free_pages),
		IN_A_FOLDER(a_store_that_grew_takes_writes_at_once_when_reopened),
		IN_A_FOLDER(a_store_that_grew_can_be_migrated),
		IN_A_FOLDER(a_full_store_is_full_as_soon_as_it_is_reopened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
