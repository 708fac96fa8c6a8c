/* SPDX-License-Identifier: MIT
 *
 * leep demo: an installation on a fresh folder, the shipped sample submitted to it, and what came of it in a few
 * lines. Leaves the services running unless --once is given.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "services/cli/cli.h"

#define FLOW_MS ((int64_t)120 * 1000)

#define LOOK_AGAIN_MS 50

/* In an order in which a council would meet them: the register first. */
static const char *const sample[] = {
	"2018-19/england_census.csv",
	"lait/statistical_neighbours.csv",
	"leicestershire-2013/published_tables.csv",
	"leicestershire-2013/statements.csv",
	"2018-19/england_ks4provisional.csv",
	"2018-19/england_abs.csv",
	"lait/lait_2026-04.csv",
	"ofsted/2018-07-31_latest_outcomes.csv",
};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Does an installation run in this folder? Its supervisor holds a lock. */
static bool is_running(struct cli *cli)
{
	char path[PATH_LEN];
	int fd = open(path_in(cli->options, "run", "leep.pid", path), O_RDONLY | O_CLOEXEC);
	bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0;

	if (fd >= 0)
		(void)close(fd);
	return locked;
}

/* Our folder, empty. One that holds anything but an earlier demonstration is left alone. */
static int fresh_folder(struct cli *cli)
{
	char mark[PATH_LEN];
	struct stat known;
	FILE *file;

	if (stat(cli->dir, &known) == 0) {
		if (stat(path_in(cli->options, "demo", NULL, mark), &known) < 0)
			return cli_fail(ERR_EXISTS,
				"'%s' exists and is no demonstration: name another folder with --dir",
				cli->dir);
		if (nftw(cli->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0)
			return cli_fail(ERR_IO, "'%s' cannot be emptied: %s", cli->dir, strerror(errno));
	}
	if (file_make_folder(cli->dir) < 0)
		return cli_fail(ERR_IO, "'%s' cannot be made", cli->dir);
	file = fopen(path_in(cli->options, "demo", NULL, mark), "we");
	if (file == NULL || fclose(file) != 0)
		return cli_fail(ERR_IO, "'%s' cannot be written", mark);
	return 0;
}

/* Is the port free on this machine? */
static bool is_free(uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;
	bool yes_free = false;

	if (fd < 0)
		return false;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	yes_free = bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	(void)close(fd);
	return yes_free;
}

/* The usual port, or the next free one, so that a demonstration can run beside another. */
static unsigned choose_port(void)
{
	const char *chosen;
	char text[16];
	unsigned port = 8080;

	while (port < 8180 && !is_free((uint16_t)port))
		port++;
	(void)snprintf(text, sizeof(text), "%u", port);
	(void)setenv("LEEP_GATEWAY_HTTP_PORT", text, 0);
	chosen = getenv("LEEP_GATEWAY_HTTP_PORT");
	return chosen == NULL ? port : (unsigned)strtoul(chosen, NULL, 10);
}

/* The supervisor in a session of its own, its lines in leep.log; returns when all services answer. */
static pid_t start(struct cli *cli)
{
	char log[PATH_LEN];
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready) < 0)
		return -1;
	(void)path_in(cli->options, "leep.log", NULL, log);
	pid = fork();
	if (pid == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

		(void)close(ready[0]);
		(void)setsid();
		/* What is to end with this command ends with it also when it is interrupted. */
		if (cli_has(cli, "once"))
			(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		/* Sockets do not survive a fork; the parent's are left alone, ours are opened anew. */
		cli->net = NULL;
		if (net_open(&cli->net) == 0 && fd >= 0 && dup2(fd, STDERR_FILENO) >= 0 &&
			dup2(fd, STDOUT_FILENO) >= 0)
			_exit(supervise(cli, "", ready[1], true));
		_exit(EXIT_WRONG);
	}
	(void)close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1) != 1)
		pid = -1;
	(void)close(ready[0]);
	return pid;
}

static int submit_sample(struct cli *cli)
{
	uint64_t last = 0;
	int status = 0;

	for (size_t i = 0; status == 0 && i < ARRAY_LEN(sample); i++) {
		struct sending sending = {.format = "", .period = "", .status = ""};
		struct command_result result = {0};
		char name[PATH_LEN], path[PATH_LEN];

		(void)snprintf(name, sizeof(name), "sample/%s", sample[i]);
		sending.path = path_shared(cli->options, name, path);
		sending.name = sample[i];
		sending.file = fopen(path, "rbe");
		if (sending.file == NULL)
			return cli_fail(ERR_IO, "'%s' cannot be read: %s", path, strerror(errno));
		status = submit_file(cli, &sending, &result);
		(void)fclose(sending.file);
		last = result.number;
	}
	return status == 0 ? cli_wait(cli, last, FLOW_MS) : status;
}

/* The demonstration's advisers need not wait for news to settle: an installation's own practice is unhurried. */
static void choose_practice(struct cli *cli)
{
	char path[PATH_LEN];

	(void)setenv("LEEP_ALERTS_PRACTICE", path_shared(cli->options, "sample/practice.yaml", path), 0);
}

