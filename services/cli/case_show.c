/* SPDX-License-Identifier: MIT
 *
 * leep case: what is printed: lists, one case as people read it, one record with its history, the kinds.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "services/cli/case_part.h"
#include "services/cli/print.h"

#define ROWS_MAX 50000

int case_list(struct cli *cli, const char *kind, const char *const *shown, const char *state)
{
	struct query query = {.kind = QUERY_CASES,
		.cases = {.kind = kind, .area = cli_value(cli, "area", ""), .state = state}};

	return cli_print_query(cli, &query, shown, 0);
}

static size_t column_of(const struct table *table, const char *name)
{
	size_t k = 0;

	while (k < table->n_columns && strcmp(table->column[k], name) != 0)
		k++;
	return k;
}

static const char *cell(const struct table *table, size_t row, const char *column)
{
	size_t k = column_of(table, column);

	return k < table->n_columns ? table->cell[row * table->n_columns + k] : "";
}

/* All pages of an answer, in the arena: of table `nth` the rows together. An exit status. */
static int gather(struct cli *cli, struct query *query, struct query_result *ret)
{
	int status = cli_query(cli, query, CASE_ANSWER_MS, ret);
	struct query_result page = *ret;

	while (status == 0 && page.next.len > 0) {
		struct table *all = &ret->table[ret->n_tables - 1];
		const char **cells;
		size_t had, more;

		query->after = page.next;
		status = cli_query(cli, query, CASE_ANSWER_MS, &page);
		if (status != 0)
			break;
		had = all->n_rows * all->n_columns;
		more = page.table[0].n_rows * page.table[0].n_columns;
		if (page.table[0].n_columns != all->n_columns ||
			all->n_rows + page.table[0].n_rows > ROWS_MAX)
			return cli_fail(ERR_LIMIT, "more than can be shown at once: ask for less");
		cells = arena_take_array(cli->arena, had + more, sizeof(*cells));
		if (cells == NULL)
			return cli_fail(ERR_NOMEM, "out of memory");
		memcpy(cells, all->cell, had * sizeof(*cells));
		memcpy(cells + had, page.table[0].cell, more * sizeof(*cells));
		all->cell = cells;
		all->n_rows += page.table[0].n_rows;
	}
	return status;
}

static int print_whole(struct cli *cli, const struct table *table, const char *const *shown)
{
	struct printing printing = {.shown = shown, .csv = cli_has(cli, "csv"), .json = cli_has(cli, "json")};

	print_table(&printing, table);
	print_end(&printing);
	return EXIT_DONE;
}

/* -- cases ------------------------------------------------------------------------------------------------------- */

/* What is due first, first: so what is overdue comes before all. What has no day comes last. */
struct due {
	const char *day;
	const char **row;
};

static int by_day(const void *a, const void *b)
{
	const struct due *x = a;
	const struct due *y = b;
	int order = (x->day[0] == '\0') - (y->day[0] == '\0');

	if (order == 0)
		order = strcmp(x->day, y->day);
	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static int sort_by_due(struct cli *cli, struct table *table)
{
	size_t n = table->n_rows, width = table->n_columns, day = column_of(table, "next_due");
	struct due *due = arena_take_array(cli->arena, n + 1, sizeof(*due));
	const char **cells = arena_take_array(cli->arena, n * width + 1, sizeof(*cells));

	if (due == NULL || cells == NULL || day == width)
		return cli_fail(ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		due[i] = (struct due){table->cell[i * width + day], &table->cell[i * width]};
	qsort(due, n, sizeof(*due), by_day);
	for (size_t i = 0; i < n; i++)
		memcpy(&cells[i * width], due[i].row, width * sizeof(*cells));
	table->cell = cells;
	return EXIT_DONE;
}

int case_overview(struct cli *cli)
{
	static const char *const shown[] = {"id", "urn", "school", "title", "holder", "state", "open_actions",
		"next_review", "next_due", "overdue", NULL};
	struct query query = {.kind = QUERY_CASES,
		.cases = {.kind = "case",
			.area = cli_value(cli, "area", ""),
			.state = cli_value(cli, "state", "open")}};
	struct query_result result = {0};
	int status = gather(cli, &query, &result);

	if (status == 0)
		status = sort_by_due(cli, &result.table[0]);
	return status == 0 ? print_whole(cli, &result.table[0], shown) : status;
}

/* -- one case ---------------------------------------------------------------------------------------------------- */

/* A value behind its name; further lines of it stand under the first. */
static void print_value(const char *name, const char *value)
{
	(void)printf("    %-16s", name);
	for (const char *p = value; *p != '\0'; p++) {
		(void)putchar(*p);
		if (*p == '\n')
			(void)printf("%20s", "");
	}
	(void)putchar('\n');
}

static void print_fields(const struct table *table)
{
	for (size_t i = 0; i < table->n_rows; i++)
		print_value(table->cell[2 * i], table->cell[2 * i + 1]);
}

static bool begins(const struct table *table, size_t row)
{
	return row == 0 || strcmp(cell(table, row, "record"), cell(table, row - 1, "record")) != 0;
}

static void print_records(const struct table *table)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *state = cell(table, i, "state");

		if (begins(table, i))
			(void)printf("\n%s  %s %s%s%s%s\n", cell(table, i, "day"), cell(table, i, "kind"),
				cell(table, i, "record"), strcmp(state, "open") == 0 ? "" : " (",
				strcmp(state, "open") == 0 ? "" : state,
				strcmp(state, "open") == 0 ? "" : ")");
		print_value(cell(table, i, "field"), cell(table, i, "value"));
	}
}

