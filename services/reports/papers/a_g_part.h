/* SPDX-License-Identifier: MIT
 *
 * The parts of the paper on the indicators A to G, for a_g.c, which puts them in order.
 */
#ifndef LEEP_REPORTS_PAPERS_A_G_PART_H
#define LEEP_REPORTS_PAPERS_A_G_PART_H

#include "services/reports/papers/a_g.h"

/* The longest plain text is an evidence with a title of 300 bytes. */
#define A_G_PLAIN_MAX ((size_t)4096)

/* Plain text as the content of an element. */
void a_g_add_plain(struct buffer *out, const struct buffer *plain);

/* The table of the seven. */
void a_g_table(struct buffer *out, const struct a_g_paper *paper);

/* The headline measures of D or E, of which there is one at least. */
void a_g_headlines(struct buffer *out, const struct a_g_paper *paper, enum a_g_letter letter);

/* The number of that table. */
unsigned a_g_table_number(const struct a_g_paper *paper, enum a_g_letter letter);

#endif
