/* SPDX-License-Identifier: MIT
 *
 * Texts that come again and again, each kept once and known by a small number.
 */
#ifndef LEEP_INGEST_NAMES_H
#define LEEP_INGEST_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

/* At most `max` (up to 65,536) texts of at most `bytes` together; NULL when memory is short. */
struct names *names_open(size_t max, size_t bytes);

/* Takes NULL. */
void names_free(struct names *names);

/* The number of a text, copied when it is new. ERR_LIMIT beyond what may be kept; ERR_NOMEM. */
int names_number(struct names *names, const char *text, uint16_t *ret);

const char *names_text(const struct names *names, uint16_t number);

/* The place of each text in the order of strcmp, by its number; NULL when memory is short. Until the next new text. */
const uint16_t *names_rank(struct names *names);

#endif
