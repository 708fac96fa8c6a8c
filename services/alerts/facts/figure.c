/* SPDX-License-Identifier: MIT
 *
 * What is known of figures: of a school from its authority's column, of the authority from its own cell.
 */
#include <stdio.h>

#include "services/alerts/facts/facts_part.h"

/* A cell of a column. */
struct cell {
	const struct indicator_column *column;
	size_t i;
	uint64_t submission;
	struct period period;
};

static struct column_id id_of(const struct facts *facts, const struct term *term)
{
	return (struct column_id){
		.measure = strcmp(term->measure, "it") == 0 ? facts->measure : term->measure,
		.group = term->group[0] == '\0' ? "all" : term->group,
		.authority = facts->authority,
		.level = facts->school.urn == 0 ? LEVEL_AUTHORITY : LEVEL_SCHOOLS};
}

/* The period that is judged; where an inspection or event is, the latest academic year that is held. */
static struct period judged_period(const struct facts *facts, const struct column_id *id)
{
	struct period most = {UINT32_MAX};

	if (facts->period.v != 0)
		return facts->period;
	if (facts->until != UINT32_MAX)
		most = period_academic_of_day(facts->until);
	return state_latest_held(facts->txn, id, PERIOD_ACADEMIC, most);
}

static struct period years_before(struct period period, unsigned years)
{
	for (unsigned i = 0; i < years && period.v != 0; i++)
		period = period_previous(period);
	return period;
}

/* False when the area is not in the column, or there is no column. */
static bool find_cell(struct facts *facts, const struct column_id *id, struct cell *ret)
{
	struct area area = facts->school.urn == 0 ? area_make(AREA_AUTHORITY, facts->authority)
						  : area_make(AREA_SCHOOL, facts->school.urn);
	const struct indicator_event *event =
		id->period.v == 0 ? NULL : facts_column(facts->columns, facts->txn, id);
	ptrdiff_t at = event == NULL ? -1 : column_find(&event->column.figures, area);

	if (at < 0)
		return false;
	*ret = (struct cell){.column = &event->column, .i = (size_t)at, .period = id->period};
	ret->submission = column_submission(&event->column.figures, ret->i, event->submission);
	return true;
}

/* -- evidence ---------------------------------------------------------------------------------------------------- */

/* How exactly figures of this kind are told: as the catalogue says, or as exactly as this one is. */
static unsigned decimals_of(const struct facts *facts, const struct cell *cell)
{
	const struct column *figures = &cell->column->figures;
	const struct measure *measure = catalogue_measure(facts->catalogue, figures->measure);
	unsigned decimals = column_decimals(figures, cell->i);

	return measure != NULL && measure->decimals > decimals ? measure->decimals : decimals;
}

/* What is worked out, with a decimal more than that, unless it is a zero; "" for none. */
static const char *worked_at(struct facts *facts, int64_t m, unsigned scale, unsigned decimals)
{
	struct decimal_text text;
	size_t len;

	decimals = decimals >= MICRO_SCALE ? MICRO_SCALE : decimals + 1;
	decimal_print(m, scale, decimals, &text);
	len = strlen(text.text);
	if (decimals <= scale && len > 1 && text.text[len - 1] == '0')
		text.text[len - (text.text[len - 2] == '.' ? 2 : 1)] = '\0';
	return facts_copy(facts, text.text);
}

static const char *worked(struct facts *facts, int64_t micro, const struct cell *cell)
{
	return worked_at(facts, micro, MICRO_SCALE, decimals_of(facts, cell));
}

/* As published: with as many decimals as it has, and at least those of the figure it stands beside. Nothing is published
 * with two more than figures of its kind have: that has been worked out. */
static const char *exactly(struct facts *facts, int64_t m, unsigned scale, const struct cell *cell)
{
	unsigned decimals = decimals_of(facts, cell);
	struct decimal_text text;
	const char *point;

	decimal_print_exact(m, scale, column_decimals(&cell->column->figures, cell->i), &text);
	point = strchr(text.text, '.');
	if (point != NULL && strlen(point + 1) > decimals + 1)
		return worked_at(facts, m, scale, decimals);
	return facts_copy(facts, text.text);
}

