/* SPDX-License-Identifier: MIT
 *
 * Originals arrive in parts, are kept once and only when they are what was sent; and what is kept about submissions.
 */
#include "services/ingest/originals.h"
#include "services/ingest/state.h"
#include "tests/unit/ingest/file.h"

#define FILE_MAX 1000

static const uint8_t id[REQUEST_ID_LEN] = {1}, other[REQUEST_ID_LEN] = {2};

static struct originals *opened_originals(void *folder)
{
	struct originals *originals = NULL;
	struct err_text text = {""};

	assert_int_equal(
		originals_open(folder_path(folder, "originals"), FILE_MAX, true, &originals, &text), 0);
	return originals;
}

static int add(struct originals *originals, const uint8_t *upload, uint64_t offset, const char *data)
{
	struct transfer part = {offset, bytes_text(data)};
	struct err_text text;

	return originals_add(originals, upload, &part, &text);
}

static int keep(
	struct originals *originals, const uint8_t *upload, const char *whole, uint8_t ret[SHA256_LEN])
{
	struct err_text text;
	struct sha256 *hash = NULL;

	assert_int_equal(sha256_open(&hash), 0);
	sha256_add(hash, bytes_text(whole));
	assert_int_equal(sha256_end(hash, ret), 0);
	sha256_free(hash);
	return originals_keep(originals, upload, strlen(whole), ret, &text);
}

static void assert_kept(struct originals *originals, const uint8_t sha256[SHA256_LEN], const char *want)
{
	char path[ORIGINAL_PATH_MAX], have[64] = "";
	FILE *file = fopen(originals_path(originals, sha256, path), "rb");

	assert_non_null(file);
	assert_int_equal(fread(have, 1, sizeof(have) - 1, file), strlen(want));
	assert_string_equal(have, want);
	(void)fclose(file);
}

static void a_file_in_parts_is_kept_under_its_digest(void **state)
{
	struct originals *originals = opened_originals(*state);
	uint8_t sha256[SHA256_LEN];

	assert_int_equal(add(originals, id, 0, "hello "), 0);
	assert_int_equal(add(originals, other, 0, "another"), 0);
	assert_int_equal(add(originals, id, 6, "world"), 0);
	assert_int_equal(keep(originals, id, "hello world", sha256), 0);
	assert_kept(originals, sha256, "hello world");
	assert_int_equal(keep(originals, other, "another", sha256), 0);
	originals_free(originals);
}

static void a_part_that_comes_again_is_passed_over(void **state)
{
	struct originals *originals = opened_originals(*state);
	uint8_t sha256[SHA256_LEN];

	assert_int_equal(add(originals, id, 0, "abc"), 0);
	assert_int_equal(add(originals, id, 3, "def"), 0);
	assert_int_equal(add(originals, id, 3, "def"), 0);
	assert_int_equal(add(originals, id, 6, ""), 0);
	assert_int_equal(keep(originals, id, "abcdef", sha256), 0);
	assert_int_equal(add(originals, id, 0, "old"), 0);
	assert_int_equal(add(originals, id, 0, "new"), 0); /* begins anew */
	assert_int_equal(keep(originals, id, "new", sha256), 0);
	assert_kept(originals, sha256, "new");
	originals_free(originals);
}

static void a_sender_may_take_back_what_it_sent(void **state)
{
	struct originals *originals = opened_originals(*state);
	uint8_t sha256[SHA256_LEN];

	assert_int_equal(add(originals, id, 0, "changed while it was"), 0);
	assert_int_equal(add(originals, id, 0, ""), 0);
	assert_int_equal(add(originals, id, 0, ""), 0);
	assert_int_equal(keep(originals, id, "changed while it was", sha256), ERR_UNKNOWN_UPLOAD);
	assert_int_equal(rmdir(folder_path(*state, "originals/uploads")), 0);
	originals_free(originals);
}

static void a_gap_ends_the_upload(void **state)
{
	struct originals *originals = opened_originals(*state);
	uint8_t sha256[SHA256_LEN];

	assert_int_equal(add(originals, id, 3, "def"), ERR_UNKNOWN_UPLOAD);
	assert_int_equal(add(originals, id, 0, "abc"), 0);
	assert_int_equal(add(originals, id, 4, "x"), ERR_UNKNOWN_UPLOAD);
	assert_int_equal(add(originals, id, 3, "x"), ERR_UNKNOWN_UPLOAD);
	assert_int_equal(add(originals, id, 0, "abc"), 0);
	assert_int_equal(add(originals, id, UINT64_MAX, "x"), ERR_UNKNOWN_UPLOAD); /* the sum would wrap */
	assert_int_equal(keep(originals, other, "abc", sha256), ERR_UNKNOWN_UPLOAD);
	originals_free(originals);
}

