/* SPDX-License-Identifier: MIT
 *
 * Where something of a YAML file stands, for the person who mends it. Libcyaml names the place of what breaks the schema;
 * what a value says is looked at later, when it has no place any more, so this reads the text again with libyaml.
 */
#ifndef LEEP_MODEL_YAMLPLACE_H
#define LEEP_MODEL_YAMLPLACE_H

#include <stddef.h>

#include "common/base/bytes.h"

/* From 1, columns in characters; a line of 0 where the text has no such thing. */
struct yamlplace {
	size_t line, column;
};

/* Entry `item` (from 0) of the list under `list` of a mapping: byte `offset` of its value of `key`, whether that is plain,
 * quoted or folded over lines; where the entry begins, when it has no such key or `key` is NULL. */
struct yamlplace yamlplace_find(
	struct bytes text, const char *list, size_t item, const char *key, size_t offset);

#endif
