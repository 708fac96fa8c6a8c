/* SPDX-License-Identifier: MIT
 *
 * The query behind `leep indicators`: figures with their comparators, as known at a time.
 */
#include <stdio.h>

#include "common/model/grid.h"
#include "services/reports/queries.h"
#include "services/reports/suppression/suppression.h"

/* The first 28 are the contract of the command line; the others are for programs that ask for everything. */
static const char *const columns[] = {"measure", "group", "period", "level", "area", "name", "value", "flag",
	"decimals", "cohort", "status", "published", "national", "diff_national", "neighbours",
	"diff_neighbours", "neighbour_set", "rank_neighbours", "of_neighbours", "rank_national",
	"of_national", "percentile", "quartile", "change", "trend", "ci_low", "ci_high", "submission",
	"title", "unit", "worked_out", "worked_out_cohort", "worked_out_schools", "worked_out_hidden", "file",
	"sha256", "row", "column", "learned", "numerator", "denominator", "origin", "region_figure",
	"diff_region", "authority_figure", "diff_authority", "phase_mean", "diff_phase", "phase_schools",
	"neighbours_basis", "neighbours_known", "neighbours_in_set", "neighbours_pooled",
	"diff_neighbours_pooled", "trend_low", "trend_high", "ci_basis", "significant_national",
	"significant_zero", "pooled", "pooled_cohort", "pooled_years", "gap", "gap_group",
	"worked_out_hidden_pupils"};

/* What is asked, made ready. */
struct asked {
	const struct indicators_query *query;
	struct area area; /* AREA_NONE: any */
	size_t prefix;    /* length of the measure's prefix; SIZE_MAX: exact or all */
};

/* Where a page begins: a column's key, then a cell in it. */
#define NEXT_LEN 24

static bool wants_measure(const struct asked *asked, const char *measure)
{
	return asked->prefix == SIZE_MAX || strncmp(measure, asked->query->measure, asked->prefix) == 0;
}

static bool wants_column(const struct asked *asked, const struct column *figures)
{
	const struct indicators_query *query = asked->query;

	return wants_measure(asked, figures->measure) &&
	       (query->group[0] == '\0' || strcmp(query->group, figures->group) == 0) &&
	       (query->period[0] == '\0' || period_matches(query->period, figures->period));
}

static bool wants_cell(const struct asked *asked, const struct indicator_column *column, size_t i)
{
	struct area area = {column->figures.area[i]};
	const char *level = asked->query->level;

	if (area_kind(area) == AREA_NEIGHBOURS)
		return false; /* shown beside the authority it belongs to */
	if (asked->query->worked_out && (column->worked_schools == NULL || column->worked_schools[i] == 0))
		return false;
	if (level[0] != '\0' && strcmp(level, area_kind_text(area_kind(area))) != 0)
		return false;
	/* An authority at the level of schools means its schools. */
	if (area_kind(asked->area) == AREA_AUTHORITY && strcmp(level, "school") == 0)
		return area_equal(column->figures.parent, asked->area);
	return area_kind(asked->area) == AREA_NONE || area_equal(area, asked->area);
}

/* A figure of a file that was published later but came earlier stands in no version of its time. */
static bool was_known(
	struct txn *txn, const struct known *known, const struct indicator_event *event, size_t i)
{
	const struct column *figures = &event->column.figures;
	uint64_t submission = column_submission(figures, i, event->submission);

	return known->published == 0 || submission == 0 || state_is_known(txn, known, submission);
}

const struct closed *reading_receipt(struct reading *reading, uint64_t submission)
{
	if (reading->receipt.name == NULL || reading->receipt_of != submission) {
		arena_reset(reading->receipts);
		reading->receipt_of = submission;
		if (submission == 0 ||
			!state_submission(reading->txn, reading->receipts, submission, &reading->receipt))
			reading->receipt = (struct closed){.name = "", .status = ""};
	}
	return &reading->receipt;
}

const char *reading_area_name(struct reading *reading, struct area area)
{
	const struct area_def *def = catalogue_area(reading->catalogue, area);
	const char *listed;
	struct school school;

	if (def != NULL)
		return def->name;
	listed = state_area_name(reading->txn, reading->scratch, area);
	if (listed != NULL)
		return listed;
	if (area_kind(area) == AREA_SCHOOL &&
		state_school(reading->txn, reading->scratch, area_code(area), &school))
		return school.name;
	return "";
}

/* Does a row tell of the figure that stands in front? What was worked out for it, place, course and interval, is told of no
 * other. */
static bool is_front(const struct indicator_column *column, size_t i, bool worked)
{
	return !worked || array_number(column->origin, i) == ORIGIN_WORKED_OUT;
}

