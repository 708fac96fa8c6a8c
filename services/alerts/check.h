/* SPDX-License-Identifier: MIT
 *
 * leep-alerts --check-rules FILE: a rules.yaml read as the service would, with nothing started. The command line runs it
 * for `leep rules check`.
 */
#ifndef LEEP_ALERTS_CHECK_H
#define LEEP_ALERTS_CHECK_H

#include <stdbool.h>

/* Is that what the arguments ask for? */
bool check_wanted(int argc, char **argv);

/* The exit status: 0, having said on standard output how many rules there are; 2 when the file would be refused, 1 for
 * another failure, having said why on standard error. */
int check_run(int argc, char **argv);

#endif
