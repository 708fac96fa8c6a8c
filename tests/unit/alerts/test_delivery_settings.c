/* SPDX-License-Identifier: MIT
 *
 * delivery.yaml, what is wrong in it, and the secrets it names.
 */
#include "tests/unit/store/temporary.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "services/alerts/delivery/settings.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(4 * MIB);
	return arena == NULL ? -1 : 0;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct settings parsed(const char *yaml)
{
	struct settings settings = {.n = 99};
	struct err_text error = {""};

	if (settings_parse(arena, bytes_text(yaml), &settings, &error) < 0)
		fail_msg("%s", error.text);
	return settings;
}

static const struct settings_destination *found(const struct settings *settings, const char *channel)
{
	const struct settings_destination *destination = settings_find(settings, channel);

	assert_non_null(destination);
	return destination;
}

/* What deploy/ shows as an example is read as it stands. */
static void the_example_is_good(void **state)
{
	static char yaml[16 * 1024];
	FILE *file = fopen("deploy/settings/delivery.example.yaml", "re");
	struct settings settings;

	(void)state;
	assert_non_null(file);
	assert_true(fread(yaml, 1, sizeof(yaml) - 1, file) > 0);
	(void)fclose(file);
	settings = parsed(yaml);
	(void)found(&settings, "mail");
	(void)found(&settings, "teams:advisers");
	(void)found(&settings, "webhook:platform");
	(void)found(&settings, "notify-mail");
	(void)found(&settings, "notify-text");
}

static void every_way_out_is_found_by_its_channel(void **state)
{
	struct settings settings = parsed(
		"proxy: http://proxy.council.example:3128\n"
		"mail: {host: mail.council.example, user: leep, password_file: p, helo: "
		"leep.council.example}\n"
		"teams: [{name: a, url_file: t}, {name: b, url: 'https://b.example/x?sig=1', rate: 5}]\n"
		"webhooks: [{name: a, url: 'http://localhost:9/x', secret_file: s, timeout: 7}]\n"
		"notify: {service_id: 26785a09-ab16, key_file: k, mail_template: m, text_template: t}\n");

	(void)state;
	assert_string_equal(settings.proxy, "http://proxy.council.example:3128");
	assert_int_equal(settings.n, 6);
	assert_string_equal(
		found(&settings, "mail")->url, "smtp://mail.council.example:587/leep.council.example");
	assert_int_equal(found(&settings, "mail")->tls, TLS_REQUIRED);
	assert_int_equal(found(&settings, "mail")->timeout, 30);
	assert_int_equal(found(&settings, "mail")->rate, 0);
	assert_string_equal(found(&settings, "teams:a")->url_file, "t");
	assert_int_equal(found(&settings, "teams:a")->rate, 120);
	assert_int_equal(found(&settings, "teams:b")->rate, 5);
	assert_true(settings.secret); /* the address of b stands in the text itself */
	assert_string_equal(found(&settings, "webhook:a")->url, "http://localhost:9/x");
	assert_int_equal(found(&settings, "webhook:a")->timeout, 7);
	assert_string_equal(found(&settings, "notify-mail")->url,
		"https://api.notifications.service.gov.uk/v2/notifications/email");
	assert_string_equal(found(&settings, "notify-text")->url,
		"https://api.notifications.service.gov.uk/v2/notifications/sms");
	assert_string_equal(found(&settings, "notify-text")->template_id, "t");
	assert_null(settings_find(&settings, "teams:c"));
}

static void what_is_not_described_is_not_there(void **state)
{
	struct settings settings =
		parsed("notify: {service_id: x, key_file: k, mail_template: m, url: 'http://127.0.0.1:1'}\n");

	(void)state;
	assert_int_equal(settings.n, 1);
	assert_string_equal(settings.proxy, "");
	assert_false(settings.secret);
	assert_string_equal(
		found(&settings, "notify-mail")->url, "http://127.0.0.1:1/v2/notifications/email");
	assert_null(settings_find(&settings, "notify-text"));
	assert_null(settings_find(&settings, "mail"));
	settings = parsed("mail: {host: a, tls: implicit}\n");
	assert_string_equal(found(&settings, "mail")->url, "smtps://a:465/");
}

