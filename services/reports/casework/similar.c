/* SPDX-License-Identifier: MIT
 *
 * See similar.h. What small numbers hide is taken from the columns first, so that nothing here can tell it.
 */
#include "services/reports/casework/similar.h"

#include <stdlib.h>

#include "services/reports/suppression/suppression.h"

/* How far back and ahead a figure is looked for. */
#define YEARS_BACK  10
#define YEARS_AHEAD 20

struct similar {
	struct reading *reading;
	const struct support *support;
	size_t n_support;
	struct known known;
	size_t n_pair;
	struct pair *pair;     /* COLUMN_CELLS_MAX and the school itself */
	struct pair **closest; /* as many */
};

struct similar *similar_begin(struct reading *reading, const struct support *support, size_t n)
{
	struct similar *similar = arena_take_array(reading->arena, 1, sizeof(*similar));

	if (similar == NULL)
		return NULL;
	*similar = (struct similar){.reading = reading, .support = support, .n_support = n};
	similar->known = state_known_at(reading->txn, reading->receipts, 0);
	similar->pair = arena_take_array(reading->arena, COLUMN_CELLS_MAX + 1, sizeof(*similar->pair));
	similar->closest = arena_take_array(reading->arena, COLUMN_CELLS_MAX + 1, sizeof(struct pair *));
	return similar->pair == NULL || similar->closest == NULL ? NULL : similar;
}

/* The column of an authority's schools; false when there is none. Empties scratch. */
static bool find_column(struct similar *similar, const char *measure, unsigned year, uint32_t authority,
	struct indicator_event *ret)
{
	arena_reset(similar->reading->scratch);
	return state_beside(similar->reading->txn, similar->reading->scratch, &similar->known, measure,
		period_make(PERIOD_ACADEMIC, year, 0), "all", area_make(AREA_AUTHORITY, authority), ret);
}

static bool has_figure(const struct indicator_column *column, uint32_t urn)
{
	ptrdiff_t i = column_find(&column->figures, area_make(AREA_SCHOOL, urn));

	return i >= 0 && column_flag(&column->figures, (size_t)i) == FLAG_PRESENT;
}

/* Of the years from `first` towards `last` the first in which the school has a figure; 0: in none. */
static unsigned find_year(struct similar *similar, const struct support *support, const char *measure,
	unsigned first, unsigned last)
{
	int step = first < last ? 1 : -1;

	for (unsigned year = first; year != last + (unsigned)step; year += (unsigned)step) {
		struct indicator_event event;

		if (find_column(similar, measure, year, support->authority, &event) &&
			has_figure(&event.column, support->urn))
			return year;
	}
	return 0;
}

static struct pair *pair_of(struct similar *similar, uint32_t urn)
{
	for (size_t i = 0; i < similar->n_pair; i++)
		if (similar->pair[i].urn == urn)
			return &similar->pair[i];
	return NULL;
}

/* The figures of a year that may be shown, before or after. Empties scratch. */
static int read_year(struct similar *similar, const struct support *support, const char *measure,
	unsigned year, bool after, unsigned *ret_decimals)
{
	struct indicator_event event;
	int rc;

	if (!find_column(similar, measure, year, support->authority, &event))
		return similar->reading->txn->error;
	rc = suppression_apply(similar->reading->suppression, &event.column);
	for (size_t i = 0; rc == 0 && i < event.column.figures.n; i++) {
		struct area area = {event.column.figures.area[i]};
		int64_t figure = column_micro(&event.column.figures, i);
		struct pair *pair = after ? pair_of(similar, area_code(area)) : NULL;

		if (area_kind(area) != AREA_SCHOOL || column_flag(&event.column.figures, i) != FLAG_PRESENT)
			continue;
		if (after && pair != NULL)
			pair->after = figure;
		else if (!after)
			similar->pair[similar->n_pair++] =
				(struct pair){area_code(area), figure, DECIMAL_NONE, 0};
		if (area_code(area) == support->urn)
			*ret_decimals = column_decimals(&event.column.figures, i);
	}
	return rc;
}

/* -- similar schools --------------------------------------------------------------------------------------------- */

static bool supported(const struct similar *similar, uint32_t urn, uint32_t from, uint32_t until)
{
	for (size_t i = 0; i < similar->n_support; i++)
		if (similar->support[i].urn == urn && similar->support[i].from <= until &&
			similar->support[i].until >= from)
			return true;
	return false;
}

