/* SPDX-License-Identifier: MIT
 *
 * leep folder: watches a folder and takes each file in once it is complete. The kernel tells when a writer has closed a
 * file or one was moved in; a look at the whole folder every few seconds finds what lay there before, what was left, and
 * what nobody tells of, as on a folder of another machine. Nothing is remembered between looks but how many files were
 * left, so memory does not grow with the folder. taking.c is what happens to one file.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "common/base/log.h"
#include "services/cli/taking.h"

/* Between two looks; when a file was left that costs something to try again, longer each time, up to the second. */
#define LOOK_MS     2000
#define LOOK_MAX_MS 60000

/* Closed after writing, moved in; and the end of the folder itself. */
#define FILE_EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO)
#define END_EVENTS  (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)

struct left {
	unsigned files;
	char first[NAME_ROOM];
	struct err_text why;
};

struct folder {
	struct taking taking;
	const char *path;
	int events;
	int watch; /* -1: the folder is not there */
	dev_t dev;
	ino_t ino;
	bool said_gone, said_unanswered;
	struct left left[TAKEN_KINDS];
	unsigned said[TAKEN_KINDS]; /* files left, as they were last told of */
	int64_t pause;
};

static void lose(struct folder *folder)
{
	if (folder->watch >= 0)
		(void)inotify_rm_watch(folder->events, folder->watch);
	folder->watch = -1;
	if (!folder->said_gone)
		log_warn("folder is not there", "folder=\"%s\" look_again_in_ms=%d", folder->path, LOOK_MS);
	folder->said_gone = true;
}

