/* SPDX-License-Identifier: MIT
 *
 * leep check and leep submit --dry-run: what would become of a file, with nothing kept and no service needed.
 */
#ifndef LEEP_CLI_CHECK_H
#define LEEP_CLI_CHECK_H

#include "services/cli/cli.h"
#include "services/cli/print.h"

/* Let leep-ingest read and check the file, and print its receipt, refused rows and findings for people, or the table of
 * findings as `printing` says. An exit status: EXIT_REFUSED when submit would refuse it. */
int check_file(struct cli *cli, const struct sending *sending, struct printing *printing);

/* After the last file: the end of what was printed as CSV or JSON. */
void check_end(struct printing *printing);

#endif
