/* SPDX-License-Identifier: MIT
 *
 * Tables and transactions: what is put is found, walks are exact at every edge, and a transaction that fails or is
 * given up leaves nothing behind.
 */
#include "tests/unit/store/temporary.h"

static void put_text(struct txn *txn, unsigned table, const char *name, const char *value)
{
	struct key key = key_of(name, strlen(name));

	txn_put(txn, table, &key, bytes_text(value));
}

static bool has_text(struct txn *txn, unsigned table, const char *name, const char *value)
{
	struct key key = key_of(name, strlen(name));
	struct bytes found;

	return txn_get(txn, table, &key, &found) && bytes_equal(found, bytes_text(value));
}

static void what_was_put_is_found_until_it_is_deleted(void **state)
{
	struct store *store = opened_at(*state, "s");
	static uint8_t large[300000];
	struct key key = key_of("large", 5), absent = key_of("absent", 6);
	struct bytes found;
	struct txn txn;

	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (uint8_t)(i % 251);
	begin_write(store, &txn);
	put_text(&txn, TABLE_STATE, "a", "first");
	put_text(&txn, TABLE_STATE, "a", "second, longer than the first");
	put_text(&txn, TABLE_STATE, "empty", "");
	txn_put(&txn, TABLE_STATE, &key, bytes_of(large, sizeof(large)));
	txn_del(&txn, TABLE_STATE, &absent);
	assert_true(has_text(&txn, TABLE_STATE, "empty", ""));
	assert_int_equal(txn_commit(&txn), 0);
	begin_read(store, &txn);
	assert_true(has_text(&txn, TABLE_STATE, "a", "second, longer than the first"));
	assert_true(has_text(&txn, TABLE_STATE, "empty", ""));
	assert_true(txn_get(&txn, TABLE_STATE, &key, &found));
	assert_true(bytes_equal(found, bytes_of(large, sizeof(large))));
	assert_false(txn_get(&txn, TABLE_LOCAL, &key, &found));
	assert_int_equal(txn_commit(&txn), 0);
	begin_write(store, &txn);
	txn_del(&txn, TABLE_STATE, &key);
	assert_false(txn_get(&txn, TABLE_STATE, &key, &found));
	assert_int_equal(txn_commit(&txn), 0);
	store_free(store);
}

/* The page that the value lies in moves under the put: either it works or it fails, but nothing damaged is stored. */
static void a_value_read_in_a_transaction_is_never_put_damaged(void **state)
{
	struct store *store = opened_at(*state, "s");
	struct key from = key_of("m", 1), to = key_of("a", 1);
	struct bytes value;
	struct txn txn;

	begin_write(store, &txn);
	put_text(&txn, TABLE_STATE, "a", "short");
	put_text(&txn, TABLE_STATE, "m", "the value that is copied to another key");
	assert_true(txn_get(&txn, TABLE_STATE, &from, &value));
	txn_put(&txn, TABLE_STATE, &to, value);
	if (txn.error == 0)
		assert_true(has_text(&txn, TABLE_STATE, "a", "the value that is copied to another key"));
	txn_abort(&txn);
	store_free(store);
}

/* Every key of one to four bytes out of these: all the ways in which a prefix can end or run over. */
static const uint8_t letters[] = {0x00, 0x01, 0xfe, 0xff};
#define SOME_KEYS (4 + 16 + 64 + 256)

static void some_key(unsigned number, struct key *ret)
{
	size_t len = 1;

	for (unsigned many = 4; number >= many; many *= 4, len++)
		number -= many;
	key_init(ret);
	for (; len > 0; len--, number /= 4)
		key_u8(ret, letters[number % 4]);
}

static bool begins_with(const struct key *key, const struct key *prefix)
{
	return key->len >= prefix->len && memcmp(key->data, prefix->data, prefix->len) == 0;
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);

	return order != 0 ? order : (int)x->len - (int)y->len;
}

static void assert_walk(struct scan *scan, const struct key *keys, const bool *want, size_t n, bool back)
{
	for (size_t i = 0; i < n; i++) {
		const struct key *key = &keys[back ? n - 1 - i : i];

		if (!want[back ? n - 1 - i : i])
			continue;
		assert_true(scan_next(scan));
		assert_true(bytes_equal(scan->key, key_view(key)));
		assert_true(bytes_equal(scan->value, key_view(key)));
	}
	assert_false(scan_next(scan));
	scan_end(scan);
}

