/* SPDX-License-Identifier: MIT
 *
 * See cli.h.
 */
#include "services/cli/cli.h"
#include "services/cli/print.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/log.h"

#define ARENA_MAX ((size_t)64 * 1024 * 1024)
#define FOLLOW_MS 2000

static const struct flag_spec common_flags[] = {
	{"dir", true}, {"csv", false}, {"json", false}, {NULL, false}};

static struct cli_said *hears; /* NULL: standard error does */

static const struct flag_spec *find_flag(const struct flag_spec *spec, const char *name)
{
	for (; spec != NULL && spec->name != NULL; spec++)
		if (strcmp(spec->name, name) == 0)
			return spec;
	return NULL;
}

bool cli_parse(struct cli *cli, const struct flag_spec *spec, int argc, char **argv)
{
	struct arguments *args = &cli->args;

	memset(cli, 0, sizeof(*cli));
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i];
		const struct flag_spec *flag;

		if (name[0] != '-' || name[1] == '\0') {
			if (args->n_words == WORDS_MAX)
				return cli_fail(ERR_INVAL, "more than %d words", WORDS_MAX), false;
			args->word[args->n_words++] = name;
			continue;
		}
		while (*name == '-')
			name++;
		flag = find_flag(common_flags, name);
		if (flag == NULL)
			flag = find_flag(spec, name);
		if (flag == NULL)
			return cli_fail(ERR_INVAL, "%s: unknown option '%s'", argv[0], argv[i]), false;
		if (args->n_flags == FLAGS_MAX || (flag->value && i + 1 == argc))
			return cli_fail(ERR_INVAL, "%s: option '%s' needs a value", argv[0], argv[i]), false;
		args->flag[args->n_flags] = flag->name;
		args->value[args->n_flags++] = flag->value ? argv[++i] : "";
	}
	return true;
}

bool cli_has(const struct cli *cli, const char *flag)
{
	return cli_value(cli, flag, NULL) != NULL;
}

const char *cli_value(const struct cli *cli, const char *flag, const char *otherwise)
{
	for (size_t i = cli->args.n_flags; i > 0; i--)
		if (strcmp(cli->args.flag[i - 1], flag) == 0)
			return cli->args.value[i - 1];
	return otherwise;
}

static const char *current_user(void)
{
	const struct passwd *user = getpwuid(getuid());

	return user == NULL ? "unknown" : user->pw_name;
}

uint64_t cli_number(const char *word, const char *what)
{
	char *end;
	unsigned long long v = strtoull(word, &end, 10);

	if (word[0] < '0' || word[0] > '9' || *end != '\0' || v == 0) {
		(void)cli_fail(ERR_INVAL, "'%s': expected the number of %s", word, what);
		return 0;
	}
	return v;
}

bool cli_open(struct cli *cli)
{
	const char *dir = cli_value(cli, "dir", NULL);
	char *argv[] = {(char *)(uintptr_t) "leep", (char *)(uintptr_t) "--dir", (char *)(uintptr_t)dir};
	struct err_text text = {""};
	int rc = options_load("", dir == NULL ? 1 : 3, argv, &cli->options, &text);

	log_open("leep", LOG_LEVEL_INFO);
	if (rc == 0)
		rc = net_open(&cli->net);
	cli->arena = arena_open(ARENA_MAX);
	cli->who = current_user();
	if (rc < 0 || cli->arena == NULL) {
		(void)cli_fail(ERR_INVAL, "%s", text.text[0] == '\0' ? "out of memory" : text.text);
		cli_done(cli);
		return false;
	}
	(void)snprintf(cli->dir, sizeof(cli->dir), "%s", options_text(cli->options, "dir"));
	return true;
}

void cli_done(struct cli *cli)
{
	net_free(cli->net);
	cli->net = NULL;
	options_free(cli->options);
	cli->options = NULL;
	arena_free(cli->arena);
	cli->arena = NULL;
}

void cli_hear(struct cli_said *said)
{
	hears = said;
}

