/* SPDX-License-Identifier: MIT
 *
 * See gather.h. A line of an indicator is shown by the first of its measures that has a figure of the authority.
 */
#include "common/model/indicators_a_g.h"
#include "services/reports/gather.h"
#include "services/reports/gathered.h"
#include "services/reports/papers/when.h"
#include "services/reports/suppression/suppression.h"

struct gathering {
	struct reading *reading;
	struct a_g_paper *paper;
	struct area authority;
	struct known known;
	struct gathered_sources sources;
};

/* May a period stand for the year of the paper? The latest up to its end, or only that year. */
static bool may_stand(const struct gathering *g, struct period period, bool latest)
{
	unsigned year = period_year(g->paper->period);

	if (latest)
		return when_academic_year(period) <= year;
	return (period_kind(period) == PERIOD_ACADEMIC || period_kind(period) == PERIOD_CALENDAR) &&
	       period_year(period) == year;
}

/* Progress is counted from the mean of England's pupils, which is 0 by itself: tables of key stage 2 leave its cell empty. */
static void beside_zero(struct a_g_figure *figure, const struct indicator_column *column, size_t own)
{
	figure->national = (struct figure){.m = 0, .scale = 0, .decimals = figure->local.decimals};
	figure->diff = indicator_figure(column, own);
}

static void take_figure(struct a_g_figure *figure, const struct measure *measure,
	const struct indicator_event *event, size_t own)
{
	const struct indicator_column *column = &event->column;
	const struct column *figures = &column->figures;

	figure->period = figures->period;
	figure->local = gathered_figure(figures, (ptrdiff_t)own);
	figure->national = gathered_figure(figures, column_find(figures, area_england()));
	figure->diff = indicator_diff_national(column, own);
	if (figure->national.flag == FLAG_MISSING && indicator_zero(measure) == 0)
		beside_zero(figure, column, own);
	figure->trend = array_figure(column->trend, own);
	figure->trend_low = array_figure(column->trend_low, own);
	figure->trend_high = array_figure(column->trend_high, own);
	figure->worked_out = array_number(column->origin, own) == ORIGIN_WORKED_OUT;
	figure->schools = figure->worked_out ? array_number(column->worked_schools, own) : 0;
	figure->hidden = figure->worked_out ? array_number(column->worked_hidden, own) : 0;
	figure->cohort = figure->worked_out ? array_pupils(figures->cohort, own) : 0;
	figure->submission = column_submission(figures, own, event->submission);
}

/* The figure of a measure into `ret`, when there is one. Of two that end on one day the one published stands. */
static int read_measure(
	struct gathering *g, const char *measure, bool latest, struct a_g_figure *ret, bool *ret_any)
{
	struct a_g_figure found = {.local = {.m = DECIMAL_NONE}};
	struct indicator_event event;
	struct columns_walk walk;
	bool any = false;
	int rc = 0;

	state_walk(&walk, g->reading->txn, measure, g->known, bytes_of(NULL, 0));
	while (rc == 0 && state_walk_next(&walk, g->reading->scratch, &event)) {
		const struct column *figures = &event.column.figures;
		ptrdiff_t own = column_find(figures, g->authority);

		if (own >= 0)
			rc = suppression_apply(g->reading->suppression, &event.column);
		if (rc == 0 && own >= 0 && area_kind(figures->parent) == AREA_NATION &&
			strcmp(figures->group, "all") == 0 && may_stand(g, figures->period, latest) &&
			column_flag(figures, (size_t)own) == FLAG_PRESENT) {
			take_figure(&found, catalogue_measure(g->reading->catalogue, measure), &event,
				(size_t)own);
			if (!any || when_ends(found.period) > when_ends(ret->period) ||
				(when_ends(found.period) == when_ends(ret->period) && ret->worked_out))
				*ret = found;
			any = true;
		}
		arena_reset(g->reading->scratch);
	}
	state_walk_end(&walk);
	*ret_any = any;
	return rc;
}

