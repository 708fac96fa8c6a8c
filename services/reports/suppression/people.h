/* SPDX-License-Identifier: MIT
 *
 * Primary suppression: is a cell about so few pupils that it is not shown? Pure.
 *
 * A cell is small when the pupils behind it are known (its cohort, else its denominator) and are fewer than the
 * threshold and more than none: 5 with a threshold of 6, as the performance tables of the Department for Education hide
 * results of 5 pupils or fewer (SUPP) and show those of 6. A count of pupils is small when it is itself from 1 to
 * threshold - 1. A share of many pupils of whom few, or all but few, are meant (2 % of 50) is not small: the tables show
 * it, and hiding it would hide every good school.
 *
 * Never small: what counts schools (ofsted.), the register's own numbers on roll (gias.), and how many pupils a school
 * has in all, which the Department for Education publishes however few they are: in 2018/19 TPUP stands from 1 to 5 in
 * 108 rows whose results are SUPP. The same count of one group of pupils is small.
 *
 * Example, threshold 6: 40 % of 5 pupils is small, 33 % of 6 is not; 3 children with a statement (a count) is small, and
 * so is 0 % of 5; no pupils, or nobody knows how many, is not.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_PEOPLE_H
#define LEEP_REPORTS_SUPPRESSION_PEOPLE_H

#include "common/model/catalogue.h"
#include "common/model/column.h"

enum people {
	PEOPLE_NOT,   /* not about pupils */
	PEOPLE_SIZE,  /* how many there are in all, which is no secret */
	PEOPLE_SHARE, /* in percent of its pupils */
	PEOPLE_COUNT, /* the pupils themselves */
	PEOPLE_MEAN,  /* points, a score, anything else over its pupils */
};

/* What the figures of a measure say of pupils of a group. `measure` is NULL for one that came as data, of which `unit` is
 * what its description said ("": nothing). */
enum people people_of(const struct measure *measure, const char *id, const char *unit, const char *group);

/* The same for the figures at hand: those of a measure of no known unit are shares where their operands say so. */
enum people people_seen(enum people people, const struct measure *measure, const struct column *figures);

/* Pupils behind the figure of cell `i`; 0: not known. */
uint64_t people_behind(enum people people, const struct column *figures, size_t i);

/* Is cell `i` small? Threshold 0: none is. */
bool people_small(enum people people, const struct column *figures, size_t i, uint64_t threshold);

#endif
