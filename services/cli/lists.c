/* SPDX-License-Identifier: MIT
 *
 * leep submissions, findings, indicators, schools, events, alerts, report: questions to reports, and commands, each a few
 * lines.
 */
#include <errno.h>
#include <stdio.h>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "services/cli/cli.h"
#include "services/cli/print.h"

/* The end of the day, or the moment, that --as-of names; false after having said what is wrong. */
static bool as_of(const struct cli *cli, int64_t *ret)
{
	const char *words = cli_value(cli, "as-of", NULL);

	*ret = 0;
	if (words == NULL)
		return true;
	if (clock_parse_time(words, ret) < 0)
		return cli_fail(
			       ERR_INVAL, "--as-of '%s': expected 2026-01-31 or 2026-01-31T09:30:00Z", words),
		       false;
	*ret += strchr(words, 'T') == NULL ? MICROSECONDS_A_DAY - 1 : 999999;
	return true;
}

int command_submissions(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"rejects", false}, {NULL, false}};
	static const char *const shown[] = {"submission", "name", "outcome", "format", "period", "rows_read",
		"rows_refused", "cells", "schools", "inspections", "findings", "received", "row", "column",
		"reason", NULL};
	struct query query = {.kind = QUERY_SUBMISSIONS};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	query.submissions.rejects = cli_has(&cli, "rejects");
	if (cli.args.n_words > 0) {
		query.submissions.number = cli_number(cli.args.word[0], "a submission");
		if (query.submissions.number == 0)
			return EXIT_WRONG;
	} else if (query.submissions.rejects) {
		return cli_fail(ERR_INVAL, "submissions --rejects: of which submission?");
	}
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_print_query(&cli, &query, shown, 0);
	cli_done(&cli);
	return status;
}

int command_findings(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"submission", true}, {NULL, false}};
	static const char *const shown[] = {"submission", "source", "row", "column", "kind", "detail", NULL};
	struct query query = {.kind = QUERY_FINDINGS};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	if (cli_has(&cli, "submission")) {
		query.submission = cli_number(cli_value(&cli, "submission", ""), "a submission");
		if (query.submission == 0)
			return EXIT_WRONG;
	}
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_print_query(&cli, &query, shown, 0);
	cli_done(&cli);
	return status;
}

/* Columns of the contract; what comes after them is for --wide and --json. */
#define INDICATORS_CSV 28

int command_indicators(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"measure", true}, {"level", true}, {"area", true},
		{"group", true}, {"period", true}, {"as-of", true}, {"worked-out", false}, {"wide", false},
		{"explain", false}, {NULL, false}};
	static const char *const shown[] = {"measure", "group", "period", "area", "name", "value", "flag",
		"status", "national", "diff_national", "neighbours", "diff_neighbours", "neighbour_set",
		"rank_neighbours", "of_neighbours", NULL};
	struct query query = {.kind = QUERY_INDICATORS};
	struct indicators_query *asking = &query.indicators;
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv) || !as_of(&cli, &asking->as_of))
		return EXIT_WRONG;
	asking->measure = cli_value(&cli, "measure", "");
	asking->level = cli_value(&cli, "level", "");
	asking->area = cli_value(&cli, "area", "");
	asking->group = cli_value(&cli, "group", "");
	asking->period = cli_value(&cli, "period", "");
	asking->worked_out = cli_has(&cli, "worked-out");
	asking->role = ""; /* all that leep prints may be passed on */
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_print_query(&cli, &query, shown, INDICATORS_CSV);
	cli_done(&cli);
	return status;
}

int command_schools(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"area", true}, {NULL, false}};
	static const char *const shown[] = {
		"urn", "name", "status", "type", "phase", "trust", "links", "groups", NULL};
	struct query query = {.kind = QUERY_SCHOOLS};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	if (cli.args.n_words > 1 || (cli.args.n_words == 1 && cli_has(&cli, "area")))
		return cli_fail(ERR_INVAL, "schools: give one URN, or --area, or neither");
	query.area = cli.args.n_words == 1 ? cli.args.word[0] : cli_value(&cli, "area", "");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_print_query(&cli, &query, shown, 0);
	cli_done(&cli);
	return status;
}