/* Title and unit, of the catalogue or of the publication that brought the measure. */
static int name_measure(struct gathering *g, const char *id, struct a_g_figure *figure)
{
	const struct measure *measure = catalogue_measure(g->reading->catalogue, id);
	struct measure_def def;

	figure->measure = id;
	figure->title = measure == NULL ? id : measure->title;
	figure->unit = measure == NULL ? "" : measure->unit;
	if (measure != NULL || !state_measure(g->reading->txn, g->reading->scratch, id, &def))
		return 0;
	figure->title = arena_text(g->reading->arena, def.title, strlen(def.title));
	figure->unit = arena_text(g->reading->arena, def.unit, strlen(def.unit));
	return figure->title == NULL || figure->unit == NULL ? ERR_NOMEM : 0;
}

static int read_line(struct gathering *g, const struct a_g_line *line, bool latest, struct a_g_indicator *to)
{
	struct a_g_figure *figure = &to->figure[to->n];

	for (uint32_t i = 0; i < line->n_measures; i++) {
		bool any;
		int rc = read_measure(g, line->measures[i], latest, figure, &any);

		if (rc < 0)
			return rc;
		if (!any)
			continue;
		figure->phase = line->phase;
		gathered_source(&g->sources, figure->submission);
		to->n++;
		return name_measure(g, line->measures[i], figure);
	}
	return 0;
}

static int read_indicator(struct gathering *g, const struct a_g_text *text, enum a_g_letter letter)
{
	struct a_g_indicator *to = &g->paper->indicator[letter];
	int rc = 0;

	to->letter = text->letter;
	to->text = text->text;
	to->n_lines = text->n_lines;
	to->figure = arena_take_array(g->reading->arena, text->n_lines, sizeof(*to->figure));
	if (to->figure == NULL)
		return ERR_NOMEM;
	for (uint32_t i = 0; rc == 0 && i < text->n_lines; i++)
		rc = read_line(g, &text->lines[i], letter <= A_G_C, to);
	return rc;
}

/* The complaints of the academic year, about the authority or a school of it. */
static void count_complaints(struct gathering *g)
{
	unsigned year = period_year(g->paper->period);
	struct happenings_walk walk;
	struct area area;
	uint32_t first, last;
	bool within = day_make(year - 1, 9, 1, &first) && day_make(year, 8, 31, &last);

	if (!within)
		return;
	state_happenings_by(&walk, g->reading->txn, last);
	while (within && state_happenings_next(&walk, &area)) {
		struct observation happened;

		arena_reset(g->reading->scratch);
		if (!state_happening(&walk, g->reading->scratch, &happened))
			break;
		if (happened.kind == OBSERVATION_INSPECTIONS) {
			within = happened.inspections[0].inspected >= first;
			continue;
		}
		within = happened.events[0].day >= first;
		if (!within || strcmp(happened.events[0].kind, "complaint") != 0 ||
			reading_authority(g->reading, area) != area_code(g->authority) ||
			!state_is_known(g->reading->txn, &g->known, happened.submission))
			continue;
		g->paper->complaints++;
		gathered_source(&g->sources, happened.submission);
	}
	state_happenings_end(&walk);
}

int gather_a_g(struct reading *reading, const struct a_g_list *list, uint32_t authority, struct period period,
	int64_t as_of, struct a_g_paper *ret, struct err_text *text)
{
	struct a_g_paper paper = {.authority = authority, .period = period};
	struct gathering g = {
		.reading = reading, .paper = &paper, .authority = area_make(AREA_AUTHORITY, authority)};
	struct gathered_heading heading;
	int rc = gathered_begin(reading, authority, as_of, &heading, text);

	if (rc < 0)
		return rc;
	paper.authority_name = heading.authority_name;
	paper.as_of = heading.as_of;
	g.known = heading.known;
	for (uint32_t i = 0; rc == 0 && i < list->n; i++)
		rc = read_indicator(&g, &list->indicators[i], (enum a_g_letter)i);
	if (rc == 0 && paper.indicator[A_G_F].n == 0)
		count_complaints(&g);
	if (rc == 0)
		rc = gathered_describe(reading, &g.sources, &paper.source, &paper.n_sources);
	if (rc == 0)
		*ret = paper;
	return rc;
}
