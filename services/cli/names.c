/* SPDX-License-Identifier: MIT
 *
 * See names.h. A window holds the smallest names above the last one that was given: a heap with the largest on top,
 * from which a smaller name pushes it out. When it has been given the folder is read again.
 */
#include "services/cli/names.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/base/error.h"

/* Names kept at once: 256 KiB. A folder of 100,000 files is read a hundred times, in all a second or two. */
#define WINDOW 1024

#define DATA        ".csv"
#define DESCRIPTION ".meta.csv"

struct names {
	char *path;
	enum names_kind kind;
	bool begun;
	char last[NAME_ROOM]; /* the last of the window */
	size_t n, given;
	char name[WINDOW][NAME_ROOM];
};

int names_open(const char *path, enum names_kind kind, struct names **ret)
{
	struct names *names = calloc(1, sizeof(*names));

	if (names == NULL)
		return ERR_NOMEM;
	names->kind = kind;
	names->path = strdup(path);
	if (names->path == NULL) {
		free(names);
		return ERR_NOMEM;
	}
	*ret = names;
	return 0;
}

void names_free(struct names *names)
{
	if (names == NULL)
		return;
	free(names->path);
	free(names);
}

bool names_ends(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len >= n && strcasecmp(name + len - n, ending) == 0;
}

bool names_wanted(const char *name)
{
	return name[0] != '.' && name[0] != '\0' && !names_ends(name, ".part") &&
	       !names_ends(name, ".filepart") && !names_ends(name, ".tmp");
}

bool names_description(const char *name, char ret[NAME_ROOM])
{
	return names_ends(name, DATA) && !names_ends(name, DESCRIPTION) &&
	       snprintf(ret, NAME_ROOM, "%.*s" DESCRIPTION, (int)(strlen(name) - strlen(DATA)), name) <
		       NAME_ROOM;
}

/* Byte order, a description having the place of what it describes, and before it. */
static int compare(const void *a, const void *b)
{
	const char *name[2] = {a, b};
	char key[2][NAME_ROOM];
	bool describes[2];
	int order;

	for (int i = 0; i < 2; i++) {
		size_t len = strlen(name[i]);

		describes[i] = names_ends(name[i], DESCRIPTION);
		memcpy(key[i], name[i], len + 1);
		if (describes[i])
			memcpy(key[i] + len - strlen(DESCRIPTION), DATA, sizeof(DATA));
	}
	order = strcmp(key[0], key[1]);
	if (order == 0 && describes[0] != describes[1])
		return describes[0] ? -1 : 1;
	return order != 0 ? order : strcmp(name[0], name[1]);
}

static void swap(char a[NAME_ROOM], char b[NAME_ROOM])
{
	char kept[NAME_ROOM];

	memcpy(kept, a, NAME_ROOM);
	memcpy(a, b, NAME_ROOM);
	memcpy(b, kept, NAME_ROOM);
}

static void sink(struct names *names)
{
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < names->n && compare(names->name[child], names->name[child + 1]) < 0)
			child++;
		if (child >= names->n || compare(names->name[at], names->name[child]) >= 0)
			return;
		swap(names->name[at], names->name[child]);
		at = child;
	}
}

static void rise(struct names *names)
{
	for (size_t at = names->n - 1; at > 0; at = (at - 1) / 2) {
		if (compare(names->name[(at - 1) / 2], names->name[at]) >= 0)
			return;
		swap(names->name[(at - 1) / 2], names->name[at]);
	}
}

static void offer(struct names *names, const char *name)
{
	char kept[NAME_ROOM] = {0};

	memcpy(kept, name, strlen(name));
	if (names->begun && compare(kept, names->last) <= 0)
		return;
	if (names->n < WINDOW) {
		memcpy(names->name[names->n++], kept, NAME_ROOM);
		rise(names);
	} else if (compare(kept, names->name[0]) < 0) {
		memcpy(names->name[0], kept, NAME_ROOM);
		sink(names);
	}
}

static bool is_kind(const struct names *names, DIR *dir, const struct dirent *entry)
{
	struct stat st;
	bool folder = entry->d_type == DT_DIR;

	if (entry->d_type == DT_UNKNOWN)
		folder = fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			 S_ISDIR(st.st_mode);
	return folder == (names->kind == NAMES_FOLDERS);
}

static void fill(struct names *names)
{
	DIR *dir = opendir(names->path);
	const struct dirent *entry;

	names->n = names->given = 0;
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (names_wanted(entry->d_name) && strlen(entry->d_name) < NAME_ROOM &&
			is_kind(names, dir, entry))
			offer(names, entry->d_name);
	if (dir != NULL)
		(void)closedir(dir);
	qsort(names->name, names->n, NAME_ROOM, compare);
	if (names->n > 0)
		memcpy(names->last, names->name[names->n - 1], NAME_ROOM);
}

const char *names_next(struct names *names)
{
	if (!names->begun || (names->given == names->n && names->n == WINDOW)) {
		fill(names);
		names->begun = true;
	}
	return names->given < names->n ? names->name[names->given++] : NULL;
}