static void check_all_walks(struct txn *txn, const struct key *keys, const bool *there, size_t n)
{
	static const struct key all = {0};
	bool want[SOME_KEYS];
	struct scan scan;

	for (unsigned p = 0; p <= SOME_KEYS; p++) {
		struct key prefix = all;

		if (p < SOME_KEYS)
			some_key(p, &prefix);
		for (size_t i = 0; i < n; i++)
			want[i] = there[i] && begins_with(&keys[i], &prefix);
		scan_begin(&scan, txn, TABLE_STATE, &prefix);
		assert_walk(&scan, keys, want, n, false);
		scan_begin_last(&scan, txn, TABLE_STATE, &prefix);
		assert_walk(&scan, keys, want, n, true);
		for (size_t i = 0; i < n; i++)
			want[i] = there[i] && compare_keys(&keys[i], &prefix) >= 0;
		scan_begin_at(&scan, txn, TABLE_STATE, &all, &prefix);
		assert_walk(&scan, keys, want, n, false);
	}
}

static void every_walk_gives_exactly_its_keys_in_order(void **state)
{
	static const unsigned shares[] = {
		0, 1, 5, 50, 100}; /* per cent of the keys that are there; none: an empty table */
	static struct key keys[SOME_KEYS];
	uint64_t seed = 20260131;

	for (unsigned i = 0; i < SOME_KEYS; i++)
		some_key(i, &keys[i]);
	qsort(keys, SOME_KEYS, sizeof(keys[0]), compare_keys);
	for (size_t s = 0; s < ARRAY_LEN(shares); s++) {
		char name[] = {(char)('a' + (int)s), '\0'};
		struct store *store = opened_at(*state, name);
		bool there[SOME_KEYS];
		struct txn txn;

		begin_write(store, &txn);
		for (size_t i = 0; i < SOME_KEYS; i++) {
			there[i] = next_random(&seed) % 100 < shares[s];
			if (there[i])
				txn_put(&txn, TABLE_STATE, &keys[i], key_view(&keys[i]));
		}
		check_all_walks(&txn, keys, there, SOME_KEYS); /* before the commit as after it */
		assert_int_equal(txn_commit(&txn), 0);
		begin_read(store, &txn);
		check_all_walks(&txn, keys, there, SOME_KEYS);
		assert_int_equal(txn_commit(&txn), 0);
		store_free(store);
	}
}

#define MANY 3000

static void fill_many(struct store *store)
{
	char value[100] = "figure";
	struct txn txn;

	begin_write(store, &txn);
	for (uint64_t i = 0; i < MANY; i++) {
		struct key key = key_number(i);

		txn_put(&txn, TABLE_STATE, &key, bytes_of(value, i % sizeof(value)));
	}
	assert_int_equal(txn_commit(&txn), 0);
}

static void assert_kept(struct store *store, const bool *kept)
{
	struct key all = key_of("", 0);
	struct scan scan;
	struct txn txn;

	begin_read(store, &txn);
	scan_begin(&scan, &txn, TABLE_STATE, &all);
	for (uint64_t i = 0; i < MANY; i++) {
		if (!kept[i])
			continue;
		assert_true(scan_next(&scan));
		assert_true(sequence_number(&scan) == i);
	}
	assert_false(scan_next(&scan));
	scan_end(&scan);
	txn_abort(&txn);
}

/* Walk over all, in either direction, delete where chance says, and check that the walk met each key once and that
 * what was not deleted is there afterwards. */
static void delete_some(struct store *store, bool back, unsigned percent, uint64_t seed)
{
	static bool kept[MANY];
	struct key all = key_of("", 0);
	uint64_t met = 0;
	struct scan scan;
	struct txn txn;

	fill_many(store);
	begin_write(store, &txn);
	if (back)
		scan_begin_last(&scan, &txn, TABLE_STATE, &all);
	else
		scan_begin(&scan, &txn, TABLE_STATE, &all);
	for (; scan_next(&scan); met++) {
		uint64_t number = sequence_number(&scan);

		assert_true(number == (back ? MANY - 1 - met : met));
		kept[number] = next_random(&seed) % 100 >= percent;
		if (!kept[number])
			scan_delete(&scan);
	}
	scan_end(&scan);
	assert_int_equal(met, MANY);
	assert_int_equal(txn_commit(&txn), 0);
	assert_kept(store, kept);
}

