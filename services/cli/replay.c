/* SPDX-License-Identifier: MIT
 *
 * leep replay --verify: copies every service's state into a scratch folder, the most downstream first so that each
 * has its inputs' records, then lets each service rebuild itself from its journal and compare. Works on a running
 * installation (the services make the copies) and on one at rest.
 */
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/store/store.h"
#include "services/cli/cli.h"

/* From the end of the flow to its beginning. */
static const char *const copy_order[] = {"reports", "alerts", "indicators", "ingest"};

#define ASK_MS  ((int64_t)2000)
#define COPY_MS ((int64_t)120 * 1000)
/* A service in the middle of work is asked again, until this much time has gone. */
#define BUSY_TRIES 600

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* The service makes the copy itself. ERR_TIMEOUT when it does not run. */
static int copy_running(struct cli *cli, const char *service, const char *path, struct err_text *text)
{
	struct request request = {.kind = REQUEST_COPY, .who = cli->who, .body = bytes_text(path)};
	struct request health = {.kind = REQUEST_HEALTH, .who = cli->who};
	char endpoint[ENDPOINT_MAX];
	struct client *client = NULL;
	struct answer answer = {.code = ERR_BUSY, .text = ""};
	int rc = cli_listens(cli, service)
			 ? endpoint_requests(cli->options, service, ENDPOINT_CONNECT, endpoint, text)
			 : ERR_TIMEOUT;

	if (rc == 0)
		rc = client_open(cli->net, endpoint, &client, text);
	client_new_id(health.id);
	if (rc == 0)
		rc = client_call(client, &health, ASK_MS, &answer);
	answer.code = ERR_BUSY;
	for (int i = 0; rc == 0 && answer.code == ERR_BUSY && i < BUSY_TRIES; i++) {
		if (i > 0)
			(void)poll(NULL, 0, 100);
		client_new_id(request.id);
		rc = client_call(client, &request, COPY_MS, &answer);
	}
	if (rc == 0 && answer.code < 0)
		rc = error_set(text, answer.code, "%s: %s", service, answer.text);
	client_free(client);
	return rc;
}

/* Nobody runs: the folder is ours for the moment. */
static int copy_at_rest(struct cli *cli, const char *service, const char *path, struct err_text *text)
{
	char from[PATH_LEN];
	struct store_options options = {.path = path_in(cli->options, service, NULL, from),
		.schema = 1,
		.log_only = true,
		.map_size = options_number(cli->options, "map-size"),
		.map_max = options_number(cli->options, "map-max")};
	struct store *store = NULL;
	struct stat known;
	int rc;

	if (stat(from, &known) < 0)
		return error_set(text, ERR_NOTFOUND, "'%s' holds no installation", cli->dir);
	rc = store_open(&options, &store, text);
	if (rc == 0)
		rc = store_copy(store, path);
	store_free(store);
	return rc;
}

static int copy_all(struct cli *cli, const char *scratch)
{
	for (size_t i = 0; i < ARRAY_LEN(copy_order); i++) {
		struct err_text text = {""};
		char path[PATH_LEN];
		int rc;

		(void)snprintf(path, sizeof(path), "%s/copy/%s", scratch, copy_order[i]);
		if (file_make_folder(path) < 0)
			return cli_fail(ERR_IO, "'%s' cannot be made", path);
		rc = copy_running(cli, copy_order[i], path, &text);
		if (rc == ERR_TIMEOUT)
			rc = copy_at_rest(cli, copy_order[i], path, &text);
		if (rc < 0)
			return cli_fail(rc, "%s cannot be copied: %s", copy_order[i],
				text.text[0] == '\0' ? error_text(rc) : text.text);
	}
	return 0;
}

static int rebuild(struct cli *cli, const char *service, const char *scratch)
{
	char path[FILE_PATH_MAX];
	char program[64];
	pid_t pid;
	int how = 0;

	(void)snprintf(program, sizeof(program), "leep-%s", service);
	(void)file_beside_program(program, path);
	pid = fork();
	if (pid == 0) {
		(void)execl(path, path, "--dir", cli->dir, "--replay", scratch, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &how, 0) < 0 || !WIFEXITED(how))
		return EXIT_WRONG;
	return WEXITSTATUS(how);
}

int command_replay(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"verify", false}, {NULL, false}};
	char folder[PATH_LEN], scratch[PATH_LEN + 32];
	char *whole = NULL;
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	if (!cli_has(&cli, "verify"))
		return cli_fail(ERR_INVAL, "replay: --verify is what it does");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	(void)snprintf(scratch, sizeof(scratch), "%s/replay-XXXXXX", path_in(cli.options, "", NULL, folder));
	if (mkdtemp(scratch) == NULL || (whole = realpath(scratch, NULL)) == NULL)
		status = cli_fail(ERR_IO, "'%s' cannot be made: %s", scratch, strerror(errno));
	else
		status = copy_all(&cli, whole);
	for (size_t i = ARRAY_LEN(copy_order); status == 0 && i > 0; i--)
		if (rebuild(&cli, copy_order[i - 1], whole) != 0)
			status = cli_fail(ERR_CORRUPT,
				"%s: the rebuilt state differs, or could not be rebuilt", copy_order[i - 1]);
	if (whole != NULL)
		(void)nftw(whole, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(whole);
	cli_done(&cli);
	return status;
}
