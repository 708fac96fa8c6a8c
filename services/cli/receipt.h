/* SPDX-License-Identifier: MIT
 *
 * What became of a submission, once it has flowed through: for people, and as JSON beside a file of the watched folder.
 */
#ifndef LEEP_CLI_RECEIPT_H
#define LEEP_CLI_RECEIPT_H

#include <stdint.h>

#include "services/cli/cli.h"

struct receipt {
	struct table row; /* that of `leep submissions`, and the column "took": seconds, as text */
	bool accepted;
	bool duplicate; /* submitted before, under this number */
	bool checked;   /* was not submitted: the row has no number and no "took" */
};

/* Wait for the submission and ask for its receipt, into the arena. `begun` is the clock_monotonic() at which its sending
 * began: what it took is told from there to here, where every figure can be asked for. 0, or an exit status after
 * having said why. */
int receipt_get(struct cli *cli, const struct command_result *result, int64_t begun, struct receipt *ret);

/* In a few lines for people. */
void receipt_print(const struct receipt *receipt);

/* As one JSON object with "duplicate", and in "rejects" the refused rows that the receipt names, asked for here. The text
 * is the caller's to free. 0, or an exit status after having said why. */
int receipt_text(struct cli *cli, const struct receipt *receipt, char **ret);

/* The same for a file that was refused before it became a submission; NULL when there is no memory. */
char *receipt_refusal(const char *name, const char *why);

/* Does the receipt that `fd` is open on tell of the same file as `text`? */
bool receipt_is_of(int fd, const char *text);

#endif