static void a_walk_goes_on_after_each_deletion(void **state)
{
	static const unsigned percents[] = {1, 50, 95, 100};
	struct store *store = opened_at(*state, "s");

	for (size_t i = 0; i < ARRAY_LEN(percents); i++) {
		delete_some(store, false, percents[i], 7 + i);
		delete_some(store, true, percents[i], 70 + i);
	}
	store_free(store);
}

/* In one transaction, among puts and deletions at the end and elsewhere: each append goes to where the end is now. */
static void an_append_finds_the_end_after_any_other_change(void **state)
{
	struct store *store = opened_at(*state, "s");
	struct key all = key_of("", 0);
	static bool kept[MANY];
	char value[1900] = "figure"; /* two a page, or many */
	uint64_t seed = 1848;
	struct scan scan;
	struct txn txn;

	begin_write(store, &txn);
	for (uint64_t i = 0; i < MANY; i++) {
		uint64_t chance = next_random(&seed) % 8, other = next_random(&seed) % (i + 1);
		struct key last = key_number(i), some = key_number(other);
		struct bytes bytes = bytes_of(value, next_random(&seed) % sizeof(value));

		kept[i] = true;
		if (chance == 0)
			txn_put(&txn, TABLE_STATE, &last, bytes);
		else
			txn_append(&txn, TABLE_STATE, &last, bytes);
		if (chance == 1)
			txn_append(&txn, TABLE_LOCAL, &last, bytes_text("beside"));
		if (chance == 2) {
			txn_del(&txn, TABLE_STATE, &some);
			kept[other] = false;
		}
		scan_begin_last(&scan, &txn, TABLE_STATE, &all);
		if (chance == 3 && scan_next(&scan)) {
			kept[sequence_number(&scan)] = false;
			scan_delete(&scan);
		}
		scan_end(&scan);
	}
	assert_int_equal(txn_commit(&txn), 0);
	assert_kept(store, kept);
	store_free(store);
}

static void the_first_error_is_kept_and_aborts_the_commit(void **state)
{
	struct store *store = opened_at(*state, "s");
	struct key key = key_of("k", 1);
	struct bytes found;
	struct scan scan;
	struct txn txn;

	begin_write(store, &txn);
	put_text(&txn, TABLE_STATE, "k", "before");
	assert_int_equal(txn_commit(&txn), 0);
	begin_write(store, &txn);
	put_text(&txn, TABLE_STATE, "k", "after");
	assert_int_equal(txn_fail(&txn, 0), 0);
	assert_int_equal(txn_fail(&txn, 1), 0);
	assert_int_equal(txn_fail(&txn, ERR_BADMSG), ERR_BADMSG);
	assert_int_equal(txn_fail(&txn, ERR_IO), ERR_BADMSG);
	put_text(&txn, TABLE_STATE, "other", "x");
	txn_del(&txn, TABLE_STATE, &key);
	assert_false(txn_get(&txn, TABLE_STATE, &key, &found));
	scan_begin(&scan, &txn, TABLE_STATE, &key);
	assert_false(scan_next(&scan));
	scan_delete(&scan);
	scan_end(&scan);
	assert_int_equal(sequence_append(&txn, SEQUENCE_LOG, bytes_text("x")), 0);
	assert_int_equal(txn_commit(&txn), ERR_BADMSG);
	txn_abort(&txn);
	begin_read(store, &txn);
	assert_true(has_text(&txn, TABLE_STATE, "k", "before"));
	assert_int_equal(sequence_last(&txn, SEQUENCE_LOG), 0);
	assert_int_equal(txn_commit(&txn), 0);
	store_free(store);
}

