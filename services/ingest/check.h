/* SPDX-License-Identifier: MIT
 *
 * leep-ingest --check FILE: one file read and checked as if it had been submitted, with nothing kept and nobody asked.
 * The command line runs it for `leep check` and `leep submit --dry-run`.
 */
#ifndef LEEP_INGEST_CHECK_H
#define LEEP_INGEST_CHECK_H

#include <stdbool.h>

/* Is that what the arguments ask for? */
bool check_wanted(int argc, char **argv);

/* Reads the Submit command that would have been sent from standard input; writes the events that would have said what
 * became of the file (findings, then Closed), each behind its length as u64 big-endian, to standard output. The exit
 * status: 0, or 1 after having said why on standard error. A refused file is 0: its Closed says so. */
int check_run(int argc, char **argv);

#endif