/* Watch what stands at the path now, which may be another folder than it was. */
static bool hold(struct folder *folder)
{
	struct stat st;

	if (stat(folder->path, &st) < 0 || !S_ISDIR(st.st_mode)) {
		lose(folder);
		return false;
	}
	if (folder->watch >= 0 && st.st_dev == folder->dev && st.st_ino == folder->ino)
		return true;
	if (folder->watch >= 0)
		(void)inotify_rm_watch(folder->events, folder->watch);
	folder->watch = inotify_add_watch(
		folder->events, folder->path, FILE_EVENTS | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
	if (folder->watch < 0) {
		lose(folder);
		return false;
	}
	folder->dev = st.st_dev;
	folder->ino = st.st_ino;
	folder->said_gone = false;
	log_info("watching", "folder=\"%s\"", folder->path);
	return true;
}

/* One file; false when nobody answers, so that trying others is of no use now. */
static bool take(struct folder *folder, const char *name, bool closed)
{
	enum taken taken = taking_take(&folder->taking, name, closed);
	struct left *left = &folder->left[taken];

	if (taken == LEFT_UNANSWERED) {
		if (!folder->said_unanswered)
			log_warn("services do not answer", "next=\"files wait where they are\"");
		folder->said_unanswered = true;
		return false;
	}
	if (left->files++ == 0) {
		(void)snprintf(left->first, sizeof(left->first), "%s", name);
		left->why = folder->taking.why.text;
	}
	return true;
}

/* What a look has left is told when it is more than was told before. */
static void tell(struct folder *folder)
{
	for (int i = LEFT_UNREADABLE; i < TAKEN_KINDS; i++) {
		const struct left *left = &folder->left[i];

		if (left->files > folder->said[i])
			log_warn("files left", "reason=\"%s\" files=%u first=\"%s\" error=\"%s\"",
				taken_text((enum taken)i), left->files, left->first, left->why.text);
		folder->said[i] = left->files;
	}
}

static bool answers(struct folder *folder)
{
	if (!folder->said_unanswered)
		return true;
	if (!taking_answered(&folder->taking))
		return false;
	folder->said_unanswered = false;
	log_info("services answer again", "next=\"files are taken\"");
	return true;
}

static void look(struct folder *folder)
{
	struct names *names = NULL;
	const char *name;
	bool answered = true;

	memset(folder->left, 0, sizeof(folder->left));
	if (!hold(folder) || !answers(folder) || names_open(folder->path, NAMES_FILES, &names) < 0)
		return;
	while (answered && (name = names_next(names)) != NULL)
		answered = take(folder, name, false);
	names_free(names);
	if (!answered)
		return;
	tell(folder);
	if (folder->left[LEFT_NO_ROOM].files + folder->left[LEFT_UNMOVED].files +
			folder->left[LEFT_FAILED].files ==
		0)
		folder->pause = LOOK_MS;
	else
		folder->pause = folder->pause * 2 > LOOK_MAX_MS ? LOOK_MAX_MS : folder->pause * 2;
}

/* What the kernel tells. Returns how many milliseconds may pass before the whole folder is looked at. */
static int64_t hear(struct folder *folder)
{
	_Alignas(struct inotify_event) char room[16 * (sizeof(struct inotify_event) + NAME_ROOM)];
	ssize_t size = read(folder->events, room, sizeof(room));
	int64_t wait = folder->pause;

	for (ssize_t at = 0; at < size;) {
		const struct inotify_event *event = (const struct inotify_event *)(const void *)(room + at);

		at += (ssize_t)(sizeof(*event) + event->len);
		if ((event->mask & IN_Q_OVERFLOW) != 0)
			wait = 0;
		else if (event->wd != folder->watch)
			continue; /* of a folder that was watched before */
		else if ((event->mask & END_EVENTS) != 0) {
			lose(folder);
			wait = 0;
		} else if (event->len > 0 && (event->mask & IN_ISDIR) == 0 && names_wanted(event->name)) {
			/* While nobody answers, the looks try. */
			if (!folder->said_unanswered && !take(folder, event->name, true))
				wait = wait < LOOK_MS ? wait : LOOK_MS;
		}
	}
	return wait;
}

/* Being told to stop: nothing is lost by ending at once, but where signals are held back (taking.c). */
static void end(int number)
{
	(void)number;
	_exit(EXIT_DONE);
}

static int follow(struct folder *folder)
{
	int64_t due = clock_monotonic();

	for (;;) {
		struct pollfd item = {.fd = folder->events, .events = POLLIN};
		int64_t now = clock_monotonic();
		int64_t wait;

		if (now >= due) {
			look(folder);
			due = clock_monotonic() + folder->pause;
			continue;
		}
		if (poll(&item, 1, (int)(due - now)) < 0 && errno != EINTR)
			return cli_fail(ERR_IO, "the folder cannot be watched: %s", strerror(errno));
		if ((item.revents & POLLIN) == 0)
			continue;
		wait = hear(folder);
		now = clock_monotonic();
		due = due < now + wait ? due : now + wait;
	}
}

int command_folder(int argc, char **argv)
{
	struct folder folder = {.watch = -1, .pause = LOOK_MS};
	struct sigaction action = {.sa_handler = end};
	struct cli cli;
	int status;

	if (!cli_parse(&cli, NULL, argc, argv) || !cli_open(&cli))
		return EXIT_WRONG;
	log_open("folder", LOG_LEVEL_INFO);
	folder.path = cli.args.n_words == 1 ? cli.args.word[0] : options_text(cli.options, "drop");
	folder.taking = (struct taking){.cli = &cli, .folder = folder.path};
	folder.events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGIO, SIG_IGN); /* somebody wants to write what we hold a lease on, for a moment */
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	if (cli.args.n_words > 1 || folder.path[0] == '\0')
		status = cli_fail(ERR_INVAL, "folder: which one?");
	else if (folder.events < 0)
		status = cli_fail(ERR_IO, "folder: this machine cannot watch folders: %s", strerror(errno));
	else
		status = follow(&folder);
	if (folder.events >= 0)
		(void)close(folder.events);
	cli_done(&cli);
	return status;
}