static const char *text_or_none(struct facts *facts, int64_t micro, const struct cell *cell)
{
	return micro == DECIMAL_NONE ? NULL : worked(facts, micro, cell);
}

/* "+1.2": what is a difference has its sign. */
static const char *difference(struct facts *facts, int64_t micro, const struct cell *cell)
{
	return micro == DECIMAL_NONE
		       ? NULL
		       : arena_print(facts->arena, "%s%s", micro > 0 ? "+" : "", worked(facts, micro, cell));
}

static void beside_neighbours(struct facts *facts, const struct cell *cell, struct evidence *evidence)
{
	const struct indicator_column *c = cell->column;
	int64_t mean = array_figure(c->neighbours, cell->i);

	if (mean == DECIMAL_NONE)
		return;
	facts_add_beside(evidence, "statistical neighbours",
		array_number(c->neighbours_published, cell->i) != 0
			? arena_print(facts->arena, "%s (as published)", worked(facts, mean, cell))
			: arena_print(facts->arena, "%s (%u of %u have a figure)", worked(facts, mean, cell),
				  array_number(c->neighbours_known, cell->i),
				  array_number(c->neighbours_in_set, cell->i)));
}

static void beside_years(struct facts *facts, const struct cell *cell, struct evidence *evidence)
{
	const struct indicator_column *c = cell->column;
	int64_t pooled = array_figure(c->pooled, cell->i);

	facts_add_beside(evidence, "change on the year before",
		difference(facts, array_figure(c->change, cell->i), cell));
	facts_add_beside(evidence, "trend a year", difference(facts, array_figure(c->trend, cell->i), cell));
	if (pooled != DECIMAL_NONE)
		facts_add_beside(evidence, "years together",
			arena_print(facts->arena, "%s (%u years, %llu pupils)", worked(facts, pooled, cell),
				array_number(c->pooled_years, cell->i),
				(unsigned long long)array_pupils(c->pooled_cohort, cell->i)));
}

static void beside_others(struct facts *facts, const struct cell *cell, struct evidence *evidence)
{
	const struct indicator_column *c = cell->column;
	int64_t phase = array_figure(c->phase, cell->i), gap = array_figure(c->gap, cell->i);

	beside_neighbours(facts, cell, evidence);
	facts_add_beside(evidence, "region", text_or_none(facts, array_figure(c->region, cell->i), cell));
	facts_add_beside(evidence, "authority", text_or_none(facts, c->authority, cell));
	if (phase != DECIMAL_NONE)
		facts_add_beside(evidence, "the authority's schools of the same phase",
			arena_print(facts->arena, "%s (%u schools)", worked(facts, phase, cell),
				array_number(c->phase_schools, cell->i)));
	beside_years(facts, cell, evidence);
	if (gap != DECIMAL_NONE && c->gap_group != NULL)
		facts_add_beside(evidence, "gap",
			arena_print(facts->arena, "%s to %s", difference(facts, gap, cell), c->gap_group));
	if (array_number(c->quartile, cell->i) != 0)
		facts_add_beside(evidence, "quartile",
			arena_print(facts->arena, "%u of 4 (%u of %u authorities)",
				array_number(c->quartile, cell->i), array_number(c->rank_national, cell->i),
				c->of_national));
}

static void fill(struct facts *facts, const struct cell *cell, struct evidence *evidence)
{
	const struct column *figures = &cell->column->figures;
	struct indicator_interval interval = indicator_interval(cell->column, cell->i);

	if (column_flag(figures, cell->i) == FLAG_PRESENT)
		evidence->value = exactly(facts, figures->value[cell->i], figures->scale, cell);
	else
		evidence->value = flag_text(column_flag(figures, cell->i));
	if (interval.low != DECIMAL_NONE && interval.published) {
		evidence->low = exactly(facts, interval.low, interval.scale, cell);
		evidence->high = exactly(facts, interval.high, interval.scale, cell);
	} else if (interval.low != DECIMAL_NONE) {
		evidence->low = worked(facts, interval.low, cell);
		evidence->high = worked(facts, interval.high, cell);
	}
	evidence->cohort = array_pupils(figures->cohort, cell->i);
	evidence->national = exactly(facts, cell->column->national, MICRO_SCALE, cell);
	evidence->row = array_number(figures->row, cell->i);
	evidence->column = column_source(figures, cell->i);
	beside_others(facts, cell, evidence);
}

