/* SPDX-License-Identifier: MIT
 *
 * What the checks need of a file, gathered as it is read: the figures that its format declares to be operands,
 * differences, totals or parts, kept until the whole table is there. The checks themselves are in checks.c and
 * checks_series.c, what the catalogue knows of a measure in catalogued.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "services/ingest/checks/checks.h"
#include "services/ingest/reading/rows.h"

/* Rows whose arithmetic is checked: at most 32 columns of 24 bytes and 60 more are 830 bytes a row, 17 MB. A council's
 * report has some hundred rows. */
#define ROWS_MAX 20000

struct arithmetic {
	struct check_layout layout;
	struct list rows;        /* struct check_row with its figures */
	struct check_row **sort; /* the same by series and year */
	bool cut;                /* there were more */
	bool sums;               /* the value column, for sums, is in the layout */
	size_t value;
};

/* -- the layout -------------------------------------------------------------------------------------------------- */

/* The number of a column in the layout, added when it is new; false when the file does not have it. */
static bool take_column(const struct intake *intake, struct check_layout *layout, int position, size_t *ret)
{
	size_t i = 0;

	if (position < 0)
		return false;
	while (i < layout->n && layout->position[i] != position)
		i++;
	if (i == CHECK_COLUMNS_MAX)
		return false;
	if (i == layout->n) {
		layout->position[i] = position;
		layout->name[i] = intake->header[position];
		layout->n++;
	}
	*ret = i;
	return true;
}

static void take_difference(
	const struct intake *intake, struct check_layout *layout, const struct format_difference *declared)
{
	struct check_difference difference;

	if (header_position(intake, declared->column) >= 0 && header_position(intake, declared->of) >= 0 &&
		take_column(intake, layout, header_position(intake, declared->minus), &difference.minus) &&
		take_column(intake, layout, header_position(intake, declared->of), &difference.of) &&
		take_column(intake, layout, header_position(intake, declared->column), &difference.column))
		layout->difference[layout->n_differences++] = difference;
}

static void take_total(
	const struct intake *intake, struct check_layout *layout, const struct format_total *declared)
{
	struct check_total total = {.n = declared->n_parts};

	if (!take_column(intake, layout, header_position(intake, declared->total), &total.column))
		return;
	for (uint32_t i = 0; i < declared->n_parts; i++)
		if (!take_column(intake, layout, header_position(intake, declared->parts[i]), &total.part[i]))
			return;
	layout->total[layout->n_totals++] = total;
}

/* Columns in the order of the file, which is the order in which a row slips. */
static void put_in_order(struct check_layout *layout)
{
	size_t place[CHECK_COLUMNS_MAX] = {0};
	struct check_layout was = *layout;

	for (size_t i = 0; i < was.n; i++) {
		for (size_t k = 0; k < was.n; k++)
			place[i] += was.position[k] < was.position[i];
		layout->position[place[i]] = was.position[i];
		layout->name[place[i]] = was.name[i];
	}
	layout->local = place[was.local];
	layout->national = place[was.national];
	layout->neighbours = place[was.neighbours];
	for (size_t k = 0; k < was.n_differences; k++)
		layout->difference[k] = (struct check_difference){place[was.difference[k].column],
			place[was.difference[k].of], place[was.difference[k].minus]};
	for (size_t k = 0; k < was.n_totals; k++) {
		layout->total[k].column = place[was.total[k].column];
		for (size_t i = 0; i < was.total[k].n; i++)
			layout->total[k].part[i] = place[was.total[k].part[i]];
	}
}

