/* SPDX-License-Identifier: MIT
 *
 * See taking.h. The receipt is written first and the file moved after: whoever sees the file has its receipt. Neither
 * ever takes the place of another.
 */
#include "services/cli/taking.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "common/base/log.h"
#include "services/cli/receipt.h"
#include "services/cli/source.h"

/* Where nobody can say whether a file is being written, it must have been left alone this long. */
#define STILL_S 5

/* Files of one name that are told apart by a number. */
#define NUMBERS_MAX 100000

#define RECEIPT ".receipt.json"

/* A receipt names at most a thousand refused rows, of some hundred bytes each. */
#define RECEIPT_MAX ((off_t)4 * 1024 * 1024)

/* A file under way. */
struct item {
	const char *name;
	int dir;        /* the watched folder */
	struct stat st; /* as it was when it was opened */
	struct source source;
	char called[SOURCE_NAME_ROOM];
	char *receipt; /* its text */
	bool accepted;
};

const char *taken_text(enum taken taken)
{
	static const char *const texts[] = {[TAKEN] = "taken",
		[LEFT_ABSENT] = "gone",
		[LEFT_WRITING] = "being written",
		[LEFT_CHANGED] = "changed while it was sent",
		[LEFT_UNANSWERED] = "services do not answer",
		[LEFT_UNREADABLE] = "cannot be read",
		[LEFT_NO_FILE] = "no regular file",
		[LEFT_NO_ROOM] = "ingest has no room",
		[LEFT_UNMOVED] = "cannot be moved",
		[LEFT_FAILED] = "failed"};

	return texts[taken];
}

/* -- looking at it ----------------------------------------------------------------------------------------------- */

static enum taken errno_taken(void)
{
	if (errno == ENOENT)
		return LEFT_ABSENT;
	return errno == ELOOP || errno == ENXIO ? LEFT_NO_FILE : LEFT_UNREADABLE;
}

/* Is nobody writing it? A lease for reading is given only on a file that nobody has open for writing; where leases are
 * not to be had (a network's file system, another user's file) a file that was just found must have been left alone. */
static bool is_complete(int fd, const struct stat *st, bool closed)
{
	time_t age = time(NULL) - st->st_mtim.tv_sec;

	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		(void)fcntl(fd, F_SETLEASE, F_UNLCK);
		return true;
	}
	return errno != EAGAIN && (closed || age >= STILL_S || age < 0);
}

/* The file, open, if it is one to be taken now. */
static enum taken open_item(struct taking *taking, struct item *item, bool closed, int *ret)
{
	int fd;

