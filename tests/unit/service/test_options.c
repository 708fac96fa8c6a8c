/* SPDX-License-Identifier: MIT
 *
 * Settings from file, environment and arguments; where services are found; entries of the journal.
 */
#include "common/service/endpoint.h"
#include "common/service/journal.h"
#include "tests/unit/store/temporary.h"

#define ARGS_MAX 8

static struct options *options;
static struct err_text text;

static int setup(void **state)
{
	(void)unsetenv("LEEP_GOLDEN"); /* the tests' own */
	return folder_setup(state);
}

static int teardown(void **state)
{
	options_free(options);
	options = NULL;
	(void)unsetenv("LEEP_LOG");
	(void)unsetenv("LEEP_PORT");
	return folder_teardown(state);
}

/* Load for a service with this leep.conf in the folder and these arguments behind --dir. */
static int load(struct folder *folder, const char *service, const char *conf, const char *const *args)
{
	char *argv[ARGS_MAX] = {(char[]){"program"}, (char[]){"--dir"}, folder->path};
	FILE *file = fopen(folder_path(folder, "leep.conf"), "w");
	int argc = 3;

	for (; args != NULL && *args != NULL && argc < ARGS_MAX; args++)
		argv[argc++] = (char *)(uintptr_t)*args;
	assert_true(file != NULL && fputs(conf, file) >= 0 && fclose(file) == 0);
	options_free(options);
	options = NULL;
	text.text[0] = '\0';
	return options_load(service, argc, argv, &options, &text);
}

