/* SPDX-License-Identifier: MIT
 *
 * One file of the watched folder: looked at, sent, and moved to accepted/ or refused/ with its receipt beside it. What
 * cannot be taken now is left where it is, with the reason. folder.c decides when; this is what.
 */
#ifndef LEEP_CLI_TAKING_H
#define LEEP_CLI_TAKING_H

#include "services/cli/cli.h"
#include "services/cli/names.h"

enum taken {
	TAKEN,        /* moved */
	LEFT_ABSENT,  /* gone meanwhile, or none that is taken */
	LEFT_WRITING, /* somebody writes it: its close will be heard, or the next look finds it still */
	LEFT_CHANGED, /* it changed while it was sent: the same */
	LEFT_UNANSWERED,
	/* From here on a person may have to do something. */
	LEFT_UNREADABLE, /* no permission, or it cannot be read to its end */
	LEFT_NO_FILE,    /* a link, a pipe, a device */
	LEFT_NO_ROOM,    /* ingest has no room */
	LEFT_UNMOVED, /* submitted, but there is no room or no permission to move it or to write its receipt */
	LEFT_FAILED,
	TAKEN_KINDS
};

struct taking {
	struct cli *cli;
	const char *folder;  /* its path */
	struct cli_said why; /* of what was left, beyond its kind */
};

/* What is left, in words of a log line. */
const char *taken_text(enum taken taken);

/* Do the services answer that a file is taken with? */
bool taking_answered(struct taking *taking);

/* Take the file `name`, and before it the description of its columns where one lies beside it. `closed`: its writer has
 * told that it is complete. Nothing but a signal ends this before the file has flowed through; being ended leaves the
 * file where it was, to be taken again as one submitted before. */
enum taken taking_take(struct taking *taking, const char *name, bool closed);

#endif
