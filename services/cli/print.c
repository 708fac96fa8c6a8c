/* SPDX-License-Identifier: MIT
 *
 * See print.h.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "services/cli/cli.h"
#include "services/cli/print.h"

/* Columns whose cells are numbers in JSON; all others are text, as codes are. */
static const char *const numeric[] = {"value", "decimals", "cohort", "national", "diff_national",
	"neighbours", "diff_neighbours", "rank_neighbours", "of_neighbours", "rank_national", "of_national",
	"percentile", "quartile", "change", "ci_low", "ci_high", "low", "high", "submission", "worked_out",
	"worked_out_cohort", "worked_out_schools", "worked_out_hidden", "row", "rows_read", "rows_accepted",
	"rows_refused", "cells", "cells_flagged", "cells_refused", "columns", "measures", "schools",
	"inspections", "findings", "events", "links", "groups", "rows_ignored", "measures_held", "areas",
	"bytes", "id", "paper", "took", "numerator", "denominator", "region_figure", "authority_figure",
	"diff_region", "diff_authority", "phase_mean", "diff_phase", "phase_schools", "neighbours_known",
	"neighbours_in_set", "neighbours_pooled", "diff_neighbours_pooled", "trend", "trend_low",
	"trend_high", "pooled", "pooled_cohort", "pooled_years", "gap", "worked_out_hidden_pupils", "case",
	"record", "package", "before", "after", "similar_change", "similar", "open_actions", "amount", "cost",
	"spent", "committed", "left", "minutes", "years", "depth", "back", "place", "attempts", "waiting"};

static bool is_numeric(const char *column)
{
	for (size_t i = 0; i < ARRAY_LEN(numeric); i++)
		if (strcmp(numeric[i], column) == 0)
			return true;
	return false;
}

static void print_csv_cell(const char *cell)
{
	if (strpbrk(cell, ",\"\r\n") == NULL) {
		(void)fputs(cell, stdout);
		return;
	}
	(void)putchar('"');
	for (const char *p = cell; *p != '\0'; p++) {
		if (*p == '"')
			(void)putchar('"');
		(void)putchar(*p);
	}
	(void)putchar('"');
}

static void print_csv(const struct printing *printing, const struct table *table)
{
	size_t n = printing->first != 0 && printing->first < table->n_columns ? printing->first
									      : table->n_columns;

	for (size_t k = 0; printing->printed == 0 && k < n; k++)
		(void)printf("%s%s", table->column[k], k + 1 < n ? "," : "\r\n");
	for (size_t i = 0; i < table->n_rows; i++) {
		for (size_t k = 0; k < n; k++) {
			print_csv_cell(table->cell[i * table->n_columns + k]);
			(void)fputs(k + 1 < n ? "," : "\r\n", stdout);
		}
	}
}

static json_t *cell_value(const char *column, const char *cell)
{
	json_t *value;

	if (strcmp(column, "duplicate") == 0)
		return json_boolean(strcmp(cell, "true") == 0);
	if (!is_numeric(column) || strcmp(cell, "") == 0)
		return strcmp(cell, "") == 0 ? json_null() : json_string(cell);
	value = json_loads(cell, JSON_DECODE_ANY, NULL);
	return value == NULL || !json_is_number(value) ? json_string(cell) : value;
}

json_t *print_row(const struct table *table, size_t row)
{
	json_t *object = json_object();

	for (size_t k = 0; k < table->n_columns; k++)
		(void)json_object_set_new(object, table->column[k],
			cell_value(table->column[k], table->cell[row * table->n_columns + k]));
	return object;
}

static void print_json(const struct printing *printing, const struct table *table)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		json_t *row = print_row(table, i);
		char *text = json_dumps(row, JSON_REAL_PRECISION(15) | JSON_PRESERVE_ORDER);

		(void)printf("%s%s", printing->printed + i == 0 ? "[" : ",\n ", text == NULL ? "{}" : text);
		free(text);
		json_decref(row);
	}
}

void print_object(const struct table *table)
{
	json_t *object = json_object();
	char *text;

	for (size_t i = 0; i < table->n_rows; i++)
		(void)json_object_set_new(
			object, table->cell[i * 2], cell_value(table->cell[i * 2], table->cell[i * 2 + 1]));
	text = json_dumps(object, JSON_PRESERVE_ORDER);
	(void)fputs(text == NULL ? "{}" : text, stdout);
	free(text);
	json_decref(object);
}

/* Characters that a UTF-8 text takes on a screen, near enough. */
static int width(const char *text)
{
	int n = 0;

	for (const char *p = text; *p != '\0'; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return n;
}

static bool is_shown(const struct printing *printing, const char *column)
{
	if (printing->shown == NULL)
		return true;
	for (size_t i = 0; printing->shown[i] != NULL; i++)
		if (strcmp(printing->shown[i], column) == 0)
			return true;
	return false;
}

/* Numbers stand right, if the whole column is numbers. */
static bool stands_right(const struct table *table, size_t k)
{
	if (!is_numeric(table->column[k]))
		return false;
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *cell = table->cell[i * table->n_columns + k];

		if (cell[strspn(cell, "-0123456789.")] != '\0')
			return false;
	}
	return true;
}

#define WIDTH_MAX 90

static void print_people(const struct printing *printing, const struct table *table)
{
	int widths[TABLE_COLUMNS_MAX];
	bool right[TABLE_COLUMNS_MAX];

	for (size_t k = 0; k < table->n_columns; k++) {
		widths[k] = width(table->column[k]);
		for (size_t i = 0; i < table->n_rows; i++) {
			int w = width(table->cell[i * table->n_columns + k]);

			widths[k] = w > widths[k] ? w : widths[k];
		}
		widths[k] = widths[k] > WIDTH_MAX ? WIDTH_MAX : widths[k];
		right[k] = stands_right(table, k);
	}
	for (size_t row = printing->printed == 0 ? 0 : 1; row <= table->n_rows; row++) {
		for (size_t k = 0; k < table->n_columns; k++) {
			const char *cell =
				row == 0 ? table->column[k] : table->cell[(row - 1) * table->n_columns + k];
			int pad = widths[k] - width(cell);

			if (!is_shown(printing, table->column[k]))
				continue;
			(void)printf("%*s%s%*s  ", right[k] && pad > 0 ? pad : 0, "", cell,
				!right[k] && pad > 0 ? pad : 0, "");
		}
		(void)putchar('\n');
	}
}

void print_table(struct printing *printing, const struct table *table)
{
	if (printing->csv)
		print_csv(printing, table);
	else if (printing->json)
		print_json(printing, table);
	else if (printing->explain != NULL)
		for (size_t i = 0; i < table->n_rows; i++)
			printing->explain(table, i);
	else
		print_people(printing, table);
	printing->printed += table->n_rows;
}

void print_end(struct printing *printing)
{
	if (printing->json)
		(void)printf("%s]\n", printing->printed == 0 ? "[" : "");
	else if (!printing->csv && printing->printed == 0)
		(void)printf("(none)\n");
}