static int open_arithmetic(struct intake *intake)
{
	const struct format *format = intake->format;
	struct arithmetic *arithmetic = calloc(1, sizeof(*arithmetic));
	struct check_layout *layout;

	intake->arithmetic = arithmetic;
	if (arithmetic == NULL)
		return ERR_NOMEM;
	layout = &arithmetic->layout;
	layout->series = format->kind == FORMAT_SERIES &&
			 take_column(intake, layout, intake->at.local, &layout->local) &&
			 take_column(intake, layout, intake->at.national, &layout->national) &&
			 take_column(intake, layout, intake->at.neighbours, &layout->neighbours);
	for (uint32_t i = 0; i < format->n_differences; i++)
		take_difference(intake, layout, &format->differences[i]);
	for (uint32_t i = 0; i < format->n_totals; i++)
		take_total(intake, layout, &format->totals[i]);
	arithmetic->sums =
		format->n_sums > 0 && take_column(intake, layout, intake->at.value, &arithmetic->value);
	if (layout->n > 0)
		put_in_order(layout);
	if (arithmetic->sums)
		(void)take_column(intake, layout, intake->at.value, &arithmetic->value);
	arithmetic->rows.size = sizeof(struct check_row) + layout->n * sizeof(struct check_figure);
	return 0;
}

void arithmetic_free(struct arithmetic *arithmetic)
{
	if (arithmetic == NULL)
		return;
	free(arithmetic->rows.items);
	free(arithmetic->sort);
	free(arithmetic);
}

/* -- rows -------------------------------------------------------------------------------------------------------- */

/* "120 (92)" is 120: tables of councils put a second count in brackets behind the first. */
static struct bytes before_bracket(struct bytes field)
{
	const uint8_t *bracket = memchr(field.data, '(', field.len);

	if (bracket != NULL && bracket > field.data)
		field.len = (size_t)(bracket - field.data);
	while (field.len > 0 && field.data[field.len - 1] == ' ')
		field.len--;
	return field;
}

static struct check_figure figure_of(const struct csv_row *row, int position)
{
	struct bytes field = row_field(row, position);
	struct check_figure figure = {.state = CHECK_BLANK};

	if (field.len == 0)
		return figure;
	field = before_bracket(field);
	figure.state = decimal_parse((const char *)field.data, field.len, &figure.value) == 0 ? CHECK_PRESENT
											      : CHECK_OTHER;
	figure.percent = field.len > 0 && field.data[field.len - 1] == '%';
	return figure;
}

/* The column that says what a row is about: the title, or else the first, unless that holds figures. */
static int label_position(const struct intake *intake)
{
	const struct check_layout *layout = &intake->arithmetic->layout;

	return intake->at.title >= 0 ? intake->at.title : layout->position[0] == 0 ? -1 : 0;
}

/* The text of a role, kept. */
static const char *text_of(struct intake *intake, const struct csv_row *row, int position)
{
	return position < 0 ? "" : field_text(intake, row_field(row, position));
}

/* The remark in which the file itself says that the row as published had slipped, else "". */
static const char *realigned(struct intake *intake, const struct csv_row *row)
{
	const char *word = intake->format->realigned;
	struct bytes remark = row_field(row, intake->at.remark);

	if (word == NULL || remark.len == 0 || memmem(remark.data, remark.len, word, strlen(word)) == NULL)
		return "";
	return field_text(intake, remark);
}

static int keep_row(struct intake *intake, const struct csv_row *row)
{
	struct arithmetic *arithmetic = intake->arithmetic;
	const struct check_layout *layout = &arithmetic->layout;
	struct check_row *kept;
	const struct measure *measure;

	if (arithmetic->rows.n == ROWS_MAX) {
		arithmetic->cut = true;
		return 0;
	}
	kept = list_add(&arithmetic->rows);
	if (kept == NULL)
		return ERR_NOMEM;
	kept->row = row->number;
	kept->label = text_of(intake, row, label_position(intake));
	kept->measure = layout->series || arithmetic->sums ? text_of(intake, row, intake->at.measure) : "";
	kept->basis = layout->series ? text_of(intake, row, intake->at.basis) : "";
	kept->realigned = realigned(intake, row);
	if (kept->label == NULL || kept->measure == NULL || kept->basis == NULL || kept->realigned == NULL)
		return ERR_NOMEM;
	if (layout->series) {
		struct bytes year = row_field(row, intake->at.period);

		(void)period_parse((const char *)year.data, year.len, PERIOD_ACADEMIC, &kept->period);
		if (period_kind(kept->period) == PERIOD_CALENDAR)
			kept->period = period_make(PERIOD_ACADEMIC, period_year(kept->period), 0);
		measure = catalogue_measure(intake->catalogue, kept->measure);
		kept->percent = measure != NULL && strcmp(measure->unit, "percent") == 0;
	}
	for (size_t i = 0; i < layout->n; i++)
		kept->figure[i] = figure_of(row, layout->position[i]);
	return 0;
}

