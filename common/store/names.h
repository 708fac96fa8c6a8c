/* SPDX-License-Identifier: MIT
 *
 * Short numbers for texts that stand in many keys, such as measures and pupil groups. Numbers are given in the order of
 * first appearance, from 1, and never change; there are 65,535.
 */
#ifndef LEEP_STORE_NAMES_H
#define LEEP_STORE_NAMES_H

#include "common/store/store.h"

/* The two tables of a store that hold them. */
struct names {
	unsigned numbers; /* text -> u16 number */
	unsigned texts;   /* u16 number -> text */
};

/* The number of a text; 0 when it has none. */
uint16_t names_known(struct txn *txn, const struct names *names, const char *text);

/* The same, given now when it has none yet. ERR_LIMIT fails the transaction when none is left: ask names_left first. */
uint16_t names_number(struct txn *txn, const struct names *names, const char *text);

/* Can `n` more texts be given numbers? */
bool names_left(struct txn *txn, const struct names *names, unsigned n);

/* The text of a number, with its NUL; false when there is none. */
bool names_text(struct txn *txn, const struct names *names, uint16_t number, struct bytes *ret);

#endif
