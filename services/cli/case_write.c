/* SPDX-License-Identifier: MIT
 *
 * leep case: what is written, one record at a time. The service checks it; here only words become fields.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "services/cli/case_part.h"

/* Options that are no fields. */
static bool is_own(const char *flag)
{
	static const char *const own[] = {"dir", "csv", "json", "area", "state", "urn", "record", "dry-run"};

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (strcmp(flag, own[i]) == 0)
			return true;
	return false;
}

/* The name of the field that an option means, in the arena. */
static const char *field_name(struct cli *cli, const char *flag)
{
	char *name = arena_text(cli->arena, flag, strlen(flag));

	for (char *p = name; p != NULL && *p != '\0'; p++)
		if (*p == '-')
			*p = '_';
	return name;
}

static bool take_fields(struct cli *cli, struct case_row *row)
{
	row->field = arena_take_array(cli->arena, FLAGS_MAX, sizeof(*row->field));
	for (size_t i = 0; row->field != NULL && i < cli->args.n_flags; i++) {
		if (is_own(cli->args.flag[i]))
			continue;
		row->field[row->n_field].name = field_name(cli, cli->args.flag[i]);
		row->field[row->n_field].value = cli->args.value[i];
		if (row->field[row->n_field++].name == NULL)
			return false;
	}
	return row->field != NULL;
}

static bool take_urn(const char *text, uint32_t *ret)
{
	struct area area;

	if (area_parse(text, &area) < 0 || area_kind(area) != AREA_SCHOOL)
		return cli_fail(ERR_INVAL, "'%s': expected the URN of a school", text), false;
	*ret = area_code(area);
	return true;
}

/* Send one row and say what came of it. `ret_number`: of the record. */
static int send(
	struct cli *cli, enum case_verb verb, const char *kind, struct case_row *row, uint64_t *ret_number)
{
	struct command command = {.kind = COMMAND_CASE,
		.casework = {.verb = verb,
			.kind = kind,
			.n_row = 1,
			.row = row,
			.check_only = cli_has(cli, "dry-run")}};
	struct command_result result = {0};
	int status = cli_command(cli, "alerts", &command, &result);

	if (status == 0)
		(void)printf("%s\n", result.text);
	*ret_number = status == 0 ? result.number : 0;
	return status;
}

int case_write(struct cli *cli, enum case_verb verb, const char *kind, uint64_t id, uint64_t case_id)
{
	struct case_row row = {.id = id, .case_id = case_id};
	const char *urn = cli_value(cli, "urn", NULL);
	uint64_t number;

	if (urn != NULL && !take_urn(urn, &row.urn))
		return EXIT_WRONG;
	if (!take_fields(cli, &row))
		return cli_fail(ERR_NOMEM, "out of memory");
	return send(cli, verb, kind, &row, &number);
}

/* -- a case from an alert ---------------------------------------------------------------------------------------- */

static const char *cell(const struct table *table, const char *field)
{
	for (size_t i = 0; i < table->n_rows; i++)
		if (strcmp(table->cell[2 * i], field) == 0)
			return table->cell[2 * i + 1];
	return "";
}

/* What an alert is about, by the beginning of its measure's or rule's name; else it is for a person to say. */
static const char *type_of(const char *rule, const char *measure)
{
	static const struct {
		const char *begins, *type;
	} types[] = {{"absence", "attendance"}, {"attendance", "attendance"}, {"suspension", "behaviour"},
		{"exclusion", "behaviour"}, {"finance", "finance"}, {"ofsted.safeguarding", "safeguarding"},
		{"ks2", "attainment"}, {"ks4.progress8", "progress"}, {"ks4", "attainment"},
		{"ks5", "attainment"}, {"ks1", "attainment"}, {"eyfs", "attainment"}};

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		size_t len = strlen(types[i].begins);

		if (strncmp(rule, types[i].begins, len) == 0 || strncmp(measure, types[i].begins, len) == 0)
			return types[i].type;
	}
	return "other";
}

static int add_concern(struct cli *cli, uint64_t case_id, const char *alert, const struct table *table)
{
	struct record_field field[] = {{"means", "alert"}, {"alert", alert},
		{"type", type_of(cell(table, "rule"), cell(table, "measure"))},
		{"text", cell(table, "summary")}};
	struct case_row row = {.case_id = case_id, .n_field = ARRAY_LEN(field), .field = field};
	uint64_t number;

	return send(cli, CASE_VERB_ADD, "concern", &row, &number);
}

/* The alert, when it is about the school: looked at before the case is opened. */
static int find_alert(struct cli *cli, const char *word, uint32_t urn, struct query_result *ret)
{
	struct query query = {.kind = QUERY_ALERT, .alert = cli_number(word, "an alert")};
	int status = query.alert == 0 ? EXIT_WRONG : cli_query(cli, &query, ANSWER_MS, ret);

	if (status == 0 && strtoull(cell(&ret->table[0], "urn"), NULL, 10) != urn)
		return cli_fail(ERR_REFUSED, "alert %s is not about school %u", word, urn);
	return status;
}

int case_open(struct cli *cli, const char *urn)
{
	const char *alert = cli_value(cli, "alert", NULL);
	struct query_result result = {0};
	struct case_row row = {0};
	uint64_t number;
	size_t n = 0;
	int status = 0;

	if (!take_urn(urn, &row.urn))
		return EXIT_WRONG;
	if (alert != NULL)
		status = find_alert(cli, alert, row.urn, &result);
	if (status != 0)
		return status;
	if (!take_fields(cli, &row))
		return cli_fail(ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < row.n_field; i++)
		if (strcmp(row.field[i].name, "alert") != 0)
			row.field[n++] = row.field[i];
	row.n_field = n;
	status = send(cli, CASE_VERB_ADD, "case", &row, &number);
	if (status == 0 && alert != NULL && !cli_has(cli, "dry-run"))
		status = add_concern(cli, number, alert, &result.table[0]);
	return status;
}
