/* SPDX-License-Identifier: MIT
 *
 * Which columns of a wide table hold figures, and of what: those that the format names, the same for other pupil groups
 * and earlier years by the ends of their names, and, where the format takes them, all others under names of their own.
 */
#include <stdio.h>

#include "services/ingest/reading/rows.h"

#define HEADING_MAX 300

static int column_ending(const struct csv_row *header, const char *name, const char *ending)
{
	char heading[HEADING_MAX];

	if (name == NULL)
		return -1;
	(void)snprintf(heading, sizeof(heading), "%s%s", name, ending);
	return format_column(header, heading);
}

/* A column beside a measure's, for an ending: READPROG_LOWER and _B is READPROG_LOWER_B in one table and
 * READPROG_B_LOWER in the next. */
static int column_beside(const struct csv_row *header, const struct format_measure *measure,
	const char *beside, const char *ending)
{
	size_t len = strlen(measure->column);
	char heading[HEADING_MAX];
	int at = column_ending(header, beside, ending);

	if (at >= 0 || beside == NULL || strncmp(beside, measure->column, len) != 0)
		return at;
	(void)snprintf(heading, sizeof(heading), "%s%s%s", measure->column, ending, beside + len);
	return format_column(header, heading);
}

/* Columns that count the pupils: one, or several to be added, of which none may be missing. */
static void find_cohort(
	const struct csv_row *header, const char *names, const char *ending, int ret[COHORT_PARTS])
{
	char copy[HEADING_MAX];
	char *rest = NULL;
	bool missing = false;
	size_t n = 0;

	for (size_t i = 0; i < COHORT_PARTS; i++)
		ret[i] = -1;
	(void)snprintf(copy, sizeof(copy), "%s", names == NULL ? "" : names);
	for (char *name = strtok_r(copy, "+", &rest); name != NULL && n < COHORT_PARTS;
		name = strtok_r(NULL, "+", &rest)) {
		ret[n] = column_ending(header, name, ending);
		missing = missing || ret[n++] < 0;
	}
	if (missing)
		ret[0] = -1;
}

/* The measure's entry on the basis of all schools; NULL when there is none. */
static const char *on_all_schools(const struct intake *intake, const char *measure)
{
	char all[MEASURE_ID_MAX + 8];
	const struct measure *found;

	(void)snprintf(all, sizeof(all), "%s.all", measure);
	found = catalogue_measure(intake->catalogue, all);
	return found == NULL ? NULL : found->id;
}

static int period_of(const struct format_ending *ending, struct period *ret)
{
	if (ending->period == NULL)
		return 0;
	return period_parse(ending->period, strlen(ending->period), PERIOD_ACADEMIC, ret);
}

static int add_figures(struct intake *intake, const struct csv_row *header,
	const struct format_measure *measure, const struct format_ending *ending)
{
	int value = column_ending(header, measure->column, ending->text);
	struct figures *figures;

	if (value < 0)
		return 0;
	figures = list_add(&intake->figures);
	if (figures == NULL)
		return ERR_NOMEM;
	figures->measure = name_measure(intake, header->number, measure->measure, bytes_of("", 0));
	if (figures->measure == NULL)
		return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	figures->all = on_all_schools(intake, measure->measure);
	figures->group = ending->group;
	figures->value = value;
	figures->low = column_beside(header, measure, measure->low, ending->text);
	figures->high = column_beside(header, measure, measure->high, ending->text);
	figures->of = column_ending(header, measure->of, ending->text);
	find_cohort(header, measure->cohort, ending->text, figures->cohort);
	if (figures->cohort[0] < 0 && measure->cohort != NULL)
		find_cohort(header, ending->cohort, "", figures->cohort);
	return period_of(ending, &figures->period);
}

static bool is_taken(const struct intake *intake, int at)
{
	const struct figures *figures = intake->figures.items;

	for (size_t i = 0; i < intake->figures.n; i++) {
		if (figures[i].value == at || figures[i].low == at || figures[i].high == at ||
			figures[i].of == at)
			return true;
	}
	return false;
}

/* The longest ending of a column whose name without it is a column too: PTRWM_EXP_B beside PTRWM_EXP, and
 * P8PUP_FSM6CLA1A_17 beside P8PUP rather than beside P8PUP_FSM6CLA1A. */
