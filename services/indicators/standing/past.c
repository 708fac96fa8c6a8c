/* SPDX-License-Identifier: MIT
 *
 * See past.h.
 */
#include "services/indicators/standing/past.h"

#include <stdlib.h>

#include "common/base/arena.h"
#include "services/indicators/standing/neighbours.h"

/* One column asks for itself, the two periods before and the group beside. */
#define ASKED 4

/* A column of 3,000 cells, and 400 authorities that only their schools tell of, takes 60 bytes a cell: 204 KB. */
#define KEPT  256
#define BYTES ((size_t)4 * 1024 * 1024)
#define ROOM  ((size_t)ASKED * 256 * 1024)

struct kept {
	struct series series;
	struct area parent;
	struct past past;
};

struct pasts {
	struct arena *arena;
	struct neighbours *neighbours;
	size_t n;
	struct kept kept[KEPT];
};

struct pasts *pasts_open(void)
{
	struct pasts *pasts = calloc(1, sizeof(*pasts));

	if (pasts == NULL)
		return NULL;
	pasts->arena = arena_open(BYTES);
	pasts->neighbours = neighbours_open();
	if (pasts->arena != NULL && pasts->neighbours != NULL)
		return pasts;
	pasts_free(pasts);
	return NULL;
}

void pasts_free(struct pasts *pasts)
{
	if (pasts == NULL)
		return;
	arena_free(pasts->arena);
	neighbours_free(pasts->neighbours);
	free(pasts);
}

static void forget_columns(struct pasts *pasts)
{
	arena_reset(pasts->arena);
	pasts->n = 0;
}

void pasts_clear(struct pasts *pasts)
{
	forget_columns(pasts);
	neighbours_clear(pasts->neighbours);
}

struct neighbours *pasts_neighbours(const struct pasts *pasts)
{
	return pasts->neighbours;
}

void pasts_begin(struct pasts *pasts)
{
	if (pasts->n + ASKED > KEPT || arena_used(pasts->arena) + ROOM > BYTES)
		forget_columns(pasts);
}

const struct past *pasts_find(const struct pasts *pasts, struct series series, struct area parent)
{
	/* The latest are asked for most. */
	for (size_t i = pasts->n; i-- > 0;) {
		const struct kept *kept = &pasts->kept[i];

		if (kept->series.measure == series.measure && kept->series.period.v == series.period.v &&
			kept->series.group == series.group && area_equal(kept->parent, parent))
			return &kept->past;
	}
	return NULL;
}

static int64_t published(const struct column *figures, const int64_t *ends, size_t i)
{
	int64_t v;

	return ends != NULL && decimal_rescale(ends[i], figures->scale, MICRO_SCALE, &v) ? v : DECIMAL_NONE;
}

/* The interval that is worked out of a share, as the measure's kind has it. */
static struct interval work_out(
	const struct measure *measure, const struct column *figures, const struct share *share)
{
	switch (measure->interval) {
	case INTERVAL_WILSON:
		return interval_wilson(share->figure, share->pupils);
	case INTERVAL_PROGRESS:
		return interval_progress(
			share->figure, measure_spread(measure, figures->period), share->pupils);
	case INTERVAL_NONE:
		break;
	}
	return (struct interval){DECIMAL_NONE, DECIMAL_NONE};
}

/* A figure that was rounded may lie outside its interval by as much: that is no reach. */
static int64_t at_least_none(int64_t reach)
{
	return reach < 0 && reach != DECIMAL_NONE ? 0 : reach;
}

/* Intervals of sampling: published ones first. */
static int add_intervals(
	struct arena *arena, const struct measure *measure, const struct column *figures, struct past *past)
{
	struct interval *worked = arena_take_array(arena, past->n, sizeof(*worked));
	struct reach *reach = arena_take_array(arena, past->n, sizeof(*reach));

	if (worked == NULL || reach == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < past->n; i++) {
		struct share share = past_share(past, i);
		struct interval interval = {
			published(figures, figures->low, i), published(figures, figures->high, i)};
		int64_t figure = past->figure[i];

		worked[i] = (struct interval){DECIMAL_NONE, DECIMAL_NONE};
		if (interval.low == DECIMAL_NONE && figure != DECIMAL_NONE) {
			figure = share.figure;
			interval = worked[i] = work_out(measure, figures, &share);
		}
		reach[i].below = at_least_none(decimal_difference(figure, interval.low));
		reach[i].above = at_least_none(decimal_difference(interval.high, figure));
	}
	past->interval = worked;
	past->reach = reach;
	return 0;
}

static int make(
	struct arena *arena, const struct measure *measure, const struct column *figures, struct past *past)
{
	uint32_t *area = arena_take_array(arena, figures->n, sizeof(*area));
	int64_t *figure = arena_take_array(arena, figures->n, sizeof(*figure));
	struct share *share = figures->cohort == NULL && figures->numerator == NULL
				      ? NULL
				      : arena_take_array(arena, figures->n, sizeof(*share));

	if (area == NULL || figure == NULL ||
		(share == NULL && (figures->cohort != NULL || figures->numerator != NULL)))
		return ERR_NOMEM;
	for (size_t i = 0; i < figures->n; i++) {
		area[i] = figures->area[i];
		figure[i] = column_micro(figures, i);
		if (share != NULL)
			share[i] = share_of(figures, i);
	}
	*past = (struct past){.n = figures->n, .area = area, .figure = figure, .share = share};
	return measure == NULL || measure->interval == INTERVAL_NONE
		       ? 0
		       : add_intervals(arena, measure, figures, past);
}

int pasts_add(struct pasts *pasts, const struct measure *measure, struct series series, struct area parent,
	const struct column *figures, const struct past **ret)
{
	struct kept *kept = &pasts->kept[pasts->n];
	int rc;

	if (pasts->n == KEPT)
		return ERR_NOMEM;
	rc = make(pasts->arena, measure, figures, &kept->past);
	if (rc < 0)
		return rc;
	kept->series = series;
	kept->parent = parent;
	pasts->n++;
	*ret = &kept->past;
	return 0;
}
