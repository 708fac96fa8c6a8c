/* SPDX-License-Identifier: MIT
 *
 * What the catalogue knows of a measure, held against a file's finished columns: percentages out of range, figures of a
 * measure after another has taken its place, a series that runs over a change of its definition. Any kind of table.
 */
#include <stdio.h>

#include "services/ingest/rows.h"

/* Layouts of a column: cells of 60 bytes, see COLUMN_CELLS_MAX. */
#define COLUMN_ARENA ((size_t)8 * 1024 * 1024)

struct period superseded_from(const struct measure *measure)
{
	struct period from = {0};

	(void)period_parse(
		measure->superseded_from, strlen(measure->superseded_from), PERIOD_ACADEMIC, &from);
	return from;
}

/* The place of the column's cell that stands first in the file. */
static struct finding_place place_of(const struct intake *intake, const struct column *column, size_t i)
{
	const char *heading = column_source(column, i);
	struct finding_place place = {
		column->row == NULL ? 0 : column->row[i], header_position(intake, heading), heading};

	if (place.position >= 0)
		place.column = intake->header[place.position]; /* the other lives no longer than the arena */
	return place;
}

static struct finding_place first_place(const struct intake *intake, const struct column *column)
{
	struct finding_place first = place_of(intake, column, 0);

	for (size_t i = 1; i < column->n; i++) {
		struct finding_place place = place_of(intake, column, i);

		if (place.row < first.row || (place.row == first.row && place.position < first.position))
			first = place;
	}
	return first;
}

static void check_range(struct intake *intake, const struct column *column)
{
	int64_t hundred;

	if (!decimal_rescale(100, 0, column->scale, &hundred))
		return;
	for (size_t i = 0; i < column->n; i++) {
		struct decimal_text value;
		struct period_text period;

		if (column_flag(column, i) != FLAG_PRESENT ||
			(column->value[i] >= 0 && column->value[i] <= hundred))
			continue;
		findings_add(intake->findings, place_of(intake, column, i), FINDING_OUT_OF_RANGE,
			"%s %s: %s is no percentage: the measure counts from 0 to 100", column->measure,
			period_print(column->period, &period),
			decimal_print(column->value[i], column->scale, column_decimals(column, i), &value));
	}
}

static void check_superseded(
	struct intake *intake, const struct column *column, const struct measure *measure)
{
	struct period from = superseded_from(measure);
	struct period_text text;

	if (period_kind(column->period) == PERIOD_ACADEMIC &&
		period_year(column->period) >= period_year(from))
		findings_add(intake->findings, first_place(intake, column), FINDING_SUPERSEDED,
			"%s %s: %s took the place of this measure in %s", measure->id,
			period_print(column->period, &text), measure->superseded_by,
			measure->superseded_from);
}

/* Of the measure whose columns are being looked at: the years in which the file has it. */
struct run {
	const struct measure *measure;
	struct period first, since; /* the earliest year, and the earliest of the definition in force */
	struct finding_place place; /* of `since` */
};

static void check_break(struct intake *intake, const struct run *run)
{
	struct period_text first, since;

	if (run->measure == NULL || period_year(run->since) == 0 ||
		period_year(run->first) >= period_year(run->since))
		return;
	findings_add(intake->findings, run->place, FINDING_DEFINITION_BREAK,
		"%s: the definition changed in %s; the figures of %s and of %s stand in one series and do "
		"not "
		"compare",
		run->measure->id, run->measure->breaks, period_print(run->first, &first),
		period_print(run->since, &since));
}

static void extend_run(const struct intake *intake, struct run *run, const struct column *column)
{
	struct period broke = {0};

	if (period_kind(column->period) != PERIOD_ACADEMIC ||
		period_parse(run->measure->breaks, strlen(run->measure->breaks), PERIOD_ACADEMIC, &broke) < 0)
		return;
	if (period_year(run->first) == 0 || period_year(column->period) < period_year(run->first))
		run->first = column->period;
	if (period_year(column->period) >= period_year(broke) &&
		(period_year(run->since) == 0 || period_year(column->period) < period_year(run->since))) {
		run->since = column->period;
		run->place = first_place(intake, column);
	}
}

int catalogued_check(struct intake *intake)
{
	struct arena *arena = arena_open(COLUMN_ARENA);
	struct run run = {.measure = NULL};
	int rc = arena == NULL ? ERR_NOMEM : 0;

	for (size_t i = 0; rc == 0 && i < builder_columns(intake->builder); i++) {
		const char *id = builder_measure(intake->builder, i);
		const struct measure *measure = catalogue_measure(intake->catalogue, id);
		struct column column;

		if (measure != run.measure) {
			check_break(intake, &run);
			run = (struct run){.measure = measure};
		}
		if (measure == NULL)
			continue;
		arena_reset(arena);
		rc = builder_column(intake->builder, i, arena, &column);
		if (rc < 0)
			break;
		if (strcmp(measure->unit, "percent") == 0)
			check_range(intake, &column);
		if (measure->superseded_by[0] != '\0')
			check_superseded(intake, &column, measure);
		if (measure->breaks[0] != '\0' && !intake->format->breaks_noted)
			extend_run(intake, &run, &column);
	}
	check_break(intake, &run);
	arena_free(arena);
	return rc;
}
