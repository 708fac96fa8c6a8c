/* SPDX-License-Identifier: MIT
 *
 * leep case export and import: records of one kind as CSV. What is exported can be imported: rows with an id change that
 * record, rows without one add; the columns that LEEP writes itself (school, state, made, sums) are not read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/csv.h"
#include "services/cli/case_part.h"
#include "services/cli/source.h"

/* As many bytes of values as one command takes, with what is around each. */
#define IMPORT_MAX ((size_t)880 * 1024)

struct import {
	struct cli *cli;
	const struct case_kind *kind;
	const char *path;
	const char **column; /* of the header: the field, or one of our own; NULL: not read */
	size_t n_columns;
	struct case_command command;
	size_t bytes;
};

int case_export(struct cli *cli, const char *kind)
{
	struct arguments *args = &cli->args;

	if (!cli_has(cli, "csv") && !cli_has(cli, "json") && args->n_flags < FLAGS_MAX) {
		args->flag[args->n_flags] = "csv";
		args->value[args->n_flags++] = "";
	}
	return case_list(cli, kind, NULL, cli_value(cli, "state", ""));
}

/* What a column is: NULL in `ret` when it is one that is not read. False when it is nothing known. */
static bool column_means(const struct case_kind *kind, const char *name, const char **ret)
{
	static const char *const ours[] = {"id", "case", "urn"};
	static const char *const unread[] = {"school", "state", "made", "changed", "open_actions", "next_due",
		"overdue", "committed", "left", "overspent"};
	const struct case_field *field = case_kind_field(kind, name);

	*ret = field == NULL ? NULL : field->name;
	for (size_t i = 0; field == NULL && i < ARRAY_LEN(ours); i++)
		if (strcmp(name, ours[i]) == 0)
			*ret = ours[i];
	if (*ret != NULL)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(unread); i++)
		if (strcmp(name, unread[i]) == 0)
			return true;
	/* What a budget has spent is added up; "spent" of what costs is a field. */
	return strcmp(kind->name, "budget") == 0 && strcmp(name, "spent") == 0;
}

/* A cell as a text of its own, lines ending in LF. */
static char *cell_text(struct arena *arena, struct bytes cell)
{
	char *text = arena_text(arena, (const char *)cell.data, cell.len), *out = text;

	for (const char *p = text; p != NULL && *p != '\0'; p++)
		if (p[0] != '\r' || p[1] != '\n')
			*out++ = *p;
	if (text != NULL)
		*out = '\0';
	return text;
}

static int read_header(struct import *import, const struct csv_row *row)
{
	import->n_columns = row->n;
	import->column = arena_take_array(import->cli->arena, row->n + 1, sizeof(*import->column));
	for (size_t k = 0; import->column != NULL && k < row->n; k++) {
		const char *name = cell_text(import->cli->arena, row->field[k]);

		if (name == NULL)
			return cli_fail(ERR_NOMEM, "out of memory");
		if (name[0] != '\0' && !column_means(import->kind, name, &import->column[k]))
			return cli_fail(ERR_REFUSED,
				"'%s', row %u, column %zu: a %s has no field '%s'; see leep case kinds %s",
				import->path, row->number, k + 1, import->kind->name, name,
				import->kind->name);
		for (size_t i = 0; i < k; i++)
			if (import->column[k] != NULL && import->column[i] == import->column[k])
				return cli_fail(ERR_REFUSED, "'%s', row %u: column '%s' is there twice",
					import->path, row->number, name);
	}
	return import->column == NULL ? cli_fail(ERR_NOMEM, "out of memory") : EXIT_DONE;
}

/* One of our own columns: a number, or nothing. */
static int take_number(const struct import *import, uint32_t row, const char *name, const char *value,
	uint64_t max, uint64_t *ret)
{
	char *end;

	*ret = strtoull(value, &end, 10);
	if ((value[0] >= '0' && value[0] <= '9' && *end == '\0' && *ret <= max) || value[0] == '\0')
		return EXIT_DONE;
	return cli_fail(ERR_REFUSED, "'%s', row %u, field '%s': '%.60s': expected a number", import->path,
		row, name, value);
}

static int take_cell(struct import *import, struct case_row *out, const char *name, const char *value)
{
	uint64_t number = 0;
	int status = EXIT_DONE;

	if (strcmp(name, "id") == 0)
		return take_number(import, out->row, name, value, UINT64_MAX, &out->id);
	if (strcmp(name, "case") == 0)
		return take_number(import, out->row, name, value, UINT64_MAX, &out->case_id);
	if (strcmp(name, "urn") == 0) {
		status = take_number(import, out->row, name, value, AREA_CODE_MAX, &number);
		out->urn = (uint32_t)number;
		return status;
	}
	if (strlen(value) > CASE_LONG_MAX)
		return cli_fail(ERR_REFUSED, "'%s', row %u, field '%s': expected text of at most %d bytes",
			import->path, out->row, name, CASE_LONG_MAX);
	out->field[out->n_field++] = (struct record_field){name, value};
	import->bytes += strlen(name) + strlen(value) + 12;
	return status;
}

