/* SPDX-License-Identifier: MIT
 *
 * The log and the journal, cursors and dead letters, and what is made of them: a digest and a copy.
 */
#include <sys/stat.h>

#include "tests/unit/store/temporary.h"

static uint64_t append(struct store *store, enum sequence which, const char *text)
{
	uint64_t seq;
	struct txn txn;

	begin_write(store, &txn);
	seq = sequence_append(&txn, which, bytes_text(text));
	assert_int_equal(txn_commit(&txn), 0);
	return seq;
}

static uint64_t last(struct store *store, enum sequence which)
{
	uint64_t seq;
	struct txn txn;

	begin_read(store, &txn);
	seq = sequence_last(&txn, which);
	assert_int_equal(txn_commit(&txn), 0);
	return seq;
}

static void numbers_start_at_one_and_grow_by_one(void **state)
{
	struct store *store = opened_at(*state, "s");
	struct txn txn;

	assert_int_equal(last(store, SEQUENCE_LOG), 0);
	begin_write(store, &txn);
	for (uint64_t i = 1; i <= 1000; i++) {
		assert_true(sequence_append(&txn, SEQUENCE_LOG, bytes_text("event")) == i);
		assert_true(sequence_last(&txn, SEQUENCE_LOG) == i);
		if (i % 2 == 0)
			assert_true(sequence_append(&txn, SEQUENCE_JOURNAL, bytes_text("entry")) == i / 2);
	}
	assert_int_equal(txn_commit(&txn), 0);
	assert_int_equal(append(store, SEQUENCE_LOG, "x"), 1001);
	assert_int_equal(append(store, SEQUENCE_JOURNAL, ""), 501);
	store_free(store);
}

static void a_number_given_in_vain_leaves_no_gap_and_no_trace(void **state)
{
	struct store *store = opened_at(*state, "s");
	struct bytes found;
	struct scan scan;
	struct txn txn;

	assert_int_equal(append(store, SEQUENCE_LOG, "first"), 1);
	begin_write(store, &txn);
	assert_int_equal(sequence_append(&txn, SEQUENCE_LOG, bytes_text("in vain")), 2);
	assert_int_equal(sequence_append(&txn, SEQUENCE_LOG, bytes_text("in vain")), 3);
	txn_abort(&txn);
	assert_int_equal(last(store, SEQUENCE_LOG), 1);
	assert_int_equal(append(store, SEQUENCE_LOG, "second"), 2);
	begin_read(store, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, 2);
	assert_true(scan_next(&scan));
	assert_int_equal(sequence_number(&scan), 2);
	found = scan.value;
	assert_true(bytes_equal(found, bytes_text("second")));
	assert_false(scan_next(&scan));
	scan_end(&scan);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, 3);
	assert_false(scan_next(&scan));
	scan_end(&scan);
	sequence_scan(&scan, &txn, SEQUENCE_JOURNAL, 0);
	assert_false(scan_next(&scan));
	scan_end(&scan);
	txn_abort(&txn);
	store_free(store);
}

static void sequences_cursors_and_epoch_survive_reopening(void **state)
{
	struct store_options options = store_options(folder_path(*state, "s"));
	struct store *store, *other = opened_at(*state, "other");
	struct cursor cursor;
	uint64_t epoch;
	struct txn txn;

	options.scratch = false;
	store = opened(&options);
	epoch = store_epoch(store);
	assert_true(epoch != 0 && epoch != store_epoch(other));
	for (int i = 0; i < 10; i++)
		(void)append(store, SEQUENCE_LOG, "event");
	begin_write(store, &txn);
	assert_true(cursor_get(&txn, "observations").epoch == 0 && cursor_get(&txn, "observations").seq == 0);
	cursor_put(&txn, "observations", (struct cursor){UINT64_MAX, 1});
	cursor_put(&txn, "observations.late", (struct cursor){5, UINT64_MAX});
	assert_int_equal(txn_commit(&txn), 0);
	store_free(store);

	store = opened(&options);
	assert_true(store_epoch(store) == epoch);
	assert_int_equal(last(store, SEQUENCE_LOG), 10);
	assert_int_equal(append(store, SEQUENCE_LOG, "event"), 11);
	begin_read(store, &txn);
	cursor = cursor_get(&txn, "observations");
	assert_true(cursor.epoch == UINT64_MAX && cursor.seq == 1);
	cursor = cursor_get(&txn, "observations.late");
	assert_true(cursor.epoch == 5 && cursor.seq == UINT64_MAX);
	assert_true(cursor_get(&txn, "observ").epoch == 0);
	txn_abort(&txn);
	store_free(store);
	store_free(other);
}

