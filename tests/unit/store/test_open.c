/* SPDX-License-Identifier: MIT
 *
 * Opening a store: one owner, the right version, damage found; and what is there after the process was killed.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/unit/store/temporary.h"

static void a_second_opener_is_turned_away_until_the_first_is_gone(void **state)
{
	struct store_options options = store_options(folder_path(*state, "deep/er/s"));
	struct store *first = opened(&options), *second = NULL;
	struct err_text text;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(store_open(&options, &second, NULL) == ERR_BUSY ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(store_open(&options, &second, &text), ERR_BUSY);
	assert_non_null(strstr(text.text, options.path));
	assert_null(second);
	store_free(first);
	second = opened(&options);
	store_free(second);
	store_free(NULL);
}

static void a_path_that_cannot_be_a_folder_is_refused(void **state)
{
	struct store_options options = store_options(folder_path(*state, "file"));
	struct store *store = NULL;
	FILE *file = fopen(options.path, "w");

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(store_open(&options, &store, NULL), ERR_IO);
	options.path = folder_path(*state, "file/s");
	assert_int_equal(store_open(&options, &store, NULL), ERR_IO);
	options.path = "";
	assert_int_equal(store_open(&options, &store, NULL), ERR_INVAL);
	assert_null(store);
}

static int note(struct txn *txn, const char *name)
{
	struct key key = key_of(name, strlen(name));

	txn_put(txn, TABLE_STATE, &key, bytes_text("done"));
	return 0;
}

static int to_two(struct txn *txn)
{
	return note(txn, "two");
}

static int to_three(struct txn *txn)
{
	return note(txn, "three");
}

static int to_three_broken(struct txn *txn)
{
	(void)note(txn, "three");
	return ERR_BADMSG;
}

static bool noted(struct store *store, const char *name)
{
	struct key key = key_of(name, strlen(name));
	struct bytes value;
	struct txn txn;
	bool found;

	begin_read(store, &txn);
	found = txn_get(&txn, TABLE_STATE, &key, &value);
	assert_int_equal(txn_commit(&txn), 0);
	return found;
}

static void an_older_store_is_brought_up_step_by_step(void **state)
{
	static const struct store_migration broken[] = {{3, to_three_broken}, {2, to_two}};
	static const struct store_migration sound[] = {{2, to_two}, {3, to_three}};
	struct store_options options = store_options(folder_path(*state, "s"));
	struct store *store = opened(&options);
	uint64_t epoch = store_epoch(store);

	store_free(store);
	store = NULL;
	options.schema = 3;
	options.migrations = broken;
	options.n_migrations = 2;
	assert_int_equal(store_open(&options, &store, NULL), ERR_BADMSG);

	options.schema = 2; /* the first step was committed, the broken one left nothing */
	options.n_migrations = 0;
	store = opened(&options);
	assert_true(noted(store, "two"));
	assert_false(noted(store, "three"));
	store_free(store);

	options.schema = 3;
	options.migrations = sound + 1; /* would fail if the first step were asked for again */
	options.n_migrations = 1;
	store = opened(&options);
	assert_true(noted(store, "three"));
	assert_true(store_epoch(store) == epoch);
	store_free(store);
}

static void a_store_of_another_version_is_refused_and_left_alone(void **state)
{
	static const struct store_migration far[] = {{5, to_three}};
	struct store_options options = store_options(folder_path(*state, "s"));
	struct err_text text = {""};
	struct store *store;

	options.schema = 3;
	store_free(opened(&options));
	store = NULL;
	options.schema = 2;
	assert_int_equal(store_open(&options, &store, &text), ERR_VERSION);
	assert_non_null(strstr(text.text, "a later version of LEEP (schema 3, here 2)"));
	options.schema = 5; /* no step to 4 */
	options.migrations = far;
	options.n_migrations = 1;
	assert_int_equal(store_open(&options, &store, &text), ERR_VERSION);
	assert_non_null(strstr(text.text, "an earlier version of LEEP (schema 3, now 5)"));
	assert_non_null(strstr(text.text, "submit the files again"));
	assert_null(store);
	options.schema = 3;
	store = opened(&options);
	assert_false(noted(store, "three"));
	store_free(store);
}

/* Flip one bit of every copy of `mark` in the data file. */
static unsigned damage(const char *file, const char *mark, size_t at)
{
	static uint8_t bytes[4 * MIB];
	unsigned hits = 0;
	int fd = open(file, O_RDWR);
	ssize_t len = read(fd, bytes, sizeof(bytes));

	assert_true(len > 0 && len < (ssize_t)sizeof(bytes));
	for (ssize_t i = 0; i + (ssize_t)strlen(mark) <= len; i++) {
		if (memcmp(bytes + i, mark, strlen(mark)) != 0)
			continue;
		bytes[i + (ssize_t)at] ^= 0x10;
		assert_int_equal(pwrite(fd, bytes + i + at, 1, i + (off_t)at), 1);
		hits++;
	}
	assert_int_equal(close(fd), 0);
	return hits;
}

