/* SPDX-License-Identifier: MIT
 *
 * See spreadsheet.h. The converter is a program of its own under limits, since what it reads comes from outside: a few
 * kilobytes of an .xlsx can unpack to any size.
 */
#include "services/cli/spreadsheet.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "services/cli/names.h"

#define PROGRAM "xlsx2csv"

/* What one conversion may take: 5,652 rows of 400 columns, a national KS4 year, take 7 s and 16 MB; where the texts of a
 * workbook stand in one table, that table is held too. The CSV may be as large as the file that ingest takes when nobody
 * has said otherwise. */
#define SECONDS_MAX 60
#define MEMORY_MAX  ((rlim_t)1024 * 1024 * 1024)
#define CSV_MAX     ((rlim_t)512 * 1024 * 1024)

#define ABSENT 127

bool spreadsheet_is(const char *name)
{
	return names_ends(name, ".xlsx") || names_ends(name, ".xlsm") || names_ends(name, ".xls") ||
	       names_ends(name, ".xlsb") || names_ends(name, ".ods");
}

/* Only in the child. */
static void limit(__rlimit_resource_t what, rlim_t most)
{
	const struct rlimit limit = {most, most};

	(void)setrlimit(what, &limit);
}

/* Only in the child: reads standard input, which is a file, and writes standard output. */
static void exec_converter(int from, int to)
{
	sigset_t none;
	int silent = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	limit(RLIMIT_CPU, SECONDS_MAX);
	limit(RLIMIT_AS, MEMORY_MAX);
	limit(RLIMIT_FSIZE, CSV_MAX);
	limit(RLIMIT_CORE, 0);
	if (dup2(from, STDIN_FILENO) >= 0 && dup2(to, STDOUT_FILENO) >= 0 && dup2(silent, STDERR_FILENO) >= 0)
		(void)execlp(PROGRAM, PROGRAM, "--sheet", "1", "/dev/stdin", (char *)NULL);
	_exit(ABSENT);
}

int spreadsheet_convert(int fd, const char *name, FILE **ret, struct err_text *text)
{
	FILE *file;
	pid_t pid;
	int how = 0;

	if (!names_ends(name, ".xlsx"))
		return error_set(text, ERR_REFUSED,
			"'%s': this kind of spreadsheet is not read: save the sheet as CSV (UTF-8) or as "
			".xlsx, and "
			"submit that",
			name);
	file = tmpfile();
	if (file == NULL)
		return error_set(text, ERR_IO, "'%s': no temporary file can be made to convert it", name);
	pid = fork();
	if (pid == 0)
		exec_converter(fd, fileno(file));
	if (pid < 0 || waitpid(pid, &how, 0) != pid) {
		(void)fclose(file);
		return error_set(text, ERR_IO, "'%s': " PROGRAM " cannot be run", name);
	}
	if (how == 0) {
		*ret = file;
		return 0;
	}
	(void)fclose(file);
	if (WIFEXITED(how) && WEXITSTATUS(how) == ABSENT)
		return error_set(text, ERR_REFUSED,
			"'%s': spreadsheets are read by " PROGRAM
			", which is not installed here: install it, or save the sheet as CSV (UTF-8) and "
			"submit that",
			name);
	return error_set(text, ERR_REFUSED,
		"'%s': " PROGRAM " cannot read it, or it is larger than %d MB as CSV: save the sheet as CSV "
		"(UTF-8) and submit that",
		name, (int)(CSV_MAX / 1024 / 1024));
}
