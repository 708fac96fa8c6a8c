/* SPDX-License-Identifier: MIT
 *
 * What the catalogue knows of a measure, held against a file's finished columns: percentages out of range, figures of a
 * measure after another has taken its place, a series that runs over a change of its definition. Any kind of table.
 */
#include <stdio.h>

#include "services/ingest/reading/rows.h"

/* Layouts of a column: cells of 60 bytes, see COLUMN_CELLS_MAX. */
#define COLUMN_ARENA ((size_t)8 * 1024 * 1024)

/* A slice of a few milliseconds: at some 20 ns a cell. */
#define CELLS_A_SLICE ((size_t)100000)

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

static int check_break(struct intake *intake, const struct look *look, struct arena *arena)
{
	struct period_text first, since;
	struct column column;
	int rc;

	if (look->measure == NULL || period_year(look->since) == 0 ||
		period_year(look->first) >= period_year(look->since))
		return 0;
	arena_reset(arena);
	rc = builder_column(intake->builder, look->since_at, arena, &column);
	if (rc < 0)
		return rc;
	findings_add(intake->findings, first_place(intake, &column), FINDING_DEFINITION_BREAK,
		"%s: the definition changed in %s; the figures of %s and of %s stand in one series and do "
		"not compare",
		look->measure->id, look->measure->breaks, period_print(look->first, &first),
		period_print(look->since, &since));
	return 0;
}

/* The years of one measure, as its columns come by. */
static void note_year(struct look *look, const struct column *column)
{
	const char *breaks = look->measure->breaks;
	struct period broke = {0};

	if (period_kind(column->period) != PERIOD_ACADEMIC ||
		period_parse(breaks, strlen(breaks), PERIOD_ACADEMIC, &broke) < 0)
		return;
	if (period_year(look->first) == 0 || period_year(column->period) < period_year(look->first))
		look->first = column->period;
	if (period_year(column->period) >= period_year(broke) &&
		(period_year(look->since) == 0 || period_year(column->period) < period_year(look->since))) {
		look->since = column->period;
		look->since_at = look->next;
	}
}

static int check_column(struct intake *intake, struct arena *arena, size_t *ret_cells)
{
	const struct measure *measure = intake->look.measure;
	struct column column;
	int rc;

	arena_reset(arena);
	rc = builder_column(intake->builder, intake->look.next, arena, &column);
	if (rc < 0)
		return rc;
	if (strcmp(measure->unit, "percent") == 0)
		check_range(intake, &column);
	if (measure->superseded_by[0] != '\0')
		check_superseded(intake, &column, measure);
	if (measure->breaks[0] != '\0' && !intake->format->breaks_noted)
		note_year(&intake->look, &column);
	*ret_cells += column.n;
	return 0;
}

int catalogued_check(struct intake *intake, bool *ret_more)
{
	struct arena *arena = arena_open(COLUMN_ARENA);
	struct look *look = &intake->look;
	size_t columns = builder_columns(intake->builder);
	size_t cells = 0;
	int rc = arena == NULL ? ERR_NOMEM : 0;

	while (rc == 0 && look->next <= columns && cells < CELLS_A_SLICE) {
		const struct measure *measure =
			look->next == columns ? NULL
					      : catalogue_measure(intake->catalogue,
							builder_measure(intake->builder, look->next));

		if (measure != look->measure) {
			rc = check_break(intake, look, arena);
			*look = (struct look){.next = look->next, .measure = measure};
		}
		if (rc == 0 && measure != NULL)
			rc = check_column(intake, arena, &cells);
		look->next++;
		cells++;
	}
	arena_free(arena);
	*ret_more = rc == 0 && look->next <= columns;
	return rc;
}
