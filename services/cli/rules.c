/* SPDX-License-Identifier: MIT
 *
 * leep rules: the rules in force, what one of them sees, what rules would have raised; and whether a file of rules is
 * good, for which leep-alerts reads it (its option --check-rules), so that there is one reader.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/file.h"
#include "services/cli/cli.h"

/* -- check ---------------------------------------------------------------------------------------------------------- */

/* leep-alerts says on our standard output and error what there is to say; its exit status. */
static int check_one(const struct cli *cli, const char *path)
{
	const char *dir = cli_value(cli, "dir", NULL);
	char program[FILE_PATH_MAX];
	pid_t pid = fork();
	int how = 0;

	if (pid == 0) {
		(void)file_beside_program("leep-alerts", program);
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
		int one = check_one(cli, cli->args.word[i]);

		if (one != EXIT_DONE && status != EXIT_WRONG)
			status = one;
	}
	return status;
}