static const struct format_ending *ending_of(
	const struct format *format, const struct csv_row *header, struct bytes name)
{
	const struct format_ending *found = NULL;
	size_t longest = 0;

	for (uint32_t i = 0; i < format->n_endings; i++) {
		struct bytes end = bytes_text(format->endings[i].text);
		struct bytes base = bytes_of(name.data, name.len - (end.len < name.len ? end.len : 0));

		if (end.len <= longest || base.len == name.len ||
			!bytes_equal(bytes_of(name.data + base.len, end.len), end))
			continue;
		for (size_t k = 0; k < header->n; k++)
			if (bytes_equal(header->field[k], base)) {
				found = &format->endings[i];
				longest = end.len;
				break;
			}
	}
	return found;
}

/* Does the file tell all schools from state-funded ones? */
static bool has_all_schools(const struct format *format)
{
	for (uint32_t i = 0; i < format->n_rows; i++)
		if (format->rows[i].is == ROW_NATION_ALL)
			return true;
	return format->n_independent > 0;
}

/* Is the name one that the format gives to another column? "EDUCATION" counts what "EDUCATIONPER" is the share of. */
static bool is_given(const struct format *format, const char *id)
{
	for (uint32_t i = 0; i < format->n_measures; i++)
		if (strcmp(format->measures[i].measure, id) == 0)
			return true;
	return false;
}

/* A column that the format does not name, under the name that its heading gives. */
static int add_other(struct intake *intake, const struct csv_row *header, size_t at)
{
	struct bytes name = header->field[at];
	const struct format_ending *ending = ending_of(intake->format, header, name);
	struct figures figures = {.group = ending == NULL ? NULL : ending->group,
		.value = (int)at,
		.low = -1,
		.high = -1,
		.of = -1};
	char id[MEASURE_ID_MAX], all[MEASURE_ID_MAX + 8];
	struct figures *added;
	int rc;

	for (size_t i = 0; i < COHORT_PARTS; i++)
		figures.cohort[i] = -1;
	if (ending != NULL)
		name.len -= strlen(ending->text);
	name_of_column(intake, name, id);
	if (is_given(intake->format, id) && strlen(id) + 8 < sizeof(id))
		(void)snprintf(id + strlen(id), sizeof(id) - strlen(id), ".column");
	figures.measure = name_measure(intake, header->number, id, bytes_of("", 0));
	if (figures.measure == NULL)
		return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	if (strlen(id) + 5 < sizeof(id) && strcmp(figures.measure, id) == 0 &&
		has_all_schools(intake->format)) {
		(void)snprintf(all, sizeof(all), "%s.all", id);
		figures.all = name_measure(intake, header->number, all, bytes_of("", 0));
		if (figures.all == NULL)
			return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	}
	rc = ending == NULL ? 0 : period_of(ending, &figures.period);
	added = rc == 0 ? list_add(&intake->figures) : NULL;
	if (added == NULL)
		return rc < 0 ? rc : ERR_NOMEM;
	*added = figures;
	return 0;
}

int figures_find(struct intake *intake, const struct csv_row *header)
{
	static const struct format_ending plain = {.text = (char *)(uintptr_t) ""};
	const struct format *format = intake->format;
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < format->n_measures; i++) {
		rc = add_figures(intake, header, &format->measures[i], &plain);
		for (uint32_t k = 0; rc == 0 && k < format->n_endings; k++)
			rc = add_figures(intake, header, &format->measures[i], &format->endings[k]);
	}
	for (size_t i = 0; rc == 0 && format->measure_prefix != NULL && i < header->n; i++)
		if (!is_taken(intake, (int)i) && !format_ignores(format, header->field[i]))
			rc = add_other(intake, header, i);
	return rc;
}

uint32_t figures_cohort(const struct csv_row *row, const struct figures *figures)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < COHORT_PARTS && figures->cohort[i] >= 0; i++) {
		uint32_t part;

		if (!field_number(row_field(row, figures->cohort[i]), &part))
			return 0;
		sum += part;
	}
	return sum;
}

static bool is_whole(struct decimal *figure)
{
	int64_t whole, back;

	if (!decimal_rescale(figure->m, figure->scale, 0, &whole) ||
		!decimal_rescale(whole, 0, figure->scale, &back) || back != figure->m)
		return false;
	*figure = (struct decimal){whole, 0};
	return true;
}

bool figures_share(struct decimal numerator, struct decimal denominator, struct decimal *ret)
{
	int64_t share, micro;

	if (!is_whole(&numerator) || !is_whole(&denominator) || denominator.m <= 0)
		return false;
	/* Whole numbers are below 9 * 10^12 (decimal_parse), so that the share is below 9 * 10^15. */
	share = decimal_divide((__int128)numerator.m * 1000, denominator.m);
	if (!decimal_rescale(share, 1, MICRO_SCALE, &micro))
		return false;
	*ret = (struct decimal){share, 1};
	return true;
}
