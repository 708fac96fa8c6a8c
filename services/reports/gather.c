/* SPDX-License-Identifier: MIT
 *
 * See gather.h. The order of series is the catalogue's. A measure counted on all institutions ("x.all") is the second
 * basis of its series; one of an earlier framework ("x.old", superseded by "x") gives the rows before the break.
 */
#include "services/reports/gather.h"

#include <stdio.h>

#include "services/reports/gathered.h"
#include "services/reports/papers/when.h"
#include "services/reports/suppression/suppression.h"

/* Series and periods of one paper: the catalogue has some hundred measures, a series some twenty years. */
#define SERIES_MAX  400
#define PERIODS_MAX 120

struct gathering {
	struct reading *reading;
	struct performance_paper *paper;
	struct area authority;
	struct known known;
	struct gathered_sources sources;
	uint32_t set; /* yyyymm of the newest neighbour set used */
};

/* Decimals that show a mean as it is: one more than the figures where it needs it. */
static struct figure neighbours_of(const struct indicator_column *column, ptrdiff_t i, unsigned decimals)
{
	struct figure figure = {.m = DECIMAL_NONE, .flag = FLAG_MISSING};
	int64_t rounded, back;

	if (i >= 0)
		figure.m = array_figure(column->neighbours, (size_t)i);
	if (figure.m == DECIMAL_NONE)
		return figure;
	figure.scale = MICRO_SCALE;
	figure.flag = FLAG_PRESENT;
	figure.decimals = decimals;
	if (decimal_rescale(figure.m, MICRO_SCALE, decimals, &rounded) &&
		decimal_rescale(rounded, decimals, MICRO_SCALE, &back) && back != figure.m &&
		decimals < MICRO_SCALE)
		figure.decimals = decimals + 1;
	return figure;
}

/* One period of a series; false when neither the authority nor England has anything in it. */
static bool read_row(struct gathering *g, const struct indicator_event *event, struct performance_row *row)
{
	const struct indicator_column *column = &event->column;
	ptrdiff_t own = column_find(&column->figures, g->authority);
	ptrdiff_t nation = column_find(&column->figures, area_england());

	if (own < 0 && nation < 0)
		return false;
	row->period = column->figures.period;
	row->authority = gathered_figure(&column->figures, own);
	row->national = gathered_figure(&column->figures, nation);
	row->neighbours = neighbours_of(column, own, row->authority.decimals);
	row->diff_national = own < 0 ? DECIMAL_NONE : indicator_diff_national(column, (size_t)own);
	row->diff_neighbours = own < 0 ? DECIMAL_NONE
				       : indicator_difference(column, (size_t)own,
						 array_figure(column->neighbours, (size_t)own));
	row->submission = gathered_submission(event, own >= 0 ? own : nation);
	gathered_source(&g->sources, row->submission);
	if (own >= 0 && array_number(column->neighbour_set, (size_t)own) > g->set)
		g->set = column->neighbour_set[own];
	return true;
}

/* Append the periods of a measure to the basis, oldest first. */
static int read_measure(struct gathering *g, const char *id, struct performance_basis *basis)
{
	struct indicator_event event;
	struct columns_walk walk;
	size_t before = basis->n;
	bool own = false;
	int rc = 0;

	if (basis->row == NULL)
		basis->row = arena_take_array(g->reading->arena, PERIODS_MAX, sizeof(*basis->row));
	if (basis->row == NULL)
		return ERR_NOMEM;
	state_walk(&walk, g->reading->txn, id, g->known, bytes_of(NULL, 0));
	while (rc == 0 && basis->n < PERIODS_MAX && state_walk_next(&walk, g->reading->scratch, &event)) {
		const struct column *figures = &event.column.figures;

		if (area_kind(figures->parent) == AREA_NATION && strcmp(figures->group, "all") == 0 &&
			period_year(figures->period) <= period_year(g->paper->period)) {
			rc = suppression_apply(g->reading->suppression, &event.column);
			if (rc == 0 && read_row(g, &event, &basis->row[basis->n])) {
				own = own || column_find(figures, g->authority) >= 0;
				basis->n++;
			}
		}
		arena_reset(g->reading->scratch);
	}
	state_walk_end(&walk);
	if (!own)
		basis->n = before; /* nothing about this authority: not its series */
	return rc;
}

static const char *basis_words(const char *basis)
{
	if (strcmp(basis, "maintained") == 0)
		return "maintained schools";
	return strcmp(basis, "all") == 0 ? "all institutions" : "state-funded schools";
}