int command_events(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"area", true}, {NULL, false}};
	static const char *const shown[] = {"date", "area", "name", "kind", "frame", "relates_to", "overall",
		"judgements", "concern", "safeguarding", "outcome", NULL};
	struct query query = {.kind = QUERY_EVENTS};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	query.area = cli_value(&cli, "area", "");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_print_query(&cli, &query, shown, 0);
	cli_done(&cli);
	return status;
}

int command_alerts(int argc, char **argv)
{
	static const struct flag_spec flags[] = {
		{"area", true}, {"state", true}, {"rule", true}, {"adviser", true}, {NULL, false}};
	static const char *const shown[] = {
		"id", "severity", "state", "urn", "name", "adviser", "handled_by", "summary", NULL};
	struct query query = {.kind = QUERY_ALERTS};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	query.alerts.area = cli_value(&cli, "area", "");
	query.alerts.state = cli_value(&cli, "state", "");
	query.alerts.rule = cli_value(&cli, "rule", "");
	query.alerts.adviser = cli_value(&cli, "adviser", "");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_print_query(&cli, &query, shown, 0);
	cli_done(&cli);
	return status;
}

/* -- papers ------------------------------------------------------------------------------------------------------ */

static int save_paper(struct cli *cli, const char *name, const char *path)
{
	struct query query = {.kind = QUERY_PAPER};
	FILE *file = fopen(path, "wbe");
	uint64_t done = 0, size = 1;
	int status = 0;

	if (file == NULL)
		return cli_fail(ERR_INVAL, "'%s' cannot be written: %s", path, strerror(errno));
	while (status == 0 && done < size) {
		struct query_result part = {0};

		query.paper.name = name;
		query.paper.offset = done;
		status = cli_query(cli, &query, ANSWER_MS, &part);
		if (status == 0 && (part.data.len == 0 ||
					   fwrite(part.data.data, 1, part.data.len, file) != part.data.len))
			status = cli_fail(ERR_IO, "'%s' cannot be written", path);
		size = status == 0 ? part.data_size : size;
		done += status == 0 ? part.data.len : 0;
	}
	if (fclose(file) != 0 && status == 0)
		status = cli_fail(ERR_IO, "'%s' cannot be written: %s", path, strerror(errno));
	return status;
}

int command_report(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"area", true}, {"period", true}, {"as-of", true},
		{"format", true}, {"o", true}, {NULL, false}};
	struct command command = {.kind = COMMAND_MAKE_REPORT};
	struct make_report *make = &command.make_report;
	struct command_result result = {0};
	char path[PATH_LEN], folder[PATH_LEN];
	struct area area;
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv) || !as_of(&cli, &make->as_of))
		return EXIT_WRONG;
	if (cli.args.n_words != 1)
		return cli_fail(ERR_INVAL, "report: which one? (performance, indicators-a-g)");
	if (area_parse(cli_value(&cli, "area", ""), &area) < 0)
		return cli_fail(ERR_INVAL,
			"report: --area '%s': expected the three-digit code of an authority",
			cli_value(&cli, "area", ""));
	make->name = cli.args.word[0];
	make->area = area.v;
	make->period = cli_value(&cli, "period", "");
	make->format = cli_value(&cli, "format", "html");
	if (make->period[0] == '\0')
		return cli_fail(ERR_INVAL, "report: --period is needed, such as 2012/13");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = cli_command(&cli, "reports", &command, &result);
	if (status == 0 && cli_has(&cli, "o")) {
		(void)snprintf(path, sizeof(path), "%s", cli_value(&cli, "o", ""));
	} else if (status == 0) {
		status = file_make_folder(path_in(cli.options, "papers", NULL, folder)) < 0
				 ? cli_fail(ERR_IO, "'%s' cannot be made", folder)
				 : 0;
		(void)path_in(cli.options, "papers", result.name, path);
	}
	if (status == 0)
		status = save_paper(&cli, result.name, path);
	if (status == 0)
		(void)printf("%s\n", path);
	cli_done(&cli);
	return status;
}