int arithmetic_row(struct intake *intake, const struct csv_row *row)
{
	const struct format *format = intake->format;
	int rc = 0;

	if (intake->row_refused || (format->kind != FORMAT_SERIES && format->n_differences == 0 &&
					   format->n_totals == 0 && format->n_sums == 0))
		return 0;
	if (intake->arithmetic == NULL)
		rc = open_arithmetic(intake);
	return rc == 0 && intake->arithmetic->layout.n > 0 ? keep_row(intake, row) : rc;
}

/* -- the table --------------------------------------------------------------------------------------------------- */

static int by_series(const void *a, const void *b)
{
	const struct check_row *x = *(const struct check_row *const *)a;
	const struct check_row *y = *(const struct check_row *const *)b;
	int order = strcmp(x->measure, y->measure);

	if (order == 0)
		order = strcmp(x->basis, y->basis);
	if (order == 0)
		order = (x->period.v > y->period.v) - (x->period.v < y->period.v);
	return order != 0 ? order : x->row < y->row ? -1 : x->row > y->row;
}

static bool same_series(const struct check_row *a, const struct check_row *b)
{
	return strcmp(a->measure, b->measure) == 0 && strcmp(a->basis, b->basis) == 0;
}

/* The rows of the series that begins at `first`. */
static struct check_group group_at(const struct arithmetic *arithmetic, size_t first)
{
	struct check_group group = {.layout = &arithmetic->layout, .row = &arithmetic->sort[first], .n = 1};

	while (first + group.n < arithmetic->rows.n &&
		same_series(arithmetic->sort[first], arithmetic->sort[first + group.n]))
		group.n++;
	return group;
}

/* The measure that the catalogue lets this one take the place of, and since when; NULL: none. */
static const struct measure *predecessor(const struct intake *intake, const char *id)
{
	const struct measure *measure;
	size_t n = catalogue_measures(intake->catalogue, &measure);

	for (size_t i = 0; i < n; i++)
		if (strcmp(measure[i].superseded_by, id) == 0)
			return &measure[i];
	return NULL;
}