static json_t *fields_json(const struct table *table)
{
	json_t *object = json_object();

	for (size_t i = 0; i < table->n_rows; i++)
		(void)json_object_set_new(object, table->cell[2 * i], json_string(table->cell[2 * i + 1]));
	return object;
}

static json_t *records_json(const struct table *table)
{
	static const char *const own[] = {"record", "kind", "state", "day"};
	json_t *all = json_array(), *record = NULL, *fields = NULL;

	for (size_t i = 0; i < table->n_rows; i++) {
		if (begins(table, i)) {
			record = json_object();
			fields = json_object();
			for (size_t k = 0; k < ARRAY_LEN(own); k++)
				(void)json_object_set_new(
					record, own[k], json_string(cell(table, i, own[k])));
			(void)json_object_set_new(record, "fields", fields);
			(void)json_array_append_new(all, record);
		}
		(void)json_object_set_new(
			fields, cell(table, i, "field"), json_string(cell(table, i, "value")));
	}
	return all;
}

static int print_json(json_t *whole)
{
	char *text = json_dumps(whole, JSON_PRESERVE_ORDER | JSON_INDENT(1));

	(void)printf("%s\n", text == NULL ? "{}" : text);
	free(text);
	json_decref(whole);
	return EXIT_DONE;
}

int case_show(struct cli *cli, uint64_t case_id)
{
	struct query query = {
		.kind = QUERY_CASES, .cases = {.kind = "", .case_id = case_id, .area = "", .state = ""}};
	struct query_result result = {0};
	int status = gather(cli, &query, &result);

	if (status != 0)
		return status;
	if (cli_has(cli, "json"))
		return print_json(json_pack("{s:o,s:o}", "case", fields_json(&result.table[0]), "records",
			records_json(&result.table[1])));
	if (cli_has(cli, "csv"))
		return print_whole(cli, &result.table[1], NULL);
	print_fields(&result.table[0]);
	print_records(&result.table[1]);
	return EXIT_DONE;
}

int case_changes(struct cli *cli, uint64_t case_id)
{
	struct query query = {.kind = QUERY_CASES,
		.cases = {.kind = "change", .case_id = case_id, .area = "", .state = ""}};

	return cli_print_query(cli, &query, NULL, 0);
}

int case_record(struct cli *cli, uint64_t id)
{
	struct query query = {
		.kind = QUERY_CASES, .cases = {.kind = "", .record = id, .area = "", .state = ""}};
	struct query_result result = {0};
	int status = cli_query(cli, &query, CASE_ANSWER_MS, &result);
	json_t *lines;

	if (status != 0)
		return status;
	if (cli_has(cli, "json")) {
		lines = json_array();
		for (size_t i = 0; i < result.table[1].n_rows; i++)
			(void)json_array_append_new(lines, print_row(&result.table[1], i));
		return print_json(
			json_pack("{s:o,s:o}", "record", fields_json(&result.table[0]), "history", lines));
	}
	if (cli_has(cli, "csv"))
		return print_whole(cli, &result.table[1], NULL);
	print_fields(&result.table[0]);
	(void)putchar('\n');
	return print_whole(cli, &result.table[1], NULL);
}

int case_impact(struct cli *cli)
{
	static const char *const shown[] = {"package", "school", "provider", "start", "judged_before",
		"judged_after", "measure", "period_before", "before", "period_after", "after", "change",
		"similar_change", "similar", "note", NULL};
	struct query query = {
		.kind = QUERY_IMPACT, .impact = {.area = cli_value(cli, "area", ""), .role = ""}};
	const char *record = cli_value(cli, "record", NULL);

	query.impact.record = record == NULL ? 0 : case_number(record, "a package");
	if (record != NULL && query.impact.record == 0)
		return EXIT_WRONG;
	return cli_print_query(cli, &query, shown, 0);
}

/* -- kinds ------------------------------------------------------------------------------------------------------- */

static void print_kind(struct arena *arena, const struct case_kind *kind)
{
	(void)printf("%s: %s\n", kind->name, kind->help);
	(void)printf("  %s%s\n\n",
		kind->in_case     ? "belongs to a case: leep case N add "
		: kind->of_school ? "about a school (--urn): leep case add "
				  : "leep case add ",
		kind->name);
	for (size_t i = 0; i < case_kind_fields(kind); i++) {
		const struct case_field *field = &kind->field[i];

		(void)printf("  --%-16s %s%s%s\n%20s %s\n", field->name, case_value_expected(arena, field),
			(field->flags & CASE_TODAY) != 0    ? " (today)"
			: (field->flags & CASE_NEEDED) != 0 ? " (needed)"
							    : "",
			(field->flags & CASE_CLOSES) != 0 ? " (closes it)" : "", "", field->help);
	}
}

int case_kinds_print(const char *name)
{
	const struct case_kind *kind;
	size_t n = case_kinds(&kind);
	struct arena *arena = arena_open((size_t)1024 * 1024);
	int status = EXIT_DONE;

	for (size_t i = 0; i < n && name[0] == '\0'; i++)
		(void)printf("%-10s %s\n", kind[i].name, kind[i].help);
	if (name[0] != '\0') {
		kind = case_kind_named(name);
		if (kind != NULL)
			print_kind(arena, kind);
		else
			status = EXIT_WRONG;
	}
	if (status == EXIT_DONE)
		(void)printf(
			"\nNo name of a pupil or of a family belongs in any field: say \"a parent\", \"a "
			"pupil in year 9\".\n");
	arena_free(arena);
	return status;
}
