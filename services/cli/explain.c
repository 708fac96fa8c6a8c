/* SPDX-License-Identifier: MIT
 *
 * `leep indicators --explain`: a figure with all that is known of it, a line for each thing it is compared with. What is
 * not known has no line. The words state where a figure stands, never what to think of it.
 */
#include <stdio.h>
#include <string.h>

#include "services/cli/cli.h"
#include "services/cli/print.h"

struct row {
	const struct table *table;
	size_t i;
};

/* "" when there is no such column. */
static const char *cell(const struct row *row, const char *column)
{
	for (size_t k = 0; k < row->table->n_columns; k++)
		if (strcmp(row->table->column[k], column) == 0)
			return row->table->cell[row->i * row->table->n_columns + k];
	return "";
}

static bool has(const struct row *row, const char *column)
{
	return cell(row, column)[0] != '\0';
}

static bool is(const struct row *row, const char *column, const char *text)
{
	return strcmp(cell(row, column), text) == 0;
}

/* A difference with its sign. */
static const char *signed_cell(const struct row *row, const char *column, char ret[64])
{
	const char *text = cell(row, column);
	bool zero = text[strspn(text, "-0.")] == '\0';

	(void)snprintf(ret, 64, "%s%s", text[0] == '-' || text[0] == '\0' || zero ? "" : "+", text);
	return ret;
}

static void label(const char *text)
{
	(void)printf("  %-24s", text);
}

static void print_head(const struct row *row)
{
	const char *title = has(row, "title") ? cell(row, "title") : cell(row, "measure");

	(void)printf("%s, %s %s", title, cell(row, "group"), cell(row, "period"));
	(void)printf(
		"\n%s (%s)\n", has(row, "name") ? cell(row, "name") : cell(row, "level"), cell(row, "area"));
}

static void print_source(const struct row *row)
{
	if (!has(row, "file"))
		return;
	label("from");
	(void)printf("%s", cell(row, "file"));
	if (has(row, "row"))
		(void)printf(", row %s", cell(row, "row"));
	if (has(row, "column"))
		(void)printf(", column %s", cell(row, "column"));
	if (has(row, "published"))
		(void)printf(", published %s", cell(row, "published"));
	(void)printf(", submission %s\n", cell(row, "submission"));
}

static void print_figure(const struct row *row)
{
	label("figure");
	if (has(row, "value"))
		(void)printf("%s%s%s, %s", cell(row, "value"), has(row, "unit") ? " " : "", cell(row, "unit"),
			cell(row, "origin"));
	else
		(void)printf("none: %s", has(row, "flag") ? cell(row, "flag") : "not known");
	if (has(row, "status") && !is(row, "status", cell(row, "origin")))
		(void)printf(", %s", cell(row, "status"));
	if (has(row, "numerator") && has(row, "denominator"))
		(void)printf(", %s of %s", cell(row, "numerator"), cell(row, "denominator"));
	else if (has(row, "cohort"))
		(void)printf(", cohort %s", cell(row, "cohort"));
	(void)printf("\n");
	print_source(row);
	if (!has(row, "worked_out"))
		return;
	label("from its schools");
	(void)printf("%s, of %s schools with %s pupils", cell(row, "worked_out"),
		cell(row, "worked_out_schools"), cell(row, "worked_out_cohort"));
	if (has(row, "worked_out_hidden"))
		(void)printf("; %s more suppressed", cell(row, "worked_out_hidden"));
	if (has(row, "worked_out_hidden_pupils"))
		(void)printf(", %s pupils", cell(row, "worked_out_hidden_pupils"));
	(void)printf("\n");
}

static void print_interval(const struct row *row)
{
	static const char *const against[][2] = {
		{"significant_national", "England's figure"}, {"significant_zero", "0"}};

	if (!has(row, "ci_low"))
		return;
	label("95 % interval");
	(void)printf("%s to %s", cell(row, "ci_low"), cell(row, "ci_high"));
	if (has(row, "ci_basis"))
		(void)printf(", %s", cell(row, "ci_basis"));
	for (size_t k = 0; k < ARRAY_LEN(against); k++) {
		if (is(row, against[k][0], "no"))
			(void)printf("; contains %s", against[k][1]);
		else if (has(row, against[k][0]))
			(void)printf("; wholly %s %s", cell(row, against[k][0]), against[k][1]);
	}
	(void)printf("\n");
}