static bool ends_in(const char *id, const char *ending)
{
	size_t len = strlen(id), end = strlen(ending);

	return len > end && strcmp(id + len - end, ending) == 0;
}

static int read_earlier(struct gathering *g, const struct measure *measure, struct performance_basis *basis)
{
	char id[MEASURE_ID_MAX + 8];
	const struct measure *old;

	(void)snprintf(id, sizeof(id), "%s.old", measure->id);
	old = catalogue_measure(g->reading->catalogue, id);
	return old == NULL || strcmp(old->superseded_by, measure->id) != 0 ? 0 : read_measure(g, id, basis);
}

static int read_series(struct gathering *g, const struct measure *measure)
{
	struct performance_series *series = &g->paper->series[g->paper->n_series];
	char all[MEASURE_ID_MAX + 8];
	int rc;

	memset(series, 0, sizeof(*series));
	series->measure = measure;
	series->main.basis = basis_words(measure->basis);
	series->all.basis = basis_words("all");
	rc = read_earlier(g, measure, &series->main);
	if (rc == 0)
		rc = read_measure(g, measure->id, &series->main);
	(void)snprintf(all, sizeof(all), "%s.all", measure->id);
	if (rc == 0 && catalogue_measure(g->reading->catalogue, all) != NULL)
		rc = read_measure(g, all, &series->all);
	if (rc == 0 && series->main.n + series->all.n > 0)
		g->paper->n_series++;
	return rc;
}

/* Has the phase of measure `i` stood at an earlier measure? */
static bool phase_seen(const struct measure *measures, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(measures[k].phase, measures[i].phase) == 0)
			return true;
	return false;
}

/* Phase by phase, in the order in which the catalogue first names them; inside a phase in the catalogue's order. */
static int read_all_series(struct gathering *g)
{
	const struct measure *measures;
	size_t n = catalogue_measures(g->reading->catalogue, &measures);
	int rc = 0;

	g->paper->series = arena_take_array(g->reading->arena, SERIES_MAX, sizeof(*g->paper->series));
	if (g->paper->series == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		/* Inspections are told by the day, not by the year. */
		if (phase_seen(measures, i) || strcmp(measures[i].phase, "ofsted") == 0)
			continue;
		for (size_t k = i; rc == 0 && k < n && g->paper->n_series < SERIES_MAX; k++)
			if (strcmp(measures[k].phase, measures[i].phase) == 0 &&
				!ends_in(measures[k].id, ".all") && !ends_in(measures[k].id, ".old"))
				rc = read_series(g, &measures[k]);
	}
	return rc;
}

static int name_neighbours(struct gathering *g)
{
	struct reading *reading = g->reading;
	struct neighbour_set set;

	g->paper->neighbour_set = "";
	if (g->set == 0 ||
		!state_neighbours(reading->txn, reading->scratch, area_code(g->authority), g->set, &set))
		return 0;
	g->paper->neighbour = arena_take_array(reading->arena, set.n, sizeof(*g->paper->neighbour));
	g->paper->neighbour_set =
		arena_print(reading->arena, "%s %u", month_name(g->set % 100), g->set / 100);
	if (g->paper->neighbour == NULL || g->paper->neighbour_set == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < set.n; i++)
		g->paper->neighbour[g->paper->n_neighbours++] =
			reading_area_name(reading, area_make(AREA_AUTHORITY, set.member[i]));
	return 0;
}

int gather_performance(struct reading *reading, uint32_t authority, struct period period, int64_t as_of,
	struct performance_paper *ret, struct err_text *text)
{
	struct performance_paper paper = {.authority = authority, .period = period};
	struct gathering g = {
		.reading = reading, .paper = &paper, .authority = area_make(AREA_AUTHORITY, authority)};
	struct gathered_heading heading;
	int rc = gathered_begin(reading, authority, as_of, &heading, text);

	if (rc < 0)
		return rc;
	paper.authority_name = heading.authority_name;
	paper.as_of = heading.as_of;
	g.known = heading.known;
	rc = read_all_series(&g);
	if (rc == 0 && paper.n_series == 0)
		return error_set(text, ERR_NOTFOUND, "nothing is known about %s up to that year",
			paper.authority_name);
	if (rc == 0)
		rc = name_neighbours(&g);
	if (rc == 0)
		rc = gathered_describe(reading, &g.sources, &paper.source, &paper.n_sources);
	if (rc == 0)
		*ret = paper;
	return rc;
}
