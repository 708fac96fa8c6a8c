/* SPDX-License-Identifier: MIT
 *
 * The checks of a file's arithmetic as it is read: rows are kept while they come, columns are held against the catalogue
 * when they are finished, and then everything is judged. intake.c calls this; what is checked and how is in checks.h.
 */
#ifndef LEEP_INGEST_ARITHMETIC_H
#define LEEP_INGEST_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/csv.h"
#include "common/model/catalogue.h"
#include "common/model/period.h"

struct intake;
struct arithmetic;

/* How far the finished columns were held against the catalogue; of the measure that is being looked at, the earliest
 * year and the earliest under the definition in force. */
struct look {
	size_t next;
	const struct measure *measure; /* NULL: not of the catalogue */
	struct period first, since;    /* 0: none yet */
	size_t since_at;               /* column of `since` */
};

/* The checks of checks.h on a file, arithmetic.c. Keep what of a row they need; ERR_NOMEM. */
int arithmetic_row(struct intake *intake, const struct csv_row *row);

/* What only asks the catalogue, catalogued.c, when the builder is finished, a slice at a time while `ret_more`. ERR_NOMEM,
 * ERR_IO. */
int catalogued_check(struct intake *intake, bool *ret_more);
struct period superseded_from(const struct measure *measure);

/* The checks of the rows that were kept, and the list of all that was found. ERR_NOMEM. */
int arithmetic_finish(struct intake *intake);

/* Takes NULL. */
void arithmetic_free(struct arithmetic *arithmetic);

#endif