/* Where the rows of a measure, basis and year begin, or would. Rows are in order, and there may be many series. */
static size_t lower_bound(
	const struct arithmetic *arithmetic, const char *measure, const char *basis, struct period period)
{
	const struct check_row wanted = {.measure = measure, .basis = basis, .period = period};
	const struct check_row *key = &wanted;
	size_t low = 0, high = arithmetic->rows.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_series(&arithmetic->sort[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_year(
	const struct arithmetic *arithmetic, const char *measure, const char *basis, struct period period)
{
	size_t i = lower_bound(arithmetic, measure, basis, period);

	return i < arithmetic->rows.n && strcmp(arithmetic->sort[i]->measure, measure) == 0 &&
	       strcmp(arithmetic->sort[i]->basis, basis) == 0 && arithmetic->sort[i]->period.v == period.v;
}

/* A comparator may have been lost where one measure took over from another. */
static void check_operands_of(struct intake *intake, const struct check_group *group)
{
	const struct arithmetic *arithmetic = intake->arithmetic;
	const struct measure *before = predecessor(intake, group->row[0]->measure);
	const char *basis = group->row[0]->basis;
	struct period none = {0};
	size_t i = before == NULL ? arithmetic->rows.n : lower_bound(arithmetic, before->id, basis, none);

	if (i < arithmetic->rows.n && strcmp(arithmetic->sort[i]->measure, before->id) == 0 &&
		strcmp(arithmetic->sort[i]->basis, basis) == 0) {
		struct check_group earlier = group_at(arithmetic, i);

		check_operands(group, &earlier, superseded_from(before), intake->findings);
	} else {
		check_operands(group, NULL, none, intake->findings);
	}
}

/* Bases on which one measure is counted: state-funded, all institutions, maintained, and room for more. */
#define BASES_MAX 8

/* The other basis on which the measure is counted in the year before, and not in the row's; "" when there is none. What
 * is lost there is the figure that the row is short of. */
static const char *lost_basis(const struct arithmetic *arithmetic, const struct check_row *row)
{
	struct period none = {0}, before = row->period;
	size_t i = lower_bound(arithmetic, row->measure, "", none);

	if (period_kind(row->period) == PERIOD_ACADEMIC)
		before = period_make(PERIOD_ACADEMIC, period_year(row->period) - 1, 0);
	for (int k = 0; k < BASES_MAX && i < arithmetic->rows.n &&
			strcmp(arithmetic->sort[i]->measure, row->measure) == 0;
		k++) {
		const char *basis = arithmetic->sort[i]->basis;

		if (strcmp(basis, row->basis) != 0 && has_year(arithmetic, row->measure, basis, before) &&
			!has_year(arithmetic, row->measure, basis, row->period))
			return basis;
		i += group_at(arithmetic, i).n;
	}
	return "";
}

/* Rows that were put right by hand after they had slipped: the file says so. */
static void check_remarks(struct intake *intake, const struct check_group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct check_row *row = group->row[i];
		struct finding_place place = {row->row, intake->at.remark, intake->format->columns.remark};

		if (row->realigned[0] != '\0')
			check_realigned(group->layout, row, place, lost_basis(intake->arithmetic, row),
				intake->findings);
	}
}

static const struct check_row *row_of(const struct arithmetic *arithmetic, const char *id)
{
	for (size_t i = 0; i < arithmetic->rows.n; i++)
		if (strcmp(arithmetic->sort[i]->measure, id) == 0)
			return arithmetic->sort[i];
	return NULL;
}

static void check_sums(struct intake *intake)
{
	const struct arithmetic *arithmetic = intake->arithmetic;

	for (uint32_t i = 0; i < intake->format->n_sums; i++) {
		const struct format_total *declared = &intake->format->sums[i];
		const struct check_row *total = row_of(arithmetic, declared->total);
		struct check_row *part[CHECK_PARTS_MAX];
		uint32_t n = 0;

		while (n < declared->n_parts && (part[n] = (struct check_row *)(uintptr_t)row_of(
							 arithmetic, declared->parts[n])) != NULL)
			n++;
		if (total != NULL && n == declared->n_parts)
			check_sum(&arithmetic->layout, arithmetic->value, total, part, n, intake->findings);
	}
}

static int check_table(struct intake *intake)
{
	struct arithmetic *arithmetic = intake->arithmetic;
	char *row = arithmetic->rows.items;

	arithmetic->sort = calloc(arithmetic->rows.n + 1, sizeof(*arithmetic->sort));
	if (arithmetic->sort == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < arithmetic->rows.n; i++)
		arithmetic->sort[i] = (struct check_row *)(void *)(row + i * arithmetic->rows.size);
	if (arithmetic->layout.series && arithmetic->rows.n > 1)
		qsort(arithmetic->sort, arithmetic->rows.n, sizeof(*arithmetic->sort), by_series);
	if (arithmetic->sums)
		check_sums(intake);
	for (size_t i = 0; i < arithmetic->rows.n;) {
		struct check_group group = group_at(arithmetic, i);

		if (!arithmetic->layout.series)
			group.n = arithmetic->rows.n;
		check_remarks(intake, &group);
		check_shifts(&group, intake->findings);
		check_stuck_tail(&group, intake->findings);
		check_differences(&group, intake->findings);
		check_same_columns(&group, intake->findings);
		check_totals(&group, intake->findings);
		check_operands_of(intake, &group);
		i += group.n;
	}
	return 0;
}

int arithmetic_finish(struct intake *intake)
{
	int rc = intake->arithmetic == NULL || intake->arithmetic->rows.n == 0 ? 0 : check_table(intake);

	if (rc == 0)
		rc = findings_finish(intake->findings, &intake->found, &intake->n_found);
	if (rc < 0)
		return rc;
	intake->receipt.findings = findings_count(intake->findings);
	if (intake->arithmetic != NULL && intake->arithmetic->cut)
		intake_note(intake, "the arithmetic of the first %d rows was checked", ROWS_MAX);
	return 0;
}
