/* SPDX-License-Identifier: MIT
 *
 * What the parts of this folder share while one column is worked out. Each part fills arrays of its own; an array that
 * would say nothing of any area stays NULL, which costs nothing on the wire.
 */
#ifndef LEEP_INDICATORS_STANDING_PART_H
#define LEEP_INDICATORS_STANDING_PART_H

#include "common/model/indicator.h"
#include "services/indicators/standing/past.h"
#include "services/indicators/state.h"

struct standing {
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
	struct worked region[AREA_REGIONS]; /* by code, from AREA_REGION_MIN on */
	bool region_worked[AREA_REGIONS];
	int64_t *figure; /* what stands in front, area by area, in millionths */
	struct pasts *pasts;
	const struct past *now; /* what other columns will ask of this one */
};

/* What is asked of another series under the same parent; n 0: it has no figures. ERR_NOMEM. */
int standing_past(const struct standing *now, struct series series, const struct past **ret);

/* The figure of an area in millionths; DECIMAL_NONE when it has none. */
int64_t standing_micro_of(const struct column *figures, struct area area);

/* An array of `n` with DECIMAL_NONE throughout; NULL when memory is short. */
int64_t *standing_none(struct arena *arena, size_t n);

/* In a function that has `s`, `out` and `n`: an array of `n` with 0 throughout, or ERR_NOMEM. */
#define STANDING_TAKE(name)                                            \
	out->name = arena_take_array(s->arena, n, sizeof(*out->name)); \
	if (out->name == NULL)                                         \
	return ERR_NOMEM

/* What schools add up to for England, a region or an authority; false when there is nothing. */
bool standing_worked(const struct standing *s, struct area area, struct worked *ret);

/* England's figure in millionths as `england`, its column, has it or as its schools add up to it; DECIMAL_NONE. */
int64_t standing_nation(struct standing *s, const struct column *england);

/* regions.c: add authorities up to their regions, where all of a region are there. */
void standing_add_up_regions(struct standing *s);

/* same_phase.c: the schools of a column beside those of the same phase. ERR_NOMEM. */
int standing_phase(const struct standing *s, struct indicator_column *out);

/* comparators.c: what a column under England, or a column of schools, is compared with. ERR_NOMEM. */
int standing_compare_england(const struct standing *s, struct indicator_column *out);
int standing_compare_schools(struct standing *s, struct indicator_column *out);

/* places.c: rank, percentile and quartile among all authorities. ERR_NOMEM. */
int standing_places(const struct standing *s, struct indicator_column *out);

/* course.c: beside the periods before. ERR_NOMEM. */
int standing_course(const struct standing *s, struct indicator_column *out);

/* intervals.c: 95 % intervals. ERR_NOMEM. */
int standing_intervals(const struct standing *s, struct indicator_column *out);

/* gaps.c: beside another group of pupils. ERR_NOMEM. */
int standing_gaps(const struct standing *s, struct indicator_column *out);

#endif
