/* SPDX-License-Identifier: MIT
 *
 * Which groups of pupils add up to which: girls and boys to all, girls with and without free school meals to girls. Pure;
 * the distinctions are one list in families.c.
 *
 * A group's name joins its distinctions with "+". Whoever takes one of them away has the group that it is a part of; the
 * other parts are those with another value of the same distinction in its place. A family need not be complete: pupils
 * of no known part are the difference of the pupils.
 *
 * Example: of "all", "girls", "boys", "girls+fsm", "girls+not-fsm" there are two families: all of girls and boys, and
 * girls of girls+fsm and girls+not-fsm.
 */
#ifndef LEEP_REPORTS_SUPPRESSION_FAMILIES_H
#define LEEP_REPORTS_SUPPRESSION_FAMILIES_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"

/* Values of one distinction, at most. */
#define FAMILY_PARTS_MAX 8

struct family {
	uint32_t total; /* indices into the groups */
	uint32_t set;   /* the distinction */
	size_t n;
	uint32_t part[FAMILY_PARTS_MAX];
};

/* The families among `n` groups, in the order of their first parts. ERR_NOMEM. */
int families_find(
	struct arena *arena, const char *const *group, size_t n, struct family **ret, size_t *ret_n);

#endif