	item->dir = open(taking->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (item->dir < 0 || fstatat(item->dir, item->name, &item->st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno_taken();
	if (S_ISDIR(item->st.st_mode))
		return LEFT_ABSENT;
	if (!S_ISREG(item->st.st_mode))
		return LEFT_NO_FILE;
	fd = openat(item->dir, item->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno_taken();
	if (fstat(fd, &item->st) == 0 && S_ISREG(item->st.st_mode) && is_complete(fd, &item->st, closed)) {
		*ret = fd;
		return TAKEN;
	}
	(void)close(fd);
	return S_ISREG(item->st.st_mode) ? LEFT_WRITING : LEFT_NO_FILE;
}

/* Does the name still stand for the file as it was opened? */
static bool is_same(const struct item *item)
{
	struct stat now;

	return fstatat(item->dir, item->name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_ino == item->st.st_ino && now.st_dev == item->st.st_dev &&
	       now.st_size == item->st.st_size && now.st_mtim.tv_sec == item->st.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == item->st.st_mtim.tv_nsec;
}

/* -- moving it --------------------------------------------------------------------------------------------------- */

/* "ks4.csv", "ks4-2.csv", "ks4-3.csv"...; a name so long that nothing more fits loses its middle. */
static void numbered(const char *name, unsigned number, char ret[NAME_ROOM])
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
	size_t ending = strlen(name + stem);
	size_t room = NAME_ROOM - sizeof(RECEIPT) - 8;

	ending = ending > 20 ? 20 : ending;
	stem = stem + ending > room ? room - ending : stem;
	if (number == 1)
		(void)snprintf(ret, NAME_ROOM, "%.*s%.*s", (int)stem, name, (int)ending,
			name + strlen(name) - ending);
	else
		(void)snprintf(ret, NAME_ROOM, "%.*s-%u%.*s", (int)stem, name, number, (int)ending,
			name + strlen(name) - ending);
}

static int write_receipt(const struct item *item, int fd)
{
	int rc = file_write(fd, bytes_of(item->receipt, strlen(item->receipt)));

	if (rc == 0)
		rc = file_write(fd, bytes_of("\n", 1));
	if (rc == 0 && fsync(fd) < 0)
		rc = ERR_IO;
	if (close(fd) < 0 && rc == 0)
		rc = ERR_IO;
	return rc;
}

/* Rename without taking another's place; where the file system cannot promise that, by looking first. */
static int move(int from, const char *name, int to, const char *new_name)
{
	struct stat st;

	if (renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
		return errno;
	if (fstatat(to, new_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return EEXIST;
	return renameat(from, name, to, new_name) == 0 ? 0 : errno;
}

/* A new receipt, open; what a watcher left that was killed between the receipt and the move of this file goes first. -1 and
 * EEXIST when the receipt of another file has the name. */
static int make_receipt(const struct item *item, int to, const char *receipt)
{
	static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(to, receipt, flags, 0666);
	struct stat st;
	bool left;
	int there;

	if (fd >= 0 || errno != EEXIST)
		return fd;
	there = openat(to, receipt, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	/* It is written at once: what was only begun is empty. */
	left = there >= 0 && fstat(there, &st) == 0 && S_ISREG(st.st_mode) && st.st_size < RECEIPT_MAX &&
	       (st.st_size == 0 || receipt_is_of(there, item->receipt));
	if (there >= 0)
		(void)close(there);
	if (left && unlinkat(to, receipt, 0) == 0)
		return openat(to, receipt, flags, 0666);
	errno = EEXIST;
	return -1;
}

/* Receipt and file under the first number that is free. */
static enum taken move_in(const struct item *item, int to)
{
	for (unsigned number = 1; number <= NUMBERS_MAX; number++) {
		char name[NAME_ROOM], receipt[NAME_ROOM];
		enum taken taken = LEFT_UNMOVED;
		struct stat st;
		int fd, error;

		numbered(item->name, number, name);
		(void)snprintf(
			receipt, sizeof(receipt), "%.*s" RECEIPT, (int)(NAME_ROOM - sizeof(RECEIPT)), name);
		if (fstatat(to, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		fd = make_receipt(item, to, receipt);
		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0)
			return LEFT_UNMOVED;
		error = write_receipt(item, fd) == 0 ? 0 : EIO;
		if (error == 0 && !is_same(item))
			taken = LEFT_CHANGED;
		else if (error == 0)
			error = move(item->dir, item->name, to, name);
		if (error == 0 && taken != LEFT_CHANGED)
			return TAKEN;
		(void)unlinkat(to, receipt, 0);
		if (error != EEXIST)
			return taken;
	}
	return LEFT_UNMOVED;
}

/* Not to be interrupted: a receipt without its file would be left behind. */
static enum taken settle(const struct item *item)
{
	const char *where = item->accepted ? "accepted" : "refused";
	sigset_t stop, before;
	enum taken taken = LEFT_UNMOVED;
	int to;

	if (!is_same(item))
		return LEFT_CHANGED;
	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTERM);
	(void)sigaddset(&stop, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &stop, &before);
	if (mkdirat(item->dir, where, 0777) == 0 || errno == EEXIST) {
		to = openat(item->dir, where, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (to >= 0) {
			taken = move_in(item, to);
			(void)close(to);
		}
	}
	if (taken == TAKEN)
		log_info("file taken", "name=\"%s\" outcome=%s", item->called, where);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return taken;
}

/* -- sending it -------------------------------------------------------------------------------------------------- */

/* Why it could not be sent: refused for what it is, or left for a better moment. */
static enum taken judge(const struct taking *taking, struct item *item, int status)
{
	if (status == EXIT_NO_ANSWER)
		return LEFT_UNANSWERED;
	if (!is_same(item))
		return LEFT_CHANGED;
	if (taking->why.code == ERR_FULL)
		return LEFT_NO_ROOM;
	if (status != EXIT_REFUSED)
		return LEFT_FAILED;
	item->receipt = receipt_refusal(item->called, taking->why.text.text);
	return item->receipt == NULL ? LEFT_FAILED : settle(item);
}

static enum taken send_item(struct taking *taking, struct item *item)
{
	struct sending sending = {.file = item->source.file,
		.path = item->name,
		.name = item->source.name,
		.format = "",
		.period = "",
		.status = ""};
	struct command_result result = {0};
	struct receipt receipt = {0};
	int64_t begun = clock_monotonic();
	int status = submit_file(taking->cli, &sending, &result);

	if (status != 0)
		return judge(taking, item, status);
	status = receipt_get(taking->cli, &result, begun, &receipt);
	if (status == 0)
		status = receipt_text(taking->cli, &receipt, &item->receipt);
	if (status != 0)
		return status == EXIT_NO_ANSWER ? LEFT_UNANSWERED : LEFT_FAILED;
	item->accepted = receipt.accepted;
	return settle(item);
}

bool taking_answered(struct taking *taking)
{
	return cli_answers(taking->cli, "ingest") && cli_answers(taking->cli, "reports");
}

static enum taken take_open(struct taking *taking, struct item *item, int fd)
{
	bool answered = taking_answered(taking);
	int rc;

	if (!answered || !is_same(item)) {
		(void)close(fd);
		return answered ? LEFT_CHANGED : LEFT_UNANSWERED;
	}
	rc = source_take(fd, item->name, item->called, &item->source, &taking->why.text);
	taking->why.code = rc;
	return rc == 0 ? send_item(taking, item)
		       : judge(taking, item, rc == ERR_REFUSED ? EXIT_REFUSED : EXIT_WRONG);
}

static enum taken take_one(struct taking *taking, const char *name, bool closed)
{
	struct item item = {.name = name, .dir = -1};
	char path[FILE_PATH_MAX];
	enum taken taken;
	int fd = -1;

	arena_reset(taking->cli->arena);
	memset(&taking->why, 0, sizeof(taking->why));
	if (snprintf(path, sizeof(path), "%s/%s", taking->folder, name) >= (int)sizeof(path))
		return LEFT_UNREADABLE;
	source_name(path, item.called);
	cli_hear(&taking->why);
	taken = open_item(taking, &item, closed, &fd);
	if (taken == TAKEN)
		taken = take_open(taking, &item, fd);
	cli_hear(NULL);
	source_close(&item.source);
	free(item.receipt);
	if (item.dir >= 0)
		(void)close(item.dir);
	return taken;
}

enum taken taking_take(struct taking *taking, const char *name, bool closed)
{
	char description[NAME_ROOM];

	if (names_description(name, description) && take_one(taking, description, false) == LEFT_UNANSWERED)
		return LEFT_UNANSWERED;
	return take_one(taking, name, closed);
}