/* Of the same phase, and both mainstream or both not, as far as the register says. */
static bool same_phase(struct similar *similar, const struct school *own, uint32_t urn)
{
	struct school other;

	return state_school(similar->reading->txn, similar->reading->scratch, urn, &other) &&
	       strcmp(own->phase, other.phase) == 0 && strcmp(own->setting, other.setting) == 0;
}

static int64_t apart(int64_t a, int64_t b)
{
	int64_t difference = decimal_difference(a, b);

	return difference == DECIMAL_NONE ? INT64_MAX : llabs(difference);
}

static int by_distance(const void *a, const void *b)
{
	const struct pair *const *x = a;
	const struct pair *const *y = b;

	if ((*x)->apart != (*y)->apart)
		return (*x)->apart < (*y)->apart ? -1 : 1;
	return ((*x)->urn > (*y)->urn) - ((*x)->urn < (*y)->urn);
}

static void compare(struct similar *similar, const struct support *support, struct course *course)
{
	uint32_t from = 0, until = 0;
	struct school own;
	__int128 sum = 0;
	size_t n = 0;

	arena_reset(similar->reading->scratch);
	if (!state_school(similar->reading->txn, similar->reading->scratch, support->urn, &own) ||
		!day_make(period_year(course->before), 9, 1, &from) ||
		!day_make(period_year(course->after), 8, 31, &until))
		return;
	for (size_t i = 0; i < similar->n_pair; i++) {
		struct pair *pair = &similar->pair[i];

		if (pair->urn != support->urn && pair->after != DECIMAL_NONE &&
			!supported(similar, pair->urn, from, until) && same_phase(similar, &own, pair->urn))
			similar->closest[n++] = pair;
		pair->apart = apart(pair->before, course->own.before);
	}
	qsort(similar->closest, n, sizeof(struct pair *), by_distance);
	course->n_similar = n < SIMILAR_MAX ? n : SIMILAR_MAX;
	for (size_t i = 0; i < course->n_similar; i++)
		sum += (__int128)similar->closest[i]->after - similar->closest[i]->before;
	if (course->n_similar > 0)
		course->similar_change = decimal_divide(sum, (int64_t)course->n_similar);
}

/* -- the course -------------------------------------------------------------------------------------------------- */

static bool breaks_between(const struct measure *measure, unsigned before, unsigned after)
{
	struct period first;

	return measure->breaks[0] != '\0' &&
	       period_parse(measure->breaks, strlen(measure->breaks), PERIOD_ACADEMIC, &first) == 0 &&
	       before < period_year(first) && period_year(first) <= after;
}

int similar_course(struct similar *similar, const struct support *support, const struct measure *measure,
	struct course *ret)
{
	unsigned year = period_year(period_academic_of_day(support->from));
	struct course course = {.measure = measure, .similar_change = DECIMAL_NONE};
	unsigned before = find_year(similar, support, measure->id, year - 1, year - YEARS_BACK);
	unsigned after = find_year(similar, support, measure->id, year + YEARS_AHEAD, year);
	const struct pair *own;
	int rc = 0;

	course.own = (struct pair){support->urn, DECIMAL_NONE, DECIMAL_NONE, 0};
	similar->n_pair = 0;
	if (before != 0) {
		course.before = period_make(PERIOD_ACADEMIC, before, 0);
		rc = read_year(similar, support, measure->id, before, false, &course.decimals);
	}
	if (rc == 0 && after != 0) {
		course.after = period_make(PERIOD_ACADEMIC, after, 0);
		if (before == 0 || pair_of(similar, support->urn) == NULL)
			similar->pair[similar->n_pair++] =
				(struct pair){support->urn, DECIMAL_NONE, DECIMAL_NONE, 0};
		rc = read_year(similar, support, measure->id, after, true, &course.decimals);
	}
	own = pair_of(similar, support->urn);
	if (own != NULL)
		course.own = *own;
	course.hidden = (before != 0 && course.own.before == DECIMAL_NONE) ||
			(after != 0 && course.own.after == DECIMAL_NONE);
	course.broken = before != 0 && after != 0 && breaks_between(measure, before, after);
	if (rc == 0 && course.own.before != DECIMAL_NONE && course.own.after != DECIMAL_NONE &&
		!course.broken)
		compare(similar, support, &course);
	*ret = course;
	return rc < 0 ? rc : similar->reading->txn->error;
}