int cli_fail(int code, const char *format, ...)
{
	char line[4096]; /* in one write: services log to the same place */
	va_list args;

	va_start(args, format);
	if (hears != NULL) {
		hears->code = code;
		(void)vsnprintf(hears->text.text, sizeof(hears->text.text), format, args);
	} else {
		(void)vsnprintf(line, sizeof(line), format, args);
		(void)fprintf(stderr, "leep: %s\n", line);
	}
	va_end(args);
	if (code == ERR_TIMEOUT)
		return EXIT_NO_ANSWER;
	return code == ERR_REFUSED || code == ERR_LIMIT || code == ERR_FULL || code == ERR_NOTFOUND
		       ? EXIT_REFUSED
		       : EXIT_WRONG;
}

static int connect_to(struct cli *cli, const char *service, struct client **client, struct err_text *text)
{
	char endpoint[ENDPOINT_MAX];
	int rc;

	if (*client != NULL)
		return 0;
	rc = endpoint_requests(cli->options, service, ENDPOINT_CONNECT, endpoint, text);
	return rc < 0 ? rc : client_open(cli->net, endpoint, client, text);
}

/* What became of a call, as an exit status. */
static int called(const struct cli *cli, const char *service, int rc, const struct err_text *text)
{
	if (rc == ERR_TIMEOUT)
		return cli_fail(rc, "%s does not answer; is this installation running? (leep run --dir %s)",
			service, cli->dir);
	return rc < 0 ? cli_fail(rc, "%s", text->text[0] == '\0' ? error_text(rc) : text->text) : 0;
}

int cli_call(struct cli *cli, const char *service, struct client **client, const struct request *request,
	int64_t timeout_ms, struct answer *ret)
{
	struct err_text text = {""};
	int rc = connect_to(cli, service, client, &text);

	if (rc == 0)
		rc = client_call(*client, request, timeout_ms, ret);
	return called(cli, service, rc, &text);
}

int cli_call_all(struct cli *cli, const char *service, struct client **client, const struct request *request,
	client_next_fn next, void *context, int64_t timeout_ms, struct answer *ret)
{
	struct err_text text = {""};
	int rc = connect_to(cli, service, client, &text);

	if (rc == 0)
		rc = client_call_all(*client, request, next, context, timeout_ms, ret);
	return called(cli, service, rc, &text);
}

bool cli_listens(const struct cli *cli, const char *service)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char endpoint[ENDPOINT_MAX];
	size_t len;
	bool listens;
	int fd;

	if (endpoint_requests(cli->options, service, ENDPOINT_CONNECT, endpoint, NULL) < 0)
		return false;
	if (strncmp(endpoint, "ipc://", 6) != 0)
		return true;
	len = strlen(endpoint + 6);
	if (len >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, endpoint + 6, len + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	listens = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	if (fd >= 0)
		(void)close(fd);
	return listens;
}

bool cli_health(
	struct cli *cli, const char *service, int64_t timeout_ms, struct client **client, struct answer *ret)
{
	struct request request = {.kind = REQUEST_HEALTH, .who = cli->who};
	char endpoint[ENDPOINT_MAX];

	client_new_id(request.id);
	return cli_listens(cli, service) &&
	       endpoint_requests(cli->options, service, ENDPOINT_CONNECT, endpoint, NULL) == 0 &&
	       client_open(cli->net, endpoint, client, NULL) == 0 &&
	       client_call(*client, &request, timeout_ms, ret) == 0;
}

bool cli_answers(struct cli *cli, const char *service)
{
	struct client *client = NULL;
	struct answer answer;
	bool well = cli_health(cli, service, 200, &client, &answer);

	client_free(client);
	return well;
}

/* A counter of a service's health; false when it does not answer at once. */
static bool read_counter(struct cli *cli, const char *service, const char *name, uint64_t *ret)
{
	struct client *client = NULL;
	struct answer answer;
	bool found = false;
	char *text = NULL;
	const char *at;

	if (cli_health(cli, service, 200, &client, &answer))
		text = arena_text(cli->arena, (const char *)answer.body.data, answer.body.len);
	at = text == NULL ? NULL : strstr(text, name);
	if (at != NULL) {
		*ret = strtoull(at + strlen(name), NULL, 10);
		found = true;
	}
	client_free(client);
	return found;
}

