/* SPDX-License-Identifier: MIT
 *
 * A file on its way to ingest, in parts under the id of the command that will submit it.
 */
#ifndef LEEP_CLI_TRANSFER_H
#define LEEP_CLI_TRANSFER_H

#include <stdio.h>

#include "services/cli/cli.h"

struct transferring {
	const char *path; /* for messages */
	FILE *file;
	uint8_t id[REQUEST_ID_LEN];
	struct client *client; /* NULL before the first call */
	/* Of what was sent, when all of it was: */
	uint64_t size;
	uint8_t sha256[SHA256_LEN];
};

/* Send the file from its beginning. An exit status; `ret` is ingest's last answer, which may be an error. A file that
 * was changed meanwhile is taken back and refused: what was read of it is neither the old one nor the new. */
int transfer_file(struct cli *cli, struct transferring *transferring, struct answer *ret);

#endif