static void add_front(
	struct grid *grid, const struct indicator_column *column, const int64_t *array, size_t i, bool worked)
{
	grid_derived(grid, is_front(column, i, worked) ? array_figure(array, i) : DECIMAL_NONE,
		column_decimals(&column->figures, i));
}

static void add_identity(
	struct reading *reading, struct grid *grid, const struct column *figures, struct area area)
{
	struct period_text period;
	struct area_text code;

	grid_text(grid, figures->measure);
	grid_text(grid, figures->group);
	grid_text(grid, period_print(figures->period, &period));
	grid_text(grid, area_kind_text(area_kind(area)));
	grid_text(grid, area_print(area, &code));
	grid_text(grid, reading_area_name(reading, area));
}

static void add_figure(struct grid *grid, const struct indicator_column *column, size_t i, bool worked,
	const struct closed *source)
{
	const struct column *figures = &column->figures;
	unsigned decimals = column_decimals(figures, i);
	bool from_schools = worked || array_number(column->origin, i) == ORIGIN_WORKED_OUT;

	if (worked)
		grid_derived(grid, array_figure(column->worked_out, i), decimals);
	else
		grid_figure(grid, figures->value[i], figures->scale, decimals);
	grid_text(grid, !worked                                 ? flag_text(column_flag(figures, i))
			: column->worked_out[i] == DECIMAL_NONE ? flag_text(FLAG_SUPPRESSED)
								: "");
	grid_count(grid, decimals);
	grid_number(grid, worked ? column->worked_cohort[i] : array_pupils(figures->cohort, i));
	grid_text(grid, from_schools ? "worked out" : source->status);
	grid_day(grid, source->published);
}

/* Among all authorities, and beside the period before. */
static void add_places(struct grid *grid, const struct indicator_column *column, size_t i, bool worked)
{
	bool has = is_front(column, i, worked);
	uint64_t rank = has ? array_number(column->rank_national, i) : 0;
	uint64_t percentile = has ? array_number(column->percentile, i) : 0;

	grid_number(grid, rank);
	grid_number(grid, rank == 0 ? 0 : column->of_national);
	grid_derived(grid, percentile == 0 ? DECIMAL_NONE : (int64_t)percentile, 1);
	grid_number(grid, has ? array_number(column->quartile, i) : 0);
	add_front(grid, column, column->change, i, worked);
}

static struct indicator_interval interval_of(const struct indicator_column *column, size_t i, bool worked)
{
	if (!is_front(column, i, worked))
		return (struct indicator_interval){DECIMAL_NONE, DECIMAL_NONE, MICRO_SCALE, false};
	return indicator_interval(column, i);
}

static const char *basis_of(const struct indicator_interval *interval)
{
	return interval->low == DECIMAL_NONE ? "" : interval->published ? "published" : "worked out";
}

static const char *significance(const struct indicator_interval *interval, int64_t reference)
{
	switch (indicator_beside(interval, reference)) {
	case BESIDE_ABOVE:
		return "above";
	case BESIDE_BELOW:
		return "below";
	case BESIDE_ACROSS:
		return "no";
	case BESIDE_UNKNOWN:
		break;
	}
	return "";
}

/* As published, or a worked-out end as derived figures are printed. */
static void add_end(
	struct grid *grid, const struct indicator_interval *interval, int64_t end, unsigned decimals)
{
	if (interval->published)
		grid_exact(grid, end, interval->scale, decimals);
	else
		grid_derived(grid, end, decimals);
}

/* How many there are in England, a region or an authority is no yardstick for a part of it: no difference is told. */
static int64_t unless_count(const struct measure *measure, int64_t comparator)
{
	return measure != NULL && strcmp(measure->unit, "count") == 0 ? DECIMAL_NONE : comparator;
}

static void add_comparators(struct grid *grid, const struct measure *measure,
	const struct indicator_column *column, size_t i, bool worked)
{
	unsigned decimals = column_decimals(&column->figures, i);
	int64_t figure = worked ? array_figure(column->worked_out, i) : indicator_figure(column, i);
	struct indicator_interval interval = interval_of(column, i, worked);
	uint64_t set = array_number(column->neighbour_set, i);
	char month[16] = "";

	if (set != 0)
		(void)snprintf(month, sizeof(month), "%04u-%02u", (unsigned)(set / 100 % 10000),
			(unsigned)(set % 100));
	grid_derived(grid, column->national, decimals);
	grid_derived(grid, decimal_difference(figure, unless_count(measure, indicator_nation(column, i))),
		decimals);
	grid_derived(grid, array_figure(column->neighbours, i), decimals);
	grid_derived(grid, decimal_difference(figure, array_figure(column->neighbours, i)), decimals);
	grid_text(grid, month);
	grid_number(grid, array_number(column->rank_neighbours, i));
	grid_number(grid, array_number(column->of_neighbours, i));
	add_places(grid, column, i, worked);
	add_front(grid, column, column->trend, i, worked);
	add_end(grid, &interval, interval.low, decimals);
	add_end(grid, &interval, interval.high, decimals);
}

