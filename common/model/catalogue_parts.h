/* SPDX-License-Identifier: MIT
 *
 * What the readers of the catalogue's files share. Only files of this folder include it.
 */
#ifndef LEEP_MODEL_CATALOGUE_PARTS_H
#define LEEP_MODEL_CATALOGUE_PARTS_H

#include "common/base/arena.h"
#include "common/model/catalogue.h"

struct catalogue {
	struct arena *arena;
	size_t n_measure;
	struct measure *measure; /* as in the file */
	const struct measure **by_id;
	size_t n_area;
	struct area_def *area;              /* by number */
	uint16_t region_or_authority[1000]; /* by code, its position + 1; 0: none */
	size_t n_pair;
	struct group_pair *pair; /* as in the file */
};

/* What a schema says of a key. */
#define NEEDED CYAML_FLAG_DEFAULT
#define MAY_BE CYAML_FLAG_OPTIONAL
#define WORD   CYAML_FLAG_STRICT

/* Each reads one file of `folder` into the catalogue: ERR_NOTFOUND, ERR_SYNTAX and so on, said in `error`. */
int catalogue_read_measures(struct catalogue *catalogue, const char *folder, struct err_text *error);
int catalogue_read_groups(struct catalogue *catalogue, const char *folder, struct err_text *error);

#endif
