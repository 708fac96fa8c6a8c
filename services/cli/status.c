/* SPDX-License-Identifier: MIT
 *
 * leep status: asks every service for its counters.
 */
#include <stdio.h>

#include "services/cli/cli.h"
#include "services/cli/print.h"

#define HEALTH_MS 2000

/* The counters that the short table shows. */
static const char *const shown[] = {
	"pid", "pending", "log_seq", "journal_seq", "dead_letters", "store_used_bytes", "refused"};

/* The value of a counter, in the arena; "" when the service has none of that name. */
static const char *counter(struct arena *arena, struct bytes lines, const char *name)
{
	size_t len = strlen(name);
	const char *at = (const char *)lines.data;
	const char *end = at + lines.len;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline == NULL ? end : newline;

		if ((size_t)(stop - at) > len && at[len] == '=' && memcmp(at, name, len) == 0)
			return arena_text(arena, at + len + 1, (size_t)(stop - at) - len - 1);
		at = stop + 1;
	}
	return "";
}

static bool ask(struct cli *cli, const char *service, bool whole, const char **cell)
{
	struct client *client = NULL;
	struct answer answer;
	bool well = cli_health(cli, service, HEALTH_MS, &client, &answer);

	cell[0] = service;
	cell[1] = well ? "answers" : "does not answer";
	for (size_t i = 0; i < ARRAY_LEN(shown); i++)
		cell[2 + i] = well ? counter(cli->arena, answer.body, shown[i]) : "";
	if (well && whole)
		(void)fwrite(answer.body.data, 1, answer.body.len, stdout);
	client_free(client);
	return well;
}

int command_status(int argc, char **argv)
{
	const char *columns[2 + ARRAY_LEN(shown)] = {"service", "state"};
	const char *cells[SERVICES_MAX * ARRAY_LEN(columns)];
	struct table table = {
		.name = "status", .n_columns = ARRAY_LEN(columns), .column = columns, .cell = cells};
	struct printing printing = {0};
	struct cli cli;
	bool all = true;

	if (!cli_parse(&cli, NULL, argc, argv) || !cli_open(&cli))
		return EXIT_WRONG;
	for (size_t i = 0; i < ARRAY_LEN(shown); i++)
		columns[2 + i] = shown[i];
	for (size_t i = 0; i < SERVICES_MAX; i++) {
		bool one = cli.args.n_words > 0;

		if (one && strcmp(cli.args.word[0], service_names[i]) != 0)
			continue;
		if (!ask(&cli, service_names[i], one, cells + table.n_rows * table.n_columns))
			all = false;
		table.n_rows++;
	}
	if (table.n_rows == 0) {
		int status = cli_fail(ERR_INVAL, "no service is called '%s'", cli.args.word[0]);

		cli_done(&cli);
		return status;
	}
	printing.csv = cli_has(&cli, "csv");
	printing.json = cli_has(&cli, "json");
	if (cli.args.n_words == 0 || printing.csv || printing.json || !all) {
		print_table(&printing, &table);
		print_end(&printing);
	}
	cli_done(&cli);
	return all ? EXIT_DONE : EXIT_NO_ANSWER;
}