static void add_source(struct reading *reading, struct grid *grid, const struct measure *measure,
	const struct indicator_column *column, size_t i, uint64_t submission, const struct closed *source)
{
	struct measure_def def = {.title = "", .unit = ""};
	char hex[2 * SHA256_LEN + 1];

	if (measure == NULL)
		(void)state_measure(reading->txn, reading->scratch, column->figures.measure, &def);
	bytes_hex(source->sha256, SHA256_LEN, hex);
	grid_number(grid, submission);
	grid_text(grid, measure == NULL ? def.title : measure->title);
	grid_text(grid, measure == NULL ? def.unit : measure->unit);
	grid_figure(grid, array_figure(column->worked_out, i), MICRO_SCALE, MICRO_SCALE);
	grid_number(grid, array_pupils(column->worked_cohort, i));
	grid_number(grid, array_number(column->worked_schools, i));
	grid_number(grid, array_number(column->worked_hidden, i));
	grid_text(grid, source->name);
	grid_text(grid, submission == 0 ? "" : hex);
	grid_number(grid, array_number(column->figures.row, i));
	grid_text(grid, submission == 0 ? "" : column_source(&column->figures, i));
	grid_time(grid, source->received);
	grid_exact(grid, array_figure(column->figures.numerator, i), column->figures.scale, 0);
	grid_exact(grid, array_figure(column->figures.denominator, i), column->figures.scale, 0);
}

/* What the contract of the command line has no column for: other comparators, what lies behind a mean, an interval or a
 * trend, and the gap to another group. */
static void add_more(struct grid *grid, const struct measure *measure, const struct indicator_column *column,
	size_t i, bool worked)
{
	unsigned decimals = column_decimals(&column->figures, i);
	int64_t figure = worked ? array_figure(column->worked_out, i) : indicator_figure(column, i);
	struct indicator_interval interval = interval_of(column, i, worked);
	const int64_t comparator[] = {
		array_figure(column->region, i), column->authority, array_figure(column->phase, i)};
	const int64_t beside[] = {
		unless_count(measure, comparator[0]), unless_count(measure, comparator[1]), comparator[2]};
	bool own = is_front(column, i, worked);

	grid_text(grid,
		worked || array_number(column->origin, i) == ORIGIN_WORKED_OUT ? "worked out" : "published");
	for (size_t k = 0; k < ARRAY_LEN(comparator); k++) {
		grid_derived(grid, comparator[k], decimals);
		grid_derived(grid, decimal_difference(figure, beside[k]), decimals);
	}
	grid_number(grid, array_number(column->phase_schools, i));
	grid_text(grid, array_figure(column->neighbours, i) == DECIMAL_NONE  ? ""
			: array_number(column->neighbours_published, i) != 0 ? "published"
									     : "simple mean");
	grid_number(grid, array_number(column->neighbours_known, i));
	grid_number(grid, array_number(column->neighbours_in_set, i));
	grid_derived(grid, array_figure(column->neighbours_pooled, i), decimals);
	grid_derived(grid, decimal_difference(figure, array_figure(column->neighbours_pooled, i)), decimals);
	add_front(grid, column, column->trend_low, i, worked);
	add_front(grid, column, column->trend_high, i, worked);
	grid_text(grid, basis_of(&interval));
	grid_text(grid, significance(&interval, indicator_nation(column, i)));
	grid_text(grid, significance(&interval, indicator_zero(measure)));
	add_front(grid, column, column->pooled, i, worked);
	grid_number(grid, own ? array_pupils(column->pooled_cohort, i) : 0);
	grid_number(grid, own ? array_number(column->pooled_years, i) : 0);
	add_front(grid, column, column->gap, i, worked);
	grid_text(grid, own && array_figure(column->gap, i) != DECIMAL_NONE ? column->gap_group : "");
	grid_number(grid, array_pupils(column->worked_hidden_cohort, i));
}

/* The submission that a figure came with; 0: it was added up from others, which came with submissions of their own. What
 * was counted from inspections is told of the day of a file, and came with it. */
static uint64_t submission_of(const struct measure *measure, const struct indicator_event *event, size_t i)
{
	const struct column *figures = &event->column.figures;
	bool counted = measure != NULL && measure->worked_out == WORKED_OUT_INSPECTIONS;

	if (array_number(event->column.origin, i) == ORIGIN_WORKED_OUT && !counted)
		return 0;
	return column_submission(figures, i, event->submission);
}