/* The evidence of a measure, group and year is given once, whichever aspects of it the rule asks for. */
static void add_evidence(struct facts *facts, const struct column_id *id, const struct cell *cell)
{
	struct period_text text;
	const char *group = strcmp(id->group, "all") == 0 ? "" : id->group;
	const char *period =
		cell->period.v == facts->period.v ? "" : facts_copy(facts, period_print(cell->period, &text));
	struct evidence *evidence;

	if (facts_has_evidence(facts, id->measure, group, period))
		return;
	evidence = facts_add_evidence(facts, id->measure, group, period, cell->submission);
	if (evidence != NULL)
		fill(facts, cell, evidence);
}

/* -- aspects ----------------------------------------------------------------------------------------------------- */

static int64_t whole(uint64_t n)
{
	return n == 0 || n > COHORT_MAX ? DECIMAL_NONE : (int64_t)n * MICRO;
}

/* The lower end, or the upper one, in millionths. */
static int64_t interval_end(const struct cell *cell, bool upper)
{
	struct indicator_interval interval = indicator_interval(cell->column, cell->i);
	int64_t end = upper ? interval.high : interval.low, micro;

	if (end == DECIMAL_NONE || !decimal_rescale(end, interval.scale, MICRO_SCALE, &micro))
		return DECIMAL_NONE;
	return micro;
}

/* -1, 0 or 1 for an interval below, across or above. */
static int64_t beside(const struct cell *cell, int64_t reference)
{
	struct indicator_interval interval = indicator_interval(cell->column, cell->i);

	if (interval.low == DECIMAL_NONE)
		return DECIMAL_NONE;
	switch (indicator_beside(&interval, reference)) {
	case BESIDE_ABOVE:
		return MICRO;
	case BESIDE_BELOW:
		return -MICRO;
	case BESIDE_ACROSS:
		return 0;
	case BESIDE_UNKNOWN:
		break;
	}
	return DECIMAL_NONE;
}

/* Percent of the pupils that a figure worked out from schools covers; where the pupils of a hidden school are not known,
 * neither is the coverage. */
static int64_t coverage(const struct cell *cell)
{
	const struct indicator_column *c = cell->column;
	uint64_t covered = array_pupils(c->worked_cohort, cell->i);
	uint64_t hidden = array_pupils(c->worked_hidden_cohort, cell->i);

	if (array_figure(c->worked_out, cell->i) == DECIMAL_NONE || covered == 0 || covered > COHORT_MAX ||
		hidden > COHORT_MAX || (array_number(c->worked_hidden, cell->i) != 0 && hidden == 0))
		return DECIMAL_NONE;
	return decimal_divide((__int128)covered * MICRO_PERCENT, (int64_t)(covered + hidden));
}

static unsigned academic_year(const char *text)
{
	struct period period;

	return text[0] != '\0' && period_parse(text, strlen(text), PERIOD_ACADEMIC, &period) == 0
		       ? period_year(period)
		       : 0;
}

/* Are the two on both sides of a break of the definition, or is one of a measure that another had taken over from, or of a
 * year to date, which is compared with no other? (As indicators compares neighbouring periods.) */
static bool broken(const struct measure *measure, struct period before, struct period now)
{
	unsigned breaks, superseded;

	if (measure == NULL)
		return false;
	breaks = academic_year(measure->breaks);
	superseded = academic_year(measure->superseded_from);
	return (breaks != 0 && period_year(before) < breaks && period_year(now) >= breaks) ||
	       (superseded != 0 && period_year(now) >= superseded) || strcmp(measure->year, "to-date") == 0;
}