static void dead_letters_are_bounded_and_the_oldest_go_first(void **state)
{
	struct store *store = opened_at(*state, "s");
	static uint8_t large[DEAD_BYTES_MAX + 1000];
	uint64_t expected = 6;
	struct key all = key_of("", 0);
	struct scan scan;
	struct txn txn;

	begin_write(store, &txn);
	assert_int_equal(dead_count(&txn), 0);
	for (uint64_t i = 1; i <= DEAD_MAX + 5; i++) {
		dead_put(&txn, "observations", i, "why not", bytes_of(&i, sizeof(i)));
		assert_int_equal(dead_count(&txn), i < DEAD_MAX ? i : DEAD_MAX);
	}
	scan_begin(&scan, &txn, STORE_DEAD, &all);
	for (; scan_next(&scan); expected++) {
		/* stream, NUL, why, NUL, sequence, record */
		assert_int_equal(scan.value.len, 13 + 8 + 8 + 8);
		assert_memory_equal(scan.value.data, "observations\0why not\0", 21);
		assert_true(bytes_u64be(scan.value.data + 21) == expected);
	}
	scan_end(&scan);
	assert_int_equal(expected, DEAD_MAX + 6);
	dead_put(&txn, "observations", 9, "too large", bytes_of(large, sizeof(large)));
	scan_begin_last(&scan, &txn, STORE_DEAD, &all);
	assert_true(scan_next(&scan));
	assert_int_equal(scan.value.len, 13 + 10 + 8 + DEAD_BYTES_MAX);
	scan_end(&scan);
	assert_int_equal(txn_commit(&txn), 0);
	store_free(store);
}