static void a_damaged_value_is_found_and_fails_its_transaction(void **state)
{
	struct store_options options = store_options(folder_path(*state, "s"));
	struct store *store = opened(&options);
	struct key sound = key_of("a", 1), damaged = key_of("b", 1), all = key_of("", 0);
	uint8_t digest[STORE_DIGEST_LEN];
	struct bytes found;
	struct scan scan;
	struct txn txn;

	begin_write(store, &txn);
	txn_put(&txn, TABLE_STATE, &sound, bytes_text("a sound value"));
	txn_put(&txn, TABLE_STATE, &damaged, bytes_text("a value to be damaged"));
	assert_int_equal(txn_commit(&txn), 0);
	store_free(store);
	assert_true(damage(folder_path(*state, "s/data.mdb"), "a value to be damaged", 8) > 0);

	store = opened(&options);
	begin_read(store, &txn);
	assert_true(txn_get(&txn, TABLE_STATE, &sound, &found));
	assert_false(txn_get(&txn, TABLE_STATE, &damaged, &found));
	assert_false(txn_get(&txn, TABLE_STATE, &sound, &found));
	assert_int_equal(txn_commit(&txn), ERR_CORRUPT);
	begin_write(store, &txn);
	scan_begin(&scan, &txn, TABLE_STATE, &all);
	assert_true(scan_next(&scan));
	assert_false(scan_next(&scan));
	scan_end(&scan);
	(void)sequence_append(&txn, SEQUENCE_LOG, bytes_text("made from half the state"));
	assert_int_equal(txn_commit(&txn), ERR_CORRUPT);
	assert_int_equal(store_digest(store, digest), ERR_CORRUPT);
	store_free(store);
}

static void a_value_in_another_table_or_of_another_format_is_found(void **state)
{
	static const size_t places[] = {0, 3}; /* of the header before the value: its version, its table */

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct store_options options = store_options(folder_path(*state, i == 0 ? "a" : "b"));
		struct store *store = opened(&options);
		struct key key = key_of("KEY", 3);
		char file[64], mark[5] = "KEY\1";
		struct bytes found;
		struct txn txn;

		begin_write(store, &txn);
		txn_put(&txn, TABLE_STATE, &key, bytes_text("value"));
		assert_int_equal(txn_commit(&txn), 0);
		store_free(store);
		(void)snprintf(file, sizeof(file), "%s/data.mdb", options.path);
		assert_true(damage(file, mark, 3 + places[i]) > 0);
		store = opened(&options);
		begin_read(store, &txn);
		assert_false(txn_get(&txn, TABLE_STATE, &key, &found));
		assert_int_equal(txn_commit(&txn), ERR_CORRUPT);
		store_free(store);
	}
}

/* Commit a record and a cursor together, say so, and again until killed. */
static void commit_until_killed(const struct store_options *options, int acknowledge)
{
	struct store *store;

	if (store_open(options, &store, NULL) < 0)
		_exit(1);
	for (;;) {
		uint64_t seq = 0;
		struct txn txn;

		(void)txn_begin(store, TXN_WRITE, &txn);
		for (int i = 0; i < 3; i++)
			seq = sequence_append(
				&txn, SEQUENCE_LOG, bytes_text("an event that must not be lost"));
		cursor_put(&txn, "observations", (struct cursor){1, seq});
		if (txn_commit(&txn) < 0 || store_maintain(store) < 0 ||
			write(acknowledge, &seq, sizeof(seq)) != sizeof(seq))
			_exit(1);
	}
}

static void nothing_acknowledged_is_missing_after_a_kill(void **state)
{
	struct store_options options = store_options(folder_path(*state, "s"));
	uint64_t seed = 855, told = 0;

	options.scratch = false;
	for (int round = 0; round < 40; round++) {
		uint64_t want = told + 3 * (1 + next_random(&seed) % 40), expected = 1;
		struct store *store;
		struct scan scan;
		struct txn txn;
		int pipes[2];
		pid_t child;

		assert_int_equal(pipe(pipes), 0);
		child = fork();
		if (child == 0)
			commit_until_killed(&options, pipes[1]);
		(void)close(pipes[1]);
		while (told < want)
			assert_int_equal(read(pipes[0], &told, sizeof(told)), sizeof(told));
		assert_int_equal(kill(child, SIGKILL), 0);
		while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
			continue;
		(void)close(pipes[0]);
		assert_int_equal(waitpid(child, NULL, 0), child);

		store = opened(&options);
		begin_read(store, &txn);
		assert_true(sequence_last(&txn, SEQUENCE_LOG) >= told);
		assert_true(cursor_get(&txn, "observations").seq == sequence_last(&txn, SEQUENCE_LOG));
		sequence_scan(&scan, &txn, SEQUENCE_LOG, 1);
		for (; scan_next(&scan); expected++)
			assert_true(sequence_number(&scan) == expected);
		scan_end(&scan);
		told = sequence_last(&txn, SEQUENCE_LOG);
		assert_true(expected == told + 1 && told % 3 == 0);
		assert_int_equal(txn_commit(&txn), 0);
		store_free(store);
	}
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(a_second_opener_is_turned_away_until_the_first_is_gone),
		IN_A_FOLDER(a_path_that_cannot_be_a_folder_is_refused),
		IN_A_FOLDER(an_older_store_is_brought_up_step_by_step),
		IN_A_FOLDER(a_store_of_another_version_is_refused_and_left_alone),
		IN_A_FOLDER(a_damaged_value_is_found_and_fails_its_transaction),
		IN_A_FOLDER(a_value_in_another_table_or_of_another_format_is_found),
		IN_A_FOLDER(nothing_acknowledged_is_missing_after_a_kill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