static void what_is_wrong_is_said(void **state)
{
	static const struct {
		const char *yaml, *said;
	} cases[] = {
		{"", "is empty"},
		{"mial: {host: a}\n", "unexpected key"},
		{"mail: {host: a, password: secret}\n", "unexpected key"},
		{"mail: {port: 25}\n", "missing required mapping field: host"},
		{"mail: {host: 'a b'}\n", "no name of a machine"},
		{"mail: {host: a, helo: 'a\\\n b'}\n", "no name of a machine"},
		{"mail: {host: a, port: 70000}\n", "no such port"},
		{"mail: {host: a, tls: maybe}\n", "tls"},
		{"mail: {host: a, user: leep}\n", "user and password_file go together"},
		{"mail: {host: a, user: leep, password_file: p, tls: none}\n", "does not go out without tls"},
		{"mail: {host: a, rate: 200000}\n", "mail has a rate beyond"},
		{"mail: {host: a, timeout: 301}\n", "mail has a rate beyond"},
		{"teams: [{name: a}]\n", "takes one of url and url_file"},
		{"teams: [{name: a, url: 'https://a.example', url_file: f}]\n",
			"takes one of url and url_file"},
		{"teams: [{name: 'a:b', url_file: f}]\n", "not letters, digits"},
		{"teams: [{name: a, url_file: f}, {name: a, url_file: g}]\n", "teams:a is there twice"},
		{"webhooks: [{name: a, url: 'http://data.council.example/', secret_file: s}]\n",
			"neither https nor of this machine"},
		{"webhooks: [{name: a, url: 'http://localhost.evil.example/', secret_file: s}]\n",
			"neither https nor of this machine"},
		{"webhooks: [{name: a, url: 'ftp://localhost/', secret_file: s}]\n",
			"neither https nor of this machine"},
		{"webhooks: [{name: a, url: 'https://a.example/'}]\n", "missing required mapping field"},
		{"notify: {service_id: 'x y', key_file: k, mail_template: m}\n", "ids of 36 characters"},
		{"notify: {service_id: x, key_file: k, mail_template: m, url: 'https://a.example/'}\n",
			"ends in '/'"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct settings settings = {.n = 99};
		struct err_text error = {""};

		assert_int_equal(
			settings_parse(arena, bytes_text(cases[i].yaml), &settings, &error), ERR_SYNTAX);
		if (strstr(error.text, cases[i].said) == NULL)
			fail_msg("\"%s\" is not in \"%s\"", cases[i].said, error.text);
		assert_int_equal(settings.n, 99);
	}
}

/* -- files ------------------------------------------------------------------------------------------------------- */

static void put_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

struct files {
	char yaml[100], password[100], hook[100], key[100], address[100];
};

static struct files written(const struct folder *folder)
{
	struct files files;

#define NAMED(field, name) (void)snprintf(files.field, sizeof(files.field), "%s/" name, folder->path)
	NAMED(yaml, "delivery.yaml");
	NAMED(password, "password");
	NAMED(hook, "hook");
	NAMED(key, "key");
	NAMED(address, "address");
#undef NAMED
	put_file(files.yaml,
		"mail: {host: a, user: leep, password_file: password}\n"
		"teams: [{name: t, url_file: address}]\n"
		"webhooks: [{name: h, url: 'https://a.example', secret_file: hook}]\n"
		"notify: {service_id: x, key_file: key, mail_template: m}\n",
		0644);
	put_file(files.password, "pass word\r\n", 0600);
	put_file(files.hook, "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4\n", 0640);
	put_file(files.key,
		"council-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0\n", 0600);
	put_file(files.address, "https://teams.example/x?sig=y", 0600);
	return files;
}

static void secrets_are_read_beside_the_file_that_names_them(void **state)
{
	struct files files = written(*state);
	struct settings settings;
	struct err_text error = {""};

	if (settings_read(arena, files.yaml, &settings, &error) < 0)
		fail_msg("%s", error.text);
	assert_true(bytes_equal(found(&settings, "mail")->secret, bytes_text("pass word")));
	assert_true(
		bytes_equal(found(&settings, "webhook:h")->secret, bytes_text("abcdefghijklmnopqrstuvwx")));
	assert_true(bytes_equal(
		found(&settings, "notify-mail")->secret, bytes_text("3d844edf-8d35-48ac-975b-e847b4f122b0")));
	assert_string_equal(found(&settings, "teams:t")->url, "https://teams.example/x?sig=y");
}

/* The code with which it is refused, and what is said. */
static void refused(const struct files *files, int code, const char *said)
{
	struct settings settings = {.n = 99};
	struct err_text error = {""};

	assert_int_equal(settings_read(arena, files->yaml, &settings, &error), code);
	if (strstr(error.text, said) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", said, error.text);
	assert_int_equal(settings.n, 99);
	assert_null(strstr(error.text, "pass word"));
}

static void secrets_that_are_open_or_none_are_refused(void **state)
{
	struct files files = written(*state);

	assert_int_equal(chmod(files.password, 0604), 0);
	refused(&files, ERR_REFUSED, "open to others");
	put_file(files.password, "", 0600);
	refused(&files, ERR_SYNTAX, "is empty");
	put_file(files.password, "a\nb\n", 0600);
	refused(&files, ERR_SYNTAX, "is not one line");
	assert_int_equal(unlink(files.password), 0);
	refused(&files, ERR_IO, "cannot be read");
	files = written(*state);
	put_file(files.hook, "whsec_YWJj\n", 0600);
	refused(&files, ERR_SYNTAX, "expected whsec_");
	files = written(*state);
	put_file(files.key, "too short\n", 0600);
	refused(&files, ERR_SYNTAX, "36 characters");
	files = written(*state);
	put_file(files.address, "http://teams.example/\n", 0600);
	refused(&files, ERR_SYNTAX, "neither https");
	assert_int_equal(unlink(files.yaml), 0);
	refused(&files, ERR_NOTFOUND, "cannot be read");
	put_file(files.yaml, "teams: [{name: t, url: 'https://teams.example/x?sig=y'}]\n", 0644);
	refused(&files, ERR_REFUSED, "holds a secret");
}

static void a_change_of_any_file_shows(void **state)
{
	struct files files = written(*state);
	struct settings settings;
	struct err_text error = {""};
	uint64_t before;

	assert_int_equal(settings_read(arena, files.yaml, &settings, &error), 0);
	before = settings_stamp(&settings, files.yaml);
	assert_true(settings_stamp(&settings, files.yaml) == before);
	put_file(files.password, "another password", 0600);
	assert_true(settings_stamp(&settings, files.yaml) != before);
	before = settings_stamp(&settings, files.yaml);
	assert_int_equal(chmod(files.hook, 0600), 0);
	assert_true(settings_stamp(&settings, files.yaml) != before);
	before = settings_stamp(&settings, files.yaml);
	assert_int_equal(unlink(files.yaml), 0);
	assert_true(settings_stamp(&settings, files.yaml) != before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_good),
		cmocka_unit_test(every_way_out_is_found_by_its_channel),
		cmocka_unit_test(what_is_not_described_is_not_there),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test_setup_teardown(
			secrets_are_read_beside_the_file_that_names_them, folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(
			secrets_that_are_open_or_none_are_refused, folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(a_change_of_any_file_shows, folder_setup, folder_teardown),
	};

	return cmocka_run_group_tests(tests, open_arena, free_arena);
}