/* The figure less that of `years` before; of one year as published by indicators. */
static int64_t change(
	struct facts *facts, const struct column_id *id, const struct cell *cell, unsigned years)
{
	struct column_id earlier = *id;
	struct cell before;

	if (years <= 1)
		return array_figure(cell->column->change, cell->i);
	earlier.period = years_before(id->period, years);
	if (broken(catalogue_measure(facts->catalogue, id->measure), earlier.period, id->period) ||
		!find_cell(facts, &earlier, &before))
		return DECIMAL_NONE;
	add_evidence(facts, &earlier, &before);
	return indicator_difference(cell->column, cell->i, indicator_figure(before.column, before.i));
}

static int64_t places(const struct cell *cell, enum aspect aspect)
{
	const struct indicator_column *c = cell->column;
	uint32_t percentile = array_number(c->percentile, cell->i);

	if (aspect == ASPECT_QUARTILE)
		return whole(array_number(c->quartile, cell->i));
	return percentile == 0 ? DECIMAL_NONE : (int64_t)percentile;
}

static int64_t compared(const struct cell *cell, enum aspect aspect)
{
	const struct indicator_column *c = cell->column;

	if (aspect == ASPECT_NATIONAL)
		return indicator_nation(c, cell->i);
	if (aspect == ASPECT_NEIGHBOURS)
		return array_figure(c->neighbours, cell->i);
	if (aspect == ASPECT_REGION)
		return array_figure(c->region, cell->i);
	if (aspect == ASPECT_AUTHORITY)
		return c->authority;
	if (aspect == ASPECT_PHASE)
		return array_figure(c->phase, cell->i);
	if (aspect == ASPECT_TREND)
		return array_figure(c->trend, cell->i);
	if (aspect == ASPECT_TREND_LOW)
		return array_figure(c->trend_low, cell->i);
	if (aspect == ASPECT_TREND_HIGH)
		return array_figure(c->trend_high, cell->i);
	if (aspect == ASPECT_GAP)
		return array_figure(c->gap, cell->i);
	if (aspect == ASPECT_POOLED)
		return array_figure(c->pooled, cell->i);
	return places(cell, aspect);
}

static int64_t known(
	struct facts *facts, const struct term *term, const struct column_id *id, const struct cell *cell)
{
	if (term->aspect == ASPECT_VALUE)
		return indicator_figure(cell->column, cell->i);
	if (term->aspect == ASPECT_LOW || term->aspect == ASPECT_HIGH)
		return interval_end(cell, term->aspect == ASPECT_HIGH);
	if (term->aspect == ASPECT_COHORT)
		return whole(array_pupils(cell->column->figures.cohort, cell->i));
	if (term->aspect == ASPECT_CHANGE)
		return change(facts, id, cell, term->days);
	if (term->aspect == ASPECT_COVERAGE)
		return coverage(cell);
	if (term->aspect == ASPECT_BESIDE_NATIONAL)
		return beside(cell, indicator_nation(cell->column, cell->i));
	if (term->aspect == ASPECT_BESIDE_ZERO)
		return beside(cell, indicator_zero(catalogue_measure(facts->catalogue, id->measure)));
	return compared(cell, term->aspect);
}

bool facts_figure(struct facts *facts, const struct term *term, struct known_value *ret)
{
	struct column_id id = id_of(facts, term);
	struct cell cell;
	bool flagged;

	id.period = years_before(judged_period(facts, &id), term->back);
	if (!find_cell(facts, &id, &cell))
		return false;
	add_evidence(facts, &id, &cell);
	/* What a hidden figure is beside others must not be told by them. */
	flagged = column_flag(&cell.column->figures, cell.i) != FLAG_PRESENT;
	ret->number = flagged ? DECIMAL_NONE : known(facts, term, &id, &cell);
	ret->has_number = ret->number != DECIMAL_NONE;
	return ret->has_number;
}