/* Has every message left, and no news to settle? */
static bool all_told(struct cli *cli)
{
	struct client *client = NULL;
	struct answer answer = {0};
	const char *lines = NULL;

	if (cli_health(cli, "alerts", ANSWER_MS, &client, &answer))
		lines = arena_text(cli->arena, (const char *)answer.body.data, answer.body.len);
	client_free(client);
	return lines != NULL && strstr(lines, "news_waiting=0\n") != NULL &&
	       strstr(lines, "messages_waiting=0\n") != NULL;
}

static int wait_told(struct cli *cli)
{
	int64_t end = clock_monotonic() + FLOW_MS;

	while (!all_told(cli)) {
		arena_reset(cli->arena);
		if (clock_monotonic() > end)
			return cli_fail(ERR_TIMEOUT, "messages to advisers are not written; see %s/leep.log",
				cli->dir);
		(void)poll(NULL, 0, LOOK_AGAIN_MS);
	}
	return 0;
}

static int show(struct cli *cli, struct query *query, const char *const *shown, const char *heading)
{
	(void)printf("\n%s\n", heading);
	(void)fflush(stdout);
	return cli_print_query(cli, query, shown, 0);
}

static int make_paper(struct cli *cli, const char *name)
{
	char *report[] = {(char *)(uintptr_t) "report", (char *)(uintptr_t)name, (char *)(uintptr_t) "--area",
		(char *)(uintptr_t) "855", (char *)(uintptr_t) "--period", (char *)(uintptr_t) "2013",
		(char *)(uintptr_t) "--dir", cli->dir};

	return command_report(ARRAY_LEN(report), report);
}

/* One figure with all that is known of it. */
static int explain(struct cli *cli)
{
	char *figure[] = {(char *)(uintptr_t) "indicators", (char *)(uintptr_t) "--measure",
		(char *)(uintptr_t) "ks4.attainment8", (char *)(uintptr_t) "--area",
		(char *)(uintptr_t) "855", (char *)(uintptr_t) "--explain", (char *)(uintptr_t) "--dir",
		cli->dir};

	return command_indicators(ARRAY_LEN(figure), figure);
}

static int tell(struct cli *cli, unsigned port)
{
	static const char *const taken[] = {
		"submission", "name", "outcome", "rows_read", "cells", "schools", "inspections", NULL};
	static const char *const raised[] = {"id", "severity", "urn", "name", "adviser", "summary", NULL};
	struct query submissions = {.kind = QUERY_SUBMISSIONS};
	struct query alerts = {.kind = QUERY_ALERTS, .alerts = {"", "", "", 0, ""}};
	int status = show(cli, &submissions, taken, "Taken in:");

	if (status == 0)
		status = show(cli, &alerts, raised, "Alerts raised, each with what was seen:");
	if (status == 0) {
		(void)printf("\nOne figure explained:\n");
		(void)fflush(stdout);
		status = explain(cli);
	}
	if (status == 0) {
		(void)printf("The committee's papers:\n");
		(void)fflush(stdout);
		status = make_paper(cli, "performance");
	}
	if (status == 0)
		status = make_paper(cli, "indicators-a-g");
	if (status == 0)
		(void)printf("Messages to advisers: %s/spool\nOver HTTP: http://127.0.0.1:%u/papers\n",
			cli->dir, port);
	return status;
}

int command_demo(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"once", false}, {NULL, false}};
	char *fallback[] = {argv[0], (char *)(uintptr_t) "--dir", (char *)(uintptr_t) "./var/demo",
		(char *)(uintptr_t) "--once"};
	unsigned port;
	struct cli cli;
	pid_t pid = -1;
	int how = 0;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	if (!cli_has(&cli, "dir") && !cli_parse(&cli, flags, cli_has(&cli, "once") ? 4 : 3, fallback))
		return EXIT_WRONG;
	port = choose_port();
	if (!cli_open(&cli))
		return EXIT_WRONG;
	choose_practice(&cli);
	if (is_running(&cli))
		status = cli_fail(ERR_BUSY,
			"'%s' is running already; stop it first: kill $(cat %s/run/leep.pid)", cli.dir,
			cli.dir);
	else
		status = fresh_folder(&cli);
	if (status == 0) {
		(void)printf("Starting the services in %s\n", cli.dir);
		(void)fflush(stdout);
		pid = start(&cli);
		status =
			pid < 0 ? cli_fail(ERR_TIMEOUT, "the services do not start; see %s/leep.log", cli.dir)
				: submit_sample(&cli);
	}
	if (status == 0)
		status = wait_told(&cli);
	if (status == 0)
		status = tell(&cli, port);
	if (pid > 0 && (cli_has(&cli, "once") || status != 0)) {
		(void)kill(pid, SIGTERM);
		(void)waitpid(pid, &how, 0);
		(void)printf("\nThe services have been stopped.\n");
	} else if (status == 0) {
		(void)printf("\nThe services are running. Look around:  leep alerts --dir %s\nStop them "
			     "with:  kill $(cat %s/run/leep.pid)\n",
			cli.dir, cli.dir);
	}
	cli_done(&cli);
	return status;
}
