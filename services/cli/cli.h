/* SPDX-License-Identifier: MIT
 *
 * What the commands of `leep` share: the arguments as parsed, the connection to an installation, and printing.
 */
#ifndef LEEP_CLI_CLI_H
#define LEEP_CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "common/base/arena.h"
#include "common/model/command.h"
#include "common/model/query.h"
#include "common/service/endpoint.h"
#include "common/stream/client.h"

/* The exit statuses that scripts rely on. */
enum exit_status { EXIT_DONE, EXIT_WRONG, EXIT_REFUSED, EXIT_NO_ANSWER };

/* Options and words of one command line. */
#define FLAGS_MAX 24
#define WORDS_MAX 4096

struct flag_spec {
	const char *name; /* without the dashes */
	bool value;       /* takes one */
};

struct arguments {
	const char *flag[FLAGS_MAX];
	const char *value[FLAGS_MAX];
	size_t n_flags;
	const char *word[WORDS_MAX];
	size_t n_words;
};

struct cli {
	struct options *options;
	struct net *net;
	struct arena *arena;
	struct arguments args;
	const char *who;
	char dir[PATH_LEN];
};

/* Split argv into flags of `spec` (NULL name ends) and words; --dir, --csv and --json are known to all. Says what is
 * wrong; false then. */
bool cli_parse(struct cli *cli, const struct flag_spec *spec, int argc, char **argv);
bool cli_has(const struct cli *cli, const char *flag);
const char *cli_value(const struct cli *cli, const char *flag, const char *otherwise);

/* A whole number above 0, the number of `what` ("an alert"); 0 after having said what is wrong. */
uint64_t cli_number(const char *word, const char *what);

/* Settings and sockets. Says what is wrong; false then. */
bool cli_open(struct cli *cli);
void cli_done(struct cli *cli);

/* Say a line on standard error and return the exit status that goes with the code. */
__attribute__((format(printf, 2, 3))) int cli_fail(int code, const char *format, ...);

/* From now on what cli_fail says is kept here rather than printed; NULL: printed. */
struct cli_said {
	int code;
	struct err_text text;
};
void cli_hear(struct cli_said *said);

/* Ask a service under `id` (NULL: a new one) and wait. The answer lives until the next call with this client. Returns
 * 0, or an exit status after having said why. */
int cli_call(struct cli *cli, const char *service, struct client **client, const struct request *request,
	int64_t timeout_ms, struct answer *ret);

/* The same for a row of requests: client_call_all. */
int cli_call_all(struct cli *cli, const char *service, struct client **client, const struct request *request,
	client_next_fn next, void *context, int64_t timeout_ms, struct answer *ret);

/* Does anybody listen where the service takes requests? Over ipc this is known at once; over tcp it is true. */
bool cli_listens(const struct cli *cli, const char *service);

/* Ask a service for its health: does it answer in time? The answer lives until the client, NULL before, is freed. */
bool cli_health(
	struct cli *cli, const char *service, int64_t timeout_ms, struct client **client, struct answer *ret);

/* Does the service answer, and at once? */
bool cli_answers(struct cli *cli, const char *service);

/* Send a command; its result in the arena. */
int cli_command(
	struct cli *cli, const char *service, const struct command *command, struct command_result *ret);

/* Ask whoever knows, mostly reports, for one page; the result in the arena. */
int cli_query(struct cli *cli, const struct query *query, int64_t timeout_ms, struct query_result *ret);

/* Ask page after page and print every row of every table as --csv, --json or for people. `shown` names the columns
 * that people see (NULL ends; NULL: all), `first` how many columns --csv has (0: all). */
int cli_print_query(struct cli *cli, struct query *query, const char *const *shown, size_t first);

/* Wait for a submission to flow through to reports: up to `timeout_ms`. */
int cli_wait(struct cli *cli, uint64_t submission, int64_t timeout_ms);

/* The commands; each returns an exit status. */
int command_run(int argc, char **argv);
int command_demo(int argc, char **argv);
int command_submit(int argc, char **argv);
int command_folder(int argc, char **argv);
int command_submissions(int argc, char **argv);
int command_findings(int argc, char **argv);
int command_check(int argc, char **argv);
int command_indicators(int argc, char **argv);
int command_schools(int argc, char **argv);
int command_events(int argc, char **argv);
int command_alerts(int argc, char **argv);
int command_alert(int argc, char **argv);
int command_deliveries(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_report(int argc, char **argv);
int command_status(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_case(int argc, char **argv);

/* Send one file and print nothing: the submission's number and whether it was known. An exit status. */
struct sending {
	FILE *file;       /* can be rewound */
	const char *path; /* what it is called in what is said */
	const char *name; /* what its submission is called */
	const char *format, *period, *status;
	uint32_t authority;
	uint32_t published;
};
int submit_file(struct cli *cli, const struct sending *sending, struct command_result *ret);

/* The supervisor: start all services of `dir`, and a watch of the folder `drop` unless that is empty; write a byte to
 * `ready` (if >= 0) when all services answer, and keep all running until SIGTERM. An exit status. */
int supervise(struct cli *cli, const char *drop, int ready, bool quiet);

#endif
