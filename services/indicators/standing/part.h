/* SPDX-License-Identifier: MIT
 *
 * What the parts of this folder share while one column is worked out. Each part fills arrays of its own; an array that
 * would say nothing of any area stays NULL, which costs nothing on the wire.
 */
#ifndef LEEP_INDICATORS_STANDING_PART_H
#define LEEP_INDICATORS_STANDING_PART_H

#include "common/model/indicator.h"
#include "services/indicators/standing/memory.h"

struct standing {
	struct memory *memory;
	struct txn *txn;
	struct arena *arena;
	const struct catalogue *catalogue;
	struct series series;
	const struct measure *measure; /* NULL: not of the catalogue */
	enum polarity polarity;
	bool no_quartile;
	struct column *base; /* as published; n 0: none */
	size_t n_worked;     /* authorities whose schools add up to something */
	uint32_t *authority;
	struct worked *worked;
	struct worked nation;
	bool nation_worked;
	int64_t *figure; /* what stands in front, area by area, in millionths */
};

/* The figures of another series under the same parent, published or only worked out, as they stand in front; n 0: none.
 * ERR_NOMEM. */
int standing_front(const struct standing *now, struct series series, struct column *ret);

/* The cell at `i` in millionths; DECIMAL_NONE when it has no figure. */
int64_t standing_micro(const struct column *figures, size_t i);
int64_t standing_micro_of(const struct column *figures, struct area area);

/* An array of `n` with DECIMAL_NONE throughout; NULL when memory is short. */
int64_t *standing_none(struct arena *arena, size_t n);

/* comparators.c: what a column under England, or a column of schools, is compared with. ERR_NOMEM. */
int standing_compare_england(const struct standing *s, struct indicator_column *out);
int standing_compare_schools(const struct standing *s, struct indicator_column *out);

/* places.c: rank, percentile and quartile among all authorities. ERR_NOMEM. */
int standing_places(const struct standing *s, struct indicator_column *out);

/* course.c: beside the periods before. ERR_NOMEM. */
int standing_course(const struct standing *s, struct indicator_column *out);

#endif
