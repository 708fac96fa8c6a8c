/* SPDX-License-Identifier: MIT
 *
 * Periods as papers print them in a sentence, and how far back they lie.
 */
#ifndef LEEP_REPORTS_PAPERS_WHEN_H
#define LEEP_REPORTS_PAPERS_WHEN_H

#include <stdint.h>

#include "common/model/period.h"

struct when_text {
	char text[48];
};

/* "31 July 2013", "July 2013"; any other period as it is printed everywhere, "2012/13". */
const char *when_print(struct period period, struct when_text *out);

/* The last day of a period as yyyymmdd, so that periods of different kinds can be put in order: a date is its own, a
 * month ends on the 31st, and any year with the academic year it is taken for, on 31 August of the year in which it ends. */
uint32_t when_ends(struct period period);

/* The year in which the academic year of that day ends: 2013 for 31 July 2013, 2014 for September 2013. */
unsigned when_academic_year(struct period period);

#endif
