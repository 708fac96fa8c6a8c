/* SPDX-License-Identifier: MIT
 *
 * leep deliveries: what waits to leave, which only alerts knows, or how the destinations are.
 */
#include <stdio.h>

#include "services/cli/cli.h"
#include "services/cli/print.h"

#define ANSWER_MS ((int64_t)60 * 1000)

enum { WAITING, DESTINATIONS };

static int print_waiting(struct cli *cli, struct printing *printing)
{
	struct query query = {.kind = QUERY_DELIVERIES};
	uint8_t next[512];
	int status;

	do {
		struct query_result result = {0};

		arena_reset(cli->arena);
		status = cli_query(cli, &query, ANSWER_MS, &result);
		if (status != 0)
			return status;
		print_table(printing, &result.table[WAITING]);
		query.after = bytes_of(next, result.next.len < sizeof(next) ? result.next.len : 0);
		if (query.after.len > 0)
			memcpy(next, result.next.data, query.after.len);
	} while (query.after.len > 0);
	return 0;
}

static int print_destinations(struct cli *cli, struct printing *printing)
{
	struct query query = {.kind = QUERY_DELIVERIES};
	struct query_result result = {0};
	int status = cli_query(cli, &query, ANSWER_MS, &result);

	if (status == 0 && result.n_tables > DESTINATIONS)
		print_table(printing, &result.table[DESTINATIONS]);
	return status;
}

int command_deliveries(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"destinations", false}, {NULL, false}};
	struct printing printing = {0};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	if (cli.args.n_words > 0)
		return cli_fail(ERR_INVAL, "deliveries takes no words, only --destinations");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	printing.csv = cli_has(&cli, "csv");
	printing.json = cli_has(&cli, "json");
	status = cli_has(&cli, "destinations") ? print_destinations(&cli, &printing)
					       : print_waiting(&cli, &printing);
	if (status == 0)
		print_end(&printing);
	cli_done(&cli);
	return status != 0 || fflush(stdout) == 0 ? status : EXIT_WRONG;
}
