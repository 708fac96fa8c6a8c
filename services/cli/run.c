/* SPDX-License-Identifier: MIT
 *
 * leep run: starts the five services on this machine, and the watch of a folder when one is named, and keeps them running. One that dies is started again, after a
 * pause that grows when it keeps dying; SIGTERM or SIGINT stops them all, each in its own time.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "common/base/log.h"
#include "common/service/service.h"
#include "services/cli/cli.h"

/* A service that dies within this time of its start is given a longer pause before the next. */
#define STEADY_MS    2000
#define PAUSE_MAX_MS 5000
/* Time to stop before a service is killed: a batch and its commit take milliseconds. */
#define STOP_MS  10000
#define READY_MS 30000

struct child {
	const char *name;
	const char *drop; /* the folder it watches; NULL: a service */
	pid_t pid;        /* 0: not running */
	int64_t started;
	int64_t due; /* when it may be started */
	int64_t pause;
};

struct supervisor {
	struct cli *cli;
	struct child child[SERVICES_MAX + 1];
	size_t n_children;
	int signals;
	int lock;
	bool stopping;
	const struct child *refused; /* its data is of another version */
};

/* Only in the child: signals as a program expects them, and an end when the supervisor ends. */
static void exec_child(const struct supervisor *supervisor, const struct child *child)
{
	char path[FILE_PATH_MAX];
	char program[64];
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)snprintf(program, sizeof(program), "leep-%s", child->name);
	if (child->drop != NULL)
		(void)execl(file_beside_program("leep", path), path, "folder", "--dir", supervisor->cli->dir,
			child->drop, (char *)NULL);
	else
		(void)execl(file_beside_program(program, path), path, "--dir", supervisor->cli->dir,
			(char *)NULL);
	(void)fprintf(stderr, "leep: cannot start '%s': %s\n", path, strerror(errno));
	_exit(127);
}

static void start_child(struct supervisor *supervisor, struct child *child, int64_t now)
{
	pid_t pid = fork();

	if (pid == 0)
		exec_child(supervisor, child);
	child->pid = pid > 0 ? pid : 0;
	child->started = now;
	child->due = now + 1000;
}

static void reap(struct supervisor *supervisor, int64_t now)
{
	int how;
	pid_t pid;

	while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
		for (size_t i = 0; i < supervisor->n_children; i++) {
			struct child *child = &supervisor->child[i];

			if (child->pid != pid)
				continue;
			child->pid = 0;
			if (child->drop == NULL && WIFEXITED(how) && WEXITSTATUS(how) == EXIT_VERSION)
				supervisor->refused = child;
			child->pause = now - child->started > STEADY_MS ? 0
				       : child->pause == 0              ? 100
									: child->pause * 2;
			if (child->pause > PAUSE_MAX_MS)
				child->pause = PAUSE_MAX_MS;
			child->due = now + child->pause;
			if (!supervisor->stopping)
				log_warn("service ended", "name=%s %s=%d restart_in_ms=%d", child->name,
					WIFSIGNALED(how) ? "signal" : "status",
					WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how),
					(int)child->pause);
		}
	}
}

/* Read pending signals; true when asked to stop. */
static bool read_signals(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;
	bool stop = false;

	while (read(supervisor->signals, &info, sizeof(info)) == sizeof(info))
		stop = stop || info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
	return stop;
}

static int wait_for_signal(struct supervisor *supervisor, int64_t timeout)
{
	struct poll_item item = {.fd = supervisor->signals};

	return net_poll(&item, 1, timeout);
}

static bool all_answer(struct cli *cli)
{
	for (size_t i = 0; i < SERVICES_MAX; i++)
		if (!cli_answers(cli, service_names[i]))
			return false;
	return true;
}

static void stop_all(struct supervisor *supervisor)
{
	int64_t until = clock_monotonic() + STOP_MS;
	bool running = true;

	supervisor->stopping = true;
	for (size_t i = 0; i < supervisor->n_children; i++)
		if (supervisor->child[i].pid != 0)
			(void)kill(supervisor->child[i].pid, SIGTERM);
	while (running && clock_monotonic() < until) {
		(void)wait_for_signal(supervisor, 100);
		(void)read_signals(supervisor);
		reap(supervisor, clock_monotonic());
		running = false;
		for (size_t i = 0; i < supervisor->n_children; i++)
			running = running || supervisor->child[i].pid != 0;
	}
	for (size_t i = 0; i < supervisor->n_children; i++)
		if (supervisor->child[i].pid != 0)
			(void)kill(supervisor->child[i].pid, SIGKILL);
}

