/* SPDX-License-Identifier: MIT
 *
 * The YAML files that people edit, read by a strict schema of libcyaml: a key that the schema does not know, a key
 * given twice, an alias, a second document and an empty file are all errors, and every error names file and line.
 */
#ifndef LEEP_MODEL_YAMLFILE_H
#define LEEP_MODEL_YAMLFILE_H

#include <cyaml/cyaml.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* Largest text: the largest we ship, the measures, has 30 KB; a caseload of 2,000 schools has 20 KB. */
#define YAMLFILE_SIZE_MAX ((size_t)1024 * 1024)

/* Load by a schema whose top value is a CYAML_FLAG_POINTER to a mapping. `name` is what errors call the text; NULL:
 * whoever hears them names it.
 * ERR_SYNTAX, ERR_LIMIT when too long, ERR_NOMEM. Give back with yamlfile_free. */
int yamlfile_load(struct bytes text, const char *name, const struct cyaml_schema_value *schema, void **ret,
	struct err_text *error);

/* The same for a file; also ERR_NOTFOUND and ERR_IO. `folder` may be NULL. */
int yamlfile_read(const char *folder, const char *file, const struct cyaml_schema_value *schema, void **ret,
	struct err_text *error);

/* Takes NULL for `data`. */
void yamlfile_free(const struct cyaml_schema_value *schema, void *data);

/* A copy in the arena; "" for NULL, which is how libcyaml says that a key was left out. NULL beyond the cap. */
const char *yamlfile_copy(struct arena *arena, const char *text);

/* One line: without control characters, escaped ones included, and without Unicode's line breaks. NULL is. */
bool yamlfile_is_line(const char *text);

#endif