/* What a person or a script does is in the next answer: reports has read what alerts has written, or takes too long. */
static void let_reports_follow(struct cli *cli)
{
	const struct timespec pause = {0, 2000000};
	int64_t until = clock_monotonic() + FOLLOW_MS;
	uint64_t written, read = 0;

	if (!read_counter(cli, "alerts", "\nlog_seq=", &written))
		return;
	while (read_counter(cli, "reports", "\ninput.alerts.cursor=", &read) && read < written &&
		clock_monotonic() < until)
		(void)nanosleep(&pause, NULL);
}

int cli_command(
	struct cli *cli, const char *service, const struct command *command, struct command_result *ret)
{
	struct request request = {.kind = REQUEST_COMMAND, .who = cli->who};
	struct client *client = NULL;
	struct answer answer = {.text = ""};
	struct buffer body;
	int status = EXIT_WRONG;

	buffer_init(&body, (size_t)1024 * 1024);
	client_new_id(request.id);
	if (command_encode(command, &body) == 0) {
		request.body = bytes_of(body.data, body.len);
		status = cli_call(cli, service, &client, &request, ANSWER_MS, &answer);
	}
	if (status == 0 && answer.code < 0)
		status = cli_fail(answer.code, "%s", answer.text);
	else if (status == 0 && command_result_decode(cli->arena, answer.body, ret) < 0)
		status = cli_fail(ERR_BADMSG, "%s gave an answer that cannot be read", service);
	client_free(client);
	buffer_done(&body);
	if (status == 0 && strcmp(service, "alerts") == 0)
		let_reports_follow(cli);
	return status;
}

/* Reports has read models of everything; only what is under way in alerts is known there alone. */
static const char *who_knows(enum query_kind kind)
{
	return kind == QUERY_RULES || kind == QUERY_DELIVERIES ? "alerts" : "reports";
}

int cli_query(struct cli *cli, const struct query *query, int64_t timeout_ms, struct query_result *ret)
{
	const char *service = who_knows(query->kind);
	struct request request = {.kind = REQUEST_QUERY, .who = cli->who};
	struct client *client = NULL;
	struct answer answer = {.text = ""};
	struct buffer body;
	int status = EXIT_WRONG;

	buffer_init(&body, (size_t)1024 * 1024);
	client_new_id(request.id);
	if (query_encode(query, &body) == 0) {
		request.body = bytes_of(body.data, body.len);
		status = cli_call(cli, service, &client, &request, timeout_ms, &answer);
	}
	if (status == 0 && answer.code < 0)
		status = cli_fail(answer.code, "%s", answer.text);
	else if (status == 0 && query_result_decode(cli->arena, answer.body, ret) < 0)
		status = cli_fail(ERR_BADMSG, "%s gave an answer that cannot be read", service);
	client_free(client);
	buffer_done(&body);
	return status;
}

int cli_print_query(struct cli *cli, struct query *query, const char *const *shown, size_t first)
{
	bool wide = cli_has(cli, "wide");
	struct printing printing = {.shown = wide ? NULL : shown,
		.first = wide ? 0 : first,
		.csv = cli_has(cli, "csv"),
		.json = cli_has(cli, "json"),
		.explain = cli_has(cli, "explain") ? explain_row : NULL};
	uint8_t next[64];
	int status;

	do {
		struct query_result result = {0};

		arena_reset(cli->arena);
		status = cli_query(cli, query, ANSWER_MS, &result);
		if (status != 0)
			return status;
		for (size_t i = 0; i < result.n_tables; i++)
			print_table(&printing, &result.table[i]);
		query->after = bytes_of(next, result.next.len < sizeof(next) ? result.next.len : 0);
		if (query->after.len > 0)
			memcpy(next, result.next.data, query->after.len);
	} while (query->after.len > 0);
	print_end(&printing);
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_WRONG;
}

int cli_wait(struct cli *cli, uint64_t submission, int64_t timeout_ms)
{
	struct query query = {.kind = QUERY_WAIT, .submission = submission};
	struct query_result result;

	return cli_query(cli, &query, timeout_ms, &result);
}
