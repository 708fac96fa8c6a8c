/* SPDX-License-Identifier: MIT
 *
 * One copy of each text, however often it comes: a register of 50,000 schools has 28 texts for each and some 20,000
 * different ones among them.
 */
#ifndef LEEP_INGEST_INTERN_H
#define LEEP_INGEST_INTERN_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

struct intern;

/* Texts live in `arena`, which must outlive what is opened. ERR_NOMEM. */
int intern_open(struct arena *arena, struct intern **ret);

/* Takes NULL. */
void intern_free(struct intern *intern);

/* The copy of the text, its control characters made spaces; NULL when memory is short. Texts beyond the first 65,536
 * different ones are copied each time. */
const char *intern_text(struct intern *intern, struct bytes text);

#endif
