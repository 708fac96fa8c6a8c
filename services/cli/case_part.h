/* SPDX-License-Identifier: MIT
 *
 * What the files of `leep case` share: case.c reads the words, case_write.c sends commands, case_show.c prints, case_file.c
 * takes in and gives out CSV.
 */
#ifndef LEEP_CLI_CASE_PART_H
#define LEEP_CLI_CASE_PART_H

#include "common/model/case_kinds.h"
#include "services/cli/cli.h"

/* The kind of this name; NULL after having said that there is none. */
const struct case_kind *case_kind_named(const char *name);

/* case_write.c: one record; its fields are those of the options. `id` 0: a new one. An exit status. */
int case_write(struct cli *cli, enum case_verb verb, const char *kind, uint64_t id, uint64_t case_id);
/* Open a case at the school `urn`, with a concern from the alert where --alert names one. */
int case_open(struct cli *cli, const char *urn);

/* case_show.c: a list of a kind, one case, the changes in it, one record. */
int case_list(struct cli *cli, const char *kind, const char *const *shown, const char *state);
int case_show(struct cli *cli, uint64_t case_id);
int case_changes(struct cli *cli, uint64_t case_id);
int case_record(struct cli *cli, uint64_t id);
/* Cases with what waits, the first due first. */
int case_overview(struct cli *cli);
/* Before and after support. */
int case_impact(struct cli *cli);
/* The kinds, or the fields of one. */
int case_kinds_print(const char *name);

/* case_file.c */
int case_export(struct cli *cli, const char *kind);
int case_import(struct cli *cli, const char *kind, const char *path);

#endif