/* Each is used in a transaction of its own, which must fail as said and change nothing. */
static void wrong_use_fails_the_transaction(void **state)
{
	struct store *store = opened_at(*state, "s");
	struct key good = key_number(5), lower = key_number(4), bad = key_of("", 0), empty = key_of("", 0);
	uint8_t before[STORE_DIGEST_LEN], after[STORE_DIGEST_LEN];
	struct txn txn;

	key_text(&bad, "x");
	for (int i = 0; i < 64; i++)
		key_u64(&bad, 1);
	assert_true(bad.bad);
	begin_write(store, &txn);
	txn_append(&txn, TABLE_STATE, &good, bytes_text("x"));
	assert_int_equal(txn_commit(&txn), 0);
	assert_int_equal(store_digest(store, before), 0);

	for (int use = 0; use < 6; use++) {
		static const int errors[] = {
			ERR_INVAL, ERR_INVAL, ERR_INVAL, ERR_EXISTS, ERR_EXISTS, ERR_INVAL};
		static const unsigned tables[] = {TABLE_STATE, TABLE_LOCAL + 1, STORE_TABLES_MAX, TABLE_STATE,
			TABLE_STATE, TABLE_STATE};
		const struct key *keys[] = {&bad, &good, &good, &good, &lower, &empty};

		begin_write(store, &txn);
		(void)sequence_append(&txn, SEQUENCE_LOG, bytes_text("never seen"));
		if (use == 3 || use == 4)
			txn_append(&txn, tables[use], keys[use], bytes_text("y"));
		else
			txn_put(&txn, tables[use], keys[use], bytes_text("y"));
		assert_int_equal(txn_commit(&txn), errors[use]);
	}
	begin_read(store, &txn);
	put_text(&txn, TABLE_STATE, "k", "in a reading transaction");
	assert_true(txn_commit(&txn) < 0);
	assert_int_equal(store_digest(store, after), 0);
	assert_memory_equal(before, after, STORE_DIGEST_LEN);
	store_free(store);
}

/* What a handler does in one transaction, stopped after `steps`; 12 is all of it. */
static void handle(struct txn *txn, uint64_t round, unsigned steps)
{
	struct cursor cursor = {7, round};
	struct key all = key_of("", 0), key = key_number(round);
	struct scan scan;

	for (unsigned step = 0; step < steps; step++) {
		if (step % 4 == 0)
			txn_put(txn, TABLE_STATE, &key, bytes_text("state"));
		else if (step % 4 == 1)
			(void)sequence_append(
				txn, step < 6 ? SEQUENCE_LOG : SEQUENCE_JOURNAL, key_view(&key));
		else if (step % 4 == 2)
			cursor_put(txn, "observations", cursor);
		else
			dead_put(txn, "observations", round, "no such measure", key_view(&key));
	}
	if (steps == 12 && round % 3 == 0) {
		scan_begin(&scan, txn, TABLE_STATE, &all);
		if (scan_next(&scan))
			scan_delete(&scan);
		scan_end(&scan);
	}
}

static void a_transaction_given_up_at_any_step_leaves_the_state_before_it(void **state)
{
	struct store *store = opened_at(*state, "s");
	uint8_t before[STORE_DIGEST_LEN], after[STORE_DIGEST_LEN];
	struct txn txn;

	for (uint64_t round = 1; round <= 20; round++) {
		assert_int_equal(store_digest(store, before), 0);
		for (unsigned steps = 0; steps <= 12; steps++) {
			begin_write(store, &txn);
			handle(&txn, round, steps);
			assert_int_equal(txn.error, 0);
			if (steps % 2 == 0)
				txn_abort(&txn);
			else
				assert_int_equal(txn_fail(&txn, ERR_IO) - txn_commit(&txn), 0);
			assert_int_equal(store_digest(store, after), 0);
			assert_memory_equal(before, after, STORE_DIGEST_LEN);
			begin_read(store, &txn);
			assert_true(cursor_get(&txn, "observations").seq == round - 1);
			assert_true(sequence_last(&txn, SEQUENCE_JOURNAL) == round - 1);
			txn_abort(&txn);
		}
		begin_write(store, &txn);
		handle(&txn, round, 12);
		assert_int_equal(txn_commit(&txn), 0);
		assert_int_equal(store_digest(store, after), 0);
		assert_memory_not_equal(before, after, STORE_DIGEST_LEN);
	}
	store_free(store);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(what_was_put_is_found_until_it_is_deleted),
		IN_A_FOLDER(a_value_read_in_a_transaction_is_never_put_damaged),
		IN_A_FOLDER(every_walk_gives_exactly_its_keys_in_order),
		IN_A_FOLDER(a_walk_goes_on_after_each_deletion),
		IN_A_FOLDER(an_append_finds_the_end_after_any_other_change),
		IN_A_FOLDER(the_first_error_is_kept_and_aborts_the_commit),
		IN_A_FOLDER(wrong_use_fails_the_transaction),
		IN_A_FOLDER(a_transaction_given_up_at_any_step_leaves_the_state_before_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
