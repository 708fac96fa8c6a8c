/* SPDX-License-Identifier: MIT
 *
 * The Department for Education's indicators A to G for inspecting a council's arrangements for school improvement, and
 * which measures are evidence on each: catalogue/indicators_a_g.yaml. Read by reports for the paper of that name.
 */
#ifndef LEEP_MODEL_INDICATORS_A_G_H
#define LEEP_MODEL_INDICATORS_A_G_H

#include <stdint.h>

#include "common/model/catalogue.h"

enum a_g_letter { A_G_A, A_G_B, A_G_C, A_G_D, A_G_E, A_G_F, A_G_G, A_G_LETTERS };

#define A_G_LINES_MAX    100
#define A_G_MEASURES_MAX 10

/* One thing that is measured, by the ids it goes by, the first preferred. */
struct a_g_line {
	char *phase; /* of the catalogue's words */
	char **measures;
	uint32_t n_measures;
};

struct a_g_text {
	char *letter; /* "A" */
	char *text;   /* as the department words it */
	struct a_g_line *lines;
	uint32_t n_lines;
};

/* The seven, in their order. */
struct a_g_list {
	struct a_g_text *indicators;
	uint32_t n;
};

/* ERR_SYNTAX, ERR_NOTFOUND with file and reason in `error`: also when a measure that no publication brings itself
 * (lait.) is not in the catalogue, or one of D or E is not better the higher it is. */
int a_g_list_open(
	const char *folder, const struct catalogue *catalogue, struct a_g_list **ret, struct err_text *error);

/* Takes NULL. */
void a_g_list_free(struct a_g_list *list);

#endif