#define LOAD(service, conf, ...) \
	load(*state, service, conf, (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static void assert_refused(int rc, const char *want)
{
	assert_int_equal(rc, ERR_INVAL);
	assert_null(options);
	if (strstr(text.text, want) == NULL)
		fail_msg("'%s' does not say '%s'", text.text, want);
}

static void defaults_hold_where_nothing_is_said(void **state)
{
	assert_int_equal(LOAD("ingest", ""), 0);
	assert_string_equal(options_text(options, "dir"), ((struct folder *)*state)->path);
	assert_string_equal(options_text(options, "link"), "ipc");
	assert_true(
		options_number(options, "port") == 7100 && options_number(options, "file-max") == 512 * MIB);
}

static void the_environment_is_above_the_file_and_arguments_are_above_both(void **state)
{
	assert_int_equal(LOAD("ingest", "log = warn\nport = 2000\n"), 0);
	assert_string_equal(options_text(options, "log"), "warn");
	assert_int_equal(setenv("LEEP_LOG", "debug", 1), 0);
	assert_int_equal(LOAD("ingest", "log = warn\nport = 2000\n"), 0);
	assert_string_equal(options_text(options, "log"), "debug");
	assert_true(options_number(options, "port") == 2000);
	assert_int_equal(LOAD("ingest", "log = warn\n", "--log", "error"), 0);
	assert_string_equal(options_text(options, "log"), "error");
}

static void settings_of_other_services_are_passed_over(void **state)
{
	assert_int_equal(
		LOAD("ingest", "# a comment\n\n gateway.http-port = nonsense\n ingest.file-max =  3k \n"), 0);
	assert_true(options_number(options, "file-max") == 3072);
	assert_int_equal(setenv("LEEP_GATEWAY_HTTP_PORT", "9", 1), 0);
	assert_int_equal(LOAD("ingest", ""), 0);
	assert_int_equal(LOAD("gateway", ""), 0);
	assert_true(options_number(options, "http-port") == 9);
	assert_int_equal(unsetenv("LEEP_GATEWAY_HTTP_PORT"), 0);
	assert_refused(LOAD("ingest", "", "--http-port", "9"), "unknown argument '--http-port'");
}

static void an_unknown_key_is_an_error_wherever_it_stands(void **state)
{
	static const char *const names[] = {"LEEP_PROT", "LEEP_", "LEEP_INGEST_PORT", "LEEP_GATEWAY"};

	assert_refused(LOAD("ingest", "log = info\nprot = 1\n"), "leep.conf' line 2: unknown key 'prot'");
	assert_refused(LOAD("ingest", "file-max = 1\n"), "unknown key 'file-max'");
	assert_refused(LOAD("ingest", "nonsense\n"), "line 1: expected key = value");
	assert_refused(LOAD("ingest", "", "--prot", "1"), "unknown argument '--prot'");
	assert_refused(LOAD("ingest", "", "file"), "unknown argument 'file'");
	assert_refused(LOAD("ingest", "", "--port"), "'--port' needs a value");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(setenv(names[i], "1", 1), 0);
		assert_refused(LOAD("ingest", ""), names[i]);
		assert_int_equal(unsetenv(names[i]), 0);
	}
}

static void numbers_and_sizes_have_ranges(void **state)
{
	static const char *const bad[] = {
		"", "x", "1023", "65001", "7100x", "-7100", " 7100", "7k", "99999999999999999999"};
	static const char *const sizes[] = {"0", "1x", "1kk", "k", "17g", "18446744073709551615g"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(LOAD("ingest", "", "--port", bad[i]),
			"arguments: 'port' takes a number from 1024 to 65000");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		assert_refused(LOAD("ingest", "", "--file-max", sizes[i]),
			"'file-max' takes a size from 1 to 17179869184");
	assert_int_equal(LOAD("ingest", "", "--file-max", "16g", "--map-max", "2m"), 0);
	assert_true(options_number(options, "file-max") == (uint64_t)16 << 30);
	assert_true(options_number(options, "map-max") == 2 * MIB);
	assert_refused(LOAD("ingest", "port = 5\n"), "leep.conf' line 1: 'port' takes a number");
	assert_int_equal(setenv("LEEP_PORT", "5", 1), 0);
	assert_refused(LOAD("ingest", ""), "environment: 'port' takes a number");
}

static void a_comment_may_be_long_and_a_value_may_not(void **state)
{
	char conf[4000] = "#";

	memset(conf + 1, 'x', 3000);
	(void)snprintf(conf + 1200, sizeof(conf) - 1200, " prot = 1 %02000d\nlog = warn\n", 0);
	assert_int_equal(LOAD("ingest", conf), 0);
	assert_string_equal(options_text(options, "log"), "warn");
	(void)snprintf(conf, sizeof(conf), "log = %01100d\nprot = 1\n", 0);
	assert_refused(LOAD("ingest", conf), "line 1: value of 'log' is longer than 1023");
}

/* -- where services are --------------------------------------------------------------------------------------- */

static void services_find_each_other_over_ipc(void **state)
{
	char endpoint[ENDPOINT_MAX], want[200];

	assert_int_equal(LOAD("ingest", ""), 0);
	assert_int_equal(endpoint_requests(options, "alerts", ENDPOINT_CONNECT, endpoint, &text), 0);
	(void)snprintf(want, sizeof(want), "ipc://%s/run/alerts.requests", ((struct folder *)*state)->path);
	assert_string_equal(endpoint, want);
	assert_int_equal(endpoint_stream(options, "none", ENDPOINT_BIND, endpoint, &text), ERR_INVAL);
}

/* Every service must be able to serve in a folder as long as the text allows, and the text must know it. */
static void a_folder_may_be_as_long_as_is_said(void **state)
{
	char dir[200], endpoint[ENDPOINT_MAX];
	unsigned most = 0;

	memset(dir, 'd', sizeof(dir));
	dir[199] = '\0';
	assert_int_equal(LOAD("ingest", "", "--dir", dir), 0);
	assert_int_equal(endpoint_requests(options, "indicators", ENDPOINT_BIND, endpoint, &text), ERR_INVAL);
	assert_int_equal(sscanf(strstr(text.text, "at most"), "at most %u", &most), 1);
	dir[most] = '\0';
	assert_int_equal(LOAD("ingest", "", "--dir", dir), 0);
	for (size_t i = 0; i < SERVICES_MAX; i++) {
		assert_int_equal(
			endpoint_requests(options, service_names[i], ENDPOINT_BIND, endpoint, &text), 0);
		assert_int_equal(
			endpoint_stream(options, service_names[i], ENDPOINT_BIND, endpoint, &text), 0);
	}
}

static void services_find_each_other_over_tcp(void **state)
{
	char endpoint[ENDPOINT_MAX];

	assert_int_equal(LOAD("ingest", "", "--link", "tcp:leep-%s.local", "--port", "7200"), 0);
	assert_int_equal(endpoint_stream(options, "indicators", ENDPOINT_CONNECT, endpoint, &text), 0);
	assert_string_equal(endpoint, "tcp://leep-indicators.local:7202");
	assert_int_equal(endpoint_requests(options, "gateway", ENDPOINT_BIND, endpoint, &text), 0);
	assert_string_equal(endpoint, "tcp://127.0.0.1:7209");
	assert_int_equal(LOAD("ingest", "", "--link", "tcp:10.0.0.1"), 0);
	assert_int_equal(endpoint_stream(options, "ingest", ENDPOINT_CONNECT, endpoint, &text), 0);
	assert_string_equal(endpoint, "tcp://10.0.0.1:7100");
	assert_int_equal(LOAD("ingest", "", "--link", "udp:x"), 0);
	assert_int_equal(endpoint_stream(options, "ingest", ENDPOINT_CONNECT, endpoint, &text), ERR_INVAL);
	assert_int_equal(LOAD("ingest", "", "--link", "tcp:"), 0);
	assert_int_equal(endpoint_stream(options, "ingest", ENDPOINT_CONNECT, endpoint, &text), ERR_INVAL);
}

/* -- the journal ---------------------------------------------------------------------------------------------- */

static void entries_of_the_journal_are_read_as_written_and_damage_is_noticed(void **state)
{
	struct journal_entry entries[] = {{.kind = JOURNAL_COMMAND,
						  .at = -7,
						  .id = {1, 255},
						  .who = "a person",
						  .body = bytes_of("\0b", 2)},
		{.kind = JOURNAL_BATCH, .at = 8, .stream = "ingest", .first = 9, .last = UINT64_MAX},
		{.kind = JOURNAL_WORK, .at = INT64_MAX}};
	struct store *store = opened_at(*state, "s");
	struct journal_entry read;
	struct scan scan;
	struct txn txn;
	size_t n = 0;

	begin_write(store, &txn);
	for (size_t i = 0; i < ARRAY_LEN(entries); i++)
		journal_append(&txn, &entries[i]);
	assert_int_equal(txn_commit(&txn), 0);
	begin_read(store, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_JOURNAL, 1);
	for (; scan_next(&scan); n++) {
		uint8_t copy[128];

		assert_int_equal(journal_read(scan.value, &read), 0);
		assert_true(read.kind == entries[n].kind && read.at == entries[n].at &&
			    read.first == entries[n].first);
		assert_true(read.last == entries[n].last && bytes_equal(read.body, entries[n].body));
		assert_memory_equal(read.id, entries[n].id, REQUEST_ID_LEN);
		if (read.who != NULL)
			assert_string_equal(read.who, "a person");
		if (read.stream != NULL)
			assert_string_equal(read.stream, "ingest");
		for (size_t len = 0; len < (n == 0 ? 9 + 16 + 9 : scan.value.len); len++) {
			memcpy(copy, scan.value.data, len);
			assert_int_equal(journal_read(bytes_of(copy, len), &read), ERR_CORRUPT);
		}
		memcpy(copy, scan.value.data, scan.value.len);
		copy[0] = n % 2 == 0 ? 0 : 4;
		assert_int_equal(journal_read(bytes_of(copy, scan.value.len), &read), ERR_CORRUPT);
	}
	assert_int_equal(n, ARRAY_LEN(entries));
	scan_end(&scan);
	txn_abort(&txn);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		EACH(defaults_hold_where_nothing_is_said),
		EACH(the_environment_is_above_the_file_and_arguments_are_above_both),
		EACH(settings_of_other_services_are_passed_over),
		EACH(an_unknown_key_is_an_error_wherever_it_stands),
		EACH(numbers_and_sizes_have_ranges),
		EACH(a_comment_may_be_long_and_a_value_may_not),
		EACH(services_find_each_other_over_ipc),
		EACH(a_folder_may_be_as_long_as_is_said),
		EACH(services_find_each_other_over_tcp),
		EACH(entries_of_the_journal_are_read_as_written_and_damage_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