static void add_row(struct reading *reading, struct grid *grid, const struct indicator_event *event, size_t i,
	bool worked)
{
	const struct column *figures = &event->column.figures;
	const struct measure *measure = catalogue_measure(reading->catalogue, figures->measure);
	uint64_t submission = submission_of(measure, event, i);
	const struct closed *source = reading_receipt(reading, submission);
	struct area area = {figures->area[i]};

	add_identity(reading, grid, figures, area);
	add_figure(grid, &event->column, i, worked, source);
	add_comparators(grid, measure, &event->column, i, worked);
	add_source(reading, grid, measure, &event->column, i, submission, source);
	add_more(grid, measure, &event->column, i, worked);
}

int reading_check_role(const char *role, struct err_text *text)
{
	if (role[0] == '\0' || strcmp(role, "adviser") == 0)
		return 0;
	return error_set(text, ERR_INVAL, "role '%s': expected adviser, or none", role);
}

static int make_ready(const struct indicators_query *query, struct asked *ret, struct err_text *text)
{
	static const char *const levels[] = {"", "national", "region", "authority", "school"};
	size_t len = strlen(query->measure);
	bool known = false;

	ret->query = query;
	ret->area = area_make(AREA_NONE, 0);
	ret->prefix = len > 0 && query->measure[len - 1] == '*' ? len - 1 : SIZE_MAX;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		known = known || strcmp(query->level, levels[i]) == 0;
	if (!known)
		return error_set(text, ERR_INVAL,
			"level '%s': expected national, region, authority or school", query->level);
	if (len > 0 && memchr(query->measure, '*', len - 1) != NULL)
		return error_set(text, ERR_INVAL, "measure '%s': expected a name, or its beginning and a '*'",
			query->measure);
	if (query->area[0] != '\0' && area_parse(query->area, &ret->area) < 0)
		return error_set(text, ERR_INVAL, "area '%s': expected england, a three-digit code or a URN",
			query->area);
	return reading_check_role(query->role, text);
}

/* The first cell that is asked for, from `from` on; their number when there is none. */
static size_t first_wanted(const struct asked *asked, const struct indicator_column *column, size_t from)
{
	size_t i = wants_column(asked, &column->figures) ? from : column->figures.n;

	while (i < column->figures.n && !wants_cell(asked, column, i))
		i++;
	return i;
}

/* The rows of one column from `cell` on; it is left at the first that does not fit. */
static void add_cells(struct reading *reading, struct grid *grid, const struct asked *asked,
	const struct known *known, const struct indicator_event *event, size_t *cell)
{
	for (; *cell < event->column.figures.n; *cell = first_wanted(asked, &event->column, *cell + 1)) {
		if (!was_known(reading->txn, known, event, *cell))
			continue;
		if (!grid_room(grid))
			return;
		add_row(reading, grid, event, *cell, asked->query->worked_out);
	}
}

/* The page goes on with this cell of the column. It begins at any version of it: the walk takes the newest again. */
static int set_next(
	struct reading *reading, const struct columns_walk *walk, size_t cell, struct query_result *ret)
{
	uint8_t *next = arena_take_array(reading->arena, NEXT_LEN, 1);

	if (next == NULL)
		return ERR_NOMEM;
	memcpy(next, walk->key, 12);
	bytes_put_u32be(next + 20, (uint32_t)cell);
	ret->next = bytes_of(next, NEXT_LEN);
	return 0;
}

int answer_indicators(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	const struct indicators_query *asking = &query->indicators;
	struct bytes after = query->after.len == NEXT_LEN ? query->after : bytes_of(NULL, 0);
	size_t cell = after.len == 0 ? 0 : bytes_u32be(after.data + 20);
	struct indicator_event event;
	struct columns_walk walk;
	struct asked asked;
	struct known known;
	struct grid grid;
	int rc = make_ready(asking, &asked, text);

	if (rc < 0)
		return rc;
	grid_begin(&grid, reading->arena, "indicators", columns, ARRAY_LEN(columns));
	known = state_known_at(reading->txn, reading->receipts, asking->as_of);
	suppression_begin(
		reading->suppression, reading, known, asking->role[0] != '\0' ? 0 : reading->suppress_below);
	state_walk(&walk, reading->txn, asked.prefix == SIZE_MAX ? asking->measure : "", known,
		bytes_of(after.data, after.len == 0 ? 0 : 20));
	while (rc == 0 && ret->next.len == 0 && state_walk_next(&walk, reading->scratch, &event)) {
		cell = first_wanted(&asked, &event.column, cell);
		if (cell < event.column.figures.n)
			rc = suppression_apply(reading->suppression, &event.column);
		if (rc == 0)
			add_cells(reading, &grid, &asked, &known, &event, &cell);
		if (rc == 0 && cell < event.column.figures.n)
			rc = set_next(reading, &walk, cell, ret);
		cell = 0;
		arena_reset(reading->scratch);
	}
	state_walk_end(&walk);
	ret->n_tables = 1;
	return rc < 0 ? rc : grid_end(&grid, &ret->table[0]);
}
