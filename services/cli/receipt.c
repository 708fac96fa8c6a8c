/* SPDX-License-Identifier: MIT
 *
 * See receipt.h.
 */
#include "services/cli/receipt.h"

#include <jansson.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "services/cli/print.h"

#define FLOW_MS ((int64_t)600 * 1000)

static const char *cell(const struct receipt *receipt, const char *column)
{
	const struct table *row = &receipt->row;

	for (size_t k = 0; k < row->n_columns; k++)
		if (strcmp(row->column[k], column) == 0)
			return row->cell[k];
	return "";
}

/* The row of `table` with what only who submits knows. */
static int add_taking(
	struct arena *arena, const struct table *table, int64_t took_ms, bool duplicate, struct table *ret)
{
	size_t n = table->n_columns;
	const char **column = arena_take_array(arena, n + 2, sizeof(*column));
	const char **cells = arena_take_array(arena, n + 2, sizeof(*cells));
	const char *took =
		arena_print(arena, "%lld.%03lld", (long long)(took_ms / 1000), (long long)(took_ms % 1000));

	if (column == NULL || cells == NULL || took == NULL)
		return ERR_NOMEM;
	memcpy(column, table->column, n * sizeof(*column));
	memcpy(cells, table->cell, n * sizeof(*cells));
	column[n] = "took";
	cells[n] = took;
	column[n + 1] = "duplicate";
	cells[n + 1] = duplicate ? "true" : "false";
	*ret = (struct table){
		.name = table->name, .n_columns = n + 2, .column = column, .n_rows = 1, .cell = cells};
	return 0;
}

int receipt_get(struct cli *cli, const struct command_result *result, int64_t begun, struct receipt *ret)
{
	struct query query = {.kind = QUERY_SUBMISSIONS, .submissions = {.number = result->number}};
	struct query_result answer = {0};
	int status = cli_wait(cli, result->number, FLOW_MS);
	int64_t took = clock_monotonic() - begun;

	if (status == 0)
		status = cli_query(cli, &query, ANSWER_MS, &answer);
	if (status != 0)
		return status;
	if (answer.n_tables != 1 || answer.table[0].n_rows != 1)
		return cli_fail(ERR_BADMSG, "reports has no receipt of submission %llu",
			(unsigned long long)result->number);
	if (add_taking(cli->arena, &answer.table[0], took, result->duplicate, &ret->row) < 0)
		return cli_fail(ERR_NOMEM, "out of memory");
	ret->accepted = strcmp(cell(ret, "outcome"), "accepted") == 0;
	ret->duplicate = result->duplicate;
	return 0;
}

/* Is the count more than none? */
static bool is_some(const struct receipt *receipt, const char *column)
{
	return cell(receipt, column)[0] != '\0' && strcmp(cell(receipt, column), "0") != 0;
}

static void print_figures(const struct receipt *r)
{
	bool one = strcmp(cell(r, "first_period"), cell(r, "last_period")) == 0;

	(void)printf("  %s figures of %s measures about %s areas, %s%s%s\n", cell(r, "cells"),
		cell(r, "measures_held"), cell(r, "areas"), cell(r, "first_period"), one ? "" : " to ",
		one ? "" : cell(r, "last_period"));
	if (is_some(r, "cells_flagged"))
		(void)printf("  %s without a value: %s\n", cell(r, "cells_flagged"), cell(r, "flagged"));
}

