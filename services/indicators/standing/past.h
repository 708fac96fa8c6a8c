/* SPDX-License-Identifier: MIT
 *
 * What other columns ask of a column: its figures, before rounding where that is known, the pupils behind them and how far
 * their intervals reach. Columns are worked out in the order of measure, period, group and parent, so that the two
 * periods before and the groups beside were most often at hand a moment ago: the last ones are kept, and decoded once.
 * They are forgotten before anything of the state can change, so that a result is the same with and without.
 */
#ifndef LEEP_INDICATORS_STANDING_PAST_H
#define LEEP_INDICATORS_STANDING_PAST_H

#include "services/indicators/state.h"
#include "services/indicators/statistics/interval.h"
#include "services/indicators/statistics/share.h"

/* How far an interval reaches down and up from its figure; DECIMAL_NONE: there is none. */
struct reach {
	int64_t below;
	int64_t above;
};

struct past {
	size_t n; /* 0: there is no such column */
	const uint32_t *area;
	const int64_t *figure;           /* as it stands in front, millionths */
	const struct share *share;       /* NULL: the figures themselves, of pupils not known */
	const struct interval *interval; /* worked out, where none is published; NULL: none */
	const struct reach *reach;       /* of the interval, published or worked out; NULL: none */
};

/* The figure at `i` before rounding, and its pupils. */
static inline struct share past_share(const struct past *past, size_t i)
{
	return past->share == NULL ? (struct share){past->figure[i], 0} : past->share[i];
}

/* Move `k` on to an area; both go in the order of areas. False when the column does not have it. */
static inline bool past_at(const struct past *past, uint32_t area, size_t *k)
{
	while (*k < past->n && past->area[*k] < area)
		(*k)++;
	return *k < past->n && past->area[*k] == area;
}

struct neighbours;
struct pasts;

/* NULL when memory is short. */
struct pasts *pasts_open(void);

/* Takes NULL. */
void pasts_free(struct pasts *pasts);

/* Forget all: to be called before the state changes, and when a change has been undone. */
void pasts_clear(struct pasts *pasts);

/* Beside them, what is kept of the neighbours in force. */
struct neighbours *pasts_neighbours(const struct pasts *pasts);

/* Make room for what one column asks for. Until the next call nothing is forgotten. */
void pasts_begin(struct pasts *pasts);

/* What is kept of a series under a parent; NULL: nothing. */
const struct past *pasts_find(const struct pasts *pasts, struct series series, struct area parent);

/* Keep what is asked of a column. `measure` may be NULL. ERR_NOMEM. */
int pasts_add(struct pasts *pasts, const struct measure *measure, struct series series, struct area parent,
	const struct column *figures, const struct past **ret);

#endif