/* One supervisor for a folder; its process id stands in run/leep.pid. */
static int take_folder(struct supervisor *supervisor)
{
	char path[PATH_LEN];
	char pid[32];
	int len;

	if (file_make_folder(path_in(supervisor->cli->options, "run", NULL, path)) < 0)
		return cli_fail(ERR_IO, "folder '%s' cannot be made", path);
	supervisor->lock = open(path_in(supervisor->cli->options, "run", "leep.pid", path),
		O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (supervisor->lock < 0)
		return cli_fail(ERR_IO, "'%s' cannot be written", path);
	if (flock(supervisor->lock, LOCK_EX | LOCK_NB) < 0)
		return cli_fail(ERR_BUSY, "'%s' is running already", supervisor->cli->dir);
	len = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());
	if (ftruncate(supervisor->lock, 0) < 0 || write(supervisor->lock, pid, (size_t)len) != len)
		return cli_fail(ERR_IO, "'%s' cannot be written", path);
	return 0;
}

/* An installation without caseloads gets the sample's, so that its alerts have somebody to go to. */
static void offer_caseloads(struct cli *cli)
{
	char from[PATH_LEN], to[PATH_LEN], part[4096];
	struct stat known;
	FILE *in, *out;
	size_t n;

	if (stat(path_in(cli->options, "caseloads.yaml", NULL, to), &known) == 0)
		return;
	in = fopen(path_shared(cli->options, "sample/caseloads.yaml", from), "rbe");
	out = in == NULL ? NULL : fopen(to, "wbe");
	while (out != NULL && (n = fread(part, 1, sizeof(part), in)) > 0)
		if (fwrite(part, 1, n, out) != n)
			break;
	if (in != NULL)
		(void)fclose(in);
	if (out != NULL && fclose(out) == 0)
		log_info("caseloads made",
			"file=\"%s\" from=\"the sample: its advisers are fictional, put yours in\"", to);
}

static int watch_over(struct supervisor *supervisor, int ready, bool quiet)
{
	int64_t begun = clock_monotonic();
	bool said = false;

	while (!read_signals(supervisor)) {
		int64_t now = clock_monotonic();

		reap(supervisor, now);
		for (size_t i = 0; i < supervisor->n_children; i++)
			if (supervisor->child[i].pid == 0 && now >= supervisor->child[i].due)
				start_child(supervisor, &supervisor->child[i], now);
		if (!said && all_answer(supervisor->cli)) {
			said = true;
			if (ready >= 0 && write(ready, "r", 1) != 1)
				return cli_fail(ERR_IO, "nobody waits for this installation any more");
			if (!quiet)
				(void)printf("ready\n");
			(void)fflush(stdout);
		} else if (!said && supervisor->refused != NULL) {
			return cli_fail(ERR_VERSION, "%s cannot read its data in '%s'; see the lines above",
				supervisor->refused->name, supervisor->cli->dir);
		} else if (!said && now - begun > READY_MS) {
			return cli_fail(ERR_TIMEOUT,
				"not all services answer after %d seconds; see the lines above",
				READY_MS / 1000);
		}
		if (wait_for_signal(supervisor, said ? 500 : 20) < 0)
			return EXIT_WRONG;
	}
	return EXIT_DONE;
}

int supervise(struct cli *cli, const char *drop, int ready, bool quiet)
{
	struct supervisor supervisor = {.cli = cli, .n_children = SERVICES_MAX, .lock = -1};
	sigset_t set;
	int status;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	supervisor.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	for (size_t i = 0; i < SERVICES_MAX; i++)
		supervisor.child[i].name = service_names[i];
	if (drop[0] != '\0')
		supervisor.child[supervisor.n_children++] = (struct child){.name = "folder", .drop = drop};
	status = supervisor.signals < 0 ? cli_fail(ERR_IO, "signals cannot be read")
					: take_folder(&supervisor);
	if (status == 0) {
		offer_caseloads(cli);
		status = watch_over(&supervisor, ready, quiet);
		stop_all(&supervisor);
	}
	if (supervisor.signals >= 0)
		(void)close(supervisor.signals);
	if (supervisor.lock >= 0)
		(void)close(supervisor.lock);
	return status;
}

int command_run(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"drop", true}, {NULL, false}};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, flags, argc, argv) || !cli_open(&cli))
		return EXIT_WRONG;
	if (cli.args.n_words > 0)
		status = cli_fail(ERR_INVAL, "run takes no words");
	else
		status = supervise(
			&cli, cli_value(&cli, "drop", options_text(cli.options, "drop")), -1, false);
	cli_done(&cli);
	return status;
}