static void a_dead_letter_may_be_empty_and_its_texts_long(void **state)
{
	struct store *store = opened_at(*state, "s");
	char text[200];
	struct key all = key_of("", 0);
	struct scan scan;
	struct txn txn;

	memset(text, 'w', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	begin_write(store, &txn);
	for (size_t len = 40; len < sizeof(text); len += 3)
		dead_put(&txn, text + sizeof(text) - 1 - len, 1, text + sizeof(text) - 1 - len,
			bytes_text("record"));
	dead_put(&txn, "", 7, "", bytes_of(NULL, 0));
	scan_begin(&scan, &txn, STORE_DEAD, &all);
	while (scan_next(&scan)) {
		const char *stream = (const char *)scan.value.data;
		const char *why = stream + strlen(stream) + 1;
		const uint8_t *seq = (const uint8_t *)why + strlen(why) + 1;

		assert_true(bytes_u64be(seq) == (*stream == '\0' ? 7 : 1));
		assert_int_equal(scan.value.data + scan.value.len - (seq + 8), *stream == '\0' ? 0 : 6);
	}
	scan_end(&scan);
	assert_int_equal(txn_commit(&txn), 0);
	store_free(store);
}

/* One change each; the digest must see all but the last four, which are local. */
static void change(struct txn *txn, unsigned which)
{
	struct key ab = key_of("ab", 2), a = key_of("a", 1);

	switch (which) {
	case 0:
		break;
	case 1:
		txn_put(txn, TABLE_STATE, &ab, bytes_text("c"));
		break;
	case 2:
		txn_put(txn, TABLE_STATE, &a, bytes_text("bc"));
		break;
	case 3:
		txn_put(txn, TABLE_STATE, &a, bytes_text(""));
		break;
	case 4:
		(void)sequence_append(txn, SEQUENCE_LOG, bytes_text("bc"));
		break;
	case 5:
		dead_put(txn, "observations", 1, "why", bytes_text("bc"));
		break;
	case 6:
		txn_put(txn, TABLE_LOCAL, &a, bytes_text("bc"));
		break;
	case 7:
		(void)sequence_append(txn, SEQUENCE_JOURNAL, bytes_text("bc"));
		break;
	case 8:
		cursor_put(txn, "observations", (struct cursor){1, 2});
		break;
	default:
		txn_put(txn, STORE_ANSWERS, &a, bytes_text("bc"));
	}
}

static void a_digest_sees_the_state_and_nothing_local(void **state)
{
	enum { CHANGES = 10, SEEN = 6 };
	uint8_t digest[CHANGES][STORE_DIGEST_LEN];

	for (unsigned i = 0; i < CHANGES; i++) {
		char name[] = {(char)('a' + (int)i), '\0'};
		struct store *store = opened_at(*state, name);
		struct txn txn;

		begin_write(store, &txn);
		change(&txn, i);
		assert_int_equal(txn_commit(&txn), 0);
		assert_int_equal(store_digest(store, digest[i]), 0);
		for (unsigned j = 0; j < i; j++) {
			if (i < SEEN)
				assert_memory_not_equal(digest[i], digest[j], STORE_DIGEST_LEN);
			else if (j == 0)
				assert_memory_equal(digest[i], digest[j], STORE_DIGEST_LEN);
		}
		store_free(store);
	}
}

static void equal_states_have_equal_digests_whatever_led_to_them(void **state)
{
	uint8_t digest[2][STORE_DIGEST_LEN];

	for (unsigned way = 0; way < 2; way++) {
		struct store *store = opened_at(*state, way == 0 ? "up" : "down");
		struct txn txn;

		for (uint64_t i = 0; i < 500; i++) {
			struct key key = key_number(way == 0 ? i : 499 - i), spare = key_number(1000 + i);

			if (i % 50 == 0)
				begin_write(store, &txn);
			txn_put(&txn, TABLE_STATE, &key, bytes_text(way == 0 ? "final" : "first"));
			txn_put(&txn, TABLE_STATE, &key, bytes_text("final"));
			txn_put(&txn, TABLE_STATE, &spare, bytes_text("passing"));
			txn_del(&txn, TABLE_STATE, &spare);
			if (i % 50 == 49)
				assert_int_equal(txn_commit(&txn), 0);
		}
		assert_int_equal(store_digest(store, digest[way]), 0);
		store_free(store);
	}
	assert_memory_equal(digest[0], digest[1], STORE_DIGEST_LEN);
}

static void a_copy_opens_and_holds_the_same(void **state)
{
	struct store *store = opened_at(*state, "s"), *copy;
	uint8_t before[STORE_DIGEST_LEN], after[STORE_DIGEST_LEN];
	const char *path = folder_path(*state, "copy");
	struct txn txn;

	begin_write(store, &txn);
	for (uint64_t i = 0; i < 2000; i++) {
		struct key key = key_number(i);

		txn_put(&txn, TABLE_STATE, &key, bytes_text("a state that takes some pages"));
		(void)sequence_append(&txn, SEQUENCE_LOG, key_view(&key));
	}
	cursor_put(&txn, "observations", (struct cursor){3, 4});
	assert_int_equal(txn_commit(&txn), 0);
	assert_int_equal(store_digest(store, before), 0);
	assert_true(store_copy(store, path) < 0); /* there is no such folder */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(store_copy(store, path), 0);
	assert_true(store_copy(store, path) < 0); /* a copy is never written over */
	assert_int_equal(append(store, SEQUENCE_LOG, "later"), 2001);

	copy = opened_at(*state, "copy");
	assert_int_equal(store_digest(copy, after), 0);
	assert_memory_equal(before, after, STORE_DIGEST_LEN);
	assert_true(store_epoch(copy) == store_epoch(store));
	assert_int_equal(last(copy, SEQUENCE_LOG), 2000);
	begin_read(copy, &txn);
	assert_int_equal(cursor_get(&txn, "observations").seq, 4);
	txn_abort(&txn);
	store_free(copy);
	store_free(store);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(numbers_start_at_one_and_grow_by_one),
		IN_A_FOLDER(a_number_given_in_vain_leaves_no_gap_and_no_trace),
		IN_A_FOLDER(sequences_cursors_and_epoch_survive_reopening),
		IN_A_FOLDER(dead_letters_are_bounded_and_the_oldest_go_first),
		IN_A_FOLDER(a_dead_letter_may_be_empty_and_its_texts_long),
		IN_A_FOLDER(a_digest_sees_the_state_and_nothing_local),
		IN_A_FOLDER(equal_states_have_equal_digests_whatever_led_to_them),
		IN_A_FOLDER(a_copy_opens_and_holds_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