/* One comparator and the difference from it; ends the line unless more is to follow. */
static bool print_beside(const struct row *row, const char *name, const char *column, const char *difference)
{
	char text[64];

	if (!has(row, column))
		return false;
	label(name);
	(void)printf("%s", cell(row, column));
	if (has(row, difference))
		(void)printf(", difference %s", signed_cell(row, difference, text));
	return true;
}

static void print_neighbours(const struct row *row)
{
	char text[64];

	if (print_beside(row, "neighbours", "neighbours", "diff_neighbours")) {
		(void)printf("; %s", cell(row, "neighbours_basis"));
		if (has(row, "neighbours_in_set"))
			(void)printf(", %s of %s have a figure",
				has(row, "neighbours_known") ? cell(row, "neighbours_known") : "0",
				cell(row, "neighbours_in_set"));
		if (has(row, "neighbour_set"))
			(void)printf(", set of %s", cell(row, "neighbour_set"));
		(void)printf("\n");
	}
	if (has(row, "neighbours_pooled")) {
		label("");
		(void)printf("%s with all of theirs taken together, difference %s\n",
			cell(row, "neighbours_pooled"), signed_cell(row, "diff_neighbours_pooled", text));
	}
	if (has(row, "rank_neighbours")) {
		label("among neighbours");
		(void)printf("rank %s of %s\n", cell(row, "rank_neighbours"), cell(row, "of_neighbours"));
	}
}

static void print_places(const struct row *row)
{
	static const char *const bands[] = {"", "A", "B", "C", "D"};
	size_t band = (size_t)(cell(row, "quartile")[0] - '0');

	if (!has(row, "rank_national"))
		return;
	label("among authorities");
	(void)printf("rank %s of %s, percentile %s %%", cell(row, "rank_national"), cell(row, "of_national"),
		cell(row, "percentile"));
	if (has(row, "quartile") && band < ARRAY_LEN(bands))
		(void)printf(", quartile band %s of A to D, A best", bands[band]);
	(void)printf("\n");
}

static void print_course(const struct row *row)
{
	char text[64];

	if (has(row, "change")) {
		label("since the period before");
		(void)printf("%s\n", signed_cell(row, "change", text));
	}
	if (has(row, "trend")) {
		label("trend of three periods");
		(void)printf("%s a period", signed_cell(row, "trend", text));
		if (has(row, "trend_low"))
			(void)printf(
				", 95 %% interval %s to %s", cell(row, "trend_low"), cell(row, "trend_high"));
		(void)printf("\n");
	}
	if (has(row, "pooled")) {
		label("pooled");
		(void)printf("%s over %s years, cohort %s\n", cell(row, "pooled"), cell(row, "pooled_years"),
			cell(row, "pooled_cohort"));
	}
	if (has(row, "gap")) {
		label("gap");
		(void)printf("%s to %s\n", signed_cell(row, "gap", text), cell(row, "gap_group"));
	}
}

void explain_row(const struct table *table, size_t i)
{
	static const struct {
		const char *name, *column, *difference;
	} beside[] = {{"England", "national", "diff_national"}, {"region", "region_figure", "diff_region"},
		{"authority", "authority_figure", "diff_authority"}};
	struct row row = {table, i};

	print_head(&row);
	print_figure(&row);
	print_interval(&row);
	for (size_t k = 0; k < ARRAY_LEN(beside); k++)
		if (print_beside(&row, beside[k].name, beside[k].column, beside[k].difference))
			(void)printf("\n");
	if (print_beside(&row, "same phase", "phase_mean", "diff_phase"))
		(void)printf("; %s schools of the authority\n", cell(&row, "phase_schools"));
	print_neighbours(&row);
	print_places(&row);
	print_course(&row);
	(void)printf("\n");
}
