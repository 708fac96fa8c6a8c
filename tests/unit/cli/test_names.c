/* SPDX-License-Identifier: MIT
 *
 * Names of a folder: in order, a window at a time, each once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "services/cli/names.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/leep-names-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *in_folder(const char *name, char ret[512])
{
	(void)snprintf(ret, 512, "%s/%s", folder, name);
	return ret;
}

static void put(const char *name)
{
	char path[512];
	int fd = open(in_folder(name, path), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	(void)close(fd);
}

/* All names, each with a blank behind it. */
static void assert_names(enum names_kind kind, const char *expected)
{
	struct names *names = NULL;
	char said[1024] = "";
	const char *name;

	assert_int_equal(names_open(folder, kind, &names), 0);
	while ((name = names_next(names)) != NULL) {
		(void)strncat(said, name, sizeof(said) - strlen(said) - 1);
		(void)strncat(said, " ", sizeof(said) - strlen(said) - 1);
	}
	assert_null(names_next(names));
	names_free(names);
	assert_string_equal(said, expected);
}

static void names_come_in_byte_order(void **state)
{
	static const char *const made[] = {
		"b.csv", "a.csv", "B.csv", "a", "a.csv.gz", "\xc3\xa9.csv", "10", "9"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		put(made[i]);
	assert_names(NAMES_FILES, "10 9 B.csv a a.csv a.csv.gz b.csv \xc3\xa9.csv ");
}

static void description_comes_before_what_it_describes(void **state)
{
	static const char *const made[] = {
		"a.csv", "a.meta.csv", "b.META.CSV", "a.d.csv", "a.z.csv", "c.meta.csv", ".meta.csv"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		put(made[i]);
	assert_names(NAMES_FILES, "a.meta.csv a.csv a.d.csv a.z.csv b.META.CSV c.meta.csv ");
}

static void unfinished_and_hidden_are_not_wanted(void **state)
{
	static const char *const no[] = {
		"", ".", "..", ".a.csv", "a.part", "a.csv.PART", "a.tmp", "a.filepart"};
	static const char *const yes[] = {"a.csv", "part", "a.parts", "tmp.csv", "a"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_false(names_wanted(no[i]));
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		assert_true(names_wanted(yes[i]));
}

static void description_has_the_name_of_the_file(void **state)
{
	char long_name[NAME_ROOM], ret[NAME_ROOM];

	(void)state;
	assert_true(names_description("ks4.csv", ret));
	assert_string_equal(ret, "ks4.meta.csv");
	assert_true(names_description("KS4.CSV", ret));
	assert_string_equal(ret, "KS4.meta.csv");
	assert_false(names_description("ks4.meta.csv", ret));
	assert_false(names_description("ks4.csv.gz", ret));
	assert_false(names_description("ks4", ret));
	memset(long_name, 'n', sizeof(long_name));
	(void)snprintf(long_name + 246, sizeof(long_name) - 246, ".csv"); /* 250 bytes, 255 with the word */
	assert_true(names_description(long_name, ret));
	assert_int_equal(strlen(ret), 255);
	(void)snprintf(long_name + 247, sizeof(long_name) - 247, ".csv");
	long_name[246] = 'n';
	assert_false(names_description(long_name, ret));
}

static void folders_are_told_from_all_else(void **state)
{
	char path[512];

	(void)state;
	put("file");
	assert_int_equal(mkdir(in_folder("folder", path), 0700), 0);
	assert_int_equal(mkfifo(in_folder("pipe", path), 0600), 0);
	assert_int_equal(symlink("folder", in_folder("link", path)), 0);
	assert_names(NAMES_FOLDERS, "folder ");
	assert_names(NAMES_FILES, "file link pipe ");
}

static void folder_of_many_windows_gives_each_name_once(void **state)
{
	struct names *names = NULL;
	char name[16];
	int n = 0;

	(void)state;
	/* 3,072 is three windows exactly; made in an order that is far from theirs. */
	for (int i = 0; i < 3072; i++) {
		(void)snprintf(name, sizeof(name), "%04d", i * 1009 % 3072);
		put(name);
	}
	assert_int_equal(names_open(folder, NAMES_FILES, &names), 0);
	for (const char *next; (next = names_next(names)) != NULL; n++) {
		char path[512];

		(void)snprintf(name, sizeof(name), "%04d", n);
		assert_string_equal(next, name);
		/* As a watched folder does: what was given is taken away. */
		assert_int_equal(unlink(in_folder(next, path)), 0);
	}
	assert_int_equal(n, 3072);
	names_free(names);
}

static void folder_that_is_not_there_has_no_names(void **state)
{
	struct names *names = NULL;

	(void)state;
	assert_int_equal(names_open("/tmp/leep-no-such-folder", NAMES_FILES, &names), 0);
	assert_null(names_next(names));
	names_free(names);
	names_free(NULL);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(names_come_in_byte_order),
		WITH_FOLDER(description_comes_before_what_it_describes),
		cmocka_unit_test(unfinished_and_hidden_are_not_wanted),
		cmocka_unit_test(description_has_the_name_of_the_file),
		WITH_FOLDER(folders_are_told_from_all_else),
		WITH_FOLDER(folder_of_many_windows_gives_each_name_once),
		cmocka_unit_test(folder_that_is_not_there_has_no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