static int read_row(struct import *import, const struct csv_row *row)
{
	struct case_row *out = &import->command.row[import->command.n_row];
	int status = EXIT_DONE;

	if (import->command.n_row == CASE_ROWS_MAX)
		return cli_fail(ERR_LIMIT, "'%s': more than %d rows: divide it", import->path, CASE_ROWS_MAX);
	*out = (struct case_row){.row = row->number};
	out->field = arena_take_array(import->cli->arena, CASE_FIELDS_MAX, sizeof(*out->field));
	if (out->field == NULL)
		return cli_fail(ERR_NOMEM, "out of memory");
	if (row->n > import->n_columns)
		return cli_fail(ERR_REFUSED, "'%s', row %u: has %zu cells, the header %zu", import->path,
			row->number, row->n, import->n_columns);
	for (size_t k = 0; status == EXIT_DONE && k < row->n; k++) {
		const char *value = cell_text(import->cli->arena, row->field[k]);

		if (value == NULL)
			return cli_fail(ERR_NOMEM, "out of memory");
		if (import->column[k] != NULL)
			status = take_cell(import, out, import->column[k], value);
	}
	import->bytes += 40;
	import->command.n_row++;
	if (status == EXIT_DONE && import->bytes > IMPORT_MAX)
		return cli_fail(ERR_LIMIT, "'%s': more than %zu KB in one go: divide it", import->path,
			IMPORT_MAX / 1024);
	return status;
}

static int read_file(void *from, void *to, size_t room, size_t *ret_n, struct err_text *text)
{
	*ret_n = fread(to, 1, room, from);
	return ferror((FILE *)from) ? error_set(text, ERR_IO, "the file cannot be read") : 0;
}

static int read_rows(struct import *import, struct csv *csv)
{
	struct err_text text = {""};
	struct csv_row row;
	int status = EXIT_DONE, rc = 1;

	while (status == EXIT_DONE && (rc = csv_next(csv, &row, &text)) > 0) {
		if (row.n == 0)
			continue;
		status = import->column == NULL ? read_header(import, &row) : read_row(import, &row);
	}
	if (rc < 0)
		return cli_fail(ERR_REFUSED, "'%s': %s", import->path, text.text);
	if (status == EXIT_DONE && import->command.n_row == 0)
		return cli_fail(ERR_REFUSED, "'%s': expected a header and rows", import->path);
	return status;
}

/* All rows add, or all change. */
static int settle_verb(struct import *import)
{
	const struct case_command *command = &import->command;
	bool old = command->row[0].id != 0;

	for (size_t i = 1; i < command->n_row; i++)
		if ((command->row[i].id != 0) != old)
			return cli_fail(ERR_REFUSED,
				"'%s', row %u: has %s id and row %u %s: one file adds, or it changes",
				import->path, command->row[i].row, old ? "no" : "an", command->row[0].row,
				old ? "one" : "none");
	import->command.verb = old ? CASE_VERB_CHANGE : CASE_VERB_ADD;
	return EXIT_DONE;
}

int case_import(struct cli *cli, const char *kind, const char *path)
{
	struct command command = {.kind = COMMAND_CASE};
	struct import import = {.cli = cli, .kind = case_kind(kind), .path = path, .command = {.kind = kind}};
	struct csv_source from = {read_file, NULL, NULL};
	struct command_result result = {0};
	struct source source = {0};
	struct err_text text = {""};
	struct csv *csv = NULL;
	int status, rc;

	import.command.row = arena_take_array(cli->arena, CASE_ROWS_MAX, sizeof(*import.command.row));
	if (import.command.row == NULL)
		return cli_fail(ERR_NOMEM, "out of memory");
	rc = source_open(path, NULL, &source, &text);
	from.from = source.file;
	if (rc == 0)
		rewind(source.file);
	if (rc == 0)
		rc = csv_open(&from, &csv, &text);
	status = rc < 0 ? cli_fail(rc, "%s", text.text) : read_rows(&import, csv);
	csv_free(csv);
	source_close(&source);
	if (status == EXIT_DONE)
		status = settle_verb(&import);
	if (status != EXIT_DONE)
		return status;
	import.command.check_only = cli_has(cli, "dry-run");
	command.casework = import.command;
	status = cli_command(cli, "alerts", &command, &result);
	if (status == EXIT_DONE)
		(void)printf("%s\n", result.text);
	return status;
}
