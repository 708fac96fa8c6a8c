/* SPDX-License-Identifier: MIT
 *
 * leep rules: the rules in force, what one of them sees, what rules would have raised; and whether a file of rules is
 * good, for which leep-alerts reads it (its option --check-rules), so that there is one reader.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/file.h"
#include "services/cli/cli.h"
#include "services/cli/print.h"

/* -- check ---------------------------------------------------------------------------------------------------------- */

/* leep-alerts says on our standard error what is wrong with the file and, unless `quiet`, on our standard output that it
 * is good; its exit status. */
static int check_one(const struct cli *cli, const char *path, bool quiet)
{
	const char *dir = cli_value(cli, "dir", NULL);
	char program[FILE_PATH_MAX];
	pid_t pid = fork();
	int how = 0;

	if (pid == 0) {
		(void)file_beside_program("leep-alerts", program);
		if (quiet && dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO) < 0)
			_exit(127);
		(void)execl(program, program, "--check-rules", path, dir == NULL ? NULL : "--dir", dir,
			(char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &how, 0) < 0)
		if (errno != EINTR)
			pid = -1;
	if (pid < 0 || !WIFEXITED(how) || WEXITSTATUS(how) == 127)
		return cli_fail(ERR_IO, "leep-alerts ended before it had read '%s'", path);
	return WEXITSTATUS(how);
}

/* Every file is looked at, whatever is wrong with those before. */
static int check_files(const struct cli *cli)
{
	int status = EXIT_DONE;

	if (cli->args.n_words < 2)
		return cli_fail(ERR_INVAL, "rules check: which files?");
	for (size_t i = 1; i < cli->args.n_words; i++) {
		int one = check_one(cli, cli->args.word[i], false);

		if (one != EXIT_DONE && status != EXIT_WRONG)
			status = one;
	}
	return status;
}

/* -- questions to alerts -------------------------------------------------------------------------------------------- */

static int list_rules(struct cli *cli)
{
	static const char *const shown[] = {
		"id", "severity", "subject", "measure", "from", "until", "title", NULL};
	struct query query = {.kind = QUERY_RULES, .rules = {RULES_VERB_LIST, "", "", "", "", ""}};

	if (cli->args.n_words > 1)
		return cli_fail(ERR_INVAL, "rules list takes no word '%s'", cli->args.word[1]);
	return cli_print_query(cli, &query, shown, 0);
}

/* The parts below one another, each further in than what it is a part of. */
static void print_parts(const struct table *table)
{
	enum { CONDITION, DEPTH, BACK, PART, KNOWN, TRUTH, COLUMNS };

	for (size_t i = 0; i < table->n_rows; i++) {
		const char *const *row = &table->cell[i * COLUMNS];
		int depth = (int)strtol(row[DEPTH], NULL, 10);

		if (depth == 0)
			(void)printf("%s%s\n", i == 0 ? "" : "\n", row[CONDITION]);
		(void)printf("%*s%-8s %s", depth * 2 + 2, "", row[TRUTH], row[PART]);
		if (strcmp(row[BACK], "0") != 0)
			(void)printf(", %s year%s before", row[BACK], strcmp(row[BACK], "1") == 0 ? "" : "s");
		(void)printf("%s%s\n", row[KNOWN][0] == '\0' ? "" : ": ", row[KNOWN]);
	}
}

static void print_explained(const struct cli *cli, const struct query_result *result)
{
	struct printing printing = {.csv = cli_has(cli, "csv")};

	if (cli_has(cli, "json")) {
		print_answer(result);
		return;
	}
	if (printing.csv) {
		print_table(&printing, &result->table[1]);
		return;
	}
	print_table(&printing, &result->table[0]);
	(void)putchar('\n');
	print_parts(&result->table[1]);
}

static int explain_rule(struct cli *cli)
{
	struct query query = {.kind = QUERY_RULES,
		.rules = {RULES_VERB_EXPLAIN, "", "", cli_value(cli, "area", ""),
			cli_value(cli, "period", ""), cli_value(cli, "measure", "")}};
	struct query_result result = {0};
	int status;

	if (cli->args.n_words != 2)
		return cli_fail(ERR_INVAL, "rules explain: which rule?");
	if (!cli_has(cli, "area"))
		return cli_fail(ERR_INVAL, "rules explain: --area is needed, a URN or the authority's code");
	query.rules.rule = cli->args.word[1];
	status = cli_query(cli, &query, ANSWER_MS, &result);
	if (status != 0)
		return status;
	if (result.n_tables != 2 || result.table[1].n_columns != 6)
		return cli_fail(ERR_BADMSG, "alerts gave an answer that cannot be read");
	print_explained(cli, &result);
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_WRONG;
}

/* The text of a file that leep-alerts has read before, the caller's to free; NULL when it is gone meanwhile. */
static char *read_text(const char *path)
{
	char *text = calloc(1, QUERY_TEXT_MAX + 1);
	FILE *file = fopen(path, "rbe");
	bool read = text != NULL && file != NULL && fread(text, 1, QUERY_TEXT_MAX, file) > 0;

	if (file != NULL)
		(void)fclose(file);
	if (read)
		return text;
	free(text);
	return NULL;
}

static int test_rules(struct cli *cli)
{
	struct query query = {.kind = QUERY_RULES,
		.rules = {RULES_VERB_TEST, "", cli_value(cli, "rule", ""), cli_value(cli, "area", ""),
			cli_value(cli, "period", ""), ""}};
	char *text = NULL;
	int status;

	if (cli->args.n_words > 2)
		return cli_fail(ERR_INVAL, "rules test takes one file");
	if (cli->args.n_words == 2) {
		status = check_one(cli, cli->args.word[1], true);
		text = status == 0 ? read_text(cli->args.word[1]) : NULL;
		if (text == NULL)
			return status != 0 ? status
					   : cli_fail(ERR_IO, "'%s' cannot be read", cli->args.word[1]);
		query.rules.text = text;
	}
	status = cli_print_query(cli, &query, NULL, 0);
	free(text);
	return status;
}

int command_rules(int argc, char **argv)
{
	static const struct flag_spec flags[] = {
		{"area", true}, {"period", true}, {"rule", true}, {"measure", true}, {NULL, false}};
	const char *verb;
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	verb = cli.args.n_words == 0 ? "list" : cli.args.word[0];
	if (strcmp(verb, "check") == 0)
		return check_files(&cli);
	if (!cli_open(&cli))
		return EXIT_WRONG;
	if (strcmp(verb, "list") == 0)
		status = list_rules(&cli);
	else if (strcmp(verb, "explain") == 0)
		status = explain_rule(&cli);
	else if (strcmp(verb, "test") == 0)
		status = test_rules(&cli);
	else
		status = cli_fail(ERR_INVAL, "rules: '%s' is none of list, check, explain, test", verb);
	cli_done(&cli);
	return status;
}