void receipt_print(const struct receipt *receipt)
{
	const struct receipt *r = receipt;

	if (!r->checked)
		(void)printf("submission %s  ", cell(r, "submission"));
	(void)printf("%s  %s%s\n", cell(r, "outcome"), cell(r, "name"),
		r->checked     ? "  (checked only: nothing was kept)"
		: r->duplicate ? "  (submitted before: nothing changed)"
			       : "");
	if (strcmp(cell(r, "format"), "") != 0)
		(void)printf("  format %s%s%s%s%s\n", cell(r, "format"),
			cell(r, "period")[0] == '\0' ? "" : ", period ", cell(r, "period"),
			cell(r, "status")[0] == '\0' ? "" : ", ", cell(r, "status"));
	(void)printf("  %s rows read, %s accepted, %s refused", cell(r, "rows_read"),
		cell(r, "rows_accepted"), cell(r, "rows_refused"));
	if (is_some(r, "rows_ignored"))
		(void)printf(", %s passed over, about what is not held", cell(r, "rows_ignored"));
	(void)printf("\n");
	if (r->accepted && is_some(r, "cells"))
		print_figures(r);
	if (r->accepted && is_some(r, "cells_refused"))
		(void)printf("  %s figures refused\n", cell(r, "cells_refused"));
	if (r->accepted && (is_some(r, "schools") || is_some(r, "inspections")))
		(void)printf("  %s schools, %s inspections\n", cell(r, "schools"), cell(r, "inspections"));
	if (r->accepted && (is_some(r, "events") || is_some(r, "links") || is_some(r, "groups")))
		(void)printf("  %s events, %s links between schools, %s of schools to groups\n",
			cell(r, "events"), cell(r, "links"), cell(r, "groups"));
	if (cell(r, "note")[0] != '\0')
		(void)printf("  %s\n", cell(r, "note"));
	if (!r->checked && (is_some(r, "rows_refused") || is_some(r, "cells_refused")))
		(void)printf("  what was refused: leep submissions %s --rejects\n", cell(r, "submission"));
	if (is_some(r, "findings"))
		(void)printf("  %s finding%s of the arithmetic checks%s%s\n", cell(r, "findings"),
			strcmp(cell(r, "findings"), "1") == 0 ? "" : "s",
			r->checked ? "" : ": leep findings --submission ", cell(r, "submission"));
	if (!r->duplicate && !r->checked)
		(void)printf("  taken in %s s\n", cell(r, "took"));
}

/* Takes the object. */
static char *text_of(json_t *object)
{
	char *text = json_dumps(object, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));

	json_decref(object);
	return text;
}

int receipt_text(struct cli *cli, const struct receipt *receipt, char **ret)
{
	struct query query = {.kind = QUERY_SUBMISSIONS,
		.submissions = {.number = strtoull(cell(receipt, "submission"), NULL, 10), .rejects = true}};
	json_t *object = print_row(&receipt->row, 0);
	json_t *rejects = json_array();
	struct query_result page = {0};
	int status = 0;

	/* A receipt names at most a thousand of them: all their pages together fit the arena. */
	do {
		query.after = page.next;
		status = cli_query(cli, &query, ANSWER_MS, &page);
		for (size_t t = 0; status == 0 && t < page.n_tables; t++)
			for (size_t i = 0; i < page.table[t].n_rows; i++)
				(void)json_array_append_new(rejects, print_row(&page.table[t], i));
	} while (status == 0 && page.next.len > 0);
	(void)json_object_set_new(object, "rejects", rejects);
	if (status == 0)
		*ret = text_of(object);
	else
		json_decref(object);
	if (status == 0 && *ret == NULL)
		return cli_fail(ERR_NOMEM, "out of memory");
	return status;
}

char *receipt_refusal(const char *name, const char *why)
{
	return text_of(json_pack("{s:s, s:s, s:s}", "name", name, "outcome", "refused", "note", why));
}

/* The same member, or neither has it. */
static bool is_alike(const json_t *a, const json_t *b, const char *member)
{
	const json_t *x = json_object_get(a, member), *y = json_object_get(b, member);

	return x == NULL ? y == NULL : json_equal(x, y) != 0;
}

bool receipt_is_of(int fd, const char *text)
{
	json_t *there = json_loadfd(fd, 0, NULL);
	json_t *ours = json_loads(text, 0, NULL);
	bool same = there != NULL && is_alike(there, ours, "sha256") && is_alike(there, ours, "outcome") &&
		    is_alike(there, ours, "name");

	json_decref(there);
	json_decref(ours);
	return same;
}