static void what_is_not_what_was_sent_is_not_kept(void **state)
{
	struct originals *originals = opened_originals(*state);
	char path[ORIGINAL_PATH_MAX];
	uint8_t sha256[SHA256_LEN];

	assert_int_equal(add(originals, id, 0, "damaged"), 0);
	assert_int_equal(keep(originals, id, "honest!", sha256), ERR_REFUSED);
	assert_int_equal(access(originals_path(originals, sha256, path), F_OK), -1);
	assert_int_equal(add(originals, id, 0, "abc"), 0);
	assert_int_equal(keep(originals, id, "ab", sha256), ERR_REFUSED);
	assert_int_equal(keep(originals, id, "abc", sha256), ERR_UNKNOWN_UPLOAD); /* gone with the refusal */
	originals_free(originals);
}

static void a_file_beyond_the_limit_is_refused_while_it_comes(void **state)
{
	struct originals *originals = opened_originals(*state);
	char data[FILE_MAX + 1];
	uint8_t sha256[SHA256_LEN];

	memset(data, 'x', FILE_MAX);
	data[FILE_MAX] = '\0';
	assert_int_equal(add(originals, id, 0, data), 0);
	assert_int_equal(keep(originals, id, data, sha256), 0);
	assert_int_equal(add(originals, id, 0, data), 0);
	assert_int_equal(add(originals, id, FILE_MAX, "y"), ERR_LIMIT);
	originals_free(originals);
}

static void the_same_file_is_kept_once_and_an_empty_one_too(void **state)
{
	struct originals *originals = opened_originals(*state);
	uint8_t sha256[SHA256_LEN];

	for (int i = 0; i < 2; i++) {
		assert_int_equal(add(originals, id, 0, "same"), 0);
		assert_int_equal(keep(originals, id, "same", sha256), 0);
		assert_kept(originals, sha256, "same");
		assert_int_equal(keep(originals, id, "", sha256), 0);
		assert_kept(originals, sha256, "");
	}
	originals_free(originals);
}

static void the_upload_that_was_silent_longest_makes_room(void **state)
{
	struct originals *originals = opened_originals(*state);
	uint8_t many[REQUEST_ID_LEN] = {9}, sha256[SHA256_LEN];

	for (int i = 0; i < 17; i++) {
		many[1] = (uint8_t)i;
		assert_int_equal(add(originals, many, 0, "a"), 0);
	}
	many[1] = 0;
	assert_int_equal(add(originals, many, 1, "b"), ERR_UNKNOWN_UPLOAD);
	many[1] = 1;
	assert_int_equal(add(originals, many, 1, "b"), 0);
	originals_free(originals);
	originals = opened_originals(*state); /* nothing of an upload outlives the process */
	assert_int_equal(keep(originals, many, "ab", sha256), ERR_UNKNOWN_UPLOAD);
	originals_free(originals);
}

/* -- submissions ---------------------------------------------------------------------------------------------- */

/* A command may carry fields of a newer program, which are kept as they came. */
static void a_submission_is_settled_however_long_its_command_was(void **state)
{
	static uint8_t command[20000];
	struct store *store = opened_with(*state, "state", ingest_tables, INGEST_TABLES);
	struct submission submission;
	struct txn txn;

	memset(command, 'c', sizeof(command));
	for (size_t len = 1; len <= sizeof(command); len = len * 2 + 1) {
		uint8_t known[SHA256_LEN] = {(uint8_t)len, (uint8_t)(len >> 8)};
		uint64_t number;

		begin_write(store, &txn);
		number = state_add(&txn, -5, bytes_of(command, len), known);
		assert_int_equal(txn_commit(&txn), 0);
		begin_write(store, &txn);
		state_settle(&txn, number, OUTCOME_ACCEPTED);
		assert_int_equal(txn_commit(&txn), 0);
		begin_read(store, &txn);
		assert_true(state_known(&txn, known, &submission) && submission.number == number);
		assert_true(submission.outcome == OUTCOME_ACCEPTED && submission.received == -5);
		assert_true(bytes_equal(submission.command, bytes_of(command, len)));
		assert_false(state_get(&txn, number + 1, &submission));
		txn_abort(&txn);
	}
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)
		EACH(a_file_in_parts_is_kept_under_its_digest),
		EACH(a_part_that_comes_again_is_passed_over),
		EACH(a_sender_may_take_back_what_it_sent),
		EACH(a_gap_ends_the_upload),
		EACH(what_is_not_what_was_sent_is_not_kept),
		EACH(a_file_beyond_the_limit_is_refused_while_it_comes),
		EACH(the_same_file_is_kept_once_and_an_empty_one_too),
		EACH(the_upload_that_was_silent_longest_makes_room),
		EACH(a_submission_is_settled_however_long_its_command_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
